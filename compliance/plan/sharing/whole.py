"""Many offices in whole numbers, as both solvers read them: actions by position, sets of them as bits by office.

Points are counted in fine units and rounded up where they are no whole number of them, so that what a solver proves
of them holds of the exact ones as well; what is shown is always computed exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor, lcm
from typing import NamedTuple

from compliance.model.sharing import Aim, Terms
from compliance.plan import whole
from compliance.plan.sharing.site import Site, lifting
from compliance.plan.whole import Layer, bits

Use = tuple[tuple[int, int], ...]  # what an action takes: a limit by its place, and how much of it
Chosen = tuple[int, ...]  # the chosen actions of each office, as bits

_FINEST = 10**9  # units in a point at most where that makes points exact
_SHOWN = 10**4  # units in which points are shown; all that rounding up can add stays below half of one


class Part(NamedTuple):
    """One office: what its actions take, what each needs and what needs it, and what they bring.

    `exact` counts points on a scale of the office's own, `fine` in the units that all offices share. `need` is what
    lifts it, None where it has no floor. `open` are the actions that some plan could hold.
    """

    office: str
    ids: tuple[str, ...]
    use: tuple[Use, ...]
    before: tuple[int, ...]
    behind: tuple[int, ...]
    exact: Layer
    fine: Layer
    need: Fraction | None
    open: int

    def takes(self, chosen: int) -> Iterator[tuple[int, int]]:
        """Yield what a set of actions takes."""
        for job in bits(chosen):
            yield from self.use[job]

    def points(self, chosen: int) -> Fraction:
        """Return the exact points of a set of actions."""
        return Fraction(self.exact.points(chosen), self.exact.scale)

    def lifts(self, chosen: int) -> bool:
        """Whether a set of actions lifts the office."""
        return self.need is not None and self.points(chosen) >= self.need

    @property
    def wanted(self) -> int:
        """What lifts it in fine points, rounded down, so that whatever lifts it brings as much."""
        return floor((self.need or 0) * self.fine.scale)

    def closed(self, chosen: int) -> int:
        """Return a set of actions with all they need."""
        return sum(1 << job for job in range(len(self.ids)) if chosen & self.behind[job])


class Whole(NamedTuple):
    """All offices, and the limits they share: million rials, and of each team's time so many `quantum`."""

    parts: tuple[Part, ...]
    caps: tuple[int, ...]
    quantum: Fraction
    fine: int

    def points(self, chosen: Sequence[int]) -> Fraction:
        """Return the exact points of a choice."""
        return sum((part.points(one) for part, one in zip(self.parts, chosen, strict=True)), Fraction(0))

    def lifted(self, chosen: Sequence[int]) -> int:
        """Return how many offices a choice lifts."""
        return sum(part.lifts(one) for part, one in zip(self.parts, chosen, strict=True))

    def better(self, one: Chosen, other: Chosen | None, aim: Aim) -> Chosen:
        """Return the better of two choices by what is aimed at; the first of equal ones."""
        return one if other is None or self._worth(one, aim) >= self._worth(other, aim) else other

    def _worth(self, chosen: Chosen, aim: Aim) -> tuple[int, Fraction]:
        return self.lifted(chosen) if aim is Aim.CERTIFICATE else 0, self.points(chosen)

    def room(self, chosen: Sequence[int]) -> list[int]:
        """Return what a choice leaves of each limit; less than nothing where it takes too much."""
        room = list(self.caps)
        for part, one in zip(self.parts, chosen, strict=True):
            for limit, amount in part.takes(one):
                room[limit] -= amount
        return room

    @property
    def asked(self) -> list[int]:
        """What everything together would take of each limit."""
        everything = [(1 << len(part.ids)) - 1 for part in self.parts]
        return [cap - left for cap, left in zip(self.caps, self.room(everything), strict=True)]


def of(sites: Sequence[Site], terms: Terms, amounts: Sequence[Fraction]) -> Whole:
    """Return offices in whole numbers, with so much of each limit of the terms to share."""
    efforts = [job.effort for site in sites for job in site.jobs.values() if job.team is not None]
    quantum = Fraction(1, lcm(*(amount.denominator for amount in (*efforts, *amounts))))
    named = [name for name, _amount in terms.limits]
    caps = [int(a if name is None else a / quantum) for name, a in zip(named, amounts, strict=True)]
    layers = [
        whole.layer(site.worth, [job.action.raises for job in site.jobs.values()], {terms.checklist: Fraction(1)})
        for site in sites
    ]
    fine = _fine(layers)
    return Whole(
        tuple(_part(site, named, layer, caps, quantum, fine) for site, layer in zip(sites, layers, strict=True)),
        tuple(caps),
        quantum,
        fine,
    )


def _fine(layers: Sequence[Layer]) -> int:
    """Return how many units a point has: as many as make all points whole, or enough for rounding not to be seen."""
    common = 1
    for layer in layers:
        common = lcm(common, layer.scale)
        if common > _FINEST:
            steps = sum(len(layer.own) + len(layer.shared) for layer in layers)
            return int(10 ** len(str(2 * _SHOWN * steps)))
    return common


def _part(
    site: Site, limits: Sequence[str | None], layer: Layer, caps: Sequence[int], quantum: Fraction, fine: int
) -> Part:
    ids = tuple(site.jobs)
    position = {id_: at for at, id_ in enumerate(ids)}
    use = []
    for job in site.jobs.values():
        takes: dict[str | None, int] = {job.team: int(job.effort / quantum), None: job.action.cost}
        use.append(tuple((at, amount) for at, name in enumerate(limits) if (amount := takes.get(name, 0))))
    before, behind = whole.closures([[position[need] for need in job.needs] for job in site.jobs.values()])
    return Part(
        office=site.office,
        ids=ids,
        use=tuple(use),
        before=before,
        behind=behind,
        exact=layer,
        fine=_rounded_up(layer, fine),
        need=lifting(site),
        open=_possible(use, before, caps),
    )


def _rounded_up(layer: Layer, fine: int) -> Layer:
    def unit(points: int) -> int:
        return -(-points * fine // layer.scale)

    return Layer(fine, tuple(map(unit, layer.own)), tuple((unit(step), takers) for step, takers in layer.shared))


def _possible(use: Sequence[Use], before: Sequence[int], caps: Sequence[int]) -> int:
    """Return the actions that are within every limit together with what they need."""
    found = 0
    for job, needed in enumerate(before):
        taken = [0] * len(caps)
        for one in bits(needed):
            for limit, amount in use[one]:
                taken[limit] += amount
        found |= (1 << job) * all(amount <= cap for amount, cap in zip(taken, caps, strict=True))
    return found
