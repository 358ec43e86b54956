"""What a look at a filing found, as lines and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from compliance import language
from compliance.language import _, mark
from compliance.model.filing import Check, Declaration, Differing, Looked, Outcome, Reason, Remark, SelfScore, Subject
from compliance.persian import numbers
from compliance.report import filing_paper, refusals, seen, words
from compliance.report.records import Record
from compliance.report.screens import remarks
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Table, make
from compliance.schema import listed, shorten

SUBJECTS = {
    Subject.STRUCTURE: mark("structure of the file"),
    Subject.EVIDENCE: mark("evidence"),
    Subject.SEAL: mark("seal of the office"),
    Subject.DIRECTOR: mark("sign-off of the director"),
    Subject.SCORES: mark("scores computed anew"),
    Subject.COUNTED: mark("counted by headquarters"),
}
OUTCOMES = {
    Outcome.GOOD: mark("good"),
    Outcome.BAD: mark("bad"),
    Outcome.OPEN: mark("not checked"),
    Outcome.UNTOLD: mark("cannot be told"),
}


def sheet(file: Path, looked: Looked) -> Sheet:
    """Return what was found for people: a line a check, what they mean, what the file says, and the verdict."""
    page = Sheet()
    page.say(_("Filing: {file}").format(file=file.name))
    if looked.sha256:
        page.say("SHA-256: " + looked.sha256)
    page.show(
        make([(_("checked"), False), (_("outcome"), True), (_("detail"), False)], [_row(c) for c in looked.checks])
    )
    page.say()
    for check in looked.checks:
        for text in _explained(check, looked):
            page.say(text)
        if check.differing:
            page.show(_scores(check))
            page.say()
    if looked.declaration is not None:
        for text in _said(looked, looked.declaration):
            page.say(text)
        page.say()
    page.say(_verdict(looked))
    return page


def _explained(check: Check, looked: Looked) -> list[str]:
    if check.remark is not None:
        return remarks.sentences(check, filing_paper.short(looked.code))
    if check.reason is None and not check.differing:
        return []
    mend = refusals.mend(check.reason or Reason.BAD_SIGNATURE)  # both are mended by a new filing
    return [_why(check), _("For the office that filed it: {mend}").format(mend=mend)]


def _why(check: Check) -> str:
    if check.differing:
        return _("Computed anew from the answers in it, scores come out otherwise than they were declared.")
    return "" if check.reason is None else refusals.sentence(check.reason, check.detail)


def _scores(check: Check) -> Table:
    return make(
        [(_("checklist"), False), (_("declared"), True), (_("computed"), True)],
        [
            (
                _("{title} — {system}").format(title=str(d.title), system=d.system) if d.system else str(d.title),
                _score(d.declared),
                _score(d.computed),
            )
            for d in check.differing
        ],
    )


def _score(score: SelfScore | None) -> str:
    if score is None:
        return _("left out")
    return _("{score} (coverage {coverage})").format(
        score="—" if score.score is None else numbers.show(Fraction(score.score, 100)),
        coverage=numbers.per_cent(Fraction(score.coverage, 100)),
    )


def _said(looked: Looked, declared: Declaration) -> Iterator[str]:
    """Yield what the file says of itself: as claims, unless the office's seal was checked and holds."""
    holds = looked.of(Subject.SEAL) is Outcome.GOOD
    yield _("What the office declares:") if holds else _("What the file says of itself, and nobody has proved:")
    name = declared.office.name_fa if language.current() == "fa" else declared.office.name_en
    yield _("{office} ({id}), round {round}").format(
        office=shorten(name), id=declared.office.id, round=numbers.digits(declared.round)
    )
    yield _("Authenticity code: {code}").format(code=filing_paper.short(looked.code))
    if declared.previous is not None:
        yield _("The filing before it: SHA-256 {sha256}").format(sha256=declared.previous)
    for sealed in looked.sealed:
        subject = Subject.SEAL if sealed.role == "office" else Subject.DIRECTOR
        text = (
            _("sealed by {whose} on {time} with key {key}")
            if looked.of(subject) is Outcome.GOOD
            else _("says that it was sealed by {whose} on {time} with key {key}")
        )
        yield text.format(
            whose=_(filing_paper.ROLES[sealed.role]), time=words.moment(sealed.time), key=sealed.key.upper()
        )


def _row(check: Check) -> tuple[str, str, str]:
    return _(SUBJECTS[check.subject]), _(OUTCOMES[check.outcome]), shorten(_detail(check)) or "—"


def _detail(check: Check) -> str:
    """Return what was seen, or what would be needed to check it."""
    if check.outcome is Outcome.OPEN and check.subject is Subject.DIRECTOR and not check.detail:
        return _("there is no sign-off")
    if check.outcome is Outcome.OPEN:
        return _(_NEEDED[check.subject])
    if check.subject is Subject.COUNTED:
        return _counted(check.detail) if check.outcome is Outcome.GOOD else _(_UNCOUNTED[check.detail])
    if check.outcome is Outcome.UNTOLD and check.remark in _OTHER:
        return _(_OTHER[check.remark])
    if check.outcome is Outcome.GOOD and check.subject is Subject.EVIDENCE:
        return _("{n} files").format(n=numbers.show(int(check.detail)))
    if check.outcome is Outcome.GOOD and check.subject is Subject.DIRECTOR and check.detail:
        return _("letter {number}").format(number=numbers.digits(check.detail))
    if check.outcome is Outcome.GOOD:
        return ""
    if check.differing:
        return _(", ").join(str(one.title) for one in check.differing)
    return seen.shown(check.reason, check.detail) if check.reason else check.detail


def _counted(time: str) -> str:
    return _("in the root that headquarters sealed at {time}").format(time=time)


_OTHER = {
    Remark.OTHER_OWNER: mark("the key of another office was named"),
    Remark.OTHER_ROLE: mark("the key of another role was named"),
    Remark.OTHER_KEY: mark("another key was named"),
    Remark.OTHER_PAGE: mark("another page was named"),
    Remark.ENCRYPTED: mark("encrypted for transport"),
}
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
    bad = [_(SUBJECTS[check.subject]) for check in looked.checks if check.outcome is Outcome.BAD]
    untold = [_(SUBJECTS[check.subject]) for check in looked.checks if check.outcome is Outcome.UNTOLD]
    if bad == [_(SUBJECTS[Subject.COUNTED])]:
        return _("The filing itself shows no fault; the proof that it was counted does not hold.")
    if bad:
        return _("This filing is not in order: {what}.").format(what=listed(bad))
    if untold:
        return _("Whether this filing is in order cannot be told with what was named: {what}.").format(
            what=listed(untold)
        )
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
        "verdict": looked.verdict.value,
        "previous": declared.previous if declared else None,
        "sealed": [sealed._asdict() for sealed in looked.sealed],
        "checks": [
            {
                "subject": check.subject.value,
                "outcome": check.outcome.value,
                "reason": check.reason.value if check.reason else None,
                "detail": check.detail or None,
                "message": " ".join(_message(check, looked)) or None,
                "remark": check.remark.value if check.remark else None,
                "seen": check.seen or None,
                "expected": check.expected or None,
                "scores": [_differing(one) for one in check.differing],
            }
            for check in looked.checks
        ],
        "problems": [],
    }


def _message(check: Check, looked: Looked) -> list[str]:
    return remarks.sentences(check, filing_paper.short(looked.code)) or [_why(check)]


def _differing(one: Differing) -> Record:
    return {
        "checklist": one.checklist,
        "title": str(one.title),
        "system": one.system or None,
        "declared": _number(one.declared),
        "computed": _number(one.computed),
    }


def _number(score: SelfScore | None) -> float | int | None:
    return None if score is None or score.score is None else numbers.plain(Fraction(score.score, 100))
