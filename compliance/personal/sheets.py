"""Excel workbooks: texts, numbers, and numbers whose leading zeros Excel dropped."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from compliance.language import _
from compliance.personal import codes
from compliance.personal.findings import Findings
from compliance.personal.packages import Package, Reader
from compliance.schema import shorten

WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedstrings.xml"
_FOLDER = "xl/worksheets/"
# Nothing people write stands in these, or it is read here.
_WITHOUT_TEXT = {"xl/styles.xml", "xl/calcchain.xml", _STRINGS}
_LONGEST_NUMBER = 40
_LONGEST_INDEX = 9
_FEWEST_DIGITS = 8
_FEWEST_SHORT = 3
_REFERENCE = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")


def search(package: Package) -> frozenset[str]:
    """Search the cells of every sheet, and return the parts that need no other search."""
    strings = _Strings(package.findings)
    if _STRINGS in package.parts:
        package.read(_STRINGS, strings)
    names = names_of(package)
    sheets = [part for part in package.parts if part.startswith(_FOLDER) and part.endswith(".xml")]
    for part in package.some(sheets):
        package.read(part, _Cells(package.findings, names.get(part, part), strings.codes))
    return frozenset(sheets) | _WITHOUT_TEXT


def number(text: str) -> Decimal | None:
    """Read the value of a numeric cell, None when it is not one after all."""
    try:
        return Decimal(text) if len(text) <= _LONGEST_NUMBER else None
    except InvalidOperation:
        return None


def padded(amount: Decimal) -> str | None:
    """Return a whole number of eight to ten digits as ten digits, with zeros in front."""
    if not amount.is_finite() or amount.is_signed() or not _FEWEST_DIGITS - 1 <= amount.adjusted() <= 9 or amount % 1:
        return None
    return f"{int(amount):010d}"


def names_of(package: Package) -> dict[str, str]:
    """Return what the workbook calls the sheet of each part; the names themselves are searched too."""
    workbook, relations = _Workbook(package.findings), _Relations(package.findings)
    package.read(WORKBOOK, workbook)
    if _RELATIONS in package.parts:
        package.read(_RELATIONS, relations)
    for name in workbook.names.values():
        for _at, code in codes.find(name):
            package.findings.add(_("a sheet's name"), code)
    return {
        part: workbook.names[relation] for relation, part in relations.parts.items() if relation in workbook.names
    }


class _Workbook(Reader):
    """The sheets' names by the relation that leads to each."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings)
        self.names: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take a sheet's name."""
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.names[relation] = attributes.get("name", "")


class _Relations(Reader):
    """The part each relation leads to."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings)
        self.parts: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take a relation; a target without a leading slash counts from the workbook."""
        if name == "Relationship":
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            self.parts[attributes.get("Id", "")] = target.lstrip("/").lower()


class _Strings(Reader):
    """The codes in each shared string that has any; its runs are joined, readings of it left out."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings)
        self.codes: dict[int, list[str]] = {}
        self._number = -1
        self._text: list[str] = []
        self._reading = self._wanted = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin a string or one of its runs."""
        if name == "si":
            self._number += 1
            self._text.clear()
        elif name == "rPh":
            self._reading = True
        self._wanted = name == "t" and not self._reading

    def text(self, data: str) -> None:
        """Take a run's text."""
        if self._wanted:
            self._text.append(data)

    def end(self, name: str) -> None:
        """Judge a string when it is whole."""
        self._wanted = False
        if name == "rPh":
            self._reading = False
        elif name == "si" and (found := [code for _at, code in codes.find("".join(self._text))]):
            self.codes[self._number] = found


class _Column:
    """What numbers of eight to ten digits a column has, and which shorter ones become codes with zeros."""

    def __init__(self) -> None:
        self.numbers = self.valid = 0
        self.short: list[tuple[str, str]] = []


class _Cells(Reader):
    """The cells of one sheet, and the texts around them such as headers and lists of choices."""

    def __init__(self, findings: Findings, sheet: str, strings: Mapping[int, list[str]]) -> None:
        super().__init__(findings)
        self._sheet = shorten(codes.hidden(sheet))
        self._strings = strings
        self._columns: dict[str, _Column] = {}
        self._row = self._place_in_row = 0
        self._kind: str | None = None
        self._cell: tuple[str, int] | None = None
        self._element = ""
        self._texts: dict[str, list[str]] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin a row or a cell."""
        self._element = name
        if name == "row":
            given = attributes.get("r", "")
            self._row = int(given) if re.fullmatch("[0-9]{1,7}", given) else self._row + 1
            self._place_in_row = 0
        elif name == "c":
            self._place_in_row += 1
            self._kind = attributes.get("t")
            self._cell = self._reference(attributes.get("r", ""))
            self._texts.clear()

    def text(self, data: str) -> None:
        """Take the text of a value, a formula or a run."""
        self._texts.setdefault(self._element, []).append(data)

    def end(self, name: str) -> None:
        """Judge a cell, a text around cells, or at last the columns."""
        if name == "c" and self._cell is not None:
            self._judge(*self._cell)
            self._cell = None
            self._texts.clear()
        elif self._cell is None and name != "sheetData":
            self._around()
        if name == "sheetData":
            self._judge_columns()

    def _reference(self, given: str) -> tuple[str, int]:
        """Return column and row of a cell, counted where the file leaves them out."""
        if match := _REFERENCE.fullmatch(given):
            return match[1], int(match[2])
        return _letters(self._place_in_row), self._row

    def _judge(self, column: str, row: int) -> None:
        found = self._value(column, row, "".join(self._texts.get("v", ())))
        for kind in ("t", "f"):
            if kind in self._texts:
                found += _in("".join(self._texts[kind]))
        for code in found:
            self.findings.add(self._place(f"{column}{row}"), code)

    def _value(self, column: str, row: int, value: str) -> list[str]:
        """Return the codes of a cell's value: a shared string, a number, or text."""
        if self._kind == "s":
            known = value.isdecimal() and len(value) <= _LONGEST_INDEX
            return list(self._strings.get(int(value), ())) if known else []
        if len(value) < _FEWEST_DIGITS:
            return []
        amount = number(value) if self._kind in (None, "n") else None
        return _in(value) if amount is None else self._numeric(column, f"{column}{row}", padded(amount))

    def _numeric(self, column: str, cell: str, digits: str | None) -> list[str]:
        """Return the code of a ten-digit number; shorter ones wait for the rest of their column."""
        if digits is None:
            return []
        seen = self._columns.setdefault(column, _Column())
        seen.numbers += 1
        if not codes.is_national_code(digits):
            return []
        seen.valid += 1
        if digits[0] != "0":
            return [digits]
        seen.short.append((cell, digits))
        return []

    def _judge_columns(self) -> None:
        """Report short numbers of a column of codes: every eleventh number would pass by chance."""
        for column in self._columns.values():
            if len(column.short) >= _FEWEST_SHORT and 2 * column.valid >= column.numbers:
                for cell, code in column.short:
                    self.findings.add(self._place(cell), code)

    def _around(self) -> None:
        for texts in self._texts.values():
            for code in _in("".join(texts)):
                self.findings.add(_("sheet {sheet}").format(sheet=self._sheet), code)
        self._texts.clear()

    def _place(self, cell: str) -> str:
        return _("sheet {sheet}, cell {cell}").format(sheet=self._sheet, cell=cell)


def _in(*texts: str) -> list[str]:
    return [code for text in texts for _at, code in codes.find(text)]


def _letters(column: int) -> str:
    """Return the letters of a column counted from 1."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
