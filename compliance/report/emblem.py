"""An office's own emblem, looked at before it goes into a paper: a whole PNG, or an SVG that is well-formed."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput
from compliance.language import _
from compliance.persian import numbers

LARGEST = 512 * 1024  # bytes; an emblem is a small drawing, and every paper carries it
_MOST_PIXELS = 4096  # on a side
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Emblem(NamedTuple):
    """The kind of picture as the web names it, and its bytes."""

    kind: str
    picture: bytes

    def as_url(self) -> str:
        """Return a URL that holds the picture; as an image, no script of it runs and nothing is fetched."""
        return f"data:{self.kind};base64,{base64.b64encode(self.picture).decode()}"


def read(path: Path) -> Emblem:
    """Return an emblem; BadInput naming a file that is too large, broken, or neither PNG nor SVG."""
    picture = files.read_bytes(path)
    if len(picture) > LARGEST:
        size = numbers.digits(-(-len(picture) // 1024))
        raise _bad(path, _("a picture of {size} KB").format(size=size))
    if picture.startswith(_SIGNATURE):
        if not _whole(picture):
            raise _bad(path, _("a broken PNG picture"))
        return Emblem("image/png", picture)
    if not _drawn(picture):
        raise _bad(path, _("a picture that is neither PNG nor well-formed SVG"))
    return Emblem("image/svg+xml", picture)


def _bad(path: Path, seen: str) -> BadInput:
    expected = _("an emblem as SVG or PNG of at most {size} KB, at most {pixels} pixels wide and high").format(
        size=numbers.digits(LARGEST // 1024), pixels=numbers.digits(_MOST_PIXELS)
    )
    return BadInput.of(str(path), None, seen, expected, _("save it again with a drawing program, or remove it"))


def _whole(picture: bytes) -> bool:
    """Whether a PNG has every piece it needs, each as it was written, and a size that can be shown."""
    at, names = len(_SIGNATURE), []
    while at + 12 <= len(picture):
        size = int.from_bytes(picture[at : at + 4], "big")
        piece = picture[at + 4 : at + 8 + size]
        if zlib.crc32(piece).to_bytes(4, "big") != picture[at + 8 + size : at + 12 + size]:
            return False
        names.append(piece[:4])
        if piece[:4] == b"IHDR":
            sides = [int.from_bytes(piece[place : place + 4], "big") for place in (4, 8)]
            if not all(0 < side <= _MOST_PIXELS for side in sides):
                return False
        at += 12 + size
    return at == len(picture) and names[:1] == [b"IHDR"] and names[-1:] == [b"IEND"] and b"IDAT" in names


def _drawn(picture: bytes) -> bool:
    """Whether it is well-formed XML with a drawing as its root; a document type could hold endless entities."""
    from xml.etree import ElementTree

    if b"<!DOCTYPE" in picture or b"<!ENTITY" in picture:
        return False
    try:
        root = ElementTree.fromstring(picture)
    except (ElementTree.ParseError, ValueError, LookupError):
        return False
    return root.tag == "{http://www.w3.org/2000/svg}svg"
