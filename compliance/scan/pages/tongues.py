"""Which language a page and its texts are in: what they say of themselves, unless their letters say otherwise.

Templates from abroad leave `lang="en"` above Persian texts, which are to be judged as what they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from compliance.scan.pages.page import Page, Run

# Languages that are, or may be, written in Arabic letters: their letters do not tell them from Persian.
_SAME_LETTERS = re.compile("az|azb|bal|bqi|ckb|glk|kmr|ks|ku|lrc|luz|mzn|pnb|ps|sd|sdh|tk|tly|ug|ur|uz")
_ARABIC_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_LETTER = re.compile(r"[^\W\d_]")
_PERSIAN_LETTER = re.compile("[پچژگ]")  # Arabic has none of them, but in names from elsewhere
_NAMES = 100  # one such letter in so many is no name from elsewhere


def tongue(lang: str) -> str:
    """Return the language of a mark such as `fa-IR`, without country and script."""
    return lang.strip().lower().partition("-")[0]


def is_persian(lang: str, texts: Sequence[str]) -> bool:
    """Whether texts are Persian: they say so, or say nothing, or their letters belie what they say."""
    said = tongue(lang)
    if said in ("", "und", "fa"):
        return True
    if _SAME_LETTERS.fullmatch(said):
        return False
    text = " ".join(texts)
    if said == "ar":
        return len(_PERSIAN_LETTER.findall(text)) * _NAMES > len(_ARABIC_LETTER.findall(text))
    return len(_ARABIC_LETTER.findall(text)) * 2 > len(_LETTER.findall(text))


def persian_runs(page: Page) -> tuple[Run, ...]:
    """Return the texts of a page that are Persian; what is marked alike is judged together."""
    texts: defaultdict[str, list[str]] = defaultdict(list)  # a number alone has no letters to judge by
    for run in page.runs:
        texts[run.lang].append(run.text)
    kept = {lang for lang, said in texts.items() if is_persian(lang, said)}
    return tuple(run for run in page.runs if run.lang in kept)


def is_foreign(page: Page, lang: str | None = None) -> bool:
    """Whether a page is another language's version: it says so, by its own mark or as a browser saw it, and is."""
    said = (page.attribute("html", "lang") or "") if lang is None else lang
    return bool(page.words) and not is_persian(said, (page.words,))
