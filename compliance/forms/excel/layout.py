"""What an Excel form is made of: its columns and their headings, its rows, and what stands in their cells."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from compliance.checklist.comparison import Meaning
from compliance.model.checklist import Text
from compliance.model.stated import Key, Stated

STAMP = "_form"


class Part(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    ITEM = "item"
    QUESTION = "question"
    HOW = "how"
    ANSWER = "answer"
    REASON = "reason"
    EVIDENCE = "evidence"
    NOTE = "note"
    ASKED = "asked"
    UNIT = "unit"
    KNOWN = "known"
    REQUIRED = "required"
    FACT = "fact"


# Both languages, for a form is read back by programs in either one; a heading never changes its meaning.
HEADINGS: Mapping[Part, Text] = {
    Part.NUMBER: Text("ردیف", "no."),
    Part.ITEM: Text("سنجه", "item"),
    Part.QUESTION: Text("پرسش", "question"),
    Part.HOW: Text("شیوهٔ پاسخ", "how to answer"),
    Part.ANSWER: Text("پاسخ", "answer"),
    Part.REASON: Text("دلیل", "reason"),
    Part.EVIDENCE: Text("مستند", "evidence"),
    Part.NOTE: Text("یادداشت", "note"),
    Part.ASKED: Text("مستند خواسته‌شده", "evidence asked for"),
    Part.UNIT: Text("واحد مسئول", "unit in charge"),
    Part.KNOWN: Text("دادهٔ موجود", "already known"),
    Part.REQUIRED: Text("پاسخ لازم", "answer needed"),
    Part.FACT: Text("شناسهٔ قلم اطلاعاتی", "fact id"),
}
FILLED = (Part.ANSWER, Part.REASON, Part.EVIDENCE, Part.NOTE)
HIDDEN = (Part.REQUIRED, Part.FACT)
FILLER = Text("تکمیل‌کننده", "filled in by")


class Cells(NamedTuple):
    """What stands in the four columns that people fill in."""

    answer: str = ""
    reason: str = ""
    evidence: str = ""
    note: str = ""


class Check(NamedTuple):
    """What a typed number is held against: exact decimals between which it lies, whether it is whole, in words."""

    low: str | None
    high: str | None
    whole: bool
    said: str


class Row(NamedTuple):
    """One question of a form.

    `choices` are offered in a list, `check` is what a number is held against, `required` ones have no
    value from elsewhere.
    """

    key: Key
    item: str
    question: str
    how: str
    choices: tuple[str, ...]
    hint: str
    check: Check | None
    filled: Cells
    asked: str
    unit: str
    known: str
    required: bool


class Section(NamedTuple):
    """One sheet: an indicator's questions below its title and that of its checklist."""

    title: str
    checklist: str
    rows: tuple[Row, ...]


class Sealed(NamedTuple):
    """The version of a checklist that a form asks for."""

    id: str
    version: str
    sha256: str


class Origin(NamedTuple):
    """Where a form comes from; `unit` and `only` are empty for all questions, `system` for the office itself."""

    office: str
    round: str
    system: str
    unit: str
    only: str
    language: str
    checklists: tuple[Sealed, ...]


class Given(NamedTuple):
    """A fact as it was at export: what was stated, what was asked, and whether a computed value was shown."""

    base: Stated
    asks: Meaning
    computed: bool


class Form(NamedTuple):
    """A whole form: where it comes from, what its first sheet says, its sheets, and each fact at export.

    `whose` names office and unit (or system) in a line.
    """

    origin: Origin
    title: str
    whose: str
    about: tuple[tuple[str, str], ...]
    guide: tuple[str, ...]
    sections: tuple[Section, ...]
    given: Mapping[str, Given]
