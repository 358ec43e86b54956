"""The fingerprint of what a plan rests on: what changes it, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import pytest

from compliance.model.checklist import Text
from compliance.model.office import Evidence, Source, Value
from compliance.plan import basis, making
from tests.plan_checker import Case
from tests.small_worlds import act, small

WORLD = small({"a": 0, "b": 1}, [act("a", "a", cost=10), act("b", "b", owner="pr")], {"a": 50, "b": 50})
OTHER = Text("دیگر", "Other")


def print_of(case: Case) -> str:
    return basis.fingerprint(case.instruments, case.office, case.facts, case.goal, case.calendar)


def office(**changes: object) -> Callable[[Case], Case]:
    return lambda case: case._replace(office=case.office._replace(**changes))


def unit(**changes: object) -> Callable[[Case], Case]:
    def change(case: Case) -> Case:
        first, *rest = case.office.units
        return case._replace(office=case.office._replace(units=(first._replace(**changes), *rest)))

    return change


def fact(**changes: object) -> Callable[[Case], Case]:
    return lambda case: case._replace(facts={**case.facts, "a": case.facts["a"]._replace(**changes)})


def action(**changes: object) -> Callable[[Case], Case]:
    def change(case: Case) -> Case:
        actions = {**case.instruments.actions, "a": case.instruments.actions["a"]._replace(**changes)}
        return case._replace(instruments=case.instruments._replace(actions=actions))

    return change


def off(day: date) -> Callable[[Case], Case]:
    return lambda case: case._replace(calendar=case.calendar._replace(off=frozenset({day})))


CHANGES = {
    "the office's name": office(name=OTHER),
    "its name in the other language": office(name=WORLD.office.name._replace(en="Other")),
    "its body's name": office(body_name=OTHER),
    "its budget": office(budget=100),
    "its confirmed estimates": office(efforts_confirmed=True),
    "a unit less": office(units=WORLD.office.units[1:]),
    "a unit's id": unit(id="desk"),
    "a unit's name": unit(name=OTHER),
    "what a unit covers": unit(covers=("it", "hr")),
    "a unit's capacity": unit(capacity=Fraction(4)),
    "an answer": fact(value=Value(Fraction(1))),
    "counts of the same share": fact(value=Value(Fraction(0), Fraction(0), Fraction(7))),
    "why a fact does not apply": fact(value=Value(None, not_applicable="ندارد")),
    "why an answer holds against a measurement": fact(override="به گواهی مرکز"),
    "an action's cost": action(cost=11),
    "an action's work": action(fixed=Fraction(2)),
    "an action's title": action(title=OTHER),
    "a day off in its time": off(WORLD.goal.begin),
}
NO_CHANGES = {
    "the line of a unit in its file": unit(line=7),
    "the order of units": office(units=WORLD.office.units[::-1]),
    "the website's address": office(site="https://other.example"),
    "the checklists it looks at": office(checklists=("award",)),
    "a measurement that says the same": fact(source=Source.SCANNED),
    "a piece of evidence": fact(evidence=(Evidence("file", "a.pdf"),)),
    "a day off before its time": off(WORLD.goal.begin - timedelta(days=1)),
    "a day off behind its time": off(WORLD.goal.deadline + timedelta(days=1)),
    "the order of answers": lambda case: case._replace(facts=dict(reversed(list(case.facts.items())))),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_a_plan_is_made_from_or_its_papers_show_changes_its_basis(what: str) -> None:
    assert print_of(CHANGES[what](WORLD)) != print_of(WORLD)


@pytest.mark.parametrize("what", NO_CHANGES)
def test_nothing_else_changes_its_basis(what: str) -> None:
    assert print_of(NO_CHANGES[what](WORLD)) == print_of(WORLD)


def test_a_plan_bears_the_basis_it_was_made_from() -> None:
    plan = making.make(WORLD.instruments, WORLD.office, "1405-2", WORLD.facts, WORLD.goal, WORLD.calendar)
    assert plan.basis == print_of(WORLD)
    assert len(plan.basis) == 33


ANSWERS = {"an answer", "counts of the same share", "why a fact does not apply"}
ANSWERS |= {"why an answer holds against a measurement"}


@pytest.mark.parametrize("what", CHANGES)
def test_it_tells_changed_answers_from_changed_ground(what: str) -> None:
    changed = basis.outdated(print_of(WORLD), print_of(CHANGES[what](WORLD)))
    assert changed == basis.Outdated(answers=what in ANSWERS, ground=what not in ANSWERS)


def test_a_basis_of_an_older_program_says_that_something_changed() -> None:
    assert basis.outdated("9f86d081884c7d65", print_of(WORLD))


def test_texts_that_run_into_each_other_stay_apart() -> None:
    """The border between two names counts."""
    pairs = [(Text("آب", "x"), Text("ج", "x")), (Text("آ", "x"), Text("بج", "x"))]
    offices = [WORLD.office._replace(name=name, body_name=body) for name, body in pairs]
    assert len({print_of(WORLD._replace(office=one)) for one in offices}) == 2


def test_the_language_in_use_does_not_count() -> None:
    from compliance import language

    before = language.current()
    prints = set()
    for tongue in language.LANGUAGES:
        language.use(tongue)
        prints.add(print_of(WORLD))
    language.use(before)
    assert len(prints) == 1
