"""`hq feedback`: what headquarters tells offices after a round, on the screen, as JSON and as letters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from compliance import checklist, clock, report
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.commands.hq.store import store
from compliance.errors import BadInput
from compliance.headquarters import engines, feedback, leagues, posting
from compliance.headquarters import store as stores
from compliance.headquarters.engines import Engine
from compliance.headquarters.leagues import Question
from compliance.headquarters.showing import papers, posts
from compliance.headquarters.showing.feedback import paper as feedback_paper
from compliance.headquarters.showing.feedback import records as shown
from compliance.headquarters.showing.leagues import records as leagues_shown
from compliance.headquarters.store import Store
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.feedback import Feedback
from compliance.persian import numbers
from compliance.schema import listed, nearest, quoted

FORMATS = ("docx", "pdf", "html", "md")


@click.command(
    "feedback",
    cls=Command,
    help=mark(
        "Tell an office its strengths and areas for improvement: beside the median of its peers, its own round "
        "before and the best practice.\n\nWithout an office, --into writes the letters to all of them."
    ),
)
@store
@click.argument("office", required=False, metavar="[OFFICE]")
@options.option(
    "--round", "round_id", metavar="ROUND", help=mark("The round, such as 1405-2. Default: the newest of the office.")
)
@options.option(
    "--checklist", "checklist_id", default="programme", metavar="ID", show_default=True, help=mark("The checklist.")
)
@options.option(
    "--section",
    type=click.Choice(tuple(leagues.SECTIONS)),
    default="mandatory",
    show_default=True,
    help=mark("Bodies as a whole, or entered systems of one field."),
)
@options.option(
    "--peers",
    type=click.Choice(feedback.PEERS),
    help=mark(
        "With whom it is compared. Default, also for one without a group: its group, else its body, else all; the "
        "first with five others."
    ),
)
@options.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help=mark("Also write .docx, .pdf, .html or .md.")
)
@options.option(
    "--into", "folder", type=click.Path(path_type=Path), metavar="FOLDER", help=mark("Where letters to all go.")
)
@options.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="docx",
    show_default=True,
    help=mark("The format of the letters to all."),
)
@options.option("--system", "system_id", metavar="ID", help=mark("Only this entered system of the office."))
@options.option("--number", metavar="TEXT", callback=options.written, help=mark("The number of the paper."))
@options.option(
    "--scores",
    type=click.Choice(engines.SCORES),
    default=engines.OWN,
    show_default=True,
    help=mark("Of what offices filed, or of what panels established once that is settled."),
)
@options.option("--engine", type=click.Choice(engines.ENGINES), help=mark("Default: by the size of the store."))
@options.checklists
@options.as_json
@options.lang
def feedback_(store: Path, office: str | None, **given: Any) -> None:
    """Run the verb."""
    if (office is None) != (given["folder"] is not None):
        raise click.UsageError(_("name an office, or with --into a folder for the letters to all of them"))
    if given["folder"] is not None and (given["output"] is not None or given["system_id"] is not None):
        raise click.UsageError(_("--output and --system are of one office; with --into a letter to each is written"))
    if given["output"] is not None:
        report.format_of(given["output"], "--output", FORMATS)
    if given["scores"] != engines.OWN and given["engine"] not in (None, engines.SQLITE):
        raise click.UsageError(_("the copy holds no consensus: leave --engine out"))
    library = checklist.load(given["checklists_folder"])
    with _opened(store, given["engine"], given["scores"]) as (held, engine):
        round_id = given["round_id"] or feedback.newest(held, office)
        question = Question(round_id, given["checklist_id"], given["section"])
        asked = [office] if office else []
        found = feedback.make(held, library, engine, question, asked, given["peers"] or "")
        if office is None:
            _letters(found, library, given)
        else:
            for one in _chosen(held, list(found), office, given):
                _one(one, library, given)


def _chosen(held: Store, found: list[Feedback], office: str, given: dict[str, Any]) -> list[Feedback]:
    """Return the system that was named, else all; one JSON and one file hold the feedback to one of several alone."""
    wanted, known = given["system_id"], [one.place.system for one in found]
    several = len(found) > 1 and (given["as_json"] or given["output"] is not None)
    if wanted in known:
        return [one for one in found if one.place.system == wanted]
    if wanted is None and not several:
        return found
    seen = quoted(wanted) if wanted else _("{n} systems").format(n=numbers.show(len(found)))
    expected = _("one system that {office} entered").format(office=office)
    raise BadInput.of("--system", None, seen, expected, _mend(held, found[0], wanted, known))


def _mend(held: Store, found: Feedback, wanted: str | None, known: list[str]) -> str:
    """Return what helps: the section in which the system was entered, else the systems of the one that was asked."""
    elsewhere = feedback.sections_of(held, found.place.office, found.round, wanted) if wanted else []
    if elsewhere:
        sections = listed(f"--section {section}" for section in elsewhere)
        return _("it was entered in another section; add {section}").format(section=sections)
    named = [system for system in known if system]
    if not named:
        return _("what is asked for is the office as a whole; for an entered system add --section g2g, g2c or g2b")
    return nearest(wanted, named) if wanted else _("known are: {words}").format(words=listed(known))


def _one(found: Feedback, library: Library, given: dict[str, Any]) -> None:
    """Show the feedback to one office, and write it where that was asked for."""
    if given["output"] is not None:
        paper = feedback_paper.paper(found, library, clock.today(), given["number"] or "")
        papers.write(paper, given["output"], "--output", FORMATS)
        console.note(_("written: {path}").format(path=given["output"]))
    if given["as_json"]:
        console.data(shown.record(found))
    else:
        console.show(feedback_paper.sheet(found, library))


def _letters(found: Iterator[Feedback], library: Library, given: dict[str, Any]) -> None:
    """Write the letters to all, one after the other, none over another."""
    with console.counting() as tell:

        def made() -> Iterator[tuple[str, bytes]]:
            for n, one in enumerate(found, 1):
                paper = feedback_paper.paper(one, library, clock.today(), given["number"] or "")
                yield shown.file_name(one), report.write(paper, given["format_"])
                tell(lambda n=n: _("letters: {n}").format(n=numbers.show(n)))  # type: ignore[misc]

        posted = posting.put(given["folder"], made(), given["format_"])
    if given["as_json"]:
        console.data({"folder": str(given["folder"]), "letters": posted._asdict(), "problems": []})
        return
    for line in posts.told(posted, given["folder"]):
        console.say(line)


@contextmanager
def _opened(store: Path, engine: str | None, scores: str) -> Iterator[tuple[Store, Engine]]:
    """Open the store and the engine that answers."""
    with stores.opened(store) as held:
        choice = engines.chosen(engine, engines.size(held), scores)
        with engines.opened(store, choice.name, scores) as opened:
            yield held, opened
        console.note(leagues_shown.engine(choice.name, choice.missing))
