"""How good plans are: against brute force, light against optimal, and against each other.

Invented worlds are judged by `plan_checker`, which knows nothing of the planner's code.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from compliance import checklist
from compliance.checklist import calendars
from compliance.errors import BadInput
from compliance.model.results import Goal, Objective, Plan, Spend, State, Underway
from compliance.plan import making
from compliance.plan.solvers import SOLVERS
from compliance.report import plan_records
from compliance.usecases.opening import open_office
from tests import plan_checker
from tests.conftest import EXAMPLE, ROOT
from tests.plan_checker import Case, day
from tests.worlds import TINY_WEEKS, World, tiny, world

BEGIN = day("1405/09/01")
CALENDAR = calendars.read(ROOT / "checklists", BEGIN, BEGIN + timedelta(weeks=53))
CALENDAR_DAYS = [d for d in plan_checker.span(BEGIN, BEGIN + timedelta(days=25)) if CALENDAR.works(d)]
NAMES = ("light", "optimal")

# What light may miss, in per cent of the better value. Measured over 400 worlds of 20 to 60 actions, nine in ten
# are best whatever is asked. Points: 95 % of the worlds miss up to 0.9, the worst 5.5. Effort: 95 % miss up to
# 0.4, the worst 3.1. Cost, which comes in few large pieces: 95 % miss nothing, the worst 27.
ON_THE_EXAMPLE = Fraction(3)
ON_ANY_OFFICE = {None: Fraction(8), Spend.EFFORT: Fraction(5), Spend.COST: Fraction(40)}
ON_NINE_IN_TEN = {None: Fraction(3), Spend.EFFORT: Fraction(3), Spend.COST: Fraction(3)}  # of forty


def case_of(made: World, weeks: int, **goal: Any) -> Case:
    asked = Goal("programme", None, BEGIN, BEGIN + timedelta(days=7 * weeks - 1), made.office.budget)
    return Case(made.instruments, made.office, made.facts, asked._replace(**goal), CALENDAR)


def plan_of(case: Case, solver: str) -> Plan:
    return making.make(
        case.instruments, case.office, "1405-2", case.facts, case.goal, case.calendar, SOLVERS[solver]()
    )


def checked(case: Case, solver: str) -> Plan:
    """The plan, its JSON held against the rules."""
    plan = plan_of(case, solver)
    plan_checker.verify(plan_records.plan(plan, case.instruments), case)
    return plan


def asked(case: Case, **goal: Any) -> Case:
    return case._replace(goal=case.goal._replace(**goal))


def on_right_side(plan: Plan) -> bool:
    return plan.bound <= plan.value if plan.objective.least else plan.value <= plan.bound


def no_better(light: Plan, optimal: Plan) -> bool:
    """Whether the first plan is no better than the second; both answer the same question."""
    if light.objective.least != optimal.objective.least:
        return optimal.reached
    return light.value >= optimal.value if light.objective.least else light.value <= optimal.value


# -- brute force ------------------------------------------------------------------------------------------------

VARIANTS = ("plain", "budget", "effort", "fixed", "excluded", "weights", "then", "begun", "assigned", "mixed")


def tiny_case(seed: int, actions: int) -> Case:
    """A world small enough to try every choice, and one wish by the seed's turn."""
    variant, chance = VARIANTS[seed % len(VARIANTS)], random.Random(seed)
    then = variant == "then"
    made = tiny(seed, actions, 0.4 if variant == "budget" else None, mixed=variant == "mixed", apart=then)
    case = case_of(made, TINY_WEEKS)
    ids = plan_checker.offered(case)
    if not ids:
        return case
    one, goal = chance.choice(ids), dict[str, Any]()
    if variant == "effort":
        everything = sum(plan_checker.effort_of(case, id_) for id_ in ids)
        goal["most_effort"] = Fraction(int(everything * Fraction(chance.randint(2, 7), 10)))
    elif variant == "fixed":
        goal["fixed"] = {id_: chance.choice(CALENDAR_DAYS) for id_ in chance.sample(ids, min(len(ids), 2))}
    elif variant == "excluded":
        goal["excluded"] = frozenset({one})
    elif variant == "weights":
        goal["weights"] = {"award": Fraction(chance.choice([1, 2, 7]), chance.choice([1, 3, 10]))}
    elif variant == "then":
        goal["then"] = "award"
    elif variant == "begun":
        left = chance.choice([Fraction(0), Fraction(1, 2), Fraction(3)])
        state, days = (State.STARTED, 5) if left or chance.random() < 0.5 else (State.DONE, -1)
        goal["underway"] = {one: Underway(state, BEGIN - timedelta(days=9), BEGIN + timedelta(days=days), left)}
    elif variant == "assigned":
        goal["assigned"] = {one: chance.choice(case.office.units).id}
    return asked(case, **goal)


def hold_against_brute_force(case: Case, with_dates: bool = True) -> None:
    """Most points, then the least effort and cost to some of them, then the earliest day: optimal is best."""
    most = plan_checker.best_points(case)
    if most.rank is None:
        for solver in NAMES:
            with pytest.raises(BadInput):
                plan_of(case, solver)
        return
    plan = compare(case, most)
    before, after = plan.before["programme"], plan.after["programme"]
    assert before is not None
    assert after is not None
    if case.goal.weights:  # a target is of one checklist
        return
    for share, spend in ((1, Spend.EFFORT), (Fraction(3, 5), Spend.EFFORT), (Fraction(2, 3), Spend.COST)):
        target = Fraction(int(100 * (before + (after - before) * share)), 100)
        some = asked(case, target=target, spend=spend)
        compare(some, plan_checker.best_spend(some))
    beyond = asked(case, target=min(after + Fraction(1, 100), Fraction(100)))
    if plan_checker.best_spend(beyond).rank is None:
        for solver in NAMES:
            plan = checked(beyond, solver)
            assert plan.objective is Objective.MOST_POINTS
            assert not plan.reached
        assert plan.impossible
    if with_dates:
        soon = asked(case, target=Fraction(int(before + (after - before) / 2)), spend=Spend.TIME)
        compare(soon, plan_checker.earliest(soon))


def compare(case: Case, best: plan_checker.Best) -> Plan:
    """Optimal is as good as brute force and says so; light is no better, and neither bound cuts it off."""
    assert best.value is not None
    light, optimal = checked(case, "light"), checked(case, "optimal")
    assert optimal.value == best.value, "optimal is not best"
    assert optimal.proven, "best, but not proven"
    if light.objective is optimal.objective:
        worse = light.value >= best.value if light.objective.least else light.value <= best.value
        assert worse, "light did what cannot be done"
        assert light.bound <= best.value if light.objective.least else best.value <= light.bound, "light's bound"
    else:
        assert light.objective is Objective.MOST_POINTS, "light did what cannot be done"
    if case.goal.then:
        assert best.rank is not None
        assert (optimal.after[case.goal.then] or 0) == abs(best.rank[1]), "what decides among equally good ones"
    return optimal


@pytest.mark.parametrize("seed", range(40))
def test_optimal_is_as_good_as_trying_everything(seed: int) -> None:
    hold_against_brute_force(tiny_case(seed, 5 + seed % 5))


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(1000, 1400))
def test_optimal_is_as_good_as_trying_everything_many_times(seed: int) -> None:
    hold_against_brute_force(tiny_case(seed, 6 + seed % 7), with_dates=seed % 3 == 0)


@pytest.mark.parametrize("seed", range(60, 64))
def test_several_actions_to_one_fact_are_counted_once(seed: int) -> None:
    """Three facts to eight actions: what one of them reached, another does not reach again."""
    made = tiny(seed, 8, sharing=0.4)
    hold_against_brute_force(case_of(made, TINY_WEEKS), with_dates=False)


@pytest.mark.parametrize("seed", range(70, 74))
def test_weeks_that_are_too_few_for_everything_are_filled_best(seed: int) -> None:
    made = tiny(seed, 9)
    for weeks in (1, 2, 3):
        case = case_of(made, weeks)
        compare(case, plan_checker.best_points(case))


def test_what_is_reached_already_needs_nothing() -> None:
    case = case_of(tiny(3, 8), TINY_WEEKS, target=Fraction(0))
    for spend in Spend:
        for solver in NAMES:
            plan = checked(asked(case, spend=spend), solver)
            assert (plan.actions, plan.value, plan.bound, plan.proven, plan.reached) == ((), 0, 0, True, True)


@pytest.mark.parametrize("solver", NAMES)
@pytest.mark.parametrize("limit", [{"budget": 0}, {"most_effort": Fraction(0)}], ids=str)
@pytest.mark.parametrize("wish", ["fixed", "underway"])
def test_what_has_to_be_done_is_refused_when_it_takes_more_than_there_is(
    wish: str, limit: Mapping[str, Any], solver: str
) -> None:
    case = case_of(world(5, 12), 26)
    one = next(id_ for id_ in plan_checker.offered(case) if case.instruments.actions[id_].cost)
    begun = Underway(State.STARTED, BEGIN - timedelta(days=3), BEGIN, Fraction(1))
    held = {"fixed": {one: BEGIN + timedelta(days=20)}, "underway": {one: begun}}
    with pytest.raises(BadInput):
        plan_of(asked(case, **{wish: held[wish]}, **limit), solver)


def test_what_is_needed_goes_out_with_what_needed_it() -> None:
    """Found by chance: an action without points stayed in the light plan after the one that needed it was dropped."""
    checked(tiny_case(1398, 11), "light")


@pytest.mark.parametrize("wish", ["fixed", "underway"])
def test_the_earliest_day_is_proven_with_what_has_to_be_done_too(wish: str) -> None:
    case = tiny_case(17, 7)
    if wish == "fixed":
        one = next(id_ for id_ in plan_checker.offered(case) if id_ not in case.goal.underway)
        case = asked(case, underway={}, fixed={one: CALENDAR_DAYS[4]})
    most = checked(case, "optimal")
    before, after = most.before["programme"], most.after["programme"]
    assert before is not None
    assert after is not None
    soon = asked(case, target=Fraction(int(before + (after - before) / 2)), spend=Spend.TIME)
    compare(soon, plan_checker.earliest(soon))


# -- light against optimal --------------------------------------------------------------------------------------


def some_case(seed: int) -> Case:
    """A world of 20 to 60 actions, some with little money or little work allowed."""
    chance = random.Random(seed)
    weeks = chance.choice([8, 13, 26])
    made = world(
        seed,
        chance.randint(20, 60),
        chance.choice([0.3, 0.5, 0.8]),
        weeks,
        chance.choice([None, None, 0.4]),
        sharing=chance.choice([0.5, 0.9]),
        mixed=chance.random() < 0.5,
    )
    most_effort = chance.choice([None, None, Fraction(60)])
    return case_of(made, weeks, most_effort=most_effort)


def missed(light: Plan, optimal: Plan) -> Fraction:
    """How many per cent light is worse."""
    if light.objective is not optimal.objective:
        return Fraction(100)
    if light.value == optimal.value:
        return Fraction(0)
    return 100 * abs(light.value - optimal.value) / max(light.value, optimal.value)


def hold_light_against_optimal(case: Case, spend: Spend) -> dict[Spend | None, Fraction]:
    """Neither is better than the other's bound, optimal is never worse; how much light misses by question."""
    far = dict[Spend | None, Fraction]()
    light, optimal = checked(case, "light"), checked(case, "optimal")
    before, after = optimal.before["programme"] or Fraction(0), optimal.after["programme"] or Fraction(0)
    target = Fraction(int(before + (after - before) * Fraction(7, 10)))
    to_some = asked(case, target=target, spend=spend)
    second = (checked(to_some, "light"), checked(to_some, "optimal"))
    for question, (one, other) in ((None, (light, optimal)), (spend, second)):
        assert no_better(one, other), "light is better than optimal"
        if one.objective is other.objective:
            bounds = (one.bound, other.bound)
            best = other.value
            assert max(bounds) <= best if other.objective.least else best <= min(bounds)
        far[question] = missed(one, other)
    return far


@pytest.mark.parametrize("seed", range(24))
def test_light_is_never_better_and_not_far_off(seed: int) -> None:
    far = hold_light_against_optimal(some_case(seed), (Spend.EFFORT, Spend.COST)[seed % 2])
    assert all(per_cent <= ON_ANY_OFFICE[question] for question, per_cent in far.items())


@pytest.mark.parametrize(("seed", "spend"), [(2088, Spend.COST), (2284, Spend.EFFORT)])
def test_what_cannot_be_done_together_is_named_with_all_that_makes_it_so(seed: int, spend: Spend) -> None:
    """Found by chance: some of the actions that are ruled out together are late only because of another one."""
    hold_light_against_optimal(some_case(seed), spend)


@pytest.mark.heavy
@pytest.mark.parametrize("block", range(10))
def test_light_over_many_worlds(block: int) -> None:
    """Forty worlds to a block; how the misses are spread."""
    far: dict[Spend | None, list[Fraction]] = {None: [], Spend.EFFORT: [], Spend.COST: []}
    for seed in range(2000 + 40 * block, 2040 + 40 * block):
        for question, per_cent in hold_light_against_optimal(
            some_case(seed), (Spend.EFFORT, Spend.COST)[seed % 2]
        ).items():
            far[question].append(per_cent)
    for question, spread in far.items():
        spread.sort()
        assert spread[-1] <= ON_ANY_OFFICE[question], (question, float(spread[-1]))
        assert spread[int(0.9 * len(spread)) - 1] <= ON_NINE_IN_TEN[question], (question, [*map(float, spread)])


@cache
def the_example() -> Case:
    opened = open_office(EXAMPLE)
    goal = Goal("programme", None, BEGIN, making.default_deadline(BEGIN), opened.folder.office.budget)
    return Case(opened.instruments, opened.folder.office, opened.facts, goal, CALENDAR)


@pytest.mark.parametrize(
    "goal",
    [
        {},
        {"target": Fraction(70)},
        {"target": Fraction(75)},
        {"target": Fraction(75), "spend": Spend.COST},
        {"target": Fraction(75), "spend": Spend.TIME},
        {"budget": 500},
        {"deadline": BEGIN + timedelta(weeks=8)},
        {"most_effort": Fraction(40)},
        {"weights": {"award": Fraction(1, 10)}},
        {"then": "award", "deadline": BEGIN + timedelta(weeks=10)},
    ],
    ids=str,
)
def test_light_is_within_three_per_cent_on_the_example(goal: Mapping[str, Any]) -> None:
    case = asked(the_example(), **goal)
    light, optimal = checked(case, "light"), checked(case, "optimal")
    assert optimal.proven
    assert on_right_side(light)
    assert no_better(light, optimal)
    assert missed(light, optimal) <= ON_THE_EXAMPLE


# -- random wishes of random offices ----------------------------------------------------------------------------


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A world and any goal; what is wished of actions is drawn from those on offer."""
    made = world(
        draw(st.integers(0, 10**6)),
        draw(st.integers(3, 25)),
        draw(st.sampled_from([0.2, 0.5, 1.0])),
        weeks := draw(st.sampled_from([1, 4, 13])),
        draw(st.sampled_from([None, 0.0, 0.3])),
        units=("it", "pr", "hr")[: draw(st.integers(1, 3))],
        waits=(0, 0, 3, 10),
        mixed=draw(st.booleans()),
        apart=draw(st.booleans()),
        sharing=draw(st.sampled_from([0.4, 0.9])),
    )
    case = case_of(made, weeks)
    goal: dict[str, Any] = {"target": draw(st.sampled_from([None, Fraction(40), Fraction(60), Fraction(80)]))}
    if goal["target"] is not None:
        goal["spend"] = draw(st.sampled_from(list(Spend)))
    elif draw(st.booleans()):
        goal["weights"] = {"award": draw(st.fractions(0, 3, max_denominator=7).filter(bool))}
    if draw(st.booleans()):
        goal["then"] = "award"
    if draw(st.booleans()):
        goal["most_effort"] = draw(st.fractions(0, 90, max_denominator=2))
    ids = sorted(case.instruments.actions)
    wished = draw(st.lists(st.sampled_from(ids), unique=True, max_size=4))
    days = plan_checker.span(BEGIN, case.goal.deadline)
    wishes: dict[str, dict[str, Any]] = {"fixed": {}, "assigned": {}, "underway": {}, "excluded": {}}
    for id_ in wished:
        kind = draw(st.sampled_from(["fixed", "assigned", "underway", "excluded"]))
        if kind == "fixed":
            wishes[kind][id_] = draw(st.sampled_from(days))
        elif kind == "assigned":
            wishes[kind][id_] = draw(st.sampled_from([u.id for u in case.office.units]))
        elif kind == "underway":
            left = draw(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(2)]))
            end = BEGIN + timedelta(days=draw(st.integers(-5, 5)))
            state = State.STARTED if left or end >= BEGIN else State.DONE
            wishes[kind][id_] = Underway(state, BEGIN - timedelta(days=6), end, left)
        else:
            wishes[kind][id_] = None
    return asked(case, **goal, **{**wishes, "excluded": frozenset(wishes["excluded"])})


def hold_random(case: Case) -> None:
    """Both solvers keep the rules; what one refuses, the other refuses as well."""
    plans: list[Plan | None] = []
    for solver in NAMES:
        try:
            plans.append(checked(case, solver))
        except BadInput:
            plans.append(None)
    light, optimal = plans
    held = plan_checker.held(case)
    if light is None or optimal is None:
        assert light is optimal
        idle = set(case.goal.fixed) - held
        yard = plan_checker.Yard(case)
        assert idle or not any(yard.in_time(chosen) for chosen in [yard.must] if yard.allowed(chosen))
        return
    assert no_better(light, optimal)


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET, phases=[Phase.reuse, Phase.generate])
@given(cases())
def test_any_wishes_of_any_world_give_a_plan_that_keeps_the_rules(case: Case) -> None:
    hold_random(case)


@pytest.mark.heavy
@settings(max_examples=1500, deadline=None, suppress_health_check=QUIET, phases=[Phase.reuse, Phase.generate])
@given(cases())
def test_many_wishes_of_many_worlds(case: Case) -> None:
    hold_random(case)


# -- the same again ---------------------------------------------------------------------------------------------

SAME = (
    ("light", 0, {}),
    ("light", 1, {"target": Fraction(60)}),
    ("light", 2, {"target": Fraction(60), "spend": Spend.TIME}),
    ("optimal", 0, {}),
    ("optimal", 1, {"target": Fraction(60)}),
    ("optimal", 2, {"target": Fraction(60), "spend": Spend.TIME}),
    ("optimal", 3, {"then": "award", "weights": {"award": Fraction(1, 3)}}),
)


def printed() -> str:
    """The JSON of some plans, as a process of its own prints it."""
    lines = []
    for solver, seed, goal in SAME:
        case = case_of(world(seed, 24, mixed=seed % 2 == 1), 26, **goal)
        lines.append(json.dumps(plan_records.plan(plan_of(case, solver), case.instruments), ensure_ascii=True))
    plan = plan_of(asked(the_example(), target=Fraction(75)), "optimal")
    lines.append(json.dumps(plan_records.plan(plan, the_example().instruments), ensure_ascii=True))
    return "\n".join(lines)


def test_the_same_question_gives_the_same_bytes_in_every_process() -> None:
    command = [sys.executable, "-c", "from tests.test_plan_best import printed; print(printed())"]
    outputs = [
        subprocess.run(
            command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "4711")
    ]
    assert outputs[0].count(b"\n") == len(SAME) + 1
    assert outputs[0] == outputs[1]


# -- plans against each other -----------------------------------------------------------------------------------


def best_points(case: Case) -> Fraction:
    plan = plan_of(case, "optimal")
    assert plan.objective is Objective.MOST_POINTS
    assert plan.proven
    return plan.value


@pytest.mark.parametrize("seed", range(6))
def test_more_people_money_or_time_never_bring_less(seed: int) -> None:
    case = case_of(world(seed, 18, 0.4, 10, 0.4, waits=(0, 3, 7, 21), mixed=seed % 2 == 1), 10)
    points = best_points(case)
    units = case.office.units
    for unit in units:
        more = {u.id: u.capacity + (u is unit) for u in units}
        assert best_points(asked(case, capacity=more)) >= points
    assert case.goal.budget is not None
    assert best_points(asked(case, budget=case.goal.budget + 300)) >= points
    assert best_points(asked(case, budget=None)) >= points
    for later in (1, 5, 40):
        assert best_points(asked(case, deadline=case.goal.deadline + timedelta(days=later))) >= points
    assert best_points(asked(case, most_effort=Fraction(50))) <= points


@pytest.mark.parametrize("seed", range(6))
def test_excluding_an_action_or_fixing_its_day_never_brings_more(seed: int) -> None:
    case = case_of(world(seed, 20, 0.5, 10, waits=(0, 3, 7, 21)), 10)
    plan = plan_of(case, "optimal")
    for made in random.Random(seed).sample(plan.actions, min(3, len(plan.actions))):
        id_ = made.action.id
        assert best_points(asked(case, excluded=frozenset({id_}))) <= plan.value
        assert best_points(asked(case, fixed={id_: made.start})) <= plan.value
    spared = [id_ for id_ in case.instruments.actions if id_ not in {p.action.id for p in plan.actions}]
    assert best_points(asked(case, excluded=frozenset(spared))) == plan.value


@pytest.mark.parametrize("spend", list(Spend))
@pytest.mark.parametrize("seed", range(4))
def test_a_lower_target_never_takes_more(seed: int, spend: Spend) -> None:
    case = case_of(world(seed, 20, 0.6, 13, waits=(0, 3, 7, 21)), 13, spend=spend)
    before = Fraction(-1)
    for target in range(40, 101, 12):
        plan = plan_of(asked(case, target=Fraction(target)), "optimal")
        if plan.objective is Objective.MOST_POINTS:
            before = Fraction(10**9)  # from here on no target may be reached
            continue
        assert plan.proven
        assert plan.value >= before
        before = plan.value


@pytest.mark.parametrize("seed", range(6))
def test_the_order_and_the_names_of_actions_do_not_matter(seed: int) -> None:
    case = case_of(world(seed, 24, 0.5, 13, mixed=seed % 2 == 1), 13)
    library, ids = case.instruments, list(case.instruments.actions)
    random.Random(seed).shuffle(ids)
    shuffled = case._replace(instruments=library._replace(actions={id_: library.actions[id_] for id_ in ids}))
    names = dict(zip(library.actions, ids, strict=True))
    renamed = {
        names[a.id]: a._replace(id=names[a.id], needs=tuple(names[n] for n in a.needs))
        for a in library.actions.values()
    }
    other = case._replace(instruments=library._replace(actions=renamed))
    for goal in ({}, {"target": Fraction(65)}, {"target": Fraction(65), "spend": Spend.COST}):
        for solver in NAMES:
            one, two = plan_of(asked(case, **goal), solver), plan_of(asked(shuffled, **goal), solver)
            assert (one.value, one.bound, one.actions) == (two.value, two.bound, two.actions)
        one, two = plan_of(asked(case, **goal), "optimal"), checked(asked(other, **goal), "optimal")
        assert one.proven
        assert (one.objective, one.value, one.bound) == (two.objective, two.value, two.bound)


def test_the_checker_finds_what_is_wrong() -> None:
    """A reader that would let everything pass proves nothing: each bent plan is caught."""
    case = asked(the_example(), target=Fraction(75))
    good = plan_records.plan(plan_of(case, "light"), checklist.load(ROOT / "checklists"))
    plan_checker.verify(good, case)
    later = next(a for a in good["actions"] if plan_checker.open_needs(case, a["id"]))
    first = min(good["actions"], key=lambda a: a["start"])
    costly = next((a for a in good["actions"] if a["cost"]), None)
    bends: list[tuple[str, Any]] = [
        ("actions", [a for a in good["actions"] if a["id"] != plan_checker.open_needs(case, later["id"])[0]]),
        ("actions", good["actions"][::-1]),
        ("actions", [{**a, "start": first["start"]} if a is later else a for a in good["actions"]]),
        ("actions", [{**a, "gains": {}} if a is first else a for a in good["actions"]]),
        ("actions", [{**a, "effort_days": a["effort_days"] + 1} if a is first else a for a in good["actions"]]),
        ("bound", good["effort_days"] + 1),
        ("gap", good["gap"] + 1),
        ("proven", not good["proven"]),
        ("reached", False),
        ("score_after", good["score_after"] + 1),
        ("effort_days", good["effort_days"] + 1),
        ("left_out", good["left_out"][1:]),
        ("finish", first["start"]),
    ]
    for key, bent in bends:
        with pytest.raises(AssertionError):
            plan_checker.verify({**good, key: bent}, case)
    heaps = {first["unit"]: Fraction(1, 4)}
    with pytest.raises(AssertionError):
        plan_checker.verify(good, asked(case, capacity=heaps))
    with pytest.raises(AssertionError):
        plan_checker.verify(good, asked(case, excluded=frozenset({first["id"]})))
    if costly:
        with pytest.raises(AssertionError):
            plan_checker.verify({**good, "budget": good["cost"] - 1}, asked(case, budget=good["cost"] - 1))
