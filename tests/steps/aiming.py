"""Quantified targets: notified by headquarters, installed and reached by an office, and checked a round later."""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from pytest_bdd import given, parsers, then, when

from compliance.commands.group import cli
from tests.conftest import PASSWORD
from tests.steps.intake import Headquarters
from tests.steps.scene import Scene, exact, whole

ID = "bushehr-civil-registry"


def called(scene: Scene, *words: object, codes: tuple[int, ...] = (0, 1)) -> Result:
    """Run a verb in Persian, and keep what it printed."""
    scene.result = CliRunner().invoke(cli, [*map(str, words), "--lang", "fa"], catch_exceptions=False)
    assert scene.result.exit_code in codes, scene.result.stderr
    return scene.result


def record(scene: Scene, *words: object) -> Any:
    return json.loads(called(scene, *words, "--json").stdout)


def office_of(hq: Headquarters) -> Any:
    """What is asked of the office, by targets.json."""
    (one,) = json.loads((letters(hq) / "targets.json").read_text("utf-8"))["offices"]
    return one


def letters(hq: Headquarters) -> Path:
    return hq.scene.base / "letters"


def enclosed(hq: Headquarters) -> Path:
    (path,) = letters(hq).glob("*.yaml")
    return path


def seal_in_letter(hq: Headquarters) -> str:
    """The seal as somebody reads it in the letter."""
    (letter,) = letters(hq).glob("*.md")
    found = re.search(r"(?:[0-9a-f]{8} ){7}[0-9a-f]{8}", letter.read_text("utf-8"))
    assert found, letter.read_text("utf-8")
    return found[0]


def send(hq: Headquarters) -> None:
    """File, and let headquarters collect it."""
    called(hq.scene, "file", hq.scene.office, "--yes")
    hq.run("collect", hq.scene.office / "filings", "--json")
    assert hq.scene.result is not None
    assert hq.scene.result.exit_code == 0, hq.scene.result.stderr


def in_round(folder: Path, round_: str) -> None:
    """Let the files of a round's folder name it."""
    for path in (folder / "answers.yaml", *folder.glob("systems/*.yaml")):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"(?m)^round: .*", f"round: {round_}", text), "utf-8")


@given(parsers.re(r"اداره‌ای که پروندهٔ دورهٔ «(?P<round_>[\d-]+)» آن در ستاد مرکزی پذیرفته شده است"))
def accepted_before(hq: Headquarters, round_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COMPLIANCE_PASSWORD", PASSWORD)
    scene = hq.scene
    scene.use_example()
    (folder,) = (scene.office / "rounds").iterdir()
    folder.rename(folder.parent / round_)
    in_round(folder.parent / round_, round_)
    called(scene, "keys", "new", scene.office)
    hq.run("init")
    hq.run("enrol", scene.office / "keys" / "enrolment.json", "--yes", "--letter", "1405/1")
    send(hq)


@given(parsers.re(r"اهداف کمّی دورهٔ «(?P<next_>[\d-]+)» با (?P<share>[۰-۹]+) درصد از فاصله ابلاغ شده است"))
@when(parsers.re(r"که اهداف کمّی دورهٔ «(?P<next_>[\d-]+)» با (?P<share>[۰-۹]+) درصد از فاصله ابلاغ می‌شود"))
def notified(hq: Headquarters, next_: str, share: str) -> None:
    (round_,) = [path.name for path in (hq.scene.office / "rounds").iterdir()]
    words = ("--round", round_, "--for", next_, "--share", whole(share), "--into", letters(hq), "--format", "md")
    hq.run("targets", *words, "--number", "1405/300", "--json")


@then("امتیاز هدف یک‌دهم فاصلهٔ اداره تا امتیاز کامل بالاتر از امتیاز کنونی است")
def a_tenth(hq: Headquarters) -> None:
    one = office_of(hq)
    wanted = exact(one["score"]) + (100 - exact(one["score"])) / 10
    assert abs(exact(one["target"]) - wanted) <= Fraction(1, 100)
    assert one["target"] == one["due"]


@then("امتیاز هر هدف همان است که تحقق آن می‌آورد و جمع آن‌ها به امتیاز خواسته‌شده می‌رسد")
def sums(hq: Headquarters) -> None:
    one = office_of(hq)
    assert all(abs(exact(t["points"]) - exact(t["brings"])) <= Fraction(1, 200) for t in one["targets"])
    brought = exact(one["score"]) + sum((exact(target["brings"]) for target in one["targets"]), Fraction(0))
    assert abs(brought - exact(one["reach"])) <= Fraction(1, 100)
    assert exact(one["reach"]) >= exact(one["target"]) == exact(one["score"]) + exact(one["gain"])


@then("نامهٔ «ابلاغ اهداف کمّی» مُهر پرونده و همهٔ هدف‌ها را دارد")
def letter_says(hq: Headquarters) -> None:
    (letter,) = letters(hq).glob("*.md")
    text, one = letter.read_text("utf-8"), office_of(hq)
    assert "ابلاغ اهداف کمّی دورهٔ ۱۴۰۵-۲" in text
    assert seal_in_letter(hq).replace(" ", "") == one["seal"]
    assert all(f"| {target['item']} |" in text for target in one["targets"])


@when("که اداره پرونده را با مُهر نامه نصب می‌کند")
def installed(hq: Headquarters) -> None:
    hq.kept["before"] = record(hq.scene, "check", hq.scene.office)
    called(hq.scene, "checklists", "install", enclosed(hq), "--seal", seal_in_letter(hq))


@then("کاربرگ اصلی اداره همان است که بود")
def unchanged(hq: Headquarters) -> None:
    assert record(hq.scene, "check", hq.scene.office) == hq.kept["before"]


@then("خودارزیابی با کاربرگ هدف‌ها همان سهمی را نشان می‌دهد که نامه گفته است")
def the_same_share(hq: Headquarters) -> None:
    one = office_of(hq)
    (found,) = record(hq.scene, "check", hq.scene.office, "--checklist", one["copy"])["checklists"]
    assert (found["score"], found["maximum"]) == (one["start"], 100)


@then("برنامه برای کاربرگ هدف‌ها به همهٔ آن‌ها می‌رسد")
def planned(hq: Headquarters) -> None:
    one = office_of(hq)
    plan = record(hq.scene, "plan", hq.scene.office, "--checklist", one["copy"])
    assert plan["score_after"] == 100
    assert {action["id"] for action in plan["actions"]} == {action["id"] for action in one["actions"]}


@when(parsers.re(r"که اداره همهٔ هدف‌ها جز یکی را در دورهٔ «(?P<round_>[\d-]+)» محقق می‌کند و پرونده‌اش را می‌فرستد"))
def reached_but_one(hq: Headquarters, round_: str) -> None:
    rounds = hq.scene.office / "rounds"
    (before,) = rounds.iterdir()
    shutil.copytree(before, rounds / round_, ignore=shutil.ignore_patterns("log.jsonl", "filings.jsonl", "plan.yaml"))
    in_round(rounds / round_, round_)
    path = rounds / round_ / "answers.yaml"
    said = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    left, *others = office_of(hq)["targets"]
    for target in others:
        entry = said["answers"][target["fact"]]
        if target["total"] is None:
            entry["value"] = str(target["target"])
        else:
            entry["count"] = str(-int(-Decimal(str(target["target"])) * Decimal(str(target["total"])) // 100))
    path.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), "utf-8")
    hq.kept["left"] = left["fact"]
    send(hq)


@then("ستاد مرکزی پروندهٔ تازه را بی‌تذکر می‌پذیرد")
def taken(hq: Headquarters) -> None:
    statuses = {one["round"]: one["status"] for one in hq.scene.json["files"]}
    assert statuses["1405-2"] == "accepted", hq.scene.json


@when(parsers.re(r"که تحقق هدف‌های دورهٔ «(?P<round_>[\d-]+)» بررسی می‌شود"))
def checked(hq: Headquarters, round_: str) -> None:
    hq.run("targets", "--round", round_, "--check", "--json")


@then("همهٔ هدف‌ها جز همان یکی محقق شده است")
def all_but_one(hq: Headquarters) -> None:
    (one,) = hq.scene.json["offices"]
    outcomes = {target["fact"]: target["outcome"] for target in one["targets"]}
    assert outcomes.pop(hq.kept["left"]) == "not-reached"
    assert set(outcomes.values()) == {"reached"}
    assert (one["filed"], one["met"]) == (True, False)
    assert hq.scene.code == 1


@when("که پروندهٔ هدف‌ها در راه عوض می‌شود و اداره آن را با مُهر نامه نصب می‌کند")
def tampered(hq: Headquarters) -> None:
    path, seal = enclosed(hq), seal_in_letter(hq)
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"(?m)^(  I\d-\d\d): \d+$", r"\1: 1", text), "utf-8")
    assert path.read_text("utf-8") != text
    called(hq.scene, "checklists", "install", path, "--seal", seal, codes=(3,))


@then("نصب پذیرفته نمی‌شود و اداره کاربرگ هدف‌ها را ندارد")
def nothing_there(hq: Headquarters) -> None:
    called(hq.scene, "check", hq.scene.office, "--checklist", office_of(hq)["copy"], codes=(3,))


@when("که اداره پرونده‌ای را که برای ادارهٔ دیگری است نصب می‌کند")
def of_another(hq: Headquarters) -> None:
    path = enclosed(hq)
    path.write_text(path.read_text("utf-8").replace(f'office: "{ID}"', 'office: "yazd-roads"'), "utf-8")
    called(hq.scene, "checklists", "install", path)


@then("کاربرگ هدف‌های ادارهٔ دیگر در این اداره نیست")
def not_here(hq: Headquarters) -> None:
    nothing_there(hq)
    found = record(hq.scene, "check", hq.scene.office, "--checklist", "all")["checklists"]
    assert office_of(hq)["copy"] not in {one["id"] for one in found}
