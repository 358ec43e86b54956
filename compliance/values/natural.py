"""How people write values in words, brought to their plain spelling; only what is certain.

A number may be followed by the unit its fact counts in, and by no other one; what has no plain spelling
stays as it was written and is judged as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.model.checklist import AnswerKind, Fact
from compliance.persian.letters import ascii_digits, bare, fold

_YES = {"yes", "بله", "بلی", "آری", "1"}
_NO = {"no", "خیر", "نه", "0"}
_ZERO = {"صفر", "zero"}
_DIGITS = "[-−–]?[0-9][0-9.٫٬,،/]*"
_COUNT = "[-−–]?[0-9.٫٬/]+"
_NUMBER = re.compile(rf"({_DIGITS})\s*(\D.*)", re.DOTALL)
_LEVEL = re.compile(r"(?:سطح|level)\s*([0-9])(?![0-9])(.*)", re.IGNORECASE | re.DOTALL)
_WORDED = re.compile(r"([0-9])\s*[-–—−:.)]\s*(.+)", re.DOTALL)
_PAIR = re.compile(rf"({_COUNT})(?:\s*(?:of|از)\s*|\s+)({_COUNT})")
_OF = re.compile(rf"({_COUNT})\s*(.*?)\s*(?:out of|of|از مجموع|از کل|از)\s*({_COUNT})\s*(.*)", re.IGNORECASE)
_SIGN = "(?:[%٪％]|درصد|per ?cent)"
_BEFORE, _BEHIND = re.compile(f"{_SIGN} ?(.+)", re.IGNORECASE), re.compile(f"(.+?) ?{_SIGN}", re.IGNORECASE)
_PER = re.compile(r"\s+(?:برای هر|در هر|per)\s.*")  # what one of the unit is for is said by the question
# Words that count any things, for numbers that are whole.
_THINGS = {"", "مورد", "عدد"}
# What else units are called, by their name in English.
_SIGNS = {
    "seconds": ("s", "sec"),
    "hours": ("h",),
    "m²": ("square metres", "square meters"),
}
_HUNDRED = 100


def yes_no(text: str) -> bool | None:
    """Return what بله, خیر, نه, yes, no, 1 or 0 say, in any letters; None for anything else."""
    folded = fold(text)
    return True if folded in _YES else False if folded in _NO else None


def plain(fact: Fact, text: str) -> str:
    """Return the plain spelling of a value in ASCII digits: a number, a percentage with % behind it, a level."""
    said = _simple(text)
    if said.isdecimal():  # as most are written, and files are read often
        return said
    if fact.answer is AnswerKind.LEVEL:
        return _level(fact, said)
    if fact.answer is AnswerKind.YES_NO:
        return said
    said = "0" if fold(said) in _ZERO else said
    if fact.answer is AnswerKind.COUNTS:
        return _percentage(said)
    return _number(fact, said)


def counted(fact: Fact, text: str, name: str = "") -> str:
    """Return the plain spelling of one of two counts, without a word for what is counted."""
    said = _simple(text)
    if said.isdecimal():
        return said
    said = "0" if fold(said) in _ZERO else said
    found = _NUMBER.fullmatch(said)
    return found[1] if found and _names_things(fact, found[2], name) else said


def pair(fact: Fact, text: str) -> tuple[str, str] | None:
    """Return count and total of a text that says both, such as 16 of 18; None for any other."""
    said = _simple(text)
    if said.isdecimal():
        return None
    found = _PAIR.fullmatch(said)
    if found:
        return found[1], found[2]
    found = _OF.fullmatch(said)
    if found and _names_things(fact, found[2], "counted") and _names_things(fact, found[4], "total"):
        return found[1], found[3]
    return None


def _simple(text: str) -> str:
    """Return a text in ASCII digits, without signs that nobody sees, on one line."""
    return " ".join(ascii_digits(bare(text)).split())


def _key(text: str) -> str:
    """Return what words are known by, whether written with spaces, half-spaces or none."""
    return fold(text).replace(" ", "")


def _names_things(fact: Fact, words: str, name: str) -> bool:
    """Whether words behind a count say nothing but what is counted."""
    named = {"counted": fact.counted, "total": fact.total}.get(name)
    known = {_key(text) for text in named} if named is not None else set()
    return _key(words) in known | (_THINGS if fact.whole else {""})


def _level(fact: Fact, said: str) -> str:
    """Return the number of a level that is written with its name or its wording, or as its wording alone."""
    wordings = [{_key(level.fa), _key(level.en)} for level in fact.levels]
    alone = [str(n) for n, wording in enumerate(wordings) if _key(said) in wording]
    if len(alone) == 1:
        return alone[0]
    if fold(said) in _ZERO:
        return "0"
    named = _LEVEL.fullmatch(said)
    number = named[1] + named[2] if named else said
    found = _WORDED.fullmatch(number)
    worded = found and int(found[1]) < len(wordings) and _key(found[2]) in wordings[int(found[1])]
    return found[1] if found and worded else number


def _percentage(said: str) -> str:
    """Return a text whose sign for per cent, before or behind, stands behind it as %."""
    found = _BEFORE.fullmatch(said) or _BEHIND.fullmatch(said)
    return f"{found[1]}%" if found else said


def _number(fact: Fact, said: str) -> str:
    """Return a number without the unit its fact counts in."""
    unit = fact.unit.en if fact.unit else ""
    out_of_hundred = unit == "points" and fact.maximum == _HUNDRED
    if unit == "per cent" or out_of_hundred:
        signed = _percentage(said)
        if signed.endswith("%"):
            return signed.rstrip("%٪ ")
    if unit == "level":
        named = _LEVEL.fullmatch(said)
        return named[1] + named[2] if named else said
    found = _NUMBER.fullmatch(said)
    if found is None:
        return said
    if out_of_hundred and (of := _OF.fullmatch(said)) and of[3] == str(_HUNDRED) and not of[4]:
        return of[1] if _key(of[2]) in {"", *_units(fact)} else said
    known = {*_units(fact), *(_THINGS if fact.whole else ())}
    return found[1] if _key(found[2]) in known else said


def _units(fact: Fact) -> Iterator[str]:
    """Yield what the unit of a fact is called, as keys."""
    for name in fact.unit or ():
        yield _key(name)
        yield _key(_PER.sub("", name))
    short = _PER.sub("", fact.unit.en) if fact.unit else ""
    yield from map(_key, (short.removesuffix("s"), *_SIGNS.get(short, ())))
