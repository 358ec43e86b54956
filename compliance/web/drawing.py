"""Charts for a page: each twice, for wide places and for telephones; the page's own style chooses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from compliance.report import charts
from compliance.report.charts import NARROW, Chart

_WIDE = 960


class Drawn(NamedTuple):
    """A chart's title, and its drawing for both widths."""

    title: str
    wide: str
    narrow: str


def drawn(shown: Iterable[Chart]) -> list[Drawn]:
    """Return charts as a page shows them."""
    from markupsafe import Markup

    return [
        Drawn(
            chart.title,
            Markup(charts.svg(chart, standalone=False, wide=_WIDE)),
            Markup(charts.svg(chart, standalone=False, wide=NARROW)),
        )
        for chart in shown
    ]
