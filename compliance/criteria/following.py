"""A saved plan followed through the record of answers: what once held, and the points of earlier days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from compliance.assessment import facts as settling
from compliance.assessment import scoring
from compliance.criteria import judging, tracking
from compliance.criteria.tracking import Mark, Track
from compliance.model.checklist import Library
from compliance.model.office import Known, Source, Value
from compliance.model.record import Change
from compliance.model.results import Plan
from compliance.model.review import Deed, Event
from compliance.office import past_answers
from compliance.office.desk import Desk
from compliance.office.past import Moment, day_of

Points = list[tuple[date, Fraction]]


class Past:
    """The facts of earlier moments: answers from their record, scan and registers as they are now."""

    def __init__(
        self,
        desk: Desk,
        round_id: str,
        computed: Mapping[Source, Mapping[str, Value]],
        limited: Mapping[str, Value] = MappingProxyType({}),
    ) -> None:
        self.entries = desk.read_log().entries
        self._asked, self._round = desk.facts(""), round_id
        self._computed, self._limited = computed, limited

    def facts(self, moment: Moment) -> dict[str, Known]:
        """Return what was known at a moment."""
        answers = past_answers.at(moment, self.entries, self._asked, self._round)
        return settling.known(answers, self._computed, self._limited)


def follow(
    plan: Plan, library: Library, facts: Mapping[str, Known], past: Past, verified: Collection[str], on: date
) -> tuple[Track, Points]:
    """Return how far a plan has come on a day, and the actual points by day up to it.

    `verified` are the actions whose criterion was recorded as true before.
    """
    reached = points(plan, library, facts, past, on)
    held = {*verified, *_held(plan, past, verified)}
    return tracking.track(plan, facts, reached[-1][1], on, held), reached


def _held(plan: Plan, past: Past, verified: Collection[str]) -> set[str]:
    """Return the actions whose criterion held after some recorded change since the plan begins."""
    held = set(verified)
    for entry in past.entries:
        if not isinstance(entry, Change) or day_of(entry) < plan.goal.begin:
            continue
        open_ = [p.action for p in plan.actions if p.action.id not in held]
        about = [a for a in open_ if entry.key.fact in judging.facts_of(a.criterion)]
        if about:
            known = past.facts(Moment(number=entry.number))
            held |= {action.id for action in about if judging.judge(action.criterion, known).holds}
    return held


def points(plan: Plan, library: Library, facts: Mapping[str, Known], past: Past, on: date) -> Points:
    """Return the points of the plan's checklist at its begin, at each week's end since, and on the day."""
    checklist = library.checklists[plan.goal.checklist]
    recorded = past_answers.begins(past.entries)
    reached = [(plan.goal.begin, plan.before.get(checklist.id) or Fraction(0))] if on > plan.goal.begin else []
    for day in tracking.week_ends(plan, on):
        if recorded is not None and max(recorded, plan.goal.begin) < day < on:
            known = past.facts(past_answers.end_of(day))
            reached.append((day, scoring.assess(checklist, known).score or Fraction(0)))
    return [*reached, (on, scoring.assess(checklist, facts).score or Fraction(0))]


def news(track: Track, events: Iterable[Event]) -> Iterator[tuple[str, Deed]]:
    """Yield the actions whose criterion newly came true, or fails again, and was not recorded as such."""
    last = {e.action: e.deed for e in events if e.deed in (Deed.VERIFIED, Deed.REGRESSED)}
    deeds = {Mark.VERIFIED: Deed.VERIFIED, Mark.REGRESSED: Deed.REGRESSED}
    for tracked in track.actions:
        id_, deed = tracked.planned.action.id, deeds.get(tracked.mark)
        if deed is not None and last.get(id_) is not deed:
            yield id_, deed
