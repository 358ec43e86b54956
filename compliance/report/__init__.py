"""Documents: one document of blocks feeds every format; a format is one file and one line here.

A format has `write(document) -> bytes`. Its module is imported only when asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from compliance.report.document import Document

FORMATS = {
    "md": "compliance.report.markdown",
    "html": "compliance.report.html",
    "pdf": "compliance.report.pdf",
    "docx": "compliance.report.docx",
    "xlsx": "compliance.report.xlsx",
    "json": "compliance.report.data",
}


def write(document: Document, format_: str) -> bytes:
    """Return the document in one of `FORMATS`."""
    writer: Callable[[Document], bytes] = import_module(FORMATS[format_]).write
    return writer(document)
