"""What an office declares to headquarters, what seals it, and why a filing may be turned away."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.model.checklist import Text
from compliance.model.office import Source, Value


class Proof(NamedTuple):
    """A piece of evidence as it travels: a file by its name in the zip and its content, or a letter by its number."""

    kind: str
    name: str
    sha256: str | None = None
    size: int | None = None
    date: str | None = None
    held_by: str | None = None
    classification: str | None = None


class Entry(NamedTuple):
    """What holds for one fact of the office, or of an entered system (`system`, empty for the office itself).

    `declared` is the office's own reading where another source prevailed, `override` the reason for which its
    own prevailed.
    """

    fact: str
    value: Value
    source: Source
    system: str = ""
    declared: Value | None = None
    override: str | None = None
    evidence: tuple[Proof, ...] = ()


class Instrument(NamedTuple):
    """A checklist the office was judged by, with the SHA-256 of its resolved content."""

    id: str
    version: str
    sha256: str


class SelfScore(NamedTuple):
    """A score as the office computed it: hundredths of a point and of a per cent; None when nothing applies."""

    checklist: str
    score: int | None
    coverage: int
    system: str = ""


class Signoff(NamedTuple):
    """How the director signed: by an own key, or on paper by a letter whose scanned page has this SHA-256."""

    kind: str
    number: str | None = None
    date: str | None = None
    sha256: str | None = None


class Filer(NamedTuple):
    """The office a declaration is of, as it calls itself."""

    id: str
    name_fa: str
    name_en: str
    body: str
    province: str


class Entered(NamedTuple):
    """A system entered for the voluntary part, with its field: G2G, G2C or G2B."""

    id: str
    title: str
    field: str


class Declaration(NamedTuple):
    """Everything an office says about one round; `plan` is a summary of its saved plan, as plain data."""

    office: Filer
    round: str
    checklists: tuple[Instrument, ...]
    systems: tuple[Entered, ...]
    values: tuple[Entry, ...]
    scores: tuple[SelfScore, ...]
    plan: dict[str, Any] | None
    signoff: Signoff | None
    previous: str | None


class Enrolment(NamedTuple):
    """A public key with whose it is: the office's or its director's (`role`); `replaces` is the old key's number."""

    office: Filer
    role: str
    key: str
    made: str
    replaces: str | None = None


class Sealed(NamedTuple):
    """What a seal says of itself in its sealed comment: for which office and round, when, and whose key it is."""

    office: str
    round: str
    time: str
    role: str
    key: str


class Reason(StrEnum):
    """Why a filing is turned away; the words are the contract."""

    NOT_A_ZIP = "not-a-zip"
    TOO_LARGE = "too-large"
    PATH_ESCAPE = "path-escape"
    DUPLICATE_ENTRY = "duplicate-entry"
    UNLISTED_ENTRY = "unlisted-entry"
    MISSING_DECLARATION = "missing-declaration"
    BAD_JSON = "bad-json"
    SCHEMA = "schema"
    UNKNOWN_OFFICE = "unknown-office"
    UNKNOWN_KEY = "unknown-key"
    REVOKED_KEY = "revoked-key"
    BAD_SIGNATURE = "bad-signature"
    EVIDENCE_MISSING = "evidence-missing"
    EVIDENCE_CHANGED = "evidence-changed"
    WRONG_ROUND = "wrong-round"
    UNKNOWN_CHECKLIST = "unknown-checklist"
    REPLAY = "replay"


class Outcome(StrEnum):
    """What became of a check."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "not-checked"
    UNTOLD = "cannot-tell"


class Remark(StrEnum):
    """Why nothing can be told with what was named for a check, or what a good check leaves to whoever looks."""

    OTHER_OWNER = "key-of-another-office"
    OTHER_ROLE = "key-of-another-role"
    OTHER_KEY = "another-key"
    OTHER_PAGE = "another-page"
    OTHER_PROOF = "another-proof"
    OTHER_ROOT = "another-root"
    OTHER_HQ_KEY = "another-headquarters-key"
    ENCRYPTED = "encrypted"
    OWNER_UNCHECKED = "owner-not-checked"
    LOOK_AT_PAGE = "look-at-the-page"
    BY_LETTER = "signed-by-letter"
    BY_KEY = "signed-by-key"


class Verdict(StrEnum):
    """What a whole look comes to."""

    VERIFIED = "verified"
    WRONG = "wrong"
    UNTOLD = "cannot-tell"


class Subject(StrEnum):
    """What is checked of a filing, in order."""

    STRUCTURE = "structure"
    EVIDENCE = "evidence"
    SEAL = "seal"
    DIRECTOR = "director"
    SCORES = "scores"
    COUNTED = "counted"


class Differing(NamedTuple):
    """A score that comes out otherwise: as it was declared, None where it was left out, and as it was computed.

    `computed` is None for a score of something that was not to be scored.
    """

    checklist: str
    title: Text
    system: str
    declared: SelfScore | None
    computed: SelfScore | None


class Check(NamedTuple):
    """One thing that was checked; `reason` says why it is not good, `detail` names what was seen.

    `seen` and `expected` are what does not fit together where a `remark` says that nothing can be told.
    """

    subject: Subject
    outcome: Outcome
    reason: Reason | None = None
    detail: str = ""
    remark: Remark | None = None
    seen: str = ""
    expected: str = ""
    differing: tuple[Differing, ...] = ()


class Looked(NamedTuple):
    """What was found; the declaration is None for a file that is no filing."""

    checks: tuple[Check, ...]
    sha256: str
    declaration: Declaration | None = None
    code: str = ""
    sealed: tuple[Sealed, ...] = ()

    def of(self, subject: Subject) -> Outcome:
        """What became of one check; as one that was not made where there was none."""
        return next((c.outcome for c in self.checks if c.subject is subject), Outcome.OPEN)

    @property
    def good(self) -> bool:
        """Whether the office's seal holds and nothing is bad; what was not checked is said, and is not bad."""
        return self.verdict is Verdict.VERIFIED

    @property
    def verdict(self) -> Verdict:
        """What the checks come to: verified needs the office's seal to hold and everything named to fit."""
        found = {check.outcome for check in self.checks}
        if Outcome.BAD in found:
            return Verdict.WRONG
        holds = self.of(Subject.SEAL) is Outcome.GOOD and Outcome.UNTOLD not in found
        return Verdict.VERIFIED if holds else Verdict.UNTOLD


def hundredths(amount: Fraction) -> int:
    """Return an amount in hundredths, rounded once, half up."""
    return (200 * amount.numerator + amount.denominator) // (2 * amount.denominator)
