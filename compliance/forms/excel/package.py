"""A file that claims to be a workbook, judged before any program of spreadsheets opens it.

What is no .xlsx is refused with what to do; so is one that is locked, too large when unpacked, damaged,
or that declares document types of its own, from which entities could come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput, Problem
from compliance.language import _
from compliance.persian import numbers
from compliance.personal import sheets
from compliance.personal.findings import MEGABYTE, Findings, Stop
from compliance.personal.packages import TOTAL_LIMIT, Package, Reader

_LARGEST = 20 * MEGABYTE
_SECONDS = 30
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_XML = (".xml", ".rels", ".vml")


class Content(NamedTuple):
    """The bytes of a workbook, and the ranges of merged cells by the name of their sheet."""

    data: bytes
    merged: Mapping[str, tuple[str, ...]]


def read(path: Path) -> Content:
    """Return a workbook's bytes; BadInput with what to do for anything that is not one."""
    try:
        data = files.read_bytes(path, _LARGEST)
    except BadInput as error:
        size = numbers.digits(_LARGEST // MEGABYTE)
        raise _refused(path, _("more than {size} MB").format(size=size)) from error
    if not data.startswith(b"PK"):
        raise _no_zip(path, data)
    findings = Findings(_SECONDS)
    try:
        package = Package(BytesIO(data), findings)
        if sheets.WORKBOOK not in package.parts:
            raise _no_workbook(path, data, package)
        if sum(part.file_size for part in package.parts.values()) > TOTAL_LIMIT:  # nobody unpacks more than that
            size = numbers.digits(TOTAL_LIMIT // MEGABYTE)
            raise _refused(path, _("more than {size} MB when unpacked").format(size=size))
        merged = dict(_merged(path, package))
    except Stop as stop:
        raise _refused(path, str(stop)) from stop
    if reasons := findings.search().unsearched:
        raise _refused(path, reasons)
    return Content(data, merged)


def _merged(path: Path, package: Package) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield merged ranges by sheet; every part is read to its end, and has to be whole and without a DOCTYPE."""
    twice = [name for name, count in Counter(package.names).items() if count > 1]
    if twice:
        raise _refused(path, _("two parts of one name: {name}").format(name=twice[0]))
    names = sheets.names_of(package)
    for part in package.some(list(package.parts)):
        if part.endswith(_XML):
            ranges = _Ranges(package.findings)
            package.read(part, ranges)
            if part in names:
                yield names[part], tuple(ranges.merged)


class _Ranges(Reader):
    """The ranges of merged cells of a sheet."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings)
        self.merged: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take a range."""
        if name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))


def _no_zip(path: Path, data: bytes) -> BadInput:
    if data.startswith(_OLE) and _ENCRYPTED in data:
        mend = _("open it in Excel, take the password away (File, Info, Protect Workbook), and save it")
        return _refused(path, _("a workbook behind a password"), mend)
    if data.startswith(_OLE):
        return _refused(path, _("an old workbook (.xls)"), _("open it and save it as “Excel Workbook (.xlsx)”"))
    mend = _("give the form itself, an .xlsx file; a CSV file or a page has lost what ties answers to questions")
    return _refused(path, _("a file that is no workbook"), mend)


def _no_workbook(path: Path, data: bytes, package: Package) -> BadInput:
    if _ODS in data[:200]:
        return _refused(
            path, _("an OpenDocument spreadsheet (.ods)"), _("open it and save it as “Excel Workbook (.xlsx)”")
        )
    if "xl/workbook.bin" in package.parts:
        return _refused(path, _("a binary workbook (.xlsb)"), _("open it and save it as “Excel Workbook (.xlsx)”"))
    return _refused(path, _("a file that is no workbook"))


def _refused(path: Path, seen: str, mend: str | None = None) -> BadInput:
    advice = mend or _("open the form in Excel or LibreOffice and save it again as .xlsx, or export it anew")
    return BadInput([Problem(str(path), None, seen, _("the form as “form export” wrote it, an .xlsx file"), advice)])
