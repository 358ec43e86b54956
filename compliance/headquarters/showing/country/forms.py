"""The forms of the yearly evaluation for each body: in the columns of the form of 1381, and as cards of 1401-1402.

The columns are the official ones; indicators, standards and weights in them are those of the checklist, which says
what of it is proposed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from compliance.assessment import scoring
from compliance.headquarters.showing import sheets
from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.headquarters.showing.sheets import Cell
from compliance.language import _, current
from compliance.model.checklist import AnswerKind, Checklist, Fact, Indicator, Item, Library, Rolling
from compliance.model.country import Country
from compliance.model.league import FEWEST
from compliance.model.rollup import Result, Rollup
from compliance.persian import numbers
from compliance.report import words
from compliance.report.workbook import books, cells
from compliance.report.workbook.styles import Styles

_FROZEN = 1
_MARK = 7  # the column of what is provisional


def write(country: Country, rolled: Sequence[Rollup], library: Library, day: date) -> bytes:
    """Return the workbook: a form for each body, then the cards of the indicators."""
    stream = io.BytesIO()
    checklist = library.checklists[country.league.checklist]
    book = books.begun(stream, _("Forms of the yearly evaluation"), "", day)
    styles, names = Styles(book, current() == "fa"), list[str]()
    for one in rolled:
        body = league_tables.body(one.body, library)
        names.append(cells.sheet_name(body, names))
        _form(sheets.sheet(book, names[-1], styles), one, checklist, library, styles)
    _cards(
        sheets.sheet(book, cells.sheet_name(_("Cards of the indicators"), names), styles), country, library, styles
    )
    book.close()
    return stream.getvalue()


def _form(page: Any, rolled: Rollup, checklist: Checklist, library: Library, styles: Styles) -> None:
    """Write a body's form: what its offices come to as what was achieved, and the points by the form's own rule."""
    few = 1 < len(rolled.filed) < FEWEST
    if few:
        text = _(
            "{body}, round {round}: {checklist} (columns of the form of 1381; {n} offices: of fewer than five "
            "nothing is shown)"
        )
    else:
        text = _("{body}, round {round}: {checklist} (columns of the form of 1381; over {n} offices)")
    title = text.format(
        body=league_tables.body(rolled.body, library),
        round=numbers.digits(rolled.round),
        checklist=checklist.title,
        n=numbers.show(len(rolled.filed)),
    )
    headings = [
        _("indicator"),
        _("attachment no."),
        _("unit of measure"),
        _("standard"),
        _("actual"),
        _("offices in it"),
        _("of the offices"),
        _("provisional"),
        _("ceiling of points"),
        _("points"),
    ]
    results = {} if few else {result.fact.id: result for result in rolled.results}
    judged = [one for one in scoring.assess(checklist, {}).items if one.item.target is not None]
    rows = [_line(one.item, one.maximum, results.get(one.item.fact), rolled, library) for one in judged]
    sheets.listed(page, title, headings, rows, _FROZEN, styles)
    open_ = numbers.show(sum(row[-1] is None for row in rows))
    labels = _("Total of the items with a value"), _("Items without a value, which are in no total: {n}")
    behind = sheets.sums(page, (labels[0], labels[1].format(n=open_)), rows, (8, 9), styles)
    remarks = [] if few else list(_remarks(rolled, checklist, library, rows))
    sheets.noted(page, behind + 1, remarks, len(headings), styles)


def _remarks(rolled: Rollup, checklist: Checklist, library: Library, rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Yield what has to be known of a form's numbers."""
    if any(row[_MARK] for row in rows):
        yield _("* provisional: fewer than nine tenths of the offices are in the value.")
    yield _(
        "Of yes or no the actual is the share of the offices that say yes, and has points here; in the body's own "
        "folder (“hq rollup”) a person is asked where offices differ."
    )
    if any(_summed(result.fact, library) for result in rolled.results):
        yield _(
            "A number that is summed for the body stands here as the mean of an office, for its standard is proposed "
            "for one office."
        )
    without = [item.id for item in checklist.items if item.target is None]
    if without:
        yield _(
            "Without a standard and in no row: {items}; the others of its indicator share the weight, so their "
            "ceilings are higher than on the card."
        ).format(items=_(", ").join(without))


def _line(item: Item, ceiling: Fraction, result: Result | None, rolled: Rollup, library: Library) -> tuple[Cell, ...]:
    """Return an item's row; the attachment's number is the registry's, and what has to be asked stays empty.

    Items without a target are in no row: the others of their indicator share the weight, as in every score.
    """
    target, actual = _measured(item, result, library)
    points = None
    if actual is not None and target is not None:
        points = numbers.shown_of(ceiling * scoring.share(actual, target, item.better))
    provisional = result is not None and actual is not None and rolled.provisional(result)
    return (
        f"{item.id} {_question(item, library)}",
        None,
        _unit(item, library),
        None if target is None else numbers.show(target),
        None if actual is None else numbers.shown_of(actual),
        None if result is None else numbers.show(len(result.counted)),
        None if result is None else numbers.show(rolled.eligible),
        "*" if provisional else None,
        numbers.shown_of(ceiling),
        points,
    )


def _measured(item: Item, result: Result | None, library: Library) -> tuple[Fraction | None, Fraction | None]:
    """Return standard and achievement; of yes or no it is the share of offices that say yes, of sums the mean.

    Standards are proposed for one office, which the sum over a body would reach by its size alone.
    """
    fact = library.facts.get(item.fact)
    yes_no = fact is not None and fact.answer is AnswerKind.YES_NO
    target = Fraction(100) if yes_no else item.target
    n = 0 if result is None else len(result.counted)
    if result is None or not n:
        return target, None
    if yes_no:
        return target, Fraction(100 * result.yes, n)
    if result.value is None or result.value.amount is None:
        return target, None
    return target, result.value.amount / n if _summed(result.fact, library) else result.value.amount


def _summed(fact: Fact, library: Library) -> bool:
    """Whether a number is summed over the offices; of counts the share is meant, whatever is summed."""
    rule = library.rollup.get(fact.id)
    return fact.answer is AnswerKind.NUMBER and rule is not None and rule.way is Rolling.SUM


def _unit(item: Item, library: Library) -> str:
    fact = library.facts.get(item.fact)
    if fact is None:
        return "—"
    if fact.answer is AnswerKind.YES_NO:
        return _("per cent of the offices")
    if fact.answer is AnswerKind.LEVEL:
        return _("level, 0 to 4")
    unit = _("per cent") if fact.answer is AnswerKind.COUNTS else str(fact.unit or "—")
    return _("{unit}, mean of an office").format(unit=unit) if _summed(fact, library) else unit


def _question(item: Item, library: Library) -> str:
    fact = library.facts.get(item.fact)
    return str(fact.question) if fact else ""


def _cards(page: Any, country: Country, library: Library, styles: Styles) -> None:
    """Write a row an indicator in the parts of a card of 1401-1402, and what the country came to."""
    checklist = library.checklists[country.league.checklist]
    headings = [
        _("indicator"),
        _("definition and aim"),
        _("number of measures"),
        _("weight of 100"),
        _("method of evaluation and formula"),
        _("acceptable evidence"),
        _("steward"),
        _("mean of the round"),
    ]
    means = {one.indicator: one.mean for one in country.league.indicators or ()}
    rows = [_card(one, checklist, library, means.get(one.id)) for one in checklist.indicators]
    title = _("{title} (parts of the cards of 1401-1402)").format(title=checklist.title)
    sheets.listed(page, title, headings, rows, _FROZEN, styles)


def _card(one: Indicator, checklist: Checklist, library: Library, mean: Fraction | None) -> tuple[Cell, ...]:
    return (
        f"{one.id} {one.title}",
        str(one.why or words.basis(one.basis)),
        numbers.show(len(one.items)),
        numbers.show(100 * one.weight / checklist.maximum),
        "\n".join(_rules(one)),
        "\n".join(dict.fromkeys(_evidence(one, library))),
        _(", ").join(dict.fromkeys(_owners(one, library))),
        None if mean is None else numbers.show(mean),
    )


def _rules(one: Indicator) -> Iterator[str]:
    yield _("points = actual / standard × weight, inverted where less is better, at most the weight")
    for item in one.items:
        yield _("{id} ({points}): {criterion}").format(
            id=item.id, points=numbers.show(item.points), criterion=item.criterion
        )


def _evidence(one: Indicator, library: Library) -> Iterator[str]:
    for item in one.items:
        fact = library.facts.get(item.fact)
        if fact is not None:
            yield str(fact.evidence)


def _owners(one: Indicator, library: Library) -> Iterator[str]:
    for item in one.items:
        fact = library.facts.get(item.fact)
        if fact is not None:
            yield str(library.units.get(fact.owner, fact.owner))
