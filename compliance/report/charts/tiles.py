"""The tile map of the provinces: the west stands at the left in every language, as on any map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from compliance.language import _
from compliance.model.checklist import Province
from compliance.persian import numbers
from compliance.report.charts import steps
from compliance.report.charts.drawing import PAD, Drawing, Sheet
from compliance.report.charts.legend import legend
from compliance.report.charts.lettering import clean, height, width, wrap
from compliance.report.charts.steps import Missing
from compliance.schema import listed

_SIZES = (12, 11, 10, 9)  # of a name, the largest that fits
_NUMBERED = 10  # of the texts on a narrow map
_INSIDE = 4  # from a tile's edge to its texts
_NAMES = 2  # lines of a name
_COLUMNS = 2  # of the list below a narrow map


class Tile(NamedTuple):
    """A province with its place, counted from the north-west, and its share of 1."""

    name: str
    column: int
    row: int
    share: Fraction | None


class Tiles(NamedTuple):
    """The provinces in the order of their names; on a narrow sheet tiles bear numbers and a list says the names."""

    title: str
    description: str
    tiles: tuple[Tile, ...]

    def draw(self, wide: int, titled: bool) -> Drawing:
        """Return the map with the legend of its steps."""
        return _draw(self, wide, titled)


def tiles(title: str, values: Mapping[str, Fraction | None], provinces: Iterable[Province]) -> Tiles:
    """Return the map of a share by province id; a province without one is shown without a value."""
    laid = tuple(Tile(str(p.name), *p.tile, values.get(p.id)) for p in provinces)
    return Tiles(title, _describe(laid), laid)


def _describe(laid: Iterable[Tile]) -> str:
    """Return the highest and the lowest provinces and how many have no value."""
    valued = sorted((t for t in laid if t.share is not None), key=lambda t: -(t.share or 0))
    without = [t.name for t in laid if t.share is None]
    said = []
    if valued:
        said.append(
            _("{n} provinces with a value; highest {high}; lowest {low}.").format(
                n=numbers.show(len(valued)),
                high=listed(f"{t.name} {_shown(t)}" for t in valued[:3]),
                low=listed(f"{t.name} {_shown(t)}" for t in valued[-3:]),
            )
        )
    if without:
        said.append(_("Without a value: {names}.").format(names=listed(without)))
    return " ".join(said)


def _shown(tile: Tile) -> str:
    return "—" if tile.share is None else numbers.per_cent(100 * tile.share, 0)


def _draw(chart: Tiles, wide: int, titled: bool) -> Drawing:
    sheet = Sheet(wide)
    top = sheet.heading(chart.title) if titled else Fraction(PAD)
    if not chart.tiles:
        return sheet.nothing(top)
    present = frozenset({Missing.UNANSWERED} if any(t.share is None for t in chart.tiles) else ())
    top = legend(sheet, steps.keys(sheet, present, {Missing.UNANSWERED: _("no value")}), top) + 6
    columns = 1 + max(tile.column for tile in chart.tiles)
    rows = 1 + max(tile.row for tile in chart.tiles)
    each = sheet.room / columns
    high = Fraction(2 * height(_NUMBERED) if sheet.narrow else _NAMES * height(_SIZES[0]) + sheet.line) + 6
    for number, tile in enumerate(chart.tiles, 1):
        column = columns - 1 - tile.column if sheet.rtl else tile.column
        begin, at = PAD + each * column, top + high * tile.row
        steps.put(sheet, tile.share, Missing.UNANSWERED, (begin + 1, at + 1, each - 2, high - 2))
        size = _NUMBERED if sheet.narrow else _size(tile.name, each - 2 * _INSIDE)
        name = (numbers.show(number),) if sheet.narrow else wrap(tile.name, each - 2 * _INSIDE, size, _NAMES)
        _texts(tile, name, size, sheet, (begin + each / 2, at + 3, high - 6))
    top += high * rows
    return sheet.drawing((_list(chart, sheet, top + 6) if sheet.narrow else top) + PAD)


def _size(name: str, room: Fraction) -> int:
    """Return the largest size at which a name fits two lines whole and no word breaks, or the smallest."""

    def fits(size: int) -> bool:
        whole = all(width(word, size) <= room for word in clean(name).split())
        return whole and not wrap(name, room, size, _NAMES)[-1].endswith("…")

    return next((size for size in _SIZES if fits(size)), _SIZES[-1])


def _texts(
    tile: Tile, name: tuple[str, ...], size: int, sheet: Sheet, room: tuple[Fraction, Fraction, Fraction]
) -> None:
    """Put the name and the value into a tile, in the middle of its room: the middle across, the top, the height."""
    middle, top, high = room
    value = size if sheet.narrow else sheet.size
    at = top + (high - len(name) * height(size) - height(value)) / 2
    hatched = tile.share is None
    at = sheet.block(name, middle, at, "middle", size=size, ground=hatched)
    sheet.block((_shown(tile),), middle, at, "middle", size=value, bold=True, ground=hatched)


def _list(chart: Tiles, sheet: Sheet, top: Fraction) -> Fraction:
    """Put the numbers of a narrow map with their names and values in columns, and return where they end."""
    each = sheet.room / _COLUMNS
    half = -(-len(chart.tiles) // _COLUMNS)
    entries = [(f"{numbers.show(n)}. {tile.name}", _shown(tile)) for n, tile in enumerate(chart.tiles, 1)]
    ends = []
    for column in range(_COLUMNS):
        at = top
        for text, value in entries[column * half : (column + 1) * half]:
            begin = PAD + each * column
            lines = sheet.wrap(text, each - 24 - width(value, sheet.size), 4)
            sheet.block((value,), begin + each - 18 * (column + 1 < _COLUMNS), at, "end")
            at = sheet.block(lines, begin, at)
        ends.append(at)
    return max(ends)
