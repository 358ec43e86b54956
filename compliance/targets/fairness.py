"""What targets come to over all offices, and whether they are fair: gains and work by where offices begin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.assessment.exact import total
from compliance.model.league import FEWEST
from compliance.model.targets import Assignment, Outlook, Quarter, Spread

_QUARTERS = 4


class _Asked(NamedTuple):
    """An office with a score: where it begins, what is asked of it, and what it lacks to the full score."""

    before: Fraction
    office: str
    gain: Fraction
    gap: Fraction
    effort: Fraction


def outlook(assignments: Iterable[Assignment]) -> Outlook:
    """Return what is asked over all offices; those to which nothing applies are not counted."""
    found = sorted(
        _Asked(one.before, one.office, one.gain, one.maximum - one.before, one.effort)
        for one in assignments
        if one.before is not None and one.gain is not None
    )
    enough = len(found) >= FEWEST
    before = _mean(one.before for one in found) if enough else None
    gains = _mean(one.gain for one in found) if enough else None
    return Outlook(
        len(found),
        before,
        None if before is None or gains is None else before + gains,
        total(one.effort for one in found),
        tuple(_quarters(found)) if len(found) >= _QUARTERS * FEWEST else (),
        _spread([one.gain for one in found]) if enough else None,
        _spread([one.effort for one in found]) if enough else None,
    )


def _quarters(found: Sequence[_Asked]) -> Iterator[Quarter]:
    for n in range(_QUARTERS):
        own = found[len(found) * n // _QUARTERS : len(found) * (n + 1) // _QUARTERS]
        gain, gap = total(one.gain for one in own), total(one.gap for one in own)
        yield Quarter(
            own[0].before,
            own[-1].before,
            len(own),
            gain / len(own),
            100 * gain / gap if gap else Fraction(0),
            total(one.effort for one in own) / len(own),
        )


def _mean(amounts: Iterable[Fraction]) -> Fraction | None:
    found = list(amounts)
    return total(found) / len(found) if found else None


def _spread(amounts: Sequence[Fraction]) -> Spread:
    ordered, half = sorted(amounts), len(amounts) // 2
    middle = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return Spread(ordered[0], middle, ordered[-1])
