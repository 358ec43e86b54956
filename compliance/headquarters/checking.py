"""That the record is what the log says: the chain holds, and every row is the one its line of the log told of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from compliance.filing import canonical
from compliance.headquarters import deciding, log
from compliance.headquarters.log import Broken, Head
from compliance.headquarters.store import Store

_NOTHING = "—"
# Of each table: the deeds that make a row of it, and the columns that such a line tells, by their names in it.
_TOLD = {
    "office_key": (("key",), {name: name for name in (
        "id", "office", "role", "line", "fingerprint", "letter", "letter_date", "valid_from", "valid_until"
    )}),
    "status": (("status",), {name: name for name in ("round", "office", "status", "letter")}),
    "filing": (("filing",), {name: name for name in ("sha256", "office", "round", "status", "reason", "declared")}),
    "office": (("office", "group"), {
        "id": "id", "name_fa": "name_fa", "name_en": "name_en", "body": "body", "province": "province",
        "grouped": "group",
    }),
}  # fmt: skip
_KEEPS = ("seq", "since")


def check(store: Store, known: Head | None) -> list[Broken]:
    """Return every place where the chain is broken, or where the record is not what the log says of it.

    What the log does not tell cannot be checked by it: names and sizes of files as they came, remarks on filings,
    and marks by which copies and reused evidence are found.
    """
    found = list(log.broken(store.connection, known))
    lines = {line.seq: (line.deed, _read(line.data)) for line in log.lines(store.connection)}
    _inherit(lines)
    for table, (deeds, columns) in _TOLD.items():
        found += _rows(store, table, deeds, columns, lines)
    found += _kept(store, lines)
    found += _instruments(store, lines)
    found += _ended(store, lines, "office", "id", ("group",))
    found += _ended(store, lines, "status", "round, office", ("status",))
    found += _ended(store, lines, "standing", "round, office", ("filing",))
    found += _standing(store)
    found += _revoked(store, lines)
    return sorted(set(found))


class _Told(dict[str, Any]):
    """What a line tells; what it does not tell is None, for whoever forged it may have left it out."""

    def __missing__(self, key: str) -> None:
        return None


def _read(data: str) -> _Told:
    try:
        made = canonical.read(data.encode("utf-8", "replace"))
    except canonical.Ambiguous:
        made = None
    return _Told(made) if isinstance(made, dict) else _Told()


def _inherit(lines: Mapping[int, tuple[str, _Told]]) -> None:
    """Let each line that puts an office into a group tell all that its row holds."""
    offices: dict[str, _Told] = {}
    for deed, data in lines.values():
        if deed == "office":
            offices[str(data["id"])] = data
        elif deed == "group" and str(data["office"]) in offices:
            data |= {**offices[str(data["office"])], "group": data["group"]}
            offices[str(data["office"])] = data


def _rows(
    store: Store, table: str, deeds: tuple[str, ...], columns: Mapping[str, str], lines: Mapping[int, Any]
) -> Iterator[Broken]:
    """Yield the rows that no line told of or that it told otherwise, and lines whose row is not there."""
    by = _KEEPS[0] if table == "filing" else _KEEPS[1]
    told = {seq: data for seq, (deed, data) in lines.items() if deed in deeds}
    for seq, *values in store.ask(f"select {by}, {', '.join(columns)} from {table}"):
        data = told.pop(seq, None)
        expected = None if data is None else [data[name] for name in columns.values()]
        if values != expected:
            yield Broken(seq, f"{table}: {_shown(values)}", _shown(expected))
    for seq, data in told.items():
        yield Broken(seq, f"{table}: {_NOTHING}", _shown([data[name] for name in columns.values()]))


def _shown(values: list[Any] | None) -> str:
    return _NOTHING if values is None else " ".join("-" if value is None else str(value) for value in values)[:200]


def _kept(store: Store, lines: Mapping[int, Any]) -> Iterator[Broken]:
    """Yield the filings whose answers, plan, scores or points are not those that were recorded."""
    for seq, n, facts, plan in store.ask("select seq, n, facts, plan from filing"):
        deed, data = lines.get(seq, ("", _Told()))
        if deed != "filing":
            continue  # told of by the rows
        totals = [
            [part if isinstance(part, str) else "" if part is None else str(part) for part in total]
            for total in store.ask(
                "select i.sha256, t.system, t.score, t.high, t.coverage, t.own, t.points "
                "from total t join instrument i on i.n = t.instrument where t.filing = ?",
                n,
            )
        ]
        kept = deciding.digest(facts, plan, totals)
        if kept != data["kept"]:
            yield Broken(seq, f"filing: {kept}", str(data["kept"]))


def _instruments(store: Store, lines: Mapping[int, Any]) -> Iterator[Broken]:
    told = {str(data["sha256"]): (seq, data) for seq, (deed, data) in lines.items() if deed == "checklist"}
    for id_, version, sha256 in store.ask("select id, version, sha256 from instrument"):
        seq, data = told.pop(sha256, (0, _Told()))
        if (id_, version) != (data["id"], data["version"]):
            yield Broken(seq, f"instrument: {id_} {version}", f"{data['id']} {data['version']}")
    for seq, data in told.values():
        yield Broken(seq, f"instrument: {_NOTHING}", f"{data['id']} {data['version']}")


def _ended(store: Store, lines: Mapping[int, Any], table: str, of: str, deeds: tuple[str, ...]) -> Iterator[Broken]:
    """Yield the rows that do not end where the next one begins; of each, only the last is open."""
    rows = store.ask(f"select {of}, since, until from {table} order by {of}, since")
    for row, after in zip_longest(rows, rows[1:]):
        *whose, since, until = row
        ends = after[-2] if after is not None and list(after[:-2]) == whose else None
        deed = lines.get(since, ("",))[0]
        if until != ends or not (deed in deeds or table == "office"):
            yield Broken(since, f"{table}: {_shown([*whose, until])}", _shown([ends]))


def _standing(store: Store) -> Iterator[Broken]:
    """Yield the standings that are not of the filing their line told of, and filings that should stand and do not.

    Of the filings that were taken with a seal, only one that another one named as the one before it, and that came
    after that one, never stood.
    """
    rows = store.ask(
        "select f.seq, f.n, f.office, f.round, s.filing, s.office, s.round from standing s "
        "left join filing f on f.seq = s.since"
    )
    for seq, n, office, round_, filing, whose, of in rows:
        if (n, office, round_) != (filing, whose, of):
            yield Broken(seq or 0, f"standing: {filing} {whose} {of}", f"{n} {office} {round_}")
    for seq, n in store.ask(
        "select f.seq, f.n from filing f left join standing s on s.filing = f.n "
        "where s.filing is null and f.status in ('accepted', 'flagged') and not exists "
        "(select 1 from filing g where g.previous = f.sha256 and g.office = f.office and g.round = f.round "
        "and g.seq < f.seq and g.status <> 'rejected')"
    ):
        yield Broken(seq, f"standing: {_NOTHING}", str(n))


def _revoked(store: Store, lines: Mapping[int, Any]) -> Iterator[Broken]:
    """Yield the keys that are not revoked as the last line about each says."""
    told = {str(data["key"]): (seq, data) for seq, (deed, data) in lines.items() if deed == "revoke"}
    for id_, revoked, why in store.ask("select id, revoked_from, why from office_key"):
        seq, data = told.get(id_, (0, _Told()))
        if (revoked, why) != (data["from"], data["why"]):
            yield Broken(seq, f"office_key: {id_} {_shown([revoked, why])}", _shown([data["from"], data["why"]]))
