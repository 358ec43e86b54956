"""Offices of any answers over the shipped checklists, for targets, and a small world whose targets are known by hand."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from hypothesis import strategies as st

from compliance import checklist
from compliance.assessment.scoring import assess
from compliance.model.checklist import Action, AnswerKind, Fact, Library
from compliance.model.office import Known, Source, Value
from compliance.model.targets import Assignment, Rule
from compliance.targets import setting
from tests.conftest import ROOT

AWAY = Known(Value(None, not_applicable="نیست"), Source.DECLARED)


@cache
def shipped() -> Library:
    """The shipped checklists."""
    return checklist.load(ROOT / "checklists")


def facts_of(library: Library, id_: str = "programme") -> list[Fact]:
    """The facts a checklist judges, in its order."""
    return [library.facts[item.fact] for item in library.checklists[id_].items]


def known(amount: Fraction | int, counted: Fraction | None = None, total: Fraction | None = None) -> Known:
    """What an office declared."""
    return Known(Value(Fraction(amount), counted, total), Source.DECLARED)


def counts(count: int, total: int) -> Known:
    """Counts an office declared; a total of nothing does not apply."""
    return known(Fraction(100 * count, total), Fraction(count), Fraction(total)) if total else AWAY


def _answer(fact: Fact) -> st.SearchStrategy[Known | None]:
    """Any answer to a fact, that it does not apply, or none."""
    if fact.answer is AnswerKind.YES_NO:
        said: st.SearchStrategy[Known] = st.sampled_from((known(0), known(1)))
    elif fact.answer is AnswerKind.LEVEL:
        said = st.integers(0, 4).map(known)
    elif fact.answer is AnswerKind.COUNTS:
        of = st.integers(1, 240).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))
        bare = st.integers(0, 1000).map(lambda tenths: known(Fraction(tenths, 10)))
        said = st.one_of(of.map(lambda pair: counts(*pair)), bare)
    else:
        low, high = fact.minimum or Fraction(0), min(fact.maximum or Fraction(1000), Fraction(200))
        said = st.integers(int(low), int(high)).map(known) if fact.whole else _decimals(low, high)
    return st.one_of(said, said, said, st.just(AWAY), st.none())


def _decimals(low: Fraction, high: Fraction) -> st.SearchStrategy[Known]:
    return st.integers(int(low * 100), int(high * 100)).map(lambda hundredths: known(Fraction(hundredths, 100)))


def answers(id_: str = "programme") -> st.SearchStrategy[dict[str, Known]]:
    """Any answers of an office to a checklist."""
    asked = st.fixed_dictionaries({fact.id: _answer(fact) for fact in facts_of(shipped(), id_)})
    return asked.map(lambda found: {fact: said for fact, said in found.items() if said is not None})


def best(library: Library, id_: str = "programme") -> dict[str, Known]:
    """The answers of an office at full score."""
    items = library.checklists[id_].items
    return {
        item.fact: counts(100, 100) if library.facts[item.fact].answer is AnswerKind.COUNTS else known(item.target)
        for item in items
        if item.target is not None
    }


def assigned(
    facts: Mapping[str, Known], rule: Rule, library: Library | None = None, id_: str = "programme"
) -> Assignment:
    """What is asked of an office."""
    of = library or shipped()
    return setting.assign(of, "office", assess(of.checklists[id_], facts), facts, rule)


def after(assignment: Assignment, facts: Mapping[str, Known]) -> dict[str, Known]:
    """The answers once every target is reached, and nothing more."""
    raised = {target.fact: known(target.wanted) for target in assignment.targets}
    return {**facts, **raised}


def with_actions(library: Library, actions: Mapping[str, Action]) -> Library:
    """The library with other actions."""
    return library._replace(actions=actions)
