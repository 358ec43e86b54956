"""The legend of a chart: samples with their names, in rows that wrap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.report.charts.drawing import PAD, Sheet

SWATCH = 30
_BESIDE = 6  # from a sample to its name
_APART = 18  # from one entry to the next

Paint = Callable[[Sheet, Fraction, Fraction], None]


class Key(NamedTuple):
    """A sample and its name in lines; `paint` draws the sample from where it begins, around its middle."""

    lines: tuple[str, ...]
    paint: Paint


def key(sheet: Sheet, text: str, paint: Paint) -> Key:
    """Return an entry whose name wraps."""
    return Key(sheet.wrap(text, room(sheet)), paint)


def filled(*kinds: str, hatched: str = "") -> Paint:
    """Return a sample that is a small bar of these areas over each other."""

    def paint(sheet: Sheet, x: Fraction, middle: Fraction) -> None:
        for kind in kinds:
            sheet.rectangle(kind, x, middle - 6, Fraction(SWATCH), Fraction(12))
        if hatched:
            sheet.hatch(hatched, x, middle - 6, Fraction(SWATCH), Fraction(12))

    return paint


def lined(kind: str, hue: int = 0, dash: int = 0) -> Paint:
    """Return a sample that is a line."""

    def paint(sheet: Sheet, x: Fraction, middle: Fraction) -> None:
        sheet.stroke(kind, [(x, middle), (x + SWATCH, middle)], hue, dash)

    return paint


def upright(kind: str) -> Paint:
    """Return a sample that is a line across a bar."""

    def paint(sheet: Sheet, x: Fraction, middle: Fraction) -> None:
        at = x + Fraction(SWATCH, 2)
        sheet.stroke(kind, [(at, middle - 9), (at, middle + 9)])

    return paint


def room(sheet: Sheet) -> Fraction:
    """Return how wide a name may be."""
    return sheet.room - SWATCH - _BESIDE


def legend(sheet: Sheet, keys: Sequence[Key], top: Fraction) -> Fraction:
    """Put the entries below `top`, and return where they end."""
    x, high = Fraction(PAD), Fraction(0)
    for entry in keys:
        wide = SWATCH + _BESIDE + sheet.widest(entry.lines)
        if x > PAD and x + wide > sheet.wide - PAD:
            x, top, high = Fraction(PAD), top + high, Fraction(0)
        entry.paint(sheet, x, top + Fraction(sheet.line, 2))
        sheet.block(entry.lines, x + SWATCH + _BESIDE, top)
        x, high = x + wide + _APART, max(high, sheet.high(entry.lines))
    return top + high + (4 if keys else 0)
