"""Why a filing is turned away, in a sentence, and how to mend it: the same on screens, in JSON and in letters."""

from __future__ import annotations

from compliance.language import _, mark
from compliance.model.filing import Reason
from compliance.report import seen as looks

_SAYS = {
    Reason.NOT_A_ZIP: (
        mark("The file is no zip, or a damaged one."),
        mark("Send the file once more as “file” wrote it, by a way that does not change files."),
    ),
    Reason.TOO_LARGE: (
        mark("The file, a part of it or the number of its parts is above the limit."),
        mark("Attach fewer or smaller files of evidence, and file again."),
    ),
    Reason.PATH_ESCAPE: (
        mark("The name of a part leads out of the filing, or the part is a link."),
        mark("Make the filing anew with “file”; do not pack it by hand."),
    ),
    Reason.DUPLICATE_ENTRY: (
        mark("Two parts have the same name."),
        mark("Make the filing anew with “file”; do not pack it by hand."),
    ),
    Reason.UNLISTED_ENTRY: (
        mark("The filing holds a part that its declaration does not list."),
        mark("Make the filing anew with “file”; attach evidence with “evidence attach”."),
    ),
    Reason.MISSING_DECLARATION: (
        mark("There is no declaration.json in it."),
        mark("Send the zip that “file” wrote, not its contents and not a zip around it."),
    ),
    Reason.BAD_JSON: (
        mark("The declaration cannot be read for certain."),
        mark("Make the filing anew with “file”."),
    ),
    Reason.SCHEMA: (
        mark("The declaration does not have the published form."),
        mark("Bring the program up to date and make the filing anew with “file”."),
    ),
    Reason.UNKNOWN_OFFICE: (
        mark("No office of this name is enrolled."),
        mark("Send enrolment.json and its official letter first; look whether office.yaml has the right id."),
    ),
    Reason.UNKNOWN_KEY: (
        mark("The key that sealed it is not enrolled for this office."),
        mark("Send enrolment.json of the new key and its official letter, then file again."),
    ),
    Reason.REVOKED_KEY: (
        mark("The key that sealed it was revoked, or was not valid at that time."),
        mark("Make a new key with “keys rotate”, send its enrolment and letter, then file again."),
    ),
    Reason.BAD_SIGNATURE: (
        mark("There is no seal, or it is not of this content."),
        mark("Make the filing anew with “file” and do not change it afterwards."),
    ),
    Reason.EVIDENCE_MISSING: (
        mark("A file of evidence that the declaration lists is not in the filing."),
        mark("Make the filing anew with “file”."),
    ),
    Reason.EVIDENCE_CHANGED: (
        mark("A file of evidence is not the one that was declared."),
        mark("Make the filing anew with “file” and do not change it afterwards."),
    ),
    Reason.WRONG_ROUND: (
        mark("This round is not one that takes filings now."),
        mark("Look at the round of the folder; headquarters says in its letter which round is open."),
    ),
    Reason.UNKNOWN_CHECKLIST: (
        mark("It was made with checklists that headquarters does not know."),
        mark("Install the pack of headquarters with “checklists install”, look at “check”, and file again."),
    ),
    Reason.REPLAY: (
        mark("It names a filing before it whose place another one has taken already."),
        mark(
            "File again; where the folder was restored from a copy, give “file --previous” the last filing's SHA-256."
        ),
    ),
}


def sentence(reason: Reason, detail: str | None = None) -> str:
    """Return why, with what was seen and what was expected of a detail, where people can make something of it."""
    said = _(_SAYS[reason][0])
    seen, expected = looks.told(reason, detail) if detail is not None else ("", "")
    if seen and expected:
        return _("{sentence} Seen: {detail}; expected: {expected}").format(
            sentence=said, detail=seen, expected=expected
        )
    return _("{sentence} Seen: {detail}").format(sentence=said, detail=seen) if seen else said


def mend(reason: Reason) -> str:
    """Return what the office does about it."""
    return _(_SAYS[reason][1])
