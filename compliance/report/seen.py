"""What was seen of a filing that is turned away, for people: places and sizes, without what programs say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from compliance.filing import misread
from compliance.language import _, mark
from compliance.model.filing import Reason
from compliance.persian import numbers
from compliance.report import words
from compliance.report.filing_paper import ROLES
from compliance.schema import shorten

_SIZES = re.compile(r"(?:(?P<part>.*) )?(?P<seen>[0-9]+)/(?P<most>[0-9]+) (?P<unit>bytes|parts|unpacked)", re.DOTALL)
_SEALS = (
    (r"", mark("there is no seal")),
    (r"office=(\S+) round=(\S+) .*role=(\w+)", mark("a seal made for {0}, round {1}, by {2}")),
    (r"office=(\S+) round=(\S+) role=(\w+)", mark("a seal made for {0}, round {1}, by {2}")),
    (r"([0-9a-f]{16})", mark("the director's seal is by the office's own key {0}")),
)
_ZIP = (
    (r"packed by more than one program", mark("its parts were packed by more than one program")),
    (r"part (.*)", mark("the part {0}")),
)
_KNOWN = {Reason.BAD_SIGNATURE: _SEALS, Reason.NOT_A_ZIP: _ZIP}


def told(reason: Reason, detail: str) -> tuple[str, str]:
    """Return what was seen and what is expected, in the reader's language; nothing that only programs understand."""
    if reason is Reason.BAD_JSON:
        return shorten(misread.of_json(detail)), ""
    if reason is Reason.SCHEMA and detail:
        return misread.shown(detail)
    if reason is Reason.TOO_LARGE:
        return _sizes(detail)
    if reason is Reason.UNLISTED_ENTRY and (name := _unmarked(detail)):
        return _("{name}, packed by a program that does not say that names are UTF-8").format(name=_plain(name)), ""
    if reason in _KNOWN:
        return _among(_KNOWN[reason], detail), ""
    return shorten(detail), ""


def shown(reason: Reason, detail: str) -> str:
    """Return what was seen alone, for a line."""
    return told(reason, detail)[0]


def _among(known: Iterable[tuple[str, str]], detail: str) -> str:
    for pattern, text in known:
        if found := re.fullmatch(pattern, detail, re.DOTALL):
            said = [_(ROLES[part]) if part in ROLES else _plain(part) for part in found.groups()]
            return _(text).format(*said) if all(said) else ""
    return ""


def _unmarked(name: str) -> str:
    """Return the name that a program such as zip packed as UTF-8 without saying so; empty for any other."""
    try:
        return "" if name.isascii() else name.encode("cp437").decode()
    except UnicodeError:
        return ""


def _plain(text: str) -> str:
    """Return a text of the file as a console can show it, a number in the reader's digits."""
    return numbers.digits(text) if text.isdecimal() else shorten(text)


def _sizes(detail: str) -> tuple[str, str]:
    """Return how much was seen and how much is allowed, of “part 12/10 bytes”; without a part, of the whole file."""
    found = _SIZES.fullmatch(detail)
    if found is None:
        return shorten(detail), ""
    count, most = int(found["seen"]), int(found["most"])
    if found["unit"] == "parts":
        many = _("{n} parts")
        limit = _("at most {n}").format(n=many.format(n=numbers.digits(most)))
        return many.format(n=numbers.digits(count)), limit
    # two sizes that read alike would tell nothing
    write = words.size if words.size(count) != words.size(most) else words.in_bytes
    seen, limit = write(count), _("at most {n}").format(n=write(most))
    if found["unit"] == "unpacked":
        seen = _("{n} when unpacked").format(n=seen)
    return (
        _("the part {name}, {size}").format(name=_plain(found["part"]), size=seen) if found["part"] else seen
    ), limit
