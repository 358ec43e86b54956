"""What people type, read as commands and answers; the values themselves are read by `values` alone."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from compliance import values
from compliance.files import CONTROL
from compliance.language import _
from compliance.model.checklist import AnswerKind, Fact
from compliance.model.office import Value
from compliance.model.stated import Stated
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits, fold
from compliance.schema import quoted
from compliance.values import Unreadable, Way, natural


class Command(StrEnum):
    """What can be typed instead of an answer."""

    BACK = "back"
    SKIP = "skip"
    NOT_APPLICABLE = "not-applicable"
    OVERRIDE = "override"
    EVIDENCE = "evidence"
    CONFIRM = "confirm"
    CLEAR = "clear"
    QUIT = "quit"
    HELP = "help"


# The first two words are shown in the help, in Persian and English; all are understood in both languages.
WORDS = {
    Command.BACK: ("ب", "b", "بازگشت", "قبلی", "back"),
    Command.SKIP: ("ر", "s", "رد", "بعدی", "skip", "next"),
    Command.NOT_APPLICABLE: ("م", "na", "موضوعیت", "n/a"),
    Command.OVERRIDE: ("ج", "o", "ترجیح", "override"),
    Command.EVIDENCE: ("س", "e", "سند", "مستند", "مستندات", "evidence"),
    Command.CONFIRM: ("ت", "c", "تأیید", "تایید", "confirm"),
    Command.CLEAR: ("پ", "x", "پاک", "clear"),
    Command.QUIT: ("خ", "q", "خروج", "پایان", "quit", "exit"),
    Command.HELP: ("؟", "?", "راهنما", "help", "h"),
}
_COMMAND = {fold(word): command for command, words in WORDS.items() for word in words}
# How people name a letter instead of a file; what follows is its number.
LETTER = re.compile(r"(?:letter|نامه[ٔ‌ی]?)\s+(?:number\s+|no\.?\s+|شماره[ٔ‌ی]?\s+)?(\S.*)", re.IGNORECASE)
_LONGEST = 1000
_YES_NO = {"1": "yes", "2": "no"}  # as the choices are numbered


class Typed(NamedTuple):
    """A command with the text behind it."""

    command: Command
    rest: str


class CountAlone(NamedTuple):
    """The first of two counts; the total has still to be asked."""

    counted: str


def command(line: str) -> Typed | None:
    """Return the command a line begins with, None when it is an answer."""
    word, _space, rest = line.strip().partition(" ")
    found = _COMMAND.get(fold(word))
    return None if found is None else Typed(found, rest.strip())


def answer(fact: Fact, line: str) -> Stated | CountAlone | Unreadable:
    """Return what a line answers: a numbered choice or a value in any digits, one or two counts."""
    if fact.answer is AnswerKind.YES_NO:
        return whole(fact, _YES_NO.get(ascii_digits(line.strip()), line), Way.TERMINAL, line)
    if fact.answer is AnswerKind.COUNTS and natural.pair(fact, line) is None:
        plain = natural.plain(fact, line)
        if not plain.endswith("%") and "/" not in plain:
            alone = counts(fact, line, line, Way.TERMINAL)
            return alone if isinstance(alone, Unreadable) else CountAlone(natural.counted(fact, line, "counted"))
    return whole(fact, line, Way.TERMINAL)


def whole(fact: Fact, text: str, way: Way, written: str = "") -> Stated | Unreadable:
    """Return what a text answers by itself: a value, two counts, or a percentage of counts.

    `written` is what people wrote, where it is another text.
    """
    return _stated(fact, values.read(fact, text, way), written or text)


def percentage(fact: Fact, text: str, way: Way) -> Stated | Unreadable:
    """Return what a text answers where a percentage of counts is asked for, with its sign or without."""
    plain = natural.plain(fact, text)
    signed = plain if plain.endswith("%") or "/" in plain or natural.pair(fact, text) else f"{plain}%"
    return _stated(fact, values.read(fact, signed, way), text)


def counts(fact: Fact, counted: str, total: str, way: Way) -> Stated | Unreadable:
    """Return what a count and its total answer."""
    return _stated(fact, values.read_counts(fact, counted, total, way), f"{counted} / {total}")


def reason(line: str) -> str | Unreadable:
    """Return a reason in words: at least three signs on one line, no control characters."""
    text = remark(line)
    if isinstance(text, str) and sum(sign.isalnum() for sign in text) < 3:
        return Unreadable(_("a reason in a few words"), _("write why, so that a reader can follow it"), quoted(text))
    return text


def remark(line: str) -> str | Unreadable:
    """Return a text on one line as files can hold it, also an empty one."""
    text = " ".join(line.split())
    if found := CONTROL.search(text):
        return Unreadable(
            _("plain text"),
            _("type it again without arrow keys or control characters"),
            _("a control character (U+{code:04X})").format(code=ord(found[0])),
        )
    if "\ufffd" in text:
        return Unreadable(_("text in UTF-8"), _("type it again, or let the file be saved as UTF-8"), quoted(text))
    if len(text) > _LONGEST:
        return Unreadable(
            _("at most {n} signs").format(n=numbers.digits(_LONGEST)), _("say it shorter"), quoted(text)
        )
    return text


def _stated(fact: Fact, value: Value | Unreadable, line: str) -> Stated | Unreadable:
    if isinstance(value, Unreadable):
        return value._replace(seen=value.seen or quoted(line))
    texts = values.write(fact, value)
    return Stated(texts.get("value"), texts.get("count"), texts.get("total"), texts.get("not_applicable"))
