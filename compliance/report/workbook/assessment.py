"""The sheets of an assessment: every item in one table, the indicators of every checklist, and the lists."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from compliance.assessment import priorities
from compliance.language import _
from compliance.model.checklist import AnswerKind, Better, Fact, Item
from compliance.model.results import Assessment, IndicatorResult, ItemResult, Status
from compliance.persian import numbers
from compliance.report import tables, words
from compliance.report.content import Report
from compliance.report.workbook.sheets import Column, Mood, Sheet, make, of_table

_MOODS = {
    Status.MET: Mood.GOOD,
    Status.PARTLY: Mood.WARNING,
    Status.UNMET: Mood.BAD,
    Status.UNANSWERED: Mood.OPEN,
    Status.NOT_APPLICABLE: Mood.OPEN,
}


def judged(report: Report) -> Iterator[Sheet]:
    """Yield the sheets that say how the office stands."""
    yield items(report)
    yield indicators(report)


def lists(report: Report) -> Iterator[Sheet]:
    """Yield what to look at next, what the registers hold, and what the figures rest on."""
    main, library = report.main, report.instruments
    yield unanswered(report)
    yield of_table((_("Disagreements"), _("Sources that disagree")), tables.disagreements(main, library))
    yield of_table(
        (_("Second conditions"), _("Scored as met, but a second condition of the criterion does not hold")),
        tables.second_conditions(main, library, report.facts),
    )
    yield of_table(
        (_("Not applicable"), _("Not applicable, with the weight it takes out")), tables.taken_out(main, library)
    )
    if report.register.funnel:
        yield of_table((_("Services"), _("Services in the register")), tables.funnel(report.register.funnel))
    if report.projects:
        yield of_table((_("Projects"), _("Projects")), tables.projects(report.projects))
    yield of_table(
        (_("Basis"), _("Where each question, target and weight comes from")), tables.basis(main.checklist, library)
    )


def items(report: Report) -> Sheet:
    """Every item of the checklist the report is about, in one table."""
    columns = [
        Column(_("item"), compact=True),
        Column(_("question")),
        Column(_("indicator")),
        Column(_("value"), compact=True),
        Column(_("counted"), compact=True),
        Column(_("of all"), compact=True),
        Column(_("at least or at most"), compact=True),
        Column(_("target"), compact=True),
        Column(_("unit of measurement"), compact=True),
        Column(_("points"), compact=True, total=True),
        Column(_("maximum"), compact=True, total=True),
        Column(_("points short"), compact=True, total=True, short=True),
        Column(_("share"), compact=True, bar=True),
        Column(_("state"), compact=True, moods={_(words.STATUS[s]): mood for s, mood in _MOODS.items()}),
        Column(_("source"), compact=True),
        Column(_("pieces of evidence"), compact=True),
        Column(_("unit in charge")),
        Column(_("reason (does not apply, or overridden)")),
    ]
    rows = [_item(r, item, report) for r in report.main.indicators for item in r.items]
    return make((_("Items"), str(report.main.checklist.title)), columns, rows, frozen=2)


def _item(indicator: IndicatorResult, result: ItemResult, report: Report) -> tuple[str, ...]:
    fact, known = report.instruments.facts[result.item.fact], result.known
    value = known.value if known else None
    return (
        result.item.id,
        str(fact.question),
        f"{indicator.indicator.id} {indicator.indicator.title}",
        _amount(fact, value.amount if value else None),
        _number(value.counted if value and value.total is not None else None),
        _number(value.total if value else None),
        _limit(fact, result.item),
        _amount(fact, result.item.target),
        "" if fact.unit is None or fact.unit.en == "per cent" else str(fact.unit),
        numbers.show(result.points),
        numbers.show(result.maximum),
        numbers.show(result.maximum - result.points),
        _share(result.share),
        _(words.STATUS[result.status]),
        _(words.SOURCE[known.source]) if known else "",
        numbers.show(len(known.evidence) if known else 0),
        str(report.instruments.units[fact.owner]),
        result.reason or (known.override if known else None) or "",
    )


def indicators(report: Report) -> Sheet:
    """The indicators of every checklist over the same facts, the one the report is about first."""
    columns = [
        Column(_("indicator"), compact=True),
        Column(_("title")),
        Column(_("checklist")),
        Column(_("system")),
        Column(_("points"), compact=True),
        Column(_("maximum"), compact=True),
        Column(_("points short"), compact=True, short=True),
        Column(_("share"), compact=True, bar=True),
    ]
    rows = [_indicator(a, r, report) for a in report.assessments for r in a.indicators]
    return make((_("Indicators"), _("The indicators of every checklist")), columns, rows, frozen=2)


def _indicator(assessment: Assessment, result: IndicatorResult, report: Report) -> tuple[str, ...]:
    systems = {system.id: str(system.title) for system in report.office.systems}
    share = result.score / result.maximum if result.score is not None and result.maximum else None
    return (
        result.indicator.id,
        str(result.indicator.title),
        str(assessment.checklist.title),
        systems.get(assessment.system, assessment.system) if assessment.system else "",
        _number(result.score),
        numbers.show(result.maximum),
        _number(None if result.score is None else result.maximum - result.score),
        _share(share),
    )


def unanswered(report: Report) -> Sheet:
    """Every question without an answer, with the points that hang on it."""
    library, main = report.instruments, report.main.checklist.id
    items = {item.fact: item.id for item in report.main.checklist.items}
    columns = [
        Column(_("item"), compact=True),
        Column(_("question")),
        Column(_("unit in charge")),
        Column(_("points that hang on it"), compact=True, total=True),
    ]
    rows = [
        (
            items[u.fact],
            str(library.facts[u.fact].question),
            str(library.units[library.facts[u.fact].owner]),
            numbers.show(u.points[main]),
        )
        for u in priorities.answer_next([report.main])
    ]
    return make((_("Unanswered"), _("To be answered next")), columns, rows)


def _amount(fact: Fact, amount: Fraction | None) -> str:
    """Return an amount without its unit, so that it is a number that can be sorted."""
    return words.amount(fact._replace(unit=fact.unit if fact.unit and fact.unit.en == "per cent" else None), amount)


def _limit(fact: Fact, item: Item) -> str:
    """Return on which side of its target a value is good; nothing where the answer is yes or no."""
    if item.target is None or fact.answer is AnswerKind.YES_NO:
        return ""
    return _("at most") if item.better is Better.LOWER else _("at least")


def _number(amount: Fraction | None) -> str:
    return "" if amount is None else numbers.show(amount)


def _share(share: Fraction | None) -> str:
    return "" if share is None else numbers.per_cent(share * 100)
