"""The Excel form: taken, filled in by hand, read back; what stands in its cells."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter
from pytest_bdd import given, parsers, then, when

from compliance import files
from compliance.forms.excel.layout import HEADINGS, STAMP, Part
from compliance.report.workbook.lists import NAME as LISTS
from tests import excel_forms as forms
from tests.steps.answering import Keyboard, call, changes, evidence_of, wanted
from tests.steps.scene import Scene, all_facts, items_of, whole

PARTS = {text.fa: part for part, text in HEADINGS.items()}
EMPTY = (None, "")


def form(scene: Scene) -> Path:
    return scene.base / "form.xlsx"


def book(scene: Scene) -> Any:
    return forms.opened(form(scene))


def words(options: str | None) -> list[str]:
    return (options or "").split()


@given("فرم اکسل گرفته شده است")
@given(parsers.re(r"فرم اکسل با گزینه‌های «(?P<options>[^»]+)» گرفته شده است"))
@when(parsers.re(r"که فرم اکسل( با گزینه‌های «(?P<options>[^»]+)»)? گرفته می‌شود"))
def export(scene: Scene, options: str | None = None) -> None:
    call(scene, "form", "export", str(scene.office), "--output", str(form(scene)), *words(options))


@given(parsers.re(r"فرم اکسل گرفته و «(?P<fact>[\w.-]+)» در آن «(?P<text>[^»]*)» شده است"))
def export_and_fill(scene: Scene, fact: str, text: str) -> None:
    export(scene)
    fill(scene, fact, text)


@given(parsers.re(r"در فرم «(?P<fact>[\w.-]+)» «(?P<text>[^»]*)» شده است"))
def fill(scene: Scene, fact: str, text: str) -> None:
    forms.fill(form(scene), {fact: text or None})


@given(parsers.re(r"مستند «(?P<fact>[\w.-]+)» در فرم «(?P<text>[^»]*)» شده است"))
def fill_evidence(scene: Scene, fact: str, text: str) -> None:
    forms.fill(form(scene), {fact: text.replace(" / ", "\n")}, Part.EVIDENCE)


@given(parsers.re(r"نام تکمیل‌کنندهٔ فرم «(?P<name>[^»]+)» است"))
def filler(scene: Scene, name: str) -> None:
    forms.fill(form(scene), {}, name=name)


@given(parsers.re(r"سطر «(?P<fact>[\w.-]+)» از فرم پاک شده است"))
def row_gone(scene: Scene, fact: str) -> None:
    made = book(scene)
    cell = forms.cell(made, fact)
    cell.parent.delete_rows(cell.row)
    made.save(form(scene))


@given(parsers.re(r"نخستین پرسش فرم «(?P<text>[^»]+)» شده است"))
def fill_first(scene: Scene, text: str) -> None:
    forms.fill(form(scene), {forms.facts(book(scene))[0]: text})


@given(
    parsers.re(r"قلمی که فهرست خدمات به آن پاسخ می‌دهد در فرم «(?P<text>[^»]+)» با دلیل «(?P<reason>[^»]+)» شده است")
)
def prefer(scene: Scene, text: str, reason: str) -> None:
    made, facts = book(scene), all_facts()
    fact = next(
        id_
        for id_ in forms.facts(made)
        if forms.cell(made, id_, Part.KNOWN).value not in EMPTY
        and facts[id_]["answer"] == "counts"
        and "١" not in id_
        and not str(forms.cell(made, id_, Part.KNOWN).value).count("۱۰۰")
    )
    scene.kept["fact"] = fact
    forms.fill(form(scene), {fact: text})
    forms.fill(form(scene), {fact: reason}, Part.REASON)


@given(parsers.re(r"فرم واحدهای «(?P<units>[^»]+)» گرفته و در هر یک نخستین پرسش عددی «(?P<text>[^»]+)» شده است"))
def unit_forms(scene: Scene, units: str, text: str) -> None:
    facts, paths = all_facts(), []
    for unit in units.split("، "):
        path = scene.base / f"{unit}.xlsx"
        call(scene, "form", "export", str(scene.office), "--output", str(path), "--unit", unit)
        made = forms.opened(path)
        counted = [f for f in forms.facts(made) if facts[f]["answer"] == "counts"]
        asked = next(f for f in counted if forms.cell(made, f, Part.KNOWN).value in EMPTY)
        paths.append(forms.fill(path, {asked: text}))
    scene.kept["forms"] = paths
    call(scene, "history", str(scene.office), "--json")
    scene.kept["changes"] = len(changes(scene)) + len(scene.json["pending"])


@given("هنگام نوشتن پروندهٔ پاسخ‌ها دیسک پر است")
def full(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    before: Callable[..., bool] = files.replace

    def replace(path: Path, data: bytes, seen: bytes | None) -> bool:
        if path.name == "answers.yaml":
            raise files.refused(path, OSError(errno.ENOSPC, "full"))
        return before(path, data, seen)

    monkeypatch.setattr(files, "replace", replace)


@when("که فرم خوانده می‌شود")
@when(parsers.re(r"که فرم با گزینه‌های «(?P<options>[^»]+)» خوانده می‌شود"))
def read(scene: Scene, options: str | None = None) -> None:
    call(scene, "form", "import", str(scene.office), str(form(scene)), "--json", *words(options))


@when("که همهٔ فرم‌ها با هم خوانده می‌شود")
def read_all(scene: Scene) -> None:
    call(scene, "form", "import", str(scene.office), *map(str, scene.kept["forms"]), "--json", "--yes")


@when(parsers.re(r"که فرم خوانده و در گفت‌وگو «(?P<typed>[^»]+)» نوشته می‌شود"))
def read_and_say(scene: Scene, typed: str) -> None:
    keyboard = Keyboard(scene, typed.split("، "))
    call(scene, "form", "import", str(scene.office), str(form(scene)), keyboard=keyboard)


@then(parsers.re(r"فرم برای هر شاخص کاربرگ «(?P<checklist>[\w-]+)» یک برگهٔ راست‌به‌چپ دارد"))
def sheets(scene: Scene, checklist: str) -> None:
    made = book(scene)
    indicators = list(dict.fromkeys(indicator for indicator, _item in items_of(checklist)))
    assert [sheet.title.split()[0] for sheet in forms.pages(made)] == indicators
    assert all(sheet.sheet_view.rightToLeft for sheet in forms.pages(made))
    assert {sheet.title for sheet in made.worksheets if sheet.sheet_state == "veryHidden"} == {STAMP, LISTS}


@then(parsers.re(r"هر قلم کاربرگ «(?P<checklist>[\w-]+)» تنها یک بار در فرم آمده است"))
def each_once(scene: Scene, checklist: str) -> None:
    found = forms.facts(book(scene))
    assert len(found) == len(set(found))
    assert {item["fact"] for _indicator, item in items_of(checklist)} <= set(found)


@then(parsers.re(r"خانهٔ «(?P<heading>\w+)» برای «(?P<fact>[\w.-]+)» «(?P<text>[^»]+)» است"))
def cell_says(scene: Scene, heading: str, fact: str, text: str) -> None:
    assert forms.cell(book(scene), fact, PARTS[heading]).value == text


@then(parsers.re(r"خانهٔ «(?P<heading>\w+)» برای «(?P<fact>[\w.-]+)» خالی است"))
def cell_empty(scene: Scene, heading: str, fact: str) -> None:
    made = book(scene)
    assert forms.cell(made, fact, PARTS[heading]).value in EMPTY
    assert forms.cell(made, fact, Part.KNOWN).value not in EMPTY


@then(parsers.re(r"در فرم تنها خانه‌های «(?P<headings>[^»]+)» باز است"))
def unlocked(scene: Scene, headings: str) -> None:
    wanted_ = {PARTS[heading] for heading in headings.split("، ")}
    for sheet in forms.pages(book(scene)):
        for part, column in forms.columns(sheet).items():
            cells = [sheet.cell(row, column) for row in range(forms.HEADING_ROW, sheet.max_row + 1)]
            assert cells[0].protection.locked
            assert {cell.protection.locked for cell in cells[1:]} == {part not in wanted_}
            assert part not in wanted_ or {cell.number_format for cell in cells[1:]} == {"@"}


@then("قفل برگه‌ها گذرواژه ندارد و پالایش و مرتب‌سازی را می‌گذارد")
def protected(scene: Scene) -> None:
    for sheet in forms.pages(book(scene)):
        lock = sheet.protection
        assert lock.sheet
        assert not lock.password
        assert not any((lock.sort, lock.autoFilter, lock.formatColumns, lock.formatRows, lock.formatCells))
        assert sheet.auto_filter.ref.startswith("A3:")
        assert sheet.freeze_panes == "C4"


@then("ستون شناسهٔ قلم اطلاعاتی پنهان است")
def hidden(scene: Scene) -> None:
    for sheet in forms.pages(book(scene)):
        groups = [d for d in sheet.column_dimensions.values() if d.hidden]
        column = forms.columns(sheet)[Part.FACT]
        assert any(group.min <= column <= group.max for group in groups)


def _rules(scene: Scene, fact: str) -> Any:
    cell = forms.cell(book(scene), fact)
    return next(rule for rule in cell.parent.data_validations.dataValidation if cell.coordinate in rule.sqref)


@then(parsers.re(r"فهرست خانهٔ «(?P<fact>[\w.-]+)» «(?P<choices>[^»]+)» است"))
def choices_are(scene: Scene, fact: str, choices: str) -> None:
    rule = _rules(scene, fact)
    assert rule.type == "list"
    assert rule.formula1.strip('"').split(",") == choices.split("، ")


@then(parsers.re(r"فهرست خانهٔ «(?P<fact>[\w.-]+)» از «(?P<first>[^»]+)» تا «(?P<last>[^»]+)» (?P<n>\d+) گزینه دارد"))
def choices_from(scene: Scene, fact: str, first: str, last: str, n: str) -> None:
    choices = _rules(scene, fact).formula1.strip('"').split(",")
    assert (choices[0], choices[-1], len(choices)) == (first, last, whole(n))


@then(parsers.re(r"فهرست بلند خانهٔ «(?P<fact>[\w.-]+)» با همهٔ واژه‌های سطح در برگهٔ پنهان است"))
def long_choices(scene: Scene, fact: str) -> None:
    made, rule = book(scene), _rules(scene, fact)
    sheet, area = rule.formula1.lstrip("=").split("!")
    choices = [cell.value for row in made[sheet][area.replace("$", "")] for cell in row]
    levels = all_facts()[fact]["levels"]
    assert [choice.split(" – ")[1] for choice in choices[:-1]] == [level["fa"] for level in levels]
    assert len(",".join(choices)) > 255
    assert max(map(len, choices)) <= 255


@then(parsers.re(r"خانهٔ عددی «(?P<fact>[\w.-]+)» فهرست ندارد و تنها راهنمایی می‌کند"))
def only_a_hint(scene: Scene, fact: str) -> None:
    rule = _rules(scene, fact)
    assert rule.type in (None, "none")
    assert rule.prompt


@then("خانه‌های پاسخ تا خالی‌اند رنگ دارند")
def coloured(scene: Scene) -> None:
    for sheet in forms.pages(book(scene)):
        ((area, rules),) = [(str(a.sqref), list(a.rules)) for a in sheet.conditional_formatting]
        letter = get_column_letter(forms.columns(sheet)[Part.ANSWER])
        first, last = f"{letter}{forms.HEADING_ROW + 1}", f"{letter}{sheet.max_row}"
        assert area == (first if first == last else f"{first}:{last}")
        assert "LEN(TRIM(" in rules[0].formula[0]


@then(parsers.re(r"فرم تنها پرسش‌های واحد «(?P<unit>\w+)» را دارد"))
def only_unit(scene: Scene, unit: str) -> None:
    found, facts = set(forms.facts(book(scene))), all_facts()
    judged = {item["fact"] for _indicator, item in items_of("programme")}
    assert {facts[fact]["owner"].lower() for fact in found} == {unit}
    assert {fact for fact in judged if facts[fact]["owner"].lower() == unit} <= found


@then(parsers.re(r"«(?P<fact>[\w.-]+)» در فرم (?P<there>هست|نیست)"))
def in_form(scene: Scene, fact: str, there: str) -> None:
    assert (fact in forms.facts(book(scene))) is (there == "هست")


@then("فرمی نوشته نشده است")
def no_form(scene: Scene) -> None:
    assert not form(scene).exists()


@then(parsers.re(r"«(?P<fact>[\w.-]+)» به نام «(?P<who>[^»]+)» پاسخ داده شده است"))
def answered_by(scene: Scene, fact: str, who: str) -> None:
    assert scene.read_answers()[fact]["by"] == who


@then(parsers.re(r"همان قلم در پرونده «(?P<text>[^»]+)» است"))
def same_fact(scene: Scene, text: str) -> None:
    found = scene.read_answers()[scene.kept["fact"]]
    assert {key: found[key] for key in wanted(text)} == wanted(text)


@then(parsers.re(r"سابقه (?P<n>\d+) تغییر بیش از پیش دارد"))
def more_changes(scene: Scene, n: str) -> None:
    assert len(changes(scene)) == scene.kept["changes"] + whole(n)
    assert {change["where"] for change in changes(scene)[-whole(n) :]} == {"excel"}


@then(parsers.re(r"مستندات «(?P<fact>[\w.-]+)» در پرونده این‌هاست"))
def evidence_is(scene: Scene, fact: str, datatable: list[list[str]]) -> None:
    pieces = [piece if isinstance(piece, dict) else {"file": piece} for piece in evidence_of(scene, fact)]
    found = [(piece.get("file") or piece.get("letter"), piece.get("date", "—")) for piece in pieces]
    assert [list(pair) for pair in found] == datatable


@then(parsers.re(r"ایرادها خانه‌های پاسخ «(?P<facts>[^»]+)» را نام می‌برد"))
def cells_named(scene: Scene, facts: str) -> None:
    made = book(scene)
    cells = [forms.cell(made, fact) for fact in facts.split("، ")]
    assert len(scene.json["problems"]) == len(cells)
    for cell in cells:
        places = [p["place"] for p in scene.json["problems"]]
        assert any(cell.parent.title in place and place.endswith(cell.coordinate) for place in places), places


@then("هر ایراد آنچه دیده شده، آنچه انتظار می‌رود و راه اصلاح را دارد")
def told(scene: Scene) -> None:
    assert all(problem[key] for problem in scene.json["problems"] for key in ("seen", "expected", "mend"))
