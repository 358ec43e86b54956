"""Rounds on screens: planned and actual days, and how far the filings have come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from compliance.headquarters.roster import Standing
from compliance.language import _, mark
from compliance.model.rounds import EvaluationRound, Window
from compliance.persian import dates, numbers
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import make

STANDING = {
    Standing.ELIGIBLE: mark("eligible"),
    Standing.PARTLY: mark("co-operates in part"),
    Standing.REFUSED: mark("does not co-operate"),
    Standing.ASKED_OUT: mark("asked to be left out"),
}


def sentence(one: EvaluationRound) -> str:
    """Return a round in a line."""
    return _("round {round}: planned {planned}, actual {actual}").format(
        round=numbers.digits(one.id), planned=days(one.planned), actual=days(one.actual)
    )


def days(window: Window) -> str:
    """Return when a round opens and closes."""
    if window == Window():
        return _("not settled")
    shown = [dates.show(day) if day else "…" for day in window]
    return _("{first} to {last}").format(first=shown[0], last=shown[1])


def state(one: EvaluationRound, day: date) -> str:
    """Return how a round stands on a day."""
    if not one.takes(day):
        return _("planned") if one.actual.open is None else _("opens later")
    return _("closed") if one.late(day) else _("open")


def sheet(found: Iterable[EvaluationRound], day: date) -> Sheet:
    """Return the rounds in their order."""
    page = Sheet()
    rows = [
        (numbers.digits(one.id), str(one.title), state(one, day), days(one.planned), days(one.actual), _eligible(one))
        for one in found
    ]
    if not rows:
        page.say(_("No round has been opened or planned yet: hq round open"))
    page.show(
        make(
            [
                (_("round"), True),
                (_("title"), False, True),
                (_("state"), False),
                (_("planned"), True, True),
                (_("actual"), True),
                (_("eligible"), True, True),
            ],
            rows,
        )
    )
    return page


def _eligible(one: EvaluationRound) -> str:
    return _("all") if one.eligible is None else numbers.show(len(one.eligible))
