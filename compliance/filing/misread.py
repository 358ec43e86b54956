"""Why JSON could not be read, or is not of the published form, told to people: where, what is seen and expected.

Readers and validators say it in English, for logs and for whoever programs; here their few sentences are taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from compliance.language import _, mark
from compliance.persian import numbers
from compliance.schema import listed, shorten

_WORD = re.compile(r"""["']([^"']*)["']""")
_KINDS = {
    "string": mark("a text"),
    "integer": mark("a whole number"),
    "number": mark("a number"),
    "object": mark("a table of keys"),
    "array": mark("a list"),
    "null": mark("nothing"),
    "boolean": mark("yes or no"),
}


class Misread(NamedTuple):
    """Where something is otherwise than published, such as values[3].fact, what was seen, and what is expected.

    The place is empty for the whole.
    """

    place: str
    seen: str
    expected: str


def of_json(detail: str) -> str:
    """Return why JSON could not be read for certain; what nobody knows here, as it stands."""
    for pattern, tell in _JSON:
        if found := pattern.fullmatch(detail):
            return tell(found)
    return detail


def of_schema(detail: str) -> Misread:
    """Return what is otherwise than published; of a sentence that nobody knows here, the place alone."""
    path, _sign, said = detail.partition(": ")
    place = path.removeprefix("$").removeprefix(".")
    for pattern, seen, expected in _SCHEMA:
        if found := pattern.fullmatch(said):
            return Misread(place, seen(found), expected(found))
    return Misread(place, said if " " not in said else "", "")


def shown(detail: str) -> tuple[str, str]:
    """Return what was seen with its place, and what is expected, each on a line."""
    place, seen, expected = of_schema(detail)
    both = _("{seen} at {place}").format(seen=shorten(seen), place=shorten(place)) if seen and place else ""
    return both or shorten(seen or place), shorten(expected)


_Told = Callable[[re.Match[str]], str]
_JSON: tuple[tuple[re.Pattern[str], _Told], ...] = (
    (
        re.compile(r"line (\d+), column (\d+)"),
        lambda m: _("no JSON at line {line}, column {column}").format(
            line=numbers.digits(m[1]), column=numbers.digits(m[2])
        ),
    ),
    (
        re.compile(r"not UTF-8 at byte (\d+)"),
        lambda m: _("no UTF-8 at byte {n}").format(n=numbers.digits(m[1])),
    ),
    (re.compile(r"nested too deep"), lambda m: _("lists and tables nested too deep")),
    (re.compile(r"the key (.*) twice", re.DOTALL), lambda m: _("the key {key} twice").format(key=m[1].strip("'\""))),
    (re.compile(r"the number (.*)"), lambda m: _("the number {text}, which has no exact reading").format(text=m[1])),
    (re.compile(r"the sign (U\+[0-9A-F]+)"), lambda m: _("the sign {code}, which cannot be shown").format(code=m[1])),
)


def _seen(m: re.Match[str]) -> str:
    return m["seen"]


def _words(m: re.Match[str]) -> list[str]:
    return _WORD.findall(m["expected"])


def _kinds(m: re.Match[str]) -> str:
    return listed(_(_KINDS[word]) if word in _KINDS else word for word in _words(m))


def _keys(m: re.Match[str]) -> str:
    return _("the unknown key {key}").format(key=listed(_WORD.findall(m["seen"])))


def _choices(m: re.Match[str]) -> str:
    words = listed(_words(m))
    return _("{words} and others").format(words=words) if "other candidate" in m["expected"] else words


def _most(m: re.Match[str]) -> str:
    return _("at most {n}").format(n=numbers.digits(m["expected"]))


def _least(m: re.Match[str]) -> str:
    return _("at least {n}").format(n=numbers.digits(m["expected"]))


def _rule(pattern: str, seen: _Told, expected: _Told) -> tuple[re.Pattern[str], _Told, _Told]:
    return re.compile(pattern, re.DOTALL), seen, expected


_SCHEMA = (
    _rule(r"(?P<seen>.*) is not of types? (?P<expected>.+)", _seen, _kinds),
    _rule(
        r"""["'](?P<key>[^"']*)["'] is a (required property|dependency of .*)""",
        lambda m: _("no key {key}").format(key=m["key"]),
        lambda m: _("the key {key}").format(key=m["key"]),
    ),
    _rule(
        r"Additional properties are not allowed \((?P<seen>.*) (was|were) unexpected\)",
        _keys,
        lambda m: _("the published keys alone"),
    ),
    _rule(
        r"""(?P<seen>.*) does not match ["'](?P<expected>.*)["']""",
        _seen,
        lambda m: _("text of the form {pattern}").format(pattern=m["expected"]),
    ),
    _rule(r"(?P<seen>.*) is not one of (?P<expected>.+)", _seen, _choices),
    _rule(r"(?P<seen>.*) is less than the minimum of (?P<expected>.+)", _seen, _least),
    _rule(r"(?P<seen>.*) is greater than the maximum of (?P<expected>.+)", _seen, _most),
    _rule(
        r"(?P<seen>.*) is longer than (?P<expected>\d+) characters?",
        _seen,
        lambda m: _("at most {n} signs").format(n=numbers.digits(m["expected"])),
    ),
    _rule(
        r"(?P<seen>.*) is shorter than (?P<expected>\d+) characters?",
        _seen,
        lambda m: _("at least {n} signs").format(n=numbers.digits(m["expected"])),
    ),
    _rule(
        r"(?P<seen>.*) has more than (?P<expected>\d+) (items?|propert.*)",
        lambda m: _("a longer list"),
        _most,
    ),
    _rule(
        r"(?P<seen>.*) has less than (?P<expected>\d+) (items?|propert.*)",
        lambda m: _("a shorter list"),
        _least,
    ),
    _rule(r"(?P<seen>.*) is too long", _seen, lambda m: _("a shorter one")),
    _rule(r"(?P<seen>.*) (is too short|should be non-empty)", _seen, lambda m: _("a longer one")),
    _rule(r"(?P<expected>.*) was expected", lambda m: _("another value"), lambda m: m["expected"]),
    _rule(
        r"(?P<key>.*) twice",
        lambda m: _("{key} twice").format(key=m["key"]),
        lambda m: _("{key} once").format(key=m["key"]),
    ),
    _rule(
        r"no system (?P<key>.*)",
        lambda m: _("the system {id}, which was not entered").format(id=m["key"]),
        lambda m: _("an entered system"),
    ),
    _rule(r"a number with decimals", lambda m: _("a number with decimals"), lambda m: _("a whole number")),
    _rule(
        r"(?P<seen>[a-z0-9.-]+)",
        lambda m: _("the value of {fact}").format(fact=m["seen"]),
        lambda m: _("a value that an office can have"),
    ),
)
