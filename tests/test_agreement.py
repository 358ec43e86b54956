"""Krippendorff's alpha against his published example, and against the definition counted pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import agreement
from compliance.agreement import Measure, Undefined
from compliance.persian import numbers

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section D: four observers, twelve units.
PUBLISHED = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def units(rows: Sequence[str]) -> list[list[Fraction]]:
    """The ratings of each unit, from a row for each observer."""
    return [
        [Fraction(one) for one in column if one != "."] for column in zip(*(r.split() for r in rows), strict=True)
    ]


@pytest.mark.parametrize(("measure", "printed"), [("nominal", "0.743"), ("ordinal", "0.815"), ("interval", "0.849")])
def test_the_published_example(measure: str, printed: str) -> None:
    found = agreement.alpha(units(PUBLISHED), Measure(measure))
    assert found.alpha is not None
    assert numbers.ascii_number(found.alpha, 3) == printed
    assert (found.units, found.ratings) == (11, 40)  # the last unit has one rating, which pairs with nothing


def test_the_published_example_with_two_observers() -> None:
    """The same paper, section B: ten units, two observers, binary data; alpha is 0.095."""
    found = agreement.alpha(units(("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")), Measure.NOMINAL)
    assert found.alpha == 1 - Fraction(19 * 4, 6 * 14)


def by_definition(rated: Sequence[Sequence[Fraction]], measure: Measure) -> Fraction | None:
    """Alpha from the coincidence matrix, pair by pair, as the book defines it."""
    matrix: dict[tuple[Fraction, Fraction], Fraction] = {}
    for unit in rated:
        for one, other in permutations(unit, 2):
            matrix[one, other] = matrix.get((one, other), Fraction(0)) + Fraction(1, len(unit) - 1)
    margins: dict[Fraction, Fraction] = {}
    for (one, _other), count in matrix.items():
        margins[one] = margins.get(one, Fraction(0)) + count

    def differ(one: Fraction, other: Fraction) -> Fraction:
        low, high = sorted((one, other))
        if measure is Measure.NOMINAL:
            return Fraction(int(one != other))
        if measure is Measure.INTERVAL:
            return (one - other) ** 2
        between = sum(count for value, count in margins.items() if low <= value <= high)
        return (between - (margins[low] + margins[high]) / 2) ** 2

    n = sum(margins.values(), Fraction(0))
    expected = sum(margins[a] * margins[b] * differ(a, b) for a in margins for b in margins)
    observed = sum(count * differ(*pair) for pair, count in matrix.items())
    return 1 - (n - 1) * observed / expected if expected else None


VALUES = st.one_of(st.sampled_from([Fraction(n, 4) for n in range(5)]), st.fractions(-3, 3, max_denominator=7))
RATED = st.lists(st.lists(VALUES, max_size=5), max_size=8)


@pytest.mark.parametrize("measure", Measure)
@given(rated=RATED)
def test_alpha_is_what_the_definition_says(measure: Measure, rated: list[list[Fraction]]) -> None:
    found = agreement.alpha(rated, measure)
    assert found.alpha == by_definition(rated, measure)
    assert (found.alpha is None) == (found.why is not None)
    assert found.units == sum(len(unit) > 1 for unit in rated)
    assert found.alpha is None or found.alpha <= 1


@given(rated=RATED, seed=st.randoms(use_true_random=False))
def test_who_rated_and_in_which_order_is_nothing_to_it(rated: list[list[Fraction]], seed: object) -> None:
    shuffled = [seed.sample(unit, len(unit)) for unit in seed.sample(rated, len(rated))]
    for measure in Measure:
        assert agreement.alpha(shuffled, measure) == agreement.alpha(rated, measure)


@given(rated=RATED)
def test_interval_data_may_be_measured_in_any_unit_and_ordinal_data_stretched(rated: list[list[Fraction]]) -> None:
    moved = [[3 * value - 7 for value in unit] for unit in rated]
    stretched = [[value**3 for value in unit] for unit in rated]
    assert agreement.alpha(moved, Measure.INTERVAL) == agreement.alpha(rated, Measure.INTERVAL)
    assert agreement.alpha(stretched, Measure.ORDINAL) == agreement.alpha(rated, Measure.ORDINAL)


@pytest.mark.parametrize("measure", Measure)
def test_it_is_one_where_all_agree_and_below_nothing_where_all_differ(measure: Measure) -> None:
    assert agreement.alpha(units(("1 2 3", "1 2 3")), measure).alpha == 1
    worse = agreement.alpha(units(("0 1 0 1", "1 0 1 0")), measure).alpha
    assert worse is not None
    assert worse < 0


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ((), Undefined.UNPAIRED),
        (("1 2 .", ". . 3"), Undefined.UNPAIRED),
        (("1 1 .", "1 1 9"), Undefined.NO_VARIATION),
    ],
)
@pytest.mark.parametrize("measure", Measure)
def test_where_it_is_undefined_it_says_why(measure: Measure, rows: Sequence[str], why: Undefined) -> None:
    found = agreement.alpha(units(rows), measure)
    assert (found.alpha, found.why) == (None, why)


def test_things_by_what_they_have_of_the_disagreement() -> None:
    half = Fraction(1, 2)
    found = agreement.most_apart(
        {
            "alike": [[half, half], [Fraction(1), Fraction(1)]],
            "much": [[Fraction(0), Fraction(1)], [half, half]],
            "some": [[Fraction(0), half, Fraction(0)]],
            "alone": [[Fraction(0)]],
        }
    )
    # much: 2 · (2·1 − 1) / 1 = 2; some: 2 · (3 · 1/4 − 1/4) / 2 = 1/2
    assert [(one.of, one.units, one.mean, one.most, one.share) for one in found] == [
        ("much", 2, half, Fraction(1), Fraction(4, 5)),
        ("some", 1, half, half, Fraction(1, 5)),
    ]


@given(things=st.dictionaries(st.text("abc", max_size=2), RATED, max_size=4))
def test_the_parts_of_things_come_to_the_observed_disagreement(things: dict[str, list[list[Fraction]]]) -> None:
    found = agreement.most_apart(things)
    assert sum(one.share for one in found) in (0, 1)
    assert [one.share for one in found] == sorted((one.share for one in found), reverse=True)
    differing = {of for of, rated in things.items() if any(len(set(unit)) > 1 for unit in rated)}
    assert {one.of for one in found} == differing
