"""The rules of a feedback: what counts as a strength, and how an office stands beside its peers; exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from compliance.league import FEWEST
from compliance.model.feedback import Comparison, Side


class Others(NamedTuple):
    """What the peers of an office have, the office itself taken out: how many, their median, how many have more."""

    n: int
    median: Fraction | None
    ahead: int


def others(counts: Mapping[int, int], own: int | None) -> Others:
    """Return what all others have; `counts` says how many have so many hundredths, the office itself among them.

    Of fewer than five others there is no median, for it would tell of single offices.
    """
    left = dict(counts)
    if own is not None and left.get(own):
        left[own] -= 1
    n = sum(left.values())
    ahead = sum(k for points, k in left.items() if own is not None and points > own)
    return Others(n, median(left) if n >= FEWEST else None, ahead)


def median(counts: Mapping[int, int]) -> Fraction | None:
    """Return the median of values by how often each occurs, None for none; of an even number the mean of two."""
    n = sum(counts.values())
    if not n:
        return None
    return Fraction(_at(counts, (n - 1) // 2) + _at(counts, n // 2), 2)


def _at(counts: Mapping[int, int], place: int) -> int:
    """Return the value at a place of the ordered ones, counted from 0."""
    for value in sorted(counts):
        place -= counts[value]
        if place < 0:
            return value
    raise IndexError(place)


def side(points: int | None, maximum: Fraction, middle: Fraction | None, answered: bool = True) -> Side:
    """Return on which side it stands.

    A strength is whatever is full, and what is above the peers' median and at least half full; anything else that
    applies and was answered can become better. Of what was not answered nobody knows how it is.
    """
    if points is None:
        return Side.AWAY
    if not answered:
        return Side.UNANSWERED
    if 2 * points >= 2 * maximum - 1:  # the rounded points of what is full
        return Side.STRENGTH
    above = middle is not None and points > middle and 2 * points >= maximum
    return Side.STRENGTH if above else Side.IMPROVEMENT


def compared(
    points: int | None,
    maximum: Fraction,
    before: int | None,
    counts: Mapping[int, int],
    missing: Fraction | None = None,
    answered: bool = True,
) -> Comparison:
    """Return points beside those of the others; `maximum` and what is `missing` in hundredths, exact where known."""
    found = others(counts, points)
    if missing is None:
        missing = Fraction(0) if points is None else max(Fraction(0), maximum - points)
    where = side(points, maximum, found.median, answered)
    return Comparison(points, maximum, before, found.median, found.ahead, found.n, where, missing)


def best(counts: Iterable[int]) -> int | None:
    """Return the most anybody has, None where nobody has any."""
    return max(counts, default=None)
