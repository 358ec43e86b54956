"""A file that claims to be a workbook, judged before any program of spreadsheets opens it.

What is no .xlsx is refused by its name with what to do; so is one that is locked, holds macros, is too large
when unpacked, damaged, or declares document types of its own, from which entities could come.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput
from compliance.forms.workbooks.wanted import Wanted
from compliance.language import _
from compliance.persian import numbers
from compliance.personal import findings, sheets
from compliance.personal.findings import MEGABYTE, Findings, Stop
from compliance.personal.packages import PART_LIMIT, TOTAL_LIMIT, Package, Reader

LARGEST = 20 * MEGABYTE
_MOST_PARTS = 500
_SECONDS = 30
_ZIP, _OLE, _PDF = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_MACROS = re.compile(r"xl/(vbaproject\.bin$|macrosheets/)")
_STRICT = "http://purl.oclc.org/ooxml/"
_XML, _DRAWING = (".xml", ".rels"), ".vml"
_HEAD = 4096
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # order marks, halves of UTF-16, spaces


class Content(NamedTuple):
    """The bytes of a workbook, and the ranges of merged cells by the name of their sheet."""

    data: bytes
    merged: Mapping[str, tuple[str, ...]]


def is_packed(head: bytes) -> bool:
    """Whether a file that begins so is a workbook, or another file of programs that is certainly no text."""
    return head.startswith((_ZIP, _OLE, _PDF, *_PICTURES))


def judged(path: Path, wanted: Wanted) -> Content:
    """Return a workbook's bytes; BadInput with what to do for anything that is not one."""
    data = _read(path, wanted)
    if not data.startswith(_ZIP):
        raise _no_zip(path, data, wanted)
    try:
        package = Package(BytesIO(data), _Strictly(_SECONDS))
        _is_workbook(path, data, package, wanted)
        return Content(data, dict(_merged(package)))
    except Stop as stop:
        raise wanted.refused(path, _said(str(stop))) from stop
    except _Strict as strict:
        raise wanted.other(path, _("a workbook saved as “Strict Open XML”")) from strict


def _read(path: Path, wanted: Wanted) -> bytes:
    try:
        return files.read_bytes(path, LARGEST)
    except BadInput as error:
        raise wanted.refused(path, _more_than(LARGEST)) from error


def _more_than(size: int) -> str:
    return _("more than {size} MB").format(size=numbers.digits(size // MEGABYTE))


def _unpacked(size: int) -> str:
    return _("more than {size} MB when unpacked").format(size=numbers.digits(size // MEGABYTE))


class _Strictly(Findings):
    """Ends at the first thing that a search of files would only note."""

    def note(self, reason: str) -> None:
        """End with the reason."""
        raise Stop(reason)


class _Strict(Exception):
    """A workbook in the strict variant of the format, which only Excel reads."""


def _said(reason: str) -> str:
    """Return why a search of files ends, as it is said of a workbook."""
    words: dict[str, Callable[[], str]] = {
        findings.damaged(): lambda: _("a damaged workbook"),
        findings.locked(): lambda: _("a workbook behind a password"),
        findings.only_first(PART_LIMIT): lambda: _unpacked(PART_LIMIT),
        findings.only_first(TOTAL_LIMIT): lambda: _unpacked(TOTAL_LIMIT),
        findings.slow(_SECONDS): lambda: _("a workbook that takes longer than {n} seconds to read").format(
            n=numbers.digits(_SECONDS)
        ),
    }
    return words[reason]() if reason in words else reason


def _no_zip(path: Path, data: bytes, wanted: Wanted) -> BadInput:
    if data.startswith(_OLE) and _ENCRYPTED in data:
        mend = _("open it in Excel, take the password away (File, Info, Protect Workbook), and save it")
        return wanted.refused(path, _("a workbook behind a password"), mend)
    if data.startswith(_OLE):
        return wanted.other(path, _("an old workbook (.xls)"))
    return wanted.refused(path, _kind(data), wanted.instead)


def _kind(data: bytes) -> str:
    """Return what a file is that no program of spreadsheets packed, whatever it is called."""
    head = data[:_HEAD]
    if not head.strip():
        return _("an empty file, which is no workbook")
    if head.startswith(_PDF):
        return _("a PDF file, which is no workbook")
    if head.startswith(_PICTURES):
        return _("a picture, which is no workbook")
    if b"\0" in head:
        return _("a file that is no workbook")
    if _begins_as_xml(head):
        return _("a page or XML file, which is no workbook")
    return _("a text file such as CSV, which is no workbook")


def _begins_as_xml(head: bytes) -> bool:
    """Whether a file may be XML: that begins with a tag, whatever it is called."""
    return head.lstrip(_BEFORE_XML).startswith(b"<")


def _is_workbook(path: Path, data: bytes, package: Package, wanted: Wanted) -> None:
    """Refuse packages that are something else, or hold more than a form needs."""
    if _ODS in data[:200]:
        raise wanted.other(path, _("an OpenDocument spreadsheet (.ods)"))
    if "xl/workbook.bin" in package.parts:
        raise wanted.other(path, _("a binary workbook (.xlsb)"))
    if "word/document.xml" in package.parts:
        raise wanted.refused(path, _("a Word file, which is no workbook"), wanted.instead)
    if sheets.WORKBOOK not in package.parts:
        raise wanted.refused(path, _("a file that is no workbook"), wanted.instead)
    if any(map(_MACROS.match, package.parts)):
        raise wanted.other(path, _("a workbook with macros (.xlsm)"))
    if len(package.names) > _MOST_PARTS:
        said = _("a workbook of more than {n} parts")
        raise wanted.refused(path, said.format(n=numbers.digits(_MOST_PARTS)))
    twice = [name for name, count in Counter(package.names).items() if count > 1]
    if twice:
        raise wanted.refused(path, _("two parts of one name: {name}").format(name=twice[0]))
    if sum(part.file_size for part in package.parts.values()) > TOTAL_LIMIT:  # nobody unpacks more than that
        raise wanted.refused(path, _unpacked(TOTAL_LIMIT))


def _merged(package: Package) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield merged ranges by sheet; all XML is read to its end, and has to be whole and without a DOCTYPE.

    A part that is called something else may be XML as well: programs follow relations, not names. Excel writes
    drawings of its own that are not whole, which nobody here opens; they end at the first fault.
    """
    names = sheets.names_of(package)
    for part in package.parts:
        if part.endswith(_XML) or _begins_as_xml(package.head(part, _HEAD)):
            seen = _Part(package.findings, part in names)
            try:
                package.read(part, seen)
            except Stop as stop:
                if not part.endswith(_DRAWING) or str(stop) != findings.damaged():
                    raise
            if part in names:
                yield names[part], tuple(seen.merged)


class _Part(Reader):
    """What a part says: the ranges of merged cells of a sheet, whose rows have to follow each other."""

    def __init__(self, findings: Findings, sheet: bool) -> None:
        super().__init__(findings)
        self.merged: list[str] = []
        self._sheet, self._row = sheet, 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take a range; refuse a row that stands behind a later one, which programs skip."""
        if name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))
        elif self._sheet and name == "row" and "r" in attributes:
            before, self._row = self._row, int(attributes["r"])
            if self._row <= before:
                raise ValueError("rows out of order")
        elif name == "workbook" and any(value.startswith(_STRICT) for value in attributes.values()):
            raise _Strict
