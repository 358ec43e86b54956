"""Plans as every way in makes them: the desk of the saved one, and a plan for a goal on the office's calendar."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from compliance import data
from compliance.errors import BadInput, MissingExtra
from compliance.language import _, way
from compliance.model.calendar import Calendar
from compliance.model.decisions import UNDECIDED, Decisions
from compliance.model.record import Author
from compliance.model.results import Goal, Plan
from compliance.persian import dates
from compliance.plan.solvers import SOLVERS, Solver
from compliance.usecases.opening import Opened

if TYPE_CHECKING:
    from compliance.office.plan_desk import PlanDesk, Saved
    from compliance.plan.basis import Outdated


def solver(name: str | None) -> Solver | None:
    """Return the solver of a name, None for the best one that is installed; MissingExtra when it is not."""
    from importlib.util import find_spec

    if name == "optimal" and find_spec("ortools") is None:
        raise MissingExtra("optimal")
    return None if name is None else SOLVERS[name]()


def desk(opened: Opened) -> PlanDesk:
    """Return the one way to the round's saved plan."""
    from compliance.office.plan_desk import PlanDesk
    from compliance.office.plan_ground import Ground

    office = opened.folder.office
    units = frozenset(unit.id for unit in office.units)
    ground = Ground(opened.instruments, office.id, opened.round, units, partial(calendar, opened))
    return PlanDesk(opened.folder.round.folder, ground)


def make(
    opened: Opened,
    goal: Goal,
    before: Plan | None = None,
    decisions: Decisions | None = None,
    by: Solver | None = None,
) -> Plan:
    """Return the plan for a goal on the office's own calendar, keeping to what was decided of the one before."""
    from compliance.plan import making, revision

    folder = opened.folder
    kept = decisions if decisions is not None else before.decisions if before else UNDECIDED
    asked = revision.decided(goal, kept, revision.underway(before, goal.begin))
    days = calendar(opened, goal.begin, goal.deadline)
    return making.make(
        opened.instruments,
        folder.office,
        folder.round.id,
        opened.facts,
        asked,
        days,
        by,
        decisions=kept,
        places=desk(opened).wish,
    )


def outdated(opened: Opened, plan: Plan) -> Outdated:
    """Return what is no longer the same of what a saved plan was made from and its papers show."""
    from compliance.plan import basis

    days = calendar(opened, plan.goal.begin, plan.goal.deadline)
    now = basis.fingerprint(opened.instruments, opened.folder.office, opened.facts, plan.goal, days)
    return basis.outdated(plan.basis, now)


def check_not_before_approval(option: str, day: date, plan: Plan) -> None:
    """Refuse a day on which the plan was not approved yet, for what is shown bears its approval."""
    given = plan.approval
    if plan.approved and given is not None and day < given.on:
        raise BadInput.of(
            option,
            None,
            dates.show(day),
            _("a day not before {day}, when the plan was approved").format(day=dates.show(given.on)),
            _("name a later day, or leave {option} out for today").format(option=option),
        )


def outdated_note(changed: Outdated) -> str:
    """Return the line by which verbs say that a saved plan is outdated."""
    if not changed.ground:
        return _("answers changed after the plan was saved")
    return way(
        _("checklists, office.yaml or calendar.yaml changed after the plan was saved"),
        _("checklists, the office's description or its days off changed after the plan was saved"),
    )


def default_goal(opened: Opened, checklist: str, begin: date, target: Fraction | None = None) -> Goal:
    """Return the goal of the 26 weeks that begin on a day, with the office's own budget."""
    from compliance.plan.making import default_deadline

    return Goal(checklist, target, begin, default_deadline(begin), opened.folder.office.budget)


def keep(desk: PlanDesk, plan: Plan, author: Author, seen: Saved | None) -> Saved:
    """Save a plan in the place of the one that was seen, and return what stands now.

    The same plan again keeps its states. BadInput when the saved plan was changed by somebody else meanwhile.
    """
    from compliance.model.review import Deed
    from compliance.office.plan_desk import Told
    from compliance.office.saved_plan import fingerprint

    if seen is not None and fingerprint(plan) == seen.hash:
        return desk.replace(author, seen.plan, [], seen)
    return desk.replace(author, plan, [Told(Deed.SAVED)], seen)


def calendar(opened: Opened, begin: date, deadline: date) -> Calendar:
    """Return the days off between two days: the reviewed tables with the office's own closures."""
    from compliance.checklist import calendars

    where = opened.checklists or data.checklists()
    return calendars.read(where, begin, deadline, opened.folder.path / "calendar.yaml")
