"""Which kind a file is, told by what stands in it, and the search for that kind."""

from __future__ import annotations

import codecs
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from compliance import files
from compliance.errors import CannotAccess
from compliance.language import _
from compliance.persian import numbers
from compliance.personal import codes
from compliance.personal.findings import MEGABYTE, Enough, Findings, Search, Stop, damaged, only_first, unknown

SECONDS = 20.0
TEXT_LIMIT = 64 * MEGABYTE
FILE_LIMIT = 256 * MEGABYTE
_HEAD = 1 << 16
_PIECE = 1 << 18
_MIXED = "compliance.windows-1256"
_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NEVER_IN_TEXT = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1a\x1b")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RICH_TEXT = b"{\\rtf"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")


def search(path: Path) -> Search:
    """Search a file of any kind."""
    findings = Findings(SECONDS)
    with _opened(path) as stream:
        try:
            _by_kind(stream, findings)
        except Enough:
            pass
        except Stop as stop:
            findings.note(str(stop))
        except OSError:
            findings.note(damaged())
    return findings.search()


def _opened(path: Path) -> BinaryIO:
    """Open a regular file; a pipe or a device might never answer."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise CannotAccess(str(path), _("this is not a file"), _("give the path of a file"))
        return path.open("rb")
    except OSError as error:
        raise files.refused(path, error) from error


def _by_kind(stream: BinaryIO, findings: Findings) -> None:
    head = stream.read(_HEAD)
    stream.seek(0)
    text = _encoding(head)
    if head.startswith(_OLD_OFFICE):
        raise Stop(_("this is a Word or Excel file of the old form, or one behind a password"))
    if _is_pdf(head, text is not None):
        from compliance.personal.pdf import search as search_pdf

        _bounded(stream)
        search_pdf(stream, findings)
    elif head.startswith((b"PK\3\4", b"PK\5\6")):
        from compliance.personal.documents import search as search_document

        _bounded(stream)
        search_document(stream, findings)
    elif text is not None and not head.startswith(_RICH_TEXT):
        _search_text(stream, text, findings)
    elif head.startswith(_PICTURES) or head[8:12] == b"WEBP" or head[4:8] == b"ftyp":
        raise Stop(_("this is a picture or a film, which is not searched"))
    else:
        raise Stop(unknown())


def _is_pdf(head: bytes, is_text: bool) -> bool:
    """Tell a PDF, also one behind a few stray bytes, from a text that only speaks of one."""
    return head.lstrip().startswith(b"%PDF-") or (not is_text and b"%PDF-" in head[:1024])


def _bounded(stream: BinaryIO) -> None:
    if os.fstat(stream.fileno()).st_size > FILE_LIMIT:
        raise Stop(_("the file is larger than {size} MB").format(size=numbers.digits(FILE_LIMIT // MEGABYTE)))


def _encoding(head: bytes) -> str | None:
    """Return how a text is written, None for what is no text."""
    for mark, encoding in _ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    return "utf-8-sig" if _NEVER_IN_TEXT.isdisjoint(head) else None


def _search_text(stream: BinaryIO, encoding: str, findings: Findings) -> None:
    for line, code in codes.by_line(_pieces(stream, encoding, findings)):
        findings.add(_("line {n}").format(n=numbers.digits(line)), code)


def _pieces(stream: BinaryIO, encoding: str, findings: Findings) -> Iterator[str]:
    """Return a text in pieces with LF line ends, up to the limit."""
    errors = _MIXED if encoding == "utf-8-sig" else "replace"
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(errors), translate=True)
    size = 0
    while data := stream.read(_PIECE):
        yield decoder.decode(data)
        findings.tick()
        size += len(data)
        if size >= TEXT_LIMIT and os.fstat(stream.fileno()).st_size > size:
            findings.note(only_first(TEXT_LIMIT))
            return
    yield decoder.decode(b"", final=True)


def _windows_1256(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not UTF-8 as Windows-1256, and only those: some files mix both."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1256", "replace"), error.end


codecs.register_error(_MIXED, _windows_1256)
