"""Why each action is in a plan and why then, and why each gap that is left open is not closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from compliance.model.checklist import Action, Authority, Better, Library
from compliance.model.results import (
    Assessment,
    Because,
    Hindrance,
    LeftOut,
    Objective,
    PlannedAction,
    Status,
    When,
    Why,
)
from compliance.plan import bounds, whole
from compliance.plan.problem import Problem
from compliance.plan.whole import bits
from compliance.plan.worth import better_of


def explained(question: Problem, planned: Sequence[PlannedAction]) -> tuple[PlannedAction, ...]:
    """Return planned actions, each with why it is there and why it begins on its day."""
    ends = {p.action.id: p.end for p in planned}
    return tuple(p._replace(why=_why(question, p, planned, ends)) for p in planned)


def _why(question: Problem, own: PlannedAction, planned: Sequence[PlannedAction], ends: Mapping[str, date]) -> Why:
    id_ = own.action.id
    task = question.tasks[id_]
    needed_by = tuple(p.action.id for p in planned if id_ in question.tasks[p.action.id].needs)
    if id_ in question.goal.underway:
        return Why(Because.BEGUN, When.BEGUN, needed_by)
    brings = any(own.gains.get(part, 0) > 0 for part in question.goal.counted)
    because = Because.FIXED if task.on else Because.POINTS if brings else Because.NEEDED
    if task.on:
        return Why(because, When.FIXED, needed_by)
    ready = max((ends[need] for need in task.needs), default=question.goal.begin - timedelta(days=1))
    first = next((day for day in question.days if day > ready), own.start)
    if own.start > first and task.effort:
        busy = tuple(
            p.action.id
            for p in planned
            if p.unit == own.unit and p is not own and p.start < own.start and p.end >= first
        )
        return Why(because, When.UNIT, needed_by, busy)
    last = tuple(need for need in task.needs if ends[need] == ready)
    return Why(because, When.NEEDS if last else When.FIRST_DAY, needed_by, last)


def left_out(
    question: Problem, library: Library, own: Assessment, planned: Sequence[PlannedAction], objective: Objective
) -> tuple[LeftOut, ...]:
    """Return every gap of the goal's checklist that stays open, the largest first, with the reason."""
    judge = _Judge(question, library, planned, objective)
    gaps = [
        judge.of(result.item.id, result.item.fact, missing, result.status)
        for result in own.items
        if result.status not in (Status.MET, Status.NOT_APPLICABLE)
        and (missing := result.maximum - judge.points(result.item.fact, result.points, own.checklist.id)) > 0
    ]
    return tuple(sorted(gaps, key=lambda gap: (-gap.points, gap.item)))


class _Judge:
    """Finds what stands in the way of a gap: who may close it, needs, money, time, or simply a target reached."""

    def __init__(
        self, question: Problem, library: Library, planned: Sequence[PlannedAction], objective: Objective
    ) -> None:
        self.question, self.instruments, self.objective = question, library, objective
        self.planned = {p.action.id for p in planned}
        self.raised: dict[str, Fraction] = {}
        for p in planned:
            for fact, value in p.action.raises.items():
                self.raised[fact] = self._better(fact, self.raised.get(fact, value), value)
        self.whole = whole.of(question)
        self.position = {id_: at for at, id_ in enumerate(self.whole.ids)}
        self.possible = bounds.possible(self.whole)

    def _better(self, fact: str, one: Fraction, other: Fraction) -> Fraction:
        return better_of(self.question.worth.better.get(fact, Better.HIGHER), one, other)

    def points(self, fact: str, now: Fraction, checklist: str) -> Fraction:
        """Return the points of a fact's item after the plan."""
        worth, raised = self.question.worth, self.raised.get(fact)
        value = worth.value(fact)
        if raised is None or not worth.applies(fact):
            return now
        best = raised if value is None else self._better(fact, value, raised)
        gained = worth.points(fact, best).get(checklist, Fraction(0))
        return now + gained - worth.points(fact, value).get(checklist, Fraction(0))

    def of(self, item: str, fact: str, points: Fraction, status: Status) -> LeftOut:
        """Return the gap with what stands in its way."""
        if status is Status.UNANSWERED:
            return LeftOut(item, fact, points, None, Hindrance.UNANSWERED)
        judged = [self._judge(a) for a in self.instruments.actions.values() if self._closes(a, fact)]
        if not judged:
            return LeftOut(item, fact, points, None, Hindrance.NO_ACTION)
        hindrance, action, names, effort = max(judged, key=lambda found: (_ORDER.index(found[0]), found[1]))
        return LeftOut(item, fact, points, action, hindrance, names, effort)

    def _closes(self, action: Action, fact: str) -> bool:
        wanted = action.raises.get(fact)
        return wanted is not None and action.id not in self.planned and not self.question.worth.meets(fact, wanted)

    def _judge(self, action: Action) -> tuple[Hindrance, str, tuple[str, ...], Fraction | None]:
        id_, question = action.id, self.question
        if id_ in question.goal.excluded:
            return Hindrance.EXCLUDED, id_, (), None
        if action.authority is Authority.HEADQUARTERS:
            return Hindrance.HEADQUARTERS, id_, (), None
        if id_ in question.blocked:
            waits = question.blocked[id_]
            theirs = tuple(n for n in waits if self.instruments.actions[n].authority is Authority.HEADQUARTERS)
            if theirs:
                return Hindrance.NEEDS_HEADQUARTERS, id_, theirs, None
            return Hindrance.NEEDS_EXCLUDED, id_, waits, None
        if id_ not in self.position:
            return Hindrance.NO_ACTION, id_, (), None
        return self._weighed(id_)

    def _weighed(self, id_: str) -> tuple[Hindrance, str, tuple[str, ...], Fraction | None]:
        """Return why an action that could be planned is not: there is no need, no money, or no time for it."""
        model, task = self.whole, self.position[id_]
        chosen = sum(1 << self.position[p] for p in self.planned)
        more = model.before[task] & ~chosen
        effort = model.efforts(more) * self.question.quantum
        affordable = model.budget is None or model.costs(model.before[task]) <= model.budget
        if self.objective.least:
            return Hindrance.NOT_NEEDED, id_, (), effort
        if not affordable:
            return Hindrance.TOO_COSTLY, id_, (), effort
        if not self.possible >> task & 1:
            return Hindrance.TOO_LATE, id_, (), effort
        if model.budget is not None and model.costs(chosen | more) > model.budget:
            return Hindrance.TOO_COSTLY, id_, (), effort
        units = sorted({self.question.tasks[model.ids[t]].unit for t in bits(more)})
        return Hindrance.NO_ROOM, id_, tuple(units), effort


# Where several actions could close a gap, the one that comes nearest to being planned is named.
_ORDER = (
    Hindrance.UNANSWERED,
    Hindrance.NO_ACTION,
    Hindrance.HEADQUARTERS,
    Hindrance.NEEDS_HEADQUARTERS,
    Hindrance.EXCLUDED,
    Hindrance.NEEDS_EXCLUDED,
    Hindrance.TOO_COSTLY,
    Hindrance.TOO_LATE,
    Hindrance.NO_ROOM,
    Hindrance.NOT_NEEDED,
)
