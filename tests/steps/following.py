"""Following a plan: what its criteria say on a day, what is late, and the chart of its points."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

import pytest
from persiantools.jdatetime import JalaliDate
from pytest_bdd import given, parsers, then, when

from tests.steps.history import write_log
from tests.steps.planning import HUNDREDTH, day, library_actions, week_days, written
from tests.steps.saved_plans import DIRECTOR, ends, gained, it_is, saved
from tests.steps.scene import Scene, exact, latin, number, persian, whole

RESULT = {
    "راستی‌آزمایی‌شده": "verified",
    "هنوز نه": "not-yet",
    "دوباره نابرقرار": "regressed",
    "دیرکرده": "overdue",
}
_SVG = "{http://www.w3.org/2000/svg}"
_MARKS = dict.fromkeys(range(0x2066, 0x206A))


def track(scene: Scene, on: str, *options: str) -> None:
    """Follow the saved plan on a day."""
    scene.run("track", str(scene.office), "--on", latin(on), "--by", DIRECTOR, *options, "--json")


def tracked(scene: Scene) -> dict[str, dict[str, Any]]:
    """Return what was said of every action, by id; every action of the plan is there, and the counts agree."""
    found = {action["id"]: action for action in scene.json["actions"]}
    assert list(found) == [id_ for id_, _end in ends(saved(scene))]
    results = [action["result"] for action in found.values()]
    assert scene.json["counts"] == {result: results.count(result) for result in RESULT.values()}
    return found


def with_result(scene: Scene, result: str) -> list[str]:
    """Return the actions of a result in the plan's order."""
    return [id_ for id_, action in tracked(scene).items() if action["result"] == RESULT[result]]


def jalali(text: str, days: int) -> str:
    """Return the day so many days after another one."""
    return str(JalaliDate(day(text) + timedelta(days=days)).strftime("%Y/%m/%d"))


# When


@given(parsers.re(r"برنامه در (?P<on>[\d/]+) پیگیری شده است"))
@when(parsers.re(r"(که )?برنامه در (?P<on>[\d/]+) پیگیری می‌شود"))
def follow(scene: Scene, on: str) -> None:
    track(scene, on)


@given(parsers.re(r"برنامه در (?P<on>[\d/]+) با گزینه‌های «(?P<options>[^»]+)» پیگیری شده است"))
@when(parsers.re(r"که برنامه در (?P<on>[\d/]+) با گزینه‌های «(?P<options>[^»]+)» پیگیری می‌شود"))
def follow_with(scene: Scene, on: str, options: str) -> None:
    track(scene, on, *options.split())


@when(parsers.re(r"(که )?برنامه در (?P<on>[\d/]+) به صورت متن پیگیری می‌شود"))
def follow_as_text(scene: Scene, on: str) -> None:
    scene.run("track", str(scene.office), "--on", latin(on))


@when(parsers.re(r"که برنامه (?P<days>\d+) روز پس از پایان نخستین اقدام پیگیری می‌شود"))
def follow_after_first(scene: Scene, days: str) -> None:
    track(scene, jalali(ends(saved(scene))[0][1], whole(days)))


@when(parsers.re(r"که نمودار پیشرفت در (?P<on>[\d/]+) کشیده می‌شود"))
def draw(scene: Scene, on: str) -> None:
    scene.kept["svg"] = scene.base / "burn-up.svg"
    track(scene, on, "--svg", str(scene.kept["svg"]))


@given(parsers.re(r"امروز (?P<on>[\d/]+) است"))
def today_is(monkeypatch: pytest.MonkeyPatch, on: str) -> None:
    it_is(monkeypatch, day(on))


@given(parsers.re(r"پاسخ «(?P<fact>[\w.-]+)» به «(?P<text>[^»]+)» رسیده است"))
def answered(scene: Scene, fact: str, text: str) -> None:
    scene.answer([[], [fact, text]])


@given("در دفتر ثبت خدمات برای همهٔ خدمات صفحه نوشته شده است")
def pages_registered(scene: Scene) -> None:
    path = scene.office / "services.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert "" in {row["page"] for row in rows}
    for row in rows:
        row["page"] = row["page"] or "https://bushehr.example/services/new"
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), "utf-8")


@given("پاسخ‌ها همهٔ معیارهای برنامه را برآورده می‌کند")
def all_criteria_met(scene: Scene) -> None:
    answers = scene.read_answers()
    for action in scene.kept["plan"]["actions"]:
        for fact, limits in action["criterion"]["test"]["properties"].items():
            (amount,) = limits.values()
            answers[fact] = {"value": written(fact, amount), "override": "پس از اجرای برنامه"}
    scene.write_answers(answers)


@given("اداره‌ای کوچک با برنامهٔ تصویب‌شدهٔ چهار اقدام و این سابقهٔ پاسخ")
def small_office_with_history(scene: Scene, datatable: list[list[str]]) -> None:
    """All criteria are met but four; the record says on which day each of them came true."""
    scene.use_tiny()
    scene.answer_in_full("programme")
    first = {"website.https": "no", "website.accessibility": "0", "website.search": "0", "website.links": "0%"}
    scene.answer([[], *([fact, f"value: {value}"] for fact, value in first.items())])
    scene.begin = "1405/09/01"
    scene.kept["plan"] = scene.plan("--save")
    assert len(scene.kept["plan"]["actions"]) == len(first)
    scene.run("review", "approve", str(scene.office), "--json")
    entries = [("1405/08/25", fact, answer) for fact, answer in scene.read_answers().items()]
    entries += [(latin(on), fact, {"value": value}) for on, fact, value in datatable[1:]]
    plains, known = [], dict[str, Any]()
    for n, (on, fact, answer) in enumerate(entries, 1):
        head = {"number": n, "when": f"{day(on)}T10:00:00+03:30", "who": "", "where": "file", "fact": fact}
        plains.append({**head, "before": known.get(fact), "after": answer})
        known[fact] = answer
    scene.write_answers(known)
    write_log(scene, plains)


# Then: criteria


@then(parsers.re(r"اقدام‌های «(?P<result>[^»]+)» تنها «(?P<ids>[^»]+)» است"))
def only(scene: Scene, result: str, ids: str) -> None:
    assert with_result(scene, result) == ids.split("، ")


@then(parsers.re(r"هیچ اقدامی «(?P<result>[^»]+)» نیست"))
def none(scene: Scene, result: str) -> None:
    assert with_result(scene, result) == []


@then(parsers.re(r"همهٔ اقدام‌ها «(?P<result>[^»]+)» است"))
def all_of_them(scene: Scene, result: str) -> None:
    found = tracked(scene)
    assert found
    assert {action["result"] for action in found.values()} == {RESULT[result]}


@then(parsers.re(r"وضعیت «(?P<id_>[\w-]+)» «(?P<state>\w+)» است"))
def state_of(scene: Scene, id_: str, state: str) -> None:
    assert tracked(scene)[id_]["state"] == state


@then(
    parsers.re(
        r"برای «(?P<id_>[\w-]+)» تنها «(?P<fact>[\w.-]+)» کم است: «(?P<seen>[^»]+)» به جای «(?P<expected>[^»]+)»"
    )
)
def failing(scene: Scene, id_: str, fact: str, seen: str, expected: str) -> None:
    (limit,) = tracked(scene)[id_]["failing"]
    assert (limit["fact"], limit["seen"], limit["expected"]) == (fact, f"{fact}: {seen}", expected)


@then("امتیاز عملکرد همان امتیاز خودارزیابی است")
def actual_is_score(scene: Scene) -> None:
    actual = scene.json["points"]["actual"]
    scene.run("check", str(scene.office), "--json")
    assert scene.json["checklists"][0]["score"] == actual


@then("امتیاز عملکرد به امتیاز پایان برنامه رسیده است")
def actual_is_end(scene: Scene) -> None:
    points = scene.json["points"]
    assert points["actual"] == points["end"] == scene.kept["plan"]["score_after"]
    assert points["before"] < points["end"]


@then("امتیاز برنامه تا آن روز همان جمع بهرهٔ اقدام‌های پایان‌یافته است")
def planned_points(scene: Scene) -> None:
    found = scene.json
    assert abs(exact(found["points"]["planned"]) - gained(saved(scene), found["on"])) <= HUNDREDTH / 2


# Then: lateness


@then("دیرکرده‌ها درست اقدام‌هایی است که پایانشان پیش از آن روز است")
def overdue(scene: Scene) -> None:
    on = day(scene.json["on"])
    late = {id_: (on - day(end)).days for id_, end in ends(saved(scene)) if day(end) < on}
    assert with_result(scene, "دیرکرده") == list(late)
    assert {id_: a["days_late"] for id_, a in tracked(scene).items() if a["days_late"]} == late
    assert scene.json["slippage_days"] == max(late.values(), default=0)


@then(parsers.re(r"نخستین اقدام (?P<days>\d+) روز دیر است و جز آن هیچ اقدامی دیر نیست"))
def first_late(scene: Scene, days: str) -> None:
    first, last = ends(saved(scene))[0]
    assert [end for _id, end in ends(saved(scene))].count(last) == 1
    assert {id_: a["days_late"] for id_, a in tracked(scene).items() if a["days_late"]} == {first: whole(days)}
    assert scene.json["slippage_days"] == whole(days)


@then("آنچه باید از نو برنامه‌ریزی شود همان دیرکرده‌ها و اقدام‌های نیازمند به آن‌هاست")
def to_replan(scene: Scene) -> None:
    out = set(with_result(scene, "دیرکرده"))
    late = len(out)
    while more := {id_ for id_ in tracked(scene) if set(library_actions()[id_].get("needs") or []) & out} - out:
        out |= more
    assert len(out) > late
    assert scene.json["replan"] == [id_ for id_, _end in ends(saved(scene)) if id_ in out]


@then("چیزی برای برنامه‌ریزی دوباره نیست")
def nothing_to_replan(scene: Scene) -> None:
    assert scene.json["replan"] == []
    assert scene.json["slippage_days"] == 0


@then(parsers.re(r"«(?P<id_>[\w-]+)» در برنامهٔ تازه «(?P<state>\w+)» است و (?P<less>کاری ندارد|کار کمتری دارد)"))
def carried_over(scene: Scene, id_: str, state: str, less: str) -> None:
    before = {a["id"]: Fraction(a["effort_days"]) for a in scene.kept["before"]["actions"]}
    now = {a["id"]: a for a in saved(scene)["actions"]}[id_]
    assert now["state"] == state
    effort = Fraction(now["effort_days"])
    assert effort == 0 if less == "کاری ندارد" else 0 < effort < before[id_]


# Then: weeks and chart


@then("هفته‌های گزارش پیاپی و هر کدام با امتیاز برنامه تا پایان آن هفته است")
def weeks(scene: Scene) -> None:
    plan, found = saved(scene), scene.json["weeks"]
    assert len(found) > 3
    for week in found:
        assert day(week["end"]) == week_days(week["week"])[-1]
        assert abs(exact(week["planned"]) - gained(plan, week["end"])) <= HUNDREDTH / 2
    fridays = [day(week["end"]) for week in found]
    assert fridays == [fridays[0] + timedelta(weeks=n) for n in range(len(fridays))]
    assert day(plan["from"]) in week_days(found[0]["week"])
    assert max(day(end) for _id, end in ends(plan)) <= fridays[-1]
    assert found[-1]["planned"] == scene.kept["plan"]["score_after"]


@then("عملکرد پایان هفته‌ها این است")
def actual_by_week(scene: Scene, datatable: list[list[str]]) -> None:
    found = {week["end"]: week["actual"] for week in scene.json["weeks"] if day(week["end"]) < day(scene.json["on"])}
    assert [(end, exact(actual)) for end, actual in found.items()] == [
        (latin(end), number(actual)) for end, actual in datatable[1:]
    ]


class Drawing:
    """A drawing read back: its texts without direction marks, and its curves in the order they are drawn."""

    def __init__(self, text: str) -> None:
        root = ElementTree.fromstring(text)
        self.direction = root.get("lang")
        self.texts = ["".join(e.itertext()).translate(_MARKS) for e in root.iter(f"{_SVG}text")]
        paths = [e.get("d", "") for e in root.iter(f"{_SVG}path") if e.get("class") == "series"]
        places = [[tuple(map(float, p.split(","))) for p in re.split("[ML]", d) if p] for d in paths]
        self.curves = [curve for curve in places if len({y for _x, y in curve}) > 1]

    @property
    def days(self) -> list[str]:
        """The Jalali days that stand below the axis."""
        return [latin(text) for text in self.texts if re.fullmatch(r"[۰-۹]{4}/[۰-۹]{2}/[۰-۹]{2}", text)]


@then("نمودار پایان هفته‌های خورشیدی برنامه را از نخستین تا آخرین دارد")
def weeks_drawn(scene: Scene) -> None:
    drawing = Drawing(scene.kept["svg"].read_text("utf-8"))
    fridays = [week["end"] for week in scene.json["weeks"]]
    assert drawing.days[0] == fridays[0]
    assert drawing.days == [friday for friday in fridays if friday in drawing.days]
    assert len(drawing.days) > 3
    assert not re.search("[0-9]", "".join(drawing.texts))


@then(parsers.re(r"نمودار خط «(?P<one>[^»]+)» و خط «(?P<other>[^»]+)» را دارد و هیچ‌یک پایین نمی‌آید"))
def both_drawn(scene: Scene, one: str, other: str) -> None:
    drawing = Drawing(scene.kept["svg"].read_text("utf-8"))
    assert [text for text in drawing.texts if text in (one, other)] == [one, other]
    assert len(drawing.curves) == 2
    for curve in drawing.curves:
        assert [x for x, _y in curve] == sorted((x for x, _y in curve), reverse=True)
        assert [y for _x, y in curve] == sorted((y for _x, y in curve), reverse=True)


@then("هر دو خط نمودار از یک جا آغاز می‌شود و خط عملکرد در همان روز پایان می‌یابد")
def curves_begin_together(scene: Scene) -> None:
    planned, actual = Drawing(scene.kept["svg"].read_text("utf-8")).curves
    assert planned[0] == actual[0]
    assert actual[-1][0] > planned[-1][0]
    points = scene.json["points"]
    scale = (planned[0][1] - planned[-1][1]) / (points["end"] - points["before"])
    assert abs((planned[0][1] - actual[-1][1]) / scale - (points["actual"] - points["before"])) < 0.1


@then(parsers.re(r"متن خروجی می‌گوید که برنامه (?P<days>\d+) روز دیر است"))
def text_says_late(scene: Scene, days: str) -> None:
    assert f"برنامه تا {persian(latin(days))} روز دیر است" in scene.output


@then(parsers.re(r"خروجی JSON می‌گوید که پیش‌نگری (?P<is_it>است|نیست)"))
def look_ahead(scene: Scene, is_it: str) -> None:
    assert scene.json["ahead"] is (is_it == "است")
