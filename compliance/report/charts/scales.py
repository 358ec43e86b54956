"""Axes with round numbers, and labels that stand clear of each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from compliance.persian import numbers

_ROUND = Fraction(2, 5)  # an axis begins at 0 when that costs no more than this share of it
_BESIDE = 5  # from a mark's line to its flag


class Axis(NamedTuple):
    """The values at both ends of an axis, and its ticks with their texts."""

    low: Fraction
    high: Fraction
    ticks: tuple[tuple[Fraction, str], ...]

    def share(self, value: Fraction) -> Fraction:
        """Return how far along the axis a value stands, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def nice(low: Fraction, high: Fraction, most: int) -> Axis:
    """Return an axis that holds both values, with at most so many steps of 1, 2 or 5 times a power of ten."""
    if low == high:
        low, high = (low - abs(low) / 10, high + abs(high) / 10) if low else (low, Fraction(1))
    if 0 < low <= high * _ROUND:
        low = Fraction(0)
    step = _step((high - low) / most)
    while high // step + (high % step > 0) - low // step > most:
        step = _step(step * Fraction(11, 10))
    first, last = low // step, -(-high // step)
    if first * step == low > 0:  # a line on the lowest line of the grid would look like nothing at all
        first -= 1
    decimals = 0
    while (step * 10**decimals).denominator != 1:
        decimals += 1
    values = [step * i for i in range(first, last + 1)]
    return Axis(values[0], values[-1], tuple((v, numbers.show(v, decimals)) for v in values))


def _step(least: Fraction) -> Fraction:
    """Return the smallest of 1, 2 and 5 times a power of ten that is not below `least`."""
    power = Fraction(1)
    while power * 10 <= least:
        power *= 10
    while power > least:
        power /= 10
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)


def thinned(places: Sequence[Fraction], widths: Sequence[Fraction], gap: int) -> list[int]:
    """Return which labels, each centred on its place in ascending order, stand clear of each other."""

    def clear(i: int, j: int) -> bool:
        return places[i] + (widths[i] + widths[j]) / 2 + gap <= places[j]

    if len({b - a for a, b in pairwise(places)}) == 1:  # evenly spaced: every second, third …
        for stride in range(1, len(places)):
            kept = list(range(0, len(places), stride))
            if all(clear(i, j) for i, j in pairwise(kept)):
                return kept
    kept = []
    for i in range(len(places)):
        if not kept or clear(kept[-1], i):
            kept.append(i)
    return kept


def apart(
    centres: Sequence[Fraction], heights: Sequence[Fraction], top: Fraction, bottom: Fraction
) -> list[Fraction]:
    """Return the centres, in ascending order, moved so that nothing overlaps or leaves the room."""
    moved: list[Fraction] = []
    free = top
    for centre, height in zip(centres, heights, strict=True):
        moved.append(max(centre, free + height / 2))
        free = moved[-1] + height / 2
    free = bottom
    for i in reversed(range(len(moved))):
        moved[i] = min(moved[i], free - heights[i] / 2)
        free = moved[i] - heights[i] / 2
    return moved


class Flag(NamedTuple):
    """A mark's label above the plot: its row, counted upwards, and where it begins and ends."""

    row: int
    begin: Fraction
    end: Fraction


def flags(places: Sequence[Fraction], widths: Sequence[Fraction], first: Fraction, last: Fraction) -> list[Flag]:
    """Return a flag for each place in ascending order; where it can be, no place's line crosses another's flag.

    A line runs from the plot up to its flag's row, and the flag stands beside it.
    """
    placed: dict[int, Flag] = {}
    for i in reversed(range(len(places))):
        ahead = Flag(0, places[i] + _BESIDE, places[i] + _BESIDE + widths[i])
        behind = Flag(0, places[i] - _BESIDE - widths[i], places[i] - _BESIDE)
        sides = [f for f in (ahead, behind) if f.begin >= first and f.end <= last] or [behind]
        others = [(places[j], flag) for j, flag in placed.items()]
        choices = [f._replace(row=row) for row in range(len(placed) + 1) for f in sides]
        placed[i] = next((f for f in choices if _free(places[i], f, others)), choices[-1])
    return [placed[i] for i in range(len(places))]


def _free(place: Fraction, flag: Flag, others: Iterable[tuple[Fraction, Flag]]) -> bool:
    for x, other in others:
        if other.row == flag.row and flag.begin < other.end + _BESIDE and other.begin < flag.end + _BESIDE:
            return False
        if other.row > flag.row and flag.begin - 3 < x < flag.end + 3:
            return False
        if other.row < flag.row and other.begin - 3 < place < other.end + 3:
            return False
    return True
