"""The light solver: best points per person-day first, then what turned out to be needless is dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from compliance.model.checklist import Better
from compliance.plan import schedule
from compliance.plan.problem import Problem
from compliance.plan.schedule import Schedule
from compliance.plan.solvers import Solution
from compliance.plan.worth import State, better_of


class Greedy:
    """Adds the action that, with everything it still needs, brings most points per person-day.

    For a target it remembers, at every step, the cheapest way to finish with one more action, and
    keeps the best of those; this mends the rule's habit of overshooting.
    """

    def least_effort(self, problem: Problem, points: Fraction) -> Solution | None:
        """Return a cheap choice that gains the points, None when the rule finds none."""
        run = _Run(problem)
        best: list[str] | None = list(run.order) if run.gained >= points else None
        while run.gained < points:
            offers = run.offers(points - run.gained)
            finishing = run.cheapest_that_fits(o for o in offers if o.gain >= points - run.gained)
            if finishing is not None:
                order = _without_needless(problem, [*run.order, *finishing.ids], points)
                if best is None or _effort(problem, order) < _effort(problem, best):
                    best = order
            if not run.take_best(offers):
                break
        if run.gained >= points:
            order = _without_needless(problem, run.order, points)
            if best is None or _effort(problem, order) < _effort(problem, best):
                best = order
        return None if best is None else _solution(problem, best)

    def most_points(self, problem: Problem) -> Solution:
        """Return everything that fits, best points per person-day first."""
        run = _Run(problem)
        while run.take_best(run.offers(None)):
            pass
        solution = _solution(problem, run.order)
        assert solution is not None  # the order was placed before
        return solution


class _Offer:
    """An action with all it still needs: what it would bring and take."""

    __slots__ = ("effort", "gain", "ids", "key")

    def __init__(self, ids: list[str], gain: Fraction, effort: int) -> None:
        self.ids, self.gain, self.effort = ids, gain, effort
        self.key = (-gain / effort if effort else -gain * 10**9, effort, ids[-1])


class _Run:
    """One pass of the rule: what is chosen, in which order, and the points so far."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.schedule = Schedule(problem)
        self.state = State(problem.worth)
        self.gained = Fraction(0)
        self.order: list[str] = []
        self._hopeless: set[str] = set()
        fixed = [id_ for id_ in problem.goal.fixed if id_ in problem.tasks]
        for id_ in sorted(fixed, key=lambda i: (problem.goal.fixed[i], i)):
            ids = problem.closure(id_, self.order)
            if self.schedule.try_add(ids):
                self._take(ids)

    def offers(self, cap: Fraction | None) -> list[_Offer]:
        """Return what can still be chosen, best first; gains above `cap` count only up to it."""
        offers = []
        for id_ in self.problem.roots:
            if id_ in self.schedule.placed or id_ in self._hopeless:
                continue
            ids = self.problem.closure(id_, self.order)
            gain = self._gain(ids)
            if gain > 0:
                effort = sum(self.problem.tasks[i].effort for i in ids)
                offers.append(_Offer(ids, gain if cap is None else min(gain, cap), effort))
        return sorted(offers, key=lambda offer: offer.key)

    def cheapest_that_fits(self, offers: Iterable[_Offer]) -> _Offer | None:
        """Return the offer with least effort that can still be scheduled."""
        by_effort = sorted(offers, key=lambda offer: (offer.effort, offer.key))
        return next((offer for offer in by_effort if self.schedule.fits(offer.ids)), None)

    def take_best(self, offers: Sequence[_Offer]) -> bool:
        """Choose the best offer that fits; False when none does.

        Room only shrinks, so an action that does not fit now never will.
        """
        for offer in offers:
            if self.schedule.try_add(offer.ids):
                self._take(offer.ids)
                return True
            self._hopeless.add(offer.ids[-1])
        return False

    def _gain(self, ids: Iterable[str]) -> Fraction:
        raises: dict[str, Fraction] = {}
        for id_ in ids:
            for fact, value in self.problem.tasks[id_].action.raises.items():
                better = self.problem.worth.better.get(fact, Better.HIGHER)
                raises[fact] = better_of(better, raises.get(fact, value), value)
        return self.state.gains(raises).get(self.problem.goal.checklist, Fraction(0))

    def _take(self, ids: Sequence[str]) -> None:
        for id_ in ids:
            gains = self.state.add(self.problem.tasks[id_].action.raises)
            self.gained += gains.get(self.problem.goal.checklist, Fraction(0))
        self.order += ids


def _effort(problem: Problem, ids: Iterable[str]) -> int:
    return sum(problem.tasks[id_].effort for id_ in ids)


def _points(problem: Problem, ids: Iterable[str]) -> Fraction:
    state = State(problem.worth)
    brought = (state.add(problem.tasks[id_].action.raises) for id_ in ids)
    return sum((gains.get(problem.goal.checklist, Fraction(0)) for gains in brought), Fraction(0))


def _without_needless(problem: Problem, order: Sequence[str], points: Fraction) -> list[str]:
    """Drop actions, the most laborious first, as long as the points are still gained."""
    kept = list(order)
    for id_ in sorted(order, key=lambda i: (-problem.tasks[i].effort, i)):
        rest = [other for other in kept if other != id_]
        needed = any(id_ in problem.tasks[other].needs for other in rest) or id_ in problem.goal.fixed
        if not needed and _points(problem, rest) >= points and schedule.build(problem, rest) is not None:
            kept = rest
    return kept


def _solution(problem: Problem, order: Sequence[str]) -> Solution | None:
    placed = schedule.build(problem, order)
    return None if placed is None else Solution(placed, _points(problem, order))
