"""Offices assessed: assessors drawn, sheets filled in as people do, the defence, the consensus. All are invented."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_bdd import given, parsers, then, when

from tests import assessing, inbox
from tests.assessing import AS_DECLARED, Sheet
from tests.steps.intake import NUMBER, Headquarters, laid_down, office
from tests.steps.scene import number as amount
from tests.steps.scene import whole

ROUND = ("--round", inbox.ROUND)
TIES = {
    "دستگاه خود": "--body",
    "استان خود": "--province",
    "ادارهٔ خود": "--office",
    "محل خدمت پیشین": "--former",
    "نسبت اظهارشده": "--relation",
}
ITEMS = {item.id: item.fact for item in inbox.shipped().checklists["award"].items}
WHO = r"«(?P<who>[a-z]+)»"


def id_of(number: str) -> str:
    """The id of an invented office, counted from one."""
    return inbox.office(office(number)).filer.id


def folder(hq: Headquarters, name: str) -> Path:
    return hq.scene.base / name


def sheet(hq: Headquarters, who: str, number: str = "۱") -> Path:
    return folder(hq, "sheets") / who / f"{id_of(number)}.xlsx"


def panel(hq: Headquarters, number: str = "۱") -> Path:
    return folder(hq, "panel") / f"{id_of(number)}.panel.xlsx"


@given(parsers.re(rf"دورهٔ جایزه باز است و پروندهٔ ادارهٔ {NUMBER} دریافت شده است"))
def filed(hq: Headquarters, number: str) -> None:
    hq.run("round open", inbox.ROUND)
    hq.collect(hq.lay(inbox.filing(office(number)), f"{number}.zip"))
    assert hq.verdict(office(number))["status"] in ("accepted", "flagged")


@given(parsers.re(r"ارزیابان «(?P<names>[^»]+)» ثبت شده‌اند"))
def people(hq: Headquarters, names: str) -> None:
    for name in names.split("، "):
        hq.run("assess assessor", name, "--name", f"ارزیاب {name}")
        assert hq.scene.code == 0, hq.scene.errors


@given(parsers.re(rf"ارزیاب {WHO} با تعارض منافع از نوع «(?P<kind>[^»]+)» با ادارهٔ {NUMBER} ثبت شده است"))
def tied(hq: Headquarters, who: str, kind: str, number: str) -> None:
    filer = inbox.office(office(number)).filer
    to = {"--body": filer.body, "--province": filer.province}.get(TIES[kind], filer.id)
    hq.run("assess assessor", who, "--name", f"ارزیاب {who}", TIES[kind], to)
    assert hq.scene.code == 0, hq.scene.errors


@given("اداره‌ای که نوبت داوری ارزیابان آن است")
def at_the_check(hq: Headquarters) -> None:
    laid_down(hq, "۱")
    filed(hq, "۱")
    people(hq, "ahmadi، karimi")
    drawn(hq, "۲")
    moved(hq, "۱", "evidence-check")
    written(hq, "ارزیابی")


@given("اداره‌ای که دو ارزیاب آن را داوری کرده‌اند")
def judged(hq: Headquarters) -> None:
    at_the_check(hq)
    for who in assessing.PEOPLE:
        as_declared(hq, who)
    entered(hq)
    assert hq.scene.code == 0, hq.scene.errors


@when(parsers.re(rf"(که )?برای هر اداره {NUMBER} ارزیاب به قرعه گذاشته می‌شود"))
def drawn(hq: Headquarters, number: str) -> None:
    hq.run("assess draw", *ROUND, "--each", whole(number), "--seed", "۱۴۰۵")


@when(parsers.re(rf"(که )?{WHO} با نام به ادارهٔ {NUMBER} تخصیص داده می‌شود"))
def named(hq: Headquarters, who: str, number: str) -> None:
    hq.run("assess assign", who, id_of(number), *ROUND)


@when(parsers.re(rf"(که )?ادارهٔ {NUMBER} (با دلیل «(?P<why>[^»]+)» )?به مرحلهٔ «(?P<stage>[a-z-]+)» برده می‌شود"))
def moved(hq: Headquarters, number: str, stage: str, why: str | None = None) -> None:
    hq.run("assess move", stage, id_of(number), *ROUND, *(["--why", why] if why else []))


@when(parsers.re(r"(که )?برگه‌های (?P<kind>ارزیابی|اجماع) نوشته می‌شود"))
def written(hq: Headquarters, kind: str) -> None:
    of_panel = kind == "اجماع"
    into = folder(hq, "panel" if of_panel else "sheets")
    hq.run("assess sheet", *ROUND, "--into", into, *(["--panel"] if of_panel else []))
    assert hq.scene.code == 0, hq.scene.errors


@when(
    parsers.re(
        rf"(که )?{WHO} برای سنجهٔ «(?P<item>[^»]+)» مقدار «(?P<value>[^»]+)» را با دلیل «(?P<reason>[^»]*)» و بقیه را "
        "طبق اظهارنامه می‌نویسد"
    )
)
def otherwise(hq: Headquarters, who: str, item: str, value: str, reason: str) -> None:
    assessing.filled(sheet(hq, who), {ITEMS[item]: (value, reason or None)})


@when(parsers.re(rf"(که )?{WHO} همه را طبق اظهارنامه می‌نویسد"))
def as_declared(hq: Headquarters, who: str) -> None:
    assessing.filled(sheet(hq, who))


@when(parsers.re(rf"(که )?{WHO} سنجهٔ «(?P<item>[^»]+)» را خالی می‌گذارد و بقیه را طبق اظهارنامه می‌نویسد"))
def left_out(hq: Headquarters, who: str, item: str) -> None:
    assessing.filled(sheet(hq, who), None, [ITEMS[item]])


@when(parsers.re(r"(که )?برگه‌های ارزیابی («(?P<who>[a-z]+)» )?ثبت می‌شود"))
def entered(hq: Headquarters, who: str | None = None) -> None:
    hq.run("assess enter", *(sheet(hq, name) for name in ([who] if who else assessing.PEOPLE)))


@when(parsers.re(rf"(که )?جلسهٔ دفاع ادارهٔ {NUMBER} با صورت‌جلسهٔ امضاشده ثبت می‌شود"))
def heard(hq: Headquarters, number: str) -> None:
    path = folder(hq, "minutes.pdf")
    path.write_bytes(b"%PDF-1.7 signed")
    hq.run("assess defence", id_of(number), *ROUND, "--panel", "ahmadi", "--panel", "دکتر نوری", "--minutes", path)
    assert hq.scene.code == 0, hq.scene.errors


@when(
    parsers.re(
        r"(که )?هیئت برای سنجهٔ «(?P<item>[^»]+)» مقدار «(?P<value>[^»]+)» را با دلیل «(?P<reason>[^»]+)» می‌نویسد"
    )
)
def panel_decides(hq: Headquarters, item: str, value: str, reason: str) -> None:
    open_ = Sheet(panel(hq))
    open_.put(ITEMS[item], value, reason)
    open_.save()


@when("برگه‌های اجماع ثبت می‌شود")
def panel_entered(hq: Headquarters) -> None:
    hq.run("assess consensus", panel(hq))


@when(parsers.re(rf"در برگهٔ {WHO} (?P<how>.+)"))
def tampered(hq: Headquarters, who: str, how: str) -> None:
    open_ = Sheet(sheet(hq, who))
    fact = ITEMS["C1-1-1"]
    if how == "ردیف یک سنجه حذف می‌شود":
        open_.page.delete_rows(open_.rows[fact])
    elif how == "ردیف یک سنجه تکرار می‌شود":
        open_.page.append([cell.value for cell in open_.page[open_.rows[fact]]])
    elif how == "به جای مقدار فرمول می‌آید":
        open_.put(fact, "=1+1", "شمارش شد")
    else:
        assert how == "نام ادارهٔ دیگری می‌آید"
        page: Any = open_.book["_assessment"]
        page["B3"].value = id_of("۲")
    open_.save()


@then(parsers.re(rf"ارزیابان ادارهٔ {NUMBER} «(?P<names>[^»]+)» هستند"))
def assigned(hq: Headquarters, number: str, names: str) -> None:
    rows = hq.ask("select assessor from assignment where office = ? and until is null order by 1", id_of(number))
    assert [row[0] for row in rows] == names.split("، ")


@then(parsers.re(rf"ادارهٔ {NUMBER} در مرحلهٔ «(?P<stage>[a-z-]+)» است"))
def at_stage(hq: Headquarters, number: str, stage: str) -> None:
    kept = hq.scene.result
    hq.run("assess stages", id_of(number), *ROUND, "--json")
    (one,) = hq.scene.json["offices"]
    hq.scene.result = kept
    assert one["stage"] == stage


@then(parsers.re(r"پیام خطا «(?P<text>[^»]+)» را دارد"))
def says(hq: Headquarters, text: str) -> None:
    assert text in hq.scene.errors, hq.scene.errors


@then(parsers.re(r"متن خروجی «(?P<text>[^»]+)» را دارد"))
def shows(hq: Headquarters, text: str) -> None:
    assert text in hq.scene.output, hq.scene.output


@then(parsers.re(rf"مقدارهای (?P<count>[۰-۹]+) ارزیاب برای ادارهٔ {NUMBER} هست"))
def so_many(hq: Headquarters, count: str, number: str) -> None:
    rows = hq.ask("select count(*) from judgement where office = ? and until is null", id_of(number))
    assert rows == [(whole(count),)]


@then(parsers.re(rf"برگهٔ اجماع ادارهٔ {NUMBER} تنها سنجهٔ «(?P<item>[^»]+)» را در انتظار تصمیم هیئت می‌گذارد"))
def waits(hq: Headquarters, number: str, item: str) -> None:
    from tests.assessing import Part

    open_ = Sheet(panel(hq, number))
    left = [f for f in open_.rows if open_.declared(f) and not open_.cell(f, Part.VALUE).value]
    assert left == [ITEMS[item]]
    others = {open_.cell(f, Part.VALUE).value for f in open_.rows if open_.declared(f) and f not in left}
    assert others == {AS_DECLARED}


def row(hq: Headquarters, number: str) -> Mapping[str, Any]:
    """An office as `show` tells it to programs, item by item."""
    kept = hq.scene.result
    hq.run("assess show", id_of(number), *ROUND, "--json")
    found = next(one for one in json.loads(hq.scene.output)["rows"] if one["office"] == id_of(number))
    hq.scene.result = kept
    return found


@then(parsers.re(rf"برای سنجهٔ «(?P<item>[^»]+)» ادارهٔ {NUMBER} مقدار خودارزیابی (?P<told>.+) است"))
def values(hq: Headquarters, number: str, item: str, told: str) -> None:
    own, one, a, other, b, decided = re.findall("«([^»]+)»", told)
    found = next(line for line in row(hq, number)["items"] if line["item"] == item)
    assert found["self"]["value"] == amount(own)
    assert {said["id"]: said["value"] for said in found["assessors"]} == {one: amount(a), other: amount(b)}
    assert found["consensus"]["value"] == amount(decided)


@then(parsers.re(rf"رتبهٔ ادارهٔ {NUMBER} با امتیاز اجماعی (?P<rank>[۰-۹]+) است"))
def ranked(hq: Headquarters, number: str, rank: str) -> None:
    assert row(hq, number)["rank"] == whole(rank)


@then(
    parsers.re(
        rf"امتیاز ارزیاب {WHO} با امتیاز خودارزیابی ادارهٔ {NUMBER} برابر است و امتیاز «(?P<other>[a-z]+)» و اجماع برابر نیست"
    )
)
def apart(hq: Headquarters, who: str, number: str, other: str) -> None:
    found = row(hq, number)
    scores = {one["id"]: one["score"] for one in found["assessors"]}
    own, decided = found["self"]["score"], found["consensus"]["score"]
    assert scores[who] == own
    assert len({scores[other], decided, own}) == 3


@then(parsers.re(rf"پوشش داوری {WHO} کمتر از پوشش خودارزیابی ادارهٔ {NUMBER} است"))
def less_covered(hq: Headquarters, who: str, number: str) -> None:
    found = row(hq, number)
    assert {one["id"]: one["coverage"] for one in found["assessors"]}[who] < found["self"]["coverage"]


@then(parsers.re(rf"امتیاز {WHO} کمتر از امتیاز خودارزیابی ادارهٔ {NUMBER} است"))
def lower(hq: Headquarters, who: str, number: str) -> None:
    found = row(hq, number)
    assert {one["id"]: one["score"] for one in found["assessors"]}[who] < found["self"]["score"]
