"""The report as one self-contained page: no request leaves it, and it prints on A4."""

from __future__ import annotations

import base64

from compliance import data
from compliance.report.document import Document
from compliance.report.templating import fill

FONT = "vazirmatn.woff2"


def write(document: Document) -> bytes:
    """Return the page, UTF-8, with style, font and drawings inside."""
    from markupsafe import Markup

    from compliance.report.charts import both

    text = fill(
        "page.html.j2",
        document.templates,
        document=document,
        picture=lambda chart: Markup(both(chart, document.templates)),
        style=_own_or_shipped(document, "page.css"),
        font=base64.b64encode((data.shipped("templates") / "fonts" / FONT).read_bytes()).decode(),
    )
    return text.encode()


def _own_or_shipped(document: Document, name: str) -> str:
    """Return a file of templates as it is, the office's own before the shipped one."""
    from markupsafe import Markup

    from compliance import files

    own = document.templates / name if document.templates else None
    path = own if own is not None and own.is_file() else data.shipped("templates") / name
    return Markup(files.read_text(path))
