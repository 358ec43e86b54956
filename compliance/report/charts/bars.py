"""Shares of what is possible as bars: now solid, what the plan adds lighter, a line at the ceiling."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.language import _
from compliance.model.results import Assessment
from compliance.report import words
from compliance.report.charts.drawing import PAD, Drawing, Sheet
from compliance.report.charts.legend import Key, filled, key, legend, upright
from compliance.report.charts.radar import describe, share
from compliance.schema import listed

_BAR = Fraction(14)
_GAP = Fraction(10)
_LINES = 12  # of a label; longer names than that are nobody's


class Bar(NamedTuple):
    """One row: what is reached now and after the plan, the text that says it, and the most there is to reach.

    Without a `ceiling` no line is drawn across it.
    """

    label: str
    now: Fraction | None
    then: Fraction | None
    shown: str
    ceiling: Fraction | None = Fraction(1)


class Names(NamedTuple):
    """What the legend calls the solid part, the lighter part behind it, and the line across."""

    now: str
    then: str
    ceiling: str


class Bars(NamedTuple):
    """Rows below each other; a row without a value is hatched."""

    title: str
    description: str
    rows: tuple[Bar, ...]
    names: Names | None = None

    def draw(self, wide: int, titled: bool) -> Drawing:
        """Return the drawing; where there is little room, labels stand above their bars."""
        return _draw(self, wide, titled)


def bars(title: str, rows: Sequence[Bar], description: str = "", names: Names | None = None) -> Bars:
    """Return bars with a description that says every value, unless one is given."""
    said = listed(f"{row.label}: {row.shown}" for row in rows)
    return Bars(title, description or said, tuple(rows), names)


def of_indicators(assessment: Assessment, after: Assessment | None = None) -> Bars:
    """Return the indicators of an assessment with their full titles, and what the plan adds to each."""
    rows = []
    for number, result in enumerate(assessment.indicators):
        then = None if after is None else share(after.indicators[number])
        points = _("{points} of {maximum}").format(
            points=words.score(result.score), maximum=words.score(result.maximum)
        )
        rows.append(Bar(f"{result.indicator.id} {result.indicator.title}", share(result), then, points))
    return bars(_("Indicators against their maximum"), rows, describe(assessment, after))


def _draw(chart: Bars, wide: int, titled: bool) -> Drawing:
    sheet = Sheet(wide)
    top = sheet.heading(chart.title) if titled else Fraction(PAD)
    if not chart.rows:
        return sheet.nothing(top)
    top = legend(sheet, _keys(chart, sheet), top) + 4
    parts = (part for row in chart.rows for part in (row.ceiling, row.now, row.then) if part is not None)
    most = max([Fraction(1), *parts])
    values = [sheet.wrap(row.shown, sheet.room / 4, most=_LINES) for row in chart.rows]
    value_room = max(map(sheet.widest, values))
    for row, value in zip(chart.rows, values, strict=True):
        if sheet.narrow:
            name = sheet.wrap(row.label, sheet.room - value_room - 12, _LINES)
            sheet.block(value, sheet.wide - PAD, top, "end")
            top = max(sheet.block(name, PAD, top), top + sheet.high(value)) + 3
            _bar(row, sheet, (Fraction(PAD), sheet.room), top, most)
            top += _BAR + _GAP
        else:
            label_room = sheet.room * 2 / 5
            name = sheet.wrap(row.label, label_room, _LINES)
            high = max(_BAR + 6, sheet.high(name), sheet.high(value))
            sheet.block(name, PAD, top + (high - sheet.high(name)) / 2)
            sheet.block(value, sheet.wide - PAD, top + (high - sheet.high(value)) / 2, "end")
            begin = PAD + label_room + 10
            _bar(row, sheet, (begin, sheet.wide - PAD - value_room - 12 - begin), top + (high - _BAR) / 2, most)
            top += high + _GAP / 2
    return sheet.drawing(top - _GAP / 2 + PAD)


def _keys(chart: Bars, sheet: Sheet) -> list[Key]:
    names = chart.names or Names(_("now"), _("after the plan"), _("ceiling"))
    keys = [key(sheet, names.now, filled("now"))]
    if any(row.then is not None for row in chart.rows):
        keys.append(key(sheet, names.then, filled("then")))
    if any(row.ceiling is not None for row in chart.rows):
        keys.append(key(sheet, names.ceiling, upright("target")))
    if any(row.now is None for row in chart.rows):
        keys.append(key(sheet, _("no value"), filled("unanswered", hatched="unanswered-hatch")))
    return keys


def _bar(row: Bar, sheet: Sheet, across: tuple[Fraction, Fraction], top: Fraction, most: Fraction) -> None:
    """Put one bar between two places, `most` being the whole width."""
    begin, wide = across
    sheet.rectangle("ground", begin, top, wide, _BAR)
    if row.now is None:
        sheet.rectangle("unanswered", begin, top, wide, _BAR)
        sheet.hatch("unanswered-hatch", begin, top, wide, _BAR)
    for kind, part in (("then", row.then), ("now", row.now)):
        if part is not None and part > 0:
            sheet.rectangle(kind, begin, top, wide * part / most, _BAR)
    if row.ceiling is not None:
        at = begin + wide * row.ceiling / most
        sheet.stroke("target", [(at, top - 3), (at, top + _BAR + 3)])
