"""Headquarters follows up: who is reminded of what, who is listed how, and letters that are never overwritten."""

from __future__ import annotations

import io
from pathlib import Path

from pytest_bdd import given, parsers, then, when

from compliance.filing import package, record
from compliance.headquarters import simulating
from tests import inbox
from tests.steps.intake import NUMBER, Headquarters, office

EDITED = "شماره: ۱۴۰۵/۱۰۰/ص\n"


def letter(hq: Headquarters, number: str, ending: str = ".md", folder: str = "reminders") -> Path:
    """The path of a letter to an invented office."""
    return hq.scene.base / folder / f"{inbox.office(office(number)).filer.id}{ending}"


@given(parsers.re(rf"پروندهٔ ارسالی ادارهٔ {NUMBER} با مستند دستکاری‌شده رسیده است"))
def tampered(hq: Headquarters, number: str) -> None:
    n = office(number)
    content = simulating.zipped(inbox.declared(n), b"other evidence", inbox.key(n).secret_key, inbox.TIME)
    hq.collect(hq.lay(content, f"{number}-tampered.zip"))
    assert hq.verdict(n)["reason"] == "evidence-changed"


@given(parsers.re(rf"پروندهٔ ارسالی ادارهٔ {NUMBER} بی‌مُهر رسیده و جدا نگه داشته شده است"))
def unsealed(hq: Headquarters, number: str) -> None:
    n, stream = office(number), io.BytesIO()
    parts = record.written(inbox.declared(n)), None, None, {simulating.EVIDENCE: inbox.evidence(n)}
    package.write_parts(stream, *parts)
    hq.collect(hq.lay(stream.getvalue(), f"{number}-unsealed.zip"), "--accept-unsigned")
    assert hq.verdict(n)["status"] == "unsigned"


@when(parsers.re(r"که رتبه‌بندی دورهٔ «(?P<id_>[^»]+)» به‌صورت JSON خواسته می‌شود"))
def league(hq: Headquarters, id_: str) -> None:
    hq.run("league", "--round", id_, "--json")


@when(parsers.re(r"که آمار دورهٔ «(?P<id_>[^»]+)» بی نام اداره‌های دارای امتیاز خواسته می‌شود"))
def statistics(hq: Headquarters, id_: str) -> None:
    hq.run("league", "--round", id_, "--statistics", "--json")


@then(parsers.re(rf"تنها ادارهٔ {NUMBER} بدون پاسخ است"))
def only_silent(hq: Headquarters, number: str) -> None:
    assert hq.scene.json["silent"] == [inbox.office(office(number)).filer.id]


@then(
    parsers.re(
        rf"ادارهٔ {NUMBER} به دلیل «(?P<reason>[^»]+)» و ادارهٔ (?P<other>[۰-۹]+) بی‌مُهر در فهرست پذیرفته‌نشده‌هاست"
    )
)
def unaccepted(hq: Headquarters, number: str, reason: str, other: str) -> None:
    found = {one["office"]: (one["status"], one["reason"]) for one in hq.scene.json["unaccepted"]}
    ids = [inbox.office(office(one)).filer.id for one in (number, other)]
    assert found == {ids[0]: ("rejected", reason), ids[1]: ("unsigned", None)}
    assert all(one["message"] for one in hq.scene.json["unaccepted"])


@then("دلیل پذیرفته نشدن هیچ پروندهٔ ارسالی در آن نیست")
def no_reasons(hq: Headquarters) -> None:
    assert len(hq.scene.json["unaccepted"]) == 2
    assert {one["reason"] for one in hq.scene.json["unaccepted"]} == {None}
    assert "evidence" not in hq.scene.result.stdout


@when(parsers.re(r"که صفحهٔ رتبه‌بندی دورهٔ «(?P<id_>[^»]+)» نوشته می‌شود"))
def page(hq: Headquarters, id_: str) -> None:
    hq.run("league", "--round", id_, "--output", hq.scene.base / "league.html")


@then(parsers.re(r"جدول و صفحه «(?P<text>[^»]+)» را دارد"))
def both_say(hq: Headquarters, text: str) -> None:
    assert text in hq.scene.result.stdout
    assert text in (hq.scene.base / "league.html").read_text("utf-8")


@then(parsers.re(rf"در نامهٔ ادارهٔ {NUMBER} «(?P<there>.+)» هست و «(?P<gone>[^»]+)» نیست"))
def letter_says(hq: Headquarters, number: str, there: str, gone: str) -> None:
    text = letter(hq, number).read_text("utf-8")
    assert there in text
    assert gone not in text


@given(parsers.re(r"نامه‌های پیگیری دورهٔ «(?P<id_>[^»]+)» نوشته شده است"))
def reminded_before(hq: Headquarters, id_: str) -> None:
    hq.run("remind", "--round", id_, "--into", hq.scene.base / "reminders", "--letter", "1405/100")


@given(parsers.re(rf"شمارهٔ نامه در نامهٔ پیگیری ادارهٔ {NUMBER} نوشته شده است"))
def edited(hq: Headquarters, number: str) -> None:
    path = letter(hq, number)
    text = path.read_text("utf-8").replace("شماره: …………………  \n", EDITED)
    assert EDITED in text
    path.write_text(text, "utf-8")


@then(parsers.re(rf"از ادارهٔ {NUMBER} این نامه‌ها هست: «(?P<endings>[^»]+)»"))
def letters_there(hq: Headquarters, number: str, endings: str) -> None:
    wanted = {letter(hq, number, ending) for ending in endings.split("، ")}
    assert set((hq.scene.base / "reminders").iterdir()) == wanted


@then(parsers.re(rf"نامهٔ ویرایش‌شدهٔ ادارهٔ {NUMBER} دست‌نخورده است"))
def still_edited(hq: Headquarters, number: str) -> None:
    assert EDITED in letter(hq, number).read_text("utf-8")
    assert EDITED not in letter(hq, number, ".2.md").read_text("utf-8")


@given(parsers.re(rf"نامهٔ دیگری به نام ادارهٔ {NUMBER} در پوشهٔ نتیجه‌هاست"))
def another_letter(hq: Headquarters, number: str) -> None:
    path = letter(hq, number, folder="outcomes")
    path.parent.mkdir()
    path.write_text("یادداشت", "utf-8")


@when(parsers.re(rf"که پروندهٔ ادارهٔ {NUMBER} دریافت و نامهٔ نتیجه نوشته می‌شود"))
def collected_with_letters(hq: Headquarters, number: str) -> None:
    path = hq.lay(inbox.filing(office(number)), f"{number}.zip")
    hq.collect(path, "--letters", str(hq.scene.base / "outcomes"))


@then(parsers.re(rf"در پوشهٔ نتیجه‌ها نامهٔ پیشین ادارهٔ {NUMBER} دست‌نخورده و نامهٔ تازه کنار آن است"))
def outcome_beside(hq: Headquarters, number: str) -> None:
    assert letter(hq, number, folder="outcomes").read_text("utf-8") == "یادداشت"
    assert "نتیجه" in letter(hq, number, ".2.md", "outcomes").read_text("utf-8")
