"""Ways to choose the actions, behind one interface; adding one adds a file and a line here.

A solver chooses tasks and places them. It is asked one question: with a target, which choice that gains
the wanted points spends least, or whether there is any; without one, which choice gains most.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from compliance.model.results import Spend
from compliance.plan.schedule import Slots
from compliance.plan.whole import Whole


class Question(NamedTuple):
    """What a solver is asked: the wanted scaled points of the first layer, or None for as many as can be.

    With wanted points `spend` says what to save; None asks for any choice that gains them. TIME saves
    work too, as the deadline is the earliest day already, but after what a second checklist gains.
    """

    whole: Whole
    wanted: int | None = None
    spend: Spend | None = Spend.EFFORT

    def rank(self, chosen: int) -> tuple[int, ...]:
        """Return how good a choice that is allowed is; less is better, in the order in which things decide."""
        whole = self.whole
        points = [-layer.points(chosen) for layer in whole.layers]
        effort, cost = whole.efforts(chosen), whole.costs(chosen)
        if self.wanted is None:
            return (*points, effort, cost)
        if self.spend is Spend.COST:
            return (cost, *points[1:], effort, points[0])
        if self.spend is Spend.TIME:
            return (*points[1:], effort, cost, points[0])
        return (effort, *points[1:], cost, points[0])


class Choice(NamedTuple):
    """A set of tasks with their slots."""

    chosen: int
    slots: Slots


class Answer(NamedTuple):
    """What a solver found: a choice (None when it found none), and the bound it proved.

    The bound is scaled points without a target, else what is spent; None when it is proven that
    nothing gains the wanted points.
    """

    choice: Choice | None
    bound: int | None


class Solver(Protocol):
    """Chooses and places tasks; the same question gives the same answer."""

    name: str

    def solve(self, question: Question) -> Answer:
        """Return the best choice it finds, with a bound on every choice."""
        ...


def _light() -> Solver:
    from compliance.plan.solvers.light import Light

    return Light()


def _optimal() -> Solver:
    from compliance.plan.solvers.optimal import Optimal

    return Optimal()


SOLVERS: Mapping[str, Callable[[], Solver]] = {"light": _light, "optimal": _optimal}


def default() -> Solver:
    """Return the best solver that is installed."""
    from importlib.util import find_spec

    return SOLVERS["optimal" if find_spec("ortools") else "light"]()
