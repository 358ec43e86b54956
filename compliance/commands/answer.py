"""`answer`: the self-check in the terminal, one question at a time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from compliance.commands import console, options
from compliance.commands.dialogue import Dialogue
from compliance.commands.group import Command
from compliance.errors import ComplianceError
from compliance.forms import questions as questions_
from compliance.forms import showing
from compliance.forms.bench import Bench
from compliance.forms.questions import Question
from compliance.forms.reading import Command as Typed
from compliance.forms.terminal import Outcome, Session
from compliance.language import _, mark
from compliance.model.record import Where
from compliance.persian import numbers
from compliance.report import records, sentences
from compliance.usecases import asking
from compliance.usecases.opening import Opened, open_office

_QUICK_MINUTES = 10


@click.command(
    cls=Command,
    help=mark(
        "Answer the questions one by one; each answer is on disk before the next question.\n\nIt begins at the first "
        "question without an answer. Type the number of a choice or a value in any digits; ? lists the other keys. "
        "Facts behind the office ask only these."
    ),
)
@options.office
@click.argument("facts", nargs=-1, metavar="[FACT]...")
@options.option("--quick", is_flag=True, help=mark("What moves the score most first, for ten minutes."))
@options.option("--unit", metavar="UNIT", help=mark("Only the questions of one unit, such as it."))
@options.option("--indicator", metavar="ID", help=mark("Only one indicator, such as I4."))
@options.option(
    "--only",
    type=click.Choice(("unanswered", "gaps")),
    help=mark("Only what has no answer, or only what falls short of its target."),
)
@options.option("--checklist", metavar="ID", help=mark("One checklist, or all. Default: those office.yaml names."))
@options.system
@options.by
@options.of_round
@click.pass_context
def command(
    ctx: click.Context,
    /,
    office: Path,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
    by: str,
    system: str | None,
    **wishes: Any,
) -> None:
    """Run the verb."""
    console.frame({"office": office.name, "round": round_id, "saved": []})
    opened = open_office(office, round_id, checklists_folder)
    chosen = asking.checklists_of(opened, wishes.pop("checklist"), system)
    bench = asking.bench_of(opened, by, Where.TERMINAL, chosen, opened.system(system))
    dialogue = Dialogue(as_json)
    ask = asking.questions_of(bench, **wishes)
    options.warn_of_round(opened)
    bench.desk.read_log()  # a damaged record is named before the first question, not after the first answer
    _open(opened, dialogue, ask, bench)
    start = 0 if wishes["facts"] else questions_.first(ask, bench.open_among(ask))
    outcome = _run(bench, dialogue, ask, start, wishes["quick"])
    if as_json:
        console.data(_record(opened, bench, outcome, ask))
    ctx.exit(3 if outcome.refused else 1 if outcome.unsettled else 0)


def _open(opened: Opened, dialogue: Dialogue, ask: Sequence[Question], bench: Bench) -> None:
    """Say where we are and how to answer."""
    missing = len(bench.open_among(ask))
    dialogue.say(
        _("{office}, round {round}").format(
            office=opened.folder.office.name, round=numbers.digits(opened.folder.round.id)
        ),
        *([_("“--only unanswered” asks only what has no answer.")] if 0 < missing < len(ask) else []),
        _("Questions: {n}, without an answer: {missing}. “{help}” lists the keys, “{quit}” stops.").format(
            n=numbers.show(len(ask)),
            missing=numbers.show(missing),
            help=showing.key(Typed.HELP),
            quit=showing.key(Typed.QUIT),
        ),
    )


def _run(bench: Bench, dialogue: Dialogue, ask: Sequence[Question], start: int, quick: bool) -> Outcome:
    """Run the session and say how it ended; an interrupt keeps every confirmed answer."""
    session = Session(bench, dialogue)
    end = time.monotonic() + _QUICK_MINUTES * 60
    try:
        outcome = session.run(ask, start, lambda: not quick or time.monotonic() < end)
    except ComplianceError:
        console.add_to_frame({"saved": [records.key(key) for key in session.saved]})
        raise
    except KeyboardInterrupt:
        click.echo(err=True)  # behind the ^C of the terminal
        if dialogue.error:
            console.data(
                {**console.frame_now(), "saved": [records.key(key) for key in session.saved], "problems": []}
            )
        console.note(_("stopped; every confirmed answer is kept"))
        click.get_current_context().exit(130)
    if outcome.timed_out:
        dialogue.say("", _("Ten minutes are over; what is open now moves the score less."))
    missing = len(bench.open_among(ask))
    dialogue.say(
        "",
        _("Answers kept: {n}. Of these questions still open: {missing}.").format(
            n=numbers.show(len(outcome.saved)), missing=numbers.show(missing)
        ),
        *(f"{a.checklist.title}: {sentences.standing(a)}" for a in bench.assessments()[:1]),
    )
    return outcome


def _record(opened: Opened, bench: Bench, outcome: Outcome, ask: Sequence[Question]) -> dict[str, Any]:
    return {
        "office": opened.folder.office.id,
        "round": opened.folder.round.id,
        "saved": [records.key(key) for key in outcome.saved],
        "unsettled": [records.key(key) for key in outcome.unsettled],
        "open": [records.key(q.key) for q in bench.open_among(ask)],
        "checklists": [records.standing(a) for a in bench.assessments()],
        "problems": [],
    }
