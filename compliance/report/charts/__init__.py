"""Charts as SVG: one way to draw them all, for a page, for a file of its own, and for a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from compliance.report.charts.drawing import Drawing
from compliance.report.charts.lettering import clean

WIDE, NARROW = 720, 340  # a sheet of A4, a telephone


class Chart(Protocol):
    """What can be drawn: `description` is the alternative text, what the chart says in a sentence or two."""

    @property
    def title(self) -> str:
        """What it is about."""

    @property
    def description(self) -> str:
        """What it says, with numbers."""

    def draw(self, wide: int, titled: bool) -> Drawing:
        """Return the drawing so many units wide, with or without its title, in the language in use."""


def svg(chart: Chart, own: Path | None = None, standalone: bool = True, wide: int = WIDE) -> str:
    """Return the chart as a file of its own with its title, or as a drawing to stand below a page's heading."""
    return _filled(chart, own, wide, standalone)


def both(chart: Chart, own: Path | None = None, wide: int = WIDE) -> str:
    """Return the chart for a page twice, for a place so wide and for telephones; the width of the window chooses."""
    return _filled(chart, own, wide, False, "wide") + _filled(chart, own, NARROW, False, "narrow")


def _filled(chart: Chart, own: Path | None, wide: int, standalone: bool, room: str = "") -> str:
    from compliance.report.templating import fill

    return fill(
        "charts/drawing.svg.j2",
        own,
        drawing=chart.draw(wide, titled=standalone),
        title=clean(chart.title),
        description=clean(chart.description),
        standalone=standalone,
        room=room,
    )
