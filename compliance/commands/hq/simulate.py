"""`hq simulate`: invented filings with known truth."""

from __future__ import annotations

import os
from pathlib import Path

import click

from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.errors import BadInput
from compliance.headquarters import faults as faults_
from compliance.headquarters import simulating
from compliance.headquarters.simulating import Plan
from compliance.language import _, mark
from compliance.persian import numbers


@click.command(
    "simulate",
    cls=Command,
    help=mark(
        "Write invented filings with known truth, for training, demonstrations and load tests.\n\nFilings go to "
        "DIR/filings, enrolments to DIR/enrolment, the truth to DIR/truth.csv. No office in them is real."
    ),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@options.option(
    "--offices",
    type=click.IntRange(1, 1_000_000),
    default=31,
    show_default=True,
    metavar="N",
    help=mark("Offices that file."),
)
@options.option(
    "--rounds", type=click.IntRange(1, 20), default=1, show_default=True, metavar="R", help=mark("Rounds.")
)
@options.option(
    "--silent",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    metavar="N",
    help=mark("Offices that are enrolled and file nothing."),
)
@options.option(
    "--seed", type=int, default=1, show_default=True, metavar="S", help=mark("The same seed gives the same values.")
)
@options.option("--faults", is_flag=True, help=mark("Also write a file for every reason code to DIR/faults."))
@options.option("--jobs", type=click.IntRange(1, 64), metavar="N", help=mark("Processes. Default: one a core."))
@options.checklists
@options.lang
def simulate_(
    folder: Path,
    offices: int,
    rounds: int,
    silent: int,
    seed: int,
    faults: bool,
    jobs: int | None,
    checklists_folder: Path | None,
) -> None:
    """Run the verb."""
    if (folder / simulating.FILINGS).exists():
        raise BadInput.of(
            str(folder), None, _("filings that are there already"), _("a new folder"), _("name another folder")
        )
    plan = Plan(offices, simulating.rounds_of(rounds), silent, seed)
    n = simulating.write(folder, plan, checklists_folder, jobs or os.cpu_count() or 1)
    if faults:
        count = simulating.faulty(folder, plan, checklists_folder)
        said = _("written: {n} faulty files in {path}, and {more} in order that come before the replayed one")
        more = numbers.show(len(faults_.BEFORE))
        console.say(said.format(n=numbers.show(count), more=more, path=folder / faults_.FOLDER))
    console.say(_("written: {n} filings of invented offices in {path}").format(n=numbers.show(n), path=folder))
