"""Why headquarters turned a file away, in a sentence that people understand, and how it is mended."""

from __future__ import annotations

import errno
from datetime import date
from pathlib import Path

from compliance import files
from compliance.headquarters.intake.examining import PLANNED
from compliance.headquarters.intake.verdicts import Verdict
from compliance.headquarters.intake.working import ENCRYPTED, FOLDER
from compliance.headquarters.showing.flags import short
from compliance.language import _, mark
from compliance.model.filing import Reason
from compliance.persian import dates
from compliance.report import refusals

_NOT_ELIGIBLE = (
    mark("The office is not among those that are eligible for this round."),
    mark("Ask headquarters whether the office belongs on the list of the round."),
)
_PLANNED = (
    mark("Headquarters has not opened this round yet."),
    mark("Nothing has to be sent again: headquarters looks at the file again once the round is open."),
)
_LINK = (
    mark("This is a link to a file, and not a file."),
    mark("Headquarters puts the file itself into the inbox."),
)
_UNSEALED = (
    mark("The filing bears no seal."),
    mark("Seal it with “file”, with the key that headquarters has enrolled for the office."),
)
_MOVED = (
    mark("The seal was made for another office, round or role."),
    mark("Make the filing anew with “file” and do not change it afterwards."),
)
_ENCRYPTED = (
    mark("The file is encrypted for transport and was not opened."),
    mark("Headquarters opens it with its own key: hq collect --identity."),
)
_FOLDER = (
    mark("This is a folder that is named like a zip."),
    mark("Send the zip itself as “file” wrote it, not what is in it."),
)
_UNREADABLE = (
    mark("The file could not be read."),
    mark("Headquarters copies it to the inbox again, or mends the rights of the folder."),
)


def sentence(verdict: Verdict) -> str:
    """Return why, with what was seen where that helps."""
    reason, detail = Reason(verdict.reason or ""), verdict.detail
    own = _own(reason, detail)
    if own is None:
        return refusals.sentence(reason, _place(reason, detail))
    said = _(own[0])
    if own is _UNREADABLE:
        told = files.refused(Path(verdict.file), OSError(getattr(errno, detail), "")).reason
        return _("{sentence} Seen: {detail}").format(sentence=said, detail=told or detail)
    return said


def mend(verdict: Verdict) -> str:
    """Return what is done about it."""
    reason = Reason(verdict.reason or "")
    own = _own(reason, verdict.detail)
    return refusals.mend(reason) if own is None else _(own[1])


def is_ours(verdict: Verdict) -> bool:
    """Whether headquarters alone has to do something, and the office nothing."""
    return _own(Reason(verdict.reason or ""), verdict.detail) in (_PLANNED, _LINK, _ENCRYPTED, _UNREADABLE)


def _own(reason: Reason, detail: str) -> tuple[str, str] | None:
    """Return the words of what headquarters alone sees; None for what anyone would see."""
    if reason is Reason.NOT_A_ZIP:
        known = {ENCRYPTED: _ENCRYPTED, FOLDER: _FOLDER}.get(detail)
        return known or (_UNREADABLE if hasattr(errno, detail) and detail else None)
    if reason is Reason.BAD_SIGNATURE:
        return _UNSEALED if not detail else _MOVED if detail.startswith("office=") else None
    if reason is Reason.PATH_ESCAPE:
        return _LINK if detail == "ELOOP" else None
    if reason is Reason.WRONG_ROUND:
        return _PLANNED if detail.endswith(PLANNED) else _NOT_ELIGIBLE if " " in detail else None
    return None


def _place(reason: Reason, detail: str) -> str:
    """Return what was seen as people read it, such as a day of the calendar here."""
    if reason is Reason.REVOKED_KEY and " " in detail:
        key, day = detail.split(" ", 1)
        return f"{key} {dates.show(date.fromisoformat(day))}"
    if reason is Reason.REPLAY:
        return short(detail)
    return detail
