"""How far a plan has come: every criterion tested on the newest facts, planned points against actual ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from compliance.criteria.judging import Failing, judge
from compliance.model.office import Known
from compliance.model.results import Plan, PlannedAction


class Mark(StrEnum):
    """What a criterion's test says of an action: its facts are there, not yet, no more, or too late."""

    VERIFIED = "verified"
    NOT_YET = "not-yet"
    REGRESSED = "regressed"
    OVERDUE = "overdue"


class Tracked(NamedTuple):
    """One action: what its test says, what fails, how many days it is late, and what it holds up.

    `planned.state` is verified when the test holds, whatever the plan says.
    """

    planned: PlannedAction
    mark: Mark
    failing: tuple[Failing, ...]
    late: int
    holds_up: tuple[str, ...]


class Track(NamedTuple):
    """A plan on a day: its actions in order, and the points of its checklist.

    `expected` are the points the plan promised by the day, `actual` those of the newest facts. `replan`
    are the actions that have to be planned again: overdue or failing again, and those that wait for them.
    """

    plan: Plan
    on: date
    actions: tuple[Tracked, ...]
    expected: Fraction
    actual: Fraction

    @property
    def replan(self) -> tuple[str, ...]:
        """The actions whose dates no longer hold."""
        late = [t for t in self.actions if t.mark in (Mark.OVERDUE, Mark.REGRESSED)]
        waiting = {id_ for t in late for id_ in t.holds_up}
        ids = {t.planned.action.id for t in late} | waiting
        return tuple(t.planned.action.id for t in self.actions if t.planned.action.id in ids)

    @property
    def slippage(self) -> int:
        """How many days the plan is late: those of the action that is latest."""
        return max((t.late for t in self.actions), default=0)

    @property
    def broken(self) -> bool:
        """Whether something approved is overdue."""
        return any(t.mark is Mark.OVERDUE and t.planned.state.signed for t in self.actions)

    def count(self, mark: Mark) -> int:
        """Return how many actions bear a mark."""
        return sum(t.mark is mark for t in self.actions)


def track(
    plan: Plan, facts: Mapping[str, Known], actual: Fraction, on: date, verified_before: Collection[str] = ()
) -> Track:
    """Return how far a plan has come on a day; `verified_before` are actions whose criterion once held."""
    tracked = []
    for planned in plan.actions:
        verdict = judge(planned.action.criterion, facts)
        late = max(0, (on - planned.end).days)
        mark = Mark.OVERDUE if late else Mark.NOT_YET
        if verdict.holds:
            mark, late = Mark.VERIFIED, 0
        elif planned.action.id in verified_before:
            mark = Mark.REGRESSED
        tracked.append(Tracked(planned, mark, verdict.failing, late, ()))
    open_ = {t.planned.action.id for t in tracked if t.mark is not Mark.VERIFIED}
    return Track(
        plan,
        on,
        tuple(t._replace(holds_up=_held_up(t.planned, plan, open_)) for t in tracked),
        expected(plan, on),
        actual,
    )


def _held_up(planned: PlannedAction, plan: Plan, open_: Collection[str]) -> tuple[str, ...]:
    """Return the open actions that wait for an open one, at any remove."""
    if planned.action.id not in open_:
        return ()
    waiting, found = {planned.action.id}, list[str]()
    for other in plan.actions:  # in order of their ends, so that what is needed comes first
        if other.action.id in open_ and other is not planned and waiting & set(other.action.needs):
            waiting.add(other.action.id)
            found.append(other.action.id)
    return tuple(found)


def expected(plan: Plan, on: date) -> Fraction:
    """Return the points that a plan promised by the end of a day."""
    checklist = plan.goal.checklist
    gained = (p.gains.get(checklist, Fraction(0)) for p in plan.actions if p.end <= on)
    return sum(gained, plan.before.get(checklist) or Fraction(0))


def week_ends(plan: Plan, on: date) -> list[date]:
    """Return the last days (Fridays) of the weeks of a plan, to its last action or the day, whichever is later."""
    last = max(plan.finish or plan.goal.begin, on)
    friday = plan.goal.begin + timedelta(days=(4 - plan.goal.begin.weekday()) % 7)
    days = list[date]()
    while not days or days[-1] < last:
        days.append(friday)
        friday += timedelta(days=7)
    return days
