"""The matrix that goes upward: province by indicator and item, with the coverage of each, as a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from compliance.assessment import scoring
from compliance.headquarters.showing import sheets
from compliance.headquarters.showing.country import tables as country_tables
from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.headquarters.showing.sheets import Cell
from compliance.language import _, current
from compliance.model.checklist import Checklist, Indicator, Item, Library
from compliance.model.country import Country, Row
from compliance.persian import numbers
from compliance.persian.letters import sort_key
from compliance.report.workbook import books
from compliance.report.workbook.styles import Styles

_FROZEN = 2  # body and province stay when somebody scrolls
_SUMMED = 1  # decimals of what is summed from rounded points


def write(country: Country, library: Library, day: date) -> bytes:
    """Return the workbook: indicators, items, how many answered, and what holds the country back."""
    stream = io.BytesIO()
    checklist = library.checklists[country.league.checklist]
    title = _("Province by indicator and item, round {round}").format(round=numbers.digits(country.league.round))
    title = " — ".join((title, *league_tables.extent(country.league, library)))
    book = books.begun(stream, title, "", day)
    styles = Styles(book, current() == "fa")
    rows = sorted(country.matrix, key=lambda row: (row.body, sort_key(league_tables.province(row.province, library))))
    for name, more, cells in (
        (_("Indicators"), _indicator_heads(checklist), _indicators),
        (_("Items"), _item_heads(checklist), _items),
        (_("Answered"), _item_heads(checklist), _answered),
    ):
        headings = [_("body"), _("province"), _("offices"), _("score"), _("coverage"), *more]
        made = [(*_first(row, library), *([None] * len(more) if row.few else cells(row, checklist))) for row in rows]
        sheets.listed(sheets.sheet(book, name, styles), f"{title} — {name}", headings, made, _FROZEN, styles)
    lifts = country_tables.holding_back(country, library, len(country.lifts))
    sheets.listed(
        sheets.sheet(book, _("What holds the offices back"), styles),
        _("What holds the offices back"),
        [column.title for column in lifts.columns],
        lifts.rows,
        1,
        styles,
    )
    unanswered = country_tables.unanswered(country, library)
    if unanswered.rows:
        named = _("Left unanswered by most offices")
        heads = [column.title for column in unanswered.columns]
        sheets.listed(sheets.sheet(book, named, styles), named, heads, unanswered.rows, 1, styles)
    _key(book, checklist, library, styles)
    book.close()
    return stream.getvalue()


def _first(row: Row, library: Library) -> Iterator[Cell]:
    yield league_tables.body(row.body, library)
    yield league_tables.province(row.province, library)
    yield numbers.show(row.n)
    yield None if row.few else numbers.show(Fraction(row.score, 100 * row.n))
    yield None if row.few else numbers.per_cent(Fraction(row.coverage, 100 * row.n))


def _indicator_heads(checklist: Checklist) -> list[str]:
    heads = []
    for one in checklist.indicators:
        heads += [f"{one.id} {one.title}", _("{id}: coverage").format(id=one.id)]
    return heads


def _item_heads(checklist: Checklist) -> list[str]:
    return [item.id for item in checklist.items]


def _indicators(row: Row, checklist: Checklist) -> Iterator[Cell]:
    """Yield the mean points of each indicator, and how much of what applies in it was answered."""
    for one in checklist.indicators:
        cells = [row.items[item.id] for item in one.items if item.id in row.items]
        yield (
            numbers.show(sum((cell.mean * cell.n for cell in cells), Fraction(0)) / row.n, _SUMMED) if cells else None
        )
        yield _coverage(row, one)


def _coverage(row: Row, one: Indicator) -> Cell:
    """Return how much of what applies to the offices in an indicator is answered, by the items' weights."""
    weight = told = Fraction(0)
    for item in one.items:
        applies = row.items[item.id].n if item.id in row.items else 0
        away = row.n - applies  # those to whom it does not apply said so
        weight += item.weight * applies
        told += item.weight * min(applies, max(0, row.answered.get(item.fact, 0) - away))
    return numbers.per_cent(100 * told / weight) if weight else None


def _share(row: Row, item: Item) -> Fraction:
    return Fraction(min(row.n, row.answered.get(item.fact, 0)), row.n)


def _items(row: Row, checklist: Checklist) -> Iterator[Cell]:
    """Yield the mean points of each item over the offices to which it applies."""
    for item in checklist.items:
        cell = row.items.get(item.id)
        yield None if cell is None or cell.few else numbers.show(cell.mean)


def _answered(row: Row, checklist: Checklist) -> Iterator[Cell]:
    """Yield how many of the offices answered each item's fact."""
    for item in checklist.items:
        yield numbers.per_cent(100 * _share(row, item))


def _key(book: object, checklist: Checklist, library: Library, styles: Styles) -> None:
    """Write what the items' ids mean, and what each is worth where only those without a target do not apply."""
    worth = {result.item.id: result.maximum for result in scoring.assess(checklist, {}).items}
    headings: Sequence[str] = [_("item"), _("indicator"), _("question"), _("maximum"), _("target")]
    rows = [
        (
            item.id,
            f"{indicator.id} {indicator.title}",
            country_tables.question(item.fact, library),
            numbers.show(worth[item.id]),
            str(item.criterion),
        )
        for indicator in checklist.indicators
        for item in indicator.items
    ]
    sheets.listed(sheets.sheet(book, _("What the ids mean"), styles), str(checklist.title), headings, rows, 1, styles)
