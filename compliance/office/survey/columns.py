"""The columns of answer sheets: the same in the web form, the entry sheet and responses.csv.

A column is found by its id or by its label in either language, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from compliance.language import _, both, mark
from compliance.model.survey import AnswerSheet, Questionnaire
from compliance.persian.letters import fold

SHEET, DAY, SERVICE, COMMENT = "sheet", "day", "service", "comment"
_LABELS = {
    SHEET: mark("answer sheet"),
    DAY: mark("day"),
    SERVICE: mark("service"),
    COMMENT: mark("remark"),
}
_CAUSE = "cause."
_FORMULA = ("=", "+", "-", "@", "\t", "|", "%")


class Column(NamedTuple):
    """A column: its id, and its labels in Persian and English."""

    id: str
    fa: str
    en: str


def of(asked: Questionnaire) -> list[Column]:
    """Return the columns of a questionnaire's answer sheets in their order."""
    cause = both(lambda: _("cause: {label}"))
    return [
        *(_own(id_) for id_ in (SHEET, DAY, SERVICE)),
        *(Column(question.id, question.label.fa, question.label.en) for question in asked.questions),
        *(
            Column(
                _CAUSE + one.id, cause[0].format(label=one.label.fa), cause[1].format(label=one.label.en)
            )
            for one in asked.causes
        ),
        _own(COMMENT),
    ]  # fmt: skip


def _own(id_: str) -> Column:
    return Column(id_, *both(lambda: _(_LABELS[id_])))


def label(column: Column, language: str) -> str:
    """Return the heading of a column in a language."""
    return column.fa if language == "fa" else column.en


class Finder:
    """Finds the columns of a questionnaire in the rows of a table."""

    def __init__(self, asked: Questionnaire) -> None:
        self.columns = of(asked)
        self.score = asked.score
        self._by_key = {fold(name): column.id for column in self.columns for name in column}

    def find(self, row: Sequence[str]) -> list[str] | None:
        """Return the id of the column below each heading (empty for a strange one), None for another row."""
        found = [self._by_key.get(fold(cell), "") for cell in row]
        return found if SHEET in found and self.score in found else None


def cells(asked: Questionnaire, sheet: AnswerSheet, service: Callable[[str], str] = str) -> list[str]:
    """Return the cells of an answer sheet; `service` gives what stands for the id of a service."""
    written: Mapping[str, str] = {
        SHEET: sheet.id,
        DAY: sheet.day,
        SERVICE: service(sheet.service) if sheet.service else "",
        COMMENT: guarded(sheet.comment),
        **{q.id: "" if m is None else str(m) for q, m in zip(asked.questions, sheet.marks, strict=True)},
        **{_CAUSE + cause: "1" for cause in sheet.causes},
    }
    return [written.get(column.id, "") for column in of(asked)]


def cause_of(column: str) -> str:
    """Return the cause a column is about, empty for another column."""
    return column.removeprefix(_CAUSE) if column.startswith(_CAUSE) else ""


def guarded(text: str) -> str:
    """Return a text so that no program takes it for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Return the text that was guarded."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
