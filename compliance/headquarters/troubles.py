"""What SQLite and the disk say, told to people: a record that is busy, full, read-only or damaged."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.errors import BadInput, CannotAccess
from compliance.language import _

if TYPE_CHECKING:
    from compliance.headquarters.store import Store

_MISTAKES = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError)


class Explained:
    """Turn what SQLite says of the record into what people can act on; mistakes of this program stay as they are.

    It surrounds every question to the record, which is why it is a class: a generator takes five times as long.
    """

    def __init__(self, record: Path) -> None:
        self._record = record

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, _MISTAKES):
            raise of(self._record, error) from error


def of(record: Path, error: sqlite3.DatabaseError) -> BadInput | CannotAccess:
    """Return what an error of SQLite means."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return CannotAccess(
            str(record), _("another program is writing this file"), _("wait until it has ended, and run again")
        )
    if name.startswith("SQLITE_FULL"):
        return CannotAccess(
            str(record),
            _("the disk is full"),
            _("make room and run again: what was recorded stays, and it goes on from there"),
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return CannotAccess(
            str(record),
            _("this place can only be read"),
            _("ask for the right to this folder, or copy the store to a place that can be written"),
        )
    if name.startswith("SQLITE_IOERR"):
        return CannotAccess(
            str(record), _("the disk did not do what was asked of it"), _("check the disk, and the room on it")
        )
    return damaged(record)


def explain(store: Store, record: Path, error: BaseException) -> None:
    """Raise what a mistake means in a record that is not what its log says; nothing where the record is sound."""
    from compliance.headquarters import checking

    found = checking.record(store)
    if found:
        raise BadInput.of(
            str(record),
            None,
            _("a record that was altered: {row}").format(row=max(found[0].seen, found[0].expected, key=len)),
            _("the record as its log says"),
            _("“hq log --check” names all that was altered; bring the store back from a copy"),
        ) from error


def damaged(record: Path) -> BadInput:
    """Return what is said of a file that is no record."""
    return BadInput.of(
        str(record),
        None,
        _("a file that is no record of headquarters, or a damaged one"),
        _("the file as this program wrote it"),
        _("bring it back from a copy; the filings themselves lie beside it, and collecting them again fills it"),
    )
