"""`hq assess stages`, `move`: how far offices have come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from compliance import checklist, clock
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.commands.hq.assess.given import asked, of_checklist, offices, why
from compliance.commands.hq.rounds import of_round
from compliance.commands.hq.store import store
from compliance.headquarters import roster
from compliance.headquarters import store as stores
from compliance.headquarters.assessing import board, stages
from compliance.headquarters.assessing.stages import Moved, Step
from compliance.headquarters.showing.assessing import ways
from compliance.headquarters.showing.assessing.naming import Names
from compliance.language import _, mark
from compliance.model.assessing import Stage
from compliance.persian import numbers

_TOLD = 20  # reasons that are printed; --json has them all


@click.command("stages", cls=Command, help=mark("List how far every office has come, and what it waits for."))
@store
@offices
@of_round
@of_checklist
@options.checklists
@options.visual
@options.as_json
@options.lang
def stages_(store: Path, offices: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Run the verb."""
    console.frame({"round": given["round_id"], "checklist": given["checklist_id"], "offices": []})
    library = checklist.load(given["checklists_folder"])
    with stores.opened(store) as opened:
        found = board.read(opened, library.facts, asked(opened, library, given), offices or None)
    if as_json:
        console.data(ways.record(found))
    else:
        console.show(ways.sheet(found, clock.today()))


@click.command(
    "move",
    cls=Command,
    help=mark(
        "Bring offices to a stage: declaration, evidence-check, defence, site-visit, consensus, feedback, "
        "published.\n\nA stage is reached only when what it needs is there; a step back needs --why. With --ready "
        "and nobody ready the exit code is 1."
    ),
)
@store
@click.argument("stage", type=click.Choice([stage.value for stage in Stage]), metavar="STAGE")
@offices
@of_round
@of_checklist
@options.option("--ready", is_flag=True, help=mark("All offices one stage before that are ready for it."))
@why
@options.by
@options.checklists
@options.as_json
@options.lang
def move_(store: Path, stage: str, offices: tuple[str, ...], ready: bool, why: str | None, **given: Any) -> None:
    """Run the verb."""
    console.frame({"stage": stage, "moved": []})
    if bool(offices) == ready:
        raise click.UsageError(_("name offices, or give --ready"))
    library = checklist.load(given["checklists_folder"])
    with stores.opened(store) as opened:
        of, step = asked(opened, library, given), Step(Stage(stage), why or "")
        done = (
            stages.move_ready(opened, given["by"], library.facts, of, step)
            if ready
            else stages.move(opened, given["by"], library.facts, of, step, offices)
        )
        names = Names(roster.offices(opened))
    _tell(done, names, given["as_json"])
    click.get_current_context().exit(0 if done.offices else 1)


def _tell(done: Moved, names: Names, as_json: bool) -> None:
    """Say who was brought to a stage, and on standard error what the others wait for."""
    if as_json:
        console.data(ways.moved_record(done))
    else:
        for line in ways.moved(done, names):
            console.say(line)
    waiting = [problem for wrong in done.left.values() for problem in wrong]
    for problem in waiting[:_TOLD]:
        console.note(console.sentence(problem))
    if len(waiting) > _TOLD:
        console.note(_("and {n} more").format(n=numbers.show(len(waiting) - _TOLD)))
