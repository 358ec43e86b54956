"""The follow-up of an approved plan: what its success criteria say, planned points against actual ones."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.language import _
from compliance.persian import dates
from compliance.report import sentences, tracking
from compliance.report.content import Followed, Report
from compliance.report.document import Block, Bullets, Grid, Paragraph, Part, Tone
from compliance.report.parts import pictures, signing


def part(report: Report, asked: bool = True) -> Part | None:
    """Return how far the approved plan has come; without one None, or why there is nothing to follow."""
    title = _("Follow-up of the plan")
    if report.followed is not None:
        return Part("follow-up", title, tuple(_blocks(report, report.followed)))
    if not asked:
        return None
    return Part("follow-up", title, (Paragraph(_waits(report)),))


def _waits(report: Report) -> str:
    """Return why there is nothing to follow."""
    if report.plan is None:
        return signing.no_plan()
    if not report.plan.actions:
        return _("The plan has no actions to follow.")
    return _("The plan is not approved; it is followed from then on.")


def _blocks(report: Report, followed: Followed) -> Iterator[Block]:
    track = followed.track
    yield Paragraph(_("State on {day}").format(day=dates.show(track.on)), Tone.SOFT)
    yield Bullets((sentences.approval(track.plan), *tracking.sentences(track)))
    yield from pictures.of_follow_up(report, followed)
    yield Grid(
        tracking.table(track, dict(report.facts), report.instruments),
        _("Every action and its criterion"),
        sortable=True,
    )
