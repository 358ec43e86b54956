"""Which questions are asked, in which order: the checklists' own, or what moves the scores most first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.assessment import priorities
from compliance.model.checklist import Checklist, Fact, Indicator, Item, Library
from compliance.model.results import Assessment, Status
from compliance.model.stated import Key


class Place(NamedTuple):
    """Where a fact counts: an item of an indicator of a checklist."""

    checklist: Checklist
    indicator: Indicator
    item: Item


class Question(NamedTuple):
    """One fact to be answered, with every place where it counts.

    A second condition counts nowhere itself; `serves` are the places whose criterion it belongs to.
    """

    key: Key
    fact: Fact
    places: tuple[Place, ...]
    serves: tuple[Place, ...]

    def indicators(self, checklists: Collection[str]) -> set[str]:
        """Return the indicators of some checklists that it belongs to."""
        places = (*self.places, *self.serves)
        return {place.indicator.id for place in places if place.checklist.id in checklists}


def asked(library: Library, checklists: Sequence[str], facts: Mapping[str, Fact], system: str = "") -> list[Question]:
    """Return the questions of checklists in their order, each fact once, second conditions behind their facts."""
    order: dict[str, None] = {}
    conditions = _conditions(library)
    for item in (item for id_ in checklists for item in library.checklists[id_].items):
        order |= dict.fromkeys((item.fact, *conditions.get(item.fact, ())))
    return single(library, {id_: facts[id_] for id_ in order if id_ in facts}, system)


def single(library: Library, facts: Mapping[str, Fact], system: str = "") -> list[Question]:
    """Return a question for each of these facts, with every place where it counts."""
    per = "system" if system else "office"
    places: dict[str, list[Place]] = {}
    for checklist in (c for c in library.checklists.values() if c.per == per):
        for indicator in checklist.indicators:
            for item in indicator.items:
                places.setdefault(item.fact, []).append(Place(checklist, indicator, item))
    serves: dict[str, list[Place]] = {}
    for fact, conditions in _conditions(library).items():
        for condition in conditions:
            serves.setdefault(condition, []).extend(places.get(fact, ()))
    return [
        Question(Key(system, id_), fact, tuple(places.get(id_, ())), tuple(serves.get(id_, ())))
        for id_, fact in facts.items()
    ]


def _conditions(library: Library) -> dict[str, tuple[str, ...]]:
    """The unscored facts that the success criterion of each fact reads as well."""
    scored = {item.fact for checklist in library.checklists.values() for item in checklist.items}
    return {
        fact: tuple(f for f in action.criterion.test.get("properties", {}) if f not in scored)
        for action in library.actions.values()
        for fact in action.raises
    }


def gaps(questions: Sequence[Question], assessments: Sequence[Assessment]) -> list[Question]:
    """Return the questions whose answers fall short of a target."""
    short = {r.item.fact for a in assessments for r in a.items if r.status in (Status.PARTLY, Status.UNMET)}
    return [question for question in questions if question.fact.id in short]


def heaviest_first(questions: Sequence[Question], assessments: Sequence[Assessment]) -> list[Question]:
    """Return the questions by how much the scores can move when they are answered; those that move none last."""
    order = {u.fact: place for place, u in enumerate(priorities.answer_next(assessments))}
    return sorted(questions, key=lambda q: order.get(q.fact.id, len(order)))


def points(question: Question, assessments: Sequence[Assessment]) -> dict[str, Fraction]:
    """Return the points that hang on a question by checklist, after what does not apply was shared out."""
    hanging: dict[str, Fraction] = {}
    for assessment in assessments:
        worth = [r.maximum for r in assessment.items if r.item.fact == question.fact.id]
        if worth:
            hanging[assessment.checklist.id] = sum(worth, Fraction(0))
    return hanging


def first(questions: Sequence[Question], open_: Collection[Question]) -> int:
    """Return the position of the first question without an answer, 0 when all are answered."""
    keys = {question.key for question in open_}
    return next((i for i, question in enumerate(questions) if question.key in keys), 0)
