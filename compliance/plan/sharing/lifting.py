"""Lifting as many offices as possible: what it takes to lift each, at prices, and which go together.

At prices an office is worth lifting when that costs less than an office counts. What the cheapest way costs is first
found by a price of points within the office (a bound that is quick), and where that proves too little once exactly;
along the ray of the prices costs grow in proportion, so the bound is then exact for one limit and close for more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.plan.sharing import choices, prices, search
from compliance.plan.sharing.choices import Choice, Option
from compliance.plan.sharing.prices import FINE, Prices, Seen
from compliance.plan.sharing.search import Effort
from compliance.plan.sharing.whole import Whole
from compliance.plan.whole import bits

OFFICE = 2**24  # units that an office counts
_WAYS = 24  # ways to lift an office that are kept
_EXACT = Effort(20_000, 0)  # for the cheapest way to lift one office


class Way(NamedTuple):
    """The best way to lift an office at prices: what it gains at most, what it takes in the mean, and a real one."""

    gain: int
    use: list[float]
    jobs: int


class Paid(NamedTuple):
    """Choices at prices: of an action alone what it gains, its points and itself; of others what follows as well."""

    alone: list[tuple[int, int, int]]
    forks: list[list[tuple[int, int, int, Paid]]]


_NOTHING = Paid([], [])


def _paid(tree: Sequence[Choice], each: Sequence[int], worth: int) -> Paid:
    """Return choices as they are at prices, where a point is worth so much."""
    alone, forks = [], []
    for choice in tree:
        options = [
            (
                one.gain * worth * FINE - sum(each[limit] * amount for limit, amount in one.use),
                one.gain,
                one.jobs,
                one.then,
            )
            for one in choice
        ]
        if any(then for *_rest, then in options):
            forks.append(
                [
                    (gain, points, jobs, _paid(then, each, worth) if then else _NOTHING)
                    for gain, points, jobs, then in options
                ]
            )
        else:
            alone.append(options[1][:3])
    return Paid(alone, forks)


def _taken(paid: Paid, price: int) -> tuple[int, int, int]:
    """Return what is best at a price of wanted points: what it gains, its actions, its points."""
    total, taken, reached = 0, 0, 0
    for gain, points, jobs in paid.alone:
        value = gain + price * points
        if value > 0:
            total += value
            taken |= jobs
            reached += points
    for options in paid.forks:
        found = []
        for gain, points, jobs, then in options:
            value, further, more = _taken(then, price)
            found.append((gain + price * points + value, jobs | further, points + more))
        best = max(found, key=lambda one: one[0])
        total, taken, reached = total + best[0], taken | best[1], reached + best[2]
    return total, taken, reached


class Lifting:
    """All offices that could be lifted, and the ways to do it that were seen; `points` are worth something or not."""

    def __init__(self, whole: Whole, points: int = 0) -> None:
        self.whole, self.points = whole, points
        self.limits = len(whole.caps)
        self.offices = [n for n, part in enumerate(whole.parts) if part.lifts(part.open)]
        self.trees = {n: choices.of_part(whole.parts[n], n) for n in self.offices}
        self._prices: tuple[int, ...] = (-1,)
        self._kept: dict[int, Paid] = {}
        self.guess = dict.fromkeys(self.offices, OFFICE)
        self.seen: dict[int, set[int]] = {n: set() for n in self.offices}
        self.ways: dict[int, dict[int, tuple[int, ...]]] = {n: {} for n in self.offices}

    def prices(self, near: float) -> Prices:
        """Return the prices at which lifting proves the lowest bound, so near to it as a share of it."""
        return prices.of(self._look, self.whole.caps, near)

    def _look(self, each: Sequence[int]) -> Seen:
        room: list[float] = list(self.whole.caps)
        bound = sum(price * cap for price, cap in zip(each, self.whole.caps, strict=True))
        for number in self.offices:
            way = self.way(number, each)
            if way.gain + OFFICE * FINE > 0:
                bound += way.gain + OFFICE * FINE
                room = [left - taken for left, taken in zip(room, way.use, strict=True)]
        return Seen(bound, room)

    def way(self, number: int, each: Sequence[int]) -> Way:
        """Return the best way to lift an office at prices."""
        tree, wanted = self._at(number, each), self.whole.parts[number].wanted

        def look(price: Sequence[int]) -> Seen:
            gain, _jobs, points = _taken(tree, price[0])
            return Seen(gain - price[0] * wanted, [points - wanted])

        best, low, high = prices.halving(look, self.guess[number])
        self.guess[number] = best.each[0]
        (_less, few, under), (_more, many, over) = _taken(tree, low), _taken(tree, high)
        share = Fraction(over - wanted, over - under) if over > wanted > under else Fraction(0)
        mixed = zip(self.taken(number, few), self.taken(number, many), strict=True)
        use = [float(share * less + (1 - share) * more) for less, more in mixed]
        if many not in self.seen[number]:
            self.seen[number].add(many)
            self._keep(number, self.trimmed(number, many, each))
        return Way(best.bound, use, many)

    def alone(self, number: int, each: Sequence[int]) -> tuple[int, int, int]:
        """Return what is best for an office at prices, lifted or not: what it gains, its actions, its points."""
        return _taken(self._at(number, each), 0)

    def _at(self, number: int, each: Sequence[int]) -> Paid:
        """Return the choices of an office at prices; those asked about last are kept."""
        if self._prices != tuple(each):
            self._prices, self._kept = tuple(each), {}
        if number not in self._kept:
            self._kept[number] = _paid(self.trees[number], each, self.points)
        return self._kept[number]

    def taken(self, number: int, jobs: int) -> tuple[int, ...]:
        """Return what actions of an office take of each limit."""
        taken = [0] * self.limits
        for limit, amount in self.whole.parts[number].takes(jobs):
            taken[limit] += amount
        return tuple(taken)

    def trimmed(self, number: int, jobs: int, each: Sequence[int]) -> int:
        """Return actions with what they need, without what lifting can do without and costs more than it brings."""
        part = self.whole.parts[number]
        jobs = part.closed(jobs)
        losses = []
        for job in bits(jobs):
            group = part.behind[job] & jobs
            cost = sum(each[limit] * amount for limit, amount in part.takes(group))
            worth = self.points * FINE * (part.fine.points(jobs) - part.fine.points(jobs & ~group))
            losses.append((worth - cost, -cost, job))
        for _loss, cost, job in sorted(losses):
            rest = jobs & ~part.behind[job]
            if cost and part.lifts(rest):
                jobs = rest
        return jobs

    def _keep(self, number: int, jobs: int) -> None:
        """Keep a way to lift an office that is not worse in everything than another one."""
        part, kept, taken = self.whole.parts[number], self.ways[number], self.taken(number, jobs)
        if not part.lifts(jobs) or jobs in kept or len(kept) >= _WAYS:
            return
        if any(all(a <= b for a, b in zip(other, taken, strict=True)) for other in kept.values()):
            return
        for other, used in list(kept.items()):
            if all(a <= b for a, b in zip(taken, used, strict=True)):
                del kept[other]
        kept[jobs] = taken

    def bound(self, each: Sequence[int]) -> int:
        """Return how many offices can be lifted at most, as exact costs at prices prove it."""
        costs = [self._exact(number, each) for number in self.offices]
        limits = sum(price * cap for price, cap in zip(each, self.whole.caps, strict=True))
        free, dear = sum(cost == 0 for cost in costs), sorted(cost for cost in costs if cost)
        found = len(costs)
        for cost in dear:  # with prices so many times higher that lifting this one pays just no more
            paid = sum((1 - Fraction(other, cost) for other in dear if other < cost), Fraction(0))
            found = min(found, free + int(paid + Fraction(limits, cost)))
        return found

    def _exact(self, number: int, each: Sequence[int]) -> int:
        """Return what lifting an office costs at least at prices, exactly where the search comes to its end."""
        part = self.whole.parts[number]
        tree, caps = choices.priced(part, number, each), (-part.wanted,)
        priced = prices.halving(prices.looking(tree, caps), OFFICE)[0]
        found = search.best(tree, caps, priced, number + 1, _EXACT)
        if found is None:
            return max(0, -(priced.bound // FINE))
        self._keep(number, self.trimmed(number, found.jobs[number], each))
        return -found.gain if found.proven else max(0, -(priced.bound // FINE))

    def together(self, effort: Effort) -> Mapping[int, int]:
        """Return offices that can be lifted together, as many as were found, each with the actions that do it."""
        tree = [
            (
                Option(0, (), number, 0),
                *(
                    Option(1, tuple((limit, amount) for limit, amount in enumerate(used) if amount), number, jobs)
                    for jobs, used in self.ways[number].items()
                ),
            )
            for number in self.offices
        ]
        priced = prices.of(prices.looking(tree, self.whole.caps), self.whole.caps)
        found = search.best(tree, self.whole.caps, priced, len(self.whole.parts), effort)
        jobs = () if found is None else found.jobs
        return {number: held for number, held in enumerate(jobs) if held}
