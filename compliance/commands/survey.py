"""`survey`: ask service users, bring their answers in, and say what they come to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance import files
from compliance.commands import console, options
from compliance.commands.dialogue import Dialogue
from compliance.commands.group import Group
from compliance.errors import BadInput
from compliance.language import _, mark
from compliance.model.record import Where
from compliance.office.survey import responses
from compliance.persian import numbers
from compliance.report import write
from compliance.report.screens import survey as shown
from compliance.report.survey_paper import FORMATS as PAPERS
from compliance.usecases import surveying
from compliance.usecases.opening import Opened, open_office
from compliance.values import yes_no

if TYPE_CHECKING:
    from compliance.forms.survey.importing import Brought
    from compliance.model.survey import Outcome
    from compliance.usecases.surveying import Saved

FACT = surveying.FACT.fact


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
@options.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=mark("Write the result as a paper as well: .pdf, .docx, .html or .md."),
)
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
    output: Path | None,
    by: str,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
) -> None:
    """Run the verb."""
    format_ = _format(output)
    if save and service is not None:
        raise click.UsageError(_("--save enters the figure of the whole office; leave --service out"))
    opened, survey = _open(office, round_id, checklists_folder)
    outcome = surveying.outcome(survey, service, population, few)
    told = outcome.score.mean is not None
    saved = None
    if told and save:
        options.warn_of_round(opened)
        saved = surveying.save(opened, survey, outcome, options.author(by, Where.SURVEY))
    if told and output is not None:
        files.write(output, write(surveying.document(opened, survey, outcome, service), format_))
    _tell(opened, survey, outcome, service, saved, as_json)
    if told and output is not None:
        console.note(_("written: {path}").format(path=output))
    ctx.exit(1 if not told or (saved and saved.theirs) else 0)


def _format(output: Path | None) -> str:
    """Return the format a file's name asks for."""
    format_ = "" if output is None else output.suffix.removeprefix(".").lower()
    if output is not None and format_ not in PAPERS:
        raise click.UsageError(_("name a file that ends in {formats}").format(formats=", ".join(PAPERS)))
    return format_


def _tell(
    opened: Opened,
    survey: surveying.Survey,
    outcome: Outcome,
    service: str | None,
    saved: Saved | None,
    as_json: bool,
) -> None:
    """Print the outcome, and say what became of entering it."""
    if as_json:
        frame = {"office": opened.folder.office.id, "round": opened.round, "service": service}
        kept = None if saved is None else shown.record_saved(saved.evidence, saved.theirs)
        console.data({**frame, **shown.record(survey.asked, outcome, survey.service), "saved": kept, "problems": []})
    else:
        console.show(shown.page(survey.asked, outcome, survey.service))
    if saved is not None and saved.theirs is not None:
        said = _(
            "Not entered: {fact} was answered otherwise ({answer}), and that stays. Take that answer back first if "
            "the survey is to count."
        )
        console.note(said.format(fact=FACT, answer=shown.stated(saved.theirs)))
    elif saved is not None:
        said = _("Entered as the answer of {fact}, with {evidence} as evidence.")
        console.note(said.format(fact=FACT, evidence=saved.evidence))
