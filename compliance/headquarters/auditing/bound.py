"""Whether draws and findings are what their lines of the log say, and a draw is what its seed draws from its list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from compliance.filing import canonical
from compliance.headquarters import log
from compliance.headquarters.auditing import drawing, record
from compliance.headquarters.log import Broken
from compliance.headquarters.store import Store

_DASH = "—"
_FOUND = "audit, office, item, result, value, day, note, since, until"


def broken(store: Store) -> Iterator[Broken]:
    """Give the draws and findings that are not there, are otherwise than told, or were told by no line."""
    draws: dict[int, int] = {}
    told: dict[tuple[Any, ...], list[Any]] = {}
    rows: list[list[Any]] = []
    there = store.has("audit")
    for line in log.lines(store.connection):
        if line.deed not in ("audit", "audit-found"):
            continue
        try:
            said = canonical.read(line.data.encode())
            if line.deed == "audit":
                draws[said["n"]] = line.seq
                if not there or _kept(store, said["n"], line.seq) != said["kept"]:
                    yield Broken(line.seq, _DASH, f"audit {said['n']}")
                elif not drawing.holds(record.numbered(store, said["n"])):
                    yield Broken(line.seq, f"audit {said['n']}", f"seed {said['seed']}")
                continue
            for item, *found in said["found"]:
                key = (said["n"], said["office"], item)
                if key in told:
                    told[key][-1] = line.seq
                told[key] = [*key, *found, line.seq, None]
                rows.append(told[key])
        except (AttributeError, KeyError, TypeError, ValueError):  # such a line is found by the chain
            continue
    if there or rows:
        yield from _against(store, rows, there)
    if there:
        yield from _strangers(store, draws)


def _kept(store: Store, n: int, seq: int) -> str:
    if store.one("select since from audit where n = ?", n) != (seq,):
        return ""
    return record.kept(store, n)


def _against(store: Store, rows: list[list[Any]], there: bool) -> Iterator[Broken]:
    seen = Counter(tuple(row) for row in store.ask(f"select {_FOUND} from audit_found")) if there else Counter()
    for row in rows:
        if seen[tuple(row)]:
            seen[tuple(row)] -= 1
        else:
            yield Broken(row[-2], _DASH, _named(row))
    for found in sorted(seen.elements(), key=str):
        yield Broken(0, _named(found), _DASH)


def _named(row: Any) -> str:
    return f"audit_found {' '.join(map(str, row[:4]))}"


def _strangers(store: Store, draws: dict[int, int]) -> Iterator[Broken]:
    """Give what belongs to no draw that the log tells of."""
    for table, column in (
        ("audit", "n"),
        ("audit_office", "audit"),
        ("audit_item", "audit"),
        ("audit_found", "audit"),
    ):
        for (n,) in store.ask(f"select distinct {column} from {table} order by 1"):
            if n not in draws:
                yield Broken(0, f"{table} {n}", _DASH)
