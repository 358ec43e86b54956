"""Registers built to the published national figures, and what is made of them."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from typing import Any

from pytest_bdd import given, parsers, then, when

from tests.steps.scene import Scene, exact, number, whole

STAGES = {
    "شناسه‌دار": "identified",
    "دارای قابلیت الکترونیکی شدن": "electronifiable",
    "الکترونیکی‌شده": "electronic",
    "قابل دریافت از درگاه": "portal",
    "میان‌دستگاهی": "g2g",
    "باقی‌مانده برای الکترونیکی شدن": "still_to_do",
    "ذاتاً حضوری": "in_person",
    "الکترونیکی ولی بیرون از درگاه": "off_portal",
}
SHARES = {
    "دارای قابلیت الکترونیکی شدن": "electronifiable_share",
    "الکترونیکی‌شده": "electronic_share",
    "قابل دریافت از درگاه": "portal_share",
}
BANDS = {
    "پایان‌یافته": "done",
    "بالای ۷۰ درصد": "above_70",
    "۵۰ تا ۷۰ درصد": "50_to_70",
    "۴۰ تا ۵۰ درصد": "40_to_50",
    "زیر ۴۰ درصد": "below_40",
}


@cache
def national_register(identified: int, able: int, electronic: int, portal: int, government: int) -> str:
    """Return services.csv with so many services in every state, shuffled, with rows that only seem to count.

    Among those in person some bear a high level, and among those below level 3 some bear the portal
    mark; neither makes a service electronic or obtainable.
    """
    rows: list[tuple[str, str, str]] = []
    for n in range(identified):
        if n < electronic:
            rows.append(("yes", str(3 + n % 2), "yes" if n < portal else "no"))
        elif n < able:
            rows.append(("yes", str(n % 3), "yes" if n % 50 == 0 else "no"))
        else:
            rows.append(("no", "3" if n % 40 == 0 else "0", "yes" if n % 80 == 0 else "no"))
    mixed = random.Random(1399)
    mixed.shuffle(rows)
    kinds = ["G2G"] * government + ["G2C", "G2B"] * identified
    kinds = kinds[:identified]
    mixed.shuffle(kinds)
    lines = ["id,title,kind,electronifiable,level,portal"]
    lines += [
        f"{10_000_000_000 + n},خدمت {n},{kind},{','.join(row)}"
        for n, (row, kind) in enumerate(zip(rows, kinds, strict=True))
    ]
    return "\n".join(lines) + "\n"


@given(
    parsers.re(
        r"دفتر ثبتی با (?P<identified>\d+) خدمت که (?P<able>\d+) خدمت آن قابلیت الکترونیکی شدن دارد، "
        r"(?P<electronic>\d+) خدمت الکترونیکی است، (?P<portal>\d+) خدمت روی درگاه است "
        r"و (?P<government>\d+) خدمت میان‌دستگاهی است"
    )
)
def national_office(scene: Scene, identified: str, able: str, electronic: str, portal: str, government: str) -> None:
    scene.use_tiny()
    counts = tuple(whole(text) for text in (identified, able, electronic, portal, government))
    (scene.office / "services.csv").write_text(national_register(*counts), "utf-8")


@given("پروژه‌هایی با این پیشرفت‌ها")
def projects(scene: Scene, datatable: list[list[str]]) -> None:
    if not scene.office.exists():
        scene.use_tiny()
    progress = [cell for _name, cells in datatable[1:] for cell in cells.split("،")]
    lines = ["id,title,progress", *(f"P{n:02d},پروژهٔ {n},{cell.strip()}" for n, cell in enumerate(progress, 1))]
    (scene.office / "projects.csv").write_text("\n".join(lines) + "\n", "utf-8")


@when(parsers.re(r"که کاربرگ «(?P<checklist>[\w-]+)» نمایش داده می‌شود"))
def show_checklist(scene: Scene, checklist: str) -> None:
    scene.run("checklists", "show", checklist, "--json")


def _funnel(scene: Scene) -> Any:
    return scene.json["register"]["funnel"]


@then(parsers.re(r"شمار خدمات «(?P<stage>[^»]+)» برابر (?P<n>\d+) است"))
def stage_count(scene: Scene, stage: str, n: str) -> None:
    assert _funnel(scene)[STAGES[stage]] == whole(n)


@then(parsers.re(r"سهم خدمات «(?P<stage>[^»]+)» برابر (?P<share>[\d٫]+) درصد است"))
def stage_share(scene: Scene, stage: str, share: str) -> None:
    assert exact(_funnel(scene)[SHARES[stage]]) == number(share)


@then(parsers.re(r"شمار پروژه‌ها (?P<n>\d+) است"))
def project_count(scene: Scene, n: str) -> None:
    assert scene.json["register"]["projects"]["total"] == whole(n)


@then(parsers.re(r"شمار پروژه‌های «(?P<band>[^»]+)» برابر (?P<n>\d+) است"))
def project_band(scene: Scene, band: str, n: str) -> None:
    assert scene.json["register"]["projects"][BANDS[band]] == whole(n)


@then(parsers.re(r"(?P<entered>\d+) پروژه از (?P<total>\d+) پروژه به جایزه معرفی شده که (?P<share>[\d٫]+) درصد است"))
def projects_entered(scene: Scene, entered: str, total: str, share: str) -> None:
    record = scene.json["register"]["projects"]
    assert (record["entered"], record["total"]) == (whole(entered), whole(total))
    tenths = Fraction(1000 * record["entered"], record["total"])
    assert Fraction((2 * tenths + 1) // 2, 10) == number(share)


@then(parsers.re(r"سقف امتیاز آن (?P<maximum>\d+) و برابر جمع معیارها و جمع سنجه‌ها است"))
def checklist_maximum(scene: Scene, maximum: str) -> None:
    record = scene.json
    assert record["maximum"] == whole(maximum)
    assert sum(exact(i["weight"]) for i in record["indicators"]) == whole(maximum)
    items = [exact(item["points"]) for i in record["indicators"] for item in i["items"]]
    assert abs(sum(items) - whole(maximum)) <= len(items) * Fraction(1, 10**6)


@then(parsers.re(r"آن کاربرگ (?P<n>\d+) معیار و (?P<bands>\d+) بازهٔ برابر دارد"))
def checklist_shape(scene: Scene, n: str, bands: str) -> None:
    assert len(scene.json["indicators"]) == whole(n)
    assert scene.json["bands"] == whole(bands)


@then(parsers.re(r"در متن نتیجه سطری با شمار (?P<n>\d+) و سهم (?P<share>[\d٫]+٪) هست"))
def shown_row(scene: Scene, n: str, share: str) -> None:
    rows = [[cell.strip() for cell in line.split("|")[1:]] for line in scene.output.split("\n")]
    assert rows.count([n, share]) == 1
