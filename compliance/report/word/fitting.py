"""How high blocks are, so that a part of one page gets letters small enough for it.

No font is asked: widths are the widest a text can have (`charts.lettering`), heights those of Vazirmatn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from compliance.report import document
from compliance.report.charts import lettering
from compliance.report.document import Block, Document, Part
from compliance.report.tables import Table
from compliance.report.word import blocks as shown
from compliance.report.word import pages, tables
from compliance.report.word.markup import POINT, Sheet
from compliance.report.word.styles import CELL_ABOVE, CELL_BESIDE, INDENT, STYLES, Is

STEPS = tuple(Fraction(percent, 100) for percent in range(100, 50, -5))
_LINE = lettering.ASCENT + lettering.DESCENT
_GAP = 100  # twips of the low paragraph after a table
_MOST = 99  # lines of one text
_SURE = Fraction(97, 100)  # of the page, since no machine breaks lines like another


def fitted(part: Part, document: Document, sheet: Sheet, first: bool) -> Sheet:
    """Return the sheet with the largest letters by which a part ends on the page it begins on."""
    for step in STEPS:
        tried = sheet._replace(scale=float(step), sized=True)
        above = _title(document, tried) if first else 0
        over = text(document.office, Is.HEADER, sheet, sheet.width) - text("", Is.HEADER, sheet, sheet.width)
        if above + over + text(part.title, Is.PART, tried) + height(part.blocks, tried) <= sheet.height * _SURE:
            return tried
    return tried


def _title(document: Document, sheet: Sheet) -> int:
    beside = pages.BESIDE
    room = sheet.width - beside - (pages.EMBLEM + 240 if document.emblem else 0)
    names = text(document.office, Is.TITLE, sheet, room) + text(document.title, Is.SUBTITLE, sheet, room)
    names += text(pages.why(document), Is.SUBTITLE, sheet, room) if document.draft else 0
    lines = sum(text(line, Is.LINES, sheet, beside) for line in pages.dated(document))
    return max(names, lines, pages.EMBLEM if document.emblem else 0) + _GAP


def height(blocks: Iterable[Block], sheet: Sheet) -> int:
    """Return how high blocks are, in twips."""
    return sum(_HEIGHTS[type(block)](block, sheet) for block in blocks)


def text(words: str, is_: Is, sheet: Sheet, room: int | None = None) -> int:
    """Return how high a paragraph is, in twips, in lines of a width."""
    style, size = STYLES[is_], round(sheet.size(is_) * POINT)
    wide = Fraction(sheet.width if room is None else room)
    lines = len(lettering.wrap(words, wide, size, _MOST, style.bold))
    return round(lines * size * _LINE + (style.before + style.after) * POINT * Fraction(sheet.scale))


def _table(table: Table, sheet: Sheet, by_hand: bool) -> int:
    wide = tables.widths(table, sheet)
    rows = [(tuple(column.title for column in table.columns), Is.COLUMN), *((row, Is.CELL) for row in table.rows)]
    total = _GAP
    for texts, is_ in rows:
        cells = (
            sum(text(line, is_, sheet, room - 2 * CELL_BESIDE) for line in words.split("\n"))
            for words, room in zip(texts, wide, strict=True)
        )
        total += max(tables.BY_HAND if by_hand else 0, max(cells) + 2 * CELL_ABOVE) + 10
    return total


def _grid(block: document.Grid, sheet: Sheet) -> int:
    titles = [title for title in (block.title, block.details and block.details_title) if title]
    details = _table(block.details, sheet, False) if block.details else 0
    return sum(text(t, Is.SECTION, sheet) for t in titles) + _table(block.table, sheet, block.by_hand) + details


def _figures(block: document.Figures, sheet: Sheet) -> int:
    room = sheet.width // len(block.figures) - 2 * tables.BESIDE
    kinds = (Is.LABEL, Is.VALUE, Is.NOTE)
    return _GAP + max(
        sum(text(words, is_, sheet, room) for words, is_ in zip(figure, kinds, strict=True))
        for figure in block.figures
    )


def _choices(block: document.Choices, sheet: Sheet) -> int:
    if not any(choice.text for choice in block.choices):
        own = any(option.endswith(":") for choice in block.choices for option in choice.options)
        joined = ["☐☐ ".join(choice.options) for choice in block.choices] + [""] * own
        return sum(text(line, Is.LINES, sheet) for line in joined)
    boxes = max(shown.boxes_width(choice.options, sheet) for choice in block.choices)
    room = sheet.width - boxes - shown.BOXES_GAP
    return _GAP + sum(
        10
        + max(
            text(f"1. {choice.text}", Is.TEXT, sheet, room),
            text("", Is.TEXT, sheet) * shown.boxes_lines(choice.options, sheet, boxes),
        )
        for choice in block.choices
    )


def _columns(block: document.Columns, sheet: Sheet) -> int:
    first = round((sheet.width - shown.COLUMN_GAP) * shown.COLUMN_SHARE)
    second = sheet.width - shown.COLUMN_GAP - first
    return _GAP + max(height(block.first, sheet.within(first)), height(block.second, sheet.within(second)))


def _picture(block: document.Picture, sheet: Sheet) -> int:
    drawing = block.chart.draw(720, True)
    return round(sheet.width * drawing.height / drawing.width) + text("", Is.TEXT, sheet)


def _frame(block: document.Frame, sheet: Sheet) -> int:
    inner = sheet.within(sheet.width - 2 * shown.FRAME_ROOM)
    return 2 * _GAP + 2 * shown.FRAME_ABOVE + 20 + height(block.blocks, inner)


_HEIGHTS: dict[type, Callable[[Any, Sheet], int]] = {
    document.Heading: lambda block, sheet: text(block.text, Is.SECTION, sheet),
    document.Paragraph: lambda block, sheet: text(block.text, shown.TONES[block.tone], sheet),
    document.Bullets: lambda block, sheet: sum(
        text(e.text, Is.BULLET, sheet, sheet.width - INDENT * (e.depth + 1)) for e in document.entries(block)
    ),
    document.Figures: _figures,
    document.Grid: _grid,
    document.Picture: _picture,
    document.Columns: _columns,
    document.Choices: _choices,
    document.Blanks: lambda block, sheet: text("", Is.LINES, sheet),
    document.Frame: _frame,
    document.Fold: lambda block, sheet: text(block.title, Is.SECTION, sheet) + height(block.blocks, sheet),
    document.NewPage: lambda block, sheet: 0,
}
