"""The report as one self-contained page: no request leaves it, and it prints on A4."""

from __future__ import annotations

import base64

from compliance import data
from compliance.report import charts, views
from compliance.report.content import Report
from compliance.report.templating import fill

FONT = "vazirmatn.woff2"


def write(report: Report) -> bytes:
    """Return the page, UTF-8, with style, font and drawings inside."""
    values = views.everything(report)
    now, after = charts.radar(report.main, values["after"])
    text = fill(
        "page.html.j2",
        report.templates,
        **values,
        style=_own_or_shipped(report, "page.css"),
        font=base64.b64encode((data.shipped("templates") / "fonts" / FONT).read_bytes()).decode(),
        charts={
            "now": now,
            "after": after,
            "rings": charts.rings(len(now)),
            "size": charts.SIZE,
            "polygon": charts.polygon,
        },
        letters=_rendered("letters.md.j2", report, values),
        rules=_rendered("rules.md.j2", report, values),
    )
    return text.encode()


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
