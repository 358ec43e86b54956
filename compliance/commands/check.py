"""`check`: the assessment as a table, as JSON, or as a page in the browser."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import click

from compliance.assessment.priorities import answer_next, without_evidence
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.commands.opening import Opened, open_office
from compliance.errors import BadInput
from compliance.language import _, mark
from compliance.model.results import Assessment
from compliance.persian import numbers
from compliance.register.registers import bands
from compliance.report import records, sentences, tables, words
from compliance.report.terminal import Sheet
from compliance.schema import listed


@click.command(cls=Command, help=mark("Assess the office against its checklists and say what to answer next."))
@options.office
@options.option("--checklist", metavar="ID", help=mark("One checklist, or all. Default: those office.yaml names."))
@options.option(
    "--target", type=options.Amount(), help=mark("Exit 1 when the first checklist's score is below this.")
)
@options.option("--open", "open_page", is_flag=True, help=mark("Write the page, open it, and print its path."))
@options.round_
@options.checklists
@options.as_json
@options.visual
@options.lang
@click.pass_context
def command(
    ctx: click.Context,
    office: Path,
    checklist: str | None,
    target: Fraction | None,
    open_page: bool,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
) -> None:
    """Run the verb."""
    try:
        opened = open_office(office, round_id, checklists_folder)
        assessments = opened.assess_chosen(checklist)
    except BadInput as error:
        if as_json:
            console.data(
                {
                    "office": office.name,
                    "round": round_id,
                    "checklists": [],
                    "problems": [console.problem_record(p) for p in error.problems],
                }
            )
        raise
    if as_json:
        console.data(_record(opened, assessments))
    else:
        console.show(sheet(opened, assessments))
    if open_page:
        _open(opened)
    if target is not None and assessments and (assessments[0].score or 0) < target:
        ctx.exit(1)


def _record(opened: Opened, assessments: list[Assessment]) -> records.Record:
    register = opened.folder.register
    projects = bands(register.projects) if register.projects else None
    return records.check(
        opened.folder.office.id,
        opened.folder.round.id,
        assessments,
        register,
        projects,
        answer_next(assessments),
    )


def _open(opened: Opened) -> None:
    """Write the page beside the answers and open it; the path is printed so that any console shows it."""
    import webbrowser

    from compliance import files
    from compliance.commands.report import gather
    from compliance.report import write

    page = opened.folder.round.folder / "report.html"
    files.write(page, write(gather(opened, opened.folder.office.checklists[0]), "html"))
    click.echo(str(page.resolve()))
    webbrowser.open(page.resolve().as_uri())


def sheet(opened: Opened, assessments: list[Assessment]) -> Sheet:
    """Return what `check` prints for people."""
    page = Sheet()
    office = opened.folder.office
    page.say(_("{office}, round {round}").format(office=office.name, round=numbers.digits(opened.folder.round.id)))
    for assessment in assessments:
        _assessment(page, opened, assessment)
    page.show(tables.answer_next(assessments, opened.library), _("Answer these next; they can move the score most:"))
    register = opened.folder.register
    if register.funnel is not None:
        page.show(tables.funnel(register.funnel), _("Services in the register:"))
    if register.projects:
        page.show(tables.projects(bands(register.projects)), _("Projects:"))
    for column, lines in register.blanks.items():
        page.say(
            _("services.csv: {n} empty cells in “{column}” counted as no (lines {lines})").format(
                n=numbers.show(len(lines)), column=column, lines=_lines(lines)
            )
        )
    return page


def _lines(lines: tuple[int, ...], most: int = 8) -> str:
    shown = listed(numbers.digits(line) for line in lines[:most])
    return shown + ("…" if len(lines) > most else "")


def _assessment(page: Sheet, opened: Opened, assessment: Assessment) -> None:
    title = str(assessment.checklist.title)
    if assessment.system is not None:
        system = next(s for s in opened.folder.office.systems if s.id == assessment.system)
        title = f"{title} — {system.title}"
    page.say()
    page.say(title)
    page.say(sentences.standing(assessment))
    if assessment.certificate is not None:
        page.say(sentences.certificate(assessment))
    page.show(tables.indicators(assessment))
    for result in assessment.indicators:
        page.show(tables.items(result, opened.library), f"{result.indicator.id} {result.indicator.title}")
    page.show(tables.disagreements(assessment, opened.library), _("Sources that disagree:"))
    page.show(tables.taken_out(assessment, opened.library), _("Not applicable, with the weight it takes out:"))
    bare = without_evidence(assessment, opened.library)
    if bare:
        page.say()
        page.say(
            _("Without evidence: {n} items ({points} points rest on them): {ids}").format(
                n=numbers.show(len(bare)),
                points=words.score(sum((r.points for r in bare), Fraction(0))),
                ids=listed(r.item.id for r in bare),
            )
        )
