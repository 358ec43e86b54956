"""The scores of a declaration computed anew, by the same rules and from nothing but its values."""

from __future__ import annotations

from compliance.assessment import scoring
from compliance.model.checklist import Library
from compliance.model.filing import Declaration, SelfScore, hundredths
from compliance.model.office import Known
from compliance.model.results import Assessment


def known(declaration: Declaration) -> dict[str, dict[str, Known]]:
    """Return what a declaration holds by fact, for the office (empty id) and for each entered system."""
    found: dict[str, dict[str, Known]] = {"": {}, **{system.id: {} for system in declaration.systems}}
    for entry in declaration.values:
        found.setdefault(entry.system, {})[entry.fact] = Known(entry.value, entry.source, override=entry.override)
    return found


def assessments(declaration: Declaration, library: Library) -> list[Assessment]:
    """Return every checklist it names judged, one for each entered system where it is per system."""
    facts, made = known(declaration), []
    for named in declaration.checklists:
        checklist = library.checklists[named.id]
        if checklist.per == "office":
            made.append(scoring.assess(checklist, facts[""]))
        else:
            made += [scoring.assess(checklist, facts[system.id], system.id) for system in declaration.systems]
    return made


def score_of(assessment: Assessment) -> SelfScore:
    """Return an assessment as a declaration gives it, rounded once."""
    score = None if assessment.score is None else hundredths(assessment.score)
    return SelfScore(assessment.checklist.id, score, hundredths(assessment.coverage * 100), assessment.system or "")


def differing(declaration: Declaration, library: Library) -> list[SelfScore]:
    """Return the scores of the office's own that come out differently, and those that it left out."""
    again = [score_of(assessment) for assessment in assessments(declaration, library)]
    given = {(score.checklist, score.system) for score in declaration.scores}
    wrong = [score for score in declaration.scores if score not in again]
    return wrong + [score for score in again if (score.checklist, score.system) not in given]
