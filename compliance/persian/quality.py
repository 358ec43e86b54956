"""Persian texts as they should be typed: letters, digits, dates, half-spaces; each look returns what offends.

The texts are those of one paragraph; a look counts what is right and names what is wrong, word by word.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from compliance.persian.letters import ascii_digits

_ARABIC = "\u064a\u0643\u0649"  # yeh, kaf, alef maksura: typed where ی and ک belong
_PERSIAN = "\u06cc\u06a9"
_WORD = re.compile(r"\S+")
_LATIN_LETTER = re.compile("[A-Za-z@]")  # addresses, e-mails, codes with letters
_NUMBER = re.compile(r"[0-9٠-٩۰-۹][0-9٠-٩۰-۹.,/:٫٬-]*")
_ASCII_OR_ARABIC = re.compile(r"[0-9٠-٩]")
_FORMS = re.compile(r"[\ufb50-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc\ufffd]")  # not ﷼, not the Quran's brackets
_BETWEEN = r"\s*[-/.]\s*"
_YEAR = r"(?:19|20)\d\d"
_MONTHS_FA = "ژانویه|فوریه|مارس|آوریل|می|مه|ژوئن|ژوئیه|جولای|اوت|آگوست|سپتامبر|اکتبر|نوامبر|دسامبر"
_MONTHS_EN = "january|february|march|april|may|june|july|august|september|october|november|december"
_GREGORIAN = re.compile(
    rf"\b(?:{_YEAR}{_BETWEEN}\d\d?{_BETWEEN}\d\d?|\d\d?{_BETWEEN}\d\d?{_BETWEEN}{_YEAR}"
    rf"|\d\d?\s+(?:{_MONTHS_FA})\s+{_YEAR}|(?:{_MONTHS_EN})\s+\d\d?,?\s+{_YEAR}|\d\d?\s+(?:{_MONTHS_EN})\s+{_YEAR})\b",
    re.IGNORECASE,
)
_MONTHS = "فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند"
_JALALI = re.compile(
    rf"(?<!\d)(1[34]\d\d){_BETWEEN}(\d\d?){_BETWEEN}(\d\d?)(?!\d)|(?<!\d)(\d\d?)\s+({_MONTHS})(?:\s+ماه)?\s+(1[34]\d\d)(?!\d)"
)
_LETTER = "\u0621-\u063a\u0641-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc\u0649"
_APART_MI = re.compile(rf"(?<![{_LETTER}\u200c])(ن?می) +(?=[{_LETTER}]{{2}})")
_JOINED_MI = re.compile(rf"(?<![{_LETTER}\u200c])ن?می\u200c(?=[{_LETTER}])")
_APART_HA = re.compile(rf"(?<![{_LETTER}])[{_LETTER}]{{2,40}} +ها(?:ی|یی|یش|یشان|یمان)?(?![{_LETTER}\u200c])")
_JOINED_HA = re.compile(rf"[{_LETTER}]\u200cها")
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;:.()&/]+[A-Za-z][A-Za-z'’-]*)*")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")


class Share(NamedTuple):
    """How many places are right, how many are not, and the words of those that are not."""

    good: int
    bad: int
    words: tuple[str, ...]


def letters(text: str) -> Share:
    """Return the yehs and kafs: Persian ones, Arabic ones, and the words that hold Arabic ones."""
    good = sum(text.count(letter) for letter in _PERSIAN)
    bad = sum(text.count(letter) for letter in _ARABIC)
    words = tuple(w for w in _WORD.findall(text) if any(a in w for a in _ARABIC)) if bad else ()
    return Share(good, bad, words)


def digits(text: str) -> Share:
    """Return the digits outside addresses, e-mails and codes: Persian ones, others, and the numbers of the others."""
    plain = " ".join(word for word in _WORD.findall(text) if not _LATIN_LETTER.search(word))
    good = bad = 0
    words = []
    for number in _NUMBER.findall(plain):
        wrong = len(_ASCII_OR_ARABIC.findall(number))
        good += sum(c in "۰۱۲۳۴۵۶۷۸۹" for c in number)
        bad += wrong
        if wrong:
            words.append(number)
    return Share(good, bad, tuple(words))


def gregorian(text: str) -> tuple[str, ...]:
    """Return the Gregorian dates of a text that gives no Jalali one beside them."""
    plain = ascii_digits(text)
    found = tuple(match.group(0) for match in _GREGORIAN.finditer(plain))
    return () if found and _JALALI.search(plain) else found


def jalali(text: str) -> tuple[str, ...]:
    """Return the Jalali dates of a text as `yyyy/mm/dd`, in order; days that do not exist are left out."""
    from compliance.persian.dates import normal

    found = []
    for year, month, day, day_too, name, year_too in _JALALI.findall(ascii_digits(text)):
        if name:
            year, month, day = year_too, str(_MONTHS.split("|").index(name) + 1), day_too
        written = normal(f"{year}/{month}/{day}")
        if written is not None:
            found.append(written)
    return tuple(found)


def forms(text: str) -> tuple[str, ...]:
    """Return the words with presentation forms, or with the sign of a broken character."""
    return tuple(word for word in _WORD.findall(text) if _FORMS.search(word)) if _FORMS.search(text) else ()


def half_spaces(text: str) -> Share:
    """Return the places of می and ها: with a half-space, with a space, and the words of the latter."""
    good = len(_JOINED_MI.findall(text)) + len(_JOINED_HA.findall(text))
    wrong = [m.group(0) + text[m.end() : m.end() + 20].split(" ")[0] for m in _APART_MI.finditer(text)]
    wrong += [m.group(0) for m in _APART_HA.finditer(text)]
    return Share(good, len(wrong), tuple(wrong))


def latin(text: str, most: int) -> tuple[str, ...]:
    """Return the stretches of Latin text of so many words or more."""
    return tuple(run for run in _LATIN.findall(text) if len(_LATIN_WORD.findall(run)) >= most)
