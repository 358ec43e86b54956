"""The rules of a league: ranks, spread, bands and change, all of whole hundredths and exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from compliance.model.checklist import Checklist
from compliance.model.filing import hundredths
from compliance.model.league import Band, Change, Place, Spread

FEWEST = 5  # of fewer no statistics are published: one could read a single office out of them
BANDS = 10


def mean(scores: Sequence[int]) -> Fraction:
    """Return the mean in points of scores in hundredths."""
    return Fraction(sum(scores), 100 * len(scores))


def spread(scores: Sequence[int]) -> Spread | None:
    """Return mean and quartiles, None for too few; quartiles by linear interpolation between the two nearest."""
    if len(scores) < FEWEST:
        return None
    ordered = sorted(scores)
    low, middle, high = (_quantile(ordered, Fraction(n, 4)) for n in (1, 2, 3))
    return Spread(mean(scores), low, middle, high)


def _quantile(ordered: Sequence[int], part: Fraction) -> Fraction:
    place = part * (len(ordered) - 1)
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return (ordered[below] + (ordered[above] - ordered[below]) * (place - below)) / 100


def bands(scores: Sequence[int], maximum: Fraction) -> tuple[Band, ...] | None:
    """Return ten bands of equal width, the last one closed; None for too few."""
    if len(scores) < FEWEST:
        return None
    width = maximum / BANDS
    counts = [0] * BANDS
    for score in scores:
        place = Fraction(score, 100) / width
        counts[min(BANDS - 1, place.numerator // place.denominator)] += 1
    return tuple(Band(n * width, (n + 1) * width, count, len(scores)) for n, count in enumerate(counts))


def change(
    now: Sequence[int], before: Sequence[int], pairs: Iterable[tuple[int, int]], maximum: Fraction
) -> Change | None:
    """Return how the mean moved, in percentage points of the maximum; None when either round has too few.

    `pairs` are the scores now and before of those who are in both rounds; of too few of them nothing is said.
    """
    if len(now) < FEWEST or len(before) < FEWEST:
        return None
    was, matched = mean(before), list(pairs)
    moved = mean(now) - was
    both = None
    if len(matched) >= FEWEST:
        both = 100 * Fraction(sum(n - b for n, b in matched), 100 * len(matched)) / maximum
    relative = 100 * moved / was if was else None
    return Change(100 * moved / maximum, relative, both, len(matched), len(before))


def certificate(score: int | None, checklist: Checklist) -> str | None:
    """Return the best certificate whose proposed floor a score reaches; this grants nothing."""
    if score is None:
        return None
    return next((c.id for c in checklist.certificates if score >= hundredths(c.floor)), None)


def movers(places: Iterable[Place], most: int) -> list[Place]:
    """Return those who rose most, by places and then by points."""
    moved = [p for p in places if p.moved is not None and p.moved > 0]
    moved.sort(key=lambda p: (-(p.moved or 0), (p.before or 0) - (p.score or 0), p.office, p.system))
    return moved[:most]
