"""What assessors do, as the record keeps it: one description of its tables for writing, reading and checking.

A store that was laid down before these tables were has none of them: it is read as if they were empty, and they are
laid down when something is first written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from compliance.filing import canonical
from compliance.headquarters.store import Change, Store

_CASE = ("round", "office", "checklist")
_SCORED = ("filing", "instrument", "said", "score", "high", "coverage", "points")
_JSON = frozenset(("ties", "panel", "said", "points"))  # columns of JSON: plain data in the log, text in the row


class Kept(NamedTuple):
    """A table: the columns by which a row is known, of which one holds at a time, and the others."""

    key: tuple[str, ...]
    rest: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that a line of the log tells of."""
        return (*self.key, *self.rest)


TABLES: Mapping[str, Kept] = {
    "assessor": Kept(("id",), ("name_fa", "name_en", "organisation", "body", "province", "office", "ties", "letter")),
    "assignment": Kept((*_CASE, "assessor"), ("how", "seed")),
    "stage": Kept(_CASE, ("stage", "filing", "why")),
    "judgement": Kept((*_CASE, "system", "assessor"), _SCORED),
    "defence": Kept((*_CASE, "day"), ("place", "panel", "minutes", "file", "name", "size")),
    "consensus": Kept((*_CASE, "system"), _SCORED),
}
DEEDS: Mapping[str, str] = {  # of the log, by the table in which they write a row
    "assessor": "assessor",
    "assign": "assignment",
    "stage": "stage",
    "judge": "judgement",
    "defence": "defence",
    "consensus": "consensus",
}
ENDS: Mapping[str, str] = {"assessor-ends": "assessor", "release": "assignment"}  # … in which they end one
_DEED = {table: deed for deed, table in DEEDS.items()}
_END = {table: deed for deed, table in ENDS.items()}


def put(change: Change, table: str, **values: Any) -> bool:
    """Write a row in the place of the one that held, which stays on record; False where it is the same."""
    kept = TABLES[table]
    new = row(table, values)
    where = " and ".join(f"{name} = ?" for name in kept.key)
    key = new[: len(kept.key)]
    found = change.connection.execute(
        f"select {', '.join(kept.columns)} from {table} where {where} and until is null", key
    ).fetchone()
    if found is not None and list(found) == new:
        return False
    seq = change.told(_DEED[table], values)
    change.run(f"update {table} set until = ? where {where} and until is null", seq, *key)
    change.insert(table, **dict(zip(kept.columns, new, strict=True)), since=seq)
    return True


def end(change: Change, table: str, why: str, **key: str) -> None:
    """End the row that holds; why stands in the log."""
    kept = TABLES[table]
    seq = change.told(_END[table], {**key, "why": why})
    where = " and ".join(f"{name} = ?" for name in kept.key)
    values = (key[name] for name in kept.key)
    change.run(f"update {table} set until = ? where {where} and until is null", seq, *values)


def row(table: str, said: Mapping[str, Any]) -> list[Any]:
    """Return the columns of a row from what a line of the log says."""
    return [canonical.written(said[name]).decode() if name in _JSON else said[name] for name in TABLES[table].columns]


def key(table: str, said: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return by what a row is known from what a line of the log says."""
    return tuple(said[name] for name in TABLES[table].key)


def ask(store: Store, sql: str, *values: Any) -> list[Any]:
    """Return the rows of a question to these tables; none where they are not there."""
    return store.ask(sql, *values) if store.has("consensus") else []
