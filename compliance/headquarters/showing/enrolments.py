"""Enrolments, offices and their keys on screens and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from compliance.filing import keys
from compliance.headquarters.enrolling import Consent, Considered, Taken
from compliance.headquarters.keyring import FOREVER, Key, Letter
from compliance.headquarters.roster import Office
from compliance.headquarters.showing.flags import FIELDS
from compliance.headquarters.showing.letters import name_of
from compliance.language import _, mark
from compliance.persian import dates, numbers
from compliance.report.filing_paper import ROLES
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import make
from compliance.schema import listed

WHAT = {
    "office": mark("new office"),
    "key": mark("further key"),
    "replacement": mark("in the place of the old key"),
    "there": mark("there already"),
}
STATE = {
    "valid": mark("valid"),
    "later": mark("not yet valid"),
    "ended": mark("no longer valid"),
    "revoked": mark("revoked"),
}


def sheet(considered: Sequence[Considered]) -> Sheet:
    """Return enrolments with their fingerprints, in groups as the letters print them, and what each one is."""
    page = Sheet()
    rows = [
        (
            one.enrolment.office.id,
            _(ROLES[one.enrolment.role]),
            keys.grouped(keys.fingerprint(one.enrolment.key)),
            listed([_(WHAT[one.what]), *_vouched(one)]),
        )
        for one in considered
    ]
    page.show(
        make(
            [
                (_("office"), False, False, True),
                (_("whose key"), False),
                (_("fingerprint"), False, False, True),
                (_("what it is"), False, False, True),
            ],
            rows,
        )
    )
    for one in considered:
        if one.differs:
            said = _("{office} calls itself otherwise than it is enrolled ({fields}); “hq describe” changes it.")
            fields = listed(_(FIELDS[name]) for name in one.differs)
            page.say(said.format(office=one.enrolment.office.id, fields=fields))
    return page


def _vouched(one: Considered) -> list[str]:
    """Return whether a key that the office has speaks for this one."""
    if one.by_old:
        return [_("sealed by the old key")]
    return [_("without the seal of the old key")] if one.doubtful else []


def said(done: Sequence[Taken], left: Sequence[Considered], consent: Consent) -> list[str]:
    """Return what became of them, in sentences."""
    if consent is Consent.REFUSED or not done:
        return [_("nothing was enrolled"), *map(_left, left if consent is not Consent.REFUSED else ())]
    counted = Counter(one.considered.what for one in done)
    told = [
        _("new offices: {office}; further keys: {key}; there already: {there}").format(
            office=numbers.show(counted["office"]),
            key=numbers.show(counted["key"] + counted["replacement"]),
            there=numbers.show(counted["there"]),
        )
    ]
    noted = sum(one.noted for one in done)
    told += [_("keys whose letter was noted now: {n}").format(n=numbers.show(noted))] if noted else []
    told += [_kept(one) for one in done if one.other.number]
    return [*told, *map(_left, left), *_to_do(done, consent)]


def _left(one: Considered) -> str:
    """Return why a key was not enrolled, and what is done about it."""
    why = (
        _(
            "{office}: not enrolled, for the office has a key already that did not seal this one. Compare the "
            "fingerprint {groups} with the letter, then name this one file: hq enrol STORE FILE --letter NUMBER"
        )
        if one.doubtful
        else _(
            "{office}: not enrolled, for nobody was there to answer. Compare the fingerprint {groups} with the "
            "letter, then: hq enrol STORE FILE --yes --letter NUMBER"
        )
    )
    return why.format(office=one.enrolment.office.id, groups=keys.grouped(keys.fingerprint(one.enrolment.key)))


def _kept(one: Taken) -> str:
    said = _("{office}: its key came by letter no. {number}, and keeps it; name the one file to note another.")
    return said.format(office=one.considered.enrolment.office.id, number=numbers.digits(one.letter.number))


def _to_do(done: Sequence[Taken], consent: Consent) -> list[str]:
    """Return what is left to do for keys that nobody compared, or whose letter is not known."""
    unseen = sum(one.considered.what != "there" for one in done)
    told = []
    if consent is Consent.NOBODY and unseen:
        text = _("Nobody was asked: compare each of the {n} fingerprints above with its official letter.")
        told.append(text.format(n=numbers.show(unseen)))
    bare = sum(not one.letter.number for one in done)
    if bare:
        text = _(
            "Keys without a letter: {n}; they are not confirmed yet. When a fingerprint has been compared with its "
            "letter: hq enrol STORE FILE --letter NUMBER --letter-date DATE"
        )
        told.append(text.format(n=numbers.show(bare)))
    return told


def record(done: Sequence[Taken], left: Sequence[Considered]) -> Record:
    """Return what became of them, for programs; what was left aside has no letter."""
    return {
        "enrolled": [_record(one.considered, one.letter) for one in done],
        "left": [_record(one, Letter()) for one in left],
        "problems": [],
    }


def _record(one: Considered, letter: Letter) -> Record:
    return {
        "office": one.enrolment.office.id,
        "role": one.enrolment.role,
        "what": one.what,
        "fingerprint": keys.fingerprint(one.enrolment.key),
        "replaces": one.replaced.id if one.replaced else None,
        "sealed_by_old": one.by_old,
        "differs": list(one.differs),
        "letter": letter.number or None,
        "confirmed": bool(letter.number),
    }


def state(key: Key, day: date) -> str:
    """Return whether a key counts on a day, in one word."""
    today = day.isoformat()
    if key.revoked_from is not None and key.revoked_from <= today:
        return "revoked"
    if today > key.valid_until:
        return "ended"
    return "later" if today < key.valid_from else "valid"


def roll(offices: Sequence[Office], held: Mapping[str, Sequence[Key]], day: date) -> Sheet:
    """Return offices with their keys, and which of those count today."""
    page = Sheet()
    page.say(_("Offices: {n}").format(n=numbers.show(len(offices))))
    rows = [
        row
        for office in offices
        for row in ([_key_row(office, key, day) for key in held.get(office.id, ())] or [_bare_row(office)])
    ]
    page.show(
        make(
            [
                (_("office"), False, False, True),
                (_("name of the office"), False, True, True),
                (_("province"), True, True),
                (_("group"), True, True),
                (_("whose key"), False),
                (_("number of the key"), True),
                (_("valid"), False, False, True),
                (_("letter"), False, False, True),
                (_("fingerprint"), False, False, True),
            ],
            rows,
        )
    )
    bare = sum(
        not key.confirmed for office in offices for key in held.get(office.id, ()) if key.holds(day.isoformat())
    )
    if bare:
        text = _(
            "Valid keys that are not confirmed yet: {n}. Compare the fingerprint with the letter, then: {command}"
        )
        page.say(text.format(n=numbers.show(bare), command="hq enrol STORE FILE --letter NUMBER"))
    return page


def _bare_row(office: Office) -> tuple[str, ...]:
    key = ("—", "—", _("no key"), "—", "—")
    return (office.id, name_of(office, office.id), office.province, office.group or "—", *key)


def _key_row(office: Office, key: Key, day: date) -> tuple[str, ...]:
    return (
        office.id,
        name_of(office, office.id),
        office.province,
        office.group or "—",
        _(ROLES[key.role]),
        key.id,
        f"{_(STATE[state(key, day)])} {_span(key)}",
        numbers.digits(key.letter) if key.confirmed else _("not confirmed yet"),
        keys.grouped(key.fingerprint),
    )


def _span(key: Key) -> str:
    """Return from when until when a key counts."""
    first = dates.show(date.fromisoformat(key.valid_from))
    if key.revoked_from is not None:
        return _("(from {first}, revoked from {last} on)").format(first=first, last=_jalali(key.revoked_from))
    if key.valid_until == FOREVER:
        return _("(from {first})").format(first=first)
    return _("({first} to {last})").format(first=first, last=_jalali(key.valid_until))


def _jalali(day: str) -> str:
    return dates.show(date.fromisoformat(day))


def roll_record(offices: Sequence[Office], held: Mapping[str, Sequence[Key]], day: date) -> Record:
    """Return offices with their keys, for programs; days are Jalali."""
    return {
        "offices": [
            {
                "id": office.id,
                "name": {"fa": office.name_fa, "en": office.name_en},
                "body": office.body,
                "province": office.province,
                "group": office.group or None,
                "keys": [_key_record(key, day) for key in held.get(office.id, ())],
            }
            for office in offices
        ],
        "problems": [],
    }


def _key_record(key: Key, day: date) -> Record:
    until, revoked = key.valid_until, key.revoked_from
    return {
        "number": key.id,
        "role": key.role,
        "key": key.line,
        "fingerprint": key.fingerprint,
        "letter": key.letter or None,
        "letter_date": key.letter_date or None,
        "confirmed": key.confirmed,
        "from": dates.write(date.fromisoformat(key.valid_from)),
        "until": None if until == FOREVER else dates.write(date.fromisoformat(until)),
        "revoked_from": None if revoked is None else dates.write(date.fromisoformat(revoked)),
        "why": key.why,
        "state": state(key, day),
    }
