"""What a drawing is made of, and the sheet that takes it in the reader's direction and turns it to the language's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance import language
from compliance.persian import marks, numbers
from compliance.report.lettering import ASCENT, DESCENT, width, wrap

PAD = 10
NARROW = 480  # a drawing that is narrower has smaller letters
_PERSIAN = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_TURNED = {"start": "end", "middle": "middle", "end": "start"}
_CORNERS = (  # of a square, a triangle and a diamond; the first shape is a circle
    ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    ((0, -1), (1, 1), (-1, 1)),
    ((0, -1), (1, 0), (0, 1), (-1, 0)),
)

Place = tuple[Fraction, Fraction]


class Stroke(NamedTuple):
    """A line of the drawing; `hue` and `dash` tell series apart."""

    kind: str
    path: str
    hue: int = 0
    dash: int = 0


class Dot(NamedTuple):
    """A point of a series; a hollow one stands alone."""

    path: str
    hue: int
    hollow: bool


class Label(NamedTuple):
    """A text with its direction marks, its place, and the side of it that stands there."""

    text: str
    x: str
    y: str
    anchor: str
    size: int
    bold: bool


class Box(NamedTuple):
    """White ground under a text."""

    x: str
    y: str
    width: str
    height: str


class Drawing(NamedTuple):
    """The parts of a drawing from the ground up, with coordinates as SVG takes them."""

    width: int
    height: int
    strokes: tuple[Stroke, ...]
    dots: tuple[Dot, ...]
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]


class Sheet:
    """Takes what is drawn in the reader's direction and turns it to that of the language."""

    def __init__(self, wide: int) -> None:
        self.wide = wide
        self.room = Fraction(wide - 2 * PAD)
        self.size = 13 if wide >= NARROW else 12
        self.line = int(self.size * (ASCENT + DESCENT)) + 2
        self.rtl = language.current() == "fa"
        self._strokes: list[Stroke] = []
        self._dots: list[Dot] = []
        self._boxes: list[Box] = []
        self._labels: list[Label] = []

    def drawing(self, bottom: Fraction) -> Drawing:
        """Return what was put on the sheet, which ends at `bottom`."""
        parts = (self._strokes, self._dots, self._boxes, self._labels)
        return Drawing(self.wide, -int(-bottom // 1), *map(tuple, parts))  # type: ignore[arg-type]

    def wrap(self, text: str) -> tuple[str, ...]:
        """Return the lines of a text as wide as the sheet."""
        return wrap(text, self.room, self.size)

    def high(self, lines: Sequence[str]) -> Fraction:
        """Return how high so many lines are."""
        return Fraction(len(lines) * self.line)

    def widest(self, lines: Sequence[str]) -> Fraction:
        """Return the width of the widest line."""
        return max(width(line, self.size) for line in lines)

    def stroke(self, kind: str, points: Iterable[Place], hue: int = 0, dash: int = 0) -> None:
        """Put a line through some points."""
        path = "M" + "L".join(f"{self.x(x)},{short(y)}" for x, y in points)
        self._strokes.append(Stroke(kind, path, hue, dash))

    def dot(self, x: Fraction, y: Fraction, hue: int, alone: bool, small: bool = False) -> None:
        """Put a point of a series."""
        reach = Fraction(13, 2) if alone else Fraction(2 if small else 4)
        self._dots.append(Dot(_shape(self.wide - x if self.rtl else x, y, reach, hue), hue, alone))

    def block(
        self, lines: Sequence[str], x: Fraction | int, top: Fraction, anchor: str = "start", *,
        bold: bool = False, ground: bool = False,
    ) -> Fraction:  # fmt: skip
        """Put lines below each other, the first one's room beginning at `top`, and return where they end."""
        if lines == ("",):
            return top
        size = self.size + 3 if bold else self.size
        line = int(size * (ASCENT + DESCENT)) + 2
        if ground:
            wide = self.widest(lines)
            begin = x - {"start": Fraction(0), "middle": wide / 2, "end": wide}[anchor]
            left = self.wide - begin - wide if self.rtl else begin
            self._boxes.append(Box(short(left - 2), short(top), short(wide + 4), short(Fraction(line * len(lines)))))
        for number, text in enumerate(lines):
            self.label(text, Fraction(x), top + line * number + 1 + size * ASCENT, anchor, bold)
        return top + line * len(lines)

    def label(self, text: str, x: Fraction, baseline: Fraction, anchor: str, bold: bool = False) -> None:
        """Put a text, the named side of it at `x`."""
        if self.rtl:
            anchor = _TURNED[anchor]
        size = self.size + 3 if bold else self.size
        self._labels.append(Label(self._marked(text), self.x(x), short(baseline), anchor, size, bold))

    def _marked(self, text: str) -> str:
        """Return a text with the marks a drawing needs whose own direction is left to right."""
        if not self.rtl:
            return text
        if not _PERSIAN.search(text):
            return marks.isolate(text)
        return marks.isolate_rtl(marks.isolate_runs(text))

    def x(self, x: Fraction) -> str:
        """Return a place across the sheet as SVG counts it."""
        return short(self.wide - x if self.rtl else x)


def short(amount: Fraction) -> str:
    """Return a coordinate, rounded once to tenths so that every machine writes the same."""
    return numbers.ascii_number(Fraction(amount), 1)


def _shape(x: Fraction, y: Fraction, reach: Fraction, hue: int) -> str:
    number = hue % (len(_CORNERS) + 1)
    if not number:
        round_ = f"a{short(reach)},{short(reach)} 0 1 0 "
        return f"M{short(x - reach)},{short(y)}{round_}{short(2 * reach)},0{round_}{short(-2 * reach)},0Z"
    return "M" + "L".join(f"{short(x + a * reach)},{short(y + b * reach)}" for a, b in _CORNERS[number - 1]) + "Z"
