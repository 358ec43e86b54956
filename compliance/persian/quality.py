"""Persian texts as they should be typed: letters, digits, dates, half-spaces; each look returns what offends.

The texts are those of one paragraph; a look counts what is right and names what is wrong, word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from compliance.persian import dates
from compliance.persian.letters import ascii_digits

_ARABIC = "\u064a\u0643\u0649"  # yeh, kaf, alef maksura: typed where ی and ک belong
_TEH_MARBUTA = "ة"
_PERSIAN = "\u06cc\u06a9"
_EVEN = {ord(a): b for a, b in zip("\u064a\u0649\u0643ۀآأإ", "ییکهااا", strict=True)}
_LETTER = "\u0621-\u063a\u0641-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc\u0649"
_LETTERS = re.compile(f"[{_LETTER}]")
_WORD = re.compile(r"\S+")
_LATIN_LETTER = re.compile("[A-Za-z@]")  # addresses, e-mails, codes with letters
_ADDRESS = re.compile("[A-Za-z]{2}|@")  # but 2024-05-12T10:30 is a date
_NUMBER = re.compile(r"[0-9٠-٩۰-۹][0-9٠-٩۰-۹.,/:٫٬-]*")
_ASCII_OR_ARABIC = re.compile(r"[0-9٠-٩]")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[/+'’-][A-Za-z0-9]+)*")
_OF_A_NAME = re.compile(r"[1-9][0-9]{0,4}(?:[.:-][0-9]{1,5})*[.:,]?")  # 9001, 2.2, 27001:2013; no phone, no price
# not ﷼, not the signs of respect (ﷺ ﷻ), not the Quran's brackets
_FORMS = re.compile(r"[\ufb50-\ufd3d\ufd50-\ufdce\ufdd0-\ufdf9\ufe70-\ufefc\ufffd]")
_APART_MI = re.compile(rf"(?<![{_LETTER}\u200c])(?:نمی|(?<!ماه\s)می) +(?=[{_LETTER}]{{2}})")  # «ماه می» is May
_JOINED_MI = re.compile(rf"(?<![{_LETTER}\u200c])ن?می\u200c(?=[{_LETTER}])")
_HA = "ها(?:ی(?:ی|م|ت|ش|مان|تان|شان)?)?"
_APART_HA = re.compile(rf"(?<![{_LETTER}])[{_LETTER}]{{2,40}} +{_HA}(?![{_LETTER}\u200c])")
_JOINED_HA = re.compile(rf"[{_LETTER}]\u200cها")
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;:.()&/!?]+[A-Za-z][A-Za-z'’-]*)*")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_LATIN_GAP = re.compile(r"[ ,;()&!?]+")

_GAP = "[\\s\u200c\u200e\u200f]{0,3}"
_THREE = re.compile(
    rf"(?<![\dA-Za-z])([0-9]{{4}}|[0-9]{{1,2}}){_GAP}([-/.]){_GAP}([0-9]{{1,2}}){_GAP}\2{_GAP}([0-9]{{4}}|[0-9]{{1,2}})(?!\d)"
)
_OF = "(?:\u0654|\u200c?ی)?"
_NUMBERED = re.compile(
    rf"(?:شماره{_OF}(?:\s(?:نامه|پرونده|ثبت|مجوز|قرارداد){_OF})?|نسخه{_OF}|نگارش|version)[\s:]*$", re.IGNORECASE
)
_JALALI = {name.translate(_EVEN): number for number, name in enumerate(dates.MONTHS["fa"], 1)}
_GREGORIAN = {
    **{"ژانویه": 1, "فوریه": 2, "مارس": 3, "اوریل": 4, "می": 5, "مه": 5, "ژوئن": 6, "ژوئیه": 7, "ژوییه": 7},
    **{"جولای": 7, "اوت": 8, "اگوست": 8, "سپتامبر": 9, "اکتبر": 10, "نوامبر": 11, "دسامبر": 12},
}
_SIGN = "[\\s\u200c\u200e\u200f،/-]{0,3}"
_IN_WORDS = re.compile(
    rf"(?<!\d)([0-9]{{1,2}}){_SIGN}(?:ماه{_GAP})?({'|'.join([*_JALALI, *_GREGORIAN])})(?:[\u0650\u0654]|{_GAP}ی)?"
    rf"(?:{_GAP}ماه\u0650?)?{_SIGN}(?:سال{_GAP})?([0-9]{{4}})(?!\d)"
)
_ENGLISH = {
    **{"jan(?:uary)?": 1, "feb(?:ruary)?": 2, "mar(?:ch)?": 3, "apr(?:il)?": 4, "may": 5, "june?": 6},
    **{"july?": 7, "aug(?:ust)?": 8, "sept?(?:ember)?": 9, "oct(?:ober)?": 10, "nov(?:ember)?": 11},
    **{"dec(?:ember)?": 12},
}
_BY_THREE = {name[:3]: number for name, number in _ENGLISH.items()}
_MONTH = f"((?ai:{'|'.join(_ENGLISH)}))\\.?"
_NTH = "(?:st|nd|rd|th)?"
_IN_ENGLISH = re.compile(
    rf"(?<!\w)(?:([0-9]{{1,2}}){_NTH}[\s-]{{1,3}}(?:of\s)?{_MONTH}|{_MONTH}\s{{1,3}}([0-9]{{1,2}}){_NTH})"
    r"[\s,-]{1,3}([0-9]{4})(?!\d)"
)


class Share(NamedTuple):
    """How many places are right, how many are not, and the words of those that are not."""

    good: int
    bad: int
    words: tuple[str, ...]


class _Day(NamedTuple):
    """A day that a text names: where it stands, and its numbers in the calendar that its year or month is of."""

    start: int
    end: int
    jalali: bool
    year: int
    month: int
    day: int

    @property
    def exists(self) -> bool:
        """Whether there is such a day."""
        if self.jalali:
            return dates.normal(f"{self.year}/{self.month}/{self.day}") is not None
        try:
            return 1900 <= date(self.year, self.month, self.day).year < 2100
        except ValueError:
            return False


def letters(text: str) -> Share:
    """Return the yehs and kafs: Persian ones, Arabic ones, and the words that hold Arabic ones.

    Words that end as only Arabic ones do, such as the Arabic language's own name in a menu, are no Persian.
    """
    good = sum(text.count(letter) for letter in _PERSIAN)
    if not any(letter in text for letter in _ARABIC):
        return Share(good, 0, ())
    words = tuple(w for w in _WORD.findall(text) if any(a in w for a in _ARABIC) and _TEH_MARBUTA not in w)
    return Share(good, sum(word.count(letter) for word in words for letter in _ARABIC), words)


def digits(text: str) -> Share:
    """Return the digits of a Persian text: Persian ones, others, and the numbers of the others.

    Addresses, e-mails, codes, and what belongs to a Latin name (ISO 9001) keep their digits.
    """
    every = _WORD.findall(text)
    good = bad = 0
    words = []
    before = ""
    for word in [] if _is_latin(text, every) else every:
        numbers = () if _LATIN_LETTER.search(word) else _NUMBER.findall(word)
        for number in numbers:
            wrong = len(_ASCII_OR_ARABIC.findall(number))
            if wrong and _NAME.fullmatch(before) and _OF_A_NAME.fullmatch(number):
                continue
            good += sum(c in "۰۱۲۳۴۵۶۷۸۹" for c in number)
            bad += wrong
            if wrong:
                words.append(number)
        before = word.lstrip("(«")
    return Share(good, bad, tuple(words))


def _is_latin(text: str, words: list[str]) -> bool:
    """Whether a text is in a Latin language: it has words, and no letter of Persian."""
    return _LETTERS.search(text) is None and any(_NAME.fullmatch(word.strip(".,;:!?()")) for word in words)


def gregorian(text: str) -> tuple[str, ...]:
    """Return the Gregorian dates of a text that gives no Jalali one beside them."""
    plain = ascii_digits(text)
    found = list(_days(text))
    if any(day.jalali for day in found):
        return ()
    return tuple(plain[day.start : day.end] for day in found)


def jalali(text: str) -> tuple[str, ...]:
    """Return the Jalali dates of a text as `yyyy/mm/dd`, in order; days that do not exist are left out."""
    return tuple(f"{one.year:04d}/{one.month:02d}/{one.day:02d}" for one in _days(text) if one.jalali)


def _days(text: str) -> list[_Day]:
    """Return the days that a text names, in order: in numbers, in Persian words, in English words."""
    even = ascii_digits(text).translate(_EVEN)  # one letter for each letter, so that places stay what they are
    found = [*_in_numbers(even), *_in_words(even)]
    return sorted(day for day in found if day.exists)


def _in_numbers(text: str) -> Iterator[_Day]:
    """Yield what three numbers with the same sign between them say, unless they are part of more or of an address."""
    text = _WORD.sub(lambda word: "x" * len(word[0]) if _ADDRESS.search(word[0]) else word[0], text)
    for match in _THREE.finditer(text):
        first, sign, second, last = match.groups()
        start, end = match.span()
        more = (text[max(start - 2, 0) : start], text[end : end + 2][::-1])
        joined = any(two[1:] == sign and two[0].isdecimal() for two in more)
        if joined or len(first) // 4 + len(last) // 4 != 1 or _NUMBERED.search(text[max(start - 24, 0) : start]):
            continue
        year, month, day = (int(one) for one in ((first, second, last) if len(first) == 4 else (last, second, first)))
        if month > 12 and len(last) == 4:  # the month first
            month, day = day, month
        yield _Day(start, end, year < 1500, year, month, day)


def _in_words(text: str) -> Iterator[_Day]:
    for match in _IN_WORDS.finditer(text):
        day, name, year = match.groups()
        ours = name in _JALALI
        yield _Day(*match.span(), ours, int(year), (_JALALI if ours else _GREGORIAN)[name], int(day))
    for match in _IN_ENGLISH.finditer(text):
        day, name, name_too, day_too, year = match.groups()
        month = _BY_THREE[(name or name_too)[:3].lower()]
        yield _Day(*match.span(), False, int(year), month, int(day or day_too))


def forms(text: str) -> tuple[str, ...]:
    """Return the words with presentation forms, or with the sign of a broken character."""
    return tuple(word for word in _WORD.findall(text) if _FORMS.search(word)) if _FORMS.search(text) else ()


def half_spaces(text: str) -> Share:
    """Return the places of می and ها: with a half-space, with a space, and the words of the latter."""
    even = text.translate(_EVEN)
    good = len(_JOINED_MI.findall(even)) + len(_JOINED_HA.findall(even))
    wrong = [text[m.start() : m.end()] + text[m.end() : m.end() + 20].split(" ")[0] for m in _APART_MI.finditer(even)]
    wrong += [text[m.start() : m.end()] for m in _APART_HA.finditer(even)]
    return Share(good, len(wrong), tuple(wrong))


def latin(text: str, most: int) -> tuple[str, ...]:
    """Return the stretches of Latin text of so many words or more; an address has none, however long it is."""
    return tuple(run for run in _LATIN.findall(text) if _latin_words(run) >= most)


def _latin_words(run: str) -> int:
    return sum(_LATIN_WORD.fullmatch(part.strip(".:/")) is not None for part in _LATIN_GAP.split(run))
