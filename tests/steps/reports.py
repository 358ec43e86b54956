"""The country report over the panels of published figures."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import parsers, then, when

from tests.steps.leagues import panels
from tests.steps.scene import Scene, exact, number, whole


@when(parsers.re(r"که گزارش کشوری دور «(?P<round_>[\d-]+)» با کاربرگ «(?P<id_>[\w-]+)» خواسته می‌شود"))
def ask(scene: Scene, round_: str, id_: str) -> None:
    hq = panels(scene)
    folder = hq.base / "upward"
    asked = ("hq", "report", hq.store, "--round", round_, "--checklist", id_, "--checklists", hq.checklists)
    told = hq.run(*asked, "--json", "--into", folder, lang="fa")
    scene.kept["country"], scene.kept["upward"] = json.loads(told.stdout), folder
    hq.run(*asked, "--output", hq.base / "page.md", lang="fa")
    scene.kept["page"] = (hq.base / "page.md").read_text("utf-8")


def country(scene: Scene) -> Any:
    return scene.kept["country"]


@then("روند گزارش چنین است")
def trend(scene: Scene, datatable: list[list[str]]) -> None:
    wanted = [(round_, whole(n), number(mean)) for round_, n, mean in datatable[1:]]
    assert [(turn["round"], turn["n"], exact(turn["mean"])) for turn in country(scene)["trend"]] == wanted


@then(parsers.re(r"صفحهٔ گزارش «(?P<said>[^»]+)» را (?P<there>دارد|ندارد)"))
def page_says(scene: Scene, said: str, there: str) -> None:
    assert (said in scene.kept["page"]) == (there == "دارد")


@then(parsers.re(r"رساندن همه به هدف، میانگین را (?P<points>[\d٫]+) امتیاز بالا می‌برد"))
def gain(scene: Scene, points: str) -> None:
    (only,) = country(scene)["holding_back"]
    assert exact(only["mean_gain"]) == number(points)
    assert exact(country(scene)["mean"]) + number(points) == 100


@then(parsers.re(r"(?P<short>\d+) دستگاه از (?P<of>\d+) دستگاه به هدف نرسیده‌اند"))
def short_of(scene: Scene, short: str, of: str) -> None:
    (only,) = country(scene)["holding_back"]
    assert (only["short"], only["of"]) == (whole(short), whole(of))


@then(parsers.re(r"میانگین گزارش روی (?P<n>\d+) دستگاه است"))
def over(scene: Scene, n: str) -> None:
    found = country(scene)
    assert found["n"] == whole(n)
    assert min(row["score"] for row in found["rows"]) > 0


@then("این فایل‌ها نوشته شده است")
def written(scene: Scene, datatable: list[list[str]]) -> None:
    names = {path.name for path in scene.kept["upward"].iterdir()}
    assert {row[0] for row in datatable[1:]} <= names
    assert all(path.stat().st_size > 1000 for path in scene.kept["upward"].iterdir())
