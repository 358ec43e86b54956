"""What visits say of the whole: each difference in points, the error of all with its interval, what stays unknown.

A difference counts as what it changes in the office's score while everything else stays as declared: so the errors of
single items add up to that of the score, exactly where no item begins or ceases to apply.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.assessment import scoring
from compliance.headquarters import holdings
from compliance.headquarters.auditing import drawing, entering, record
from compliance.headquarters.store import Store
from compliance.model.audit import (
    Audited,
    Bounds,
    Difference,
    Draw,
    Finding,
    Measured,
    OfIndicator,
    Result,
    Unit,
)
from compliance.model.checklist import Checklist, Item, Library
from compliance.model.office import Known, Source
from compliance.model.results import Assessment
from compliance.sampling import bounds, estimating
from compliance.sampling.bounds import Hiding
from compliance.sampling.estimating import Cluster, Estimate

LEVELS = (90, 95, 99)
FEWEST_OFFICES, FEWEST_ITEMS = 5, 10  # visited offices and checked items of an indicator from which on it is told
ROUGH = 5  # of fewer offices with a difference an interval is rough


class _Part(NamedTuple):
    """A drawn item: its chance, its indicator, what was found (None for nothing yet), and what that changes."""

    item: Item
    indicator: str
    chance: float
    finding: Finding | None
    points: float

    @property
    def checked(self) -> bool:
        """Whether somebody looked."""
        return self.finding is not None and self.finding.result is not Result.UNCHECKED


class _Declared(NamedTuple):
    """What an office declared: its score, and the points of each item in its place."""

    score: float
    points: tuple[float, ...]


class _Visit(NamedTuple):
    """A drawn office: its chance, its drawn items, and the points of each by the declaration."""

    unit: Unit
    chance: float
    parts: tuple[_Part, ...]
    declared: Mapping[str, float]

    @property
    def visited(self) -> bool:
        """Whether anything was checked in it."""
        return any(part.checked for part in self.parts)


def estimate(store: Store, library: Library, draw: Draw, level: int) -> Audited:
    """Return what the findings of a draw come to; BadInput for checklists of another version."""
    checklist = entering.checklist_of(library, draw)
    found, differences = _visits(store, library, checklist, draw)
    visited = [one for one in found if one.visited]
    declared = _declared(store, draw)
    made = Audited(
        draw=draw,
        level=level,
        visited=tuple(one.unit.office for one in visited),
        missing=tuple(one.unit.office for one in found if not one.visited),
        checked=sum(part.checked for one in visited for part in one.parts),
        unchecked=tuple((one.unit.office, part.item.id) for one in visited for part in one.parts if not part.checked),
        differences=tuple(differences),
        declared=sum(one.score for one in declared.values()) / len(declared),
    )
    return made if not visited else _estimated(made, checklist, found, declared)


def _visits(
    store: Store, library: Library, checklist: Checklist, draw: Draw
) -> tuple[list[_Visit], list[Difference]]:
    """Return every drawn office with what was found in it, and the differences in order."""
    facts = entering.facts_of(checklist, library)
    findings = {(one.office, one.item): one for one in record.findings(store, draw.n, facts)}
    items = {item.id: (item, indicator.id) for indicator in checklist.indicators for item in indicator.items}
    drawn, chances = {unit.office: unit for unit in draw.drawn}, drawing.chances(draw)
    visits, differences = [], []
    for held in holdings.held(store, library.facts, draw.round, draw.upto, drawn):
        unit = drawn[held.office.id]
        of_items, judged = drawing.item_chances(draw, unit), scoring.assess(checklist, held.facts)
        parts = []
        for one in unit.items:
            item, indicator = items[one.id]
            finding, points = findings.get((unit.office, item.id)), 0.0
            if finding is not None and finding.value is not None:
                points = float(effect(judged, held.facts, item, Known(finding.value, Source.DECLARED)))
                known = held.facts.get(item.fact)
                differences.append(Difference(finding, item.fact, known.value if known else None, points))
            parts.append(_Part(item, indicator, float(of_items.of(item.id)), finding, points))
        declared = {result.item.id: float(result.points) for result in judged.items}
        visits.append(_Visit(unit, float(chances.of(unit.office)), tuple(parts), declared))
    return visits, differences


def effect(judged: Assessment, facts: Mapping[str, Known], item: Item, found: Known) -> Fraction:
    """Return how many points a finding changes: of its item, or of the whole where that ceases or begins to apply."""
    after = scoring.assess(judged.checklist, {**facts, item.fact: found})
    if scoring.applies(facts.get(item.fact)) != scoring.applies(found):
        return (after.score or Fraction(0)) - (judged.score or Fraction(0))
    points = [next(r.points for r in one.items if r.item.id == item.id) for one in (after, judged)]
    return points[0] - points[1]


def _declared(store: Store, draw: Draw) -> dict[str, _Declared]:
    """Return what every office of the list declared."""
    rows = store.ask(
        "select o.office, t.score, t.points from audit_office o join instrument i on i.sha256 = ? "
        "join total t on t.filing = o.filing and t.instrument = i.n and t.system = '' where o.audit = ?",
        draw.sha256,
        draw.n,
    )
    return {
        office: _Declared(score / 100, tuple((one or 0) / 100 for one in json.loads(points)))
        for office, score, points in rows
    }


def _estimated(
    made: Audited, checklist: Checklist, found: Sequence[_Visit], declared: Mapping[str, _Declared]
) -> Audited:
    draw, level = made.draw, made.level / 100
    n, judged = len(draw.units), sum(size > 0 for size in draw.units[0].sizes)
    answered = _answered(found)
    errors, wrong = ([one.cluster(value) for one in answered] for value in (_points, _differs))
    by_item = estimating.share(errors).over(1 / judged)
    told = bool(made.differences) or all(one.whole for one in answered)
    return made._replace(
        points=_measured(estimating.total(errors).over(n), level, told),
        points_ratio=_measured(by_item, level, told),
        share=_within(_measured(estimating.share(wrong), level, told)),
        share_total=_within(_measured(estimating.total(wrong).over(n * judged), level, told)),
        bounds=None if told else _bounds(made, answered, declared, level),
        worst=_worst(found, n) if made.missing or made.unchecked else None,
        indicators=tuple(_of_indicators(made, checklist, answered, level)),
    )


class _Answered(NamedTuple):
    """A visited office with its checked items, and their chances as if the others had been left out by chance."""

    visit: _Visit
    chance: float
    parts: tuple[tuple[float, _Part], ...]

    @property
    def whole(self) -> bool:
        """Whether it and all of its items were certain to be seen."""
        return self.chance == 1 and all(chance == 1 for chance, _part in self.parts)

    def cluster(self, value: Callable[[_Part], float]) -> Cluster:
        """Return what was seen of it."""
        return Cluster(self.chance, tuple((chance, value(part)) for chance, part in self.parts))


def _answered(found: Sequence[_Visit]) -> list[_Answered]:
    """Return the visited offices; where some were not, their chances are so much less that they stand for all."""
    visited = [one for one in found if one.visited]
    part = _part([one.chance for one in visited], [one.chance for one in found])
    made = []
    for one in visited:
        checked = [item for item in one.parts if item.checked]
        within = _part([item.chance for item in checked], [item.chance for item in one.parts])
        made.append(_Answered(one, one.chance * part, tuple((item.chance * within, item) for item in checked)))
    return made


def _part(seen: Sequence[float], drawn: Sequence[float]) -> float:
    """Return for which part of the drawn, each counted by those it stands for, the seen ones are."""
    if len(seen) == len(drawn):
        return 1.0
    return sum(1 / chance for chance in seen) / sum(1 / chance for chance in drawn)


def _points(part: _Part) -> float:
    return part.points


def _differs(part: _Part) -> float:
    return float(part.finding is not None and part.finding.result is Result.DIFFERS)


def _measured(of: Estimate, level: float, told: bool) -> Measured:
    """Return an estimate with its interval; where nothing was found that differs, its interval would say nothing."""
    between = of.interval(level) if told else None
    if between is None or of.variance is None:
        return Measured(of.value, None, None, None, of.freedom)
    return Measured(of.value, math.sqrt(of.variance), *between, of.freedom)


def _within(share: Measured) -> Measured:
    """Return a share with its interval cut at 0 and 1."""
    if share.low is None or share.high is None:
        return share
    return share._replace(low=max(0.0, share.low), high=min(1.0, share.high))


def _bounds(made: Audited, answered: Sequence[_Answered], declared: Mapping[str, _Declared], level: float) -> Bounds:
    """Return what may be wrong at most where no difference was found.

    Where all offices, and all items in them, had the same chance, the bound of the share is the binomial one over
    the visited offices; else it is the most that could lie where the chances are least. No more than all that was
    declared can be wrong.
    """
    draw = made.draw
    chances, part = drawing.chances(draw), len(answered) / len(draw.drawn)
    even, n = len({unit.size for unit in draw.units}) == 1, len(draw.units)
    items, points, judged = [], [], 0
    for unit in draw.units:
        of, told = drawing.item_chances(draw, unit), declared[unit.office]
        single = [
            (float(of.of(name)), worth)
            for name, size, worth in zip(draw.names, unit.sizes, told.points, strict=True)
            if size
        ]
        chance, judged = float(chances.of(unit.office)) * part, len(single)
        even = even and len({one for one, _worth in single}) == 1
        items.append(Hiding(chance, bounds.rate([(one, 1.0) for one, _worth in single]), float(judged)))
        points.append(Hiding(chance, bounds.rate(single), sum(worth for _one, worth in single)))
    most = bounds.share(len(answered), level) if even else bounds.most(items, level) / (n * judged)
    return Bounds(min(1.0, most), min(made.declared, bounds.most(points, level) / n))


def _worst(found: Sequence[_Visit], n: int) -> float:
    """Return the mean error if no item that was not checked had any ground for its points."""
    every = [
        Cluster(
            one.chance,
            tuple(
                (part.chance, part.points if part.checked else -one.declared.get(part.item.id, 0.0))
                for part in one.parts
            ),
        )
        for one in found
    ]
    return estimating.total(every).value / n


def _of_indicators(
    made: Audited, checklist: Checklist, answered: Sequence[_Answered], level: float
) -> Iterable[OfIndicator]:
    n = len(made.draw.units)
    for indicator in checklist.indicators:
        own = [one for visit in answered for _chance, one in visit.parts if one.indicator == indicator.id]
        offices = sum(any(one.indicator == indicator.id for _chance, one in visit.parts) for visit in answered)
        found = OfIndicator(indicator.id, len(own), offices, int(sum(map(_differs, own))), None, None)
        if made.complete or (offices >= FEWEST_OFFICES and len(own) >= FEWEST_ITEMS):

            def within(value: Callable[[_Part], float], of: str = indicator.id) -> list[Cluster]:
                return [visit.cluster(lambda part: value(part) * (part.indicator == of)) for visit in answered]

            points = estimating.total(within(_points)).over(n)
            share = estimating.ratio(within(_differs), within(lambda part: 1.0))
            found = found._replace(
                points=_measured(points, level, found.differing > 0 or made.complete),
                share=_within(_measured(share, level, found.differing > 0 or made.complete)),
            )
        yield found
