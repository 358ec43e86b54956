"""`hq assess sheet`, `enter`, `defence`, `minutes`, `consensus`: what is written, heard and decided."""

from __future__ import annotations

import gc
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from compliance import checklist, clock
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.commands.hq.assess.given import asked, of_checklist, offices
from compliance.commands.hq.rounds import of_round
from compliance.commands.hq.store import store
from compliance.errors import BadInput
from compliance.headquarters import roster
from compliance.headquarters import store as stores
from compliance.headquarters.assessing import assessors, board, entering, sessions, standings
from compliance.headquarters.assessing.sessions import Told
from compliance.headquarters.assessing.sheets import laying
from compliance.headquarters.assessing.sheets.laying import Wanted
from compliance.headquarters.showing import papers
from compliance.headquarters.showing.assessing import minutes, sheets
from compliance.headquarters.showing.assessing.naming import Names
from compliance.language import _, mark
from compliance.persian import dates, numbers

sheet_files = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")


@click.command(
    "sheet",
    cls=Command,
    help=mark(
        "Write the Excel sheets in which assessors enter what they establish, or the panel what it decides.\n\n"
        "Without offices those at the stage are taken: evidence-check for assessors, consensus for the panel. Nothing"
        " is written over a file that lies there."
    ),
)
@store
@offices
@of_round
@of_checklist
@options.option(
    "--into", "folder", required=True, type=click.Path(path_type=Path), metavar="FOLDER", help=mark("Where they go.")
)
@options.option(
    "--assessor", default="", metavar="ASSESSOR", help=mark("Only those of one. Default: of all assigned.")
)
@options.option(
    "--panel", "of_panel", is_flag=True, help=mark("Those of the panel, with all values of the assessors.")
)
@options.option("--evidence", is_flag=True, help=mark("Lay the files of evidence of each office beside them."))
@options.checklists
@options.lang
def sheet_(store: Path, offices: tuple[str, ...], folder: Path, **given: Any) -> None:
    """Run the verb."""
    if given["assessor"] and given["of_panel"]:
        raise click.UsageError(_("name an assessor, or give --panel"))
    gc.enable()  # which main() turns off: workbooks by the hundred leave more behind than a short verb
    library = checklist.load(given["checklists_folder"])
    wanted = Wanted(folder, given["assessor"], given["of_panel"], given["evidence"])
    with stores.opened(store) as opened:
        found = board.read(opened, library.facts, asked(opened, library, given), offices or None)
        with console.counting() as tell:
            laid = laying.lay(
                opened, library, found, wanted, offices, clock.today(), lambda n, of: tell(partial(_written, n, of))
            )
    console.say(sheets.laid(laid, folder))


def _written(n: int, total: int) -> str:
    return _("{n} of {total} sheets written").format(n=numbers.show(n), total=numbers.show(total))


def _read(n: int, total: int) -> str:
    return _("{n} of {total} files read").format(n=numbers.show(n), total=numbers.show(total))


def _enter(store: Path, paths: tuple[Path, ...], of_panel: bool, given: dict[str, Any]) -> None:
    """Enter sheets and show what they come to."""
    gc.enable()  # as for writing them
    console.frame({"entered": []})
    library = checklist.load(given["checklists_folder"])
    with stores.opened(store) as opened, console.counting() as tell:
        found = entering.enter(
            opened, given["by"], library, paths, of_panel, lambda n, of: tell(partial(_read, n, of))
        )
        names = Names(roster.offices(opened), assessors.everybody(opened))
    if given["as_json"]:
        console.data(sheets.record(found))
        return
    if found.entries:
        console.show(sheets.entered(found, names))
    for line in sheets.left_out(found):
        console.note(line)


@click.command(
    "enter",
    cls=Command,
    help=mark(
        "Enter the sheets of assessors: all of them, or none and everything that is wrong with any.\n\nOnly who is "
        "assigned to an office may judge it; another value than the declared one needs a reason. What is on record "
        "is taken back by a word and a reason alone, not by an empty cell. Of a folder every sheet in and below it "
        "is taken; those that are not filled in are named."
    ),
)
@store
@sheet_files
@options.by
@options.checklists
@options.visual
@options.as_json
@options.lang
def enter_(store: Path, paths: tuple[Path, ...], **given: Any) -> None:
    """Run the verb."""
    _enter(store, paths, False, given)


@click.command(
    "consensus",
    cls=Command,
    help=mark(
        "Enter the sheets of panels: all of them, or none and everything that is wrong with any.\n\nA defence "
        "session with its minutes has to be recorded before; what not all assessors established needs a reason. What "
        "is on record is taken back by a word and a reason alone, not by an empty cell. Of a folder every sheet in "
        "and below it is taken; those that are not filled in are named."
    ),
)
@store
@sheet_files
@options.by
@options.checklists
@options.visual
@options.as_json
@options.lang
def consensus_(store: Path, paths: tuple[Path, ...], **given: Any) -> None:
    """Run the verb."""
    _enter(store, paths, True, given)


@click.command(
    "defence",
    cls=Command,
    help=mark(
        "Record a defence session, held or planned; the same day again takes the place of what was said of it.\n\n"
        "Of a session that was held there are minutes: a text, or a signed file that the store keeps by its SHA-256."
    ),
)
@store
@click.argument("office", metavar="OFFICE")
@of_round
@of_checklist
@options.option("--on", "day", metavar="DATE", help=mark("Its day. Default: today."))
@options.option("--place", callback=options.written, metavar="TEXT", help=mark("Where it was held."))
@options.option(
    "--panel",
    multiple=True,
    required=True,
    callback=lambda ctx, parameter, value: tuple(options.written(ctx, parameter, one) for one in value),
    metavar="NAME",
    help=mark("Who sat on the panel: a name, or the id of an assessor; given once for each."),
)
@options.option("--text", callback=options.written, metavar="TEXT", help=mark("Minutes in words."))
@options.option(
    "--minutes", "path", type=click.Path(path_type=Path), metavar="FILE", help=mark("Signed minutes, as a file.")
)
@options.by
@options.checklists
@options.lang
def defence_(store: Path, office: str, day: str | None, panel: tuple[str, ...], by: str, **given: Any) -> None:
    """Run the verb."""
    library = checklist.load(given["checklists_folder"])
    on = roster.day_of(day, "--on") if day else clock.today()
    told = Told(on, given["place"] or "", tuple(dict.fromkeys(panel)), given["text"] or "", given["path"])
    with stores.opened(store) as opened:
        noted = sessions.note(opened, by, asked(opened, library, given), office, told, clock.today())
        names = Names(roster.offices(opened))
    for line in sheets.session(noted, names, clock.today()):
        console.say(line)


@click.command(
    "minutes",
    cls=Command,
    help=mark(
        "Write the minutes of a defence session as a paper: panel, items discussed, consensus, lines to sign.\n\n"
        "Before the session it is the form to fill in: what is not known yet is left empty."
    ),
)
@store
@click.argument("office", metavar="OFFICE")
@of_round
@of_checklist
@options.option("--on", "day", metavar="DATE", help=mark("Of which session. Default: the last one."))
@options.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("A file that ends in .docx, .pdf, .md or .html."),
)
@options.checklists
@options.lang
def minutes_(store: Path, office: str, day: str | None, output: Path, **given: Any) -> None:
    """Run the verb."""
    library = checklist.load(given["checklists_folder"])
    on = roster.day_of(day, "--on") if day else None
    with stores.opened(store) as opened:
        found = board.read(opened, library.facts, asked(opened, library, given), [office])
        told = standings.named(opened, found, standings.standings(found), [office])
        paper = minutes.paper(found, library, _session(found, office, on), told, clock.today())
    papers.write(paper, output, "--output", minutes.FORMATS)
    console.say(_("written: {path}").format(path=output))


def _session(found: board.Board, office: str, day: date | None) -> sessions.Session:
    """Return the session of a day, or the last one; BadInput where there is none."""
    there = [one for one in found.sessions.get(office, ()) if day in (None, one.day)]
    if not there:
        raise BadInput.of(
            "--on" if day else "OFFICE",
            None,
            dates.show(day) if day else _("no session of {office}").format(office=office),
            _("a defence session that is recorded, held or planned"),
            _("record it: hq assess defence; one that is planned has no minutes yet"),
        )
    return there[-1]
