"""What scan.yaml has to hold so that every check finds what it asks for, and what facts may say of checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from string import Formatter
from typing import Any, NamedTuple

from compliance.checklist.sources import Source
from compliance.errors import Problem
from compliance.language import _
from compliance.schema import listed, nearest, quoted

Path = tuple[str | int, ...]
Record = tuple[Source, Path, Mapping[str, Any]]

# What a scan decides alone, and what it only sets a limit to: the checks that each fact hangs on.
DECIDED: Mapping[str, tuple[str, ...]] = {
    "website.https": ("TLS-01", "TLS-05", "CNT-18"),
    "website.browser-warnings": ("TLS-01", "TLS-07", "PRV-04"),
    "website.load-time": ("PRF-01",),
    "website.links": ("LNK-01",),
    "website.faq": ("CNT-12",),
    "services.page": ("CNT-04",),
    "services.page-fields": ("CNT-03",),
}
LIMITED: Mapping[str, tuple[str, ...]] = {
    "website.accessibility": ("A11Y-01", "A11Y-03", "A11Y-05", "A11Y-06"),
    "website.search": ("CNT-10", "CNT-11"),
    "website.statements": ("CNT-06", "CNT-07"),
}


class Asked(NamedTuple):
    """What the program asks of a check's entry: what it looks at, and its limits that are numbers and lists."""

    needs: str
    numbers: tuple[str, ...]
    words: tuple[str, ...]


# Each check of the program with what it looks at and the limits it asks for, those with * as lists of words.
_TABLE = """
    TLS-01 tls; TLS-02 tls days; TLS-03 tls; TLS-04 tls ec rsa; TLS-05 http hops; TLS-06 http seconds
    TLS-07 browser; HDR-01 http; HDR-02 http; HDR-03 http; HDR-04 http allowed*; HDR-05 browser
    HDR-06 http; HDR-07 http; PRV-01 browser allowed*; PRV-02 browser hosts*; PRV-03 browser
    PRV-04 browser; A11Y-01 browser; A11Y-02 browser pixels; A11Y-03 browser scale; A11Y-04 browser
    A11Y-05 browser steps; A11Y-06 browser width; A11Y-07 browser; A11Y-08 http letters titles* words*
    FA-01 browser; FA-02 browser; FA-03 http; FA-04 http percent; FA-05 http percent; FA-06 http
    FA-07 http; FA-08 http percent; FA-09 browser; FA-10 http words; CNT-01 http titles* words* others*
    CNT-02 http titles*; CNT-03 http fields names*; CNT-04 http percent; CNT-05 http titles*
    CNT-06 http letters titles* words*; CNT-07 http letters titles* words*; CNT-08 http titles*
    CNT-09 http titles*; CNT-10 http titles*; CNT-11 http links titles*; CNT-12 http questions titles*
    CNT-13 http days titles* others*; CNT-14 http letters titles* words*; CNT-15 http hosts*
    CNT-16 http hosts* titles*; CNT-17 http days percent words*; CNT-18 http domains*; CNT-19 http
    MOB-01 browser; MOB-02 browser width; PRF-01 browser seconds; PRF-02 browser score
    PRF-03 browser megabytes; PRF-04 http; PRF-05 browser; AVL-01 network percent probes; AVL-02 http
    DNS-01 dns; DNS-02 dns; DNS-03 dns; DNS-04 dns; WEB-01 http; WEB-02 http; LNK-01 http percent
"""


def _asked(row: str) -> tuple[str, Asked]:
    id_, needs, *limits = row.split()
    words = tuple(name.rstrip("*") for name in limits if name.endswith("*"))
    return id_, Asked(needs, tuple(name for name in limits if not name.endswith("*")), words)


ASKED: Mapping[str, Asked] = dict(_asked(row) for row in _TABLE.replace("\n", ";").split(";") if row.strip())


def check(checks: Sequence[Record], facts: Sequence[Record]) -> Iterator[Problem]:
    """Yield what is wrong with the entries of scan.yaml, and with what facts say of them; nothing without any."""
    if not checks:
        return
    seen: set[str] = set()
    for source, path, entry in checks:
        id_ = entry["id"]
        if id_ in seen:
            yield source.problem(
                (*path, "id"),
                _("the id “{id}” for the second time").format(id=id_),
                _("each id once"),
                _("give one of them another id"),
            )
        elif id_ not in ASKED:
            yield source.problem((*path, "id"), quoted(id_), _("a check that the program knows"), nearest(id_, ASKED))
        else:
            yield from _limits(source, path, entry, ASKED[id_])
        seen.add(id_)
        yield from _fields(source, path, entry)
    for source, path, fact in facts:
        yield from _named(source, path, fact, seen)


def _limits(source: Source, path: Path, entry: Mapping[str, Any], asked: Asked) -> Iterator[Problem]:
    if entry["needs"] != asked.needs:
        yield source.problem(
            (*path, "needs"),
            quoted(entry["needs"]),
            _("“{needs}”, which is what this check looks at").format(needs=asked.needs),
            _("write {text}").format(text=f"needs: {asked.needs}"),
        )
    given = entry.get("limits", {})
    place = (*path, "limits") if "limits" in entry else path
    for names, is_list in ((asked.numbers, False), (asked.words, True)):
        for name in names:
            expected = _("a list of words") if is_list else _("a number")
            line = f"{name}: […]" if is_list else f"{name}: 1"
            if name not in given:
                yield source.problem(
                    place,
                    _("{id} without “{name}” among its limits").format(id=entry["id"], name=name),
                    expected,
                    _("add the line “{key}: …”").format(key=name),
                )
            elif isinstance(given[name], list) is not is_list:
                seen = listed(given[name]) if isinstance(given[name], list) else given[name]
                yield source.problem(
                    (*place, name), quoted(seen), expected, _("write such as {text}").format(text=line)
                )


def _fields(source: Source, path: Path, entry: Mapping[str, Any]) -> Iterator[Problem]:
    """Every {name} in a text has to be a limit of the check, or people would read the bare sign."""
    for key in ("title", "threshold", "fix"):
        known = entry.get("limits", {}) if key != "title" else {}
        for language, text in entry[key].items():
            for field in _open(text):
                if field not in known:
                    yield source.problem(
                        (*path, key, language),
                        quoted("{" + field + "}" if field else text),
                        _("the name of a limit of this check in braces"),
                        nearest(field, known) if known else _("write the text without braces"),
                    )


def _open(text: str) -> list[str]:
    """Return the names in braces, with whatever else stands there; an empty one for braces that do not close."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return [""]
    return [
        name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
        for _literal, name, form, conversion in parts
        if name is not None
    ]


def _named(source: Source, path: Path, fact: Mapping[str, Any], checks: set[str]) -> Iterator[Problem]:
    """The checks that a fact names are there, and among them are all that the scan decides it by."""
    named = fact.get("source", {}).get("scan")
    if named is None:
        return
    for position, id_ in enumerate(named):
        if id_ not in checks:
            yield source.problem(
                (*path, "source", "scan", position),
                quoted(id_),
                _("the id of a check of scan.yaml"),
                nearest(id_, checks),
            )
    needed = DECIDED.get(fact["id"]) or LIMITED.get(fact["id"]) or ()
    lacking = [id_ for id_ in needed if id_ not in named]
    if lacking:
        yield source.problem(
            (*path, "source", "scan"),
            listed(named) or "—",
            _("also {checks}: by these a scan judges the fact").format(checks=listed(lacking)),
            _("add them, or delete “scan”: then no scan answers the fact"),
        )
