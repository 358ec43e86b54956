"""`hq round`, `hq status`, `hq remind`: when a round runs, how offices stand to it, and who is reminded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from compliance import checklist, clock, files
from compliance.commands import console, options
from compliance.commands.group import Command, Group
from compliance.commands.hq.store import letter, letter_date, official, store
from compliance.headquarters import reminding, roster, rounds_check, running
from compliance.headquarters import rounds as held
from compliance.headquarters import store as stores
from compliance.headquarters.keyring import Letter
from compliance.headquarters.roster import Standing
from compliance.headquarters.running import Opening
from compliance.headquarters.showing import letters, posts
from compliance.headquarters.showing import rounds as shown
from compliance.language import _, mark
from compliance.persian import numbers
from compliance.schema import listed

round_id = click.argument("round_id", metavar="ROUND")
of_round = options.option(
    "--round", "round_id", required=True, metavar="ROUND", help=mark("The round, such as 1405-2.")
)
_STATUSES = tuple(status.value for status in Standing)


@click.group("round", cls=Group, help=mark("Open, extend and close rounds; every change is logged."))
@options.lang
def round_() -> None:
    """Stand before the verbs of rounds."""


@round_.command(
    "open", help=mark("Open a round for filings; one that is planned in rounds.yaml keeps what stands there.")
)
@store
@round_id
@options.option("--from", "day", metavar="DATE", help=mark("First day. Default: today."))
@options.option("--close", metavar="DATE", help=mark("Last day; what comes later is late."))
@options.option("--title", callback=options.written, metavar="TEXT", help=mark("What the round is called."))
@options.option(
    "--panel",
    callback=options.written,
    metavar="NAME",
    help=mark("Kind of round; only rounds of one kind are compared."),
)
@options.option(
    "--eligible",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Ids of the eligible offices, one a line. Default: all."),
)
@options.option(
    "--checklist",
    "checklists",
    multiple=True,
    metavar="ID=VERSION",
    help=mark("A checklist of the round. Default: all in force."),
)
@options.by
@options.checklists
@options.lang
def open_(store: Path, round_id: str, eligible: Path | None, by: str, **given: Any) -> None:
    """Run the verb."""
    begin = roster.day_of(given["day"], "--from") if given["day"] else clock.today()
    end = roster.day_of(given["close"], "--close") if given["close"] else None
    versions = tuple(_version(text) for text in given["checklists"]) or None
    library = checklist.load(given["checklists_folder"])
    with stores.opened(store) as opened:
        rounds_check.of_opening(opened, round_id, versions, library)
        ids = None if eligible is None else tuple(roster.check_known(opened, files.read_text(eligible).split()))
        said = Opening(begin, end, given["title"], given["panel"], ids, versions)
        console.say(shown.sentence(running.open_(opened, by, round_id, said)))


def _version(text: str) -> tuple[str, str]:
    id_, sign, version = text.partition("=")
    if not sign or not id_.strip() or not version.strip():
        raise click.BadParameter(_("write ID=VERSION, such as programme=1"), param_hint="--checklist")
    return id_.strip(), version.strip()


@round_.command("extend", help=mark("Move the last day of a round; the planned days stay on record."))
@store
@round_id
@options.option("--close", required=True, metavar="DATE", help=mark("The new last day."))
@letter
@options.by
@options.lang
def extend(store: Path, round_id: str, close: str, letter: str, by: str) -> None:
    """Run the verb."""
    with stores.opened(store) as opened:
        console.say(shown.sentence(running.extend(opened, by, round_id, roster.day_of(close, "--close"), letter)))


@round_.command("close", help=mark("Close a round: filings that come later are marked late."))
@store
@round_id
@options.option("--on", "day", metavar="DATE", help=mark("Its last day. Default: today."))
@options.by
@options.lang
def close(store: Path, round_id: str, day: str | None, by: str) -> None:
    """Run the verb."""
    last = roster.day_of(day, "--on") if day else clock.today()
    with stores.opened(store) as opened:
        console.say(shown.sentence(running.close(opened, by, round_id, last)))


@round_.command("list", help=mark("List the rounds with their planned and actual days."))
@store
@options.visual
@options.as_json
@options.lang
def list_(store: Path, as_json: bool) -> None:
    """Run the verb."""
    console.frame({"rounds": []})
    with stores.opened(store) as opened:
        found = held.read(opened.folder)
    if as_json:
        console.data({"rounds": [held.plain(one) for one in found.values()], "problems": []})
    else:
        console.show(shown.sheet(found.values(), clock.today()))


@click.command(
    "status", cls=Command, help=mark("Say how offices stand to a round: who refused, or asked to be left out.")
)
@store
@click.argument("status", type=click.Choice(_STATUSES), metavar="STATUS")
@click.argument("offices", nargs=-1, required=True, metavar="OFFICE...")
@of_round
@letter
@options.by
@options.lang
def status_(store: Path, status: str, offices: tuple[str, ...], round_id: str, letter: str, by: str) -> None:
    """Run the verb."""
    with stores.opened(store) as opened:
        name = running.of_any(opened, round_id)
        with opened.changing(by) as change:
            roster.set_status(change, opened, name, offices, Standing(status), Letter(letter))
    said = _(shown.STANDING[Standing(status)])
    console.say(
        _("round {round}, {status}: {offices}").format(
            round=numbers.digits(name), status=said, offices=listed(offices)
        )
    )


@click.command("remind", cls=Command, help=mark("Write a follow-up letter to every office that has not filed yet."))
@store
@of_round
@options.option(
    "--into",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help=mark("Where the letters go."),
)
@letter
@letter_date
@options.by
@options.as_json
@options.lang
def remind_(
    store: Path, round_id: str, folder: Path, letter: str, letter_date: str | None, by: str, as_json: bool
) -> None:
    """Run the verb."""
    console.frame({"round": round_id, "offices": []})
    before = official(letter, letter_date)
    with stores.opened(store) as opened:
        found = reminding.due(opened, round_id)
        texts = {o.id: letters.reminder(o, found.round, clock.today(), before, came) for o, came in found.offices}
        posted = reminding.write(opened, by, found, before, texts, folder)
    if as_json:
        console.data(posts.reminded(found, posted))
        return
    for line in posts.told(posted, folder) if texts else [_("Nobody has to be reminded.")]:
        console.say(line)
