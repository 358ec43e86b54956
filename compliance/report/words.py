"""The words for states, sources and sizes, and values as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from compliance.language import _, mark
from compliance.model.checklist import AnswerKind, Basis, Better, Fact, Item
from compliance.model.office import Source, Value
from compliance.model.results import Status
from compliance.persian import dates, numbers
from compliance.schema import listed

STATUS = {
    Status.MET: mark("met"),
    Status.PARTLY: mark("partly met"),
    Status.UNMET: mark("not met"),
    Status.UNANSWERED: mark("unanswered"),
    Status.NOT_APPLICABLE: mark("not applicable"),
}
SOURCE = {
    Source.SCANNED: mark("website scan"),
    Source.REGISTERED: mark("register"),
    Source.DECLARED: mark("declaration"),
}
BASIS = {
    "source": mark("source document"),
    "page": mark("public page"),
    "proposed": mark("proposed"),
}
AUTHORITY = {
    "office": mark("the office"),
    "joint": mark("the office with headquarters"),
    "headquarters": mark("headquarters"),
}
_INNER = str.maketrans("«»“”", "‹›‘’")


def amount(fact: Fact, value: Fraction | None, places: int | None = None) -> str:
    """Return an amount as the kind of fact reads: yes, level 3, 85٪, 2٫4 seconds; with so many decimals at most."""
    if value is None:
        return "—"
    if fact.answer is AnswerKind.YES_NO:
        return _("yes") if value else _("no")
    if fact.answer is AnswerKind.LEVEL or (fact.unit is not None and fact.unit.en == "level"):
        return _("level {n}").format(n=_number(value, places))
    if fact.answer is AnswerKind.COUNTS or (fact.unit is not None and fact.unit.en == "per cent"):
        return numbers.per_cent(value) if places is None else numbers.per_cent(value, places)
    return _number(value, places) if fact.unit is None else f"{_number(value, places)} {fact.unit}"


def _number(value: Fraction, places: int | None) -> str:
    return numbers.show(value) if places is None else numbers.show(value, places)


def value(fact: Fact, reading: Value | None, places: int | None = None) -> str:
    """Return a reading with its counts: 57٫1٪ (12 of 21)."""
    if reading is None or reading.amount is None:
        return "—"
    shown = amount(fact, reading.amount, places)
    if reading.total is None or reading.counted is None:
        return shown
    of = _("{count} of {total}").format(count=numbers.show(reading.counted), total=numbers.show(reading.total))
    return f"{shown} ({of})"


def target(fact: Fact, item: Item) -> str:
    """Return a target as a reader says it: at least 95٪, at most 2٫5 seconds, yes."""
    if item.target is None:
        return "—"
    shown = amount(fact, item.target)
    if fact.answer is AnswerKind.YES_NO:
        return shown
    return (_("at most {x}") if item.better is Better.LOWER else _("at least {x}")).format(x=shown)


def basis(where: Basis) -> str:
    """Return where something comes from, as a reader says it: source document: 004 (name only)."""
    kind = _(BASIS[where.kind])
    return kind if where.ref is None else _("{kind}: {ref}").format(kind=kind, ref=where.ref)


def with_share(part: int, whole: int) -> str:
    """Return a number with its share of the whole: 3 (27٫3٪)."""
    return f"{numbers.show(part)} ({numbers.per_cent(Fraction(100 * part, whole))})" if whole else numbers.show(part)


def title(text: object) -> str:
    """Return a title in quotation marks; those inside it become the inner ones."""
    return _("“{title}”").format(title=str(text).translate(_INNER))


def joined(words: Iterable[str]) -> str:
    """Return words as a sentence lists them: a; a and b; a, b and c."""
    *before, last = words
    return _("{first} and {last}").format(first=listed(before), last=last) if before else last


def score(points: Fraction | None) -> str:
    """Return points rounded once to hundredths."""
    return "—" if points is None else numbers.show(points)


def moment(iso: str) -> str:
    """Return day and time of a moment, as people write them."""
    at = datetime.fromisoformat(iso)
    return _("{day} {time}").format(day=dates.show(at.date()), time=numbers.digits(f"{at:%H:%M}"))


def in_bytes(amount: int) -> str:
    """Return a size to the byte."""
    return _("{n} bytes").format(n=numbers.show(amount))


def size(amount: int) -> str:
    """Return a size in the unit in which it can be read, never as more than it is."""
    if amount < 2**10:
        return in_bytes(amount)
    if amount < 2**20:
        return _("{n} KB").format(n=numbers.show(Fraction(amount * 10 // 2**10, 10)))
    return _("{n} MB").format(n=numbers.show(Fraction(amount * 10 // 2**20, 10)))
