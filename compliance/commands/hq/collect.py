"""`hq collect`, `hq quarantine`: take the files of an inbox in, say what became of each, look again at some."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

import click

from compliance import checklist, clock
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.commands.hq.store import store
from compliance.errors import BadInput, Problem
from compliance.headquarters import engines, posting, roster, rounds, rounds_check
from compliance.headquarters import store as stores
from compliance.headquarters.intake import arrivals, collecting, quarantine
from compliance.headquarters.intake.collecting import Run
from compliance.headquarters.intake.examining import Terms
from compliance.headquarters.intake.verdicts import Verdict
from compliance.headquarters.posting import Posted
from compliance.headquarters.showing import letters as written
from compliance.headquarters.showing import posts
from compliance.headquarters.showing import quarantine as kept
from compliance.headquarters.showing.verdicts import Listing, Tally
from compliance.headquarters.store import Store
from compliance.language import _, mark
from compliance.persian import dates, numbers

_PIECE = 2**16

unsigned = options.option(
    "--accept-unsigned", is_flag=True, help=mark("Take filings without a seal, kept apart and never ranked.")
)
letters = options.option(
    "--letters", type=click.Path(path_type=Path), metavar="FOLDER", help=mark("Write a letter to each office.")
)
received = options.option(
    "--received",
    metavar="DATE",
    help=mark("The day the files came in, for what is late or revoked. Default: today."),
)


@click.command(
    "collect",
    cls=Command,
    help=mark(
        "Take in every zip below the inboxes: verify, judge anew, record.\n\nNever stops for one bad file: each is "
        "accepted, accepted and pointed out, or kept in quarantine with a reason. The same file again gets its first "
        "verdict; started again after an interruption it goes on where it was."
    ),
)
@store
@click.argument("inboxes", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="INBOX...")
@unsigned
@received
@letters
@options.option(
    "--identity",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Headquarters' age key, which opens what was encrypted for transport."),
)
@options.option("--jobs", type=click.IntRange(1, 64), metavar="N", help=mark("Processes. Default: one a core."))
@options.option(
    "--engine",
    type=click.Choice(("local", engines.SPARK)),
    default="local",
    show_default=True,
    help=mark("Look at the files in this machine, or on a cluster of Spark."),
)
@options.by
@options.checklists
@options.visual
@options.as_json
@options.lang
def collect_(store: Path, inboxes: tuple[Path, ...], **given: Any) -> None:
    """Run the verb."""
    console.frame({"files": []})
    jobs = given["jobs"] or os.cpu_count() or 1
    run = Run(given["by"], jobs, given["identity"], given["engine"] == engines.SPARK)
    with stores.opened(store) as opened:
        terms = _terms(given)
        _note_strangers(rounds_check.strangers(opened, terms.arrived))
        _tell(opened, _followed(collecting.collect(opened, terms, arrivals.paths(inboxes), run), inboxes), given)


def _note_strangers(found: list[Problem]) -> None:
    for problem in found:
        console.note(console.sentence(problem))
    if found:
        said = _("eligible and not enrolled: {n}; all others are taken in, and these once they are enrolled")
        console.note(said.format(n=numbers.digits(len(found))))


def _terms(given: dict[str, Any]) -> Terms:
    today = clock.today()
    day = roster.day_of(given["received"], "--received") if given["received"] else today
    if day > today:
        raise BadInput.of(
            "--received",
            None,
            dates.write(day),
            _("a day until {day}").format(day=dates.write(today)),
            _("nothing has come in on a day that is still to come"),
        )
    return Terms(checklist.load(given["checklists_folder"]), {}, day, given["accept_unsigned"])


def _tell(opened: Store, found: Iterable[Verdict], given: dict[str, Any]) -> None:
    """Show verdicts as they come, write the letters, and exit with 1 where a file was turned away."""
    tally = Tally()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        listing = Listing(spool) if given["as_json"] else None
        by_office = _heard(_until_interrupted(found), tally, listing, given["letters"] is not None)
        if given["letters"] is not None:
            posted = _write_letters(opened, given["letters"], by_office)
        if listing is None:
            console.show(tally.sheet())
        else:
            listing.end()
            _print(spool)
    if given["letters"] is not None:
        for line in posts.told(posted, given["letters"]):
            console.note(line)
    click.get_current_context().exit(1 if tally.counted["rejected"] else 0)


def _heard(
    found: Iterable[Verdict], tally: Tally, listing: Listing | None, letters_wanted: bool
) -> dict[str, list[Verdict]]:
    """Count and list verdicts as they come; only where letters are wanted all are kept, by office."""
    by_office: dict[str, list[Verdict]] = {}
    for verdict in found:
        tally.add(verdict)
        if listing is not None:
            listing.add(verdict)
        if letters_wanted:
            by_office.setdefault(verdict.office, []).append(verdict)
    return by_office


def _print(spool: IO[str]) -> None:
    spool.seek(0)
    while piece := spool.read(_PIECE):
        click.echo(piece, nl=False)


def _until_interrupted(found: Iterable[Verdict]) -> Iterator[Verdict]:
    try:
        yield from found
    except KeyboardInterrupt:
        console.note(_("interrupted; what was taken is recorded, and the same command goes on from there"))
        click.get_current_context().exit(130)


def _followed(found: Iterable[Verdict], inboxes: tuple[Path, ...]) -> Iterator[Verdict]:
    """Say on a console how many files of how many were taken in, how fast, and how long it still takes."""
    if not sys.stderr.isatty():
        yield from found
        return
    total, began = arrivals.count(inboxes), time.monotonic()
    with console.counting() as tell:
        for n, verdict in enumerate(found, 1):
            tell(partial(_progress, n, total, began))
            yield verdict


def _progress(n: int, total: int, began: float) -> str:
    rate = n / max(time.monotonic() - began, 0.001)
    left = round(max(total - n, 0) / rate)
    said = _("{n} of {total} files, {rate} a second, {minutes}:{seconds} left")
    return said.format(
        n=numbers.show(n),
        total=numbers.show(max(total, n)),
        rate=numbers.show(round(rate)),
        minutes=numbers.digits(left // 60),
        seconds=numbers.digits(f"{left % 60:02d}"),
    )


def _write_letters(opened: Store, folder: Path, by_office: dict[str, list[Verdict]]) -> Posted:
    """Lay a letter down for each office that sent something, and one for what names none."""
    there, day, held = roster.offices(opened), clock.today(), tuple(rounds.read(opened.folder).values())
    return posting.lay(
        folder,
        {id_ or "_unknown": written.outcome(mine, there.get(id_), id_, day, held) for id_, mine in by_office.items()},
    )


@click.command(
    "quarantine",
    cls=Command,
    help=mark(
        "List what was turned away; --again looks at it once more.\n\nThat is for faults of headquarters' own lists: "
        "an office or key that was not enrolled yet, a round that was not open. The first verdict stays on record."
    ),
)
@store
@options.option("--again", is_flag=True, help=mark("Look again at what may be cured, by the lists as they are now."))
@unsigned
@received
@letters
@options.by
@options.checklists
@options.visual
@options.as_json
@options.lang
def quarantine_(store: Path, again: bool, as_json: bool, **given: Any) -> None:
    """Run the verb."""
    console.frame({"files" if again else "quarantine": []})
    with stores.opened(store) as opened:
        found = quarantine.turned_away(opened)
        if again:
            curable = [one for one in found if one.curable]
            verdicts = collecting.again(opened, _terms(given), curable, Run(given["by"]))
            _tell(opened, verdicts, {**given, "as_json": as_json})
    if as_json:
        console.data(kept.record(found))
    else:
        console.show(kept.sheet(found))
