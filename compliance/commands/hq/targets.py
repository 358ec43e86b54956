"""`hq targets`: quantified targets for the next round, as letters and files to install, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from compliance import checklist, clock, report
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.commands.hq.store import store
from compliance.headquarters import engines, posting, roster
from compliance.headquarters import store as stores
from compliance.headquarters.engines import Engine
from compliance.headquarters.posting import Posted
from compliance.headquarters.showing import posts
from compliance.headquarters.showing.targets import letter as target_letter
from compliance.headquarters.showing.targets import paper as target_paper
from compliance.headquarters.showing.targets import records as shown
from compliance.headquarters.showing.targets import results as target_results
from compliance.headquarters.store import Store
from compliance.headquarters.targets import record as target_record
from compliance.headquarters.targets import targeting
from compliance.headquarters.targets.files import Overlay
from compliance.headquarters.targets.targeting import OPTIONS, PROPOSED, Made, Question
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.targets import By, Rule
from compliance.persian import numbers

FORMATS = ("docx", "pdf", "html", "md")


@click.command(
    "targets",
    cls=Command,
    help=mark(
        "Set quantified targets for the next round, fair by where each office begins: what it has to reach, by least "
        "work, and what that brings.\n\n--into writes each office's letter and the file it installs, and records "
        "them. --check says a round later which targets were reached."
    ),
)
@store
@options.option(
    "--round",
    "round_id",
    required=True,
    metavar="ROUND",
    help=mark("The round that counts now, such as 1405-2; with --check the round whose targets are looked at."),
)
@options.option("--for", "next_id", metavar="ROUND", help=mark("The round that targets are set for, such as 1406-1."))
@options.option(
    "--checklist", "checklist_id", default="programme", metavar="ID", show_default=True, help=mark("The checklist.")
)
@options.option(
    "--share",
    type=options.Amount(),
    metavar="N",
    help=mark("Per cent of its gap to the full score that every office closes. Default: 30, which is proposed."),
)
@options.option("--points", type=options.Amount(), metavar="N", help=mark("Instead: so many points for each office."))
@options.option(
    "--effort", type=options.Amount(), metavar="DAYS", help=mark("Instead: so many person-days for each office.")
)
@options.option("--province", default="", metavar="ID", help=mark("Only one province."))
@options.option("--body", default="", metavar="ID", help=mark("Only one body."))
@options.option("--group", default="", metavar="NAME", help=mark("Only one group: like with like."))
@options.option("--as-of", metavar="DATE", help=mark("As it stood at the end of a day, such as 1405/09/08."))
@options.option(
    "--into",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help=mark("Where letters, files to install and the national page go; the targets are recorded."),
)
@options.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="docx",
    show_default=True,
    help=mark("The format of the letters."),
)
@options.option("--number", metavar="TEXT", callback=options.written, help=mark("The number of the letters."))
@options.option("--letter-date", metavar="DATE", help=mark("The date of the letters. Default: today."))
@options.option("--check", is_flag=True, help=mark("Say which targets of --round were reached."))
@options.by
@options.checklists
@options.visual
@options.as_json
@options.lang
def targets_(store: Path, round_id: str, check: bool, **given: Any) -> None:
    """Run the verb."""
    console.frame({"round": round_id, "offices": []})
    if check == (given["next_id"] is not None) or (check and given["folder"] is not None):
        raise click.UsageError(_("give --for with the next round, or --check, which writes nothing"))
    library = checklist.load(given["checklists_folder"])
    with _opened(store) as (held, engine):
        if check:
            _check(held, library, engine, round_id, given)
        else:
            _set(held, library, engine, _question(round_id, given), given)


def _question(round_id: str, given: dict[str, Any]) -> Question:
    """Return what is asked for; at most one rule can be named."""
    named = [Rule(by, given[by.value]) for by in By if given[by.value] is not None]
    if len(named) > 1:
        raise click.UsageError(_("give one of {options}").format(options=", ".join(OPTIONS[by] for by in By)))
    return Question(
        round_id,
        given["next_id"],
        given["checklist_id"],
        named[0] if named else PROPOSED,
        given["province"],
        given["body"],
        roster.group_of(given["group"]),
        roster.day_of(given["as_of"], "--as-of") if given["as_of"] else None,
    )


def _set(held: Store, library: Library, engine: Engine, question: Question, given: dict[str, Any]) -> None:
    """Make the targets, lay them down where that was asked for, and show them."""
    with console.counting() as tell:

        def done(n: int, of: int) -> None:
            tell(lambda: _("offices: {n} of {all}").format(n=numbers.show(n), all=numbers.show(of)))

        made = targeting.make(held, library, engine, question, done)
    seals: dict[str, str] = {}
    lines: list[str] = []
    laid: dict[str, Any] | None = None
    if given["folder"] is not None:
        overlays = shown.overlays(made, given["number"] or "")
        seals = {id_: overlay.seal for id_, overlay in overlays.items()}
        letters, enclosed = _lay_down(made, library, overlays, given)
        recorded = target_record.write(held, given["by"], made, seals, given["number"] or "")
        laid = {"letters": letters._asdict(), "files": enclosed._asdict(), "recorded": recorded}
        lines = [*posts.told(letters, given["folder"]), *shown.laid(enclosed, recorded)]
    if given["as_json"]:
        console.data({**shown.record(made, seals), "laid": laid})
        return
    console.show(target_paper.sheet(made, library))
    for line in lines:
        console.say(line)


def _lay_down(
    made: Made, library: Library, overlays: dict[str, Overlay], given: dict[str, Any]
) -> tuple[Posted, Posted]:
    """Write letters and the files they enclose, none over another, and the national page."""
    folder, number = given["folder"], given["number"] or ""
    day = roster.day_of(given["letter_date"], "--letter-date") if given["letter_date"] else clock.today()

    def letters() -> Iterator[tuple[str, bytes]]:
        for n, one in enumerate(made.assignments, 1):
            paper = target_letter.letter(made, one, library, overlays.get(one.office), day, number)
            yield target_letter.file_name(made, one), report.write(paper, given["format_"])
            tell(lambda n=n: _("letters: {n}").format(n=numbers.show(n)))  # type: ignore[misc]

    named = {one.office: target_letter.file_name(made, one) for one in made.assignments}
    enclosed = posting.put(folder, ((named[id_], one.content) for id_, one in overlays.items()), "yaml")
    with console.counting() as tell:
        posted = posting.put(folder, letters(), given["format_"])
    page = target_paper.paper(made, library, day, number)
    record = shown.record(made, {id_: overlay.seal for id_, overlay in overlays.items()})
    for ending, content in (
        ("html", report.write(page, "html")),
        ("json", (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()),
    ):
        console.note(posts.one(posting.put_one(folder, "targets", content, ending)))
    return posted, enclosed


def _check(held: Store, library: Library, engine: Engine, round_id: str, given: dict[str, Any]) -> None:
    """Show what became of the targets; findings where an office that filed missed one."""
    day = roster.day_of(given["as_of"], "--as-of") if given["as_of"] else None
    checked = target_record.check(held, library, engine, round_id, day)
    if given["as_json"]:
        console.data(target_results.record(checked))
    else:
        console.show(target_results.sheet(checked, roster.offices(held), library))
    click.get_current_context().exit(0 if all(one.met for one in checked.results if one.filed) else 1)


@contextmanager
def _opened(store: Path) -> Iterator[tuple[Store, Engine]]:
    """Open the store and the engine that answers."""
    with stores.opened(store) as held:
        choice = engines.chosen(None, engines.size(held))
        with engines.opened(store, choice.name) as opened:
            yield held, opened
