"""A question's form as texts: what stands in its fields, and what the person meant by them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from compliance.forms import reading
from compliance.language import _
from compliance.model.checklist import AnswerKind, Fact
from compliance.model.record import Author
from compliance.model.stated import NOTHING, Stated
from compliance.office import log
from compliance.persian import dates, numbers
from compliance.values import Unreadable, Way, natural
from compliance.web.calls import Refused


class Fields(NamedTuple):
    """What is typed into the fields of one question."""

    value: str = ""
    counted: str = ""
    total: str = ""
    percent: str = ""
    not_applicable: bool = False
    reason: str = ""
    override: str = ""
    note: str = ""


class Wrong(NamedTuple):
    """A field whose text cannot be read for certain."""

    field: str
    why: Unreadable


class Unfinished(NamedTuple):
    """What is still to be typed before there is anything to save."""

    field: str
    what: str


def shown(fact: Fact, entry: Stated) -> Fields:
    """Return the fields as an entry fills them."""
    counts = fact.answer is AnswerKind.COUNTS
    value = entry.value or ""
    return Fields(
        value="" if counts else _typed(fact, value),
        counted=numbers.digits(entry.counted or ""),
        total=numbers.digits(entry.total or ""),
        percent=numbers.digits(value) if counts else "",
        not_applicable=entry.not_applicable is not None,
        reason=entry.not_applicable or "",
        override=entry.override or "",
        note=entry.note or "",
    )


def _typed(fact: Fact, value: str) -> str:
    return numbers.digits(value) if fact.answer is AnswerKind.NUMBER else value


def moved(fact: Fact, typed: Fields, entry: Stated) -> bool:
    """Whether an answer stands in other fields than it was typed into, such as 16 of 18 typed into the first."""
    asked = ("value", "counted", "total", "percent")
    now = shown(fact, entry)
    differs = any(bool(getattr(typed, name)) != bool(getattr(now, name)) for name in asked)
    return differs and entry.answers and entry.not_applicable is None


def limits(fact: Fact) -> dict[str, str]:
    """Return what the numbers of a fact can be, as attributes of their fields; both counts begin at 0."""
    counts = fact.answer is AnswerKind.COUNTS
    ends = {"min": Fraction(0) if counts else fact.minimum, "max": None if counts else fact.maximum}
    step = "1" if fact.whole else "any"
    return {**{name: numbers.exact(end) for name, end in ends.items() if end is not None}, "step": step}


def mode(fact: Fact) -> str:
    """Return the keyboard that has what a number needs; those for digits alone have no minus on some phones."""
    if fact.answer is AnswerKind.NUMBER and (fact.minimum is None or fact.minimum < 0):
        return "text"
    return "numeric" if fact.whole else "decimal"


def given(form: Mapping[str, str]) -> Fields:
    """Return the fields of a form that was sent."""
    texts = {name: form.get(name, "").strip() for name in Fields._fields if name != "not_applicable"}
    return Fields(**texts, not_applicable=bool(form.get("not_applicable")))


def meant(fact: Fact, fields: Fields, base: Stated, author: Author) -> Stated | Unfinished | list[Wrong]:
    """Return the entry that the fields ask for, what is missing of it, or every field that is wrong.

    Whoever changes the answer is its author from then on; a remark alone leaves author and proposal.
    """
    said = _said(fact, fields, base)
    texts = {
        "override": _read(fields.override, base.override, reading.reason),
        "note": _read(fields.note, base.note, reading.remark),
    }
    wrong = [Wrong(name, text) for name, text in texts.items() if isinstance(text, Unreadable)]
    if isinstance(said, Wrong):
        return [said, *wrong]
    if wrong:
        return wrong
    if isinstance(said, Unfinished):
        return said
    answered = said != NOTHING
    override, note = (text if isinstance(text, str) else None for text in texts.values())
    entry = said._replace(note=note or None, evidence=base.evidence, override=override if answered else None)
    if entry.statement == base._replace(proposed=None).statement:
        return entry._replace(on=base.on, by=base.by, proposed=base.proposed)
    return entry._replace(on=dates.write(author.today), by=author.who or None) if answered else entry


def confirmed(base: Stated, author: Author) -> Stated:
    """Return a carried-over answer as confirmed by its author."""
    return base._replace(proposed=None, on=dates.write(author.today), by=author.who or None)


def _said(fact: Fact, fields: Fields, base: Stated) -> Stated | Unfinished | Wrong:
    """Return what the fields answer, without remark and reason beside it."""
    if fields.not_applicable:
        if not fields.reason:
            return Unfinished("reason", _("Write why it does not apply."))
        why = _read(fields.reason, base.not_applicable, reading.reason)
        return Wrong("reason", why) if isinstance(why, Unreadable) else Stated(not_applicable=why)
    if fact.answer is AnswerKind.COUNTS:
        return _counts(fact, fields)
    return _read_as("value", reading.whole(fact, fields.value, Way.PAGE)) if fields.value else NOTHING


def _counts(fact: Fact, fields: Fields) -> Stated | Unfinished | Wrong:
    both = fields.counted or fields.total
    if both and fields.percent:
        what = Unreadable(_("two numbers or a percentage, not both"), _("empty one of the two"), fields.percent)
        return Wrong("percent", what)
    if fields.percent:
        return _read_as("percent", reading.percentage(fact, fields.percent, Way.PAGE))
    alone = fields.counted if not fields.total else ""
    if alone and (natural.pair(fact, alone) or "/" in alone):
        return _read_as("counted", reading.whole(fact, alone, Way.PAGE))
    if both and not (fields.counted and fields.total):
        missing = ("total", fact.total) if fields.counted else ("counted", fact.counted)
        return Unfinished(
            missing[0], _("Not saved yet: the second number is missing ({what}).").format(what=missing[1])
        )
    if not both:
        return NOTHING
    return _read_as("counted", reading.counts(fact, fields.counted, fields.total, Way.PAGE))


def _read_as(field: str, read: Stated | Unreadable) -> Stated | Wrong:
    return Wrong(field, read) if isinstance(read, Unreadable) else read


def _read(text: str, before: str | None, read: Callable[[str], str | Unreadable]) -> str | Unreadable | None:
    """Read a text, None when it is empty; what the page itself showed is kept as it stands in the file."""
    if before is not None and text.split() == before.split():
        return before
    return read(text) if text else None


def base(form: Mapping[str, str]) -> Stated:
    """Return the entry as the page showed it when the person began; Refused for what no page holds."""
    try:
        return log.stated(json.loads(form["base"]))
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise Refused(400) from error


def packed(entry: Stated) -> str:
    """Return an entry as a page carries it along."""
    return json.dumps(log.plain(entry), ensure_ascii=False, separators=(",", ":"))


def mark_of_answer(entry: Stated) -> str:
    """Return a short mark that changes with the answer and the remark, and not with its evidence."""
    return _mark(packed(entry._replace(evidence=())))


def mark_of_evidence(entry: Stated) -> str:
    """Return a short mark that changes with the evidence."""
    return _mark(json.dumps([log.plain_evidence(piece) for piece in entry.evidence], ensure_ascii=False))


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
