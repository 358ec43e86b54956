"""Which direction marks each medium needs; nothing else in the program writes any.

| medium            | numbers, dates, ids       | sentences and tables                                |
|-------------------|---------------------------|-----------------------------------------------------|
| HTML, SVG         | isolated (U+2066, U+2069) | `dir` attributes; SVG texts isolated (U+2067)       |
| bidi terminal     | none                      | LRM around separators, RLM at a sentence's end      |
| other terminal    | none                      | shaped and put into visual order (`visual`)         |
| pipe, CSV, JSON   | none                      | none                                                |
"""

from __future__ import annotations

import re

LRM, RLM = "\u200e", "\u200f"
_DIGIT = "0-9۰-۹"
_NUMBER = re.compile(f"[A-Za-z]*[{_DIGIT}][{_DIGIT}٫٬./:-]*[{_DIGIT}][٪%]?|[{_DIGIT}][٪%]?")
_LRI, _RLI, _PDI = "\u2066", "\u2067", "\u2069"


def isolate(text: str) -> str:
    """Keep a number, date or id together inside a right-to-left line of a page."""
    return f"{_LRI}{text}{_PDI}"


def isolate_numbers(text: str) -> str:
    """Keep every number, date, percentage and item id of a sentence together."""
    return _NUMBER.sub(lambda match: isolate(match[0]), text)


def isolate_rtl(text: str) -> str:
    """Keep a Persian text together inside a drawing whose own direction is left to right."""
    return f"{_RLI}{text}{_PDI}"


def visual(text: str, right_to_left: bool = True) -> str:
    """Return the text for a console without bidi: letters joined, each line in visual order.

    The line's own direction is `right_to_left`, so that a line of digits keeps its place.
    """
    from arabic_reshaper import ArabicReshaper
    from bidi import get_display

    reshaper = ArabicReshaper(
        {"delete_harakat": False, "support_zwj": True, "use_unshaped_instead_of_isolated": True}
    )
    base = "R" if right_to_left else "L"
    return "\n".join(get_display(reshaper.reshape(line), base_dir=base) for line in text.split("\n"))
