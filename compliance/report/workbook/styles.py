"""How cells look: fonts, colours, and number formats that show the digits of the language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from compliance.persian.numbers import Number
from compliance.report.workbook.sheets import Mood

FONT = {"font_name": "Tahoma", "font_size": 10}  # on every Windows, with Persian letters
INK, HEAD, LINE = "#1B2A33", "#0F4C5C", "#C9D3D8"
BAR, SHORT, DRAFT = "#9FCBD6", "#F3B183", "#A61B1B"
MOODS = {
    Mood.GOOD: {"bg_color": "#DCF1E2", "font_color": "#0B5A2A"},
    Mood.WARNING: {"bg_color": "#FDEFC8", "font_color": "#6B4300"},
    Mood.BAD: {"bg_color": "#FADAD6", "font_color": "#8A1C14"},
    Mood.OPEN: {"bg_color": "#E9ECEE", "font_color": "#48545A"},
}
# 03: the digits of Persian; 0429: Persian of Iran. Excel and LibreOffice know no other spelling alike.
_PERSIAN_DIGITS = "[$-3000429]"
_MOST_PLACES = 4


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any, rtl: bool) -> None:
        self._book, self.rtl = book, rtl
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """Return the format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def cell(self, compact: bool = False, ltr: bool = False, **more: Any) -> Any:
        """Return the format of a cell of a table; `ltr` cells hold what is never read from the right."""
        order = 2 if self.rtl and not ltr else 1
        shared = {"valign": "top", "border": 1, "border_color": LINE, "text_wrap": True, "reading_order": order}
        return self.get(**shared, **({"align": "center"} if compact else {}), **more)

    def pattern(self, number: Number, places: int) -> str:
        """Return the number format of a number with so many decimals; percentages have one."""
        shown = "0.0%" if number.per_cent else "#,##0" + ("." + "0" * places if places else "")
        return (_PERSIAN_DIGITS if self.rtl else "") + shown


def places(column: Iterable[str]) -> int:
    """Return with how many decimals the numbers of a column are shown, percentages aside."""
    shown = (cell.places for cell in column if isinstance(cell, Number) and not cell.per_cent)
    return min(_MOST_PLACES, max(shown, default=0))
