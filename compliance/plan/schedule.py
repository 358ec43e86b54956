"""When chosen actions are done: day by day, as early as needs, waits and units allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from compliance.plan.problem import Problem


class Placement(NamedTuple):
    """One action in time: quanta by working day; `end` includes the wait."""

    start: date
    end: date
    work: tuple[tuple[date, int], ...]


class Schedule:
    """Placements so far and the room that is left; actions are added one by one, never moved.

    Work may be interrupted. A day holds at most a unit's daily capacity, so no week holds more than
    its weekly capacity times the working days left in it.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.placed: dict[str, Placement] = {}
        self.cost = 0
        self._room = {unit: [daily] * len(problem.days) for unit, daily in problem.daily.items()}

    def try_add(self, ids: Iterable[str]) -> bool:
        """Add actions, needs first; when one does not fit, add none and return False."""
        added: list[str] = []
        for id_ in ids:
            placement = self._place(id_)
            if placement is None:
                for other in reversed(added):
                    self._remove(other)
                return False
            self._book(id_, placement)
            added.append(id_)
        return True

    def fits(self, ids: Iterable[str]) -> bool:
        """Whether actions could be added; nothing is changed."""
        ids = list(ids)
        if not self.try_add(ids):
            return False
        for id_ in reversed(ids):
            self._remove(id_)
        return True

    def _place(self, id_: str) -> Placement | None:
        problem, task = self.problem, self.problem.tasks[id_]
        if problem.goal.budget is not None and self.cost + task.action.cost > problem.goal.budget:
            return None
        earliest = problem.goal.fixed.get(id_, problem.goal.begin)
        for need in task.needs:
            earliest = max(earliest, self.placed[need].end + timedelta(days=1))
        if id_ in problem.goal.fixed and earliest > problem.goal.fixed[id_]:
            return None
        work = self._fill(task.unit, task.effort, earliest)
        if work is None:
            return None
        start = work[0][0] if work else earliest
        end = (work[-1][0] if work else earliest) + timedelta(days=task.action.wait_days)
        if end > problem.goal.deadline or (id_ in problem.goal.fixed and start != problem.goal.fixed[id_]):
            return None
        return Placement(start, end, tuple(work))

    def _fill(self, unit: str, effort: int, earliest: date) -> list[tuple[date, int]] | None:
        room, work, left = self._room[unit], [], effort
        for position, day in enumerate(self.problem.days):
            if not left:
                break
            if day >= earliest and (piece := min(room[position], left)):
                work.append((day, piece))
                left -= piece
        return None if left else work

    def _book(self, id_: str, placement: Placement) -> None:
        self.placed[id_] = placement
        self.cost += self.problem.tasks[id_].action.cost
        self._change(id_, placement, -1)

    def _remove(self, id_: str) -> None:
        placement = self.placed.pop(id_)
        self.cost -= self.problem.tasks[id_].action.cost
        self._change(id_, placement, 1)

    def _change(self, id_: str, placement: Placement, sign: int) -> None:
        room = self._room[self.problem.tasks[id_].unit]
        at = dict(placement.work)
        for position, day in enumerate(self.problem.days):
            if day in at:
                room[position] += sign * at[day]


def build(problem: Problem, order: Iterable[str]) -> Mapping[str, Placement] | None:
    """Return placements of all actions in this order of precedence, or None when one does not fit."""
    schedule = Schedule(problem)
    for id_ in order:
        if not schedule.try_add(problem.closure(id_, schedule.placed)):
            return None
    return schedule.placed
