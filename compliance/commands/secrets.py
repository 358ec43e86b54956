"""Passwords: typed unseen, read from a file, or taken from the environment; never an option's own text."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance import files
from compliance.commands import console, options
from compliance.errors import BadInput
from compliance.filing import keys
from compliance.filing.keys import SHORTEST_PASSWORD
from compliance.language import _, mark
from compliance.persian import numbers

if TYPE_CHECKING:
    import minisign

VARIABLE = "COMPLIANCE_PASSWORD"
_LONGEST = 1024  # signs of a password
_LARGEST = 2**20  # bytes of a file with one
_TRIES = 3

password_file = options.option(
    "--password-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("A file whose first line is the password. Default: COMPLIANCE_PASSWORD, else it is asked."),
)
director_password_file = options.option(
    "--director-password-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark(
        "A file whose first line is the password of the director's key. Default: COMPLIANCE_PASSWORD, else it is "
        "asked."
    ),
)
new_password_file = options.option(
    "--new-password-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("A file whose first line is the new key's password. Default: the same as the old one's."),
)


def opened(key: Path, file: Path | None) -> minisign.SecretKey:
    """Return a secret key, opened; one who types the password may try three times."""
    for left in reversed(range(_TRIES)):
        given = _given(file)
        typed = given if given is not None else _typed(_("Password of {key}: ").format(key=key.name))
        try:
            return keys.secret(key, typed)
        except BadInput as error:
            if given is not None or not left or not sys.stdin.isatty():
                raise
            console.note(_("{key}: {seen}").format(key=key.name, seen=error.problems[0].seen))
    raise AssertionError("the last try returns or raises")


def new(file: Path | None) -> str:
    """Return a password for a new key, typed twice; BadInput for one that is too short."""
    given = _given(file)
    if given is None:
        given = _typed(_("New password, at least {n} signs: ").format(n=numbers.digits(SHORTEST_PASSWORD)))
        if given != _typed(_("Once more: ")):
            raise BadInput.of(
                _("the password"), None, _("two different passwords"), _("the same twice"), _("begin again")
            )
    if len(given) < SHORTEST_PASSWORD:
        n = numbers.digits(SHORTEST_PASSWORD)
        raise BadInput.of(
            str(file) if file is not None else VARIABLE if VARIABLE in os.environ else _("the password"),
            None,
            _("a password of {n} signs").format(n=numbers.digits(len(given))),
            _("at least {n} signs").format(n=n),
            _("several words that only you know are easy to keep in mind"),
        )
    return given


def _given(file: Path | None) -> str | None:
    if file is not None:
        return files.decode(files.read_bytes(file, _LARGEST), str(file)).split("\n")[0].removesuffix("\r")
    return os.environ.get(VARIABLE)


def _typed(prompt: str) -> str:
    import getpass

    if not sys.stdin.isatty():
        line = sys.stdin.readline(_LONGEST)
        if not line:
            raise BadInput.of(
                _("the password"),
                None,
                _("the end of input: nobody is there to type it"),
                _("a password"),
                _(
                    "name a file with it by --password-file (for the director's key by --director-password-file), "
                    "or set COMPLIANCE_PASSWORD"
                ),
            )
        return line.rstrip("\r\n")
    return getpass.getpass(console.fitted(prompt))
