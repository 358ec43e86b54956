"""What every plan keeps to, however it was edited: days, work, needs, sums and bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from compliance import tree
from compliance.language import _, way
from compliance.model.calendar import Calendar
from compliance.model.results import Plan, PlannedAction, State
from compliance.persian import dates, numbers
from compliance.schema import Fields


def check_actions(
    plan: Plan, top: Fields, sound: Sequence[tuple[tree.Node, PlannedAction]], days_off: Calendar | None
) -> None:
    """Hold what every action keeps to: it is there once, within the time, its work whole, its needs before it.

    With a calendar it has to begin on a working day, too.
    """
    ends = {planned.action.id: planned.end for _node, planned in sound}
    seen: set[str] = set()
    for node, planned in sound:
        fields = Fields(node, top.name, top.problems)
        wrong = list(_wrong(plan, planned, ends, seen))
        if days_off is not None and not begun(planned) and not days_off.works(planned.start):
            wrong.append(("start", _("{day}, a day off").format(day=dates.show(planned.start)), _("a working day")))
        seen.add(planned.action.id)
        for key, what, expected in wrong:
            line = fields.nodes[key].line if key in fields.nodes else node.line
            fields.problem(line, what, expected, _("mend it, or delete plan.yaml and make the plan again"))


def check_whole(plan: Plan, top: Fields) -> None:
    """Hold that scores, target, budget and bound agree with the actions."""
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
            way(
                _("bring it back, or delete plan.yaml and make the plan again; --exclude leaves an action out"),
                _("bring it back, or delete plan.yaml and make the plan again on the page “Plan”"),
            ),
        )


def begun(planned: PlannedAction) -> bool:
    """Whether work on an action has begun, so that its dates are a fact and no plan any more."""
    return planned.state in (State.STARTED, State.DONE)


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
    if planned.start < plan.goal.begin and not begun(planned):
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
        if weeks and work.week not in weeks and not begun(planned):
            yield (
                "work",
                work.week,
                _("weeks between {start} and {end}").format(
                    start=dates.show(planned.start), end=dates.show(planned.end)
                ),
            )
    for need in planned.action.needs:
        if need in ends and ends[need] >= planned.start and not begun(planned):
            yield (
                "start",
                dates.show(planned.start),
                _("a day after the end of “{action}”, {day}").format(action=need, day=dates.show(ends[need])),
            )
