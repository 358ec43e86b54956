"""`plan`: the actions that reach a score by a date."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from compliance import data
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.commands.opening import Opened, known_checklist, open_office
from compliance.errors import BadInput, Problem
from compliance.language import _, mark
from compliance.model.results import Goal, Plan
from compliance.persian import dates, numbers
from compliance.schema import nearest, quoted


@click.command(
    cls=Command,
    help=mark(
        "Make an action plan from the gaps.\n\nAlone it asks for every criterion that is the office's to meet, in "
        "26 weeks from today. With --target it looks for the least work that reaches the score by the deadline."
    ),
)
@options.office
@options.option(
    "--checklist",
    default="programme",
    metavar="ID",
    help=mark("The checklist to plan for. Default: programme."),
)
@options.option(
    "--target",
    type=options.Amount(),
    metavar="POINTS",
    help=mark("The score to reach. Default: every criterion."),
)
@options.option(
    "--from",
    "begin",
    type=options.JalaliDay(),
    metavar="DATE",
    help=mark("First day of work. Default: today."),
)
@options.option(
    "--by",
    "deadline",
    type=options.JalaliDay(),
    metavar="DATE",
    help=mark("Deadline. Default: 26 weeks later."),
)
@options.option(
    "--budget", type=options.Money(), metavar="N", help=mark("Million rials. Default: that of office.yaml.")
)
@options.option(
    "--capacity",
    multiple=True,
    metavar="UNIT=DAYS",
    help=mark("Person-days a week of a unit, instead of office.yaml's."),
)
@options.option("--exclude", multiple=True, metavar="ACTION", help=mark("Leave an action out, and what needs it."))
@options.option("--fix", multiple=True, metavar="ACTION@DATE", help=mark("Let an action begin on a date."))
@options.option("--save", is_flag=True, help=mark("Write plan.yaml into the round."))
@options.of_round
@click.pass_context
def command(
    ctx: click.Context,
    /,
    office: Path,
    save: bool,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
    **wishes: Any,
) -> None:
    """Run the verb."""
    opened = open_office(office, round_id, checklists_folder)
    goal = _goal(opened, **wishes)
    plan = make(opened, goal, checklists_folder)
    if save:
        saved = keep(opened, plan)
        console.note(_("saved: {path}").format(path=saved))
    if as_json:
        from compliance.report import records

        console.data(records.plan(plan))
    else:
        from compliance.report import sheets

        console.show(sheets.of_plan(opened.instruments, opened.folder.office, plan))
    ctx.exit(0 if plan.reached else 1)


def make(opened: Opened, goal: Goal, checklists_folder: Path | None = None) -> Plan:
    """Return the plan for a goal on the office's own calendar."""
    from compliance.checklist import calendars
    from compliance.plan import making

    folder = opened.folder
    calendar = calendars.read(
        checklists_folder or data.checklists(), goal.begin, goal.deadline, folder.path / "calendar.yaml"
    )
    return making.make(opened.instruments, folder.office, folder.round.id, opened.facts, goal, calendar)


def keep(opened: Opened, plan: Plan) -> Path:
    """Write plan.yaml into the round and return its path."""
    from compliance.office import saved_plan

    path = opened.folder.round.folder / saved_plan.FILE
    saved_plan.write(path, plan)
    return path


def default_goal(opened: Opened, checklist: str, begin: date, target: Fraction | None = None) -> Goal:
    """Return the goal of the 26 weeks that begin on a day, with the office's own budget."""
    from compliance.plan.making import default_deadline

    return Goal(checklist, target, begin, default_deadline(begin), opened.folder.office.budget)


def _goal(
    opened: Opened,
    checklist: str,
    target: Fraction | None,
    begin: date | None,
    deadline: date | None,
    budget: int | None,
    capacity: tuple[str, ...],
    exclude: tuple[str, ...],
    fix: tuple[str, ...],
) -> Goal:
    """Put the options together; everything wrong with them is said at once."""
    problems: list[Problem] = []
    goal = default_goal(opened, known_checklist(opened.instruments, checklist), begin or date.today(), target)
    maximum = opened.instruments.checklists[checklist].maximum
    if target is not None and target > maximum:
        problems.append(
            Problem(
                "--target",
                None,
                numbers.show(target),
                _("at most {maximum}").format(maximum=numbers.show(maximum)),
                _("name a score of this checklist"),
            )
        )
    if opened.instruments.checklists[checklist].per != "office":
        problems.append(
            Problem(
                "--checklist",
                None,
                quoted(checklist),
                _("a checklist of the office itself"),
                _("name another checklist; a system's is assessed, not planned"),
            )
        )
    last = deadline or goal.deadline
    if last < goal.begin:
        problems.append(
            Problem(
                "--by",
                None,
                dates.show(last),
                _("a day after {begin}").format(begin=dates.show(goal.begin)),
                _("name a later deadline, or an earlier --from"),
            )
        )
    for id_ in (*exclude, *(text.split("@")[0] for text in fix)):
        if id_ not in opened.instruments.actions:
            problems.append(
                Problem(
                    "--exclude / --fix",
                    None,
                    quoted(id_),
                    _("the id of an action"),
                    nearest(id_, opened.instruments.actions),
                )
            )
    fixed = {text.split("@")[0]: _fixed_day(text, problems) for text in fix}
    capacities = dict(_capacity(text, opened, problems) for text in capacity)
    if problems:
        raise BadInput(problems)
    return Goal(
        checklist=checklist,
        target=target,
        begin=goal.begin,
        deadline=last,
        budget=goal.budget if budget is None else budget,
        capacity=capacities,
        excluded=frozenset(exclude),
        fixed=fixed,
    )


def _fixed_day(text: str, problems: list[Problem]) -> date:
    day = dates.read(text.partition("@")[2])
    if day is None:
        problems.append(
            Problem(
                "--fix",
                None,
                quoted(text),
                _("ACTION@DATE, such as renew-certificate@1405/10/05"),
                _("write the action's id, @ and a Jalali date"),
            )
        )
    return day or date.min


def _capacity(text: str, opened: Opened, problems: list[Problem]) -> tuple[str, Fraction]:
    unit, _sign, days = text.partition("=")
    amount = numbers.parse(days)
    known = {u.id for u in opened.folder.office.units} | set(opened.instruments.units)
    if amount is None or amount < 0 or unit not in known:
        problems.append(Problem("--capacity", None, quoted(text), _("UNIT=DAYS, such as it=3"), nearest(unit, known)))
    return unit, amount or Fraction(0)
