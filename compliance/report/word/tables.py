"""Tables as Word's XML: headings that come again on every page, rows that stay whole, columns that fit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from compliance.report.charts import lettering
from compliance.report.tables import Column, Table
from compliance.report.widths import Width
from compliance.report.word.markup import POINT, Sheet, gap, text
from compliance.report.word.styles import CELL_BESIDE, LINE, STYLES, TABLE, WASH, Is

BY_HAND = 480  # twips, the least height of a row that is written into with a pen
BESIDE = 108  # twips beside the text of a cell without a table style, Word's own
_ROOM = 2 * CELL_BESIDE + 20  # beside a cell's text, with the line


def grid(table: Table, sheet: Sheet, by_hand: bool = False) -> str:
    """Return a table of the sheet's width, and the gap after it."""
    wide = widths(table, sheet)
    heads = "".join(
        cell(text(column.title, Is.COLUMN, sheet), width) for column, width in zip(table.columns, wide, strict=True)
    )
    rows = [row(heads, "<w:cantSplit/><w:tblHeader/>")]
    least = f'<w:trHeight w:val="{BY_HAND}" w:hRule="atLeast"/>' if by_hand else ""
    for left, texts in zip(range(len(table.rows) - 1, -1, -1), table.rows, strict=True):
        together = table.short and left > 0
        cells = "".join(
            cell(lines(words, sheet, together), width, "<w:noWrap/>" if column.compact else "")
            for words, column, width in zip(texts, table.columns, wide, strict=True)
        )
        rows.append(row(cells, f"<w:cantSplit/>{least}"))
    return framed(rows, wide, sheet, style=sheet.styles[TABLE]) + gap(sheet)


def lines(words: str, sheet: Sheet, follows: bool = False) -> str:
    """Return a text of a cell, each of its lines as a paragraph; `follows` keeps them with the next row."""
    return "".join(text(line, Is.CELL, sheet, follows=follows) for line in words.split("\n"))


def cell(content: str, width: int, more: str = "") -> str:
    """Return a cell; `more` are its properties after the width."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}</w:tcPr>{content}</w:tc>'


def row(cells: str, properties: str = "<w:cantSplit/>") -> str:
    """Return a row of cells that is not broken over pages."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def framed(
    rows: Sequence[str], wide: Sequence[int], sheet: Sheet, *, style: str = "", lines: str = "", room: str = ""
) -> str:
    """Return rows as a table whose first column stands where lines begin; `style` is a style's id.

    Without one, `lines` are its edges, and `room` the margins of its cells.
    """
    named = f'<w:tblStyle w:val="{style}"/>' if style else ""
    turned = "<w:bidiVisual/>" if sheet.right_to_left else ""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in wide)
    look = f'w:val="0{"6" if style else "0"}20" w:firstRow="{1 if style else 0}"'
    return (
        f'<w:tbl><w:tblPr>{named}{turned}<w:tblW w:w="{sum(wide)}" w:type="dxa"/>{lines}'
        f'<w:tblLayout w:type="fixed"/>{room}'
        f'<w:tblLook {look} w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def margins(above: int, beside: int) -> str:
    """Return the room between the edges of a table's cells and their texts."""
    sides = (("top", above), ("left", beside), ("bottom", above), ("right", beside))
    written = "".join(f'<w:{side} w:w="{room}" w:type="dxa"/>' for side, room in sides)
    return f"<w:tblCellMar>{written}</w:tblCellMar>"


def edges(*sides: str) -> str:
    """Return the lines of a table on some sides."""
    lines = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="{LINE}"/>' for side in sides)
    return f"<w:tblBorders>{lines}</w:tblBorders>"


def washed() -> str:
    """Return the light ground of a cell."""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{WASH}"/>'


def even(width: int, count: int) -> list[int]:
    """Return a width cut into so many equal ones."""
    return [width // count + (1 if place < width % count else 0) for place in range(count)]


def widths(table: Table, sheet: Sheet) -> list[int]:
    """Return the columns' widths in twips, the sheet's together.

    A compact column is as wide as what must stand on one line of it, every other as its longest word as far
    as there is room; what is left is shared as letters are (`report.widths`).
    """
    wanted = sheet.columns[table.columns]
    least = [_least(column, width, sheet) for column, width in zip(table.columns, wanted, strict=True)]
    spare = sheet.width - sum(least)
    if spare < 0:
        least = [low * sheet.width // sum(least) for low in least]
        spare = sheet.width - sum(least)
    letters = [0 if column.compact else width.letters for column, width in zip(table.columns, wanted, strict=True)]
    if not any(letters):
        letters = [1] * len(least)
    full = sum(low for low, many in zip(least, letters, strict=True) if many) + spare
    more = [max(0, full * many // sum(letters) - low) for low, many in zip(least, letters, strict=True)]
    shared = [low + spare * part // max(1, sum(more)) for low, part in zip(least, more, strict=True)]
    shared[letters.index(max(letters))] += sheet.width - sum(shared)
    return shared


_OURS = Fraction(88, 100)  # of the widest font's letters are ours, and those that stand in for them in Word
_DIGITS = Fraction(94, 100)  # likewise of numbers: «۴۸٫۵۹» has none of the narrow letters that texts have
_THEIRS = Fraction(11, 10)


def _least(column: Column, width: Width, sheet: Sheet) -> int:
    head, *cells = width.unbroken
    numbers = _DIGITS / _OURS if column.compact else Fraction(1)
    least = max([twips(head, Is.COLUMN, sheet), *(round(twips(one, Is.CELL, sheet) * numbers) for one in cells)])
    return (least if column.compact else min(least, sheet.width // 4)) + _ROOM


def twips(words: str, is_: Is, sheet: Sheet) -> int:
    """Return how wide a text is in a style; it may be a little narrower."""
    most = lettering.width(words, 100, STYLES[is_].bold) * round(sheet.size(is_) * POINT) / 100
    return round(most * (_THEIRS if sheet.own_fonts else _OURS))
