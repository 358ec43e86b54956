"""The log of headquarters: every change in order, each line chained to the one before.

A line that is changed, taken out or put in between breaks the chain. Lines taken from the end do not: therefore the
hash of the last line is printed in letters and sealed with a round's tree, and `check` can be given it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from compliance.filing import canonical

FIRST = "0" * 64


class Head(NamedTuple):
    """The last line of the log."""

    seq: int
    hash: str


class Line(NamedTuple):
    """One line of the log."""

    seq: int
    at: str
    who: str
    deed: str
    data: str
    hash: str


class Broken(NamedTuple):
    """A line at which the chain does not hold, and what is expected there."""

    seq: int
    seen: str
    expected: str


def head(connection: sqlite3.Connection) -> Head:
    """Return the last line, number 0 when there is none."""
    row = connection.execute("select seq, hash from log order by seq desc limit 1").fetchone()
    return Head(*row) if row else Head(0, FIRST)


def append(connection: sqlite3.Connection, last: Head, at: str, who: str, deed: str, data: dict[str, Any]) -> Head:
    """Put a line behind the last one."""
    text = canonical.written(data).decode()
    line = Head(last.seq + 1, hashed(last.hash, last.seq + 1, at, who, deed, text))
    connection.execute("insert into log values (?, ?, ?, ?, ?, ?)", (line.seq, at, who, deed, text, line.hash))
    return line


def hashed(before: str, seq: int, at: str, who: str, deed: str, data: str) -> str:
    """Return the hash of a line."""
    return hashlib.sha256(canonical.written([before, seq, at, who, deed, data])).hexdigest()


def lines(connection: sqlite3.Connection) -> Iterator[Line]:
    """Give every line in order."""
    for row in connection.execute("select seq, at, who, deed, data, hash from log order by seq"):
        yield Line(*row)


def last(connection: sqlite3.Connection, count: int) -> list[Line]:
    """Return the last lines in their order."""
    rows = connection.execute("select seq, at, who, deed, data, hash from log order by seq desc limit ?", (count,))
    return [Line(*row) for row in reversed(rows.fetchall())]


def broken(connection: sqlite3.Connection, known: Head | None = None) -> Iterator[Broken]:
    """Give every line at which the chain does not hold; `known` is a line that was noted down at some time."""
    before, seq, met = FIRST, 0, known is None
    for line in lines(connection):
        seq += 1
        if line.seq != seq:
            yield Broken(line.seq, str(line.seq), str(seq))
            seq = line.seq
        expected = hashed(before, line.seq, line.at, line.who, line.deed, line.data)
        if line.hash != expected:
            yield Broken(line.seq, line.hash, expected)
        if known is not None and line.seq == known.seq:
            met = True
            if line.hash != known.hash:
                yield Broken(line.seq, line.hash, known.hash)
        before = line.hash
    if not met and known is not None:
        yield Broken(seq, "—", known.hash)
