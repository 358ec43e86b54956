"""`hq plan`: a shared budget and shared teams go where they bring most."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from compliance import checklist, clock, files, report
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.commands.hq import terms
from compliance.commands.hq.rounds import of_round
from compliance.commands.hq.store import store
from compliance.errors import BadInput, MissingExtra
from compliance.headquarters import posting, sharing
from compliance.headquarters import store as stores
from compliance.headquarters.sharing import Ground
from compliance.headquarters.showing import papers, posts
from compliance.headquarters.showing.sharing import book as sharing_book
from compliance.headquarters.showing.sharing import paper as sharing_paper
from compliance.headquarters.showing.sharing import records as shown
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.sharing import Aim, SharedPlan
from compliance.persian import numbers
from compliance.plan.sharing import making, solvers
from compliance.plan.sharing.solving import Solver
from compliance.schema import nearest, quoted

FORMATS = ("xlsx", "docx", "pdf", "html", "md")
LETTERS = FORMATS[1:]
_USUAL = 30  # seconds


@click.command(
    "plan",
    cls=Command,
    help=mark(
        "Choose across offices: a shared budget and shared teams go where they bring the most points, or lift the "
        "most offices over a floor, with the same proof as an office's plan.\n\nWork that no team takes over is the "
        "office's own. What an equal part for every office would bring stands beside it."
    ),
)
@store
@of_round
@options.option(
    "--checklist", "checklist_id", default="programme", metavar="ID", show_default=True, help=mark("The checklist.")
)
@options.option(
    "--budget", type=options.Money(), metavar="N", help=mark("Million rials to share. Default: no limit.")
)
@options.option(
    "--team",
    "teams",
    multiple=True,
    metavar="NAME=DAYS:OWNER,OWNER",
    help=mark(
        "A shared team: its person-days in all, and the owners whose work it takes over; may be given several times."
    ),
)
@options.option(
    "--aim",
    type=click.Choice([aim.value for aim in Aim]),
    help=mark("Most points, or most offices lifted over a floor. Default: points; with --floor certificate."),
)
@options.option(
    "--floor",
    metavar="N|ID",
    help=mark("The score, or the certificate, over which to lift. Default: each office's next certificate."),
)
@options.option("--province", default="", metavar="ID", help=mark("Only one province."))
@options.option("--body", default="", metavar="ID", help=mark("Only one body."))
@options.option("--group", default="", metavar="NAME", help=mark("Only one group: like with like."))
@options.option(
    "--only", type=click.Choice(["headquarters"]), help=mark("Choose only what headquarters does itself.")
)
@options.option("--as-of", metavar="DATE", help=mark("As it stood at the end of a day, such as 1405/09/08."))
@options.option(
    "--solver",
    type=click.Choice(tuple(solvers.SOLVERS)),
    help=mark("light needs no extra package; optimal proves more. Default: the better one that is installed."),
)
@options.option(
    "--time-limit",
    type=click.IntRange(1, 3600),
    default=_USUAL,
    show_default=True,
    metavar="S",
    help=mark("About how many seconds to search for a better choice; the same number gives the same plan."),
)
@options.option("--explain", metavar="OFFICE", multiple=True, help=mark("Show the actions of an office."))
@options.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Also write .xlsx, .docx, .pdf, .html or .md."),
)
@options.option(
    "--letters",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help=mark("Write a letter to each office: what it receives and what is expected of it."),
)
@options.option(
    "--format",
    "format_",
    type=click.Choice(LETTERS),
    default="docx",
    show_default=True,
    help=mark("The format of the letters."),
)
@options.option("--number", metavar="TEXT", callback=options.written, help=mark("The number of the paper."))
@options.checklists
@options.visual
@options.as_json
@options.lang
def plan_(store: Path, **given: Any) -> None:
    """Run the verb."""
    console.frame({"round": given["round_id"], "checklist": given["checklist_id"], "offices": []})
    if given["output"] is not None:
        report.format_of(given["output"], "--output", FORMATS)
    library = checklist.load(given["checklists_folder"])
    question = terms.question(given, library)
    with stores.opened(store) as opened:
        ground = sharing.read(opened, library, question)
    _check_named(ground, given["explain"])
    with console.working() as tell:
        tell(_("choosing across {n} offices …").format(n=numbers.show(len(ground.sites))))
        made = making.make(ground.sites, question.terms, _solver(given))
    _write(made, ground, library, given)
    if given["as_json"]:
        console.data(shown.record(made, ground, library))
    else:
        console.show(sharing_paper.sheet(made, ground, library, given["explain"]))


def _solver(given: dict[str, Any]) -> Solver:
    """Return the solver that was named, else the better one that is installed; MissingExtra where it is not."""
    if given["solver"] == "optimal" and find_spec("ortools") is None:
        raise MissingExtra("optimal")
    return solvers.named(given["solver"], given["time_limit"] / _USUAL)


def _check_named(ground: Ground, ids: tuple[str, ...]) -> None:
    """Raise BadInput for offices that are not in the plan's round."""
    wrong = [id_ for id_ in ids if id_ not in ground.offices]
    if wrong:
        expected = _("an office of which a filing counts")
        raise BadInput.of("--explain", None, quoted(wrong[0]), expected, nearest(wrong[0], ground.offices))


def _write(made: SharedPlan, ground: Ground, library: Library, given: dict[str, Any]) -> None:
    """Write the paper or workbook and the letters, where they were asked for."""
    day, number, path = clock.today(), given["number"] or "", given["output"]
    if path is not None:
        if report.format_of(path, "--output", FORMATS) == "xlsx":
            files.write(path, sharing_book.write(made, ground, library, day))
        else:
            papers.write(sharing_paper.paper(made, ground, library, day, number), path, "--output", LETTERS)
        console.note(_("written: {path}").format(path=path))
    if given["letters"] is not None:
        letters = sharing_paper.letters(made, ground, library, day, number)
        written = ((id_, report.write(letter, given["format_"])) for id_, letter in letters)
        for line in posts.told(posting.put(given["letters"], written, given["format_"]), given["letters"]):
            console.note(line)
