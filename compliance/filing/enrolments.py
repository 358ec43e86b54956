"""An office's enrolment read from the file in which its key travels."""

from __future__ import annotations

from pathlib import Path

from compliance import files, schema
from compliance.errors import BadInput
from compliance.filing import canonical, keys, misread
from compliance.language import _
from compliance.model.filing import Enrolment

SCHEMA = "enrolment"


def read(path: Path) -> Enrolment:
    """Return an enrolment; BadInput with what is wrong with the file."""
    try:
        made = canonical.read(files.read_bytes(path))
    except canonical.Ambiguous as error:
        raise _refused(path, misread.of_json(str(error))) from error
    wrong = schema.first_wrong(made, SCHEMA)
    if wrong is not None:
        raise _refused(path, *misread.shown(wrong))
    enrolment = keys.enrolment(made)
    keys.public(enrolment.key, str(path))
    if keys.fingerprint(enrolment.key) != made["fingerprint"]:
        raise _refused(path, _("a fingerprint of another key"))
    return enrolment


def _refused(path: Path, seen: str, expected: str = "") -> BadInput:
    """Return what is wrong with the file; where nothing more is known, an enrolment was expected."""
    made = _("an enrolment made by “keys new”")
    return BadInput.of(
        str(path),
        None,
        seen,
        _("{expected}, as in {whole}").format(expected=expected, whole=made) if expected else made,
        _("ask the office for the file again"),
    )
