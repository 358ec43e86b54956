"""Plans: what they promise, held against calendars, capacities and counting done here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import combinations
from typing import Any

from persiantools.jdatetime import JalaliDate
from pytest_bdd import given, parsers, then, when

from compliance import clock
from tests.steps.scene import (
    CHECKLISTS,
    REPOSITORY,
    Scene,
    all_facts,
    exact,
    items_of,
    latin,
    number,
    plain_yaml,
    whole,
)

HUNDREDTH = Fraction(1, 100)
SATURDAY, THURSDAY, FRIDAY = 5, 3, 4
AUTHORITY = {"ستاد مرکزی": "headquarters", "مشترک": "joint"}


# Calendars and the like, read here without the program


def day(text: str) -> date:
    """Return the day that a Jalali date names."""
    year, month, number_ = (int(part) for part in latin(text).split("/"))
    return JalaliDate(year, month, number_).to_gregorian()


def span(first: date, last: date) -> Iterator[date]:
    """Yield every day from first to last."""
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


@cache
def holidays() -> set[date]:
    """Return the days of the reviewed tables."""
    tables = sorted((CHECKLISTS / "calendars").glob("*.yaml"))
    return {day(h["date"]) for table in tables for h in plain_yaml(table)["holidays"]}


def closures(scene: Scene) -> set[date]:
    """Return the office's own closures."""
    path = scene.office / "calendar.yaml"
    return {day(c["date"]) for c in plain_yaml(path)["closures"]} if path.exists() else set()


def working(scene: Scene, first: date, last: date) -> list[date]:
    """Return the working days of a span: no Thursday, Friday, holiday or closure."""
    off = holidays() | closures(scene)
    return [d for d in span(first, last) if d.weekday() not in (THURSDAY, FRIDAY) and d not in off]


def week_days(week: str) -> list[date]:
    """Return the seven days of a Jalali week such as 1405-W41; W01 holds 1 Farvardin."""
    year, n = week.split("-W")
    new_year = JalaliDate(int(year), 1, 1).to_gregorian()
    saturday = new_year - timedelta(days=(new_year.weekday() - SATURDAY) % 7) + timedelta(weeks=int(n) - 1)
    return list(span(saturday, saturday + timedelta(days=6)))


@cache
def library_actions() -> dict[str, Any]:
    """Return the actions of the checklists folder by id, straight from its file."""
    return {a["id"]: a for a in plain_yaml(CHECKLISTS / "actions.yaml")["actions"]}


def by_id(plan: Any) -> dict[str, Any]:
    """Return the planned actions by id."""
    return {a["id"]: a for a in plan["actions"]}


# Given


@given(parsers.re(r"تعطیلی محلی از (?P<first>[\d/]+) تا (?P<last>[\d/]+)"))
def local_closure(scene: Scene, first: str, last: str) -> None:
    lines = ["closures:"]
    for d in span(day(first), day(last)):
        lines.append(f"  - {{date: {JalaliDate(d).strftime('%Y/%m/%d')}, fa: تعطیلی محلی, en: local closure}}")
    (scene.office / "calendar.yaml").write_text("\n".join(lines) + "\n", "utf-8")


@given("برنامهٔ ذخیره‌شده‌ای برای این اداره هست")
def saved_plan(scene: Scene) -> None:
    scene.kept["plan"] = scene.plan("--target", "75", "--save")
    assert (scene.round / "plan.yaml").is_file()


@given("همهٔ اقدام‌های برنامهٔ ذخیره‌شده به تصویب رسیده است")
def approved_plan(scene: Scene) -> None:
    path = scene.round / "plan.yaml"
    text = path.read_text("utf-8")
    assert "state: proposed" in text
    path.write_text(text.replace("state: proposed", "state: approved"), "utf-8")


# When


@when(parsers.re(r"که برنامه‌ای با هدف (?P<target>[\d٫]+) خواسته می‌شود"))
def plan_for(scene: Scene, target: str) -> None:
    scene.plan("--target", target)


@when(parsers.re(r"که برنامه‌ای با هدف (?P<target>[\d٫]+) و گزینهٔ «(?P<options>[^»]+)» خواسته می‌شود"))
def plan_with(scene: Scene, target: str, options: str) -> None:
    scene.plan("--target", target, *options.split())


@when("که برنامه‌ای بی‌هدف خواسته می‌شود")
def plan_everything(scene: Scene) -> None:
    scene.plan()


@when(parsers.re(r"که برنامه‌ای بی‌هدف با گزینهٔ «(?P<options>[^»]+)» خواسته می‌شود"))
def plan_everything_with(scene: Scene, options: str) -> None:
    scene.plan(*options.split())


@when(parsers.re(r"که برنامه‌ای با هدف (?P<target>[\d٫]+) به صورت متن خواسته می‌شود"))
def plan_as_text(scene: Scene, target: str) -> None:
    scene.run("plan", str(scene.office), "--from", "1405/10/01", "--target", target)


@when(parsers.re(r"که برنامه‌ای با هدف (?P<target>[\d٫]+) از امروز خواسته می‌شود"))
def plan_from_today(scene: Scene, target: str) -> None:
    scene.begin = None
    scene.plan("--target", target)


@when("همهٔ اقدام‌های برنامه انجام و پاسخ‌ها به‌روز می‌شود")
def carry_out(scene: Scene) -> None:
    """Declare what every action raises, as an override where a register answers, and assess again."""
    plan, answers = scene.json, scene.read_answers()
    scene.kept["plan"] = plan
    better = {item["fact"]: item["better"] for c in ("programme", "award", "e-services") for _i, item in items_of(c)}
    scene.run("check", str(scene.office), "--checklist", "all", "--json")
    items = [i for c in scene.json["checklists"] for indicator in c["indicators"] for i in indicator["items"]]
    now = {i["fact"]: i["value"] for i in items if i["value"] is not None}
    out = {i["fact"] for i in items if i["status"] == "not-applicable" and i["target"] is not None}
    for action in plan["actions"]:
        for fact, wanted in action["raises"].items():
            if fact in out:
                continue
            choose = min if better.get(fact) == "lower" else max
            now[fact] = wanted if fact not in now else choose(now[fact], wanted)
            answers[fact] = {"value": written(fact, now[fact]), "override": "پس از اجرای برنامه"}
    scene.write_answers(answers)
    scene.run("check", str(scene.office), "--checklist", "all", "--json")


def written(fact: str, value: float) -> str:
    """Return an amount as answers.yaml has it."""
    if all_facts()[fact]["answer"] == "yes-no":
        return "yes" if value else "no"
    return f"{value}%" if all_facts()[fact]["answer"] == "counts" else str(value)


# Then


@then(parsers.re(r"برنامه به هدف می‌رسد و مقصودش «(?P<objective>[^»]+)» است"))
def reached(scene: Scene, objective: str) -> None:
    plan = scene.json
    assert plan["reached"] is True
    assert plan["objective"] == latin(objective)
    assert exact(plan["score_after"]) >= exact(plan["target"])


@then(parsers.re(r"برنامه به هدف نمی‌رسد و مقصودش «(?P<objective>[^»]+)» است"))
def not_reached(scene: Scene, objective: str) -> None:
    plan = scene.json
    assert plan["reached"] is False
    assert plan["objective"] == latin(objective)
    assert exact(plan["score_before"]) < exact(plan["score_after"]) < exact(plan["target"])


@then("برنامه هیچ اقدامی ندارد و نفرروزی نمی‌خواهد")
def nothing_to_do(scene: Scene) -> None:
    plan = scene.json
    assert plan["actions"] == []
    assert plan["effort_days"] == plan["cost"] == plan["bound"] == plan["gap"] == 0
    assert plan["proven"] is True
    assert plan["score_after"] == plan["score_before"]


@then("هر پیش‌نیاز پیش از آغاز اقدام به پایان رسیده یا از پیش محقق است")
def needs_first(scene: Scene) -> None:
    plan = scene.json
    planned, library = by_id(plan), library_actions()
    pairs = [(a, need) for a in plan["actions"] for need in library[a["id"]].get("needs") or []]
    inside = [(a, need) for a, need in pairs if need in planned]
    assert inside
    for action, need in inside:
        assert day(planned[need]["end"]) < day(action["start"]), (need, action["id"])
    assert {need for _a, need in pairs if need not in planned} <= set(plan["already_met"])


@then("هر اقدام از پیش محقق واقعاً محقق است")
def already_met(scene: Scene) -> None:
    plan = scene.json
    scene.run("check", str(scene.office), "--checklist", "all", "--json")
    items = [i for c in scene.json["checklists"] for indicator in c["indicators"] for i in indicator["items"]]
    status = {i["fact"]: i["status"] for i in items}
    assert plan["already_met"]
    for id_ in plan["already_met"]:
        for fact in library_actions()[id_]["raises"]:
            assert status[fact] in ("met", "not-applicable"), (id_, fact)


@then("اقدام‌های ستاد مرکزی تنها درخواست‌اند و در برنامه نیستند")
def headquarters_apart(scene: Scene) -> None:
    plan, library = scene.json, library_actions()
    assert plan["requests"]
    assert {library[r["id"]]["authority"] for r in plan["requests"]} == {"headquarters"}
    assert {r["to"] for r in plan["requests"]} == {"headquarters"}
    assert "headquarters" not in {library[a["id"]]["authority"] for a in plan["actions"]}
    assert all(a["authority"] == library[a["id"]]["authority"] for a in plan["actions"])


@then(parsers.re(r"امتیاز پیش و پس از برنامه (?P<score>[\d٫]+) است"))
def score_unmoved(scene: Scene, score: str) -> None:
    plan = scene.json
    assert exact(plan["score_before"]) == number(score)
    assert exact(plan["score_after"]) == number(score)


@then(parsers.re(r"تنها درخواست «(?P<id_>[\w-]+)» با (?P<points>[\d٫]+) امتیاز وابسته به ستاد هست"))
def only_request(scene: Scene, id_: str, points: str) -> None:
    requests = scene.json["requests"]
    assert [r["id"] for r in requests] == [id_]
    assert exact(requests[0]["gains"]["programme"]) == number(points)


@then("هیچ درخواستی از ستاد مرکزی در برنامه نیست")
def no_request(scene: Scene) -> None:
    plan = scene.json
    assert plan["requests"] == []
    assert plan["actions"] == []


@then("هر درخواست نامه‌ای آماده و امتیازی جداگانه دارد")
def letters_ready(scene: Scene) -> None:
    for request in scene.json["requests"]:
        assert request["letter"]["fa"].strip()
        assert request["letter"]["en"].strip()
        assert request["gains"]
        assert all(points > 0 for points in request["gains"].values())


@then("افزایش امتیاز همهٔ کاربرگ‌ها درست برابر جمع بهرهٔ اقدام‌ها است")
def gains_add_up(scene: Scene) -> None:
    plan = scene.json
    for checklist, scores in plan["scores"].items():
        gained = sum((exact(a["gains"].get(checklist, 0)) for a in plan["actions"]), Fraction(0))
        tolerance = HUNDREDTH + len(plan["actions"]) * Fraction(1, 20_000)
        assert abs(exact(scores["after"]) - exact(scores["before"]) - gained) <= tolerance, checklist
    ends = [(a["end"], a["id"]) for a in plan["actions"]]
    assert ends == sorted(ends)


@then("امتیاز تازهٔ همهٔ کاربرگ‌ها همان است که برنامه وعده داده بود")
def promise_kept(scene: Scene) -> None:
    promised = {c: scores["after"] for c, scores in scene.kept["plan"]["scores"].items()}
    now = {c["id"]: c["score"] for c in scene.json["checklists"] if "system" not in c}
    assert set(promised) <= set(now)
    for checklist, score in promised.items():
        assert abs(exact(now[checklist]) - exact(score)) <= HUNDREDTH, checklist


@then("کار هر واحد در هر هفته از ظرفیت روزهای کاری همان هفته بیشتر نیست")
def capacity_held(scene: Scene) -> None:
    plan = scene.json
    units = plain_yaml(scene.office / "office.yaml")["units"]
    capacity = {unit: Fraction(about["capacity"]) for unit, about in units.items()} | scene.kept.get("capacity", {})
    begin, end = day(plan["from"]), day(plan["by"])
    loads: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for action in plan["actions"]:
        for work in action["work"]:
            loads[work["week"], work["unit"]] += exact(work["days"])
    assert loads
    for (week, unit), load in loads.items():
        days = [d for d in working(scene, begin, end) if d in week_days(week)]
        assert load <= capacity[unit] * len(days) / 5 + Fraction(1, 10_000), (week, unit)


@given(parsers.re(r"ظرفیت واحد «(?P<unit>\w+)» برای این برنامه (?P<days>[\d٫]+) نفرروز در هفته است"))
def capacity_given(scene: Scene, unit: str, days: str) -> None:
    scene.kept.setdefault("capacity", {})[unit] = number(days)


@then("کار هر اقدام در همان بازهٔ خودش است و به نفرروز آن می‌رسد")
def work_inside(scene: Scene) -> None:
    plan = scene.json
    assert plan["actions"]
    for action in plan["actions"]:
        assert abs(sum(exact(w["days"]) for w in action["work"]) - exact(action["effort_days"])) <= HUNDREDTH
        first, last = day(action["start"]), day(action["end"])
        worked_until = last - timedelta(days=action["wait_days"])
        assert day(plan["from"]) <= first <= worked_until <= last <= day(plan["by"])
        for work in action["work"]:
            days = week_days(work["week"])
            assert days[0] <= worked_until, (action["id"], work)
            assert days[-1] >= first, (action["id"], work)
    total = sum(exact(a["effort_days"]) for a in plan["actions"])
    assert abs(total - exact(plan["effort_days"])) <= HUNDREDTH
    assert plan["cost"] == sum(a["cost"] for a in plan["actions"])


@then("هیچ اقدامی در روز تعطیل آغاز نمی‌شود و کارش در روز تعطیل پایان نمی‌گیرد")
def no_day_off(scene: Scene) -> None:
    plan = scene.json
    days = set(working(scene, day(plan["from"]), day(plan["by"])))
    assert plan["actions"]
    for action in plan["actions"]:
        assert day(action["start"]) in days, action["id"]
        assert day(action["end"]) - timedelta(days=action["wait_days"]) in days, action["id"]


@then(parsers.re(r"در هفته‌هایی که همهٔ روزهایش از (?P<first>[\d/]+) تا (?P<last>[\d/]+) تعطیل است کاری نیست"))
def closed_weeks(scene: Scene, first: str, last: str) -> None:
    plan = scene.json
    worked = {d for a in plan["actions"] for w in a["work"] for d in week_days(w["week"])}
    closed = [
        d for d in span(day(first), day(last)) if d.weekday() == SATURDAY and d + timedelta(days=4) <= day(last)
    ]
    assert closed
    assert plan["actions"]
    assert worked.isdisjoint(closed)
    assert all(not day(first) <= day(a["start"]) <= day(last) for a in plan["actions"])


@then(parsers.re(r"اقدام «(?P<id_>[\w-]+)» و هر اقدامی که به آن نیاز دارد، برخلاف برنامهٔ آزاد، در برنامه نیست"))
def excluded(scene: Scene, id_: str) -> None:
    library, out = library_actions(), {id_}
    while further := {a["id"] for a in library.values() if set(a.get("needs") or []) & out} - out:
        out |= further
    planned = set(by_id(scene.json))
    assert planned
    assert planned.isdisjoint(out)
    freely = set(by_id(scene.plan()))
    assert id_ in freely
    assert len(freely & out) > 1


@then(parsers.re(r"اقدام «(?P<id_>[\w-]+)» در برنامه (?P<verb>هست|نیست)"))
def planned_or_not(scene: Scene, id_: str, verb: str) -> None:
    assert (id_ in by_id(scene.json)) is (verb == "هست")


@then(parsers.re(r"اقدام «(?P<id_>[\w-]+)» در (?P<start>[\d/]+) آغاز می‌شود"))
def starts_on(scene: Scene, id_: str, start: str) -> None:
    assert by_id(scene.json)[id_]["start"] == latin(start)


@then(parsers.re(r"برنامه (?P<cost>\d+) میلیون ریال و هر اقدام آن هیچ هزینه‌ای دارد"))
def costs(scene: Scene, cost: str) -> None:
    plan = scene.json
    assert plan["actions"]
    assert plan["cost"] == whole(cost)
    assert {a["cost"] for a in plan["actions"]} == {0}


@then(parsers.re(r"هزینهٔ برنامه از (?P<limit>\d+) میلیون ریال بیشتر نیست"))
def within_budget(scene: Scene, limit: str) -> None:
    plan = scene.json
    assert 0 < plan["cost"] <= whole(limit)


@then(parsers.re(r"برنامه از (?P<first>[\d/]+) تا (?P<last>[\d/]+) است که درست (?P<weeks>\d+) هفته است"))
def default_span(scene: Scene, first: str, last: str, weeks: str) -> None:
    plan = scene.json
    assert (plan["from"], plan["by"]) == (latin(first), latin(last))
    assert (day(plan["by"]) - day(plan["from"])).days + 1 == 7 * whole(weeks)


@then(parsers.re(r"برنامه از امروز است و درست (?P<weeks>\d+) هفته دارد"))
def from_today(scene: Scene, weeks: str) -> None:
    plan = scene.json
    assert day(plan["from"]) == clock.today()
    assert (day(plan["by"]) - day(plan["from"])).days + 1 == 7 * whole(weeks)


@then(parsers.re(r"پرسش‌های پیش از برنامه به ترتیب «(?P<first>[\w.-]+)» و «(?P<second>[\w.-]+)» است"))
def answer_first(scene: Scene, first: str, second: str) -> None:
    assert scene.json["answer_first"] == [first, second]


@then("هیچ اقدام یا درخواستی بر پرسش بی‌پاسخ بنا نشده است")
def nothing_for_open_questions(scene: Scene) -> None:
    plan, library = scene.json, library_actions()
    open_ = set(plan["answer_first"])
    assert open_
    for planned in (*plan["actions"], *plan["requests"]):
        assert not set(library[planned["id"]]["raises"]) <= open_, planned["id"]


@then("«رسیدن به هدف» برای همهٔ هدف‌ها درست گزارش می‌شود")
def honest_verdicts(scene: Scene) -> None:
    verdicts = set()
    for target in range(55, 100, 4):
        plan = scene.plan("--target", str(target))
        enough = exact(plan["score_after"]) >= target
        assert plan["reached"] is enough, target
        assert scene.code == (0 if enough else 1), target
        if plan["objective"].startswith("least effort"):
            assert exact(plan["bound"]) <= exact(plan["effort_days"])
        else:
            assert exact(plan["bound"]) >= exact(plan["score_after"])
        verdicts.add(plan["reached"])
    assert verdicts == {True, False}


# Counting every choice on a small office


class Choice:
    """All subsets of the actions that close the office's gaps, with their points and person-days."""

    def __init__(self, scene: Scene, unit_limits: dict[str, Fraction] | None = None) -> None:
        plan, library = scene.json, library_actions()
        scene.run("check", str(scene.office), "--json")
        record = scene.json["checklists"][0]
        gaps = {
            item["fact"]: _weight(item["id"]) * (1 - _share(item))
            for indicator in record["indicators"]
            for item in indicator["items"]
            if item["status"] in ("partly", "unmet")
        }
        self.before = 100 - sum(gaps.values(), Fraction(0))
        assert abs(exact(plan["score_before"]) - self.before) <= HUNDREDTH / 2
        offers = [(a, sum(gaps.get(f, Fraction(0)) for f in a["raises"])) for a in library.values()]
        self.offers = [
            (gain, Fraction(a["effort"]["fixed"]), a["owner"])
            for a, gain in offers
            if gain and a["authority"] != "headquarters"
        ]
        assert len(self.offers) == len(gaps)
        self.limits = unit_limits
        scene.run(
            "plan", str(scene.office), "--from", plan["from"], "--by", plan["by"], *scene.kept["again"], "--json"
        )

    def subsets(self) -> Iterator[tuple[Fraction, Fraction]]:
        """Yield (score after, person-days) of every choice that the units' whole time allows."""
        for size in range(len(self.offers) + 1):
            for chosen in combinations(self.offers, size):
                loads: dict[str, Fraction] = defaultdict(Fraction)
                for _gain, effort, owner in chosen:
                    loads[owner] += effort
                if self.limits is None or all(load <= self.limits.get(u, 0) for u, load in loads.items()):
                    yield self.before + sum(g for g, _e, _o in chosen), sum(e for _g, e, _o in chosen)


@cache
def _weight(item_id: str) -> Fraction:
    """Return an item's points when all but I3-01 apply, from the checklist's weights."""
    own = [(indicator, item) for indicator, item in items_of("programme") if item.get("target")]
    indicator, found = next((i, item) for i, item in own if item["id"] == item_id)
    total = sum(Fraction(item["weight"]) for i, item in own if i == indicator)
    weights = {i["id"]: Fraction(i["weight"]) for i in plain_yaml(CHECKLISTS / "programme.yaml")["indicators"]}
    return weights[indicator] * Fraction(found["weight"]) / total


def _share(item: dict[str, Any]) -> Fraction:
    """Return an item's share of its target, counts taken exactly."""
    value = exact(item["value"])
    if "total" in item:
        value = Fraction(100 * item["count"], item["total"])
    return min(Fraction(1), max(Fraction(0), value / exact(item["target"])))


@when(parsers.re(r"که برنامه‌ای با هدف (?P<target>[\d٫]+) برای این کاستی‌ها خواسته می‌شود"))
def plan_small(scene: Scene, target: str) -> None:
    scene.kept["again"] = ["--target", latin(target), "--capacity", "it=5"]
    scene.plan(*scene.kept["again"])


@when(parsers.re(r"که برنامه‌ای بی‌هدف تا (?P<deadline>[\d/]+) برای این کاستی‌ها خواسته می‌شود"))
def plan_small_short(scene: Scene, deadline: str) -> None:
    scene.kept["again"] = []
    scene.plan("--by", latin(deadline))


@then(parsers.re(r"کمترین کار ممکن با شمارش همهٔ حالت‌ها (?P<days>[\d٫]+) نفرروز است و کران از آن بیشتر نیست"))
def least_effort_counted(scene: Scene, days: str) -> None:
    target = number(scene.kept["again"][1])
    best = min(effort for score, effort in Choice(scene).subsets() if score >= target)
    assert best == number(days)
    plan = scene.json
    assert plan["reached"] is True
    assert exact(plan["bound"]) <= best <= exact(plan["effort_days"])
    if plan["proven"]:
        assert exact(plan["effort_days"]) == best
    far = 100 * (exact(plan["effort_days"]) - exact(plan["bound"])) / exact(plan["effort_days"])
    assert abs(exact(plan["gap"]) - far) <= Fraction(2, 10)


@then(parsers.re(r"برنامه درست (?P<days>[\d٫]+) نفرروز کار دارد"))
def effort_is(scene: Scene, days: str) -> None:
    assert exact(scene.json["effort_days"]) == number(days)


@then("هیچ انتخابی در گنجایش واحدها از کران امتیاز نمی‌گذرد")
def most_points_counted(scene: Scene) -> None:
    plan = scene.json
    room = Fraction(len(working(scene, day(plan["from"]), day(plan["by"]))), 5)
    limits = defaultdict(lambda: 2 * room)  # office.yaml names no unit: two person-days a week each
    owners = {a["owner"] for a in library_actions().values()}
    best = max(score for score, _e in Choice(scene, {owner: limits[owner] for owner in owners}).subsets())
    plan = scene.json
    assert exact(plan["score_after"]) <= exact(plan["bound"])
    assert best <= exact(plan["bound"])
    assert best > exact(plan["score_before"])


# Saved plans


@then("پروندهٔ برنامه در پوشهٔ دوره نوشته شده و هیچ پروندهٔ دیگری تغییر نکرده است")
def plan_saved(scene: Scene) -> None:
    name = f"rounds/{scene.round.name}/plan.yaml"
    after = {path: data for path, data in scene.files().items() if not path.endswith(".lock")}
    assert name not in scene.before
    assert set(after) - set(scene.before) == {name}
    assert {path: data for path, data in after.items() if path != name} == scene.before
    saved = plain_yaml(scene.office / name)
    assert [a["id"] for a in saved["actions"]] == [a["id"] for a in scene.json["actions"]]
    assert {a["state"] for a in saved["actions"]} == {"proposed"}


@then("نشانی نسخهٔ آغازین مخزن دست‌نخورده است")
def example_untouched() -> None:
    assert not (REPOSITORY / "examples/bushehr-civil-registry/rounds/1405-2/plan.yaml").exists()


@then(parsers.re(r"در شرح خطا «(?P<words>[^»]+)» آمده است"))
def said(scene: Scene, words: str) -> None:
    assert words in scene.errors


@then(parsers.re(r"در شرح خطا «(?P<words>[^»]+)» نیامده است"))
def not_said(scene: Scene, words: str) -> None:
    assert words not in scene.errors


@then("برنامه بی‌خطا یا با شرح خطا پایان یافته است")
def no_traceback(scene: Scene) -> None:
    assert scene.code in (0, 1) or (scene.code == 3 and scene.errors.strip())


@then(parsers.re(r"ناممکن بودن آغاز «(?P<id_>[\w-]+)» در روز تعطیل گفته شده است"))
def unkept_date_said(scene: Scene, id_: str) -> None:
    assert scene.code == 3 or id_ in scene.errors or id_ in str(scene.json.get("caveats"))
