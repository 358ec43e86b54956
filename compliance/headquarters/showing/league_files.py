"""A league as a file for people who work in a spreadsheet: no text in it ever becomes a formula."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

from compliance import clock
from compliance.errors import BadInput
from compliance.language import _, current
from compliance.model.checklist import Library
from compliance.model.league import League, Place
from compliance.persian import numbers
from compliance.report.workbook import books, cells
from compliance.schema import quoted

KINDS = (".csv", ".xlsx")
_COLUMNS = (
    "rank",
    "shared",
    "office",
    "system",
    "name",
    "body",
    "province",
    "group",
    "score",
    "coverage",
    "provisional",
    "certificate",
    "before",
    "change",
    "places",
)


def write(league: League, library: Library, suffix: str) -> bytes:
    """Return a league in the format of a file's ending."""
    if suffix.lower() == ".csv":
        return _csv(league)
    if suffix.lower() == ".xlsx":
        return _xlsx(league, library)
    raise BadInput.of("--output", None, quoted(suffix), _("a file that ends in .csv or .xlsx"), _("name it so"))


def _csv(league: League) -> bytes:
    """Return the places with English headings, for programs; a text that a spreadsheet would compute is quoted."""
    stream = io.StringIO(newline="")
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    table.writerows([_safe(value) for value in _values(place)] for place in league.places)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _values(place: Place) -> tuple[str | Fraction | int | None, ...]:
    return (
        place.rank,
        "yes" if place.shared else "no",
        place.office,
        place.system,
        place.name_fa if current() == "fa" else place.name_en,
        place.body,
        place.province,
        place.group,
        _points(place.score),
        Fraction(place.coverage, 100),
        "yes" if place.provisional else "no",
        place.certificate or "",
        _points(place.before),
        None if place.before is None or place.score is None else _points(place.score - place.before),
        place.moved,
    )


def _points(hundredths: int | None) -> Fraction | None:
    return None if hundredths is None else Fraction(hundredths, 100)


def _safe(value: str | Fraction | int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if cells.starts_like_a_formula(value) else value
    return numbers.ascii_number(Fraction(value))


def _xlsx(league: League, library: Library) -> bytes:
    stream = io.BytesIO()
    title = str(library.checklists[league.checklist].title)
    with books.begun(stream, title, league.round, clock.today()) as book:
        page = book.add_worksheet("league")
        if current() == "fa":
            page.right_to_left()
        page.freeze_panes(1, 3)
        bold = book.add_format({"bold": True, "bg_color": "#f2f5f7", "bottom": 1})
        for column, title in enumerate(_COLUMNS):
            page.write_string(0, column, title, bold)
        for row, place in enumerate(league.places, 1):
            for column, value in enumerate(_values(place)):
                if isinstance(value, str):
                    page.write_string(row, column, cells.text(value))
                elif value is not None:
                    page.write_number(row, column, float(value))
        page.autofilter(0, 0, max(1, len(league.places)), len(_COLUMNS) - 1)
        page.autofit()
    return stream.getvalue()
