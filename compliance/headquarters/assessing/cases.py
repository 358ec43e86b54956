"""What is assessed in a round by a checklist: each office with its stage, its filing and its assessors."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from compliance.errors import BadInput, Problem
from compliance.headquarters import log, moments, roster, rounds
from compliance.headquarters.assessing import record
from compliance.headquarters.roster import Office, Standing
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.assessing import Case, Stage
from compliance.model.checklist import Checklist, Library
from compliance.persian import numbers
from compliance.schema import nearest, quoted

SETTLED = frozenset((Stage.FEEDBACK, Stage.PUBLISHED))
_AWAY = (Standing.REFUSED, Standing.ASKED_OUT)
_TOTALS = """
select f.sha256, t.system, t.field, t.score, t.coverage, i.sha256
from total t
join filing f on f.n = t.filing
join instrument i on i.n = t.instrument
where i.id = ? and f.round = ? and f.until is null
order by f.n, t.system
"""


class Asked(NamedTuple):
    """A round and a checklist that are known."""

    round: str
    checklist: Checklist


class Own(NamedTuple):
    """What an office's own values come to, for itself or a system it entered, as headquarters computed it."""

    system: str
    field: str
    score: int | None
    coverage: int


class Assessed(NamedTuple):
    """An office that is assessed, and how far it has come.

    `filing` is the SHA-256 of the filing that is assessed, empty where none by this checklist stands: until the check
    of evidence the one that stands, from then on the one that stood. `instrument` is the SHA-256 of the checklist by
    which it was judged, `own` what it came to. `newer` says that another filing stands meanwhile.
    """

    case: Case
    office: Office
    stage: Stage
    filing: str
    instrument: str
    own: tuple[Own, ...]
    assessors: tuple[str, ...]
    newer: bool

    @property
    def settled(self) -> bool:
        """Whether what its panel established stands, and is open no more: as views_consensus.sql says it."""
        return self.stage in SETTLED

    @property
    def systems(self) -> tuple[str, ...]:
        """What is judged of it: its entered systems, or the office itself under no name."""
        return tuple(own.system for own in self.own)


def other_version(one: Assessed, checklist: Checklist) -> Problem:
    """Return what is said of a filing that was judged by another version of a checklist than the one in force."""
    return Problem(
        one.office.id,
        None,
        _("a filing judged by another version of the checklist ({sha256})").format(sha256=one.instrument[:12]),
        _("version {version} ({sha256})").format(
            version=numbers.digits(checklist.version), sha256=checklist.sha256[:12]
        ),
        _("name the folder of that version: --checklists"),
    )


def asked(store: Store, library: Library, round_: str, checklist: str) -> Asked:
    """Return a round and a checklist by their ids; BadInput for one that is none."""
    found = library.checklists.get(checklist)
    if found is None:
        mend = nearest(checklist, library.checklists)
        raise BadInput.of("--checklist", None, quoted(checklist), _("the id of a checklist"), mend)
    known = moments.rounds_of(store, log.head(store.connection).seq, now=True)
    if round_ not in known:
        mend = nearest(round_, known) or _("take filings in by “hq collect”, or name another round")
        raise BadInput.of("--round", None, quoted(round_), _("a round that is declared or has filings"), mend)
    return Asked(round_, found)


def cases(store: Store, of: Asked, offices: Iterable[str] | None = None) -> dict[str, Assessed]:
    """Return what is assessed by office id: those that were named, else all that are eligible or have filed."""
    there = roster.offices(store)
    round_, checklist = of.round, of.checklist.id
    stands = dict(
        store.ask(
            "select s.office, f.sha256 from standing s join filing f on f.n = s.filing "
            "where s.round = ? and s.until is null",
            round_,
        )
    )
    stages = {
        row[0]: (Stage(row[1]), row[2])
        for row in record.ask(
            store,
            "select office, stage, filing from stage where round = ? and checklist = ? and until is null",
            round_,
            checklist,
        )
    }
    totals: dict[str, list[tuple[Own, str]]] = {}
    for filing, *own, instrument in store.ask(_TOTALS, checklist, round_):
        totals.setdefault(filing, []).append((Own(*own), instrument))
    people = _assigned(store, of)
    chosen = roster.check_known(store, offices) if offices is not None else _eligible(store, round_, there, stands)
    found = {}
    for id_ in chosen:
        stage, frozen = stages.get(id_, (Stage.DECLARATION, ""))
        filing = frozen or stands.get(id_, "")
        judged = totals.get(filing, [])
        found[id_] = Assessed(
            Case(round_, id_, checklist),
            there[id_],
            stage,
            filing if judged else "",
            judged[0][1] if judged else "",
            tuple(own for own, _instrument in judged),
            tuple(people.get(id_, ())),
            bool(frozen) and stands.get(id_) != frozen,
        )
    return found


def _assigned(store: Store, of: Asked) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for office, assessor in record.ask(
        store,
        "select office, assessor from assignment where round = ? and checklist = ? and until is null order by 1, 2",
        of.round,
        of.checklist.id,
    ):
        found.setdefault(office, []).append(assessor)
    return found


def _eligible(store: Store, round_: str, there: Collection[str], stands: Collection[str]) -> list[str]:
    """Return the offices that are asked in a round, or have filed for it."""
    said = rounds.read(store.folder).get(round_)
    listed = None if said is None or said.eligible is None else set(said.eligible)
    away = {office for office, status in roster.statuses(store, round_).items() if status in _AWAY}
    return [id_ for id_ in there if id_ in stands or ((listed is None or id_ in listed) and id_ not in away)]
