"""The rules of the score for thousands of offices: the same results as `assessment.scoring`, on whole numbers.

Every item's points are exact and rounded once. A score is summed in floating point, which is off by less than a
millionth of a hundredth; where that could decide how it is rounded, it is summed exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from compliance.assessment import scoring
from compliance.assessment.exact import total
from compliance.model.checklist import Better, Checklist
from compliance.model.office import Known, Source, Value

Amount = tuple[int, int]  # numerator and denominator, not always reduced
_Points = tuple[Amount, int]  # of an item, exactly and in hundredths
Amounts = Mapping[str, Amount | None]  # by fact; None where it does not apply
_NEAR = 1e-6
_PATTERNS = 1024  # sets of items that do not apply, whose maxima are kept
_AMOUNTS = 2**15  # amounts whose points are kept, of all items in all those sets together
_AWAY = Value(None)


class Judged(NamedTuple):
    """A checklist judged: hundredths of a point, coverage in hundredths of a per cent, each item's points.

    `away` is the share of the weight, in hundredths of a per cent, of items that the office says do not apply.
    """

    score: int | None
    high: int | None
    coverage: int
    points: tuple[int | None, ...]
    away: int


class _Item(NamedTuple):
    fact: str
    target: Amount | None
    lower: bool
    weight: float


class _Maxima(NamedTuple):
    """What each item is worth when some do not apply, None for those, and the points of amounts met before."""

    items: tuple[Amount | None, ...]
    known: tuple[dict[Amount, _Points], ...]
    whole: Fraction | None
    away: int


class Judge:
    """A checklist made ready to judge many offices."""

    def __init__(self, checklist: Checklist) -> None:
        self.checklist = checklist
        self._items = tuple(
            _Item(
                item.fact,
                None if item.target is None else (item.target.numerator, item.target.denominator),
                item.better is Better.LOWER,
                float(item.points),
            )
            for item in checklist.items
        )
        self._maxima = lru_cache(maxsize=_PATTERNS)(self._work_out)
        self._room = _AMOUNTS

    def judge(self, amounts: Amounts) -> Judged:
        """Judge one office by its amounts."""
        absent = object()
        found = [amounts.get(item.fact, absent) for item in self._items]
        maxima = self._maxima(frozenset(place for place, amount in enumerate(found) if amount is None))
        if maxima.whole is None:
            return Judged(None, None, 0, (None,) * len(found), maxima.away)
        parts: list[Amount] = []
        open_: list[Amount] = []
        points: list[int | None] = []
        for item, amount, most, known in zip(self._items, found, maxima.items, maxima.known, strict=True):
            if most is None or item.target is None:
                points.append(None)
            elif amount is absent:
                open_.append(most)
                points.append(0)
            else:
                assert isinstance(amount, tuple)
                met = known.get(amount) or self._met(known, amount, item, most)
                parts.append(met[0])
                points.append(met[1])
        score = _sum(parts)
        high = _sum([*parts, *open_]) if open_ else score
        coverage = _hundredths(open_, (-10000, maxima.whole), 10000) if open_ else 10000
        return Judged(score, high, coverage, tuple(points), maxima.away)

    def _met(self, known: dict[Amount, _Points], amount: Amount, item: _Item, most: Amount) -> _Points:
        """Return the points of an amount exactly and in hundredths, and remember the first of them."""
        assert item.target is not None
        part = _points(amount, item.target, item.lower, most)
        found = part, _rounded(part)
        if self._room:
            self._room -= 1
            known[amount] = found
        return found

    def _work_out(self, away: frozenset[int]) -> _Maxima:
        """Ask the rules themselves what each item is worth when these do not apply: nothing else is answered."""
        facts = {self._items[place].fact: Known(_AWAY, Source.DECLARED) for place in away}
        judged = scoring.assess(self.checklist, facts)
        if judged.score is None:
            return _Maxima((None,) * len(self._items), (), None, 10000)
        items = tuple(
            (result.maximum.numerator, result.maximum.denominator) if result.maximum else None
            for result in judged.items
        )
        weights = [Fraction(item.points) for item in self.checklist.items if item.target is not None]
        gone = [
            self.checklist.items[place].points for place in away if self.checklist.items[place].target is not None
        ]
        share = total(gone) / total(weights) if gone else Fraction(0)
        return _Maxima(items, tuple({} for _item in items), self.checklist.maximum, int(share * 10000))


def _points(amount: Amount, target: Amount, lower: bool, most: Amount) -> Amount:
    """Return the points of an item exactly, as `scoring` counts them."""
    (n, d), (m, e) = (target, amount) if lower else (amount, target)
    if m <= 0 or n * e >= m * d:
        return most
    if n <= 0:
        return 0, 1
    return most[0] * n * e, most[1] * d * m


def _rounded(part: Amount) -> int:
    """Return an amount in hundredths, half up."""
    n, d = part
    return (200 * n + d) // (2 * d)


def _sum(parts: list[Amount]) -> int:
    """Return a sum in hundredths, rounded once, half up."""
    return _hundredths(parts, (100, Fraction(1)), 0)


def _hundredths(parts: list[Amount], scale: tuple[int, Fraction], plus: int) -> int:
    """Return `plus` and the scaled sum, rounded half up; exactly where floating point could decide wrongly."""
    factor = scale[0] / float(scale[1])
    near = plus + factor * sum([n / d for n, d in parts])
    floor = int(near // 1)
    if abs(near - floor - 0.5) > _NEAR:
        return floor + (near - floor > 0.5)
    exact = plus + Fraction(scale[0]) / scale[1] * total(Fraction(n, d) for n, d in parts)
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


@lru_cache(maxsize=65536)
def amount_of(text: str) -> Amount:
    """Return the number a declaration writes: a decimal, or a fraction of whole numbers."""
    whole, slash, rest = text.partition("/")
    if slash:
        return int(whole), int(rest)
    whole, _point, decimals = text.partition(".")
    return int(whole + decimals), 10 ** len(decimals)
