"""`hq league`: who stands where, what it comes to, and who is not in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from compliance import checklist, files
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.commands.hq.store import store
from compliance.headquarters import engines, leagues, roster
from compliance.headquarters import store as stores
from compliance.headquarters.engines import Engine
from compliance.headquarters.leagues import Question
from compliance.headquarters.showing.leagues import files as league_files
from compliance.headquarters.showing.leagues import moves
from compliance.headquarters.showing.leagues import records as shown
from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.headquarters.showing.leagues.files import Explained
from compliance.language import _, mark
from compliance.model.league import League

_MOVERS = 10


@click.command(
    "league",
    cls=Command,
    help=mark(
        "Rank offices by a checklist in a round: change, bands, participation, and the names of who is missing.\n\n"
        "Both engines give the same bytes; the one that suits the size is chosen and said."
    ),
)
@store
@options.option("--round", "round_id", required=True, metavar="ROUND", help=mark("The round, such as 1405-2."))
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
@options.option("--province", default="", metavar="ID", help=mark("Only one province."))
@options.option("--body", default="", metavar="ID", help=mark("Only one body."))
@options.option("--group", default="", metavar="NAME", help=mark("Only one group: like with like."))
@options.option(
    "--by",
    type=click.Choice(leagues.DIVISIONS),
    help=mark("Also the mean of every province, body or group."),
)
@options.option("--as-of", metavar="DATE", help=mark("As it stood at the end of a day, such as 1405/09/08."))
@options.option("--indicators", is_flag=True, help=mark("Also the mean of every indicator, now and before."))
@options.option(
    "--statistics",
    is_flag=True,
    help=mark("Name no office: only what it comes to, without what would let single offices be computed."),
)
@options.option(
    "--explain", metavar="OFFICE", multiple=True, help=mark("Say what moved an office; top movers are always told.")
)
@options.option(
    "--scores",
    type=click.Choice(engines.SCORES),
    default=engines.OWN,
    show_default=True,
    help=mark("Of what offices filed, or of what panels established once that is settled."),
)
@options.option("--engine", type=click.Choice(engines.ENGINES), help=mark("Default: by the size of the store."))
@options.option(
    "--top", type=click.IntRange(1), default=50, show_default=True, metavar="N", help=mark("Rows of the table.")
)
@options.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help=mark("Also write .csv, .xlsx or .html.")
)
@options.checklists
@options.as_json
@options.lang
def league_(store: Path, **given: Any) -> None:
    """Run the verb."""
    console.frame({"round": given["round_id"], "checklist": given["checklist_id"]})
    if given["scores"] != engines.OWN and given["engine"] not in (None, engines.SQLITE):
        raise click.UsageError(_("the copy holds no consensus: leave --engine out"))
    if given["output"] is not None:
        league_files.check(given["output"].suffix)
    library = checklist.load(given["checklists_folder"])
    with stores.opened(store) as opened:
        choice = engines.chosen(given["engine"], engines.size(opened), given["scores"])
        with engines.opened(store, choice.name, given["scores"]) as engine:
            found = leagues.make(opened, library, engine, _question(given))
            explained = _explained(engine, found, given)
        if given["output"] is not None:
            files.write(given["output"], league_files.write(found, library, given["output"].suffix, explained))
        if given["as_json"]:
            console.data(shown.record(found, explained.told))
        else:
            console.show(league_tables.sheet(found, library, explained.told, given["top"]))
        console.note(shown.engine(choice.name, choice.missing))


def _explained(engine: Engine, league: League, given: dict[str, Any]) -> Explained:
    """Return what moved offices; the screen tells of fewer than a file does."""
    told = leagues.told(league, _MOVERS, given["explain"])
    every = told if given["output"] is None else leagues.explained(league, told)
    causes = leagues.causes(engine, league, every)
    for line in moves.unmoved(league, given["explain"], causes):
        console.note(line)
    return Explained({key: causes[key] for p in told if (key := (p.office, p.system)) in causes}, causes)


def _question(given: dict[str, Any]) -> Question:
    day: date | None = roster.day_of(given["as_of"], "--as-of") if given["as_of"] else None
    return Question(
        given["round_id"],
        given["checklist_id"],
        given["section"],
        given["province"],
        given["body"],
        roster.group_of(given["group"]),
        day,
        named=not given["statistics"],
        indicators=given["indicators"],
        by=given["by"] or "",
    )
