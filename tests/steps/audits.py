"""Site visits: a sample drawn from a published seed, sheets filled in, and the error of the whole."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pytest_bdd import given, parsers, then, when

from compliance.assessment import scoring
from compliance.headquarters import checking, holdings
from compliance.headquarters import store as stores
from compliance.headquarters.auditing import record
from compliance.model.office import Known, Source
from tests import audited, inbox
from tests.audited import ROUND
from tests.steps.intake import NUMBER, Headquarters
from tests.steps.scene import whole

_DRAW = rf"نمونه‌ای از {NUMBER} اداره با (?P<items>[۰-۹]+) سنجه"


@given(parsers.re(rf"مخزن ستاد مرکزی با پرونده‌های {NUMBER} اداره در دو دوره"))
def filed(hq: Headquarters, number: str) -> None:
    audited.laid_down(hq.store, whole(number)).close()
    hq.kept["log"] = hq.ask("select max(seq) from log")


@given(parsers.re(rf"{_DRAW} و بذر «(?P<seed>[^»]+)» گرفته شده است"))
@when(parsers.re(rf"(که )?{_DRAW} و بذر «(?P<seed>[^»]+)» گرفته می‌شود"))
@when(parsers.re(rf"(که )?{_DRAW} بی‌بذر خواسته می‌شود"))
@when(parsers.re(rf"(که )?{_DRAW} و بذر «(?P<seed>[^»]+)» به دلیل «(?P<why>[^»]+)» گرفته می‌شود"))
def drawn(hq: Headquarters, number: str, items: str, seed: str = "", why: str = "") -> None:
    asked = ("--round", ROUND, "--offices", whole(number), "--items", whole(items))
    more = (*(("--seed", seed) if seed else ()), *(("--again", why) if why else ()))
    hq.run("audit draw", *asked, *more, "--json")
    if hq.scene.code == 0:
        hq.kept["draw"] = hq.scene.json


@then("وزن هر اداره و هر سنجه جمع دلیل‌هایی است که برای آن گفته شده")
def explained(hq: Headquarters) -> None:
    for office in hq.scene.json["offices"]:
        for one in (office, *office["items"]):
            assert one["weight"] == sum(why["weight"] for why in one["why"])
            assert all(re.search("[آ-ی]", why["says"]) for why in one["why"])


@then("هر کس از بذر و فهرست همین نمونه را به دست می‌آورد")
def drawn_again(hq: Headquarters) -> None:
    made = hq.scene.json
    found = {one["office"]: sorted(item["item"] for item in one["items"]) for one in made["offices"]}
    assert audited.drawn_again(made) == found


@then(parsers.re(r"در پیام خطا «(?P<text>[^»]+)» آمده است"))
def said(hq: Headquarters, text: str) -> None:
    assert text in hq.scene.errors


@when("که فهرست نمونه‌ها خواسته می‌شود")
def listed(hq: Headquarters) -> None:
    hq.run("audit list", "--json")


@when("که برگهٔ عمومی نمونه نوشته می‌شود")
def published(hq: Headquarters) -> None:
    hq.run("audit show", "--round", ROUND, "--public", "--output", hq.scene.base / "public.md")


@then("در آن برگه بذر و SHA-256 فهرست آمده و هیچ سنجهٔ انتخاب‌شده‌ای نیامده است")
def public_page(hq: Headquarters) -> None:
    page, made = (hq.scene.base / "public.md").read_text("utf-8"), hq.kept["draw"]
    assert made["seed"] in page
    assert made["frame"]["sha256"] in page
    assert not [item["item"] for one in made["offices"] for item in one["items"] if item["item"] in page]


# --- sheets


@given("برگه‌های بازدید نوشته شده است")
def sheets(hq: Headquarters) -> None:
    hq.run("audit sheets", "--round", ROUND, "--into", hq.scene.base / "sheets")


def paths(hq: Headquarters) -> list[Path]:
    """The sheets in the order of the drawn offices."""
    return [audited.sheet_of(hq.scene.base / "sheets", one["office"]) for one in hq.kept["draw"]["offices"]]


def enter(hq: Headquarters) -> None:
    hq.run("audit enter", *paths(hq), "--json")


@when(parsers.re(r"که در همهٔ برگه‌ها همهٔ سنجه‌ها «مطابق اظهار» است و برگه‌ها ثبت می‌شود"))
def as_declared(hq: Headquarters) -> None:
    for path in paths(hq):
        audited.fill(path, {}, lang="fa")
    enter(hq)


@when(parsers.re(r"که در دو برگه نتیجهٔ نخستین سنجه «(?P<word>[^»]+)» است و برگه‌ها ثبت می‌شود"))
def unknown_result(hq: Headquarters, word: str) -> None:
    for n, path in enumerate(paths(hq)):
        audited.fill(path, {}, lang="fa")
        if n < 2:
            book = openpyxl.load_workbook(path)
            book.worksheets[0]["I4"] = word
            book.save(path)
    enter(hq)


@when("که در همهٔ برگه‌ها نخستین سنجه مغایر است و برگه‌ها ثبت می‌شود")
def otherwise(hq: Headquarters) -> None:
    library = inbox.shipped()
    facts = {item.id: library.facts[item.fact] for item in library.checklists["programme"].items}
    for path, office, held in zip(paths(hq), hq.kept["draw"]["offices"], _held(hq), strict=True):
        item = office["items"][0]["item"]
        known = held.facts.get(facts[item].id)
        typed = audited.other(known.value, facts[item].answer.value) if known else "1"
        audited.fill(path, {item: ("differs", typed, "در بازدید دیده شد")}, lang="fa")
    enter(hq)


def _held(hq: Headquarters) -> list[Any]:
    made, library = hq.kept["draw"], inbox.shipped()
    with stores.opened(hq.store) as store:
        return list(
            holdings.held(store, library.facts, ROUND, made["upto"], [one["office"] for one in made["offices"]])
        )


@when(parsers.re(rf"که تنها {NUMBER} برگه پر و ثبت می‌شود"))
def some(hq: Headquarters, number: str) -> None:
    for path in paths(hq)[: whole(number)]:
        audited.fill(path, {}, lang="fa")
    hq.run("audit enter", hq.scene.base / "sheets", "--json")


@then("هیچ یافته‌ای در مخزن نیست")
def nothing_entered(hq: Headquarters) -> None:
    assert hq.ask("select count(*) from audit_found") == [(0,)]


# --- estimates


@when("نتیجهٔ بازدیدها برآورد می‌شود")
def estimated(hq: Headquarters) -> None:
    hq.run("audit estimate", "--round", ROUND, "--json")


@then(parsers.re(rf"شمار مغایرت‌ها {NUMBER} است"))
def so_many_differences(hq: Headquarters, number: str) -> None:
    made = hq.scene.json
    assert made["items"]["differing"] == len(made["differences"]) == whole(number)


@then("میانگین خطا و خطای معیار آن با محاسبهٔ جداگانه برابر است")
def computed_apart(hq: Headquarters) -> None:
    library = inbox.shipped()
    checklist = library.checklists["programme"]
    facts = {item.id: library.facts[item.fact] for item in checklist.items}
    with stores.opened(hq.store) as store:
        found = {(one.office, one.item): one.value for one in record.findings(store, 1, facts) if one.value}
    effects = {}
    for held in _held(hq):
        for (office, item), value in found.items():
            if office == held.office.id:
                changed = {**held.facts, facts[item].id: Known(value, Source.DECLARED)}
                before, after = (scoring.assess(checklist, one).score for one in (held.facts, changed))
                assert before is not None
                assert after is not None
                effects[office, item] = float(after - before)
    assert len(effects) == 4
    mean, error = audited.horvitz_thompson(hq.kept["draw"], effects)
    assert hq.scene.json["points"]["value"] == pytest.approx(mean, abs=0.006)
    assert hq.scene.json["points"]["error"] == pytest.approx(error, abs=0.006)


@then("فاصلهٔ اطمینان میانگین خطا را در بر دارد")
def interval(hq: Headquarters) -> None:
    points = hq.scene.json["points"]
    assert points["low"] < points["value"] < points["high"]


@then(parsers.re(rf"سهم سنجه‌های مغایر با حد بالایی بیش از {NUMBER} درصد گفته می‌شود"))
def bounded(hq: Headquarters, number: str) -> None:
    made = hq.scene.json
    assert made["points"]["low"] is None
    assert made["bounds"]["share"] > whole(number)


@then("ادارهٔ چهارم بازدیدنشده نام برده می‌شود")
def missing(hq: Headquarters) -> None:
    assert hq.scene.json["missing"] == [hq.kept["draw"]["offices"][3]["office"]]


@then("گفته می‌شود اگر آنچه دیده نشده بی‌پایه باشد خطا چه اندازه است")
def worst(hq: Headquarters) -> None:
    assert hq.scene.json["worst"] < 0
    assert any("هیچ‌یک از آنچه بررسی نشده" in note for note in hq.scene.json["notes"])


# --- the record


@when(parsers.re(r"در مخزن پنهانی «(?P<sql>[^»]+)» نوشته می‌شود"))
def altered(hq: Headquarters, sql: str) -> None:
    connection = sqlite3.connect(hq.store / "store.db")
    assert connection.execute(sql).rowcount == 1
    connection.commit()
    connection.close()


@then("سوابق ستاد دستکاری را نشان می‌دهد")
def noticed(hq: Headquarters) -> None:
    with stores.opened(hq.store) as store:
        assert checking.record(store)
