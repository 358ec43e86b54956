"""`report`: assessment and plan as a document."""

from __future__ import annotations

from pathlib import Path

import click

from compliance import clock, files
from compliance.commands import console, options, planning
from compliance.commands.group import Command
from compliance.commands.opening import Opened, known_checklist, open_office
from compliance.language import _, mark
from compliance.register.registers import bands
from compliance.report import FORMATS, write
from compliance.report.content import Report


@click.command(cls=Command, help=mark("Write assessment and plan as Markdown or as one self-contained page."))
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
    "--checklist", metavar="ID", help=mark("What the report is about. Default: the first of office.yaml.")
)
@options.option(
    "--templates",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help=mark("Own templates; those not in it are the shipped ones. Default: OFFICE/templates."),
)
@options.round_
@options.checklists
@options.lang
def command(
    office: Path,
    format_: str | None,
    output: Path,
    checklist: str | None,
    templates: Path | None,
    round_id: str | None,
    checklists_folder: Path | None,
) -> None:
    """Run the verb."""
    chosen = format_ or output.suffix.removeprefix(".").lower()
    if chosen not in FORMATS:
        raise click.UsageError(_("name a format: --format {formats}").format(formats="|".join(FORMATS)))
    opened = open_office(office, round_id, checklists_folder)
    about = known_checklist(opened.instruments, checklist or opened.folder.office.checklists[0])
    gathered = gather(opened, about, templates)
    files.write(output, write(gathered, chosen))
    if gathered.plan is None:
        console.note(_("there is no saved plan; “compliance plan {office} --save” makes one").format(office=office))
    elif gathered.outdated:
        console.note(_("answers or checklists changed after the plan was saved"))
    console.note(_("written: {path}").format(path=output))


def gather(opened: Opened, checklist: str, templates: Path | None = None) -> Report:
    """Return everything a report shows; the plan is the saved one."""
    from compliance.plan.making import fingerprint

    folder, saved = opened.folder, planning.desk(opened).read()
    plan = None if saved is None else saved.plan
    others = [c.id for c in opened.instruments.checklists.values() if c.per == "office" and c.id != checklist]
    own = templates or folder.path / "templates"
    return Report(
        instruments=opened.instruments,
        office=folder.office,
        round=folder.round.id,
        register=folder.register,
        projects=bands(folder.register.projects) if folder.register.projects else None,
        assessments=tuple(a for id_ in (checklist, *others) for a in opened.assess(id_)),
        facts=opened.facts,
        plan=plan,
        outdated=plan is not None and plan.basis != fingerprint(opened.instruments, opened.facts),
        today=clock.today(),
        templates=own if own.is_dir() else None,
    )
