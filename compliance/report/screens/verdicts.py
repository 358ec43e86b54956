"""What a look at a filing found, as lines and as JSON."""

from __future__ import annotations

from pathlib import Path

from compliance import language
from compliance.language import _, mark
from compliance.model.filing import Check, Looked, Outcome, Subject
from compliance.persian import numbers
from compliance.report import filing_paper, refusals, words
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import make
from compliance.schema import listed, shorten

SUBJECTS = {
    Subject.STRUCTURE: mark("structure of the file"),
    Subject.EVIDENCE: mark("evidence"),
    Subject.SEAL: mark("seal of the office"),
    Subject.DIRECTOR: mark("sign-off of the director"),
    Subject.SCORES: mark("scores computed anew"),
    Subject.COUNTED: mark("counted by headquarters"),
}
OUTCOMES = {Outcome.GOOD: mark("good"), Outcome.BAD: mark("bad"), Outcome.OPEN: mark("not checked")}


def sheet(file: Path, looked: Looked) -> Sheet:
    """Return what was found for people: a line a check, what the bad ones mean, and the verdict at the end."""
    page, declared = Sheet(), looked.declaration
    page.say(_("Filing: {file}").format(file=file.name))
    if declared is not None:
        name = declared.office.name_fa if language.current() == "fa" else declared.office.name_en
        page.say(
            _("{office} ({id}), round {round}").format(
                office=shorten(name), id=declared.office.id, round=numbers.digits(declared.round)
            )
        )
        page.say(_("Authenticity code: {code}").format(code=filing_paper.short(looked.code)))
    for sealed in looked.sealed:
        page.say(
            _("sealed by {whose} on {time} with key {key}").format(
                whose=_(filing_paper.ROLES[sealed.role]), time=words.moment(sealed.time), key=sealed.key
            )
        )
    if looked.sha256:
        page.say("SHA-256: " + looked.sha256)
    page.show(
        make([(_("checked"), False), (_("outcome"), True), (_("detail"), False)], [_row(c) for c in looked.checks])
    )
    page.say()
    for check in looked.checks:
        if check.reason is not None:
            page.say(refusals.sentence(check.reason, check.detail))
            page.say(refusals.mend(check.reason))
    page.say(_verdict(looked))
    return page


def _row(check: Check) -> tuple[str, str, str]:
    return _(SUBJECTS[check.subject]), _(OUTCOMES[check.outcome]), shorten(_detail(check)) or "—"


def _detail(check: Check) -> str:
    """Return what was seen, or what would be needed to check it."""
    if check.outcome is Outcome.OPEN and check.subject is Subject.DIRECTOR and not check.detail:
        return _("there is no sign-off")
    if check.outcome is Outcome.OPEN:
        return _(_NEEDED[check.subject])
    if check.subject is Subject.COUNTED:
        return _(_UNCOUNTED[check.detail]) if check.outcome is Outcome.BAD else _counted(check.detail)
    if check.outcome is Outcome.GOOD and check.subject is Subject.EVIDENCE:
        return _("{n} files").format(n=numbers.show(int(check.detail)))
    if check.outcome is Outcome.GOOD and check.subject is Subject.DIRECTOR and check.detail:
        return _("letter {number}").format(number=numbers.digits(check.detail))
    return "" if check.outcome is Outcome.GOOD else check.detail


def _counted(time: str) -> str:
    return _("in the root that headquarters sealed at {time}").format(time=time)


_UNCOUNTED = {
    "file": mark("the proof is of another filing, office or round"),
    "path": mark("the hashes do not lead from this filing to the root"),
    "root": mark("the proof leads to another root than this one"),
    "seal": mark("the root was not sealed by this key, or was changed since"),
}
_NEEDED = {
    Subject.STRUCTURE: mark("a filing"),
    Subject.EVIDENCE: mark("a filing"),
    Subject.SEAL: mark("the office's public key: --key"),
    Subject.DIRECTOR: mark("the director's public key or the signed page: --director-key, --page"),
    Subject.SCORES: mark("the checklists it was made with"),
    Subject.COUNTED: mark("the sealed root and headquarters' public key: --root, --hq-key"),
}


def _verdict(looked: Looked) -> str:
    if any(check.outcome is Outcome.BAD for check in looked.checks):
        return _("This filing is not in order.")
    if not looked.good:
        return _("Nothing speaks against it, but the seal was not checked.")
    left = [_(SUBJECTS[check.subject]) for check in looked.checks if check.outcome is Outcome.OPEN]
    holds = _("The seal holds: nothing was changed since the office sealed it.")
    return _("{sentence} Not checked: {what}.").format(sentence=holds, what=listed(left)) if left else holds


def record(file: Path, looked: Looked) -> Record:
    """Return what was found for programs."""
    declared = looked.declaration
    return {
        "file": str(file),
        "sha256": looked.sha256 or None,
        "office": declared.office.id if declared else None,
        "round": declared.round if declared else None,
        "code": looked.code or None,
        "good": looked.good,
        "sealed": [sealed._asdict() for sealed in looked.sealed],
        "checks": [
            {
                "subject": check.subject.value,
                "outcome": check.outcome.value,
                "reason": check.reason.value if check.reason else None,
                "detail": check.detail or None,
                "message": refusals.sentence(check.reason, check.detail) if check.reason else None,
            }
            for check in looked.checks
        ],
        "problems": [],
    }
