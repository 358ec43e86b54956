"""`form`: the self-check as an Excel form, out and in again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from compliance import files
from compliance.commands import console, options
from compliance.commands.dialogue import Dialogue
from compliance.commands.group import Group
from compliance.errors import BadInput
from compliance.forms.bench import Bench
from compliance.forms.excel import showing
from compliance.forms.excel.proposal import Proposal
from compliance.language import _, mark
from compliance.model.record import Conflict, Where
from compliance.persian import numbers
from compliance.report.screens.terminal import Sheet
from compliance.usecases import asking, exporting, importing
from compliance.usecases.opening import Opened, open_office
from compliance.values import yes_no

_NOTHING = {"changes": [], "conflicts": [], "unchanged": 0, "applied": False}


@click.group(cls=Group, help=mark("Let people answer in Excel: write a form, and read it back."))
@options.lang
def command() -> None:
    """Stand before the verbs of forms."""


@command.command(
    "export",
    help=mark(
        "Write the questions as an Excel form.\n\nOne sheet an indicator, with the answers that are there. "
        "--unit writes the part of one unit; “form import” takes all parts back at once."
    ),
)
@options.office
@options.option(
    "--output", type=click.Path(path_type=Path), required=True, metavar="FILE", help=mark("The file to write.")
)
@options.option("--unit", metavar="UNIT", help=mark("Only the questions of one unit, such as it."))
@options.option("--checklist", metavar="ID", help=mark("One checklist, or all. Default: those office.yaml names."))
@options.option(
    "--only",
    type=click.Choice(("unanswered", "gaps")),
    help=mark("Only what has no answer, or only what falls short of its target."),
)
@options.system
@options.round_
@options.checklists
@options.lang
def export(
    office: Path,
    output: Path,
    unit: str | None,
    checklist: str | None,
    only: str | None,
    system: str | None,
    round_id: str | None,
    checklists_folder: Path | None,
) -> None:
    """Run the verb."""
    if output.suffix.lower() != ".xlsx":
        raise click.UsageError(_("a form is an Excel file: --output FILE.xlsx"))
    opened = open_office(office, round_id, checklists_folder)
    chosen = asking.checklists_of(opened, checklist, system)
    bench = asking.bench_of(opened, "", Where.EXCEL, chosen, opened.system(system))
    options.warn_of_round(opened)
    form = exporting.form_of(opened, bench, unit, only)
    files.write(output, exporting.workbook_of(form))
    n = numbers.show(len(form.given))
    console.note(_("written: {path} ({n} questions)").format(path=output, n=n))


@command.command(
    "import",
    help=mark(
        "Read filled forms back: show what changes, ask, and enter all of it at once.\n\nA form with anything that "
        "cannot be read for certain is refused whole. Answers given elsewhere meanwhile are kept; where both "
        "say something else nothing is overwritten."
    ),
)
@options.office
@click.argument("forms", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@options.option("--yes", is_flag=True, help=mark("Enter without asking; with --json nothing is entered without it."))
@options.option("--partial", is_flag=True, help=mark("Take what can be read and leave the rest out."))
@options.option(
    "--by", metavar="NAME", callback=options.written, help=mark("Who answers. Default: as the form says.")
)
@options.of_round
@click.pass_context
def import_(
    ctx: click.Context,
    office: Path,
    forms: tuple[Path, ...],
    yes: bool,
    partial: bool,
    by: str | None,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
) -> None:
    """Run the verb."""
    console.frame({"office": office.name, "round": round_id, **_NOTHING})
    opened = open_office(office, round_id, checklists_folder)
    bench = asking.bench_of(opened, by or console.user(), Where.EXCEL, opened.folder.office.checklists)
    options.warn_of_round(opened)
    bench.desk.read_log()  # a damaged record is named before anything is shown
    proposed = importing.propose(opened, bench, forms, by)
    if proposed.problems and not partial:
        raise BadInput(proposed.problems)
    dialogue = Dialogue(as_json)
    if not as_json:
        _preview(proposed, opened, office)
    applied = bool(proposed.changes) and (yes or (not as_json and _agreed(dialogue, len(proposed.changes))))
    met = _enter(bench, proposed, as_json) if applied else ()
    if as_json:
        console.data(_record(opened, proposed, met, applied))
    elif met:
        _clashes(met, opened, office)
    ctx.exit(1 if proposed.problems or proposed.conflicts or met else 0)


def _preview(proposed: Proposal, opened: Opened, office: Path) -> None:
    """Show what would change, and what cannot."""
    page = Sheet()
    page.say(
        _("{office}, round {round}").format(office=opened.folder.office.name, round=numbers.digits(opened.round))
    )
    page.say(
        _("Changes: {n}; conflicts: {conflicts}; unchanged: {same}.").format(
            n=numbers.show(len(proposed.changes)),
            conflicts=numbers.show(len(proposed.conflicts)),
            same=numbers.show(proposed.unchanged),
        )
    )
    page.show(showing.changes(proposed, opened.instruments))
    console.show(page)
    _clashes([conflict for _said, conflict in proposed.conflicts], opened, office)
    for problem in proposed.problems:
        console.note(console.sentence(problem))
    if proposed.problems:
        console.note(_("left out, because it cannot be read: {n}").format(n=numbers.show(len(proposed.problems))))


def _clashes(conflicts: Sequence[Conflict], opened: Opened, office: Path) -> None:
    """Show what was changed elsewhere meanwhile, and how to settle it."""
    if conflicts:
        page = Sheet()
        page.show(
            showing.conflicts(conflicts, opened.instruments),
            _("Changed elsewhere meanwhile, and different in the form:"),
        )
        for line in showing.settling(conflicts, office):
            page.say(line)
        console.show(page)


def _agreed(dialogue: Dialogue, count: int) -> bool:
    """Ask whether the changes are to be entered; what is neither yes nor no is asked again."""
    while True:
        line = dialogue.ask(_("Enter these {n} changes? (yes/no) ").format(n=numbers.show(count)))
        said = None if line is None else yes_no(line)
        if said is not None or line is None:
            if not said:
                console.note(_("nothing was changed"))
            return bool(said)
        dialogue.warn(_("write yes or no"))


def _enter(bench: Bench, proposed: Proposal, as_json: bool) -> tuple[Conflict, ...]:
    """Enter the changes, say what is kept, and return what was changed by others in the meantime."""
    done = importing.enter(bench, proposed)
    for line in done.said:
        console.note(line)
    if not as_json:
        console.say(_("Changes entered: {n}").format(n=numbers.show(done.changed)))
    return done.conflicts


def _record(opened: Opened, proposed: Proposal, met: Sequence[Conflict], applied: bool) -> dict[str, Any]:
    clashed = {conflict.key for conflict in met}
    conflicts = [showing.record_conflict(conflict, said) for said, conflict in proposed.conflicts]
    return {
        "office": opened.folder.office.id,
        "round": opened.round,
        "changes": [showing.record_change(c) for c in proposed.changes if c.said.key not in clashed],
        "conflicts": conflicts + [showing.record_conflict(conflict, None) for conflict in met],
        "unchanged": proposed.unchanged,
        "applied": applied,
        "problems": [console.problem_record(problem) for problem in proposed.problems],
    }
