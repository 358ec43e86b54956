"""The rules of the score, exact: shares, weights that move, the range of what is unanswered.

Everything is a pure function of a checklist and the known facts; nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from compliance.assessment.exact import over, reaches, times, total
from compliance.model.checklist import Better, Checklist, Indicator, Item
from compliance.model.office import Known
from compliance.model.results import Assessment, IndicatorResult, ItemResult, Status

_NONE = Fraction(0)
_MET, _UNMET = (1, 1), (0, 1)


def share(value: Fraction, target: Fraction, better: Better) -> Fraction:
    """Return how much of a target a value reaches, 0 to 1.

    Where more is better value/target, where less is better target/value; a value of 0 or less is
    full where less is better, and a target of 0 is full where more is better.
    """
    return Fraction(*_ratio(value, target, better))


def _ratio(value: Fraction, target: Fraction, better: Better) -> tuple[int, int]:
    """Return the share as two whole numbers, not reduced: items multiply it once more anyway."""
    one, other = (target, value) if better is Better.LOWER else (value, target)
    if other.numerator <= 0 or reaches(one, other):
        return _MET
    return (one.numerator * other.denominator, one.denominator * other.numerator) if one.numerator > 0 else _UNMET


def assess(checklist: Checklist, facts: Mapping[str, Known], system: str | None = None) -> Assessment:
    """Judge every item of a checklist.

    The weight of items that do not apply is shared among the rest of their indicator in proportion,
    and of an indicator without any among the other indicators; when nothing is left the score is None.
    """
    applicable = [_applicable(indicator, facts) for indicator in checklist.indicators]
    weights = total(i.weight for i, a in zip(checklist.indicators, applicable, strict=True) if a)
    unmoved = weights == checklist.maximum
    grow = over(checklist.maximum, weights) if weights else _NONE
    indicators = tuple(
        _judge(indicator, items, indicator.weight if unmoved else times(indicator.weight, grow), facts)
        for indicator, items in zip(checklist.indicators, applicable, strict=True)
    )
    if not weights:
        return Assessment(checklist, None, None, _NONE, indicators, system)
    score = total(i.score for i in indicators if i.score is not None)
    high = total(i.high for i in indicators if i.high is not None)
    coverage = 1 - over(high - score, checklist.maximum)
    return Assessment(checklist, score, high, coverage, indicators, system)


def _applicable(indicator: Indicator, facts: Mapping[str, Known]) -> list[Item]:
    return [item for item in indicator.items if item.target is not None and applies(facts.get(item.fact))]


def applies(known: Known | None) -> bool:
    """Whether a fact applies to the office; one that is not answered yet does."""
    return known is None or known.value.amount is not None


def _judge(indicator: Indicator, items: list[Item], maximum: Fraction, facts: Mapping[str, Known]) -> IndicatorResult:
    if not items:
        results = tuple(_item(item, facts.get(item.fact), _NONE) for item in indicator.items)
        return IndicatorResult(indicator, None, None, _NONE, results)
    unmoved = maximum == indicator.weight and len(items) == len(indicator.items)
    unit = _NONE if unmoved else over(maximum, total(item.weight for item in items))
    results = tuple(
        _item(item, facts.get(item.fact), item.points if unmoved else times(item.weight, unit))
        for item in indicator.items
    )
    score = total(r.points for r in results)
    open_ = [r.maximum for r in results if r.status is Status.UNANSWERED]
    return IndicatorResult(indicator, score, score + total(open_) if open_ else score, maximum, results)


def _item(item: Item, known: Known | None, maximum: Fraction) -> ItemResult:
    if item.target is None:
        return ItemResult(item, Status.NOT_APPLICABLE, known, _NONE, _NONE, str(item.no_target))
    if known is None:
        return ItemResult(item, Status.UNANSWERED, None, _NONE, maximum)
    amount = known.value.amount
    if amount is None:
        return ItemResult(item, Status.NOT_APPLICABLE, known, _NONE, _NONE, known.value.not_applicable)
    part = _ratio(amount, item.target, item.better)
    if part is _MET:
        return ItemResult(item, Status.MET, known, maximum, maximum)
    if part is _UNMET:
        return ItemResult(item, Status.UNMET, known, _NONE, maximum)
    points = Fraction(maximum.numerator * part[0], maximum.denominator * part[1])
    return ItemResult(item, Status.PARTLY, known, points, maximum)
