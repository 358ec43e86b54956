"""Evidence held against what was recorded: missing, changed on disk, too old, listed too often, unused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from compliance import files
from compliance.model.checklist import EvidenceLimits
from compliance.model.office import Evidence
from compliance.model.record import Seal
from compliance.model.stated import Key, State, Stated
from compliance.office.desk import Desk
from compliance.office.evidence import FOLDER
from compliance.persian import dates


class Kind(StrEnum):
    """What is wrong with evidence."""

    MISSING = "missing"
    CHANGED = "changed"
    TOO_OLD = "too-old"
    SHARED = "shared"
    NOT_SEALED = "not-sealed"
    UNUSED = "unused"


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


def pieces(desk: Desk) -> list[Piece]:
    """Return every piece of evidence that answers list, in the order of the files."""
    seals = desk.read_log().seals
    return [
        Piece(key, evidence, seals.get(evidence.name), _size(desk, evidence))
        for key, stated in desk.state().items()
        for evidence in stated.evidence
    ]


def _size(desk: Desk, evidence: Evidence) -> int | None:
    return (desk.folder / evidence.name).stat().st_size if evidence.kind == "file" else None


def inspect(desk: Desk, limits: EvidenceLimits, today: date) -> list[Finding]:
    """Return what is wrong with the round's evidence; every listed file is read and hashed."""
    state, seals = desk.state(), desk.read_log().seals
    listed: dict[str, list[Key]] = {}
    for key, stated in state.items():
        for evidence in stated.evidence:
            if evidence.kind == "file":
                listed.setdefault(evidence.name, []).append(key)
    found = [Finding(Kind.MISSING, (key,), "") for key in missing(desk, state)]
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
    return [*found, *_unused(desk, listed)]


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


def _unused(desk: Desk, listed: Mapping[str, list[Key]]) -> Iterator[Finding]:
    folder = desk.folder / FOLDER
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(desk.folder).as_posix()
        if path.is_file() and not path.name.startswith(".") and name not in listed:
            yield Finding(Kind.UNUSED, (), name, size=path.stat().st_size)
