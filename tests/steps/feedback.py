"""What headquarters tells single bodies of a panel."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from tests.steps.leagues import grown, panels
from tests.steps.scene import Scene, exact, number, whole


@given(parsers.re(r"دور (?P<old>پیشین )?«(?P<round_>[\d-]+)» خدمات الکترونیکی با این امتیازها"))
def round_of(
    scene: Scene, tmp_path_factory: pytest.TempPathFactory, old: str, round_: str, datatable: list[list[str]]
) -> None:
    hq = grown(scene, tmp_path_factory, f"feedback {round_} {datatable}")
    if hq is not None:
        scores = {name: whole(score) * 100 for name, score in datatable[1:]}
        hq.open(round_, "ito", list(scores), "e-services")
        hq.file(round_, "e-services", scores)


@when(parsers.re(r"که بازخورد «(?P<name>[^»]+)» در دور «(?P<round_>[\d-]+)» خواسته می‌شود"))
def ask(scene: Scene, name: str, round_: str) -> None:
    hq = panels(scene)
    asked = ("hq", "feedback", hq.store, hq.bodies[name], "--round", round_, "--checklist", "e-services")
    paper = hq.base / "letter.md"
    told = hq.run(*asked, "--json", "--checklists", hq.checklists, "--output", paper, lang="fa")
    scene.kept["feedback"], scene.kept["letter"] = json.loads(told.stdout), paper.read_text("utf-8")


def feedback(scene: Scene) -> Any:
    return scene.kept["feedback"]


@then(parsers.re(r"امتیاز آن (?P<score>[\d٫]+) از (?P<maximum>\d+) و رتبهٔ آن (?P<rank>\d+) از (?P<n>\d+) است"))
def stands(scene: Scene, score: str, maximum: str, rank: str, n: str) -> None:
    found = feedback(scene)
    assert exact(found["score"]) == number(score)
    assert (found["maximum"], found["rank"], found["n"]) == (whole(maximum), whole(rank), whole(n))


@then(parsers.re(r"میانهٔ (?P<n>\d+) همتای آن (?P<median>[\d٫]+) و بهترین آن‌ها (?P<best>[\d٫]+) است"))
def beside(scene: Scene, n: str, median: str, best: str) -> None:
    found = feedback(scene)
    assert found["peers"]["n"] == whole(n)
    for one in (found, *found["criteria"], *found["items"]):
        assert exact(one["median"]) == number(median)
    assert exact(found["best"]) == exact(found["criteria"][0]["best"]) == number(best)


@then(parsers.re(r"امتیازش در دور پیش (?P<score>[\d٫]+) بوده است"))
def before(scene: Scene, score: str) -> None:
    found = feedback(scene)
    assert exact(found["score_before"]) == exact(found["items"][0]["before"]) == number(score)


@then(parsers.re(r"سنجهٔ آن نقطهٔ (?P<side>قوت|قابل بهبود) است"))
def side(scene: Scene, side: str) -> None:
    found = feedback(scene)
    strong = ["N-1"] if side == "قوت" else []
    assert (found["strengths"], found["improvements"]) == (strong, [] if strong else ["N-1"])


@then(parsers.re(r"بهترین تجربه از «(?P<name>[^»]+)» است"))
def learn_from(scene: Scene, name: str) -> None:
    assert feedback(scene)["criteria"][0]["best_offices"] == [panels(scene).bodies[name]]
    assert f" {name} " in scene.kept["letter"]


@then(parsers.re(r"نامهٔ آن «(?P<said>[^»]+)» را دارد"))
def letter_says(scene: Scene, said: str) -> None:
    assert said in scene.kept["letter"], scene.kept["letter"]


@then("نه میانه‌ای گفته می‌شود و نه بهترین تجربه‌ای")
def nothing_of_few(scene: Scene) -> None:
    found = feedback(scene)
    assert (found["median"], found["best"]) == (None, None)
    for criterion in found["criteria"]:
        assert (criterion["median"], criterion["best"], criterion["best_offices"]) == (None, None, [])
