"""The store of headquarters: a folder with one SQLite file as its record, what it took and what it turned away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from compliance import clock, files
from compliance.errors import BadInput, CannotAccess
from compliance.headquarters import log
from compliance.language import _

FILE = "store.db"
FILINGS = "filings"
QUARANTINE = "quarantine"
PARQUET = "parquet"
_FORMAT = "1"
_WAIT = 10.0  # seconds for another program to finish writing


class Store:
    """An open store; close it, or use it in a `with` block."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder, self.connection = folder, connection

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def ask(self, sql: str, *values: Any) -> list[Any]:
        """Return the rows of a question."""
        return self.connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        """Return the first row of a question, None for none."""
        return self.connection.execute(sql, values).fetchone()

    @contextmanager
    def changing(self, who: str) -> Iterator[Change]:
        """Change the record and its log together, or not at all."""
        try:
            self.connection.execute("begin immediate")
        except sqlite3.OperationalError as error:
            raise _busy(self.folder) from error
        try:
            yield Change(self.connection, who)
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()


class Change:
    """One change of the record: every deed goes into the log, and what it changes bears the deed's number."""

    def __init__(self, connection: sqlite3.Connection, who: str) -> None:
        self.connection, self.who = connection, who
        self.last = log.head(connection)

    def told(self, deed: str, data: dict[str, Any]) -> int:
        """Write a deed into the log and return its number."""
        self.last = log.append(self.connection, self.last, clock.now(), self.who, deed, data)
        return self.last.seq

    def run(self, sql: str, *values: Any) -> None:
        """Run a statement."""
        self.connection.execute(sql, values)

    def insert(self, table: str, **values: Any) -> int:
        """Insert a row and return its number."""
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        cursor = self.connection.execute(f"insert into {table} ({names}) values ({marks})", tuple(values.values()))
        return int(cursor.lastrowid or 0)


def create(folder: Path, who: str) -> None:
    """Lay down an empty store; BadInput where something lies there already."""
    if folder.exists() and any(folder.iterdir()):
        raise BadInput.of(
            str(folder),
            None,
            _("a folder that is not empty"),
            _("an empty folder, or none"),
            _("name another folder"),
        )
    for name in (FILINGS, QUARANTINE, PARQUET):
        files.make_folder(folder / name)
    connection = _connect(folder / FILE)
    try:
        connection.executescript((Path(__file__).parent / "sql" / "schema.sql").read_text("utf-8"))
        connection.execute("insert into meta values ('format', ?)", (_FORMAT,))
    finally:
        connection.close()
    with opened(folder) as store, store.changing(who) as change:
        change.told("init", {"format": _FORMAT})


def opened(folder: Path) -> Store:
    """Open a store; BadInput for a folder that is none, or of a newer program."""
    path = folder / FILE
    if not path.is_file():
        raise BadInput.of(
            str(folder),
            None,
            _("a folder without {file}").format(file=FILE),
            _("a store"),
            _("lay one down: hq init"),
        )
    connection = _connect(path)
    try:
        format_ = connection.execute("select value from meta where key = 'format'").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        raise BadInput.of(
            str(path),
            None,
            _("a file that is no record of headquarters, or a damaged one"),
            _("the file as this program wrote it"),
            _("bring it back from a copy"),
        ) from error
    if format_ != (_FORMAT,):
        connection.close()
        raise BadInput.of(
            str(path),
            None,
            _("a record of another version"),
            _("version {n}").format(n=_FORMAT),
            _("bring the program up to date"),
        )
    return Store(folder, connection)


def _connect(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute("pragma cache_size = -65536")
    except sqlite3.OperationalError as error:
        raise CannotAccess(
            str(path), str(error), _("look at the rights of the folder, and at the room on the disk")
        ) from error
    return connection


def _busy(folder: Path) -> CannotAccess:
    return CannotAccess(
        str(folder / FILE), _("another program is writing this file"), _("wait until it has ended, and run again")
    )
