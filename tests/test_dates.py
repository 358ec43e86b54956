"""Jalali dates that do not exist are answered with what is wrong about them; days of spreadsheets are read."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import language
from compliance.persian import dates

DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1405/13/01", "twelve"),
        ("۱۴۰۵/۰۰/۱۰", "twelve"),
        ("1405/12/30", "the last day of Esfand is 29, or 30 in a leap year"),
        ("1405/07/31", "Mehr has 30 days"),
        ("1405/01/00", "Farvardin has 31 days"),
        ("1405/12/31", "Esfand has 29 days"),
        ("2026/11/28", "write 1405/09/07"),
        ("2026-11-28 00:00:00", "write 1405/09/07"),
        ("۲۰۲۶/۱۱/۲۸", "Gregorian"),
        ("1405/09/07 10:30", "write the date alone"),
        ("2026/13/28", "the year first"),
        ("12/06/1405", "the year first"),
        ("1405/06-12", "the year first"),
        ("", "the year first"),
    ],
)
def test_a_date_that_is_none_is_answered_with_what_is_wrong(text: str, told: str) -> None:
    language.use("en")
    assert dates.normal(text) is None
    assert told in dates.mend(text)


@given(DAYS, st.sampled_from("/-."), st.sampled_from(["", " 10:30", "T00:00:00"]))
def test_a_gregorian_date_is_answered_with_the_same_day(day: date, sign: str, clock: str) -> None:
    language.use("en")
    assert dates.write(day) in dates.mend(f"{day:%Y{sign}%m{sign}%d}{clock}")


@given(st.text("0123456789/-. :۱T", max_size=22))
def test_every_text_that_is_no_date_is_answered(text: str) -> None:
    if dates.normal(text) is None:
        assert dates.mend(text)


@given(DAYS)
def test_a_day_of_a_spreadsheet_is_that_day(day: date) -> None:
    assert (
        dates.read(dates.of_sheet(day)) == dates.read(dates.of_sheet(datetime(day.year, day.month, day.day))) == day
    )


@given(DAYS, st.timedeltas(timedelta(minutes=1), timedelta(hours=23, minutes=59)))
def test_a_day_with_a_time_is_no_day_and_shows_the_time(day: date, after: timedelta) -> None:
    moment = datetime(day.year, day.month, day.day) + after
    text = dates.of_sheet(moment)
    assert text.endswith(f"{moment:%H:%M}")
    assert dates.normal(text) is None


def test_a_jalali_date_that_a_spreadsheet_took_for_a_gregorian_one_is_what_was_typed() -> None:
    assert dates.of_sheet(datetime(1405, 9, 7)) == "1405/09/07"
