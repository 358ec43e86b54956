"""Why nothing can be told with what was named, and what a good check leaves to people: sentences with what to do."""

from __future__ import annotations

from compliance.language import _, mark
from compliance.model.filing import Check, Remark, Subject
from compliance.report.filing_paper import ROLES

_OF_OFFICE = mark("the office's seal")
_OF_DIRECTOR = mark("the director's seal")
_SAYS = {
    Remark.OTHER_OWNER: (
        mark("The key that was named is of the office {seen}; the filing says that it is of {expected}."),
        mark("Name the key of {expected}; if this is the filing you were promised, ask who sent it."),
    ),
    Remark.OTHER_ROLE: (
        mark("The key that was named is of {seen}; {seal} is by {expected}."),
        mark("Name the key of {expected}: enrolment.json is the office's, enrolment.director.json the director's."),
    ),
    Remark.OTHER_KEY: (
        mark("The key that was named has the number {seen}; {seal} was made with the key {expected}."),
        mark(
            "If the office has another key, name its file. If the key that was named is the one in its official "
            "letter, somebody else sealed this filing: do not trust it."
        ),
    ),
    Remark.OTHER_PAGE: (
        mark("The page that was named is not the file that was signed. Seen: SHA-256 {seen}; declared: {expected}."),
        mark("Ask the office for the very file of the scan: scanned or saved again it is another one."),
    ),
    Remark.OTHER_PROOF: (
        mark("The proof is of another filing. Seen: {seen}; this file: {expected}."),
        mark("Ask headquarters for the proof of this filing, or name the filing that the proof is of."),
    ),
    Remark.OTHER_ROOT: (
        mark("The proof leads to another root than the one that was named. Seen: {seen}; in the proof: {expected}."),
        mark("Name the root that was published for this round on the day of the proof."),
    ),
    Remark.OTHER_HQ_KEY: (
        mark("The root was sealed with the key {expected}; the key that was named has the number {seen}."),
        mark("Name the key that headquarters has published; if it is this one, do not trust the root."),
    ),
    Remark.ENCRYPTED: (
        mark("The file is encrypted for transport (age): it has to be decrypted before anything of it can be told."),
        mark(
            "Whoever has the secret key of headquarters opens it: age --decrypt --identity KEY --output FILE.zip "
            "FILE.zip.age. The office has the zip itself beside it: verify that one."
        ),
    ),
    Remark.OWNER_UNCHECKED: (
        mark("{seal} holds; whose key it is was not checked, since its file does not say so."),
        mark("Compare the key's number and fingerprint with the official letter, or name enrolment.json."),
    ),
    Remark.LOOK_AT_PAGE: (
        mark("The page is the file that the declaration names; nobody has looked at what stands on it."),
        mark("Look yourself that it bears the code {code} and that the signature is the director's."),
    ),
    Remark.BY_LETTER: (
        mark("The director signed by letter, not by key: the director's key that was named tells nothing here."),
        mark("Name the scanned page by --page."),
    ),
    Remark.BY_KEY: (
        mark("The director signed by key, not by letter: the page that was named tells nothing here."),
        mark("Name the director's key by --director-key."),
    ),
}


def sentences(check: Check, code: str) -> list[str]:
    """Return what is to be said of a check, and what to do about it; nothing where there is no remark."""
    if check.remark is None:
        return []
    said = {
        "seal": _(_OF_DIRECTOR if check.subject is Subject.DIRECTOR else _OF_OFFICE),
        "seen": _(ROLES[check.seen]) if check.seen in ROLES else check.seen,
        "expected": _(ROLES[check.expected]) if check.expected in ROLES else check.expected,
        "code": code,
    }
    return [_(text).format(**said) for text in _SAYS[check.remark]]
