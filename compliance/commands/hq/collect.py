"""`hq collect`: take the files of an inbox in, and say what became of each."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from compliance import checklist, clock, files
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.commands.hq.store import store
from compliance.headquarters import collecting
from compliance.headquarters import store as stores
from compliance.headquarters.showing import verdicts as shown
from compliance.headquarters.verdicts import Verdict
from compliance.language import _, mark
from compliance.persian import numbers

_EVERY = 0.5  # seconds between two lines of progress


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
@options.option(
    "--accept-unsigned", is_flag=True, help=mark("Take filings without a seal, kept apart and never ranked.")
)
@options.option(
    "--letters", type=click.Path(path_type=Path), metavar="FOLDER", help=mark("Write a letter to each office.")
)
@options.option("--jobs", type=click.IntRange(1, 64), metavar="N", help=mark("Processes. Default: one a core."))
@options.by
@options.checklists
@options.as_json
@options.lang
@click.pass_context
def collect_(
    ctx: click.Context,
    store: Path,
    inboxes: tuple[Path, ...],
    accept_unsigned: bool,
    letters: Path | None,
    jobs: int | None,
    by: str,
    checklists_folder: Path | None,
    as_json: bool,
) -> None:
    """Run the verb."""
    console.frame({"files": []})
    library = checklist.load(checklists_folder)
    with stores.opened(store) as opened:
        found = collecting.collect(opened, library, inboxes, by, collecting.jobs_of(jobs), accept_unsigned)
        verdicts = list(_counted(found))
    if letters is not None:
        _write_letters(letters, verdicts)
    if as_json:
        console.data(shown.record(verdicts))
    else:
        console.show(shown.sheet(verdicts))
    ctx.exit(1 if any(verdict.status == "rejected" for verdict in verdicts) else 0)


def _counted(found: Iterable[Verdict]) -> Iterator[Verdict]:
    """Say on a console how many files were taken in, and how fast."""
    told = began = time.monotonic()
    for n, verdict in enumerate(found, 1):
        now = time.monotonic()
        if sys.stderr.isatty() and now - told > _EVERY:
            told = now
            rate = round(n / (now - began))
            console.note(_("{n} files, {rate} a second").format(n=numbers.show(n), rate=numbers.show(rate)))
        yield verdict


def _write_letters(folder: Path, verdicts: list[Verdict]) -> None:
    """Write a letter for each office that sent something."""
    files.make_folder(folder)
    by_office: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_office.setdefault(verdict.office, []).append(verdict)
    for office, mine in by_office.items():
        files.write_text(folder / f"{office or 'unknown'}.md", shown.letter(mine, office, clock.today()))
