"""An office's enrolment read from the file in which its key travels."""

from __future__ import annotations

from pathlib import Path

from compliance import files, schema
from compliance.errors import BadInput
from compliance.filing import canonical, keys
from compliance.language import _
from compliance.model.filing import Enrolment
from compliance.schema import quoted

SCHEMA = "enrolment"


def read(path: Path) -> Enrolment:
    """Return an enrolment; BadInput with what is wrong with the file."""
    try:
        made = canonical.read(files.read_bytes(path))
        wrong = schema.first_wrong(made, SCHEMA)
    except canonical.Ambiguous as error:
        wrong = str(error)
    if wrong is None:
        enrolment = keys.enrolment(made)
        keys.public(enrolment.key, str(path))
        if keys.fingerprint(enrolment.key) == made["fingerprint"]:
            return enrolment
        wrong = _("a fingerprint of another key")
    raise BadInput.of(
        str(path), None, quoted(wrong), _("an enrolment made by “keys new”"), _("ask the office for the file again")
    )
