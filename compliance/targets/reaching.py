"""What became of targets: each one beside what the office says a round later, judged as its own copy judges it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from compliance.assessment.scoring import share
from compliance.model.checklist import Better
from compliance.model.office import Known
from compliance.model.targets import Outcome, Seen, Set
from compliance.plan.worth import better_of
from compliance.targets.setting import reached


def judge(targets: Sequence[Set], better: Mapping[str, Better], facts: Mapping[str, Known]) -> tuple[Seen, ...]:
    """Return each target with how it came out."""
    return tuple(_seen(target, better.get(target.fact, Better.HIGHER), facts.get(target.fact)) for target in targets)


def share_of(seen: Sequence[Seen], better: Mapping[str, Better]) -> Fraction | None:
    """Return how much of the targets is reached, in per cent of their weight; what does not apply is left out."""
    return reached(
        [
            (one.target.weight, _share(one, better.get(one.target.fact, Better.HIGHER)))
            for one in seen
            if one.outcome is not Outcome.AWAY
        ]
    )


def _share(seen: Seen, better: Better) -> Fraction:
    amount = None if seen.now is None else seen.now.amount
    return Fraction(0) if amount is None else share(amount, seen.target.wanted, better)


def _seen(target: Set, better: Better, known: Known | None) -> Seen:
    if known is None:
        return Seen(target, Outcome.UNANSWERED, None)
    amount = known.value.amount
    if amount is None:
        return Seen(target, Outcome.AWAY, known.value)
    if better_of(better, amount, target.wanted) == amount:
        return Seen(target, Outcome.REACHED, known.value)
    nearer = amount != target.began and better_of(better, amount, target.began) == amount
    return Seen(target, Outcome.PARTLY if nearer else Outcome.NOT, known.value)
