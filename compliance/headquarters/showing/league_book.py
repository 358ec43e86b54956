"""A league as a workbook: everybody who is listed on the first sheet, what it comes to on the second."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from compliance import clock
from compliance.headquarters.leagues import Causes
from compliance.headquarters.showing import league_tables, leagues, moves, standings
from compliance.headquarters.showing.moves import Move
from compliance.headquarters.showing.standings import FULL, PARTLY, STATUSES, absent
from compliance.language import _, current
from compliance.model.checklist import Library
from compliance.model.league import League, Place
from compliance.persian import numbers
from compliance.persian.numbers import Number
from compliance.report.tables import Table
from compliance.report.workbook import books, cells
from compliance.report.workbook.styles import HEAD, INK, LINE, Styles, places

Cell = str | Number | None
_FROZEN = 3  # rank, whether it is shared and office stay when somebody scrolls
_TEXT_WIDTH, _WIDEST = 110, 52
_LINE = 13.5  # points, a line of text in a cell
_HEADING_ROW = 1  # below the title


def write(league: League, library: Library, causes: Causes) -> bytes:
    """Return the workbook with what moved offices; no text in it becomes a formula, a link or a number."""
    stream = io.BytesIO()
    title = league_tables.title(league, library)
    book = books.begun(stream, title, "", clock.today())
    styles = Styles(book, current() == "fa")
    _places(_sheet(book, _("League"), styles), league, library, styles)
    _summary(_sheet(book, _("Summary"), styles), league, library, styles)
    if any(causes.values()):
        _moves(_sheet(book, _("What moved them"), styles), league, library, causes, styles)
    book.close()
    return stream.getvalue()


def _sheet(book: Any, name: str, styles: Styles) -> Any:
    page = book.add_worksheet(cells.sheet_name(name, []))
    if styles.rtl:
        page.right_to_left()
    page.set_paper(9)
    page.set_margins(0.4, 0.4, 0.6, 0.6)
    page.set_footer("&C&P / &N")
    return page


def _places(page: Any, league: League, library: Library, styles: Styles) -> None:
    """Write everybody; a column that holds nothing of anybody is left out, so that the others are printed larger."""
    rows = list(_rows(league, library))
    headings = _headings()
    kept = [column for column in range(len(headings)) if column < _FROZEN or any(row[column] for row in rows)]
    shown = [tuple(row[column] for column in kept) for row in rows]
    _listed(page, league_tables.title(league, library), [headings[column] for column in kept], shown, _FROZEN, styles)


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
    _listed(page, title, headings, [_moved(move, league, library) for move in found], 2, styles)


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


def _listed(
    page: Any, title: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]], frozen: int, styles: Styles
) -> None:
    """Write a list: rows can be filtered and sorted, the headings stay and are printed on every page."""
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_row(0, 24)
    page.write_string(0, 0, cells.text(title), _title(styles))
    _head(page, _HEADING_ROW, headings, styles)
    decimals, wide = _decimals(rows), _widths(headings, rows)
    for number, row in enumerate(rows, _HEADING_ROW + 1):
        high = max(cells.lines(value or "", room) for value, room in zip(row, wide, strict=True))
        if high > 1:
            page.set_row(number, _LINE * high)
        _line(page, number, row, decimals, styles)
    for column, room in enumerate(wide):
        page.set_column(column, column, room)
    page.freeze_panes(_HEADING_ROW + 1, frozen)
    page.autofilter(_HEADING_ROW, 0, _HEADING_ROW + max(1, len(rows)), len(headings) - 1)
    page.repeat_rows(_HEADING_ROW)


def _widths(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return how many digits wide each column is: as its texts are, up to a limit from which on they wrap."""
    shown = (
        [heading + "    ", *(row[column] or "" for row in rows[:1000])] for column, heading in enumerate(headings)
    )
    return [min(_WIDEST, 3 + max(map(cells.width, column))) for column in shown]


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
    page.write_string(0, 0, cells.text(league_tables.title(league, library)), _title(styles))
    row, form = 2, styles.get(text_wrap=True, valign="top", reading_order=2 if styles.rtl else 1)
    for line in (*leagues.days(league), *leagues.summary(league), *leagues.notes(league)):
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
            row = _table(page, row + 1, heading, table, styles)


def _table(page: Any, row: int, heading: str, table: Table, styles: Styles) -> int:
    page.write_string(row, 0, heading, styles.get(bold=True, font_size=12, font_color=INK))
    _head(page, row + 1, [column.title for column in table.columns], styles)
    decimals = _decimals(table.rows)
    for number, cells_ in enumerate(table.rows, row + 2):
        _line(page, number, cells_, decimals, styles)
    return row + 2 + len(table.rows)


def _title(styles: Styles) -> Any:
    return styles.get(bold=True, font_size=14, font_color=INK, reading_order=2 if styles.rtl else 1)


def _head(page: Any, row: int, headings: Sequence[str], styles: Styles) -> None:
    form = styles.get(
        bold=True, bg_color=HEAD, font_color="#FFFFFF", border=1, border_color=LINE, valign="vcenter", align="center"
    )
    page.set_row(row, 20)
    for column, heading in enumerate(headings):
        page.write_string(row, column, heading, form)


def _decimals(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return with how many decimals each column is shown, all of its numbers alike."""
    return [places(value for value in column if value is not None) for column in zip(*rows, strict=True)]


def _line(page: Any, row: int, values: Sequence[Cell], decimals: Sequence[int], styles: Styles) -> None:
    """Write a row: numbers as numbers with the digits of the language, everything else as text."""
    for column, value in enumerate(values):
        if isinstance(value, Number):
            amount = value.amount / 100 if value.per_cent else value.amount
            pattern = styles.pattern(value, decimals[column])
            page.write_number(row, column, float(amount), styles.cell(True, num_format=pattern))
        elif value:
            page.write_string(row, column, cells.text(value), styles.cell())
        else:
            page.write_blank(row, column, None, styles.cell())
