"""Enrolments, offices and their keys on screens and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from compliance.filing import keys
from compliance.headquarters.enrolling import Considered
from compliance.headquarters.keyring import FOREVER, Key
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
            listed([_(WHAT[one.what]), *([_("sealed by the old key")] if one.by_old else [])]),
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


def said(done: Sequence[Considered]) -> str:
    """Return what became of them, in a sentence."""
    counted = Counter(one.what for one in done)
    return _("new offices: {office}; further keys: {key}; there already: {there}").format(
        office=numbers.show(counted["office"]),
        key=numbers.show(counted["key"] + counted["replacement"]),
        there=numbers.show(counted["there"]),
    )


def record(done: Sequence[Considered], enrolled: bool) -> Record:
    """Return what became of them, for programs; `enrolled` is false where somebody said no."""
    return {
        "enrolled": [
            {
                "office": one.enrolment.office.id,
                "role": one.enrolment.role,
                "what": one.what,
                "fingerprint": keys.fingerprint(one.enrolment.key),
                "replaces": one.replaced.id if one.replaced else None,
                "sealed_by_old": one.by_old,
                "differs": list(one.differs),
            }
            for one in (done if enrolled else ())
        ],
        "problems": [],
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
                (_("name of the office"), False, True),
                (_("province"), True, True),
                (_("group"), True, True),
                (_("whose key"), False),
                (_("number of the key"), True),
                (_("valid"), False, False, True),
                (_("letter"), False, True),
            ],
            rows,
        )
    )
    return page


def _bare_row(office: Office) -> tuple[str, ...]:
    return (office.id, name_of(office, office.id), office.province, office.group or "—", "—", "—", _("no key"), "—")


def _key_row(office: Office, key: Key, day: date) -> tuple[str, ...]:
    return (
        office.id,
        name_of(office, office.id),
        office.province,
        office.group or "—",
        _(ROLES[key.role]),
        key.id,
        f"{_(STATE[state(key, day)])} {_span(key)}",
        numbers.digits(key.letter) or "—",
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
        "from": dates.write(date.fromisoformat(key.valid_from)),
        "until": None if until == FOREVER else dates.write(date.fromisoformat(until)),
        "revoked_from": None if revoked is None else dates.write(date.fromisoformat(revoked)),
        "why": key.why,
        "state": state(key, day),
    }
