"""What became of the files of an inbox: as a table, as JSON, and as a letter to each office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from compliance.headquarters.verdicts import Verdict
from compliance.language import _, mark
from compliance.model.filing import Reason
from compliance.persian import dates, numbers
from compliance.report import refusals
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import make
from compliance.report.templating import escape_markdown

STATUS = {
    "accepted": mark("accepted"),
    "flagged": mark("accepted, to be looked at"),
    "unsigned": mark("taken without a seal, not ranked"),
    "rejected": mark("rejected"),
}
FLAGS = {
    "self-score": (
        mark("The office's own score is not what its answers come to."),
        mark("Nothing has to be sent again; the computed score counts. Bring the program up to date."),
    ),
    "not-applicable": (
        mark("Much of the weight was taken out as not applicable."),
        mark("Look through the reasons; write to headquarters where the duties of the office explain it."),
    ),
    "contradiction": (
        mark("Answers contradict each other."),
        mark("Look at “check”, answer anew what is wrong, and file again."),
    ),
    "late": (
        mark("It came after the round was closed."),
        mark("Nothing has to be sent again; headquarters decides whether it counts."),
    ),
    "gap": (
        mark("The filing it says went before it has not arrived."),
        mark("Send that one as well, if it is still there."),
    ),
    "identical": (
        mark("Its values are the same as those of other offices."),
        mark("Answer for the own office; headquarters will ask."),
    ),
    "evidence-reused": (
        mark("Evidence is the same as that of other offices."),
        mark("Attach the own document; a common circular may stay."),
    ),
    "jump": (
        mark("A score rose by more than a quarter of its maximum since the last round."),
        mark("Have the evidence of what rose ready; headquarters may look on the ground."),
    ),
}
_KEPT = ("rejected", "flagged", "unsigned", "accepted")


def message(verdict: Verdict) -> str:
    """Return why, in a sentence; empty for what was simply accepted."""
    if verdict.reason is not None:
        return refusals.sentence(Reason(verdict.reason), verdict.detail)
    return " ".join(dict.fromkeys(_(FLAGS[code][0]) for code, _detail in verdict.flags))


def mend(verdict: Verdict) -> str:
    """Return what the office does about it."""
    if verdict.reason is not None:
        return refusals.mend(Reason(verdict.reason))
    return " ".join(dict.fromkeys(_(FLAGS[code][1]) for code, _detail in verdict.flags))


def sheet(verdicts: Sequence[Verdict], most: int = 200) -> Sheet:
    """Return the verdicts for people: what needs attention first, and how many of each there are."""
    page, counted = Sheet(), Counter(verdict.status for verdict in verdicts)
    page.say(
        _(
            "Files: {n}. Accepted {accepted}, to be looked at {flagged}, rejected {rejected}, unsealed {unsigned}."
        ).format(n=numbers.show(len(verdicts)), **{name: numbers.show(counted[name]) for name in STATUS})
    )
    telling = sorted((v for v in verdicts if v.status != "accepted"), key=lambda v: (_KEPT.index(v.status), v.file))
    page.show(
        make(
            [
                (_("file"), False),
                (_("office"), True),
                (_("round"), True),
                (_("outcome"), False),
                (_("why"), False, False, True),
            ],
            [_row(verdict) for verdict in telling[:most]],
        )
    )
    if len(telling) > most:
        page.say(_("and {n} more").format(n=numbers.show(len(telling) - most)))
    return page


def _row(verdict: Verdict) -> tuple[str, ...]:
    return (
        Path(verdict.file).name,
        verdict.office or "—",
        numbers.digits(verdict.round) or "—",
        _(STATUS[verdict.status]),
        message(verdict),
    )


def record(verdicts: Iterable[Verdict]) -> Record:
    """Return the verdicts for programs."""
    listed = [_record(verdict) for verdict in verdicts]
    counted = Counter(one["status"] for one in listed)
    return {"files": listed, **{status: counted[status] for status in STATUS}, "problems": []}


def _record(verdict: Verdict) -> Record:
    return {
        "file": verdict.file,
        "sha256": verdict.sha256 or None,
        "office": verdict.office or None,
        "round": verdict.round or None,
        "status": verdict.status,
        "reason": verdict.reason,
        "message": message(verdict) or None,
        "mend": mend(verdict) or None,
        "flags": [{"code": code, "detail": detail} for code, detail in verdict.flags],
        "again": verdict.again,
    }


def letter(verdicts: Sequence[Verdict], office: str, day: date) -> str:
    """Return the letter to an office in Markdown: what became of what it sent, and what it does about it."""
    lines = [
        f"# {_('What became of your filing')}",
        "",
        f"{_('Date')}: {dates.show(day)}  ",
        f"{_('To')}: {escape_markdown(office)}",
        "",
        _("With respect: headquarters has looked at what your office sent, with this outcome:"),
        "",
    ]
    for verdict in verdicts:
        lines += [
            f"## {escape_markdown(Path(verdict.file).name)}",
            "",
            f"- {_('round')}: {numbers.digits(verdict.round) or '—'}",
            f"- {_('outcome')}: **{_(STATUS[verdict.status])}**",
        ]
        if verdict.reason is not None:
            lines.append(f"- {_('reason')}: {escape_markdown(message(verdict))} (`{verdict.reason}`)")
            lines.append(f"- {_('to mend it')}: {escape_markdown(mend(verdict))}")
        for code, detail in verdict.flags:
            said, how = FLAGS[code]
            lines.append(f"- {escape_markdown(_(said))} {escape_markdown(detail)} (`{code}`)")
            lines.append(f"  - {_('to mend it')}: {escape_markdown(_(how))}")
        lines += [f"- SHA-256: `{verdict.sha256}`", ""]
    return "\n".join(lines)
