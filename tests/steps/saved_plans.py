"""The saved plan as it lies on the disk: made once, edited by hand, and the record of its review."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from compliance import clock
from tests.steps.answering import chain
from tests.steps.planning import day
from tests.steps.scene import Scene, latin, plain_yaml, whole

BEGIN = "1405/09/01"
DIRECTOR = "مدیرکل"
STATE = "state: proposed"


def plan_file(scene: Scene) -> Path:
    """Return where the saved plan lies."""
    return scene.round / "plan.yaml"


def record_file(scene: Scene) -> Path:
    """Return where the record of its review lies."""
    return scene.round / "review.jsonl"


def saved(scene: Scene) -> dict[str, Any]:
    """Return the saved plan, read without the program."""
    return dict(plain_yaml(plan_file(scene)))


def record(scene: Scene) -> bytes:
    """Return the record of the review, nothing when there is none."""
    path = record_file(scene)
    return path.read_bytes() if path.exists() else b""


def events(scene: Scene) -> list[dict[str, Any]]:
    """Return the lines of the record."""
    return [json.loads(line) for line in record(scene).decode().splitlines()]


def spans(plan: dict[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Return who does every action of a plan from when to when, by id."""
    return {a["id"]: (a["unit"], a["start"], a["end"]) for a in plan["actions"]}


def ends(plan: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the actions of a plan with their last days."""
    return [(a["id"], a["end"]) for a in plan["actions"]]


def gained(plan: dict[str, Any], until: str | None = None) -> Fraction:
    """Return the points of the plan's checklist at its begin, with the gains of what ends by a day."""
    checklist = plan["checklist"]
    done = [a for a in plan["actions"] if until is None or day(a["end"]) <= day(until)]
    return sum((Fraction(a["gains"].get(checklist, "0")) for a in done), Fraction(plan["before"][checklist]))


@pytest.fixture(scope="session")
def planned_example(tmp_path_factory: pytest.TempPathFactory, scene_cache: Path) -> Path:
    """The example office with a saved plan, made once for all scenarios."""
    scene = Scene(tmp_path_factory.mktemp("planned"))
    scene.environment = {"XDG_CACHE_HOME": str(scene_cache)}
    scene.begin = BEGIN
    scene.use_example()
    made = scene.plan("--target", "75", "--save")
    assert scene.code == 0, scene.errors
    assert made["actions"]
    (scene.base / "plan.json").write_text(json.dumps(made), "utf-8")
    return scene.base


@given("ادارهٔ نمونه با برنامهٔ ذخیره‌شده")
def example_with_plan(scene: Scene, planned_example: Path) -> None:
    shutil.copytree(planned_example / "office", scene.office)
    scene.begin = BEGIN
    scene.kept["planned"] = planned_example
    scene.kept["plan"] = json.loads((planned_example / "plan.json").read_text("utf-8"))


def it_is(patched: pytest.MonkeyPatch, today: date) -> None:
    """Let it be another day."""
    noon = datetime.combine(today, time(12)).astimezone().isoformat(timespec="seconds")
    patched.setattr(clock, "today", lambda: today)
    patched.setattr(clock, "now", lambda: noon)


@given("ادارهٔ نمونه با برنامهٔ تصویب‌شده")
def example_with_approved_plan(scene: Scene, planned_example: Path) -> None:
    """The plan is approved on the day before its first one."""
    example_with_plan(scene, planned_example)
    with pytest.MonkeyPatch.context() as patched:
        it_is(patched, day(BEGIN) - timedelta(days=1))
        scene.run("review", "approve", str(scene.office), "--by", DIRECTOR, "--json")
    assert scene.code == 0, scene.errors


def another(scene: Scene) -> Scene:
    """Return a scene of its own with the same office as it was when its plan was saved."""
    other = Scene(scene.base / "another")
    shutil.copytree(scene.kept["planned"] / "office", other.office)
    other.begin, other.environment = scene.begin, scene.environment
    return other


# By hand


@given(parsers.re(r"در پروندهٔ برنامه (?P<which>نخستین|همهٔ) «(?P<old>[^»]+)» به «(?P<new>[^»]+)» تغییر داده شده است"))
def edited(scene: Scene, which: str, old: str, new: str) -> None:
    text = plan_file(scene).read_text("utf-8")
    old, new = old.replace("⏎", "\n"), new.replace("⏎", "\n")
    assert old in text
    scene.kept["line"] = text[: text.index(old)].count("\n") + 1
    plan_file(scene).write_text(text.replace(old, new, 1 if which == "نخستین" else -1), "utf-8")


@given(parsers.re(r"«(?P<key>\w+)» در پروندهٔ برنامه «(?P<value>[^»]+)» نوشته شده است"))
def rewritten(scene: Scene, key: str, value: str) -> None:
    """Give a key another value where it stands first: in the plan, or in its first action."""
    text = plan_file(scene).read_text("utf-8")
    found = re.search(rf"(?m)^(?:- |  )?{key}: (.*)$", text)
    assert found is not None
    assert found[1] != value
    scene.kept["line"] = text[: found.start()].count("\n") + 1
    plan_file(scene).write_text(text[: found.start(1)] + value + text[found.end(1) :], "utf-8")


@given("دومین اقدام پروندهٔ برنامه همان شناسهٔ نخستین اقدام را دارد")
def doubled(scene: Scene) -> None:
    first, second = (f"- id: {action['id']}" for action in saved(scene)["actions"][:2])
    edited(scene, "نخستین", second, first)


@given(parsers.re(r"پروندهٔ برنامه پس از سطر «(?P<text>[^»]+)» بریده شده است"))
def cut(scene: Scene, text: str) -> None:
    whole_text = plan_file(scene).read_text("utf-8")
    plan_file(scene).write_text(whole_text[: whole_text.index(text) + len(text)] + "\n", "utf-8")


@given("پروندهٔ برنامه پاک شده است")
def removed(scene: Scene) -> None:
    plan_file(scene).unlink()


@then("پیام خطا سطر تغییرکردهٔ پروندهٔ برنامه را نام می‌برد")
def names_line(scene: Scene) -> None:
    assert f"{plan_file(scene)}:{scene.kept['line']}: " in scene.errors, scene.errors


@then(parsers.re(r"در پروندهٔ برنامه «(?P<text>[^»]+)» هست"))
def plan_holds(scene: Scene, text: str) -> None:
    assert text in plan_file(scene).read_text("utf-8")


# The record


@then(parsers.re(r"سابقهٔ بررسی این رویدادها را به ترتیب دارد"))
def recorded(scene: Scene, datatable: list[list[str]]) -> None:
    head, *rows = datatable
    keys = {"چه": "did", "چه کسی": "who", "کجا": "where", "اقدام": "action", "متن": "text", "روز": "day"}
    found = [[event.get(keys[title]) or "—" for title in head] for event in events(scene)]
    assert found == [
        [latin(cell) if title == "روز" else cell for title, cell in zip(head, row, strict=True)] for row in rows
    ]


@then("سابقهٔ بررسی ساخته نشده است")
def no_record(scene: Scene) -> None:
    assert not record_file(scene).exists()


@then("سابقهٔ بررسی با شیوه‌ای که مستند شده است زنجیر شده است")
def record_chained(scene: Scene) -> None:
    last = "0" * 64
    lines = list(chain(record_file(scene)))
    assert lines
    for said, right, previous in lines:
        assert (said, previous) == (right, last)
        last = said
    assert [event["number"] for event in events(scene)] == list(range(1, len(lines) + 1))


@given(parsers.re(r"در سطر (?P<line>\d+) سابقهٔ بررسی «(?P<old>[^»]+)» به «(?P<new>[^»]+)» تغییر داده شده است"))
def record_changed(scene: Scene, line: str, old: str, new: str) -> None:
    lines = record(scene).decode().splitlines(keepends=True)
    assert old in lines[whole(line) - 1]
    lines[whole(line) - 1] = lines[whole(line) - 1].replace(old, new)
    record_file(scene).write_bytes("".join(lines).encode())


@then(parsers.re(r"پیام خطا سطر (?P<line>\d+) سابقهٔ بررسی را نام می‌برد"))
def names_record_line(scene: Scene, line: str) -> None:
    assert f"{record_file(scene)}:{whole(line)}: " in scene.errors, scene.errors


# Any verb on the saved plan


@when(parsers.re(r"که دستور «(?P<verb>[^»]+)» برای این اداره اجرا می‌شود"))
def any_verb(scene: Scene, verb: str) -> None:
    scene.run(*_arguments(scene, verb))


def _arguments(scene: Scene, verb: str) -> Iterator[str]:
    """Yield the words of a command with the office in its place, behind the verbs."""
    words = latin(verb).split()
    verbs = 2 if words[0] == "review" else 1
    yield from (*words[:verbs], str(scene.office), *words[verbs:])
