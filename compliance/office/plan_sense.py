"""What every plan keeps to, however it was edited: days, work, needs, bound, and an approval of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from compliance import tree
from compliance.errors import Problem
from compliance.language import _
from compliance.model.results import Plan, PlannedAction, State
from compliance.persian import dates, numbers
from compliance.schema import Fields


def check(plan: Plan, top: Fields, places: Sequence[tree.Node]) -> None:
    """Hold what every plan keeps to: each action once, within the time, its work whole, its needs before it."""
    ends = {p.action.id: p.end for p in plan.actions}
    seen: set[str] = set()
    for node, planned in zip(places, plan.actions, strict=True):
        fields = Fields(node, top.name, top.problems)
        wrong = list(_wrong(plan, planned, ends, seen))
        seen.add(planned.action.id)
        for key, what, expected in wrong:
            line = fields.nodes[key].line if key in fields.nodes else node.line
            fields.problem(line, what, expected, _("mend it, or delete plan.yaml and make the plan again"))
    if top.problems:
        return
    for key, what, expected in _wrong_as_a_whole(plan):
        top.problem(
            top.nodes[key].line if key in top.nodes else top.line,
            what,
            expected,
            _("bring it back, or delete plan.yaml and make the plan again"),
        )
    if _passes_its_bound(plan):
        top.problem(
            top.nodes["bound"].line,
            _("a bound that the plan itself passes"),
            _("a plan as it was made"),
            _("bring it back, or delete plan.yaml and make the plan again; --exclude leaves an action out"),
        )


def check_approval(plan: Plan, own: str, root: tree.Node, name: str, problems: list[Problem]) -> None:
    """Hold that a plan is approved whole, and in the state that was shown."""
    top = Fields(root, name, problems)
    places = top.sequence("actions")
    approved = [p for p in plan.actions if p.state is State.APPROVED]
    if plan.approval is None and approved and not (plan.approved and plan.shown == own):
        at = next(n for n, p in zip(places, plan.actions, strict=True) if p.state is State.APPROVED)
        top.problem(
            Fields(at, name, []).nodes["state"].line,
            _("an approved action in a plan that is not approved"),
            _("a plan approved whole, as it was shown: {hash}").format(hash=plan.shown or own),
            _("approve it with “review approve”; or write “approved” for every action and change nothing else"),
        )
    if plan.approval is not None and plan.approval.plan != own:
        top.problem(
            top.nodes["approval"].line,
            _("the approval of plan {hash}").format(hash=plan.approval.plan),
            _("the plan that stands here, {hash}").format(hash=own),
            _("it was changed after its approval: bring it back, or take the approval out and have it approved anew"),
        )
    waiting = [p for p in plan.actions if p.state in (State.PROPOSED, State.RETURNED)]
    if plan.approval is not None and waiting:
        at = next(n for n, p in zip(places, plan.actions, strict=True) if p is waiting[0])
        top.problem(
            Fields(at, name, []).lines.get("state", at.line),
            _("an action that is not approved in an approved plan"),
            _("a plan that is approved whole"),
            _("write “approved” for every action that waits, or take the approval out"),
        )


def _wrong_as_a_whole(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield what does not agree with the actions: scores after them, the target, the budget."""
    for checklist, was in plan.before.items():
        gains = [p.gains[checklist] for p in plan.actions if checklist in p.gains]
        gained, after = sum(gains, Fraction(0)), plan.after.get(checklist)
        if gains and was is not None and after is not None and was + gained != after:
            seen = _("{points} points of “{checklist}”").format(points=numbers.show(after), checklist=checklist)
            yield "after", seen, _("{points}, as the actions bring").format(points=numbers.show(was + gained))
    own, target = plan.after.get(plan.goal.checklist) or Fraction(0), plan.goal.target
    short = target is not None and own < target
    if (plan.objective.least and not plan.reached) or (target is not None and plan.reached and short):
        yield "reached", _("yes") if plan.reached else _("no"), _("whether the actions reach the target")
    if plan.goal.budget is not None and plan.cost > plan.goal.budget:
        spent = _("a budget of {budget} million rials").format(budget=numbers.show(plan.goal.budget))
        yield "budget", spent, _("{cost} or more, which the actions cost").format(cost=numbers.show(plan.cost))


def _passes_its_bound(plan: Plan) -> bool:
    """Whether actions or scores were changed by hand, so that the plan is better than any can be."""
    return plan.value < plan.bound if plan.objective.least else plan.value > plan.bound


def _wrong(
    plan: Plan, planned: PlannedAction, ends: Mapping[str, date], seen: set[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with a planned action: the key, what was seen, what was expected."""
    id_ = planned.action.id
    if id_ in seen:
        yield "id", _("“{action}” for the second time").format(action=id_), _("each action once")
    if planned.start > planned.end:
        yield "end", dates.show(planned.end), _("a day not before {day}").format(day=dates.show(planned.start))
    if planned.start < plan.goal.begin:
        yield "start", dates.show(planned.start), _("a day not before {day}").format(day=dates.show(plan.goal.begin))
    if planned.end > plan.goal.deadline:
        yield "end", dates.show(planned.end), _("a day not after {day}").format(day=dates.show(plan.goal.deadline))
    if planned.effort < 0 or any(w.days < 0 for w in planned.work):
        yield "effort_days", numbers.show(planned.effort), _("person-days of 0 or more")
    if sum((w.days for w in planned.work), Fraction(0)) != planned.effort:
        yield (
            "work",
            _("weeks that make {days} person-days").format(days=numbers.show(sum(w.days for w in planned.work))),
            _("{days} person-days as in “effort_days”").format(days=numbers.show(planned.effort)),
        )
    days = range((planned.end - planned.start).days + 1)
    weeks = {dates.week(planned.start + timedelta(days=n)) for n in days}
    for work in planned.work:
        if weeks and work.week not in weeks and planned.state not in (State.STARTED, State.DONE):
            yield (
                "work",
                work.week,
                _("weeks between {start} and {end}").format(
                    start=dates.show(planned.start), end=dates.show(planned.end)
                ),
            )
    for need in planned.action.needs:
        if need in ends and ends[need] >= planned.start and planned.state not in (State.STARTED, State.DONE):
            yield (
                "start",
                dates.show(planned.start),
                _("a day after the end of “{action}”, {day}").format(action=need, day=dates.show(ends[need])),
            )
