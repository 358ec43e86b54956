"""Input that cannot be read for certain: refused with file, line and a way to mend it, nothing touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from tests.steps.scene import Scene, whole


@given("اداره‌ای که پروندهٔ پاسخ آن چنین است")
def office_with_answers_file(scene: Scene, docstring: str) -> None:
    scene.use_tiny()
    scene.answers.write_text(docstring + "\n", "utf-8")


@given("اداره‌ای که شناسنامهٔ آن چنین است")
def office_with_description(scene: Scene, docstring: str) -> None:
    scene.use_tiny()
    (scene.office / "office.yaml").write_text(docstring + "\n", "utf-8")


@given("پروندهٔ پاسخ اداره چنین است")
def answers_file(scene: Scene, docstring: str) -> None:
    scene.answers.write_text(docstring + "\n", "utf-8")


@given("پروندهٔ دفتر ثبت خدمات چنین است")
def register_file(scene: Scene, docstring: str) -> None:
    (scene.office / "services.csv").write_text(docstring + "\n", "utf-8")


@given("پروندهٔ پروژه‌ها چنین است")
def projects_file(scene: Scene, docstring: str) -> None:
    (scene.office / "projects.csv").write_text(docstring + "\n", "utf-8")


@given(parsers.re(r"پروندهٔ دفتر ثبت خدمات با رمزگذاری «(?P<encoding>[\w-]+)» چنین است"))
def encoded_register(scene: Scene, encoding: str, docstring: str) -> None:
    (scene.office / "services.csv").write_bytes((docstring + "\n").encode(encoding))


@given("پرونده‌ای به نام «پنهان.txt» بیرون از پوشهٔ مستندات دوره هست")
def outside_file(scene: Scene) -> None:
    (scene.round / "پنهان.txt").write_text("بیرون\n", "utf-8")


@given("در پوشهٔ مستندات پیوندی به نام «link.txt» به پرونده‌ای بیرون از آن هست")
def evidence_link(scene: Scene) -> None:
    outside = scene.base / "outside.txt"
    outside.write_text("بیرون\n", "utf-8")
    try:
        (scene.round / "evidence" / "link.txt").symlink_to(outside)
    except OSError:  # Windows without the right to make links
        pytest.skip("this machine makes no symbolic links")


@given("در پوشهٔ مستندات پرونده‌ای به نام «cert.txt» هست")
def evidence_file(scene: Scene) -> None:
    (scene.round / "evidence" / "cert.txt").write_text("گواهی\n", "utf-8")


@when("که برنامه و گزارش خواسته می‌شود")
def plan_and_report(scene: Scene) -> None:
    before = scene.files()
    scene.run("plan", str(scene.office), "--save")
    scene.kept["codes"] = [scene.code]
    scene.kept["report"] = scene.base / "report.html"
    scene.run("report", str(scene.office), "--output", str(scene.kept["report"]))
    scene.kept["codes"].append(scene.code)
    scene.before = before


def problems(scene: Scene) -> list[dict[str, Any]]:
    """Return the problems of the last run's JSON; it holds no assessment beside them."""
    record = json.loads(scene.output)
    assert record["checklists"] == []
    found: list[dict[str, Any]] = record["problems"]
    assert found
    return found


@then(parsers.re(r"ایراد در پروندهٔ «(?P<file>[^»]+)» و سطر (?P<line>\d+) نام برده می‌شود"))
def problem_at(scene: Scene, file: str, line: str) -> None:
    places = [(Path(p["file"]).name, p["line"]) for p in problems(scene)]
    assert (file, whole(line)) in places, scene.errors
    path = next(p for p in scene.office.rglob(file))
    assert f"{path}:{whole(line)}" in scene.errors


@then(parsers.re(r"تنها (?P<n>\d+) ایراد گزارش می‌شود"))
def so_many_problems(scene: Scene, n: str) -> None:
    assert len(problems(scene)) == whole(n), scene.errors


@then("هر ایراد آنچه دیده شده، آنچه انتظار می‌رود و راه اصلاح را به فارسی دارد")
def problem_complete(scene: Scene) -> None:
    for problem in problems(scene):
        assert set(problem) == {"file", "line", "seen", "expected", "mend"}
        assert problem["seen"].strip()
        assert problem["expected"].strip()
        assert any("\u0600" <= c <= "\u06ff" for c in problem["mend"]), problem
        assert problem["mend"] in scene.errors


@then(parsers.re(r"ایراد «(?P<words>[^»]+)» را یادآور می‌شود"))
def problem_says(scene: Scene, words: str) -> None:
    texts = [f"{p['seen']} {p['expected']} {p['mend']}" for p in problems(scene)]
    assert any(words in text for text in texts), texts
    assert words in scene.errors


@then("هر دو دستور با کد خروج ۳ پایان یافته و چیزی ننوشته است")
def both_refused(scene: Scene) -> None:
    assert scene.kept["codes"] == [3, 3]
    assert not scene.kept["report"].exists()
    assert scene.output == ""
    assert scene.files() == scene.before
