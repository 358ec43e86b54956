"""From what is known of an office to its declaration: every fact that holds, the scores, the plan in short."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from compliance.assessment.facts import Facts
from compliance.filing import record
from compliance.model.filing import (
    Declaration,
    Entered,
    Entry,
    Filer,
    Instrument,
    Proof,
    SelfScore,
    hundredths,
)
from compliance.model.office import Evidence, Known, Office, Source
from compliance.model.results import Assessment, Plan
from compliance.persian import dates

Digest = Callable[[Evidence], tuple[str, str, int]]


def declare(
    office: Office,
    round_: str,
    facts: Facts,
    of_systems: Mapping[str, Facts],
    assessments: Iterable[Assessment],
    plan: Plan | None,
    previous: str | None,
    digest: Digest,
) -> Declaration:
    """Return the declaration of a round, not signed off.

    `assessments` are all of the office's; `digest` gives a file of evidence its name in the filing, its SHA-256 and
    its bytes.
    """
    judged = tuple(assessments)
    instruments = {a.checklist.id: a.checklist for a in judged}
    return Declaration(
        Filer(office.id, office.name.fa, office.name.en, office.body, office.province),
        round_,
        tuple(Instrument(c.id, c.version, c.sha256) for c in instruments.values()),
        tuple(Entered(s.id, s.title.fa, s.field) for s in office.systems),
        tuple(
            _entry(fact, system, known, digest)
            for system, subject in (("", facts), *of_systems.items())
            for fact, known in sorted(subject.items())
        ),
        tuple(_score(assessment) for assessment in judged),
        _plan(plan) if plan is not None else None,
        None,
        previous,
    )


def _entry(fact: str, system: str, known: Known, digest: Digest) -> Entry:
    declared = next((value for source, value in known.others if source is Source.DECLARED), None)
    proofs = tuple(_proof(piece, digest) for piece in known.evidence)
    return Entry(fact, known.value, known.source, system, declared, known.override, proofs)


def _proof(piece: Evidence, digest: Digest) -> Proof:
    if piece.kind == "letter":
        return Proof("letter", piece.name, None, None, piece.date, piece.held_by, piece.classification)
    name, sha256, size = digest(piece)
    return Proof("file", name, sha256, size, piece.date)


def _score(assessment: Assessment) -> SelfScore:
    score = None if assessment.score is None else hundredths(assessment.score)
    return SelfScore(assessment.checklist.id, score, hundredths(assessment.coverage * 100), assessment.system or "")


def _plan(plan: Plan) -> dict[str, Any]:
    """Return what headquarters needs of a plan: what is done when, what is asked of it, and who approved it."""
    approval = plan.approval
    return {
        "checklist": plan.goal.checklist,
        "target": None if plan.goal.target is None else record.decimal(plan.goal.target),
        "approved": None
        if approval is None
        else {"by": approval.who, "on": dates.write(approval.on), "letter": approval.letter},
        "actions": [
            {"id": a.action.id, "start": dates.write(a.start), "end": dates.write(a.end), "state": a.state.value}
            for a in plan.actions
        ],
        "requests": [request.action.id for request in plan.requests],
    }
