"""`hq init`, `hq enrol`, `hq offices`, `hq describe`, `hq group`, `hq revoke`: the store, and who files into it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from compliance import clock
from compliance.commands import console, options
from compliance.commands.dialogue import Dialogue
from compliance.commands.group import Command
from compliance.errors import BadInput
from compliance.headquarters import enrolling, keyring, roster
from compliance.headquarters import store as stores
from compliance.headquarters.enrolling import Considered
from compliance.headquarters.keyring import Letter
from compliance.headquarters.showing import enrolments as shown
from compliance.headquarters.showing.letters import name_of
from compliance.language import _, mark
from compliance.persian import dates, numbers
from compliance.schema import listed, quoted
from compliance.values import yes_no

store = click.argument("store", type=click.Path(path_type=Path), metavar="STORE")
letter = options.option("--letter", metavar="NUMBER", default="", help=mark("Number of the official letter."))
letter_date = options.option("--letter-date", metavar="DATE", help=mark("Its date, such as 1405/09/08."))


def official(number: str, day: str | None) -> Letter:
    """Return a letter with its day, checked."""
    return Letter(number.strip(), dates.write(roster.day_of(day, "--letter-date")) if day else "")


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
        "taken only when it is the one in the official letter. The same enrolment again changes nothing; a key that "
        "replaces another ends it."
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
@options.visual
@options.as_json
@options.lang
def enrol_(paths: tuple[Path, ...], **given: Any) -> None:
    """Run the verb."""
    console.frame({"enrolled": []})
    found = enrolling.read(paths, given["fingerprint"])
    by_letter = official(given["letter"], given["letter_date"])
    begin, until = (
        roster.day_of(given[name], option) if given[name] else None
        for name, option in (("valid_from", "--from"), ("valid_until", "--until"))
    )
    with stores.opened(given["store"]) as opened:
        considered = enrolling.consider(opened, found)
        console.show(shown.sheet(considered), error=given["as_json"])
        agreed = given["yes"] or _agreed(considered, given["as_json"], any(path.is_dir() for path in paths))
        if agreed:
            with opened.changing(given["by"]) as change:
                enrolling.take(change, opened, considered, by_letter, begin, until, _group(given["group"]))
    _say(considered, agreed, given["as_json"])
    click.get_current_context().exit(0 if agreed else 1)


def _say(considered: list[Considered], agreed: bool, as_json: bool) -> None:
    if as_json:
        console.data(shown.record(considered, agreed))
    else:
        console.say(shown.said(considered) if agreed else _("nothing was enrolled"))


def _agreed(considered: list[Considered], as_json: bool, folder: bool) -> bool:
    """Ask until yes or no is answered.

    The end of input is no for a file. A folder of enrolments is taken where nobody is there to answer, and that is
    said: nobody compares hundreds of fingerprints at a prompt.
    """
    if all(one.what == "there" for one in considered):
        return True
    dialogue = Dialogue(as_json)
    while True:
        line = dialogue.ask(_("Are these the fingerprints of the official letters? yes or no: "))
        answer = None if line is None else yes_no(line)
        if answer is not None:
            return answer
        if line is None and folder:
            console.note(_("nobody was asked: compare each fingerprint with its letter (hq offices)"))
            return True
        if line is None:
            return False


def _group(name: str) -> str:
    """Return the name of a group; BadInput for one with spaces, which options could not name."""
    if any(sign.isspace() for sign in name.strip()):
        raise BadInput.of(
            "NAME", None, quoted(name), _("a name without spaces"), _("write it with - between the words")
        )
    return name.strip()


@click.command("offices", cls=Command, help=mark("List the enrolled offices with their keys."))
@store
@click.argument("offices", nargs=-1, metavar="[OFFICE]...")
@options.visual
@options.as_json
@options.lang
def offices_(store: Path, offices: tuple[str, ...], as_json: bool) -> None:
    """Run the verb."""
    console.frame({"offices": []})
    with stores.opened(store) as opened:
        there, held = roster.offices(opened), keyring.all_keys(opened)
        chosen = [there[id_] for id_ in roster.check_known(opened, offices or there)]
    if as_json:
        console.data(shown.roll_record(chosen, held, clock.today()))
    else:
        console.show(shown.roll(chosen, held, clock.today()))


@click.command(
    "describe", cls=Command, help=mark("Change an office's name, body or province; what it was stays on record.")
)
@store
@click.argument("office", metavar="OFFICE")
@options.option("--name", callback=options.written, metavar="TEXT", help=mark("Its Persian name."))
@options.option("--name-en", callback=options.written, metavar="TEXT", help=mark("Its English name."))
@options.option("--body", callback=options.written, metavar="ID", help=mark("Id of its body."))
@options.option("--province", callback=options.written, metavar="ID", help=mark("Id of its province."))
@letter
@letter_date
@options.by
@options.lang
def describe_(store: Path, office: str, letter: str, letter_date: str | None, by: str, **new: str | None) -> None:
    """Run the verb."""
    said = {"name_fa" if name == "name" else name: text for name, text in new.items() if text is not None}
    by_letter = official(letter, letter_date)
    roster.check_ids(said)
    with stores.opened(store) as opened, opened.changing(by) as change:
        (id_,) = roster.check_known(opened, [office])
        after = roster.describe(change, roster.offices(opened)[id_], by_letter, **said)
    console.say(
        _("{office}: {name}, body {body}, province {province}").format(
            office=after.id, name=name_of(after, after.id), body=after.body, province=after.province
        )
    )


@click.command("revoke", cls=Command, help=mark("Let the seals of a key count no more."))
@store
@click.argument("key", metavar="KEY")
@options.option(
    "--why", required=True, callback=options.written, metavar="TEXT", help=mark("The reason, for the record.")
)
@options.option("--from", "since", metavar="DATE", help=mark("From this day on. Default: today."))
@letter
@letter_date
@options.by
@options.lang
def revoke_(
    store: Path, key: str, why: str, since: str | None, letter: str, letter_date: str | None, by: str
) -> None:
    """Run the verb."""
    day: date = roster.day_of(since, "--from") if since else clock.today()
    with stores.opened(store) as opened:
        with opened.changing(by) as change:
            revoked = keyring.revoke(change, opened, key, day, why, official(letter, letter_date))
        standing = keyring.still_standing(opened, revoked)
    console.say(
        _("revoked from {day} on: {key} of {office}").format(day=dates.show(day), key=key, office=revoked.office)
    )
    for one in standing:
        said = _(
            "taken before and still counted: round {round}, {sha256}; a new filing of the office takes its place"
        )
        console.note(said.format(round=numbers.digits(one.round), sha256=one.sha256))


@click.command("group", cls=Command, help=mark("Put offices into a group in which like is compared with like."))
@store
@click.argument("name", metavar="NAME")
@click.argument("offices", nargs=-1, required=True, metavar="OFFICE...")
@options.by
@options.lang
def group_(store: Path, name: str, offices: tuple[str, ...], by: str) -> None:
    """Run the verb."""
    if not name.strip():
        raise BadInput.of(
            "NAME", None, quoted(name), _("a name without spaces"), _("write it with - between the words")
        )
    with stores.opened(store) as opened, opened.changing(by) as change:
        roster.regroup(change, opened, offices, _group(name))
    console.say(_("group {name}: {offices}").format(name=name.strip(), offices=listed(offices)))
