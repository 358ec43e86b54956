"""Plans as tables: their actions, what belongs to each, their states, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from compliance.language import _, mark
from compliance.model.checklist import Authority, Library
from compliance.model.results import Plan, PlannedAction, State
from compliance.persian import dates, numbers
from compliance.report import words
from compliance.report.tables import Table, make, points_by_checklist, separated

STATE = {
    State.PROPOSED: mark("proposed"),
    State.RETURNED: mark("returned"),
    State.APPROVED: mark("approved"),
    State.STARTED: mark("begun"),
    State.DONE: mark("done"),
    State.VERIFIED: mark("verified"),
}


def actions(plan: Plan, library: Library) -> Table:
    """The plan, one row an action in order of its end."""
    return make(
        [
            (_("no."), True),
            (_("action"), False),
            (_("in charge"), False, True),
            (_("begins"), True, True),
            (_("ends"), True),
            (_("person-days"), True),
            (_("cost (million rials)"), True, True),
            (_("points"), True),
            (_("success criterion"), False, True),
        ],
        [_action(number, planned, plan, library) for number, planned in enumerate(plan.actions, 1)],
    )


def _action(number: int, planned: PlannedAction, plan: Plan, library: Library) -> tuple[str, ...]:
    action = planned.action
    return (
        numbers.show(number),
        title(planned),
        in_charge(planned, plan, library),
        dates.show(planned.start),
        dates.show(planned.end),
        numbers.show(planned.effort),
        numbers.show(action.cost),
        words.score(planned.gains.get(plan.goal.checklist, Fraction(0))),
        str(action.criterion.text),
    )


def title(planned: PlannedAction) -> str:
    """Return the title of an action, with a mark when headquarters has to cooperate."""
    joint = " " + _("(with headquarters)") if planned.action.authority is Authority.JOINT else ""
    return str(planned.action.title) + joint


def titles(ids: Iterable[str], library: Library) -> str:
    """Return the titles of actions in quotation marks, as a sentence lists them; nothing of none."""
    quoted = [words.title(library.actions[id_].title) if id_ in library.actions else id_ for id_ in ids]
    return words.joined(quoted) if quoted else ""


def details(plan: Plan, library: Library) -> Table:
    """What else belongs to each action: needs, waits, and the points in every checklist."""
    names = {p.action.id: str(p.action.title) for p in plan.actions}
    rows = []
    for number, planned in enumerate(plan.actions, 1):
        action = planned.action
        wait = "—"
        if action.wait_days:
            wait = (
                _("{reason} (days: {n})")
                .format(n=numbers.show(action.wait_days), reason=action.wait_reason or "")
                .strip()
            )
        needs = separated(names[need] for need in action.needs if need in names) or "—"
        rows.append(
            (
                numbers.show(number),
                str(action.title),
                needs,
                wait,
                points_by_checklist(planned.gains, library),
            )
        )
    return make(
        [
            (_("no."), True),
            (_("action"), False),
            (_("must come before"), False),
            (_("wait after the work"), False),
            (_("points in every checklist"), False),
        ],
        rows,
    )


def unit_of(planned: PlannedAction, plan: Plan, library: Library) -> str:
    """Return the name of the unit that does an action: the owner's, or the one it was given to."""
    owner = plan.goal.assigned.get(planned.action.id, planned.action.owner)
    return str(library.units.get(owner, owner))


def in_charge(planned: PlannedAction, plan: Plan, library: Library) -> str:
    """Return who is in charge of an action: its unit, and the person who answers for it."""
    unit, person = unit_of(planned, plan, library), plan.decisions.people.get(planned.action.id)
    return unit if person is None else _("{unit}; {person}").format(unit=unit, person=person)


def states(plan: Plan, library: Library) -> Table:
    """Each action with its dates, who does it, and its state."""
    return make(
        [
            (_("no."), True),
            (_("action"), False),
            (_("in charge"), False),
            (_("begins"), True),
            (_("ends"), True),
            (_("state"), False),
        ],
        [
            (
                numbers.show(number),
                str(p.action.title),
                in_charge(p, plan, library),
                dates.show(p.start),
                dates.show(p.end),
                _(STATE[p.state]),
            )
            for number, p in enumerate(plan.actions, 1)
        ],
    )


def decisions(plan: Plan, library: Library) -> Table:
    """What every further plan keeps to, action by action."""
    made = plan.decisions
    rows = [(id_, _("excluded: {reason}").format(reason=reason)) for id_, reason in made.excluded.items()]
    rows += [(id_, _("begins on {day}").format(day=dates.show(day))) for id_, day in made.fixed.items()]
    rows += [
        (id_, _("done by unit {unit}").format(unit=library.units.get(unit, unit)))
        for id_, unit in made.assigned.items()
    ]
    rows += [(id_, _("{name} answers for it").format(name=name)) for id_, name in made.people.items()]
    rows += [(id_, text) for id_, texts in made.comments.items() for text in texts]
    return make(
        [(_("action"), False), (_("decided or remarked"), False)],
        [
            (str(library.actions[id_].title) if id_ in library.actions else _("the whole plan"), text)
            for id_, text in rows
        ],
    )
