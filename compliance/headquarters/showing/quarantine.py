"""What lies in quarantine, on screens and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from compliance.headquarters.intake.quarantine import TurnedAway
from compliance.headquarters.intake.verdicts import Verdict
from compliance.headquarters.showing import verdicts
from compliance.language import _
from compliance.persian import numbers
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import make
from compliance.schema import shorten


def _verdict(one: TurnedAway) -> Verdict:
    return Verdict(one.name, one.sha256, one.office, one.round, "rejected", one.reason, one.detail, again=True)


def sheet(found: Sequence[TurnedAway]) -> Sheet:
    """Return what was turned away and why, and what may be taken in once headquarters' own lists are mended."""
    page = Sheet()
    curable = sum(one.curable for one in found)
    page.say(_("In quarantine: {n}").format(n=numbers.show(len(found))))
    rows = [
        (
            one.sha256[:12],
            shorten(PurePath(one.name).name),
            one.office or "—",
            _("yes") if one.curable else _("no"),
            verdicts.message(_verdict(one)),
        )
        for one in found[-verdicts.MOST :]
    ]
    page.show(
        make(
            [
                (_("SHA-256"), True, True),
                (_("file name"), False),
                (_("office"), True, True),
                (_("may be cured"), False),
                (_("why"), False, False, True),
            ],
            rows,
        )
    )
    if len(found) > verdicts.MOST:
        page.say(_("and {n} more; --json lists all").format(n=numbers.show(len(found) - verdicts.MOST)))
    if curable:
        page.say(
            _("“hq quarantine --again” looks again at {n} of them, by the lists as they are now.").format(
                n=numbers.show(curable)
            )
        )
    return page


def record(found: Sequence[TurnedAway]) -> Record:
    """Return the same for programs."""
    return {
        "quarantine": [
            {
                "sha256": one.sha256,
                "file": one.name,
                "office": one.office or None,
                "round": one.round or None,
                "reason": one.reason,
                "message": verdicts.message(_verdict(one)),
                "received": one.received,
                "curable": one.curable,
            }
            for one in found
        ],
        "problems": [],
    }
