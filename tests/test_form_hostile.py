"""Workbooks that are no form, or were made to harm: refused with what to do, and nothing of them is entered."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.forms.excel import stamp
from compliance.forms.excel.layout import STAMP, Part
from tests import excel_forms as forms
from tests.hostile_workbooks import HOSTILE, OTHERWISE, Deed, repacked
from tests.offices import SOFFICE, libreoffice
from tests.test_form_reading import COUNTS, LEVEL, YES_NO, form, tiny

__all__ = ["form", "tiny"]
Run = Callable[..., Result]


def refused(run: Run, office: Path, *paths: Path) -> list[dict[str, Any]]:
    """Return the problems of an import that has to refuse everything and leave every file as it was."""
    before = {path: path.read_bytes() for path in office.rglob("*") if path.is_file()}
    result = run("form", "import", office, *paths, "--json", "--yes")
    assert result.exit_code == 3, result.stdout
    assert {path: path.read_bytes() for path in office.rglob("*") if path.is_file()} == before
    problems: list[dict[str, Any]] = json.loads(result.stdout)["problems"]
    assert problems
    assert all(problem[key] for problem in problems for key in ("file", "seen", "expected", "mend"))
    return problems


def _another(path: Path) -> None:
    """A workbook whose sheets are named nowhere."""
    repacked(path, lambda name, old: b"<nothing/>" if name == "xl/workbook.xml" else old)


FILES = {**HOSTILE, **OTHERWISE, "another workbook": (_another, "damaged|hidden sheet")}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_honest_workbook_is_refused(run: Run, tiny: Path, form: Path, name: str) -> None:
    deed, words = FILES[name]
    deed(form)
    (problem,) = refused(run, tiny, form)
    assert re.search(words, problem["seen"]), problem
    assert problem["expected"] == "the form as “form export” wrote it, an .xlsx file" or name == "another workbook"


@pytest.mark.heavy
@libreoffice
def test_a_form_saved_as_something_else_is_refused_with_what_to_do(run: Run, tiny: Path, form: Path) -> None:
    """Real files of LibreOffice: .ods, .xls, .csv, and .xlsx behind a password."""
    command = [SOFFICE, f"-env:UserInstallation={(form.parent / 'profile').as_uri()}", "--headless", "--norestore"]
    for kind in ("ods", "xls", "csv"):
        subprocess.run([*map(str, command), "--convert-to", kind, "--outdir", str(form.parent), str(form)],
                       capture_output=True, timeout=120, check=True)  # fmt: skip
        (problem,) = refused(run, tiny, form.with_suffix(f".{kind}"))
        assert ".xlsx" in problem["mend"]


def test_a_missing_form_is_named_with_the_others_problems(run: Run, tiny: Path, form: Path) -> None:
    forms.fill(form, {YES_NO: "شاید"})
    assert len(refused(run, tiny, form, form.with_name("none.xlsx"), form.parent)) == 3


def _of(office: str) -> Deed:
    def change(path: Path) -> None:
        _restamped(path, lambda rows: [("office", office) if row[0] == "office" else row for row in rows])

    return change


def _restamped(path: Path, change: Callable[[list[Any]], list[Any]]) -> None:
    """Change the hidden sheet and seal it anew, as only somebody who knows the program could."""
    book = forms.opened(path)
    sheet = book[STAMP]
    rows = [tuple(cell for cell in row if cell is not None) for row in sheet.iter_rows(values_only=True)][:-1]
    rows = change(rows)
    sheet.delete_rows(1, sheet.max_row)
    for at, row in enumerate([*rows, ("seal", stamp._seal(rows))], 1):
        for column, text in enumerate(row, 1):
            sheet.cell(at, column).value = text
    book.save(path)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("office", "other-office", "office"), ("round", "1405-1", "round"), ("system", "archive", "system")],
)
def test_a_form_of_another_office_round_or_system_is_refused(
    run: Run, tiny: Path, form: Path, name: str, value: str, words: str
) -> None:
    forms.fill(form, {YES_NO: "بله"})
    _restamped(form, lambda rows: [(name, value) if row[0] == name else row for row in rows])
    (problem,) = refused(run, tiny, form)
    assert words in problem["seen"]
    assert value in problem["seen"]


def test_a_form_whose_question_changed_since_is_refused_and_the_others_can_be_taken(
    run: Run, tiny: Path, form: Path
) -> None:
    forms.fill(form, {YES_NO: "بله", LEVEL: 2})

    def change(rows: list[Any]) -> list[Any]:
        return [
            (*row[:2], row[2].replace('"unit":null', '"unit":["\\u0631","r"]'))
            if row[:2] == ("asks", YES_NO)
            else row
            for row in rows
        ]

    _restamped(form, change)
    (problem,) = refused(run, tiny, form)
    assert YES_NO in problem["seen"]
    assert "unit" in problem["seen"]
    result = run("form", "import", tiny, form, "--json", "--yes", "--partial")
    assert result.exit_code == 1
    assert [c["fact"] for c in json.loads(result.stdout)["changes"]] == [LEVEL]


def test_a_hidden_sheet_that_was_changed_or_is_gone_is_refused(run: Run, tiny: Path, form: Path) -> None:
    gone = forms.copy_of(form, "gone.xlsx")
    book = forms.opened(gone)
    del book[STAMP]
    book.save(gone)
    assert "hidden sheet" in refused(run, tiny, gone)[0]["seen"]
    book = forms.opened(form)
    book[STAMP]["B2"].value = "other"
    book.save(form)
    assert "hidden sheet" in refused(run, tiny, form)[0]["seen"]


@pytest.mark.parametrize("part", [Part.ANSWER, Part.FACT])
def test_a_missing_column_is_refused(run: Run, tiny: Path, form: Path, part: Part) -> None:
    book = forms.opened(form)
    sheet = forms.pages(book)[0]
    sheet.delete_cols(forms.columns(sheet)[part])
    book.save(form)
    assert any(p["place"] == f"sheet {sheet.title}" for p in refused(run, tiny, form))


def test_headings_that_are_gone_or_twice_are_refused(run: Run, tiny: Path, form: Path) -> None:
    gone = forms.copy_of(form, "gone.xlsx")
    book = forms.opened(gone)
    forms.pages(book)[1].delete_rows(forms.HEADING_ROW)
    book.save(gone)
    assert len(refused(run, tiny, gone)) == 1
    book = forms.opened(form)
    forms.pages(book)[1].cell(forms.HEADING_ROW, 20).value = "پاسخ"
    book.save(form)
    assert refused(run, tiny, form)[0]["place"].endswith(f"cell T{forms.HEADING_ROW}")


def test_a_fact_of_no_form_and_an_answer_beside_no_fact_are_refused(run: Run, tiny: Path, form: Path) -> None:
    book = forms.opened(form)
    forms.cell(book, YES_NO, Part.FACT).value = "website.htps"
    forms.cell(book, LEVEL).value = 2
    forms.cell(book, LEVEL, Part.FACT).value = None
    book.save(form)
    unknown, lonely = refused(run, tiny, form)
    assert "website.https" in unknown["mend"]
    assert lonely["seen"] == "“2”"


def test_merged_answers_are_refused(run: Run, tiny: Path, form: Path) -> None:
    """A merge empties the cells below its first one, which would look like answers taken away."""
    book = forms.opened(form)
    cell = forms.cell(book, YES_NO)
    cell.parent.merge_cells(f"{cell.coordinate}:{cell.offset(2, 0).coordinate}")
    book.save(form)
    (problem,) = refused(run, tiny, form)
    assert problem["place"].endswith(f"cell {cell.coordinate}")


def test_a_fact_twice_with_different_answers_is_refused_naming_both_cells(run: Run, tiny: Path, form: Path) -> None:
    book = forms.opened(form)
    sheet = forms.cell(book, YES_NO).parent
    copied = book.copy_worksheet(sheet)
    forms.cell(book, YES_NO).value = "بله"
    book.save(form)
    (problem,) = refused(run, tiny, form)
    coordinate = forms.cell(book, YES_NO).coordinate
    assert problem["place"] == f"sheet {copied.title}, cell {coordinate}"
    assert f"sheet {sheet.title}, cell {coordinate}" in problem["seen"]


def test_two_forms_that_say_different_things_are_refused_naming_both(run: Run, tiny: Path, form: Path) -> None:
    other = forms.copy_of(form, "other.xlsx")
    forms.fill(form, {YES_NO: "بله"})
    forms.fill(other, {YES_NO: "خیر"})
    (problem,) = refused(run, tiny, form, other)
    assert problem["file"] == str(other)
    assert str(form) in problem["seen"]


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../secret.txt", "..\\secret.txt", "C:\\secret.txt", "\\\\host\\share.txt", "a/../../secret.txt",
     "none.txt", "link.txt", "folder", ".", "نامه", "x" * 300, "link/secret.txt"],
)  # fmt: skip
def test_evidence_is_taken_from_beside_the_form_only(run: Run, tiny: Path, form: Path, name: str) -> None:
    secret = form.parent.parent / "secret.txt"
    secret.write_text("secret", "utf-8")
    (form.parent / "link.txt").symlink_to(secret)
    (form.parent / "link").symlink_to(secret.parent)
    (form.parent / "folder").mkdir()
    forms.fill(form, {YES_NO: name}, Part.EVIDENCE)
    (problem,) = refused(run, tiny, form)
    assert problem["place"].endswith(f"cell {forms.cell(forms.opened(form), YES_NO, Part.EVIDENCE).coordinate}")
    assert not list((tiny / "rounds").glob("*/evidence/*"))


def test_the_folder_of_the_form_is_named_in_full(
    run: Run, tiny: Path, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the form is named by its name alone: “.” says nothing to most people."""
    monkeypatch.chdir(form.parent)
    forms.fill(form, {YES_NO: "none.txt"}, Part.EVIDENCE)
    (problem,) = refused(run, tiny, Path(form.name))
    assert str(form.parent) in problem["mend"]


def test_formulas_and_marks_in_answers_stay_texts(run: Run, tiny: Path, form: Path) -> None:
    """What is written as a note or reason is written out again as a text, never as a formula."""
    notes = {YES_NO: "=1+1", LEVEL: '+HYPERLINK("http://192.0.2.1/","x")', COUNTS: "@SUM(1)"}
    book = forms.opened(form)
    for fact, text in notes.items():
        cell = forms.cell(book, fact, Part.NOTE)
        cell.value = text
        cell.data_type = "s"
    forms.cell(book, YES_NO).value = "موضوعیت ندارد"
    reason = forms.cell(book, YES_NO, Part.REASON)
    reason.value, reason.data_type = "=2+abc", "s"
    book.save(form)
    assert run("form", "import", tiny, form, "--yes").exit_code == 0
    again = form.with_name("again.xlsx")
    assert run("form", "export", tiny, "--output", again).exit_code == 0
    with zipfile.ZipFile(again) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
    assert not any(re.search("<f[ >]", sheet) for sheet in sheets)
    book = forms.opened(again)
    assert {fact: forms.cell(book, fact, Part.NOTE).value for fact in notes} == notes
    assert forms.cell(book, YES_NO, Part.REASON).quotePrefix


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_form_is_read_or_refused_but_never_breaks(
    run: Run, tmp_path_factory: Any, data: st.DataObject
) -> None:
    """Bytes changed anywhere: the program says what is wrong, or nothing was."""
    folder = _forms(run, tmp_path_factory)
    content = bytearray((folder / "form.xlsx").read_bytes())
    for _n in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = folder / "damaged.xlsx"
    path.write_bytes(bytes(content))
    result = run("form", "import", folder / "office", path, "--json")
    assert result.exit_code in (0, 1, 3)
    assert result.exception is None or isinstance(result.exception, SystemExit)


_MADE: list[Path] = []


def _forms(run: Run, factory: pytest.TempPathFactory) -> Path:
    if not _MADE:
        folder = factory.mktemp("damaged")
        shutil.copytree(Path(__file__).parent.parent / "examples" / "bushehr-civil-registry", folder / "office")
        run("form", "export", folder / "office", "--output", folder / "form.xlsx")
        _MADE.append(folder)
    return _MADE[0]


def test_a_workbook_of_endless_rows_is_refused(run: Run, tiny: Path, form: Path) -> None:
    book = forms.opened(form)
    sheet = book.create_sheet("many")
    for _n in range(20_001):
        sheet.append(["x"])
    sheet.cell(1_048_576, 16_384).value = "y"
    stream = BytesIO()
    book.save(stream)
    form.write_bytes(stream.getvalue())
    (problem,) = refused(run, tiny, form)
    assert problem["place"] == "sheet many"
