"""How many stand in each band of an axis, as columns, with lines at the quartiles."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from compliance.language import _
from compliance.persian import numbers
from compliance.report.charts.drawing import PAD, Drawing, Sheet
from compliance.report.charts.lettering import clip, width
from compliance.report.charts.lines import Mark
from compliance.report.charts.scales import flags, thinned
from compliance.schema import listed

_TALL = 150  # of the highest column
_APART = 2  # between two columns
_BELOW = 4  # from the axis to its texts
_BESIDE = 12  # from a mark's line to its name, and to the edge


class Column(NamedTuple):
    """A band of the axis and how many are in it."""

    low: Fraction
    high: Fraction
    n: int


class Histogram(NamedTuple):
    """Columns beside each other on one axis; `marks` are places on it with their names."""

    title: str
    description: str
    columns: tuple[Column, ...]
    marks: tuple[Mark, ...] = ()

    def draw(self, wide: int, titled: bool) -> Drawing:
        """Return the drawing, its axis in the reader's direction."""
        return _draw(self, wide, titled)


def histogram(title: str, columns: Sequence[Column], marks: Sequence[Mark] = ()) -> Histogram:
    """Return columns with a description that says how many are in each, and where the marks stand."""
    each = listed(
        _("{low} to {high}: {n}").format(
            low=numbers.show(one.low), high=numbers.show(one.high), n=numbers.show(one.n)
        )
        for one in columns
    )
    said = [each] if each else [_("There is nothing to draw yet.")]
    said += [f"{mark.name} {numbers.show(mark.x)}" for mark in marks]
    return Histogram(title, _("; ").join(said), tuple(columns), tuple(marks))


def _draw(chart: Histogram, wide: int, titled: bool) -> Drawing:
    sheet = Sheet(wide)
    top = sheet.heading(chart.title) if titled else Fraction(PAD)
    most = max((one.n for one in chart.columns), default=0)
    if not most:
        return sheet.nothing(top)
    edges = [*(one.low for one in chart.columns), chart.columns[-1].high]
    texts = [numbers.show(value) for value in edges]
    half = max(width(text, sheet.size) for text in texts) / 2
    begin, end = PAD + half, sheet.wide - PAD - half
    places = [begin + (end - begin) * (value - edges[0]) / (edges[-1] - edges[0]) for value in edges]
    marks = sorted(chart.marks, key=lambda mark: mark.x)
    lines = [begin + (end - begin) * (mark.x - edges[0]) / (edges[-1] - edges[0]) for mark in marks]
    named = [_named(mark, sheet) for mark in marks]
    wides = [width(text, sheet.size) for text in named]
    found = flags(lines, wides, Fraction(PAD), Fraction(sheet.wide - PAD)) if marks else []
    rows = 1 + max((flag.row for flag in found), default=-1)
    base = top + (rows + 1) * sheet.line + _TALL
    middles = [(left + right) / 2 for left, right in pairwise(places)]
    counts = [numbers.show(one.n) for one in chart.columns]
    for number, (left, right) in enumerate(pairwise(places)):
        tall = Fraction(_TALL * chart.columns[number].n, most)
        sheet.rectangle("step-2", left + _APART, base - tall, right - left - 2 * _APART, tall)
        if width(counts[number], sheet.size) <= right - left:
            at = base - tall - sheet.line
            sheet.block((counts[number],), middles[number], at, "middle", ground=True)
    sheet.stroke("axis", [(begin, base), (end, base)])
    for text, place, flag in zip(named, lines, found, strict=True):
        at = top + (rows - 1 - flag.row) * sheet.line
        sheet.stroke("target", [(place, at + 2), (place, base)])
        sheet.block((text,), flag.begin, at, ground=True)
    for number in thinned(places, [width(text, sheet.size) for text in texts], 6):
        sheet.block((texts[number],), places[number], base + _BELOW, "middle")
    return sheet.drawing(base + _BELOW + sheet.line + PAD)


def _named(mark: Mark, sheet: Sheet) -> str:
    """Return a mark's name with its value; however long the name, it fits beside a line in the middle."""
    value = numbers.show(mark.x)
    room = sheet.room / 2 - width(f" {value}", sheet.size) - _BESIDE
    return f"{clip(mark.name, room, sheet.size)} {value}"
