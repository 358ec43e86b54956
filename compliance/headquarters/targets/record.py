"""Targets in the log of headquarters: what was set for whom under which seal, and what became of it a round later."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.errors import BadInput
from compliance.filing import record
from compliance.headquarters import holdings, leagues, moments
from compliance.headquarters.engines import Engine
from compliance.headquarters.leagues import Question
from compliance.headquarters.store import Store
from compliance.headquarters.targets.targeting import Made
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.filing import hundredths
from compliance.model.targets import Assignment, Result, Set
from compliance.persian import numbers
from compliance.schema import nearest, quoted
from compliance.targets import reaching

DEED = "targets"


class Told(NamedTuple):
    """The targets of one office as the log has them: where it began, what was asked, and each target."""

    office: str
    round: str
    checklist: str
    before: Fraction
    due: Fraction | None
    target: Fraction
    targets: tuple[Set, ...]


class Checked(NamedTuple):
    """What became of the targets of a round: each office's, and from which rounds and checklists they were."""

    round: str
    rounds: tuple[str, ...]
    checklists: tuple[str, ...]
    results: tuple[Result, ...]


def write(store: Store, who: str, made: Made, seals: Mapping[str, str], letter: str) -> bool:
    """Put what was set into the log, with the seal of each office's file; nothing where that is its last word."""
    data = _data(made, seals, letter)
    row = store.one("select data from log where deed = ? order by seq desc limit 1", DEED)
    if row is not None and json.loads(row[0]) == data:
        return False
    with store.changing(who) as change:
        change.told(DEED, data)
    return True


def _data(made: Made, seals: Mapping[str, str], letter: str) -> dict[str, Any]:
    question, rule = made.question, made.question.rule
    return {
        "round": question.round,
        "for": question.next,
        "checklist": made.checklist.id,
        "version": made.checklist.version,
        "sha256": made.checklist.sha256,
        "rule": {"by": rule.by.value, "amount": record.decimal(rule.amount)},
        "letter": letter,
        "offices": {one.office: _office(one, seals.get(one.office, "")) for one in made.assignments},
    }


def _office(one: Assignment, seal: str) -> dict[str, Any]:
    return {
        "seal": seal,
        "score": _points(one.before),
        "due": _points(one.due),
        "target": _points(one.target),
        "targets": [
            [
                target.item,
                target.fact,
                record.decimal(target.now.amount or Fraction(0)),
                record.decimal(target.wanted),
                record.decimal(target.weight),
            ]
            for target in one.targets
        ],
    }


def _points(score: Fraction | None) -> int | None:
    return None if score is None else hundredths(score)


def told(store: Store, round_: str, seq: int) -> dict[str, Told]:
    """Return by office what was set last for a round up to a line of the log; BadInput where nothing was."""
    found: dict[str, Told] = {}
    rounds: set[str] = set()
    for (data,) in store.ask("select data from log where deed = ? and seq <= ? order by seq", DEED, seq):
        said = json.loads(data)
        rounds.add(said["for"])
        if said["for"] == round_:
            found |= {id_: _told(id_, said, one) for id_, one in said["offices"].items() if one["score"] is not None}
    if not found:
        expected, mend = _("a round for which targets were set"), _("set them first: hq targets --for {round}")
        raise BadInput.of(
            "--round",
            None,
            quoted(round_),
            expected,
            nearest(round_, rounds) if rounds else mend.format(round=numbers.digits(round_)),
        )
    return found


def _told(office: str, said: Mapping[str, Any], one: Mapping[str, Any]) -> Told:
    targets = tuple(Set(item, fact, *map(Fraction, amounts)) for item, fact, *amounts in one["targets"])
    before, target = Fraction(one["score"], 100), Fraction(one["target"], 100)
    due = None if one["due"] is None else Fraction(one["due"], 100)
    return Told(office, said["round"], said["checklist"], before, due, target, targets)


def check(store: Store, library: Library, engine: Engine, round_: str, day: date | None = None) -> Checked:
    """Return what became of the targets of a round, by the filings that count in it.

    A round in which nobody filed need not be declared: its targets are recorded, and none is reached or missed yet.
    """
    seq = moments.seq_of(store, day, engine.head.seq)
    wanted = told(store, round_, seq)
    held = {one.office.id: one for one in holdings.held(store, library.facts, round_, seq) if one.office.id in wanted}
    scores: dict[tuple[str, str], int | None] = {}
    checklists = tuple(sorted({one.checklist for one in wanted.values()}))
    for id_ in checklists if held else ():
        league = leagues.make(store, library, engine, Question(round_, id_, as_of=day))
        scores |= {(place.office, id_): place.score for place in league.places}
    return Checked(
        round_,
        tuple(sorted({one.round for one in wanted.values()})),
        checklists,
        tuple(_results(wanted, held, scores, library)),
    )


def _results(
    wanted: Mapping[str, Told],
    held: Mapping[str, holdings.Held],
    scores: Mapping[tuple[str, str], int | None],
    library: Library,
) -> Iterator[Result]:
    for id_, one in sorted(wanted.items()):
        filed, now = id_ in held, scores.get((id_, one.checklist))
        seen = reaching.judge(one.targets, library.directions, held[id_].facts) if filed else ()
        yield Result(
            id_,
            one.before,
            one.due,
            one.target,
            None if now is None else Fraction(now, 100),
            reaching.share_of(seen, library.directions) if filed else None,
            filed,
            seen,
        )
