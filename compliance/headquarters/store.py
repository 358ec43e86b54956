"""The store of headquarters: a folder with one SQLite file as its record, what it took and what it turned away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from compliance import clock, files
from compliance.errors import BadInput
from compliance.headquarters import log, sql, troubles
from compliance.language import _

FILE = "store.db"
FILINGS = "filings"
QUARANTINE = "quarantine"
PARQUET = "parquet"
MINUTES = "minutes"
_NEW = f"{FILE}.new"
_FOLDERS = (FILINGS, QUARANTINE, PARQUET)
_FORMAT = "1"
_MORE = ("auditing", "assessing")  # tables that an older record may lack: laid down by the first change of it
_CACHE = 16 * 1024  # KB of pages in memory
_CONFUSED = (ArithmeticError, TypeError, ValueError, sqlite3.DatabaseError)  # by values of another kind
_WAIT = 10.0  # seconds for another program to finish writing


class Store:
    """An open store; close it, or use it in a `with` block."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder, self.connection = folder, connection
        self._file, self._whole = folder / FILE, False

    def __enter__(self) -> Store:
        return self

    def __exit__(self, _kind: object, error: object, _trace: object) -> None:
        """Close it; what altered columns did to a computation is told as what it is."""
        try:
            if isinstance(error, _CONFUSED):
                troubles.explain(self, self.folder / FILE, error)
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def ask(self, sql: str, *values: Any) -> list[Any]:
        """Return the rows of a question."""
        with troubles.Explained(self._file):
            return self.connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        """Return the first row of a question, None for none."""
        with troubles.Explained(self._file):
            return self.connection.execute(sql, values).fetchone()

    def has(self, table: str) -> bool:
        """Whether the record has a table; one of an older program lacks those that came later, and reads as empty."""
        return bool(self.one("select 1 from sqlite_master where type = 'table' and name = ?", table))

    @contextmanager
    def lenient(self) -> Iterator[None]:
        """Read texts that are no UTF-8 as well, with another sign for what cannot be read."""
        self.connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        try:
            yield
        finally:
            self.connection.text_factory = str

    @contextmanager
    def changing(self, who: str) -> Iterator[Change]:
        """Change the record and its log together, or not at all."""
        with troubles.Explained(self._file):
            self.connection.execute("begin immediate")
            try:
                if not self._whole:
                    _complete(self.connection)
                yield Change(self.connection, who)
                self.connection.commit()
                self._whole = True
            except BaseException:
                if self.connection.in_transaction:  # SQLite itself takes everything back when the disk is full
                    self.connection.rollback()
                raise


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
    """Lay down an empty store, whole or not at all; BadInput where something lies there already."""
    if folder.exists() and not _empty(folder):
        raise BadInput.of(
            str(folder),
            None,
            _("a folder that is not empty") if folder.is_dir() else _("a file"),
            _("an empty folder, or none"),
            _("name another folder"),
        )
    for name in _FOLDERS:
        files.make_folder(folder / name)
    new = folder / _NEW
    files.delete(new)
    connection = _connect(new, "delete")
    try:
        with troubles.Explained(new):
            connection.executescript(sql.text("schema"))
            connection.execute("insert into meta values ('format', ?)", (_FORMAT,))
            with Store(folder, connection).changing(who) as change:
                change.told("init", {"format": _FORMAT})
    finally:
        connection.close()
    files.move(new, folder / FILE)


def _complete(connection: sqlite3.Connection) -> None:
    """Lay down the tables that are not there yet, inside the change that is going on."""
    for name in _MORE:
        statement = ""
        for line in sql.text(name).splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                connection.execute(statement)
                statement = ""


def _empty(folder: Path) -> bool:
    """Whether nothing lies in a folder but what an `init` that was killed began."""
    if not folder.is_dir():
        return False
    found = {path.name for path in folder.iterdir()}
    return found <= {*_FOLDERS, _NEW, f"{_NEW}-journal"} and not any(
        any((folder / name).iterdir()) for name in found & set(_FOLDERS)
    )


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
    connection = _connect(path, "wal")
    try:
        with troubles.Explained(path):
            format_ = connection.execute("select value from meta where key = 'format'").fetchone()
    except BadInput:
        connection.close()
        raise
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


def _connect(path: Path, journal: str) -> sqlite3.Connection:
    with troubles.Explained(path):
        connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        try:
            connection.execute(f"pragma journal_mode = {journal}")
            connection.execute("pragma synchronous = full")
            connection.execute(f"pragma cache_size = -{_CACHE}")
        except sqlite3.DatabaseError:
            connection.close()
            raise
    return connection
