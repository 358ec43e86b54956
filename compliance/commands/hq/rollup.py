"""`hq rollup`: from the filings of a body's offices the body's own office folder."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from compliance import checklist, clock
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.commands.hq.rounds import of_round
from compliance.commands.hq.store import store
from compliance.headquarters import roster
from compliance.headquarters import store as stores
from compliance.headquarters.rollups import Question
from compliance.headquarters.showing.rollups import files as rollup_files
from compliance.headquarters.showing.rollups import records as rollup_records
from compliance.headquarters.showing.rollups import sentences as rollup_sentences
from compliance.headquarters.showing.rollups import tables as rollups
from compliance.language import mark
from compliance.model.record import Where
from compliance.usecases import rolling_up
from compliance.usecases.rolling_up import Means


@click.command(
    "rollup",
    cls=Command,
    help=mark(
        "Make the body's own office folder from the filings of its offices: counts summed, levels as median, "
        "numbers weighted, the rest asked.\n\nEvery value lists its sources. Run again, it follows the filings; what "
        "a person answered in the folder stays, and is told."
    ),
)
@store
@of_round
@options.option(
    "--into",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help=mark("The body's office folder; it is laid down where nothing is."),
)
@options.option(
    "--body", default="", metavar="ID", help=mark("The body. Needed where the store has offices of several.")
)
@options.option("--as-of", metavar="DATE", help=mark("As it stood at the end of a day, such as 1405/09/08."))
@options.by
@options.checklists
@options.visual
@options.as_json
@options.lang
def rollup_(store: Path, round_id: str, folder: Path, **given: Any) -> None:
    """Run the verb."""
    console.frame({"round": round_id, "body": given["body"], "values": [], "asked": []})
    day: date | None = roster.day_of(given["as_of"], "--as-of") if given["as_of"] else None
    library = checklist.load(given["checklists_folder"])
    means = Means(
        library,
        given["checklists_folder"],
        options.author(given["by"], Where.ROLLUP),
        partial(rollup_sentences.note, library=library),
        partial(rollup_files.beside, library=library, day=clock.today()),
    )
    with stores.opened(store) as opened:
        done = rolling_up.roll_up(opened, Question(round_id, given["body"], day), folder, means)
    if given["as_json"]:
        console.data(rollup_records.done(done, folder, library))
    else:
        console.show(rollups.sheet(done, folder, library))
    click.get_current_context().exit(1 if done.kept else 0)
