"""What forms would change, as tables for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from compliance.forms.excel.proposal import Change, Happens, Proposal, Said
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.record import Conflict
from compliance.model.stated import Key
from compliance.office import log
from compliance.report import records
from compliance.report.screens import history
from compliance.report.tables import Table, make
from compliance.schema import listed

HAPPENS = {
    Happens.NEW: mark("new"),
    Happens.CHANGED: mark("changed"),
    Happens.REMOVED: mark("taken away"),
    Happens.EVIDENCE: mark("evidence"),
    Happens.NOTE: mark("note"),
}


def changes(proposal: Proposal, library: Library) -> Table:
    """What would change, entry by entry."""
    return make(
        [
            (_("item"), True),
            (_("question"), False, True),
            (_("now"), False),
            (_("in the form"), False),
            (_("what happens"), True),
        ],
        [_change(change, library) for change in proposal.changes],
    )


def _change(change: Change, library: Library) -> tuple[str, ...]:
    key, before, after = change.said.key, change.before, change.after
    return (
        items(key, library),
        str(library.facts[key.fact].question),
        history.side(key, before, after, library),
        history.side(key, after, before, library),
        listed(_(HAPPENS[happens]) for happens in change.happens),
    )


def conflicts(found: Sequence[Conflict], library: Library) -> Table:
    """What was changed elsewhere meanwhile and says something else in the form."""
    return make(
        [
            (_("item"), True),
            (_("question"), False, True),
            (_("when the form was exported"), False),
            (_("now"), False),
            (_("in the form"), False),
        ],
        [
            (
                items(c.key, library),
                str(library.facts[c.key.fact].question),
                history.side(c.key, c.base, c.theirs, library),
                history.side(c.key, c.theirs, c.mine, library),
                history.side(c.key, c.mine, c.theirs, library),
            )
            for c in found
        ],
    )


def settling(found: Sequence[Conflict], office: object) -> Iterator[str]:
    """Return how a person settles conflicts: the answer that is there stays until somebody chooses."""
    facts = " ".join(dict.fromkeys(conflict.key.fact for conflict in found))
    yield _("These answers stay as they are now. To put those of the form in their place, answer them:")
    system = next((conflict.key.system for conflict in found if conflict.key.system), "")
    yield f"  compliance answer {office} {facts}" + (f" --system {system}" if system else "")


def items(key: Key, library: Library) -> str:
    """Return the items that judge a fact, the fact itself where none does."""
    per = "system" if key.system else "office"
    found = dict.fromkeys(
        item.id for c in library.checklists.values() if c.per == per for item in c.items if item.fact == key.fact
    )
    return next(iter(found), key.fact)


def record_change(change: Change) -> dict[str, Any]:
    """Return one change as `form import --json` prints it."""
    return {
        **_place(change.said),
        "what": [happens.value for happens in change.happens],
        "before": log.plain(change.before),
        "after": log.plain(change.after),
    }


def record_conflict(conflict: Conflict, said: Said | None) -> dict[str, Any]:
    """Return one conflict: what held at export, what holds now, what the form says."""
    return {
        **(records.key(conflict.key) if said is None else _place(said)),
        "base": log.plain(conflict.base),
        "now": log.plain(conflict.theirs),
        "form": log.plain(conflict.mine),
    }


def _place(said: Said) -> dict[str, Any]:
    return {**records.key(said.key), "file": said.file, "sheet": said.sheet, "cell": said.cell.name}
