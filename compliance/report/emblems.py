"""An office's emblem: a picture of its own, looked at before it stands on a signed paper."""

from __future__ import annotations

import base64
import re
import zlib
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput
from compliance.language import _
from compliance.persian import numbers
from compliance.report import mistakes

LARGEST = 2**20  # bytes of a file; every paper carries it
WIDEST = 4096  # dots of a side
_MOST_COPIES = 50  # `use` elements: copies of copies grow without end
_PNG = b"\x89PNG\r\n\x1a\n"
_DECLARED = re.compile("<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ELSEWHERE = re.compile(r"@import|url\(\s*['\"]?(?!\s*['\"]?#)", re.IGNORECASE)  # in styles
_ACTIVE = {"script", "foreignObject", "image", "feImage", "iframe", "a"}


class Emblem(NamedTuple):
    """What kind of picture an emblem is, `png` or `svg`, and its bytes."""

    kind: str
    content: bytes

    @property
    def url(self) -> str:
        """A URL that holds the picture, for a page."""
        kind = {"png": "image/png", "svg": "image/svg+xml"}[self.kind]
        return f"data:{kind};base64,{base64.b64encode(self.content).decode()}"


def read(path: Path) -> Emblem:
    """Return an emblem; BadInput for a file that is no harmless picture, SVG or PNG by its content."""
    from xml.etree.ElementTree import ParseError

    content = files.read_bytes(path, LARGEST)
    kind = "png" if content.startswith(_PNG) else "svg"
    try:
        wrong = _wrong_png(content) if kind == "png" else _wrong_svg(content)
    except ParseError as error:
        raise unusable(path, mistakes.of_xml(error.code), error.position[0]) from error
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise unusable(path, _("neither a PNG nor an SVG"), line) from error
    if wrong:
        raise unusable(path, wrong)
    return Emblem(kind, content)


def unusable(path: Path, wrong: str, line: int | None = None) -> BadInput:
    """Return the exception for an emblem that cannot be used, and why."""
    return BadInput.of(
        str(path),
        line,
        wrong,
        _("an emblem as a plain picture, SVG or PNG"),
        _("save the emblem again as “plain SVG” or as PNG, or delete the file"),
    )


def _wrong_png(content: bytes) -> str:
    """Return what is wrong with a PNG whose pieces are read but not its picture; empty when nothing is."""
    at, names = len(_PNG), []
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        piece = content[at + 4 : at + 8 + size]
        if zlib.crc32(piece).to_bytes(4, "big") != content[at + 8 + size : at + 12 + size]:
            return _("a broken PNG picture")
        names.append(piece[:4])
        if piece[:4] == b"IHDR":
            width, height = (int.from_bytes(piece[place : place + 4], "big") for place in (4, 8))
            if not (0 < width <= WIDEST and 0 < height <= WIDEST):
                return _("{width} × {height} dots").format(width=numbers.digits(width), height=numbers.digits(height))
        at += 12 + size
    whole = at == len(content) and names[:1] == [b"IHDR"] and names[-1:] == [b"IEND"] and b"IDAT" in names
    return "" if whole else _("a broken PNG picture")


def _wrong_svg(content: bytes) -> str:
    """Return what is wrong with an SVG, empty when it only draws; ParseError, UnicodeDecodeError for what is none."""
    from xml.etree import ElementTree

    text = content.decode("utf-8-sig")
    if _DECLARED.search(text):
        return _("declarations of its own (<!DOCTYPE …>)")
    if found := _ELSEWHERE.search(text):
        return _("“{name}”, which does more than draw").format(name=found[0])
    try:
        root = ElementTree.fromstring(text)  # without declarations there are no entities to expand
    except ValueError as error:
        return mistakes.of_engine(str(error))
    names = [str(element.tag).rpartition("}")[2] for element in root.iter()]
    if names[0] != "svg":
        return _("neither a PNG nor an SVG")
    for element, name in zip(root.iter(), names, strict=True):
        if name in _ACTIVE:
            return _("<{name}>, which does more than draw").format(name=name)
        for key, value in element.attrib.items():
            local = key.rpartition("}")[2]
            if local.lower().startswith("on") or (local in ("href", "src") and not value.startswith("#")):
                return _("“{name}”, which does more than draw").format(name=local)
    if names.count("use") > _MOST_COPIES:
        return _("more than {n} copies of its own parts").format(n=numbers.digits(_MOST_COPIES))
    return ""
