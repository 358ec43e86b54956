"""`hq audit`: a sample of offices and items for site visits, what was found, and the error of the whole."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from compliance import checklist, clock
from compliance import report as formats
from compliance.commands import console, options
from compliance.commands.group import Group
from compliance.commands.hq.store import store
from compliance.headquarters import proving, roster, rounds, seeds
from compliance.headquarters import store as stores
from compliance.headquarters.auditing import drawing, entering, estimating, laying, record, visiting
from compliance.headquarters.auditing.drawing import Asked
from compliance.headquarters.showing import papers
from compliance.headquarters.showing.audits import draws, estimates
from compliance.headquarters.showing.audits import paper as audit_paper
from compliance.headquarters.showing.audits import records as audit_records
from compliance.headquarters.showing.audits import sheets as audit_sheets
from compliance.headquarters.store import Store
from compliance.language import _, mark
from compliance.model.audit import Draw
from compliance.model.checklist import Library
from compliance.persian import numbers
from compliance.report.document import Part
from compliance.schema import listed

of_round = options.option(
    "--round", "round_id", required=True, metavar="ROUND", help=mark("The round, such as 1405-2.")
)
of_checklist = options.option(
    "--checklist", "checklist_id", default="programme", metavar="ID", show_default=True, help=mark("The checklist.")
)
number = options.option(
    "--draw", "n", type=click.IntRange(1), metavar="N", help=mark("Number of a draw. Default: the last of the round.")
)
output = options.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Also write a paper: .pdf, .docx, .html or .md."),
)


@click.group(
    "audit",
    cls=Group,
    usual="draw",
    help=mark("Draw offices and items for site visits, enter what was found, estimate the error."),
)
@options.lang
def audit_() -> None:
    """Stand before the verbs of site visits."""


@audit_.command(
    "draw",
    help=mark(
        "Draw a sample weighted by risk, from a seed that is published.\n\nThe same call gives the same draw. "
        "Another one of the same round has to say why, and the first stays on record."
    ),
)
@store
@of_round
@of_checklist
@options.option(
    "--offices",
    type=click.IntRange(drawing.FEWEST),
    required=True,
    metavar="N",
    help=mark("How many offices to visit."),
)
@options.option(
    "--items",
    type=click.IntRange(drawing.FEWEST),
    required=True,
    metavar="K",
    help=mark("How many items in each."),
)
@options.option("--seed", metavar="TEXT", help=mark("The published seed; without one it is said how to choose it."))
@options.option("--province", default="", metavar="ID", help=mark("Only one province."))
@options.option("--body", default="", metavar="ID", help=mark("Only one body."))
@options.option("--group", default="", metavar="NAME", help=mark("Only one group: like with like."))
@options.option("--as-of", metavar="DATE", help=mark("As it stood at the end of a day, such as 1405/09/08."))
@options.option(
    "--again", callback=options.written, metavar="TEXT", help=mark("Why it is drawn once more; both stay on record.")
)
@options.by
@options.checklists
@options.visual
@options.as_json
@options.lang
def draw(store: Path, by: str, as_json: bool, **given: Any) -> None:
    """Run the verb."""
    console.frame({"round": given["round_id"], "checklist": given["checklist_id"], "offices": []})
    library = checklist.load(given["checklists_folder"])
    with stores.opened(store) as opened:
        if given["seed"] is None:
            raise draws.no_seed(proving.last_root(opened, given["round_id"]))
        asked = _asked(given)
        with console.counting() as tell:
            found = drawing.draw(opened, library, asked, by, lambda n, total: tell(partial(_read, n, total)))
        _show(opened, library, found.draw, found.known, as_json)
    if found.known and not as_json:
        console.note(_("this was drawn already; nothing was changed"))


def _asked(given: dict[str, Any]) -> Asked:
    return Asked(
        given["round_id"],
        given["checklist_id"],
        given["offices"],
        given["items"],
        seeds.seed_of(given["seed"]),
        given["province"],
        given["body"],
        roster.group_of(given["group"]),
        roster.day_of(given["as_of"], "--as-of") if given["as_of"] else None,
        given["again"] or "",
    )


def _read(n: int, total: int) -> str:
    return _("{n} of {total} filings read").format(n=numbers.show(n), total=numbers.show(total))


def _notes(opened: Store, made: Draw) -> list[str]:
    """Return what has to be known of a draw."""
    held = rounds.read(opened.folder).get(made.round)
    root = proving.last_root(opened, made.round)
    return draws.notes(made, record.summaries(opened), root, held, clock.today())


def _show(opened: Store, library: Library, made: Draw, known: bool, as_json: bool) -> None:
    offices, notes = visiting.offices(opened, made), _notes(opened, made)
    if as_json:
        console.data(audit_records.draw(made, offices, library, notes, known))
    else:
        console.show(draws.sheet(made, offices, library, notes))


def _write(path: Path | None, made: Draw, parts: list[Part], title: str) -> None:
    """Write a paper where one is wanted."""
    if path is not None:
        named = _("{title}, round {round}").format(title=title, round=numbers.digits(made.round))
        paper = papers.paper(parts, named, made.round, clock.today(), flowing=True)
        papers.write(paper, path, "--output", audit_paper.KINDS)
        console.note(_("written: {path}").format(path=path))


@audit_.command("show", help=mark("Show a draw, why each office and item, and write the page that is published."))
@store
@of_round
@of_checklist
@number
@output
@options.option(
    "--public", is_flag=True, help=mark("The paper names no office and no item, to be published before the visits.")
)
@options.checklists
@options.visual
@options.as_json
@options.lang
def show(store: Path, output: Path | None, public: bool, as_json: bool, **given: Any) -> None:
    """Run the verb."""
    console.frame({"round": given["round_id"], "checklist": given["checklist_id"], "offices": []})
    if output is not None:
        formats.format_of(output, "--output", audit_paper.KINDS)
    library = checklist.load(given["checklists_folder"])
    with stores.opened(store) as opened:
        made = record.chosen(opened, given["round_id"], given["checklist_id"], given["n"])
        offices, notes = visiting.offices(opened, made), _notes(opened, made)
        parts = audit_paper.parts(made, offices, library, notes, public) if output else []
        _write(output, made, parts, _("Sample for site visits"))
        _show(opened, library, made, True, as_json)


@audit_.command("list", help=mark("List all draws with how far their visits are."))
@store
@options.visual
@options.as_json
@options.lang
def list_(store: Path, as_json: bool) -> None:
    """Run the verb."""
    console.frame({"draws": []})
    with stores.opened(store) as opened:
        found = record.summaries(opened)
    if as_json:
        console.data(audit_records.summaries(found))
    else:
        console.show(draws.listed(found))


@audit_.command(
    "sheets",
    help=mark(
        "Write the sheets of every visit: a paper for the team, and a table to type into.\n\nA sheet that is there "
        "already stays as it is."
    ),
)
@store
@of_round
@of_checklist
@number
@options.option(
    "--into",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help=mark("Where the sheets go."),
)
@options.option(
    "--paper", type=click.Choice(("docx", "pdf")), default="docx", show_default=True, help=mark("Kind of paper.")
)
@options.option(
    "--table", type=click.Choice(("xlsx", "csv")), default="xlsx", show_default=True, help=mark("Kind of table.")
)
@options.checklists
@options.as_json
@options.lang
def sheets(store: Path, folder: Path, paper: str, table: str, as_json: bool, **given: Any) -> None:
    """Run the verb."""
    console.frame({"round": given["round_id"], "checklist": given["checklist_id"], "files": []})
    library = checklist.load(given["checklists_folder"])
    with stores.opened(store) as opened:
        made = record.chosen(opened, given["round_id"], given["checklist_id"], given["n"])
        visits = visiting.visits(opened, library, made)
    made_of = [(one.office.id, partial(audit_sheets.file, made, one, clock.today())) for one in visits]
    laid = laying.lay(folder, made, made_of, (paper, table))
    if as_json:
        console.data(audit_records.sheets(made, laid))
        return
    console.say(draws.laid(laid, folder))


@audit_.command(
    "enter",
    help=mark("Enter what was found, from the sheets: all of them, or with any mistake in them none."),
)
@store
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@options.by
@options.checklists
@options.as_json
@options.lang
def enter(store: Path, paths: tuple[Path, ...], by: str, checklists_folder: Path | None, as_json: bool) -> None:
    """Run the verb."""
    console.frame({"draws": []})
    library = checklist.load(checklists_folder)
    with stores.opened(store) as opened:
        found = entering.enter(opened, library, paths, by, partial(audit_sheets.written, opened, library))
    if as_json:
        console.data(audit_records.entered(found))
        return
    for one in found.entries:
        text = _("draw {n}: {new} results new, {replaced} replaced, {there} there already; offices: {offices}")
        done = one.entered
        counts = {name: numbers.show(count) for name, count in done._asdict().items()}
        console.say(text.format(n=numbers.digits(one.draw.n), **counts, offices=listed(one.offices)))
    if found.empty:
        text = _("not filled in yet: {files}")
        console.note(text.format(files=listed(path.name for path in found.empty)))


@audit_.command(
    "estimate",
    help=mark(
        "Say what the visits come to: the error of the whole, with its interval.\n\nWhat was not visited or not "
        "entered yet is said, and how it is treated."
    ),
)
@store
@of_round
@of_checklist
@number
@options.option(
    "--level",
    type=click.Choice([str(level) for level in estimating.LEVELS]),
    default="95",
    show_default=True,
    help=mark("Of a hundred intervals so many hold the truth."),
)
@output
@options.checklists
@options.visual
@options.as_json
@options.lang
def estimate(store: Path, level: str, output: Path | None, as_json: bool, **given: Any) -> None:
    """Run the verb."""
    console.frame({"round": given["round_id"], "checklist": given["checklist_id"], "differences": []})
    if output is not None:
        formats.format_of(output, "--output", audit_paper.KINDS)
    library = checklist.load(given["checklists_folder"])
    with stores.opened(store) as opened:
        made = record.chosen(opened, given["round_id"], given["checklist_id"], given["n"])
        found, offices = estimating.estimate(opened, library, made, int(level)), visiting.offices(opened, made)
    parts = estimates.parts(found, offices, library) if output else []
    _write(output, made, parts, _("Result of the site visits"))
    if as_json:
        notes = (*estimates.seen(found, offices), *estimates.estimates(found), *estimates.notes(found))
        console.data(audit_records.audited(found, library, notes))
    else:
        console.show(estimates.sheet(found, offices, library))
