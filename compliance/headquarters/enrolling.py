"""Enrolments brought together from files and folders, held against the letter and against what is enrolled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from compliance import clock, files
from compliance.errors import BadInput, Problem
from compliance.filing import enrolments, keys, seals
from compliance.headquarters import keyring, roster
from compliance.headquarters.keyring import Key, Letter
from compliance.headquarters.roster import Office
from compliance.headquarters.store import Change, Store
from compliance.language import _
from compliance.model.filing import Enrolment
from compliance.persian import dates
from compliance.schema import quoted

FOLDER = "enrolment"
_LONGEST_SEAL = 4096


class Found(NamedTuple):
    """An enrolment as it came, with the seal that lies beside it."""

    path: Path
    enrolment: Enrolment
    seal: bytes | None


class Considered(NamedTuple):
    """What an enrolment is: of a new office, a further key, one in the place of another, or there already.

    `by_old` says that the key it replaces sealed it; `differs` names what the office calls itself otherwise than
    it is enrolled.
    """

    enrolment: Enrolment
    what: str
    replaced: Key | None = None
    by_old: bool = False
    differs: tuple[str, ...] = ()


def read(paths: Sequence[Path], fingerprint: str | None) -> list[Found]:
    """Return the enrolments of files and folders; BadInput with everything that is wrong in any of them."""
    found, problems = [], list[Problem]()
    for path in _files(paths):
        try:
            found.append(Found(path, enrolments.read(path), _seal_beside(path)))
        except BadInput as error:
            problems += error.problems
    if not found and not problems:
        name = str(paths[0])
        raise BadInput.of(
            name, None, _("no enrolment"), _("enrolment.json, or a folder of them"), _("name another path")
        )
    problems += _differing(found, fingerprint)
    if problems:
        raise BadInput(problems)
    return found


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = path / FOLDER if (path / FOLDER).is_dir() else path
            yield from sorted(inside.rglob("*.json"))
        else:
            yield path


def _seal_beside(path: Path) -> bytes | None:
    seal = path.with_name(path.name + seals.SUFFIX)
    return files.read_bytes(seal, _LONGEST_SEAL) if seal.exists() else None


def _differing(found: Sequence[Found], fingerprint: str | None) -> Iterator[Problem]:
    if fingerprint is None:
        return
    wanted = "".join(sign for sign in fingerprint.lower() if sign in "0123456789abcdef")
    for one in found:
        seen = keys.fingerprint(one.enrolment.key)
        if seen != wanted:
            yield Problem(
                str(one.path),
                None,
                quoted(keys.grouped(seen)),
                _("the fingerprint of the letter"),
                _("do not enrol this key; ask the office by a known telephone number"),
            )


class _Known(NamedTuple):
    """What is enrolled, and what was considered before: ids of offices, keys by number and by fingerprint."""

    offices: dict[str, Office]
    ids: set[str]
    numbers: dict[str, Key]
    lines: dict[str, Key]


def consider(store: Store, found: Iterable[Found]) -> list[Considered]:
    """Return what each enrolment is; BadInput with every one that cannot be right, and nothing is changed."""
    offices = roster.offices(store)
    enrolled = [key for own in keyring.all_keys(store).values() for key in own]
    known = _Known(
        offices, set(offices), {key.id: key for key in enrolled}, {key.fingerprint: key for key in enrolled}
    )
    done, problems = [], list[Problem]()
    for one in found:
        key = _key(one.enrolment)
        wrong = [*_clashing(one, key, known), *_badly_sealed(one, known.numbers.get(one.enrolment.replaces or ""))]
        problems += wrong
        done.append(_considered(one, key, known, sealed=one.seal is not None and not wrong))
        known.ids.add(key.office)
        known.numbers.setdefault(key.id, key)
        known.lines.setdefault(key.fingerprint, key)
    if problems:
        raise BadInput(problems)
    return done


def _key(enrolment: Enrolment) -> Key:
    """Return the key of an enrolment, without letter and days."""
    number = keyring.number_of(enrolment)
    return Key(number, enrolment.office.id, enrolment.role, enrolment.key, keys.fingerprint(enrolment.key), *[""] * 4)


def _considered(one: Found, key: Key, known: _Known, sealed: bool) -> Considered:
    old = known.numbers.get(one.enrolment.replaces or "")
    replaced = old if old is not None and (old.office, old.role) == (key.office, key.role) else None
    what = "replacement" if replaced is not None else "key"
    if key.id in known.numbers:
        what = "there"
    elif key.office not in known.ids:
        what = "office"
    by_old = replaced is not None and sealed
    return Considered(one.enrolment, what, replaced, by_old, _otherwise(one.enrolment, known.offices))


def _clashing(one: Found, key: Key, known: _Known) -> Iterator[Problem]:
    """Give what speaks against a key: that another office or role has it, or that another key has its number."""
    same = known.lines.get(key.fingerprint)
    if same is not None and (same.office, same.role) != (key.office, key.role):
        yield Problem(
            str(one.path),
            None,
            _("a key that {office} ({role}) seals with").format(office=same.office, role=same.role),
            _("an own key for each office and for each director"),
            _("let the office make a new one: keys new"),
        )
    other = known.numbers.get(key.id)
    if other is not None and other.fingerprint != key.fingerprint:
        yield Problem(
            str(one.path),
            None,
            _("number {number}, which another key of {office} has").format(number=key.id, office=other.office),
            _("a key whose number nobody else has"),
            _("let the office make a new one: keys new"),
        )


def _badly_sealed(one: Found, old: Key | None) -> Iterator[Problem]:
    """Give what is wrong with the seal beside an enrolment; without the key that made it nothing can be said."""
    if one.seal is None or old is None:
        return
    try:
        seal = seals.read(one.seal)
        if (seal.said.office, seal.said.role) != (one.enrolment.office.id, one.enrolment.role):
            raise seals.Broken("of another office or role")
        seals.check(files.read_bytes(one.path), seal, keys.public(old.line, old.id))
    except seals.Broken:
        yield Problem(
            str(one.path),
            None,
            _("a seal beside it that the replaced key did not make of it"),
            _("the enrolment as “keys rotate” wrote it"),
            _("ask the office for both files again"),
        )


def _otherwise(enrolment: Enrolment, offices: dict[str, Office]) -> tuple[str, ...]:
    office = offices.get(enrolment.office.id)
    if office is None:
        return ()
    return tuple(name for name, said in enrolment.office._asdict().items() if getattr(office, name) != said)


def take(
    change: Change,
    store: Store,
    considered: Iterable[Considered],
    letter: Letter,
    valid_from: date | None,
    valid_until: date | None,
    group: str,
) -> None:
    """Take offices and keys in. A key counts from the day it was made, or from the day that is given."""
    there = set(roster.offices(store))
    for one in considered:
        office = one.enrolment.office
        if office.id not in there:
            roster.add(change, office, group)
            there.add(office.id)
        if one.what == "there":
            continue
        begin = valid_from or dates.read(one.enrolment.made) or clock.today()
        if valid_until is not None and valid_until < begin:
            raise BadInput.of(
                "--until",
                None,
                dates.write(valid_until),
                _("a day from {day} on").format(day=dates.write(begin)),
                _("look at both days"),
            )
        keyring.add(change, one.enrolment, letter, begin, valid_until)
        if one.replaced is not None:
            keyring.end(change, one.replaced, begin)
