"""Jalali dates and weeks. Inside the program a day is a `datetime.date`; on paper it is Jalali.

Conversion is persiantools'; it is imported only when a day is really converted, because daily
verbs mostly need to know whether a written date exists.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from compliance import language
from compliance.language import _
from compliance.persian.letters import ascii_digits, persian_digits

_WRITTEN = re.compile(r"(1[34][0-9]{2})([/-])([0-9]{1,2})\2([0-9]{1,2})")
_GREGORIAN = re.compile(r"((?:19|20|21)[0-9]{2})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})(?:[ T][0-9:.]+)?")
_FIRST_GREGORIAN = 1900
MONTHS = {
    "fa": (
        "فروردین",
        "اردیبهشت",
        "خرداد",
        "تیر",
        "مرداد",
        "شهریور",
        "مهر",
        "آبان",
        "آذر",
        "دی",
        "بهمن",
        "اسفند",
    ),
    "en": (
        "Farvardin",
        "Ordibehesht",
        "Khordad",
        "Tir",
        "Mordad",
        "Shahrivar",
        "Mehr",
        "Aban",
        "Azar",
        "Dey",
        "Bahman",
        "Esfand",
    ),
}
WEEKDAYS = {
    "saturday": 5,
    "sunday": 6,
    "monday": 0,
    "tuesday": 1,
    "wednesday": 2,
    "thursday": 3,
    "friday": 4,
}
DAYS = {  # of a week as `date.weekday()` counts them
    "fa": ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def normal(text: str) -> str | None:
    """Return the written Jalali date as `yyyy/mm/dd`, or None when there is no such day.

    Years 1300 to 1499, `/` or `-` between, Persian, Arabic or ASCII digits.
    """
    match = _WRITTEN.fullmatch(ascii_digits(text.strip()))
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[3]), int(match[4])
    if not 1 <= month <= 12 or not 1 <= day <= 31 or (day > 29 and day > _month_length(year, month)):
        return None
    return f"{year:04d}/{month:02d}/{day:02d}"


def mend(text: str) -> str:
    """Return what to correct in a text that is no Jalali date, as far as the text shows it."""
    plain = ascii_digits(" ".join(text.split()))
    other = _GREGORIAN.fullmatch(plain)
    if other is not None and (day := _gregorian(*map(int, other.groups()[:3]))) is not None:
        return _("this is a Gregorian date; if {day} is meant, write {day}").format(day=show(day))
    match = _WRITTEN.fullmatch(plain)
    if match is None and normal(plain.partition(" ")[0]):
        return _("write the date alone, without what stands behind it")
    if match is None:
        return _("write year, month and day in digits, the year first, such as 1405/06/12")
    year, month = int(match[1]), int(match[3])
    if normal(plain):
        return _("look at the year: such a day is not meant here")
    if not 1 <= month <= 12:
        return _("correct the month: a year has twelve of them")
    if month == 12 and int(match[4]) == 30:
        return _("check the day; the last day of Esfand is 29, or 30 in a leap year")
    return _("check the day: {month} has {n} days").format(
        month=MONTHS[language.current()][month - 1], n=show(str(_month_length(year, month)))
    )


def of_sheet(value: date) -> str:
    """Return the day of a spreadsheet's cell as a Jalali date; one with another time than 0:00 with that time.

    A spreadsheet that took a Jalali date for a Gregorian one keeps its year: it is what was typed.
    """
    day = value.date() if isinstance(value, datetime) else value
    written = f"{day:%Y/%m/%d}" if day.year < _FIRST_GREGORIAN else write(day)
    clock = "" if not isinstance(value, datetime) or value.time() == time() else f" {value:%H:%M}"
    return written + clock


def _gregorian(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _jalali() -> Any:
    """Return the class that converts; the package is untyped."""
    from persiantools.jdatetime import JalaliDate

    return JalaliDate


def _month_length(year: int, month: int) -> int:
    if month < 12:
        return 31 if month <= 6 else 30
    return 30 if _jalali().is_leap(year) else 29


def read(text: str) -> date | None:
    """Return the day a written Jalali date names, or None when there is no such day."""
    written = normal(text)
    if written is None:
        return None
    year, month, day = (int(part) for part in written.split("/"))
    gregorian: date = _jalali()(year, month, day).to_gregorian()
    return gregorian


def parts(day: date) -> tuple[int, int, int]:
    """Return the Jalali year, month and day of a day."""
    jalali = _jalali()(day)
    return jalali.year, jalali.month, jalali.day


def write(day: date) -> str:
    """Return `yyyy/mm/dd` with ASCII digits, as files and JSON hold it."""
    return "{:04d}/{:02d}/{:02d}".format(*parts(day))


def show(day: date | str) -> str:
    """Return a date in the language in use: Persian digits in Persian, with `/` between."""
    text = day if isinstance(day, str) else write(day)
    return persian_digits(text) if language.current() == "fa" else text


def weekday(day: date) -> str:
    """Return the name of a day of the week in the language in use."""
    return DAYS[language.current()][day.weekday()]


def new_year(year: int) -> date:
    """Return the day of 1 Farvardin."""
    first: date = _jalali()(year, 1, 1).to_gregorian()
    return first


def week_start(day: date) -> date:
    """Return the Saturday of the week that holds the day."""
    return day - timedelta(days=(day.weekday() - WEEKDAYS["saturday"]) % 7)


def week(day: date) -> str:
    """Return the Jalali week as `1405-W41`.

    Weeks begin on Saturday; W01 holds 1 Farvardin, and its earlier days bear the new year's number.
    """
    saturday = week_start(day)
    year = parts(saturday + timedelta(days=6))[0]
    number = (saturday - week_start(new_year(year))).days // 7 + 1
    return f"{year:04d}-W{number:02d}"


def week_begins(week: str) -> date:
    """Return the Saturday of a Jalali week such as `1405-W41`."""
    year, number = week.split("-W")
    return week_start(new_year(int(year))) + timedelta(weeks=int(number) - 1)


def round_of(day: date) -> str:
    """Return the half-year round that a day falls in, such as `1405-2`."""
    year, month, _day = parts(day)
    return f"{year}-{1 if month <= 6 else 2}"
