"""`plan`: the actions that reach a score by a date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from compliance.commands import goals, options, plan_output
from compliance.commands.group import Command
from compliance.language import _, mark
from compliance.model.record import Where
from compliance.plan.solvers import SOLVERS
from compliance.usecases import planning
from compliance.usecases.opening import open_office


@click.command(
    cls=Command,
    help=mark(
        "Make an action plan from the gaps.\n\nAlone it asks for every criterion that is the office's to meet, in "
        "26 weeks from today. With --target it looks for the least work that reaches the score by the deadline."
    ),
)
@options.office
@goals.wishes
@options.option(
    "--solver",
    "solver_name",
    type=click.Choice(tuple(SOLVERS)),
    help=mark("light needs no extra package; optimal proves more. Default: the better one that is installed."),
)
@options.option("--save", is_flag=True, help=mark("Write plan.yaml into the round."))
@options.option(
    "--as",
    "who",
    metavar="NAME",
    callback=options.who,
    help=mark("Who saves it, for the record. Default: this machine's user."),
)
@options.option(
    "--what-if",
    is_flag=True,
    help=mark("Show what other work, time, money and people would bring, and what each wish costs."),
)
@options.option(
    "--svg",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("With --what-if: write the curves as drawings, FILE-effort.svg and so on."),
)
@options.option(
    "--format",
    "format_",
    type=click.Choice(("table", "feature")),
    default="table",
    help=mark("feature writes the criteria as Persian Gherkin: the saved plan's, or this one's."),
)
@options.of_round
@click.pass_context
def command(
    ctx: click.Context,
    /,
    office: Path,
    solver_name: str | None,
    save: bool,
    who: str,
    format_: str,
    what_if: bool,
    svg: Path | None,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
    **wishes: Any,
) -> None:
    """Run the verb."""
    if (svg and not what_if) or (save and what_if):
        raise click.UsageError(_("--svg goes with --what-if, and --what-if saves no plan"))
    if what_if and format_ == "feature":
        raise click.UsageError(_("--what-if has no feature: it is many plans"))
    opened = open_office(office, round_id, checklists_folder)
    desk, by = planning.desk(opened), planning.solver(solver_name)
    before = desk.replaced()
    asked = goals.goal(opened, wishes)
    if format_ == "feature" and before is not None and not save:
        plan_output.show(opened, before.plan, before, format_, as_json)
        ctx.exit(0)
    plan = planning.make(opened, asked, before.plan if before else None, by=by)
    if what_if:
        plan_output.what_if(opened, plan, svg, as_json, by)
        ctx.exit(0)
    saved = plan_output.save(desk, plan, options.author(who, Where.TERMINAL), before) if save else None
    plan_output.show(opened, plan, saved if format_ == "feature" else before if save else None, format_, as_json)
    ctx.exit(0 if plan.reached else 1)
