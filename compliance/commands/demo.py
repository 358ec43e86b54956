"""`demo`: the whole job on the example office."""

from __future__ import annotations

import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import click

from compliance import clock, data, files
from compliance.commands import check, console, options, plan_output
from compliance.commands.group import Command
from compliance.errors import BadInput, MissingExtra
from compliance.language import _, mark
from compliance.model.record import Where
from compliance.report import FORMATS, write
from compliance.report.parts import compose
from compliance.report.screens import sheets
from compliance.usecases import planning
from compliance.usecases.gathering import gather
from compliance.usecases.opening import open_office

EXAMPLE = "bushehr-civil-registry"
TARGET = Fraction(75)


@click.command(
    cls=Command, help=mark("Lay down the example office and do the whole job on it: check, plan, reports.")
)
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo-out"), metavar="[FOLDER]")
@options.option(
    "--today", type=options.JalaliDay(), metavar="DATE", help=mark("First day of the plan. Default: today.")
)
@options.visual
@options.lang
def command(folder: Path, today: date | None) -> None:
    """Run the verb."""
    office = folder / EXAMPLE
    if office.exists():
        raise BadInput.of(
            str(office),
            None,
            _("an example office that is there already"),
            _("a folder without it"),
            _("delete it, or name another folder; nothing was changed"),
        )
    files.make_folder(folder)
    shutil.copytree(data.shipped("examples") / EXAMPLE, office)
    written = _demonstrate(office, folder, today or clock.today())
    console.say("")
    console.say(_("All values of this office are illustrative. Written:"))
    for path in written:
        click.echo(f"  {path}")


def _demonstrate(office: Path, folder: Path, today: date) -> list[Path]:
    """Check, plan and report on the example office, and return what was written."""
    opened = open_office(office)
    checklist = opened.folder.office.checklists[0]
    check.show(opened, opened.assess(checklist))
    made = planning.make(opened, planning.default_goal(opened, checklist, today, TARGET))
    desk = planning.desk(opened)
    plan_output.save(desk, made, options.author(console.user(), Where.TERMINAL), None)
    console.say("")
    console.show(sheets.of_plan(opened.instruments, opened.folder.office, made))
    document = compose(gather(opened, checklist))
    written = [desk.path]
    for format_ in FORMATS:
        path = folder / f"report.{format_}"
        try:
            content = write(document, format_)
        except MissingExtra as missing:
            console.note(_("{path} is not written; it needs: {command}").format(path=path, command=missing.command))
            continue
        files.write(path, content)
        written.append(path)
    return written
