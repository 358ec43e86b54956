"""Assessors drawn by lot: no conflict ever, loads as even as can be, the same draw whatever the order of names."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import draw
from compliance.draw import Drawn, Lots

OFFICES = st.sets(st.sampled_from([f"o{n}" for n in range(6)]), max_size=6)
ASSESSORS = st.sets(st.sampled_from([f"a{n}" for n in range(5)]), max_size=5)


@st.composite
def lots(draw_: st.DrawFn, most_offices: int = 6, most_each: int = 4) -> Lots:
    """Anything that may be drawn: few assessors, many conflicts, some who are assigned already."""
    offices = sorted(draw_(OFFICES))[:most_offices]
    assessors = sorted(draw_(ASSESSORS))
    some = st.lists(st.sampled_from(assessors), max_size=4) if assessors else st.just([])
    barred = {office: draw_(some) for office in offices}
    held = {office: [one for one in draw_(some) if one not in barred[office]][:2] for office in offices}
    return Lots(offices, assessors, draw_(st.integers(1, most_each)), draw_(st.text("xyz", max_size=3)), barred, held)


def loads(lots: Lots, drawn: Drawn) -> list[int]:
    """How many offices each assessor has in the end."""
    return [
        sum(one in {*lots.held.get(office, ()), *drawn.chosen.get(office, ())} for office in lots.offices)
        for one in lots.assessors
    ]


@given(lots=lots())
def test_no_conflict_ever_and_nobody_is_short_without_need(lots: Lots) -> None:
    drawn = draw.draw(lots)
    for office in lots.offices:
        has, new = set(lots.held[office]), drawn.chosen.get(office, ())
        free = set(lots.assessors) - set(lots.barred[office]) - has
        assert set(new) <= free
        assert len(new) == len(set(new)) == min(max(0, lots.each - len(has)), len(free))
        assert drawn.short.get(office, 0) == max(0, lots.each - len(has) - len(free))
    assert set(drawn.chosen) | set(drawn.short) <= set(lots.offices)


@given(lots=lots(most_offices=4, most_each=2))
@settings(max_examples=60)
def test_loads_are_the_most_even_that_conflicts_allow(lots: Lots) -> None:
    """Among all ways to give every office its number, none has smaller squares of the loads."""
    drawn = draw.draw(lots)
    ways = []
    for office in lots.offices:
        free = sorted(set(lots.assessors) - set(lots.barred[office]) - set(lots.held[office]))
        ways.append(list(combinations(free, len(drawn.chosen.get(office, ())))))
    best = min(
        sum(load * load for load in loads(lots, Drawn(dict(zip(lots.offices, way, strict=True)), {})))
        for way in product(*ways)
    )
    assert sum(load * load for load in loads(lots, drawn)) == best


@given(offices=OFFICES, assessors=ASSESSORS, each=st.integers(1, 5), seed=st.text(max_size=4))
def test_without_conflicts_loads_differ_by_one_at_most(
    offices: set[str], assessors: set[str], each: int, seed: str
) -> None:
    found = Lots(offices, assessors, each, seed)
    spread = loads(found, draw.draw(found))
    assert not spread or max(spread) - min(spread) <= 1


@given(lots=lots(), chance=st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_whatever_the_order(lots: Lots, chance: object) -> None:
    def mixed(names: object) -> list[str]:
        return chance.sample(list(names), len(names))

    other = Lots(
        mixed(lots.offices),
        mixed(lots.assessors),
        lots.each,
        lots.seed,
        {office: mixed(lots.barred[office]) for office in mixed(lots.barred)},
        {office: mixed(lots.held[office]) for office in mixed(lots.held)},
    )
    assert draw.draw(other) == draw.draw(lots)


def test_a_draw_is_this_one_and_another_seed_draws_otherwise() -> None:
    """Held word for word: a round that was drawn is drawn again by a later program."""
    offices, assessors = [f"office-{n}" for n in range(6)], ["ahmadi", "karimi", "rezaei", "sadeghi"]
    first = draw.draw(Lots(offices, assessors, 2, "1405-2", {"office-0": ["ahmadi", "karimi"]}))
    assert first.chosen == {
        "office-0": ("rezaei", "sadeghi"),
        "office-1": ("ahmadi", "sadeghi"),
        "office-2": ("ahmadi", "karimi"),
        "office-3": ("karimi", "rezaei"),
        "office-4": ("rezaei", "sadeghi"),
        "office-5": ("ahmadi", "karimi"),
    }
    assert draw.draw(Lots(offices, assessors, 2, "1405-3")).chosen != first.chosen


def test_one_gives_an_assessor_up_where_that_evens_the_loads() -> None:
    """Only a can be had by the last two offices, so b has to go to the others, whoever is drawn first."""
    barred = {"p": ["b"], "q": ["b"]}
    for seed in "abcdefgh":
        found = Lots(["m", "n", "p", "q"], ["a", "b"], 1, seed, barred)
        assert loads(found, draw.draw(found)) == [2, 2]


@pytest.mark.heavy
def test_a_country_is_drawn() -> None:
    """Two thousand offices of thirty-one provinces, each with three of two hundred assessors, none of its own."""
    offices = [f"{n % 31}-{n}" for n in range(2000)]
    assessors = [f"{n % 31}:{n}" for n in range(200)]
    barred = {o: [a for a in assessors if a.split(":")[0] == o.split("-")[0]] for o in offices}
    found = Lots(offices, assessors, 3, "seed", barred)
    drawn = draw.draw(found)
    assert not drawn.short
    spread = loads(found, drawn)
    assert max(spread) - min(spread) <= 1
