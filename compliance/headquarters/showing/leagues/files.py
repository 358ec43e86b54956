"""A league as a file, by its ending; CSV is for programs, and no text in it becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from compliance.errors import BadInput
from compliance.headquarters.leagues import Causes
from compliance.headquarters.showing.leagues import book as league_book
from compliance.headquarters.showing.leagues import page as league_page
from compliance.headquarters.showing.leagues.standings import FULL, PARTLY, absent
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.league import League, Place
from compliance.persian import numbers
from compliance.report.workbook import cells
from compliance.schema import quoted

Value = str | Fraction | int | None
_COLUMNS = (
    "rank",
    "shared",
    "office",
    "system",
    "name_fa",
    "name_en",
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
    "status",
    "letter",
    "reason",
)


def check(suffix: str) -> None:
    """Raise BadInput for a file whose ending is none of the formats."""
    if suffix.lower() not in (".csv", ".xlsx", ".html"):
        raise BadInput.of(
            "--output", None, quoted(suffix), _("a file that ends in .csv, .xlsx or .html"), _("name it so")
        )


class Explained(NamedTuple):
    """What files tell of changes: of those who rose most or were asked about, and of all who are explained."""

    told: Causes
    all: Causes


UNEXPLAINED = Explained({}, {})


def write(league: League, library: Library, suffix: str, explained: Explained = UNEXPLAINED) -> bytes:
    """Return the league in the format of a file's ending."""
    if suffix.lower() == ".csv":
        return _csv(league)
    if suffix.lower() == ".html":
        return league_page.write(league, library, explained.told, explained.all)
    return league_book.write(league, library, explained.all)


def _csv(league: League) -> bytes:
    """Return one row for everybody who is listed, with a mark that lets Excel see that it is UTF-8."""
    stream = io.StringIO(newline="")
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    table.writerows([_safe(value) for value in row] for row in _rows(league))
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8", "replace")


def _rows(league: League) -> Iterator[tuple[Value, ...]]:
    partly = {one.office for one in league.standings.partly}
    for place in league.places:
        yield (*_place(place), PARTLY if place.office in partly else FULL, None, None)
    for one, key in absent(league):
        named = (None, None, one.office, None, one.name_fa, one.name_en, one.body, one.province, one.group)
        why = one.arrived and (one.arrived.reason or one.arrived.status)
        yield (*named, *(None for _column in _COLUMNS[len(named) : -3]), key.replace("_", "-"), one.letter, why)


def _place(place: Place) -> tuple[Value, ...]:
    return (
        place.rank,
        "yes" if place.shared else "no",
        place.office,
        place.system,
        place.name_fa,
        place.name_en,
        place.body,
        place.province,
        place.group,
        _points(place.score),
        Fraction(place.coverage, 100),
        "yes" if place.provisional else "no",
        place.certificate,
        _points(place.before),
        _points(place.gained),
        place.moved,
    )


def _points(hundredths: int | None) -> Fraction | None:
    return None if hundredths is None else Fraction(hundredths, 100)


def _safe(value: Value) -> str:
    """Return a value as text; a text that a spreadsheet would compute begins with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str):
        shown = cells.text(value)
        return f"'{shown}" if cells.starts_like_a_formula(shown) else shown
    return numbers.ascii_number(Fraction(value))
