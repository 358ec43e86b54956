"""What a drawing is made of, and the sheet that takes it in the reader's direction and turns it to the language's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance import language
from compliance.persian import marks
from compliance.report.charts.lettering import ASCENT, height, width, wrap

PAD = 10
NARROW = 480  # a drawing that is narrower has smaller letters
LEAST = 320  # no drawing is narrower
_PERSIAN = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_TURNED = {"start": "end", "middle": "middle", "end": "start"}
_CORNERS = (  # of a square, a triangle and a diamond; the first shape is a circle
    ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    ((0, -1), (1, 1), (-1, 1)),
    ((0, -1), (1, 0), (0, 1), (-1, 0)),
)

Place = tuple[Fraction, Fraction]
Room = tuple[Fraction, Fraction, Fraction, Fraction]  # where it begins, its top, how wide and high it is


class Shape(NamedTuple):
    """A line or an area, as the template draws its kind; `hue` and `dash` tell series apart."""

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
    """A text with its direction marks, its place, and the side of it that stands there; `up` runs upwards."""

    text: str
    x: str
    y: str
    anchor: str
    size: int
    bold: bool
    up: bool = False


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
    shapes: tuple[Shape, ...]
    dots: tuple[Dot, ...]
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]


class Sheet:
    """Takes what is drawn in the reader's direction and turns it to that of the language."""

    def __init__(self, wide: int) -> None:
        self.wide = max(wide, LEAST)
        self.narrow = self.wide < NARROW
        self.room = Fraction(self.wide - 2 * PAD)
        self.size = 12 if self.narrow else 13
        self.line = height(self.size)
        self.rtl = language.current() == "fa"
        self._shapes: list[Shape] = []
        self._dots: list[Dot] = []
        self._boxes: list[Box] = []
        self._labels: list[Label] = []

    def drawing(self, bottom: Fraction) -> Drawing:
        """Return what was put on the sheet, which ends at `bottom`."""
        parts = (self._shapes, self._dots, self._boxes, self._labels)
        return Drawing(self.wide, -int(-bottom // 1), *map(tuple, parts))  # type: ignore[arg-type]

    # --- texts

    def wrap(self, text: str, room: Fraction | None = None, most: int = 3) -> tuple[str, ...]:
        """Return the lines of a text, as wide as the sheet or the room."""
        return wrap(text, self.room if room is None else room, self.size, most)

    def high(self, lines: Sequence[str]) -> Fraction:
        """Return how high so many lines are."""
        return Fraction(len(lines) * self.line)

    def widest(self, lines: Sequence[str], size: int = 0, bold: bool = False) -> Fraction:
        """Return the width of the widest line."""
        return max(width(line, size or self.size, bold) for line in lines)

    def heading(self, title: str) -> Fraction:
        """Put the title at the top, and return where it ends."""
        size = self.size + 3
        return self.block(wrap(title, self.room, size, bold=True), PAD, Fraction(PAD), size=size, bold=True) + 4

    def nothing(self, top: Fraction) -> Drawing:
        """Return the sheet with a sentence that there is nothing on it."""
        from compliance.language import _

        return self.drawing(self.block(self.wrap(_("There is nothing to draw yet.")), PAD, top) + PAD)

    def block(
        self, lines: Sequence[str], x: Fraction | int, top: Fraction, anchor: str = "start", *,
        size: int = 0, bold: bool = False, ground: bool = False,
    ) -> Fraction:  # fmt: skip
        """Put lines below each other, the first one's room beginning at `top`, and return where they end."""
        if tuple(lines) == ("",):
            return top
        size = size or self.size
        line = height(size)
        if ground:
            wide = self.widest(lines, size, bold)
            begin = x - {"start": Fraction(0), "middle": wide / 2, "end": wide}[anchor]
            left = self.wide - begin - wide if self.rtl else begin
            self._boxes.append(Box(short(left - 2), short(top), short(wide + 4), short(Fraction(line * len(lines)))))
        for number, text in enumerate(lines):
            self.label(text, Fraction(x), top + line * number + 1 + size * ASCENT, anchor, size=size, bold=bold)
        return top + line * len(lines)

    def label(
        self, text: str, x: Fraction, baseline: Fraction, anchor: str, *, size: int = 0, bold: bool = False
    ) -> None:
        """Put a text, the named side of it at `x`."""
        if self.rtl:
            anchor = _TURNED[anchor]
        self._labels.append(Label(self._marked(text), self.x(x), short(baseline), anchor, size or self.size, bold))

    def upright(self, lines: Sequence[str], middle: Fraction, bottom: Fraction, size: int) -> None:
        """Put lines that run upwards from `bottom`, the first one at the left in every language."""
        left = (self.wide - middle if self.rtl else middle) - Fraction(height(size) * len(lines), 2)
        for number, text in enumerate(lines):
            baseline = left + height(size) * number + 1 + size * ASCENT
            label = Label(self._marked(text), short(baseline), short(bottom), "start", size, False, True)
            self._labels.append(label)

    def _marked(self, text: str) -> str:
        """Return a text with the marks a drawing needs whose own direction is left to right."""
        if not self.rtl or not _PERSIAN.search(text):
            return marks.whole(text, self.rtl)
        return marks.isolate_rtl(marks.isolate_runs(text))

    # --- shapes, in the order in which they cover each other

    def stroke(self, kind: str, points: Iterable[Place], hue: int = 0, dash: int = 0) -> None:
        """Put a line through some points."""
        self.strokes(kind, [points], hue, dash)

    def strokes(self, kind: str, lines: Iterable[Iterable[Place]], hue: int = 0, dash: int = 0) -> None:
        """Put lines that look alike."""
        path = "".join(map(self._path, lines))
        if path:
            self._shapes.append(Shape(kind, path, hue, dash))

    def area(self, kind: str, points: Iterable[Place]) -> None:
        """Put a closed figure."""
        self._shapes.append(Shape(kind, self._path(points) + "Z"))

    def rectangle(self, kind: str, begin: Fraction, top: Fraction, wide: Fraction, high: Fraction) -> None:
        """Put a rectangle."""
        end, bottom = begin + wide, top + high
        self.area(kind, [(begin, top), (end, top), (end, bottom), (begin, bottom)])

    def hatch(self, kind: str, begin: Fraction, top: Fraction, wide: Fraction, high: Fraction, step: int = 5) -> None:
        """Put slanting lines into a rectangle: what differs by them differs without colours too."""
        end, bottom = begin + wide, top + high
        lines = []
        slant = begin + top + step
        while slant < end + bottom:
            lines.append(
                [
                    (max(begin, slant - bottom), min(bottom, slant - begin)),
                    (min(end, slant - top), max(top, slant - end)),
                ]
            )
            slant += step
        self.strokes(kind, lines)

    def dot(self, x: Fraction, y: Fraction, hue: int, alone: bool, small: bool = False) -> None:
        """Put a point of a series."""
        reach = Fraction(13, 2) if alone else Fraction(2 if small else 4)
        self._dots.append(Dot(_shape(self.wide - x if self.rtl else x, y, reach, hue), hue, alone))

    def disc(self, kind: str, x: Fraction, y: Fraction, reach: Fraction) -> None:
        """Put a circle."""
        self._shapes.append(Shape(kind, _shape(self.wide - x if self.rtl else x, y, reach, 0)))

    def _path(self, points: Iterable[Place]) -> str:
        return "M" + "L".join(f"{self.x(x)},{short(y)}" for x, y in points)

    def x(self, x: Fraction) -> str:
        """Return a place across the sheet as SVG counts it."""
        return short(self.wide - x if self.rtl else x)


def short(amount: Fraction | int) -> str:
    """Return a coordinate, rounded once to tenths so that every machine writes the same."""
    top, bottom = abs(amount.numerator), amount.denominator
    whole, tenth = divmod((20 * top + bottom) // (2 * bottom), 10)
    sign = "-" if amount < 0 and (whole or tenth) else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"


def _shape(x: Fraction, y: Fraction, reach: Fraction, hue: int) -> str:
    number = hue % (len(_CORNERS) + 1)
    if not number:
        round_ = f"a{short(reach)},{short(reach)} 0 1 0 "
        return f"M{short(x - reach)},{short(y)}{round_}{short(2 * reach)},0{round_}{short(-2 * reach)},0Z"
    return "M" + "L".join(f"{short(x + a * reach)},{short(y + b * reach)}" for a, b in _CORNERS[number - 1]) + "Z"
