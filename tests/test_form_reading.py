"""What people write into the cells of an Excel form: read for certain, or refused with sheet and cell."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from compliance import clock
from compliance.forms.excel import cell_answers, workbook
from compliance.forms.excel.layout import Part
from compliance.model.checklist import Library
from compliance.model.stated import Stated
from compliance.office import log
from compliance.office.desk import Desk
from compliance.values import Unreadable
from tests import excel_forms as forms
from tests.conftest import TODAY
from tests.steps.scene import OFFICE_YAML, ROUND

Run = Callable[..., Result]
YES_NO, LEVEL, COUNTS, NUMBER = "website.https", "website.search", "website.sections", "website.load-time"
RICH = CellRichText("خ", TextBlock(InlineFont(b=True), "یر"))
WORDING = "جست‌وجوی ساده"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """An office with nothing answered."""
    office = tmp_path / "office"
    (office / "rounds" / ROUND / "evidence").mkdir(parents=True)
    (office / "office.yaml").write_text(OFFICE_YAML, "utf-8")
    (office / "rounds" / ROUND / "answers.yaml").write_text(f"round: {ROUND}\nanswers:\n", "utf-8")
    return office


@pytest.fixture
def form(tiny: Path, run: Run, tmp_path: Path) -> Path:
    """The Persian form of that office."""
    path = tmp_path / "form.xlsx"
    assert run("form", "export", tiny, "--output", path, lang="fa").exit_code == 0
    return path


def said(run: Run, office: Path, form: Path, *more: object) -> Any:
    """Return what an import would change, without entering anything."""
    return json.loads(run("form", "import", office, form, "--json", *more).stdout)


READ: list[tuple[str, Any, dict[str, str]]] = [
    (YES_NO, "بله", {"value": "yes"}),
    (YES_NO, "بلی", {"value": "yes"}),
    (YES_NO, "بلي ", {"value": "yes"}),
    (YES_NO, "\u00a0خیر", {"value": "no"}),
    (YES_NO, "خير", {"value": "no"}),
    (YES_NO, "\u200fبله\u200f", {"value": "yes"}),
    (YES_NO, "No", {"value": "no"}),
    (YES_NO, True, {"value": "yes"}),
    (YES_NO, False, {"value": "no"}),
    (YES_NO, 1, {"value": "yes"}),
    (YES_NO, "=FALSE()", {"value": "no"}),
    (YES_NO, RICH, {"value": "no"}),
    (LEVEL, 2, {"value": "2"}),
    (LEVEL, 2.0, {"value": "2"}),
    (LEVEL, "۲", {"value": "2"}),
    (LEVEL, "٢", {"value": "2"}),
    (LEVEL, f"۲ – {WORDING}", {"value": "2"}),
    (LEVEL, f"2-{WORDING}", {"value": "2"}),
    (LEVEL, f"۲) {forms.arabic(WORDING)}", {"value": "2"}),
    (LEVEL, WORDING, {"value": "2"}),
    (LEVEL, "جست وجوی ساده", {"value": "2"}),
    (LEVEL, "Simple search", {"value": "2"}),
    (COUNTS, "۹ از ۱۰", {"count": "9", "total": "10"}),
    (COUNTS, "9 of 10", {"count": "9", "total": "10"}),
    (COUNTS, "۹\u00a0از\u00a01٠", {"count": "9", "total": "10"}),
    (COUNTS, "۹از۱۰", {"count": "9", "total": "10"}),
    (COUNTS, "0 از 0", {"count": "0", "total": "0"}),
    (COUNTS, "90%", {"value": "90"}),
    (COUNTS, "٪۹۰", {"value": "90"}),
    (COUNTS, "%90", {"value": "90"}),
    (COUNTS, "۹۰ ٪", {"value": "90"}),
    (COUNTS, "۹۰٫۵ درصد", {"value": "90.5"}),
    (COUNTS, "90", {"value": "90"}),
    (COUNTS, 90, {"value": "90"}),
    (COUNTS, "0.5%", {"value": "0.5%"}),
    (COUNTS, 0, {"value": "0"}),
    (COUNTS, 1, {"value": "1"}),
    (NUMBER, 2.4, {"value": "2.4"}),
    (NUMBER, "۲٫۴", {"value": "2.4"}),
    (NUMBER, "2,4", {"value": "2.4"}),
    (NUMBER, "38/95", {"value": "38.95"}),
    (NUMBER, 0.1 + 0.2, {"value": "0.3"}),
    (NUMBER, 1e-7, {"value": "0.0000001"}),
    (NUMBER, "۲٫۴ ثانیه", {"value": "2.4"}),
    (NUMBER, "2.4s", {"value": "2.4"}),
    (NUMBER, "صفر", {"value": "0"}),
    (YES_NO, "نه", {"value": "no"}),
    (LEVEL, "سطح ۲", {"value": "2"}),
    (LEVEL, f"سطح ۲: {WORDING}", {"value": "2"}),
    (COUNTS, "16 out of 18", {"count": "16", "total": "18"}),
    (COUNTS, "۱۶ مورد از ۱۸", {"count": "16", "total": "18"}),
    (COUNTS, "۱۶ بخش‌های کامل از ۱۸ مورد", {"count": "16", "total": "18"}),
    (COUNTS, "صفر", {"value": "0"}),
]


REFUSED: list[tuple[str, Any]] = [
    (COUNTS, 0.75),
    (COUNTS, "0.75"),
    (COUNTS, "۹/۱۰"),
    (COUNTS, "9/10"),
    (COUNTS, "۱۰ از ۹"),
    (COUNTS, "120%"),
    (COUNTS, -1),
    (COUNTS, date(2026, 10, 9)),
    (COUNTS, datetime(2026, 10, 9, 1, 2)),
    (COUNTS, "=9/10"),
    (COUNTS, "#N/A"),
    (COUNTS, 46304),
    (COUNTS, "5²"),
    (YES_NO, "شاید"),
    (YES_NO, 2),
    (YES_NO, 0.75),
    (LEVEL, "۲ – نقشهٔ تارنما"),
    (LEVEL, 5),
    (LEVEL, 2.5),
    (LEVEL, "2-3"),
    (LEVEL, True),
    (NUMBER, "۲ دقیقه"),
    (NUMBER, -1),
    (NUMBER, 90000),
    (NUMBER, "1,234"),
    (NUMBER, "75%"),
    (NUMBER, time(9, 10)),
    (COUNTS, "9.10.2026"),
    (COUNTS, "9 10 11"),
    (COUNTS, "۱۶ روز از ۱۸"),
    (COUNTS, "1.5 از 18"),
]


PERCENTAGES = [
    (0.75, "0%", {"value": "75"}),
    (0.075, "0.0%", {"value": "7.5"}),
    (1, "0%", {"value": "100"}),
    (0.004, "[$-3000429]0.0%", {"value": "0.4%"}),
    (0.75, '0"%"', None),
    (75, '0.0"%"', {"value": "75"}),
]
CASES = [
    *((fact, value, "General", expected) for fact, value, expected in READ),
    *((fact, value, None, None) for fact, value in REFUSED),
    *((COUNTS, *case) for case in PERCENTAGES),
]


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> dict[int, workbook.Cell]:
    """The cells of a sheet into which every case was typed, as the program reads them."""
    book = openpyxl.Workbook()
    for row, (_fact, value, pattern, _expected) in enumerate(CASES, 1):
        cell = book.active.cell(row, 1)
        cell.value = value
        if pattern and pattern != "General":
            cell.number_format = pattern
    path = tmp_path_factory.mktemp("typed") / "typed.xlsx"
    book.save(path)
    return {row.number: row.at(0) for row in workbook.read(path).pages[0].rows}


@pytest.mark.parametrize("number", range(1, len(CASES) + 1), ids=lambda n: f"{CASES[n - 1][0]} {CASES[n - 1][1]}")
def test_an_answer_is_read_or_refused(library: Library, typed: dict[int, workbook.Cell], number: int) -> None:
    fact, _value, _pattern, expected = CASES[number - 1]
    read = cell_answers.answer(library.facts[fact], typed[number])
    if expected is None:
        assert isinstance(read, Unreadable)
        assert read.seen
        assert read.expected
        assert read.mend
        assert "{" not in read.mend
    else:
        assert isinstance(read, Stated)
        assert log.plain(read) == expected


def test_what_is_not_certain_is_refused_whole_and_named_with_sheet_and_cell(run: Run, tiny: Path, form: Path) -> None:
    """Also the certain answers are refused with it, and every file stays as it was."""
    wrong = {YES_NO: "شاید", LEVEL: 7, COUNTS: 0.75, NUMBER: date(2026, 10, 9), "website.links": "=1+1"}
    forms.fill(form, {**wrong, "website.freshness": "50%"})
    forms.fill(form, {"website.freshness": "..\\cert.txt"}, Part.EVIDENCE)
    book = forms.opened(form)
    cells = [forms.cell(book, fact) for fact in wrong] + [forms.cell(book, "website.freshness", Part.EVIDENCE)]
    before = {path: path.read_bytes() for path in tiny.rglob("*") if path.is_file()}
    result = run("form", "import", tiny, form, "--json", "--yes")
    assert result.exit_code == 3
    record = json.loads(result.stdout)
    assert {p["place"] for p in record["problems"]} == {f"sheet {c.parent.title}, cell {c.coordinate}" for c in cells}
    assert {p["file"] for p in record["problems"]} == {str(form)}
    assert not record["applied"]
    assert {path: path.read_bytes() for path in tiny.rglob("*") if path.is_file()} == before
    shown = run("form", "import", tiny, form).stderr
    assert all(f"cell {cell.coordinate}: seen: " in shown for cell in cells)


def test_every_problem_is_named_at_once_and_partial_takes_the_rest(run: Run, tiny: Path, form: Path) -> None:
    forms.fill(form, {YES_NO: "شاید", LEVEL: 7, COUNTS: "۹ از ۱۰"})
    assert len(said(run, tiny, form)["problems"]) == 2
    result = run("form", "import", tiny, form, "--json", "--yes", "--partial", "--by", "ناظر")
    assert result.exit_code == 1
    record = json.loads(result.stdout)
    assert record["applied"]
    assert len(record["problems"]) == 2
    assert [change["fact"] for change in record["changes"]] == [COUNTS]
    assert record["changes"][0]["after"] == {"count": "9", "total": "10", "on": "1405/09/07", "by": "ناظر"}


@pytest.mark.parametrize(
    ("answer", "reason", "expected"),
    [
        ("موضوعیت ندارد", "اداره تارنمای مستقل ندارد", {"not_applicable": "اداره تارنمای مستقل ندارد"}),
        ("موضوعيت\u200cندارد", "اداره تارنمای مستقل ندارد", {"not_applicable": "اداره تارنمای مستقل ندارد"}),
        ("not applicable", "no site of its own", {"not_applicable": "no site of its own"}),
        ("موضوعیت ندارد", "؟", None),
        ("موضوعیت ندارد", None, None),
        (None, "اداره تارنمای مستقل ندارد", None),
        ("بله", "اداره تارنمای مستقل ندارد", None),
    ],
)
def test_a_reason_stands_beside_what_it_is_for(
    run: Run, tiny: Path, form: Path, answer: str | None, reason: str | None, expected: dict[str, str] | None
) -> None:
    forms.fill(form, {YES_NO: answer})
    forms.fill(form, {YES_NO: reason}, Part.REASON)
    record = said(run, tiny, form)
    if expected is None:
        assert len(record["problems"]) == 1
    else:
        (change,) = record["changes"]
        assert {k: v for k, v in change["after"].items() if k not in ("on", "by")} == expected


def test_the_name_in_the_form_is_who_answers_unless_another_is_given(run: Run, tiny: Path, form: Path) -> None:
    forms.fill(form, {YES_NO: "بله"}, name="  کارشناس\u00a0آموزش ")
    assert said(run, tiny, form)["changes"][0]["after"]["by"] == "کارشناس آموزش"
    assert said(run, tiny, form, "--by", "ناظر")["changes"][0]["after"]["by"] == "ناظر"


def test_the_same_form_changes_nothing_on_another_day_and_by_another_hand(
    run: Run, tiny: Path, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (form.parent / "گواهی.txt").write_text("گواهی", "utf-8")
    forms.fill(form, {YES_NO: "بله"})
    forms.fill(form, {YES_NO: "گواهی.txt\nنامهٔ ۱۲/۳"}, Part.EVIDENCE)
    assert run("form", "import", tiny, form, "--yes", "--by", "الف").exit_code == 0
    before = {path: path.read_bytes() for path in tiny.rglob("*") if path.is_file()}
    monkeypatch.setattr(clock, "today", lambda: TODAY + timedelta(days=3))
    result = run("form", "import", tiny, form, "--yes", "--by", "ب", "--json")
    assert json.loads(result.stdout)["changes"] == []
    assert {path: path.read_bytes() for path in tiny.rglob("*") if path.is_file()} == before


def test_an_interrupt_before_the_answers_are_entered_leaves_no_file_behind(
    run: Run, tiny: Path, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (form.parent / "cert.txt").write_text("certificate", "utf-8")
    forms.fill(form, {YES_NO: "بله"})
    forms.fill(form, {YES_NO: "cert.txt"}, Part.EVIDENCE)

    def interrupted(*_: object) -> None:
        assert (tiny / "rounds" / ROUND / "evidence" / "cert.txt").exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(Desk, "enter", interrupted)
    assert run("form", "import", tiny, form, "--yes").exit_code == 130
    assert [path.name for path in (tiny / "rounds" / ROUND / "evidence").glob("*.txt")] == []


def test_forms_of_two_units_that_list_one_file_keep_it_once(run: Run, tiny: Path, form: Path) -> None:
    other = forms.copy_of(form, "other.xlsx")
    (form.parent / "cert.txt").write_text("certificate", "utf-8")
    for path, fact in ((form, YES_NO), (other, LEVEL)):
        forms.fill(path, {fact: "cert.txt"}, Part.EVIDENCE)
    assert run("form", "import", tiny, form, other, "--yes").exit_code == 0
    assert [path.name for path in (tiny / "rounds" / ROUND / "evidence").glob("*.txt")] == ["cert.txt"]
    text = (tiny / "rounds" / ROUND / "answers.yaml").read_text("utf-8")
    assert text.count("evidence/cert.txt") == 2


@pytest.mark.parametrize(("written", "read"), [("en", "fa"), ("fa", "en")])
def test_a_form_is_read_in_the_other_language_too(
    run: Run, office: Path, tmp_path: Path, written: str, read: str
) -> None:
    """An untouched form of the example changes nothing, whole, of its system, and of all checklists."""
    for number, more in enumerate(((), ("--system", "electronic-archive"), ("--checklist", "all"))):
        path = tmp_path / f"{number}.xlsx"
        assert run("form", "export", office, "--output", path, *more, lang=written).exit_code == 0
        result = run("form", "import", office, path, "--json", lang=read)
        assert result.exit_code == 0, result.stdout
        assert json.loads(result.stdout)["changes"] == []
        assert json.loads(result.stdout)["unchanged"] > 30
    forms.fill(
        path, {LEVEL: "4 – Smart search and online help" if written == "en" else "۴ – جست‌وجوی هوشمند و راهنمای برخط"}
    )
    (change,) = json.loads(run("form", "import", office, path, "--json", lang=read).stdout)["changes"]
    assert change["after"]["value"] == "4"


def test_the_same_form_gives_the_same_bytes(run: Run, office: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    for path in (one, other):
        assert run("form", "export", office, "--output", path).exit_code == 0
    assert one.read_bytes() == other.read_bytes()


def test_a_number_is_held_against_its_limits_while_it_is_typed(form: Path, library: Library) -> None:
    """A warning with the limits in words; what a spreadsheet cannot read as a number is left to the import."""
    book = forms.opened(form)
    rules = {
        (page.title, place): rule
        for page in book.worksheets
        for rule in page.data_validations.dataValidation
        for place in str(rule.sqref).split()
    }
    for fact, sign, end in ((NUMBER, "<=", "86400"), ("office.visits-drop", ">=", "-10000")):
        cell = forms.cell(book, fact)
        rule = rules[cell.parent.title, cell.coordinate]
        assert (rule.type, rule.errorStyle) == ("custom", "warning")
        assert f"VALUE({cell.coordinate}){sign}{end}" in rule.formula1
        assert str(library.facts[fact].unit.fa) in rule.error  # type: ignore[union-attr]
        assert "INT(" not in rule.formula1
    whole = forms.cell(book, "participation.consultations")
    assert f"=INT(VALUE({whole.coordinate}))" in rules[whole.parent.title, whole.coordinate].formula1
