"""Samples with unequal chances: drawn as intended, drawn again by others, and what they say of the whole.

Everything is held against computations of another kind: enumeration, the textbook's formulas for equal chances,
simulation with fixed seeds, and tables that were printed long ago.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from statistics import mean, variance

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.sampling import bounds, drawing, estimating
from compliance.sampling.bounds import Hiding
from compliance.sampling.estimating import Cluster
from compliance.survey.statistics import student

UNIT = st.text("abcdefghij", min_size=1, max_size=6)
SIZES = st.dictionaries(UNIT, st.integers(0, 500), min_size=1, max_size=30)
DRAWS = 20_000


def draw(sizes: Mapping[str, int], count: int, seed: object) -> frozenset[str]:
    return drawing.draw(drawing.chances(sizes, count), lambda unit: f"{seed} {unit}")


def again(sizes: Mapping[str, int], count: int, seed: object) -> set[str]:
    """The draw as docs/formats.md tells it, by somebody else: fractions instead of whole numbers."""
    left, certain = {unit: size for unit, size in sizes.items() if size}, set[str]()
    if count >= len(left):
        return set(left)
    while more := {u for u, s in left.items() if Fraction((count - len(certain)) * s, sum(left.values())) >= 1}:
        certain, left = certain | more, {u: s for u, s in left.items() if u not in more}
    number = {u: hashlib.sha256(f"{seed} {u}".encode()).hexdigest() for u in left}
    chance = {u: Fraction((count - len(certain)) * s, sum(left.values())) for u, s in left.items()}
    holder, *others = sorted(left, key=number.__getitem__)
    drawn, held = set(certain), chance[holder]
    for unit in others:
        u, both = Fraction(int(number[unit][32:], 16), 2**128), held + chance[unit]
        if both < 1:
            holder, held = (holder if u < held / both else unit), both
        else:
            first = u < (1 - chance[unit]) / (2 - both)
            drawn.add(holder if first else unit)
            holder, held = (unit if first else holder), both - 1
    return drawn


# --- drawing


def test_chances_are_in_proportion_and_certain_where_they_would_exceed_one() -> None:
    """Of 20, ten is more than a third: certain; then two of 10 by 1, 2, 3 and 4."""
    found = drawing.chances({"a": 1, "b": 2, "c": 3, "d": 4, "e": 10}, 3)
    assert [found.of(unit) for unit in "abcde"] == [Fraction(n, 10) for n in (2, 4, 6, 8, 10)]
    assert found.certain == {"e"}


def test_one_certain_unit_makes_another_certain() -> None:
    """100 is certain; of the rest 9 of 10 twice is more than 1 as well."""
    found = drawing.chances({"a": 100, "b": 9, "c": 1, "d": 0}, 2)
    assert found.certain == {"a"}
    assert (found.of("b"), found.of("c"), found.of("d")) == (Fraction(9, 10), Fraction(1, 10), 0)
    found = drawing.chances({"a": 100, "b": 9, "c": 1, "d": 1}, 3)
    assert found.certain == {"a", "b"}
    assert (found.of("c"), found.of("d")) == (Fraction(1, 2), Fraction(1, 2))


@given(sizes=SIZES, count=st.integers(1, 35), seed=st.text("ab ", max_size=8))
def test_so_many_are_drawn_whatever_the_order_and_none_of_size_nothing(
    sizes: dict[str, int], count: int, seed: str
) -> None:
    found = draw(sizes, count, seed)
    assert len(found) == min(count, sum(size > 0 for size in sizes.values()))
    assert all(sizes[unit] for unit in found)
    assert found == draw(dict(sorted(sizes.items(), reverse=True)), count, seed)
    assert found == again(sizes, count, seed)


@given(sizes=SIZES, count=st.integers(1, 35))
def test_chances_add_up_to_how_many_are_drawn(sizes: dict[str, int], count: int) -> None:
    found = drawing.chances(sizes, count)
    chances = {unit: found.of(unit) for unit in sizes}
    assert sum(chances.values()) == min(count, sum(size > 0 for size in sizes.values()))
    assert all(0 <= chance <= 1 for chance in chances.values())
    unsure = [unit for unit, chance in chances.items() if 0 < chance < 1]
    assert len({chances[unit] / sizes[unit] for unit in unsure}) <= 1


def within(seen: int, of: int, chance: float) -> bool:
    """Whether a count is what a chance gives in so many draws, as 999,999 of a million would be."""
    return abs(seen - of * chance) <= 5 * math.sqrt(of * chance * (1 - chance)) + 1e-9


@pytest.mark.parametrize(
    ("sizes", "count"),
    [
        ((1, 2, 3, 4, 10), 3),
        ((5, 5, 5, 5, 5, 5), 2),
        ((100, 9, 8, 7, 6, 5, 4, 3, 2, 1), 4),
        ((1, 1, 1, 1, 50, 60, 70), 4),
        pytest.param(tuple(range(1, 41)), 10, marks=pytest.mark.heavy),
    ],
)
def test_units_come_as_often_as_intended_and_two_together_no_more_than_independent_ones(
    sizes: Sequence[int], count: int
) -> None:
    named = {f"u{n}": size for n, size in enumerate(sizes)}
    chances = drawing.chances(named, count)
    alone: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    for seed in range(DRAWS):
        found = sorted(draw(named, count, seed))
        alone.update(found)
        together.update(combinations(found, 2))
    for unit in named:
        assert within(alone[unit], DRAWS, float(chances.of(unit))), unit
    for one, other in combinations(sorted(named), 2):
        most = float(chances.of(one) * chances.of(other))
        assert together[one, other] <= DRAWS * most + 5 * math.sqrt(DRAWS * most)


def test_equal_sizes_give_every_sample_alike() -> None:
    """A sample of 3 out of 6 is one of twenty, each as often: the textbook's simple random sample."""
    named = dict.fromkeys("abcdef", 7)
    seen = Counter(tuple(sorted(draw(named, 3, seed))) for seed in range(DRAWS))
    assert len(seen) == 20
    assert all(within(n, DRAWS, 1 / 20) for n in seen.values())


# --- estimating


def test_equal_chances_give_the_variance_of_the_textbook() -> None:
    """Cochran: N² (1 - n/N) s² / n."""
    values, whole = [3.0, 5.0, 4.0, 9.0, 1.0], 20
    found = estimating.between([(len(values) / whole, value) for value in values])
    assert found == pytest.approx(whole**2 * (1 - len(values) / whole) * variance(values) / len(values))


def test_two_stages_with_equal_chances_give_the_variance_of_the_textbook() -> None:
    """Cochran, section 11.4: N² (1 - f₁) s₁² / n + N / n Σ M² (1 - f₂) s₂² / m."""
    seen, whole, parts = [[1.0, 2.0, 4.0], [0.0, 3.0, 0.0], [5.0, 5.0, 6.0], [2.0, 0.0, 1.0]], 10, 8
    clusters = [Cluster(4 / whole, tuple((3 / parts, value) for value in of)) for of in seen]
    totals = [parts * mean(of) for of in seen]
    first = whole**2 * (1 - 4 / whole) * variance(totals) / 4
    second = whole / 4 * sum(parts**2 * (1 - 3 / parts) * variance(of) / 3 for of in seen)
    found = estimating.total(clusters)
    assert found.value == pytest.approx(whole * mean(totals))
    assert found.variance == pytest.approx(first + second)
    assert found.freedom == 3


def test_what_is_certain_adds_no_variance_and_one_by_chance_alone_tells_none() -> None:
    assert estimating.between([(1, 5.0), (1, 7.0)]) == 0
    assert estimating.between([(1, 5.0), (0.5, 7.0)]) is None
    assert estimating.between([(1, 900.0), (0.5, 7.0), (0.5, 7.0)]) == pytest.approx(0)
    sure = estimating.total([Cluster(1, ((1, 2.0), (1, 3.0))), Cluster(1, ((1, 5.0),))])
    assert (sure.value, sure.variance, sure.interval(0.95)) == (10, 0, (10, 10))
    assert estimating.total([Cluster(0.5, ((1, 2.0),))]).interval(0.95) is None


def test_a_ratio_is_exact_where_both_parts_are_in_proportion() -> None:
    tops = [Cluster(0.3, ((0.5, 4.0), (0.2, 6.0))), Cluster(0.6, ((0.1, 2.0), (0.4, 8.0)))]
    bottoms = [Cluster(one.chance, tuple((chance, y / 2) for chance, y in one.parts)) for one in tops]
    found = estimating.ratio(tops, bottoms)
    assert (found.value, found.variance) == (pytest.approx(2), pytest.approx(0))
    assert estimating.share([Cluster(0.2, ((0.5, 1.0), (0.5, 0.0)))] * 2).value == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("freedom", "level", "printed"),
    [
        (1, 0.975, 12.706), (1, 0.995, 63.657), (2, 0.95, 2.920), (5, 0.995, 4.032), (10, 0.95, 1.812),
        (30, 0.975, 2.042), (120, 0.995, 2.617), (1000, 0.95, 1.646),
    ],
)  # fmt: skip
def test_students_t_is_as_it_is_printed(freedom: int, level: float, printed: float) -> None:
    """Fisher and Yates, table III."""
    assert student(freedom, level) == pytest.approx(printed, abs=6e-4)


class World:
    """Offices of which each item may be wrong by some points, weighed by a risk that knows a little of it."""

    def __init__(self, seed: int, offices: int, items: int) -> None:
        chance = random.Random(seed)
        self.errors: dict[str, dict[str, float]] = {}
        self.sizes: dict[str, int] = {}
        self.inner: dict[str, dict[str, int]] = {}
        for n in range(offices):
            bad = chance.betavariate(2, 6)
            wrong = {f"i{k}": chance.uniform(-3, 0.5) * (chance.random() < bad) for k in range(items)}
            self.errors[f"o{n}"] = wrong
            self.sizes[f"o{n}"] = 100 + int(200 * bad) + chance.randrange(60)
            self.inner[f"o{n}"] = {k: 10 + int(8 * abs(e)) + chance.randrange(30) for k, e in wrong.items()}
        self.count, self.items = offices, items
        self.mean = sum(sum(of.values()) for of in self.errors.values()) / offices
        self.share = sum(e != 0 for of in self.errors.values() for e in of.values()) / (offices * items)

    def visit(self, offices: int, items: int, seed: object) -> tuple[list[Cluster], list[Cluster]]:
        """Draw and look: the errors in points, and which items are wrong."""
        chances = drawing.chances(self.sizes, offices)
        errors, wrong = [], []
        for office in sorted(drawing.draw(chances, lambda unit: f"{seed} office {unit}")):
            of = drawing.chances(self.inner[office], items)
            drawn = sorted(drawing.draw(of, lambda item, office=office: f"{seed} item {office} {item}"))
            seen = [(float(of.of(item)), self.errors[office][item]) for item in drawn]
            errors.append(Cluster(float(chances.of(office)), tuple(seen)))
            wrong.append(Cluster(float(chances.of(office)), tuple((c, float(e != 0)) for c, e in seen)))
        return errors, wrong


@pytest.mark.parametrize("runs", [200, pytest.param(2000, marks=pytest.mark.heavy)])
def test_estimates_hit_the_truth_on_average_their_variance_too_and_intervals_cover_it(runs: int) -> None:
    """So many draws of 24 of 80 offices with 6 of 20 items each; what is allowed is what chance does."""
    world = World(7, 80, 20)
    means, variances, shares, covered, covered_share = [], [], [], 0, 0
    for seed in range(runs):
        errors, wrong = world.visit(24, 6, seed)
        found, share = estimating.total(errors).over(world.count), estimating.share(wrong)
        assert found.variance is not None
        means.append(found.value)
        variances.append(found.variance)
        shares.append(share.value)
        low, high = found.interval(0.95) or (0, 0)
        covered += low <= world.mean <= high
        low, high = share.interval(0.95) or (0, 0)
        covered_share += low <= world.share <= high
    assert abs(mean(means) - world.mean) <= 4 * math.sqrt(variance(means) / runs)
    assert mean(variances) == pytest.approx(variance(means), rel=4 * math.sqrt(2 / runs))
    assert abs(mean(shares) - world.share) <= 4 * math.sqrt(variance(shares) / runs) + 0.005
    off = 0.02 + 4 * math.sqrt(0.95 * 0.05 / runs)
    assert abs(covered / runs - 0.95) <= off
    assert abs(covered_share / runs - 0.95) <= off


# --- bounds where nothing was found


def test_the_bound_of_equal_chances_is_the_binomial_one() -> None:
    """The largest p with (1 - p)^n ≥ 0.05: for 30 draws 9.5 per cent, about three over n."""
    for n in (1, 5, 30, 300):
        most = bounds.share(n, 0.95)
        assert (1 - most) ** n == pytest.approx(0.05)
    assert bounds.share(30, 0.95) == pytest.approx(0.0950, abs=1e-4)
    assert bounds.share(300, 0.95) == pytest.approx(3 / 300, rel=0.01)


def hit(parts: Sequence[tuple[float, float]], chosen: Sequence[int]) -> float:
    """At least how likely the sample of a cluster hits some of its units."""
    alone = 1 - math.prod(1 - parts[n][0] for n in chosen)
    return max(alone, sum(parts[n][0] for n in chosen) / sum(chance for chance, _value in parts))


CHANCE = st.floats(0.02, 1)
PARTS = st.lists(st.tuples(CHANCE, st.floats(0.01, 10)), min_size=1, max_size=7)


@given(PARTS)
def test_no_units_hide_more_for_the_chance_to_be_hit(parts: list[tuple[float, float]]) -> None:
    """Every set of them is tried."""
    rate = bounds.rate(parts)
    for size in range(1, len(parts) + 1):
        for chosen in combinations(range(len(parts)), size):
            assert sum(parts[n][1] for n in chosen) <= rate * hit(parts, chosen) * (1 + 1e-9)


@settings(max_examples=30)
@given(
    clusters=st.lists(st.tuples(CHANCE, st.lists(CHANCE, min_size=2, max_size=3)), min_size=2, max_size=4),
    level=st.sampled_from((0.9, 0.95, 0.99)),
)
def test_whatever_would_still_be_missed_is_within_the_bound(
    clusters: list[tuple[float, list[float]]], level: float
) -> None:
    """Every set of wrong items in every cluster is tried."""
    told = [
        Hiding(chance, bounds.rate([(one, 1.0) for one in parts]), float(len(parts))) for chance, parts in clusters
    ]
    most = bounds.most(told, level)
    flat = [(n, k) for n, (_chance, parts) in enumerate(clusters) for k in range(len(parts))]
    for size in range(1, len(flat) + 1):
        for wrong in combinations(flat, size):
            missed = 1.0
            for n, (chance, parts) in enumerate(clusters):
                chosen = [k for of, k in wrong if of == n]
                if chosen:
                    missed *= 1 - chance * hit([(one, 1.0) for one in parts], chosen)
            if missed > 1 - level + 1e-12:
                assert size <= most + 1e-6


def test_a_real_sample_misses_no_more_often_than_the_bound_counts_with() -> None:
    """Wrong offices and items of all kinds: the share of draws that miss all of them is at most the product."""
    world = World(3, 30, 6)
    chances, runs, chance = drawing.chances(world.sizes, 8), 4000, random.Random(1)
    of = {office: drawing.chances(sizes, 2) for office, sizes in world.inner.items()}
    drawn = []
    for seed in range(runs):
        offices = drawing.draw(chances, lambda unit, seed=seed: f"{seed} {unit}")
        drawn.append(
            {
                (office, item)
                for office in offices
                for item in drawing.draw(of[office], lambda item, office=office, seed=seed: f"{seed} {office} {item}")
            }
        )
    for wrong_offices in (1, 3, 6, 12):
        bad = chance.sample(sorted(world.sizes), wrong_offices)
        wrong = {(office, f"i{k}") for office in bad for k in range(chance.randint(1, 6))}
        most = 1.0
        for office in bad:
            parts = [(float(of[office].of(f"i{k}")), 1.0) for k in range(6)]
            most *= 1 - float(chances.of(office)) * hit(parts, [int(k[1:]) for o, k in wrong if o == office])
        missed = sum(not wrong & found for found in drawn) / runs
        assert missed <= most + 5 * math.sqrt(most * (1 - most) / runs)
