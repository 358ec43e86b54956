"""What became of the files of an inbox: as a table and as JSON, one verdict after the other."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import PurePath
from typing import IO

from compliance import files
from compliance.headquarters.intake.quarantine import curable
from compliance.headquarters.intake.verdicts import Verdict
from compliance.headquarters.showing import flags, refusals
from compliance.language import _, mark
from compliance.persian import numbers
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import make
from compliance.schema import shorten

STATUS = {
    "accepted": mark("accepted"),
    "flagged": mark("accepted with remarks"),
    "unsigned": mark("taken without a seal, not ranked"),
    "rejected": mark("not accepted"),
}
UNSIGNED = (
    mark("It bears no seal, is kept apart, and is not ranked."),
    mark(
        "Make a key with “keys new”, send its enrolment.json with the official letter, and file again, sealed; what "
        "is sealed takes the place of this file."
    ),
)
MOST = 200  # rows of a table; --json and --letters have all
_AND = " • "  # between what has nothing to do with each other
_KEPT = ("rejected", "flagged", "unsigned", "accepted")


def message(verdict: Verdict) -> str:
    """Return why, in sentences; empty for what was simply accepted."""
    if verdict.reason is not None:
        return refusals.sentence(verdict)
    own = [_(UNSIGNED[0])] if verdict.status == "unsigned" else []
    return _AND.join(text.rstrip(".") for text in (*own, *(one.sentence for one in flags.told(verdict.flags))))


def mend(verdict: Verdict) -> str:
    """Return what the office does about it."""
    if verdict.reason is not None:
        return refusals.mend(verdict)
    own = [_(UNSIGNED[1])] if verdict.status == "unsigned" else []
    told = (*own, *(one.mend for one in flags.told(verdict.flags)))
    return _AND.join(dict.fromkeys(text.rstrip(".") for text in told))


class Tally:
    """Verdicts counted as they come; only those that need somebody's attention are kept, and not all of them."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()
        self.again = self.curable = 0
        self._telling: dict[str, list[Verdict]] = {status: [] for status in _KEPT}

    def add(self, verdict: Verdict) -> None:
        """Count a verdict."""
        self.counted[verdict.status] += 1
        self.again += verdict.again
        self.curable += verdict.status == "rejected" and curable(verdict.reason or "", verdict.detail)
        kept = self._telling[verdict.status]
        if verdict.status != "accepted" and len(kept) < MOST:
            kept.append(verdict)

    def sheet(self) -> Sheet:
        """Return the verdicts for people: how many of each there are, and what needs attention first."""
        page, total = Sheet(), sum(self.counted.values())
        if not total:
            page.say(_("There is no zip in the inbox."))
            return page
        counts = {name: numbers.show(self.counted[name]) for name in STATUS}
        said = _(
            "Files: {n}. Accepted {accepted}, with remarks {flagged}, not accepted {rejected}, unsealed {unsigned}."
        )
        page.say(said.format(n=numbers.show(total), **counts))
        if self.again:
            page.say(_("{n} of them were known and keep their first verdict.").format(n=numbers.show(self.again)))
        telling = [verdict for status in _KEPT for verdict in self._telling[status]]
        page.show(
            make(
                [
                    (_("file name"), False),
                    (_("office"), False, True),
                    (_("round"), True, True),
                    (_("outcome"), False, False, True),
                    (_("why"), False, False, True),
                ],
                [_row(verdict) for verdict in telling[:MOST]],
            )
        )
        left = total - self.counted["accepted"] - min(len(telling), MOST)
        if left:
            page.say(_("and {n} more; --json lists all").format(n=numbers.show(left)))
        if self.curable:
            said = _(
                "Of those not accepted {n} may be taken once headquarters' own lists are mended (an office or key "
                "that is not enrolled, a round that is not open, a checklist that is not installed): then “hq "
                "quarantine STORE --again”."
            )
            page.say(said.format(n=numbers.show(self.curable)))
        return page


def _row(verdict: Verdict) -> tuple[str, ...]:
    return (
        shorten(PurePath(verdict.file).name),
        verdict.office or "—",
        numbers.digits(verdict.round) or "—",
        _(STATUS[verdict.status]),
        message(verdict),
    )


def record(verdict: Verdict) -> Record:
    """Return a verdict for programs."""
    return {
        "file": verdict.file,
        "sha256": verdict.sha256 or None,
        "office": verdict.office or None,
        "round": verdict.round or None,
        "status": verdict.status,
        "reason": verdict.reason,
        "detail": files.CONTROL.sub("\ufffd", verdict.detail) or None,
        "message": message(verdict) or None,
        "mend": mend(verdict) or None,
        "flags": [{"code": flag.code, "seen": flag.seen} for flag in verdict.flags],
        "again": verdict.again,
    }


class Listing:
    """The same as JSON, written as they come into a file that is printed only when all is well."""

    def __init__(self, spool: IO[str]) -> None:
        self._spool, self._counted = spool, Counter[str]()
        spool.write('{\n  "files": [')

    def add(self, verdict: Verdict) -> None:
        """Write a verdict."""
        self._spool.write(",\n    " if self._counted.total() else "\n    ")
        self._spool.write(json.dumps(record(verdict), ensure_ascii=False))
        self._counted[verdict.status] += 1

    def end(self) -> None:
        """Write how many of each there are."""
        counts = "".join(f'  "{status}": {self._counted[status]},\n' for status in STATUS)
        self._spool.write(f'\n  ],\n{counts}  "problems": []\n}}\n')
