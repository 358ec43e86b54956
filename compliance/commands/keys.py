"""`keys`: the keys with which an office and its director seal what goes to headquarters."""

from __future__ import annotations

from pathlib import Path

import click

from compliance.commands import console, options, secrets
from compliance.commands.group import Group
from compliance.filing import seals
from compliance.language import mark
from compliance.model.filing import Enrolment
from compliance.report.screens import enrolments as shown
from compliance.usecases import filing_papers, keeping_keys
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


def _open(office: Path, role: str, folder: Path | None) -> tuple[Opened, Path]:
    """Return the office and the folder of its keys."""
    console.frame({"role": role})
    seals.package()
    return open_office(office), folder or office / keeping_keys.FOLDER


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
@options.as_json
@options.lang
def new(office: Path, role: str, folder: Path | None, password_file: Path | None, as_json: bool) -> None:
    """Run the verb."""
    opened, place = _open(office, role, folder)
    keeping_keys.check_none(Files.of(place, opened.folder.office.id, role))
    made = keeping_keys.new(opened.folder.office, place, role, secrets.new(password_file))
    _tell(opened, made, place, as_json)


@command.command(
    "show",
    help=mark(
        "Show the fingerprint of a key, as the official letter prints it.\n\n--paper writes its form, to be printed, "
        "signed and sent as an official letter."
    ),
)
@options.office
@role
@into
@options.option("--paper", type=click.Path(path_type=Path), metavar="FILE", help=mark(".pdf, .docx, .html or .md."))
@options.as_json
@options.lang
def show(office: Path, role: str, folder: Path | None, paper: Path | None, as_json: bool) -> None:
    """Run the verb."""
    opened, place = _open(office, role, folder)
    found = keeping_keys.shown(opened.folder.office, place, role)
    if paper is not None:
        filing_papers.write_form(opened, found, paper)
    _say(found, Files.of(place, opened.folder.office.id, role), paper, as_json)


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
@options.option("--lost", is_flag=True, help=mark("The old key or its password is lost: the letter alone vouches."))
@options.as_json
@options.lang
def rotate(
    office: Path,
    role: str,
    folder: Path | None,
    password_file: Path | None,
    new_password_file: Path | None,
    lost: bool,
    as_json: bool,
) -> None:
    """Run the verb."""
    opened, place = _open(office, role, folder)
    described = opened.folder.office
    keeping_keys.shown(described, place, role)
    old = None if lost else secrets.opened(Files.of(place, described.id, role).secret, password_file)
    made = keeping_keys.rotate(described, place, role, old, secrets.new(new_password_file or password_file))
    _tell(opened, made, place, as_json)


def _tell(opened: Opened, made: Enrolment, folder: Path, as_json: bool) -> None:
    """Write the form beside a new key, and say what is to be done with each part."""
    place = Files.of(folder, made.office.id, made.role)
    filing_papers.write_form(opened, made, place.form)
    _say(made, place, place.form, as_json)


def _say(made: Enrolment, place: Files, form: Path | None, as_json: bool) -> None:
    folder = place.secret.parent
    old = Files.old(folder, made.office.id, made.role, made.replaces).secret if made.replaces else None
    seal = place.seal if made.replaces and place.seal.exists() else None
    parts = shown.Parts(place.secret, place.enrolment, form, old if old and old.exists() else None, seal)
    if as_json:
        console.data(shown.record(made, parts))
    else:
        console.show(shown.sheet(made, parts))
