"""Changes of answers and states of a day, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.record import Change, Where
from compliance.model.stated import Key, State, Stated
from compliance.office import log, past
from compliance.persian import dates, numbers
from compliance.report import records
from compliance.report.records import Record
from compliance.report.screens import entries
from compliance.report.screens.evidence import whose
from compliance.report.tables import Table, make
from compliance.schema import listed

WHERE = {
    Where.TERMINAL: mark("terminal"),
    Where.FILE: mark("file, edited by hand"),
    Where.EVIDENCE: mark("evidence"),
    Where.RESTORE: mark("restored"),
    Where.NEW_ROUND: mark("carried over"),
    Where.SCAN: mark("website scan"),
    Where.EXCEL: mark("Excel form"),
    Where.WEB: mark("web form"),
    Where.SURVEY: mark("survey"),
    Where.ROLLUP: mark("rolled up from the body's offices"),
}


def table(changes: Sequence[Change], library: Library) -> Table:
    """Every change in order: when, who, from where, what before and after."""
    return make(
        [
            (_("no."), True),
            (_("when"), True),
            (_("who, from where"), False),
            (_("fact"), True),
            (_("before"), False),
            (_("after"), False),
        ],
        [
            (
                numbers.show(c.number),
                _("{day} {time}").format(day=dates.show(past.day_of(c)), time=numbers.digits(past.time_of(c))),
                listed(text for text in (c.who, _(WHERE[c.where])) if text),
                whose(c.key),
                side(c.key, c.before, c.after, library),
                side(c.key, c.after, c.before, library),
            )
            for c in changes
        ],
    )


def side(key: Key, stated: Stated, other: Stated, library: Library) -> str:
    """Return one side of a change: the answer, and whatever else differs from the other side."""
    fact = library.facts.get(key.fact)
    answered = entries.answered(fact, stated)
    parts = [] if answered == "—" and stated.evidence else [answered]
    if stated.proposed:
        parts.append(_("proposed from {round}").format(round=numbers.digits(stated.proposed)))
    if stated.override:
        parts.append(_("override: {reason}").format(reason=stated.override))
    if stated.evidence != other.evidence and stated.evidence:
        parts += [entries.evidence(piece) for piece in stated.evidence]
    if stated.statement == other.statement and (stated.by, stated.on) != (other.by, other.on):
        parts += [text for text in (stated.by, dates.show(stated.on) if stated.on else None) if text]
    if stated.note and stated.note != other.note:
        parts.append(stated.note)
    return _("; ").join(parts)


def state(then: State, library: Library) -> Table:
    """What every entry said at a moment."""
    return make(
        [(_("fact"), True), (_("question"), False), (_("answer"), False), (_("who"), False, True), (_("on"), True)],
        [
            (
                whose(key),
                str(library.facts[key.fact].question) if key.fact in library.facts else "—",
                side(key, stated, Stated(), library),
                stated.by or "—",
                dates.show(stated.on) if stated.on else "—",
            )
            for key, stated in then.items()
        ],
    )


def record_changes(changes: Iterable[Change]) -> list[Record]:
    """Return changes as `history --json` prints them."""
    return [
        {
            "number": c.number,
            "when": c.when,
            "who": c.who or None,
            "where": c.where.value,
            **records.key(c.key),
            "before": log.plain(c.before),
            "after": log.plain(c.after),
        }
        for c in changes
    ]


def record_state(then: State) -> list[Record]:
    """Return a state as `history --at --json` prints it."""
    return [{**records.key(key), "answer": log.plain(stated)} for key, stated in then.items()]
