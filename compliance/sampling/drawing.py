"""A sample of fixed size with unequal chances, drawn from a seed so that anybody can draw it again.

The chance of a unit is proportional to its size, 1 for units so large that their share would exceed it. The units
are put in an order that the seed decides, and meet two by two as in the pivotal method (Deville and Tillé, Unequal
probability sampling without replacement through a splitting method, Biometrika 85, 1998): of two units one goes on
with both chances together, or one is drawn and the other goes on with the rest. So every unit has exactly its
chance, the size is fixed, and no two units are drawn together more often than independent ones would be (Brändén
and Jonasson, Negative dependence in sampling, Scandinavian Journal of Statistics 39, 2012), on which `bounds` rests.

Everything is in whole numbers: no machine rounds otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

_HALF = 128  # bits of a hash that order, and as many that decide
_ONE = 1 << _HALF


class Ticket(NamedTuple):
    """What the seed gives a unit: its place in the order, and the number by which its meeting is decided."""

    order: int
    decides: int


class Chances(NamedTuple):
    """The chances of units: those drawn for certain, and of the others how many are drawn of what size together."""

    certain: frozenset[str]
    sizes: Mapping[str, int]
    drawn: int
    total: int

    def of(self, unit: str) -> Fraction:
        """Return the chance with which a unit is drawn."""
        if unit in self.certain:
            return Fraction(1)
        return Fraction(self.drawn * self.sizes[unit], self.total) if self.drawn else Fraction(0)


def ticket(text: str) -> Ticket:
    """Return the ticket of a text: both halves of its SHA-256."""
    return Ticket(*divmod(int(hashlib.sha256(text.encode()).hexdigest(), 16), _ONE))


def chances(sizes: Mapping[str, int], count: int) -> Chances:
    """Return the chances with which so many units are drawn; all are certain where no more are there.

    A unit of size 0 is never drawn.
    """
    open_ = {unit: size for unit, size in sizes.items() if size > 0}
    if count >= len(open_):
        return Chances(frozenset(open_), sizes, 0, 0)
    certain: set[str] = set()
    while True:
        left, total = count - len(certain), sum(open_.values())
        large = {unit for unit, size in open_.items() if left * size >= total}
        if not large:
            return Chances(frozenset(certain), sizes, left, total)
        certain |= large
        for unit in large:
            del open_[unit]


def draw(of: Chances, text: Callable[[str], str]) -> frozenset[str]:
    """Return the units that are drawn; `text` is what is hashed for a unit, and holds the seed."""
    if not of.drawn:
        return of.certain
    open_ = ((unit, size) for unit, size in of.sizes.items() if size > 0 and unit not in of.certain)
    ordered = sorted((ticket(text(unit)), unit, of.drawn * size) for unit, size in open_)
    return of.certain | frozenset(_met(((unit, share, told.decides) for told, unit, share in ordered), of.total))


def _met(units: Iterable[tuple[str, int, int]], whole: int) -> Iterable[str]:
    """Give the units that are drawn when each meets the one that goes on; `whole` is a chance of 1."""
    units = iter(units)
    going, held, _decides = next(units)
    for unit, share, decides in units:
        both = held + share
        if both < whole:
            if decides * both >= held << _HALF:
                going = unit
            held = both
        elif decides * (2 * whole - both) < (whole - share) << _HALF:
            yield going
            going, held = unit, both - whole
        else:
            yield unit
            held = both - whole
