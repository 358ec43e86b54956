"""The director's review: what is decided, what the plan becomes, and what is written of it."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from itertools import pairwise

from persiantools.jdatetime import JalaliDate
from pytest_bdd import given, parsers, then, when

from tests.steps.planning import HUNDREDTH, by_id, library_actions
from tests.steps.saved_plans import (
    DIRECTOR,
    STATE,
    another,
    events,
    gained,
    plan_file,
    record,
    record_file,
    saved,
    spans,
)
from tests.steps.scene import Scene, exact, latin, persian


def review(scene: Scene, verb: str, *arguments: str, as_json: bool = True) -> None:
    """Let the director use a verb of the review, and keep what was there before."""
    scene.kept["before"] = saved(scene)
    scene.kept["record"] = record(scene)
    more = ["--json"] if as_json else []
    scene.run("review", verb, str(scene.office), *arguments, *([] if verb == "show" else ["--by", DIRECTOR]), *more)


# What the director does


@when("که بررسی برنامه دیده می‌شود")
def show(scene: Scene) -> None:
    review(scene, "show")
    scene.kept["shown"] = scene.json.get("plan")


@when("که بررسی برنامه به صورت متن دیده می‌شود")
def show_as_text(scene: Scene) -> None:
    review(scene, "show", as_json=False)


@given("مدیرکل برنامه را تصویب کرده است")
@when("که مدیرکل برنامه را تصویب می‌کند")
def approve(scene: Scene) -> None:
    review(scene, "approve")


@when(parsers.re(r"که مدیرکل برنامه را با گزینه‌های «(?P<options>[^»]+)» تصویب می‌کند"))
def approve_with(scene: Scene, options: str) -> None:
    review(scene, "approve", *options.split())


@when("مدیرکل برنامه را با شناسهٔ نشان‌داده‌شده تصویب می‌کند")
def approve_shown(scene: Scene) -> None:
    review(scene, "approve", "--hash", scene.kept["shown"])


@when(parsers.re(r"مدیرکل برنامه را با شناسهٔ دیگر «(?P<hash_>\w+)» تصویب می‌کند"))
def approve_other(scene: Scene, hash_: str) -> None:
    assert hash_ != scene.kept["shown"]
    review(scene, "approve", "--hash", hash_)


@given(parsers.re(r"مدیرکل برنامه را با دلیل «(?P<reason>[^»]+)» عودت داده است"))
@when(parsers.re(r"که مدیرکل برنامه را با دلیل «(?P<reason>[^»]+)» عودت می‌دهد"))
def send_back(scene: Scene, reason: str) -> None:
    review(scene, "return", "--because", reason)


@given(parsers.re(r"مدیرکل «(?P<id_>[\w-]+)» را با دلیل «(?P<reason>[^»]+)» کنار گذاشته است"))
@when(parsers.re(r"(که )?مدیرکل «(?P<id_>[\w-]+)» را با دلیل «(?P<reason>[^»]+)» کنار می‌گذارد"))
def exclude(scene: Scene, id_: str, reason: str) -> None:
    review(scene, "exclude", id_, "--because", reason)


@when(
    parsers.re(
        r"که مدیرکل «(?P<id_>[\w-]+)» را با دلیل «(?P<reason>[^»]+)» کنار می‌گذارد و نتیجه را به صورت متن می‌بیند"
    )
)
def exclude_as_text(scene: Scene, id_: str, reason: str) -> None:
    review(scene, "exclude", id_, "--because", reason, as_json=False)


@when(parsers.re(r"(که )?مدیرکل کنار گذاشتن «(?P<id_>[\w-]+)» را پس می‌گیرد"))
def admit(scene: Scene, id_: str) -> None:
    review(scene, "exclude", id_, "--undo")


@given(parsers.re(r"مدیرکل آغاز «(?P<id_>[\w-]+)» را (?P<start>[\d/]+) تعیین کرده است"))
@when(parsers.re(r"(که )?مدیرکل آغاز «(?P<id_>[\w-]+)» را (?P<start>[\d/]+) تعیین می‌کند"))
def fix(scene: Scene, id_: str, start: str) -> None:
    review(scene, "fix", f"{id_}@{start}")


@when(parsers.re(r"(که )?مدیرکل روز تعیین‌شدهٔ «(?P<id_>[\w-]+)» را پس می‌گیرد"))
def free(scene: Scene, id_: str) -> None:
    review(scene, "fix", id_, "--undo")


@given(parsers.re(r"مدیرکل «(?P<id_>[\w-]+)» را به «(?P<who>[^»]+)» سپرده است"))
@when(parsers.re(r"(که )?مدیرکل «(?P<id_>[\w-]+)» را به «(?P<who>[^»]+)» می‌سپارد"))
def assign(scene: Scene, id_: str, who: str) -> None:
    review(scene, "assign", id_, who)


@when(parsers.re(r"(که )?مدیرکل دربارهٔ (برنامه|«(?P<id_>[\w-]+)») می‌نویسد «(?P<text>[^»]+)»"))
def comment(scene: Scene, id_: str | None, text: str) -> None:
    review(scene, "comment", text, *(["--action", id_] if id_ else []))


@when(parsers.re(r"که برنامه‌ای با هدف (?P<target>[\d٫]+)( و گزینه‌های «(?P<options>[^»]+)»)? از نو ذخیره می‌شود"))
def save_again(scene: Scene, target: str, options: str | None) -> None:
    scene.kept["before"] = saved(scene)
    scene.kept["record"] = record(scene)
    scene.plan("--target", latin(target), *(options or "").split(), "--save", "--as", DIRECTOR)


@when(parsers.re(r"که برنامه‌ای با هدف (?P<target>[\d٫]+) از نو ذخیره و به صورت متن نشان داده می‌شود"))
def save_again_as_text(scene: Scene, target: str) -> None:
    scene.kept["before"] = saved(scene)
    scene.run("plan", str(scene.office), "--from", str(scene.begin), "--target", latin(target), "--save")


# What becomes of the plan


@then(parsers.re(r"وضعیت همهٔ اقدام‌های برنامه «(?P<state>\w+)» است"))
def all_states(scene: Scene, state: str) -> None:
    states = {a["id"]: a["state"] for a in saved(scene)["actions"]}
    assert states
    assert set(states.values()) == {state}
    if "states" in scene.json:
        assert scene.json["states"] == states


@then(parsers.re(r"برنامه با نامهٔ «(?P<number>[^»]+)» مورخ (?P<on>[\d/]+) و به نام مدیرکل تصویب شده است"))
def approved_by_letter(scene: Scene, number: str, on: str) -> None:
    wanted = {"plan": scene.json["plan"], "by": DIRECTOR, "on": latin(on), "letter": number}
    assert scene.json["approval"] == wanted == saved(scene)["approval"]
    (event,) = [e for e in events(scene) if e["did"] == "approved"]
    assert (event["who"], event["plan"]) == (DIRECTOR, scene.json["plan"])
    assert event["letter"] == {"number": number, "date": latin(on)}


@then("برنامه در انتظار تصویب است")
def not_approved(scene: Scene) -> None:
    assert "approval" not in saved(scene)
    assert {a["state"] for a in saved(scene)["actions"]} == {"proposed"}


@then("در پروندهٔ برنامه تنها وضعیت اقدام‌ها تغییر کرده و تصویب افزوده شده است")
def only_states(scene: Scene) -> None:
    before = scene.before["rounds/1405-2/plan.yaml"].decode()
    after = plan_file(scene).read_text("utf-8")
    kept, approval = after.split("\napproval:\n")
    assert kept + "\n" == before.replace(STATE, "state: approved")
    assert all(line.startswith("  ") for line in approval.splitlines())
    files = {name: data for name, data in scene.files().items() if not name.endswith(".lock")}
    assert {name for name in files if scene.before.get(name) != files[name]} == {
        f"rounds/1405-2/{path.name}" for path in (plan_file(scene), record_file(scene))
    }


@then("پیام خطا شناسهٔ نشان‌داده‌شده را دارد")
def names_shown(scene: Scene) -> None:
    assert re.fullmatch("[0-9a-f]{16}", scene.kept["shown"])
    assert scene.kept["shown"] in scene.errors


@then("پیام خطا شناسهٔ پیشین و شناسهٔ کنونی برنامه را دارد")
def names_both(scene: Scene) -> None:
    before, errors = saved(scene)["hash"], scene.errors
    review(scene, "show")
    assert scene.json["plan"] != before
    assert before in errors
    assert scene.json["plan"] in errors


@then("تفاوت گفته‌شده همان تفاوت دو پروندهٔ برنامه است")
def told_difference(scene: Scene) -> None:
    told, before, after = scene.json["changes"], scene.kept["before"], saved(scene)
    old, new = spans(before), spans(after)
    assert old != new
    assert sorted(told["added"]) == sorted(set(new) - set(old))
    assert sorted(told["dropped"]) == sorted(set(old) - set(new))
    moved = {
        m["id"]: tuple(tuple(m[side][k] for k in ("unit", "start", "end")) for side in ("before", "after"))
        for m in told["moved"]
    }
    assert moved == {id_: (old[id_], new[id_]) for id_ in old if id_ in new and old[id_] != new[id_]}
    for key, plan in (("before", before), ("after", after)):
        assert abs(exact(told["points"][key]) - Fraction(plan["after"]["programme"])) <= HUNDREDTH / 2
        assert exact(told["effort_days"][key]) == sum(Fraction(a["effort_days"]) for a in plan["actions"])


@then("امتیاز برنامهٔ تازه همان جمع بهرهٔ اقدام‌های آن است")
def points_are_gains(scene: Scene) -> None:
    after = saved(scene)
    assert gained(after) == Fraction(after["after"]["programme"])


@then(parsers.re(r"متن خروجی شمار اقدام‌های افزوده، حذف‌شده و جابه‌جا را دارد"))
def told_counts(scene: Scene) -> None:
    old, new = spans(scene.kept["before"]), spans(saved(scene))
    moved = [id_ for id_ in old if id_ in new and old[id_] != new[id_]]
    added, dropped, moved_ = (persian(str(len(ids))) for ids in (set(new) - set(old), set(old) - set(new), moved))
    assert f"{added} اقدام افزوده، {dropped} اقدام حذف و {moved_} اقدام جابه‌جا شد" in scene.output
    assert dropped != "۰"
    assert moved_ != "۰"


@then(parsers.re(r"برنامهٔ تازه همان است که با گزینهٔ «(?P<options>[^»]+)» برای ادارهٔ نمونه به دست می‌آید"))
def same_as_with_option(scene: Scene, options: str) -> None:
    other = another(scene)
    plan_file(other).unlink()
    made = other.plan("--target", "75", *options.split())
    assert spans(saved(scene)) == {a["id"]: (a["unit"], a["start"], a["end"]) for a in made["actions"]}


@then(parsers.re(r"«(?P<id_>[\w-]+)» و همهٔ اقدام‌هایی که به آن نیاز دارد از برنامه حذف شده است"))
def dropped_with_followers(scene: Scene, id_: str) -> None:
    out = {id_}
    while more := {a["id"] for a in library_actions().values() if set(a.get("needs") or []) & out} - out:
        out |= more
    planned = set(spans(scene.kept["before"])) & out
    assert len(planned) > 1
    assert planned <= set(scene.json["changes"]["dropped"])
    assert out.isdisjoint(spans(saved(scene)))


@then(parsers.re(r"«(?P<id_>[\w-]+)» در برنامهٔ ذخیره‌شده (?P<verb>هست|نیست)"))
def in_plan(scene: Scene, id_: str, verb: str) -> None:
    assert (id_ in spans(saved(scene))) is (verb == "هست")


@then(parsers.re(r"«(?P<id_>[\w-]+)» در برنامهٔ ذخیره‌شده از (?P<start>[\d/]+) آغاز می‌شود"))
def begins(scene: Scene, id_: str, start: str) -> None:
    assert spans(saved(scene))[id_][1] == latin(start)


@then(parsers.re(r"همهٔ کار «(?P<id_>[\w-]+)» در برنامهٔ ذخیره‌شده با واحد «(?P<unit>\w+)» است"))
def unit_works(scene: Scene, id_: str, unit: str) -> None:
    assert spans(saved(scene))[id_][0] == unit
    made = by_id(scene.plan("--target", "75"))[id_]
    assert made["work"]
    assert {work["unit"] for work in made["work"]} == {unit} != {made["owner"]}


@then(parsers.re(r"تنها واحد «(?P<id_>[\w-]+)» تغییر کرده و روزهای آن همان است"))
def only_unit(scene: Scene, id_: str) -> None:
    old, new = spans(scene.kept["before"]), spans(saved(scene))
    assert {key for key in (*old, *new) if old.get(key) != new.get(key)} == {id_}
    assert old[id_][1:] == new[id_][1:]


@then("شناسهٔ برنامه همان است که پیش از تصمیم بود")
def same_hash(scene: Scene) -> None:
    assert saved(scene)["hash"] == scene.kept["before"]["hash"]


@then("برنامه با همان شناسهٔ نخست بازگشته است")
def first_hash(scene: Scene) -> None:
    first, now = saved(another(scene)), saved(scene)
    assert scene.kept["before"]["hash"] != first["hash"]
    assert scene.json["plan"] == now["hash"] == first["hash"]
    assert spans(now) == spans(first)
    assert not any(scene.json["decisions"].values())


@then("برنامه همان است که با تصمیم مدیرکل در بررسی به دست می‌آید")
def same_as_decided(scene: Scene) -> None:
    other = another(scene)
    for id_, reason in saved(scene)["decisions"]["excluded"].items():
        review(other, "exclude", id_, "--because", reason)
    assert saved(other)["hash"] != scene.kept["before"]["hash"]
    assert saved(other) == saved(scene)


@then(parsers.re(r"کاستی‌هایی که «(?P<id_>[\w-]+)» برمی‌داشت به دلیل «(?P<reason>[\w-]+)» مانده است"))
def left_out(scene: Scene, id_: str, reason: str) -> None:
    gaps = [gap for gap in saved(scene)["left_out"] if gap["action"] == id_]
    assert gaps
    assert {gap["why_not"] for gap in gaps} == {reason}


@then("تصمیم‌های مدیرکل در پروندهٔ برنامه همان است که بود")
def decisions_kept(scene: Scene) -> None:
    assert saved(scene)["decisions"] == scene.kept["before"]["decisions"]
    assert any(saved(scene)["decisions"].values())


# The record


@then("هر تصمیم سطرهای پیشین سابقهٔ بررسی را بایت به بایت نگه داشته است")
def grown(scene: Scene) -> None:
    states = [*scene.kept.pop("records"), record(scene)]
    for before, after in pairwise(states):
        assert after.startswith(before)
        assert len(after) > len(before)
    assert len(states) > 5


@when("که مدیرکل پی‌درپی همهٔ تصمیم‌های زیر را می‌گیرد")
def one_after_another(scene: Scene, datatable: list[list[str]]) -> None:
    scene.kept["records"] = []
    for verb, *rest in datatable:
        scene.kept["records"].append(record(scene))
        review(scene, verb, *(cell for cell in rest if cell != "—"))
        assert scene.code == 0, scene.errors


@then("متن خروجی هر رویداد سابقه را با نام، کار و تاریخ خورشیدی آن دارد")
def events_shown(scene: Scene) -> None:
    found = events(scene)
    assert found
    for event in found:
        on = JalaliDate(date.fromisoformat(event["when"][:10])).strftime("%Y/%m/%d")
        rows = [line for line in scene.output.split("\n") if persian(on) in line and event["plan"] in line]
        assert any(DIRECTOR in row for row in rows), event
