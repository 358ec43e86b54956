"""What no plan can be made of is refused with every reason at once, and not a byte of the office is another."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable, Iterable
from datetime import timedelta
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from compliance.errors import BadInput, Problem
from compliance.model.results import State, Underway
from tests import plan_checker
from tests.cases.reading import contents
from tests.conftest import ROOT
from tests.plan_checker import Case, Yard
from tests.small_worlds import BEGIN, act, small
from tests.test_plan_best import CALENDAR_DAYS, NAMES, asked, case_of, plan_of
from tests.worlds import TINY_WEEKS, tiny

Run = Callable[..., Any]
FROM = ("--from", "1405/09/01")


@pytest.fixture
def refuse(run: Run, office: Path) -> Callable[..., list[Problem]]:
    """Ask for a plan to be saved; return why it is refused. Nothing may have been written."""

    def call(*arguments: object) -> list[Problem]:
        before = contents(office)
        result = run("plan", office, *FROM, "--save", "--json", *arguments)
        assert result.exit_code == 3, result.stderr or result.exception
        problems = [Problem(**p) for p in json.loads(result.stdout)["problems"]]
        assert all(p.seen and p.expected and p.mend for p in problems)
        persian = run("plan", office, *FROM, "--save", "--json", *arguments, lang="fa")
        told = json.loads(persian.stdout)["problems"]
        assert [(p["file"], p["line"]) for p in told] == [(p.file, p.line) for p in problems]
        assert all(re.search("[آ-ی]", p["mend"]) for p in told)
        assert contents(office) == before
        return problems

    return call


Refuse = Callable[..., list[Problem]]


# -- limits -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("checklist", "target", "seen", "most"),
    [
        ("programme", "100.01", "100.01", "100"),
        ("programme", "۱۰۱", "101", "100"),
        ("award", "1000.5", "1000.5", "1000"),
    ],
)
def test_a_target_above_the_maximum_is_refused(
    refuse: Refuse, checklist: str, target: str, seen: str, most: str
) -> None:
    (problem,) = refuse("--checklist", checklist, "--target", target)
    assert problem.file == "--target"
    assert (problem.seen, problem.expected) == (seen, f"at most {most}")


def test_a_target_of_the_maximum_is_a_question_like_any_other(run: Run, office: Path) -> None:
    assert run("plan", office, *FROM, "--target", 100).exit_code == 1


@pytest.mark.parametrize("by", ["1405/08/30", "1404/01/01", "۱۴۰۵/۰۸/۳۰"])
def test_a_deadline_before_the_first_day_is_refused(refuse: Refuse, by: str) -> None:
    (problem,) = refuse("--by", by)
    assert problem.file == "--by"
    assert plan_checker.day(problem.seen) < plan_checker.day("1405/09/01")
    assert "1405/09/01" in problem.expected


def test_a_deadline_in_the_past_is_refused_when_no_first_day_is_named(run: Run, office: Path) -> None:
    before = contents(office)
    result = run("plan", office, "--by", "1404/01/01", "--save")
    assert result.exit_code == 3
    assert "--by: seen: 1404/01/01; expected: a day after " in result.stderr
    assert contents(office) == before


def test_a_plan_of_one_day_is_a_plan(run: Run, office: Path) -> None:
    assert run("plan", office, "--from", "1405/09/08", "--by", "1405/09/08", "--target", "56").exit_code == 0


# -- units without time -----------------------------------------------------------------------------------------


def test_each_unit_without_time_is_named_with_the_work_that_waits_for_it(refuse: Refuse) -> None:
    problems = refuse("--capacity", "dg=0", "--capacity", "rec=۰")
    assert {p.file for p in problems} == {"--capacity"}
    seen = {re.findall("“(.+?)”", p.seen)[0]: p.seen for p in problems}
    assert set(seen) == {"dg", "rec"}
    assert "handle-resistance" not in seen["rec"]
    assert "scan-archive" in seen["rec"]


def test_what_is_said_to_mend_a_unit_without_time_mends_it(refuse: Refuse, run: Run, office: Path) -> None:
    (problem,) = refuse("--capacity", "rec=0")
    options = re.findall(r"--exclude \S+", problem.mend)
    assert options
    mended = run("plan", office, *FROM, "--capacity", "rec=0", *" ".join(options).split())
    assert mended.exit_code in (0, 1), mended.stderr


def test_a_unit_without_time_in_the_file_is_named_with_its_line(refuse: Refuse, office: Path) -> None:
    path = office / "office.yaml"
    text = path.read_text("utf-8").replace("covers: [rec]\n    capacity: 3", "covers: [rec]\n    capacity: 0")
    path.write_text(text, "utf-8")
    (problem,) = refuse()
    assert problem.file.endswith("office.yaml")
    assert problem.line is not None
    assert text.splitlines()[problem.line - 1] == "    capacity: 0"
    assert "“rec”" in problem.seen


def test_a_unit_without_time_that_no_work_waits_for_stands_in_nobodys_way() -> None:
    case = small({"a": 0}, [act("a", "a")], {"a": 100}, capacity={"pr": Fraction(0)})
    for solver in NAMES:
        assert plan_of(case, solver).reached


# -- checklists -------------------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the shipped checklists that a test may change."""
    return Path(shutil.copytree(ROOT / "checklists", tmp_path / "checklists"))


def change(path: Path, *changes: tuple[str, str, str]) -> dict[str, int]:
    """Change a line of some actions in actions.yaml; return where each of them stands then."""
    lines, lines_of, at = path.read_text("utf-8").splitlines(), {}, ""
    wanted = {(action, old): new for action, old, new in changes}
    for number, line in enumerate(lines):
        at = line.split()[-1] if line.startswith("  - id: ") else at
        if (new := wanted.pop((at, line.strip()), None)) is not None:
            lines[number] = f"    {new}"
            lines_of[at] = number + 1
    assert not wanted
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return lines_of


READERS = (
    ("plan", "OFFICE", *FROM, "--save", "--checklists", "OWN"),
    ("review", "show", "OFFICE", "--checklists", "OWN"),
    ("checklists", "validate", "OWN"),
)


@pytest.mark.parametrize("verb", READERS, ids=lambda verb: verb[0])
@pytest.mark.parametrize(
    ("closing", "circle"),
    [
        (
            ("rebuild-service-list", "show-service-ids"),
            {"create-service-pages", "rebuild-service-list", "show-service-ids"},
        ),
        (("fix-broken-links", "fix-broken-links"), {"fix-broken-links"}),
    ],
)
def test_needs_that_form_a_circle_are_named_in_full(
    verb: tuple[str, ...], closing: tuple[str, str], circle: set[str], run: Run, office: Path, own: Path
) -> None:
    """The circle is told from its first action round to it again, in the line of needs of one of its actions."""
    path, (first, need) = own / "actions.yaml", closing
    change(path, (first, "needs: []", f"needs: [{need}]"))
    before = contents(office)
    result = asked_of(verb, run, office, own)
    ((line, said),) = re.findall(rf"{re.escape(str(path))}:(\d+): seen: (.+?);", result.stderr)
    around = said.split(" → ")
    assert around[0] == around[-1]
    assert set(around) == circle
    assert len(around) == len(circle) + 1
    at, shown = int(line) - 1, path.read_text("utf-8").splitlines()
    assert shown[at].startswith("    needs: ")
    assert next(w for w in reversed(shown[:at]) if w.startswith("  - id: ")).split()[-1] in circle
    assert contents(office) == before


def asked_of(verb: tuple[str, ...], run: Run, office: Path, own: Path) -> Any:
    result = run(*({"OFFICE": office, "OWN": own}.get(word, word) for word in verb))
    assert result.exit_code == 3, result.exception
    return result


@pytest.mark.parametrize("verb", READERS, ids=lambda verb: verb[0])
def test_an_action_that_raises_nothing_is_named(verb: tuple[str, ...], run: Run, office: Path, own: Path) -> None:
    path = own / "actions.yaml"
    line = change(path, ("fix-broken-links", "raises: {website.links: target}", "raises: {}"))["fix-broken-links"]
    before = contents(office)
    result = asked_of(verb, run, office, own)
    assert f"{path}:{line}: seen: " in result.stderr
    assert contents(office) == before


# -- wishes -----------------------------------------------------------------------------------------------------


def test_everything_that_is_wrong_with_a_question_is_said_at_once(refuse: Refuse) -> None:
    problems = refuse(
        "--target", "101", "--by", "1404/01/01", "--capacity", "it=-1", "--capacity", "tv=3",
        "--exclude", "renew-certificat", "--fix", "fix-acessibility@1405/10/05",
        "--fix", "publish-statements@1405/13/01", "--also", "award=-1",
    )  # fmt: skip
    told = {(p.file, p.seen): p.mend for p in problems}
    assert {file for file, _seen in told} == {
        "--target",
        "--by",
        "--capacity",
        "--exclude / --fix",
        "--fix",
        "--also",
    }
    assert "renew-certificate" in told["--exclude / --fix", "“renew-certificat”"]
    assert "fix-accessibility" in told["--exclude / --fix", "“fix-acessibility”"]
    assert {"“it=-1”", "“tv”", "“publish-statements@1405/13/01”", "“award=-1”"} <= {seen for _file, seen in told}


def test_of_many_wishes_only_the_smallest_set_that_conflicts_is_named(refuse: Refuse) -> None:
    """A day before the end of what it needs is the only conflict among four wishes."""
    (problem,) = refuse(
        "--fix", "publish-statements@1405/09/22", "--fix", "rebuild-service-list@1405/10/05",
        "--fix", "fix-broken-links@1405/09/08", "--fix", "create-service-pages@1405/10/06",
    )  # fmt: skip
    assert re.findall("“(.+?)”", problem.seen) == ["create-service-pages", "rebuild-service-list"]
    assert re.findall("[0-9/]{10}", problem.seen) == ["1405/10/06", "1405/10/05"]


def test_a_wish_that_cannot_be_kept_alone_is_named_alone(refuse: Refuse) -> None:
    """A day off, a day before the first, and a day on which its needs cannot have ended."""
    for wish, day in (
        ("fix-accessibility", "1405/10/04"),
        ("fix-accessibility", "1405/08/29"),
        ("create-service-pages", "1405/09/02"),
    ):
        (problem,) = refuse("--fix", f"{wish}@{day}", "--fix", "publish-statements@1405/09/22")
        assert re.findall("“(.+?)”", problem.seen) == [wish]
        assert day in problem.seen


def test_wishes_about_what_is_not_the_offices_to_plan_are_named_each(refuse: Refuse) -> None:
    problems = refuse(
        "--fix", "connect-national-portal@1405/10/05", "--fix", "approve-training-needs@1405/10/05",
        "--fix", "create-service-pages@1405/10/05", "--exclude", "rebuild-service-list",
        "--fix", "fix-accessibility@1405/10/05", "--exclude", "fix-accessibility",
    )  # fmt: skip
    told = {re.findall("“(.+?)”", p.seen)[0]: p.mend for p in problems}
    assert set(told) == {
        "connect-national-portal", "approve-training-needs", "create-service-pages", "fix-accessibility",
    }  # fmt: skip
    assert "headquarters" in told["connect-national-portal"]
    assert "rebuild-service-list" in told["create-service-pages"]
    assert "--exclude" in told["fix-accessibility"]


HALF = {"a": 50, "b": 50}
BELOW = {"a": 0, "b": 0, "c": 0}
WEEK: dict[str, Any] = {"by": "1405/09/11"}
CONFLICTS: dict[str, tuple[Case, str]] = {
    "two on the same days of one unit": (
        small(BELOW, [act("a", "a", 3), act("b", "b", 3), act("c", "c", 1)], HALF, fixed=dict.fromkeys("abc", BEGIN), **WEEK),
        "ab",
    ),
    "three that are too much together, and any two are not": (
        small(BELOW, [act("a", "a", 2), act("b", "b", 2), act("c", "c", 2)], HALF, **WEEK,
              fixed={"a": "1405/09/07", "b": "1405/09/08", "c": "1405/09/09"}),
        "abc",
    ),
    "two that cost more than there is": (
        small(BELOW, [act("a", "a", cost=60), act("b", "b", cost=60), act("c", "c", cost=30)], HALF, budget=100,
              fixed={"a": "1405/09/07", "b": "1405/09/16", "c": "1405/09/21"}),
        "ab",
    ),
    "two that are more work than is allowed": (
        small(BELOW, [act("a", "a", 3), act("b", "b", 3), act("c", "c", 1)], HALF, most_effort=Fraction(5),
              fixed={"a": "1405/09/07", "b": "1405/09/16", "c": "1405/09/21"}),
        "ab",
    ),
    "one before the end of the other, which it needs": (
        small(BELOW, [act("a", "a", wait=7), act("b", "b", needs="a"), act("c", "c")], HALF,
              fixed={"a": "1405/09/08", "b": "1405/09/15", "c": "1405/09/07"}),
        "ab",
    ),
    "one that was begun, and one on the last day of the unit": (
        small(BELOW, [act("a", "a", 9), act("b", "b", 2), act("c", "c", owner="pr")], HALF, **WEEK,
              fixed={"b": "1405/09/10", "c": "1405/09/08"},
              underway={"a": Underway(State.STARTED, plan_checker.day("1405/09/01"), plan_checker.day(BEGIN), Fraction(4))}),
        "ab",
    ),
    "one on a day off": (
        small(BELOW, [act("a", "a"), act("b", "b"), act("c", "c")], HALF, fixed={"a": "1405/09/12", "b": BEGIN}),
        "a",
    ),
    "one that ends too late": (
        small(BELOW, [act("a", "a", wait=7), act("b", "b"), act("c", "c")], HALF, fixed={"a": BEGIN, "b": BEGIN}, **WEEK),
        "a",
    ),
}  # fmt: skip


@pytest.mark.parametrize("solver", NAMES)
@pytest.mark.parametrize("name", CONFLICTS)
def test_the_smallest_set_of_wishes_that_conflicts_is_named(name: str, solver: str) -> None:
    case, conflict = CONFLICTS[name]
    assert named(case, solver) == set(conflict)


def named(case: Case, solver: str) -> set[str]:
    """The wishes that a refusal names."""
    with pytest.raises(BadInput) as refusal:
        plan_of(case, solver)
    (problem,) = refusal.value.problems
    return set(re.findall("“(.+?)”", problem.seen))


def crowded(seed: int) -> Case:
    """A tiny world with fixed days that may be too many, too dear, or too near behind each other."""
    chance = random.Random(f"crowded {seed}")
    case = case_of(tiny(seed, 8, chance.choice([None, 0.4])), 2 * TINY_WEEKS)
    room = {unit.id: chance.choice([1, 2, 3]) * unit.capacity for unit in case.office.units}
    ids = sorted(id_ for id_ in case.instruments.actions if plan_checker.plannable(case, id_))
    some, begun = chance.sample(ids, min(4, len(ids))), dict[str, Underway]()
    if len(some) == 4:
        begin = case.goal.begin
        begun[some.pop()] = Underway(State.STARTED, begin - timedelta(days=6), begin, Fraction(3))
    return asked(case, fixed={id_: chance.choice(CALENDAR_DAYS) for id_ in some}, underway=begun, capacity=room)


def kept(case: Case, wishes: Iterable[str]) -> bool:
    """Whether some plan keeps these wishes, whatever becomes of the others: tried in every order."""
    some = set(wishes)
    loose = asked(case, fixed={id_: on for id_, on in case.goal.fixed.items() if id_ in some})
    whole = set().union(*(plan_checker.closure(loose, id_) for id_ in some))
    cost = sum(case.instruments.actions[id_].cost for id_ in whole)
    yard = Yard(loose)
    chosen = sum(1 << n for n, id_ in enumerate(yard.ids) if id_ in whole)
    return yard.in_time(chosen) and (case.goal.budget is None or cost <= case.goal.budget)


def test_in_random_worlds_no_smaller_set_of_wishes_conflicts() -> None:
    """What is named cannot be kept, every set of fewer wishes can, and only what cannot be kept is refused."""
    sizes = []
    for seed in range(100):
        case = crowded(seed)
        wishes = [*case.goal.fixed, *case.goal.underway]
        if kept(case, wishes):
            plan_of(case, "light")
            continue
        conflict = named(case, "light")
        assert conflict <= set(wishes)
        assert not kept(case, conflict), seed
        assert all(kept(case, some) for size in range(len(conflict)) for some in combinations(wishes, size)), seed
        sizes.append(len(conflict))
    assert sum(size > 1 for size in sizes) >= 5
