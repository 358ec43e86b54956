"""Ways to choose across offices, behind one interface; adding one adds a file and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from compliance.model.sharing import Aim
from compliance.plan.sharing.whole import Chosen, Whole


class Answer(NamedTuple):
    """What a solver found: the actions of each office, and what no choice can exceed.

    `points` bounds the fine points: of every choice, or, where offices come first, of every one that lifts as many.
    `lifted` bounds the offices that are lifted, None where that was not asked.
    """

    chosen: Chosen
    points: int
    lifted: int | None = None


class Solver(Protocol):
    """Chooses within the limits; the same question gives the same answer."""

    name: str

    def solve(self, whole: Whole, aim: Aim, known: Chosen | None = None) -> Answer:
        """Return the best choice it finds, with bounds on every choice; none that is worse than a known one."""
        ...

    def quick(self) -> Solver:
        """Return the same solver for questions beside the main one: it takes a part of the time."""
        ...


def _light(effort: float) -> Solver:
    from compliance.plan.sharing.light import Light

    return Light(effort)


def _optimal(effort: float) -> Solver:
    from compliance.plan.sharing.optimal import Optimal

    return Optimal(effort)


SOLVERS: Mapping[str, Callable[[float], Solver]] = {"light": _light, "optimal": _optimal}


def named(name: str | None, effort: float = 1.0) -> Solver:
    """Return the solver of a name, or the best one that is installed, with so many times the usual effort."""
    from importlib.util import find_spec

    return SOLVERS[name or ("optimal" if find_spec("ortools") else "light")](effort)
