"""All targets of a round on a screen and as the national page: the rule, what it comes to, whether it is fair."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from compliance.headquarters.leagues import ALL_EXPLAINED
from compliance.headquarters.showing import papers
from compliance.headquarters.showing.targets import records as told
from compliance.headquarters.showing.targets import tables as target_tables
from compliance.headquarters.targets.targeting import Made
from compliance.language import _
from compliance.model.checklist import Library
from compliance.persian import numbers
from compliance.persian.letters import sort_key
from compliance.report import words
from compliance.report.charts import bars
from compliance.report.charts.bars import Bar, Names
from compliance.report.document import (
    Block,
    Document,
    Figure,
    Figures,
    Fold,
    Grid,
    Paragraph,
    Part,
    Picture,
    Tone,
)
from compliance.report.screens.terminal import Sheet


def sheet(made: Made, library: Library) -> Sheet:
    """Return the targets for a terminal."""
    page = Sheet()
    page.say(
        _("{title}, from round {round}").format(title=told.title(made), round=numbers.digits(made.question.round))
    )
    for line in (str(made.checklist.title), *told.summary(made), *told.notes(made, library)):
        page.say(line)
    page.show(target_tables.offices(made))
    page.show(target_tables.quarters(made.outlook), _("Whether it is fair: by where offices begin"))
    return page


def paper(made: Made, library: Library, day: date, number: str = "") -> Document:
    """Return the national page of targets."""
    title = told.title(made)
    found = (
        Part("summary", title, tuple(_summary(made, library))),
        Part("fairness", _("Whether it is fair"), tuple(_fairness(made))),
        Part("offices", _("Office by office"), tuple(_offices(made, library))),
    )
    return papers.paper((part for part in found if part.blocks), title, made.question.next, day, number)


def _summary(made: Made, library: Library) -> Iterator[Block]:
    outlook = made.outlook
    yield Paragraph(str(made.checklist.title), Tone.SOFT)
    of = _("of {maximum}").format(maximum=words.score(made.checklist.maximum))
    means = (
        Figure(_("Mean now"), told.points(outlook.mean_before), of),
        Figure(_("Mean with all targets reached"), told.points(outlook.mean_after), of),
    )
    whole = (
        Figure(_("Offices"), numbers.show(outlook.offices), _("with a score")),
        Figure(_("Person-days"), numbers.show(outlook.effort), _("proposed estimate")),
    )
    yield Figures(whole if outlook.mean_before is None else (*means, *whole))
    for line in told.summary(made):
        yield Paragraph(line)
    for note in told.notes(made, library):
        yield Paragraph(note, Tone.SOFT)


def _fairness(made: Made) -> Iterator[Block]:
    outlook = made.outlook
    if not outlook.quarters:
        return
    yield Paragraph(
        _(
            "The offices in four parts, as equal in number as can be, by their score now. Equal shares of the gap "
            "are not equal work: what is still missing where much is reached may be harder to do."
        )
    )
    rows = [
        Bar(
            _("{low} to {high}").format(low=told.points(quarter.low), high=told.points(quarter.high)),
            (quarter.low + quarter.high) / 2 / made.checklist.maximum,
            ((quarter.low + quarter.high) / 2 + quarter.gain) / made.checklist.maximum,
            _("{points} points; {days} person-days").format(
                points=numbers.show(quarter.gain), days=numbers.show(quarter.effort, 1)
            ),
        )
        for quarter in outlook.quarters
    ]
    named = Names(_("score now, middle of the part"), _("points asked, mean"), _("full score"))
    yield Picture(bars.bars(_("Points asked, by where offices begin"), rows, names=named))
    yield Grid(target_tables.quarters(outlook))


def _offices(made: Made, library: Library) -> Iterator[Block]:
    yield Grid(target_tables.offices(made), sortable=True)
    if len(made.assignments) > ALL_EXPLAINED:
        yield Paragraph(_("The targets of each office are in its letter, and all of them in targets.json."))
        return
    for one in sorted(made.assignments, key=lambda one: sort_key(told.name(made.offices[one.office]))):
        if one.targets:
            note = _("{before} to {after}").format(before=told.points(one.before), after=told.points(one.target))
            blocks = (Grid(target_tables.targets(one, made.checklist, library)),)
            yield Fold(told.name(made.offices[one.office]), note, blocks)
