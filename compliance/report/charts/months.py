"""The Jalali calendar across a chart: years and months above, lines at months and weeks, and today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from compliance import language
from compliance.language import _
from compliance.persian import dates, numbers
from compliance.report.charts.drawing import Sheet
from compliance.report.charts.lettering import width

_LEAST = 4  # units between two lines of weeks; nearer than that they are only grey
_BESIDE = 3  # on both sides of a month's name


class Span(NamedTuple):
    """The days of one month that are shown."""

    year: int
    month: int
    first: date
    last: date


class Calendar(NamedTuple):
    """Where the days stand between two places across the sheet."""

    begin: Fraction
    end: Fraction
    months: tuple[Span, ...]

    def ends(self, first: date, last: date) -> tuple[Fraction, Fraction]:
        """Return where a stretch of days begins and ends; each day is as wide as every other."""
        start, stop = self.months[0].first, self.months[-1].last
        step = (self.end - self.begin) / ((stop - start).days + 1)
        return self.begin + step * (first - start).days, self.begin + step * ((last - start).days + 1)

    def holds(self, day: date) -> bool:
        """Whether a day is shown."""
        return self.months[0].first <= day <= self.months[-1].last


def spans(first: date, last: date) -> tuple[Span, ...]:
    """Return the months of whole weeks that hold two days."""
    start, stop = dates.week_start(first), dates.week_start(last) + timedelta(days=6)
    days = ((start + timedelta(days=n)) for n in range((stop - start).days + 1))
    found = []
    for (year, month), held in groupby(days, key=lambda day: dates.parts(day)[:2]):
        whole = list(held)
        found.append(Span(year, month, whole[0], whole[-1]))
    return tuple(found)


def header(sheet: Sheet, calendar: Calendar, top: Fraction, today: date | None) -> Fraction:
    """Put the years, the months and today above the plot, and return where they end."""
    years = [list(held) for _year, held in groupby(calendar.months, key=lambda span: span.year)]
    _centred(
        sheet, [(numbers.digits(held[0].year), calendar.ends(held[0].first, held[-1].last)) for held in years], top
    )
    _centred(sheet, _names(sheet, calendar), top + sheet.line)
    top += 2 * sheet.line + 2
    if today is None or not calendar.holds(today):
        return top
    text = _("today {day}").format(day=dates.show(today))
    half = width(text, sheet.size) / 2
    middle = _middle(calendar.ends(today, today))
    at = min(max(middle, calendar.begin + half), calendar.end - half)
    return sheet.block((text,), at, top, "middle", ground=True)


def _names(sheet: Sheet, calendar: Calendar) -> list[tuple[str, tuple[Fraction, Fraction]]]:
    """Return the months' names, or their numbers where a name has no room."""
    places = [calendar.ends(span.first, span.last) for span in calendar.months]
    names = [dates.MONTHS[language.current()][span.month - 1] for span in calendar.months]
    inner = list(zip(names, places, strict=True))[1:-1]  # the first and the last may be a few days only
    if not all(_fits(sheet, name, place) for name, place in inner):
        names = [numbers.digits(span.month) for span in calendar.months]
    return list(zip(names, places, strict=True))


def _middle(place: tuple[Fraction, Fraction]) -> Fraction:
    return (place[0] + place[1]) / 2


def _fits(sheet: Sheet, text: str, place: tuple[Fraction, Fraction]) -> bool:
    return width(text, sheet.size) + 2 * _BESIDE <= place[1] - place[0]


def _centred(sheet: Sheet, texts: Sequence[tuple[str, tuple[Fraction, Fraction]]], top: Fraction) -> None:
    for text, place in texts:
        if _fits(sheet, text, place):
            sheet.block((text,), _middle(place), top, "middle")


def grid(sheet: Sheet, calendar: Calendar, head: Fraction, top: Fraction, bottom: Fraction) -> None:
    """Put a line at the beginning of every week and, from the header on, of every month."""
    first, last = calendar.months[0].first, calendar.months[-1].last
    weeks = [calendar.ends(first + timedelta(days=n), last)[0] for n in range(7, (last - first).days, 7)]
    if len(weeks) > 1 and weeks[1] - weeks[0] >= _LEAST:
        sheet.strokes("grid", [[(x, top), (x, bottom)] for x in weeks])
    begins = [calendar.ends(span.first, span.last)[0] for span in calendar.months] + [calendar.end]
    sheet.strokes("month", [[(x, head + sheet.line), (x, bottom)] for x in begins])
    sheet.strokes("month", [[(calendar.begin, y), (calendar.end, y)] for y in (top, bottom)])


def today(sheet: Sheet, calendar: Calendar, day: date | None, top: Fraction, bottom: Fraction) -> None:
    """Put the line of today, when the day is shown."""
    if day is not None and calendar.holds(day):
        middle = _middle(calendar.ends(day, day))
        sheet.stroke("mark", [(middle, top), (middle, bottom)])
