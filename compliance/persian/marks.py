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
_NUMBER = re.compile(f"[A-Za-z]*[{_DIGIT}](?:[{_DIGIT}٫٬./:-]*[{_DIGIT}])?[٪%]?")
_LRI, _RLI, _PDI = "\u2066", "\u2067", "\u2069"
_NO_ISOLATES = dict.fromkeys(map(ord, (_LRI, _RLI, _PDI)))
_HEH_HAMZA, _HEH_YEH = "\u0647\u0654", "\u06c0"  # the ezafe of هٔ as one letter, which can be joined
_OPENING = "([{«<“"
_CLOSING = ")]}»>”"
_TURNED = dict(zip(_OPENING + _CLOSING, _CLOSING + _OPENING, strict=True))
_AHEAD = re.compile("([\u064b-\u0655\u0670]+)(.)")  # marks that visual order put before their letter


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

    The line's own direction is `right_to_left`, so that a line of digits keeps its place. Numbers and
    dates are kept together; consoles without bidi draw a mark on the letter before it, so marks follow
    theirs.
    """
    from arabic_reshaper import ArabicReshaper
    from bidi import get_display

    reshaper = ArabicReshaper(
        {"delete_harakat": False, "support_zwj": True, "use_unshaped_instead_of_isolated": True}
    )
    base = "R" if right_to_left else "L"
    lines = (reshaper.reshape(isolate_numbers(line.replace(_HEH_HAMZA, _HEH_YEH))) for line in text.split("\n"))
    shown = "\n".join(get_display(line, base_dir=base) for line in lines)
    ordered = _AHEAD.sub(r"\2\1", shown.translate(_NO_ISOLATES))
    return "\n".join(map(_mirrored, ordered.split("\n"))) if right_to_left else ordered


def _mirrored(line: str) -> str:
    """Turn the brackets that visual order put the wrong way round; those inside foreign words stay.

    A closing bracket left of its opening one was reordered, and so is one that lost its partner.
    """
    signs = list(line)
    opened: list[int] = []
    closed: list[int] = []
    turned: list[int] = []
    for position, sign in enumerate(signs):
        if sign in _OPENING:
            if closed and signs[closed[-1]] == _TURNED[sign]:
                turned += [closed.pop(), position]
            else:
                opened.append(position)
        elif sign in _TURNED:
            if opened and signs[opened[-1]] == _TURNED[sign]:
                opened.pop()
            else:
                closed.append(position)
    for position in (*turned, *opened, *closed):
        signs[position] = _TURNED[signs[position]]
    return "".join(signs)
