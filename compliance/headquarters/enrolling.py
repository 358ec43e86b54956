"""Enrolments brought together from files and folders, held against the fingerprint of a letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from compliance.errors import BadInput, Problem
from compliance.filing import keys
from compliance.language import _
from compliance.model.filing import Enrolment
from compliance.schema import quoted
from compliance.usecases import keeping_keys

FOLDER = "enrolment"


def read(paths: Sequence[Path], fingerprint: str | None) -> list[Enrolment]:
    """Return the enrolments of files and folders; BadInput with everything that is wrong in any of them."""
    found, problems = [], list[Problem]()
    for path in _files(paths):
        try:
            found.append(keeping_keys.read(path))
        except BadInput as error:
            problems += error.problems
    if not found and not problems:
        name = str(paths[0])
        raise BadInput.of(
            name, None, _("no enrolment"), _("enrolment.json, or a folder of them"), _("name another path")
        )
    problems += _differing(found, fingerprint)
    if problems:
        raise BadInput(problems)
    return found


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = path / FOLDER if (path / FOLDER).is_dir() else path
            yield from sorted(inside.rglob("*.json"))
        else:
            yield path


def _differing(found: Sequence[Enrolment], fingerprint: str | None) -> Iterator[Problem]:
    if fingerprint is None:
        return
    wanted = "".join(sign for sign in fingerprint.lower() if sign in "0123456789abcdef")
    for enrolment in found:
        seen = keys.fingerprint(enrolment.key)
        if seen != wanted:
            yield Problem(
                "--fingerprint",
                None,
                quoted(keys.grouped(seen)),
                _("the fingerprint of the letter"),
                _("do not enrol this key; ask the office by a known telephone number"),
            )
