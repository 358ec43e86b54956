"""What the verbs of plans share: saving one with its record, and showing it."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from compliance import files
from compliance.commands import console
from compliance.language import _
from compliance.model.record import Author
from compliance.model.results import Goal, Plan
from compliance.plan.solvers import Solver
from compliance.usecases import planning
from compliance.usecases.opening import Opened

if TYPE_CHECKING:
    from compliance.office.plan_desk import PlanDesk, Saved


def save(desk: PlanDesk, plan: Plan, author: Author, seen: Saved | None) -> Saved:
    """Write plan.yaml and its record; BadInput when the plan was changed by somebody else meanwhile."""
    saved = planning.keep(desk, plan, author, seen)
    if seen is not None and saved.hash == seen.hash:
        console.note(_("the saved plan {hash} is the same; it stays with its states").format(hash=seen.hash))
        return saved
    console.note(_("saved: {path}").format(path=desk.path))
    if plan.actions or plan.requests:
        console.note(_("plan {hash}; the director decides with “compliance review”").format(hash=saved.hash))
    if seen is not None and seen.plan.approved:
        console.note(_("the plan before was approved; this one waits for a decision"))
    return saved


def show(opened: Opened, plan: Plan, before: Saved | None, format_: str, as_json: bool) -> None:
    """Print a plan as JSON, as Gherkin or as tables, with what changed from the saved one before."""
    if format_ == "feature":
        from compliance.criteria import feature

        hash_ = None if before is None else before.hash
        console.plain(feature.feature(plan, opened.instruments, opened.folder.office, hash_))
        if not plan.approved:
            console.note(_("the plan is not approved"))
    elif as_json:
        from compliance.report import plan_records

        console.data(plan_records.plan(plan, opened.instruments))
    else:
        from compliance.report.screens import revisions, sheets

        page = sheets.of_plan(opened.instruments, opened.folder.office, plan)
        if before is not None:
            revisions.add(page, before.plan, plan, opened.instruments)
        console.show(page)


def what_if(opened: Opened, plan: Plan, svg: Path | None, as_json: bool, by: Solver | None) -> None:
    """Print what other conditions would bring, and write its curves as drawings beside the named file."""
    from compliance.persian import numbers
    from compliance.plan import frontier, making
    from compliance.plan.problem import WEEK
    from compliance.report import charts
    from compliance.report.screens import what_if as shown

    calendar = planning.calendar(opened, plan.goal.begin, plan.goal.deadline)
    question = making.question(opened.instruments, opened.folder.office, opened.facts, plan.goal, calendar)
    capacity = {unit: daily * WEEK * question.quantum for unit, daily in question.daily.items()}

    made = count(1)
    with console.working() as tell:

        def remade(goal: Goal) -> Plan:
            folder = opened.folder
            tell(_("plan {number} of a few dozen …").format(number=numbers.show(next(made))))
            return making.make(
                opened.instruments, folder.office, folder.round.id, opened.facts, goal, calendar, by, plan.decisions
            )

        found = frontier.explore(plan, remade, opened.instruments, capacity, len(question.days))
    for name, chart in shown.charts(found).items() if svg else ():
        assert svg is not None
        path = svg.with_name(f"{svg.stem}-{name}.svg")
        files.write_text(path, charts.svg(chart))
        console.note(_("written: {path}").format(path=path))
    if as_json:
        console.data(shown.record(found))
    else:
        names = {unit.id: str(unit.name) for unit in opened.folder.office.units}
        titles = {id_: str(title) for id_, title in opened.instruments.units.items()}
        console.show(shown.of_what_if(found, opened.instruments, titles | names))
