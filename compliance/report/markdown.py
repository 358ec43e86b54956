"""The report as Markdown."""

from __future__ import annotations

from compliance.report.document import Document, entries, kind
from compliance.report.templating import fill


def write(document: Document) -> bytes:
    """Return the Markdown document, UTF-8."""
    text = fill("report.md.j2", document.templates, document=document, kind_of=kind, entries_of=entries)
    lines = (line.rstrip() for line in text.split("\n"))
    collapsed: list[str] = []
    for line in lines:
        if line or (collapsed and collapsed[-1]):
            collapsed.append(line)
    return ("\n".join(collapsed).strip() + "\n").encode()
