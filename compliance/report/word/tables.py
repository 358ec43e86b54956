"""Tables as Word's XML: headings that come again on every page, rows that stay whole, columns that fit."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.report import lettering
from compliance.report.tables import Table
from compliance.report.word.markup import POINT, Sheet, gap, text
from compliance.report.word.styles import CELL_BESIDE, LINE, STYLES, TABLE, WASH, Is

BY_HAND = 480  # twips, the least height of a row that is written into with a pen
_ROOM = 2 * CELL_BESIDE + 20  # beside a cell's text, with the line
_LONGEST = 100  # signs of a text beyond which a column asks for no more room


def grid(table: Table, sheet: Sheet, by_hand: bool = False) -> str:
    """Return a table of the sheet's width, and the gap after it."""
    wide = widths(table, sheet)
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
    return f"<w:tblCellMar>{''.join(f'<w:{side} w:w="{room}" w:type="dxa"/>' for side, room in sides)}</w:tblCellMar>"


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

    A compact column is as wide as its longest text and the longest word of its heading; the others share
    what is left by what they hold, none narrower than its longest word as far as there is room.
    """
    wishes = [_wish(place, table, sheet) for place in range(len(table.columns))]
    least = [low for low, _wanted in wishes]
    spare = sheet.width - sum(least)
    if spare < 0:
        cut = [low * sheet.width // sum(least) for low in least]
        return [*cut[:-1], sheet.width - sum(cut[:-1])]
    more = [wanted - low for low, wanted in wishes]
    if not sum(more):
        more = [1] * len(least)
    shares = [low + spare * part // sum(more) for low, part in zip(least, more, strict=True)]
    widest = shares.index(max(shares))
    shares[widest] += sheet.width - sum(shares)
    return shares


def _wish(place: int, table: Table, sheet: Sheet) -> tuple[int, int]:
    """Return the least a column needs and what it would like to have."""
    column = table.columns[place]
    head = max((twips(word, Is.COLUMN, sheet) for word in column.title.split()), default=0)
    texts = {row[place] for row in table.rows}
    if column.compact:
        longest = max([head, *(twips(words, Is.CELL, sheet) for words in texts)])
        return longest + _ROOM, longest + _ROOM
    words = {word for words in texts for word in words.split()}
    word = max((twips(word, Is.CELL, sheet) for word in sorted(words, key=len)[-8:]), default=0)
    whole = max((twips(words[:_LONGEST], Is.CELL, sheet) for words in sorted(texts, key=len)[-4:]), default=0)
    low = min(max(head, word), sheet.width // 4)
    wanted = max(whole, twips(column.title, Is.COLUMN, sheet), low)
    return low + _ROOM, wanted + _ROOM


def twips(words: str, is_: Is, sheet: Sheet) -> int:
    """Return the most a text is wide in a style."""
    return round(lettering.width(words, 100, STYLES[is_].bold) * round(sheet.size(is_) * POINT) / 100)
