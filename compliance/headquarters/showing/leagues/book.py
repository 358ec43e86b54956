"""A league as a workbook: everybody who is listed on the first sheet, what it comes to on the second."""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from compliance import clock
from compliance.headquarters.leagues import Causes
from compliance.headquarters.showing import sheets
from compliance.headquarters.showing.leagues import moves, standings
from compliance.headquarters.showing.leagues import records as leagues
from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.headquarters.showing.leagues.moves import Move
from compliance.headquarters.showing.leagues.standings import FULL, PARTLY, STATUSES, absent
from compliance.headquarters.showing.sheets import Cell
from compliance.language import _, current
from compliance.model.checklist import Library
from compliance.model.league import League, Place
from compliance.persian import numbers
from compliance.persian.numbers import Number
from compliance.report.workbook import books, cells
from compliance.report.workbook.styles import Styles

_FROZEN = 3  # rank, whether it is shared and office stay when somebody scrolls
_TEXT_WIDTH = 110


def write(league: League, library: Library, causes: Causes) -> bytes:
    """Return the workbook with what moved offices; no text in it becomes a formula, a link or a number."""
    stream = io.BytesIO()
    title = league_tables.title(league, library)
    book = books.begun(stream, title, "", clock.today())
    styles = Styles(book, current() == "fa")
    _places(sheets.sheet(book, _("League"), styles), league, library, styles)
    _summary(sheets.sheet(book, _("Summary"), styles), league, library, styles)
    if any(causes.values()):
        _moves(sheets.sheet(book, _("What moved them"), styles), league, library, causes, styles)
    book.close()
    return stream.getvalue()


def _places(page: Any, league: League, library: Library, styles: Styles) -> None:
    """Write everybody; a column that holds nothing of anybody is left out, so that the others are printed larger."""
    rows = list(_rows(league, library))
    headings = _headings()
    kept = [column for column in range(len(headings)) if column < _FROZEN or any(row[column] for row in rows)]
    shown = [tuple(row[column] for column in kept) for row in rows]
    named = league_tables.title(league, library)
    sheets.listed(page, named, [headings[column] for column in kept], shown, _FROZEN, styles)


def _moves(page: Any, league: League, library: Library, causes: Causes, styles: Styles) -> None:
    """Write what moved offices since the round before, an office a row."""
    title = _("What moved offices since round {before}").format(before=numbers.digits(league.before))
    headings = [
        _("rank"),
        _("office"),
        _("places"),
        _("change"),
        _("indicator"),
        _("points from it"),
        _("what did most in it"),
        _("points from that"),
    ]
    found = sorted(moves.moves(league, causes), key=lambda move: (move.place.rank or 0, move.place.office))
    sheets.listed(page, title, headings, [_moved(move, league, library) for move in found], 2, styles)


def _moved(move: Move, league: League, library: Library) -> tuple[Cell, ...]:
    place = move.place
    return (
        None if place.rank is None else numbers.show(place.rank),
        leagues.called(place),
        None if place.moved is None else numbers.show(place.moved),
        _points(move.gained),
        moves.indicator(move.indicator, league, library),
        _points(move.part),
        moves.fact(move.fact, library),
        _points(move.most),
    )


def _headings() -> list[str]:
    return [
        _("rank"),
        _("shared?"),
        _("office"),
        _("system"),
        _("body"),
        _("province"),
        _("group"),
        _("score"),
        _("change"),
        _("places"),
        _("coverage"),
        _("provisional?"),
        _("certificate (estimate)"),
        _("how it stands to the round"),
        _("letter"),
    ]


def _rows(league: League, library: Library) -> Iterator[tuple[Cell, ...]]:
    titles = {c.id: str(c.title) for c in library.checklists[league.checklist].certificates}
    partly = {one.office for one in league.standings.partly}
    for place in league.places:
        yield _place(place, library, titles, PARTLY if place.office in partly else FULL)
    for one, key in absent(league):
        away = leagues.name(one.name_fa, one.name_en)
        where = (league_tables.body(one.body, library), league_tables.province(one.province, library), one.group)
        yield (
            None,
            None,
            away,
            None,
            *where,
            *(None for _column in range(6)),
            standings.said(one, key),
            numbers.digits(one.letter),
        )


def _place(place: Place, library: Library, titles: dict[str, str], status: str) -> tuple[Cell, ...]:
    return (
        None if place.rank is None else numbers.show(place.rank),
        _("shared") if place.shared else None,
        leagues.name(place.name_fa, place.name_en),
        place.system,
        league_tables.body(place.body, library),
        league_tables.province(place.province, library),
        place.group,
        _points(place.score),
        _points(place.gained),
        None if place.moved is None else numbers.show(place.moved),
        numbers.per_cent(Fraction(place.coverage, 100)),
        _("provisional") if place.provisional else None,
        titles.get(place.certificate or ""),
        _(STATUSES[status]),
        None,
    )


def _points(hundredths: int | None) -> Number | None:
    return None if hundredths is None else numbers.show(Fraction(hundredths, 100))


def _summary(page: Any, league: League, library: Library, styles: Styles) -> None:
    """Write what the league comes to, what has to be said beside it, and its tables."""
    page.fit_to_pages(1, 1)
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 34)
    page.set_column(2, 5, 16)
    page.write_string(0, 0, cells.text(league_tables.title(league, library)), sheets.title(styles))
    row, form = 2, styles.get(text_wrap=True, valign="top", reading_order=2 if styles.rtl else 1)
    for line in (*league_tables.introduction(league, library), *leagues.notes(league)):
        page.merge_range(row, 0, row, 5, cells.text(line), form)
        page.set_row(row, 15 * cells.lines(line, _TEXT_WIDTH))
        row += 1
    for heading, table in (
        (_("Score bands"), league_tables.bands(league)),
        (_("Certificates (estimate)"), league_tables.certificates(league, library)),
        (league_tables.divided(league), league_tables.shares(league, library)),
        (_("Means of the indicators"), league_tables.indicators(league, library)),
    ):
        if table.rows:
            row = sheets.table(page, row + 1, heading, table, styles)
