"""How far a saved plan has come, as `track` prints it."""

from __future__ import annotations

from compliance.criteria.tracking import Track
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.office import Known
from compliance.persian import dates
from compliance.report import tracking
from compliance.report.screens.terminal import Sheet


def of_track(track: Track, facts: dict[str, Known], library: Library, office: str) -> Sheet:
    """Return a plan's progress with every criterion and what to plan again."""
    page = Sheet()
    page.say(_("Plan of {office} on {day}").format(office=office, day=dates.show(track.on)))
    for sentence in tracking.sentences(track):
        page.say(sentence)
    if track.replan:
        page.say(_("“plan --save” plans them again and keeps what was decided and begun."))
    page.show(tracking.table(track, facts, library))
    return page
