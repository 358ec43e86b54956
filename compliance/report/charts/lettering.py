"""How much room a text takes in a drawing, and its lines; no font is asked, so every machine says the same.

The widths are the larger of Vazirmatn's and DejaVu Sans's, the widest letters a drawing's list of fonts
ends in; a text is therefore never wider than is said here, only narrower.
"""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from functools import lru_cache

ASCENT, DESCENT = Fraction(107, 100), Fraction(53, 100)  # of the font's size, Vazirmatn's, the tallest of the list
_UNKNOWN = 100
_WIDE = 135  # the sign of another script or a picture
_STANDING = {  # hundredths of the size: a letter that ends a joined run, and every letter that is never joined
    0: "\u200c\u200d",
    30: "اآأإijl‹›",
    42: " !'(),-./:;[\\]|tfrI٫٬،؛",
    56: 'دذرزژوؤهةۀ"?sJckءxyzv؟_*`',
    61: "عغL۰۱۲۴۵۶۷۸۹٪«»",
    66: "abdeghnopquFPSTYZ0123456789۳{}$BC",
    72: "جچحخمAKRVX",
    79: "نلDEGHNOQU&",
    86: "قیئيىwك~<=>+^#−",
    99: "طظmMW%@",
    106: "بپتثفکگ—–…",
    129: "سشصض",
}
_JOINED = {37: "بپتثنیئيىل", 56: "فقکگك", 62: "عغمه", 70: "جچحخ", 83: "طظ", 90: "سشصض"}
_WIDTH = {sign: width for width, signs in _STANDING.items() for sign in signs}
_WIDTH_JOINED = {sign: width for width, signs in _JOINED.items() for sign in signs}
_ELLIPSIS = "…"


def clean(text: str) -> str:
    """Return a text of one line that XML can hold, without signs that turn the direction of what follows."""
    kept = (" " if sign.isspace() else sign for sign in text if sign.isspace() or _drawable(sign))
    return " ".join("".join(kept).split())


def _drawable(sign: str) -> bool:
    if sign in "\u200c\u200d":
        return True
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs"} and sign not in "\ufffe\uffff"


def height(size: int) -> int:
    """Return how high a line of a size is, with what parts it from the next."""
    return int(size * (ASCENT + DESCENT)) + 2


@lru_cache(maxsize=8192)
def width(text: str, size: int, bold: bool = False) -> Fraction:
    """Return the most a text is wide at a size."""
    hundredths = sum(_advance(sign, after) for sign, after in zip(text, text[1:] + " ", strict=False))
    return Fraction(hundredths * size * (11 if bold else 10), 1000)


def _advance(sign: str, after: str) -> int:
    if unicodedata.category(sign) == "Mn":
        return 0
    # A mark above the letter does not part it from the next one; to take it for the end errs on the wide side.
    if sign in _WIDTH_JOINED and ("\u0620" <= after <= "\u064a" or "\u066e" <= after <= "\u06d3"):
        return _WIDTH_JOINED[sign]
    return _WIDTH.get(sign, _UNKNOWN if sign < "\u1100" else _WIDE)


@lru_cache(maxsize=2048)
def wrap(text: str, room: Fraction, size: int, most: int = 3, bold: bool = False) -> tuple[str, ...]:
    """Return a clean text in at most so many lines no wider than the room, the last one cut if need be."""
    lines: list[str] = []
    line = ""
    for word in clean(text).split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined, size, bold) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        line = word
        if len(lines) >= most:
            break
        while width(line, size, bold) > room and len(lines) < most:
            piece = _beginning(line, room, size, bold)
            lines.append(piece)
            line = line[len(piece) :]
    lines.append(line)
    if len(lines) <= most:
        return tuple(lines)
    last = _beginning(lines[most - 1], room - width(_ELLIPSIS, size, bold), size, bold)
    return (*lines[: most - 1], last.rstrip() + _ELLIPSIS)


def _beginning(text: str, room: Fraction, size: int, bold: bool) -> str:
    """Return as many signs as there is room for, one at least, and never a letter without its marks."""
    end = 1
    while end < len(text) and width(text[: end + 1], size, bold) <= room:
        end += 1
    while end > 1 and _leans(text[end : end + 1]):
        end -= 1
    return text[:end]


def _leans(sign: str) -> bool:
    return bool(sign) and (sign in "\u200c\u200d" or unicodedata.category(sign) in {"Mn", "Mc"})


def clip(text: str, room: Fraction, size: int) -> str:
    """Return a text of one line that is no wider than the room."""
    return wrap(text, room, size, most=1)[0]
