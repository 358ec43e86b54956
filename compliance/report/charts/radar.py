"""The indicators as a radar: how much of each is reached now, and after the plan."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import cos, isqrt, pi, sin
from typing import NamedTuple

from compliance.language import _
from compliance.model.results import Assessment, IndicatorResult
from compliance.persian import numbers
from compliance.report import words
from compliance.report.charts.drawing import PAD, Drawing, Place, Sheet
from compliance.report.charts.legend import filled, key, legend, lined
from compliance.report.charts.lettering import clip
from compliance.report.charts.scales import apart
from compliance.schema import listed

_LARGEST = 150  # radius
_BESIDE = 8  # from the outer ring to a label


class Spoke(NamedTuple):
    """One indicator: its share of its maximum now and after the plan, None where nothing applies."""

    id: str
    now: Fraction | None
    then: Fraction | None = None


class Radar(NamedTuple):
    """The spokes, clockwise from the top; `planned` says whether there is a state after the plan."""

    title: str
    description: str
    spokes: tuple[Spoke, ...]
    planned: bool = False

    def draw(self, wide: int, titled: bool) -> Drawing:
        """Return the drawing: the present state filled, the state after the plan as a dashed line."""
        return _draw(self, wide, titled)


def radar(assessment: Assessment, after: Assessment | None = None) -> Radar:
    """Return the radar of an assessment, and of what the plan makes of it."""
    then = [None] * len(assessment.indicators) if after is None else list(map(share, after.indicators))
    spokes = tuple(
        Spoke(result.indicator.id, share(result), later)
        for result, later in zip(assessment.indicators, then, strict=True)
    )
    return Radar(_("Indicators in per cent of their maximum"), describe(assessment, after), spokes, after is not None)


def share(result: IndicatorResult) -> Fraction | None:
    """Return how much of its maximum an indicator has, 0 to 1; None where nothing of it applies."""
    return None if result.score is None or not result.maximum else result.score / result.maximum


def describe(assessment: Assessment, after: Assessment | None) -> str:
    """Return the scores and every indicator's share in a sentence or two."""
    said = _("Score {now} of {maximum}.").format(
        now=words.score(assessment.score), maximum=words.score(assessment.checklist.maximum)
    )
    if after is not None:
        said += " " + _("After the plan {then}.").format(then=words.score(after.score))
    later = [None] * len(assessment.indicators) if after is None else list(map(share, after.indicators))
    each = [
        f"{r.indicator.id} {per_cent(share(r))}" + (f" ({per_cent(then)})" if after is not None else "")
        for r, then in zip(assessment.indicators, later, strict=True)
    ]
    return f"{said} {listed(each)}." if each else said


def per_cent(part: Fraction | None) -> str:
    """Return a share as a whole percentage, or a dash."""
    return "—" if part is None else numbers.per_cent(part * 100, 0)


def _draw(chart: Radar, wide: int, titled: bool) -> Drawing:
    sheet = Sheet(wide)
    top = sheet.heading(chart.title) if titled else Fraction(PAD)
    if not chart.spokes:
        return sheet.nothing(top)
    keys = [key(sheet, _("now"), filled("shape-now"))]
    if chart.planned:
        keys.append(key(sheet, _("after the plan"), lined("shape-then")))
    top = legend(sheet, keys, top) + 2
    texts = [(clip(spoke.id, sheet.room / 5, sheet.size), per_cent(spoke.now)) for spoke in chart.spokes]
    across = max(map(sheet.widest, texts))
    radius = min(Fraction(_LARGEST), (sheet.room - 2 * (across + _BESIDE)) / 2)
    high = Fraction(2 * sheet.line)
    sides = _sides(sheet, len(texts))
    reach = max([radius, *(high * len(side) / 2 for side in sides)])
    centre = (Fraction(sheet.wide, 2), top + high + _BESIDE + reach)
    _web(sheet, centre, radius, chart)
    _names(sheet, centre, radius, reach, texts)
    below = high + _BESIDE if len(texts) % 2 == 0 else 0  # the spoke that points down
    return sheet.drawing(centre[1] + reach + below + PAD)


def _web(sheet: Sheet, centre: Place, radius: Fraction, chart: Radar) -> None:
    """Put rings, spokes and the two figures."""
    count = len(chart.spokes)
    ends = [_at(sheet, centre, radius, i, count) for i in range(count)]
    for part in (Fraction(n, 4) for n in (1, 2, 3, 4)):
        ring = [_at(sheet, centre, radius * part, i, count) for i in range(count)]
        sheet.stroke("month" if part == 1 else "grid", [*ring, ring[0]])
    sheet.strokes("grid", [(centre, end) for end in ends])
    now = [_at(sheet, centre, radius * _within(spoke.now), i, count) for i, spoke in enumerate(chart.spokes)]
    sheet.area("shape-now", now)
    if chart.planned:
        sheet.area(
            "shape-then",
            [_at(sheet, centre, radius * _within(spoke.then), i, count) for i, spoke in enumerate(chart.spokes)],
        )


def _within(part: Fraction | None) -> Fraction:
    return min(max(part or Fraction(0), Fraction(0)), Fraction(1))


def _direction(sheet: Sheet, number: int, count: int) -> Place:
    """Return where a spoke points, clockwise from the top in every language, rounded so that all machines agree."""
    angle = 2 * pi * number / count
    across, up = (Fraction(round(way * 10_000), 10_000) for way in (sin(angle), cos(angle)))
    return (-across if sheet.rtl else across), -up


def _at(sheet: Sheet, centre: Place, radius: Fraction, number: int, count: int) -> Place:
    across, down = _direction(sheet, number, count)
    return centre[0] + radius * across, centre[1] + radius * down


def _sides(sheet: Sheet, count: int) -> tuple[list[int], list[int]]:
    """Return the spokes whose labels stand at the end side and at the beginning side, each from the top down."""
    ways = {i: _direction(sheet, i, count) for i in range(count)}
    down = sorted(ways, key=lambda i: ways[i][1])
    return [i for i in down if ways[i][0] > 0], [i for i in down if ways[i][0] < 0]


def _names(sheet: Sheet, centre: Place, radius: Fraction, reach: Fraction, texts: Sequence[tuple[str, str]]) -> None:
    """Put each label at its spoke: beside the rings in two columns that keep apart, else above or below them."""
    high = Fraction(2 * sheet.line)
    beside = _sides(sheet, len(texts))
    for side, anchor, away in zip(beside, ("start", "end"), (1, -1), strict=True):
        wanted = [centre[1] + radius * _direction(sheet, i, len(texts))[1] for i in side]
        placed = apart(wanted, [high] * len(side), centre[1] - reach, centre[1] + reach)
        for i, middle in zip(side, placed, strict=True):
            out = max(abs(radius * _direction(sheet, i, len(texts))[0]), _chord(radius, middle - centre[1]))
            _label(sheet, texts[i], centre[0] + away * (out + _BESIDE), middle - high / 2, anchor)
    for i in range(len(texts)):
        if i not in beside[0] and i not in beside[1]:
            above = _direction(sheet, i, len(texts))[1] < 0
            top = centre[1] - reach - _BESIDE - high if above else centre[1] + reach + _BESIDE
            _label(sheet, texts[i], _at(sheet, centre, radius, i, len(texts))[0], top, "middle")


def _chord(radius: Fraction, down: Fraction) -> Fraction:
    """Return how far the outer circle reaches at a height: a label that had to move stays outside of it."""
    return Fraction(isqrt(max(0, int((radius**2 - down**2) * 100))), 10)


def _label(sheet: Sheet, text: tuple[str, str], x: Fraction, top: Fraction, anchor: str) -> None:
    under = sheet.block(text[:1], x, top, anchor, bold=True)
    sheet.block(text[1:], x, max(under, top + sheet.line), anchor)
