"""The rules of the score: what must hold for every checklist and every office."""

from __future__ import annotations

import itertools
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import checklist
from compliance.assessment import facts as facts_
from compliance.assessment.scoring import assess, share
from compliance.model.checklist import AnswerKind, Better, Empty, Fact, Library
from compliance.model.office import Answer, Known, Source, Value
from compliance.model.results import Status
from compliance.values import of_counts
from tests.conftest import ROOT

LIBRARY: Library = checklist.load(ROOT / "checklists")
OFFICE = list(LIBRARY.checklists.values())
BETTER = {i.fact: i.better for c in LIBRARY.checklists.values() for i in c.items}


def values(fact: Fact) -> st.SearchStrategy[Value]:
    """Every value a fact may have, the awkward ones often."""
    if fact.answer is AnswerKind.YES_NO:
        return st.sampled_from([Value(Fraction(0)), Value(Fraction(1))])
    if fact.answer is AnswerKind.LEVEL:
        return st.integers(0, 4).map(lambda n: Value(Fraction(n)))
    if fact.answer is AnswerKind.COUNTS:
        return st.integers(0, 30).flatmap(
            lambda total: st.integers(0, total).map(lambda n: of_counts(fact, Fraction(n), Fraction(total)))
        )
    return st.fractions(0, 200, max_denominator=40).map(Value)


def known(value: Value) -> Known:
    return Known(value, Source.DECLARED)


@st.composite
def offices(draw: st.DrawFn, leave_out: bool = True) -> dict[str, Known]:
    """Facts of an office: some unanswered, some not applicable."""
    facts: dict[str, Known] = {}
    for fact in LIBRARY.facts.values():
        kind = draw(st.integers(0, 9)) if leave_out else 5
        if kind == 0:
            continue
        if kind == 1:
            facts[fact.id] = known(Value(None, not_applicable="no such thing here"))
        else:
            facts[fact.id] = known(draw(values(fact)))
    return facts


@given(st.fractions(-50, 200), st.fractions(0, 100), st.sampled_from(Better))
def test_a_share_lies_between_0_and_1(value: Fraction, target: Fraction, better: Better) -> None:
    assert 0 <= share(value, target, better) <= 1


@given(st.fractions(-50, 200), st.fractions(-50, 200), st.fractions(0, 100), st.sampled_from(Better))
def test_a_better_value_never_has_a_smaller_share(
    one: Fraction, other: Fraction, target: Fraction, better: Better
) -> None:
    worse, best = sorted((one, other), reverse=better is Better.LOWER)
    assert share(worse, target, better) <= share(best, target, better)


def test_the_shares_of_the_official_form() -> None:
    """Hand-computed: value/target, capped; inverted where less is better; the edges of zero."""
    higher, lower = Better.HIGHER, Better.LOWER
    assert share(Fraction(30), Fraction(40), higher) == Fraction(3, 4)
    assert share(Fraction(50), Fraction(40), higher) == 1
    assert share(Fraction(-3), Fraction(40), higher) == 0
    assert share(Fraction(0), Fraction(0), higher) == 1
    assert share(Fraction(5), Fraction(5, 2), lower) == Fraction(1, 2)
    assert share(Fraction(2), Fraction(5, 2), lower) == 1
    assert share(Fraction(0), Fraction(5, 2), lower) == 1
    assert share(Fraction(-1), Fraction(5, 2), lower) == 1
    assert share(Fraction(3), Fraction(0), lower) == 0
    assert share(Fraction(0), Fraction(0), lower) == 1


@settings(max_examples=60, deadline=None)
@given(offices(), st.data())
def test_a_better_value_never_lowers_a_score(facts: dict[str, Known], data: st.DataObject) -> None:
    fact = data.draw(st.sampled_from(sorted(BETTER)))
    one, other = data.draw(values(LIBRARY.facts[fact])), data.draw(values(LIBRARY.facts[fact]))
    if one.amount is None or other.amount is None:
        return
    worse, best = sorted((one, other), key=lambda v: v.amount or 0, reverse=BETTER[fact] is Better.LOWER)
    for instrument in OFFICE:
        low = assess(instrument, {**facts, fact: known(worse)}).score
        high = assess(instrument, {**facts, fact: known(best)}).score
        assert low is None or high is None or low <= high


@settings(max_examples=60, deadline=None)
@given(offices(), st.data())
def test_going_from_none_of_none_to_none_of_two_never_raises_a_score(
    facts: dict[str, Known], data: st.DataObject
) -> None:
    """Where an empty total is unmet, 0 of 0 and 0 of 2 are the same: neither direction changes a score."""
    unmet = [f.id for f in LIBRARY.facts.values() if f.empty is Empty.UNMET and f.id in BETTER]
    fact = LIBRARY.facts[data.draw(st.sampled_from(unmet))]
    nothing = known(of_counts(fact, Fraction(0), Fraction(0)))
    some = known(of_counts(fact, Fraction(0), Fraction(2)))
    for instrument in OFFICE:
        before, after = (assess(instrument, {**facts, fact.id: k}) for k in (nothing, some))
        assert before.score == after.score
        assert before.coverage == after.coverage


@settings(max_examples=60, deadline=None)
@given(offices())
def test_bounds_and_sums(facts: dict[str, Known]) -> None:
    """Scores lie within the maximum, items add up, and what applies shares the whole maximum."""
    for instrument in OFFICE:
        result = assess(instrument, facts)
        if result.score is None:
            assert all(r.status is Status.NOT_APPLICABLE for r in result.items)
            continue
        assert result.high is not None
        assert 0 <= result.score <= result.high <= instrument.maximum
        assert 0 <= result.coverage <= 1
        assert sum(r.points for r in result.items) == result.score
        assert sum(r.maximum for r in result.items) == instrument.maximum
        for r in result.items:
            assert 0 <= r.points <= r.maximum
            assert (r.maximum == 0) == (r.status is Status.NOT_APPLICABLE)
            if r.known is not None and r.share is not None and r.item.target is not None:
                assert r.known.value.amount is not None
                assert r.share == share(r.known.value.amount, r.item.target, r.item.better)


@settings(max_examples=60, deadline=None)
@given(offices(), st.data())
def test_answering_never_widens_the_range(facts: dict[str, Known], data: st.DataObject) -> None:
    open_ = sorted(set(BETTER) - set(facts))
    if not open_:
        return
    fact = data.draw(st.sampled_from(open_))
    value = data.draw(values(LIBRARY.facts[fact]))
    if value.amount is None:
        return
    for instrument in OFFICE:
        before, after = assess(instrument, facts), assess(instrument, {**facts, fact: known(value)})
        if before.score is not None and before.high is not None:
            assert after.score is not None
            assert after.high is not None
            assert before.score <= after.score <= after.high <= before.high


@settings(max_examples=60, deadline=None)
@given(offices())
def test_weights_move_in_proportion(facts: dict[str, Known]) -> None:
    """Within an indicator, two items that apply keep the proportion of their weights."""
    for instrument in OFFICE:
        for indicator in assess(instrument, facts).indicators:
            applying = [r for r in indicator.items if r.maximum]
            for one, other in itertools.pairwise(applying):
                assert one.maximum * other.item.weight == other.maximum * one.item.weight


def test_scanned_comes_before_registered_before_declared() -> None:
    declared = {"x": Answer(Value(Fraction(1)), 1)}
    registered, scanned = {"x": Value(Fraction(2))}, {"x": Value(Fraction(3))}
    both = facts_.known(declared, {Source.SCANNED: scanned, Source.REGISTERED: registered})["x"]
    assert both.source is Source.SCANNED
    assert [s for s, _v in both.others] == [Source.REGISTERED, Source.DECLARED]
    assert facts_.known(declared, {Source.REGISTERED: registered})["x"].source is Source.REGISTERED
    preferred = {"x": Answer(Value(Fraction(1)), 1, override="the register is a month behind")}
    assert facts_.known(preferred, {Source.REGISTERED: registered})["x"].source is Source.DECLARED


def test_a_bare_percentage_agrees_with_counts_within_half_a_per_cent() -> None:
    counted = Value(Fraction(400, 7), Fraction(12), Fraction(21))
    assert not facts_.differ(counted, Value(Fraction(57)))
    assert facts_.differ(counted, Value(Fraction(58)))
    assert facts_.differ(counted, Value(Fraction(400, 7), Fraction(24), Fraction(42)))
