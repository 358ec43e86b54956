"""Why each action is in a plan and why then, and why each gap is left out: true, and said with the right names.

In each small world one reason can be seen by eye; `reason_checker` reads those of random worlds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from compliance import language
from compliance.model.checklist import Authority, Library, Text
from compliance.model.decisions import Decisions
from compliance.model.results import Because, Hindrance, State, Underway, When
from compliance.report import plan_reasons, plan_records, plan_tables
from tests.plan_checker import Case, day
from tests.small_worlds import BEGIN, UNITS, act, small, title
from tests.test_plan_best import NAMES, plan_of

Run = Callable[..., Any]
HQ = Authority.HEADQUARTERS
PERSIAN = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")
_NUMBER = re.compile(r"[0-9۰-۹]+(?:[/.٫][0-9۰-۹]+)*")


def records(case: Case, lang: str) -> Iterable[dict[str, Any]]:
    """The JSON of a case's plan by each solver, its sentences in a language."""
    language.use(lang)
    for solver in NAMES:
        yield plan_records.plan(plan_of(case, solver), case.instruments)


def hold_names(sentence: str, lang: str, library: Library, ids: Iterable[str], numbers: Iterable[str]) -> None:
    """A sentence names these actions, numbers and days, in the signs of its language, and no others."""
    quotes = "“{}”" if lang == "en" else "«{}»"
    named = {id_ for id_ in library.actions if quotes.format(getattr(title(id_), lang)) in sentence}
    assert named == set(ids), sentence
    assert set(_NUMBER.findall(sentence)) == {n if lang == "en" else n.translate(PERSIAN) for n in numbers}, sentence


# -- why it is there, and why then ------------------------------------------------------------------------------


class Reason(NamedTuple):
    """What must be said of one action of a case: why, from which day, and the numbers its sentence names."""

    case: Case
    action: str
    because: Because
    when: When
    start: str
    numbers: tuple[str, ...] = ()
    needed_by: str = ""
    after: str = ""
    words: tuple[str, ...] = ()  # of either language, English and Persian in turn


def begun(left: int) -> dict[str, Underway]:
    start = day(BEGIN) - timedelta(days=7)
    return {"a": Underway(State.STARTED, start, day(BEGIN), Fraction(left))}


HALF = {"a": 50, "b": 50}
TAKES_A_WEEK = [act("a", "a", days=3, wait=2), act("b", "b", days=2)]  # no other order ends both by Wednesday
ON_TWO_UNITS = [act("a", "a", needs="bc"), act("b", owner="it", raises="b"), act("c", owner="pr", raises="c")]
THREE = {"a": 50, "b": 25, "c": 25}

REASONS = {
    "points, on the first day": Reason(
        small({"a": 0, "b": 4}, [act("a", "a", days=2)], HALF),
        "a", Because.POINTS, When.FIRST_DAY, BEGIN, ("50", "2"),
    ),
    "points for half a level and half a day": Reason(
        small({"a": 3, "b": 4}, [act("a", "a", days=1.5)], HALF),
        "a", Because.POINTS, When.FIRST_DAY, BEGIN, ("12.5", "1.5"),
    ),
    "the first working day of a plan that begins on a Thursday": Reason(
        small({"a": 0, "b": 4}, [act("a", "a")], HALF, begin="1405/09/12"),
        "a", Because.POINTS, When.FIRST_DAY, "1405/09/14", ("50", "1"),
    ),
    "points, and needed by one that also brings some": Reason(
        small({"a": 0, "b": 0}, [act("a", "a"), act("b", "b", needs="a")], HALF),
        "a", Because.POINTS, When.FIRST_DAY, BEGIN, ("50", "1"), needed_by="b",
    ),
    "needed by two, without points": Reason(
        small({"a": 0, "b": 0, "n": 0}, [act("a", "a", needs="n"), act("b", "b", needs="n"), act("n", "n")], HALF),
        "n", Because.NEEDED, When.FIRST_DAY, BEGIN, needed_by="ab",
    ),
    "needed by what is fixed": Reason(
        small({"a": 0, "b": 4, "n": 0}, [act("a", "a", needs="n"), act("n", "n")], HALF, fixed={"a": "1405/09/16"}),
        "n", Because.NEEDED, When.FIRST_DAY, BEGIN, needed_by="a",
    ),
    "points of the checklist that decides next": Reason(
        small({"a": 4, "b": 4, "c": 2}, [act("c", "c", days=2)], HALF, {"c": 100}, then="award"),
        "c", Because.POINTS, When.FIRST_DAY, BEGIN, ("50", "2"), words=("“Award”", "«جایزه»"),
    ),
    "points of a checklist that counts too": Reason(
        small({"a": 4, "b": 4, "c": 0}, [act("c", "c")], HALF, {"c": 100}, weights={"award": Fraction(1, 4)}),
        "c", Because.POINTS, When.FIRST_DAY, BEGIN, ("25", "1"),
    ),
    "fixed on a day": Reason(
        small({"a": 0, "b": 4}, [act("a", "a")], HALF, fixed={"a": "1405/09/16"}),
        "a", Because.FIXED, When.FIXED, "1405/09/16", ("50",),
    ),
    "begun before": Reason(
        small({"a": 0, "b": 4}, [act("a", "a", days=5)], HALF, underway=begun(2)),
        "a", Because.BEGUN, When.BEGUN, "1405/08/30",
    ),
    "after what it needs": Reason(
        small({"a": 0, "b": 0}, [act("a", "a", days=2), act("b", "b", needs="a", owner="pr")], HALF),
        "b", Because.POINTS, When.NEEDS, "1405/09/09", ("50", "1"), after="a",
    ),
    "after the wait of what it needs, and the days off behind it": Reason(
        small({"a": 0, "b": 0}, [act("a", "a", wait=4), act("b", "b", needs="a")], HALF),
        "b", Because.POINTS, When.NEEDS, "1405/09/14", ("50", "1"), after="a",
    ),
    "after the later of two needs": Reason(
        small({"a": 0, "b": 0, "c": 0}, [*ON_TWO_UNITS[:2], act("c", "c", days=2, owner="pr")], THREE),
        "a", Because.POINTS, When.NEEDS, "1405/09/09", ("50", "1"), after="c",
    ),
    "after two needs that end on the same day": Reason(
        small({"a": 0, "b": 0, "c": 0}, ON_TWO_UNITS, THREE),
        "a", Because.POINTS, When.NEEDS, "1405/09/08", ("50", "1"), after="bc",
    ),
    "after a need that was begun": Reason(
        small({"a": 0, "b": 0}, [act("a", "a", days=5), act("b", "b", needs="a")], HALF, underway=begun(2)),
        "b", Because.POINTS, When.NEEDS, "1405/09/09", ("50", "1"), after="a",
    ),
    "when its unit has time": Reason(
        small({"a": 0, "b": 0}, TAKES_A_WEEK, HALF, by="1405/09/11"),
        "b", Because.POINTS, When.UNIT, "1405/09/10", ("50", "2"), after="a", words=("IT desk", "میز فناوری"),
    ),
    "when the unit has time that it was assigned to": Reason(
        small(
            {"a": 0, "b": 0}, [TAKES_A_WEEK[0], act("b", "b", days=2, owner="pr")], HALF,
            by="1405/09/11", assigned={"b": "it"},
        ),
        "b", Because.POINTS, When.UNIT, "1405/09/10", ("50", "2"), after="a", words=("IT desk", "میز فناوری"),
    ),
    "when its unit has time, later than what it needs": Reason(
        small(
            {"a": 0, "b": 0, "c": 0}, [TAKES_A_WEEK[0], act("b", "b", days=2, needs="c"), act("c", "c", owner="pr")],
            THREE, by="1405/09/11",
        ),
        "b", Because.POINTS, When.UNIT, "1405/09/10", ("25", "2"), after="a", words=("IT desk", "میز فناوری"),
    ),
}  # fmt: skip


def test_every_reason_of_an_action_has_its_world() -> None:
    assert {reason.because for reason in REASONS.values()} == set(Because)
    assert {reason.when for reason in REASONS.values()} == set(When)


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("name", REASONS)
def test_why_an_action_is_there_and_why_then(name: str, lang: str) -> None:
    """The reason in the JSON is the one that can be seen, and its sentence names what it is about."""
    wanted = REASONS[name]
    for record in records(wanted.case, lang):
        action = next(a for a in record["actions"] if a["id"] == wanted.action)
        why = action["why"]
        assert (why["because"], why["when"], action["start"]) == (wanted.because, wanted.when, wanted.start)
        assert (sorted(why["needed_by"]), sorted(why["after"])) == (list(wanted.needed_by), list(wanted.after))
        followers = wanted.needed_by if wanted.because in (Because.POINTS, Because.NEEDED) else ""
        hold_names(
            why["sentence"], lang, wanted.case.instruments, followers + wanted.after, (*wanted.numbers, wanted.start)
        )
        assert all(word in why["sentence"] for word in wanted.words[lang == "fa" :: 2])
        others = [getattr(unit, lang) for unit in UNITS.values() if getattr(unit, lang) not in wanted.words]
        assert not any(unit in why["sentence"] for unit in others)


@pytest.mark.parametrize(("lang", "unit"), [("en", "IT desk"), ("fa", "میز فناوری")])
def test_the_unit_has_time_whoever_answers_for_the_action(lang: str, unit: str) -> None:
    """A day depends on the capacity of the unit, not of the person the director named."""
    case = REASONS["when its unit has time"].case
    plan = plan_of(case, "light")
    planned = next(p for p in plan.actions if p.action.id == "b")
    given = plan._replace(decisions=Decisions(people={"b": "خانم رضایی"}))
    language.use(lang)
    assert unit in plan_reasons.why(planned, given, case.instruments)
    assert plan_reasons.why(planned, given, case.instruments) == plan_reasons.why(planned, plan, case.instruments)


# -- why a gap is left open -------------------------------------------------------------------------------------


class Gap(NamedTuple):
    """What must be said of one open gap: points, what would close it, why not, and the sentence's numbers."""

    case: Case
    fact: str
    hindrance: Hindrance
    points: float
    action: str | None = None
    names: tuple[str, ...] = ()
    effort: float | None = None
    numbers: tuple[str, ...] = ()


TWO = [act("a", "a"), act("b", "b", days=3)]
UNEVEN = {"a": 60, "b": 40}
BELOW = {"a": 0, "b": 0}

GAPS = {
    "not answered": Gap(small({"a": 0, "b": None}, TWO, HALF), "b", Hindrance.UNANSWERED, 50),
    "no action at all": Gap(small(BELOW, TWO[:1], HALF), "b", Hindrance.NO_ACTION, 50),
    "no action that raises it further than the plan": Gap(
        small({"a": 1, "b": 4}, [act("a", {"a": 3})], HALF), "a", Hindrance.NO_ACTION, 12.5
    ),
    "only headquarters can": Gap(
        small({"a": 0, "b": 1}, [TWO[0], act("b", "b", authority=HQ)], HALF), "b", Hindrance.HEADQUARTERS, 37.5, "b"
    ),
    "needs headquarters at two removes": Gap(
        small(
            {**BELOW, "m": 0, "n": 0},
            [TWO[0], act("b", "b", needs="m"), act("m", "m", needs="n"), act("n", "n", authority=HQ)],
            HALF,
        ),
        "b", Hindrance.NEEDS_HEADQUARTERS, 50, "b", ("n",),
    ),
    "excluded": Gap(small(BELOW, TWO, HALF, excluded=frozenset("b")), "b", Hindrance.EXCLUDED, 50, "b"),
    "needs what is excluded at two removes": Gap(
        small(
            {**BELOW, "m": 0, "n": 0},
            [TWO[0], act("b", "b", needs="m"), act("m", "m", needs="n"), act("n", "n")],
            HALF, excluded=frozenset("n"),
        ),
        "b", Hindrance.NEEDS_EXCLUDED, 50, "b", ("n",),
    ),
    "the target is reached without it and what it needs": Gap(
        small(
            {**BELOW, "n": 0}, [TWO[0], act("b", "b", days=6, needs="n"), act("n", "n", days=2)], UNEVEN,
            target=Fraction(60),
        ),
        "b", Hindrance.NOT_NEEDED, 40, "b", (), 8, ("8", "0.2"),
    ),
    "the wait is longer than the time": Gap(
        small(BELOW, [TWO[0], act("b", "b", wait=60)], HALF), "b", Hindrance.TOO_LATE, 50, "b", (), 1
    ),
    "the work is longer than the time, with what it needs": Gap(
        small(
            {**BELOW, "n": 0}, [TWO[0], act("b", "b", days=3, needs="n"), act("n", "n", days=3, owner="pr")], HALF,
            by="1405/09/11",
        ),
        "b", Hindrance.TOO_LATE, 50, "b", (), 6,
    ),
    "more than the whole budget": Gap(
        small(BELOW, [TWO[0], act("b", "b", cost=150)], HALF, budget=100), "b", Hindrance.TOO_COSTLY, 50, "b", (), 1
    ),
    "more than the budget leaves beside what brings more": Gap(
        small(BELOW, [act("a", "a", cost=80), act("b", "b", cost=50, days=2)], UNEVEN, budget=100),
        "b", Hindrance.TOO_COSTLY, 40, "b", (), 2,
    ),
    "more work than is allowed beside what brings more": Gap(
        small(BELOW, [act("a", "a", days=2), act("b", "b", days=3)], UNEVEN, most_effort=Fraction(4)),
        "b", Hindrance.TOO_MUCH_WORK, 40, "b", (), 3, ("3",),
    ),
    "no time beside what brings more": Gap(
        small(BELOW, [act("a", "a", days=4), act("b", "b", days=2.5)], UNEVEN, by="1405/09/11"),
        "b", Hindrance.NO_ROOM, 40, "b", ("it",), 2.5, ("2.5",),
    ),
    "no time with what it needs beside what brings more": Gap(
        small(
            {**BELOW, "n": 0},
            [act("a", "a", days=4), act("b", "b", owner="pr", needs="n"), act("n", "n", days=2)], UNEVEN,
            by="1405/09/11",
        ),
        "b", Hindrance.NO_ROOM, 40, "b", ("it", "pr"), 3, ("3",),
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fa", ["", "«اقدام آ»", "«اقدام آ» و «گزارش ‹ب›»", "«اقدام آ»، «گزارش ‹ب›» و «اقدام پ»"]),
        ("en", ["", "“Action A”", "“Action A” and “Report ‘b’”", "“Action A”, “Report ‘b’” and “Action C”"]),
    ],
)
def test_titles_are_listed_with_and_and_keep_their_own_quotation_marks(lang: str, said: list[str]) -> None:
    language.use(lang)
    library = small(
        {"a": 4}, [act("a"), act("b")._replace(title=Text("گزارش «ب»", "Report “b”")), act("c")], {"a": 100}
    ).instruments
    assert [plan_tables.titles("abc"[:count], library) for count in range(4)] == said


def test_every_hindrance_has_its_world() -> None:
    assert {gap.hindrance for gap in GAPS.values()} == set(Hindrance)


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("name", GAPS)
def test_why_a_gap_is_left_out(name: str, lang: str) -> None:
    """The only open gap, its points and its reason are those that can be seen, and the sentence names them."""
    wanted = GAPS[name]
    for record in records(wanted.case, lang):
        assert len(record["left_out"]) == 1
        gap = record["left_out"][0]
        assert (gap["item"], gap["fact"], gap["points"]) == (f"programme-{wanted.fact}", wanted.fact, wanted.points)
        assert (gap["hindrance"], gap["action"], gap["effort_days"]) == (
            wanted.hindrance, wanted.action, wanted.effort,
        )  # fmt: skip
        assert tuple(gap["names"]) == wanted.names
        needs = [name for name in gap["names"] if name in wanted.case.instruments.actions]
        hold_names(gap["sentence"], lang, wanted.case.instruments, [*(wanted.action or ""), *needs], wanted.numbers)
        letters = {request["id"] for request in record["requests"]}
        assert wanted.hindrance is not Hindrance.HEADQUARTERS or wanted.action in letters


def test_of_several_actions_the_one_that_is_nearest_to_being_planned_is_named() -> None:
    """One is excluded, one is headquarters', one too dear, one has no time beside the rest: the last is named."""
    actions = [
        act("a", "a", days=4),
        act("c", "b", days=2),
        act("d", "b", cost=10),
        act("e", "b", authority=HQ),
        act("f", "b"),
    ]
    limits: dict[str, Any] = {"budget": 0, "excluded": frozenset("f"), "by": "1405/09/11"}
    order = [("c", Hindrance.NO_ROOM), ("d", Hindrance.TOO_COSTLY), ("f", Hindrance.EXCLUDED)]
    for left, (named, hindrance) in enumerate((*order, ("e", Hindrance.HEADQUARTERS))):
        gone = {id_ for id_, _hindrance in order[:left]}
        case = small(BELOW, [a for a in actions if a.id not in gone], UNEVEN, **limits)
        for record in records(case, "en"):
            assert [(g["action"], g["hindrance"]) for g in record["left_out"]] == [(named, hindrance)]


def test_what_is_said_of_a_whole_plan_is_numbered_and_in_order() -> None:
    """One line for each action and one for each gap, by their titles, items and missing points."""
    case = small({"a": 0, "b": 1}, [act("a", "a")], UNEVEN)
    plan = plan_of(case, "light")
    for lang, why, why_not in (
        ("en", "1. Action A: ", "programme-b (30 points"),
        ("fa", "۱. اقدام آ: ", "programme-b (۳۰ "),
    ):
        language.use(lang)
        whys, why_nots = plan_reasons.whys(plan, case.instruments), plan_reasons.why_nots(plan, case.instruments)
        assert len(whys) == len(why_nots) == 1
        assert whys[0] == why + plan_reasons.why(plan.actions[0], plan, case.instruments)
        assert why_nots[0].startswith(why_not)


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_terminal_json_and_report_say_the_same(run: Run, office: Path, lang: str) -> None:
    """Each reason of the JSON stands in the terminal and in the report, word for word."""
    wishes = ("--from", "1405/09/01", "--target", "75", "--exclude", "rebuild-service-list")
    made = json.loads(run("plan", office, *wishes, "--json", lang=lang).stdout)
    shown = run("plan", office, *wishes, "--save", lang=lang).stdout
    assert run("report", office, "--output", office / "report.md", lang=lang).exit_code == 0
    report = (office / "report.md").read_text("utf-8")
    sentences = [a["why"]["sentence"] for a in made["actions"]] + [gap["sentence"] for gap in made["left_out"]]
    assert len(sentences) > 20
    assert all(sentence in shown for sentence in sentences)
    assert all(sentence in report for sentence in sentences)
