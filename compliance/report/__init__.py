"""Documents: one set of tables feeds every format; a format is one file and one line here.

A format has `write(report) -> bytes`. Its module is imported only when asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from compliance.report.content import Report

FORMATS = {"md": "compliance.report.markdown", "html": "compliance.report.html"}


def write(report: Report, format_: str) -> bytes:
    """Return the document in one of `FORMATS`."""
    writer: Callable[[Report], bytes] = import_module(FORMATS[format_]).write
    return writer(report)
