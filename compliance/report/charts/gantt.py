"""The actions of a plan on the Jalali calendar, by unit of the office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.office import Office
from compliance.model.results import Plan, PlannedAction, State
from compliance.persian import dates, numbers
from compliance.report.charts import months, signs
from compliance.report.charts.drawing import PAD, Drawing, Place, Sheet
from compliance.report.charts.legend import Key, filled, key, legend
from compliance.report.charts.months import Span
from compliance.report.plan_tables import STATE
from compliance.schema import listed

_BAR = Fraction(12)
_GAP = 6  # between two rows
_LINES = 6  # of a title; longer ones than that are nobody's
_SHEET = 720  # wide: so much is an A4 page
_TALL = 800  # of the rows on such a sheet; with title, legend and months it fits the page
Days = tuple[date, date]


class Row(NamedTuple):
    """One action: the days of its work, those between, `done` the last of them, and `end` of the wait after it."""

    number: int
    title: str
    state: State
    start: date
    done: date
    end: date
    work: tuple[Days, ...]


class Group(NamedTuple):
    """The rows of one unit, or what of them stands on one sheet."""

    unit: str
    rows: tuple[Row, ...]


class Gantt(NamedTuple):
    """One sheet of the timetable; all sheets of a plan show the same days."""

    title: str
    description: str
    groups: tuple[Group, ...]
    months: tuple[Span, ...]
    today: date | None = None

    def draw(self, wide: int, titled: bool) -> Drawing:
        """Return the drawing; where there is little room, titles stand above their bars."""
        return _draw(self, wide, titled)


def gantt(
    plan: Plan, library: Library, office: Office, today: date | None = None, most_rows: int = 30
) -> tuple[Gantt, ...]:
    """Return the timetable of a plan on sheets that fit an A4 page; none where nothing is planned."""
    groups = _groups(plan, library, office)
    if not groups:
        return ()
    rows = [row for group in groups for row in group.rows]
    spans = months.spans(min(row.start for row in rows), max(row.end for row in rows))
    sheets = list(_sheets(groups, most_rows))
    return tuple(
        Gantt(_title(number, len(sheets)), _describe(sheet), sheet, spans, today)
        for number, sheet in enumerate(sheets, 1)
    )


def _title(number: int, of: int) -> str:
    if of == 1:
        return _("Timetable of the actions")
    return _("Timetable of the actions, sheet {n} of {of}").format(n=numbers.show(number), of=numbers.show(of))


def _describe(groups: Sequence[Group]) -> str:
    rows = [row for group in groups for row in group.rows]
    by_unit = listed(f"{group.unit} {numbers.show(len(group.rows))}" for group in groups)
    states = [(state, sum(row.state is state for row in rows)) for state in State]
    by_state = listed(f"{_(STATE[state])} {numbers.show(count)}" for state, count in states if count)
    return _("Actions: {n}, from {begin} to {end}; by unit: {units}; by state: {states}.").format(
        n=numbers.show(len(rows)),
        begin=dates.show(min(row.start for row in rows)),
        end=dates.show(max(row.end for row in rows)),
        units=by_unit,
        states=by_state,
    )


def _groups(plan: Plan, library: Library, office: Office) -> list[Group]:
    """Return the units in the order of their first action, each with its actions in order of their days."""
    names = {id_: str(title) for id_, title in library.units.items()}
    names |= {unit.id: str(unit.name) for unit in office.units}
    numbered = sorted(enumerate(plan.actions, 1), key=lambda one: (one[1].start, one[1].end, one[0]))
    units = dict.fromkeys(planned.unit for _n, planned in numbered)
    return [
        Group(names.get(unit, unit), tuple(_row(n, planned) for n, planned in numbered if planned.unit == unit))
        for unit in units
    ]


def _row(number: int, planned: PlannedAction) -> Row:
    done = max(planned.start, planned.end - timedelta(days=planned.action.wait_days))
    saturdays = sorted({dates.week_begins(work.week) for work in planned.work})
    if saturdays:
        done = min(done, max(planned.start, saturdays[-1] + timedelta(days=6)))
    weeks = [(day, day + timedelta(days=6)) for day in saturdays] or [(planned.start, done)]
    work: list[Days] = []
    for first, last in weeks:
        first, last = max(first, planned.start), min(last, done)
        if first > last:
            continue
        if work and first <= work[-1][1] + timedelta(days=1):
            work[-1] = (work[-1][0], last)
        else:
            work.append((first, last))
    title = f"{numbers.show(number)}. {planned.action.title}"
    return Row(number, title, planned.state, planned.start, done, planned.end, tuple(work))


def _sheets(groups: Sequence[Group], most_rows: int) -> Iterable[tuple[Group, ...]]:
    """Fill one sheet after the other; a unit that goes on bears its name again."""
    sheet = Sheet(_SHEET)
    taken: list[tuple[str, Row]] = []
    high = Fraction(0)
    for group in groups:
        for row in group.rows:
            head = 0 if taken and taken[-1][0] == group.unit else sheet.line + _GAP
            wanted = _height(row, sheet) + head
            if taken and (high + wanted > _TALL or len(taken) == most_rows):
                yield _regrouped(taken)
                taken, high = [], Fraction(0)
                wanted = _height(row, sheet) + sheet.line + _GAP
            taken.append((group.unit, row))
            high += wanted
    yield _regrouped(taken)


def _regrouped(taken: Sequence[tuple[str, Row]]) -> tuple[Group, ...]:
    return tuple(
        Group(unit, tuple(row for _unit, row in rows)) for unit, rows in groupby(taken, key=lambda one: one[0])
    )


# --- the drawing


def _begin(sheet: Sheet) -> Fraction:
    """Return where the calendar begins."""
    return Fraction(PAD) if sheet.narrow else PAD + sheet.room * 2 / 5


def _lines(row: Row, sheet: Sheet) -> tuple[str, ...]:
    room = (sheet.room if sheet.narrow else _begin(sheet) - PAD - 8) - signs.ROOM
    return sheet.wrap(row.title, room, _LINES)


def _height(row: Row, sheet: Sheet) -> Fraction:
    high = sheet.high(_lines(row, sheet))
    return (high + _BAR if sheet.narrow else max(high, _BAR)) + _GAP


def _strip(row: Row, sheet: Sheet, top: Fraction) -> Place:
    """Return where the bar of a row on a narrow sheet begins and ends downwards."""
    at = top + sheet.high(_lines(row, sheet))
    return at - 1, at + _BAR + 1


def _draw(chart: Gantt, wide: int, titled: bool) -> Drawing:
    sheet = Sheet(wide)
    top = sheet.heading(chart.title) if titled else Fraction(PAD)
    top = legend(sheet, _keys(chart, sheet), top) + 4
    calendar = months.Calendar(_begin(sheet), Fraction(sheet.wide - PAD), chart.months)
    head, top = top, months.header(sheet, calendar, top, chart.today)
    places: list[tuple[Row, Fraction]] = []
    heads: list[tuple[str, Fraction]] = []
    y = top
    for group in chart.groups:
        heads.append((group.unit, y))
        y += sheet.line + _GAP
        for row in group.rows:
            places.append((row, y))
            y += _height(row, sheet)
    strips = [_strip(row, sheet, at) for row, at in places] if sheet.narrow else [(top, y)]
    months.grid(sheet, calendar, head, strips)
    for unit, at in heads:
        sheet.rectangle("band", Fraction(PAD), at, sheet.room, Fraction(sheet.line))
        (name,) = sheet.wrap(unit, sheet.room / Fraction("1.1") - 12, most=1)
        sheet.block((name,), PAD + 6, at, bold=True)
    for row, at in places:
        _put(row, sheet, calendar, at)
    months.today(sheet, calendar, chart.today, strips)
    return sheet.drawing(y + PAD)


def _keys(chart: Gantt, sheet: Sheet) -> list[Key]:
    rows = [row for group in chart.groups for row in group.rows]
    keys = [key(sheet, _("work"), filled("work"))]
    if any(row.end > row.done for row in rows):
        keys.append(key(sheet, _("wait after the work"), filled("wait", hatched="wait-hatch")))
    present = {row.state for row in rows}
    return keys + [
        key(sheet, _(STATE[state]), signs.sample(state), signs.WIDE) for state in State if state in present
    ]


def _put(row: Row, sheet: Sheet, calendar: months.Calendar, top: Fraction) -> None:
    """Put one action: its sign, its title and its bar."""
    lines = _lines(row, sheet)
    high = sheet.high(lines)
    signs.put(sheet, row.state, PAD + signs.REACH + 1, top + Fraction(sheet.line, 2))
    sheet.block(lines, PAD + signs.ROOM, top)
    at = top + high if sheet.narrow else top + (max(high, _BAR) - _BAR) / 2
    if row.end > row.done:
        begin, end = calendar.ends(row.done + timedelta(days=1), row.end)
        sheet.rectangle("wait", begin, at + 2, end - begin, _BAR - 4)
        sheet.hatch("wait-hatch", begin, at + 2, end - begin, _BAR - 4)
    begin, end = calendar.ends(row.start, row.done)
    sheet.stroke("between", [(begin, at + _BAR / 2), (end, at + _BAR / 2)])
    for first, last in row.work:
        begin, end = calendar.ends(first, last)
        sheet.rectangle("work", begin, at, end - begin, _BAR)
