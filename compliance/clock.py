"""The one place that knows what day it is, so that whatever depends on it can be tried on another one."""

from datetime import date, datetime


def today() -> date:
    """Return the day it is here."""
    return date.today()


def now() -> str:
    """Return this moment as records hold it: ISO 8601 to the second, with the offset of local time."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
