"""Who files: offices with their bodies and groups, the keys they seal with, and how they stand to a round."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from compliance import clock
from compliance.errors import BadInput, Problem
from compliance.filing import keys, seals
from compliance.headquarters.store import Change, Store
from compliance.language import _
from compliance.model.filing import Enrolment
from compliance.persian import dates
from compliance.schema import nearest, quoted

FOREVER = "9999-12-31"


class Standing(StrEnum):
    """How an office stands to a round; silent is whoever is eligible and has filed nothing."""

    ELIGIBLE = "eligible"
    PARTLY = "partly"
    REFUSED = "refused"
    ASKED_OUT = "asked-out"


class Office(NamedTuple):
    """An enrolled office."""

    id: str
    name_fa: str
    name_en: str
    body: str
    province: str
    group: str


class Key(NamedTuple):
    """A key with the days between which its seals count."""

    id: str
    office: str
    role: str
    line: str
    fingerprint: str
    letter: str
    letter_date: str
    valid_from: str
    valid_until: str
    revoked_from: str | None
    why: str | None

    def counts(self, day: str) -> bool:
        """Whether a seal of that day counts (ISO 8601)."""
        ends = self.revoked_from
        return self.valid_from <= day <= self.valid_until and (ends is None or day < ends)


class Letter(NamedTuple):
    """The official letter by which a key came, or for which a status holds."""

    number: str = ""
    day: str = ""


def offices(store: Store) -> dict[str, Office]:
    """Return the offices enrolled now, by id."""
    rows = store.ask(
        "select id, name_fa, name_en, body, province, grouped from office where until is null order by id"
    )
    return {row[0]: Office(*row) for row in rows}


def keys_of(store: Store, office: str) -> list[Key]:
    """Return the keys of an office, the oldest first."""
    return [
        Key(*row)
        for row in store.ask(
            "select id, office, role, line, fingerprint, letter, letter_date, valid_from, valid_until, revoked_from, "
            "why from office_key where office = ? order by n",
            office,
        )
    ]


class Enrolled(NamedTuple):
    """What became of an enrolment: a new office, a further key of a known one, or nothing because it was there."""

    enrolment: Enrolment
    what: str


def enrol(
    change: Change,
    store: Store,
    enrolments: Iterable[Enrolment],
    letter: Letter,
    valid_from: date | None,
    valid_until: date | None,
    group: str,
) -> list[Enrolled]:
    """Take offices and keys in; the same enrolment again changes nothing. A key counts from its own day on."""
    there = offices(store)
    done = []
    for enrolment in enrolments:
        office = enrolment.office
        new = office.id not in there
        if new:
            _add_office(change, enrolment, group)
            there[office.id] = Office(office.id, office.name_fa, office.name_en, office.body, office.province, group)
        number = seals.key_id(keys.public(enrolment.key, office.id))
        if store.one("select 1 from office_key where id = ?", number):
            done.append(Enrolled(enrolment, "office" if new else "there"))
            continue
        begin = valid_from or dates.read(enrolment.made) or clock.today()
        _add_key(change, enrolment, number, letter, begin, valid_until)
        done.append(Enrolled(enrolment, "office" if new else "key"))
    return done


def _add_office(change: Change, enrolment: Enrolment, group: str) -> None:
    office = enrolment.office
    seq = change.told("office", {**office._asdict(), "group": group})
    change.insert(
        "office",
        id=office.id,
        name_fa=office.name_fa,
        name_en=office.name_en,
        body=office.body,
        province=office.province,
        grouped=group,
        since=seq,
    )


def _add_key(
    change: Change, enrolment: Enrolment, number: str, letter: Letter, valid_from: date, valid_until: date | None
) -> None:
    until = valid_until.isoformat() if valid_until else FOREVER
    fingerprint = keys.fingerprint(enrolment.key)
    row = {
        "id": number,
        "office": enrolment.office.id,
        "role": enrolment.role,
        "line": enrolment.key,
        "fingerprint": fingerprint,
        "letter": letter.number,
        "letter_date": letter.day,
        "valid_from": valid_from.isoformat(),
        "valid_until": until,
    }
    seq = change.told("key", row)
    change.insert("office_key", **row, since=seq)


def revoke(change: Change, store: Store, key: str, since: date, why: str, letter: Letter) -> None:
    """Let a key's seals count no more from a day on; BadInput for a key that nobody has."""
    if not store.one("select 1 from office_key where id = ?", key):
        known = [row[0] for row in store.ask("select id from office_key order by id")]
        raise BadInput.of("KEY", None, quoted(key), _("the number of an enrolled key"), nearest(key, known))
    change.told("revoke", {"key": key, "from": since.isoformat(), "why": why, "letter": letter.number})
    change.run("update office_key set revoked_from = ?, why = ? where id = ?", since.isoformat(), why, key)


def regroup(change: Change, store: Store, ids: Iterable[str], group: str) -> None:
    """Put offices into a group; what they were in before stays on record."""
    for id_ in check_known(store, ids):
        seq = change.told("group", {"office": id_, "group": group})
        (row,) = store.ask(
            "select id, name_fa, name_en, body, province from office where id = ? and until is null", id_
        )
        change.run("update office set until = ? where id = ? and until is null", seq, id_)
        change.insert(
            "office",
            **dict(zip(("id", "name_fa", "name_en", "body", "province"), row, strict=True)),
            grouped=group,
            since=seq,
        )


def set_status(
    change: Change, store: Store, round_: str, ids: Iterable[str], status: Standing, letter: Letter
) -> None:
    """Say how offices stand to a round."""
    for id_ in check_known(store, ids):
        seq = change.told("status", {"round": round_, "office": id_, "status": status.value, "letter": letter.number})
        change.run("update status set until = ? where round = ? and office = ? and until is null", seq, round_, id_)
        change.insert("status", round=round_, office=id_, status=status.value, letter=letter.number, since=seq)


def check_known(store: Store, ids: Iterable[str]) -> list[str]:
    """Return ids that are all of enrolled offices; BadInput with every one that is not."""
    there = offices(store)
    asked = list(ids)
    wrong = [
        Problem("OFFICE", None, quoted(id_), _("an enrolled office"), nearest(id_, there))
        for id_ in asked
        if id_ not in there
    ]
    if wrong:
        raise BadInput(wrong)
    return asked


def day_of(text: str, option: str) -> date:
    """Return a Jalali day that was typed; BadInput otherwise."""
    day = dates.read(dates.normal(text) or "")
    if day is None:
        raise BadInput.of(
            option,
            None,
            quoted(text),
            _("a Jalali date that exists, such as 1405/06/12"),
            _("check year, month and day; the last day of Esfand is 29, or 30 in a leap year"),
        )
    return day
