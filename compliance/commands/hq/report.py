"""`hq report`: the country in a round, as a page and as what goes upward."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from compliance import checklist, clock, files, report
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.commands.hq.rounds import of_round
from compliance.commands.hq.store import store
from compliance.headquarters import country, engines, posting, rollups, roster
from compliance.headquarters import store as stores
from compliance.headquarters.leagues import Question
from compliance.headquarters.showing import posts
from compliance.headquarters.showing.country import forms as country_forms
from compliance.headquarters.showing.country import letter as country_letter
from compliance.headquarters.showing.country import matrix as country_matrix
from compliance.headquarters.showing.country import paper as country_paper
from compliance.headquarters.showing.country import records as shown
from compliance.headquarters.showing.country.paper import Registers
from compliance.headquarters.showing.leagues import records as leagues_shown
from compliance.headquarters.store import Store
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.country import Country
from compliance.model.rollup import Rollup
from compliance.register import registers
from compliance.report.screens.terminal import Sheet

FORMATS = ("html", "pdf", "docx", "md")


@click.command(
    "report",
    cls=Command,
    help=mark(
        "Show the state of the country in a round: distribution, trend, maps, what holds it back, what offices ask "
        "for.\n\n--into writes all that goes upward: the page, its PDF, a one-page letter, the matrix, and the "
        "yearly evaluation's forms."
    ),
)
@store
@of_round
@options.option(
    "--checklist", "checklist_id", default="programme", metavar="ID", show_default=True, help=mark("The checklist.")
)
@options.option("--province", default="", metavar="ID", help=mark("Only one province."))
@options.option("--body", default="", metavar="ID", help=mark("Only one body."))
@options.option("--group", default="", metavar="NAME", help=mark("Only one group: like with like."))
@options.option("--as-of", metavar="DATE", help=mark("As it stood at the end of a day, such as 1405/09/08."))
@options.option(
    "--register",
    type=click.Path(path_type=Path),
    metavar="OFFICE",
    help=mark("Headquarters' own office folder: its services and projects are shown."),
)
@options.option(
    "--output",
    type=options.Place(path_type=Path),
    metavar="FILE",
    help=mark("Write the page: .html, .pdf, .docx, .md."),
)
@options.option(
    "--into", "folder", type=options.Place(path_type=Path), metavar="FOLDER", help=mark("Write all that goes upward.")
)
@options.option("--to", metavar="TEXT", callback=options.written, help=mark("To whom the letter goes."))
@options.option("--number", metavar="TEXT", callback=options.written, help=mark("The number of the paper."))
@options.option("--engine", type=click.Choice(engines.ENGINES), help=mark("Default: by the size of the store."))
@options.checklists
@options.as_json
@options.lang
def report_(store: Path, **given: Any) -> None:
    """Run the verb."""
    console.frame({"round": given["round_id"], "checklist": given["checklist_id"]})
    _look_at(given)
    library = checklist.load(given["checklists_folder"])
    own = _registers(given["register"], library)
    with stores.opened(store) as opened:
        choice = engines.chosen(given["engine"], engines.size(opened))
        with engines.opened(store, choice.name) as engine:
            found = country.make(opened, library, engine, _question(given))
        rolled = _rolled(opened, library, found, given)
    _write(found, library, own, rolled, given)
    if given["as_json"]:
        console.data(shown.record(found, own.projects))
    else:
        console.show(_sheet(found, library))
    console.note(leagues_shown.engine(choice.name, choice.missing))


def _look_at(given: dict[str, Any]) -> None:
    """Raise UsageError for what is of papers that nobody asked for, BadInput for a file of no known format."""
    if given["to"] is not None and given["folder"] is None:
        raise click.UsageError(_("--to is of the letter, which --into writes"))
    if given["number"] is not None and given["folder"] is None and given["output"] is None:
        raise click.UsageError(_("--number is of papers: give --into, or --output for the page alone"))
    if given["output"] is not None:
        report.format_of(given["output"], "--output", FORMATS)


def _question(given: dict[str, Any]) -> Question:
    day = roster.day_of(given["as_of"], "--as-of") if given["as_of"] else None
    group = roster.group_of(given["group"])
    return Question(
        given["round_id"],
        given["checklist_id"],
        province=given["province"],
        body=given["body"],
        group=group,
        as_of=day,
    )


def _registers(office: Path | None, library: Library) -> Registers:
    """Return what headquarters' own registers count; BadInput for broken ones."""
    if office is None:
        return Registers()
    found = registers.counted(office, library)
    return Registers(found.funnel, registers.bands(found.projects) if found.projects else None)


def _rolled(opened: Store, library: Library, found: Country, given: dict[str, Any]) -> list[Rollup] | None:
    """Return what each body's offices come to, for the forms; None where none is written: of parts of bodies.

    A body that files for itself has its own declaration, and nothing to be rolled up.
    """
    if given["folder"] is None or given["province"] or given["group"]:
        return None
    bodies = sorted({place.body for place in found.league.places if place.office != place.body})
    return list(rollups.each(opened, library, found.league.round, bodies, found.league.as_of))


def _write(
    found: Country, library: Library, own: Registers, rolled: list[Rollup] | None, given: dict[str, Any]
) -> None:
    """Write the page alone, and all that goes upward, where that was asked for."""
    if given["output"] is not None:
        page = country_paper.paper(found, library, clock.today(), own, given["number"] or "")
        files.write(given["output"], report.write(page, report.format_of(given["output"], "--output", FORMATS)))
        console.note(_("written: {path}").format(path=given["output"]))
    if given["folder"] is not None:
        for name, ending, content in _papers(found, library, own, rolled, given):
            console.note(posts.one(posting.put_one(given["folder"], name, content, ending)))


def _papers(
    found: Country, library: Library, own: Registers, rolled: list[Rollup] | None, given: dict[str, Any]
) -> Iterator[tuple[str, str, bytes]]:
    """Give all that goes upward, each with its name and its ending."""
    day, number = clock.today(), given["number"] or ""
    page = country_paper.paper(found, library, day, own, number)
    yield "report", "html", report.write(page, "html")
    yield "report", "pdf", report.write(page, "pdf")
    letter = country_letter.letter(found, library, day, given["to"] or "", number)
    yield "letter", "docx", report.write(letter, "docx")
    yield "matrix", "xlsx", country_matrix.write(found, library, day)
    if rolled is not None:
        yield "forms", "xlsx", country_forms.write(found, rolled, library, day)


def _sheet(found: Country, library: Library) -> Sheet:
    """Return the report for a terminal: what it comes to in sentences and tables."""
    page = Sheet()
    for line in country_paper.lines(found, library):
        page.say(line)
    for heading, table in country_paper.listed(found, library):
        page.show(table, heading)
    return page
