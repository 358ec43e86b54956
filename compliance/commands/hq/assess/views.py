"""`hq assess show`, `agreement`: scores kept apart, and how far assessors agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from compliance import checklist
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.commands.hq.assess.given import asked, of_checklist, offices
from compliance.commands.hq.rounds import of_round
from compliance.commands.hq.store import store
from compliance.headquarters import store as stores
from compliance.headquarters.assessing import agreeing, board, standings
from compliance.headquarters.showing.assessing import agreement, scores
from compliance.language import mark


@click.command(
    "show",
    cls=Command,
    help=mark(
        "Show own score, each assessor's and the consensus beside each other, ranked by consensus.\n\nOffices "
        "that are named are shown by indicator and item, with the reasons."
    ),
)
@store
@offices
@of_round
@of_checklist
@options.checklists
@options.visual
@options.as_json
@options.lang
def show_(store: Path, offices: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Run the verb."""
    console.frame({"round": given["round_id"], "checklist": given["checklist_id"], "rows": []})
    library = checklist.load(given["checklists_folder"])
    with stores.opened(store) as opened:
        found = board.read(opened, library.facts, asked(opened, library, given))
        ranked = standings.standings(found)
        told = standings.named(opened, found, ranked, offices) if offices else []
    if as_json:
        console.data(scores.record(found, ranked, told))
        return
    for page in [scores.of_office(found, library, one) for one in told] or [scores.sheet(found, ranked)]:
        console.show(page)


@click.command(
    "agreement",
    cls=Command,
    help=mark(
        "Say how far assessors agree (Krippendorff's alpha), over the checklist and each indicator, and where they "
        "differ most."
    ),
)
@store
@offices
@of_round
@of_checklist
@options.option(
    "--top", type=click.IntRange(1), default=10, show_default=True, metavar="N", help=mark("Items that are listed.")
)
@options.checklists
@options.visual
@options.as_json
@options.lang
def agreement_(store: Path, offices: tuple[str, ...], top: int, as_json: bool, **given: Any) -> None:
    """Run the verb."""
    console.frame({"round": given["round_id"], "checklist": given["checklist_id"], "items": []})
    library = checklist.load(given["checklists_folder"])
    with stores.opened(store) as opened:
        found = board.read(opened, library.facts, asked(opened, library, given), offices or None)
        told = agreeing.agreeing(found, top)
    if as_json:
        console.data(agreement.record(found, told))
    else:
        console.show(agreement.sheet(found, library, told, top))
