"""Ways to choose the actions, behind one interface; adding one adds a file and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple, Protocol

from compliance.plan.problem import Problem
from compliance.plan.schedule import Placement


class Solution(NamedTuple):
    """Chosen actions with their placements, and the points they bring in the goal's checklist."""

    placed: Mapping[str, Placement]
    points: Fraction


class Solver(Protocol):
    """Chooses and schedules actions; the same problem gives the same solution."""

    def least_effort(self, problem: Problem, points: Fraction) -> Solution | None:
        """Return a choice that gains the points with little effort, None when it finds none."""
        ...

    def most_points(self, problem: Problem) -> Solution:
        """Return a choice that gains many points."""
        ...


def default() -> Solver:
    """Return the solver that needs no extra package."""
    from compliance.plan.solvers.greedy import Greedy

    return Greedy()
