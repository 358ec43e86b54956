"""One file of the inbox looked at, in whichever process: everything that can be told without the other filings."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from compliance import clock
from compliance.assessment import contradictions
from compliance.filing import canonical, keys, package, record, verifying
from compliance.filing.package import Refused
from compliance.filing.seals import Seal
from compliance.filing.verifying import Seen
from compliance.headquarters import keyring
from compliance.headquarters.intake import reading
from compliance.headquarters.intake.answers import Answers
from compliance.headquarters.intake.answers import Reader as AnswerReader
from compliance.headquarters.intake.judging import Judge, amount_of
from compliance.headquarters.intake.screening import Screen
from compliance.headquarters.intake.verdicts import Flag
from compliance.headquarters.keyring import Key
from compliance.model.checklist import Library
from compliance.model.filing import Reason
from compliance.model.office import Known, Source
from compliance.model.rounds import EvaluationRound
from compliance.persian import dates

PLANNED = " (planned)"  # behind a round that headquarters knows and has not opened: none of the office's doing
AWAY = 3000  # hundredths of a per cent of a checklist's weight; more taken out as not applicable is pointed out
_VALUES = 2**15  # answers whose exact value is kept
_OFFICE = "select 1 from office where id = ? and until is null"
_KEY = f"select {', '.join(Key._fields)} from office_key where id = ? and office = ? and role = ? and until is null"
_DESCRIBED = ("name_fa", "name_en", "body", "province")


class Score(NamedTuple):
    """A checklist judged anew for an office or one of its systems, beside the office's own score; points as JSON."""

    checklist: str
    sha256: str
    system: str
    field: str
    score: int | None
    high: int | None
    coverage: int
    own: int | None
    points: str


class Examined(NamedTuple):
    """What one file is: a filing that may be taken in, or the reason why not.

    `facts` is canonical JSON of so many `answers`, `described` what the office calls itself, `evidence` the files'
    hashes with their names, `flags` what is conspicuous in it alone.
    """

    path: str
    sha256: str
    size: int
    reason: Reason | None = None
    detail: str = ""
    office: str = ""
    round: str = ""
    code: str = ""
    declared: str = ""
    previous: str | None = None
    key: str | None = None
    sealed: str = ""
    signoff: str | None = None
    unsigned: bool = False
    described: tuple[tuple[str, str], ...] = ()
    facts: str = ""
    answers: int = 0
    alike: int = 0
    plan: str | None = None
    scores: tuple[Score, ...] = ()
    flags: tuple[Flag, ...] = ()
    evidence: tuple[tuple[int, str], ...] = ()


class Terms(NamedTuple):
    """By what filings are taken: checklists, rounds, the day on which the files came in, and whether unsealed too."""

    catalogue: Library
    rounds: Mapping[str, EvaluationRound]
    arrived: date
    accept_unsigned: bool = False


class Examiner:
    """Looks at files with what headquarters knows; made once in each process."""

    def __init__(self, database: Path, terms: Terms) -> None:
        self._connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
        self._terms, self._library = terms, terms.catalogue
        self._arrived = terms.arrived.isoformat()
        self._now = dates.round_of(clock.today())
        self._compared = terms.catalogue.originals
        self._judges = {c.sha256: Judge(c) for c in self._compared.values()}
        self._reader = reading.reader()
        self._eligible = {id_: frozenset(r.eligible) for id_, r in terms.rounds.items() if r.eligible is not None}
        self._known = lru_cache(maxsize=_VALUES)(self._read)
        self._answers = AnswerReader(terms.catalogue.facts)
        self._screen = Screen(terms.catalogue.pairs)
        self._pairs = {q.fact for pair in terms.catalogue.pairs for q in pair.sides}

    def _read(self, fact: str, value: str | None, count: str | None, total: str | None) -> Known:
        """Return what holds, from wherever; the same few values come again and again."""
        entry = {"value": value} if count is None else {"count": count, "total": total}
        return Known(record.value_of(entry, self._library.facts.get(fact)), Source.DECLARED)

    def close(self) -> None:
        """Let go of the record."""
        self._connection.close()

    def knows(self, sha256: str) -> bool:
        """Whether a file of this content was recorded before."""
        return bool(
            self._connection.execute("select 1 from filing where sha256 = ? and until is null", (sha256,)).fetchone()
        )

    def examine(self, path: str, stream: BinaryIO, sha256: str, size: int) -> Examined:
        """Look at one file; never raises for what is in it."""
        base = Examined(path, sha256, size)
        try:
            with verifying.seen(stream, self._reader) as seen:
                base = base._replace(office=seen.office, round=seen.round)
                return self._taken(base, seen)
        except Refused as error:
            return base._replace(reason=error.reason, detail=error.detail)

    def _taken(self, base: Examined, seen: Seen) -> Examined:
        unsigned = self._check_seals(seen)
        files = package.check_evidence(seen.opened, seen.proofs())
        self._check_round(seen)
        self._check_checklists(seen)
        made = seen.made
        read = self._answers.read(made)
        if read.impossible is not None:
            raise Refused(Reason.SCHEMA, read.impossible)
        scores, flags = self._judged(made, read.said)
        facts = reading.written(read.kept)
        signoff = made["signoff"]
        return base._replace(
            code=_code(seen),
            declared=hashlib.sha256(seen.raw).hexdigest(),
            previous=made["previous"],
            key=seen.seal.said.key if seen.seal else None,
            sealed=seen.seal.said.time if seen.seal else "",
            signoff=signoff["kind"] if signoff else None,
            unsigned=unsigned,
            described=tuple(zip(_DESCRIBED, record.filer_of(made["office"])[1:], strict=True)),
            facts=facts.decode(),
            answers=len(made["values"]),
            alike=_number(hashlib.sha256(facts).digest()),
            plan=None if made["plan"] is None else canonical.written(made["plan"]).decode(),
            scores=tuple(scores),
            flags=tuple(flags),
            evidence=tuple((_number(bytes.fromhex(proof.sha256 or "")), name) for name, proof in files.items()),
        )

    def _check_seals(self, seen: Seen) -> bool:
        """Return whether it bears no seal and may; Refused for unknown offices and keys, and for false seals."""
        if not self._connection.execute(_OFFICE, (seen.office,)).fetchone():
            raise Refused(Reason.UNKNOWN_OFFICE, seen.office)
        if seen.seal is None:
            if not self._terms.accept_unsigned:
                raise Refused(Reason.BAD_SIGNATURE, "")
            return True
        self._check_seal(seen, seen.seal, "office")
        signoff = seen.made["signoff"]
        if signoff is not None and signoff["kind"] == "key" and seen.director is None:
            raise Refused(Reason.BAD_SIGNATURE, package.DIRECTOR_SEAL)
        if seen.director is not None:
            self._check_seal(seen, seen.director, "director")
        return False

    def _check_seal(self, seen: Seen, seal: Seal, role: str) -> None:
        row = self._connection.execute(_KEY, (seal.said.key, seen.office, role)).fetchone()
        if row is None:
            raise Refused(Reason.UNKNOWN_KEY, seal.said.key)
        key, day = Key(*row), keyring.day_of_seal(seal.said.time)
        verifying.check_seal(seen, seal, keys.public(key.line, seal.said.key))
        if not key.counts(day, self._arrived):
            raise Refused(Reason.REVOKED_KEY, f"{key.id} {day}")

    def _check_round(self, seen: Seen) -> None:
        rounds = self._terms.rounds
        if not rounds:  # headquarters has declared none yet: any that has begun is taken
            if not _begun(seen.round, self._now):
                raise Refused(Reason.WRONG_ROUND, seen.round)
            return
        round_ = rounds.get(seen.round)
        if round_ is None or not round_.takes(self._terms.arrived):
            raise Refused(Reason.WRONG_ROUND, seen.round if round_ is None else f"{seen.round}{PLANNED}")
        if seen.office not in self._eligible.get(seen.round, (seen.office,)):
            raise Refused(Reason.WRONG_ROUND, f"{seen.round} {seen.office}")

    def _check_checklists(self, seen: Seen) -> None:
        named = {one["id"]: (one["version"], one["sha256"]) for one in seen.made["checklists"]}
        round_ = self._terms.rounds.get(seen.round)
        asked = dict(round_.checklists) if round_ else {}
        for id_ in asked or named:
            known = self._compared.get(id_)
            version, sha256 = named.get(id_, ("—", ""))
            if known is None or sha256 != known.sha256 or asked.get(id_, version) != version:
                raise Refused(Reason.UNKNOWN_CHECKLIST, f"{id_} {version}")

    def _judged(self, made: Mapping[str, Any], said: Mapping[str, Answers]) -> tuple[list[Score], list[Flag]]:
        """Judge every checklist anew, and tell what is odd: another score of its own, much out, contradictions."""
        own = {(one["checklist"], one.get("system", "")): _hundredths(one["score"]) for one in made["self"]}
        fields = {one["id"]: one["field"] for one in made.get("systems", ())}
        scores, flags = [], []
        for named in made["checklists"]:
            judge = self._judges.get(named["sha256"])
            if judge is None:
                continue
            id_ = judge.checklist.id
            for system, field in [("", "")] if judge.checklist.per == "office" else fields.items():
                judged, mine = judge.judge(said[system].amounts if system in said else {}), own.get((id_, system))
                points = reading.written(judged.points).decode()
                scores.append(Score(id_, named["sha256"], system, field, *judged[:3], mine, points))
                if mine != judged.score:
                    flags.append(Flag.of("self-score", checklist=id_, system=system, own=mine, computed=judged.score))
                if judged.away > AWAY:
                    flags.append(Flag.of("not-applicable", checklist=id_, system=system, share=judged.away))
        if any(map(self._screen.finds, said.values())):
            flags += self._contradictions(made)
        return scores, flags

    def _contradictions(self, made: Mapping[str, Any]) -> list[Flag]:
        facts: dict[str, dict[str, Known]] = {}
        for entry in made["values"]:
            if entry["fact"] in self._pairs and "not_applicable" not in entry:
                known = self._known(entry["fact"], entry.get("value"), entry.get("count"), entry.get("total"))
                facts.setdefault(entry.get("system", ""), {})[entry["fact"]] = known
        return [
            Flag.of(
                "contradiction",
                pair=one.pair.id,
                system=system,
                facts=[side.quantity.fact for side in one.sides],
                says=one.pair.says._asdict(),
            )
            for system, subject in facts.items()
            for one in contradictions.judge(self._library.pairs, subject)
        ]


def _begun(round_: str, now: str) -> bool:
    """Whether a half year such as 1405-2 has begun in another one, the present."""
    return len(round_) == len(now) and round_[:4].isdigit() and round_[4:] in ("-1", "-2") and round_ <= now


def _code(seen: Seen) -> str:
    """Return the code that the papers bear: of the declaration as it was before the sign-off."""
    if seen.made["signoff"] is None:
        return hashlib.sha256(seen.raw).hexdigest()
    return hashlib.sha256(canonical.written({**seen.made, "signoff": None})).hexdigest()


def _hundredths(text: str | None) -> int | None:
    if text is None:
        return None
    n, d = amount_of(text)
    return 100 * n // d


def _number(digest: bytes) -> int:
    """Return the first eight bytes of a hash as a number that SQLite can hold."""
    return int.from_bytes(digest[:8], "big", signed=True)
