"""Whether the record's columns hold what they are declared to hold: SQLite itself takes anything anywhere.

Strict tables would see to that, but no library before SQLite 3.37 can open a file that has them, and systems that
are still in use bring older ones along.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from compliance.headquarters.log import Broken

_FIRST = 3  # columns by which a row is named
_MOST = 1000  # rows of a table that are named


class _Column(NamedTuple):
    """A column as it is declared."""

    name: str
    kind: str
    always: bool

    def held(self, kind: str) -> bool:
        """Whether a kind of value may stand in it."""
        return kind == self.kind or (kind == "null" and not self.always)


def strange(connection: sqlite3.Connection) -> Iterator[Broken]:
    """Give the rows of every table in which a column holds another kind of value than it should."""
    tables = connection.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
    for (table,) in tables.fetchall():
        columns = [
            _Column(name, str(kind).lower(), bool(needed))
            for _place, name, kind, needed, _default, key in connection.execute(f"pragma table_info({table})")
            if not key
        ]
        yield from _strange(connection, table, columns)


def _strange(connection: sqlite3.Connection, table: str, columns: list[_Column]) -> Iterator[Broken]:
    names = [row[1] for row in connection.execute(f"pragma table_info({table})")][:_FIRST]
    shown = ", ".join(f"case typeof({name}) when 'blob' then hex({name}) else {name} end" for name in names)
    of = ", ".join(f"typeof({column.name})" for column in columns)
    wrong = " or ".join(
        f"typeof({column.name}) not in ('{column.kind}'{'' if column.always else ', ' + repr('null')})"
        for column in columns
    )
    for row in connection.execute(f"select {shown}, {of} from {table} where {wrong} limit {_MOST}"):
        row_name = " ".join(str(value) for value in row[: len(names)] if value not in ("", None))
        for column, seen in zip(columns, row[len(names) :], strict=True):
            if not column.held(seen):
                yield Broken(0, f"{table} {row_name}: {column.name} {seen}", f"{column.name} {column.kind}")
