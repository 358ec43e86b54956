"""What to answer next, and what to look at: unanswered weight, disagreements, missing evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.model.checklist import Library
from compliance.model.office import Known
from compliance.model.results import Assessment, ItemResult, Status


class Unanswered(NamedTuple):
    """A fact without an answer, and the points that hang on it by checklist."""

    fact: str
    points: dict[str, Fraction]

    @property
    def weight(self) -> Fraction:
        """The points over all checklists, each as a share of its maximum."""
        return sum(self.points.values(), Fraction(0))


def answer_next(assessments: Sequence[Assessment]) -> list[Unanswered]:
    """Return the unanswered facts, those first that can move the scores most; ties by id."""
    points: dict[str, dict[str, Fraction]] = {}
    shares: dict[str, Fraction] = {}
    for assessment in assessments:
        if assessment.system is not None:
            continue
        for result in assessment.items:
            if result.status is Status.UNANSWERED:
                own = points.setdefault(result.item.fact, {})
                own[assessment.checklist.id] = own.get(assessment.checklist.id, Fraction(0)) + result.maximum
                part = result.maximum / assessment.checklist.maximum
                shares[result.item.fact] = shares.get(result.item.fact, Fraction(0)) + part
    order = sorted(points, key=lambda fact: (-shares[fact], fact))
    return [Unanswered(fact, points[fact]) for fact in order]


def disagreements(assessment: Assessment) -> list[ItemResult]:
    """Return the items whose sources say different things."""
    return [result for result in assessment.items if result.known is not None and result.known.others]


def without_evidence(assessment: Assessment, library: Library) -> list[ItemResult]:
    """Return the items with points that rest on a declaration without the evidence it asks for."""
    return [
        result
        for result in assessment.items
        if result.points
        and result.known is not None
        and result.known.source.value == "declared"
        and not result.known.evidence
        and library.facts[result.item.fact].evidence_required
    ]


def taken_out(assessment: Assessment) -> list[tuple[ItemResult, Fraction]]:
    """Return the items that do not apply with the points they take out of the checklist."""
    return [(r, r.item.points) for r in assessment.items if r.status is Status.NOT_APPLICABLE]


def second_conditions(assessment: Assessment, library: Library, facts: Mapping[str, Known]) -> list[tuple[str, str]]:
    """Return the items that are met while a further fact of their criterion falls short: (item, that fact).

    A criterion's test may name facts that no item scores; what is unanswered falls short as well.
    """
    tests = {fact: a.criterion.test for a in library.actions.values() for fact in a.raises}
    return [
        (result.item.id, fact)
        for result in assessment.items
        if result.status is Status.MET and result.item.fact in tests
        for fact, limits in tests[result.item.fact].get("properties", {}).items()
        if fact != result.item.fact and not _within(facts.get(fact), limits)
    ]


def _within(known: Known | None, limits: Mapping[str, Any]) -> bool:
    """Whether a known amount keeps the limits of a test; what does not apply cannot break them."""
    if known is None:
        return False
    amount = known.value.amount
    if amount is None:
        return True
    low, high = limits.get("minimum"), limits.get("maximum")
    return (low is None or amount >= Fraction(str(low))) and (high is None or amount <= Fraction(str(high)))
