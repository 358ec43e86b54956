"""The reasons in plans of random worlds and of the example, held against a reader of its own."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from compliance.errors import BadInput
from compliance.model.results import Plan, Spend, State, Underway
from compliance.plan import making, solving
from compliance.plan.solvers import SOLVERS
from compliance.report import plan_records
from tests import reason_checker
from tests.plan_checker import Case
from tests.test_plan_best import CALENDAR_DAYS, NAMES, asked, case_of, plan_of, the_example
from tests.test_plan_reasons import GAPS, REASONS, Gap
from tests.worlds import TINY_WEEKS, tiny

SEEDS = range(400)


def work_of(case: Case, solver: str, plan: Plan) -> reason_checker.ByDay:
    """The person-days of each action of a plan by day; a plan itself keeps them by week."""
    question = making.question(case.instruments, case.office, case.facts, case.goal, case.calendar)
    placed = solving.solve(question, SOLVERS[solver]()).placed or {}
    for planned in plan.actions:
        at = placed[planned.action.id]
        assert planned.action.id in case.goal.underway or (at.start, at.end) == (planned.start, planned.end)
    return {id_: {d: quanta * question.quantum for d, quanta in at.work} for id_, at in placed.items()}


def wished(seed: int) -> Case:
    """A tiny world of any kind, with wishes: excluded, fixed, begun, given to another unit, further checklists."""
    chance = random.Random(f"wished {seed}")
    money = chance.choice([None, None, 0.0, 0.3, 0.6])
    made = tiny(seed, 8, money, mixed=chance.random() < 0.7, apart=chance.random() < 0.3)
    case = case_of(made, TINY_WEEKS)
    ids = sorted(case.instruments.actions)
    some, goal = chance.sample(ids, 4), dict[str, Any]()
    if chance.random() < 0.6:
        goal["excluded"] = frozenset(some[: chance.randint(1, 2)])
    if chance.random() < 0.4:
        goal["fixed"] = {some[2]: chance.choice(CALENDAR_DAYS)}
    if chance.random() < 0.4:
        left = chance.choice([Fraction(0), Fraction(1, 2), Fraction(3)])
        state, days = (State.STARTED, 5) if left or chance.random() < 0.5 else (State.DONE, -1)
        begin = case.goal.begin
        goal["underway"] = {some[3]: Underway(state, begin - timedelta(days=9), begin + timedelta(days=days), left)}
    if chance.random() < 0.3:
        goal["assigned"] = {chance.choice(ids): chance.choice(case.office.units).id}
    kind = chance.random()
    if kind < 0.2:
        goal["weights"] = {"award": Fraction(chance.choice([1, 2, 7]), chance.choice([1, 3, 10]))}
    elif kind < 0.5:
        goal["then"] = "award"
    return asked(case, **goal)


def questions(case: Case) -> Iterable[Case]:
    yield case
    if not case.goal.weights:
        yield asked(case, target=Fraction(60))
        yield asked(case, target=Fraction(50), spend=Spend.TIME)


@pytest.mark.parametrize("solver", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_reason_in_a_random_world_is_true(seed: int, solver: str) -> None:
    for case in questions(wished(seed)):
        try:
            plan = plan_of(case, solver)
        except BadInput:  # wishes that cannot be kept are another test's
            continue
        reason_checker.verify(plan_records.plan(plan, case.instruments), case, work_of(case, solver, plan))


@pytest.mark.parametrize("solver", NAMES)
def test_every_action_and_every_gap_of_the_example_has_its_reason(solver: str) -> None:
    case = asked(the_example(), target=Fraction(75))
    record = plan_records.plan(plan_of(case, solver), case.instruments)
    for action in record["actions"]:
        reason_checker.check_because(action, record, case)
    reason_checker.check_gaps(record, case)
    for gap in record["left_out"]:
        reason_checker.check_gap(gap, record, case)


def test_the_reader_of_reasons_finds_what_is_wrong() -> None:
    """A reader that would let everything pass proves nothing: each bent reason is caught."""
    for name, bends in BENDS.items():
        reason = (REASONS | GAPS)[name]
        plan = plan_of(reason.case, "light")
        good, work = plan_records.plan(plan, reason.case.instruments), work_of(reason.case, "light", plan)
        reason_checker.verify(good, reason.case, work)
        for key, bent in bends:
            bad = copy.deepcopy(good)
            if isinstance(reason, Gap):
                bad["left_out"][0][key] = bent
            else:
                next(a for a in bad["actions"] if a["id"] == reason.action)["why"][key] = bent
            with pytest.raises(AssertionError):
                reason_checker.verify(bad, reason.case, work)


BENDS: dict[str, list[tuple[str, Any]]] = {
    "points, and needed by one that also brings some": [("because", "needed"), ("needed_by", []), ("when", "unit")],
    "needed by two, without points": [("because", "points"), ("needed_by", ["a"]), ("when", "needs")],
    "after the later of two needs": [
        ("when", "first-day"),
        ("when", "unit"),
        ("after", ["b"]),
        ("after", ["b", "c"]),
    ],
    "when its unit has time": [("when", "first-day"), ("when", "needs"), ("after", []), ("after", ["a", "a"])],
    "fixed on a day": [("because", "points"), ("when", "first-day"), ("when", "needs")],
    "begun before": [("because", "fixed"), ("when", "first-day")],
    "not answered": [("hindrance", "no-action"), ("points", 49), ("item", "programme-a")],
    "no action at all": [("hindrance", "unanswered"), ("action", "a"), ("fact", "a")],
    "only headquarters can": [("hindrance", "needs-headquarters"), ("action", None), ("action", "a")],
    "needs headquarters at two removes": [("hindrance", "headquarters"), ("names", ["m"]), ("names", [])],
    "excluded": [("hindrance", "needs-excluded"), ("hindrance", "too-late"), ("action", "a")],
    "needs what is excluded at two removes": [("hindrance", "excluded"), ("names", ["m"]), ("names", [])],
    "the target is reached without it and what it needs": [("hindrance", "no-room"), ("effort_days", 6)],
    "the wait is longer than the time": [("hindrance", "not-needed"), ("hindrance", "no-room")],
    "more than the whole budget": [("hindrance", "too-late"), ("hindrance", "no-room"), ("effort_days", None)],
    "no time beside what brings more": [("hindrance", "too-late"), ("hindrance", "not-needed"), ("points", 50)],
}
