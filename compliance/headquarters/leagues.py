"""A league made from the record: asked of an engine, put in order, with those who are not in it by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from compliance import league as rules
from compliance.errors import BadInput
from compliance.headquarters import engines, rounds
from compliance.headquarters.engines import Asked, Engine
from compliance.headquarters.roster import Standing
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.checklist import Checklist, Library
from compliance.model.league import League, Place
from compliance.model.rounds import EvaluationRound
from compliance.schema import nearest, quoted

SECTIONS = {"mandatory": "", "g2g": "G2G", "g2c": "G2C", "g2b": "G2B"}
_VOLUNTARY = "award-system"  # the checklist of entered systems, whose fields are the sections


class Question(NamedTuple):
    """What a league is asked for; empty texts ask for all."""

    round: str
    checklist: str
    section: str = "mandatory"
    province: str = ""
    body: str = ""
    group: str = ""
    as_of: date | None = None


class Row(NamedTuple):
    """A row of league.sql."""

    office: str
    system: str
    filing: int
    name_fa: str
    name_en: str
    body: str
    province: str
    grouped: str
    score: int | None
    high: int | None
    coverage: int
    maximum: int
    version: str
    sha256: str
    place: int
    sharing: int
    filing_before: int | None
    score_before: int | None
    place_before: int | None
    sha256_before: str | None


def make(store: Store, library: Library, engine: Engine, question: Question) -> League:
    """Return the league that was asked for; BadInput for a round or checklist that is none."""
    checklist = _checklist(library, question)
    held = _rounds(store)
    if question.round not in held:
        raise BadInput.of(
            "--round", None, quoted(question.round), _("a round with filings"), nearest(question.round, held)
        )
    seq = seq_of(store, question.as_of)
    before = _before(held, question.round)
    asked = Asked(
        question.round,
        before,
        checklist.id,
        SECTIONS[question.section],
        question.province,
        question.body,
        question.group,
        seq,
    )
    rows = [Row(*row) for row in engine.rows("league", asked)]
    earlier = engine.rows("before", asked) if before else []
    return _league(store, checklist, question, asked, held, rows, earlier)


def _checklist(library: Library, question: Question) -> Checklist:
    id_ = question.checklist if question.section == "mandatory" else _VOLUNTARY
    if id_ not in library.checklists:
        raise BadInput.of(
            "--checklist", None, quoted(id_), _("the id of a checklist"), nearest(id_, library.checklists)
        )
    return library.checklists[id_]


def _rounds(store: Store) -> dict[str, EvaluationRound | None]:
    """Return the rounds in their order: those of rounds.yaml, else those of which there are filings."""
    declared: dict[str, EvaluationRound | None] = dict(rounds.read(store.folder))
    if declared:
        return declared
    return {row[0]: None for row in store.ask("select distinct round from standing order by round")}


def _before(held: Mapping[str, EvaluationRound | None], round_: str) -> str:
    """Return the nearest round before of the same panel, empty for none."""
    ids = list(held)
    panel = getattr(held[round_], "panel", "")
    earlier = [id_ for id_ in ids[: ids.index(round_)] if getattr(held[id_], "panel", "") == panel]
    return earlier[-1] if earlier else ""


def seq_of(store: Store, day: date | None) -> int:
    """Return the last line of the log that was written until the end of a day; of all without one."""
    if day is None:
        row = store.one("select max(seq) from log")
    else:
        row = store.one("select max(seq) from log where substr(at, 1, 10) <= ?", day.isoformat())
    return int(row[0] or 0)


def _league(
    store: Store,
    checklist: Checklist,
    question: Question,
    asked: Asked,
    held: Mapping[str, EvaluationRound | None],
    rows: list[Row],
    earlier: list[tuple[Any, ...]],
) -> League:
    scores = [row.score for row in rows if row.score is not None]
    was = [int(row[0]) for row in earlier if row[0] is not None]
    pairs = [(r.score, r.score_before) for r in rows if r.score is not None and r.score_before is not None]
    maximum = Fraction(rows[0].maximum, 100) if rows else checklist.maximum
    hashes = {row.sha256 for row in rows} | {str(row[2]) for row in earlier}
    away = _away(store, question, asked, held[question.round], {row.office for row in rows})
    return League(
        round=question.round,
        before=asked.before,
        checklist=checklist.id,
        version=rows[0].version if rows else checklist.version,
        sha256=rows[0].sha256 if rows else checklist.sha256,
        maximum=maximum,
        section=question.section,
        places=tuple(_place(row, checklist) for row in rows),
        spread=rules.spread(scores),
        bands=rules.bands(scores, maximum),
        change=rules.change(scores, was, pairs, maximum) if asked.before else None,
        eligible=away.eligible,
        filed=len({row.office for row in rows}),
        silent=away.silent,
        refused=away.refused,
        asked_out=away.asked_out,
        comparable=len(hashes) <= 1,
    )


def _place(row: Row, checklist: Checklist) -> Place:
    scored = row.score is not None
    return Place(
        office=row.office,
        system=row.system,
        name_fa=row.name_fa,
        name_en=row.name_en,
        body=row.body,
        province=row.province,
        group=row.grouped,
        score=row.score,
        coverage=row.coverage,
        rank=row.place if scored else None,
        shared=scored and row.sharing > 1,
        certificate=rules.certificate(row.score, checklist),
        filing=row.filing,
        filing_before=row.filing_before,
        before=row.score_before,
        moved=row.place_before - row.place if scored and row.place_before and row.score_before is not None else None,
    )


class _Away(NamedTuple):
    eligible: int
    silent: tuple[str, ...]
    refused: tuple[str, ...]
    asked_out: tuple[str, ...]


def _away(store: Store, question: Question, asked: Asked, round_: EvaluationRound | None, filed: set[str]) -> _Away:
    """Return who is eligible and not in the league, by name: refusing, asking to be left out, or silent."""
    enrolled = [
        row[0]
        for row in store.ask(
            "select id from office where since <= ? and (until is null or until > ?) and (? = '' or province = ?) "
            "and (? = '' or body = ?) and (? = '' or grouped = ?) order by id",
            asked.seq,
            asked.seq,
            *(part for part in (question.province, question.body, question.group) for _twice in (1, 2)),
        )
    ]
    listed = None if round_ is None else round_.eligible
    eligible = [id_ for id_ in enrolled if listed is None or id_ in set(listed)]
    said = dict(
        store.ask(
            "select office, status from status where round = ? and since <= ? and (until is null or until > ?)",
            question.round,
            asked.seq,
            asked.seq,
        )
    )
    asked_out = tuple(_of(eligible, said, Standing.ASKED_OUT, filed))
    refused = tuple(_of(eligible, said, Standing.REFUSED, filed))
    named = {*asked_out, *refused, *filed}
    silent = tuple(id_ for id_ in eligible if id_ not in named)
    return _Away(len(eligible) - len(asked_out), silent, refused, asked_out)


def _of(ids: list[str], said: Mapping[str, str], status: Standing, filed: set[str]) -> Iterator[str]:
    return (id_ for id_ in ids if said.get(id_) == status and id_ not in filed)


class Cause(NamedTuple):
    """What moved an office: points gained or lost in an indicator or by a fact, in hundredths."""

    indicator: str
    fact: str
    points: int


def causes(store: Store, place: Place, checklist: str) -> list[Cause]:
    """Return what changed the score since the round before, fact by fact, the largest first.

    Points that only moved because other items ceased to apply are among them, as they are in the score.
    """
    if place.filing_before is None:
        return []
    sql = engines.text("causes")
    rows = store.connection.execute(
        sql, {"now": place.filing, "before": place.filing_before, "checklist": checklist, "system": place.system}
    )
    return [Cause(*row) for row in rows]
