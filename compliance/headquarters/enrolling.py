"""Enrolments brought together from files and folders, held against the letter and against what is enrolled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import Enum, auto
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
from compliance.persian import dates, numbers
from compliance.persian.letters import ascii_digits
from compliance.schema import quoted

FOLDER = "enrolment"
_LONGEST_SEAL = 4096
_HEX = frozenset("0123456789abcdef")
_DIGITS = 64  # of a fingerprint


class Found(NamedTuple):
    """An enrolment as it came, with the seal that lies beside it.

    `named` says that somebody named this very file, or its fingerprint, and not only the folder it lies in.
    """

    path: Path
    enrolment: Enrolment
    seal: bytes | None
    named: bool = False


class Considered(NamedTuple):
    """What an enrolment is: of a new office, a further key, one in the place of another, or there already.

    `by_old` says that the key it replaces, which counts today, sealed it; `differs` names what the office calls
    itself otherwise than it is enrolled. `doubtful` is a key for which none that the office has already speaks.
    """

    enrolment: Enrolment
    what: str
    replaced: Key | None = None
    by_old: bool = False
    differs: tuple[str, ...] = ()
    doubtful: bool = False
    named: bool = False


class Consent(Enum):
    """Who agreed that keys are those of the letters: a person who was asked, an option, or nobody."""

    ANSWERED = auto()
    OPTION = auto()
    NOBODY = auto()
    REFUSED = auto()


class Taken(NamedTuple):
    """What became of an enrolment: the letter its key has now, whether this run noted that, and one left aside."""

    considered: Considered
    letter: Letter
    noted: bool = False
    other: Letter = Letter()


def allowed(one: Considered, consent: Consent) -> bool:
    """Whether an enrolment is taken.

    Where nobody answers, a folder's new offices are, and no file that was named: somebody has to have looked at it.
    A doubtful key is taken only by an answer, or by an option for this very file.
    """
    if consent is Consent.REFUSED:
        return False
    if one.what == "there" or consent is Consent.ANSWERED:
        return True
    return not one.doubtful and not one.named if consent is Consent.NOBODY else one.named or not one.doubtful


def read(paths: Sequence[Path], fingerprint: str | None) -> list[Found]:
    """Return the enrolments of files and folders; BadInput with everything that is wrong in any of them."""
    found, problems = list[Found](), list[Problem]()
    for path, named in _files(paths):
        try:
            found.append(Found(path, enrolments.read(path), _seal_beside(path), named))
        except BadInput as error:
            problems += error.problems
    if not found and not problems:
        name = str(paths[0])
        raise BadInput.of(
            name, None, _("no enrolment"), _("enrolment.json, or a folder of them"), _("name another path")
        )
    if problems:
        raise BadInput(problems)
    return found if fingerprint is None else [_compared(found, _hex(fingerprint))]


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    """Give files, and whether they were named themselves."""
    for path in paths:
        if path.is_dir():
            inside = path / FOLDER if (path / FOLDER).is_dir() else path
            yield from ((one, False) for one in sorted(inside.rglob("*.json")))
        else:
            yield path, True


def _seal_beside(path: Path) -> bytes | None:
    seal = path.with_name(path.name + seals.SUFFIX)
    return files.read_bytes(seal, _LONGEST_SEAL) if seal.exists() else None


def _hex(typed: str) -> str:
    """Return a fingerprint as it was typed or copied: any digits, with whatever stands between its groups."""
    said = "".join(sign for sign in ascii_digits(typed).lower() if sign.isalnum())
    if len(said) != _DIGITS or set(said) - _HEX:
        raise BadInput.of(
            "--fingerprint",
            None,
            quoted(typed),
            _("eight groups of eight digits and letters from a to f"),
            _("type it once more from the letter, or copy it whole"),
        )
    return said


def _compared(found: Sequence[Found], wanted: str) -> Found:
    """Return the one enrolment that has a fingerprint; BadInput for several, and for another one."""
    if len(found) > 1:
        raise BadInput.of(
            "--fingerprint",
            None,
            _("enrolments: {n}").format(n=numbers.show(len(found))),
            _("one file: a fingerprint is of one key"),
            _("name the enrolment.json that came with this letter"),
        )
    (one,) = found
    seen = keys.fingerprint(one.enrolment.key)
    if seen != wanted:
        raise BadInput.of(
            str(one.path),
            None,
            keys.grouped(seen),
            _("the fingerprint of the letter, {groups}").format(groups=keys.grouped(wanted)),
            _("do not enrol this key; ask the office by a known telephone number"),
        )
    return one._replace(named=True)


class _Known(NamedTuple):
    """What is enrolled, and what was considered before: ids of offices, keys by number and by fingerprint.

    `held` are the offices and roles that had a key before.
    """

    offices: dict[str, Office]
    ids: set[str]
    numbers: dict[str, Key]
    lines: dict[str, Key]
    held: frozenset[tuple[str, str]]


def consider(store: Store, found: Iterable[Found]) -> list[Considered]:
    """Return what each enrolment is; BadInput with every one that cannot be right, and nothing is changed."""
    offices = roster.offices(store)
    enrolled = [key for own in keyring.all_keys(store).values() for key in own]
    known = _Known(
        offices,
        set(offices),
        {key.id: key for key in enrolled},
        {key.fingerprint: key for key in enrolled},
        frozenset((key.office, key.role) for key in enrolled),
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
    fresh = replaced is not None and not replaced.valid_from  # it came in this very run, and has no days yet
    by_old = replaced is not None and sealed and (fresh or replaced.holds(clock.today().isoformat()))
    doubtful = what != "there" and (key.office, key.role) in known.held and (fresh or not by_old)
    differs = _otherwise(one.enrolment, known.offices)
    return Considered(one.enrolment, what, replaced, by_old, differs, doubtful, one.named)


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
) -> list[Taken]:
    """Take offices and keys in. A key counts from the day it was made, or from the day that is given."""
    there, done = set(roster.offices(store)), []
    for one in considered:
        office = one.enrolment.office
        if office.id not in there:
            roster.add(change, office, group)
            there.add(office.id)
        if one.what == "there":
            done.append(_confirm(change, store, one, letter))
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
        replaced = keyring.one(store, one.replaced.id) if one.replaced is not None else None
        if replaced is not None:
            keyring.end(change, replaced, begin)
        done.append(Taken(one, letter))
    return done


def _confirm(change: Change, store: Store, one: Considered, letter: Letter) -> Taken:
    """Note the letter of a key that is there; one that has a letter keeps it, unless its very file was named."""
    key = keyring.one(store, keyring.number_of(one.enrolment))
    assert key is not None
    has = Letter(key.letter, key.letter_date)
    same = letter.number == has.number
    if not letter.number or (same and letter.day in ("", has.day)):
        return Taken(one, has)
    if has.number and not one.named and not (same and not has.day):
        return Taken(one, has, other=letter)
    keyring.confirm(change, key, letter)
    return Taken(one, letter, noted=True)
