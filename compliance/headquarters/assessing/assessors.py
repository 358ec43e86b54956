"""Who assesses, and with which offices each of them has a conflict of interest."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from compliance.errors import BadInput, Problem
from compliance.filing import package
from compliance.headquarters import roster
from compliance.headquarters.assessing import record
from compliance.headquarters.roster import Office
from compliance.headquarters.store import Change, Store
from compliance.language import _, current
from compliance.model.assessing import Assessor, Tie, TieKind
from compliance.persian.letters import ascii_digits, persian
from compliance.schema import nearest, quoted

_ID = re.compile(r"[a-z0-9]([a-z0-9.-]{0,58}[a-z0-9])?")
_COLUMNS = "id, name_fa, name_en, organisation, body, province, office, ties, letter"
_TO = ("office", "body", "province")


class Known(NamedTuple):
    """The ids to which an assessor can be tied."""

    offices: Collection[str]
    bodies: Collection[str]
    provinces: Collection[str]

    def of(self, to: str) -> Collection[str]:
        """Return the ids of one kind."""
        return {"office": self.offices, "body": self.bodies, "province": self.provinces}[to]


def known(store: Store, bodies: Iterable[str], provinces: Iterable[str]) -> Known:
    """Return the ids of the enrolled offices, and of the bodies and provinces that these or the checklists name."""
    there = roster.offices(store)
    return Known(
        set(there),
        {*bodies, *(office.body for office in there.values())},
        {*provinces, *(office.province for office in there.values())},
    )


def assessors(store: Store) -> dict[str, Assessor]:
    """Return those who assess now, by id."""
    return _read(record.ask(store, f"select {_COLUMNS} from assessor where until is null order by id"))


def everybody(store: Store) -> dict[str, Assessor]:
    """Return all who ever assessed, as they were described last: what they established stays on record."""
    return _read(record.ask(store, f"select {_COLUMNS} from assessor order by n"))


def _read(rows: Iterable[Any]) -> dict[str, Assessor]:
    return {
        id_: Assessor(id_, fa, en, organisation, body, province, office, _ties(ties), letter)
        for id_, fa, en, organisation, body, province, office, ties, letter in rows
    }


def _ties(text: str) -> tuple[Tie, ...]:
    return tuple(Tie(TieKind(kind), to, id_, note) for kind, to, id_, note in json.loads(text))


def name_of(assessor: Assessor) -> str:
    """Return what an assessor is called in the language in use."""
    return assessor.name_fa if current() == "fa" else assessor.name_en


def note(change: Change, assessor: Assessor) -> bool:
    """Take an assessor in, or describe one anew; what they were before stays on record. False for nothing new."""
    ties = sorted([tie.kind.value, *tie[1:]] for tie in set(assessor.ties))
    return record.put(change, "assessor", **{**assessor._asdict(), "ties": ties})


def retire(store: Store, change: Change, id_: str, why: str) -> None:
    """Let an assessor assess no more; BadInput while offices are assigned to them."""
    check_known(store, [id_])
    rows = record.ask(store, "select office from assignment where assessor = ? and until is null order by 1", id_)
    if rows:
        raise BadInput.of(
            "ASSESSOR",
            None,
            _("{assessor}, who is assigned to {offices}").format(
                assessor=id_, offices=_(", ").join(row[0] for row in rows[:5]) + ("…" if len(rows) > 5 else "")
            ),
            _("an assessor without assignments"),
            _("release them first: hq assess release"),
        )
    record.end(change, "assessor", why, id=id_)


def check_known(store: Store, ids: Iterable[str]) -> list[str]:
    """Return ids that are all of assessors, each once; BadInput with every one that is not."""
    there, asked = assessors(store), list(dict.fromkeys(ids))
    wrong = [
        Problem("ASSESSOR", None, quoted(id_), _("an assessor of this store"), nearest(id_, there))
        for id_ in asked
        if id_ not in there
    ]
    if wrong:
        raise BadInput(wrong)
    return asked


def conflicts(assessor: Assessor, office: Office) -> tuple[Tie, ...]:
    """Return what ties an assessor to an office; none where they may judge it."""
    of = {"office": office.id, "body": office.body, "province": office.province}
    return tuple(tie for tie in assessor.all_ties if of[tie.to] == tie.id)


def barred(people: Mapping[str, Assessor], offices: Iterable[Office]) -> dict[str, dict[str, tuple[Tie, ...]]]:
    """Return by office the assessors who must not judge it, with what ties them to it."""
    return {
        office.id: {id_: ties for id_, assessor in people.items() if (ties := conflicts(assessor, office))}
        for office in offices
    }


class Described(NamedTuple):
    """What is said of an assessor; None leaves what was said before, an empty text takes it away."""

    name: str | None = None
    name_en: str | None = None
    organisation: str | None = None
    body: str | None = None
    province: str | None = None
    office: str | None = None
    former: tuple[str, ...] | None = None
    relations: tuple[str, ...] | None = None
    letter: str | None = None


def described(before: Assessor | None, id_: str, said: Described, ids: Known) -> Assessor:
    """Return an assessor as they are described; BadInput with everything that cannot be."""
    wrong: list[Problem] = []
    if before is None and not (_ID.fullmatch(id_) and package.is_plain(id_)):  # sheets lie in folders of this name
        mend = _("write lower case letters, digits and -, such as m-karimi")
        wrong.append(Problem("ASSESSOR", None, quoted(id_), _("an id"), mend))
    if before is None and not said.name:
        wrong.append(Problem("--name", None, _("a new assessor without a name"), _("a name"), _("give --name “…”")))
    for to in _TO:
        wrong += _unknown(f"--{to}", to, getattr(said, to) or "", ids)
    ties = [
        *_taken("--former", TieKind.FORMER, said.former, before, ids, wrong),
        *_taken("--relation", TieKind.RELATION, said.relations, before, ids, wrong),
    ]
    if wrong:
        raise BadInput(wrong)
    old = before or Assessor(id_, "", "")
    name = persian(said.name) if said.name else old.name_fa
    new = {key: text for key in _TO if (text := getattr(said, key)) is not None}
    if said.organisation is not None:
        new["organisation"] = persian(said.organisation)
    if said.letter is not None:
        new["letter"] = ascii_digits(said.letter)
    return old._replace(name_fa=name, name_en=said.name_en or old.name_en or name, ties=tuple(ties), **new)


def _unknown(option: str, to: str, id_: str, ids: Known) -> list[Problem]:
    if not id_ or id_ in ids.of(to):
        return []
    expected = {"office": _("an enrolled office"), "body": _("a body"), "province": _("the id of a province")}[to]
    return [Problem(option, None, quoted(id_), expected, nearest(id_, ids.of(to)))]


def _taken(
    option: str,
    kind: TieKind,
    texts: tuple[str, ...] | None,
    before: Assessor | None,
    ids: Known,
    wrong: list[Problem],
) -> list[Tie]:
    """Return the ties of a kind: those that are said, else those that were."""
    if texts is None:
        return [tie for tie in before.ties if tie.kind is kind] if before else []
    found = []
    for text in texts:
        if text:
            tie = _tie(option, kind, text, ids)
            wrong += [tie] if isinstance(tie, Problem) else []
            found += [tie] if isinstance(tie, Tie) else []
    return found


def _tie(option: str, kind: TieKind, text: str, ids: Known) -> Tie | Problem:
    """Return a tie from ID, office:ID, body:ID or province:ID, and =NOTE behind it."""
    named, _sign, remark = text.partition("=")
    to, colon, id_ = named.strip().partition(":")
    if colon and to in _TO:
        return next(iter(_unknown(option, to, id_, ids)), Tie(kind, to, id_, persian(remark.strip())))
    id_ = named.strip()
    found = [to for to in _TO if id_ in ids.of(to)]
    if len(found) == 1:
        return Tie(kind, found[0], id_, persian(remark.strip()))
    if found:
        expected = _("one of {readings}").format(readings=_(", ").join(f"{to}:{id_}" for to in found))
        return Problem(option, None, quoted(id_), expected, _("say which is meant"))
    every = {*ids.offices, *ids.bodies, *ids.provinces}
    return Problem(option, None, quoted(id_), _("an office, a body or a province"), nearest(id_, every))
