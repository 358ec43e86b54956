"""What the record and the kept filings hold of the offices that could be visited, one office at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from compliance import files
from compliance.errors import BadInput, Problem
from compliance.filing import package, record
from compliance.filing.package import Refused
from compliance.headquarters import keeping
from compliance.headquarters.auditing.weighing import Before, Seen
from compliance.headquarters.intake.verdicts import Flag
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.checklist import Checklist, Library
from compliance.model.filing import Declaration
from compliance.schema import shorten

OTHER, NOTHING = "other-version", "nothing-applies"
Tell = Callable[[int, int], None]  # how many filings of how many were read
_STANDING = """
select s.office, s.filing from standing s
join office o on o.id = s.office and o.since <= ? and (o.until is null or o.until > ?)
where s.round = ? and s.since <= ? and (s.until is null or s.until > ?)
and (? = '' or o.province = ?) and (? = '' or o.body = ?) and (? = '' or o.grouped = ?)
order by s.office
"""
_TOTAL = """
select t.score, t.points, i.maximum, i.n from total t join instrument i on i.n = t.instrument
where t.filing = ? and t.system = '' and i.
"""


class Scope(NamedTuple):
    """Which offices are looked at: a round up to a line of the log, and empty texts for all."""

    round: str
    seq: int
    province: str = ""
    body: str = ""
    group: str = ""


class Standing(NamedTuple):
    """An office whose filing stands and was judged: its score and the points of its items, in hundredths."""

    office: str
    filing: int
    sha256: str
    size: int
    declared: str
    score: int
    points: tuple[int | None, ...]


class Frame(NamedTuple):
    """The offices that could be drawn, by id, and those that could not, with the reason."""

    units: tuple[Standing, ...]
    away: tuple[tuple[str, str], ...]


def frame(store: Store, checklist: Checklist, scope: Scope) -> Frame:
    """Return who could be drawn: whoever was judged by this version of the checklist, and has a score."""
    parts = (part for part in (scope.province, scope.body, scope.group) for _twice in (1, 2))
    rows = store.ask(_STANDING, scope.seq, scope.seq, scope.round, scope.seq, scope.seq, *parts)
    found: list[Standing] = []
    away: list[tuple[str, str]] = []
    for office, filing in rows:
        total = store.one(f"{_TOTAL.strip()}sha256 = ?", filing, checklist.sha256)
        if total is None or total[0] is None:
            away.append((office, OTHER if total is None else NOTHING))
            continue
        sha256, size, declared = store.one("select sha256, size, declared from filing where n = ?", filing)
        found.append(Standing(office, filing, sha256, size, declared, total[0], tuple(json.loads(total[1]))))
    return Frame(tuple(found), tuple(away))


class Looker:
    """Looks at offices with what stood for them in the round before."""

    def __init__(self, store: Store, library: Library, checklist: Checklist, before: str, seq: int) -> None:
        self._store, self._library, self._checklist = store, library, checklist
        self._before, self._seq = before, seq
        self._names: dict[int, tuple[str, ...]] = {}

    def look(self, unit: Standing) -> Seen:
        """Return what is known of an office; BadInput where its kept filing is not what was recorded."""
        flags = self._store.ask("select code, detail from flag where filing = ? order by rowid", unit.filing)
        declared = declaration(self._store, self._library, unit)
        entries = {entry.fact: entry for entry in declared.values if not entry.system}
        return Seen(unit.score, unit.points, [Flag(*row) for row in flags], entries, self._of_before(unit.office))

    def every(self, units: Sequence[Standing], tell: Tell | None = None) -> Iterator[Seen]:
        """Give what is known of offices one after the other; BadInput with every filing that cannot be read."""
        problems: list[Problem] = []
        for n, unit in enumerate(units, 1):
            try:
                seen = self.look(unit)
            except BadInput as error:
                problems += error.problems
                continue
            if not problems:
                yield seen
            if tell is not None:
                tell(n, len(units))
        if problems:
            raise BadInput(problems)

    def _of_before(self, office: str) -> Before | None:
        row = self._store.one(
            "select filing from standing where round = ? and office = ? and since <= ? "
            "and (until is null or until > ?)",
            self._before,
            office,
            self._seq,
            self._seq,
        )
        total = row and self._store.one(f"{_TOTAL.strip()}id = ?", row[0], self._checklist.id)
        if not total:
            return None
        score, points, maximum, instrument = total
        return Before(
            self._before, score, maximum, dict(zip(self._items(instrument), json.loads(points), strict=True))
        )

    def _items(self, instrument: int) -> tuple[str, ...]:
        if instrument not in self._names:
            rows = self._store.ask("select id from item where instrument = ? order by place", instrument)
            self._names[instrument] = tuple(row[0] for row in rows)
        return self._names[instrument]


def declaration(store: Store, library: Library, unit: Any) -> Declaration:
    """Return what the kept filing of an office declares; BadInput where the file is not the one that was recorded."""
    path = keeping.found(store.folder, unit.sha256, unit.size)
    if path is None:
        raise _changed(unit.office, str(keeping.place(store.folder, True, unit.sha256)), _("no such file"))
    try:
        with files.reading(path, keeping.MOST) as stream, package.opened(stream) as opened:
            content = opened.declaration
    except Refused as refused:
        raise _changed(unit.office, str(path), shorten(str(refused))) from refused
    if hashlib.sha256(content).hexdigest() != unit.declared:
        raise _changed(unit.office, str(path), _("another declaration than the one that was recorded"))
    return record.read(json.loads(content), library.facts)


def _changed(office: str, path: str, seen: str) -> BadInput:
    return BadInput.of(
        path,
        None,
        _("{office}: {seen}").format(office=office, seen=seen),
        _("the filing as it was taken in"),
        _("“hq log --check” names all that was altered; bring the store back from a copy"),
    )
