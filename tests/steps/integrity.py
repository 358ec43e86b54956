"""Answers that contradict each other: which are named, where they stand, and who decides on the pairs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from pytest_bdd import given, parsers, then, when

from tests.steps.scene import CHECKLISTS, Scene, plain_yaml, whole


def contradictions(scene: Scene) -> list[dict[str, Any]]:
    """Return the contradictions that the last run named as JSON."""
    found: list[dict[str, Any]] = scene.json["contradictions"]
    return found


def answer(scene: Scene, fact: str) -> dict[str, Any]:
    """Return the one answer to a fact that contradicts another."""
    found = [a for contradiction in contradictions(scene) for a in contradiction["answers"] if a["fact"] == fact]
    assert len(found) == 1, found
    return found[0]


def headquarters(scene: Scene) -> Path:
    """Return the checklists folder of headquarters, at first a copy of the shipped one."""
    folder = scene.base / "checklists"
    if not folder.exists():
        shutil.copytree(CHECKLISTS, folder)
    return folder


@given("پوشهٔ کاربرگ‌های ستاد مرکزی پروندهٔ جفت‌های ناسازگار ندارد")
def no_pairs(scene: Scene) -> None:
    (headquarters(scene) / "integrity.yaml").unlink()


@given("پروندهٔ جفت‌های ناسازگار ستاد مرکزی چنین است")
def own_pairs(scene: Scene, docstring: str) -> None:
    (headquarters(scene) / "integrity.yaml").write_text(docstring + "\n", "utf-8")


@when("که خودارزیابی با کاربرگ‌های ستاد مرکزی انجام می‌شود")
def assess_with_those_of_headquarters(scene: Scene) -> None:
    scene.run("check", str(scene.office), "--checklists", str(headquarters(scene)), "--json")


@when("که کاربرگ‌های ستاد مرکزی اعتبارسنجی می‌شود")
def validate(scene: Scene) -> None:
    scene.run("checklists", "validate", str(headquarters(scene)))


@then(parsers.re(r"تنها ناسازگاری «(?P<id_>[\w-]+)» نام برده می‌شود"))
def named(scene: Scene, id_: str) -> None:
    assert [contradiction["id"] for contradiction in contradictions(scene)] == [id_]


@then("هیچ ناسازگاری‌ای نام برده نمی‌شود")
def none_named(scene: Scene) -> None:
    assert contradictions(scene) == []


@then(parsers.re(r"پاسخ ناسازگار «(?P<fact>[\w.-]+)» با سطر خود در پروندهٔ پاسخ‌ها آمده است"))
def place_in_answers(scene: Scene, fact: str) -> None:
    found = answer(scene, fact)
    lines = scene.answers.read_text("utf-8").splitlines()
    assert found["source"] == "declared"
    assert Path(found["file"]) == scene.answers
    assert lines[found["line"] - 1].strip() == f"{fact}:"


@then(parsers.re(r"پاسخ ناسازگار «(?P<fact>[\w.-]+)» از دفتر ثبت خدمات آمده است"))
def place_in_register(scene: Scene, fact: str) -> None:
    found = answer(scene, fact)
    assert found["source"] == "registered"
    assert Path(found["file"]) == scene.office / "services.csv"
    assert found["line"] is None


@then(parsers.re(r"جملهٔ ناسازگاری «(?P<id_>[\w-]+)» تنها یک بار آمده است"))
def said_once(scene: Scene, id_: str) -> None:
    pairs = plain_yaml(CHECKLISTS / "integrity.yaml")["pairs"]
    says = next(pair["says"]["fa"] for pair in pairs if pair["id"] == id_)
    assert scene.output.count(says) == 1


@then(parsers.re(r"ایراد پروندهٔ جفت‌های ناسازگار در سطر (?P<line>\d+) «(?P<words>[^»]+)» را یادآور می‌شود"))
def problem_of_pairs(scene: Scene, line: str, words: str) -> None:
    place = f"{headquarters(scene) / 'integrity.yaml'}:{whole(line)}"
    assert any(said.startswith(place) and words in said for said in scene.errors.splitlines()), scene.errors
