"""Papers of headquarters: parts as a document, which every format shows in its own way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from compliance import files
from compliance import report as formats
from compliance.language import _, current
from compliance.persian import numbers
from compliance.report import document_records
from compliance.report.document import Document, Part

SENDER = "headquarters"


def paper(
    parts: Iterable[Part],
    title: str,
    round_: str,
    day: date,
    number: str = "",
    registered: bool = True,
    emblem: Path | None = None,
    flowing: bool = False,
) -> Document:
    """Return parts as a document that headquarters sends or keeps; `number` is that of its registry.

    The parts of a `flowing` one follow each other on a page.
    """
    made, name = tuple(parts), _("Headquarters of the programme")
    return Document(
        office=name,
        title=title,
        language=current(),
        round=round_,
        parts=made,
        why_draft="",
        code=document_records.code(SENDER, name, round_, made, ""),
        day=day,
        number=numbers.digits(number),
        emblem=emblem,
        registered=registered,
        flowing=flowing,
    )


def write(document: Document, path: Path, option: str, kinds: Iterable[str]) -> None:
    """Write a document in the format that the file's ending names."""
    files.write(path, formats.write(document, formats.format_of(path, option, kinds)))
