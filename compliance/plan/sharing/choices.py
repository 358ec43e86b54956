"""What can be chosen, as a tree: an action is taken or left, and opens further choices that are free of each other.

At given prices every choice is made by itself; that is what makes prices find the best, and prove how good it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from compliance.plan.sharing.whole import Part, Use
from compliance.plan.whole import Layer, bits

BRANCHES = 256  # times one office's tree may fork; beyond that needs and sharing are left out, which keeps bounds


class Option(NamedTuple):
    """One way to decide: what it brings and takes, the actions of an office it holds, and what is open then."""

    gain: int
    use: Use
    part: int
    jobs: int
    then: tuple[Choice, ...] = ()


Choice = tuple[Option, ...]
_Option = Callable[[int, int], tuple[int, Use]]


def of_part(part: Part, number: int, held: int = 0) -> tuple[Choice, ...]:
    """Return the choices of one office beside the actions it holds: fine points, and what they take of the limits."""

    def option(jobs: int, points: int) -> tuple[int, Use]:
        return points, _together(part, jobs)

    tree = _Tree(part, number, part.fine, option)
    return tree.grow(part.open & ~held, tree.steps(held), BRANCHES)


def priced(part: Part, number: int, prices: Sequence[int]) -> tuple[Choice, ...]:
    """Return the choices of one office where what they take counts by its price, and points are what is wanted."""

    def option(jobs: int, points: int) -> tuple[int, Use]:
        return -sum(prices[limit] * amount for limit, amount in part.takes(jobs)), ((0, -points),)

    return _Tree(part, number, part.fine, option).grow(part.open, 0, BRANCHES)


def _together(part: Part, jobs: int) -> Use:
    if jobs & (jobs - 1) == 0:
        return part.use[jobs.bit_length() - 1]
    taken: dict[int, int] = {}
    for limit, amount in part.takes(jobs):
        taken[limit] = taken.get(limit, 0) + amount
    return tuple(taken.items())


class _Tree(NamedTuple):
    """Decides first what most others need or share; `option` says what actions count that add so many points."""

    part: Part
    number: int
    layer: Layer
    option: _Option

    def grow(self, open_: int, reached: int, forks: int) -> tuple[Choice, ...]:
        """Return the choices among open actions; `reached` are the shared steps that are taken already, as bits."""
        if forks < 1:
            return tuple(self._single(job, reached) for job in bits(open_))
        return tuple(self._choice(group, reached, forks) for group in self._groups(open_, reached))

    def _choice(self, group: int, reached: int, forks: int) -> Choice:
        if group & (group - 1) == 0:
            return self._single(group.bit_length() - 1, reached)
        hub = max(bits(group), key=lambda job: ((self._after(job, reached) & group).bit_count(), -job))
        needed, left = self.part.before[hub] & group, group & ~self.part.behind[hub]
        each = forks // 2 if left else forks
        more = self.steps(needed) & ~reached
        then = self.grow(group & ~needed, reached | more, each)
        return (
            Option(0, (), self.number, 0, self.grow(left, reached, each)),
            Option(*self.option(needed, self._points(needed, more)), self.number, needed, then),
        )

    def _single(self, job: int, reached: int) -> Choice:
        """Return the choice of an action whose needs are settled, or left out of account."""
        points = self._points(1 << job, self.steps(1 << job) & ~reached)
        return (Option(0, (), self.number, 0), Option(*self.option(1 << job, points), self.number, 1 << job))

    def _points(self, jobs: int, steps: int) -> int:
        return sum(self.layer.own[job] for job in bits(jobs)) + sum(self.layer.shared[n][0] for n in bits(steps))

    def steps(self, jobs: int) -> int:
        """Return the shared steps that some of the actions take, as bits."""
        return sum(1 << n for n, (_step, takers) in enumerate(self.layer.shared) if takers & jobs)

    def _after(self, job: int, reached: int) -> int:
        """Return what settles itself or becomes free when an action is decided on: what needs it, and who shares."""
        found = self.part.behind[job]
        for n in bits(self.steps(1 << job) & ~reached):
            found |= self.layer.shared[n][1]
        return found

    def _groups(self, open_: int, reached: int) -> list[int]:
        """Return the open actions in groups that neither need each other nor share a step."""
        groups: list[int] = []
        for job in bits(open_):
            linked = (self._after(job, reached) | self.part.before[job]) & open_
            apart = []
            for group in groups:
                if group & linked:
                    linked |= group
                else:
                    apart.append(group)
            groups = [*apart, linked]
        return groups
