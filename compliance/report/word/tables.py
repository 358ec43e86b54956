"""Tables as Word's XML: headings that come again on every page, rows that stay whole, columns that fit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from compliance.report.charts import lettering
from compliance.report.tables import Table
from compliance.report.word.markup import POINT, Sheet, gap, text
from compliance.report.word.styles import CELL_BESIDE, LINE, STYLES, TABLE, WASH, Is

BY_HAND = 480  # twips, the least height of a row that is written into with a pen
BESIDE = 108  # twips beside the text of a cell without a table style, Word's own
_PEN = 1900  # twips for a name or a signature
_ROOM = 2 * CELL_BESIDE + 20  # beside a cell's text, with the line


def grid(table: Table, sheet: Sheet, by_hand: bool = False) -> str:
    """Return a table of the sheet's width, and the gap after it."""
    wide = widths(table, sheet, by_hand)
    heads = "".join(
        cell(text(column.title, Is.COLUMN, sheet), width) for column, width in zip(table.columns, wide, strict=True)
    )
    rows = [row(heads, "<w:cantSplit/><w:tblHeader/>")]
    least = f'<w:trHeight w:val="{BY_HAND}" w:hRule="atLeast"/>' if by_hand else ""
    for texts in table.rows:
        cells = "".join(
            cell(text(words, Is.CELL, sheet), width, "<w:noWrap/>" if column.compact else "")
            for words, column, width in zip(texts, table.columns, wide, strict=True)
        )
        rows.append(row(cells, f"<w:cantSplit/>{least}"))
    return framed(rows, wide, sheet, style=sheet.styles[TABLE]) + gap(sheet)


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


def widths(table: Table, sheet: Sheet, by_hand: bool = False) -> list[int]:
    """Return the columns' widths in twips, the sheet's together.

    A compact column is as wide as its longest text, every other as its longest word as far as there is
    room; what is left goes piece by piece to the column that makes most rows high. Where a pen fills in a
    table, columns without texts get room for a name.
    """
    rows = table.rows[:: len(table.rows) // _LOOKED_AT + 1]
    needed = [[twips(words, Is.CELL, sheet) for words in row] for row in rows]
    shares = [_least(place, table, sheet, by_hand) for place in range(len(table.columns))]
    lost = [0 if column.compact else low // 3 for column, low in zip(table.columns, shares, strict=True)]
    spare = sheet.width - sum(shares)
    if spare < 0:
        shares = [low * sheet.width // sum(shares) for low in shares]
        spare = sheet.width - sum(shares)
    open_ = [place for place, column in enumerate(table.columns) if not column.compact] or range(len(shares))
    titles = [twips(column.title, Is.COLUMN, sheet) for column in table.columns]
    for _piece in range(_PIECES):
        high = dict.fromkeys(open_, 0.0)
        for row in [titles, *needed]:
            lines = {place: row[place] / max(1, shares[place] - _ROOM - lost[place]) for place in open_}
            highest = max(lines, key=lines.__getitem__)
            high[highest] += max(0, lines[highest] - 1)
        if not any(high.values()):
            break
        shares[max(high, key=high.__getitem__)] += spare // _PIECES
    rest = sheet.width - sum(shares)
    whole = sum(shares[place] for place in open_)
    for place in open_:
        shares[place] += rest * shares[place] // whole
    shares[open_[0]] += sheet.width - sum(shares)
    return shares


_LOOKED_AT = 60  # rows that speak for a long table
_PIECES = 40
_OURS = Fraction(88, 100)  # of the widest font's letters are those of ours, and of what stands in for it in Word


def _least(place: int, table: Table, sheet: Sheet, by_hand: bool) -> int:
    """Return the least a column needs."""
    column = table.columns[place]
    head = max((twips(word, Is.COLUMN, sheet) for word in column.title.split()), default=0)
    texts = {row[place] for row in table.rows}
    if column.compact:
        return max([head, *(twips(words, Is.CELL, sheet) for words in texts)]) + _ROOM
    if by_hand and not any(texts):
        return _PEN
    words = sorted({word for words in texts for word in words.split()}, key=len)[-8:]
    return min(max([head, *(twips(word, Is.CELL, sheet) for word in words)]), sheet.width // 4) + _ROOM


def twips(words: str, is_: Is, sheet: Sheet) -> int:
    """Return how wide a text is in a style; it may be a little narrower."""
    most = lettering.width(words, 100, STYLES[is_].bold) * round(sheet.size(is_) * POINT) / 100
    return round(most * _OURS)
