"""How a saved plan stands: the state of each action, and what was decided about it."""

from __future__ import annotations

from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.results import Plan, State
from compliance.persian import dates, numbers
from compliance.report.tables import Table, make

STATE = {
    State.PROPOSED: mark("proposed"),
    State.RETURNED: mark("returned"),
    State.APPROVED: mark("approved"),
    State.STARTED: mark("begun"),
    State.DONE: mark("done"),
    State.VERIFIED: mark("verified"),
}


def states(plan: Plan, library: Library) -> Table:
    """Each action with its dates, who does it, and its state."""
    people = plan.decisions.people
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
                people.get(p.action.id) or str(library.units.get(p.unit, p.unit)),
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
