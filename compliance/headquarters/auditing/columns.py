"""The columns of a visit's sheet, how they are headed, and the words that stand for what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import TypeVar

from compliance import language
from compliance.forms.excel.cell_answers import key
from compliance.language import _, mark
from compliance.model.audit import Result
from compliance.persian import numbers

E = TypeVar("E", bound=StrEnum)


class Column(StrEnum):
    """A column of a sheet, in order."""

    DRAW = "draw"
    OFFICE = "office"
    NAME = "name"
    ITEM = "item"
    QUESTION = "question"
    DECLARED = "declared"
    EVIDENCE = "evidence"
    HOW = "how"
    RESULT = "result"
    FOUND = "found"
    DAY = "day"
    NOTE = "note"


HEADINGS = {
    Column.DRAW: mark("code of the draw"),
    Column.OFFICE: mark("id of the office"),
    Column.NAME: mark("office"),
    Column.ITEM: mark("item"),
    Column.QUESTION: mark("question"),
    Column.DECLARED: mark("what was declared"),
    Column.EVIDENCE: mark("evidence that was listed"),
    Column.HOW: mark("how it is answered"),
    Column.RESULT: mark("result of the visit"),
    Column.FOUND: mark("what was found"),
    Column.DAY: mark("day of the visit"),
    Column.NOTE: mark("remark"),
}
RESULTS = {
    Result.SAME: mark("as declared"),
    Result.DIFFERS: mark("otherwise"),
    Result.UNCHECKED: mark("not checked"),
}
NEEDED = (Column.DRAW, Column.OFFICE, Column.ITEM, Column.RESULT, Column.FOUND)
WRITTEN = (Column.NAME, Column.QUESTION, Column.DECLARED, Column.EVIDENCE)  # as the record says, beside the ids
FILLED = (Column.RESULT, Column.FOUND, Column.DAY, Column.NOTE)


def heading(column: Column) -> str:
    """Return the heading of a column in the language in use."""
    return _(HEADINGS[column])


def of_heading(text: str) -> Column | None:
    """Return the column that a heading names, in either language or by its id."""
    return _spelled(HEADINGS).get(key(text))


def of_result(text: str) -> Result | None:
    """Return the result that a cell names, in either language or by its id."""
    return _spelled(RESULTS).get(key(text))


def _spelled(words: Mapping[E, str]) -> dict[str, E]:
    """Return what each spelling of some words stands for."""
    found: dict[str, E] = {}
    for one, message in words.items():
        fa, en = language.both(partial(_, message))
        found |= {key(spelling): one for spelling in (one.value, fa, en)}
    return found


def alike(seen: str, written: str) -> bool:
    """Whether a cell says what was written into it: CSV keeps its lines in one, and numbers in a shape of its own."""
    one, other = (" / ".join(text.strip().removeprefix("'").splitlines()) for text in (seen, written))
    amount = numbers.parse(one.rstrip("%٪"))
    return key(one) == key(other) or (amount is not None and amount == numbers.parse(other.rstrip("%٪")))


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row holds the headings of a sheet."""
    return {Column.DRAW, Column.RESULT} <= {of_heading(cell) for cell in cells if cell.strip()}
