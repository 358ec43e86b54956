"""Words as they are compared: whichever keyboard they were typed on, and whatever stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_FOLDED = str.maketrans(
    "يىكۀةآأإؤ\u200c", "ییکههاااو ", "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0654"
)
_WORD = re.compile(r"\w+")
_ENDINGS = "ها|های|هایی|ی"  # what a noun may end in where no half-space was typed
_SHORT = 400  # letters of a text that is worth remembering
_BESIDE = 4  # words that may stand beside a title in a link that is called so; more make a headline


def plain(text: str) -> str:
    """Return a text as words are compared: Persian letters without marks, one space, no half-spaces, lower case."""
    return _folded(text) if len(text) > _SHORT else _kept(text)


def _folded(text: str) -> str:
    return " ".join(text.translate(_FOLDED).split()).lower()


_kept = lru_cache(maxsize=2**14)(_folded)  # the same links are looked at by many checks


@lru_cache(maxsize=1024)
def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words)}(?:{_ENDINGS})?(?!\w)")


def names(words: str, text: str) -> bool:
    """Whether a plain text holds plain words whole: «فرم» is in «فرم ها» and not in «فرمانداری»."""
    return words in text and _whole(words).search(text) is not None


def beside(known: Iterable[str], text: str) -> int:
    """Return how many words of a plain text are none of those of the known texts."""
    own = {word for one in known for word in _WORD.findall(one)}
    return sum(word not in own for word in _WORD.findall(text))


def is_headline(known: Iterable[str], text: str) -> bool:
    """Whether a link that holds a title says so much beside it that it tells of something else."""
    return beside(known, text) > _BESIDE
