"""`survey`: ask service users, bring their answers in, and say what they come to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.commands import console, options
from compliance.commands.dialogue import Dialogue
from compliance.commands.group import Group
from compliance.errors import BadInput
from compliance.language import _, mark
from compliance.office.survey import responses
from compliance.persian import numbers
from compliance.report.screens import survey as shown
from compliance.usecases import surveying
from compliance.usecases.opening import Opened, open_office
from compliance.values import yes_no

if TYPE_CHECKING:
    from compliance.forms.survey.importing import Brought


@click.group(cls=Group, help=mark("Ask service users, bring their answers in, and say what they come to."))
@options.lang
def command() -> None:
    """Stand before the verbs of the survey."""


def _open(office: Path, round_id: str | None, checklists_folder: Path | None) -> tuple[Opened, surveying.Survey]:
    console.frame({"office": office.name, "round": round_id})
    opened = open_office(office, round_id, checklists_folder)
    return opened, surveying.survey_of(opened)


@command.command(
    "new",
    help=mark(
        "Lay down what a survey is held with: questionnaire, form on paper, page, and a sheet to type into.\n\nThe "
        "questionnaire is proposed and may be worded in the office's own way in rounds/R/survey/survey.yaml; run "
        "this again to make the forms anew. The page keeps answers in the browser it stands in and sends nothing."
    ),
)
@options.office
@options.option("--service", "services", multiple=True, metavar="ID", help=mark("A service the survey is about."))
@options.option(
    "--sheets",
    type=click.IntRange(1, 5000),
    default=200,
    metavar="N",
    help=mark("How many rows the sheet to type into has. Default: 200."),
)
@options.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=mark("Where the forms are written. Default: rounds/R/survey of the office."),
)
@options.round_
@options.checklists
@options.lang
def new(
    office: Path,
    services: tuple[str, ...],
    sheets: int,
    output: Path | None,
    round_id: str | None,
    checklists_folder: Path | None,
) -> None:
    """Run the verb."""
    from compliance.usecases import survey_forms

    opened = open_office(office, round_id, checklists_folder)
    options.warn_of_round(opened)
    done = survey_forms.lay_down(opened, services, output, sheets)
    for path in done.kept:
        console.say(_("stays as it is: {path}").format(path=path))
    for path in done.written:
        console.say(_("written: {path}").format(path=path))
    for name, install in done.missing:
        console.note(_("{name} needs packages that are not installed: {command}").format(name=name, command=install))
    console.say(_("code of the page, for taking answers out: {code}").format(code=numbers.digits(done.code)))
    console.say(_("bring answers in with: compliance survey import {path} FILE…").format(path=office))


@command.command(
    "import",
    help=mark(
        "Bring answer sheets in, from files of the web form and entry sheets.\n\nShows what is new and asks before "
        "anything is kept. A sheet brought in twice counts once. Files with anything that cannot be read for "
        "certain are refused as a whole."
    ),
)
@options.office
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@options.option("--yes", is_flag=True, help=mark("Do it without asking."))
@options.option("--partial", is_flag=True, help=mark("Leave out the rows that cannot be read, and keep the rest."))
@options.of_round
@click.pass_context
def import_(
    ctx: click.Context,
    office: Path,
    paths: tuple[Path, ...],
    yes: bool,
    partial: bool,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
) -> None:
    """Run the verb."""
    from compliance.forms.survey import importing

    opened, survey = _open(office, round_id, checklists_folder)
    options.warn_of_round(opened)
    kept = responses.read(survey.folder, survey.reader)
    brought = importing.bring(paths, survey.reader, kept)
    if brought.problems and not partial:
        raise BadInput(brought.problems)
    dialogue = Dialogue(as_json)
    _preview(brought, dialogue)
    wanted = bool(brought.added.new) and (yes or _agreed(dialogue))
    done = responses.add(survey.folder, survey.reader, brought.added.new) if wanted else None
    _tell_import(opened, brought, done, dialogue, as_json)
    ctx.exit(1 if brought.problems or (brought.added.new and not wanted) else 0)


def _preview(brought: Brought, dialogue: Dialogue) -> None:
    """Say what each file holds and what would become of it."""
    for file in brought.files:
        said = _("{file}: {n} answer sheets").format(file=file.name, n=numbers.show(file.sheets))
        if file.masked:
            masked = _("; numbers and addresses hidden in {n} remarks").format(n=numbers.show(file.masked))
            said += masked
        dialogue.say(said)
    for problem in brought.problems:
        dialogue.warn(console.sentence(problem))
    if brought.problems:
        dialogue.warn(_("left out, with the rest kept: {n} problems").format(n=numbers.show(len(brought.problems))))
    dialogue.say(
        _("New: {new}; there already, counted once: {repeated}; answer sheets in all: {total}").format(
            new=numbers.show(len(brought.added.new)),
            repeated=numbers.show(brought.added.repeated),
            total=numbers.show(brought.added.total),
        )
    )


def _agreed(dialogue: Dialogue) -> bool:
    """Ask until yes or no is answered; the end of input is no."""
    while True:
        line = dialogue.ask(_("Keep these answer sheets? yes or no: "))
        answer = None if line is None else yes_no(line)
        if line is None or answer is not None:
            return bool(answer)


def _tell_import(
    opened: Opened, brought: Brought, done: responses.Added | None, dialogue: Dialogue, as_json: bool
) -> None:
    if as_json:
        console.data(
            {
                "office": opened.folder.office.id,
                "round": opened.round,
                "files": [file._asdict() for file in brought.files],
                "new": len(done.new) if done else 0,
                "repeated": brought.added.repeated,
                "total": done.total if done else brought.added.total - len(brought.added.new),
                "problems": [console.problem_record(problem) for problem in brought.problems],
            }
        )
    if done is not None:
        dialogue.say(_("kept: {n} answer sheets in {path}").format(n=numbers.show(done.total), path=responses.FILE))
    elif brought.added.new:
        dialogue.say(_("nothing was kept"))


@command.command(
    "result",
    help=mark(
        "Say how satisfied service users are, with sample size and margin of error.\n\nFewer than thirty answers "
        "give no figure unless --few asks for it, with words that say so. --save enters the score as the answer of "
        "people.satisfaction, with a report of the result as its evidence."
    ),
)
@options.office
@options.option("--service", metavar="ID", help=mark("Only the answers about one service."))
@options.option(
    "--population", type=options.Amount(), metavar="N", help=mark("How many people the sample was drawn from.")
)
@options.option("--few", is_flag=True, help=mark("Give a figure for fewer than thirty answers too, and say so."))
@options.option("--save", is_flag=True, help=mark("Enter the score as the answer, with its evidence."))
@options.by
@options.of_round
@click.pass_context
def result(
    ctx: click.Context,
    office: Path,
    service: str | None,
    population: Any,
    few: bool,
    save: bool,
    by: str,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
) -> None:
    """Run the verb."""
    opened, survey = _open(office, round_id, checklists_folder)
    outcome = surveying.outcome(survey, service, population, few)
    if as_json:
        frame = {"office": opened.folder.office.id, "round": opened.round, "service": service}
        console.data({**frame, **shown.record(survey.asked, outcome, survey.service), "problems": []})
    else:
        console.show(shown.page(survey.asked, outcome, survey.service))
    ctx.exit(0 if outcome.score.mean is not None else 1)
