"""Agenda and minutes of the office's e-government committee, whose decisions are the plan's actions.

Such a meeting under the director general is what source 004 reports; signed, its minutes are evidence.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.assessment import priorities
from compliance.language import _
from compliance.persian import dates, numbers
from compliance.report import plan_tables, sentences
from compliance.report.content import Report
from compliance.report.document import (
    Blank,
    Blanks,
    Block,
    Bullets,
    Frame,
    Grid,
    Heading,
    NewPage,
    Paragraph,
    Part,
    Tone,
)
from compliance.report.tables import Table, make

MEETINGS = "committee.meetings"  # the fact whose evidence the signed minutes are
_FREE_ROWS = 3


def part(report: Report, asked: bool = True) -> Part:
    """Return agenda and minutes, to be filled in and signed in the meeting."""
    return Part("minutes", _("E-government committee"), tuple(_blocks(report)))


def _blocks(report: Report) -> Iterator[Block]:
    yield Heading(_("Agenda"))
    yield _meeting()
    yield Bullets(tuple(_agenda(report)), numbered=True)
    yield NewPage()
    yield Heading(_("Minutes"))
    yield _meeting()
    yield Grid(_present(report), _("Present"), by_hand=True)
    yield Grid(_decisions(report), _("Decisions"), by_hand=True)
    signed = (Blank(_("Director general"), wide=True), Blank(_("Secretary of the committee"), wide=True))
    yield Frame((Blanks(signed),))
    yield from _evidence(report)


def _meeting() -> Blanks:
    labels = (_("Meeting no."), _("Date"), _("Time"), _("Place"))
    return Blanks(tuple(Blank(label) for label in labels))


def _agenda(report: Report) -> Iterator[str]:
    plan = report.plan
    yield _("Report on the self-assessment. {standing}.").format(standing=sentences.standing(report.main))
    if report.followed is not None:
        yield _("Decisions of earlier meetings and how far the action plan has come.")
    if plan and report.waiting:
        yield _("Decision on the action plan. {size}").format(size=sentences.size(plan))
    if report.followed and report.followed.track.replan:
        yield _("Making the plan again, since deadlines of it are past.")
    if plan and plan.returned:
        yield _("Another action plan in place of the returned one.")
    elif plan and plan.requests:
        yield _("Letters to headquarters: {n}.").format(n=numbers.show(len(plan.requests)))
    unanswered = priorities.answer_next([report.main])
    if unanswered:
        yield _("Open questions ({n}), and who answers them by when.").format(n=numbers.show(len(unanswered)))
    yield _("Any other business.")


def _present(report: Report) -> Table:
    """Return who takes part: the director general, each unit of the office, and free rows."""
    chair = (_("Director general"), _("chair"))
    names = [str(unit.name) for unit in report.office.units if unit.covers != ("dg",)]
    at_work = {planned.unit for planned in report.open} - {unit.id for unit in report.office.units}
    names += [str(report.instruments.units.get(unit, unit)) for unit in sorted(at_work)]
    units = [(name, _("member")) for name in names]
    rows = [chair, *units, *[("", "")] * _FREE_ROWS]
    return make(
        [
            (_("no."), True),
            (_("unit or position"), False),
            (_("role"), False),
            (_("name"), False),
            (_("signature"), False),
        ],
        [(numbers.show(n), who, as_, "", "") for n, (who, as_) in enumerate(rows, 1)],
    )


def _decisions(report: Report) -> Table:
    """Return the decisions asked for: every open action with owner and date, the letters, and free rows."""
    plan, library = report.plan, report.instruments
    rows: list[tuple[str, str, str, str]] = []
    late = {t.planned.action.id for t in report.followed.track.actions if t.late} if report.followed else set()
    for planned in report.open:
        criterion = str(planned.action.criterion.text)
        who = plan_tables.in_charge(planned, plan, library) if plan else ""
        day = dates.show(planned.end)
        by = _("was {day}; new: ………").format(day=day) if planned.action.id in late else day
        rows.append((plan_tables.title(planned), who, by, criterion))
    for request in plan.requests if plan and not plan.returned else ():
        title = _("Letter to headquarters: {title}").format(title=request.action.title)
        rows.append((title, str(library.units.get(request.action.owner, request.action.owner)), "", ""))
    rows += [("", "", "", "")] * _FREE_ROWS
    return make(
        [
            (_("no."), True),
            (_("decision"), False),
            (_("in charge"), False),
            (_("deadline"), True),
            (_("success criterion"), False),
        ],
        [(numbers.show(n), *row) for n, row in enumerate(rows, 1)],
    )


def _evidence(report: Report) -> Iterator[Block]:
    item = next((i for i in report.main.checklist.items if i.fact == MEETINGS), None)
    if item is not None:
        said = _("Once signed, these minutes are evidence for item {item}: {question}")
        question = report.instruments.facts[MEETINGS].question
        yield Paragraph(said.format(item=item.id, question=question), Tone.SOFT)
