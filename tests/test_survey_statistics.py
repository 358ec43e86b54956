"""Score and margin of a survey: exact, bounded, and as the distribution itself has them."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import pairwise
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.survey import ENOUGH, AnswerSheet, Channel, Estimate
from compliance.persian import numbers
from compliance.survey import counting
from compliance.survey.statistics import estimate, student
from tests.surveyed import ASKED, SERVICES, sheet, sheets

LEVELS = st.lists(st.integers(1, 5), min_size=ENOUGH, max_size=80)


def density(x: float, freedom: int) -> float:
    """Return Student's density, as textbooks define it."""
    gammas = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)
    return math.exp(gammas - math.log(freedom * math.pi) / 2 - (freedom + 1) / 2 * math.log1p(x * x / freedom))


def inside(t: float, freedom: int) -> float:
    """Return the area below the density between -t and t, by Simpson's rule on 4000 strips."""
    strips, width = 4000, t / 4000
    odd = math.fsum(density(k * width, freedom) for k in range(1, strips, 2))
    even = math.fsum(density(k * width, freedom) for k in range(2, strips, 2))
    return 2 * width / 3 * (density(0, freedom) + 4 * odd + 2 * even + density(t, freedom))


@pytest.mark.parametrize("freedom", [*range(1, 31), 40, 59, 60, 100, 119, 199, 200, 201, 202, 500, 1000, 20_000])
def test_between_the_quantiles_lie_95_per_cent_of_the_distribution(freedom: int) -> None:
    """Integrated from the density, which shares nothing with the series, the search and the expansion."""
    t = student(freedom)
    slope = 2 * density(t, freedom)
    assert inside(t, freedom) == pytest.approx(0.95, abs=slope * 1e-6)  # so t itself is right to a millionth


@pytest.mark.parametrize(
    ("freedom", "exactly"), [(1, math.tan(0.475 * math.pi)), (2, 0.95 * math.sqrt(2 / (1 - 0.95**2)))]
)
def test_quantiles_that_have_a_closed_form(freedom: int, exactly: float) -> None:
    """Of the Cauchy distribution, and of two degrees of freedom."""
    assert student(freedom) == pytest.approx(exactly, abs=1e-9)


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
    """Written down once more, with floating numbers and the square root of the textbook.

    The quantile is tested above against the area below its density.
    """
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
    assert outcome([], few=True).score == Estimate(0)


def test_a_service_needs_thirty_answers_of_its_own() -> None:
    found = [sheet(n, 4, service=SERVICES[0] if n < 30 else SERVICES[1]) for n in range(59)]
    services = counting.count(ASKED, found).services
    assert services[SERVICES[0]].mean == 75
    assert services[SERVICES[1]] == Estimate(29)


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
    t = quantile(9)
    assert found.margin == numbers.half_up(Fraction(t * math.sqrt(6562.5 / 9 / 10)))
    assert estimate(values, 50).margin == numbers.half_up(Fraction(t * math.sqrt(0.8 * 6562.5 / 9 / 10)))


def quantile(freedom: int) -> float:
    """Return the t between whose two signs 95 per cent of the density lie, found by halving."""
    low, high = 0.0, 16.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if inside(middle, freedom) < 0.95 else (low, middle)
    return low


class TestGroups:
    """Out of how many people a service or a way of answering was drawn, nobody knows."""

    FOUND = tuple(sheet(n, 1 + n % 5, service=SERVICES[n % 2]) for n in range(80))

    def test_whole_and_questions_are_corrected_for_a_population_and_groups_are_not(self) -> None:
        alone, out_of = counting.count(ASKED, self.FOUND), counting.count(ASKED, self.FOUND, 100)
        assert out_of.score.margin is not None
        assert alone.score.margin is not None
        assert float(out_of.score.margin) == pytest.approx(float(alone.score.margin) * math.sqrt(0.2), abs=0.01)
        assert (out_of.score.population, out_of.questions["overall"].population) == (100, 100)
        assert out_of.questions["overall"] == out_of.score
        assert out_of.groups == alone.groups
        assert {one.population for one in out_of.groups} == {None}

    def test_a_group_that_holds_every_score_has_the_margin_of_the_whole(self) -> None:
        found = [s._replace(id="p" + s.id[1:], service=SERVICES[0]) for s in self.FOUND]
        counted = counting.count(ASKED, found, 100)
        assert counted.channels[Channel.PAPER] == counted.services[SERVICES[0]] == counted.score
        assert counted.channels[Channel.WEB].n == 0

    def test_a_group_misses_nobody_but_sheets_that_leave_the_score_open(self) -> None:
        found = [s._replace(id="p" + s.id[1:]) for s in self.FOUND]
        counted = counting.count(ASKED, [*found, sheet(999, None, comment="نظر")], 100)
        assert counted.channels[Channel.PAPER] == counted.score
