"""Criteria as a specification: tests that are refused, plans written as Gherkin and run."""

from __future__ import annotations

import re
import shutil
import textwrap
from typing import Any

from pytest_bdd import given, parsers, then, when

from compliance import checklist, language
from compliance.criteria import feature, running
from compliance.errors import BadInput
from compliance.usecases.opening import open_office
from tests.planned import plan_of
from tests.steps.scene import CHECKLISTS, Scene


@given(parsers.re(r"چک‌لیست‌هایی که آزمون اقدام «(?P<id_>[\w-]+)» در آن چنین است"))
def other_test(scene: Scene, id_: str, docstring: str) -> None:
    folder = scene.base / "checklists"
    shutil.copytree(CHECKLISTS, folder)
    path = folder / "actions.yaml"
    before, after = re.split(rf"(?<=\n)(?=  - id: {id_}\n)", path.read_text("utf-8"))
    test = "      test:\n" + textwrap.indent(docstring.strip(), " " * 8) + "\n"
    changed = re.sub(r"      test:\n(?: {8}.*\n)+", test, after, count=1)
    path.write_text(before + changed, "utf-8")
    scene.kept["limit"] = before.count("\n") + changed[: changed.index("properties:")].count("\n") + 1


@when("که چک‌لیست‌ها بررسی می‌شود")
def validate(scene: Scene) -> None:
    scene.run("checklists", "validate", str(scene.base / "checklists"))


@then(parsers.re(r"ایراد در سطر آزمون «[\w-]+» می‌گوید «(?P<text>.+)»"))
def said_of_the_test(scene: Scene, text: str) -> None:
    (line,) = [line for line in scene.errors.split("\n") if "actions.yaml:" in line]
    assert f"actions.yaml:{scene.kept['limit']}: " in line
    assert text in line


@given(parsers.re(r"برنامه‌ای با اقدام‌های «(?P<ids>[\w، -]+)»"))
def a_plan(scene: Scene, ids: str) -> None:
    opened = open_office(scene.office, checklists=CHECKLISTS)
    actions = [opened.instruments.actions[id_] for id_ in ids.split("، ")]
    scene.kept["plan"] = plan_of(actions, opened.folder.office, opened.round)


@when("که معیارهای برنامه به گرکین نوشته می‌شود")
def written(scene: Scene) -> None:
    opened = open_office(scene.office, checklists=CHECKLISTS)
    scene.kept["text"] = feature.feature(scene.kept["plan"], opened.instruments, opened.folder.office)


@when(parsers.re(r"در نوشته «(?P<old>[^»]+)» به «(?P<new>[^»]+)» تغییر می‌کند"))
def changed(scene: Scene, old: str, new: str) -> None:
    scene.kept["text"] = scene.kept["text"].replace(old, new)


@when("نوشته اجرا می‌شود")
def executed(scene: Scene) -> None:
    opened = open_office(scene.office, checklists=CHECKLISTS)
    language.use("fa")
    library = checklist.load(CHECKLISTS)
    try:
        found: Any = running.run(scene.kept["text"], "plan.feature", library, lambda _about, _line: opened.facts)
        scene.kept["outcomes"] = {outcome.action: outcome for outcome in found}
    except BadInput as error:
        scene.kept["problems"] = error.problems


@then("نوشته این گام‌ها را دارد")
def has_steps(scene: Scene, datatable: list[list[str]]) -> None:
    lines = [line.strip() for line in scene.kept["text"].split("\n")]
    for (step,) in datatable:
        assert step in lines


@then(parsers.re(r"اقدام «(?P<id_>[\w-]+)» برقرار است"))
def passed(scene: Scene, id_: str) -> None:
    assert scene.kept["outcomes"][id_].passed


@then(parsers.re(r"اقدام «(?P<id_>[\w-]+)» برقرار نیست: «(?P<seen>.+)» به جای «(?P<expected>.+)»"))
def missed(scene: Scene, id_: str, seen: str, expected: str) -> None:
    (found,) = scene.kept["outcomes"][id_].missed
    assert (found.seen, found.expected) == (seen, expected)
    assert found.step in scene.kept["text"].split("\n")[found.line - 1]


@then(parsers.re(r"نوشته در سطر «(?P<part>[^»]+)» رد می‌شود و راه اصلاح «(?P<mend>[^»]+)» را دارد"))
def refused(scene: Scene, part: str, mend: str) -> None:
    lines = scene.kept["text"].split("\n")
    (problem,) = scene.kept["problems"]
    assert part in lines[problem.line - 1]
    assert mend in problem.mend
