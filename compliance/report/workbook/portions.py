"""The sheets of the smaller parts: minutes, follow-up and feedback, from the tables these parts show."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.criteria.tracking import Mark
from compliance.language import _
from compliance.report import tracking
from compliance.report.content import Report
from compliance.report.document import Fold, Grid, Part
from compliance.report.workbook.sheets import Column, Mood, Sheet, make, of_table

_MOODS = {
    Mark.VERIFIED: Mood.GOOD,
    Mark.NOT_YET: Mood.OPEN,
    Mark.REGRESSED: Mood.BAD,
    Mark.OVERDUE: Mood.BAD,
}


def follow_up(report: Report) -> Iterator[Sheet]:
    """Yield every action of an approved plan with what its criterion's test says."""
    if report.followed is None:
        return
    table = tracking.table(report.followed.track, dict(report.facts), report.instruments)
    position = 4  # of the criterion's column
    moods = {_(tracking.MARK[m]): mood for m, mood in _MOODS.items()}
    marked = Column(table.columns[position].title, compact=True, moods=moods)
    sheet = of_table((_("Follow-up"), _("Every action and its criterion")), table, **{f"c{position}": marked})
    yield sheet._replace(frozen=2)


def minutes(part: Part) -> Sheet:
    """Return the decisions asked of the committee; rows that wait for a pen are left out."""
    grids = [block for block in part.blocks if isinstance(block, Grid)]
    table = grids[-1].table
    filled = table._replace(rows=tuple(row for row in table.rows if any(row[1:])))
    return of_table((_("Minutes"), _("Decisions asked of the committee")), filled)._replace(frozen=2)


def feedback(part: Part) -> Sheet:
    """Return strengths and areas for improvement of all indicators in one table.

    Its columns are those of the part's tables, each once; a row has cells where its own table has them.
    """
    grids = [
        (fold.title, grid)
        for fold in part.blocks
        if isinstance(fold, Fold)
        for grid in fold.blocks
        if isinstance(grid, Grid)
    ]
    columns = {column.title: column for _name, grid in grids for column in grid.table.columns}
    rows = []
    for indicator, grid in grids:
        titles = [column.title for column in grid.table.columns]
        for row in grid.table.rows:
            cells = dict(zip(titles, row, strict=True))
            rows.append((*(cells.get(title, "") for title in columns), indicator, grid.title))
    moods = {_("Strengths"): Mood.GOOD, _("Areas for improvement"): Mood.WARNING}
    headings = [Column(c.title, c.compact) for c in columns.values()]
    headings += [Column(_("indicator")), Column(_("kind"), compact=True, moods=moods)]
    names = (_("Feedback"), _("Strengths and areas for improvement"))
    return make(names, headings, rows, frozen=2)
