"""The rules of the score for thousands of offices: the same results as `assessment.scoring`, on whole numbers.

Every item's points are exact and rounded once. A score is summed in floating point, which is off by less than a
millionth of a hundredth; where that could decide how it is rounded, it is summed exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from compliance.assessment import scoring
from compliance.assessment.exact import total
from compliance.model.checklist import Better, Checklist
from compliance.model.office import Known, Source, Value

Amount = tuple[int, int]  # numerator and denominator, not always reduced
Amounts = Mapping[str, Amount | None]  # by fact; None where it does not apply
_NEAR = 1e-6
_PATTERNS = 1024  # sets of items that do not apply, whose maxima are kept
_AWAY = Value(None)
_ZERO: Amount = (0, 1)
_ONE = Fraction(1)


class Judged(NamedTuple):
    """A checklist judged: hundredths of a point, coverage in hundredths of a per cent, each item's points.

    `away` is the share of the weight, in hundredths of a per cent, of items that the office says do not apply.
    """

    score: int | None
    high: int | None
    coverage: int
    points: tuple[int | None, ...]
    away: int


class _Met(NamedTuple):
    """The points of an item: exactly, in floating point, and in hundredths."""

    exact: Amount
    near: float
    points: int


class _Item(NamedTuple):
    """An item that applies: its place, what is asked and wanted, and what it is worth."""

    place: int
    fact: str
    target: Amount
    lower: bool
    most: Amount
    near: float


class _Applying(NamedTuple):
    """A checklist of which some items do not apply: those that do, and the points of a filing without answers."""

    items: tuple[_Item, ...]
    points: tuple[int | None, ...]
    whole: Fraction | None
    away: int


class Judge:
    """A checklist made ready to judge many offices."""

    def __init__(self, checklist: Checklist) -> None:
        self.checklist = checklist
        self._places = tuple(enumerate(item.fact for item in checklist.items))
        self._applying = lru_cache(maxsize=_PATTERNS)(self._work_out)

    def judge(self, amounts: Amounts) -> Judged:
        """Judge one office by its amounts."""
        of = self._applying(frozenset([place for place, fact in self._places if amounts.get(fact, _ZERO) is None]))
        if of.whole is None:
            return Judged(None, None, 0, of.points, of.away)
        parts: list[_Met] = []
        open_: list[_Item] = []
        points = list(of.points)
        for item in of.items:
            amount = amounts.get(item.fact)
            if amount is None:  # unanswered: what does not apply is not among them
                open_.append(item)
            else:
                met = _met(item, amount)
                parts.append(met)
                points[item.place] = met.points
        near = sum([met.near for met in parts])
        score = _hundredths(near, (100, _ONE), 0, lambda: [met.exact for met in parts])
        if not open_:
            return Judged(score, score, 10000, tuple(points), of.away)
        left = sum([item.near for item in open_])
        high = _hundredths(
            near + left, (100, _ONE), 0, lambda: [*(met.exact for met in parts), *(item.most for item in open_)]
        )
        coverage = _hundredths(left, (-10000, of.whole), 10000, lambda: [item.most for item in open_])
        return Judged(score, high, coverage, tuple(points), of.away)

    def _work_out(self, away: frozenset[int]) -> _Applying:
        """Ask the rules themselves what each item is worth when these do not apply: nothing else is answered."""
        items = self.checklist.items
        judged = scoring.assess(self.checklist, {items[place].fact: Known(_AWAY, Source.DECLARED) for place in away})
        if judged.score is None:
            return _Applying((), (None,) * len(items), None, 10000)
        applying = []
        for place, (item, result) in enumerate(zip(items, judged.items, strict=True)):
            if item.target is not None and result.maximum:
                target, most = _amount(item.target), _amount(result.maximum)
                lower = item.better is Better.LOWER
                applying.append(_Item(place, item.fact, target, lower, most, most[0] / most[1]))
        there = {item.place for item in applying}
        weights = [item.points for item in items if item.target is not None]
        gone = [items[place].points for place in away if items[place].target is not None]
        share = total(gone) / total(weights) if gone else Fraction(0)
        points = tuple(0 if place in there else None for place in range(len(items)))
        return _Applying(tuple(applying), points, self.checklist.maximum, int(share * 10000))


def _met(item: _Item, amount: Amount) -> _Met:
    """Return the points of an amount, worked out each time: a table of those met before is slower, for memory is."""
    n, d = exact = _points(amount, item.target, item.lower, item.most)
    return _Met(exact, n / d, (200 * n + d) // (2 * d))


def _amount(number: Fraction) -> Amount:
    return number.numerator, number.denominator


def _points(amount: Amount, target: Amount, lower: bool, most: Amount) -> Amount:
    """Return the points of an item exactly, as `scoring` counts them."""
    (n, d), (m, e) = (target, amount) if lower else (amount, target)
    if m <= 0 or n * e >= m * d:
        return most
    if n <= 0:
        return 0, 1
    return most[0] * n * e, most[1] * d * m


def _hundredths(near: float, scale: tuple[int, Fraction], plus: int, parts: Callable[[], list[Amount]]) -> int:
    """Return `plus` and a scaled sum, rounded half up; exactly from its parts where floating point could be wrong."""
    value = plus + scale[0] / float(scale[1]) * near
    floor = int(value // 1)
    if abs(value - floor - 0.5) > _NEAR:
        return floor + (value - floor > 0.5)
    exact = plus + Fraction(scale[0]) / scale[1] * total(Fraction(n, d) for n, d in parts())
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


@lru_cache(maxsize=65536)
def amount_of(text: str) -> Amount:
    """Return the number a declaration writes: a decimal, or a fraction of whole numbers."""
    whole, slash, rest = text.partition("/")
    if slash:
        return int(whole), int(rest)
    whole, _point, decimals = text.partition(".")
    return int(whole + decimals), 10 ** len(decimals)
