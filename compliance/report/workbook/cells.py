"""Texts as a workbook can hold them: cells, the names on tabs, print headers, and how wide they are."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Collection

LONGEST = 32767  # UTF-16 units in a cell
LONGEST_NAME = 31
WIDEST_IN_HEADER = 50  # more would run into what stands in the middle of the page
LONGEST_IN_HEADER = 120  # a header holds 255 in all
_CUT = "…"
# XML 1.0 has no place for these; a direction mark would turn what stands beside it in a cell.
_UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\n\t]")
_TURNED = re.compile("((?=[۰-۹]|[^\n]*٪$)[^ \n]+ )([^\n]+)$")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")


def text(written: str) -> str:
    """Return a text as a cell holds it: without marks and what XML cannot hold, and not too long."""
    shown = _MARKS.sub("", _UNHOLDABLE.sub("", _LINE_ENDS.sub("\n", written)))
    return cut(shown, LONGEST)


def cut(written: str, longest: int) -> str:
    """Return a text of at most so many UTF-16 units; one that was cut ends with an ellipsis."""
    units = written.encode("utf-16-le")
    if len(units) <= 2 * longest:
        return written
    return units[: 2 * (longest - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def runs(shown: str) -> tuple[str, str] | None:
    """Return a Persian text in two runs where LibreOffice would show it from the left, None elsewhere.

    A text of one run that stands in one line is drawn there without the direction of its cell, so that a
    number at its beginning or a sign at its end changes sides.
    """
    match = _TURNED.match(shown)
    return (match[1], match[2]) if match else None


def starts_like_a_formula(shown: str) -> bool:
    """Whether a program would take the text for a formula if somebody typed it."""
    return shown.startswith(_FORMULA_STARTS)


def sheet_name(title: str, taken: Collection[str]) -> str:
    """Return a name for a tab that no other sheet has, whatever its case."""
    base = _NOT_IN_NAMES.sub(" ", text(title)).strip(" '") or "-"
    name, number = cut(base, LONGEST_NAME), 1
    used = {other.casefold() for other in taken} | {"history"}  # the programs keep that one for themselves
    while name.casefold() in used:
        number += 1
        suffix = f" ({number})"
        name = cut(base, LONGEST_NAME - len(suffix)) + suffix
    return name


def in_header(written: str) -> str:
    """Return a text as a print header takes it, in at most two lines; & begins a command there."""
    rows = textwrap.wrap(text(written), WIDEST_IN_HEADER) or [""]
    shown = "\n".join([*rows[:1], *([cut(" ".join(rows[1:]), WIDEST_IN_HEADER)] if rows[1:] else [])])
    escaped = shown.replace("&", "&&")
    return escaped if len(escaped) <= LONGEST_IN_HEADER else rows[0].replace("&", "&&")


def width(shown: str) -> int:
    """Return how many digits wide the longest line of a text is, about."""
    return max(map(_signs, shown.split("\n")))


def lines(shown: str, wide: int) -> int:
    """Return in how many lines a text stands in a column so many digits wide, rather one too many."""
    count = 0
    for line in shown.split("\n"):
        count, filled = count + 1, 0
        for word in line.split(" "):
            size = _signs(word)
            if filled and filled + 1 + size > wide:
                count, filled = count + 1, 0
            count, filled = count + (filled + size) // (wide + 1), filled + bool(filled) + size
            filled = filled % (wide + 1)
    return count


def place(row: int, column: int, sign: str = "") -> str:
    """Return the name of a cell counted from 0: B5, or with a sign before the column $B5."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{sign}{letters}{row + 1}"


def _signs(line: str) -> int:
    return sum(unicodedata.category(sign) not in ("Mn", "Cf") for sign in line)
