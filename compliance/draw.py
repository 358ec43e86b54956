"""Assessors drawn for offices by lot: never one who must not, and all with as even a load as that allows.

The lot is SHA-256 over the seed and the ids, so that anybody can draw again and finds the same, on any machine and in
whatever order the names are given. Each office takes the least loaded assessor it may have; where others could give
one up for it and take a less loaded one instead, they do. That gives the most even loads there are (Harvey, Ladner,
Lovász, Tamir: Semi-matchings for bipartite graphs and load balancing, 2006).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import NamedTuple

_NOBODY: Mapping[str, Collection[str]] = MappingProxyType({})


class Drawn(NamedTuple):
    """Who was drawn for each office besides those it had, and how many each office is still short of."""

    chosen: Mapping[str, tuple[str, ...]]
    short: Mapping[str, int]


class Lots(NamedTuple):
    """What is drawn: `each` assessors an office, by a seed.

    `barred` are those whom an office must not have, `held` those it has already; these stay, and count as load.
    """

    offices: Collection[str]
    assessors: Collection[str]
    each: int
    seed: str
    barred: Mapping[str, Collection[str]] = _NOBODY
    held: Mapping[str, Collection[str]] = _NOBODY


def draw(lots: Lots) -> Drawn:
    """Draw so many assessors for every office as it has fewer than `each`."""
    table = _Table(lots)
    short = {}
    for office in sorted(set(lots.offices), key=lambda one: lot(lots.seed, one)):
        wanted = max(0, lots.each - len(set(lots.held.get(office, ()))))
        missing = wanted - sum(table.give(office) for _one in range(wanted))
        if missing:
            short[office] = missing
    chosen = {office: tuple(sorted(table.names(bits))) for office, bits in table.drawn.items() if bits}
    return Drawn(dict(sorted(chosen.items())), dict(sorted(short.items())))


def lot(seed: str, *names: str) -> str:
    """Return the lot of a name under a seed: whose is smaller comes first."""
    return hashlib.sha256("\n".join((seed, *names)).encode()).hexdigest()


class _Table:
    """Offices and assessors while lots are drawn; sets of assessors are the bits of whole numbers."""

    def __init__(self, lots: Lots) -> None:
        self._seed = lots.seed
        self._order = sorted(set(lots.assessors))
        place = {assessor: n for n, assessor in enumerate(self._order)}
        every = (1 << len(self._order)) - 1
        offices = set(lots.offices)

        def bits(of: Mapping[str, Collection[str]], office: str) -> int:
            return sum(1 << place[one] for one in set(of.get(office, ())) if one in place)

        self._may = {o: every & ~bits(lots.barred, o) & ~bits(lots.held, o) for o in offices}
        self._any = reduce(or_, self._may.values(), 0)
        self.drawn = dict.fromkeys(offices, 0)
        self._of: list[set[str]] = [set() for _assessor in self._order]
        self._load = [0] * len(self._order)
        for held in lots.held.values():
            for assessor in set(held) & set(place):
                self._load[place[assessor]] += 1

    def names(self, bits: int) -> Iterator[str]:
        """Give the assessors of a set."""
        return (self._order[n] for n in _places(bits))

    def give(self, office: str) -> bool:
        """Give an office one more assessor, the least loaded that it can have; False where none is left."""
        reached: dict[int, tuple[str, int | None]] = {}  # by whom: an office, and which other one it gives up for it
        todo: list[tuple[str, int | None]] = [(office, None)]
        seen, asked = 0, {office}
        floor = min((self._load[n] for n in _places(self._any)), default=0)
        for taker, given_up in todo:
            new = list(_places(self._may[taker] & ~self.drawn[taker] & ~seen))
            seen |= sum(1 << n for n in new)
            reached |= dict.fromkeys(new, (taker, given_up))
            if any(self._load[n] == floor for n in new):
                break
            for n in new:
                todo += [(other, n) for other in sorted(self._of[n] - asked)]
                asked |= self._of[n]
        if not reached:
            return False
        best = min(reached, key=lambda n: self._rank(n, *reached[n]))
        self._load[best] += 1
        self._pass_on(best, reached)
        return True

    def _rank(self, n: int, taker: str, given_up: int | None) -> tuple[int, bool, str]:
        """Return by what an assessor is chosen: load, whether somebody has to give one up for it, lot."""
        return self._load[n], given_up is not None, lot(self._seed, taker, self._order[n])

    def _pass_on(self, last: int, reached: Mapping[int, tuple[str, int | None]]) -> None:
        """Let every office on the way take its new assessor and give up the one that the office before it takes."""
        taken: int | None = last
        while taken is not None:
            office, given_up = reached[taken]
            self.drawn[office] |= 1 << taken
            self._of[taken].add(office)
            if given_up is not None:
                self.drawn[office] &= ~(1 << given_up)
                self._of[given_up].discard(office)
            taken = given_up


def _places(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
