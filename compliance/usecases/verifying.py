"""A filing looked at by anyone: each thing that can be checked, with what was found, and what stays open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from compliance import checklist, files
from compliance.assessment import recomputing
from compliance.filing import enrolments, keys, package, record, seals, verifying
from compliance.filing.package import Refused
from compliance.filing.seals import Seal
from compliance.filing.verifying import Seen
from compliance.model.checklist import Library, Text
from compliance.model.filing import Check, Declaration, Differing, Looked, Outcome, Reason, Remark, Subject
from compliance.usecases import counted_filings
from compliance.usecases.counted_filings import Counting

if TYPE_CHECKING:
    import minisign

_LARGEST = package.MOST_BYTES + package.MOST_DECLARED


class Key(NamedTuple):
    """A public key, and whose it is (office and role) where its file says so."""

    public: minisign.PublicKey
    owner: tuple[str, str] | None


def look(
    file: Path,
    key: Path | None,
    director: Path | None,
    page: Path | None,
    checklists: Path | None,
    asked: Counting | None = None,
) -> Looked:
    """Look at a filing; BadInput only for keys and proofs that are none, CannotAccess for what cannot be read."""
    seals.package()
    office_key, director_key = (_public(path) if path else None for path in (key, director))
    signed = files.digest(page)[0] if page else None
    if file.is_file() and file.stat().st_size > _LARGEST:
        return _refused(Refused(Reason.TOO_LARGE, f"{file.stat().st_size}/{_LARGEST} bytes"), "")
    sha256, _size = files.digest(file, _LARGEST)
    library = checklist.load(checklists)
    with files.reading(file, _LARGEST) as stream:
        try:
            with verifying.seen(stream, verifying.plain_reader()) as seen:
                declared = record.read(seen.made, library.facts)
                checks = [
                    Check(Subject.STRUCTURE, Outcome.GOOD),
                    _evidence(seen),
                    _seal(Subject.SEAL, seen, seen.seal, office_key),
                    _signed(seen, declared, director_key, signed),
                    _scores(declared, library),
                    *([counted_filings.counted(declared, sha256, asked)] if asked else []),
                ]
                sealed = tuple(one.said for one in (seen.seal, seen.director) if one)
                return Looked(tuple(checks), sha256, declared, record.code(declared), sealed)
        except Refused as error:
            return _refused(error, sha256)


def _refused(error: Refused, sha256: str) -> Looked:
    if error.detail == package.BY_AGE:
        check = Check(Subject.STRUCTURE, Outcome.UNTOLD, error.reason, error.detail, Remark.ENCRYPTED)
        return Looked((check,), sha256)
    return Looked((Check(Subject.STRUCTURE, Outcome.BAD, error.reason, error.detail),), sha256)


def _public(path: Path) -> Key:
    """Return a public key from its own file or from an enrolment, with whose it is as far as the file says so."""
    text = files.read_text(path)
    if text.lstrip().startswith("{"):
        made = enrolments.read(path)
        return Key(keys.public(made.key, str(path)), (made.office.id, made.role))
    return Key(keys.public(text, str(path)), keys.owner(text))


def _evidence(seen: Seen) -> Check:
    try:
        found = package.check_evidence(seen.opened, seen.proofs())
    except Refused as error:
        return Check(Subject.EVIDENCE, Outcome.BAD, error.reason, error.detail)
    return Check(Subject.EVIDENCE, Outcome.GOOD, detail=str(len(found)))


def _seal(subject: Subject, seen: Seen, seal: Seal | None, key: Key | None) -> Check:
    if seal is None:
        return Check(subject, Outcome.BAD, Reason.BAD_SIGNATURE)
    if key is None:
        return Check(subject, Outcome.OPEN, detail=seal.said.key)
    other = _other_key(seen, seal, key)
    if other is not None:
        return Check(subject, Outcome.UNTOLD, Reason.UNKNOWN_KEY, seal.said.key, *other)
    try:
        verifying.check_seal(seen, seal, key.public)
    except Refused as error:
        return Check(subject, Outcome.BAD, error.reason, error.detail)
    return Check(subject, Outcome.GOOD, remark=None if key.owner else Remark.OWNER_UNCHECKED)


def _other_key(seen: Seen, seal: Seal, key: Key) -> tuple[Remark, str, str] | None:
    """Return why nothing can be told of a seal with this key: what the key is, and what the seal asks for."""
    office, role = key.owner or (seen.office, seal.said.role)
    if office != seen.office:
        return Remark.OTHER_OWNER, office, seen.office
    if role != seal.said.role:
        return Remark.OTHER_ROLE, role, seal.said.role
    number = seals.key_id(key.public)
    return None if number == seal.said.key else (Remark.OTHER_KEY, number.upper(), seal.said.key.upper())


def _signed(seen: Seen, declared: Declaration, key: Key | None, page: str | None) -> Check:
    """Check how the director signed: the second seal, by another key than the office's, or the page of the letter."""
    signoff, seal = declared.signoff, seen.director
    if seal is not None and seen.seal is not None and seal.said.key == seen.seal.said.key:
        return Check(Subject.DIRECTOR, Outcome.BAD, Reason.BAD_SIGNATURE, seal.said.key)
    if seal is not None or (signoff is not None and signoff.kind == "key"):
        found = _seal(Subject.DIRECTOR, seen, seal, key)
        return found._replace(remark=Remark.BY_KEY) if page and not found.remark else found
    if signoff is None:
        return Check(Subject.DIRECTOR, Outcome.OPEN)
    number, expected = signoff.number or "", signoff.sha256 or ""
    if page is None:
        return Check(Subject.DIRECTOR, Outcome.OPEN, detail=number, remark=Remark.BY_LETTER if key else None)
    if page != expected:
        remark = Remark.OTHER_PAGE
        return Check(Subject.DIRECTOR, Outcome.UNTOLD, Reason.EVIDENCE_CHANGED, number, remark, page, expected)
    return Check(Subject.DIRECTOR, Outcome.GOOD, detail=number, remark=Remark.LOOK_AT_PAGE)


def _scores(declared: Declaration, library: Library) -> Check:
    """Compute the scores again where the checklists are the same."""
    known = {c.id: c.sha256 for c in library.checklists.values()}
    unknown = [c.id for c in declared.checklists if known.get(c.id) != c.sha256]
    if unknown:
        return Check(Subject.SCORES, Outcome.OPEN, detail=", ".join(unknown))
    wrong = tuple(_differing(declared, library))
    outcome, named = Outcome.BAD if wrong else Outcome.GOOD, (f"{d.checklist} {d.system}".strip() for d in wrong)
    return Check(Subject.SCORES, outcome, detail=", ".join(named), differing=wrong)


def _differing(declared: Declaration, library: Library) -> Iterator[Differing]:
    """Yield each score that comes out otherwise, with both numbers."""
    given = {(score.checklist, score.system): score for score in declared.scores}
    again = [recomputing.score_of(one) for one in recomputing.assessments(declared, library)]
    computed = {(score.checklist, score.system): score for score in again}
    titles = {system.id: system.title for system in declared.systems}
    for key in {**given, **computed}:
        if given.get(key) != computed.get(key):
            checklist, system = key
            known = library.checklists.get(checklist)
            title = known.title if known else Text(checklist, checklist)
            yield Differing(checklist, title, titles.get(system, system), given.get(key), computed.get(key))
