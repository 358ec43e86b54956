"""The report as one self-contained page: no request leaves it, and it prints on A4."""

from __future__ import annotations

import base64

from compliance import data
from compliance.report import views
from compliance.report.charts import NARROW, Chart, bars, radar, svg
from compliance.report.content import Report
from compliance.report.templating import fill

FONT = "vazirmatn.woff2"


def write(report: Report) -> bytes:
    """Return the page, UTF-8, with style, font and drawings inside."""
    values = views.everything(report)
    text = fill(
        "page.html.j2",
        report.templates,
        **values,
        style=_own_or_shipped(report, "page.css"),
        font=base64.b64encode((data.shipped("templates") / "fonts" / FONT).read_bytes()).decode(),
        radar=_drawn(radar.radar(report.main, values["after"]), report, NARROW),
        bars=_drawn(bars.of_indicators(report.main, values["after"]), report, NARROW),
        letters=_rendered("letters.md.j2", report, values),
        rules=_rendered("rules.md.j2", report, values),
    )
    return text.encode()


def _drawn(chart: Chart, report: Report, wide: int) -> str:
    """Return a drawing that stands in the page."""
    from markupsafe import Markup

    return Markup(svg(chart, report.templates, standalone=False, wide=wide))


def _rendered(template: str, report: Report, values: dict[str, object]) -> str:
    """Return a Markdown part as HTML; what is put into it was escaped by its template."""
    from markdown import markdown
    from markupsafe import Markup

    return Markup(markdown(fill(template, report.templates, **values), extensions=["tables"]))


def _own_or_shipped(report: Report, name: str) -> str:
    """Return a file of templates as it is, the office's own before the shipped one."""
    from markupsafe import Markup

    from compliance import files

    own = report.templates / name if report.templates else None
    path = own if own is not None and own.is_file() else data.shipped("templates") / name
    return Markup(files.read_text(path))
