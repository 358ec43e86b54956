"""Headquarters rolls the filings of 31 provinces up into the body's own office folder. All offices are invented."""

from __future__ import annotations

import csv
import io
import json
import shutil
import statistics
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pytest_bdd import given, parsers, then, when

from compliance.commands.group import cli
from compliance.persian.letters import ascii_digits
from tests.steps.intake import Headquarters
from tests.steps.scene import EXAMPLE, ROUND, whole

BODY = "civil-registration"
_LAID: dict[str, Path] = {}


def called(*words: object) -> Any:
    result = CliRunner().invoke(cli, [*map(str, words), "--lang", "fa"], catch_exceptions=False)
    assert result.exit_code in (0, 1), result.stderr
    return result


def folder(hq: Headquarters) -> Path:
    return hq.scene.base / "body"


def contents(place: Path) -> dict[str, bytes]:
    return {str(p.relative_to(place)): p.read_bytes() for p in sorted(place.rglob("*")) if p.is_file()}


def told(hq: Headquarters, fact: str) -> Any:
    made = hq.scene.json
    (found,) = [one for one in (*made["values"], *made["asked"]) if one["fact"] == fact]
    return found


def said(hq: Headquarters) -> dict[str, dict[str, Any]]:
    """What every office filed, read from the record itself: by office, fact by fact."""
    rows = hq.ask(
        "select f.office, f.facts from filing f join standing s on s.filing = f.n where s.round = ? and s.until is null",
        ROUND,
    )
    return {
        office: {fact: value for system, fact, value in json.loads(facts) if not system} for office, facts in rows
    }


@given(parsers.re(r"مخزنی با پرونده‌های ارسالی (?P<count>[۰-۹]+) استان از یک دستگاه"))
def laid_down(hq: Headquarters, count: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    if count not in _LAID:
        base = tmp_path_factory.mktemp("provinces")
        called("hq", "simulate", base / "sim", "--offices", whole(count), "--rounds", 1, "--seed", 5)
        called("hq", "init", base / "store")
        called("hq", "enrol", base / "store", base / "sim", "--yes")
        called("hq", "collect", base / "store", base / "sim" / "filings")
        _LAID[count] = base / "store"
    shutil.copytree(_LAID[count], hq.store)


@when("که پاسخ‌های اداره‌ها در پوشهٔ دستگاه تجمیع می‌شود")
@when("پاسخ‌های اداره‌ها در پوشهٔ دستگاه تجمیع می‌شود")
def rolled_up(hq: Headquarters) -> None:
    if folder(hq).exists():
        hq.kept["before"] = contents(folder(hq))
    hq.run("rollup", "--round", ROUND, "--into", folder(hq), "--json")
    assert hq.scene.result.exit_code in (0, 1), hq.scene.result.stderr


@given("پاسخ‌های اداره‌ها در پوشهٔ دستگاه تجمیع شده است")
def rolled_up_before(hq: Headquarters) -> None:
    rolled_up(hq)


@then(parsers.re(r"(?P<filed>[۰-۹]+) اداره از (?P<eligible>[۰-۹]+) اداره در تجمیع است"))
def over_all(hq: Headquarters, filed: str, eligible: str) -> None:
    assert (len(hq.scene.json["filed"]), hq.scene.json["eligible"]) == (whole(filed), whole(eligible))


@then(parsers.re(r"شمارش «(?P<fact>[^»]+)» و کل آن جمع همهٔ اداره‌هایی است که آن را گفته‌اند"))
def summed(hq: Headquarters, fact: str) -> None:
    pairs = [values[fact] for values in said(hq).values() if isinstance(values.get(fact), list)]
    found = told(hq, fact)
    assert len(pairs) > 20
    assert [int(found["count"]), int(found["total"])] == [sum(int(pair[n]) for pair in pairs) for n in (0, 1)]


@then(parsers.re(r"سطح «(?P<fact>[^»]+)» میانهٔ پایین اداره‌هاست"))
def lower_median(hq: Headquarters, fact: str) -> None:
    levels = [int(values[fact]) for values in said(hq).values() if values.get(fact) is not None]
    assert int(told(hq, fact)["value"]) == statistics.median_low(levels)


@then(parsers.re(r"عدد «(?P<fact>[^»]+)» کل نفرساعت بر کل کارکنان است"))
def mean_of_all(hq: Headquarters, fact: str) -> None:
    base = "training.ict-skills"
    both = [(values[fact], values[base][1]) for values in said(hq).values() if values.get(fact) and values.get(base)]
    hours = sum(Fraction(each) * int(people) for each, people in both)
    assert Fraction(told(hq, fact)["exact"]) == hours / sum(int(people) for _each, people in both)


@then(parsers.re(r"«(?P<fact>[^»]+)» از یک نفر پرسیده می‌شود و سهم بله و خیر اداره‌ها در یادداشت آن است"))
def asked(hq: Headquarters, fact: str) -> None:
    values = [one[fact] for one in said(hq).values() if one.get(fact) is not None]
    found = told(hq, fact)
    assert (found["why"], found["yes"], found["no"]) == ("mixed", values.count("1"), values.count("0"))
    text = (folder(hq) / "rounds" / ROUND / "answers.yaml").read_text("utf-8")
    (line,) = [line for line in text.split("\n") if line.startswith(f"  {fact}:")]
    assert f"بله: {found['yes']} اداره از {len(values)}" in ascii_digits(line)


@then(parsers.re(r"هر مقدار در «(?P<name>[^»]+)» همهٔ منبع‌هایش را با نشان پروندهٔ ارسالی دارد"))
def sources(hq: Headquarters, name: str) -> None:
    text = (folder(hq) / "rounds" / ROUND / name).read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    filings = dict(hq.ask("select office, sha256 from filing"))
    for value in hq.scene.json["values"]:
        mine = [row for row in rows if row["fact"] == value["fact"]]
        assert {row["office"]: row["filing"] for row in mine} == filings
        assert sum(row["used"] == "counted" for row in mine) == value["offices"] > 0


@when(parsers.re(r"(که )?پوشهٔ دستگاه با کاربرگ «(?P<checklist>[^»]+)» سنجیده می‌شود"))
def checked(hq: Headquarters, checklist: str) -> None:
    hq.scene.result = called("check", folder(hq), "--checklist", checklist, "--json")


@then("دستگاه در جایزه امتیاز دارد و هیچ پاسخی با پاسخ دیگر ناسازگار نیست")
def scored(hq: Headquarters) -> None:
    (found,) = hq.scene.json["checklists"]
    assert found["maximum"] == 1000
    assert 0 < found["score"] < found["high"]
    assert found["provisional"]
    assert hq.scene.json["contradictions"] == []


@when(parsers.re(r"که یک نفر به همهٔ پرسیدنی‌های «(?P<checklist>[^»]+)» پاسخ می‌دهد"))
def answered(hq: Headquarters, checklist: str) -> None:
    """Yes or no as most offices say, numbers as they are in the middle: what they said stands at every question."""
    text = (folder(hq) / "rounds" / ROUND / "rollup.json").read_text("utf-8")
    open_ = {one["fact"]: one for one in json.loads(text)["asked"]}
    judged = {
        item["fact"]
        for indicator in json.loads(called("checklists", "show", checklist, "--json").stdout)["indicators"]
        for item in indicator["items"]
    }
    for fact in judged & open_.keys():
        one = open_[fact]
        typed = "۲ از ۳"  # what no office answered are the statements of the body's own site
        if one["yes"] is not None:
            typed = "بله" if one["yes"] > one["no"] else "خیر"
        elif one["spread"] is not None:
            typed = one["spread"]["median"]
        result = CliRunner().invoke(cli, ["answer", str(folder(hq)), fact, "--lang", "fa"], input=f"{typed}\n")
        assert result.exit_code == 0, result.stderr


@then("پوشش پاسخ کامل است و امتیاز موقت نیست")
def complete(hq: Headquarters) -> None:
    (found,) = hq.scene.json["checklists"]
    assert (found["coverage"], found["provisional"]) == (1, False)
    assert found["score"] == found["high"] > 0


@then("هیچ فایلی از پوشهٔ دستگاه عوض نشده است")
def unchanged(hq: Headquarters) -> None:
    assert contents(folder(hq)) == hq.kept["before"]


@when(parsers.re(r"که یک نفر پاسخ «(?P<fact>[^»]+)» را «(?P<count>[۰-۹]+) از (?P<total>[۰-۹]+)» می‌کند"))
def changed(hq: Headquarters, fact: str, count: str, total: str) -> None:
    call = ["answer", str(folder(hq)), fact, "--lang", "fa", "--by", "رئیس سازمان"]
    result = CliRunner().invoke(cli, call, input=f"{count} از {total}\n")
    assert result.exit_code == 0, result.stderr


@then(
    parsers.re(
        r"پاسخ «(?P<fact>[^»]+)» در پوشه همان «(?P<count>[۰-۹]+) از (?P<total>[۰-۹]+)» است و ناهمخوانی آن گفته می‌شود"
    )
)
def kept(hq: Headquarters, fact: str, count: str, total: str) -> None:
    (found,) = hq.scene.json["kept"]
    assert found["fact"] == fact
    assert [found["folder"][key] for key in ("count", "total", "by")] == [
        str(whole(count)),
        str(whole(total)),
        "رئیس سازمان",
    ]
    assert found["rolled"]["count"] == told(hq, fact)["count"]
    assert hq.scene.result.exit_code == 1


@when("که پاسخ‌های اداره‌ها در پوشهٔ یک ادارهٔ استانی تجمیع می‌شود")
def into_another(hq: Headquarters) -> None:
    place = Path(shutil.copytree(EXAMPLE, hq.scene.base / "province"))
    hq.kept["before"] = contents(place)
    hq.run("rollup", "--round", ROUND, "--into", place)


@then("فرمان با کد ۳ پایان می‌یابد و پوشهٔ آن اداره عوض نشده است")
def refused(hq: Headquarters) -> None:
    assert hq.scene.result.exit_code == 3
    assert "پوشهٔ خود دستگاه" in hq.scene.result.stderr
    assert contents(hq.scene.base / "province") == hq.kept["before"]
