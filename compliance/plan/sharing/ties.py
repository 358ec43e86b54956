"""Among plans that lift as many offices those with most points: prices of what is shared, and of a lifted office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from compliance.plan.sharing import choices, prices, search
from compliance.plan.sharing.choices import Choice, Option
from compliance.plan.sharing.lifting import Lifting
from compliance.plan.sharing.prices import FINE, Seen
from compliance.plan.sharing.search import Effort
from compliance.plan.sharing.whole import Whole

_NEAR = 1e-3  # of the bound: points only decide between plans that lift as many
_FITTING = Effort(20_000, 4)


class Kept(NamedTuple):
    """The fine points that no plan exceeds that lifts so many offices, and actions that lift so many, where found."""

    bound: int
    held: Mapping[int, int]


def of(whole: Whole, count: int) -> Kept:
    """Return what points prove for plans that lift so many offices, and what to hold in order to be one."""
    ties = _Ties(whole, count)
    best = prices.of(ties.look, (*whole.caps, -count), _NEAR)
    return Kept(best.bound // FINE, ties.held(best.each))


class _Ties:
    """The offices at prices: each decides by itself whether to be lifted, for which it is paid a price as well."""

    def __init__(self, whole: Whole, count: int) -> None:
        self.whole, self.count, self.lifting = whole, count, Lifting(whole, points=1)
        self.lifting.trees |= {
            n: choices.of_part(part, n) for n, part in enumerate(whole.parts) if n not in self.lifting.trees
        }
        self.could = frozenset(self.lifting.offices)

    def look(self, each: Sequence[int]) -> Seen:
        """Return how the offices look at prices, the last of which is for a lifted office."""
        *limits, lifted = each
        room: list[float] = [*self.whole.caps, -self.count]
        bound = sum(price * cap for price, cap in zip(limits, self.whole.caps, strict=True)) - lifted * self.count
        for number in range(len(self.whole.parts)):
            gain, use, lifts, _jobs = self._best(number, limits, lifted)
            bound += gain + lifted * lifts
            room = [*(left - taken for left, taken in zip(room, use, strict=False)), room[-1] + lifts]
        return Seen(bound, room)

    def held(self, each: Sequence[int]) -> Mapping[int, int]:
        """Return of offices that are lifted at prices the actions that lift them; nothing where they never fit."""
        *limits, lifted = each
        lifts = {}
        for number in self.lifting.offices:
            _gain, _use, yes, jobs = self._best(number, limits, lifted)
            if yes:
                lifts[number] = self.lifting.trimmed(number, jobs, limits)
        if sum(self.whole.parts[number].lifts(jobs) for number, jobs in lifts.items()) < self.count:
            return {}
        tree = [self._ways(number, {jobs, *self.lifting.ways[number]}, limits) for number, jobs in lifts.items()]
        priced = prices.of(prices.looking(tree, self.whole.caps), self.whole.caps)
        found = search.best(tree, self.whole.caps, priced, len(self.whole.parts), _FITTING)
        return {} if found is None else {number: found.jobs[number] for number in lifts}

    def _ways(self, number: int, ways: set[int], limits: Sequence[int]) -> Choice:
        """Return the choice between ways to lift an office, each worth its points less what it takes at prices."""
        options = []
        for jobs in sorted(ways):
            use = self.lifting.taken(number, jobs)
            paid = sum(price * amount for price, amount in zip(limits, use, strict=True))
            gain = self.whole.parts[number].fine.points(jobs) - paid // FINE
            options.append(Option(gain, tuple(enumerate(use)), number, jobs))
        return tuple(options)

    def _best(self, number: int, limits: Sequence[int], lifted: int) -> tuple[int, Sequence[float], bool, int]:
        """Return what is best for an office: what it gains without pay, what it takes, whether it lifts, and how."""
        part = self.whole.parts[number]
        gain, jobs, points = self.lifting.alone(number, limits)
        use = self.lifting.taken(number, jobs)
        if number not in self.could or points >= part.wanted:
            return gain, use, number in self.could, jobs
        if not lifted:
            return gain, use, False, jobs
        way = self.lifting.way(number, limits)
        if way.gain + lifted > gain:
            return way.gain, way.use, True, way.jobs
        return gain, use, False, jobs
