"""What changed between two rounds of one office, item by item and in points."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.assessment import scoring
from compliance.assessment.facts import Facts
from compliance.model.results import Assessment, ItemResult

_NONE = Fraction(0)


class ItemChange(NamedTuple):
    """One item in both rounds; a side is None where its round did not have the item."""

    id: str
    fact: str
    before: ItemResult | None
    after: ItemResult | None

    @property
    def points(self) -> Fraction:
        """Points gained since; what was not there or does not apply counts as none."""
        return (self.after.points if self.after else _NONE) - (self.before.points if self.before else _NONE)

    @property
    def differs(self) -> bool:
        """Whether value, state, points or maximum changed."""
        sides = [
            (r.status, r.points, r.maximum, r.known.value if r.known else None) if r else None
            for r in (self.before, self.after)
        ]
        return sides[0] != sides[1]


class Progress(NamedTuple):
    """One checklist in two rounds, each judged by the checklists of its own round.

    `comparable` says that both are the same to the letter. Where they are not, `today` is the earlier
    round judged by today's checklist; facts that were asked differently count as unanswered in it.
    """

    before: Assessment | None
    after: Assessment
    items: tuple[ItemChange, ...]
    comparable: bool
    today: Assessment | None

    @property
    def change(self) -> Fraction | None:
        """Points gained since; None when one of the rounds has no score."""
        if self.before is None or self.before.score is None or self.after.score is None:
            return None
        return self.after.score - self.before.score


def compare(
    before: Sequence[Assessment],
    after: Sequence[Assessment],
    earlier: Mapping[str | None, Facts],
    asked_differently: Collection[str],
) -> list[Progress]:
    """Return the progress of every checklist of the later round.

    `earlier` holds the facts of the earlier round, of the office (None) and of each system by its id.
    """
    old = {(a.checklist.id, a.system): a for a in before}
    return [_progress(old.get((a.checklist.id, a.system)), a, earlier, asked_differently) for a in after]


def _progress(
    before: Assessment | None,
    after: Assessment,
    earlier: Mapping[str | None, Facts],
    asked_differently: Collection[str],
) -> Progress:
    comparable = before is not None and before.checklist.sha256 == after.checklist.sha256
    known = {fact: k for fact, k in earlier.get(after.system, {}).items() if fact not in asked_differently}
    today = None if comparable else scoring.assess(after.checklist, known, after.system)
    return Progress(before, after, _items(before, after), comparable, today)


def _items(before: Assessment | None, after: Assessment) -> tuple[ItemChange, ...]:
    """Return every item of either round, in the order of the later one, dropped ones behind."""
    old = {r.item.id: r for r in before.items} if before else {}
    new = {r.item.id: r for r in after.items}
    ids = dict.fromkeys((*new, *old))
    return tuple(ItemChange(id_, (new.get(id_) or old[id_]).item.fact, old.get(id_), new.get(id_)) for id_ in ids)
