"""Papers for the director: parts, drafts, authenticity codes, letters, minutes, feedback, follow-up."""

from __future__ import annotations

import json
import re
from pathlib import Path
from zipfile import ZipFile

from pytest_bdd import given, parsers, then, when

from compliance.report import FORMATS
from tests.documents import plain
from tests.steps.planning import library_actions
from tests.steps.reporting import report_text, section
from tests.steps.scene import Scene, all_facts, latin, persian, plain_yaml, whole

CODE = re.compile(r"[0-9a-f]{4}(?:-[0-9a-f]{4}){3}")


def rows(scene: Scene, heading: str) -> list[list[str]]:
    """Return the cells of the first table below a heading, without its head."""
    lines = [line for line in section(scene, heading) if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def parts(scene: Scene) -> list[str]:
    """Return the titles of the report's parts."""
    return [line[3:].strip() for line in report_text(scene).split("\n") if line.startswith("## ")]


def saved(scene: Scene) -> dict[str, object]:
    """Return what the program prints of the saved plan."""
    path = scene.base / "plan.json"
    scene.run("report", str(scene.office), "--format", "json", "--output", str(path))
    plan: dict[str, object] = json.loads(path.read_text("utf-8"))["plan"]
    return plan


@given(parsers.re(r"در پروندهٔ اداره «(?P<old>[^»]+)» به «(?P<new>[^»]+)» تغییر داده شده است"))
def office_edited(scene: Scene, old: str, new: str) -> None:
    path = scene.office / "office.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


@given(parsers.re(r"اداره در (?P<day>[\d/]+) تعطیل شده است"))
def office_closed(scene: Scene, day: str) -> None:
    text = f'closures:\n  - {{date: "{latin(day)}", fa: تعطیلی محلی}}\n'
    (scene.office / "calendar.yaml").write_text(text, "utf-8")


@when(parsers.re(r"که برنامه‌ای با گزینه‌های «(?P<options>[^»]+)» ساخته و تصویب می‌شود"))
def planned_and_approved(scene: Scene, options: str) -> None:
    scene.plan(*options.split())
    assert scene.code == 0, scene.errors
    scene.run("review", "approve", str(scene.office), "--json")
    assert scene.code == 0, scene.errors


@when(parsers.re(r"(که )?بخش «(?P<part>[\w-]+)» گزارش نوشته می‌شود"))
def write_part(scene: Scene, part: str) -> None:
    scene.kept["report"] = scene.base / f"{part}.md"
    scene.run("report", str(scene.office), "--part", part, "--output", str(scene.kept["report"]))


@when(parsers.re(r"گزارش «(?P<format_>\w+)» نوشته می‌شود"))
def write_again(scene: Scene, format_: str) -> None:
    scene.kept["report"] = scene.base / f"report.{format_}"
    scene.run("report", str(scene.office), "--output", str(scene.kept["report"]))


@when(parsers.re(r"که گزارش کاربرگ «(?P<checklist>[\w-]+)» نوشته می‌شود"))
def write_about(scene: Scene, checklist: str) -> None:
    write_with(scene, f"--checklist {checklist}")


@when(parsers.re(r"(که )?گزارش با گزینه‌های «(?P<options>[^»]+)» نوشته می‌شود"))
def write_with(scene: Scene, options: str) -> None:
    scene.kept["report"] = scene.base / "report.md"
    scene.run("report", str(scene.office), "--output", str(scene.kept["report"]), *options.split())


@when("که گزارش در همهٔ قالب‌ها و در دو روز نوشته می‌شود")
def write_all(scene: Scene) -> None:
    codes = []
    for format_ in FORMATS:
        for day in ("1405/09/20", "1406/01/05"):
            path = scene.base / f"report.{format_}"
            scene.run("report", str(scene.office), "--output", str(path), "--date", day)
            codes += CODE.findall(scene.errors)
            if format_ in ("md", "html", "json"):
                codes += CODE.findall(path.read_text("utf-8"))
    scene.kept["codes"] = codes


@when("که گزارش پیش و پس از تغییر یک پاسخ نوشته می‌شود")
def write_twice(scene: Scene) -> None:
    codes = []
    for change in (False, True):
        if change:
            scene.answer([["", ""], ["website.links", "count: 639, total: 640"]])
        scene.run("report", str(scene.office), "--output", str(scene.base / "report.md"))
        codes += CODE.findall(scene.errors)
    scene.kept["codes"] = codes


@when("که نامه‌ها پیش و پس از تصویب نوشته می‌شود")
def write_around_approval(scene: Scene) -> None:
    codes = []
    for approving in (False, True):
        if approving:
            scene.run("review", "approve", str(scene.office), "--by", "مدیرکل")
        scene.run("report", str(scene.office), "--part", "requests", "--output", str(scene.base / "letters.md"))
        codes += CODE.findall(scene.errors)
    scene.kept["codes"] = codes


@when("که مدیرکل برنامه را با دلیلی دراز عودت می‌دهد")
def send_back_at_length(scene: Scene) -> None:
    scene.run("review", "return", str(scene.office), "--because", "بازنگری " * 700, "--by", "مدیرکل")


@then(parsers.re(r"خلاصه از دلیل بیش از (?P<most>\d+) نشانه ندارد"))
def shortened(scene: Scene, most: str) -> None:
    said = [line for line in report_text(scene).split("\n") if "بازنگری" in line]
    assert len(said) == 1
    assert len(said[0]) <= whole(most) + len("**" * 2 + " …")


@then("همهٔ گزارش‌ها یک کد اصالت دارند")
def same_code(scene: Scene) -> None:
    assert len(scene.kept["codes"]) >= 2 * len(FORMATS) + 6
    assert len(set(scene.kept["codes"])) == 1


@then(parsers.re(r"همهٔ گزارش‌ها «(?P<text>[^»]+)» را دارند"))
def all_say(scene: Scene, text: str) -> None:
    for format_ in FORMATS:
        assert plain(text) in plain(readable(scene.base / f"report.{format_}")), format_


def readable(path: Path) -> str:
    """Return what can be read in a report of any format."""
    if path.suffix == ".pdf":
        from pypdfium2 import PdfDocument

        with PdfDocument(path) as pages:
            return " ".join(page.get_textpage().get_text_range() for page in pages)
    if path.suffix in (".docx", ".xlsx"):
        with ZipFile(path) as package:
            return " ".join(
                re.sub("<[^>]+>", "", package.read(name).decode())
                for name in package.namelist()
                if name.endswith(".xml")
            )
    return path.read_text("utf-8")


@then("دو گزارش کد اصالت جداگانه دارند")
def other_code(scene: Scene) -> None:
    assert len(scene.kept["codes"]) == 2
    assert len(set(scene.kept["codes"])) == 2


@then(parsers.re(r"گزارش تنها بخش «(?P<title>[^»]+)» را دارد"))
def only_part(scene: Scene, title: str) -> None:
    assert parts(scene) == [title]


@then(parsers.re(r"گزارش بخش «(?P<title>[^»]+)» را ندارد"))
def without_part(scene: Scene, title: str) -> None:
    assert len(parts(scene)) > 2
    assert title not in parts(scene)


@then("خلاصه اعتبار و نیروی کار برنامهٔ ذخیره‌شده را می‌گوید")
def brief_needs(scene: Scene) -> None:
    plan = saved(scene)
    cost, days = persian(str(plan["cost"])), persian(f"{plan['effort_days']:g}")
    assert f"اعتبار مورد نیاز: {cost} میلیون ریال؛ نیروی کار: {days} نفرروز" in report_text(scene)


@then(parsers.re(r"جدول «(?P<heading>[^»]+)» درست (?P<count>\d+) سطر دارد"))
def row_count(scene: Scene, heading: str, count: str) -> None:
    assert len(rows(scene, heading)) == whole(count)


@then("هر تصمیم جای «بله»، «خیر» و «اصلاح» دارد")
def boxes(scene: Scene) -> None:
    asked = [line for line in section(scene, "تصمیم‌های مورد انتظار از مدیرکل") if re.match(r"\d+\. ", line)]
    assert asked
    for line in asked:
        assert re.findall(r"\\\[ \\\] (\S+)", line) == ["بله", "خیر", "اصلاح"]


@then("هر درخواست برنامه یک نامه با «احتراماً» و نام اداره دارد")
def letters(scene: Scene) -> None:
    text, name = report_text(scene), plain_yaml(scene.office / "office.yaml")["name"]["fa"]
    requests = saved(scene)["requests"]
    assert isinstance(requests, list)
    assert requests
    written = re.split(r"^### .*$", text, flags=re.M)[1:]
    assert len(written) == len(requests)
    for letter, request in zip(written, requests, strict=True):
        for expected in ("شماره: …", "تاریخ: …", "به: ", "احتراماً، ", name, f"موضوع: {request['title']['fa']}"):
            assert expected in letter, expected


@then("هر اقدام برنامه یک مصوبه با مسئول و مهلت است")
def decisions(scene: Scene) -> None:
    actions = saved(scene)["actions"]
    assert isinstance(actions, list)
    decided = rows(scene, "مصوبات")
    for action, row in zip(actions, decided, strict=False):
        assert row[1].startswith(action["title"]["fa"])
        assert row[2]
        assert row[3] == persian(action["end"])
    assert len(decided) > len(actions) > 5


@then("هر واحد اداره در جدول حاضران جای امضا دارد")
def present(scene: Scene) -> None:
    units = plain_yaml(scene.office / "office.yaml")["units"]
    table = rows(scene, "حاضران")
    names = [row[1] for row in table]
    assert names[0] == "مدیرکل"
    assert {u["name"] for u in units.values() if u["covers"] != ["dg"]} <= set(names)
    assert all(row[4] == "" for row in table)


@then("صورت‌جلسه قلمی را که مستند آن است نام می‌برد")
def names_fact(scene: Scene) -> None:
    found = re.search(r"مستند سنجهٔ (I[\d-]+) است", report_text(scene))
    assert found is not None
    shown = scene.base / "programme.json"
    scene.run("report", str(scene.office), "--output", str(shown))
    items = [
        i for c in json.loads(shown.read_text("utf-8"))["assessments"] for p in c["indicators"] for i in p["items"]
    ]
    scene.kept["fact"] = next(item["fact"] for item in items if item["id"] == found[1])


@when("که تصویر صورت‌جلسه به همان قلم پیوست می‌شود")
def attach(scene: Scene) -> None:
    picture = scene.base / "minutes.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    scene.run("evidence", "attach", str(scene.office), scene.kept["fact"], str(picture), "--date", "1405/09/05")


@then("نقاط قوت درست سنجه‌های محقق و نقاط قابل بهبود درست سنجه‌های دیگر است")
def feedback(scene: Scene) -> None:
    lines = report_text(scene).split("\n")
    found: dict[str, set[str]] = {"نقاط قوت": set(), "نقاط قابل بهبود": set()}
    under = ""
    for line in lines:
        under = line.lstrip("# ").strip() if line.startswith("#") else under
        if under in found and re.match(r"\| I\d-\d\d ", line):
            found[under].add(line.split("|")[1].strip())
    scene.run("check", str(scene.office), "--json")
    items = [i for r in scene.json["checklists"][0]["indicators"] for i in r["items"]]
    reserved = {row["item"] for row in scene.json["second_conditions"]}
    met = {i["id"] for i in items if i["status"] == "met"}
    assert reserved & met
    assert found["نقاط قوت"] == met - reserved
    open_ = {i["id"] for i in items if i["status"] in ("partly", "unmet", "unanswered")}
    assert found["نقاط قابل بهبود"] == open_ | reserved
    assert found["نقاط قوت"]


@then("پیگیری هر اقدام برنامه را یک بار دارد")
def followed(scene: Scene) -> None:
    before = scene.before
    actions = saved(scene)["actions"]
    assert isinstance(actions, list)
    titles = [row[1] for row in rows(scene, "اقدام‌ها و معیار موفقیت آن‌ها")]
    assert titles == [action["title"]["fa"] for action in actions]
    scene.before = before


@then("گزارش شناسهٔ هیچ قلم داده و هیچ اقدامی را ندارد")
def no_ids(scene: Scene) -> None:
    text = report_text(scene).replace("\\", "")
    ids = [*all_facts(), *(id_ for id_ in library_actions() if "-" in id_)]
    assert len(ids) > 100
    assert [id_ for id_ in ids if re.search(rf"(?<![\w.-]){re.escape(id_)}(?![\w-])", text)] == []


@then(parsers.re(r"در جدول «(?P<heading>[^»]+)» سطر «(?P<name>[^»]+)» هست"))
def row_named(scene: Scene, heading: str, name: str) -> None:
    assert name in [row[0] for row in rows(scene, heading)]
