"""Who files: offices with their bodies and groups, and how they stand to a round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput, Problem
from compliance.headquarters.keyring import Letter
from compliance.headquarters.store import Change, Store
from compliance.language import _
from compliance.model.filing import Filer
from compliance.persian import dates
from compliance.persian.letters import persian
from compliance.schema import nearest, quoted

_COLUMNS = "id, name_fa, name_en, body, province, grouped"
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")


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


def offices(store: Store) -> dict[str, Office]:
    """Return the offices enrolled now, by id."""
    rows = store.ask(f"select {_COLUMNS} from office where until is null order by id")
    return {row[0]: Office(*row) for row in rows}


def one(store: Store, id_: str) -> Office | None:
    """Return an office as it is enrolled now, None where it is not."""
    row = store.one(f"select {_COLUMNS} from office where id = ? and until is null", id_)
    return Office(*row) if row else None


def add(change: Change, filer: Filer, group: str) -> Office:
    """Take an office in."""
    office = Office(*filer, group)
    _insert(change, office, change.told("office", office._asdict()))
    return office


def describe(change: Change, office: Office, letter: Letter, **new: str) -> Office:
    """Change what an office is called, its body, province or group; what it was before stays on record."""
    after = office._replace(**new)
    if after == office:
        return office
    seq = change.told("describe", {**after._asdict(), "by_letter": letter._asdict()})
    change.run("update office set until = ? where id = ? and until is null", seq, office.id)
    _insert(change, after, seq)
    return after


def _insert(change: Change, office: Office, seq: int) -> None:
    named = office._asdict()
    change.insert("office", **{"grouped" if key == "group" else key: named[key] for key in named}, since=seq)


def regroup(change: Change, store: Store, ids: Iterable[str], group: str) -> None:
    """Put offices into a group; what they were in before stays on record."""
    there = offices(store)
    for id_ in check_known(store, ids):
        describe(change, there[id_], Letter(), group=group)


def set_status(
    change: Change, store: Store, round_: str, ids: Iterable[str], status: Standing, letter: Letter
) -> None:
    """Say how offices stand to a round."""
    for id_ in check_known(store, ids):
        seq = change.told("status", {"round": round_, "office": id_, "status": status.value, "letter": letter.number})
        change.run("update status set until = ? where round = ? and office = ? and until is null", seq, round_, id_)
        change.insert("status", round=round_, office=id_, status=status.value, letter=letter.number, since=seq)


def statuses(store: Store, round_: str) -> dict[str, Standing]:
    """Return how offices stand to a round where somebody said so."""
    rows = store.ask("select office, status from status where round = ? and until is null", round_)
    return {office: Standing(status) for office, status in rows}


def check_known(store: Store, ids: Iterable[str]) -> list[str]:
    """Return ids that are all of enrolled offices, each once; BadInput with every one that is not."""
    there = offices(store)
    asked = list(dict.fromkeys(ids))
    wrong = [
        Problem("OFFICE", None, quoted(id_), _("an enrolled office"), nearest(id_, there))
        for id_ in asked
        if id_ not in there
    ]
    if wrong:
        raise BadInput(wrong)
    return asked


def group_of(name: str) -> str:
    """Return the name of a group in the one spelling by which groups are told apart; BadInput for no text."""
    if files.CONTROL.search(name):
        raise BadInput.of("NAME", None, quoted(name), _("a name of one line"), _("write letters, digits and spaces"))
    return persian(name)


def described(said: Mapping[str, str], provinces: Iterable[str]) -> dict[str, str]:
    """Return what is said of an office with its letters as Persian writes them; BadInput with all that cannot be."""
    found = {name: persian(text) for name, text in said.items()}
    known = set(provinces)
    wrong = []
    if "body" in found and not _ID.fullmatch(found["body"]):
        mend = _("write lower case letters, digits and -, such as bushehr-civil-registry")
        wrong.append(Problem("--body", None, quoted(found["body"]), _("an id"), mend))
    if "province" in found and found["province"] not in known:
        text = found["province"]
        wrong.append(Problem("--province", None, quoted(text), _("the id of a province"), nearest(text, known)))
    if wrong:
        raise BadInput(wrong)
    return found


def likeness(store: Store, office: str, body: str) -> str | None:
    """Return advice where no other office is of a body, for its id may be mistyped; None where there is one."""
    bodies = [row[0] for row in store.ask("select distinct body from office where until is null and id <> ?", office)]
    return nearest(body, bodies) if bodies and body not in bodies else None


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
