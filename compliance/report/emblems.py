"""An office's emblem: a picture of its own, looked at before it stands on a signed paper."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from compliance import files
from compliance.errors import BadInput
from compliance.language import _
from compliance.persian import numbers

LARGEST = 2 * 1024 * 1024  # bytes of a file
WIDEST = 6000  # dots of a side
_MOST_COPIES = 50  # `use` elements: copies of copies grow without end
_PNG = b"\x89PNG\r\n\x1a\n"
_DECLARED = re.compile("<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ELSEWHERE = re.compile(r"@import|url\(\s*['\"]?(?!\s*['\"]?#)", re.IGNORECASE)  # in styles
_ACTIVE = {"script", "foreignObject", "image", "feImage", "iframe", "a"}


def read(path: Path) -> bytes:
    """Return an emblem's bytes; BadInput for a file that is no harmless picture, SVG or PNG."""
    content = files.read_bytes(path, LARGEST)
    wrong = _wrong_svg(content) if path.suffix.lower() == ".svg" else _wrong_png(content)
    if wrong:
        raise unusable(path, wrong)
    return content


def unusable(path: Path, wrong: str) -> BadInput:
    """Return the exception for an emblem that cannot be used, and why."""
    return BadInput.of(
        str(path),
        None,
        wrong,
        _("an emblem as a plain picture, SVG or PNG"),
        _("save the emblem again as “plain SVG” or as PNG, or delete the file"),
    )


def _wrong_png(content: bytes) -> str:
    """Return what is wrong with a PNG, by its first chunk; empty when nothing is."""
    if not content.startswith(_PNG) or content[12:16] != b"IHDR" or len(content) < 33:
        return _("this is not a PNG")
    width, height = struct.unpack(">II", content[16:24])
    if not (0 < width <= WIDEST and 0 < height <= WIDEST):
        return _("{width} × {height} dots").format(width=numbers.digits(width), height=numbers.digits(height))
    return ""


def _wrong_svg(content: bytes) -> str:
    """Return what is wrong with an SVG; empty when it only draws."""
    from xml.etree import ElementTree

    try:
        text = content.decode("utf-8-sig")
        if _DECLARED.search(text):
            return _("declarations of its own (<!DOCTYPE …>)")
        if found := _ELSEWHERE.search(text):
            return _("“{name}”, which does more than draw").format(name=found[0])
        root = ElementTree.fromstring(text)  # without declarations there are no entities to expand
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError) as error:
        return str(error)
    names = [str(element.tag).rpartition("}")[2] for element in root.iter()]
    if names[0] != "svg":
        return _("this is not an SVG")
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
