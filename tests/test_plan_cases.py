"""Every plan.yaml below tests/cases/plan is read, or refused by whatever reads it with every problem named by line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

from compliance import files, schema, tree
from compliance.errors import BadInput, Problem
from compliance.model.checklist import Library
from compliance.model.results import Plan, Why
from compliance.office import saved_plan
from compliance.office.plan_ground import Ground
from compliance.persian import dates
from tests.cases import reading

Run = Callable[..., Result]
OFFICE = "tiny-office"
ANY_DIGITS = {"dates-and-money-in-any-digits"}  # the schema asks for ASCII digits
READERS: tuple[tuple[str, ...], ...] = (("review", "show"), ("track",))


def cases(quality: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", reading.files("plan", quality), ids=reading.name)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An office folder with nothing answered."""
    return reading.lay_down(tmp_path / "office")


@cases("bad")
def test_a_bad_plan_is_refused(case: Path, bare: Path, run: Run) -> None:
    """`review show` and `track` name every problem in its line, in both languages, and change not a byte."""
    path = reading.place(case, bare)
    before = reading.contents(bare)
    english = refused(path, run("review", "show", bare, "--json"))
    persian = refused(path, run("track", bare, "--json", lang="fa"))
    reading.compare(case, english)
    assert [p.line for p in persian] == [p.line for p in english]
    assert all(re.search("[آ-ی]", problem.mend) for problem in persian)
    assert reading.contents(bare) == before


def refused(path: Path, result: Result) -> list[Problem]:
    """The problems of a refusal, each of them on standard error with its place too."""
    assert result.exit_code == 3, result.stderr or result.exception
    problems = [Problem(**p) for p in json.loads(result.stdout)["problems"]]
    assert {p.file for p in problems} == {str(path)}
    assert all(f"{path}:{problem.line}: " in result.stderr for problem in problems)
    return problems


@cases("bad")
def test_reader_and_schema_refuse_alike(case: Path) -> None:
    """The published schema refuses what is wrong in structure and passes what only a reader can see."""
    try:
        root = tree.parse(files.read_text(case), "plan.yaml")
    except BadInput:
        return
    assert bool(schema.verdict(root, "plan", "plan.yaml")) != reading.only_meaning(case)


@cases("good")
def test_a_good_plan_is_read_shown_and_tracked(case: Path, bare: Path, run: Run, library: Library) -> None:
    """It is read as it stands, and to show or track it changes nothing."""
    path = reading.place(case, bare)
    before = reading.contents(bare)
    plan = saved_plan.read(path, Ground(library, OFFICE, reading.ROUND))
    assert plan is not None
    seen = dict(_plan(plan))
    for key, value in reading.values(case).items():
        assert seen.get(key, "none") == value, key
    for reader in READERS:
        result = run(*reader, bare, lang="fa")
        assert result.exit_code == 0, result.stderr
    assert reading.contents(bare) == before


@cases("good")
def test_reader_and_schema_accept_alike(case: Path) -> None:
    if case.stem in ANY_DIGITS:
        return
    assert not schema.verdict(tree.parse(files.read_text(case), "plan.yaml"), "plan", "plan.yaml")


@cases("good")
def test_a_good_plan_is_the_same_when_it_is_written_again(case: Path, tmp_path: Path, library: Library) -> None:
    plan = saved_plan.read(case, Ground(library, OFFICE, reading.ROUND))
    assert plan is not None
    again = tmp_path / "plan.yaml"
    saved_plan.write(again, plan)
    read = saved_plan.read(again, Ground(library, OFFICE, reading.ROUND))
    assert read is not None
    assert read._replace(shown=None) == plan._replace(shown=None)
    assert read.shown == saved_plan.fingerprint(plan)


VERBS = (
    "plan OFFICE --from 1405/09/01 --save",
    "plan OFFICE --from 1405/09/01 --format feature",
    "report OFFICE --output OFFICE/report.md",
    "review approve OFFICE",
    "review return OFFICE --because late",
    "review comment OFFICE good",
    "review exclude OFFICE fix-accessibility",
    "review fix OFFICE fix-accessibility@1405/10/05",
    "review assign OFFICE fix-accessibility pr",
    "track OFFICE --started rebuild-service-list",
    "track OFFICE --svg OFFICE/track.svg",
)


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_goes_on_from_a_bad_plan(verb: str, bare: Path, run: Run) -> None:
    """Whatever reads or replaces plan.yaml refuses it with every line, and writes nothing."""
    case = reading.CASES / "plan" / "bad" / "several-at-once.yaml"
    path = reading.place(case, bare)
    before = reading.contents(bare)
    result = run(*verb.replace("OFFICE", str(bare)).split())
    assert result.exit_code == 3, result.exception
    named = {int(line) for line in re.findall(rf"{re.escape(str(path))}:(\d+): seen: ", result.stderr)}
    assert named == {expectation.line for expectation in reading.expectations(case)}
    assert reading.contents(bare) == before


def test_a_file_of_more_than_32_megabytes_is_refused_at_once(bare: Path, run: Run) -> None:
    path = bare / "rounds" / reading.ROUND / "plan.yaml"
    with path.open("wb") as stream:
        stream.truncate(33 * 2**20)
    for reader in READERS:
        result = run(*reader, bare)
        assert result.exit_code == 3
        assert f"{path}: seen: more than 32 MB" in result.stderr
    assert path.stat().st_size == 33 * 2**20


def test_a_thousand_actions_are_read_and_each_that_is_wrong_is_named(bare: Path, run: Run) -> None:
    """A long file is no hiding place: each of its thousand lines of nonsense is named."""
    least = (reading.CASES / "plan" / "good" / "least.yaml").read_text("utf-8")
    head, tail = least.split("actions:\n")
    nonsense = "- {id: no-such-action, unit: it, start: 1405/09/01, end: 1405/09/01, effort_days: 0}\n" * 1_000
    (bare / "rounds" / reading.ROUND / "plan.yaml").write_text(f"{head}actions:\n{nonsense}{tail}", "utf-8")
    result = run("review", "show", bare)
    assert result.exit_code == 3
    assert result.stderr.count("“no-such-action”") == 1_000


# -- approved plans ---------------------------------------------------------------------------------------------

APPROVAL = r"  plan: '?[0-9a-f]{16}'?"  # the first line of the approval
EDITS = {
    "the hash of another plan": (APPROVAL, "  plan: 0123456789abcdef", APPROVAL, "the approval of plan 0123456789abcdef"),
    "another budget": ("budget: 12000", "budget: 13000", APPROVAL, "changed after its approval"),
    "another reason": ("when: first-day", "when: needs", APPROVAL, "changed after its approval"),
    "another unit": ("  unit: it", "  unit: pr", APPROVAL, "changed after its approval"),
    "another wish": ("excluded: \\[\\]", "excluded: [fix-accessibility]", APPROVAL, "changed after its approval"),
    "an action that waits": ("  state: approved", "  state: proposed", "  state: proposed", "not approved in an approved plan"),
    "an action that was returned": ("  state: approved", "  state: returned", "  state: returned", "approved whole"),
    "no name": ("  by: مدیرکل\n", "", APPROVAL, "no value for “by”"),
    "a Gregorian date": ("'on': 1405/09/02", "'on': 2026/11/23", "  'on': 2026/11/23", "a Jalali date that exists"),
    "no date": ("'on': 1405/09/02", "'on':", "  'on':", "no value for “on”"),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_approved_plan_that_was_changed_by_hand_is_refused(name: str, office: Path, run: Run) -> None:
    """What the director signed stays as it was signed, and so does the signature."""
    old, new, at, part = EDITS[name]
    assert run("plan", office, "--from", "1405/09/01", "--target", "60", "--save").exit_code == 0
    assert (
        run("review", "approve", office, "--by", "مدیرکل", "--letter", "217", "--date", "1405/09/02").exit_code == 0
    )
    path = office / "rounds" / reading.ROUND / "plan.yaml"
    text, changed = re.subn(old, new, path.read_text("utf-8"), count=1)
    assert changed == 1
    path.write_text(text, "utf-8")
    before = reading.contents(office)
    for reader in READERS:
        problems = refused(path, run(*reader, office, "--json"))
        (problem,) = (p for p in problems if part in f"{p.seen} / {p.expected} / {p.mend}")
        assert problem.line is not None
        assert re.fullmatch(at, text.splitlines()[problem.line - 1])
    assert reading.contents(office) == before


# -- good cases as text -----------------------------------------------------------------------------------------


def _plan(plan: Plan) -> Iterable[tuple[str, str]]:
    """What a plan was read to, as the lines of a case's .values have it."""
    goal = plan.goal
    yield "office", plan.office
    yield "round", plan.round
    yield "goal", _words(goal.checklist, goal.target, dates.write(goal.begin), dates.write(goal.deadline))
    limits = [("budget", goal.budget), ("effort", goal.most_effort), *goal.capacity.items(), *goal.weights.items()]
    yield (
        "limits",
        _words(*(w for pair in [*limits, ("then", goal.then)] if pair[1] is not None for w in pair)) or "none",
    )
    yield "fixed", _words(*(w for id_, on in goal.fixed.items() for w in (id_, dates.write(on)))) or "none"
    yield "assigned", _pairs(goal.assigned)
    yield "excluded", _words(*sorted(goal.excluded)) or "none"
    yield "result", _words(plan.objective.value, "yes" if plan.reached else "no", plan.bound)
    yield "before", _pairs(plan.before)
    yield "after", _pairs(plan.after)
    for p in plan.actions:
        days = (dates.write(p.start), dates.write(p.end))
        yield f"action.{p.action.id}", _words(p.unit, *days, p.effort, p.state.value)
        yield f"work.{p.action.id}", _words(*(w for work in p.work for w in (work.week, work.days)))
        yield f"why.{p.action.id}", _why(p.why)
    for request in plan.requests:
        yield f"request.{request.action.id}", _words(request.effort, *request.unlocks)
    for gap in plan.left_out:
        effort = () if gap.effort is None else (gap.effort,)
        yield f"gap.{gap.item}", _words(gap.points, gap.action, gap.hindrance.value, *gap.names, *effort)
    caveats = plan.caveats
    holidays = map(dates.write, caveats.estimated_holidays)
    years = caveats.years_without_calendar
    yield "caveats", _words(*caveats.assumed_units, *caveats.uncounted_actions, *years, *holidays) or "none"
    decided = plan.decisions._asdict()
    yield "decided", _words(*(word for key, about in decided.items() if about for word in (key, *about))) or "none"
    for key, about in decided.items():
        for id_, said in about.items():
            shown = said if isinstance(said, str) else " | ".join(said) if key == "comments" else dates.write(said)
            yield f"decided.{key}.{id_}", shown
    if plan.approval is not None:
        yield "approval", _words(plan.approval.plan, plan.approval.who)


def _why(why: Why | None) -> str:
    if why is None:
        return "none"
    after = ("after", *why.after) if why.after else ()
    return _words(why.because.value, why.when.value, *why.needed_by, *after)


def _pairs(amounts: Mapping[str, object]) -> str:
    return _words(*(word for pair in amounts.items() for word in pair)) or "none"


def _words(*words: object) -> str:
    return " ".join("none" if word is None else str(word) for word in words)
