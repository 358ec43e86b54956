"""The report as Markdown."""

from __future__ import annotations

from compliance.report import views
from compliance.report.content import Report
from compliance.report.templating import fill


def write(report: Report) -> bytes:
    """Return the Markdown document, UTF-8."""
    text = fill("report.md.j2", report.templates, **views.everything(report))
    lines = (line.rstrip() for line in text.split("\n"))
    collapsed: list[str] = []
    for line in lines:
        if line or (collapsed and collapsed[-1]):
            collapsed.append(line)
    return ("\n".join(collapsed).strip() + "\n").encode()
