"""Differences between versions of checklists, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from compliance.checklist.comparison import Answers, Change, Kind
from compliance.language import _, mark
from compliance.report.tables import Table, make

CHANGE = {
    Kind.NEW: mark("new"),
    Kind.CHANGED: mark("changed"),
    Kind.REMOVED: mark("removed"),
    Kind.RE_WEIGHTED: mark("re-weighted"),
}
ANSWERS = {
    Answers.USABLE: mark("the answer stays usable"),
    Answers.ASK_AGAIN: mark("to be asked again"),
    Answers.ASK: mark("to be asked"),
    Answers.UNUSED: mark("the answer is not used any more"),
}


def table(differences: Sequence[Change]) -> Table:
    """Differences between two versions of checklists."""
    return make(
        [
            (_("checklist"), True),
            (_("item"), True),
            (_("fact"), True),
            (_("what happened"), False),
            (_("what exactly"), False),
            (_("answers given before"), False),
        ],
        [(c.checklist, c.item, c.fact, _(CHANGE[c.kind]), c.what or "—", _(ANSWERS[c.answers])) for c in differences],
    )


def record(difference: Change) -> dict[str, Any]:
    """Return one difference, as `checklists diff --json` prints it."""
    return {
        "checklist": difference.checklist,
        "item": difference.item,
        "fact": difference.fact,
        "kind": difference.kind.value,
        "what": difference.what,
        "answers": difference.answers.value,
    }
