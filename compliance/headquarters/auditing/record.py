"""Draws and findings in the record: written with their lines of the log, and given back as they were."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from compliance import clock
from compliance.errors import BadInput, CannotAccess
from compliance.filing import canonical
from compliance.filing import record as declarations
from compliance.headquarters.store import Change, Store
from compliance.language import _
from compliance.model.audit import Draw, DrawnItem, Finding, Reason, Result, Unit
from compliance.model.checklist import AuditWeights, Fact
from compliance.model.office import Value
from compliance.persian import numbers
from compliance.schema import listed, quoted

_AUDIT = (
    "n, round, checklist, sha256, seed, offices, items, province, body, grouped, upto, root, again, weights, away, "
    "frame, since"
)
_OFFICE = "office, filing, size, sizes, reasons"
_ITEM = "office, item, place, reasons"
_FOUND = "office, item, result, value, day, note"
_NOW = f"select {_FOUND} from audit_found where audit = ? and until is null order by office, item"


class Summary(NamedTuple):
    """A draw in a list: what was asked for, who drew it when, and of how many offices and items results are there."""

    n: int
    round: str
    checklist: str
    seed: str
    offices: int
    items: int
    part: str
    again: str
    at: str
    who: str
    visited: int
    entered: int


def last(store: Store) -> int:
    """Return the number of the last draw, 0 for none."""
    return int(store.one("select coalesce(max(n), 0) from audit")[0]) if store.has("audit") else 0


def add(store: Store, who: str, draw: Draw, weights: AuditWeights, seen: int) -> Draw:
    """Record a draw and return it with its number and line.

    `seen` is the last draw when it was made; CannotAccess where somebody else has drawn meanwhile.
    """
    with store.changing(who) as change:
        (now,) = change.connection.execute("select coalesce(max(n), 0) from audit").fetchone()
        if now != seen:
            raise CannotAccess(str(store.folder), _("somebody else has drawn meanwhile"), _("run it again"))
        at, n = clock.now(), seen + 1
        row = _row(draw._replace(n=n), weights)
        offices = [_of_unit(unit) for unit in draw.units]
        items = [
            [unit.office, item.id, item.place, _written(_plain(item.reasons))]
            for unit in draw.drawn
            for item in unit.items
        ]
        told = {name: row[name] for name in ("n", "round", "checklist", "seed", "offices", "items", "again", "frame")}
        drawn = [unit.office for unit in draw.drawn]
        seq = change.told("audit", {**told, "drawn": drawn, "kept": digest(list(row.values()), offices, items)})
        change.insert("audit", **row, since=seq)
        _insert(change, "audit_office", n, offices)
        _insert(change, "audit_item", n, items)
    return draw._replace(n=n, line=seq, at=at)


def _insert(change: Change, table: str, n: int, rows: Iterable[Sequence[Any]]) -> None:
    columns = {"audit_office": _OFFICE, "audit_item": _ITEM}[table]
    marks = ", ".join("?" * (1 + len(columns.split(", "))))
    change.connection.executemany(
        f"insert into {table} (audit, {columns}) values ({marks})", ((n, *row) for row in rows)
    )


def digest(audit: Sequence[Any], offices: Iterable[Sequence[Any]], items: Iterable[Sequence[Any]]) -> str:
    """Return the SHA-256 of all that the record keeps of a draw, so that its log tells when that was altered."""
    kept = [list(audit), sorted(map(list, offices), key=str), sorted(map(list, items), key=str)]
    return hashlib.sha256(canonical.written(kept)).hexdigest()


def kept(store: Store, n: int) -> str:
    """Return the digest of a draw as its rows are now."""
    audit = store.one(f"select {_AUDIT.removesuffix(', since')} from audit where n = ?", n)
    offices, items = (
        store.ask(f"select {columns} from {table} where audit = ?", n)
        for table, columns in (("audit_office", _OFFICE), ("audit_item", _ITEM))
    )
    return digest(audit, offices, items)


def _row(draw: Draw, weights: AuditWeights) -> dict[str, Any]:
    return {
        "n": draw.n,
        "round": draw.round,
        "checklist": draw.checklist,
        "sha256": draw.sha256,
        "seed": draw.seed,
        "offices": draw.offices,
        "items": draw.items,
        "province": draw.province,
        "body": draw.body,
        "grouped": draw.group,
        "upto": draw.upto,
        "root": draw.root,
        "again": draw.again,
        "weights": _written(plain_weights(weights)),
        "away": _written([list(one) for one in draw.away]),
        "frame": draw.frame,
    }


def plain_weights(weights: AuditWeights) -> dict[str, Any]:
    """Return the weights of risk as plain data."""
    office, item = ({id_: m._asdict() for id_, m in part.items()} for part in (weights.office, weights.item))
    return {"office": office, "flags": dict(weights.flags), "item": item}


def _of_unit(unit: Unit) -> list[Any]:
    reasons = _written(_plain(unit.reasons)) if unit.drawn else None
    return [unit.office, unit.filing, unit.size, _written(list(unit.sizes)), reasons]


def _plain(reasons: Iterable[Reason]) -> list[list[Any]]:
    return [[reason.code, reason.points, dict(reason.seen)] for reason in reasons]


def _written(plain: Any) -> str:
    return canonical.written(plain).decode()


def _reasons(text: str) -> tuple[Reason, ...]:
    return tuple(Reason(code, points, seen) for code, points, seen in json.loads(text))


def summaries(store: Store) -> list[Summary]:
    """Return every draw in the order in which they were made."""
    if not store.has("audit"):
        return []
    rows = store.ask(
        "select a.n, a.round, a.checklist, a.seed, a.offices, a.items, "
        "trim(a.province || ' ' || a.body || ' ' || a.grouped), a.again, l.at, l.who, "
        "(select count(distinct f.office) from audit_found f where f.audit = a.n and f.until is null "
        "and f.result <> 'unchecked'), "
        "(select count(*) from audit_found f where f.audit = a.n and f.until is null) "
        "from audit a join log l on l.seq = a.since order by a.n"
    )
    return [Summary(*row) for row in rows]


def newest(store: Store, round_: str, checklist: str, province: str, body: str, group: str) -> Draw | None:
    """Return the last draw of the same offices, None for none."""
    if not store.has("audit"):
        return None
    row = store.one(
        "select max(n) from audit where round = ? and checklist = ? and province = ? and body = ? and grouped = ?",
        round_,
        checklist,
        province,
        body,
        group,
    )
    return None if row[0] is None else numbered(store, int(row[0]))


def chosen(store: Store, round_: str, checklist: str, n: int | None) -> Draw:
    """Return a draw of a round: the one with a number, else the last one; BadInput where there is none."""
    there = [one for one in summaries(store) if one.round == round_ and one.checklist == checklist]
    if n is None and there:
        return numbered(store, there[-1].n)
    if n in [one.n for one in there]:
        return numbered(store, n or 0)
    known = listed(numbers.digits(one.n) for one in there)
    if there:
        mend = _("known are: {words}").format(words=known)
    elif others := dict.fromkeys((one.round, one.checklist) for one in summaries(store)):
        mend = _("drawn so far: {draws}; or draw one: hq audit draw").format(
            draws=listed(_of(*one) for one in others)
        )
    else:
        mend = _("draw one: hq audit draw")
    raise BadInput.of(
        "--round" if n is None else "--draw",
        None,
        _("no draw of {what}").format(what=_of(round_, checklist)) if n is None else quoted(numbers.digits(n)),
        _("a draw of this round and checklist"),
        mend,
    )


def _of(round_: str, checklist: str) -> str:
    return _("round {round} by the checklist {checklist}").format(round=numbers.digits(round_), checklist=checklist)


def numbered(store: Store, n: int) -> Draw:
    """Return a draw by its number."""
    row = dict(zip(_AUDIT.split(", "), store.one(f"select {_AUDIT} from audit where n = ?", n), strict=True))
    named = {name: row[name] for name in Draw._fields if name in row and name != "away"}
    items = store.ask(
        "select m.id from item m join instrument i on i.n = m.instrument where i.sha256 = ? order by m.place",
        row["sha256"],
    )
    (at,) = store.one("select at from log where seq = ?", row["since"])
    return Draw(
        **named,
        group=row["grouped"],
        away=tuple((str(office), str(why)) for office, why in json.loads(row["away"])),
        names=tuple(name for (name,) in items),
        units=_units(store, n),
        line=row["since"],
        at=at,
    )


def _units(store: Store, n: int) -> tuple[Unit, ...]:
    items: dict[str, list[DrawnItem]] = {}
    for office, item, place, reasons in store.ask(
        f"select {_ITEM} from audit_item where audit = ? order by place", n
    ):
        items.setdefault(office, []).append(DrawnItem(item, place, _reasons(reasons)))
    rows = store.ask(
        "select o.office, o.filing, f.sha256, o.size, o.sizes, o.reasons from audit_office o "
        "join filing f on f.n = o.filing where o.audit = ? order by o.office",
        n,
    )
    return tuple(
        Unit(
            office, filing, sha256, size, tuple(json.loads(sizes)),
            _reasons(reasons) if reasons else (), tuple(items.get(office, ())),
        )
        for office, filing, sha256, size, sizes, reasons in rows
    )  # fmt: skip


def entered(store: Store, n: int) -> int:
    """Return of how many items of a draw something is on record."""
    return int(store.one("select count(*) from audit_found where audit = ? and until is null", n)[0])


class Entered(NamedTuple):
    """How many findings are new, took the place of others, and were there already."""

    new: int
    replaced: int
    there: int


def enter(change: Change, n: int, found: Iterable[Finding], sources: Mapping[str, str]) -> Entered:
    """Record findings, a line of the log for each office; `sources` are the SHA-256 of its files by office."""
    now = {tuple(row[:2]): list(row) for row in change.connection.execute(_NOW, (n,))}
    changed: dict[str, list[list[Any]]] = {}
    new = replaced = there = 0
    for finding in found:
        row, before = _of_finding(finding), now.get((finding.office, finding.item))
        if before == row:
            there += 1
            continue
        new, replaced = new + (before is None), replaced + (before is not None)
        changed.setdefault(finding.office, []).append(row)
    for office, rows in changed.items():
        told = {"n": n, "office": office, "file": sources[office], "found": [row[1:] for row in rows]}
        seq = change.told("audit-found", told)
        for row in rows:
            change.run(
                "update audit_found set until = ? where audit = ? and office = ? and item = ? and until is null",
                seq, n, office, row[1],
            )  # fmt: skip
            change.run(
                f"insert into audit_found (audit, {_FOUND}, since) values (?, ?, ?, ?, ?, ?, ?, ?)", n, *row, seq
            )
    return Entered(new, replaced, there)


def _of_finding(finding: Finding) -> list[Any]:
    value = finding.value
    said: Any = None
    if value is not None and value.counted is not None and value.total is not None:
        said = [declarations.decimal(value.counted), declarations.decimal(value.total)]
    elif value is not None and value.amount is not None:
        said = declarations.decimal(value.amount)
    differs = finding.result is Result.DIFFERS
    return [
        finding.office, finding.item, finding.result.value, _written(said) if differs else None, finding.day,
        finding.note,
    ]  # fmt: skip


def findings(store: Store, n: int, facts: Mapping[str, Fact | None]) -> list[Finding]:
    """Return what was found, by office and item; `facts` are those of the items."""
    made = []
    for office, item, result, value, day, note in store.ask(_NOW, n):
        read = None if value is None else _value(json.loads(value), facts.get(item))
        made.append(Finding(office, item, Result(result), read, day, note))
    return made


def _value(said: Any, fact: Fact | None) -> Value:
    if said is None:
        return Value(None, not_applicable="")
    if isinstance(said, list):
        return declarations.value_of({"count": said[0], "total": said[1]}, fact)
    return Value(Fraction(said))
