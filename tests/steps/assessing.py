"""What an assessment has to say: items, indicators, scores, sources, certificates."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pytest_bdd import parsers, then

from tests.steps.scene import Scene, exact, latin, number, whole

STATUS = {
    "محقق": "met",
    "تا حدی محقق": "partly",
    "محقق‌نشده": "unmet",
    "بی‌پاسخ": "unanswered",
    "بی‌موضوع": "not-applicable",
}
SOURCE = {"دفتر ثبت خدمات": "registered", "اظهار": "declared"}


def checklist(scene: Scene, id_: str | None = None) -> Any:
    """Return the record of a checklist, the first one by default."""
    records = scene.json["checklists"]
    return records[0] if id_ is None else next(record for record in records if record["id"] == id_)


def indicator(scene: Scene, id_: str) -> Any:
    """Return the record of an indicator."""
    found = [i for record in scene.json["checklists"] for i in record["indicators"] if i["id"] == id_]
    assert len(found) == 1
    return found[0]


def item(scene: Scene, id_: str) -> Any:
    """Return the record of an item."""
    found = [
        item
        for record in scene.json["checklists"]
        for indicator_ in record["indicators"]
        for item in indicator_["items"]
        if item["id"] == id_
    ]
    assert len(found) == 1
    return found[0]


@then(
    parsers.re(
        r"سنجهٔ «(?P<id_>[\w-]+)» (?P<status>محقق|تا حدی محقق|محقق‌نشده) است "
        r"و از (?P<maximum>[\d٫]+) امتیاز (?P<points>[\d٫]+) می‌گیرد"
    )
)
def item_points(scene: Scene, id_: str, status: str, maximum: str, points: str) -> None:
    record = item(scene, id_)
    assert record["status"] == STATUS[status]
    assert exact(record["points"]) == number(points)
    assert exact(record["maximum"]) == number(maximum)


@then(parsers.re(r"سنجهٔ «(?P<id_>[\w-]+)» بی‌پاسخ است و از (?P<maximum>[\d٫]+) امتیاز چیزی نمی‌گیرد"))
def item_open(scene: Scene, id_: str, maximum: str) -> None:
    record = item(scene, id_)
    assert record["status"] == "unanswered"
    assert record["points"] == 0
    assert record["value"] is None
    assert record["share"] is None
    assert exact(record["maximum"]) == number(maximum)


@then(parsers.re(r"سنجهٔ «(?P<id_>[\w-]+)» موضوعیت ندارد و وزنی ندارد و دلیلش آمده است"))
def item_out(scene: Scene, id_: str) -> None:
    record = item(scene, id_)
    assert record["status"] == "not-applicable"
    assert record["maximum"] == 0
    assert record["points"] == 0
    assert record["share"] is None
    assert record["reason"].strip()


@then(parsers.re(r"مقدار سنجهٔ «(?P<id_>[\w-]+)» برابر (?P<value>[\d٫]+) و سهم آن از هدف (?P<share>[\d٫]+) است"))
def item_value(scene: Scene, id_: str, value: str, share: str) -> None:
    record = item(scene, id_)
    assert exact(record["value"]) == number(value)
    assert exact(record["share"]) == number(share)


@then(
    parsers.re(r"مقدار سنجهٔ «(?P<id_>[\w-]+)» برابر (?P<value>[\d٫]+) و منبع آن (?P<source>دفتر ثبت خدمات|اظهار) است")
)
def item_source(scene: Scene, id_: str, value: str, source: str) -> None:
    record = item(scene, id_)
    assert exact(record["value"]) == number(value)
    assert record["source"] == SOURCE[source]


@then(
    parsers.re(r"سنجهٔ «(?P<id_>[\w-]+)» دو مقدار ناهمخوان دارد، از دفتر (?P<one>[\d٫]+) و از اظهار (?P<other>[\d٫]+)")
)
def item_discrepancy(scene: Scene, id_: str, one: str, other: str) -> None:
    discrepancy = item(scene, id_)["discrepancy"]
    assert {source: exact(value) for source, value in discrepancy.items()} == {
        "registered": number(one),
        "declared": number(other),
    }


@then(parsers.re(r"سنجهٔ «(?P<id_>[\w-]+)» ناهمخوانی ندارد"))
def item_agrees(scene: Scene, id_: str) -> None:
    assert item(scene, id_)["discrepancy"] is None


@then(parsers.re(r"دلیل ترجیح اظهار در سنجهٔ «(?P<id_>[\w-]+)» «(?P<reason>[^»]+)» است"))
def item_override(scene: Scene, id_: str, reason: str) -> None:
    assert item(scene, id_)["override"] == reason


@then(parsers.re(r"سنجهٔ «(?P<id_>[\w-]+)» شمارش (?P<count>\d+) از (?P<total>\d+) را نگه می‌دارد"))
def item_counts(scene: Scene, id_: str, count: str, total: str) -> None:
    record = item(scene, id_)
    assert (record["count"], record["total"]) == (whole(count), whole(total))


@then(parsers.re(r"سنجهٔ «(?P<id_>[\w-]+)» با (?P<n>\d+) مستند ثبت شده است"))
def item_evidence(scene: Scene, id_: str, n: str) -> None:
    assert item(scene, id_)["evidence"] == whole(n)


@then(parsers.re(r"امتیاز شاخص «(?P<id_>\w+)» از (?P<maximum>[\d٫]+) برابر (?P<score>[\d٫]+) است"))
def indicator_score(scene: Scene, id_: str, maximum: str, score: str) -> None:
    record = indicator(scene, id_)
    assert exact(record["maximum"]) == number(maximum)
    assert exact(record["score"]) == number(score)


@then(parsers.re(r"شاخص «(?P<id_>\w+)» امتیازی ندارد"))
def indicator_null(scene: Scene, id_: str) -> None:
    record = indicator(scene, id_)
    assert record["score"] is None
    assert {i["status"] for i in record["items"]} == {"not-applicable"}


@then(parsers.re(r"امتیاز کل (?P<score>[\d٫]+) و بازهٔ آن (?P<low>[\d٫]+) تا (?P<high>[\d٫]+) است"))
def total_range(scene: Scene, score: str, low: str, high: str) -> None:
    record = checklist(scene)
    assert exact(record["score"]) == number(score)
    assert exact(record["low"]) == number(low)
    assert exact(record["high"]) == number(high)


@then("امتیاز کل تهی است")
def total_null(scene: Scene) -> None:
    record = checklist(scene)
    assert record["score"] is None
    assert record["low"] is None
    assert record["high"] is None
    assert record["coverage"] == 0


@then(parsers.re(r"پوشش پاسخ (?P<coverage>[\d٫]+) است و نتیجه موقت (?P<verb>است|نیست)"))
def coverage(scene: Scene, coverage: str, verb: str) -> None:
    record = checklist(scene)
    assert exact(record["coverage"]) == number(coverage)
    assert record["provisional"] is (verb == "است")


@then(parsers.re(r"امتیاز کاربرگ «(?P<id_>[\w-]+)» برابر (?P<score>[\d٫]+) است"))
def checklist_score(scene: Scene, id_: str, score: str) -> None:
    assert exact(checklist(scene, id_)["score"]) == number(score)


@then(parsers.re(r"امتیاز در بازهٔ (?P<low>\d+) تا (?P<high>\d+) است"))
def band(scene: Scene, low: str, high: str) -> None:
    assert checklist(scene)["band"] == {"from": whole(low), "to": whole(high)}


@then(parsers.re(r"برآورد گواهی «(?P<title>[^»]+)» با آستانهٔ (?P<floor>\d+) است"))
def certificate(scene: Scene, title: str, floor: str) -> None:
    estimate = checklist(scene)["certificate_estimate"]
    assert estimate["title"]["fa"] == title
    assert estimate["floor"] == whole(floor)
    assert estimate["basis"] == "proposed"


@then(parsers.re(r"جملهٔ برآورد گواهی «(?P<first>[^»]+)» و «(?P<second>[^»]+)» را دارد"))
def certificate_statement(scene: Scene, first: str, second: str) -> None:
    statement = checklist(scene)["certificate_estimate"]["statement"]
    assert first in statement
    assert second in statement


@then("برآوردی از گواهی داده نمی‌شود")
def no_certificate(scene: Scene) -> None:
    assert checklist(scene)["certificate_estimate"] is None


@then(parsers.re(r"نخستین پرسش پیشنهادی برای پاسخ «(?P<fact>[\w.-]+)» با (?P<points>[\d٫]+) امتیاز است"))
def answer_next(scene: Scene, fact: str, points: str) -> None:
    first = scene.json["answer_next"][0]
    assert first["fact"] == fact
    assert exact(first["points"]["programme"]) == number(points)


@then(parsers.re(r"خانهٔ خالی ستون «(?P<column>\w+)» در سطر (?P<line>\d+) فهرست شده است"))
def blank_listed(scene: Scene, column: str, line: str) -> None:
    assert scene.json["register"]["blanks"][column] == [whole(line)]


@then(parsers.re(r"دفتر ثبت خدمات برای «(?P<fact>[\w.-]+)» مقداری به دست نمی‌دهد"))
def nothing_derived(scene: Scene, fact: str) -> None:
    assert fact not in scene.json["register"]["values"]


@then("دفتر ثبت خدمات هیچ مقداری به دست نمی‌دهد")
def nothing_derived_at_all(scene: Scene) -> None:
    assert scene.json["register"]["values"] == {}
    assert scene.json["register"]["funnel"] is None


@then(parsers.re(r"خودارزیابی مربوط به دورهٔ «(?P<round_id>[^»]+)» است"))
def assessed_round(scene: Scene, round_id: str) -> None:
    assert scene.json["round"] == latin(round_id)


@then("جمع امتیاز گردشدهٔ شاخص‌ها با امتیاز کل بیش از خطای گرد کردن فاصله ندارد")
def sum_of_indicators(scene: Scene) -> None:
    record = checklist(scene)
    scores = [exact(i["score"]) for i in record["indicators"] if i["score"] is not None]
    assert abs(sum(scores) - exact(record["score"])) <= Fraction(len(scores) + 1, 200)
    assert record["score"] == record["low"] <= record["high"] <= record["maximum"]
