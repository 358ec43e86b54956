"""The plan as Gherkin: read by a parser of its own, run by the program and by plain pytest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from gherkin.parser import Parser
from pytest_bdd import given, parsers, then, when

from tests.steps.scene import REPOSITORY, Scene, whole

_TEST = """\
from compliance.criteria.steps import *
from pytest_bdd import scenarios

scenarios("plan.feature")
"""
_OUTCOMES = """\
import json
from pathlib import Path


def pytest_runtest_logreport(report):
    if report.when == "call":
        tags = [name for name in report.keywords if report.keywords[name]]
        with Path(__file__).with_name("outcomes.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps([tags, report.passed]) + "\\n")
"""


def feature_file(scene: Scene) -> Path:
    """Return where the plan's feature lies."""
    return scene.base / "gherkin" / "plan.feature"


def feature(scene: Scene) -> dict[str, Any]:
    """Return the feature as a parser of Gherkin reads it."""
    parsed: dict[str, Any] = Parser().parse(feature_file(scene).read_text("utf-8"))["feature"]
    return parsed


def titled(scene: Scene) -> list[tuple[list[str], dict[str, Any]]]:
    """Return every scenario with its tags."""
    found = [child["scenario"] for child in feature(scene)["children"] if "scenario" in child]
    return [([tag["name"].removeprefix("@") for tag in scenario["tags"]], scenario) for scenario in found]


@given("برنامه به گرکین نوشته شده است")
@when("که برنامه به گرکین نوشته می‌شود")
def write(scene: Scene) -> None:
    scene.run("plan", str(scene.office), "--format", "feature")
    assert scene.code == 0, scene.errors
    feature_file(scene).parent.mkdir()
    feature_file(scene).write_text(scene.output, "utf-8")


@given(parsers.re(r"در پروندهٔ گرکین «(?P<old>[^»]+)» نخستین بار به «(?P<new>[^»]+)» تغییر داده شده است"))
def changed(scene: Scene, old: str, new: str) -> None:
    text = feature_file(scene).read_text("utf-8")
    scene.kept["line"] = text[: text.index(old)].count("\n") + 1
    feature_file(scene).write_text(text.replace(old, new, 1), "utf-8")


@when("که پروندهٔ گرکین با برنامه اجرا می‌شود")
def execute(scene: Scene) -> None:
    scene.run("track", str(scene.office), "--feature", str(feature_file(scene)), "--json")


@then("پروندهٔ گرکین فارسی است و برای هر اقدام برنامه درست یک سناریو با نام آن دارد")
def one_each(scene: Scene) -> None:
    plan = scene.kept["plan"]
    assert feature(scene)["language"] == "fa"
    assert [(tags, scenario["name"]) for tags, scenario in titled(scene)] == [
        ([action["id"]], action["title"]["fa"]) for action in plan["actions"]
    ]


@then("هر سناریوی گرکین همهٔ حدهای معیار اقدام خود را با قلم آن می‌آزماید")
def tests_all(scene: Scene) -> None:
    criteria = {a["id"]: a["criterion"]["test"]["properties"] for a in scene.kept["plan"]["actions"]}
    for (id_,), scenario in titled(scene):
        outcomes = [step for step in scenario["steps"] if step["keywordType"] in ("Outcome", "Conjunction")]
        assert [any(f"«{fact}»" in step["text"] for step in outcomes) for fact in criteria[id_]] == [True] * len(
            criteria[id_]
        )
        assert len(outcomes) == sum(len(limits) for limits in criteria[id_].values())


@then(parsers.re(r"(?P<n>\d+) سناریوی گرکین برقرار است: «(?P<ids>[^»]+)»"))
def holding(scene: Scene, n: str, ids: str) -> None:
    found = scene.json
    assert [s["action"] for s in found["scenarios"] if s["passed"]] == ids.split("، ")
    assert found["passed"] == whole(n) == len(ids.split("، "))
    assert [s["action"] for s in found["scenarios"]] == [a["id"] for a in scene.kept["plan"]["actions"]]


@then("هیچ سناریوی گرکین برقرار نیست و هر یک با سطر و گام خود نام برده می‌شود")
def none_holding(scene: Scene) -> None:
    lines = feature_file(scene).read_text("utf-8").split("\n")
    assert scene.json["passed"] == 0
    assert len(scene.json["scenarios"]) == len(scene.kept["plan"]["actions"])
    for scenario in scene.json["scenarios"]:
        assert scenario["title"] in lines[scenario["line"] - 1]
        assert scenario["missed"]
        for missed in scenario["missed"]:
            assert missed["step"] in lines[missed["line"] - 1]


@then("همهٔ سناریوهای گرکین برقرار است")
def all_holding(scene: Scene) -> None:
    assert {s["passed"] for s in scene.json["scenarios"]} == {True}
    assert scene.json["passed"] == len(scene.kept["plan"]["actions"])


@then("pytest با همان پرونده دربارهٔ هر اقدام همان را می‌گوید")
def runs_agree(scene: Scene) -> None:
    folder = feature_file(scene).parent
    (folder / "test_plan.py").write_text(_TEST, "utf-8")
    (folder / "conftest.py").write_text(_OUTCOMES, "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    where = {"COMPLIANCE_OFFICE": str(scene.office), "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"}
    options = ("-q", "-W", "error", "--strict-markers", "-p", "no:cacheprovider", "-p", "no:xdist")
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *options],
        cwd=folder,
        env=kept | where,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    said = {s["action"]: s["passed"] for s in scene.json["scenarios"]}
    assert set(said.values()) == {True, False}
    assert result.returncode == 1, result.stdout + result.stderr
    lines = (folder / "outcomes.jsonl").read_text("utf-8").splitlines()
    found = [(tag, passed) for tags, passed in map(json.loads, lines) for tag in tags if tag in said]
    assert len(found) == len(said)
    assert dict(found) == said


@then("پیام خطا سطر تغییرکردهٔ پروندهٔ گرکین را نام می‌برد")
def names_line(scene: Scene) -> None:
    assert f"{feature_file(scene)}:{scene.kept['line']}: " in scene.errors, scene.errors
