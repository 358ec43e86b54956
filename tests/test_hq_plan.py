"""`hq plan` as people and programs get it: JSON by its schema, terminal, papers, letters, and what is asked wrongly."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from compliance import schema
from compliance.assessment.scoring import assess
from compliance.commands import console
from compliance.commands.group import cli
from compliance.commands.hq import plan as verb
from compliance.headquarters import holdings
from compliance.headquarters import store as stores
from compliance.headquarters.roster import Standing
from compliance.model.checklist import Library
from compliance.persian import quality
from compliance.plan import worth
from compliance.schema import shorten
from tests import stores as laid
from tests.conftest import ROOT
from tests.nations import Deed, Nation
from tests.stores import Filed, Total, Who

Run = Callable[..., Result]
SHARED = ("--budget", 20000, "--team", "trainers=30:hr", "--team", "web team=60.5:it, pr")
CENT, FINE = Fraction(1, 200), Fraction(1, 20000)  # what two and four decimals may be off by


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda handle: None)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with nine simulated offices in two rounds, and one that stays silent."""
    base = tmp_path_factory.mktemp("hq")
    for words in (
        ("hq", "simulate", base / "sim", "--offices", 9, "--rounds", 2, "--seed", 5, "--silent", 1),
        ("hq", "init", base / "store"),
        ("hq", "enrol", base / "store", base / "sim", "--yes"),
        ("hq", "collect", base / "store", base / "sim" / "filings"),
    ):
        result = CliRunner().invoke(cli, [*map(str, words), "--lang", "en"])
        assert result.exit_code in (0, 1), result.output
    return base / "store"


@pytest.fixture
def plan(run: Run, filled: Path) -> Callable[..., Any]:
    """Ask for a plan of the newer round as JSON, which has to keep its schema."""

    def ask(*more: object, code: int = 0) -> Any:
        result = run("hq", "plan", filled, "--round", "1405-2", *more, "--json")
        assert result.exit_code == code, result.stderr
        made = json.loads(result.stdout)
        if code == 0:
            assert Draft202012Validator(schema.published("hq-plan-output")).is_valid(made), shorten(str(made))
        return made

    return ask


def exact(number: float) -> Fraction:
    return Fraction(str(number))


# -- what programs get -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [(), SHARED, (*SHARED, "--aim", "certificate", "--checklist", "award")])
@pytest.mark.parametrize("solver", ["light", "optimal"])
def test_the_json_keeps_its_schema_and_its_own_sums(
    plan: Callable[..., Any], filled: Path, library: Library, more: tuple[object, ...], solver: str
) -> None:
    made = plan(*more, "--solver", solver)
    id_ = made["checklist"]
    with stores.opened(filled) as store:
        (seq,) = store.one("select max(seq) from log")
        facts = {one.office.id: one.facts for one in holdings.held(store, library.facts, "1405-2", seq)}
    assert made["n"] == len(facts) == 9
    spent, days = 0, dict.fromkeys((team["name"] for team in made["teams"]), Fraction(0))
    before, after = [], []
    for one in made["offices"]:
        said = facts[one["office"]]
        raises = [library.actions[action["id"]].raises for action in one["actions"]]
        then = assess(library.checklists[id_], worth.after(library, said, raises)).score
        now = assess(library.checklists[id_], said).score
        assert now is not None
        assert then is not None
        assert abs(exact(one["score_before"]) - now) <= CENT
        assert abs(exact(one["score_after"]) - then) <= CENT
        gained = sum(exact(action["gains"].get(id_, 0)) for action in one["actions"])
        assert abs(gained - (then - now)) <= FINE * len(raises)
        assert one["cost"] == sum(action["cost"] for action in one["actions"])
        for name, used in one["team_days"].items():
            assert exact(used) == sum(exact(a["effort_days"]) for a in one["actions"] if a["by_team"] == name)
            days[name] += exact(used)
        own = sum(exact(a["effort_days"]) for a in one["actions"] if a["by"] == "office")
        assert exact(one["own_days"]) == own
        assert all(a["authority"] == "headquarters" for a in one["actions"] if a["by"] == "headquarters")
        spent += one["cost"]
        before.append(now)
        after.append(then)
    assert made["spent"] == spent <= (made["budget"] if made["budget"] is not None else spent)
    for team in made["teams"]:
        assert exact(team["used"]) == days[team["name"]] <= exact(team["days"])
    others = [
        assess(library.checklists[id_], f).score
        for office, f in facts.items()
        if office not in {one["office"] for one in made["offices"]}
    ]
    assert abs(exact(made["mean_before"]) - sum([*before, *others]) / 9) <= CENT  # type: ignore[arg-type]
    assert abs(exact(made["mean_after"]) - sum([*after, *others]) / 9) <= CENT  # type: ignore[arg-type]
    assert abs(exact(made["points"]) - (sum(after) - sum(before))) <= FINE
    assert made["bound"] >= made["value"]
    assert made["gap"] <= 2
    if made["aim"] == "certificate":
        assert made["lifted"] == made["value"] == sum(one["lifted"] for one in made["offices"])
        assert made["then"]["bound"] >= made["then"]["value"] == made["points"]
    requested = [a for one in made["offices"] for a in one["actions"] if a["authority"] == "headquarters"]
    assert sum(one["offices"] for one in made["headquarters_actions"]) == len(requested)
    quarters = made["fairness"]["quartiles"]
    assert sum(one["cost"] for one in quarters) == spent
    assert [one["n"] for one in quarters] == [2, 2, 2, 3]
    assert "silent" in {one["reason"] for one in made["without"]}
    assert made["efforts_confirmed"] is False


def test_what_is_not_of_the_plan_s_checklist_is_gained_as_well(plan: Callable[..., Any]) -> None:
    made = plan(*SHARED)
    assert made["checklist"] == "programme"
    assert {c for one in made["offices"] for a in one["actions"] for c in a["gains"]} > {"programme", "award"}


def test_what_brings_nothing_in_the_plan_s_checklist_is_only_there_as_a_need(plan: Callable[..., Any]) -> None:
    for one in plan(*SHARED)["offices"]:
        needed = {need for action in one["actions"] for need in action["needs"]}
        for action in one["actions"]:
            assert action["gains"].get("programme") or action["id"] in needed


def test_both_solvers_agree(plan: Callable[..., Any]) -> None:
    light, optimal = (plan(*SHARED, "--solver", name) for name in ("light", "optimal"))
    assert optimal["proven"]
    assert light["value"] <= optimal["value"] <= light["bound"]


def test_some_offices_only(plan: Callable[..., Any]) -> None:
    whole = plan(*SHARED)
    province = whole["offices"][0]["province"]
    some = plan(*SHARED, "--province", province)
    assert {one["province"] for one in some["offices"]} == {province}
    assert some["n"] == 1
    assert some["fairness"]["quartiles"] == []
    assert plan(*SHARED, "--body", whole["offices"][0]["body"])["n"] == 9


def test_only_what_headquarters_does_itself(plan: Callable[..., Any]) -> None:
    made = plan("--only", "headquarters", "--budget", 5000)
    actions = [action for one in made["offices"] for action in one["actions"]]
    assert actions
    assert {action["authority"] for action in actions} == {"headquarters"}
    assert made["only"] == "headquarters"


def test_a_certificate_may_be_named(plan: Callable[..., Any]) -> None:
    by_name = plan(*SHARED, "--checklist", "award", "--floor", "taqdirname")
    by_score = plan(*SHARED, "--checklist", "award", "--floor", "۵۰۰")
    assert by_name == by_score
    assert (by_name["aim"], by_name["floor"]) == ("certificate", 500)
    assert all(one["floor"] in (500, None) for one in by_name["offices"])
    nexts = plan(*SHARED, "--checklist", "award", "--aim", "certificate")
    assert nexts["floor"] is None
    assert {one["floor"] for one in nexts["offices"]} <= {250, 400, 500, None}
    assert "grants none" in " ".join(nexts["notes"])


def test_a_plan_of_an_earlier_day_is_of_what_stood_then(run: Run, tmp_path: Path) -> None:
    deeds = [Deed("a", 60, 10), Deed("b", 40, 10)]
    nation = Nation(tmp_path, deeds)
    nation.answer("1405-1", {"x": {"a": False, "b": False}})
    made = json.loads(nation.plan("1405-1", "--budget", 10, "--json").stdout)
    assert (made["value"], made["as_of"]) == (60, None)
    again = json.loads(nation.plan("1405-1", "--budget", 10, "--as-of", "1405/09/07", "--json").stdout)
    assert (again["as_of"], again["offices"]) == ("1405/09/07", made["offices"])
    early = nation.plan("1405-1", "--budget", 10, "--as-of", "1394/01/01", code=3)
    assert "--as-of" in early.stderr


# -- who is not in it ------------------------------------------------------------------------------------------


def test_whoever_is_not_in_it_is_named_with_the_reason(run: Run, tmp_path: Path) -> None:
    offices = [
        Who(id_, "registry", "fars", name=f"<b>{id_}</b>") for id_ in ("silent", "refused", "out", "other", "in")
    ]
    store = laid.lay_down(tmp_path / "store", offices)
    with store:
        laid.say(store, "2025-02-01", "1405-1", "refused", Standing.REFUSED, "1405/7")
        laid.say(store, "2025-02-01", "1405-1", "out", Standing.ASKED_OUT)
        laid.take(store, Filed("2025-02-02", "1405-1", "other", (Total("award", 5000),)))
        laid.take(store, Filed("2025-02-02", "1405-1", "in", (Total("programme", 5000),)))
    result = run("hq", "plan", tmp_path / "store", "--round", "1405-1", "--budget", 5, "--json")
    made = json.loads(result.stdout)
    assert Draft202012Validator(schema.published("hq-plan-output")).is_valid(made)
    assert {(one["office"], one["reason"]) for one in made["without"]} == {
        ("in", "unanswered"),
        ("silent", "silent"),
        ("refused", "refused"),
        ("out", "asked-out"),
        ("other", "unjudged"),
    }
    assert [one["office"] for one in made["answer_first"]] == ["in"]
    assert made["n"] == 1
    assert any(
        "another version" in note for note in made["notes"]
    )  # these stores give checklists hashes of their own
    shown = run("hq", "plan", tmp_path / "store", "--round", "1405-1", "--budget", 5)
    assert all(f"<b>{one.id}</b>" in shown.stdout for one in offices)


def test_a_round_without_filings_has_an_empty_plan(run: Run, tmp_path: Path) -> None:
    store = laid.lay_down(tmp_path / "store", [Who("a", "registry", "fars")])
    store.close()
    (tmp_path / "store" / "rounds.yaml").write_text("- id: 1405-1\n  title: {fa: دور, en: Round}\n", "utf-8")
    result = run("hq", "plan", tmp_path / "store", "--round", "1405-1", "--budget", 5, "--json")
    made = json.loads(result.stdout)
    assert Draft202012Validator(schema.published("hq-plan-output")).is_valid(made)
    assert (made["n"], made["mean_before"], made["value"], made["proven"]) == (0, None, 0, True)
    assert run("hq", "plan", tmp_path / "store", "--round", "1405-1", lang="fa").exit_code == 0


# -- what people get -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_screen_says_what_it_comes_to_and_what_it_rests_on(run: Run, filled: Path, lang: str) -> None:
    result = run("hq", "plan", filled, "--round", "1405-2", *SHARED, lang=lang)
    assert result.exit_code == 0, result.stderr
    said = {
        "fa": (
            "بهینه با برآوردهای پیشنهادی؛ برآوردها تأیید نشده است.",
            "ثابت شد که با این برآوردها هیچ انتخابی بهتر نیست.",
            "تقسیم برابر",
            "کار خود اداره‌ها",
            "پایین‌ترین",
            "حداکثر حدود",
        ),
        "en": ("proposed estimates", "It is proven", "Split equally", "own work", "lowest", "at the margin"),
    }[lang]
    assert not [words for words in said if words not in result.stdout], result.stdout
    assert "{" not in result.stdout


def test_the_persian_of_it_is_typed_as_it_should_be(run: Run, filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    more = ("--floor", 60, "--output", path, "--letters", tmp_path / "letters", "--format", "md")
    assert run("hq", "plan", filled, "--round", "1405-2", *SHARED, *more, lang="fa").exit_code == 0
    letters = sorted((tmp_path / "letters").iterdir())
    assert len(letters) == 9
    for text in [path.read_text("utf-8"), *(letter.read_text("utf-8") for letter in letters)]:
        assert "بهینه با برآوردهای پیشنهادی؛ برآوردها تأیید نشده است." in text
        assert not quality.gregorian(text)


@pytest.mark.parametrize(("budget", "floor"), [(300, 60), (1, 99)])
def test_an_equal_split_that_lifts_as_many_is_not_called_another(
    run: Run, filled: Path, plan: Callable[..., Any], budget: int, floor: int
) -> None:
    asked = ("--budget", budget, "--floor", floor)
    made = plan(*asked)
    split = made["fairness"]["equal_split"]["lifted"]
    shown = run("hq", "plan", filled, "--round", "1405-2", *asked).stdout
    words = (
        f"as many offices, {split}," if split == made["lifted"] else f"{split} offices instead of {made['lifted']}"
    )
    assert words in " ".join(shown.split())


def test_who_is_lifted_is_said_of_those_below_the_floor_everywhere(
    run: Run, filled: Path, plan: Callable[..., Any], tmp_path: Path
) -> None:
    asked = ("--floor", 60, "--only", "headquarters")
    made = plan(*asked)
    lifted, below, reached = (made[name] for name in ("lifted", "below", "reached"))
    assert reached == made["n"] - below + lifted
    assert lifted <= below < made["n"]
    path = tmp_path / "plan.md"
    shown = run("hq", "plan", filled, "--round", "1405-2", *asked, "--output", path).stdout
    said = (
        f"{lifted} of the {below} offices below 60 are lifted over it, and {reached} of {made['n']} then stand there"
    )
    for text in (shown, path.read_text("utf-8")):
        assert said in " ".join(text.split())
    assert f"of {below} below 60" in path.read_text("utf-8")
    fa = run("hq", "plan", filled, "--round", "1405-2", *asked, lang="fa").stdout
    persian = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
    assert f"{lifted} از {below} ادارهٔ زیر 60".translate(persian) in fa


def test_each_office_s_own_next_certificate_is_counted_among_those_that_have_one(
    run: Run, filled: Path, plan: Callable[..., Any]
) -> None:
    asked = ("--checklist", "award", "--aim", "certificate")
    made = plan(*asked)
    assert made["reached"] is None
    shown = run("hq", "plan", filled, "--round", "1405-2", *asked).stdout
    assert f"{made['lifted']} of the {made['below']} offices with a certificate above them" in " ".join(shown.split())


def test_a_letter_without_anything_shared_says_why_and_is_signed(run: Run, filled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    asked = ("--budget", 0, "--letters", folder, "--format", "md")
    assert run("hq", "plan", filled, "--round", "1405-2", *asked).exit_code == 0
    for path in folder.iterdir():
        letter = path.read_text("utf-8")
        assert "Nothing of what is shared, for this round. " in letter
        assert "Name and signature" in letter
        assert "million rials |" not in letter.split("What your office receives")[0]


def test_an_office_s_actions_are_shown_where_it_is_named(run: Run, filled: Path, plan: Callable[..., Any]) -> None:
    one = plan(*SHARED)["offices"][0]
    shown = run("hq", "plan", filled, "--round", "1405-2", *SHARED, "--explain", one["office"]).stdout
    assert all(action["title"]["en"][:12] in shown for action in one["actions"])
    wrong = run("hq", "plan", filled, "--round", "1405-2", "--explain", one["office"][:-1] + "x")
    assert wrong.exit_code == 3
    assert one["office"] in wrong.stderr


def test_names_and_actions_are_whole_on_a_narrow_screen(
    run: Run, filled: Path, plan: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = plan(*SHARED)["offices"][0]
    monkeypatch.setattr(console, "_PIPE_WIDTH", 100)
    shown = run("hq", "plan", filled, "--round", "1405-2", *SHARED, "--explain", one["office"], lang="fa").stdout
    assert "…" not in shown
    words = set(shown.split())
    assert all(set(action["title"]["fa"].split()) <= words for action in one["actions"])


@pytest.mark.parametrize("kind", ["html", "docx", "md", "pdf"])
def test_papers_are_written(run: Run, filled: Path, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"plan.{kind}"
    result = run("hq", "plan", filled, "--round", "1405-2", *SHARED, "--output", path, lang="fa")
    assert result.exit_code == 0, result.stderr
    head = {"html": b"<!doctype html>", "docx": b"PK", "md": b"", "pdf": b"%PDF"}[kind]
    assert path.read_bytes().lower().startswith(head.lower())


def test_the_workbook_has_every_action_as_numbers_that_can_be_summed(
    run: Run, filled: Path, tmp_path: Path, plan: Callable[..., Any]
) -> None:
    path = tmp_path / "plan.xlsx"
    assert run("hq", "plan", filled, "--round", "1405-2", *SHARED, "--output", path).exit_code == 0
    made = plan(*SHARED)
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    rows = list(book["Actions"].iter_rows(min_row=2, values_only=True))
    heads, body = rows[0], rows[1:]
    assert len(body) == sum(len(one["actions"]) for one in made["offices"])
    cost = heads.index("cost (million rials)")
    assert sum(row[cost] for row in body) == made["spent"]
    points = next(n for n, head in enumerate(heads) if str(head).startswith("points: programme"))
    assert abs(sum(row[points] or 0 for row in body) - made["points"]) < 0.01
    assert {"Summary", "Offices", "Spread", "Without", "Open questions"} <= set(book.sheetnames)
    with zipfile.ZipFile(path) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets" in name)


def test_letters_say_what_is_received_and_expected_and_never_lie_over_others(
    run: Run, filled: Path, tmp_path: Path, plan: Callable[..., Any]
) -> None:
    folder = tmp_path / "letters"
    asked = ("hq", "plan", filled, "--round", "1405-2", *SHARED, "--letters", folder, "--format", "md")
    assert run(*asked).exit_code == 0
    made = plan(*SHARED)
    for one in made["offices"]:
        letter = (folder / f"{one['office']}.md").read_text("utf-8")
        assert one["name"]["en"] in letter
        assert all(action["title"]["en"][:20] in letter for action in one["actions"])
        assert not [other for other in made["offices"] if other != one and other["name"]["en"] in letter]
    again = run(*asked)
    assert "there already" in again.stderr
    assert len(list(folder.iterdir())) == 9
    other = run("hq", "plan", filled, "--round", "1405-2", "--budget", 100, "--letters", folder, "--format", "md")
    assert "lie beside them" in other.stderr
    assert (folder / f"{made['offices'][0]['office']}.2.md").exists()


# -- asked wrongly ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--budget", "-1"), 2, "not a whole number"),
        (("--budget", "1.5"), 2, "not a whole number"),
        (("--budget", "500 تومان"), 2, "million rials"),
        (("--budget", "۵۰۰ میلیون تومان"), 2, "million rials"),
        (("--team", "trainers=30:hx"), 3, "owners of actions"),
        (("--team", "trainers=0:hr"), 3, "more than 0 person-days"),
        (("--team", "trainers=-3:hr"), 3, "more than 0 person-days"),
        (("--team", "trainers=many:hr"), 3, "NAME=DAYS:OWNER"),
        (("--team", "trainers=30"), 3, "NAME=DAYS:OWNER"),
        (("--team", "trainers=30:"), 3, "NAME=DAYS:OWNER"),
        (("--team", "=30:hr"), 3, "NAME=DAYS:OWNER"),
        (("--team", "a=1:hr", "--team", "a=2:it"), 3, "a name that no other team has"),
        (("--team", "a=1:hr", "--team", "b=2:it,hr"), 3, "each owner in one team"),
        (("--checklist", "awards"), 3, "award"),
        (("--checklist", "award-system"), 3, "judges offices"),
        (("--aim", "certificate"), 3, "has no certificates"),
        (("--floor", "101"), 3, "up to 100"),
        (("--floor", "0"), 3, "above 0"),
        (("--floor", "50.001"), 3, "two decimals"),
        (("--floor", "taqdir"), 3, "this checklist has no certificates"),
        (("--floor", "golden", "--checklist", "award"), 3, "the id of a certificate"),
        (("--floor", "50", "--aim", "points"), 2, "--aim certificate"),
        (("--province", "far"), 3, "--province"),
        (("--body", "nobody"), 3, "--body"),
        (("--group", "x"), 3, "--group"),
        (("--time-limit", "0"), 2, "time-limit"),
        (("--output", "plan.csv"), 3, ".xlsx"),
        (("--as-of", "1405/13/01"), 3, "--as-of"),
    ],
)
def test_what_is_asked_wrongly_is_refused(
    run: Run, filled: Path, more: tuple[str, ...], code: int, said: str
) -> None:
    for lang in ("fa", "en"):
        result = run("hq", "plan", filled, "--round", "1405-2", *more, lang=lang)
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
    assert said in result.stderr


def test_all_that_is_wrong_is_said_at_once(run: Run, filled: Path) -> None:
    more = ("--team", "a=0:hx", "--floor", "2000", "--province", "nowhere")
    result = run("hq", "plan", filled, "--round", "1405-9", *more, "--json")
    places = [problem["file"] for problem in json.loads(result.stdout)["problems"]]
    assert sorted(places) == ["--floor", "--province", "--round", "--team", "--team"]


def test_persian_digits_and_commas_are_read(plan: Callable[..., Any]) -> None:
    plain = plan("--team", "web=60.5:it,pr", "--budget", "20000")
    persian = plan("--team", "web=۶۰٫۵:it، pr", "--budget", "۲۰۰۰۰")
    assert plain == persian


def test_actions_that_need_each_other_are_refused_with_the_checklists(run: Run, tmp_path: Path) -> None:
    nation = Nation(tmp_path, [Deed("a", 60, 10, needs=("b",)), Deed("b", 40, 10, needs=("a",))])
    result = run("hq", "plan", nation.store, "--round", "1405-1", "--checklists", nation.checklists)
    assert result.exit_code == 3
    assert "do not lead back" in result.stderr


def test_a_solver_that_is_not_installed_says_so(run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verb, "find_spec", lambda name: None)
    result = run("hq", "plan", filled, "--round", "1405-2", "--solver", "optimal")
    assert result.exit_code == 3
    assert "pip install" in result.stderr


@pytest.mark.heavy
def test_the_same_plan_in_every_process(filled: Path) -> None:
    printed = set()
    for seed in ("0", "1", "2"):
        words = [
            sys.executable,
            "cli.py",
            "hq",
            "plan",
            str(filled),
            "--round",
            "1405-2",
            *map(str, SHARED),
            "--json",
        ]
        made = subprocess.run(
            words, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        )
        printed.add(made.stdout)
    assert len(printed) == 1


def test_a_plan_changes_nothing_in_the_store(run: Run, filled: Path) -> None:
    before = {path: path.read_bytes() for path in sorted(filled.rglob("*")) if path.is_file()}
    assert run("hq", "plan", filled, "--round", "1405-2", *SHARED).exit_code == 0
    after = {path: path.read_bytes() for path in sorted(filled.rglob("*")) if path.is_file()}
    assert {p.name for p in set(after) ^ set(before)} <= {"store.db-wal", "store.db-shm"}
    assert all(
        after[path] == content for path, content in before.items() if path in after and "store.db" not in path.name
    )
