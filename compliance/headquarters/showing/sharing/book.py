"""A shared plan as a workbook: offices, every action in one list, what headquarters does, how it is spread."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date

from compliance.headquarters.sharing import Ground
from compliance.headquarters.showing import sheets
from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.headquarters.showing.sharing import paper as sharing_paper
from compliance.headquarters.showing.sharing import tables as sharing_tables
from compliance.headquarters.showing.sharing import words as sharing_words
from compliance.headquarters.showing.sharing.words import named
from compliance.headquarters.showing.sheets import Cell
from compliance.language import _, current
from compliance.model.checklist import Library
from compliance.model.sharing import SharedPlan
from compliance.persian import numbers
from compliance.report import words
from compliance.report.tables import short_title
from compliance.report.workbook import books, cells
from compliance.report.workbook.styles import Styles

_TEXT = 110  # the width of the sentences, in digits
_LINE = 15  # points, a line of a sentence


def write(plan: SharedPlan, ground: Ground, library: Library, day: date) -> bytes:
    """Return the workbook; no text in it becomes a formula, a link or a number."""
    stream = io.BytesIO()
    title = sharing_paper.title(ground)
    book = books.begun(stream, title, "", day)
    styles = Styles(book, current() == "fa")
    page = sheets.sheet(book, _("Summary"), styles)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_column(0, 0, _TEXT)
    page.write_string(0, 0, cells.text(title), sheets.title(styles))
    form = styles.get(text_wrap=True, valign="top", reading_order=2 if styles.rtl else 1)
    for row, line in enumerate(_lines(plan, ground, library), 2):
        page.write_string(row, 0, cells.text(line), form)
        page.set_row(row, _LINE * cells.lines(line, _TEXT))
    for name, headings, rows, frozen in _lists(plan, ground, library):
        if rows:
            sheets.listed(sheets.sheet(book, name, styles), f"{title} — {name}", headings, rows, frozen, styles)
    book.close()
    return stream.getvalue()


def _lines(plan: SharedPlan, ground: Ground, library: Library) -> Iterator[str]:
    yield str(library.checklists[plan.terms.checklist].title)
    yield from sharing_words.summary(plan)
    yield from (sharing_words.margin(one, plan) for one in plan.margins)
    yield from sharing_words.notes(plan, ground, library)


_List = tuple[str, Sequence[str], Sequence[Sequence[Cell]], int]


def _lists(plan: SharedPlan, ground: Ground, library: Library) -> Iterator[_List]:
    for name, table in (
        (_("Offices"), sharing_tables.offices(plan, ground, library)),
        (_("What is shared"), sharing_tables.limits(plan, library)),
    ):
        yield name, [column.title for column in table.columns], table.rows, 1
    yield _("Spread"), list(_heads(plan)), list(_spread(plan)), 1
    yield _("Actions"), list(_headings(plan, library)), list(_actions(plan, ground, library)), 3
    for name, table in (
        (_("Headquarters"), sharing_tables.requests(plan)),
        (_("Without"), sharing_tables.without(plan, ground, library)),
        (_("Open questions"), sharing_tables.answer_first(plan, ground, library)),
    ):
        yield name, [column.title for column in table.columns], table.rows, 1


def _heads(plan: SharedPlan) -> Iterator[str]:
    yield from (_("quarter by score"), _("from"), _("to"), _("offices"), _("money (million rials)"))
    yield from (_("{team} (person-days)").format(team=team.name) for team in plan.terms.teams)
    yield from (_("points"), _("lifted"))


def _spread(plan: SharedPlan) -> Iterator[Sequence[Cell]]:
    """Yield the quarters of the offices with what each receives, in numbers that can be summed."""
    for n, one in enumerate(plan.quarters):
        yield (
            sharing_tables.quarter(n),
            numbers.show(one.low),
            numbers.show(one.high),
            numbers.show(one.offices),
            numbers.show(one.cost),
            *(numbers.show(one.days[team.name]) for team in plan.terms.teams),
            numbers.show(one.points),
            numbers.show(one.lifted),
        )


def _shown(plan: SharedPlan) -> list[str]:
    """Return the checklists in which some action gains, the plan's own first."""
    found = dict.fromkeys(c for share in plan.shares for given in share.actions for c in given.gains)
    return list(dict.fromkeys((plan.terms.checklist, *found)))


def _headings(plan: SharedPlan, library: Library) -> Iterator[str]:
    yield from (_("office"), _("no."), _("action"), _("province"), _("authority"), _("unit"), _("who does it"))
    yield from (_("person-days"), _("cost (million rials)"))
    yield from (_("points: {checklist}").format(checklist=short_title(library, one)) for one in _shown(plan))
    yield _("success criterion")


def _actions(plan: SharedPlan, ground: Ground, library: Library) -> Iterator[Sequence[Cell]]:
    """Yield every action of every office, one a row, so that they can be filtered and summed."""
    shown = _shown(plan)
    for share in sharing_tables.ordered(plan, ground.offices):
        office = ground.offices[share.office]
        for number, given in enumerate(share.actions, 1):
            action = given.action
            yield (
                named(office),
                numbers.show(number),
                str(action.title),
                league_tables.province(office.province, library),
                _(words.AUTHORITY[action.authority.value]),
                str(library.units.get(action.owner, action.owner)),
                given.team or _(sharing_tables.DOER[given.doer]),
                numbers.show(given.effort),
                numbers.show(action.cost),
                *(numbers.show(given.gains[one], 4) if one in given.gains else None for one in shown),
                str(action.criterion.text),
            )
