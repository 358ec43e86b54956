"""Rows of cells read as answer sheets: every cell by its column, every problem with its place.

One reading for the web form's file, the entry sheet as CSV or workbook, and responses.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from compliance import language
from compliance.errors import Problem
from compliance.language import _
from compliance.model.survey import AnswerSheet, Questionnaire
from compliance.office.survey import anonymous, columns
from compliance.persian import dates, numbers
from compliance.persian.letters import ascii_digits, fold
from compliance.schema import nearest, quoted, shorten
from compliance.values import yes_no

MOST_ROWS = 100_000
LONGEST = 2000  # letters of a remark
MOST_PROBLEMS = 200
LOOK = 10  # rows in which the headings may stand
_ID = re.compile("[pw]-[0-9a-f]{16}")
_SERVICE = re.compile(r"([0-9]{11})(?:\D.*)?", re.DOTALL)
_TICKS = {"x", "✓", "✔", "☑", "☒", "*", "×"}


class Row(NamedTuple):
    """One row of a table: its number in the file, its cells, and the places of those that only a program filled."""

    line: int
    cells: Sequence[str]
    computed: frozenset[int] = frozenset()


class Table(NamedTuple):
    """A table to be read: the name of its file, its rows, and whether cells are named by letters."""

    name: str
    rows: Iterable[Row]
    lettered: bool = False


class Read(NamedTuple):
    """What a table holds: answer sheets with their lines, problems, and how many remarks were masked."""

    sheets: tuple[tuple[int, AnswerSheet], ...]
    problems: tuple[Problem, ...]
    masked: int


class Reader:
    """Reads tables by a questionnaire; `services` are the titles of the office's services by id."""

    def __init__(self, asked: Questionnaire, services: Mapping[str, str], today: date) -> None:
        self.asked, self.today = asked, today
        self.finder = columns.Finder(asked)
        wanted = asked.services or tuple(services)
        self.services = {id_: services.get(id_, "") for id_ in wanted}
        self._by_title: dict[str, list[str]] = {}
        for id_, title in self.services.items():
            self._by_title.setdefault(fold(title), []).append(id_)
        self._levels = {fold(word): n for n, level in enumerate(asked.scale, 1) for word in level}

    def read(self, table: Table) -> Read:
        """Return everything a table holds; a row with a problem is left out of its sheets."""
        reading = _Reading(self, table)
        reading.run()
        return Read(tuple(reading.sheets), tuple(reading.problems), reading.masked)

    def level(self, text: str) -> int | None:
        """Return the level a cell marks, in digits or words; None for anything else."""
        amount = numbers.parse(text)
        if amount is None:
            return self._levels.get(fold(text))
        return int(amount) if amount.denominator == 1 and 1 <= amount <= len(self.asked.scale) else None

    def service(self, text: str) -> str | None:
        """Return the id a cell names, alone, before a title, or by the title; None for anything else."""
        found = _SERVICE.fullmatch(ascii_digits(text).removesuffix(".0"))
        if found:
            return found[1] if found[1] in self.services else None
        named = self._by_title.get(fold(text), ())
        return named[0] if len(named) == 1 else None


class _Reading:
    """The reading of one table."""

    def __init__(self, by: Reader, table: Table) -> None:
        self.by, self.table = by, table
        self.sheets: list[tuple[int, AnswerSheet]] = []
        self.problems: list[Problem] = []
        self.masked = 0
        self.names: list[str] | None = None
        self.header = 0

    def run(self) -> None:
        for number, row in enumerate(self.table.rows, 1):
            if self.names is None:
                self.names = self.by.finder.find(row.cells)
                if self.names is not None:
                    self.header = number
                    self.headings(row)
                elif number >= LOOK:
                    break
            elif number - self.header > MOST_ROWS:
                self.problem(
                    row.line,
                    _("more than {n} rows").format(n=numbers.show(MOST_ROWS)),
                    _("the answers of one round of an office"),
                    _("check that this is the right file"),
                )
                return
            else:
                self.row(row)
            if len(self.problems) >= MOST_PROBLEMS:
                return
        if self.names is None:
            wanted = [c for c in self.by.finder.columns if c.id in (columns.SHEET, self.by.asked.score)]
            self.problem(
                1,
                _("no headings"),
                _("a row with the headings “{first}” and “{second}”").format(
                    first=columns.label(wanted[0], language.current()),
                    second=columns.label(wanted[1], language.current()),
                ),
                _("use the entry sheet or the web form of “survey new”"),
            )

    def headings(self, row: Row) -> None:
        """Refuse headings that are there twice; strange columns are not read, and said."""
        assert self.names is not None
        for place, name in enumerate(self.names):
            if name and name in self.names[:place]:
                self.problem(
                    row.line,
                    _("the column “{column}” for the second time").format(column=shorten(row.cells[place])),
                    _("each column once"),
                    _("delete one of them"),
                )
            elif not name and row.cells[place].strip():
                known = [columns.label(c, language.current()) for c in self.by.finder.columns]
                self.problem(
                    row.line,
                    _("the unknown column “{column}”").format(column=shorten(row.cells[place])),
                    _("the columns of the entry sheet"),
                    nearest(row.cells[place].strip(), known),
                )

    def row(self, row: Row) -> None:
        assert self.names is not None
        pairs = zip(self.names, row.cells, strict=False)
        cells = {name: (place, cell.strip()) for place, (name, cell) in enumerate(pairs)}
        before = len(self.problems)
        self.beyond(row)
        for place in sorted(row.computed):
            self.problem(
                row.line,
                f"{letters(place + 1)}{row.line}: {quoted(anonymous.cleaned(row.cells[place])[0])}",
                _("what was answered, as a value"),
                _("type the value itself into the cell"),
            )
        if row.computed:
            return
        sheet = self.sheet(row.line, cells)
        if len(self.problems) == before and not sheet.empty:
            self.sheets.append((row.line, sheet))

    def beyond(self, row: Row) -> None:
        """Refuse what stands beside the columns that have a heading."""
        assert self.names is not None
        width = len(self.names)
        place = next((at for at, cell in enumerate(row.cells[width:], width) if cell.strip()), None)
        if place is None:
            return
        if self.table.lettered:
            shown = anonymous.cleaned(row.cells[place])[0]
            self.problem(
                row.line,
                f"{letters(place + 1)}{row.line}: {quoted(shown)}",
                _("nothing beside the columns with headings"),
                _("empty the cell, or move what it says below its heading"),
            )
        else:
            self.problem(
                row.line,
                _("{n} cells").format(n=numbers.digits(len(row.cells))),
                _("{n} cells, as in the header").format(n=numbers.digits(width)),
                _("put a text that contains a comma in quotes, and leave no cell out"),
            )

    def sheet(self, line: int, cells: Mapping[str, tuple[int, str]]) -> AnswerSheet:
        """Return the answer sheet of a row; what its cells do not say for certain becomes a problem."""
        assert self.names is not None
        asked = self.by.asked
        marks = tuple(self.mark(line, *cells.get(q.id, (0, ""))) for q in asked.questions)
        named = {columns.cause_of(name): at for name, at in cells.items() if columns.cause_of(name)}
        causes = tuple(c.id for c in asked.causes if c.id in named and self.tick(line, *named[c.id]))
        comment = self.comment(line, *cells.get(columns.COMMENT, (0, "")))
        sheet = AnswerSheet("", "", "", marks, causes, comment)
        if sheet.empty:  # a prepared row that nobody used
            return sheet
        return sheet._replace(
            id=self.id(line, *cells.get(columns.SHEET, (self.names.index(columns.SHEET), ""))),
            day=self.day(line, *cells.get(columns.DAY, (0, ""))),
            service=self.service(line, *cells.get(columns.SERVICE, (0, ""))),
        )

    def mark(self, line: int, place: int, text: str) -> int | None:
        level = self.by.level(text) if text else None
        if text and level is None:
            top = numbers.digits(len(self.by.asked.scale))
            expected = _("a whole number of {first} to {last}, or the word of a level")
            self.wrong(
                line,
                place,
                text,
                expected.format(first=numbers.digits(1), last=top),
                _("look at the sheet again, or leave the cell empty"),
            )
        return level

    def tick(self, line: int, place: int, text: str) -> bool:
        ticked = True if fold(text) in _TICKS else yes_no(text.removesuffix(".0")) if text else False
        if ticked is None:
            self.wrong(line, place, text, _("1 where the cause is marked"), _("write 1, or leave the cell empty"))
        return bool(ticked)

    def comment(self, line: int, place: int, text: str) -> str:
        if len(text) > LONGEST:
            expected = _("at most {n} letters").format(n=numbers.show(LONGEST))
            self.wrong(line, place, text, expected, _("write it shorter"))
            return ""
        shown, masked = anonymous.cleaned(columns.unguarded(text))
        self.masked += masked
        return shown

    def id(self, line: int, place: int, text: str) -> str:
        id_ = ascii_digits(text).lower()
        if not _ID.fullmatch(id_):
            self.wrong(
                line,
                place,
                text,
                _("the id that the form gave the sheet, such as p-0123456789abcdef"),
                _("type into rows that have an id; “survey new” makes another entry sheet"),
            )
        return id_

    def day(self, line: int, place: int, text: str) -> str:
        written = dates.normal(text) if text else ""
        day = dates.read(written) if written else None
        if written is None or (day is not None and day > self.by.today):
            self.wrong(
                line,
                place,
                text,
                _("a Jalali date until today, such as 1405/06/12"),
                _("mend the cell, or leave it empty") if written else dates.mend(text),
            )
        return written or ""

    def service(self, line: int, place: int, text: str) -> str:
        id_ = self.by.service(text) if text else ""
        if id_ is None:
            known = self.by.services
            self.wrong(
                line,
                place,
                text,
                _("a service of the survey: its id of 11 digits, or its title"),
                nearest(text, (title or id_ for id_, title in known.items())),
            )
        return id_ or ""

    def wrong(self, line: int, place: int, text: str, expected: str, mend: str) -> None:
        """Note what a cell says, by the heading of its column."""
        assert self.names is not None
        column = next(c for c in self.by.finder.columns if c.id == self.names[place])
        cell = f"{letters(place + 1)}{line} " if self.table.lettered else ""
        shown = anonymous.cleaned(text)[0]
        heading = columns.label(column, language.current())
        self.problem(line, f"{cell}{heading}: {quoted(shown)}", expected, mend)

    def problem(self, line: int, seen: str, expected: str, mend: str) -> None:
        self.problems.append(Problem(self.table.name, line, seen, expected, mend))


def letters(column: int) -> str:
    """Return the letters by which sheets call a column counted from 1."""
    named = ""
    while column:
        column, rest = divmod(column - 1, 26)
        named = chr(65 + rest) + named
    return named
