"""Plans: an independent reading of the JSON, and brute force on small problems."""

from __future__ import annotations

import itertools
import json
import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from persiantools.jdatetime import JalaliDate

from compliance import checklist
from compliance.assessment.scoring import assess
from compliance.checklist import calendars
from compliance.model.calendar import Calendar
from compliance.model.checklist import AnswerKind, Library, Text
from compliance.model.office import Known, Office, Source, Unit, Value
from compliance.model.results import Goal, Objective, Plan
from compliance.persian import dates
from compliance.plan import making, worth
from compliance.report import plan_records
from compliance.values import of_counts
from tests.conftest import EXAMPLE, ROOT

LIBRARY: Library = checklist.load(ROOT / "checklists")
BEGIN = date(2026, 11, 22)
END = making.default_deadline(BEGIN)
CALENDAR = calendars.read(ROOT / "checklists", BEGIN, END)
OWNERS = tuple(LIBRARY.units)


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


def verify(plan: dict[str, Any], facts: Mapping[str, Known], office: Office, calendar: Calendar) -> None:
    """Hold a plan's JSON against the rules, without the planner's own code."""
    actions = {a["id"]: a for a in plan["actions"]}
    begin, by = day(plan["from"]), day(plan["by"])
    load: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for action in plan["actions"]:
        start, end = day(action["start"]), day(action["end"])
        assert begin <= start <= end <= by
        assert sum(exact(w["days"]) for w in action["work"]) == exact(action["effort_days"])
        assert exact(action["effort_days"]) == expected_effort(action["id"], facts)
        assert action["authority"] != "headquarters"
        last_work = end - timedelta(days=action["wait_days"])
        for work in action["work"]:
            load[work["week"], work["unit"]] += exact(work["days"])
            first, last = week_span(work["week"])
            assert first <= last_work
            assert last >= start
        for need in action["needs"]:
            assert need in plan["already_met"] or (need in actions and day(actions[need]["end"]) < start), need
    capacity = {unit.id: unit.capacity for unit in office.units}
    for (week, unit), days in load.items():
        first, last = week_span(week)
        working = [d for d in span(max(first, begin), min(last, by)) if calendar.works(d)]
        assert days <= capacity[unit] * len(working) / 5
    if plan["budget"] is not None:
        assert sum(a["cost"] for a in plan["actions"]) <= plan["budget"]
    assert exact(plan["effort_days"]) == sum(exact(a["effort_days"]) for a in plan["actions"])
    order = [(a["end"], a["id"]) for a in plan["actions"]]
    assert order == sorted(order)
    check_gains(plan, facts)


def check_gains(plan: dict[str, Any], facts: Mapping[str, Known]) -> None:
    """Gains are what each action adds in order, in every checklist, and sum to the difference."""
    raised = dict(facts)
    before = scores(raised)
    assert plan["score_before"] == rounded(before[plan["checklist"]])
    for action in plan["actions"]:
        was = scores(raised)
        raised = worth.after(LIBRARY, raised, [LIBRARY.actions[action["id"]].raises])
        now = scores(raised)
        for id_ in was:
            gain = (now[id_] or 0) - (was[id_] or 0)
            assert abs(exact(action["gains"].get(id_, 0)) - gain) <= Fraction(1, 20000), (action["id"], id_)
    assert plan["score_after"] == rounded(scores(raised)[plan["checklist"]])


def scores(facts: Mapping[str, Known]) -> dict[str, Fraction | None]:
    return {c.id: assess(c, facts).score for c in LIBRARY.checklists.values() if c.per == "office"}


def rounded(score: Fraction | None) -> float | None:
    return None if score is None else float(Fraction(int(score * 100 + Fraction(1, 2)), 100))


def expected_effort(id_: str, facts: Mapping[str, Known]) -> Fraction:
    action = LIBRARY.actions[id_]
    units = Fraction(0)
    for fact, target in action.raises.items():
        known = facts.get(fact)
        if LIBRARY.facts[fact].answer is AnswerKind.COUNTS and known and known.value.total:
            units += max(Fraction(0), Fraction(ceil(target * known.value.total / 100)) - (known.value.counted or 0))
    return action.fixed + action.per_unit * units


def exact(number: float) -> Fraction:
    return Fraction(str(number))


def day(text: str) -> date:
    year, month, day_ = (int(part) for part in text.split("/"))
    return JalaliDate(year, month, day_).to_gregorian()


def span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def week_span(week: str) -> tuple[date, date]:
    """The days of 1405-W41, from the rule: Saturday first, W01 holds 1 Farvardin."""
    year, number = int(week[:4]), int(week[6:])
    new_year = JalaliDate(year, 1, 1).to_gregorian()
    saturday = new_year - timedelta(days=(new_year.weekday() - 5) % 7) + timedelta(weeks=number - 1)
    return saturday, saturday + timedelta(days=6)


def make(office: Office, facts: Mapping[str, Known], target: int | None, **goal: Any) -> Plan:
    wanted = None if target is None else Fraction(target)
    asked = Goal("programme", wanted, BEGIN, END, office.budget, **goal)
    return making.make(LIBRARY, office, "1405-2", facts, asked, CALENDAR)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(offices(), st.sampled_from([None, 40, 60, 75, 90]))
def test_every_plan_keeps_the_rules(made: tuple[Office, dict[str, Known]], target: int | None) -> None:
    office, facts = made
    plan = make(office, facts, target)
    record = plan_records.plan(plan, LIBRARY)
    verify(record, facts, office, CALENDAR)
    if plan.objective is Objective.LEAST_EFFORT:
        assert plan.reached
        assert plan.bound <= plan.effort
        assert exact(record["bound"]) <= exact(record["effort_days"])
        assert exact(record["score_after"]) >= target - Fraction(1, 100)
    else:
        assert plan.value <= plan.bound
        assert exact(record["score_after"]) <= exact(record["bound"]) + Fraction(1, 100)
    assert record == plan_records.plan(make(office, facts, target), LIBRARY)


def test_the_example_plan_keeps_the_rules(record: Callable[..., Any], office: Path) -> None:
    from compliance.commands.opening import open_office

    opened = open_office(office)
    for arguments in ([], ["--target", 75], ["--target", 99], ["--target", 75, "--capacity", "it=2"]):
        made = record("plan", office, "--from", "1405/09/01", *arguments)
        units = opened.folder.office.units
        if "it=2" in arguments:
            units = tuple(u._replace(capacity=Fraction(2)) if u.id == "it" else u for u in units)
        verify(made, opened.facts, opened.folder.office._replace(units=units), CALENDAR)


def test_criteria_fail_before_and_hold_after(record: Callable[..., Any], office: Path) -> None:
    """Each action's test is a JSON Schema that the present facts fail and the raised ones pass."""
    from compliance.commands.opening import open_office

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


def brute_force(office: Office, facts: dict[str, Known], target: Fraction) -> Fraction | None:
    """The least effort over all sets of actions closed under needs, dates left aside."""
    offered = [p.action for p in make(office, facts, None).actions]
    best: Fraction | None = None
    for size in range(len(offered) + 1):
        for chosen in itertools.combinations(offered, size):
            ids = {a.id for a in chosen}
            if any(n not in ids for a in chosen for n in a.needs if n in {o.id for o in offered}):
                continue
            effort = sum((expected_effort(a.id, facts) for a in chosen), Fraction(0))
            if best is not None and effort >= best:
                continue
            raised = worth.after(LIBRARY, facts, [a.raises for a in chosen])
            if (assess(LIBRARY.checklists["programme"], raised).score or 0) >= target:
                best = effort
    return best


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_is_below_the_best_and_the_plan_not_far_above(seed: int) -> None:
    office, facts = small_problem(seed)
    everything = make(office, facts, None)
    assert everything.reached  # all fits in time, so that counting may leave dates aside
    before, after = everything.before["programme"], everything.after["programme"]
    assert before is not None
    assert after is not None
    target = int(before + (after - before) * Fraction(2, 3))
    plan = make(office, facts, target)
    best = brute_force(office, facts, Fraction(target))
    assert best is not None
    assert plan.objective is Objective.LEAST_EFFORT
    assert plan.bound <= best <= plan.effort


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(100, 160))
def test_the_bound_is_below_the_best_on_many_offices(seed: int) -> None:
    test_the_bound_is_below_the_best_and_the_plan_not_far_above(seed)


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
    read = saved_plan.read(office / "rounds" / "1405-2" / "plan.yaml", LIBRARY, "bushehr-civil-registry", "1405-2")
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
