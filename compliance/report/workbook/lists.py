"""Choices of cells that are too long, or hold commas, to stand in a cell's own list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from compliance.report.workbook import cells

NAME = "_lists"
_LONGEST = 255


class Lists:
    """The hidden page of such choices."""

    def __init__(self, book: Any) -> None:
        self._page = book.add_worksheet(NAME)
        self._page.very_hidden()
        self._count = 0

    def source(self, choices: Sequence[str]) -> Any:
        """Return the choices as a list of a cell, or where they stand."""
        if len(",".join(choices)) <= _LONGEST and not any("," in choice for choice in choices):
            return list(choices)
        row, self._count = self._count, self._count + 1
        for column, choice in enumerate(choices):
            self._page.write_string(row, column, choice)
        first, last = (cells.place(row, column, "$").replace("$", "") for column in (0, len(choices) - 1))
        return f"={NAME}!{_fixed(first)}:{_fixed(last)}"


def _fixed(name: str) -> str:
    letters = name.rstrip("0123456789")
    return f"${letters}${name[len(letters) :]}"
