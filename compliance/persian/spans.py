"""Which stretches of a text are read against the direction of what is around them; no mark is written here.

In Persian sentences these are numbers and runs of Latin words: they show in the order in which they were typed.
A sign stands with its number only where it touches it and no letter: «-5», «5+», «≥ 80», but not the dash of
«۱۴۰۴ - ۱۴۰۵», of «کووید-۱۹» or of «۱- بند». A minus behind its number stays outside, where it shows at the
number's left. Groups of digits are one telephone number when they begin with + or 0 and have 8 to 15 digits;
other numbers side by side are separate, but for the groups of a fingerprint. In English sentences it is Persian
words, with the digits that touch them: «1405/ح/217».
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

DIGIT = "0-9۰-۹"
PERSIAN = "\u0621-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u200c\u200d"  # letters and the marks on them
_MINUS = "\u2212"
_BEYOND = f"٫٬٪{_MINUS}±×÷≤≥≠≈°€"  # the signs of numbers that are not ASCII
_SIGN = f"[!-~{DIGIT}{_BEYOND}]"
_SPAN = re.compile(f"{_SIGN}+(?: +{_SIGN}+)*")
_LATIN = re.compile("[A-Za-z]")
_FINGERPRINT = re.compile("(?<![0-9a-f])[0-9a-f]{8}(?: [0-9a-f]{8}){3,}(?![0-9a-f])")  # some groups have no letter
_ENDS = ".,:;!?"  # of the sentence around, not of the Latin words in it
_PARTNER = {"(": ")", "[": "]", "{": "}", "<": ">", '"': '"', "'": "'", "`": "`"}

_BETWEEN = "٫٬.,/:-"  # what parts the digits of one number, date, time or range
_FREE = rf"(?<![\w\u200c\u200d%٪){_MINUS}+-])"  # no letter or digit that a sign could belong to
_DIGITS = f"[{DIGIT}](?:[{DIGIT}{_BETWEEN}]*[{DIGIT}])?[٪%°]?"
_SIGNED = f"(?:{_FREE}[+{_MINUS}±~≈#$€-])?{_DIGITS}"
_COMPARED = "(?:[<>=≤≥≠≈]=?)"
_OPERATOR = f"(?:{_COMPARED}|[+×÷*])"
_LEADING = rf"(?!<[^<> ]*>){_COMPARED} ?(?={_SIGNED})"
_CHAIN = re.compile(rf"(?:{_LEADING})?{_SIGNED}(?: ?{_OPERATOR} ?{_SIGNED})*(?:\+(?![\w\u200c]))?")
_CODE = rf"(?:\+[{DIGIT}]+|\([+0۰][{DIGIT}]+\)|[0۰][{DIGIT}]+)(?!\w)"
_FIRST = re.compile(_FREE + _CODE)
_NEXT = re.compile(f"[ -](?P<group>(?:\\([{DIGIT}]+\\)|[{DIGIT}]+)(?:-[{DIGIT}]+)*)(?!\\w|[{_BETWEEN}][{DIGIT}])")
_FEWEST, _MOST = 8, 15  # digits of a telephone number

_TOUCHING = f"[{DIGIT}{_BETWEEN}]"
_BEFORE = f"(?<!{_TOUCHING})(?:[{DIGIT}]{_TOUCHING}*|[۰-۹](?:[۰-۹{_BETWEEN}]*[۰-۹])? )"
_AFTER = f"(?:[{_BETWEEN}]?|(?= [۰-۹]) )[{DIGIT}](?:{_TOUCHING}*[{DIGIT}])?[٪%]?"
_WORDS = re.compile(f"(?:{_BEFORE})?[{PERSIAN}](?:[^A-Za-z{PERSIAN}]*[{PERSIAN}])*(?:{_AFTER})?")


class Stretch(NamedTuple):
    """From where to where, and whether Latin words are in it."""

    begin: int
    end: int
    latin: bool = False


def left_to_right(text: str) -> Iterator[Stretch]:
    """Yield the numbers and the runs of Latin words of a Persian text, in order."""
    for span in _SPAN.finditer(text):
        begin, end = span.span()
        latin = _LATIN.search(text, begin, end)
        begins = end if latin is None else max(begin, text.rfind(" ", begin, latin.start()) + 1)
        if groups := _FINGERPRINT.search(text, begin, end):
            begins = min(begins, groups.start())
        yield from _numbers(text, begin, begins, end + 1 if latin is None else begins)
        inside = _own(text[begins:end])
        if inside is not None:
            yield Stretch(begins + inside[0], begins + inside[1], True)


def right_to_left(text: str) -> Iterator[Stretch]:
    """Yield the runs of Persian words of an English text, each with the digits that belong to it, in order."""
    for found in _WORDS.finditer(text):
        yield Stretch(*found.span())


def _numbers(text: str, begin: int, end: int, seen: int) -> Iterator[Stretch]:
    """Yield the numbers of a stretch; what stands before it, and behind it up to `seen`, is looked at too."""
    while begin < end and (found := _CHAIN.search(text, begin, seen)):
        first, last = found.span()
        bracket = first - (first > begin and text[first - 1] == "(")  # that of a code: (021) 1234 5678
        for at in (bracket, first):
            telephone = _telephone(text, at, end)
            if telephone is not None:
                first, last = at, telephone
        yield Stretch(first, last)
        begin = last


def _telephone(text: str, begin: int, end: int) -> int | None:
    """Return where the telephone number in groups ends that begins here, None when none does."""
    code = _FIRST.match(text, begin, end)
    if code is None:
        return None
    place, digits = code.end(), _count(code[0])
    while group := _NEXT.match(text, place, end):
        more = _count(group[0])
        another = digits >= _FEWEST and group["group"][0] in "0۰"
        if digits + more > _MOST or another:
            break
        place, digits = group.end(), digits + more
    return place if place > code.end() and digits >= _FEWEST else None


def _count(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


def _own(found: str) -> tuple[int, int] | None:
    """Return from where to where a run goes without what belongs to the sentence around it."""
    begin, end = 0, len(found)
    balance = Counter(found)
    while begin < end:
        first, last = found[begin], found[end - 1]
        if last in _ENDS or last == " " or last in _lonely(balance):
            end -= 1
            balance[last] -= 1
        elif first in _lonely(balance):
            begin += 1
            balance[first] -= 1
        else:
            return begin, end
    return None


def _lonely(balance: Counter[str]) -> set[str]:
    """Return the brackets and quotes that have no partner in a run."""
    pairs = [(a, b) for a, b in _PARTNER.items() if (balance[a] % 2 if a == b else balance[a] != balance[b])]
    return {a if balance[a] >= balance[b] else b for a, b in pairs}
