"""The process that reads a PDF from standard input; see `compliance.personal.pdf`, which starts it.

It says on standard output, one thing a line: `found PAGE CODE` with the code masked (page 0 is the
properties), `textless PAGE`, `inner` when pictures or files are inside, `locked`, and `end`.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
from typing import Any

from compliance.personal import codes

_MEMORY = 1 << 30
_SECONDS = 60
_MOST_FOUND = 1000
_MOST_TEXTLESS = 100
_LONGEST_FIELD = 1 << 20
_DEEPEST = 5
# The texts a note or a form field may carry: its words, its value, and how a field is called.
_FIELDS = (b"Contents", b"V", b"TU")


def main() -> None:
    """Search the PDF on standard input within bounds of memory and time."""
    _bound()
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            _say("locked")
        return
    if _Search(document, pypdfium2).run():
        _say("end")


def _bound() -> None:
    """Let the system end this process when it asks for too much, and leave no image of its memory."""
    if sys.platform != "win32":
        import resource

        for bound, most in (
            (resource.RLIMIT_AS, _MEMORY),
            (resource.RLIMIT_CPU, _SECONDS),
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(ValueError, OSError):  # not every system knows each of them
                resource.setrlimit(bound, (most, most))


def _say(line: str) -> None:
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()


class _Search:
    """Goes through one document."""

    def __init__(self, document: Any, library: Any) -> None:
        self._document, self._raw, self._error = document, library.raw, library.PdfiumError
        self._found = self._textless = 0
        self._inner = False

    def run(self) -> bool:
        """Search everything that has text, and tell whether every page could be read."""
        self._take(0, "\n".join(self._document.get_metadata_dict().values()))
        if self._raw.FPDFDoc_GetAttachmentCount(self._document) > 0:
            self._have_inner()
        whole = True
        for number in range(len(self._document)):
            try:
                self._page(number + 1, self._document[number])
            except self._error:
                whole = False
        return whole

    def _page(self, number: int, page: Any) -> None:
        words = page.get_textpage()
        text = words.get_text_range()
        self._take(number, text, drawn=True)
        words.close()
        self._take(number, "\n".join(self._fields(page)))
        if text.strip():
            if self._pictures(page):
                self._have_inner()
        elif self._raw.FPDFPage_CountObjects(page) and self._textless < _MOST_TEXTLESS:
            self._textless += 1
            _say(f"textless {number}")
        page.close()

    def _take(self, page: int, text: str, drawn: bool = False) -> None:
        for _at, code in codes.find(text, drawn):
            if self._found < _MOST_FOUND:
                self._found += 1
                _say(f"found {page} {codes.masked(code)}")

    def _have_inner(self) -> None:
        if not self._inner:
            self._inner = True
            _say("inner")

    def _pictures(self, holder: Any, depth: int = 0) -> bool:
        """Tell whether there is a picture among the objects of a page, or of forms drawn on it."""
        if self._inner:
            return True
        raw = self._raw
        count, get = (
            (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
            if depth
            else (raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
        )
        for thing in (get(holder, at) for at in range(count(holder))):
            kind = raw.FPDFPageObj_GetType(thing)
            inside = kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST
            if kind == raw.FPDF_PAGEOBJ_IMAGE or (inside and self._pictures(thing, depth + 1)):
                return True
        return False

    def _fields(self, page: Any) -> list[str]:
        """Return the texts of notes and form fields, which a page's own text leaves out."""
        texts = []
        for at in range(self._raw.FPDFPage_GetAnnotCount(page)):
            note = self._raw.FPDFPage_GetAnnot(page, at)
            if note:
                texts += [self._field(note, name) for name in _FIELDS]
                self._raw.FPDFPage_CloseAnnot(note)
        return texts

    def _field(self, note: Any, name: bytes) -> str:
        """Return one text of a note; its length in bytes comes first, then the text in UTF-16."""
        size = self._raw.FPDFAnnot_GetStringValue(note, name, None, 0)
        if not 2 < size <= _LONGEST_FIELD:
            return ""
        text = (ctypes.c_ushort * (size // 2))()
        self._raw.FPDFAnnot_GetStringValue(note, name, text, size)
        return bytes(text).decode("utf-16-le", "replace").rstrip("\0")
