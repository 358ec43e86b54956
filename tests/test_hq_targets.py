"""`hq targets`: what a store's offices are asked for, the letters and files, the record, and what was reached."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

from compliance import checklist
from compliance.assessment.scoring import assess
from compliance.checklist import cache, own_targets
from compliance.headquarters import holdings, posting
from compliance.headquarters import store as stores
from compliance.headquarters.roster import Standing
from compliance.headquarters.targets import record as target_record
from compliance.persian import numbers
from compliance.persian.letters import sort_key
from tests import stores as laid
from tests.conftest import ROOT
from tests.inbox import simulated

Run = Callable[..., Result]
NEXT = "1406-1"


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda handle: None)


@pytest.fixture(scope="session")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of twelve invented offices and two rounds."""
    return simulated(tmp_path_factory.mktemp("targets"), 12, 2, 11)


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of as many offices as quarters need, and one more, in one round."""
    return simulated(tmp_path_factory.mktemp("many"), 21, 1, 5)


@pytest.fixture
def store(filed: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(filed, tmp_path / "store"))


def held_by(name: str, made: Any) -> None:
    """Hold a JSON against its published schema."""
    schema = json.loads((ROOT / "checklists" / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(made)


def asked(run: Run, store: Path, *more: object, lang: str = "en") -> Any:
    """The targets of round 1405-2 for the next one."""
    result = run("hq", "targets", store, "--round", "1405-2", "--for", NEXT, "--json", *more, lang=lang)
    assert result.exit_code == 0, result.stderr
    made = json.loads(result.stdout)
    held_by("hq-targets-output", made)
    return made


def exact(number: float | None) -> Fraction:
    assert number is not None
    return Fraction(str(number))


def lines(store: Path) -> int:
    with stores.opened(store) as opened:
        return int(opened.one("select max(seq) from log")[0])


# --- what is asked


@pytest.mark.parametrize("rule", [("--share", 30), ("--share", "12.5"), ("--points", 8), ("--effort", 25)])
def test_what_is_asked_of_every_office(run: Run, filed: Path, rule: tuple[str, object]) -> None:
    made = asked(run, filed, *rule)
    league = json.loads(run("hq", "league", filed, "--round", "1405-2", "--checklist", "programme", "--json").stdout)
    scores = {row["office"]: row["score"] for row in league["rows"]}
    assert {one["office"]: one["score"] for one in made["offices"]} == scores
    assert exact(made["mean_before"]) == exact(league["mean"])
    for one in made["offices"]:
        brings = [exact(t["brings"]) for t in one["targets"]]
        assert abs(sum(brings, exact(one["score"])) - exact(one["reach"])) <= Fraction(1, 100)
        assert all(abs(exact(t["points"]) - exact(t["brings"])) <= Fraction(1, 200) for t in one["targets"])
        surplus = exact(one["reach"]) - exact(one["target"])
        assert all(each + Fraction(1, 100) > surplus for each in brings), "a target that adds nothing is asked for"
        assert exact(one["gain"]) == exact(one["target"]) - exact(one["score"])
        assert sum((exact(a["effort_days"]) for a in one["actions"]), Fraction(0)) == exact(one["effort_days"])
        assert {t["action"] for t in one["targets"]} <= {a["id"] for a in one["actions"]}
        assert not [a for a in one["actions"] if a["authority"] == "headquarters"]
        assert exact(one["reach"]) >= exact(one["target"])
    means = sum((exact(one["target"]) for one in made["offices"]), Fraction(0)) / len(made["offices"])
    assert numbers.half_up(means) == exact(made["mean_after"])
    assert made["fairness"]["quarters"] == [], "quarters of three offices each"
    assert made["fairness"]["gain"] is not None
    by, amount = rule[0][2:], Fraction(str(rule[1]))
    assert (made["rule"]["by"], exact(made["rule"]["amount"])) == (by, amount)
    if by == "effort":
        assert all(exact(one["effort_days"]) <= amount for one in made["offices"])
        assert all(one["due"] is None for one in made["offices"])


@pytest.mark.parametrize("share", [30, "12.5"])
def test_quarters_of_five_offices_and_more(run: Run, many: Path, share: object) -> None:
    words = ("--round", "1405-2", "--for", NEXT, "--share", share)
    made = json.loads(run("hq", "targets", many, *words, "--json").stdout)
    held_by("hq-targets-output", made)
    quarters = made["fairness"]["quarters"]
    assert [q["n"] for q in quarters] == [5, 5, 5, 6]
    assert all(abs(exact(q["share_of_gap"]) - Fraction(str(share))) < Fraction(1, 5) for q in quarters)
    gains = [exact(q["gain"]) for q in quarters]
    assert gains == sorted(gains, reverse=True)
    assert "عادلانه" in run("hq", "targets", many, *words, lang="fa").stdout


def test_a_higher_start_never_has_a_lower_target(run: Run, filed: Path) -> None:
    found = sorted((exact(one["score"]), exact(one["due"])) for one in asked(run, filed)["offices"])
    dues = [due for _score, due in found]
    assert dues == sorted(dues)


def test_only_some_offices_are_asked(run: Run, filed: Path, tmp_path: Path) -> None:
    whole = asked(run, filed)["offices"]
    made = asked(run, filed, "--province", "bushehr")
    assert made["offices"] == [one for one in whole if one["office"].startswith("bushehr")]
    assert made["offices"]
    assert made["fairness"] == {"quarters": [], "gain": None, "effort_days": None}
    assert (made["mean_before"], made["mean_after"]) == (None, None), "a mean of two offices"
    words = ("--round", "1405-2", "--for", NEXT, "--province", "bushehr")
    said = run("hq", "targets", filed, *words, lang="fa").stdout
    assert "میانگین، چارک و پراکندگی نیامده است" in said
    page = ("--into", tmp_path / "letters", "--format", "md")
    assert run("hq", "targets", shutil.copytree(filed, tmp_path / "store"), *words, *page).exit_code == 0
    assert "Mean now" not in (tmp_path / "letters" / "targets.html").read_text("utf-8")


def test_another_checklist_has_targets_too(run: Run, filed: Path, tmp_path: Path) -> None:
    made = asked(run, filed, "--checklist", "award", "--share", 20)
    assert made["maximum"] == 1000
    assert all(exact(one["due"]) > exact(one["score"]) for one in made["offices"])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--round", "1404-1"), "a round with filings"),
        (("--for", "1405-2"), "a round after 1405-2"),
        (("--for", "1405-1"), "a round after 1405-2"),
        (("--for", "../x"), "an id such as 1405-2"),
        (("--checklist", "award-system"), "a checklist that judges offices"),
        (("--checklist", "programm"), "write “programme”?"),
        (("--share", "0"), "above 0 and up to 100"),
        (("--share", "100.5"), "above 0 and up to 100"),
        (("--share", "33.333"), "two decimals at most"),
        (("--points", "0"), "a number above 0"),
        (("--province", "atlantis"), "one of those of the enrolled offices"),
        (("--as-of", "1300/01/01"), "the record begins with that day"),
        (("--as-of", "yesterday"), "yesterday"),
    ],
)
def test_what_cannot_be_asked(run: Run, filed: Path, more: tuple[str, str], said: str) -> None:
    words = {"--round": "1405-2", "--for": NEXT} | {more[0]: more[1]}
    result = run("hq", "targets", filed, *(word for pair in words.items() for word in pair), "--json")
    assert result.exit_code == 3, result.output
    assert said in result.stderr
    made = json.loads(result.stdout)
    held_by("hq-targets-output", made)
    assert made["problems"]


@pytest.mark.parametrize(
    "more",
    [
        (),
        ("--for", NEXT, "--check"),
        ("--check", "--into", "x"),
        ("--for", NEXT, "--share", 10, "--points", 3),
        ("--for", NEXT, "--effort", "-3"),
    ],
)
def test_what_is_no_question(run: Run, filed: Path, more: tuple[object, ...]) -> None:
    assert run("hq", "targets", filed, "--round", "1405-2", *more).exit_code == 2


def test_a_store_without_filings_asks_nobody(run: Run, tmp_path: Path) -> None:
    run("hq", "init", tmp_path / "store")
    result = run("hq", "targets", tmp_path / "store", "--round", "1405-2", "--for", NEXT)
    assert result.exit_code == 3
    assert "a round with filings" in result.stderr
    opened = run("hq", "round", "open", tmp_path / "store", "1405-2")
    assert opened.exit_code == 0, opened.stderr
    made = asked(run, tmp_path / "store", "--into", tmp_path / "letters")
    assert (made["offices"], made["mean_before"], made["mean_after"], made["effort_days"]) == ([], None, None, 0)
    assert run("hq", "targets", tmp_path / "store", "--round", "1405-2", "--for", NEXT).exit_code == 0


def test_as_of_a_day_on_which_all_stood_all_are_asked(run: Run, filed: Path) -> None:
    today = asked(run, filed, "--as-of", "1405/12/29")
    assert today["offices"] == asked(run, filed)["offices"]


# --- what is laid down


def test_letters_files_and_the_record(run: Run, store: Path, tmp_path: Path) -> None:
    folder, before = tmp_path / "letters", lines(store)
    words = ("--into", folder, "--format", "md", "--number", "1405/300", "--letter-date", "1405/09/10")
    made = asked(run, store, *words, lang="fa")
    assert made["laid"]["recorded"]
    assert lines(store) == before + 1
    assert {path.name for path in folder.iterdir()} == {
        *(f"{one['office']}.{NEXT}.{ending}" for one in made["offices"] for ending in ("md", "yaml")),
        "targets.html",
        "targets.json",
    }
    kept = json.loads((folder / "targets.json").read_text("utf-8"))
    held_by("hq-targets-output", kept)
    assert kept == {key: value for key, value in made.items() if key != "laid"}
    for one in made["offices"]:
        letter = (folder / f"{one['office']}.{NEXT}.md").read_text("utf-8")
        content = (folder / f"{one['office']}.{NEXT}.yaml").read_bytes()
        assert one["seal"] == own_targets.seal_of(content)
        assert one["seal"][:8] in letter
        assert one["copy"] in letter
        assert one["name"]["fa"] in letter
        assert "1405/300" in content.decode()
        assert all(target["item"] in letter for target in one["targets"])
    again = asked(run, store, *words, lang="fa")
    assert again["laid"] == {
        "letters": {"written": 0, "beside": 0, "there": 12},
        "files": {"written": 0, "beside": 0, "there": 12},
        "recorded": False,
    }
    assert lines(store) == before + 1
    assert not (folder / "targets.2.html").exists()
    (folder / "targets.html").write_text("looked through by hand", "utf-8")
    asked(run, store, *words, lang="fa")
    assert (folder / "targets.html").read_text("utf-8") == "looked through by hand"
    assert (folder / "targets.2.html").stat().st_size > 5000
    other = asked(run, store, *words, "--share", 20, lang="fa")
    assert other["laid"]["files"] == {"written": 12, "beside": 12, "there": 0}
    assert other["laid"]["recorded"]
    said = run("hq", "log", store, lang="fa").stdout
    assert (
        "هدف‌های دورهٔ ۱۴۰۶-۱ از دورهٔ ۱۴۰۵-۲ با programme نسخهٔ ۱: ۱۲ اداره، ۲۰ درصد از فاصلهٔ هر اداره، نامهٔ ۱۴۰۵/۳۰۰"
        in said
    )
    assert run("hq", "log", store, "--check").exit_code == 0


def test_without_a_folder_nothing_is_recorded(run: Run, store: Path) -> None:
    before = lines(store)
    made = asked(run, store)
    assert made["laid"] is None
    assert all(one["seal"] is None for one in made["offices"])
    shown = run("hq", "targets", store, "--round", "1405-2", "--for", NEXT, lang="fa")
    assert shown.exit_code == 0
    assert "هر اداره سهم یکسانی، ۳۰٪، از فاصلهٔ خود" in shown.stdout
    assert "پیشنهاد برنامه است" in shown.stdout
    assert lines(store) == before


def test_every_file_installs_and_says_what_the_letter_says(run: Run, store: Path, tmp_path: Path) -> None:
    """Held against what the office filed: the copy judges it as the letter's “today”, and 100 when all is reached."""
    made = asked(run, store, "--into", tmp_path / "letters", "--format", "md")
    library = checklist.load()
    with stores.opened(store) as opened:
        held = {one.office.id: one.facts for one in holdings.held(opened, library.facts, "1405-2", 10**9)}
    for one in made["offices"][::4]:
        path = tmp_path / "letters" / f"{one['office']}.{NEXT}.yaml"
        with_copy = cache.load(ROOT / "checklists", [path])
        copy, facts = with_copy.checklists[one["copy"]], held[one["office"]]
        judged = assess(copy, facts)
        assert judged.score is not None
        assert numbers.half_up(judged.score) == exact(one["start"])
        raised = {
            t["fact"]: facts[t["fact"]]._replace(value=facts[t["fact"]].value._replace(amount=exact(t["target"])))
            for t in one["targets"]
        }
        assert assess(copy, {**facts, **raised}).score == 100
        whole = assess(library.checklists["programme"], {**facts, **raised}).score
        assert whole is not None
        assert numbers.half_up(whole) == exact(one["reach"])
        assert with_copy.originals == library.checklists


def test_names_that_yaml_would_trip_over(run: Run, store: Path, tmp_path: Path) -> None:
    with stores.opened(store) as opened:
        (office,) = opened.one("select id from office order by id limit 1")
    strange = 'اداره: «"نمونه\\» # {x}'
    assert run("hq", "describe", store, office, "--name", strange, "--name-en", "No: 'x' \\ \"y\"").exit_code == 0
    asked(run, store, "--into", tmp_path / "letters", "--format", "md")
    made = cache.load(ROOT / "checklists", [tmp_path / "letters" / f"{office}.{NEXT}.yaml"])
    (copy,) = [one for one in made.checklists.values() if one.origin]
    assert strange in copy.title.fa
    assert "No: 'x' \\ \"y\"" in copy.title.en


def test_letters_in_word_and_pdf(run: Run, store: Path, tmp_path: Path) -> None:
    for ending in ("docx", "pdf", "html"):
        folder = tmp_path / ending
        asked(run, store, "--province", "bushehr", "--into", folder, "--format", ending)
        assert list(folder.glob(f"*.{ending}"))


def test_a_kill_between_files_and_record_leaves_nothing_wrong(
    run: Run, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was laid down lies there still, and the next run records it."""

    def killed(*_given: object) -> None:
        raise KeyboardInterrupt

    before = lines(store)
    with monkeypatch.context() as patched:
        patched.setattr(posting, "put", killed)
        run("hq", "targets", store, "--round", "1405-2", "--for", NEXT, "--into", tmp_path / "l", "--format", "md")
    assert lines(store) == before
    made = asked(run, store, "--into", tmp_path / "l", "--format", "md")
    assert made["laid"]["recorded"]


# --- a round later


def set_then(run: Run, store: Path, folder: Path, *more: object) -> Any:
    """Set targets from the first round for the second."""
    words = ("--round", "1405-1", "--for", "1405-2", "--into", folder, "--format", "md", "--json", *more)
    result = run("hq", "targets", store, *words)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_what_became_of_targets(run: Run, store: Path, tmp_path: Path) -> None:
    """Judged here anew, target by target, from what the offices filed in the second round."""
    made = set_then(run, store, tmp_path / "l", "--effort", 20)
    result = run("hq", "targets", store, "--round", "1405-2", "--check", "--json")
    checked = json.loads(result.stdout)
    held_by("hq-targets-check-output", checked)
    library = checklist.load()
    with stores.opened(store) as opened:
        held = {one.office.id: one.facts for one in holdings.held(opened, library.facts, "1405-2", 10**9)}
    lower = {item.fact for item in library.checklists["programme"].items if item.better.value == "lower"}
    counts: dict[str, int] = dict.fromkeys(("reached", "partly", "not-reached", "unanswered", "not-applicable"), 0)
    wanted = {one["office"]: one for one in made["offices"]}
    for one in checked["offices"]:
        asked_ = wanted[one["office"]]
        assert one["filed"]
        assert (one["score_before"], one["target"]) == (asked_["score"], asked_["target"])
        assert one["score_reached"] == (one["score"] >= one["target"])
        assert (one["due"], one["due_reached"]) == (None, None)  # the rule of work asks for no score
        assert [t["fact"] for t in one["targets"]] == [t["fact"] for t in asked_["targets"]]
        for seen, target in zip(one["targets"], asked_["targets"], strict=True):
            known = held[one["office"]].get(seen["fact"])
            sign = -1 if seen["fact"] in lower else 1
            if known is None:
                outcome = "unanswered"
            elif known.value.amount is None:
                outcome = "not-applicable"
            elif sign * known.value.amount >= sign * exact(target["target"]):
                outcome = "reached"
            else:
                better = sign * (known.value.amount - Fraction(target["now"])) > Fraction(1, 1000)
                outcome = "partly" if better else "not-reached"
            assert seen["outcome"] == outcome
            counts[outcome] += 1
        assert one["met"] == all(t["outcome"] in ("reached", "not-applicable") for t in one["targets"])
    assert checked["counts"] == counts
    assert checked["filed"] == 12
    assert result.exit_code == (0 if checked["met"] == 12 else 1)
    text = run("hq", "targets", store, "--round", "1405-2", "--check", lang="fa").stdout
    assert "از ۱۲ اداره‌ای که اظهارنامه ارسال کرده‌اند" in text
    assert "هدف‌های محقق‌نشده" in text


def test_what_is_due_by_the_rule_and_what_was_asked_are_told_apart(run: Run, store: Path, tmp_path: Path) -> None:
    set_then(run, store, tmp_path / "l", "--share", 3)
    said = run("hq", "targets", store, "--round", "1405-2", "--check").stdout
    offices = json.loads(run("hq", "targets", store, "--round", "1405-2", "--check", "--json").stdout)["offices"]
    due, target = (sum(one[key] for one in offices) for key in ("due_reached", "score_reached"))
    assert 0 < due < 12
    assert f"Of 12 with a score, {due} have what the rule asks for, and {target} their target score." in said


def test_the_last_word_for_an_office_counts(run: Run, store: Path, tmp_path: Path) -> None:
    set_then(run, store, tmp_path / "l")
    later = set_then(run, store, tmp_path / "l", "--province", "bushehr", "--points", 1)
    checked = json.loads(run("hq", "targets", store, "--round", "1405-2", "--check", "--json").stdout)
    targets = {one["office"]: one["target"] for one in checked["offices"]}
    assert len(targets) == 12
    for one in later["offices"]:
        assert targets[one["office"]] == one["target"]


def test_who_did_not_file_is_not_judged(run: Run, store: Path, tmp_path: Path) -> None:
    asked(run, store, "--into", tmp_path / "l", "--format", "md")
    assert run("hq", "round", "open", store, NEXT, "--from", "1405/09/01").exit_code == 0
    result = run("hq", "targets", store, "--round", NEXT, "--check", "--json")
    checked = json.loads(result.stdout)
    held_by("hq-targets-check-output", checked)
    assert result.exit_code == 0
    assert (checked["filed"], checked["met"]) == (0, 0)
    assert all((one["filed"], one["met"], one["targets"]) == (False, None, []) for one in checked["offices"])
    assert "not filed" in run("hq", "targets", store, "--round", NEXT, "--check").stdout


def test_a_round_in_which_nobody_filed_yet_need_not_be_declared(run: Run, store: Path, tmp_path: Path) -> None:
    asked(run, store, "--into", tmp_path / "l", "--format", "md")
    words = ("hq", "targets", store, "--round", NEXT, "--check")
    result = run(*words, "--json")
    assert result.exit_code == 0, result.stderr
    checked = json.loads(result.stdout)
    held_by("hq-targets-check-output", checked)
    assert (checked["filed"], len(checked["offices"])) == (0, 12)
    assert "برای دورهٔ ۱۴۰۶-۱ هنوز اظهارنامه‌ای ارسال نشده است" in run(*words, lang="fa").stdout


def test_who_gets_no_targets_is_named(run: Run, tmp_path: Path) -> None:
    """By name and not by id, on the screen and on the page, with the reason."""
    kinds = {
        "silent": "چیزی نرسیده است",
        "refused": "همکاری نکرده‌اند",
        "out": "انصراف داده‌اند",
        "other": "بدون این کاربرگ",
    }
    offices = [laid.Who(id_, "registry", "fars", name=f"نام {n}") for n, id_ in enumerate([*kinds, "in"])]
    with laid.lay_down(tmp_path / "store", offices) as opened:
        laid.say(opened, "2025-02-01", "1405-1", "refused", Standing.REFUSED, "1405/7")
        laid.say(opened, "2025-02-01", "1405-1", "out", Standing.ASKED_OUT)
        laid.take(opened, laid.Filed("2025-02-02", "1405-1", "other", (laid.Total("award", 5000),)))
        laid.take(opened, laid.Filed("2025-02-02", "1405-1", "in", (laid.Total("programme", 5000),)))
    words = ("--round", "1405-1", "--for", NEXT, "--into", tmp_path / "l", "--format", "md")
    shown = run("hq", "targets", tmp_path / "store", *words, lang="fa")
    assert shown.exit_code == 0, shown.stderr
    page = (tmp_path / "l" / "targets.html").read_text("utf-8")
    for n, (id_, said) in enumerate(kinds.items()):
        (line,) = [line for line in shown.stdout.splitlines() if said in line]
        assert f"نام {n}" in line
        assert id_ not in line
        assert said in page


def test_lists_run_by_name_and_not_by_id(run: Run, store: Path, tmp_path: Path) -> None:
    set_then(run, store, tmp_path / "l")
    said = run("hq", "targets", store, "--round", "1405-2", "--check", lang="fa").stdout.splitlines()
    rows = [line.split("|")[0].strip() for line in said if line.startswith("اداره") and "|" in line]
    names = list(dict.fromkeys(rows[1 : rows.index("اداره", 1)]))
    assert len(names) == 12
    assert names == sorted(names, key=sort_key)


def test_where_nothing_was_set_nothing_is_checked(run: Run, store: Path, tmp_path: Path) -> None:
    result = run("hq", "targets", store, "--round", "1405-2", "--check", "--json")
    assert result.exit_code == 3
    assert "hq targets --for 1405-2" in result.stderr
    set_then(run, store, tmp_path / "l")
    result = run("hq", "targets", store, "--round", "1405-1", "--check")
    assert result.exit_code == 3
    assert "write “1405-2”?" in result.stderr


def test_an_altered_line_is_found(run: Run, store: Path, tmp_path: Path) -> None:
    set_then(run, store, tmp_path / "l")
    with stores.opened(store) as opened:
        opened.connection.execute(
            "update log set data = replace(data, '\"target\":', '\"target\": ') where deed = ?", (target_record.DEED,)
        )
        opened.connection.commit()
    assert run("hq", "log", store, "--check").exit_code == 1
