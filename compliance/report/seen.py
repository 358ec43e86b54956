"""What was seen of a filing that is turned away, for people: places and sizes, without what programs say."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from compliance.filing import package
from compliance.language import _, mark
from compliance.model.filing import Reason
from compliance.persian import numbers
from compliance.report.filing_paper import ROLES
from compliance.schema import shorten

_MOST = package.MOST_BYTES + package.MOST_DECLARED
_JSON = (
    (r"nested too deep", mark("it is nested too deep")),
    (r"not UTF-8 at byte (\d+)", mark("byte {0} is not UTF-8")),
    (r"line (\d+), column (\d+)", mark("line {0}, column {1}")),
    (r"the sign (U\+\w+)", mark("a control sign: {0}")),
    (r"the key '(.*)' twice", mark("the key “{0}” stands twice")),
    (r"the number (.*)", mark("a number that not every program holds exactly: {0}")),
)
_SCHEMA = (
    (r"\$\.?(.*?): .*", mark("place in the declaration: {0}")),
    (r"(\w+): no system (.*)", mark("in “{0}”: a system that is not entered: {1}")),
    (r"(\w+): (.*) twice", mark("in “{0}”: {1} stands twice")),
    (r"nested too deep", mark("it is nested too deep")),
)
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


def shown(reason: Reason, detail: str) -> str:
    """Return what was seen in the reader's language; empty where only programs would understand it."""
    if reason is Reason.TOO_LARGE:
        return _size(detail)
    if reason is Reason.UNLISTED_ENTRY and (name := _unmarked(detail)):
        return _("{name}, packed by a program that does not say that names are UTF-8").format(name=_plain(name))
    known = {
        Reason.BAD_JSON: _JSON,
        Reason.SCHEMA: _SCHEMA,
        Reason.BAD_SIGNATURE: _SEALS,
        Reason.NOT_A_ZIP: _ZIP,
    }.get(reason)
    if known is None:
        return shorten(detail)
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


def _size(detail: str) -> str:
    """Return what was too large, with the limit."""
    what, _space, amount = detail.partition(" ")
    if what == "part":
        limit = package.MOST_DECLARED if amount == package.DECLARATION else package.MOST_SEAL
        return _("the part {name}; at most {most} are allowed").format(name=_plain(amount), most=size(limit))
    if not amount.isdecimal():
        return ""
    texts: dict[str, tuple[str, Callable[[int], str], int]] = {
        "bytes": (_("a file of {n}; at most {most} are allowed"), size, _MOST),
        "parts": (_("{n} parts; at most {most} are allowed"), numbers.digits, package.MOST_ENTRIES),
        "unpacked": (_("{n} when unpacked; at most {most} and a hundred times the file are allowed"), size, _MOST),
    }
    if what not in texts:
        return ""
    text, written, most = texts[what]
    return text.format(n=written(int(amount)), most=written(most))


def size(amount: int) -> str:
    """Return a size in the unit in which it can be read, never as more than it is."""
    if amount < 2**10:
        return _("{n} bytes").format(n=numbers.show(amount))
    if amount < 2**20:
        return _("{n} KB").format(n=numbers.show(Fraction(amount * 10 // 2**10, 10)))
    return _("{n} MB").format(n=numbers.show(Fraction(amount * 10 // 2**20, 10)))
