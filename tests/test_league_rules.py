"""The rules of a league: quartiles, bands, change, certificates, movers, and what is kept back."""

from __future__ import annotations

import itertools
import random
import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import league as rules
from compliance.model.checklist import Library
from compliance.model.league import Place

scores = st.lists(st.integers(0, 10000), min_size=5, max_size=60)


def place(office: str, score: int | None = 5000, **more: object) -> Place:
    values = {
        "office": office, "system": "", "name_fa": office, "name_en": office, "body": "b", "province": "p",
        "group": "", "score": score, "coverage": 10000, "rank": 1, "shared": False, "certificate": None, "filing": 1,
    }  # fmt: skip
    return Place(**{**values, **more})  # type: ignore[arg-type]


@given(scores)
def test_quartiles_are_interpolated_between_the_two_nearest(found: list[int]) -> None:
    spread = rules.spread(found)
    assert spread is not None
    wanted = statistics.quantiles([Fraction(s, 100) for s in found], n=4, method="inclusive")
    assert [spread.low, spread.median, spread.high] == wanted
    assert spread.mean == Fraction(sum(found), 100 * len(found))


def test_of_fewer_than_five_nothing_is_said() -> None:
    four, five = [100, 200, 300, 400], [100, 200, 300, 400, 500]
    assert rules.spread(four) is None
    assert rules.bands(four, Fraction(100)) is None
    assert rules.spread(five) is not None
    of_four, of_five = [(s, 10000) for s in four], [(s, 10000) for s in five]
    assert rules.change(of_four, of_five, []) is None
    assert rules.change(of_five, of_four, []) is None
    change = rules.change(of_five, of_five, list(zip(of_four, of_four, strict=True)))
    assert change is not None
    assert change.matched is None
    assert change.matched_n == 4


@given(scores, st.sampled_from([Fraction(100), Fraction(1000), Fraction(90), Fraction(7, 3)]))
def test_everybody_is_in_one_band_and_the_last_is_closed(found: list[int], maximum: Fraction) -> None:
    inside = [min(s, int(100 * maximum)) for s in found]
    bands = rules.bands(inside, maximum)
    assert bands is not None
    assert len(bands) == 10
    assert [b.high for b in bands[:-1]] == [b.low for b in bands[1:]]
    assert (bands[0].low, bands[-1].high) == (0, maximum)
    for n, band in enumerate(bands):
        held = [s for s in inside if band.low <= Fraction(s, 100) < band.high or (n == 9 and s == 100 * maximum)]
        assert band.n == len(held)
        assert band.share == Fraction(band.n, len(inside))


@pytest.mark.parametrize(
    ("score", "band"), [(0, 0), (999, 0), (1000, 1), (8999, 8), (9000, 9), (9999, 9), (10000, 9)]
)
def test_edges_of_bands(score: int, band: int) -> None:
    bands = rules.bands([score] * 5, Fraction(100))
    assert bands is not None
    assert [b.n for b in bands].index(5) == band


def test_change_is_in_percentage_points_whatever_the_maximum() -> None:
    before, now = [(28000, 100000)] * 8, [(3895, 10000)] * 9
    change = rules.change(now, before, list(zip(now[:8], before, strict=True)))
    assert change is not None
    assert (change.whole, change.matched) == (Fraction(1095, 100), Fraction(1095, 100))
    assert round(float(change.relative or 0), 1) == 39.1


def test_growth_from_nothing_is_no_number() -> None:
    change = rules.change([(10, 10000)] * 5, [(0, 10000)] * 5, [])
    assert change is not None
    assert change.relative is None


def test_certificates_by_their_floors(library: Library) -> None:
    award = library.checklists["award"]
    wanted = {
        None: None,
        0: None,
        24999: None,
        25000: "ehtemam",
        39999: "ehtemam",
        40000: "eshtehar",
        50000: "taqdirname",
    }
    assert {score: rules.certificate(score, award) for score in wanted} == wanted
    places = [place(str(s), s, certificate=rules.certificate(s, award)) for s in wanted]
    assert rules.certificates(places, award) == (("taqdirname", 1), ("eshtehar", 1), ("ehtemam", 2))


def test_those_who_rose_most_come_first() -> None:
    places = [place("a", 5000, before=4000, moved=1), place("b", 6000, before=4000, moved=1), place("c", moved=None),
              place("d", moved=-3), place("e", moved=0), place("f", 100, before=90, moved=4)]  # fmt: skip
    assert [p.office for p in rules.movers(places, 2)] == ["f", "b"]
    assert [p.office for p in rules.movers(places, 9)] == ["f", "b", "a"]


def _solvable(shown: list[set[int]], n: int) -> bool:
    """Whether a linear combination of shown sums gives a sum over one to four offices: by Gauss over fractions.

    Only sets that are themselves combinations are tried: of one division, unions and differences are all there is.
    """
    rows = [[Fraction(int(k in one)) for k in range(n)] for one in shown]
    for few in itertools.chain.from_iterable(itertools.combinations(range(n), k) for k in range(1, 5)):
        target = [Fraction(int(k in few)) for k in range(n)]
        if _spans(rows, target):
            return True
    return False


def _spans(rows: list[list[Fraction]], target: list[Fraction]) -> bool:
    basis: list[list[Fraction]] = []

    def reduced(row: list[Fraction]) -> list[Fraction]:
        for one in basis:
            lead = next(k for k, x in enumerate(one) if x)
            if row[lead]:
                factor = row[lead] / one[lead]
                row = [x - factor * y for x, y in zip(row, one, strict=True)]
        return row

    for row in rows:
        left = reduced(row)
        if any(left):
            basis.append(left)
    return not any(reduced(target))


@pytest.mark.parametrize("seed", range(30))
def test_of_one_division_nothing_shown_gives_a_sum_over_fewer_than_five(seed: int) -> None:
    """The whole and every province that is shown, added and subtracted in any way."""
    chance = random.Random(seed)
    sizes = [chance.choice((1, 2, 3, 4, 5, 6)) for _n in range(chance.choice((2, 3, 4)))]
    cells = {(f"p{n}", "b", ""): size for n, size in enumerate(sizes)}
    offices = [n for n, size in enumerate(sizes) for _one in range(size)]
    shown = [set(range(len(offices)))] if len(offices) >= rules.FEWEST else []
    for n, size in enumerate(sizes):
        if size >= rules.FEWEST and not rules.tells_single_ones(cells, (f"p{n}", "", "")):
            shown.append({k for k, of in enumerate(offices) if of == n})
    assert not _solvable(shown, len(offices))


@pytest.mark.parametrize("seed", range(30))
def test_parts_that_are_shown_without_names_give_no_sum_over_fewer_than_five(seed: int) -> None:
    chance = random.Random(1000 + seed)
    places = [
        place(f"o{n}", chance.randrange(10000), province=chance.choice("abcd"))
        for n in range(chance.randrange(5, 16))
    ]
    shown = [set(range(len(places)))]
    parts = rules.shares(places, "province", named=False)
    assert sum(part.n for part in parts) == len(places)
    for part in parts:
        if part.mean is not None:
            inside = [n for n, one in enumerate(places) if one.province == part.id]
            assert part.mean == rules.mean([places[n].score or 0 for n in inside])
            shown.append(set(inside))
    assert not _solvable(shown, len(places))
    named = rules.shares(places, "province", named=True)
    assert [part.id for part in named if part.mean is None] == sorted(p.id for p in named if p.n < rules.FEWEST)


def test_two_divisions_at_once_are_shown_only_without_small_cells() -> None:
    cells = {("p", "a", ""): 6, ("p", "b", ""): 7, ("q", "a", ""): 8, ("q", "b", ""): 9}
    assert not rules.tells_single_ones(cells, ("p", "a", ""))
    assert rules.tells_single_ones({**cells, ("q", "b", ""): 4}, ("p", "a", ""))
    assert rules.tells_single_ones({**cells, ("r", "b", ""): 1}, ("p", "a", ""))
    assert not rules.tells_single_ones({**cells, ("q", "b", ""): 4}, ("", "", ""))


def test_the_rest_of_one_shown_group_is_not_told_by_the_whole() -> None:
    """Ten in all, six of one group: ten and six would give the other four."""
    cells = {("p", "b", "large"): 6, ("p", "b", ""): 4}
    assert rules.tells_single_ones(cells, ("", "", "large"))
    assert not rules.tells_single_ones({**cells, ("p", "b", ""): 5}, ("", "", "large"))


def test_the_matched_panel_is_kept_back_where_few_are_new_or_gone() -> None:
    five, six = [(s, 10000) for s in (1, 2, 3, 4, 5)], [(s, 10000) for s in (1, 2, 3, 4, 5, 6)]
    for now, before, kept in ((six, five, None), (five, six, None), (five, five, 0)):
        change = rules.change(now, before, list(zip(five, five, strict=True)))
        assert change is not None
        assert change.matched == 0
        assert rules.without_single_ones(change, len(now)).matched == kept
