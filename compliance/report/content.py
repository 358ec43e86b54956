"""What a report shows, gathered once for every format."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from compliance.criteria.tracking import Mark, Track
from compliance.model.checklist import Library
from compliance.model.office import Known, Office, ProjectBands, Register
from compliance.model.results import Assessment, Contradiction, Plan, PlannedAction, State
from compliance.model.review import Event
from compliance.plan.basis import Outdated


class Standing(NamedTuple):
    """The score of a round; `comparable` says that it was judged by the same checklist as the one before.

    `provisional` says that much of the round is not answered yet.
    """

    round: str
    score: Fraction | None
    comparable: bool
    provisional: bool = False


class Followed(NamedTuple):
    """How far an approved plan has come, and the actual points by day."""

    track: Track
    actual: tuple[tuple[date, Fraction], ...]


class Paper(NamedTuple):
    """What an office puts on its papers: day and number, its own emblem, templates, and letterhead for Word."""

    day: date
    number: str = ""
    emblem: Path | None = None
    templates: Path | None = None
    letterhead: Path | None = None


class Report(NamedTuple):
    """An office's round judged and planned.

    `assessments` begins with the checklist the report is about. `plan` is the saved plan, None when
    there is none; `outdated` says that what it was made from changed since. `rounds` are
    the office's rounds up to this one, the oldest first. `proposed` counts the answers carried over from
    an earlier round that nobody confirmed yet; `contradictions` are answers that cannot all be true.
    `returned` is the record of the plan's return, where it was returned.
    """

    instruments: Library
    office: Office
    round: str
    register: Register
    projects: ProjectBands | None
    assessments: tuple[Assessment, ...]
    facts: Mapping[str, Known]
    plan: Plan | None
    outdated: Outdated
    paper: Paper
    followed: Followed | None = None
    rounds: tuple[Standing, ...] = ()
    proposed: int = 0
    contradictions: tuple[Contradiction, ...] = ()
    returned: Event | None = None

    @property
    def main(self) -> Assessment:
        """The assessment the report is about."""
        return self.assessments[0]

    @property
    def waiting(self) -> bool:
        """Whether a plan with actions or letters waits for the director's decision: neither approved nor returned."""
        plan = self.plan
        if plan is None or plan.approved or plan.returned:
            return False
        return bool(plan.actions or plan.requests)

    @property
    def open(self) -> tuple[PlannedAction, ...]:
        """The actions to be done: none of a returned plan, of a followed one those neither done nor verified."""
        if self.plan is None or self.plan.returned:
            return ()
        if self.followed is None:
            return self.plan.actions
        over = {t.planned.action.id for t in self.followed.track.actions if t.mark is Mark.VERIFIED}
        kept = (p for p in self.plan.actions if p.action.id not in over and p.state is not State.DONE)
        return tuple(kept)
