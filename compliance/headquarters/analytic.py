"""The Parquet copy of the record: what reports read, as columns, made anew when the record has moved on."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from compliance import extras, files
from compliance.headquarters import log
from compliance.headquarters.store import FILE, PARQUET

TABLES = ("placed", "total", "office", "points")
_HEAD = "head.txt"
_ROWS = 200_000
_TYPES = {
    "placed": "round text, office text, filing int64, since int64, ended int64",
    "total": (
        "filing int64, checklist text, version text, sha256 text, maximum int64, system text, field text, "
        "score int64, high int64, coverage int64, own int64, instrument int64"
    ),
    "office": (
        "id text, name_fa text, name_en text, body text, province text, grouped text, since int64, ended int64"
    ),
    "points": (
        "filing int64, checklist text, sha256 text, system text, place int64, item text, indicator text, fact text, "
        "points int64, maximum int64"
    ),
}


def refreshed(store: Path) -> Path:
    """Return the folder of the copy, made anew where the record has changed since."""
    folder = store / PARQUET
    files.make_folder(folder)
    connection = sqlite3.connect(f"{(store / FILE).resolve().as_uri()}?mode=ro", uri=True)
    try:
        connection.execute("begin")
        head = log.head(connection).hash
        with files.lock(folder / _HEAD):
            mark = folder / _HEAD
            if not mark.exists() or files.read_text(mark).strip() != head:
                from compliance.headquarters import engines

                connection.executescript(engines.text("views"))
                for table in TABLES:
                    _write(connection, table, folder / f"{table}.parquet")
                files.write_text(mark, head + "\n")
    finally:
        connection.close()
    return folder


def _write(connection: sqlite3.Connection, table: str, target: Path) -> None:
    """Write a table in pieces of rows, whole or not at all."""
    arrow, parquet = extras.package("pyarrow", "headquarters"), extras.package("pyarrow.parquet", "headquarters")
    fields = [part.split() for part in _TYPES[table].split(", ")]
    kinds = {"text": arrow.string(), "int64": arrow.int64()}
    schema = arrow.schema([(name, kinds[kind]) for name, kind in fields])
    part = target.with_suffix(".part")
    with parquet.ParquetWriter(part, schema, compression="zstd") as writer:
        cursor = connection.execute(f"select {', '.join(name for name, _kind in fields)} from {table}")
        while rows := cursor.fetchmany(_ROWS):
            columns: list[Any] = [list(column) for column in zip(*rows, strict=True)]
            writer.write_table(arrow.table(columns, schema=schema))
    part.replace(target)
