"""Excel forms as people treat them: cells filled in by the id of their fact, sheets sorted, moved, copied, saved."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from copy import copy
from pathlib import Path
from typing import Any

import openpyxl

from compliance.forms.excel.layout import FILLER, HEADINGS, Part
from tests.offices import SOFFICE

HEADING_ROW = 3
Book = Any


def opened(path: Path) -> Book:
    """Return a form as openpyxl opens it for editing."""
    return openpyxl.load_workbook(path)


def pages(book: Book) -> list[Any]:
    """Return the sheets with questions."""
    return [sheet for sheet in book.worksheets if columns(sheet)]


def columns(sheet: Any) -> dict[Part, int]:
    """Return the columns of a sheet of questions, counted from 1; nothing for any other sheet."""
    words = {text: part for part, texts in HEADINGS.items() for text in texts}
    found = {words[cell.value]: cell.column for cell in sheet[HEADING_ROW] if cell.value in words}
    return found if Part.ANSWER in found else {}


def cell(book: Book, fact: str, part: Part = Part.ANSWER) -> Any:
    """Return the cell of a fact."""
    for sheet in pages(book):
        where = columns(sheet)
        for row in range(HEADING_ROW + 1, sheet.max_row + 1):
            if sheet.cell(row, where[Part.FACT]).value == fact:
                return sheet.cell(row, where[part])
    raise KeyError(fact)


def facts(book: Book) -> list[str]:
    """Return the facts of a form in their order."""
    found = []
    for sheet in pages(book):
        column = columns(sheet)[Part.FACT]
        found += [sheet.cell(row, column).value for row in range(HEADING_ROW + 1, sheet.max_row + 1)]
    return [fact for fact in found if fact]


def filler(book: Book) -> Any:
    """Return the cell for the name of who fills the form in."""
    guide = book.worksheets[0]
    label = next(cell for row in guide.iter_rows() for cell in row if cell.value in FILLER)
    return guide.cell(label.row, label.column + 1)


def fill(path: Path, answers: dict[str, Any], part: Part = Part.ANSWER, name: str | None = None) -> Path:
    """Write into the cells of facts, and save."""
    book = opened(path)
    for fact, value in answers.items():
        cell(book, fact, part).value = value
    if name is not None:
        filler(book).value = name
    book.save(path)
    return path


def _contents(sheet: Any) -> list[list[Any]]:
    return [[copy(cell) for cell in row] for row in sheet.iter_rows(min_row=HEADING_ROW)]


def _put(sheet: Any, rows: Sequence[Sequence[Any]]) -> None:
    """Write rows of cells from the headings on, with their number formats; what is below goes."""
    sheet.delete_rows(HEADING_ROW, sheet.max_row)
    for at, row in enumerate(rows, HEADING_ROW):
        for column, old in enumerate(row, 1):
            if old is not None:
                new = sheet.cell(at, column)
                new.value, new.number_format = old.value, old.number_format
                new.data_type = old.data_type  # a text that begins like a formula stays one


def shuffle(book: Book, seed: int) -> None:
    """Sort rows, move and insert columns, add blank rows, hide some, rename and reorder sheets, write Arabic letters."""
    dice = random.Random(seed)
    for number, sheet in enumerate(pages(book)):
        heading, *rows = _contents(sheet)
        dice.shuffle(rows)
        for _n in range(2):
            rows.insert(dice.randrange(len(rows) + 1), [None] * len(heading))
        order: list[int | None] = list(range(len(heading)))
        dice.shuffle(order)
        order.insert(dice.randrange(len(order)), None)
        made = [[None if at is None else row[at] for at in order] for row in (heading, *rows)]
        _put(sheet, made)
        for title in sheet[HEADING_ROW]:
            title.value = arabic(str(title.value)) if title.value else None
        sheet.auto_filter.ref = f"A{HEADING_ROW}:C{sheet.max_row}"
        sheet.row_dimensions[HEADING_ROW + 1].hidden = True
        sheet.title = f"{number} {dice.randrange(1000)}"
    dice.shuffle(book._sheets)


def arabic(text: str) -> str:
    """Return a Persian text with Arabic letters and spaces that do not break."""
    return text.translate({ord("ی"): "ي", ord("ک"): "ك", ord(" "): "\u00a0"})


def digits(text: str, seed: int) -> str:
    """Return a text with each digit as an ASCII, Persian or Arabic one."""
    dice = random.Random(seed)
    return re.sub("[0-9۰-۹]", lambda d: dice.choice(("0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"))[int(d[0])], text)


def by_libreoffice(paths: Sequence[Path], folder: Path) -> Iterator[Path]:
    """Yield forms as LibreOffice saves them; it is started once for all of them."""
    assert SOFFICE is not None
    out = folder / "saved"
    out.mkdir(parents=True)
    command = [
        SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
        "--convert-to", "xlsx", "--outdir", str(out), *map(str, paths),
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, timeout=600)
    for path in paths:
        assert (out / path.name).is_file(), (said.stdout, said.stderr)
        yield out / path.name


def copy_of(path: Path, name: str) -> Path:
    """Return a copy of a form beside it."""
    return Path(shutil.copy(path, path.with_name(name)))
