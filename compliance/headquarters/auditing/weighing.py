"""How much a visit is worth: the weight of an office and of each of its items, as a sum that can be told in words.

What is measured is whole: per cents, thousandths and tenths are cut down, so that no rounding is argued about.
Amounts are hundredths of a point.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from compliance.headquarters.intake.verdicts import Flag
from compliance.model.audit import Reason
from compliance.model.checklist import AuditWeights, Checklist, Item
from compliance.model.filing import Entry, hundredths
from compliance.model.office import Source

FLAG = "flag"
Reasons = tuple[Reason, ...]
BANDS = 10  # bands of equal width have edges, as a league shows them
FALLS = 5  # per cent of the maximum: the places that hang on so much are an office's influence
NEAR = 2  # per cent of the maximum above an edge that are hardly above it


class Before(NamedTuple):
    """What an office had in the round before: its score of which maximum, and the points of each item by id."""

    round: str
    score: int | None
    maximum: int
    points: Mapping[str, int | None]


class Seen(NamedTuple):
    """What record and kept filing say of an office by one checklist; `points` have the places of its items."""

    score: int
    points: Sequence[int | None]
    flags: Sequence[Flag]
    entries: Mapping[str, Entry]
    before: Before | None = None


class Scale:
    """What the weights of a list of offices are measured by: the checklist, and the scores among which they rank."""

    def __init__(self, checklist: Checklist, weights: AuditWeights, scores: Iterable[int]) -> None:
        self.checklist, self.weights = checklist, weights
        self.maximum = hundredths(checklist.maximum)
        self.whole = sum(item.points for item in checklist.items if item.target is not None)
        every = sorted(scores)
        self._scores = sorted(set(every))
        self._shared = {score for score, other in pairwise(every) if score == other}
        floors = {hundredths(certificate.floor) for certificate in checklist.certificates}
        self._edges = sorted(floors | {self.maximum * n // BANDS for n in range(1, BANDS)})

    @property
    def places(self) -> int:
        """How many places there are: ranks are dense."""
        return len(self._scores)

    def lost(self, score: int, points: int) -> int:
        """Return how many places an office falls when it has so many points less."""
        first = bisect_right(self._scores, score - points)
        return bisect_left(self._scores, score) - first + (score in self._shared) if points > 0 else 0

    def edge_below(self, score: int) -> int:
        """Return the highest edge that a score reaches, 0 for none."""
        place = bisect_right(self._edges, score)
        return self._edges[place - 1] if place else 0


def of_office(seen: Seen, scale: Scale) -> tuple[Reason, ...]:
    """Return what the weight of an office is made of."""
    return tuple(reason for reason in _of_office(seen, scale) if reason.points)


def of_items(seen: Seen, scale: Scale) -> Iterator[tuple[Reason, ...]]:
    """Give what the weight of each item is made of, in their places; nothing for one that is not judged."""
    named = _Named(seen)
    for item, points in zip(scale.checklist.items, seen.points, strict=True):
        found = () if item.target is None else _of_item(item, points, seen, named, scale)
        yield tuple(reason for reason in found if reason.points)


def total(reasons: Iterable[Reason]) -> int:
    """Return the weight that reasons come to."""
    return sum(reason.points for reason in reasons)


class _Named:
    """The facts that flags of a filing name, and the files of its evidence that are those of others."""

    def __init__(self, seen: Seen) -> None:
        self.contradicting: set[str] = set()
        self.reused: set[str] = set()
        for flag in seen.flags:
            if flag.code == "contradiction" and not flag.seen["system"]:
                self.contradicting |= set(flag.seen["facts"])
            elif flag.code == "evidence-reused":
                self.reused |= set(flag.seen["files"])


def _of_office(seen: Seen, scale: Scale) -> Iterator[Reason]:
    measures, maximum = scale.weights.office, scale.maximum

    def reason(code: str, amount: int, **told: Any) -> Reason:
        return Reason(code, measures[code].of(amount) if code in measures else 0, told)

    yield reason("floor", 1)
    for code in dict.fromkeys(flag.code for flag in seen.flags):
        yield Reason(FLAG, scale.weights.flags.get(code, 0), {"flag": code})
    items = [item for item in scale.checklist.items if item.target is not None]
    odd = sum(_disagree(seen.entries.get(item.fact)) for item in items)
    yield reason("discrepancy", odd, n=odd)
    bare = sum(
        points or 0
        for item, points in zip(scale.checklist.items, seen.points, strict=True)
        if _unproven(seen.entries.get(item.fact))
    )
    share = 100 * bare // seen.score if seen.score else 0
    yield reason("unproven", share, share=share)
    before = seen.before
    if before is not None and before.score is not None:
        risen = 100 * (seen.score * before.maximum - before.score * maximum) // (maximum * before.maximum)
        yield reason("jump", risen, round=before.round, before=before.score, now=seen.score)
    gone = sum(item.points for item in items if _away(seen.entries.get(item.fact)))
    away = int(100 * gone / scale.whole) if scale.whole else 0
    yield reason("away", away, share=away)
    lost = scale.lost(seen.score, maximum * FALLS // 100)
    yield reason("influence", 100 * lost // scale.places, places=lost, of=scale.places)
    edge = scale.edge_below(seen.score)
    yield reason("edge", int(edge > 0 and (seen.score - edge) * 100 < NEAR * maximum), edge=edge)


def _of_item(item: Item, points: int | None, seen: Seen, named: _Named, scale: Scale) -> Iterator[Reason]:
    measures, entry, has = scale.weights.item, seen.entries.get(item.fact), points or 0

    def reason(code: str, amount: int, **told: Any) -> Reason:
        return Reason(code, measures[code].of(amount) if code in measures else 0, told)

    yield reason("floor", 1)
    yield reason("stake", 1000 * has // scale.maximum, points=has)
    yield reason("discrepancy", int(_disagree(entry)))
    yield reason("contradiction", int(item.fact in named.contradicting))
    reused = entry is not None and any(proof.name in named.reused for proof in entry.evidence)
    yield reason("reused", int(reused))
    yield reason("unproven", int(has > 0 and _unproven(entry)))
    yield reason("away", int(_away(entry)))
    then = seen.before.points.get(item.id) if seen.before is not None else None
    if seen.before is not None and then is not None:
        worth = hundredths(item.points)
        risen = 10 * (has - then) // worth if worth else 0
        yield reason("jump", risen, round=seen.before.round, before=then, now=has)
    lost = scale.lost(seen.score, has)
    yield reason("influence", 100 * lost // scale.places, places=lost, of=scale.places)
    edge = scale.edge_below(seen.score)
    yield reason("edge", int(edge > 0 and seen.score - has < edge), edge=edge)


def _disagree(entry: Entry | None) -> bool:
    """Whether sources said different things of an answer, whichever one held."""
    return entry is not None and (entry.declared is not None or entry.override is not None)


def _unproven(entry: Entry | None) -> bool:
    """Whether an answer is the office's own word without any evidence."""
    return entry is not None and entry.source is Source.DECLARED and not entry.evidence


def _away(entry: Entry | None) -> bool:
    return entry is not None and entry.value.amount is None
