"""The assessment: where the office stands, indicator by indicator, and what every figure rests on."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.language import _
from compliance.model.results import IndicatorResult
from compliance.report import contradictions, sentences, tables, words
from compliance.report.charts.radar import share
from compliance.report.content import Report
from compliance.report.document import Block, Bullets, Fold, Grid, Heading, Paragraph, Part, Tone
from compliance.report.parts import pictures, prose
from compliance.report.tables import Table


def part(report: Report, asked: bool = True) -> Part:
    """Return the part on the present state."""
    return Part("assessment", _("Assessment"), tuple(_blocks(report)))


def _blocks(report: Report) -> Iterator[Block]:
    main = report.main
    yield Paragraph(str(main.checklist.title), Tone.STRONG)
    yield Paragraph(str(main.checklist.note), Tone.SOFT)
    yield Paragraph(sentences.standing(main))
    if report.proposed:
        yield Paragraph(sentences.carried_over(report.proposed), Tone.STRONG)
    if main.certificate is not None:
        yield Paragraph(sentences.certificate(main), Tone.SOFT)
    yield from pictures.of_assessment(report)
    yield from _others(report)
    for result in main.indicators:
        items = Grid(tables.items(result, report.instruments))
        yield Fold(_name(result), _points(result), (items,), share(result))
    if report.contradictions:
        yield Heading(_("Answers that contradict each other"))
        yield Bullets(tuple(contradictions.sentence(found, report.office) for found in report.contradictions))
    for title, table in _lists(report):
        if table.rows:
            yield Grid(table, title)
    if report.register.funnel:
        yield Grid(tables.funnel(report.register.funnel), _("Services in the register"))
    if report.projects:
        yield Grid(tables.projects(report.projects), _("Projects"))
    yield Heading(_("Basis of the figures"))
    yield from prose.read("rules.md.j2", report)
    basis = Grid(tables.basis(main.checklist, report.instruments))
    yield Fold(_("Where each question, target and weight comes from"), "", (basis,))


def _name(result: IndicatorResult) -> str:
    return f"{result.indicator.id} {result.indicator.title}"


def _points(result: IndicatorResult) -> str:
    return _("{points} of {maximum}").format(points=words.score(result.score), maximum=words.score(result.maximum))


def _others(report: Report) -> Iterator[Block]:
    said = []
    for assessment in report.assessments[1:]:
        title = str(assessment.checklist.title) + (f" ({assessment.system})" if assessment.system else "")
        certificate = sentences.certificate(assessment)
        standing = sentences.standing(assessment) + (_("; ") + certificate if certificate else "")
        said.append(f"{title}: {standing}")
    if said:
        yield Heading(_("The other checklists over the same facts"))
        yield Bullets(tuple(said))


def _lists(report: Report) -> list[tuple[str, Table]]:
    main, library = report.main, report.instruments
    return [
        (_("Sources that disagree"), tables.disagreements(main, library)),
        (
            _("Scored as met, but a second condition of the criterion does not hold"),
            tables.second_conditions(main, library, report.facts),
        ),
        (_("Not applicable, with the weight it takes out"), tables.taken_out(main, library)),
        (_("To be answered next"), tables.to_answer(main, library)),
    ]
