"""Engines that answer the same questions: SQLite over the record, DuckDB and Spark over its Parquet copy.

Every report is one .sql file that all of them run unchanged; what is asked stands in a table `asked` of one row, and
those who are told about one by one in a table `told`. Who is meant by it stands in views of .sql files of their own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from compliance import extras
from compliance.headquarters import analytic, log, sql
from compliance.headquarters.log import Head
from compliance.headquarters.store import FILE, Store

SQLITE, DUCKDB, SPARK = "sqlite", "duckdb", "spark"
ENGINES = (SQLITE, DUCKDB, SPARK)
OWN, CONSENSUS = "self", "consensus"
SCORES = (OWN, CONSENSUS)
MANY = 1_000_000  # item rows from which on the columns pay


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


class Told(NamedTuple):
    """One that is told about: the filings in which it stands now and stood before."""

    office: str
    system: str
    filing: int
    filing_before: int


INPUTS = {
    "asked": (
        "round text, before text, checklist text, field text, province text, body text, grouped text, seq bigint",
        len(Asked._fields),
    ),
    "told": ("office text, system text, filing bigint, filing_before bigint", len(Told._fields)),
}
LAID_DOWN = ("present", "counted")  # views over the tables and `asked` that reports share, each a .sql file


class Engine(Protocol):
    """Runs a report's SQL over the record as it was at one moment: `head` is the last line of its log.

    `scores` says over which: what offices filed, or what panels established.
    """

    name: str
    head: Head
    scores: str

    def rows(self, report: str, asked: Asked, told: Sequence[Told] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a report, by the name of its file."""
        ...


class _Sqlite:
    name = SQLITE

    def __init__(self, connection: sqlite3.Connection, scores: str) -> None:
        self._connection, self.scores = connection, scores
        self._asked: Asked | None = None
        self.head = log.head(connection)

    def rows(self, report: str, asked: Asked, told: Sequence[Told] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a report."""
        _fill(self._connection, asked, told)
        if asked != self._asked:
            self._lay_down(asked)
        return self._connection.execute(sql.text(report)).fetchall()

    def _lay_down(self, asked: Asked) -> None:
        """Write the shared views down as tables and count them: SQLite's planner knows no sizes of others.

        Of views it reads all of the record for each office.
        """
        for name in LAID_DOWN:
            self._connection.execute(f"drop table if exists temp.{name}")
            self._connection.execute(f"create temp table {name} as {sql.text(name)}")
            self._connection.execute(f"analyze temp.{name}")
        self._asked = asked


class _Duckdb:
    name, scores = DUCKDB, OWN

    def __init__(self, connection: Any, copy: analytic.Copy) -> None:
        self._connection, self._copy = connection, copy
        self._views: dict[str, str] = {}
        self.head = copy.head

    def rows(self, report: str, asked: Asked, told: Sequence[Told] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a report; only the rounds it is about are read."""
        for table in analytic.TABLES:
            paths = self._copy.paths(table, (asked.round, asked.before))
            # names and paths are ours: a view takes no parameters
            listed = ", ".join("'" + path.as_posix().replace("'", "''") + "'" for path in paths)
            if self._views.get(table) != listed:
                self._connection.execute(f"create or replace view {table} as select * from read_parquet([{listed}])")
                self._views[table] = listed
        _fill(self._connection, asked, told)
        for name in LAID_DOWN:
            self._connection.execute(f"create temp view if not exists {name} as {sql.text(name)}")
        found: list[tuple[Any, ...]] = self._connection.execute(sql.text(report)).fetchall()
        return found


def _fill(connection: Any, asked: Asked, told: Sequence[Told]) -> None:
    for name, rows in (("asked", [asked]), ("told", told)):
        columns, count = INPUTS[name]
        connection.execute(f"drop table if exists temp.{name}")
        connection.execute(f"create temp table {name} ({columns})")
        for row in rows:
            connection.execute(f"insert into {name} values ({', '.join('?' * count)})", tuple(row))


def size(store: Store) -> int:
    """Return about how many item rows a store has, as if every filing answered every checklist."""
    (filings,) = store.one("select count(*) from standing")
    (items,) = store.one("select count(*) from item")
    return int(filings) * int(items)


class Choice(NamedTuple):
    """Which engine answers, and whether the other one would pay but is not installed."""

    name: str
    missing: bool = False


def chosen(asked: str | None, rows: int, scores: str = OWN) -> Choice:
    """Return which engine answers: the one that was named, else the one that pays for so many item rows.

    What panels established is in the record alone: only its own engine answers.
    """
    if scores != OWN or asked is not None or rows < MANY:
        return Choice(asked or SQLITE)
    there = find_spec("duckdb") is not None and find_spec("pyarrow") is not None
    return Choice(DUCKDB) if there else Choice(SQLITE, missing=True)


@contextmanager
def opened(store: Path, name: str, scores: str = OWN) -> Iterator[Engine]:
    """Open an engine over a store as it is now; MissingExtra where its package is not installed."""
    if name == SQLITE:
        connection = sqlite3.connect(f"{(store / FILE).resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        try:
            connection.executescript(sql.text("views"))
            if scores == CONSENSUS:
                there = connection.execute("select 1 from main.sqlite_master where name = 'consensus'").fetchone()
                connection.executescript(sql.text("views_consensus" if there else "views_nobody"))
            connection.execute("begin")  # whatever others write meanwhile, this is one moment
            yield _Sqlite(connection, scores)
        finally:
            connection.close()
        return
    if name == SPARK:
        from compliance.headquarters import spark

        with spark.opened(store) as engine:
            yield engine
        return
    duckdb = extras.package("duckdb", "headquarters")
    copy = analytic.refreshed(store)
    columns = duckdb.connect(":memory:")
    try:
        yield _Duckdb(columns, copy)
    finally:
        columns.close()
