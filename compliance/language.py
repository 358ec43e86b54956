"""The two languages of every text: Persian first, English beside it.

Messages of the program are English sentences in the code, marked with `_`, and translated by the
standard library's gettext. Texts of the data carry both languages themselves (`Text`).
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
LANGUAGES = ("fa", "en")
DEFAULT = "fa"
LOCALE_FOLDER = Path(__file__).parent / "locale"
DOMAIN = "messages"  # also the domain click looks its own words up in

_current: ContextVar[str] = ContextVar("language", default=DEFAULT)
_on_page: ContextVar[bool] = ContextVar("page", default=False)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE_FOLDER, languages=[language], fallback=language == "en")


def use(language: str, on_page: bool = False) -> None:
    """Let every following text be in `language`, one of `LANGUAGES`; `on_page` lets `way` name the page's own."""
    _current.set(language)
    if on_page:
        _on_page.set(True)


def way(terminal: str, page: str) -> str:
    """Return how something is done for whoever reads it: by a verb at the terminal, by the page's own buttons."""
    return page if _on_page.get() else terminal


def current() -> str:
    """Return the language in use."""
    return _current.get()


def _(message: str) -> str:
    """Return the message in the language in use; its fields are filled in by the caller."""
    return _catalogue(_current.get()).gettext(message)


def mark(message: str) -> str:
    """Mark a message for translation where it is defined but not yet shown."""
    return message


def both(make: Callable[[], T]) -> tuple[T, T]:
    """Return texts in Persian and in English, whatever is in use; `make` looks its messages up itself."""
    before = _current.get()
    try:
        texts = []
        for language in LANGUAGES:
            _current.set(language)
            texts.append(make())
    finally:
        _current.set(before)
    return texts[0], texts[1]
