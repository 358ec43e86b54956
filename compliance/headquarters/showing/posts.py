"""That letters were laid down: how many, and which lie beside earlier ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from compliance.headquarters.posting import Laid, Posted
from compliance.headquarters.reminding import Due
from compliance.language import _
from compliance.persian import numbers
from compliance.report.records import Record


def told(posted: Posted, folder: Path) -> Iterator[str]:
    """Yield what became of the letters."""
    yield _("letters written: {n} in {path}").format(n=numbers.show(posted.written), path=folder)
    if posted.there:
        yield _("there already, word for word: {n}").format(n=numbers.show(posted.there))
    if posted.beside:
        yield _("earlier letters of another text were left; the new ones lie beside them, numbered: {n}").format(
            n=numbers.show(posted.beside)
        )


def one(laid: Laid) -> str:
    """Return what became of one paper."""
    if laid.number == 0:
        text = _("there already, word for word: {path}")
    elif laid.number > 1:
        text = _("an earlier one of another content was left; written beside it: {path}")
    else:
        text = _("written: {path}")
    return text.format(path=laid.path)


def reminded(found: Due, posted: Posted) -> Record:
    """Return whom headquarters reminded, for programs."""
    return {
        "round": found.round.id,
        "offices": [office.id for office, _came in found.offices],
        "unaccepted": [
            {"office": office.id, "status": came.status, "reason": came.reason or None}
            for office, came in found.offices
            if came is not None
        ],
        "letters": posted._asdict(),
        "problems": [],
    }
