"""Plans: an independent reading of the JSON, and brute force on small problems."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from compliance import checklist
from compliance.checklist import calendars
from compliance.model.checklist import AnswerKind, Library, Text
from compliance.model.office import Known, Office, Source, Unit, Value
from compliance.model.results import Goal, Objective, Plan, Spend
from compliance.office.plan_ground import Ground
from compliance.persian import dates
from compliance.plan import making
from compliance.plan.solvers import SOLVERS
from compliance.report import plan_records
from compliance.values import of_counts
from tests import plan_checker, reason_checker
from tests.conftest import EXAMPLE, ROOT
from tests.plan_checker import Case, day, verify, week_span
from tests.test_plan_reasons_random import work_of

LIBRARY: Library = checklist.load(ROOT / "checklists")
BEGIN = date(2026, 11, 22)
END = making.default_deadline(BEGIN)
CALENDAR = calendars.read(ROOT / "checklists", BEGIN, END)
OWNERS = tuple(LIBRARY.units)
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


def an_office(capacities: Mapping[str, Fraction], budget: int | None = None) -> Office:
    units = tuple(Unit(o, LIBRARY.units[o], (o,), capacities.get(o, Fraction(2))) for o in OWNERS)
    name = Text("اداره", "office")
    return Office("an-office", name, "body", name, "bushehr", "", ("programme",), (), units, budget, False)


@st.composite
def offices(draw: st.DrawFn) -> tuple[Office, dict[str, Known]]:
    """A random office: most facts answered, capacities small, sometimes a budget."""
    facts: dict[str, Known] = {}
    for fact in LIBRARY.facts.values():
        kind = draw(st.integers(0, 9))
        if kind == 0:
            continue
        if fact.answer is AnswerKind.COUNTS:
            total = draw(st.integers(0, 20))
            value = of_counts(fact, Fraction(draw(st.integers(0, total))), Fraction(total))
        elif fact.answer is AnswerKind.YES_NO:
            value = Value(Fraction(draw(st.integers(0, 1))))
        elif fact.answer is AnswerKind.LEVEL:
            value = Value(Fraction(draw(st.integers(0, 4))))
        else:
            value = Value(Fraction(draw(st.integers(0, 80))))
        facts[fact.id] = Known(value, Source.DECLARED)
    capacities = {owner: Fraction(draw(st.integers(1, 10)), 2) for owner in OWNERS}
    budget = draw(st.sampled_from([None, 0, 1000, 9000]))
    return an_office(capacities, budget), facts


def case_of(office: Office, facts: Mapping[str, Known], target: int | None, **goal: Any) -> Case:
    wanted = None if target is None else Fraction(target)
    asked = Goal("programme", wanted, BEGIN, END, office.budget)._replace(**goal)
    return Case(LIBRARY, office, facts, asked, CALENDAR)


def make(case: Case, solver: str = "optimal") -> Plan:
    return making.make(LIBRARY, case.office, "1405-2", case.facts, case.goal, CALENDAR, SOLVERS[solver]())


@settings(max_examples=40, deadline=None, suppress_health_check=QUIET, phases=[Phase.reuse, Phase.generate])
@given(offices(), st.sampled_from([None, 40, 60, 75, 90]), st.sampled_from(list(Spend)), st.sampled_from([*SOLVERS]))
def test_every_plan_keeps_the_rules(
    made: tuple[Office, dict[str, Known]], target: int | None, spend: Spend, solver: str
) -> None:
    case = case_of(*made, target, spend=spend)
    record = plan_records.plan(make(case, solver), LIBRARY)
    verify(record, case)
    assert record == plan_records.plan(make(case, solver), LIBRARY)


def test_the_example_plan_keeps_the_rules(record: Callable[..., Any], office: Path) -> None:
    from compliance.usecases.opening import open_office

    opened = open_office(office)
    own = opened.folder.office
    for arguments, goal in (
        ([], {}),
        (["--target", 75], {"target": Fraction(75)}),
        (["--target", 75, "--least", "cost"], {"target": Fraction(75), "spend": Spend.COST}),
        (["--target", 75, "--least", "time"], {"target": Fraction(75), "spend": Spend.TIME}),
        (["--target", 99], {"target": Fraction(99)}),
        (["--target", 75, "--capacity", "it=2"], {"target": Fraction(75), "capacity": {"it": Fraction(2)}}),
        (["--also", "award=0.5"], {"weights": {"award": Fraction(1, 2)}}),
        (["--then", "award"], {"then": "award"}),
    ):
        made = record("plan", office, "--from", "1405/09/01", *arguments)
        asked = Goal("programme", None, BEGIN, END, own.budget)._replace(**goal)
        case = Case(opened.instruments, own, opened.facts, asked, CALENDAR)
        verify(made, case)
        reason_checker.verify_actions(made, case, work_of(case, made["solver"], make(case, made["solver"])))


def test_criteria_fail_before_and_hold_after(record: Callable[..., Any], office: Path) -> None:
    """Each action's test is a JSON Schema that the present facts fail and the raised ones pass."""
    from compliance.usecases.opening import open_office

    opened = open_office(office)
    made = record("plan", office, "--from", "1405/09/01", "--target", 75)
    now = {f: float(k.value.amount) for f, k in opened.facts.items() if k.value.amount is not None}
    for action in made["actions"]:
        validator = Draft202012Validator(action["criterion"]["test"])
        assert not validator.is_valid({f: now[f] for f in now}), action["id"]
        then = dict(now)
        for fact, limits in action["criterion"]["test"]["properties"].items():
            then[fact] = limits.get("minimum", limits.get("maximum"))
        assert validator.is_valid(then), action["id"]


def test_what_is_excluded_stays_out_with_all_that_needs_it(record: Callable[..., Any], office: Path) -> None:
    made = record("plan", office, "--from", "1405/09/01", "--exclude", "rebuild-service-list")
    ids = {a["id"] for a in made["actions"]}
    assert "rebuild-service-list" not in ids
    assert "create-service-pages" not in ids
    assert "show-service-ids" not in ids


def test_a_fixed_action_begins_on_its_day(record: Callable[..., Any], office: Path) -> None:
    fixed = "rebuild-service-list@1405/10/05"
    made = record("plan", office, "--from", "1405/09/01", "--target", 75, "--fix", fixed)
    starts = {a["id"]: a["start"] for a in made["actions"]}
    assert starts["rebuild-service-list"] == "1405/10/05"
    assert starts.get("create-service-pages", "1406") > "1405/10/05"


def test_weeks_are_numbered_by_the_rule() -> None:
    """1 Farvardin 1405 is a Saturday; 1 Farvardin 1404 a Friday, so its week begins in Esfand."""
    assert dates.week(date(2026, 3, 21)) == "1405-W01"
    assert dates.week(date(2025, 3, 21)) == "1404-W01"
    assert dates.week(date(2025, 3, 15)) == "1404-W01"
    assert dates.week(date(2025, 3, 14)) == "1403-W52"
    assert dates.week(day("1405/10/05")) == "1405-W41"


@given(st.dates(date(2010, 1, 1), date(2060, 1, 1)))
def test_every_day_lies_in_the_week_it_is_said_to(any_day: date) -> None:
    first, last = week_span(dates.week(any_day))
    assert first <= any_day <= last
    assert first.weekday() == 5


def small_problem(seed: int) -> tuple[Office, dict[str, Known]]:
    """An office with gaps in a few facts only, so that every choice can be tried."""
    chance = random.Random(seed)
    facts = {
        f.id: Known(Value(Fraction(4 if f.answer is AnswerKind.LEVEL else 100)), Source.DECLARED)
        for f in LIBRARY.facts.values()
    }
    for item in LIBRARY.checklists["programme"].items:
        best = Fraction(0) if item.better.value == "lower" else facts[item.fact].value.amount
        facts[item.fact] = Known(Value(best), Source.DECLARED)
    own = [a for a in LIBRARY.actions.values() if a.authority.value == "office" and len(a.raises) == 1]
    scored = {i.fact: i for i in LIBRARY.checklists["programme"].items if i.target}
    for action in chance.sample([a for a in own if set(a.raises) <= set(scored)], 9):
        fact = next(iter(action.raises))
        target = scored[fact].target or Fraction(1)
        value = target * 3 if scored[fact].better.value == "lower" else target * Fraction(chance.randint(0, 8), 10)
        facts[fact] = Known(Value(Fraction(int(value))), Source.DECLARED)
    return an_office({o: Fraction(chance.randint(6, 12)) for o in OWNERS}), facts


@pytest.mark.parametrize("seed", range(6))
def test_the_plan_is_the_best_of_all_choices(seed: int) -> None:
    """Every set of open actions is tried, whether some plan has them or not."""
    office, facts = small_problem(seed)
    everything = make(case_of(office, facts, None))
    before, after = everything.before["programme"], everything.after["programme"]
    assert before is not None
    assert after is not None
    case = case_of(office, facts, int(before + (after - before) * Fraction(2, 3)))
    plan, light, best = make(case), make(case, "light"), plan_checker.best_spend(case).value
    assert best is not None
    assert plan.objective is Objective.LEAST_EFFORT
    assert plan.bound == best == plan.effort
    assert light.bound <= best <= light.effort


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(100, 160))
def test_the_plan_is_the_best_of_all_choices_of_many_offices(seed: int) -> None:
    test_the_plan_is_the_best_of_all_choices(seed)


def test_without_answers_there_is_nothing_to_plan(run: Callable[..., Any], tmp_path: Path) -> None:
    office = tmp_path / "new-office"
    assert run("new", office, "--province", "bushehr").exit_code == 0
    result = run("plan", office, "--json", "--target", 80)
    made = json.loads(result.stdout)
    assert result.exit_code == 1
    assert made["actions"] == []
    assert made["reached"] is False
    assert made["objective"].startswith("most points")
    assert len(made["answer_first"]) >= 60


def test_a_saved_plan_is_read_back_as_it_was(run: Callable[..., Any], office: Path) -> None:
    from compliance.office import saved_plan

    assert run("plan", office, "--from", "1405/09/01", "--target", 75, "--save").exit_code == 0
    read = saved_plan.read(
        office / "rounds" / "1405-2" / "plan.yaml", Ground(LIBRARY, "bushehr-civil-registry", "1405-2")
    )
    assert read is not None
    again = office / "again.yaml"
    saved_plan.write(again, read)
    assert again.read_text("utf-8") == (office / "rounds" / "1405-2" / "plan.yaml").read_text("utf-8")


def test_the_example_in_the_readme_stays_sensible(record: Callable[..., Any]) -> None:
    """Headquarters' points are apart, joint ones are marked, and the plan is within 20 per cent of its bound."""
    made = record("plan", EXAMPLE, "--from", "1405/09/01", "--target", 75)
    assert made["reached"]
    assert made["gap"] <= 20
    assert {r["id"] for r in made["requests"]} >= {"connect-gsb-enquiries", "implement-single-sign-on"}
    assert not {r["id"] for r in made["requests"]} & {a["id"] for a in made["actions"]}
    assert made["score_after"] >= 75
