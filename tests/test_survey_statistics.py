"""Score and margin of a survey: exact, bounded, and as published tables have them."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import pairwise
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.survey import ENOUGH, AnswerSheet
from compliance.persian import numbers
from compliance.survey import counting
from compliance.survey.statistics import estimate, student
from tests.surveyed import ASKED, SERVICES, sheet, sheets

# NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: upper critical values of Student's t, column 0.975.
PUBLISHED = {
    1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228,
    11: 2.201, 12: 2.179, 13: 2.160, 14: 2.145, 15: 2.131, 16: 2.120, 17: 2.110, 18: 2.101, 19: 2.093, 20: 2.086,
    21: 2.080, 22: 2.074, 23: 2.069, 24: 2.064, 25: 2.060, 26: 2.056, 27: 2.052, 28: 2.048, 29: 2.045, 30: 2.042,
    40: 2.021, 50: 2.009, 60: 2.000, 70: 1.994, 80: 1.990, 90: 1.987, 100: 1.984,
}  # fmt: skip
LEVELS = st.lists(st.integers(1, 5), min_size=ENOUGH, max_size=80)


@pytest.mark.parametrize(("freedom", "t"), PUBLISHED.items())
def test_quantiles_are_those_of_a_published_table(freedom: int, t: float) -> None:
    assert round(student(freedom), 3) == pytest.approx(t, abs=1e-9)


def test_quantiles_fall_towards_the_normal_one_without_a_jump() -> None:
    """Also where the series gives way to the expansion."""
    found = [student(freedom) for freedom in range(1, 400)]
    assert all(a > b for a, b in pairwise(found))
    assert student(10**9) == pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-8)


def outcome(levels: list[int], **more: object) -> counting.Outcome:
    return counting.count(ASKED, [sheet(n, level) for n, level in enumerate(levels)], **more)  # type: ignore[arg-type]


@given(LEVELS)
def test_the_mean_is_exact_and_rounded_once(levels: list[int]) -> None:
    worth = [Fraction(100 * (level - 1), 4) for level in levels]
    brute = sum(worth, Fraction(0)) / len(worth)
    exactly = math.floor(brute * 100 + Fraction(1, 2)) / Fraction(100)
    assert outcome(levels).score.mean == exactly


@given(LEVELS)
def test_the_margin_is_that_of_the_formula(levels: list[int]) -> None:
    """Written down once more, with floating numbers and the square root of the textbook."""
    worth = [25.0 * (level - 1) for level in levels]
    n, mean = len(worth), sum(worth) / len(worth)
    spread = math.sqrt(sum((x - mean) ** 2 for x in worth) / (n - 1))
    found = outcome(levels).score.margin
    assert found is not None
    assert float(found) == pytest.approx(student(n - 1) * spread / math.sqrt(n), abs=0.0051)


@given(LEVELS)
def test_score_and_interval_stay_within_the_scale(levels: list[int]) -> None:
    score = outcome(levels).score
    assert score.low is not None
    assert score.mean is not None
    assert score.high is not None
    assert 0 <= score.low <= score.mean <= score.high <= 100


@given(LEVELS, st.integers(2, 6))
def test_more_answers_of_the_same_kind_never_widen_the_margin(levels: list[int], times: int) -> None:
    once, often = outcome(levels).score, outcome(levels * times).score
    assert once.margin is not None
    assert often.margin is not None
    assert often.mean == once.mean
    assert often.margin < once.margin or once.margin == 0


@given(LEVELS, st.integers(0, 10_000))
def test_a_known_population_narrows_the_margin_down_to_nothing(levels: list[int], beyond: int) -> None:
    n = len(levels)
    whole = outcome(levels).score.margin
    known = outcome(levels, population=n + beyond).score.margin
    assert whole is not None
    assert known is not None
    assert known <= whole
    assert outcome(levels, population=n).score.margin == 0


@given(LEVELS, st.randoms())
def test_the_order_of_sheets_changes_nothing(levels: list[int], order: random.Random) -> None:
    found = [s._replace(marks=(level, *s.marks[1:])) for s, level in zip(sheets(len(levels)), levels, strict=True)]
    mixed = list(found)
    order.shuffle(mixed)
    assert counting.count(ASKED, found, few=True) == counting.count(ASKED, mixed, few=True)


@given(st.lists(st.integers(1, 5), max_size=ENOUGH - 1))
def test_fewer_than_thirty_answers_give_no_figure_of_any_kind(levels: list[int]) -> None:
    """Neither the score nor its parts, for a score could be counted together from them."""
    found = outcome(levels)
    assert found.few
    assert found.missing == ENOUGH - len(levels)
    assert found.spread == ()
    assert found.causes == ()
    parts = (found.score, *found.questions.values(), *found.channels.values(), *found.services.values())
    assert {(one.mean, one.margin, one.low, one.high) for one in parts} == {(None, None, None, None)}


@given(st.lists(st.integers(1, 5), min_size=1, max_size=ENOUGH - 1))
def test_a_figure_from_few_answers_is_there_when_it_is_asked_for(levels: list[int]) -> None:
    found = outcome(levels, few=True)
    assert found.few
    assert found.score.mean is not None
    assert (found.score.margin is None) == (len(levels) == 1)


def test_without_answers_there_is_no_figure_even_when_it_is_asked_for() -> None:
    assert outcome([], few=True).score == (0, None, None)


def test_a_service_needs_thirty_answers_of_its_own() -> None:
    found = [sheet(n, 4, service=SERVICES[0] if n < 30 else SERVICES[1]) for n in range(59)]
    services = counting.count(ASKED, found).services
    assert services[SERVICES[0]].mean == 75
    assert services[SERVICES[1]] == (29, None, None)


def test_a_sheet_that_leaves_the_score_open_counts_for_its_other_questions_only() -> None:
    found = [sheet(n, 5) for n in range(30)] + [sheet(99, None, marks=(None, 1, None, None, None, None))]
    counted = counting.count(ASKED, found)
    assert (counted.sheets, counted.score.n, counted.score.mean) == (31, 30, 100)
    assert counted.questions["time"].n == 1


def test_causes_are_counted_the_most_named_first_and_as_asked_among_equals() -> None:
    causes = [("system", "visits"), ("visits",), ("waiting",), *[()] * 27]
    found = [sheet(n, 2, causes=named) for n, named in enumerate(causes)]
    assert counting.count(ASKED, found).causes == (("visits", 2), ("waiting", 1), ("system", 1))


def test_days_are_those_of_the_first_and_last_answer() -> None:
    days = ("1405/08/30", "", "1405/07/02", "1405/09/01")
    found: list[AnswerSheet] = [sheet(n, 3, day=day) for n, day in enumerate(days)]
    counted = counting.count(ASKED, found)
    assert (counted.first, counted.last) == ("1405/07/02", "1405/09/01")


def test_a_textbook_sample() -> None:
    """Ten values with mean 62.5 and squares that sum to 6562.5, alone and out of 50 people: counted by hand."""
    values = {Fraction(100): 2, Fraction(75): 3, Fraction(50): 3, Fraction(25): 2}
    found = estimate(values)
    assert found.mean == Fraction(6250, 100)
    assert found.margin == numbers.half_up(Fraction(2.2621571628 * math.sqrt(6562.5 / 9 / 10)))
    assert estimate(values, 50).margin == numbers.half_up(Fraction(2.2621571628 * math.sqrt(0.8 * 6562.5 / 9 / 10)))
