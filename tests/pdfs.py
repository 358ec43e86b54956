"""PDFs as a reader's program sees them: PDFium's text, what is drawn where, and the tags."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as raw

GAP = 4.5  # points, wider than a space and narrower than what is between two cells


class Sign(NamedTuple):
    """One character with its place on the page, in points from the left and from below, and its size."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float


class Tag(NamedTuple):
    """An element of the structure tree: its role, its alternative text, and how deep it stands."""

    role: str
    alternative: str
    depth: int


def opened(data: bytes) -> Any:
    """Return PDFium's document."""
    return pypdfium2.PdfDocument(data)


def texts(data: bytes) -> list[str]:
    """Return the text of every page."""
    return [page.get_textpage().get_text_range() for page in opened(data)]


def found_in(text: str) -> str:
    """Return a text as the search of a reader's program compares it: without marks, spaces made one."""
    plain = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", re.sub("[\u200b\u2066-\u2069\ufffe]", "", "".join(plain)))


def signs(page: Any) -> list[Sign]:
    """Return what stands on a page, sign by sign; signs without width are left out."""
    textpage = page.get_textpage()
    text = textpage.get_text_range()
    if len(text) != textpage.count_chars():
        text = "".join(chr(raw.FPDFText_GetUnicode(textpage.raw, n)) for n in range(textpage.count_chars()))
    found = []
    for n, char in enumerate(text):
        left, bottom, right, top = textpage.get_charbox(n)
        if right > left and not char.isspace():
            found.append(Sign(char, left, bottom, right, top, raw.FPDFText_GetFontSize(textpage.raw, n)))
    return found


def drawn(page: Any) -> str:
    """Return the signs of a page as they stand from left to right, line below line; only wide gaps are spaces."""
    lines: dict[int, list[tuple[float, float, str]]] = {}
    textpage = page.get_textpage()
    for n in range(textpage.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(textpage.raw, n))
        x, y = ctypes.c_double(), ctypes.c_double()
        if char.isprintable() and not char.isspace() and raw.FPDFText_GetCharOrigin(textpage.raw, n, x, y):
            lines.setdefault(round(y.value), []).append((x.value, textpage.get_charbox(n)[2], char))
    return "\n".join(_joined(sorted(lines[y])) for y in sorted(lines, reverse=True))


def _joined(line: list[tuple[float, float, str]]) -> str:
    text, end = "", line[0][0]
    for left, right, char in line:
        text += (" " if left - end > GAP else "") + char
        end = max(end, right)
    return text


def tags(data: bytes) -> list[Tag]:
    """Return the elements of the structure tree of every page, in their order."""
    document, found = opened(data), []
    for n in range(len(document)):
        page = document[n]  # the tree lives as long as its page
        tree = raw.FPDF_StructTree_GetForPage(page.raw)
        for child in range(raw.FPDF_StructTree_CountChildren(tree)):
            found += _within(raw.FPDF_StructTree_GetChildAtIndex(tree, child), 0)
        raw.FPDF_StructTree_Close(tree)
    return found


def _within(element: Any, depth: int) -> Iterator[Tag]:
    role, alternative = raw.FPDF_StructElement_GetType, raw.FPDF_StructElement_GetAltText
    yield Tag(_said(role, element), _said(alternative, element), depth)
    for n in range(raw.FPDF_StructElement_CountChildren(element)):
        if child := raw.FPDF_StructElement_GetChildAtIndex(element, n):
            yield from _within(child, depth + 1)


def _said(ask: Any, element: Any) -> str:
    size = ask(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    ask(element, buffer, size)
    return buffer.raw.decode("utf-16-le").strip("\0")
