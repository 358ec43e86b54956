"""What a solver across offices takes and gives: one interface, however it chooses."""

from __future__ import annotations

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
