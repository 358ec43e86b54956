"""The sheets of a plan: its actions, what was decided, what headquarters is asked, and the gaps that stay open."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.results import Plan, PlannedAction, State
from compliance.persian import dates, numbers
from compliance.report import plan_reasons, plan_tables, tables, words
from compliance.report.content import Report
from compliance.report.workbook.sheets import Column, Due, Mood, Sheet, make, of_table

_MOODS = {
    State.RETURNED: Mood.BAD,
    State.STARTED: Mood.WARNING,
    State.DONE: Mood.GOOD,
    State.VERIFIED: Mood.GOOD,
}
_FINISHED = (State.DONE, State.VERIFIED)


def actions(plan: Plan, report: Report) -> Sheet:
    """Every action in the order of its end, with all that is known of it."""
    checklists = _checklists(plan)
    words_of = {state: _(plan_tables.STATE[state]) for state in State}
    due = Due(dates.show(report.paper.day), 7, tuple(words_of[state] for state in _FINISHED))
    columns = [
        Column(_("no."), compact=True),
        Column(_("action")),
        Column(_("unit in charge")),
        Column(_("person in charge")),
        Column(_("authority")),
        Column(_("begins"), compact=True),
        Column(_("ends"), compact=True, due=due),
        Column(_("state"), compact=True, moods={words_of[state]: mood for state, mood in _MOODS.items()}),
        Column(_("person-days"), compact=True, total=True),
        Column(_("cost (million rials)"), compact=True, total=True),
        *_points(checklists, report.instruments),
        Column(_("wait (days)"), compact=True),
        Column(_("reason for the wait")),
        Column(_("must come before")),
        Column(_("success criterion")),
        Column(_("why, and why then")),
    ]
    rows = [_action(n, planned, plan, report, checklists) for n, planned in enumerate(plan.actions, 1)]
    return make((_("Plan"), _("The actions in the order of their end")), columns, rows, frozen=2)


def _action(
    number: int, planned: PlannedAction, plan: Plan, report: Report, checklists: tuple[str, ...]
) -> tuple[str, ...]:
    action, library = planned.action, report.instruments
    titles = {p.action.id: str(p.action.title) for p in plan.actions}
    return (
        numbers.show(number),
        str(action.title),
        plan_tables.unit_of(planned, plan, library),
        plan.decisions.people.get(action.id, ""),
        _(words.AUTHORITY[action.authority.value]),
        dates.show(planned.start),
        dates.show(planned.end),
        _(plan_tables.STATE[planned.state]),
        numbers.show(planned.effort),
        numbers.show(action.cost),
        *_gains(planned.gains, checklists),
        numbers.show(action.wait_days),
        str(action.wait_reason or ""),
        tables.separated(titles[need] for need in action.needs if need in titles),
        str(action.criterion.text),
        plan_reasons.why(planned, plan, library),
    )


def decisions(plan: Plan, report: Report) -> Sheet:
    """What the director decided and remarked, of each action and of the whole plan."""
    table = plan_tables.decisions(plan, report.instruments)
    return of_table((_("Director's decisions"), _("What was decided and remarked")), table)


def requests(plan: Plan, report: Report) -> Sheet:
    """What only headquarters can do, with the text of each letter."""
    library, checklists = report.instruments, _checklists(plan)
    columns = [
        Column(_("no."), compact=True),
        Column(_("request to headquarters")),
        Column(_("unit in charge")),
        *_points(checklists, library, total=False),
        Column(_("begins only after it")),
        Column(_("person-days of the letter"), compact=True),
        Column(_("text of the letter")),
    ]
    rows = [
        (
            numbers.show(number),
            str(r.action.title),
            str(library.units.get(r.action.owner, r.action.owner)),
            *_gains(r.gains, checklists),
            tables.separated(str(library.actions[id_].title) for id_ in r.unlocks),
            numbers.show(r.effort),
            str(r.action.request or "").replace("{office}", str(report.office.name)),
        )
        for number, r in enumerate(plan.requests, 1)
    ]
    return make(
        (_("Requests"), _("Requests to headquarters; their points are not promised")), columns, rows, frozen=2
    )


def left_out(plan: Plan, report: Report) -> Sheet:
    """Every gap that stays open, with the action that would close it."""
    library = report.instruments
    columns = [
        Column(_("item"), compact=True),
        Column(_("question")),
        Column(_("points missing"), compact=True, total=True, short=True),
        Column(_("action that would close it")),
        Column(_("its person-days"), compact=True),
        Column(_("its points"), compact=True),
        Column(_("why it stays open")),
    ]
    rows = [
        (
            left.item,
            str(library.facts[left.fact].question),
            numbers.show(left.points),
            _title(left.action, library),
            "" if left.effort is None else numbers.show(left.effort),
            "" if left.gain is None else numbers.show(left.gain),
            plan_reasons.why_not(left, plan, library),
        )
        for left in plan.left_out
    ]
    return make((_("What stays open"), _("What stays open, and why")), columns, rows, frozen=2)


def _title(action: str | None, library: Library) -> str:
    return str(library.actions[action].title) if action and action in library.actions else action or ""


def _checklists(plan: Plan) -> tuple[str, ...]:
    """Return the checklists that anything of a plan raises, that of its goal first."""
    gains = [*(planned.gains for planned in plan.actions), *(request.gains for request in plan.requests)]
    return tuple(dict.fromkeys((plan.goal.checklist, *(id_ for gain in gains for id_ in gain))))


def _points(checklists: tuple[str, ...], library: Library, total: bool = True) -> list[Column]:
    titles = (tables.short_title(library, id_) for id_ in checklists)
    return [Column(_("points: {checklist}").format(checklist=t), compact=True, total=total) for t in titles]


def _gains(gains: Mapping[str, Fraction], checklists: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(numbers.show(gains.get(id_, Fraction(0))) for id_ in checklists)
