"""What if: curves of points, units, thresholds and prices, held against plans that are made one by one."""

from __future__ import annotations

import json
import os
import re
import shutil
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import filelock
import pytest
from pytest_bdd import given, parsers, then, when

from tests.steps.following import Drawing
from tests.steps.integrity import headquarters
from tests.steps.planning import HUNDREDTH, day
from tests.steps.scene import Scene, exact, latin, number, persian, plain_yaml, whole

BEGIN, END = "1405/09/01", "1405/10/28"
CURVES = {"کار": "by_effort", "مهلت": "by_deadline", "اعتبار": "by_budget"}
_SMALL = {
    "website.https": "value: no",
    "website.links": "count: 0, total: 50",
    "website.statements": "count: 0, total: 3",
    "website.accessibility": "value: 0",
    "network.separation": "value: no",
    "network.server-room": "value: 1",
}


def what_if(scene: Scene, *options: str) -> None:
    """Ask what if, as JSON."""
    scene.run("plan", str(scene.office), "--from", BEGIN, *options, "--what-if", "--json")


def apart(scene: Scene, *options: str) -> Any:
    """Return a plan made by itself on the office as it is."""
    other = Scene(scene.base)
    other.environment, other.begin = scene.environment, BEGIN
    made = other.plan(*options)
    assert other.code in (0, 1), other.errors
    return made


@pytest.fixture(scope="session")
def explored(tmp_path_factory: pytest.TempPathFactory, scene_cache: Path) -> Path:
    """The example office with what was found when it was asked what if, once for all that run at the same time."""
    shared = tmp_path_factory.getbasetemp()
    folder = (shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared) / "explored"
    with filelock.FileLock(f"{folder}.lock"):
        if not (folder / "errors.txt").exists():
            _explore(folder, scene_cache)
    return folder


def _explore(folder: Path, cache: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)  # what a failed attempt left
    folder.mkdir()
    scene = Scene(folder)
    scene.environment = {"XDG_CACHE_HOME": str(cache)}
    scene.use_example()
    what_if(scene, "--by", END, "--svg", str(folder / "curves.svg"))
    assert scene.code == 0, scene.errors
    assert scene.files() == scene.before
    (folder / "found.json").write_text(scene.output, "utf-8")
    (folder / "errors.txt").write_text(scene.errors, "utf-8")


# Given and when


@given("آنچه برای ادارهٔ نمونه تا ۱۴۰۵/۱۰/۲۸ پرسیده شده است")
def asked_once(scene: Scene, explored: Path) -> None:
    shutil.copytree(explored / "office", scene.office)
    scene.kept["folder"] = explored
    scene.kept["found"] = json.loads((explored / "found.json").read_text("utf-8"))
    scene.kept["end"] = ["--by", END]


@given("اداره‌ای کوچک با شش کاستی")
def small_office(scene: Scene) -> None:
    scene.use_tiny()
    scene.answer_in_full("programme")
    scene.answer([[], *([fact, answer] for fact, answer in _SMALL.items())])
    scene.begin = BEGIN


@when(parsers.re(r"که پرسیده می‌شود( با گزینه‌های «(?P<options>[^»]+)»)? اگر چنین شود چه"))
def ask(scene: Scene, options: str | None) -> None:
    words = latin(options or "").split()
    what_if(scene, *words)
    scene.kept["asked"] = words
    scene.kept["found"] = scene.json


@when(parsers.re(r"که به صورت متن پرسیده می‌شود( با گزینه‌های «(?P<options>[^»]+)»)? اگر چنین شود چه"))
def ask_as_text(scene: Scene, options: str | None) -> None:
    scene.run("plan", str(scene.office), "--from", BEGIN, *latin(options or "").split(), "--what-if")


@when("که آنچه یافته شده بود خوانده می‌شود")
def read(scene: Scene) -> None:
    assert scene.kept["found"]["by_effort"]


@when(parsers.re(r"که برنامه با گزینه‌های «(?P<options>[^»]+)» خواسته می‌شود"))
def ask_wrongly(scene: Scene, options: str) -> None:
    scene.run("plan", str(scene.office), *latin(options).split())


# Curves


def curve(scene: Scene, name: str, least: int = 4) -> list[dict[str, Any]]:
    """Return the points of a curve, which has at least so many."""
    found: list[dict[str, Any]] = scene.kept["found"][CURVES[name]]
    assert len(found) >= least
    return found


@then(parsers.re(r"در منحنی «(?P<name>\w+)» با بیشتر شدن آنچه مجاز است امتیاز کم نمی‌شود"))
def rising(scene: Scene, name: str) -> None:
    points = curve(scene, name)
    for less, more in pairwise(points):
        assert less["allowed"] <= more["allowed"]
        assert less["points"] <= more["points"]
    assert points[0]["points"] < points[-1]["points"]


@then("هیچ نقطه‌ای از آنچه برایش مجاز است نمی‌گذرد و از کران خود دور نیست")
def within(scene: Scene) -> None:
    for point in curve(scene, "کار"):
        assert point["effort_days"] <= point["allowed"]
    for point in curve(scene, "اعتبار"):
        assert point["cost"] <= point["allowed"]
    for point in curve(scene, "مهلت"):
        assert (day(point["by"]) - day(BEGIN)).days + 1 == point["allowed"]
    for name in CURVES:
        for point in curve(scene, name):
            assert point["gap"] >= 0
            assert not point["proven"] or point["gap"] == 0


@then("منحنی کار از امتیاز امروز آغاز می‌شود و هر سه منحنی به بیشترین امتیاز می‌رسد")
def ends_of_curves(scene: Scene) -> None:
    made = apart(scene, *scene.kept["end"])
    first = curve(scene, "کار")[0]
    assert (first["allowed"], first["effort_days"], first["points"]) == (0, 0, made["score_before"])
    for name in ("کار", "مهلت"):
        assert curve(scene, name)[-1]["points"] == made["score_after"]
    assert curve(scene, "مهلت")[-1]["by"] == made["by"]
    assert curve(scene, "اعتبار")[-1]["points"] >= made["score_after"]


@then(parsers.re(r"نقطهٔ میانی منحنی «(?P<name>\w+)» همان برنامه‌ای است که جداگانه ساخته شود"))
def same_apart(scene: Scene, name: str) -> None:
    points = curve(scene, name)
    point = points[len(points) // 2]
    assert points[0]["points"] < point["points"] < points[-1]["points"]
    option = {
        "کار": ["--effort", str(point["allowed"]), *scene.kept["end"]],
        "اعتبار": ["--budget", str(point["allowed"]), *scene.kept["end"]],
        "مهلت": ["--by", point["by"]],
    }[name]
    made = apart(scene, *option)
    assert (point["points"], point["effort_days"]) == (made["score_after"], made["effort_days"])
    assert (point["cost"], point["proven"], point["gap"]) == (made["cost"], made["proven"], made["gap"])


@then("منحنی کار این است")
def effort_curve(scene: Scene, datatable: list[list[str]]) -> None:
    found = {exact(p["allowed"]): (exact(p["points"]), exact(p["effort_days"])) for p in curve(scene, "کار")}
    wanted = {number(allowed): (number(points), number(days)) for allowed, points, days in datatable[1:]}
    assert found == wanted


# Units


def unit_gain(scene: Scene, unit: str) -> float:
    """Return what one more person-day a week of a unit brings."""
    return float(next(u["gain"] for u in scene.kept["found"]["units"] if u["unit"] == unit))


@then("گلوگاه واحدی است که یک نفرروز بیشترش بیشترین امتیاز را می‌آورد و آن امتیاز تفاوت دو برنامه است")
def bottleneck(scene: Scene) -> None:
    found = scene.kept["found"]
    unit = found["bottleneck"]
    assert unit_gain(scene, unit) == max(u["gain"] for u in found["units"]) > 0
    capacity = Fraction(plain_yaml(scene.office / "office.yaml")["units"][unit]["capacity"])
    free = apart(scene, *scene.kept["end"])
    more = apart(scene, *scene.kept["end"], "--capacity", f"{unit}={float(capacity + 1)}")
    gain = exact(more["score_after"]) - exact(free["score_after"])
    assert abs(exact(unit_gain(scene, unit)) - gain) <= HUNDREDTH


@then(parsers.re(r"گلوگاه «(?P<unit>\w+)» است و یک نفرروز بیشترش همهٔ (?P<gain>[\d٫]+) امتیاز مانده را می‌آورد"))
def bottleneck_is(scene: Scene, unit: str, gain: str) -> None:
    assert scene.kept["found"]["bottleneck"] == unit
    best = curve(scene, "کار")[-1]["points"]
    assert exact(best) + number(gain) == 100
    assert abs(exact(unit_gain(scene, unit)) - number(gain)) <= HUNDREDTH / 2


@then("هیچ واحدی گلوگاه نیست")
def no_bottleneck(scene: Scene) -> None:
    assert scene.kept["found"]["bottleneck"] is None
    assert [u for u in scene.kept["found"]["units"] if u["gain"]] == []


# Thresholds


def step(scene: Scene, certificate: str | None) -> dict[str, Any]:
    """Return the next band of the award, or its certificate."""
    steps = scene.kept["found"]["next"]
    (found,) = [s for s in steps if s["checklist"] == "award" and s["certificate"] == certificate]
    return dict(found)


@then(parsers.re(r"بازهٔ بعدی جایزه از (?P<score>\d+) است و با (?P<days>[\d٫]+) نفرروز به دست می‌آید"))
def next_band(scene: Scene, score: str, days: str) -> None:
    found = step(scene, None)
    assert found["reached"] is True
    assert (exact(found["score"]), exact(found["effort_days"])) == (number(score), number(days))


@then(
    parsers.re(
        r"آستانهٔ بعدی گواهی «(?P<id_>\w+)» با (?P<score>\d+) امتیاز است و همان کاری را می‌خواهد که برنامهٔ جداگانه"
    )
)
def next_certificate(scene: Scene, id_: str, score: str) -> None:
    found = step(scene, id_)
    assert [s["certificate"] for s in scene.kept["found"]["next"] if s["certificate"]] == [id_]
    made = apart(scene, "--checklist", "award", "--target", str(found["score"]))
    assert (found["reached"], exact(found["score"])) == (True, number(score))
    assert (found["effort_days"], found["cost"]) == (made["effort_days"], made["cost"])
    assert found["effort_days"] > step(scene, None)["effort_days"]


@then(parsers.re(r"بازهٔ بعدی جایزه از (?P<score>\d+) است و تا مهلت به دست نمی‌آید"))
def band_out_of_reach(scene: Scene, score: str) -> None:
    found = step(scene, None)
    assert exact(found["score"]) == number(score)
    assert (found["reached"], found["effort_days"], found["cost"]) == (False, None, None)
    made = apart(scene, "--checklist", "award", "--target", str(found["score"]), *scene.kept["end"])
    assert made["reached"] is False


# Wishes


@then(parsers.re(r"بهای (?P<wish>کنار گذاشتن|روز) «(?P<id_>[\w-]+)» (?P<days>[\d٫]+) نفرروز است"))
def price(scene: Scene, wish: str, id_: str, days: str) -> None:
    (found,) = scene.kept["found"]["wishes"]
    assert (found["action"], found["fixed"] is None) == (id_, wish == "کنار گذاشتن")
    assert exact(found["effort_days_more"]) == number(days)


@then(parsers.re(r"بهای هر خواسته تفاوت دو برنامهٔ جداگانه است"))
def prices(scene: Scene) -> None:
    words = scene.kept["asked"]
    options = list(zip(words[::2], words[1::2], strict=True))
    wishes = [option for option in options if option[0] in ("--exclude", "--fix")]
    assert {f"{w['action']}@{w['fixed']}" if w["fixed"] else w["action"] for w in scene.kept["found"]["wishes"]} == {
        value for _option, value in wishes
    }
    with_all = apart(scene, *words)
    for option in wishes:
        without = apart(scene, *(word for other in options if other != option for word in other))
        action, _at, _day = option[1].partition("@")
        (found,) = [w for w in scene.kept["found"]["wishes"] if w["action"] == action]
        assert exact(found["effort_days_more"]) == exact(with_all["effort_days"]) - exact(without["effort_days"])
        assert found["cost_more"] == with_all["cost"] - without["cost"]
        assert found["days_later"] == (_finish(with_all) - _finish(without)).days
        less = exact(without["score_after"]) - exact(with_all["score_after"])
        assert abs(exact(found["points_less"]) - less) <= HUNDREDTH


def _finish(plan: Any) -> date:
    return max(day(action["end"]) for action in plan["actions"])


@then(parsers.re(r"هیچ نقطه‌ای کمتر از (?P<days>\d+) نفرروز کار ندارد"))
def held_work(scene: Scene, days: str) -> None:
    for name in CURVES:
        assert min(point["effort_days"] for point in curve(scene, name, 2)) >= whole(days)


@then("هیچ خواسته‌ای بها ندارد")
def no_wishes(scene: Scene) -> None:
    assert scene.kept["found"]["wishes"] == []


# Drawings and text


@then(parsers.re(r"نمودار «(?P<name>\w+)» یک خط بالارونده با همهٔ نقطه‌های منحنی «(?P<curve_>\w+)» دارد"))
def drawn(scene: Scene, name: str, curve_: str) -> None:
    path = scene.kept["folder"] / f"curves-{name}.svg"
    assert str(path) in (scene.kept["folder"] / "errors.txt").read_text("utf-8")
    drawing = Drawing(path.read_text("utf-8"))
    (line,) = drawing.curves
    begin = 1 if name == "deadline" else 0  # the first day, with today's points
    assert len(line) == len(curve(scene, curve_)) + begin
    assert [y for _x, y in line] == sorted((y for _x, y in line), reverse=True)
    assert not re.search("[0-9]", "".join(drawing.texts))


@then("نمودار مهلت روزهای خورشیدی منحنی را دارد")
def days_drawn(scene: Scene) -> None:
    drawing = Drawing((scene.kept["folder"] / "curves-deadline.svg").read_text("utf-8"))
    days = [point["by"] for point in curve(scene, "مهلت")]
    assert len(drawing.days) > 2
    assert drawing.days == [on for on in days if on in drawing.days]


@then("متن خروجی هر سه منحنی، واحدها و آستانه‌های پیشنهادی را دارد")
def all_tables(scene: Scene) -> None:
    for title in ("امتیاز به ازای کار:", "امتیاز به ازای مهلت:", "امتیاز به ازای اعتبار:"):
        assert title in scene.output
    assert "امتیاز به ازای یک نفرروز بیشتر در هفته:" in scene.output
    assert "آستانه‌های بعدی، همه پیشنهادی:" in scene.output
    assert not re.search("[0-9]", scene.output)


@then(parsers.re(r"متن خروجی گلوگاه را «(?P<name>[^»]+)» با (?P<gain>[\d٫]+) امتیاز می‌داند"))
def text_bottleneck(scene: Scene, name: str, gain: str) -> None:
    said = f"گلوگاه {name} است: یک نفرروز بیشتر در هفته {persian(latin(gain))} امتیاز می‌آورد."
    assert said in scene.output


@then("برنامه‌ای ذخیره و نموداری کشیده نشده است")
def nothing_written(scene: Scene) -> None:
    assert not (scene.round / "plan.yaml").exists()
    assert list(scene.base.glob("**/*.svg")) == []


# Checklists of headquarters


@given(parsers.re(r"در کاربرگ‌های ستاد مرکزی پیش‌نیاز «(?P<id_>[\w-]+)» «(?P<need>[\w-]+)» است"))
def needs(scene: Scene, id_: str, need: str) -> None:
    path = headquarters(scene) / "actions.yaml"
    before, after = path.read_text("utf-8").split(f"  - id: {id_}\n")
    changed = re.sub(r"(?m)^    needs: \[\]$", f"    needs: [{need}]", after, count=1)
    assert changed != after
    path.write_text(f"{before}  - id: {id_}\n{changed}", "utf-8")


@given(parsers.re(r"در کاربرگ‌های ستاد مرکزی اقدام «(?P<id_>[\w-]+)» چیزی را بالا نمی‌برد"))
def raises_nothing(scene: Scene, id_: str) -> None:
    path = headquarters(scene) / "actions.yaml"
    lines = path.read_text("utf-8").split("\n")
    start = lines.index(f"  - id: {id_}")
    at = next(n for n in range(start, len(lines)) if lines[n].startswith("    raises:"))
    lines[at] = "    raises: {}"
    path.write_text("\n".join(lines), "utf-8")
    scene.kept["line"] = at + 1


@then("پیام خطا سطر همان اقدام را در کاربرگ‌های ستاد مرکزی نام می‌برد")
def names_action(scene: Scene) -> None:
    assert f"{headquarters(scene) / 'actions.yaml'}:{scene.kept['line']}: " in scene.errors, scene.errors


@when("که با کاربرگ‌های ستاد مرکزی پرسیده می‌شود اگر چنین شود چه")
def ask_with_those_of_headquarters(scene: Scene) -> None:
    what_if(scene, "--checklists", str(headquarters(scene)))


@then(parsers.re(r"پیام خطا سطر پیش‌نیازهای «(?P<one>[\w-]+)» یا «(?P<other>[\w-]+)» را نام می‌برد"))
def names_needs(scene: Scene, one: str, other: str) -> None:
    path = headquarters(scene) / "actions.yaml"
    lines = path.read_text("utf-8").split("\n")
    starts = [lines.index(f"  - id: {id_}") for id_ in (one, other)]
    places = [next(n for n in range(start, len(lines)) if lines[n].startswith("    needs:")) + 1 for start in starts]
    assert any(f"{path}:{place}: " in scene.errors for place in places), scene.errors


@given(parsers.re(r"برنامه‌ای با هدف (?P<target>[\d٫]+) ذخیره شده است"))
def saved_small(scene: Scene, target: str) -> None:
    scene.plan("--target", latin(target), "--save")
    assert scene.code == 0, scene.errors
