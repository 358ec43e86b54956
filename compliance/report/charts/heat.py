"""Shares as a table of shades: the items of each indicator, or the provinces against the indicators."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.language import _
from compliance.model.results import Assessment, Status
from compliance.persian import numbers
from compliance.report import words
from compliance.report.charts import steps
from compliance.report.charts.drawing import PAD, Drawing, Sheet
from compliance.report.charts.legend import legend
from compliance.report.charts.lettering import clean, clip, height, width, wrap
from compliance.report.charts.steps import Missing
from compliance.schema import listed

_SIZE = 11  # of the letters in cells
_CELL = Fraction(height(_SIZE) + 4)  # 31 provinces fit an A4 page
_INSIDE = 4  # from a cell's edge to its text
_TALLEST = 150  # of a heading that runs upwards
_LINES = 12  # of a row's name


class Cell(NamedTuple):
    """A text and its share of 1; without a share, why it is missing."""

    text: str
    share: Fraction | None
    missing: Missing = Missing.UNANSWERED


class Row(NamedTuple):
    """A name and its cells."""

    label: str
    cells: tuple[Cell, ...]


class Heat(NamedTuple):
    """Rows of cells below the names of their columns; without columns each row's cells wrap by themselves."""

    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def draw(self, wide: int, titled: bool) -> Drawing:
        """Return the drawing; columns that have no room beside the others follow below them."""
        return _draw(self, wide, titled)


def heat(title: str, columns: Sequence[str], rows: Sequence[Row], description: str = "") -> Heat:
    """Return a table of shades, with a description that says the mean of every row unless one is given."""
    return Heat(title, description or _describe(rows), tuple(columns), tuple(rows))


def of_items(assessment: Assessment) -> Heat:
    """Return a row an indicator and a cell an item with its id."""
    rows = tuple(
        Row(
            f"{result.indicator.id} {result.indicator.title}",
            tuple(
                Cell(
                    item.item.id,
                    item.share,
                    Missing.NOT_APPLICABLE if item.status is Status.NOT_APPLICABLE else Missing.UNANSWERED,
                )
                for item in result.items
            ),
        )
        for result in assessment.indicators
    )
    counts = [(status, sum(item.status is status for item in assessment.items)) for status in Status]
    said = listed(f"{_(words.STATUS[status])} {numbers.show(count)}" for status, count in counts if count)
    described = _("Items: {n}; {counts}.").format(n=numbers.show(len(assessment.items)), counts=said)
    return heat(_("The items by how far each is met"), (), rows, described)


def _describe(rows: Sequence[Row]) -> str:
    """Return the mean of each row over the cells that have a share."""
    said = []
    for row in rows:
        shares = [cell.share for cell in row.cells if cell.share is not None]
        mean = numbers.per_cent(100 * sum(shares, Fraction(0)) / len(shares), 0) if shares else "—"
        said.append(f"{row.label} {mean}")
    return _("Means: {each}.").format(each=listed(said)) if said else _("There is nothing to draw yet.")


def _draw(chart: Heat, wide: int, titled: bool) -> Drawing:
    sheet = Sheet(wide)
    top = sheet.heading(chart.title) if titled else Fraction(PAD)
    cells = [cell for row in chart.rows for cell in row.cells]
    if not cells:
        return sheet.nothing(top)
    present = frozenset(cell.missing for cell in cells if cell.share is None)
    texts = {kind: _(words.STATUS[Status(kind.value)]) for kind in Missing}
    top = legend(sheet, steps.keys(sheet, present, texts), top) + 6
    begin = Fraction(PAD) if sheet.narrow else PAD + sheet.room * 3 / 10
    room = sheet.wide - PAD - begin
    least = min(max(width(cell.text, _SIZE) for cell in cells) + 2 * _INSIDE, room)
    fit = max(1, int(room // least))
    if not chart.columns:
        most = max(len(row.cells) for row in chart.rows)
        each = room / min(fit, most)
        for row in chart.rows:
            lines = [row.cells[i : i + fit] for i in range(0, len(row.cells), fit)] or [()]
            top = _row(row.label, lines, sheet, begin, each, top)
        return sheet.drawing(top + PAD)
    count = max(len(chart.columns), *(len(row.cells) for row in chart.rows))
    blocks = -(-count // fit)
    fit = -(-count // blocks)  # as many columns in every block
    for first in range(0, count, fit):
        names = chart.columns[first : first + fit]
        each = room / fit
        top = _headings(names, sheet, begin, each, top)
        for row in chart.rows:
            top = _row(row.label, [row.cells[first : first + fit]], sheet, begin, each, top)
        top += Fraction(sheet.line, 2) if first + fit < count else 0
    return sheet.drawing(top + PAD)


def _row(
    label: str, lines: Sequence[Sequence[Cell]], sheet: Sheet, begin: Fraction, each: Fraction, top: Fraction
) -> Fraction:
    """Put the name of a row beside its lines of cells, or above them on a narrow sheet; return where it ends."""
    cells_high = len(lines) * _CELL
    if sheet.narrow:
        at = sheet.block(sheet.wrap(label, most=_LINES), PAD, top) + 1
        end = at + cells_high + 6
    else:
        name = sheet.wrap(label, begin - PAD - 10, _LINES)
        high = max(sheet.high(name), cells_high)
        sheet.block(name, PAD, top + (high - sheet.high(name)) / 2)
        at = top + (high - cells_high) / 2
        end = top + high + 2
    for number, line in enumerate(lines):
        for place, cell in enumerate(line):
            _cell(cell, sheet, begin + each * place, at + _CELL * number, each)
    return end


def _cell(cell: Cell, sheet: Sheet, begin: Fraction, top: Fraction, wide: Fraction) -> None:
    steps.put(sheet, cell.share, cell.missing, (begin + 1, top + 1, wide - 2, _CELL - 2))
    text = clip(cell.text, wide - 2 * _INSIDE, _SIZE)
    sheet.block((text,), begin + wide / 2, top + 2, "middle", size=_SIZE)


def _headings(names: Sequence[str], sheet: Sheet, begin: Fraction, each: Fraction, top: Fraction) -> Fraction:
    """Put the names of columns above them, running upwards where a word is wider than its column."""
    room = each - 6
    if all(width(word, _SIZE) <= room for name in names for word in clean(name).split()):
        level = [wrap(name, room, _SIZE, _LINES) for name in names]
        most = max((len(lines) for lines in level), default=0)
        for place, lines in enumerate(level):
            at = top + (most - len(lines)) * height(_SIZE)
            sheet.block(lines, begin + each * place + each / 2, at, "middle", size=_SIZE)
        return top + most * height(_SIZE) + 3
    most = max(1, int(room // height(_SIZE)))
    upright = [wrap(name, Fraction(_TALLEST), _SIZE, most) for name in names]
    high = max(sheet.widest(lines, _SIZE) for lines in upright)
    for place, lines in enumerate(upright):
        sheet.upright(lines, begin + each * place + each / 2, top + high, _SIZE)
    return top + high + 4
