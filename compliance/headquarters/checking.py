"""Whether the record is what its log says: no line of the log altered, no row without its line, no file changed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from compliance import files
from compliance.filing import canonical
from compliance.headquarters import keeping, kinds, log
from compliance.headquarters.assessing import record as assessing
from compliance.headquarters.assessing import sessions
from compliance.headquarters.auditing import bound
from compliance.headquarters.intake import deciding
from compliance.headquarters.log import Broken, Line
from compliance.headquarters.store import MINUTES, Store

_KEY = "id, office, role, line, fingerprint, letter, letter_date, valid_from, valid_until, revoked_from, why"
_TABLES = {
    "office": "select id, name_fa, name_en, body, province, grouped, since, until from office",
    "office_key": f"select {_KEY}, since, until from office_key",
    "status": "select round, office, status, letter, since, until from status",
    "standing": (
        "select s.round, s.office, f.sha256, s.since, s.until from standing s join filing f on f.n = s.filing"
    ),
    "instrument": "select id, version, sha256, maximum, per from instrument",
    "again": "select sha256, until from filing where until is not null",
}
_ASSESSING = {
    table: f"select {', '.join(kept.columns)}, since, until from {table}" for table, kept in assessing.TABLES.items()
}
_DASH = "—"


Tell = Callable[[int, int], None]  # how many files of how many were read


def check(store: Store, known: log.Head | None, tell: Tell | None = None) -> list[Broken]:
    """Return where the log's chain is broken, and where record and files are not what the log says of them."""
    with store.lenient():
        return [*record(store, known), *_guarded(_files(store, tell), True)]


def record(store: Store, known: log.Head | None = None) -> list[Broken]:
    """Return the same of the record alone, without its files.

    Whatever a column holds, its row is named: nothing that was written into the record stops the others' check.
    """
    told = _Told()
    with store.lenient():
        found = list(kinds.strange(store.connection))
        parts = (
            log.broken(store.connection, known),
            _tables(store, told),
            _items(store, told.items),
            _filings(store),
            bound.broken(store),
        )
        for part in parts:
            found += _guarded(part, bool(found))
    return found


def _guarded(part: Iterable[Broken], named: bool) -> Iterator[Broken]:
    """Give what a part finds, up to a value that it cannot work with where such a value is named already."""
    try:
        for one in part:
            yield Broken(one.seq if isinstance(one.seq, int) else 0, str(one.seen), str(one.expected))
    except (AttributeError, TypeError, ValueError):
        if not named:
            raise


def _tables(store: Store, told: _Told) -> Iterator[Broken]:
    for line in log.lines(store.connection):
        told.add(line)
    for table, sql in _TABLES.items():
        yield from _against(table, told.rows[table], Counter(tuple(row) for row in store.ask(sql)))
    for table, sql in _ASSESSING.items():
        yield from _against(table, told.rows[table], Counter(tuple(row) for row in assessing.ask(store, sql)))


class _Told:
    """What the tables hold when nothing but the log has been written into them."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[Any, list[Any]]] = {table: {} for table in (*_TABLES, *_ASSESSING)}
        self.items: dict[str, str] = {}
        self._now: dict[tuple[str, Any], Any] = {}

    def add(self, line: Line) -> None:
        """Add what a line changed; one that cannot be read is found by the chain."""
        try:
            said = canonical.read(line.data.encode())
            self._add(line, said)
        except (AttributeError, KeyError, TypeError, ValueError):
            return

    def _add(self, line: Line, said: Mapping[str, Any]) -> None:
        if line.deed in ("office", "describe"):
            values = [said[name] for name in ("id", "name_fa", "name_en", "body", "province", "group")]
            self._put("office", said["id"], values, line.seq)
        elif line.deed in ("key", "key-ends", "key-letter", "revoke"):
            self._put("office_key", said["id"], [said[name] for name in _KEY.split(", ")], line.seq)
        elif line.deed == "status":
            values = [said[name] for name in ("round", "office", "status", "letter")]
            self._put("status", (said["round"], said["office"]), values, line.seq)
        elif line.deed == "filing" and said["stands"]:
            values = [said["round"], said["office"], said["sha256"]]
            self._put("standing", (said["round"], said["office"]), values, line.seq)
        elif line.deed == "again":
            self.rows["again"][line.seq] = [said["sha256"], line.seq]
        elif line.deed == "checklist":
            values = [said[name] for name in ("id", "version", "sha256", "maximum", "per")]
            self.rows["instrument"][line.seq] = values
            self.items[said["sha256"]] = _digest(said["items"])
        elif (table := assessing.DEEDS.get(line.deed)) is not None:
            self._put(table, assessing.key(table, said), assessing.row(table, said), line.seq)
        elif (table := assessing.ENDS.get(line.deed)) is not None:
            self._now.pop((table, assessing.key(table, said)))[-1] = line.seq

    def _put(self, table: str, of: Any, values: list[Any], seq: int) -> None:
        """Add a row that begins with a line, and end the one before it."""
        before = self._now.get((table, of))
        if before is not None:
            before[-1] = seq
        row = [*values, seq, None]
        self._now[table, of] = row
        self.rows[table][seq] = row


def _against(table: str, told: Mapping[int, list[Any]], seen: Counter[tuple[Any, ...]]) -> Iterator[Broken]:
    """Give the rows that are not there, and those that no line of the log wrote."""
    for seq, values in told.items():
        if seen[tuple(values)]:
            seen[tuple(values)] -= 1
        else:
            yield Broken(seq, _DASH, _named(table, values))
    for row in sorted(seen.elements(), key=str):
        yield Broken(0, _named(table, row), _DASH)


def _named(table: str, values: Iterable[Any]) -> str:
    return f"{table} {' '.join(str(value) for value in list(values)[:3])}"


def _items(store: Store, told: Mapping[str, str]) -> Iterator[Broken]:
    for n, sha256 in store.ask("select n, sha256 from instrument order by n"):
        rows = store.ask(
            "select place, id, indicator, fact, maximum from item where instrument = ? order by place", n
        )
        if told.get(sha256) != _digest([list(row) for row in rows]):
            yield Broken(0, f"item {sha256}", told.get(sha256, _DASH))


def _digest(rows: Any) -> str:
    return hashlib.sha256(canonical.written(rows)).hexdigest()


def _filings(store: Store) -> Iterator[Broken]:
    """Hold every filing, with its totals, flags and hashes, against its line, one after the other."""
    rows = store.connection.execute(f"select seq, n, {deciding.COLUMNS} from filing order by seq")
    row = next(rows, None)
    for line in log.lines(store.connection):
        while row is not None and row[0] < line.seq:
            yield Broken(row[0], f"filing {row[2]}", _DASH)
            row = next(rows, None)
        if line.deed == "filing" and (row is None or row[0] != line.seq):
            yield Broken(line.seq, _DASH, "filing")
        elif line.deed == "filing":
            yield from _filing(store, row, line)
            row = next(rows, None)
    while row is not None:
        yield Broken(row[0], f"filing {row[2]}", _DASH)
        row = next(rows, None)
    yield from _orphans(store)


def _filing(store: Store, row: Any, line: Line) -> Iterator[Broken]:
    kept = dict(zip(deciding.COLUMNS.split(", "), row[2:], strict=True))
    if f'"kept":"{_kept(store, row[1], kept)}"' not in line.data:
        yield Broken(line.seq, f"filing {row[2]}", "filing")


def _orphans(store: Store) -> Iterator[Broken]:
    """Give what belongs to no filing, and marks that bear another office or round than their filing."""
    for table, same in (("evidence", "m.office = f.office"), ("alike", "m.office = f.office and m.round = f.round")):
        for (n,) in store.ask(f"select m.filing from {table} m join filing f on f.n = m.filing where not ({same})"):
            yield Broken(0, f"{table} {n}", _DASH)
    for table in ("total", "flag", "evidence", "alike"):
        for (n,) in store.ask(f"select distinct filing from {table} where filing not in (select n from filing)"):
            yield Broken(0, f"{table} {n}", _DASH)


def _kept(store: Store, n: int, row: Mapping[str, Any]) -> str:
    totals = [
        deciding.scored(str(sha256), system, field, numbers, points)
        for sha256, system, field, *numbers, points in store.ask(
            "select coalesce(i.sha256, t.instrument), t.system, t.field, "
            "t.score, t.high, t.coverage, t.own, t.points "
            "from total t left join instrument i on i.n = t.instrument where t.filing = ?",
            n,
        )
    ]
    flags = [list(flag) for flag in store.ask("select code, detail from flag where filing = ?", n)]
    hashes = store.ask(
        "select hash from evidence where filing = ? union all select hash from alike where filing = ?", n, n
    )
    return deciding.digest(row, totals, flags, [hash_ for (hash_,) in hashes])


def kept(store: Store) -> int:
    """Return how many files the store keeps by its record."""
    return int(store.one("select count(*) from filing where until is null")[0])


def _files(store: Store, tell: Tell | None) -> Iterator[Broken]:
    """Give the filings and minutes whose file no longer lies where the store keeps it, or has another content."""
    total = kept(store)
    rows = store.connection.execute("select seq, sha256, size from filing where until is null order by seq")
    for n, (seq, sha256, size) in enumerate(rows, 1):
        place = keeping.found(store.folder, sha256, size)
        seen = None if place is None else files.digest(place)[0]
        if seen != sha256:
            yield Broken(seq, _DASH if seen is None else f"{seen}.zip", f"{sha256}.zip")
        if tell is not None:
            tell(n, total)
    for seq, sha256, path in sessions.kept(store):
        seen = files.digest(path)[0] if path.is_file() else None
        if seen != sha256:
            yield Broken(seq, _DASH if seen is None else seen, f"{MINUTES}/{path.name}")
