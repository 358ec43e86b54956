"""`report`: assessment and plan as a document."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from compliance import files
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.language import _, mark
from compliance.report import FORMATS, write
from compliance.report.document import Document
from compliance.report.parts import ALL, PARTS, compose
from compliance.usecases import gathering, planning
from compliance.usecases.opening import open_office


@click.command(
    cls=Command, help=mark("Write assessment, plan, letters, minutes, follow-up and feedback as a paper or a page.")
)
@options.office
@options.option(
    "--format", "format_", type=click.Choice(tuple(FORMATS)), help=mark("Default: by the name of the file.")
)
@options.option(
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help=mark("The file to write."),
)
@options.option(
    "--part",
    "parts",
    type=click.Choice((*PARTS, ALL)),
    multiple=True,
    default=(ALL,),
    help=mark("Only this part; may be given several times. Default: all."),
)
@options.option(
    "--checklist", metavar="ID", help=mark("What the report is about. Default: the first of office.yaml.")
)
@options.option(
    "--date",
    "day",
    type=options.JalaliDay(),
    metavar="DATE",
    help=mark("The day on the paper, not before the plan was approved. Default: today."),
)
@options.option("--number", metavar="TEXT", callback=options.written, help=mark("The number of the paper."))
@options.option(
    "--templates",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help=mark("Own templates; those not in it are the shipped ones. Default: OFFICE/templates."),
)
@options.option(
    "--letterhead",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help=mark("A Word file with {{p body}} in it, for signed papers. Default: letterhead.docx in the templates."),
)
@options.round_
@options.checklists
@options.lang
def command(
    office: Path,
    format_: str | None,
    output: Path,
    parts: tuple[str, ...],
    checklist: str | None,
    day: date | None,
    number: str | None,
    templates: Path | None,
    letterhead: Path | None,
    round_id: str | None,
    checklists_folder: Path | None,
) -> None:
    """Run the verb."""
    chosen = format_ or output.suffix.removeprefix(".").lower()
    if chosen not in FORMATS:
        raise click.UsageError(_("name a format: --format {formats}").format(formats="|".join(FORMATS)))
    if letterhead is not None and chosen != "docx":
        raise click.UsageError(_("--letterhead is for Word files: --format docx"))
    opened = open_office(office, round_id, checklists_folder)
    paper = gathering.paper_of(opened, day, number or "", templates, letterhead)
    report = gathering.gather(opened, gathering.about(opened, checklist), paper)
    if day is not None and report.plan is not None:
        planning.check_not_before_approval("--date", day, report.plan)
    document = compose(report, parts)
    files.write(output, write(document, chosen))
    _tell(document, office, output)


def _tell(document: Document, office: Path, output: Path) -> None:
    """Say what was written, under which code, and what a reader has to know about its plan."""
    report = document.source
    if report.plan is None:
        console.note(_("there is no saved plan; “compliance plan {office} --save” makes one").format(office=office))
    elif report.outdated:
        console.note(planning.outdated_note(report.outdated))
    if document.draft and (report.paper.emblem or report.paper.letterhead):
        console.note(_("a draft bears neither emblem nor letterhead; the director has to approve the plan first"))
    console.note(_("written: {path} (authenticity code {code})").format(path=output, code=document.code))
