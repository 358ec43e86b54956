"""Why each action is in a plan and why then, and why each gap that is left open is not closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from compliance.assessment.scoring import share
from compliance.model.checklist import Action, Authority, Library
from compliance.model.results import (
    Assessment,
    Because,
    Hindrance,
    ItemResult,
    LeftOut,
    Objective,
    PlannedAction,
    Request,
    Status,
    When,
    Why,
)
from compliance.plan import bounds, whole
from compliance.plan.problem import Problem
from compliance.plan.schedule import Placement
from compliance.plan.whole import bits
from compliance.plan.worth import State, better_of


def explained(
    question: Problem, planned: Sequence[PlannedAction], placed: Mapping[str, Placement]
) -> tuple[PlannedAction, ...]:
    """Return planned actions, each with why it is there and why it begins on its day."""
    ends = {p.action.id: p.end for p in planned}
    return tuple(p._replace(why=_why(question, p, planned, placed, ends)) for p in planned)


def _why(
    question: Problem,
    own: PlannedAction,
    planned: Sequence[PlannedAction],
    placed: Mapping[str, Placement],
    ends: Mapping[str, date],
) -> Why:
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
            if p.unit == own.unit and any(first <= day < own.start for day, _quanta in placed[p.action.id].work)
        )
        return Why(because, When.UNIT, needed_by, busy)
    last = tuple(need for need in task.needs if ends[need] == ready)
    return Why(because, When.NEEDS if last else When.FIRST_DAY, needed_by, last)


def left_out(
    question: Problem,
    library: Library,
    own: Assessment,
    planned: Sequence[PlannedAction],
    requests: Sequence[Request],
    objective: Objective,
) -> tuple[LeftOut, ...]:
    """Return every gap of the goal's checklist that stays open, the largest first, with the reason."""
    judge = _Judge(question, library, planned, requests, objective)
    gaps = [
        judge.of(result, missing)
        for result in own.items
        if result.status not in (Status.MET, Status.NOT_APPLICABLE) and (missing := judge.missing(result)) > 0
    ]
    return tuple(sorted(gaps, key=lambda gap: (-gap.points, gap.item)))


class _Judge:
    """Finds what stands in the way of a gap: who may close it, needs, money, time, or simply a target reached."""

    def __init__(
        self,
        question: Problem,
        library: Library,
        planned: Sequence[PlannedAction],
        requests: Sequence[Request],
        objective: Objective,
    ) -> None:
        self.question, self.instruments, self.objective = question, library, objective
        self.planned = {p.action.id for p in planned}
        self.asked = {r.action.id for r in requests}
        self.state = State(question.worth)
        for p in planned:
            self.state.add(p.action.raises)
        self.whole = whole.of(question)
        self.position = {id_: at for at, id_ in enumerate(self.whole.ids)}
        self.possible = bounds.possible(self.whole)

    def missing(self, result: ItemResult, raised: Fraction | None = None) -> Fraction:
        """Return the points an item misses after the plan, and after raising its fact further, if that is given."""
        item, known = result.item, result.known
        now = self.state.raised.get(item.fact)
        if now is None:
            now = None if known is None else known.value.amount
        if raised is not None:
            now = raised if now is None else better_of(item.better, now, raised)
        if now is None or item.target is None:
            return result.maximum - result.points
        return result.maximum * (1 - share(now, item.target, item.better))

    def of(self, result: ItemResult, points: Fraction) -> LeftOut:
        """Return the gap with what stands in its way."""
        item, fact = result.item.id, result.item.fact
        if result.status is Status.UNANSWERED:
            return LeftOut(item, fact, points, None, Hindrance.UNANSWERED)
        judged = [
            self._judge(a)
            for a in self.instruments.actions.values()
            if fact in a.raises and a.id not in self.planned and self.missing(result, a.raises[fact]) < points
        ]
        if not judged:
            return LeftOut(item, fact, points, None, Hindrance.NO_ACTION)
        nearest = min(judged, key=lambda found: (-_ORDER.index(found.hindrance), found.effort or 0, found.action))
        if nearest.hindrance is Hindrance.NO_ACTION:
            return LeftOut(item, fact, points, None, Hindrance.NO_ACTION)
        return LeftOut(item, fact, points, *nearest)

    def _judge(self, action: Action) -> _Verdict:
        id_, question = action.id, self.question
        if id_ in question.goal.excluded:
            return _Verdict(id_, Hindrance.EXCLUDED)
        if action.authority is Authority.HEADQUARTERS:
            return _Verdict(id_, Hindrance.HEADQUARTERS if id_ in self.asked else Hindrance.NO_ACTION)
        if id_ in question.blocked:
            waits = question.blocked[id_]
            theirs = tuple(
                n
                for n in waits
                if self.instruments.actions[n].authority is Authority.HEADQUARTERS and n not in question.goal.excluded
            )
            if theirs:
                return _Verdict(id_, Hindrance.NEEDS_HEADQUARTERS, theirs)
            return _Verdict(id_, Hindrance.NEEDS_EXCLUDED, waits)
        return self._weighed(id_) if id_ in self.position else _Verdict(id_, Hindrance.NO_ACTION)

    def _weighed(self, id_: str) -> _Verdict:
        """Return why an action that could be planned is not: there is no need, no money, or no time for it."""
        model, task = self.whole, self.position[id_]
        chosen = sum(1 << self.position[p] for p in self.planned)
        more, at_least = model.before[task] & ~chosen, model.before[task] | model.must
        state = State(self.question.worth)
        state.raised |= self.state.raised
        raised = (state.add(self.question.tasks[model.ids[t]].action.raises) for t in bits(more))
        gain = sum((gains.get(self.question.goal.checklist, Fraction(0)) for gains in raised), Fraction(0))

        def verdict(hindrance: Hindrance, names: tuple[str, ...] = ()) -> _Verdict:
            return _Verdict(id_, hindrance, names, model.efforts(more) * self.question.quantum, gain)

        if self.objective.least:
            return verdict(Hindrance.NOT_NEEDED)
        for tasks in (at_least, chosen | more):
            if model.budget is not None and model.costs(tasks) > model.budget:
                return verdict(Hindrance.TOO_COSTLY)
            if model.most_effort is not None and model.efforts(tasks) > model.most_effort:
                return verdict(Hindrance.TOO_MUCH_WORK)
            if not self.possible >> task & 1:
                return verdict(Hindrance.TOO_LATE)
        units = sorted({self.question.tasks[model.ids[t]].unit for t in bits(more)})
        return verdict(Hindrance.NO_ROOM, tuple(units))


class _Verdict(NamedTuple):
    """What keeps one action out of the plan, as a gap names it."""

    action: str
    hindrance: Hindrance
    names: tuple[str, ...] = ()
    effort: Fraction | None = None
    gain: Fraction | None = None


# Where several actions could close a gap, the one that comes nearest to being planned is named.
_ORDER = (
    Hindrance.UNANSWERED,
    Hindrance.NO_ACTION,
    Hindrance.HEADQUARTERS,
    Hindrance.NEEDS_HEADQUARTERS,
    Hindrance.EXCLUDED,
    Hindrance.NEEDS_EXCLUDED,
    Hindrance.TOO_COSTLY,
    Hindrance.TOO_MUCH_WORK,
    Hindrance.TOO_LATE,
    Hindrance.NO_ROOM,
    Hindrance.NOT_NEEDED,
)
