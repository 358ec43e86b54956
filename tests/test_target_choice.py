"""Targets: fair by a rule, sums that are exact, values that answers can have, and no choice with less work."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.assessment.scoring import assess
from compliance.model.checklist import Action, AnswerKind, Authority, Better, Library
from compliance.model.office import Known
from compliance.model.targets import Assignment, By, Outcome, Rule, Set
from compliance.persian import numbers
from compliance.targets import choosing, fairness, reaching
from compliance.targets.choosing import Choice, Option
from tests import aimed
from tests.aimed import answers, assigned, counts, known, shipped
from tests.small_worlds import act, small

RULES = st.one_of(
    st.integers(1, 10000).map(lambda n: Rule(By.SHARE, Fraction(n, 100))),
    st.integers(1, 5000).map(lambda n: Rule(By.POINTS, Fraction(n, 100))),
)
SHARE = Rule(By.SHARE, Fraction(30))


# --- the choice


OPTIONS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9), st.booleans()), min_size=1, max_size=3)


@st.composite
def choices(draw: st.DrawFn) -> dict[str, Choice]:
    """Some actions with options; each may need earlier ones."""
    ids = "abcdefg"[: draw(st.integers(0, 6))]
    made: dict[str, Choice] = {}
    for at, id_ in enumerate(ids):
        options = [Option(*one) for one in draw(OPTIONS)]
        needs = draw(st.lists(st.sampled_from(ids[:at]), unique=True, max_size=2)) if at else []
        made[id_] = Choice(tuple(options), tuple(needs))
    return made


def every(of: Mapping[str, Choice]) -> list[tuple[int, int]]:
    """Work and gain of everything that can be chosen, by trying all of it."""
    ids = list(of)
    found = []
    for picks in product(*(range(-1, len(of[id_].options)) for id_ in ids)):
        taken = {id_: of[id_].options[pick] for id_, pick in zip(ids, picks, strict=True) if pick >= 0}
        if all(need in taken and taken[need].whole for id_ in taken for need in of[id_].needs):
            found.append((sum(o.work for o in taken.values()), sum(o.gain for o in taken.values())))
    return found


@settings(max_examples=150)
@given(choices(), st.integers(0, 40), st.integers(1, 3))
def test_no_choice_brings_so_much_with_less_work(of: dict[str, Choice], gain: int, quantum: int) -> None:
    found = choosing.least(of, gain, quantum)
    enough = [work for work, brings in every(of) if brings >= gain]
    if enough:
        assert found.gain >= gain
        assert found.work == min(enough)
    else:
        assert found.gain == max(brings for _work, brings in every(of))
    assert (found.work, found.gain) in every(of)
    taken = {id_: of[id_].options[pick] for id_, pick in found.picks.items()}
    assert sum(option.work for option in taken.values()) == found.work
    assert sum(option.gain for option in taken.values()) == found.gain
    assert all(taken[need].whole for id_ in taken for need in of[id_].needs)


@settings(max_examples=150)
@given(choices(), st.integers(0, 30))
def test_no_choice_brings_more_for_so_much_work(of: dict[str, Choice], work: int) -> None:
    found = choosing.most(of, work)
    possible = [(brings, -days) for days, brings in every(of) if days <= work]
    assert (found.gain, -found.work) == max(possible)


# --- one office


def holds(one: Assignment, facts: Mapping[str, Known], library: Library) -> None:
    """What is true of any targets."""
    items = {item.id: item for item in library.checklists["programme"].items}
    judged = assess(library.checklists["programme"], facts)
    assert one.score == judged.score
    if one.score is None:
        assert (one.targets, one.target, one.due, one.gain, one.effort) == ((), None, None, None, 0)
        return
    assert one.before is not None
    assert one.target is not None
    assert one.before <= one.target <= one.maximum
    assert one.reach is not None
    for t in one.targets:
        alone = assess(library.checklists["programme"], aimed.after(one._replace(targets=(t,)), facts))
        assert alone.score == one.score + t.brings, "a target does not bring what its letter says"
        assert t.points == numbers.half_up(t.brings)
        assert numbers.half_up(one.reach - t.brings) < one.target, "a target that adds nothing is asked for"
    reached = assess(library.checklists["programme"], aimed.after(one, facts))
    assert reached.score == one.reach
    assert sum((t.brings for t in one.targets), one.score) == one.reach
    for target in one.targets:
        item, fact, now = items[target.item], library.facts[target.fact], facts[target.fact].value
        assert now.amount is not None
        assert item.target is not None
        lower = item.better is Better.LOWER
        assert target.wanted < now.amount if lower else target.wanted > now.amount
        assert target.wanted >= item.target if lower else target.wanted <= item.target
        assert target.action.authority is not Authority.HEADQUARTERS
        if fact.answer in (AnswerKind.YES_NO, AnswerKind.LEVEL) or fact.whole:
            if fact.answer is not AnswerKind.COUNTS:
                assert target.wanted.denominator == 1
        else:
            assert target.wanted in (item.target, numbers.half_up(target.wanted, 1))
    asked = {target.fact for target in one.targets}
    told = [held.fact for held in (*one.promised, *one.waits)] + [
        gap.fact for gap in (*one.answer_first, *one.without_way)
    ]
    assert not asked & set(told)
    assert {gap.fact for gap in one.answer_first} == {
        r.item.fact for r in judged.items if r.known is None and r.item.target is not None
    }


@settings(max_examples=60)
@given(answers(), RULES)
def test_targets_of_any_office_under_any_rule(facts: dict[str, Known], rule: Rule) -> None:
    one = assigned(facts, rule)
    holds(one, facts, shipped())
    if one.score is None:
        return
    assert one.due == numbers.half_up(rule.due(one.score, one.maximum) or Fraction(0))
    assert one.due is not None
    assert one.target is not None
    assert one.target <= one.due
    if one.short:
        everything = assigned(facts, Rule(By.SHARE, Fraction(100)))
        assert one.target == everything.target, "an office is asked for less than the rule while it can do more"


@settings(max_examples=40)
@given(answers(), st.integers(0, 120))
def test_targets_by_work_never_take_more(facts: dict[str, Known], days: int) -> None:
    one = assigned(facts, Rule(By.EFFORT, Fraction(days)))
    holds(one, facts, shipped())
    assert one.effort <= days
    assert one.due is None
    more = assigned(facts, Rule(By.EFFORT, Fraction(days + 10)))
    assert (more.gain or 0) >= (one.gain or 0)


@settings(max_examples=30)
@given(st.lists(answers(), min_size=2, max_size=4), RULES)
def test_who_begins_higher_is_never_due_less(offices: list[dict[str, Known]], rule: Rule) -> None:
    """And gains no more, where the same share is asked; what an office cannot bring itself is the only exception."""
    found = [one for one in (assigned(facts, rule) for facts in offices) if one.score is not None]
    found.sort(key=lambda one: one.score or 0)
    for low, high in pairwise(found):
        assert low.due is not None
        assert high.due is not None
        assert low.due <= high.due
        if not low.short and not high.short:
            assert (low.target or 0) <= (high.target or 0)
            if rule.by is By.SHARE:  # each rounded once
                assert (low.gain or 0) >= (high.gain or 0) - Fraction(2, 100)


def test_an_office_at_full_score_keeps_it() -> None:
    for rule in (SHARE, Rule(By.POINTS, Fraction(5)), Rule(By.EFFORT, Fraction(40))):
        one = assigned(aimed.best(shipped()), rule)
        assert (one.before, one.target, one.gain, one.targets, one.effort) == (100, 100, 0, (), 0)
        assert one.start is None


def test_nothing_is_invented_for_who_answered_nothing() -> None:
    one = assigned({}, SHARE)
    assert (one.before, one.target, one.targets, one.effort) == (0, 0, (), 0)
    assert (one.due, one.short) == (30, 30)
    items = [item for item in shipped().checklists["programme"].items if item.target is not None]
    assert [gap.item for gap in one.answer_first] == [item.id for item in items]
    assert sum(gap.points for gap in one.answer_first) == 100


def test_nothing_is_asked_where_nothing_applies() -> None:
    one = assigned({fact.id: aimed.AWAY for fact in aimed.facts_of(shipped())}, SHARE)
    assert (one.score, one.target, one.due, one.targets, one.answer_first) == (None, None, None, (), ())


# --- by hand


def by_hand(
    levels: Mapping[str, int | None], actions: list[Action], worth: Mapping[str, int], rule: Rule
) -> Assignment:
    case = small(levels, actions, worth)
    return assigned(case.facts, rule, case.instruments)


WORTH = {"p": 40, "q": 40, "r": 20}


def test_the_least_work_that_reaches_the_share() -> None:
    """Half of 100 points: q and r bring 60 for 3 days, p would take 9; one of the two is asked only in part."""
    actions = [act("a", "p", 9), act("b", "q", 2), act("c", "r", 1)]
    one = by_hand({"p": 0, "q": 0, "r": 0}, actions, WORTH, Rule(By.SHARE, Fraction(50)))
    assert [(t.fact, t.wanted, t.points) for t in one.targets] == [("q", 3, 30), ("r", 4, 20)]
    assert [(way.action.id, way.effort) for way in one.ways] == [("b", 2), ("c", 1)]
    assert (one.before, one.due, one.target, one.reach, one.effort) == (0, 50, 50, 50, 3)


def test_what_cannot_be_asked_in_part_is_a_little_more_than_is_due() -> None:
    actions = [act("b", "q", 2)]
    one = by_hand({"p": 4, "q": 0, "r": 4}, actions, WORTH, Rule(By.POINTS, Fraction(15)))
    assert [(t.fact, t.wanted, t.brings, t.points) for t in one.targets] == [("q", 2, 20, 20)]
    assert (one.before, one.target, one.reach, one.rounded) == (60, 75, 80, False)


def test_what_an_action_raises_besides_is_not_asked_for() -> None:
    """a raises p and r at once; p alone brings what is asked, so nobody is asked for r as well."""
    actions = [act("a", "p", 2)._replace(raises={"p": Fraction(4), "r": Fraction(4)})]
    one = by_hand({"p": 0, "q": 4, "r": 3}, actions, WORTH, Rule(By.POINTS, Fraction(35)))
    assert [(t.fact, t.brings) for t in one.targets] == [("p", 40)]
    assert (one.before, one.due, one.target, one.reach, one.effort) == (55, 90, 90, 95, 2)


def test_points_are_rounded_one_by_one_and_the_letter_says_so() -> None:
    """Three times three and a third is ten; three times 3.33 is 9.99."""
    actions = [act(id_, fact, 1) for id_, fact in (("a", "p"), ("b", "q"), ("c", "r"))]
    one = by_hand({"p": 0, "q": 0, "r": 0}, actions, WORTH, Rule(By.SHARE, Fraction(100)))
    assert not one.rounded
    third = tuple(target._replace(brings=Fraction(10, 3)) for target in one.targets)
    assert one._replace(targets=third, reach=Fraction(10)).rounded


def test_a_need_is_done_in_full_and_counted() -> None:
    """c needs b, which brings nothing here by itself; together they are still the least work."""
    actions = [act("a", "p", 9), act("b", "s", 2), act("c", "q", 1, needs="b")]
    one = by_hand({"p": 0, "q": 0, "r": 4, "s": 1}, actions, WORTH, Rule(By.POINTS, Fraction(30)))
    assert [(way.action.id, way.effort, way.needed) for way in one.ways] == [("b", 2, True), ("c", 1, False)]
    assert [(t.fact, t.wanted) for t in one.targets] == [("q", 3)]


def test_what_headquarters_does_is_promised_and_what_waits_for_it_as_well() -> None:
    actions = [
        act("a", "p", 1, authority=Authority.HEADQUARTERS),
        act("b", "q", 1, needs="a"),
        act("c", "r", 1),
    ]
    one = by_hand({"p": 0, "q": 0, "r": 0}, actions, WORTH, Rule(By.SHARE, Fraction(50)))
    assert [(held.fact, held.action, held.by, held.points) for held in one.promised] == [
        ("p", "a", ("a",), 40),
        ("q", "b", ("a",), 40),
    ]
    assert [t.fact for t in one.targets] == ["r"]
    assert (one.due, one.target, one.short) == (50, 20, 30)


def test_what_hangs_on_an_answer_waits_for_it() -> None:
    actions = [act("a", "s", 1), act("b", "q", 1, needs="a"), act("c", "r", 1)]
    one = by_hand({"p": None, "q": 0, "r": 0, "s": None}, actions, WORTH, Rule(By.SHARE, Fraction(50)))
    assert [(held.fact, held.by) for held in one.waits] == [("q", ("s",))]
    assert [(gap.fact, gap.points) for gap in one.answer_first] == [("p", 40)]
    assert [t.fact for t in one.targets] == ["r"]


def test_a_gap_without_an_action_is_named_and_not_asked() -> None:
    one = by_hand({"p": 0, "q": 4, "r": 4}, [act("c", "r", 1)], WORTH, SHARE)
    assert [(gap.fact, gap.points) for gap in one.without_way] == [("p", 40)]
    assert one.targets == ()


def test_counts_are_asked_in_parts_and_their_work_too(library: Library) -> None:
    """`put-forms-online` works for every form: half of the forms is half of that work."""
    facts = aimed.best(library) | {"services.forms": counts(0, 40)}
    whole = assigned(facts, Rule(By.SHARE, Fraction(100)), library)
    half = assigned(facts, Rule(By.SHARE, Fraction(50)), library)
    ((full,), (part,)) = whole.targets, half.targets
    assert full.wanted == {i.fact: i.target for i in library.checklists["programme"].items}[full.fact]
    assert Fraction(1, 2) * full.wanted <= part.wanted <= Fraction(11, 20) * full.wanted
    assert numbers.half_up(part.wanted, 1) == part.wanted
    action = full.action
    done = -(-part.wanted * 40 // 100)
    assert half.effort == action.fixed + action.per_unit * done
    assert half.effort < whole.effort


def test_without_counts_nobody_says_how_much_work_it_is(library: Library) -> None:
    facts = aimed.best(library) | {"services.forms": known(10)}
    one = assigned(facts, SHARE, library)
    assert one.uncounted == (one.targets[0].action.id,)


# --- all offices


def test_means_and_spreads_by_hand() -> None:
    actions = [act("a", "p", 4), act("b", "q", 2), act("c", "r", 1)]
    levels = [(0, 0, 0), (1, 0, 0), (2, 2, 0), (3, 2, 0), (4, 4, 0), (4, 4, 3), (4, 4, 4), (4, 3, 4)]
    found = [
        by_hand(dict(zip("pqr", one, strict=True)), actions, WORTH, Rule(By.SHARE, Fraction(100))) for one in levels
    ]
    outlook = fairness.outlook(found)
    assert (outlook.offices, outlook.mean_after, outlook.mean_before) == (8, 100, Fraction(465, 8))
    assert outlook.quarters == (), "a quarter would be of two offices"
    assert outlook.gains is not None
    assert (outlook.gains.least, outlook.gains.middle, outlook.gains.most) == (0, 35, 100)
    assert outlook.effort == sum(one.effort for one in found)


def test_quarters_by_hand_each_of_five_offices_and_more() -> None:
    actions = [act("a", "p", 4), act("b", "q", 2), act("c", "r", 1)]
    levels = [(0, 0, 0)] * 5 + [(2, 2, 0)] * 5 + [(4, 4, 0)] * 5 + [(4, 4, 4)] * 6
    found = [
        by_hand(dict(zip("pqr", one, strict=True)), actions, WORTH, Rule(By.SHARE, Fraction(100))) for one in levels
    ]
    outlook = fairness.outlook(found)
    assert [(q.low, q.high, q.offices, q.gain, q.share) for q in outlook.quarters] == [
        (0, 0, 5, 100, 100),
        (40, 40, 5, 60, 100),
        (80, 80, 5, 20, 100),
        (100, 100, 6, 0, 0),
    ]
    assert sum(q.effort * q.offices for q in outlook.quarters) == outlook.effort == sum(one.effort for one in found)
    assert fairness.outlook(found[:20]).quarters
    assert fairness.outlook(found[:19]).quarters == ()


def test_of_few_offices_nothing_is_said_of_means_and_quarters() -> None:
    one = by_hand({"p": 0, "q": 0, "r": 0}, [act("a", "p", 4)], WORTH, SHARE)
    outlook = fairness.outlook([one] * 4)
    assert (outlook.quarters, outlook.gains, outlook.efforts) == ((), None, None)
    assert (outlook.mean_before, outlook.mean_after) == (None, None)
    assert fairness.outlook([one] * 5).mean_before == 0
    nobody = fairness.outlook([])
    assert (nobody.offices, nobody.mean_before, nobody.mean_after, nobody.effort) == (0, None, None, 0)


# --- a round later


@pytest.mark.parametrize(
    ("now", "outcome"),
    [
        (None, Outcome.UNANSWERED),
        (aimed.AWAY, Outcome.AWAY),
        (known(60), Outcome.REACHED),
        (known(61), Outcome.REACHED),
        (known(59), Outcome.PARTLY),
        (known(40), Outcome.NOT),
        (known(20), Outcome.NOT),
    ],
)
def test_how_a_target_came_out(now: Known | None, outcome: Outcome) -> None:
    target = Set("I1-02", "website.sections", Fraction(40), Fraction(60), Fraction(3, 2))
    (seen,) = reaching.judge([target], shipped().directions, {} if now is None else {"website.sections": now})
    assert seen.outcome is outcome


@pytest.mark.parametrize(("now", "outcome"), [(3, Outcome.REACHED), (5, Outcome.PARTLY), (7, Outcome.NOT)])
def test_where_less_is_better_it_is_the_other_way_round(now: int, outcome: Outcome) -> None:
    target = Set("I1-05", "website.load-time", Fraction(6), Fraction(3), Fraction(1))
    (seen,) = reaching.judge([target], shipped().directions, {"website.load-time": known(now)})
    assert seen.outcome is outcome


@settings(max_examples=25)
@given(answers(), RULES)
def test_whoever_reaches_every_target_is_told_so(facts: dict[str, Known], rule: Rule) -> None:
    one = assigned(facts, rule)
    wanted = [Set(t.item, t.fact, t.now.amount or Fraction(0), t.wanted, t.weight) for t in one.targets]
    later = reaching.judge(wanted, shipped().directions, aimed.after(one, facts))
    assert all(seen.outcome is Outcome.REACHED for seen in later)
    assert reaching.share_of(later, shipped().directions) == (100 if wanted else None)
    today = reaching.judge(wanted, shipped().directions, facts)
    assert all(seen.outcome is Outcome.NOT for seen in today)
    assert reaching.share_of(today, shipped().directions) == one.start
