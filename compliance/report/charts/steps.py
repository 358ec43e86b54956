"""Shares as steps of lightness, and what is missing as hatching or a broken edge: no colour says it alone."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from compliance.language import _
from compliance.persian import numbers
from compliance.report.charts.drawing import Room, Sheet
from compliance.report.charts.legend import SWATCH, Key, Paint, key

COUNT = 5


class Missing(StrEnum):
    """Why there is no share."""

    UNANSWERED = "unanswered"
    NOT_APPLICABLE = "not-applicable"


def put(sheet: Sheet, share: Fraction | None, missing: Missing, room: Room) -> None:
    """Put a rectangle as its share looks, or as what is missing does."""
    if share is not None:
        sheet.rectangle(f"step-{step(share)}", *room)
        return
    sheet.rectangle(missing.value, *room)
    if missing is Missing.UNANSWERED:
        sheet.hatch("unanswered-hatch", *room)


def step(share: Fraction) -> int:
    """Return which of the equal steps from 0 to 1 a share belongs to; each holds its lower end, the last both."""
    return int(min(max(share, Fraction(0)) * COUNT, Fraction(COUNT - 1)))


def keys(sheet: Sheet, present: frozenset[Missing], words: dict[Missing, str]) -> list[Key]:
    """Return the legend of the steps and of what is missing."""
    found = []
    for number in range(COUNT):
        low, high = (Fraction(100 * n, COUNT) for n in (number, number + 1))
        text = _("{low} to {high}").format(low=numbers.per_cent(low, 0), high=numbers.per_cent(high, 0))
        found.append(key(sheet, text, _sample(low / 100, Missing.UNANSWERED)))
    return found + [key(sheet, words[kind], _sample(None, kind)) for kind in Missing if kind in present]


def _sample(share: Fraction | None, missing: Missing) -> Paint:
    def paint(sheet: Sheet, x: Fraction, middle: Fraction) -> None:
        put(sheet, share, missing, (x, middle - 7, Fraction(SWATCH), Fraction(14)))

    return paint
