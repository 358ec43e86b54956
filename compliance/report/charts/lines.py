"""Geometry of a chart of lines: what a plan can reach, and how far its work has come.

Everything is laid out from the side the reader begins at and mirrored once at the end: in Persian the
points stand on the right and days, work or funds run from right to left, as the report's bars do.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.language import _
from compliance.persian import numbers
from compliance.report.charts.drawing import PAD, Drawing, Place, Sheet
from compliance.report.charts.legend import SWATCH, Key, Paint, key, legend, lined, room
from compliance.report.charts.lettering import clip, width, wrap
from compliance.report.charts.scales import Axis, apart, flags, nice, thinned

_BEND = 12  # from the end of a level's line to its label
_DASHES = 6  # patterns of the template, the first one solid
_TICK = 5
_OFF = 7  # from a place to the value above it
_BEGINS = Fraction(35, 100)  # from the middle of digits to their baseline, of the size


class Series(NamedTuple):
    """Places joined by a line: `step` holds each value until the next; one place alone is a large hollow sign.

    The line begins anew at the x places in `breaks`; `valued` writes its value at every place with room for it.
    """

    name: str
    points: tuple[Place, ...]
    step: bool = False
    dots: bool = False
    dashed: bool = False
    breaks: tuple[Fraction, ...] = ()
    valued: bool = False


class Level(NamedTuple):
    """A threshold across the chart."""

    name: str
    y: Fraction


class Mark(NamedTuple):
    """A place on the x axis, such as today."""

    name: str
    x: Fraction


class LineChart(NamedTuple):
    """What is drawn; `ticks` are places of the x axis with their texts, and None means numbers.

    The y axis holds `floor` whatever the values are.
    """

    title: str
    description: str
    x_title: str
    y_title: str
    series: tuple[Series, ...]
    ticks: tuple[tuple[Fraction, str], ...] | None = None
    levels: tuple[Level, ...] = ()
    marks: tuple[Mark, ...] = ()
    floor: Fraction | None = None

    def draw(self, wide: int, titled: bool) -> Drawing:
        """Return the drawing of the lines with their axes."""
        return _draw(self, wide, titled)


def _draw(chart: LineChart, wide: int, titled: bool) -> Drawing:
    sheet = Sheet(wide)
    tall = Fraction(min(max(sheet.wide * 9 // 20, 200), 400))
    x, y = axes(chart, across=sheet.wide // 90, up=int(tall) // 32)
    signs, named = _signs(chart, sheet, tall)
    below = _below(x, sheet)
    half = max((w for _text, w in below), default=Fraction(0)) / 2
    beside = [clip(text, Fraction(sheet.wide, 4), sheet.size) for _v, text in y.ticks]
    start = max([half, *(width(text, sheet.size) + 9 for text in beside)]) + PAD
    end = max([half, *(sheet.widest(lines) + _BEND + 4 for lines in signs)]) + PAD
    top = _heading(chart, sheet, y, titled, named)
    top, poles = _flags(chart, sheet, start, sheet.wide - end, x, top)
    top += sheet.size  # the label of the highest tick stands half above it
    frame = Frame(start, sheet.wide - end, top, top + tall, x, y)
    _grid(frame, sheet, beside, below)
    _thresholds(chart, sheet, frame, signs)
    for mark, pole in zip(sorted(chart.marks, key=lambda m: m.x), poles, strict=True):
        sheet.stroke("mark", [(frame.across(mark.x), pole), (frame.across(mark.x), frame.bottom)])
    for hue, (series, dash) in enumerate(zip(chart.series, dashes(chart.series), strict=True)):
        _curve(series, hue, dash, sheet, frame)
    if not any(series.points for series in chart.series):
        lines = wrap(_("There is nothing to draw yet."), frame.end - frame.start, sheet.size)
        sheet.block(lines, (frame.start + frame.end) / 2, frame.top + tall / 3, "middle", ground=True)
    bottom = frame.bottom + _TICK + sheet.size + (sheet.line if below else 0)
    bottom = sheet.block(sheet.wrap(chart.x_title), Fraction(sheet.wide, 2), bottom, "middle")
    return sheet.drawing(bottom + PAD)


def dashes(several: Sequence[Series]) -> list[int]:
    """Return a pattern for each series, no two alike while the patterns last; the first one is solid."""
    free = list(range(_DASHES))
    found = []
    for series in several:
        free = free or list(range(_DASHES))
        dash = next((d for d in free if d or not series.dashed), free[0])
        free.remove(dash)
        found.append(dash)
    return found


def axes(chart: LineChart, across: int, up: int) -> tuple[Axis, Axis]:
    """Return the x and the y axis with at most so many steps; an axis without values has no ticks."""
    xs = [x for series in chart.series for x, _y in series.points] + [mark.x for mark in chart.marks]
    ys = [y for series in chart.series for _x, y in series.points] + [level.y for level in chart.levels]
    ys += [] if chart.floor is None else [chart.floor]
    nothing = Axis(Fraction(0), Fraction(1), ())
    vertical = nice(min(ys), max(ys), up) if ys else nothing
    if chart.ticks is None:
        return (nice(min(xs), max(xs), across) if xs else nothing), vertical
    xs += [x for x, _text in chart.ticks]
    if not xs:
        return nothing, vertical
    low, high = min(xs), max(xs)
    half = Fraction(1 if low == high else 0, 2)
    return Axis(low - half, high + half, tuple(sorted(chart.ticks))), vertical


# --- parts of the layout, in the reader's direction: 0 is the side the reader begins at


class Frame(NamedTuple):
    """The plot: where it begins and ends across and up, and its axes."""

    start: Fraction
    end: Fraction
    top: Fraction
    bottom: Fraction
    x: Axis
    y: Axis

    def across(self, value: Fraction) -> Fraction:
        """Return where a value of the x axis stands."""
        return self.start + (self.end - self.start) * self.x.share(value)

    def up(self, value: Fraction) -> Fraction:
        """Return where a value of the y axis stands."""
        return self.bottom - (self.bottom - self.top) * self.y.share(value)


def _signs(chart: LineChart, sheet: Sheet, tall: Fraction) -> tuple[list[tuple[str, ...]], bool]:
    """Return the label of each level at the end side, and whether it names the level.

    Where there is no room, it holds only the value, and the legend names the level.
    """
    room = Fraction(sheet.wide, 4)
    if not sheet.narrow:
        named = [_level(level, room, sheet) for level in chart.levels]
        if sum(map(sheet.high, named)) <= tall:
            return named, True
    return [(clip(numbers.show(level.y), room, sheet.size),) for level in chart.levels], False


def _level(level: Level, room: Fraction, sheet: Sheet) -> tuple[str, ...]:
    """Return the name and the value of a level; however long the name, the value is there."""
    value = numbers.show(level.y)
    whole = wrap(f"{level.name}: {value}", room, sheet.size, most=4)
    return whole if len(whole) < 4 else (*wrap(level.name, room, sheet.size, most=2), clip(value, room, sheet.size))


def _heading(chart: LineChart, sheet: Sheet, y: Axis, titled: bool, named: bool) -> Fraction:
    """Put the title, the legend and the title of the y axis, and return where they end."""
    top = Fraction(PAD)
    if titled:
        top = sheet.heading(chart.title)
    top = legend(sheet, _keys(chart, sheet, named), top)
    lines = sheet.wrap(chart.y_title)
    if y.low:
        begins = "(" + _("the axis begins at {n}, not at 0").format(n=y.ticks[0][1]) + ")"
        joined = sheet.wrap(f"{chart.y_title} {begins}")
        lines = joined if len(joined) == 1 else (*lines, *sheet.wrap(begins))
    return sheet.block(lines, PAD, top)


def _keys(chart: LineChart, sheet: Sheet, named: bool) -> list[Key]:
    """Return the entries of series, and of levels whose labels do not name them."""
    pairs = zip(chart.series, dashes(chart.series), strict=True)
    keys = [key(sheet, series.name, _sample(series, hue, dash)) for hue, (series, dash) in enumerate(pairs)]
    if not named:
        keys += [Key(_level(level, room(sheet), sheet), lined("level")) for level in chart.levels]
    return keys


def _sample(series: Series, hue: int, dash: int) -> Paint:
    def paint(sheet: Sheet, x: Fraction, middle: Fraction) -> None:
        alone = len(series.points) == 1
        if not alone:
            sheet.stroke("series", [(x, middle), (x + SWATCH, middle)], hue, dash)
        if series.dots or alone:
            sheet.dot(x + Fraction(SWATCH, 2), middle, hue, alone)

    return paint


def _flags(
    chart: LineChart, sheet: Sheet, start: Fraction, end: Fraction, x: Axis, top: Fraction
) -> tuple[Fraction, list[Fraction]]:
    """Put the labels of the marks in rows; return where the plot begins below them and the tops of the lines."""
    if not chart.marks:
        return top, []
    ordered = sorted(chart.marks, key=lambda mark: mark.x)
    texts = [wrap(mark.name, Fraction(sheet.wide * 2, 5), sheet.size) for mark in ordered]
    places = [start + (end - start) * x.share(mark.x) for mark in ordered]
    placed = flags(places, [sheet.widest(lines) for lines in texts], Fraction(PAD), Fraction(sheet.wide - PAD))
    tops: list[Fraction] = []
    for row in reversed(range(1 + max(flag.row for flag in placed))):
        tops.insert(0, top)
        lines = max((len(texts[i]) for i, flag in enumerate(placed) if flag.row == row), default=0)
        top += lines * sheet.line
    for flag, text, place in zip(placed, texts, places, strict=True):
        ahead = flag.begin > place
        sheet.block(text, flag.begin if ahead else flag.end, tops[flag.row], "start" if ahead else "end", ground=True)
    return top, [tops[flag.row] + 2 for flag in placed]


def _below(x: Axis, sheet: Sheet) -> list[tuple[str, Fraction]]:
    """Return the texts below the x axis with their widths."""
    texts = [clip(text, Fraction(sheet.wide, 3), sheet.size) for _place, text in x.ticks]
    return [(text, width(text, sheet.size)) for text in texts]


def _grid(frame: Frame, sheet: Sheet, beside: Sequence[str], below: Sequence[tuple[str, Fraction]]) -> None:
    """Put the grid, the axes and the texts at their ticks."""
    for (value, _text), text in zip(frame.y.ticks, beside, strict=True):
        y = frame.up(value)
        sheet.stroke("grid", [(frame.start, y), (frame.end, y)])
        sheet.label(text, frame.start - 7, y + _BEGINS * sheet.size, "end")
    places = [frame.across(value) for value, _text in frame.x.ticks]
    for place in places:
        sheet.stroke("axis", [(place, frame.bottom), (place, frame.bottom + 3)])
    for i in thinned(places, [w for _text, w in below], 12):
        sheet.stroke("grid", [(places[i], frame.top), (places[i], frame.bottom)])
        sheet.stroke("axis", [(places[i], frame.bottom), (places[i], frame.bottom + _TICK)])
        sheet.block((below[i][0],), places[i], frame.bottom + _TICK + sheet.size, "middle")
    sheet.stroke("axis", [(frame.start, frame.bottom), (frame.end, frame.bottom)])
    corner = frame.bottom
    if frame.y.low:  # the broken axis, beside the words that say so
        teeth = [(0, 0), (0, 2), (-4, 4), (4, 8), (-4, 12), (0, 14)]
        sheet.stroke("axis", [(frame.start + x, corner - y) for x, y in teeth])
        corner -= 14
    sheet.stroke("axis", [(frame.start, corner), (frame.start, frame.top)])


def _thresholds(chart: LineChart, sheet: Sheet, frame: Frame, signs: Sequence[tuple[str, ...]]) -> None:
    """Put the lines of the levels, each bent towards its label where labels had to part."""
    ordered = sorted(zip(chart.levels, signs, strict=True), key=lambda one: -one[0].y)
    wanted = [frame.up(level.y) for level, _lines in ordered]
    high = [sheet.high(lines) for _level, lines in ordered]
    for (_level, lines), y, middle, tall in zip(
        ordered, wanted, apart(wanted, high, frame.top, frame.bottom), high, strict=True
    ):
        sheet.stroke("level", [(frame.start, y), (frame.end, y), (frame.end + _BEND, middle)])
        sheet.block(lines, frame.end + _BEND + 4, middle - tall / 2)


def _curve(series: Series, hue: int, dash: int, sheet: Sheet, frame: Frame) -> None:
    """Put the line, the dots and the values of a series."""
    ordered = sorted(series.points, key=lambda point: point[0])
    pieces: list[list[Place]] = []
    for x, y in ordered:
        place = (frame.across(x), frame.up(y))
        if not pieces or x in series.breaks:
            pieces.append([place])
        else:
            pieces[-1] += [(place[0], pieces[-1][-1][1]), place] if series.step else [place]
    sheet.strokes("series", [piece for piece in pieces if len(piece) > 1], hue, dash)
    alone = len(ordered) == 1
    if series.dots or alone:
        small = len(ordered) * 9 > frame.end - frame.start
        for x, y in ordered:
            sheet.dot(frame.across(x), frame.up(y), hue, alone, small)
    if series.valued:
        _values(ordered, sheet, frame)


def _values(ordered: Sequence[Place], sheet: Sheet, frame: Frame) -> None:
    """Put the values above their places, or below where the plot ends; those without room are left out."""
    texts = [numbers.show(y) for _x, y in ordered]
    wide = [width(text, sheet.size) for text in texts]
    within = [(frame.start + w / 2 + 3, frame.end - w / 2) for w in wide]  # beside the plot stand other texts
    places = [max(first, min(frame.across(x), last)) for (x, _y), (first, last) in zip(ordered, within, strict=True)]
    for i in thinned(places, wide, 10):
        y = frame.up(ordered[i][1])
        above = y - _OFF - sheet.line
        sheet.block((texts[i],), places[i], above if above >= frame.top else y + _OFF, "middle", ground=True)
