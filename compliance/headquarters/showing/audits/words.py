"""The words of site visits: why an office or an item has its weight, what was declared, found and listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from compliance.filing.package import EVIDENCE
from compliance.forms.excel.spelling import NOT_APPLICABLE
from compliance.headquarters.auditing import weighing
from compliance.headquarters.auditing.looking import NOTHING, OTHER
from compliance.headquarters.showing.flags import WORDS
from compliance.language import _, mark
from compliance.model.audit import Draw, Measured, Reason
from compliance.model.checklist import Fact, Library
from compliance.model.filing import Entry, Proof
from compliance.model.office import Value
from compliance.persian import numbers
from compliance.report import words
from compliance.schema import shorten

NONE = "—"
Show = Callable[[float], str]
AWAY = {
    OTHER: mark("it was not judged by this version of the checklist"),
    NOTHING: mark("nothing of the checklist applies to it"),
}
_SAYS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "floor": lambda seen: _("the same for everybody"),
    "discrepancy": lambda seen: _("answers on which sources disagree: {n}").format(n=numbers.show(seen["n"])),
    "unproven": lambda seen: _("{share} of its points without evidence").format(
        share=numbers.per_cent(seen["share"])
    ),
    "jump": lambda seen: _("rose from {before} to {now} since round {round}").format(
        before=_points(seen["before"]), now=_points(seen["now"]), round=numbers.digits(seen["round"])
    ),
    "away": lambda seen: _("{share} of the weight said not to apply").format(share=numbers.per_cent(seen["share"])),
    "influence": lambda seen: _("{n} of {of} places hang on five per cent of the points").format(
        n=numbers.show(seen["places"]), of=numbers.show(seen["of"])
    ),
    "edge": lambda seen: _("hardly above the edge at {points} points").format(points=_points(seen["edge"])),
}
_OF_ITEM: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "floor": _SAYS["floor"],
    "stake": lambda seen: _("{points} points depend on it").format(points=_points(seen["points"])),
    "discrepancy": lambda seen: _("sources disagree"),
    "contradiction": lambda seen: _("contradicts another answer"),
    "reused": lambda seen: _("its evidence is that of another office"),
    "unproven": lambda seen: _("points without evidence"),
    "away": lambda seen: _("said not to apply"),
    "jump": lambda seen: _("from {before} to {now} points since round {round}").format(
        before=_points(seen["before"]), now=_points(seen["now"]), round=numbers.digits(seen["round"])
    ),
    "influence": lambda seen: _("{n} of {of} places hang on it").format(
        n=numbers.show(seen["places"]), of=numbers.show(seen["of"])
    ),
    "edge": lambda seen: _("without it the office falls below {points} points").format(points=_points(seen["edge"])),
}


def _points(hundredths: int) -> str:
    return numbers.show(Fraction(hundredths, 100))


def says(reason: Reason, of_item: bool = False) -> str:
    """Return what a part of a weight is for."""
    if reason.code == weighing.FLAG:
        return _(WORDS[reason.seen["flag"]].says).rstrip(".")
    return (_OF_ITEM if of_item else _SAYS)[reason.code](reason.seen)


def why(reasons: Iterable[Reason], of_item: bool = False) -> str:
    """Return what a weight is made of, in one line: what is the same for everybody is left out."""
    told = (
        _("{why} (+{points})").format(why=says(reason, of_item), points=numbers.show(reason.points))
        for reason in sorted(reasons, key=lambda one: -one.points)
        if reason.code != "floor"
    )
    return _("; ").join(told) or _("nothing conspicuous; everybody may be drawn")


def declared(fact: Fact, entry: Entry | None) -> str:
    """Return what was declared for an item, as people read it."""
    return _("not answered") if entry is None else value(fact, entry.value)


def value(fact: Fact, said: Value | None) -> str:
    """Return a value as people read it; one that does not apply with its reason where that is known."""
    if said is None:
        return NONE
    if said.amount is None:
        return f"{NOT_APPLICABLE}: {said.not_applicable}" if said.not_applicable else str(NOT_APPLICABLE)
    if fact.levels and said.amount.denominator == 1 and 0 <= said.amount < len(fact.levels):
        n = int(said.amount)
        return _("{level}: {wording}").format(level=words.value(fact, said), wording=fact.levels[n])
    return words.value(fact, said)


def evidence(entry: Entry | None) -> tuple[str, ...]:
    """Return the evidence that was listed, a piece a line."""
    return tuple(_piece(proof) for proof in (entry.evidence if entry is not None else ()))


def _piece(proof: Proof) -> str:
    if proof.kind != "letter":
        return shorten(proof.name.removeprefix(EVIDENCE))
    number = numbers.digits(shorten(proof.name))
    if proof.date is None:
        return _("letter {number}").format(number=number)
    return _("letter {number} dated {date}").format(number=number, date=numbers.digits(proof.date))


def amount(number: float, least: int = 0) -> str:
    """Return a computed number, rounded once to hundredths."""
    return numbers.show(Fraction(number), least=least)


def signed(number: float) -> str:
    """Return points that may be gained or lost, with their sign."""
    shown = amount(number)
    return f"+{shown}" if numbers.half_up(Fraction(number)) > 0 else shown


def per_cent(share: float, places: int = 1) -> str:
    """Return a share of 1 as a percentage."""
    return numbers.per_cent(Fraction(100 * share), places)


def interval(of: Measured, show: Show) -> str:
    """Return the ends of an interval, a dash where there is none."""
    if of.low is None or of.high is None:
        return NONE
    return _("{low} to {high}").format(low=show(of.low), high=show(of.high))


def part_of(draw: Draw, library: Library) -> str:
    """Return of which part of the offices a draw is, empty for all."""
    province = library.provinces.get(draw.province)
    told = [
        (_("province {name}"), str(province.name) if province else draw.province),
        (_("body {name}"), str(library.bodies.get(draw.body, draw.body))),
        (_("group {name}"), draw.group),
    ]
    return _(", ").join(text.format(name=name) for text, name in told if name)
