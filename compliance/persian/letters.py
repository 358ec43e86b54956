"""Letters and digits: folding for comparison, sorting by the Persian alphabet.

Folding makes match keys only; stored text always stays as people wrote it.
"""

from __future__ import annotations

import unicodedata

ZWNJ = "\u200c"
_PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
_TO_ASCII = {ord(d): str(i) for digits in (_PERSIAN_DIGITS, "٠١٢٣٤٥٦٧٨٩") for i, d in enumerate(digits)}
_TO_PERSIAN = {ord(str(i)): d for i, d in enumerate(_PERSIAN_DIGITS)}
_ARABIC_LETTERS = {ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک", ord("ة"): "ه", ord("ۀ"): "ه"}
_INVISIBLE = {ord(c): None for c in "\u0640\u200b\u200c\u200d\u200e\u200f\u061c\ufeff\u2066\u2067\u2068\u2069"}
_TO_KEYBOARD = {ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک"}
_UNWRITTEN = {sign: None for sign in _INVISIBLE if chr(sign) != ZWNJ}
_ALPHABET = {letter: i for i, letter in enumerate("آاءبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی", 1)}
_CARRIERS = str.maketrans("أإٱؤئ", "اااوی")


def ascii_digits(text: str) -> str:
    """Return the text with Persian and Arabic digits as ASCII digits."""
    return text.translate(_TO_ASCII)


def persian_digits(text: str) -> str:
    """Return the text with ASCII digits as Persian digits."""
    return text.translate(_TO_PERSIAN)


def bare(text: str) -> str:
    """Return the text without the signs that nobody sees: joiners, direction marks, tatweel."""
    return text.translate(_INVISIBLE)


def persian(text: str) -> str:
    """Return a name as Persian keyboards write it: ی and ک, single spaces, no direction marks or tatweel."""
    plain = unicodedata.normalize("NFC", text).translate(_TO_KEYBOARD).translate(_UNWRITTEN)
    return " ".join(word for part in plain.split() if (word := part.strip(ZWNJ)))


def fold(text: str) -> str:
    """Return a match key: one form for each letter and digit, no invisible signs, marks or case."""
    plain = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).translate(_ARABIC_LETTERS)
    decomposed = (c for c in plain.translate(_TO_ASCII) if not unicodedata.combining(c))
    return " ".join("".join(decomposed).casefold().split())


def sort_key(text: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts by the Persian alphabet, other signs by code point before it."""
    return tuple((_ALPHABET.get(c, 0), c) for c in fold(text).translate(_CARRIERS))
