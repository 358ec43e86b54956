"""What a national code looks like in text, whatever digits, hyphens and invisible signs it is written with.

A number is read whole, with everything that joins its digits, before it is judged: only so is a part
of a service id or of a card number never taken for a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from string import whitespace

from compliance.persian.letters import ascii_digits

MASK = "•"
_LENGTH = 10
_GROUPS = [3, 6, 1]
# Hyphens as programs write them, the minus sign, and the tatweel people type for one.
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2212\u0640"
# Marks, embeddings, overrides and isolates of direction, joiners, soft hyphens, byte order marks.
_INVISIBLE = "\u00ad\u034f\u061c\u180e" + "".join(
    chr(code)
    for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF))
    for code in range(first, last + 1)
)
_DIGITS = "0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩"
_JOINED = _HYPHENS + _INVISIBLE + _DIGITS
# Possessive, so that a hostile text costs no more than its length.
_NUMBER = re.compile(f"[{_DIGITS}](?:[{re.escape(_HYPHENS + _INVISIBLE)}]*+[{_DIGITS}]){{9,}}+")
_PLAIN = {ord(c): None for c in _INVISIBLE} | {ord(c): "-" for c in _HYPHENS}
# One digit to a box of a printed form.
_BOXES = re.compile(f"(?<![{_DIGITS}])(?<![{_DIGITS}] )[{_DIGITS}](?: [{_DIGITS}]){{9}}(?! ?[{_DIGITS}])")
_LONGEST_NUMBER = 1 << 20


def is_national_code(text: str) -> bool:
    """Tell whether the whole text is one national code: ten digits, or 3-6-1, with a right check digit."""
    match = _NUMBER.fullmatch(text.strip(whitespace + _INVISIBLE))
    return match is not None and _codes(match[0]) != [] and len(_digits(match[0])) == _LENGTH


def find(text: str, drawn: bool = False) -> Iterator[tuple[int, str]]:
    """Return where each code of a text stands and its ten ASCII digits.

    `drawn` is for text taken from a page in the order it is seen: there a hyphenated code inside
    Persian text stands with its groups from right to left, and digits may stand in boxes.
    """
    for match in _NUMBER.finditer(text):
        for code in _codes(match[0], drawn):
            yield match.start(), code
    if drawn:
        for match in _BOXES.finditer(text):
            if _checks(code := ascii_digits(match[0]).replace(" ", "")):
                yield match.start(), code


def by_line(pieces: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Return every code of a text that comes in pieces, with the number of its line."""
    line, rest = 1, ""
    for piece in chain(pieces, ("\n",)):
        text = rest + piece
        # A number may go on in the next piece; one that never ends is no code and is let go.
        whole = text.rstrip(_JOINED) if len(rest) < _LONGEST_NUMBER else text
        rest = text[len(whole) :]
        last = 0
        for start, code in find(whole):
            line += whole.count("\n", last, start)
            last = start
            yield line, code
        line += whole.count("\n", last)


def masked(code: str) -> str:
    """Return a code so that people recognise it and nobody learns it."""
    return code[:3] + MASK * 5 + code[-2:]


def hidden(text: str) -> str:
    """Return a text with every code in it masked."""
    return _NUMBER.sub(lambda match: " ".join(map(masked, _codes(match[0]))) or match[0], text)


def _codes(number: str, drawn: bool = False) -> list[str]:
    """Return the codes a number with its joiners holds: groups of ten digits, or the whole as 3-6-1."""
    groups = ascii_digits(number.translate(_PLAIN)).split("-")
    lengths = [len(group) for group in groups]
    if lengths == _GROUPS:
        candidates = ["".join(groups)]
    elif drawn and lengths == _GROUPS[::-1]:
        candidates = ["".join(groups[::-1])]
    else:
        candidates = [group for group in groups if len(group) == _LENGTH]
    return [code for code in candidates if _checks(code)]


def _digits(number: str) -> str:
    return ascii_digits(number.translate(_PLAIN)).replace("-", "")


def _checks(code: str) -> bool:
    """Tell whether the last of ten ASCII digits is the check digit of the others."""
    if code == code[0] * _LENGTH:
        return False
    rest = sum(int(digit) * (_LENGTH - place) for place, digit in enumerate(code[:-1])) % 11
    return int(code[-1]) == (rest if rest < 2 else 11 - rest)
