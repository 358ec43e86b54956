"""The reviewed holiday tables, and what stands in for a year without one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from compliance import files, schema, tree
from compliance.errors import BadInput, Problem
from compliance.language import _
from compliance.model.calendar import Calendar
from compliance.persian import dates
from compliance.schema import Fields, listed, quoted

# Holidays that stand on the same Jalali day every year; lunar ones need a table.
_FIXED = ("01/01", "01/02", "01/03", "01/04", "01/12", "01/13", "03/14", "03/15", "11/22", "12/29", "12/30")
_KEYS = {"calendar": ("holidays", "year"), "closures": ("closures",)}
_TEXTS = {"holidays": ("fa", "en", "estimate"), "closures": ("fa", "en")}
_WEEKEND = frozenset({dates.WEEKDAYS["thursday"], dates.WEEKDAYS["friday"]})


def read(folder: Path, begin: date, end: date, local: Path | None = None) -> Calendar:
    """Return the working calendar for the Jalali years of a span of days.

    `local` is an office's calendar.yaml with closures and, if need be, other weekend days. A year
    without a table falls back to weekends and fixed holidays and is named in `missing`.
    """
    problems: list[Problem] = []
    off: set[date] = set()
    estimates: set[date] = set()
    missing: list[int] = []
    weekend = _WEEKEND
    for year in range(dates.parts(begin)[0], dates.parts(end)[0] + 1):
        path = folder / "calendars" / f"{year}.yaml"
        if not path.is_file():
            missing.append(year)
            off |= {day for text in _FIXED if (day := dates.read(f"{year}/{text}"))}
            continue
        own_weekend, days = _read(path, "calendar", problems)
        weekend = own_weekend or weekend
        off |= set(days)
        estimates |= {day for day, estimate in days.items() if estimate}
    if local is not None and local.exists():
        own_weekend, days = _read(local, "closures", problems)
        weekend = own_weekend or weekend
        off |= set(days)
    if problems:
        raise BadInput(problems)
    return Calendar(weekend, frozenset(off), frozenset(estimates), tuple(missing))


def _read(path: Path, kind: str, problems: list[Problem]) -> tuple[frozenset[int], dict[date, bool]]:
    """Return the weekend and the days off of one file, each day with whether it is an estimate."""
    try:
        root = tree.parse(files.read_text(path), str(path))
    except BadInput as error:
        problems += error.problems
        return frozenset(), {}
    wrong: list[Problem] = []
    key, *more = _KEYS[kind]
    top = Fields(root, str(path), wrong, ("weekend", key, *more))
    weekend, days = _weekend(top), _days(top, key)
    problems += schema.with_reference(wrong, root, kind, str(path))
    return weekend, days


def _weekend(top: Fields) -> frozenset[int]:
    named = []
    for node in top.sequence("weekend"):
        name = node.text if isinstance(node, tree.Scalar) else ""
        if name in dates.WEEKDAYS:
            named.append(dates.WEEKDAYS[name])
        else:
            top.problem(node.line, quoted(name), listed(dates.WEEKDAYS), _("write the day's name"))
    return frozenset(named)


def _days(top: Fields, key: str) -> dict[date, bool]:
    days = {}
    for node in top.sequence(key):
        fields = Fields(node, top.name, top.problems, ("date", *_TEXTS[key]))
        text = fields.text("date", required=True)
        for name in _TEXTS[key]:
            fields.text(name, required=name == "fa")
        day = dates.read(text) if text else None
        if text and day is None:
            fields.problem(
                fields.nodes["date"].line,
                quoted(text),
                _("a Jalali date that exists, such as 1405/06/12"),
                dates.mend(text),
            )
        elif day is not None:
            days[day] = fields.text("estimate") == "yes"
    return days
