"""Series in a plot: lines in steps or broken, points, and the values at them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.persian import numbers
from compliance.report.charts.drawing import Place, Sheet
from compliance.report.charts.legend import SWATCH, Paint
from compliance.report.charts.lettering import width
from compliance.report.charts.scales import Axis, thinned

_DASHES = 6  # patterns of the template, the first one solid
_OFF = 7  # from a place to the value above it


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


def sample(series: Series, hue: int, dash: int) -> Paint:
    """Return a series as the legend shows it."""

    def paint(sheet: Sheet, x: Fraction, middle: Fraction) -> None:
        alone = len(series.points) == 1
        if not alone:
            sheet.stroke("series", [(x, middle), (x + SWATCH, middle)], hue, dash)
        if series.dots or alone:
            sheet.dot(x + Fraction(SWATCH, 2), middle, hue, alone)

    return paint


def curve(series: Series, hue: int, dash: int, sheet: Sheet, frame: Frame) -> None:
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


def values(series: Series, sheet: Sheet, frame: Frame, taken: list[tuple[Fraction, Fraction, Fraction]]) -> None:
    """Put the values above their places, or below where the plot ends; those without room are left out.

    `taken` are the middle, the top and half the width of what was put before.
    """
    ordered = sorted(series.points, key=lambda point: point[0])
    texts = [numbers.show(y) for _x, y in ordered]
    wide = [width(text, sheet.size) for text in texts]
    within = [(frame.start + w / 2 + 3, frame.end - w / 2) for w in wide]  # beside the plot stand other texts
    places = [max(first, min(frame.across(x), last)) for (x, _y), (first, last) in zip(ordered, within, strict=True)]
    for i in thinned(places, wide, 10):
        y = frame.up(ordered[i][1])
        top = y - _OFF - sheet.line if y - _OFF - sheet.line >= frame.top else y + _OFF
        if all(
            abs(places[i] - x) >= room + wide[i] / 2 + 4 or abs(top - other) >= sheet.line for x, other, room in taken
        ):
            taken.append((places[i], top, wide[i] / 2))
            sheet.block((texts[i],), places[i], top, "middle", ground=True)
