"""Documents: one document of blocks feeds every format; a format is one file and one line here.

A format has `write(document) -> bytes`. Its module is imported only when asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from compliance.errors import BadInput
from compliance.language import _
from compliance.report.document import Document
from compliance.schema import listed, quoted

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


def format_of(path: Path, option: str, kinds: Iterable[str]) -> str:
    """Return the format that a file's ending names, one of `kinds`; BadInput with the option for another one."""
    ending, known = path.suffix.lower().lstrip("."), tuple(kinds)
    if ending in known:
        return ending
    raise BadInput.of(
        option,
        None,
        quoted(path.name),
        _("a file that ends in {kinds}").format(kinds=listed(f".{one}" for one in known)),
        _("name it so"),
    )
