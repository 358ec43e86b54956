"""The rules of rolling up: sums, lower medians, weighted means, shares, and sums that must agree with each other."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import rollup as rules
from compliance.assessment import contradictions
from compliance.model.checklist import (
    AnswerKind,
    Basis,
    Empty,
    Fact,
    Library,
    Part,
    Quantity,
    Rolling,
    RollupRule,
    Text,
)
from compliance.model.office import Known, Source, Value
from compliance.model.rollup import Filed, Result, Used, Way, Why
from compliance.office.folder import facts_by_subject
from compliance.values import of_counts, write

_TEXT = Text("متن", "text")
PROPOSED = Basis("proposed")
AWAY = Value(None, not_applicable="")
STAFF = Quantity("staff.trained", Part.TOTAL)


def fact(id_: str, answer: AnswerKind, **more: object) -> Fact:
    values = {
        "id": id_, "question": _TEXT, "answer": answer, "owner": "it", "evidence": _TEXT, "evidence_required": True,
        "evidence_kind": "file", "basis": PROPOSED,
    }  # fmt: skip
    return Fact(**{**values, **more})  # type: ignore[arg-type]


COUNTS = fact("staff.trained", AnswerKind.COUNTS, empty=Empty.NOT_APPLICABLE, whole=True)
UNMET = fact("tests.passed", AnswerKind.COUNTS, empty=Empty.UNMET, whole=True)
LEVEL = fact("isms.level", AnswerKind.LEVEL)
YES_NO = fact("desk.set-up", AnswerKind.YES_NO)
NUMBER = fact("staff.hours", AnswerKind.NUMBER, minimum=Fraction(0), maximum=Fraction(8784))
WHOLE = fact("polls.held", AnswerKind.NUMBER, minimum=Fraction(0), maximum=Fraction(1000), whole=True)


def rule(way: Rolling, by: Quantity | None = None) -> RollupRule:
    return RollupRule(way, _TEXT, PROPOSED, by)


def counts(counted: int, total: int, of: Fact = COUNTS) -> Value:
    return of_counts(of, Fraction(counted), Fraction(total))


def offices(*said: Mapping[str, Value]) -> list[Filed]:
    return [Filed(f"o{n:02d}", f"{n:064x}", values) for n, values in enumerate(said)]


def one(of: Fact, values: Sequence[Value | None], way: RollupRule | None = None) -> Result:
    """What one fact comes to over offices that said so."""
    filed = offices(*({of.id: value} if value is not None else {} for value in values))
    (result,) = rules.roll_up([of], {of.id: way} if way else {}, [], filed)
    return result


whole_counts = st.integers(0, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))
readings = st.one_of(
    st.none(),
    st.just(AWAY),
    st.integers(0, 100).map(lambda share: Value(Fraction(share))),
    whole_counts.map(lambda pair: counts(*pair)),
)


@given(st.lists(readings, max_size=31))
def test_counts_are_summed_and_everything_else_is_left_out_and_said(values: list[Value | None]) -> None:
    result = one(COUNTS, values)
    pairs = [(int(v.counted), int(v.total)) for v in values if v and v.counted is not None and v.total is not None]
    bare = [v for v in values if v and v.amount is not None and v.total is None]
    away = [v for v in values if v and v.amount is None and v.total is None]
    assert [len(result.of(used)) for used in (Used.COUNTED, Used.WITHOUT_COUNTS, Used.NOT_APPLICABLE)] == [
        len(pairs), len(bare), len(away),
    ]  # fmt: skip
    assert len(result.of(Used.UNANSWERED)) == values.count(None)
    if pairs:
        counted, total = (sum(column) for column in zip(*pairs, strict=True))
        assert result.value == counts(counted, total)
        assert (result.way, result.why) == (Way.SUMMED, None)
    else:
        assert result.value is None
        assert result.why is (Why.WITHOUT_COUNTS if bare else Why.NOT_APPLICABLE if away else Why.NO_ANSWER)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=62))
def test_a_level_is_the_lower_median_with_its_quartiles(levels: list[int]) -> None:
    result = one(LEVEL, [Value(Fraction(level)) for level in levels])
    assert result.value == Value(Fraction(statistics.median_low(levels)))
    assert result.spread is not None
    assert (result.spread.least, result.spread.most) == (min(levels), max(levels))
    for quarter, shown in enumerate(result.spread):
        # the textbook's word for it: the least value that at least so many quarters of all do not exceed
        enough = [x for x in levels if 4 * sum(y <= x for y in levels) >= quarter * len(levels)]
        assert shown == min(enough)
        assert shown in levels


@given(st.lists(st.sampled_from([None, AWAY, Value(Fraction(0)), Value(Fraction(1))]), max_size=31))
def test_yes_or_no_holds_where_all_say_so_and_is_asked_where_they_differ(values: list[Value | None]) -> None:
    result = one(YES_NO, values)
    yes, no = values.count(Value(Fraction(1))), values.count(Value(Fraction(0)))
    assert (result.yes, len(result.counted)) == (yes, yes + no)
    if yes and no:
        assert (result.value, result.why) == (None, Why.MIXED)
    elif yes or no:
        assert (result.value, result.way) == (Value(Fraction(bool(yes))), Way.UNANIMOUS)
    else:
        assert result.why is (Why.NOT_APPLICABLE if AWAY in values else Why.NO_ANSWER)


hours = st.fractions(0, 8784, max_denominator=60)
people = st.integers(0, 400)


@given(st.lists(st.tuples(hours, people), min_size=1, max_size=31))
def test_a_mean_is_that_of_everybody_in_all_offices_together(told: list[tuple[Fraction, int]]) -> None:
    """One person after the other, as if the body had counted them itself; rounded once, half up."""
    filed = offices(*({NUMBER.id: Value(h), COUNTS.id: counts(0, n)} for h, n in told))
    (result,) = rules.roll_up([NUMBER], {NUMBER.id: rule(Rolling.WEIGHTED, STAFF)}, [], filed)
    everybody = [h for h, n in told for _person in range(n)]
    if not everybody:
        assert (result.value, result.why) == (None, Why.WITHOUT_WEIGHT)
        return
    mean = sum(everybody, Fraction(0)) / len(everybody)
    assert result.exact == mean
    assert result.value is not None
    assert result.value.amount == Fraction(int(mean * 100 + Fraction(1, 2)), 100)
    assert [reading.weight for reading in result.counted] == [n for _h, n in told]


def test_an_office_without_the_weight_is_left_out_and_named() -> None:
    filed = offices(
        {NUMBER.id: Value(Fraction(10)), COUNTS.id: counts(1, 30)},
        {NUMBER.id: Value(Fraction(90))},
        {NUMBER.id: Value(Fraction(90)), COUNTS.id: Value(Fraction(50))},
        {NUMBER.id: Value(Fraction(40)), COUNTS.id: counts(0, 10)},
    )
    (result,) = rules.roll_up([NUMBER], {NUMBER.id: rule(Rolling.WEIGHTED, STAFF)}, [], filed)
    assert result.value == Value(Fraction("17.5"))
    assert [reading.office for reading in result.of(Used.WITHOUT_WEIGHT)] == ["o01", "o02"]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=20))
def test_numbers_are_summed_or_have_their_lower_median_as_the_rule_says(amounts: list[int]) -> None:
    values = [Value(Fraction(amount)) for amount in amounts]
    assert one(WHOLE, values, rule(Rolling.SUM)).value == Value(Fraction(sum(amounts)))
    assert one(WHOLE, values, rule(Rolling.MEDIAN)).value == Value(Fraction(statistics.median_low(amounts)))
    asked = one(WHOLE, values, rule(Rolling.ASK))
    assert (asked.value, asked.why) == (None, Why.RULE)
    assert asked.spread is not None
    assert asked.spread.median == statistics.median_low(amounts)
    assert one(WHOLE, values).why is Why.NO_RULE


def test_a_sum_that_no_answer_can_be_is_asked() -> None:
    assert one(WHOLE, [Value(Fraction(600))] * 2, rule(Rolling.SUM)).why is Why.IMPOSSIBLE
    assert one(WHOLE, [Value(Fraction(500))] * 2, rule(Rolling.SUM)).value == Value(Fraction(1000))


def test_totals_of_0_are_what_the_fact_says_of_them() -> None:
    assert one(COUNTS, [counts(0, 0)] * 3).value == counts(0, 0)
    assert one(COUNTS, [counts(0, 0)] * 3).value != Value(Fraction(0), Fraction(0), Fraction(0))
    assert one(UNMET, [counts(0, 0, UNMET)] * 3).value == Value(Fraction(0), Fraction(0), Fraction(0))
    assert one(UNMET, [counts(0, 0, UNMET), counts(3, 4, UNMET)]).value == counts(3, 4, UNMET)


def test_a_bare_percentage_cannot_be_summed_and_its_spread_is_told() -> None:
    result = one(COUNTS, [Value(Fraction(40)), Value(Fraction(60))])
    assert (result.value, result.why) == (None, Why.WITHOUT_COUNTS)
    assert result.spread is not None
    assert (result.spread.least, result.spread.most) == (40, 60)


@pytest.mark.parametrize(
    ("of", "value"),
    [
        (YES_NO, Value(Fraction(2))),
        (YES_NO, counts(1, 2)),
        (LEVEL, Value(Fraction(5))),
        (LEVEL, Value(Fraction(1, 2))),
        (WHOLE, Value(Fraction(1, 2))),
        (COUNTS, Value(Fraction(150), Fraction(3), Fraction(2))),
        (COUNTS, Value(Fraction(50), Fraction(1, 2), Fraction(1))),
    ],
)
def test_an_answer_that_the_question_does_not_have_is_left_out(of: Fact, value: Value) -> None:
    result = one(of, [value], rule(Rolling.SUM))
    assert (result.value, result.why, len(result.of(Used.STRANGE))) == (None, Why.NO_ANSWER, 1)


def test_a_rule_can_leave_counts_levels_and_yes_or_no_to_a_person() -> None:
    for of, value in ((COUNTS, counts(1, 2)), (LEVEL, Value(Fraction(3))), (YES_NO, Value(Fraction(1)))):
        assert one(of, [value], rule(Rolling.ASK)).why is Why.RULE


def test_a_fraction_that_is_no_decimal_is_rounded_so_that_a_file_can_hold_it() -> None:
    result = one(NUMBER, [Value(Fraction(22, 7))], rule(Rolling.MEDIAN))
    assert (result.value, result.exact) == (Value(Fraction("3.14")), Fraction(22, 7))
    assert write(NUMBER, result.value or AWAY) == {"value": "3.14"}


# --- sums that belong together


def told(results: Sequence[Result]) -> dict[str, Known]:
    return {r.fact.id: Known(r.value, Source.DECLARED) for r in results if r.value is not None}


def consistent(library: Library, answers: Mapping[str, Value]) -> bool:
    return not contradictions.judge(library.pairs, {id_: Known(v, Source.DECLARED) for id_, v in answers.items()})


def test_an_office_that_answered_one_of_two_linked_facts_is_left_out_of_both(library: Library) -> None:
    """Electronic services are 5 and 7 and 9; the third office did not say how many of them are on the portal."""
    electronic, portal = library.facts["services.electronic"], library.facts["services.portal"]
    filed = offices(
        {electronic.id: counts(5, 10, electronic), portal.id: counts(2, 5, portal)},
        {electronic.id: counts(7, 10, electronic), portal.id: counts(3, 7, portal)},
        {electronic.id: counts(9, 10, electronic)},
        {portal.id: counts(4, 8, portal)},
    )
    results = {r.fact.id: r for r in rules.roll_up([electronic, portal], {}, library.pairs, filed)}
    assert results[electronic.id].value == counts(12, 20, electronic)
    assert results[portal.id].value == counts(5, 12, portal)
    left = results[electronic.id].of(Used.APART)
    assert [(reading.office, reading.because) for reading in left] == [("o02", portal.id)]
    assert [reading.office for reading in results[portal.id].of(Used.APART)] == ["o03"]


def test_linked_facts_that_no_office_answered_both_of_are_asked(library: Library) -> None:
    electronic, portal = library.facts["services.electronic"], library.facts["services.portal"]
    filed = offices({electronic.id: counts(5, 10, electronic)}, {portal.id: counts(2, 6, portal)})
    results = rules.roll_up([electronic, portal], {}, library.pairs, filed)
    assert {result.why for result in results} == {Why.APART}


def test_what_contradicts_over_the_same_offices_is_asked_and_not_the_sum(library: Library) -> None:
    """Most offices publish through no channel and have no pages; one has both. A median of 0 and pages contradict."""
    channels, page = library.facts["services.channels"], library.facts["services.page"]
    none = {channels.id: Value(Fraction(0)), page.id: counts(0, 5, page)}
    filed = offices(none, none, {channels.id: Value(Fraction(3)), page.id: counts(4, 5, page)})
    assert all(consistent(library, office.values) for office in filed)
    results = {r.fact.id: r for r in rules.roll_up([channels, page], library.rollup, library.pairs, filed)}
    assert results[page.id].value == counts(4, 15, page)
    assert results[channels.id].why is Why.CONTRADICTS
    assert results[channels.id].broken is not None
    assert results[channels.id].broken.id == "channels-without-website"


@st.composite
def filings(draw: st.DrawFn, library: Library) -> list[Filed]:
    """Offices whose services hang together, each with some of the answers missing."""
    made = []
    for n in range(draw(st.integers(1, 8))):
        services = draw(st.integers(0, 12))
        electronifiable = draw(st.integers(0, services))
        interactive = draw(st.integers(0, electronifiable))
        electronic = draw(st.integers(0, interactive))
        integrated = draw(st.integers(0, electronic))
        pairs = {
            "services.card": (draw(st.integers(0, services)), services),
            "services.portal-match": (draw(st.integers(0, services)), services),
            "services.electronic": (electronic, electronifiable),
            "services.interactive": (interactive, electronifiable),
            "services.integrated": (integrated, electronifiable),
            "services.portal": (draw(st.integers(0, electronic)), electronic),
            "services.sso": (draw(st.integers(0, electronic)), electronic),
            "services.rating": (draw(st.integers(0, electronic)), electronic),
        }
        values = {id_: counts(*pair, library.facts[id_]) for id_, pair in pairs.items()}
        values["services.level"] = Value(Fraction(draw(st.integers(0, 4 if integrated else 3 if electronic else 2))))
        values["services.channels"] = Value(Fraction(draw(st.integers(0, 4))))
        kept = {id_: value for id_, value in values.items() if draw(st.integers(0, 9))}
        assert consistent(library, kept)
        made.append(Filed(f"o{n}", f"{n:064x}", kept))
    return made


@given(st.data())
def test_what_is_rolled_up_never_contradicts_itself(library: Library, data: st.DataObject) -> None:
    filed = data.draw(filings(library))
    own, _systems = facts_by_subject(library)
    results = rules.roll_up(own.values(), library.rollup, library.pairs, filed)
    assert not contradictions.judge(library.pairs, told(results))
    assert [result.fact.id for result in results] == list(own)
    for result in results:
        assert (result.value is None) == (result.why is not None) == (result.way is None)
        assert [reading.office for reading in result.readings] == [office.office for office in filed]
        for reading in result.readings:  # each answer is told as it was given
            (office,) = [one for one in filed if one.office == reading.office]
            assert (reading.sha256, reading.value) == (office.sha256, office.values.get(result.fact.id))


@given(st.data())
def test_complete_offices_lose_nothing(library: Library, data: st.DataObject) -> None:
    """Where every office answered both facts of a pair, its sums hold as they are."""
    whole = [one for one in data.draw(filings(library)) if len(one.values) == 10]
    own, _systems = facts_by_subject(library)
    for result in rules.roll_up(own.values(), library.rollup, library.pairs, whole):
        assert not result.of(Used.APART)


def test_the_order_of_offices_does_not_matter(library: Library) -> None:
    filed = offices(
        *(
            {LEVEL.id: Value(Fraction(n % 5)), COUNTS.id: counts(n, 2 * n), YES_NO.id: Value(Fraction(1))}
            for n in range(9)
        )
    )
    there, back = (
        [r.value for r in rules.roll_up([LEVEL, COUNTS, YES_NO], {}, [], one)] for one in (filed, filed[::-1])
    )
    assert there == back


def test_every_number_that_is_asked_of_offices_has_a_rule(library: Library) -> None:
    """A sum only where no other office can have counted the same, a mean only where its weight is filed."""
    own, _systems = facts_by_subject(library)
    numbers = {id_ for id_, one in own.items() if one.answer is AnswerKind.NUMBER}
    assert numbers <= set(library.rollup)
    assert {id_: library.rollup[id_].way for id_ in sorted(numbers)} == {
        "committee.meetings": Rolling.ASK, "network.restore-planned": Rolling.SUM, "office.area": Rolling.WEIGHTED,
        "office.visits-drop": Rolling.ASK, "participation.co-design": Rolling.ASK,
        "participation.consultations": Rolling.SUM, "participation.strategy-age": Rolling.ASK,
        "people.incentive-services": Rolling.ASK, "people.satisfaction": Rolling.WEIGHTED,
        "services.channels": Rolling.MEDIAN, "services.level": Rolling.MEDIAN, "services.time": Rolling.WEIGHTED,
        "services.visits": Rolling.WEIGHTED, "training.it-hours": Rolling.ASK, "training.manager-hours": Rolling.ASK,
        "training.staff-hours": Rolling.WEIGHTED, "website.browser-warnings": Rolling.ASK, "website.faq": Rolling.ASK,
        "website.load-time": Rolling.ASK, "website.statements-age": Rolling.ASK,
    }  # fmt: skip
    assert all(one.basis.kind == "proposed" for one in library.rollup.values())
    for one in library.rollup.values():
        assert one.by is None or one.by.fact in own
