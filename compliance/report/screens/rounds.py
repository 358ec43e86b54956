"""What a new round carries over, and how two rounds differ, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from compliance.language import _, mark
from compliance.model.checklist import Fact, Library
from compliance.model.stated import NOTHING
from compliance.office import log
from compliance.office.rounds import Carried, Fate, Mark
from compliance.persian import dates
from compliance.report import records
from compliance.report.records import Record
from compliance.report.screens import entries
from compliance.report.screens.evidence import whose
from compliance.report.tables import Table, make
from compliance.schema import listed

MARK = {
    Mark.SAME: mark("as before"),
    Mark.NEW: mark("new"),
    Mark.CHANGED: mark("changed in meaning"),
    Mark.RE_JUDGED: mark("judged differently"),
    Mark.RE_WEIGHTED: mark("re-weighted"),
    Mark.DROPPED: mark("asked no more"),
}
FATE = {
    Fate.PROPOSED: mark("proposed, to be confirmed"),
    Fate.ASKED: mark("to be answered"),
    Fate.LEFT: mark("stays in the old round"),
}


def marked(carried: Sequence[Carried], libraries: Sequence[Library]) -> Table:
    """The facts that the newer checklists treat differently, and what became of their answers."""
    return make(
        [
            (_("fact"), True),
            (_("question"), False),
            (_("what happened"), False),
            (_("what exactly"), False, True),
            (_("answer before"), False),
            (_("what became of it"), False),
        ],
        [
            (
                whose(c.key),
                _question(c, libraries),
                listed(_(MARK[m]) for m in c.marks),
                c.why or "—",
                entries.answered(_fact(c, libraries), c.before) if c.before != NOTHING else "—",
                _(FATE[c.fate]),
            )
            for c in carried
            if c.marks != (Mark.SAME,) or c.why
        ],
    )


def _fact(carried: Carried, libraries: Sequence[Library]) -> Fact | None:
    return next((library.facts[carried.key.fact] for library in libraries if carried.key.fact in library.facts), None)


def _question(carried: Carried, libraries: Sequence[Library]) -> str:
    fact = _fact(carried, libraries[::-1])
    return str(fact.question) if fact else "—"


def aged(carried: Sequence[Carried]) -> Table:
    """Evidence that has grown too old, with the day it counts from."""
    return make(
        [(_("fact"), True), (_("evidence"), False), (_("dated"), True)],
        [(whose(c.key), entries.evidence(piece), dates.show(day)) for c in carried for piece, day in c.aged],
    )


def record(carried: Iterable[Carried]) -> list[Record]:
    """Return what was carried over, as `new-round --json` prints it."""
    return [
        {
            **records.key(c.key),
            "marks": [m.value for m in c.marks],
            "what": c.why,
            "answer": c.fate.value,
            "before": log.plain(c.before),
            "after": log.plain(c.after),
            "old_evidence": [
                {"name": piece.name, "kind": piece.kind, "date": dates.write(day)} for piece, day in c.aged
            ],
        }
        for c in carried
    ]
