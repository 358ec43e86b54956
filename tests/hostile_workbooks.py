"""Files that are no honest workbook, made from an honest one; and the words by which each has to be named."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

Deed = Callable[[Path], object]
Change = Callable[[str, bytes], bytes]
BOMB = b"<a>" + b" " * (140 * 2**20) + b"</a>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "worksheets/sheet1.xml"


def repacked(path: Path, change: Change, more: dict[str, bytes] | None = None) -> None:
    """Change the parts of a workbook, and add some."""
    with zipfile.ZipFile(path) as package:
        parts = [(name, change(name, package.read(name))) for name in package.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in [*parts, *(more or {}).items()]:
            package.writestr(name, content)


def same(_name: str, content: bytes) -> bytes:
    """Change nothing."""
    return content


def with_parts(**more: bytes) -> Deed:
    """Return what adds parts; `__` stands for a slash."""
    return lambda path: repacked(path, same, {name.replace("__", "/"): content for name, content in more.items()})


def bytes_of(content: bytes) -> Deed:
    """Return what puts these bytes in the place of the workbook."""
    return lambda path: path.write_bytes(content)


def package_of(**parts: bytes) -> Deed:
    """Return what puts a package of these parts in the place of the workbook."""

    def deed(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as package:
            for name, content in parts.items():
                package.writestr(name.replace("__", "/"), content)

    return deed


def entity(encoding: str) -> Deed:
    """Return what puts declarations into a sheet, in an encoding that XML readers know."""
    lol = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/passwd">]><l>&a;&b;</l>'
    return lambda path: repacked(path, lambda name, old: lol.encode(encoding) if name.endswith(SHEET) else old)


def moved(content: bytes) -> Deed:
    """Return what lets the workbook lead to a sheet under the name of a picture."""

    def deed(path: Path) -> None:
        lead = (b"worksheets/sheet1.xml", b"media/image1.png")
        repacked(path, lambda _name, old: old.replace(*lead), {"xl/media/image1.png": content})

    return deed


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2000])


def half(part: str) -> Deed:
    """Return what leaves a part behind only half."""
    return lambda path: repacked(path, lambda name, old: old[: len(old) // 2] if name == part else old)


def _big(path: Path) -> None:
    with path.open("ab") as stream:
        stream.truncate(21 * 2**20)


def _out_of_order(path: Path) -> None:
    """A later row before an earlier one: programs that read on would leave the earlier one out."""
    rows = b'<row r="9"></row><row r="2"></row></sheetData>'
    repacked(path, lambda name, old: old.replace(b"</sheetData>", rows) if name.endswith(SHEET) else old)


def _strict(path: Path) -> None:
    old, new = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    repacked(path, lambda _name, content: content.replace(old, new))


def _zip_locked(path: Path) -> None:
    """Say of every part that a password is needed."""
    content = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 1)
    path.write_bytes(content)


HOSTILE: dict[str, tuple[Deed, str]] = {
    "entity": (entity("utf-8"), "DOCTYPE"),
    "entity in UTF-16": (entity("utf-16"), "DOCTYPE"),
    "entity in a part called a picture": (moved(b'\xef\xbb\xbf\n<!DOCTYPE l [<!ENTITY a "ha">]><l/>'), "DOCTYPE"),
    "bomb": (with_parts(xl__worksheets__sheet99=BOMB), "128 MB when unpacked"),
    "bomb in a part called a picture": (moved(BOMB), "128 MB when unpacked"),
    "one part of 70 MB": (lambda path: repacked(path, same, {"xl/a.xml": BOMB[: 70 * 2**20]}), "64 MB when unpacked"),
    "501 parts": (with_parts(**{f"xl__media__{n}.png": b"" for n in range(501)}), "more than 500 parts"),
    "truncated": (_cut, "a damaged workbook"),
    "half a sheet": (half("xl/worksheets/sheet1.xml"), "a damaged workbook"),
    "half a style": (half("xl/styles.xml"), "a damaged workbook"),
    "rows out of order": (_out_of_order, "a damaged workbook"),
    "part twice": (with_parts(XL__worksheets__sheet1=b"", **{"XL__worksheets__sheet1.xml": b"<a/>"}), "two parts"),
    ".xls": (bytes_of(OLE + b"\0" * 1000), r"old workbook \(\.xls\)"),
    "password": (bytes_of(OLE + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le")), "behind a password"),
    "password of a zip": (_zip_locked, "behind a password"),
    ".xlsm": (with_parts(**{"xl__vbaProject.bin": OLE}), r"macros \(\.xlsm\)"),
    "macros of Excel 4": (with_parts(**{"xl__macrosheets__sheet1.xml": b"<a/>"}), r"macros \(\.xlsm\)"),
    ".xlsb": (package_of(**{"xl__workbook.bin": b""}), r"binary workbook \(\.xlsb\)"),
    ".ods": (package_of(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), r"OpenDocument .*\(\.ods\)"),
    "strict": (_strict, "Strict Open XML"),
    "Word": (package_of(**{"word__document.xml": b"<a/>"}), "a Word file, which is no workbook"),
    "another package": (package_of(**{"a.txt": b"-"}), "a file that is no workbook"),
    "21 MB": (_big, "more than 20 MB"),
}
OTHERWISE: dict[str, tuple[Deed, str]] = {
    ".csv": (bytes_of("پرسش,پاسخ\n1,بله\n".encode()), "a text file such as CSV, which is no workbook"),
    ".html": (bytes_of(b"\xef\xbb\xbf\n<html><table></table></html>"), "a page or XML file, which is no workbook"),
    ".pdf": (bytes_of(b"%PDF-1.7\n%\0"), "a PDF file, which is no workbook"),
    "a picture": (bytes_of(b"\x89PNG\r\n\x1a\n\0\0"), "a picture, which is no workbook"),
    "bytes": (bytes_of(b"\1\0\2"), "a file that is no workbook"),
    "empty": (bytes_of(b""), "an empty file, which is no workbook"),
}
