"""From one plan to the next: what was begun stays, what was decided is kept, and what changed is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from compliance.model.decisions import Decisions
from compliance.model.results import Goal, Plan, PlannedAction, State, Underway
from compliance.persian import dates


def underway(plan: Plan | None, begin: date) -> dict[str, Underway]:
    """Return what the actions that were begun still take on a day.

    Of a started one the work planned for weeks before that day's counts as done; of a done one nothing
    is left, and it ended before that day.
    """
    found = {}
    for planned in plan.actions if plan else ():
        if planned.state is State.STARTED:
            week = dates.week(begin)
            left = sum((w.days for w in planned.work if w.week >= week), Fraction(0))
            found[planned.action.id] = Underway(State.STARTED, min(planned.start, begin), planned.end, left)
        elif planned.state is State.DONE:
            end = min(planned.end, begin - timedelta(days=1))
            found[planned.action.id] = Underway(State.DONE, min(planned.start, end), end, Fraction(0))
    return found


def is_underway(plan: Plan) -> bool:
    """Whether work on some action of a plan has begun."""
    return any(p.state in (State.STARTED, State.DONE) for p in plan.actions)


def decided(goal: Goal, decisions: Decisions, begun: Mapping[str, Underway]) -> Goal:
    """Return a goal that keeps to what was decided; what the goal itself asks of an action comes first."""
    excluded = {id_ for id_ in decisions.excluded if id_ not in goal.fixed}
    fixed = {id_: day for id_, day in decisions.fixed.items() if id_ not in goal.excluded}
    return goal._replace(
        excluded=goal.excluded | excluded,
        fixed={**fixed, **goal.fixed},
        assigned={**goal.assigned, **decisions.assigned},
        underway=dict(begun),
    )


def undecided(plan: Plan) -> Goal:
    """Return the goal a plan was made for, without what was decided about it."""
    goal, decisions = plan.goal, plan.decisions
    return goal._replace(
        excluded=goal.excluded - set(decisions.excluded),
        fixed={id_: day for id_, day in goal.fixed.items() if decisions.fixed.get(id_) != day},
        assigned={id_: unit for id_, unit in goal.assigned.items() if decisions.assigned.get(id_) != unit},
        underway={},
    )


class Move(NamedTuple):
    """An action that is in both plans at other times, or done by another unit."""

    before: PlannedAction
    after: PlannedAction


class Difference(NamedTuple):
    """What one plan has and the other has not, and what moved."""

    before: Plan
    after: Plan
    added: tuple[PlannedAction, ...]
    dropped: tuple[PlannedAction, ...]
    moved: tuple[Move, ...]

    def __bool__(self) -> bool:
        """Whether the plans differ in any action."""
        return bool(self.added or self.dropped or self.moved)


def difference(before: Plan, after: Plan) -> Difference:
    """Return what changed from one plan to the next."""
    old, new = ({p.action.id: p for p in plan.actions} for plan in (before, after))
    moved = (Move(old[id_], p) for id_, p in new.items() if id_ in old and _moved(old[id_], p))
    return Difference(
        before,
        after,
        tuple(p for id_, p in new.items() if id_ not in old),
        tuple(p for id_, p in old.items() if id_ not in new),
        tuple(moved),
    )


def _moved(before: PlannedAction, after: PlannedAction) -> bool:
    return (before.start, before.end, before.unit) != (after.start, after.end, after.unit)


def with_states(plan: Plan, states: Mapping[str, State]) -> Plan:
    """Return a plan with other states for some of its actions."""
    actions = (p._replace(state=states.get(p.action.id, p.state)) for p in plan.actions)
    return plan._replace(actions=tuple(actions))


def out_of_step(plan: Plan) -> tuple[str, ...]:
    """Return the actions with which a plan does not keep to its own decisions."""
    decisions = plan.decisions
    broken = []
    for planned in plan.actions:
        id_ = planned.action.id
        begun = planned.state in (State.STARTED, State.DONE)
        late = not begun and decisions.fixed.get(id_, planned.start) != planned.start
        elsewhere = decisions.assigned.get(id_, planned.unit) != planned.unit
        if id_ in decisions.excluded or late or elsewhere:
            broken.append(id_)
    planned_ids = {p.action.id for p in plan.actions}
    return (*broken, *(id_ for id_ in decisions.fixed if id_ not in planned_ids))
