"""`hq init`, `hq enrol`, `hq revoke`, `hq group`: the store, who files into it, and with which keys."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from compliance import clock
from compliance.commands import console, options
from compliance.commands.dialogue import Dialogue
from compliance.commands.group import Command
from compliance.errors import BadInput
from compliance.headquarters import enrolling, roster
from compliance.headquarters import store as stores
from compliance.headquarters.roster import Letter
from compliance.headquarters.showing import enrolments as shown
from compliance.language import _, mark
from compliance.persian import dates
from compliance.values import yes_no

store = click.argument("store", type=click.Path(path_type=Path), metavar="STORE")
letter = options.option("--letter", metavar="NUMBER", default="", help=mark("Number of the official letter."))
letter_date = options.option("--letter-date", metavar="DATE", help=mark("Its date, such as 1405/09/08."))


@click.command("init", cls=Command, help=mark("Lay down an empty store."))
@store
@options.by
@options.lang
def init_(store: Path, by: str) -> None:
    """Run the verb."""
    stores.create(store, by)
    console.say(_("laid down: {path}").format(path=store))


@click.command(
    "enrol",
    cls=Command,
    help=mark(
        "Take in offices and their keys from enrolment files or folders of them.\n\nShows each fingerprint: it is "
        "taken only when it is the one in the official letter. The same enrolment again changes nothing."
    ),
)
@store
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@letter
@letter_date
@options.option(
    "--from", "valid_from", metavar="DATE", help=mark("First day the key counts. Default: as it was made.")
)
@options.option("--until", "valid_until", metavar="DATE", help=mark("Last day the key counts. Default: for ever."))
@options.option("--group", default="", metavar="NAME", help=mark("The group of offices in which like is compared."))
@options.option("--fingerprint", metavar="TEXT", help=mark("The fingerprint of the letter; refused when it differs."))
@options.option("--yes", is_flag=True, help=mark("Do it without asking."))
@options.by
@options.as_json
@options.lang
@click.pass_context
def enrol_(
    ctx: click.Context,
    store: Path,
    paths: tuple[Path, ...],
    letter: str,
    letter_date: str | None,
    valid_from: str | None,
    valid_until: str | None,
    group: str,
    fingerprint: str | None,
    yes: bool,
    by: str,
    as_json: bool,
) -> None:
    """Run the verb."""
    console.frame({"enrolled": []})
    found = enrolling.read(paths, fingerprint)
    official = Letter(letter, dates.write(_day(letter_date, "--letter-date")) if letter_date else "")
    dialogue = Dialogue(as_json)
    with stores.opened(store) as opened:
        console.show(shown.sheet(found), error=as_json)
        if not (yes or (not as_json and _agreed(dialogue))):
            ctx.exit(1)
        until = _day(valid_until, "--until") if valid_until else None
        with opened.changing(by) as change:
            begin = _day(valid_from, "--from") if valid_from else None
            done = roster.enrol(change, opened, found, official, begin, until, group)
    if as_json:
        console.data(shown.record(done))
    else:
        console.say(shown.said(done))


def _day(text: str | None, option: str) -> date:
    return roster.day_of(text or "", option)


def _agreed(dialogue: Dialogue) -> bool:
    """Ask until yes or no is answered; the end of input is no."""
    while True:
        line = dialogue.ask(_("Are these the fingerprints of the official letters? yes or no: "))
        answer = None if line is None else yes_no(line)
        if line is None or answer is not None:
            return bool(answer)


@click.command("revoke", cls=Command, help=mark("Let the seals of a key count no more."))
@store
@click.argument("key", metavar="KEY")
@options.option(
    "--why", required=True, callback=options.written, metavar="TEXT", help=mark("The reason, for the record.")
)
@options.option("--from", "since", metavar="DATE", help=mark("From this day on. Default: today."))
@letter
@options.by
@options.lang
def revoke_(store: Path, key: str, why: str, since: str | None, letter: str, by: str) -> None:
    """Run the verb."""
    day = _day(since, "--from") if since else clock.today()
    with stores.opened(store) as opened, opened.changing(by) as change:
        roster.revoke(change, opened, key, day, why, Letter(letter))
    console.say(_("revoked from {day} on: {key}").format(day=dates.show(day), key=key))


@click.command("group", cls=Command, help=mark("Put offices into a group in which like is compared with like."))
@store
@click.argument("name", metavar="NAME")
@click.argument("offices", nargs=-1, required=True, metavar="OFFICE...")
@options.by
@options.lang
def group_(store: Path, name: str, offices: tuple[str, ...], by: str) -> None:
    """Run the verb."""
    if any(sign.isspace() for sign in name.strip()) or not name.strip():
        raise BadInput.of("NAME", None, name, _("a name without spaces"), _("write it with - between the words"))
    with stores.opened(store) as opened, opened.changing(by) as change:
        roster.regroup(change, opened, offices, name.strip())
    console.say(_("group {name}: {offices}").format(name=name, offices=_(", ").join(offices)))
