"""What raising facts is worth, exactly, in every checklist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from compliance.assessment.scoring import assess, share
from compliance.model.checklist import Better, Library
from compliance.model.office import Known, Source, Value
from compliance.model.results import Assessment

Raises = Mapping[str, Fraction]


def better_of(better: Better, one: Fraction, other: Fraction) -> Fraction:
    """Return the better of two values."""
    return min(one, other) if better is Better.LOWER else max(one, other)


class Worth:
    """The points that hang on each fact in some checklists, as they stand now and after raising.

    Which items apply does not depend on the values that actions raise, so points add up over facts;
    this is what makes gains exact without a new assessment for every question.
    """

    def __init__(self, library: Library, assessments: Iterable[Assessment], facts: Mapping[str, Known]) -> None:
        self.checklists = tuple(a.checklist.id for a in assessments)
        self.better = library.directions
        self.facts = facts
        self._terms: dict[str, list[tuple[str, Fraction, Fraction, Better]]] = {}
        for assessment in assessments:
            for result in assessment.items:
                if result.maximum and result.item.target is not None:
                    self._terms.setdefault(result.item.fact, []).append(
                        (assessment.checklist.id, result.maximum, result.item.target, result.item.better)
                    )

    def value(self, fact: str) -> Fraction | None:
        """Return the value that holds now, None when unanswered or not applicable."""
        known = self.facts.get(fact)
        return known.value.amount if known else None

    def applies(self, fact: str) -> bool:
        """Whether the fact applies to the office; one that is not answered yet does."""
        known = self.facts.get(fact)
        return known is None or known.value.amount is not None

    def meets(self, fact: str, wanted: Fraction) -> bool:
        """Whether a fact is known and as good as wanted."""
        value = self.value(fact)
        if value is None:
            return False
        return better_of(self.better.get(fact, Better.HIGHER), value, wanted) == value

    def points(self, fact: str, value: Fraction | None) -> dict[str, Fraction]:
        """Return the points by checklist that a fact brings at a value; nothing for an unanswered one."""
        points: dict[str, Fraction] = {}
        if value is not None:
            for checklist, maximum, target, better in self._terms.get(fact, ()):
                points[checklist] = points.get(checklist, Fraction(0)) + maximum * share(value, target, better)
        return points


class State:
    """Facts as they become while actions are added; starts from what is known."""

    def __init__(self, worth: Worth) -> None:
        self.worth = worth
        self.raised: dict[str, Fraction] = {}

    def gains(self, raises: Raises) -> dict[str, Fraction]:
        """Return the points by checklist that raising these facts adds to the state."""
        gains: dict[str, Fraction] = {}
        for fact, wanted in raises.items():
            now, then = self._now(fact), self._then(fact, wanted)
            if then == now or not self.worth.applies(fact):
                continue
            before = self.worth.points(fact, now)
            for checklist, points in self.worth.points(fact, then).items():
                gains[checklist] = gains.get(checklist, Fraction(0)) + points - before.get(checklist, Fraction(0))
        return {checklist: gain for checklist, gain in gains.items() if gain}

    def add(self, raises: Raises) -> dict[str, Fraction]:
        """Raise the facts for good and return what it brought."""
        gains = self.gains(raises)
        for fact, wanted in raises.items():
            self.raised[fact] = self._then(fact, wanted)
        return gains

    def _now(self, fact: str) -> Fraction | None:
        return self.raised.get(fact, self.worth.value(fact))

    def _then(self, fact: str, wanted: Fraction) -> Fraction:
        now = self._now(fact)
        return wanted if now is None else better_of(self.worth.better.get(fact, Better.HIGHER), now, wanted)


def after(library: Library, facts: Mapping[str, Known], raises: Iterable[Raises]) -> dict[str, Known]:
    """Return the facts as they are once actions have raised them; not-applicable ones stay so."""
    better = library.directions
    raised = dict(facts)
    for facts_raised in raises:
        for fact, wanted in facts_raised.items():
            known = raised.get(fact)
            if known is None:
                raised[fact] = Known(Value(wanted), Source.DECLARED)
            elif known.value.amount is not None:
                best = better_of(better.get(fact, Better.HIGHER), known.value.amount, wanted)
                raised[fact] = known._replace(value=Value(best))
    return raised


def scores(library: Library, facts: Mapping[str, Known]) -> dict[str, Fraction | None]:
    """Return the exact score of every checklist that judges the office itself."""
    return {c.id: assess(c, facts).score for c in library.checklists.values() if c.per == "office"}
