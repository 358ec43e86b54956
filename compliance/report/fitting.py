"""How large a part that has to end on one printed page may be set, so that it does.

Heights are estimated from the widths of `lettering`, which are never too small for any font of a drawing, and the
sizes that page.css gives to print. Lengths are in em of the text they belong to, unless a name says points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from compliance.language import _
from compliance.persian import dates
from compliance.report.charts.lettering import clean, width, wrap
from compliance.report.document import (
    Blanks,
    Block,
    Bullets,
    Choices,
    Columns,
    Document,
    Figures,
    Fold,
    Frame,
    Grid,
    Heading,
    NewPage,
    Paragraph,
    Part,
    Picture,
    Tone,
    entries,
)
from compliance.report.tables import Table

STEPS = tuple(Fraction(n, 100) for n in (112, 106, 100, 94, 88, 82, 76, 70, 64, 58))  # em; `.fit-0` … in page.css
_BASE = Fraction(96, 10)  # points of the text on paper
_WIDE, _HIGH = Fraction(521), Fraction(759)  # points of A4 inside its margins
_SPARE = 6  # points, for what is rounded
_LINE = Fraction(165, 100)
_CELL = Fraction(155, 100)
_OWN = Fraction(9, 10)  # a page brings its own letters, which are narrower than the widest that a drawing may get
_MOST_BESIDE = Fraction(38, 100)  # of the width, for date and number in the title; as in page.css
_MANY = 99


def step(document: Document, part: Part) -> int:
    """Return the number of the largest step at which a part ends on its page; the last one when none does."""
    first = document.parts[0] is part
    room = _HIGH - _SPARE - (_title_points(document) if first else 0)
    for number, size in enumerate(STEPS):
        points = size * _BASE
        wide = _WIDE / points
        heading = _lines(part.title, wide / Fraction(13, 10) - 6) * Fraction(208, 100) + Fraction(65, 100)
        if (heading + _high(part.blocks, wide)) * points <= room:
            return number
    return len(STEPS) - 1


def _title_points(document: Document) -> Fraction:
    """Return how high the title above the first part is on paper."""
    facts = [_("Date") + f": {dates.show(document.day)}"] if document.registered else [""]
    facts += [_("Number") + f": {document.number}"] if document.number and document.registered else []
    small = _BASE * Fraction(92, 100)
    beside = min(max(map(_wide, facts)) * small, _WIDE * _MOST_BESIDE) + 12
    emblem = Fraction(43 if document.emblem else 0)
    room = _WIDE - beside - (emblem + 12 if emblem else 0)
    names = _lines(document.office, room / 13, bold=True) * 13 * Fraction(155, 100)
    names += _lines(document.title, room / _BASE) * _BASE * _LINE
    if document.draft:
        mark = _("DRAFT")
        names += _lines(f"{mark}     {document.why_draft}", room / small) * small * Fraction(19, 10)
    lines = sum(_lines(fact, (beside - 12) / small) for fact in facts)
    return max(names, lines * small * Fraction(19, 10), emblem) + 18


def _high(blocks: Iterable[Block], wide: Fraction) -> Fraction:
    return sum((_block(block, wide) for block in blocks), Fraction(0))


def _block(block: Block, wide: Fraction) -> Fraction:
    """Return how high a block is with the space around it."""
    match block:
        case Heading(text):
            return _lines(text, wide / Fraction(104, 100), bold=True) * Fraction(167, 100) + Fraction(140, 100)
        case Paragraph(text, tone):
            size = Fraction(88, 100) if tone is Tone.SOFT else Fraction(1)
            return _lines(text, wide / size, tone is Tone.STRONG) * _LINE * size + Fraction(45, 100)
        case Bullets():
            return Fraction(5, 10) + sum(
                _lines(e.text, wide - Fraction(15, 10) * (e.depth + 1)) * _LINE + Fraction(2, 10)
                for e in entries(block)
            )
        case Figures():
            return _figures(block, wide)
        case Grid():
            title = _block(Heading(block.title), wide) if block.title else Fraction(0)
            return sum((_table(table, wide) for table in (block.table, block.details) if table), title)
        case Choices(choices):
            return sum((_choice(c.text, c.options, wide) for c in choices), Fraction(45, 100))
        case Blanks():
            return _blanks(block, wide)
        case Frame(blocks):
            return _high(blocks, wide - Fraction(22, 10)) + Fraction(25, 10)
        case Columns(first, second):
            narrow = (wide - 2) * Fraction(5, 12)
            return max(_high(first, narrow), _high(second, wide - 2 - narrow))
        case Fold(title, _note, blocks):
            return _block(Heading(title), wide) + _high(blocks, wide)
        case Picture(chart):
            drawn = chart.draw(720, titled=False)
            return wide * drawn.height / drawn.width + 4
        case NewPage():
            return Fraction(0)


def _figures(block: Figures, wide: Fraction) -> Fraction:
    """Return the height of figures side by side, as many as there is room for."""
    gap = Fraction(3, 4)
    beside = max(1, min(len(block.figures), int((wide + gap) / (Fraction(95, 10) + gap))))
    room = (wide + gap) / beside - gap - 2
    high = [
        1 + _lines(f.label, room) * _LINE + _lines(f.value, room * Fraction(64, 100), bold=True) * Fraction(234, 100)
        + (_lines(f.note, room / Fraction(88, 100)) * _LINE * Fraction(88, 100))
        for f in block.figures
    ]  # fmt: skip
    rows = [max(high[at : at + beside]) + gap for at in range(0, len(high), beside)]
    return sum(rows, Fraction(11, 10))


def _table(table: Table, wide: Fraction) -> Fraction:
    """Return the height of a table whose columns share the room as browsers share it out."""
    small = Fraction(9, 10)
    rooms = _rooms(table, wide / small)
    rows = [tuple(c.title for c in table.columns), *table.rows]
    lines = [
        max(
            1 if column.compact and number else _lines(cell, room, bold=not number)
            for cell, column, room in zip(row, table.columns, rooms, strict=True)
        )
        for number, row in enumerate(rows)
    ]
    return sum((n * _CELL + Fraction(6, 10) for n in lines), Fraction(1)) * small


def _rooms(table: Table, wide: Fraction) -> list[Fraction]:
    """Return the room for text in each column: its widest word, and of the rest in proportion to what it lacks."""
    padding = Fraction(9, 10)
    least, most = [], []
    for at, column in enumerate(table.columns):
        cells = [row[at] for row in table.rows]
        whole = max((_wide(cell) for cell in cells), default=Fraction(0))
        head = max((_wide(word, bold=True) for word in column.title.split()), default=Fraction(0))
        words = max((_wide(word) for cell in cells for word in cell.split()), default=Fraction(0))
        least.append(max(head, whole if column.compact else words))
        most.append(max(least[-1], whole, _wide(column.title, bold=True)))
    left = wide - padding * len(least) - sum(least)
    lacking = sum(most) - sum(least)
    if left <= 0 or not lacking:
        return least
    return [a + (b - a) * min(Fraction(1), left / lacking) for a, b in zip(least, most, strict=True)]


def _choice(text: str, options: Sequence[str], wide: Fraction) -> Fraction:
    """Return the height of a question with its boxes beside it, or of the boxes alone."""
    boxes = sum((_wide(o) + Fraction(27, 10) + (14 if o.endswith(":") else 0) for o in options), Fraction(0))
    rows = -(-boxes // wide)
    if text:
        rows = max(1, _lines(f"1. {text}", wide - boxes - Fraction(15, 10)))
    return rows * _LINE + Fraction(8, 10)


def _blanks(block: Blanks, wide: Fraction) -> Fraction:
    """Return the height of labels with lines to write on."""
    rows, used = 1, Fraction(0)
    for blank in block.blanks:
        need = max(Fraction(9), _wide(blank.label) + Fraction(7)) + Fraction(15, 10)
        if used and used + need > wide:
            rows, used = rows + 1, Fraction(0)
        used += need
    return rows * (_LINE + Fraction(6, 10)) + Fraction(7, 10)


def _lines(text: str, room: Fraction, bold: bool = False) -> int:
    """Return how many lines a text takes."""
    return len(wrap(text, max(room, Fraction(2)) * 100 / _OWN, 100, _MANY, bold))


def _wide(text: str, bold: bool = False) -> Fraction:
    return width(clean(text), 100, bold) * _OWN / 100
