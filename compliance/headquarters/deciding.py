"""What becomes of files that were looked at: which filing stands for an office, and what is conspicuous in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from compliance import clock
from compliance.filing import canonical
from compliance.headquarters.examining import Examined, Score
from compliance.headquarters.store import Change, Store
from compliance.headquarters.verdicts import Verdict
from compliance.model.checklist import Library
from compliance.model.filing import Reason, hundredths
from compliance.model.rounds import EvaluationRound

COPIES = 3  # so many offices with the very same values are conspicuous
_FEWEST = 20  # facts a filing has to have before being the same as another means anything
_RISE = 2500  # hundredths of a per cent of the maximum that a score may rise from one round to the next
_MOST_NAMED = 5


def digest(facts: str | None, plan: str | None, totals: list[list[Any]]) -> str:
    """Return the SHA-256 of what the record keeps of a filing, so that its log tells when that was altered."""
    return hashlib.sha256(canonical.written([facts, plan, sorted(totals)])).hexdigest()


def _scored(score: Score) -> list[Any]:
    """Return what the record keeps of a score, with the checklist by its hash."""
    judged = score.judged
    numbers = (judged.score, judged.high, judged.coverage, score.own)
    return [score.sha256, score.system, *map(_told, numbers), listed(judged.points)]


def _told(number: int | None) -> str:
    """Return a number as text, so that lists with and without it can be put in order."""
    return "" if number is None else str(number)


def listed(points: Sequence[int | None]) -> str:
    """Return the points of a checklist's items as the record holds them."""
    return json.dumps(points, separators=(",", ":"))


class Head(NamedTuple):
    """The filing that stands for an office in a round."""

    n: int
    sha256: str


def know(store: Store, who: str, library: Library) -> None:
    """Record the checklists in force, so that points can be told by item whenever they are asked for."""
    for checklist in library.checklists.values():
        if store.one("select 1 from instrument where sha256 = ?", checklist.sha256):
            continue
        with store.changing(who) as change:
            change.told("checklist", {"id": checklist.id, "version": checklist.version, "sha256": checklist.sha256})
            n = change.insert(
                "instrument",
                id=checklist.id,
                version=checklist.version,
                sha256=checklist.sha256,
                maximum=hundredths(checklist.maximum),
                per=checklist.per,
            )
            items = [(indicator.id, item) for indicator in checklist.indicators for item in indicator.items]
            for place, (indicator, item) in enumerate(items):
                change.insert(
                    "item",
                    instrument=n,
                    place=place,
                    id=item.id,
                    indicator=indicator,
                    fact=item.fact,
                    maximum=hundredths(item.points),
                )


def decide(
    store: Store, who: str, batch: Iterable[Examined], rounds: Mapping[str, EvaluationRound], ordered: Sequence[str]
) -> Iterator[Verdict]:
    """Record a batch in one change and give the verdicts once it is on the disk."""
    with store.changing(who) as change:
        bench = _Bench(store, change, rounds, ordered)
        verdicts = [bench.decide(found) for found in batch]
    yield from verdicts


class _Bench:
    """Decides within one change."""

    def __init__(
        self, store: Store, change: Change, rounds: Mapping[str, EvaluationRound], ordered: Sequence[str]
    ) -> None:
        self._store, self._change, self._rounds, self._ordered = store, change, rounds, ordered
        self._instruments = {
            row[1]: (row[0], row[2]) for row in store.ask("select n, sha256, maximum from instrument")
        }
        self._today, self._now = clock.today(), clock.now()

    def decide(self, found: Examined) -> Verdict:
        """Return the verdict of a file; the same bytes again get the first one."""
        first = found.sha256 and self._store.one(
            "select n, office, round, status, reason, detail from filing where sha256 = ?", found.sha256
        )
        if first:
            n, office, round_, status, reason_, seen = first
            flags = tuple(self._store.ask("select code, detail from flag where filing = ? order by rowid", n))
            return Verdict(found.path, found.sha256, office, round_, status, reason_, seen or "", flags, again=True)
        reason, detail = found.reason, found.detail
        head = self._head(found) if reason is None else None
        ancestor = reason is None and self._is_ancestor(found)
        if reason is None and not ancestor and not found.unsigned and self._replays(found, head):
            reason, detail = Reason.REPLAY, found.previous or "—"
        if reason is not None:
            return self._reject(found, reason, detail)
        flags = (*found.flags, *self._flags(found, head))
        status = "unsigned" if found.unsigned else "flagged" if flags else "accepted"
        self._record(found, status, flags, head, stands=not ancestor and not found.unsigned)
        return Verdict(found.path, found.sha256, found.office, found.round, status, None, "", flags)

    def _head(self, found: Examined) -> Head | None:
        row = self._store.one(
            "select f.n, f.sha256 from standing s join filing f on f.n = s.filing "
            "where s.round = ? and s.office = ? and s.until is null",
            found.round,
            found.office,
        )
        return Head(*row) if row else None

    def _is_ancestor(self, found: Examined) -> bool:
        """Whether a filing that was taken already names this one as the one before it: it came by a slower way."""
        return bool(
            self._store.one(
                "select 1 from filing where previous = ? and office = ? and round = ? and status <> 'rejected'",
                found.sha256,
                found.office,
                found.round,
            )
        )

    def _replays(self, found: Examined, head: Head | None) -> bool:
        """Whether it follows a filing that another one has followed already."""
        if head is None or found.previous == head.sha256:
            return False
        if found.previous is None:
            return True
        return bool(
            self._store.one(
                "select 1 from filing where sha256 = ? and office = ? and round = ? and status <> 'rejected'",
                found.previous,
                found.office,
                found.round,
            )
        )

    def _reject(self, found: Examined, reason: Reason, detail: str) -> Verdict:
        if found.sha256:  # of what does not count, nothing is kept but that it came
            self._insert(found._replace(facts="", plan=None, scores=()), "rejected", reason, detail)
        return Verdict(found.path, found.sha256, found.office, found.round, "rejected", reason.value, detail)

    def _insert(self, found: Examined, status: str, reason: Reason | None, detail: str) -> int:
        seq = self._change.told(
            "filing",
            {
                "sha256": found.sha256,
                "office": found.office,
                "round": found.round,
                "status": status,
                "reason": reason.value if reason else None,
                "declared": found.declared or None,
                "kept": digest(found.facts or None, found.plan, [_scored(score) for score in found.scores]),
            },
        )
        return self._change.insert(
            "filing",
            sha256=found.sha256,
            name=found.path,
            size=found.size,
            office=found.office,
            round=found.round,
            status=status,
            reason=reason.value if reason else None,
            detail=detail or None,
            code=found.code or None,
            declared=found.declared or None,
            previous=found.previous,
            sealed=found.sealed or None,
            received=self._now,
            signoff=found.signoff,
            late=int(self._late(found)),
            facts=found.facts or None,
            plan=found.plan,
            seq=seq,
        )

    def _record(
        self, found: Examined, status: str, flags: Sequence[tuple[str, str]], head: Head | None, stands: bool
    ) -> None:
        n = self._insert(found, status, None, "")
        seq, connection = self._change.last.seq, self._change.connection
        connection.executemany(
            "insert into total values (?, ?, ?, ?, ?, ?, ?, ?, ?)", (self._total(n, score) for score in found.scores)
        )
        connection.executemany("insert into flag values (?, ?, ?, ?)", ((n, *flag, seq) for flag in flags))
        if found.unsigned:
            return
        connection.executemany(
            "insert into evidence values (?, ?, ?)", ((hash_, found.office, n) for hash_ in set(found.evidence))
        )
        connection.execute("insert into alike values (?, ?, ?, ?)", (found.alike, found.round, found.office, n))
        if stands:
            if head is not None:
                connection.execute("update standing set until = ? where filing = ? and until is null", (seq, head.n))
            connection.execute("insert into standing values (?, ?, ?, ?, null)", (found.round, found.office, n, seq))

    def _total(self, n: int, score: Score) -> tuple[Any, ...]:
        judged = score.judged
        points = listed(judged.points)
        instrument = self._instruments[score.sha256][0]
        return (
            n,
            instrument,
            score.system,
            score.field,
            judged.score,
            judged.high,
            judged.coverage,
            score.own,
            points,
        )

    def _late(self, found: Examined) -> bool:
        round_ = self._rounds.get(found.round)
        return round_ is not None and round_.late(self._today)

    def _flags(self, found: Examined, head: Head | None) -> Iterator[tuple[str, str]]:
        if self._late(found):
            close = self._rounds[found.round].actual.close
            assert isinstance(close, date)
            yield "late", close.isoformat()
        if found.previous is not None and (head is None or head.sha256 != found.previous):
            yield "gap", found.previous
        if found.unsigned:
            return
        others = self._others(
            "select distinct office from alike where round = ? and hash = ? and office <> ?",
            found.round,
            found.alike,
            found.office,
        )
        if len(others) >= COPIES - 1 and found.facts.count("],[") + 1 >= _FEWEST:
            yield "identical", ", ".join(others)
        reused = self._reused(found)
        if reused:
            yield "evidence-reused", ", ".join(reused)
        yield from self._jumps(found)

    def _others(self, sql: str, *values: Any) -> list[str]:
        return [row[0] for row in self._store.ask(f"{sql} order by office limit {_MOST_NAMED}", *values)]

    def _reused(self, found: Examined) -> list[str]:
        met: dict[str, None] = {}
        for hash_ in set(found.evidence):
            for office in self._others(
                "select distinct office from evidence where hash = ? and office <> ?", hash_, found.office
            ):
                met[office] = None
        return sorted(met)[:_MOST_NAMED]

    def _jumps(self, found: Examined) -> Iterator[tuple[str, str]]:
        """Give the scores that rose by more than a quarter of their maximum since the office's last round."""
        before = self._before(found)
        if before is None:
            return
        old = {
            (row[0], row[1]): row[2]
            for row in self._store.ask("select instrument, system, score from total where filing = ?", before)
        }
        for score in found.scores:
            n, maximum = self._instruments[score.sha256]
            then, now = old.get((n, score.system)), score.judged.score
            if then is not None and now is not None and (now - then) * 10000 > _RISE * maximum:
                yield "jump", f"{score.checklist} {score.system}".strip() + f": {then} → {now}"

    def _before(self, found: Examined) -> int | None:
        """Return the filing that stood for the office in the nearest round before, None where there is none."""
        if found.round not in self._ordered:
            return None
        earlier = self._ordered[: self._ordered.index(found.round)]
        for id_ in reversed(earlier):
            row = self._store.one(
                "select filing from standing where round = ? and office = ? and until is null", id_, found.office
            )
            if row:
                return int(row[0])
        return None
