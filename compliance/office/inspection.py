"""Evidence held against what was recorded: missing, empty, changed on disk, too old, listed too often, unused."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from compliance import files
from compliance.model.checklist import EvidenceLimits
from compliance.model.office import Evidence
from compliance.model.record import Seal
from compliance.model.scan import Scan
from compliance.model.stated import NOTHING, Key, State, Stated
from compliance.office import scan_evidence, scan_file
from compliance.office.desk import Desk
from compliance.office.evidence import FOLDER
from compliance.office.scan_evidence import Damage
from compliance.persian import dates


class Kind(StrEnum):
    """What is wrong with evidence."""

    MISSING = "missing"
    EMPTY = "empty"
    CHANGED = "changed"
    TOO_OLD = "too-old"
    SHARED = "shared"
    NOT_SEALED = "not-sealed"
    UNUSED = "unused"
    SCAN_MISSING = "scan-missing"
    SCAN_CHANGED = "scan-changed"
    SCAN_TOO_OLD = "scan-too-old"


class Finding(NamedTuple):
    """One thing to look at: the facts it concerns, the file or letter, and the day or number that says so."""

    kind: Kind
    keys: tuple[Key, ...]
    name: str
    day: date | None = None
    size: int | None = None


class Piece(NamedTuple):
    """A piece of evidence as a fact lists it, with what was recorded of it; `size` is bytes now on disk."""

    key: Key
    evidence: Evidence
    seal: Seal | None
    size: int | None


def pieces(desk: Desk, scan: Scan | None = None) -> list[Piece]:
    """Return every piece of evidence that answers list, in the order of the files, then what proves the scan."""
    seals, state = desk.read_log().seals, desk.state()
    listed = [
        Piece(key, evidence, seals.get(evidence.name), _size(desk, evidence))
        for key, stated in state.items()
        for evidence in stated.evidence
    ]
    return listed if scan is None else [*listed, *_pieces_of_scan(desk, scan, state, seals)]


def _pieces_of_scan(desk: Desk, scan: Scan, state: State, seals: Mapping[str, Seal]) -> Iterator[Piece]:
    known = {**scan_evidence.seals_of(scan), **seals}
    there = {scan_evidence.name_of(one): scan_evidence.place_of(desk.folder, one) for one in scan.evidence}
    there[scan_file.FILE] = desk.folder / scan_file.FILE
    for fact in _decided(desk, scan, state):
        for evidence in scan_evidence.pieces(scan, fact):
            place = there[evidence.name]
            size = place.stat().st_size if place is not None else None
            yield Piece(Key("", fact), evidence, known.get(evidence.name), size)


def _decided(desk: Desk, scan: Scan, state: State) -> list[str]:
    """Return the facts that the scan answers; where the office says why it knows better, its answer holds."""
    facts = [measured.fact for measured in scan.measured if measured.fact in desk.facts("")]
    return [fact for fact in facts if not state.get(Key("", fact), NOTHING).override]


def _empty(desk: Desk, name: str) -> bool:
    return not (desk.folder / name).stat().st_size


def _size(desk: Desk, evidence: Evidence) -> int | None:
    return (desk.folder / evidence.name).stat().st_size if evidence.kind == "file" else None


def inspect(desk: Desk, limits: EvidenceLimits, today: date, scan: Scan | None = None) -> list[Finding]:
    """Return what is wrong with the round's evidence; every listed file, and every one of the scan, is hashed."""
    state, seals = desk.state(), desk.read_log().seals
    listed: dict[str, list[Key]] = {}
    for key, stated in state.items():
        for evidence in stated.evidence:
            if evidence.kind == "file":
                listed.setdefault(evidence.name, []).append(key)
    proved = {Key("", fact) for fact in _decided(desk, scan, state)} if scan is not None else set()
    found = [Finding(Kind.MISSING, (key,), "") for key in missing(desk, state) if key not in proved]
    found += [Finding(Kind.EMPTY, tuple(keys), name, size=0) for name, keys in listed.items() if _empty(desk, name)]
    found += _changed(desk, listed, seals)
    found += [
        Finding(Kind.TOO_OLD, (key,), evidence.name, day)
        for key, stated in state.items()
        for evidence, day in aged(stated, seals, limits, today)
    ]
    found += [
        Finding(Kind.SHARED, tuple(keys), name, size=len(keys))
        for name, keys in listed.items()
        if len(keys) > limits.shared_by
    ]
    if scan is not None:
        found += _of_scan(desk, scan, seals, limits, today)
    used = {*listed, *(scan_evidence.name_of(stored) for stored in (scan.evidence if scan is not None else ()))}
    return [*found, *_unused(desk, used)]


def _of_scan(
    desk: Desk, scan: Scan, seals: Mapping[str, Seal], limits: EvidenceLimits, today: date
) -> Iterator[Finding]:
    kinds = {Damage.MISSING: Kind.SCAN_MISSING, Damage.CHANGED: Kind.SCAN_CHANGED}
    day = scan.began.date() if scan.began else None
    for damage, name, facts in scan_evidence.damaged(desk.folder, scan, seals):
        yield Finding(kinds[damage], _keys(desk, facts), name, day)
    if day is not None and (today - day).days > limits.oldest_days:
        facts = tuple(measured.fact for measured in scan.measured)
        yield Finding(Kind.SCAN_TOO_OLD, _keys(desk, facts), scan_file.FILE, day)


def _keys(desk: Desk, facts: tuple[str, ...]) -> tuple[Key, ...]:
    return tuple(Key("", fact) for fact in facts if fact in desk.facts(""))


def missing(desk: Desk, state: State) -> list[Key]:
    """Return the answered facts that ask for evidence and list none; what does not apply asks for none."""
    return [
        key
        for key, stated in state.items()
        if stated.answers
        and not stated.not_applicable
        and not stated.evidence
        and key.fact in desk.facts(key.system)
        and desk.facts(key.system)[key.fact].evidence_required
    ]


def aged(
    stated: Stated, seals: Mapping[str, Seal], limits: EvidenceLimits, today: date
) -> Iterator[tuple[Evidence, date]]:
    """Return the evidence of an entry that is older than the limit, with the day it counts from.

    That is the date of the document; where none is given the day it was attached, at the latest the
    day of the answer.
    """
    for evidence in stated.evidence:
        day = _day(stated, evidence, seals.get(evidence.name))
        if day is not None and (today - day).days > limits.oldest_days:
            yield evidence, day


def _day(stated: Stated, evidence: Evidence, seal: Seal | None) -> date | None:
    if evidence.date:
        return dates.read(evidence.date)
    days = [datetime.fromisoformat(seal.when).date()] if seal else []
    answered = dates.read(stated.on) if stated.on else None
    return min((*days, *([answered] if answered else [])), default=None)


def _changed(desk: Desk, listed: Mapping[str, list[Key]], seals: Mapping[str, Seal]) -> Iterator[Finding]:
    for name, keys in listed.items():
        seal = seals.get(name)
        if seal is None:
            yield Finding(Kind.NOT_SEALED, tuple(keys), name)
        elif files.digest(desk.folder / name)[0] != seal.sha256:
            yield Finding(Kind.CHANGED, tuple(keys), name, datetime.fromisoformat(seal.when).date())


def _unused(desk: Desk, listed: Collection[str]) -> Iterator[Finding]:
    folder = desk.folder / FOLDER
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(desk.folder).as_posix()
        if path.is_file() and not path.name.startswith(".") and name not in listed:
            yield Finding(Kind.UNUSED, (), name, size=path.stat().st_size)
