"""`keys`: the keys with which an office and its director seal what goes to headquarters."""

from __future__ import annotations

from pathlib import Path

import click

from compliance import files
from compliance.commands import console, options, secrets
from compliance.commands.group import Group
from compliance.filing import keys, seals
from compliance.language import _, mark
from compliance.model.filing import Enrolment
from compliance.persian import dates
from compliance.report.filing_paper import ROLES
from compliance.usecases import filing, keeping_keys
from compliance.usecases.keeping_keys import Files
from compliance.usecases.opening import Opened, open_office

role = options.option(
    "--role",
    type=click.Choice(seals.ROLES),
    default="office",
    show_default=True,
    help=mark("Whose key: the office's, or its director's."),
)
into = options.option(
    "--into",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help=mark("Where the key lies. Default: the folder keys of the office."),
)


@click.group(cls=Group, help=mark("Make, show and replace the keys that seal what goes to headquarters."))
@options.lang
def command() -> None:
    """Stand before the verbs of keys."""


@command.command(
    "new",
    help=mark(
        "Make a key behind a password, with the enrolment for headquarters.\n\nIts form is printed, signed and sent "
        "as an official letter; headquarters compares the fingerprint with that of the file."
    ),
)
@options.office
@role
@into
@secrets.password_file
@options.lang
def new(office: Path, role: str, folder: Path | None, password_file: Path | None) -> None:
    """Run the verb."""
    opened = open_office(office)
    described = opened.folder.office
    place = folder or office / keeping_keys.FOLDER
    made = keeping_keys.new(described, place, role, secrets.new(password_file))
    _tell(opened, made, place)


@command.command("show", help=mark("Show the fingerprint of a key, as the official letter prints it."))
@options.office
@role
@into
@options.as_json
@options.lang
def show(office: Path, role: str, folder: Path | None, as_json: bool) -> None:
    """Run the verb."""
    opened = open_office(office)
    described = opened.folder.office
    place = folder or office / keeping_keys.FOLDER
    found = keeping_keys.read(Files.of(place, described.id, role).enrolment)
    if as_json:
        console.data({**keys.plain(found), "problems": []})
        return
    _say(found)


@command.command(
    "rotate",
    help=mark(
        "Replace a key by a new one.\n\nThe old key seals the new enrolment and is kept; headquarters takes the new "
        "key from the official letter, as it took the first."
    ),
)
@options.office
@role
@into
@secrets.password_file
@secrets.new_password_file
@options.lang
def rotate(
    office: Path, role: str, folder: Path | None, password_file: Path | None, new_password_file: Path | None
) -> None:
    """Run the verb."""
    opened = open_office(office)
    described = opened.folder.office
    place = folder or office / keeping_keys.FOLDER
    old = secrets.known(password_file, Files.of(place, described.id, role).secret)
    made = keeping_keys.rotate(described, place, role, old, secrets.new(new_password_file or password_file))
    _tell(opened, made, place)


def _tell(opened: Opened, made: Enrolment, folder: Path) -> None:
    """Say what was written and what is to be done with it; the form is written beside it."""
    place = Files.of(folder, made.office.id, made.role)
    form = place.enrolment.with_suffix(".html")
    files.write(form, filing.form(opened, made, form.suffix))
    _say(made)
    console.say(_("secret, never give it away: {path}").format(path=place.secret))
    console.say(_("send to headquarters: {path}").format(path=place.enrolment))
    console.say(_("print, sign and send by official letter: {path}").format(path=form))


def _say(made: Enrolment) -> None:
    console.say(_("key of {office}: {role}").format(office=made.office.id, role=_(ROLES[made.role])))
    console.say(_("fingerprint: {groups}").format(groups=keys.grouped(keys.fingerprint(made.key))))
    console.say(_("made on {day}").format(day=dates.show(made.made)))
