"""The outcome of a survey on paper: the report with sample size and margin of error that is asked as evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from compliance.language import _
from compliance.model.survey import Estimate, Outcome, Questionnaire
from compliance.persian import numbers
from compliance.report import survey_tables
from compliance.report.document import Block, Bullets, Figure, Figures, Grid, Heading, Paragraph, Part, Tone
from compliance.report.tables import Table

FORMATS = ("pdf", "docx", "html", "md")
PART = "survey-result"


def part(asked: Questionnaire, outcome: Outcome, service: Callable[[str], str], about: str = "") -> Part:
    """Return the outcome as a part; `about` is the service it is about where it is about one."""
    return Part(PART, str(asked.title), tuple(_blocks(asked, outcome, service, about)))


def _blocks(asked: Questionnaire, outcome: Outcome, service: Callable[[str], str], about: str) -> Iterator[Block]:
    if about:
        yield Paragraph(_("Only the answers about “{service}”.").format(service=about), Tone.STRONG)
    if outcome.score.mean is None:
        yield Paragraph(survey_tables.refusal(outcome), Tone.STRONG)
        return
    if outcome.few:
        yield Paragraph(survey_tables.few(outcome), Tone.STRONG)
    yield Figures(tuple(_figures(outcome)))
    if said := survey_tables.period(outcome):
        yield Paragraph(said)
    yield Heading(_("How to read this"))
    yield Bullets(tuple(survey_tables.caveats(outcome)))
    yield Paragraph(_method(), Tone.SOFT)
    yield Grid(survey_tables.spread(asked, outcome), _("How the answers spread"))
    yield from _estimates(survey_tables.questions(asked, outcome), _("By question"), outcome.questions)
    by_service = survey_tables.services(outcome, service)
    if by_service.rows:
        yield from _estimates(by_service, _("By service"), outcome.services)
    if outcome.causes:
        yield Grid(survey_tables.causes(asked, outcome), _("Causes of dissatisfaction"))
    yield from _estimates(survey_tables.channels(outcome), _("By way of answering"), survey_tables.used(outcome))


def _estimates(table: Table, title: str, estimates: Mapping[Any, Estimate]) -> Iterator[Block]:
    """Yield a table of estimates, and below it why some are missing."""
    yield Grid(table, title)
    if said := survey_tables.unsaid(estimates.values()):
        yield Paragraph(said, Tone.SOFT)


def _figures(outcome: Outcome) -> Iterator[Figure]:
    few = _("from only {n} answers").format(n=numbers.show(outcome.score.n)) if outcome.few else _("of 100")
    yield Figure(_("Satisfaction"), survey_tables.amount(outcome.score.mean), few)
    low, high = outcome.score.low, outcome.score.high
    ends = "" if low is None or high is None else _("{low} to {high}")
    inside = ends.format(low=survey_tables.amount(low), high=survey_tables.amount(high))
    yield Figure(_("Margin of error, 95 per cent"), survey_tables.amount(outcome.score.margin), inside)
    sheets = _("of {n} answer sheets").format(n=numbers.show(outcome.sheets))
    yield Figure(_("Answers"), numbers.show(outcome.score.n), sheets)


def _method() -> str:
    return _(
        "Score: the mean of the answers to the question of overall satisfaction, its lowest level counting 0 and its "
        "highest 100. Margin: Student's t for n - 1 degrees of freedom times the standard error of the mean of a "
        "simple random sample, corrected for a finite population where its size was given (Cochran, Sampling "
        "Techniques, 1977, chapter 2)."
    )
