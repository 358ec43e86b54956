"""Why an action is in a plan and why then, and why a gap is left open: one sentence each, and their tables."""

from __future__ import annotations

from fractions import Fraction

from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.results import Because, Hindrance, LeftOut, Plan, PlannedAction, When
from compliance.persian import dates, numbers
from compliance.report import plan_tables, words
from compliance.report.tables import Table, make


def why(planned: PlannedAction, plan: Plan, library: Library) -> str:
    """Return why an action is in the plan and why it begins on its day; nothing where the plan does not say."""
    if planned.why is None:
        return ""
    return _("{because}; {when}.").format(
        because=_because(planned, plan, library), when=_when(planned, plan, library)
    )


def _because(planned: PlannedAction, plan: Plan, library: Library) -> str:
    assert planned.why is not None
    points = sum((planned.gains.get(p, Fraction(0)) * weight for p, weight in plan.goal.parts.items()), Fraction(0))
    followers = plan_tables.titles(planned.why.needed_by, library)
    if planned.why.because is Because.BEGUN:
        return _("It was begun and is finished")
    if planned.why.because is Because.FIXED:
        return _("Its day was fixed, and it brings {points} points").format(points=words.score(points))
    if planned.why.because is Because.NEEDED:
        return _("It brings no points that count here, but is needed by {actions}").format(actions=followers)
    days = numbers.show(planned.effort)
    brings = _("It brings {points} points for {days} person-days").format(points=words.score(points), days=days)
    if not points and plan.goal.then is not None:
        brings = _("It brings {points} points of {checklist} for {days} person-days").format(
            points=words.score(planned.gains.get(plan.goal.then, Fraction(0))),
            checklist=words.title(library.checklists[plan.goal.then].title),
            days=days,
        )
    if followers:
        return _("{brings}, and is needed by {actions}").format(brings=brings, actions=followers)
    return brings


def _when(planned: PlannedAction, plan: Plan, library: Library) -> str:
    assert planned.why is not None
    after = plan_tables.titles(planned.why.after, library)
    day = dates.show(planned.start)
    if planned.why.when is When.NEEDS and not planned.effort:
        return _("it begins on {day}, right after the end of {actions}").format(day=day, actions=after)
    if planned.why.when is When.NEEDS:
        return _("it begins on {day}, the first working day after the end of {actions}").format(
            day=day, actions=after
        )
    if planned.why.when is When.UNIT:
        return _("it begins on {day}, when {unit} has time for it beside {actions}").format(
            day=day, unit=plan_tables.unit_of(planned, plan, library), actions=after
        )
    if planned.why.when is When.FIRST_DAY and not planned.effort:
        return _("it begins on {day}, the first day of the plan").format(day=day)
    if planned.why.when is When.FIRST_DAY:
        return _("it begins on {day}, the first working day of the plan").format(day=day)
    if planned.why.when is When.FIXED:
        return _("it begins on {day} as fixed").format(day=day)
    if not planned.effort:
        return _("its work is done, and it ends on {day}").format(day=dates.show(planned.end))
    return _("its work goes on from {day}").format(day=day)


def why_not(left: LeftOut, plan: Plan, library: Library) -> str:
    """Return why a gap is left open."""
    action = plan_tables.titles((left.action,), library) if left.action else ""
    names = plan_tables.titles(left.names, library)
    days = numbers.show(left.effort or Fraction(0))
    sentences = {
        Hindrance.UNANSWERED: _("The question is unanswered; answer it first."),
        Hindrance.NO_ACTION: _("No action that could be planned now raises it further."),
        Hindrance.HEADQUARTERS: _("Only headquarters can do {action}; the plan has a letter for it."),
        Hindrance.NEEDS_HEADQUARTERS: _("{action} needs {names} first, which only headquarters can do."),
        Hindrance.EXCLUDED: _("{action} is excluded."),
        Hindrance.NEEDS_EXCLUDED: _("{action} needs {names}, which is excluded."),
        Hindrance.NOT_NEEDED: _(
            "The target is reached without {action}, which takes {days} person-days, {rate} for each point."
        ),
        Hindrance.TOO_LATE: _("{action} cannot end by the deadline, even if nothing else were done."),
        Hindrance.TOO_COSTLY: _("The budget does not reach for {action} beside what brings more."),
        Hindrance.TOO_MUCH_WORK: _(
            "The work that is allowed does not reach for {action} ({days} person-days) beside what brings more."
        ),
        Hindrance.NO_ROOM: _(
            "{action} ({days} person-days) does not fit before the deadline beside what brings more."
        ),
    }
    rate = numbers.show((left.effort or Fraction(0)) / left.gain) if left.gain else "—"
    return sentences[left.hindrance].format(action=action, names=names, days=days, rate=rate)


def whys(plan: Plan, library: Library) -> list[str]:
    """Return for each action of the plan, in its order, why it is there and why then."""
    return [
        _("{n}. {action}: {why}").format(
            n=numbers.show(number), action=planned.action.title, why=why(planned, plan, library)
        )
        for number, planned in enumerate(plan.actions, 1)
        if planned.why is not None
    ]


def of_actions(plan: Plan, library: Library) -> Table:
    """Why each action of the plan is there and why then, as a table for documents."""
    return make(
        [(_("no."), True), (_("action"), False), (_("why, and why then"), False)],
        [
            (numbers.show(number), str(planned.action.title), why(planned, plan, library))
            for number, planned in enumerate(plan.actions, 1)
            if planned.why is not None
        ],
    )


def of_gaps(plan: Plan, library: Library) -> Table:
    """Why each gap stays open, as a table for documents."""
    return make(
        [(_("item"), True), (_("question"), False), (_("points missing"), True), (_("why it stays open"), False)],
        [
            (
                left.item,
                str(library.facts[left.fact].question),
                words.score(left.points),
                why_not(left, plan, library),
            )
            for left in plan.left_out
        ],
    )


def why_nots(plan: Plan, library: Library) -> list[str]:
    """Return for each gap that stays open, the largest first, how many points are missing and why."""
    return [
        _("{item} ({points} points missing): {why}").format(
            item=left.item, points=words.score(left.points), why=why_not(left, plan, library)
        )
        for left in plan.left_out
    ]
