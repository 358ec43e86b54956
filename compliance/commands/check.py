"""`check`: the assessment as a table, as JSON, or as a page in the browser."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.language import mark
from compliance.model.results import Assessment
from compliance.usecases.opening import Opened, open_office, since


@click.command(cls=Command, help=mark("Assess the office against its checklists and say what to answer next."))
@options.office
@options.option("--checklist", metavar="ID", help=mark("One checklist, or all. Default: those office.yaml names."))
@options.option(
    "--target", type=options.Amount(), help=mark("Exit 1 when the first checklist's score is below this.")
)
@options.option("--against", metavar="ROUND", help=mark("Show what changed since an earlier round, item by item."))
@options.option("--open", "open_page", is_flag=True, help=mark("Write the page, open it, and print its path."))
@options.of_round
@click.pass_context
def command(
    ctx: click.Context,
    office: Path,
    checklist: str | None,
    target: Fraction | None,
    against: str | None,
    open_page: bool,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
) -> None:
    """Run the verb."""
    console.frame({"office": office.name, "round": round_id, "checklists": []})
    opened = open_office(office, round_id, checklists_folder)
    assessments = opened.assess_chosen(checklist)
    earlier = open_office(office, against) if against is not None else None
    if as_json:
        console.data(_record(opened, assessments) | _since(opened, earlier, assessments))
    else:
        show(opened, assessments)
        _show_since(opened, earlier, assessments)
    if open_page:
        _open(opened)
    if target is not None and assessments and (assessments[0].score or 0) < target:
        ctx.exit(1)


def show(opened: Opened, assessments: list[Assessment]) -> None:
    """Print assessments for people."""
    from compliance.report import contradictions
    from compliance.report.screens import sheets

    folder = opened.folder
    broken = contradictions.tables(opened.contradictions(), opened.instruments, folder)
    console.show(
        sheets.of_check(
            opened.instruments,
            folder.office,
            folder.round.id,
            folder.register,
            assessments,
            opened.facts,
            broken,
            len(folder.round.proposed),
        )
    )


def _record(opened: Opened, assessments: list[Assessment]) -> dict[str, Any]:
    from compliance.assessment.priorities import answer_next, second_conditions
    from compliance.register.registers import bands
    from compliance.report import contradictions, records

    register = opened.folder.register
    projects = bands(register.projects) if register.projects else None
    return records.check(
        opened.folder.office.id,
        opened.folder.round.id,
        assessments,
        register,
        projects,
        answer_next(assessments),
        [
            (a.checklist.id, item, fact)
            for a in assessments
            if a.system is None
            for item, fact in second_conditions(a, opened.instruments, opened.facts)
        ],
        contradictions.records(opened.contradictions(), opened.folder),
        opened.folder.round.proposed,
    )


def _since(opened: Opened, earlier: Opened | None, assessments: list[Assessment]) -> dict[str, Any]:
    if earlier is None:
        return {}
    from compliance.report.screens import progress

    return {"against": progress.record(since(opened, earlier, assessments), earlier.round)}


def _show_since(opened: Opened, earlier: Opened | None, assessments: list[Assessment]) -> None:
    if earlier is None:
        return
    from compliance.report.screens import progress
    from compliance.report.screens.terminal import Sheet

    page, libraries = Sheet(), (opened.instruments, earlier.instruments)
    progress.show(page, since(opened, earlier, assessments), earlier.round, libraries)
    console.show(page)


def _open(opened: Opened) -> None:
    """Write the page beside the answers and open it; the path is printed so that any console shows it."""
    import webbrowser

    from compliance import files
    from compliance.report import write
    from compliance.report.parts import compose
    from compliance.usecases.gathering import gather

    page = opened.folder.round.folder / "report.html"
    files.write(page, write(compose(gather(opened, opened.folder.office.checklists[0])), "html"))
    path, address = str(page.resolve()), page.resolve().as_uri()
    click.echo(path if path.isascii() else address)
    webbrowser.open(address)
