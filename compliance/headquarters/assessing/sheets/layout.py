"""What a sheet is made of: its columns and their headings, its rows, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from compliance.forms.workbooks.rows import Heads
from compliance.language import _
from compliance.model.checklist import Text


class Part(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    INDICATOR = "indicator"
    ITEM = "item"
    QUESTION = "question"
    HOW = "how"
    TARGET = "target"
    POINTS = "points"
    DECLARED = "declared"
    EVIDENCE = "evidence"
    ASSESSORS = "assessors"
    VALUE = "value"
    REASON = "reason"
    FACT = "fact"


# Both languages, for a sheet is read back by programs in either one; a heading never changes its meaning.
HEADINGS: Mapping[Part, Text] = {
    Part.NUMBER: Text("ردیف", "no."),
    Part.INDICATOR: Text("شاخص", "indicator"),
    Part.ITEM: Text("سنجه", "item"),
    Part.QUESTION: Text("پرسش", "question"),
    Part.HOW: Text("شیوهٔ ثبت", "how to write it"),
    Part.TARGET: Text("هدف", "target"),
    Part.POINTS: Text("سقف امتیاز", "maximum points"),
    Part.DECLARED: Text("اظهار اداره", "declared by the office"),
    Part.EVIDENCE: Text("مستندات اداره", "evidence of the office"),
    Part.ASSESSORS: Text("احراز ارزیابان", "established by the assessors"),
    Part.VALUE: Text("مقدار احرازشده", "value established"),
    Part.REASON: Text("دلیل", "reason"),
    Part.FACT: Text("شناسهٔ قلم اطلاعاتی", "fact id"),
}
FILLED = (Part.VALUE, Part.REASON)
# What nobody may change: a number of a row is none of it, for rows are moved.
GREY = tuple(part for part in Part if part not in (*FILLED, Part.NUMBER, Part.FACT))
HEADS = Heads(HEADINGS, Part.FACT, FILLED, GREY)
AS_DECLARED = Text("طبق اظهارنامه", "as declared")
WITHDRAWN = Text("پس گرفته شد", "withdrawn")


class Origin(NamedTuple):
    """Where a sheet comes from; one of the panel has no assessor, one of the office itself no system.

    `checklist`, `version` and `sha256` say by what is judged, `filing` is the SHA-256 of the filing that is judged,
    `recorded` that of what the record held of it when the sheet was written, empty for nothing.
    """

    round: str
    office: str
    checklist: str
    version: str
    sha256: str
    system: str
    assessor: str
    filing: str
    recorded: str

    @property
    def of_panel(self) -> bool:
        """Whether the panel establishes it, not one assessor."""
        return not self.assessor


class Row(NamedTuple):
    """One item of a sheet; `choices` are offered in a list, `waits` says that the panel has to decide."""

    fact: str
    texts: Mapping[Part, str]
    choices: tuple[str, ...]
    waits: bool


class Form(NamedTuple):
    """A whole sheet: where it comes from, what its first page says, its rows, and the columns it has."""

    origin: Origin
    title: str
    about: tuple[tuple[str, str], ...]
    guide: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def line(self) -> str:
        """What stands below the title: where the sheet comes from, in a line."""
        return _(" · ").join(text for _label, text in self.about)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The columns in their order; only a panel sees what assessors established."""
        return tuple(part for part in Part if part is not Part.ASSESSORS or self.origin.of_panel)
