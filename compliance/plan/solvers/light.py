"""The light solver: best points for the work first, improved by a seeded large-neighbourhood search.

The search takes some tasks out and fills up again by the rule, with what is short priced anew and its
favourites shaken; what does not fit into time is thinned out until it does, and what is better is
kept. It is bounded by rounds, not by the clock, so that it gives the same choice everywhere; it stops
early when its own bound says that nothing can be better.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from math import ldexp

from compliance.model.results import Spend
from compliance.plan import bounds, schedule
from compliance.plan.solvers import Answer, Choice, Question
from compliance.plan.whole import Whole, bits

ROUNDS = 400  # of the search, for up to 60 tasks; fewer for more, as each takes longer
TRIES = 10  # orders tried before a choice counts as one that does not fit
_NOTHING = 1e-9  # what a task takes at least, so that worth can be told from worth where nothing is taken


class Light:
    """Needs no extra package."""

    name = "light"

    def __init__(self, rounds: int = ROUNDS) -> None:
        self.rounds = rounds

    def solve(self, question: Question) -> Answer:
        """Return a good choice and a valid bound."""
        bound = bound_of(question)
        if question.wanted is not None and bound is None:
            return Answer(None, None)
        rounds = self.rounds * 60 // max(60, question.whole.size)
        return Answer(_Search(question).run(rounds, _good(question, bound)), bound)


def bound_of(question: Question) -> int | None:
    """Return the bound that the light solver proves for a question."""
    whole = question.whole
    if question.wanted is None:
        return bounds.most_points(whole)
    if question.spend is None:
        return 0 if bounds.most_points(whole) >= question.wanted else None
    spent = whole.cost if question.spend is Spend.COST else whole.effort
    return bounds.least(whole, spent, question.wanted)


def _good(question: Question, bound: int | None) -> int | None:
    """Return how good the first thing that decides has to be for the search to stop; None when that is not known."""
    if question.spend is None:
        return question.whole.efforts((1 << question.whole.size) - 1)
    if bound is None or len(question.whole.layers) > 1:
        return None
    return -bound if question.wanted is None else bound


def by_worth(whole: Whole, chosen: int) -> list[int]:
    """Return a choice in the order of its worth: best points for the work first, needs before what needs them."""
    order: list[int] = []
    layer, placed, left = whole.layers[0], 0, chosen & whole.must
    rest = chosen & ~left
    for task in sorted(bits(left), key=lambda t: (whole.on[t] or 0, t)):
        placed = _append(whole, order, placed, whole.before[task] & chosen & ~placed)
    while rest & ~placed:
        offers = []
        for task in bits(rest & ~placed):
            ids = whole.before[task] & ~placed
            gain, effort = layer.adds(placed, ids), whole.efforts(ids)
            offers.append((-gain / effort if effort else float("-inf"), effort, task))
        placed = _append(whole, order, placed, whole.before[min(offers)[2]] & ~placed)
    return order


def _append(whole: Whole, order: list[int], placed: int, ids: int) -> int:
    order += sorted(bits(ids), key=lambda task: (whole.before[task].bit_count(), task))
    return placed | ids


def placed(whole: Whole, chosen: int, tries: int = schedule.TRIES) -> Choice | None:
    """Return a choice with slots, its best actions early where that fits; None when no try fits."""
    slots = schedule.fit(whole, chosen, by_worth(whole, chosen), tries)
    return None if slots is None else Choice(chosen, slots)


class _Search:
    """One search: what is best so far, and the loads that tell quickly what cannot fit."""

    def __init__(self, question: Question) -> None:
        self.question, self.whole = question, question.whole
        self.random = random.Random(0)
        self.tasks = bounds.possible(self.whole)
        self.gainful = [t for t in bits(self.tasks) if any(layer.alone(t) for layer in self.whole.layers)]
        self.limits = [self._limits(unit) for unit in range(len(self.whole.daily))]
        self.shares = self._shares()
        self.tried: dict[int, tuple[schedule.Slots, int]] = {}  # choices come back often

    def _limits(self, unit: int) -> list[tuple[int, int]]:
        """Return pairs for a unit: tasks that have to end by a day, and the work there is room for until then."""
        whole = self.whole
        own = [t for t in bits(self.tasks) if whole.unit[t] == unit]
        pairs = []
        for wait in sorted({whole.wait[t] for t in own}):
            late = sum(1 << t for t in own if whole.wait[t] >= wait)
            pairs.append((late, whole.daily[unit] * bisect_right(whole.days, whole.last - wait)))
        return pairs

    def _shares(self) -> list[dict[int, float]]:
        """Return for each thing that is short or saved which share of it a task takes, the saved one first."""
        whole, tasks = self.whole, list(bits(self.tasks))
        saved = whole.cost if self._saves_cost else whole.effort
        scarce = [({t: saved[t] for t in tasks}, sum(saved[t] for t in tasks))]
        if whole.budget is not None:
            scarce.append(({t: whole.cost[t] for t in tasks}, whole.budget))
        if whole.most_effort is not None:
            scarce.append(({t: whole.effort[t] for t in tasks}, whole.most_effort))
        for unit, limits in enumerate(self.limits):
            if limits:
                scarce.append(({t: whole.effort[t] for t in tasks if whole.unit[t] == unit}, limits[0][1]))
        return [
            {t: use / max(1, room) for t, use in uses.items()}
            for at, (uses, room) in enumerate(scarce)
            if at == 0 or sum(uses.values()) > room
        ]

    @property
    def _saves_cost(self) -> bool:
        return self.question.wanted is not None and self.question.spend is Spend.COST

    def run(self, rounds: int, good: int | None) -> Choice | None:
        """Return the best choice found in some rounds, or the first that is good enough."""
        best = self._fitted(self._filled(self.whole.must, self._prices(shaken=False))) or self._from_most(rounds)
        if best is None:
            return None
        rank = self.question.rank(best.chosen)
        for _round in range(rounds):
            if good is not None and rank[0] <= good:
                break
            found = self._neighbour(best.chosen, rank)
            choice = None if found == best.chosen else self._fitted(found, rank)
            if choice is not None and (ranked := self.question.rank(choice.chosen)) <= rank:
                best, rank = choice, ranked
        slim = without_idle(self.whole, best.chosen)
        return placed(self.whole, slim) or placed(self.whole, best.chosen) or best

    def _from_most(self, rounds: int) -> Choice | None:
        """Return a choice cut from the one with most points, for a target that only just can be reached."""
        if self.question.wanted is None:
            return None
        most = _Search(Question(self.whole)).run(rounds, -self.question.wanted)
        if most is None or not self._enough(most.chosen):
            return None
        trimmed = self._trimmed(most.chosen)
        slots = schedule.fit(self.whole, trimmed)
        return most if slots is None else Choice(trimmed, slots)

    def _enough(self, chosen: int) -> bool:
        wanted = self.question.wanted
        return wanted is None or self.whole.layers[0].points(chosen) >= wanted

    def _neighbour(self, chosen: int, rank: tuple[int, ...]) -> int:
        """Take some tasks out, with all that need them, and fill up again."""
        kept = chosen
        free = list(bits(chosen & ~self.whole.must))
        most = len(free) if self.random.random() < 0.3 else max(1, len(free) * 2 // 5)
        count = self.random.randint(1, most) if free else 0
        for task in self.random.sample(free, count):
            kept &= ~self.whole.behind[task]
        cap = rank[0] if self.question.wanted is not None else None
        return self._filled(kept | self.whole.must, self._prices(), cap)

    def _prices(self, shaken: bool = True) -> dict[int, float]:
        """Return what each task takes of what is saved, and, where that is shaken, of all else that is short."""
        saved, *others = self.shares
        prices = {task: _NOTHING + share for task, share in saved.items()}
        if shaken:
            for shares in others:
                if self.random.random() < 0.5:
                    weight = ldexp(1.0, self.random.randint(-6, 1))  # exact, so the same on every machine
                    for task, share in shares.items():
                        prices[task] += weight * share
            for task in self.gainful:
                prices[task] /= self.random.uniform(0.5, 1.5)
        return prices

    def _filled(self, chosen: int, prices: dict[int, float], cap: int | None = None) -> int:
        """Add the best offers that may fit until the wanted points are there or nothing is left, then trim."""
        whole, layer, wanted = self.whole, self.whole.layers[0], self.question.wanted
        now = layer.points(chosen)
        open_ = [t for t in self.gainful if not chosen >> t & 1]
        while open_ and (wanted is None or now < wanted):
            offers, still = [], []
            for task in open_:
                ids = whole.before[task] & ~chosen
                gain = self._gain(chosen, ids)
                if not ids or gain <= 0:
                    continue
                still.append(task)
                worth = gain if wanted is None else min(gain, wanted - now)
                price = prices[task] if ids & (ids - 1) == 0 else sum(prices[t] for t in bits(ids))
                offers.append((-worth / price, task, ids))
            open_ = still
            for _worth, task, ids in sorted(offers):
                if self._may_fit(chosen, ids, cap):
                    now += layer.adds(chosen, ids)
                    chosen |= ids
                    break
                open_.remove(task)
            else:
                break
        return self._trimmed(chosen) if wanted is not None else chosen

    def _gain(self, chosen: int, ids: int) -> int:
        """Return what tasks add; where a second checklist decides, a little for that too."""
        first, *then = self.whole.layers
        gain = first.adds(chosen, ids)
        if then and self.question.wanted is None:
            gain = gain * 10**6 + then[0].adds(chosen, ids)
        return gain

    def _may_fit(self, chosen: int, more: int, cap: int | None) -> bool:
        """Whether sums do not forbid more tasks: budget, effort, and the work of their units until each day."""
        whole, chosen = self.whole, chosen | more
        if not whole.within(chosen):
            return False
        if cap is not None and (whole.costs(chosen) if self._saves_cost else whole.efforts(chosen)) > cap:
            return False
        units = {whole.unit[task] for task in bits(more)}
        return all(whole.efforts(chosen & late) <= room for unit in units for late, room in self.limits[unit])

    def _trimmed(self, chosen: int) -> int:
        """Drop tasks nothing needs, the dearest first, as long as the wanted points are there."""
        spent = self.whole.cost if self._saves_cost else self.whole.effort
        for task in sorted(bits(chosen & ~self.whole.must), key=lambda t: (-spent[t], -self.whole.effort[t], t)):
            behind = self.whole.behind[task] & chosen
            if self._enough(chosen & ~behind):
                chosen &= ~behind
        return chosen

    def _fitted(self, chosen: int, rank: tuple[int, ...] | None = None) -> Choice | None:
        """Return a choice with slots, without what brings least of that for which there is too little time.

        None when what is left is not enough, or brings less than the rank to beat.
        """
        while self._enough(chosen) and not self._is_less(chosen, rank):
            if chosen not in self.tried:
                self.tried[chosen] = schedule.tried(self.whole, chosen, TRIES)
            slots, crowd = self.tried[chosen]
            if not crowd:
                return Choice(chosen, slots) if self.whole.within(chosen) else None
            dropped = self._least_of(chosen, crowd)
            if not dropped:
                return None
            chosen &= ~dropped
        return None

    def _is_less(self, chosen: int, rank: tuple[int, ...] | None) -> bool:
        return rank is not None and self.question.wanted is None and -self.whole.layers[0].points(chosen) > rank[0]

    def _least_of(self, chosen: int, crowd: int) -> int:
        """Return a task of a crowd, with those that need it, that brings little for its work; by chance a little."""
        whole, layer, offers = self.whole, self.whole.layers[0], []
        for task in bits(crowd & ~whole.must):
            group = whole.behind[task] & chosen
            loss = layer.points(chosen) - layer.points(chosen & ~group)
            offers.append((self.random.uniform(1, 3) * loss / max(1, whole.efforts(group & crowd)), group))
        return min(offers, default=(0, 0))[1]


def lightened(whole: Whole, chosen: int) -> Choice | None:
    """Return what is left of a choice when the tasks that bring least for their work are dropped until it fits."""
    layer = whole.layers[0]
    while True:
        slots = schedule.fit(whole, chosen) if whole.within(chosen) else None
        if slots is not None:
            return Choice(chosen, slots)
        leaves = [t for t in bits(chosen & ~whole.must) if not whole.behind[t] & chosen & ~(1 << t)]
        if not leaves:
            return None
        chosen &= ~(1 << min(leaves, key=lambda t: (layer.alone(t) / max(1, whole.effort[t]), t)))


def without_idle(whole: Whole, chosen: int) -> int:
    """Return a choice without tasks that bring nothing in any layer and that nothing chosen needs any more."""
    for task in reversed(list(bits(chosen & ~whole.must))):
        rest = chosen & ~(1 << task)
        needed = whole.behind[task] & rest
        if not needed and all(layer.points(rest) == layer.points(chosen) for layer in whole.layers):
            return without_idle(whole, rest)
    return chosen
