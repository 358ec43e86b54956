"""The Parquet copy of the record by round: what reports read, as columns; rounds that moved on are written anew.

`office.parquet` holds the offices, and each round's folder what was filed for it. `mark.json` says up to which line
of the log each part is copied: a part without its mark is not there yet, however many bytes of it lie on the disk.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from compliance import extras, files
from compliance.headquarters import log, sql
from compliance.headquarters.log import Head
from compliance.headquarters.store import FILE, PARQUET

TABLES = ("office", "placed", "total", "points", "answers")
OF_ROUND = TABLES[1:]
_OFFICES = "_office"  # no round is called so, for their names begin with a letter or digit
_NONE = "_none"  # the folder of a round without filings: files with columns and no rows
_MARK = "mark.json"
_FORMAT = "2"
_ROWS = 200_000
_COLUMNS = {
    "placed": "round text, office text, filing int64, since int64, ended int64",
    "total": (
        "filing int64, checklist text, version text, sha256 text, maximum int64, system text, field text, "
        "score int64, high int64, coverage int64, own int64"
    ),
    "office": "id text, name_fa text, name_en text, body text, province text, grouped text, since int64, ended int64",
    "points": (
        "filing int64, checklist text, sha256 text, system text, place int64, item text, indicator text, fact text, "
        "points int64, maximum int64"
    ),
    "answers": "filing int64, system text, fact text, part int64, whole int64",
}
_FROM = {
    "office": "office order by id, since",
    "placed": "placed where round = ? order by office, since",
    "total": (
        "total where filing in (select filing from main.standing where round = ?) order by checklist, filing, system"
    ),
}


class Copy(NamedTuple):
    """The copy as it is: its folder, the rounds in it, and the last line of the log that is in it."""

    folder: Path
    rounds: frozenset[str]
    head: Head

    def paths(self, table: str, rounds: Iterable[str]) -> list[Path]:
        """Return the files of a table for some rounds."""
        if table not in OF_ROUND:
            return [self.folder / f"{table}.parquet"]
        found = [
            self.folder / round_ / f"{table}.parquet" for round_ in dict.fromkeys(rounds) if round_ in self.rounds
        ]
        return found or [self.folder / _NONE / f"{table}.parquet"]


def refreshed(store: Path) -> Copy:
    """Return the copy, with every part of it that the record has changed since written anew."""
    folder = store / PARQUET
    files.make_folder(folder)
    connection = sqlite3.connect(f"{(store / FILE).resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        with files.lock(folder / _MARK):
            connection.execute("begin")
            return _refreshed(connection, folder)
    finally:
        connection.close()


def _refreshed(connection: sqlite3.Connection, folder: Path) -> Copy:
    head, wanted, there = log.head(connection), _marks(connection), _read(folder / _MARK)
    stale = {part for part, mark in wanted.items() if there.get(part) != mark}
    if stale:
        connection.executescript(sql.text("views"))
        kept = {part: mark for part, mark in there.items() if wanted.get(part) == mark}
        _write_marks(folder / _MARK, kept)  # first: what is written anew does not count until it is whole
        for part in sorted(stale):
            _copy(connection, folder, part)
        _write_marks(folder / _MARK, wanted)
    return Copy(folder, frozenset(wanted) - {_OFFICES, _NONE}, head)


def _marks(connection: sqlite3.Connection) -> dict[str, str]:
    """Return for every part the last line of the log that touched it; the chain binds all lines before."""
    seqs: dict[str, int] = {_NONE: 0}
    for table, part in (("standing", "round"), ("office", f"'{_OFFICES}'")):
        for name, seq in connection.execute(
            f"select {part}, max(max(since), max(coalesce(until, 0))) from main.{table} group by 1"
        ):
            seqs[name] = seq
    seqs.setdefault(_OFFICES, 0)
    hashes = dict(
        connection.execute(
            f"select seq, hash from log where seq in ({', '.join('?' * len(seqs))})", list(seqs.values())
        )
    )
    return {part: f"{_FORMAT}:{seq}:{hashes.get(seq, '')}" for part, seq in seqs.items()}


def _read(path: Path) -> Mapping[str, str]:
    """Return the marks, none where the file is not as it was written: then everything is written anew."""
    try:
        found = json.loads(files.read_bytes(path)) if path.exists() else {}
    except ValueError:
        return {}
    return {str(part): str(mark) for part, mark in found.items()} if isinstance(found, dict) else {}


def _write_marks(path: Path, marks: Mapping[str, str]) -> None:
    files.write_text(path, json.dumps(marks, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _copy(connection: sqlite3.Connection, folder: Path, part: str) -> None:
    if part == _OFFICES:
        _write(folder / "office.parquet", "office", _pieces(connection, "office", ()))
        return
    files.make_folder(folder / part)
    listed = {"points": _points, "answers": _answers}  # what the record keeps as one list a filing
    for table in OF_ROUND:
        pieces = listed[table](connection, part) if table in listed else _pieces(connection, table, (part,))
        _write(folder / part / f"{table}.parquet", table, pieces)


def _pieces(connection: sqlite3.Connection, table: str, values: Sequence[str]) -> Iterator[list[Sequence[Any]]]:
    """Give the rows of a table in pieces, as columns."""
    names = ", ".join(column.split()[0] for column in _COLUMNS[table].split(", "))
    cursor = connection.execute(f"select {names} from {_FROM[table]}", values)
    while rows := cursor.fetchmany(_ROWS):
        yield list(zip(*rows, strict=True))


def _points(connection: sqlite3.Connection, round_: str) -> Iterator[list[Sequence[Any]]]:
    """Give the points of a round in pieces, as columns; a filing holds those of a checklist in one list."""
    items: dict[int, list[tuple[Any, ...]]] = {}
    for instrument, *item in connection.execute(
        "select m.instrument, i.id, i.sha256, m.place, m.id, m.indicator, m.fact, m.maximum "
        "from main.item m join main.instrument i on i.n = m.instrument order by m.instrument, m.place"
    ):
        items.setdefault(instrument, []).append(tuple(item))
    told = {n: list(zip(*of, strict=True)) for n, of in items.items()}
    piece: list[list[Any]] = [[] for _column in range(10)]
    cursor = connection.execute(
        "select t.filing, t.instrument, t.system, t.points from main.total t "
        "where t.filing in (select filing from main.standing where round = ?) "
        "order by t.instrument, t.filing, t.system",
        (round_,),
    )
    for filing, instrument, system, listed in cursor:
        points = json.loads(listed)
        checklist, sha256, place, item_, indicator, fact, maximum = told[instrument]
        columns = (
            [filing] * len(points), checklist, sha256, [system] * len(points), place, item_, indicator, fact,
            points, maximum,
        )  # fmt: skip
        for column, more in zip(piece, columns, strict=True):
            column += more
        if len(piece[0]) >= _ROWS:
            yield list(piece)
            piece = [[] for _column in range(10)]
    yield list(piece)


def _answers(connection: sqlite3.Connection, round_: str) -> Iterator[list[Sequence[Any]]]:
    """Give what was answered in a round in pieces, as columns; counts of a total are given where both are whole."""
    piece: list[list[Any]] = [[], [], [], [], []]
    cursor = connection.execute(
        "select n, facts from main.filing where facts is not null "
        "and n in (select filing from main.standing where round = ?) order by n",
        (round_,),
    )
    for filing, told in cursor:
        for system, fact, said in json.loads(told):
            whole = isinstance(said, list) and all(map(str.isdigit, said))
            counts = map(int, said) if whole else (None, None)
            for column, value in zip(piece, (filing, system, fact, *counts), strict=True):
                column.append(value)
        if len(piece[0]) >= _ROWS:
            yield list(piece)
            piece = [[], [], [], [], []]
    yield list(piece)


def _write(target: Path, table: str, pieces: Iterable[list[Sequence[Any]]]) -> None:
    """Write a table piece by piece, whole or not at all."""
    arrow, parquet = extras.package("pyarrow", "headquarters"), extras.package("pyarrow.parquet", "headquarters")
    fields = [part.split() for part in _COLUMNS[table].split(", ")]
    kinds = {"text": arrow.string(), "int64": arrow.int64()}
    schema = arrow.schema([(name, kinds[kind]) for name, kind in fields])
    with files.writing(target) as stream, parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for columns in pieces:
            writer.write_table(arrow.table([list(column) for column in columns], schema=schema))
