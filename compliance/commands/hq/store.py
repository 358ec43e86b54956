"""`hq init`, `hq enrol`, `hq offices`, `hq describe`, `hq group`, `hq revoke`: the store, and who files into it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from compliance import checklist, clock
from compliance.commands import console, options
from compliance.commands.dialogue import Dialogue
from compliance.commands.group import Command
from compliance.errors import BadInput
from compliance.headquarters import enrolling, keyring, roster
from compliance.headquarters import store as stores
from compliance.headquarters.enrolling import Consent, Considered, Taken
from compliance.headquarters.keyring import Letter
from compliance.headquarters.showing import enrolments as shown
from compliance.headquarters.showing.letters import name_of
from compliance.language import _, mark
from compliance.persian import dates, numbers
from compliance.persian.letters import ascii_digits
from compliance.schema import listed, quoted
from compliance.values import yes_no

store = click.argument("store", type=click.Path(path_type=Path), metavar="STORE")
letter = options.option("--letter", metavar="NUMBER", default="", help=mark("Number of the official letter."))
letter_date = options.option("--letter-date", metavar="DATE", help=mark("Its date, such as 1405/09/08."))


def official(number: str, day: str | None) -> Letter:
    """Return a letter with its day, checked."""
    if day and not number.strip():
        raise BadInput.of(
            "--letter-date",
            None,
            quoted(day),
            _("the number of that letter as well"),
            _("give both: --letter NUMBER"),
        )
    return Letter(ascii_digits(number.strip()), dates.write(roster.day_of(day, "--letter-date")) if day else "")


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
        "taken only when it is the one in the official letter. The same enrolment again notes its letter and changes "
        "nothing else; a key that replaces another ends it."
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
@options.option(
    "--yes",
    is_flag=True,
    help=mark("Do it without asking; a key that the office's old one did not seal has to be named as a file."),
)
@options.by
@options.visual
@options.as_json
@options.lang
def enrol_(paths: tuple[Path, ...], **given: Any) -> None:
    """Run the verb."""
    console.frame({"enrolled": [], "left": []})
    found = enrolling.read(paths, given["fingerprint"])
    by_letter = official(given["letter"], given["letter_date"])
    begin, until = (
        roster.day_of(given[name], option) if given[name] else None
        for name, option in (("valid_from", "--from"), ("valid_until", "--until"))
    )
    with stores.opened(given["store"]) as opened:
        considered = enrolling.consider(opened, found)
        console.show(shown.sheet(considered), error=given["as_json"])
        consent = Consent.OPTION if given["yes"] else _consent(considered, given["as_json"])
        taken = [one for one in considered if enrolling.allowed(one, consent)]
        with opened.changing(given["by"]) as change:
            done = enrolling.take(change, opened, taken, by_letter, begin, until, roster.group_of(given["group"]))
    left = [one for one in considered if one not in taken]
    _say(done, left, consent, given["as_json"])
    click.get_current_context().exit(1 if left else 0)


def _say(done: list[Taken], left: list[Considered], consent: Consent, as_json: bool) -> None:
    first, *others = shown.said(done, left, consent)
    if as_json:
        console.data(shown.record(done, left))
    else:
        console.say(first)
    for text in others:
        console.note(text)


def _consent(considered: list[Considered], as_json: bool) -> Consent:
    """Ask until yes or no is answered; nobody is asked about keys that are there already."""
    if all(one.what == "there" for one in considered):
        return Consent.OPTION
    dialogue = Dialogue(as_json)
    while True:
        line = dialogue.ask(_("Are these the fingerprints of the official letters? yes or no: "))
        if line is None:
            return Consent.NOBODY
        answer = yes_no(line)
        if answer is not None:
            return Consent.ANSWERED if answer else Consent.REFUSED


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
    if not said:
        raise click.UsageError(_("say what changes: --name, --name-en, --body or --province"))
    said = roster.described(said, checklist.load().provinces)
    with stores.opened(store) as opened, opened.changing(by) as change:
        (id_,) = roster.check_known(opened, [office])
        after = roster.describe(change, roster.offices(opened)[id_], by_letter, **said)
        advice = roster.likeness(opened, id_, said["body"]) if "body" in said else None
    console.say(
        _("{office}: {name}, body {body}, province {province}").format(
            office=after.id, name=name_of(after, after.id), body=after.body, province=after.province
        )
    )
    if advice is not None:
        console.note(_("no other office is of the body {body}; {advice}").format(body=after.body, advice=advice))


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
    group = roster.group_of(name)
    if not group:
        raise BadInput.of("NAME", None, quoted(name), _("the name of a group"), _("write a name"))
    with stores.opened(store) as opened, opened.changing(by) as change:
        roster.regroup(change, opened, offices, group)
    console.say(_("group {name}: {offices}").format(name=group, offices=listed(offices)))
