"""What becomes of files that were looked at: which filing stands for an office, and how all of it is recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from compliance import clock
from compliance.headquarters import keeping
from compliance.headquarters.intake import reading, succession
from compliance.headquarters.intake.examining import Examined, Score, Terms
from compliance.headquarters.intake.noticing import Noticer
from compliance.headquarters.intake.succession import Claim, Head, Place
from compliance.headquarters.intake.verdicts import Flag, Verdict
from compliance.headquarters.store import Change, Store
from compliance.model.checklist import Library
from compliance.model.filing import Reason, hundredths

COLUMNS = (
    "sha256, name, size, office, round, status, reason, detail, code, declared, previous, key, sealed, received, "
    "arrived, signoff, late, facts, plan"
)


def digest(row: Mapping[str, Any], totals: Iterable[Any], flags: Iterable[Any], evidence: Iterable[int]) -> str:
    """Return the SHA-256 of all that the record keeps of a filing, so that its log tells when that was altered."""
    kept = [row, sorted(totals), sorted(flags), sorted(evidence)]
    return hashlib.sha256(reading.written(kept)).hexdigest()


def scored(sha256: str, system: str, field: str, numbers: Iterable[int | None], points: str) -> list[str]:
    """Return what the record keeps of a score, with the checklist by its hash, as texts that can be put in order."""
    return [sha256, system, field, *("" if number is None else str(number) for number in numbers), points]


def know(store: Store, who: str, library: Library) -> None:
    """Record the checklists in force, so that points can be told by item whenever they are asked for."""
    for checklist in library.originals.values():
        if store.one("select 1 from instrument where sha256 = ?", checklist.sha256):
            continue
        items = [(indicator.id, item) for indicator in checklist.indicators for item in indicator.items]
        rows = [
            [place, item.id, indicator, item.fact, hundredths(item.points)]
            for place, (indicator, item) in enumerate(items)
        ]
        made = {
            "id": checklist.id,
            "version": checklist.version,
            "sha256": checklist.sha256,
            "maximum": hundredths(checklist.maximum),
            "per": checklist.per,
        }
        with store.changing(who) as change:
            change.told("checklist", {**made, "items": rows})
            n = change.insert("instrument", **made)
            change.connection.executemany(
                "insert into item (instrument, place, id, indicator, fact, maximum) values (?, ?, ?, ?, ?, ?)",
                ((n, *row) for row in rows),
            )


def decide(store: Store, who: str, batch: Iterable[Examined], terms: Terms, again: bool = False) -> Iterator[Verdict]:
    """Record a batch in one change and give the verdicts once it is on the disk.

    `again` ends what was recorded of these files before, so that they are decided anew.
    """
    with store.changing(who) as change:
        bench = _Bench(store, change, terms)
        verdicts = [bench.decide(found, again) for found in batch]
    yield from verdicts


class _Bench:
    """Decides within one change."""

    def __init__(self, store: Store, change: Change, terms: Terms) -> None:
        self._store, self._change, self._terms = store, change, terms
        self._noticer = Noticer(store, terms.rounds)
        self._instruments = {row[0]: row[1] for row in store.ask("select sha256, n from instrument")}
        self._now = clock.now()

    def decide(self, found: Examined, again: bool) -> Verdict:
        """Return the verdict of a file; the same bytes again get the one that they got."""
        before = self._before(found)
        if before is not None and not again:
            if before.status == "rejected":  # another process may have put the same file among the filings
                keeping.turn_away(self._store.folder, found.sha256)
            return before
        if before is not None:
            self._end(found.sha256)
        if found.reason is not None:
            return self._reject(found, found.reason, found.detail)
        head = succession.head(self._store, found.office, found.round)
        place = Place.NEWEST
        if not found.unsigned:
            claim = Claim(found.office, found.round, found.sha256, found.previous, found.sealed)
            place = succession.place(self._store, claim, head)
        if place is Place.REPLAY:
            keeping.turn_away(self._store.folder, found.sha256)
            return self._reject(found, Reason.REPLAY, found.previous or "—")
        return self._take(found, head, place is Place.OLDER)

    def _take(self, found: Examined, head: Head | None, older: bool) -> Verdict:
        """Record a filing that is taken; an older one is not said to have a gap before it."""
        noticed = self._noticer.flags(found, head, self._terms.arrived)
        flags = (
            *((Flag("older"),) if older else ()),
            *found.flags,
            *(flag for flag in noticed if not (older and flag.code == "gap")),
        )
        status = "unsigned" if found.unsigned else "flagged" if flags else "accepted"
        self._record(found, status, flags, None if older or found.unsigned else (head,))
        return Verdict(found.path, found.sha256, found.office, found.round, status, None, "", flags)

    def _before(self, found: Examined) -> Verdict | None:
        first = found.sha256 and self._store.one(
            "select n, office, round, status, reason, detail from filing where sha256 = ? and until is null",
            found.sha256,
        )
        if not first:
            return None
        n, office, round_, status, reason, seen = first
        flags = tuple(
            Flag(*row) for row in self._store.ask("select code, detail from flag where filing = ? order by rowid", n)
        )
        return Verdict(found.path, found.sha256, office, round_, status, reason, seen or "", flags, again=True)

    def _end(self, sha256: str) -> None:
        seq = self._change.told("again", {"sha256": sha256})
        self._change.run("update filing set until = ? where sha256 = ? and until is null", seq, sha256)

    def _reject(self, found: Examined, reason: Reason, detail: str) -> Verdict:
        if found.sha256:  # of what does not count, nothing is kept but that it came
            bare = Examined(found.path, found.sha256, found.size, office=found.office, round=found.round)
            self._record(bare._replace(detail=detail), "rejected", (), None, reason)
        return Verdict(found.path, found.sha256, found.office, found.round, "rejected", reason.value, detail)

    def _record(
        self,
        found: Examined,
        status: str,
        flags: Sequence[Flag],
        replaces: tuple[Head | None] | None,
        reason: Reason | None = None,
    ) -> None:
        """Write a filing with its log; `replaces` is what it takes the place of, None for one that does not stand."""
        row = self._row(found, status, reason)
        hashes = sorted({hash_ for hash_, _name in found.evidence}) if not found.unsigned else []
        alike = [found.alike] if found.facts and not found.unsigned else []
        kept = digest(row, map(_scored, found.scores), map(list, flags), [*hashes, *alike])
        said = {name: row[name] for name in ("sha256", "office", "round", "status", "reason", "declared")}
        seq = self._change.told("filing", {**said, "stands": replaces is not None, "kept": kept})
        n, connection = self._change.insert("filing", **row, seq=seq), self._change.connection
        connection.executemany(
            "insert into total values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((n, self._instruments[score.sha256], *score[2:]) for score in found.scores),
        )
        connection.executemany("insert into flag values (?, ?, ?)", ((n, *flag) for flag in flags))
        connection.executemany("insert into evidence values (?, ?, ?)", ((one, found.office, n) for one in hashes))
        connection.executemany(
            "insert into alike values (?, ?, ?, ?)", ((one, found.round, found.office, n) for one in alike)
        )
        if replaces is not None:
            if replaces[0] is not None:
                self._change.run(
                    "update standing set until = ? where filing = ? and until is null", seq, replaces[0].n
                )
            self._change.run("insert into standing values (?, ?, ?, ?, null)", found.round, found.office, n, seq)

    def _row(self, found: Examined, status: str, reason: Reason | None) -> dict[str, Any]:
        return {
            "sha256": found.sha256,
            "name": found.path,
            "size": found.size,
            "office": found.office,
            "round": found.round,
            "status": status,
            "reason": reason.value if reason else None,
            "detail": found.detail or None,
            "code": found.code or None,
            "declared": found.declared or None,
            "previous": found.previous,
            "key": found.key,
            "sealed": found.sealed or None,
            "received": self._now,
            "arrived": self._terms.arrived.isoformat(),
            "signoff": found.signoff,
            "late": int(self._noticer.late(found, self._terms.arrived)),
            "facts": found.facts or None,
            "plan": found.plan,
        }


def _scored(score: Score) -> list[str]:
    numbers = (score.score, score.high, score.coverage, score.own)
    return scored(score.sha256, score.system, score.field, numbers, score.points)
