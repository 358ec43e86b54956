"""Answers that cannot all be true, whatever they score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from compliance.model.checklist import Pair, Part, Quantity, Relation
from compliance.model.office import Known
from compliance.model.results import Contradiction, Side

Sides = tuple[Side, ...]


def judge(pairs: Iterable[Pair], facts: Mapping[str, Known], system: str | None = None) -> list[Contradiction]:
    """Return the pairs whose answers contradict each other, in the order of the pairs.

    A pair is judged only when every fact in it is known and applies and the quantity is known: a
    percentage without counts has neither count nor total.
    """
    found = []
    for pair in pairs:
        sides = tuple(side for quantity in pair.sides if (side := _side(quantity, facts.get(quantity.fact))))
        if len(sides) == len(pair.sides) and _BROKEN[pair.relation](sides):
            found.append(Contradiction(pair, sides, system))
    return found


def _side(quantity: Quantity, known: Known | None) -> Side | None:
    if known is None or known.value.amount is None:
        return None
    value = known.value
    amount = {Part.VALUE: value.amount, Part.COUNT: value.counted, Part.TOTAL: value.total}[quantity.part]
    return None if amount is None else Side(quantity, known, amount)


def _above(sides: Sides) -> bool:
    return sides[0].amount > sides[1].amount


def _differ(sides: Sides) -> bool:
    return sides[0].amount != sides[1].amount


def _together(sides: Sides) -> bool:
    return all(_within(side) for side in sides)


def _within(side: Side) -> bool:
    low, high = side.quantity.at_least, side.quantity.at_most
    return (low is None or side.amount >= low) and (high is None or side.amount <= high)


_BROKEN: Mapping[Relation, Callable[[Sides], bool]] = {
    Relation.ABOVE: _above,
    Relation.DIFFER: _differ,
    Relation.TOGETHER: _together,
}
