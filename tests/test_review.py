"""Review and track: what was decided is kept, recorded and tested, and nothing else is approved."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from compliance import clock, schema, tree
from compliance.persian import dates

Run = Callable[..., Any]
FROM = ("--from", "1405/09/01", "--target", "75")


@pytest.fixture
def planned(office: Path, run: Run) -> Path:
    assert run("plan", office, *FROM, "--save").exit_code == 0
    return office


def plan_file(office: Path) -> Path:
    return office / "rounds" / "1405-2" / "plan.yaml"


def record_file(office: Path) -> Path:
    return office / "rounds" / "1405-2" / "review.jsonl"


def saved(office: Path) -> Any:
    """What plan.yaml holds, as plain text values."""
    return tree.plain(tree.parse(plan_file(office).read_text("utf-8"), "plan.yaml"))


def reviewed(run: Run, *arguments: Any) -> Any:
    result = run("review", *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_what_is_printed_is_as_its_published_schema_says(planned: Path, run: Run) -> None:
    feature = planned / "plan.feature"
    feature.write_text(run("plan", planned, "--format", "feature").stdout, "utf-8")
    calls = [
        ("review", "show", planned),
        ("review", "exclude", planned, "publish-statements", "--because", "پیمانکار نداریم"),
        ("review", "fix", planned, "improve-site-search@1405/10/05"),
        ("review", "assign", planned, "improve-site-search", "خانم رضایی"),
        ("review", "comment", planned, "دیده شد"),
        ("track", planned),
        ("review", "approve", planned, "--letter", "217", "--date", "1405/09/02"),
        ("review", "return", planned),
        ("track", planned, "--on", "1405/12/28"),
        ("plan", planned, "--what-if", "--from", "1405/09/01", "--target", "70", "--solver", "light"),
        ("track", planned, "--feature", feature),
    ]
    for call in calls:
        name = "track-feature" if "--feature" in call else "what-if" if "--what-if" in call else call[0]
        printed = json.loads(run(*call, "--json").stdout)
        errors = list(Draft202012Validator(schema.published(f"{name}-output")).iter_errors(printed))
        assert not errors, (call, [f"{e.json_path}: {e.message}" for e in errors[:5]])


def test_saving_a_plan_adds_the_plan_alone(planned: Path) -> None:
    assert plan_file(planned).is_file()
    assert not record_file(planned).exists()


def test_a_plan_is_approved_whole_and_by_letter(planned: Path, run: Run) -> None:
    shown = reviewed(run, "show", planned)
    assert shown["approval"] is None
    letter = ("--letter", "1405/ح/217", "--date", "1405/09/02", "--by", "مدیرکل")
    after = reviewed(run, "approve", planned, "--hash", shown["plan"], *letter)
    assert set(after["states"].values()) == {"approved"}
    assert after["approval"] == {"plan": shown["plan"], "by": "مدیرکل", "on": "1405/09/02", "letter": "1405/ح/217"}
    assert [(e["did"], e["who"], e["letter"]["number"]) for e in after["log"]] == [
        ("approved", "مدیرکل", "1405/ح/217")
    ]


def test_another_plan_than_the_shown_one_is_not_approved(planned: Path, run: Run) -> None:
    text = plan_file(planned).read_text("utf-8")
    before = re.sub(r"(?m)^budget: .*$", "budget: 11000", text)
    plan_file(planned).write_text(before, "utf-8")
    result = run("review", "approve", planned)
    assert result.exit_code == 3
    assert "changed since it was shown" in result.stderr or "پس از نمایش" in result.stderr
    assert run("review", "approve", planned, "--hash", "0123456789abcdef").exit_code == 3
    assert plan_file(planned).read_text("utf-8") == before
    assert not record_file(planned).exists()


def test_a_plan_changed_after_its_approval_is_refused_with_its_line(planned: Path, run: Run) -> None:
    reviewed(run, "approve", planned)
    text = plan_file(planned).read_text("utf-8").replace("budget: 12000", "budget: 11000")
    plan_file(planned).write_text(text, "utf-8")
    result = run("track", planned)
    assert result.exit_code == 3
    assert re.search(r"plan\.yaml:\d+: ", result.stderr)


def test_an_exclusion_is_kept_by_every_further_plan_and_taken_back(planned: Path, run: Run) -> None:
    first = reviewed(run, "exclude", planned, "publish-statements", "--because", "پیمانکار نداریم")
    assert first["changes"]["dropped"] == ["publish-statements"]
    assert first["decisions"]["excluded"] == {"publish-statements": "پیمانکار نداریم"}
    again = json.loads(run("plan", planned, *FROM, "--save", "--json").stdout)
    assert "publish-statements" not in {a["id"] for a in again["actions"]}
    assert {g["hindrance"] for g in again["left_out"] if g["action"] == "publish-statements"} == {"excluded"}
    back = reviewed(run, "exclude", planned, "publish-statements", "--undo")
    assert "publish-statements" in back["changes"]["added"]
    assert [e["did"] for e in back["log"]] == ["excluded", "saved", "admitted", "saved"]


def test_a_fixed_day_and_a_unit_are_kept(planned: Path, run: Run) -> None:
    reviewed(run, "fix", planned, "improve-site-search@1405/10/05")
    moved = reviewed(run, "assign", planned, "improve-site-search", "pr")
    assert moved["decisions"]["fixed"] == {"improve-site-search": "1405/10/05"}
    made = json.loads(run("plan", planned, *FROM, "--json").stdout)
    action = next(a for a in made["actions"] if a["id"] == "improve-site-search")
    assert (action["start"], action["unit"], action["why"]["because"]) == ("1405/10/05", "pr", "fixed")


def test_wishes_that_conflict_are_named_and_nothing_is_written(planned: Path, run: Run) -> None:
    before = plan_file(planned).read_bytes()
    reviewed(run, "fix", planned, "rebuild-service-list", "1405/10/05")
    kept = plan_file(planned).read_bytes()
    assert kept != before
    result = run("review", "fix", planned, "create-service-pages@1405/10/06")
    assert result.exit_code == 3
    assert "rebuild-service-list" in result.stderr
    assert "create-service-pages" in result.stderr
    assert plan_file(planned).read_bytes() == kept


@pytest.mark.parametrize(
    ("day", "why", "mend"),
    [
        ("1405/09/06", "that day is Friday and off: the weekend", "the next one is 1405/09/07"),
        ("1405/09/05", "that day is Thursday and off: the weekend", "the next one is 1405/09/07"),
        ("1405/10/02", "that day is off: a holiday or a closure in the calendar", "the next one is 1405/10/05"),
        ("1405/10/01", "that day is off: a holiday or a closure in the calendar", "the next one is 1405/10/05"),
    ],
)
def test_a_day_off_on_which_an_action_is_to_begin_is_named_as_such(
    planned: Path, run: Run, day: str, why: str, mend: str
) -> None:
    (planned / "calendar.yaml").write_text("closures: [{date: 1405/10/01, fa: برف}]\n", "utf-8")
    result = run("review", "--lang", "en", "fix", planned, f"improve-site-search@{day}")
    assert result.exit_code == 3
    assert f"“improve-site-search” begins on {day}, but {why}; expected" in result.stderr
    assert f"choose a working day; {mend}" in result.stderr


@pytest.mark.parametrize("day", ["1405/08/29", "1406/03/07", "1405/09/02"])
def test_a_day_that_cannot_be_kept_for_another_cause_is_not_called_a_day_off(
    planned: Path, run: Run, day: str
) -> None:
    """Fridays before the plan's time and after it, and a working day before the end of a need."""
    result = run("review", "--lang", "en", "fix", planned, f"complete-service-pages@{day}")
    assert result.exit_code == 3
    assert " off" not in result.stderr
    assert "that cannot be kept" in result.stderr


def test_returning_leaves_the_plan_to_be_made_again(planned: Path, run: Run) -> None:
    reviewed(run, "approve", planned)
    after = reviewed(run, "return", planned, "--because", "نیرو کم است")
    assert set(after["states"].values()) == {"returned"}
    assert after["approval"] is None
    assert after["log"][-1]["text"] == "نیرو کم است"


def test_what_is_edited_by_hand_is_recorded_as_such(planned: Path, run: Run) -> None:
    text = plan_file(planned).read_text("utf-8").replace("  people: {}", "  people: {publish-statements: خانم رضایی}")
    plan_file(planned).write_text(text, "utf-8")
    after = reviewed(run, "comment", planned, "دیده شد")
    assert [(e["did"], e["where"]) for e in after["log"]] == [("assigned", "file"), ("commented", "terminal")]


def test_verified_is_never_typed_in(planned: Path, run: Run) -> None:
    text = plan_file(planned).read_text("utf-8").replace("state: proposed", "state: verified", 1)
    plan_file(planned).write_text(text, "utf-8")
    result = run("track", planned)
    assert result.exit_code == 3
    assert re.search(r"plan\.yaml:\d+: ", result.stderr)


def track(run: Run, office: Path, code: int, *arguments: Any) -> Any:
    result = run("track", office, "--json", *arguments)
    assert result.exit_code == code, result.stderr
    return json.loads(result.stdout)


def test_track_says_verified_regressed_and_overdue(planned: Path, run: Run) -> None:
    reviewed(run, "approve", planned, *SIGNED)
    early = track(run, planned, 0, "--on", "1405/09/05")
    assert early["counts"]["overdue"] == 0
    late = track(run, planned, 1, "--on", "1405/12/28")
    assert late["counts"]["overdue"] == len(late["actions"])
    assert late["slippage_days"] > 0
    answer(planned, "website.search", "3")
    assert _result(track(run, planned, 0, "--on", "1405/09/05"), "improve-site-search") == "verified"
    answer(planned, "website.search", "1")
    after = track(run, planned, 0, "--on", "1405/09/05")
    assert _result(after, "improve-site-search") == "regressed"
    assert "improve-site-search" in after["replan"]
    done = [e["did"] for e in reviewed(run, "show", planned)["log"]]
    assert done == ["approved", "verified", "regressed"]


def answer(office: Path, fact: str, value: str) -> None:
    path = office / "rounds" / "1405-2" / "answers.yaml"
    text, changed = re.subn(rf"(?m)^(  {fact}:\n    value: ).*$", rf"\g<1>{value}", path.read_text("utf-8"))
    assert changed == 1
    path.write_text(text, "utf-8")


def _result(tracked: Any, id_: str) -> str:
    return next(a["result"] for a in tracked["actions"] if a["id"] == id_)


def test_unapproved_plans_are_tracked_without_alarm(planned: Path, run: Run) -> None:
    assert track(run, planned, 0, "--on", "1405/12/28")["counts"]["overdue"] > 0


def test_what_was_begun_stays_in_the_next_plan(planned: Path, run: Run) -> None:
    assert run("track", planned, "--started", "improve-site-search").exit_code == 3
    reviewed(run, "approve", planned, *SIGNED)
    track(run, planned, 0, "--on", "1405/09/05", "--started", "improve-site-search", "--done", "publish-statements")
    again = json.loads(run("plan", planned, "--from", "1405/09/15", "--target", "75", "--json").stdout)
    states = {a["id"]: (a["state"], a["effort_days"]) for a in again["actions"]}
    assert states["publish-statements"] == ("done", 0)
    assert states["improve-site-search"][0] == "started"
    assert states["improve-site-search"][1] < 4


def test_the_feature_of_the_saved_plan_runs_against_the_office(planned: Path, run: Run) -> None:
    feature = planned / "plan.feature"
    feature.write_text(run("plan", planned, "--format", "feature").stdout, "utf-8")
    result = run("track", planned, "--feature", feature, "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert found["passed"] == 0
    assert {s["action"] for s in found["scenarios"]} == set(reviewed(run, "show", planned)["states"])


def test_the_burn_up_is_drawn(planned: Path, run: Run) -> None:
    drawing = planned / "burn-up.svg"
    assert run("track", planned, "--svg", drawing).exit_code == 0
    assert drawing.read_text("utf-8").lstrip().startswith("<svg")


@pytest.mark.parametrize(
    "arguments",
    [("comment", "bad\udcff"), ("exclude", "publish-statements", "--because", "a\x1bb"), ("comment", "  ")],
)
def test_a_text_that_no_file_can_hold_is_refused_and_nothing_is_written(
    planned: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    before = plan_file(planned).read_bytes()
    verb, *rest = arguments
    assert run("review", verb, planned, *rest).exit_code == 2
    assert plan_file(planned).read_bytes() == before
    assert not record_file(planned).exists()


def test_what_was_never_decided_is_not_taken_back(planned: Path, run: Run) -> None:
    before = plan_file(planned).read_bytes()
    for verb in ("exclude", "fix"):
        assert run("review", verb, planned, "publish-statements", "--undo").exit_code == 3
    assert plan_file(planned).read_bytes() == before
    assert not record_file(planned).exists()


def test_the_later_of_two_decisions_about_one_action_holds(planned: Path, run: Run) -> None:
    reviewed(run, "fix", planned, "improve-site-search@1405/10/05")
    out = reviewed(run, "exclude", planned, "improve-site-search")
    assert (out["decisions"]["fixed"], list(out["decisions"]["excluded"])) == ({}, ["improve-site-search"])
    back = reviewed(run, "fix", planned, "improve-site-search@1405/10/05")
    assert (list(back["decisions"]["fixed"]), back["decisions"]["excluded"]) == (["improve-site-search"], {})
    assert [e["did"] for e in back["log"] if e["did"] != "saved"] == [
        "fixed",
        "excluded",
        "freed",
        "fixed",
        "admitted",
    ]


def test_a_letter_that_comes_after_the_approval_is_recorded(planned: Path, run: Run) -> None:
    reviewed(run, "approve", planned)
    after = reviewed(run, "approve", planned, "--letter", "217", "--date", "1405/09/02")
    assert after["approval"]["letter"] == "217"
    assert set(after["states"].values()) == {"approved"}


def test_actual_points_end_with_the_day(planned: Path, run: Run) -> None:
    weeks = track(run, planned, 0, "--on", "1405/10/05")["weeks"]
    this, *later = [w["actual"] for w in weeks if w["end"] >= "1405/10/05"]
    assert this is not None
    assert later
    assert all(actual is None for actual in later)


def test_a_feature_is_run_alone(planned: Path, run: Run) -> None:
    feature = planned / "plan.feature"
    feature.write_text(run("plan", planned, "--format", "feature").stdout, "utf-8")
    assert run("track", planned, "--feature", feature, "--started", "improve-site-search").exit_code == 2


# -- what was begun ----------------------------------------------------------------------------------------------


@pytest.fixture
def under_way(planned: Path, run: Run) -> Path:
    """An approved plan of which two actions are done and one was begun."""
    reviewed(run, "approve", planned)
    track(run, planned, 0, "--done", "improve-site-search", "--started", "rebuild-service-list", "--on", "1405/09/07")
    return planned


def test_what_was_begun_keeps_its_dates_and_what_was_not_begins_from_today(
    under_way: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decision in Dey plans the rest from that day on; what is over ended when it ended."""
    before = {p["id"]: p for p in saved(under_way)["actions"]}
    today = dates.read("1405/10/12")
    assert today is not None
    monkeypatch.setattr(clock, "today", lambda: today)
    after = reviewed(run, "exclude", under_way, "publish-statements")
    plan = saved(under_way)
    assert plan["from"] == "1405/10/12"
    actions = {p["id"]: p for p in plan["actions"]}
    done, begun = "improve-site-search", "rebuild-service-list"
    assert [actions[done][k] for k in ("start", "end", "state")] == [
        before[done]["start"],
        before[done]["end"],
        "done",
    ]
    assert (actions[begun]["start"], actions[begun]["state"]) == (before[begun]["start"], "started")
    assert all(p["start"] >= "1405/10/12" for p in plan["actions"] if p["state"] == "proposed")
    assert done not in {move["id"] for move in after["changes"]["moved"]}
    tracked = track(run, under_way, 1, "--on", "1405/10/12")  # done, and its criterion still fails
    assert {a["id"] for a in tracked["actions"] if a["result"] == "overdue"} == {done}


def test_a_plan_whose_time_is_over_is_not_made_again_in_the_past(
    under_way: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, later = plan_file(under_way).read_bytes(), dates.read("1406/03/15")
    assert later is not None
    monkeypatch.setattr(clock, "today", lambda: later)
    result = run("review", "exclude", under_way, "publish-statements")
    assert result.exit_code == 3
    assert "a plan whose time ended on 1406/03/01" in result.stderr
    assert plan_file(under_way).read_bytes() == kept


def test_the_same_plan_saved_again_keeps_its_approval(planned: Path, run: Run) -> None:
    reviewed(run, "approve", planned, "--letter", "217", "--date", "1405/09/02")
    kept = plan_file(planned).read_bytes(), record_file(planned).read_bytes()
    result = run("plan", planned, *FROM, "--save")
    assert "is the same" in result.stderr
    assert (plan_file(planned).read_bytes(), record_file(planned).read_bytes()) == kept
    assert run("plan", planned, "--from", "1405/09/01", "--target", "74", "--save").exit_code == 0
    assert reviewed(run, "show", planned)["approval"] is None


# -- who gave what to whom, and who signed -----------------------------------------------------------------------


def test_an_action_that_was_given_away_comes_back(planned: Path, run: Run) -> None:
    reviewed(run, "assign", planned, "improve-site-search", "خانم رضایی")
    reviewed(run, "assign", planned, "improve-site-search", "pr")
    after = reviewed(run, "assign", planned, "improve-site-search", "--undo")
    assert (after["decisions"]["assigned"], after["decisions"]["people"]) == ({}, {})
    assert [e["did"] for e in after["log"]] == ["assigned", "assigned", "saved", "unassigned", "saved"]
    assert run("review", "assign", planned, "improve-site-search", "--undo").exit_code == 3
    for wrong in ((), ("pr", "--undo")):
        assert run("review", "assign", planned, "improve-site-search", *wrong).exit_code == 2


SIGNED = ("--by", "مدیرکل", "--letter", "217", "--date", "1405/09/02")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  by: مدیرکل", "  by: کارشناس"),
        ("  'on': 1405/09/02", "  'on': 1405/09/03"),
        ("letter: '217'", "letter: '218'"),
    ],
)
def test_nobody_signs_in_the_name_of_another(old: str, new: str, planned: Path, run: Run) -> None:
    """The record says who approved the plan, when and by which letter; the file cannot say otherwise."""
    reviewed(run, "approve", planned, *SIGNED)
    text = plan_file(planned).read_text("utf-8")
    assert text.count(old) == 1
    plan_file(planned).write_text(text.replace(old, new), "utf-8")
    line = text[: text.index(old)].count("\n") + 1
    for verb in (("track",), ("review", "show"), ("report", "--output", planned / "r.md")):
        result = run(*verb[: 1 if verb[0] == "report" else 2], planned, *(verb[1:] if verb[0] == "report" else ()))
        assert result.exit_code == 3
        assert f"plan.yaml:{line}: " in result.stderr
        assert "as the record of review has it" in result.stderr


def test_a_plan_changed_by_hand_is_shown_as_such(planned: Path, run: Run) -> None:
    assert reviewed(run, "show", planned)["edited"] is False
    text = plan_file(planned).read_text("utf-8").replace("budget: 12000", "budget: 13000")
    plan_file(planned).write_text(text, "utf-8")
    assert reviewed(run, "show", planned)["edited"] is True
    assert "changed by hand" in run("review", "show", planned).stdout


# -- wishes that are written in plan.yaml ------------------------------------------------------------------------


def test_a_wish_in_the_file_that_cannot_be_kept_is_told_with_its_line(planned: Path, run: Run) -> None:
    """A Friday typed into decisions: fixed is refused where it stands, by every verb that plans."""
    text = plan_file(planned).read_text("utf-8")
    edited = text.replace("  fixed: {}\n", "  fixed: {improve-site-search: 1405/10/11}\n")
    assert edited != text
    plan_file(planned).write_text(edited, "utf-8")
    line = edited[: edited.index("  fixed: {improve")].count("\n") + 1
    for verb in (("plan", planned, *FROM, "--save"), ("review", "exclude", planned, "publish-statements")):
        result = run(*verb)
        assert result.exit_code == 3, result.stdout
        assert f"plan.yaml:{line}: " in result.stderr
        assert "improve-site-search" in result.stderr
        assert plan_file(planned).read_text("utf-8") == edited


def test_a_wish_whose_need_is_excluded_says_so(office: Path, run: Run) -> None:
    options = ("--exclude", "rebuild-service-list", "--fix", "create-service-pages@1405/10/05")
    result = run("plan", office, "--from", "1405/09/01", *options)
    assert result.exit_code == 3
    assert "it needs rebuild-service-list, which is excluded" in result.stderr


def test_money_that_does_not_suffice_is_not_mended_by_another_day(office: Path, run: Run) -> None:
    dear = next(
        a for a in json.loads(run("plan", office, "--from", "1405/09/01", "--json").stdout)["actions"] if a["cost"]
    )
    result = run("plan", office, "--from", "1405/09/01", "--budget", "0", "--fix", f"{dear['id']}@{dear['start']}")
    assert result.exit_code == 3
    assert "--budget" in result.stderr


# -- the feature -------------------------------------------------------------------------------------------------


def test_a_feature_says_whether_its_plan_is_saved_and_approved(office: Path, run: Run) -> None:
    fresh = run("plan", office, *FROM, "--format", "feature")
    assert "ذخیره نشده" in fresh.stdout
    assert "not approved" in fresh.stderr
    run("plan", office, *FROM, "--save")
    hash_ = reviewed(run, "show", office)["plan"]
    assert f"{hash_} که هنوز تصویب نشده است" in run("plan", office, "--format", "feature").stdout
    reviewed(run, "approve", office)
    signed = run("plan", office, "--format", "feature")
    assert f"{hash_} که تصویب شده است" in signed.stdout
    assert not signed.stderr


def test_the_feature_of_another_office_is_told_with_its_line(office: Path, run: Run) -> None:
    feature = office / "plan.feature"
    text = run("plan", office, *FROM, "--format", "feature").stdout.replace("bushehr-civil-registry", "other-office")
    feature.write_text(text, "utf-8")
    result = run("track", office, "--feature", feature)
    assert result.exit_code == 3
    line = text[: text.index("other-office")].count("\n") + 1
    assert f"plan.feature:{line}: " in result.stderr
