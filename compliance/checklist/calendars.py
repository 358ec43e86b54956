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
        top = _open(path, "calendar", ("year", "weekend", "holidays"), problems)
        if top is not None:
            weekend = _weekend(top) or weekend
            for day, estimate in _days(top, "holidays"):
                off.add(day)
                if estimate:
                    estimates.add(day)
    if local is not None and local.is_file():
        top = _open(local, "closures", ("weekend", "closures"), problems)
        if top is not None:
            weekend = _weekend(top) or weekend
            off |= {day for day, _estimate in _days(top, "closures")}
    if problems:
        raise BadInput(problems)
    return Calendar(weekend, frozenset(off), frozenset(estimates), tuple(missing))


def _open(path: Path, kind: str, keys: tuple[str, ...], problems: list[Problem]) -> Fields | None:
    try:
        root = tree.parse(files.read_text(path), str(path))
    except BadInput as error:
        problems += error.problems
        return None
    top = Fields(root, str(path), problems, keys)
    problems[:] = schema.with_reference(problems, root, kind, str(path))
    return top


def _weekend(top: Fields) -> frozenset[int]:
    named = [node.text for node in top.sequence("weekend") if isinstance(node, tree.Scalar)]
    for name in named:
        if name not in dates.WEEKDAYS:
            top.problem(
                top.lines["weekend"],
                quoted(name),
                listed(dates.WEEKDAYS),
                _("write the day's name"),
            )
    return frozenset(dates.WEEKDAYS[name] for name in named if name in dates.WEEKDAYS)


def _days(top: Fields, key: str) -> list[tuple[date, bool]]:
    days = []
    for node in top.sequence(key):
        fields = Fields(node, top.name, top.problems, ("date", "fa", "en", "estimate"))
        text = fields.text("date", required=True)
        day = dates.read(text) if text else None
        if text and day is None:
            fields.problem(
                node.line,
                quoted(text),
                _("a Jalali date that exists, such as 1405/06/12"),
                _("check year, month and day"),
            )
        elif day is not None:
            days.append((day, fields.text("estimate") == "yes"))
    return days
