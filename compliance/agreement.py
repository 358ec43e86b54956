"""How far people who judge the same things agree: Krippendorff's alpha, exact, and where they differ most.

Klaus Krippendorff, Content Analysis (2nd edition, 2004, chapter 11). Alpha is 1 − observed / expected disagreement:
1 where all agree, 0 where they agree no better than values dealt out by chance, below 0 where they agree less. Units
that fewer than two have rated say nothing and are left out. The textbook counts pairs of values in a coincidence
matrix. The same sums are taken here in one pass: values lie on a line on which two of them disagree by the square of
their distance, which for ordinal data is the number of ranks between them; only nominal data are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import NamedTuple

_FEWEST = 2  # ratings of a unit that can be compared
Ratings = Sequence[Fraction]  # of one unit, in any order; who has not rated it is not among them


class Measure(StrEnum):
    """How two ratings disagree: by being different, by the ranks between them, by their distance."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


class Undefined(StrEnum):
    """Why there is no alpha."""

    UNPAIRED = "unpaired"
    NO_VARIATION = "no-variation"


class Agreement(NamedTuple):
    """Alpha over so many units that two or more have rated, with so many ratings; None where it is undefined."""

    alpha: Fraction | None
    units: int
    ratings: int
    why: Undefined | None = None


class Apart(NamedTuple):
    """How far ratings of one thing lie apart over its units.

    `mean` and `most` are of the distances between the highest and the lowest rating of a unit; `share` is what the
    thing has of the whole disagreement (0 to 1), by squared distances as interval data have it.
    """

    of: str
    units: int
    mean: Fraction
    most: Fraction
    share: Fraction


def alpha(units: Iterable[Ratings], measure: Measure) -> Agreement:
    """Return how far the ratings of units agree."""
    paired = [unit for unit in units if len(unit) >= _FEWEST]
    counts = Counter(value for unit in paired for value in unit)
    n = counts.total()
    if not paired:
        return Agreement(None, 0, 0, Undefined.UNPAIRED)
    if len(counts) == 1:
        return Agreement(None, len(paired), n, Undefined.NO_VARIATION)
    if measure is Measure.NOMINAL:
        observed = _summed((len(unit), _unequal(Counter(unit))) for unit in paired)
        return Agreement(1 - (n - 1) * observed / _unequal(counts), len(paired), n)
    places = _places(counts, measure)
    observed = _summed((len(unit), _distances([places[value] for value in unit])) for unit in paired)
    expected = _distances([places[value] for value in counts.elements()])
    return Agreement(1 - (n - 1) * observed / expected, len(paired), n)


def _summed(units: Iterable[tuple[int, int]]) -> Fraction:
    """Return the sum of what units come to, each over one less than its ratings."""
    by_size: dict[int, int] = {}
    for size, amount in units:
        by_size[size] = by_size.get(size, 0) + amount
    return sum((Fraction(amount, size - 1) for size, amount in by_size.items()), Fraction(0))


def _unequal(counts: Counter[Fraction]) -> int:
    """Return how many ordered pairs of ratings differ."""
    return counts.total() ** 2 - sum(count * count for count in counts.values())


def _distances(places: Sequence[int]) -> int:
    """Return the squared distances of all ordered pairs, summed."""
    return 2 * (len(places) * sum(place * place for place in places) - sum(places) ** 2)


def _places(counts: Counter[Fraction], measure: Measure) -> dict[Fraction, int]:
    """Return where each value lies on a line, in whole numbers; alpha is the same whatever their unit is."""
    if measure is Measure.INTERVAL:
        common = lcm(*(value.denominator for value in counts))
        return {value: value.numerator * (common // value.denominator) for value in counts}
    below, found = 0, {}
    for value in sorted(counts):
        found[value] = 2 * below + counts[value]  # twice its mean rank: between two lie all ranks and half of each
        below += counts[value]
    return found


def most_apart(things: Mapping[str, Iterable[Ratings]]) -> tuple[Apart, ...]:
    """Return the things over which ratings differ, the one with most of the disagreement first."""
    found = {of: [unit for unit in units if len(unit) >= _FEWEST] for of, units in things.items()}
    parts = {of: sum(map(_apart, units), Fraction(0)) for of, units in found.items()}
    whole = sum(parts.values(), Fraction(0))
    made = [_about(of, units, parts[of] / whole) for of, units in found.items() if parts[of]]
    return tuple(sorted(made, key=lambda one: (-one.share, -one.mean, one.of)))


def _apart(unit: Ratings) -> Fraction:
    """Return what a unit adds to the observed disagreement."""
    squares = len(unit) * sum((value * value for value in unit), Fraction(0))
    return 2 * (squares - sum(unit, Fraction(0)) ** 2) / (len(unit) - 1)


def _about(of: str, units: Sequence[Ratings], share: Fraction) -> Apart:
    wide = [max(unit) - min(unit) for unit in units]
    return Apart(of, len(units), sum(wide, Fraction(0)) / len(wide), max(wide), share)
