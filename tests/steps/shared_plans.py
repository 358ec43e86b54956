"""A small country whose best plan is known by hand."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from tests.nations import Deed, Nation
from tests.steps.scene import Scene, exact, number, whole

_MADE: dict[str, Nation] = {}


def nation(scene: Scene) -> Nation:
    made: Nation = scene.kept["nation"]
    return made


@given("کشوری کوچک با این اقدام‌ها")
def deeds(scene: Scene, tmp_path_factory: pytest.TempPathFactory, datatable: list[list[str]]) -> None:
    story = json.dumps(datatable, ensure_ascii=False)
    if story not in _MADE:
        made = [
            Deed(name, whole(points), whole(cost), str(whole(days)), owner, authority)
            for name, points, cost, days, owner, authority in datatable[1:]
        ]
        _MADE[story] = Nation(tmp_path_factory.mktemp("nation"), made)
    scene.kept["nation"], scene.kept["story"] = _MADE[story], story


@given(parsers.re(r"اداره‌هایی که در دور «(?P<round_>[\d-]+)» چنین گفته‌اند"))
def answers(scene: Scene, round_: str, datatable: list[list[str]]) -> None:
    story = scene.kept["story"] + round_ + json.dumps(datatable, ensure_ascii=False)
    if story not in _MADE:  # scenarios with the same story only look at it
        heads = datatable[0][1:]
        said = {
            name: {head: word == "بله" for head, word in zip(heads, words, strict=True) if word != "—"}
            for name, *words in datatable[1:]
        }
        nation(scene).answer(round_, said)
        _MADE[story] = nation(scene)


@when(parsers.re(r"که برنامهٔ ستاد مرکزی دور «(?P<round_>[\d-]+)» با «(?P<options>[^»]+)» خواسته می‌شود"))
def ask(scene: Scene, round_: str, options: str) -> None:
    made = nation(scene).plan(round_, *options.split(), "--json")
    scene.kept["plan"] = json.loads(made.stdout)
    everybody = [more for id_ in scene.kept["plan"]["offices"] for more in ("--explain", id_["office"])]
    scene.kept["text"] = nation(scene).plan(round_, *options.split(), *everybody, lang="fa").stdout


def plan(scene: Scene) -> Any:
    return scene.kept["plan"]


def share(scene: Scene, name: str) -> Any:
    id_ = nation(scene).bodies[name]
    return next((one for one in plan(scene)["offices"] if one["office"] == id_), None)


def points(scene: Scene) -> Fraction:
    gains = [
        exact(action["gains"][plan(scene)["checklist"]])
        for one in plan(scene)["offices"]
        for action in one["actions"]
    ]
    assert sum(gains, Fraction(0)) == exact(plan(scene)["points"])
    return sum(gains, Fraction(0))


@then(
    parsers.re(
        r"(?P<gained>[\d٫]+) امتیاز با (?P<cost>\d+) میلیون ریال به دست می‌آید(?P<proven> و ثابت شده است که بهترین است)?"
    )
)
def gained(scene: Scene, gained: str, cost: str, proven: str | None) -> None:
    found = plan(scene)
    assert (points(scene), found["spent"]) == (number(gained), whole(cost))
    assert found["spent"] == sum(action["cost"] for one in found["offices"] for action in one["actions"])
    if proven:
        assert (found["proven"], found["gap"], exact(found["bound"])) == (True, 0, number(gained))


@then(parsers.re(r"(?P<gained>[\d٫]+) امتیاز به دست می‌آید"))
def only_gained(scene: Scene, gained: str) -> None:
    assert points(scene) == number(gained)


@then(parsers.re(r"(?P<n>\d+) اداره به آستانه می‌رسد و ثابت شده است که بهترین است"))
def lifted(scene: Scene, n: str) -> None:
    found = plan(scene)
    over = [one for one in found["offices"] if one["lifted"]]
    assert len(over) == found["lifted"] == found["value"] == found["bound"] == whole(n)
    assert all(one["score_before"] < one["floor"] <= one["score_after"] for one in over)
    assert found["proven"]


@then(parsers.re(r"«(?P<name>[^»]+)» اقدام «(?P<deed>[^»]+)» را می‌گیرد"))
def receives(scene: Scene, name: str, deed: str) -> None:
    assert nation(scene).ids[deed] in [action["id"] for action in share(scene, name)["actions"]]


@then(parsers.re(r"«(?P<name>[^»]+)» از منابع مشترک چیزی نمی‌گیرد چون «(?P<why>[\w-]+)»"))
def nothing(scene: Scene, name: str, why: str) -> None:
    id_ = nation(scene).bodies[name]
    assert [one["reason"] for one in plan(scene)["without"] if one["office"] == id_] == [why]
    assert share(scene, name) is None or share(scene, name)["cost"] == 0


@then(parsers.re(r"تقسیم برابر همین بودجه (?P<gained>[\d٫]+) امتیاز می‌آورد"))
def split(scene: Scene, gained: str) -> None:
    found = plan(scene)["fairness"]["equal_split"]
    assert (exact(found["points"]), found["proven"]) == (number(gained), True)


@then(parsers.re(r"میانگین از (?P<before>[\d٫]+) به (?P<after>[\d٫]+) می‌رسد"))
def means(scene: Scene, before: str, after: str) -> None:
    found = plan(scene)
    assert (exact(found["mean_before"]), exact(found["mean_after"])) == (number(before), number(after))


@then(parsers.re(r"تیم «(?P<name>[^»]+)» (?P<used>[\d٫]+) نفرروز از (?P<days>[\d٫]+) نفرروز کار می‌کند"))
def team(scene: Scene, name: str, used: str, days: str) -> None:
    (found,) = plan(scene)["teams"]
    assert (found["name"], exact(found["used"]), exact(found["days"])) == (name, number(used), number(days))
    worked = [a["effort_days"] for one in plan(scene)["offices"] for a in one["actions"] if a["by_team"] == name]
    assert sum(worked) == found["used"]


@then(parsers.re(r"کار «(?P<deed>[^»]+)» برای «(?P<name>[^»]+)» کار خود اداره است"))
def own(scene: Scene, deed: str, name: str) -> None:
    (found,) = [a for a in share(scene, name)["actions"] if a["id"] == nation(scene).ids[deed]]
    assert (found["by"], found["by_team"]) == ("office", None)


@then(
    parsers.re(r"با (?P<step>[\d٫]+) نفرروز بیشتر از «(?P<name>[^»]+)» (?P<gained>[\d٫]+) امتیاز بیشتر به دست می‌آید")
)
def margin(scene: Scene, step: str, name: str, gained: str) -> None:
    (found,) = [one for one in plan(scene)["margins"] if one["team"] == name]
    assert (exact(found["step"]), exact(found["points"])) == (number(step), number(gained))
    assert found["short"]


@then(
    parsers.re(
        r"ستاد مرکزی «(?P<deed>[^»]+)» را برای (?P<n>\d+) اداره انجام می‌دهد که (?P<gained>[\d٫]+) امتیاز می‌آورد"
    )
)
def by_headquarters(scene: Scene, deed: str, n: str, gained: str) -> None:
    (found,) = plan(scene)["headquarters_actions"]
    assert (found["id"], found["offices"]) == (nation(scene).ids[deed], whole(n))
    assert exact(found["points"]) == number(gained)


@then(
    parsers.re(r"«(?P<name>[^»]+)» باید نخست به (?P<n>\d+) پرسش پاسخ دهد که (?P<hang>[\d٫]+) امتیاز به آن‌ها بسته است")
)
def answer_first(scene: Scene, name: str, n: str, hang: str) -> None:
    (found,) = [one for one in plan(scene)["answer_first"] if one["office"] == nation(scene).bodies[name]]
    assert (len(found["facts"]), exact(found["points"])) == (whole(n), number(hang))


@then(parsers.re(r"متن برنامه «(?P<said>[^»]+)» را دارد"))
def said(scene: Scene, said: str) -> None:
    assert said in scene.kept["text"], scene.kept["text"]
