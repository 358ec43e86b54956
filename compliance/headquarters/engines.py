"""Engines that answer the same questions: SQLite over the record, DuckDB over its Parquet copy.

Every report is one .sql file that both run unchanged; what is asked stands in a table `asked` of one row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from compliance import extras
from compliance.headquarters import analytic
from compliance.headquarters.store import FILE, Store

SQLITE, DUCKDB = "sqlite", "duckdb"
ENGINES = (SQLITE, DUCKDB)
MANY = 1_000_000  # item rows from which on the columns pay
_SQL = Path(__file__).parent / "sql"


class Asked(NamedTuple):
    """What a report asks about; empty texts ask for all, `seq` is the last line of the log that counts."""

    round: str
    before: str
    checklist: str
    field: str
    province: str
    body: str
    grouped: str
    seq: int


class Engine(Protocol):
    """Runs a report's SQL."""

    name: str

    def rows(self, report: str, asked: Asked) -> list[tuple[Any, ...]]:
        """Return the rows of a report, by the name of its file."""
        ...


class _Sqlite:
    name = SQLITE

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, report: str, asked: Asked) -> list[tuple[Any, ...]]:
        self._connection.execute("drop table if exists temp.asked")
        self._connection.execute(_ASKED)
        self._connection.execute("insert into temp.asked values (?, ?, ?, ?, ?, ?, ?, ?)", asked)
        return self._connection.execute(text(report)).fetchall()


_ASKED = (
    "create temp table asked (round text, before text, checklist text, field text, province text, body text, "
    "grouped text, seq integer)"
)


class _Duckdb:
    name = DUCKDB

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def rows(self, report: str, asked: Asked) -> list[tuple[Any, ...]]:
        self._connection.execute(_ASKED.replace("create temp table", "create or replace temp table"))
        self._connection.execute("insert into asked values (?, ?, ?, ?, ?, ?, ?, ?)", list(asked))
        found: list[tuple[Any, ...]] = self._connection.execute(text(report)).fetchall()
        return found


def text(report: str) -> str:
    """Return the SQL of a report."""
    return (_SQL / f"{report}.sql").read_text("utf-8")


def size(store: Store) -> int:
    """Return about how many item rows a store has."""
    row = store.one(
        "select (select count(*) from total) * (select count(*) from item) / "
        "max(1, (select count(*) from instrument))"
    )
    return int(row[0])


def chosen(asked: str | None, rows: int) -> str:
    """Return which engine answers: the one that was named, else the one that pays for so many item rows."""
    return asked or (DUCKDB if rows >= MANY else SQLITE)


@contextmanager
def opened(store: Path, name: str) -> Iterator[Engine]:
    """Open an engine over a store; MissingExtra where its package is not installed."""
    if name == SQLITE:
        connection = sqlite3.connect(f"{(store / FILE).resolve().as_uri()}?mode=ro", uri=True)
        try:
            connection.executescript(text("views"))
            yield _Sqlite(connection)
        finally:
            connection.close()
        return
    duckdb = extras.package("duckdb", "headquarters")
    folder = analytic.refreshed(store)
    columns = duckdb.connect(":memory:")
    try:
        for table in analytic.TABLES:
            files = (folder / f"{table}.parquet").as_posix().replace("'", "''")
            columns.execute(
                f"create view {table} as select * from read_parquet('{files}')"
            )  # names and paths are ours
        yield _Duckdb(columns)
    finally:
        columns.close()
