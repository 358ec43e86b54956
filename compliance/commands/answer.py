"""`answer`: the self-check in the terminal, one question at a time."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import click

from compliance.commands import console, options
from compliance.commands.dialogue import Dialogue
from compliance.commands.group import Command
from compliance.commands.opening import Opened, known_checklist, open_office
from compliance.errors import BadInput, ComplianceError, Problem
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
from compliance.schema import nearest, quoted

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
    chosen = _checklists(opened, wishes.pop("checklist"), system)
    bench = bench_of(opened, by, Where.TERMINAL, chosen, opened.system(system))
    dialogue = Dialogue(as_json)
    ask = _questions(bench, **wishes)
    options.warn_of_round(opened)
    bench.desk.read_log()  # a damaged record is named before the first question, not after the first answer
    _open(opened, dialogue, ask, bench)
    start = 0 if wishes["facts"] else questions_.first(ask, bench.open_among(ask))
    outcome = _run(bench, dialogue, ask, start, wishes["quick"])
    if as_json:
        console.data(_record(opened, bench, outcome, ask))
    ctx.exit(3 if outcome.refused else 1 if outcome.unsettled else 0)


def bench_of(opened: Opened, by: str, where: Where, checklists: Sequence[str], system: str = "") -> Bench:
    """Return the round as forms see it."""
    return Bench(
        opened.instruments,
        opened.desk(),
        opened.computed,
        checklists,
        options.author(by, where),
        opened.folder.office.units,
        system,
    )


def _checklists(opened: Opened, chosen: str | None, system: str | None) -> list[str]:
    """Return the checklists whose questions are asked; one that is not the subject's is refused."""
    known, per = opened.instruments.checklists, "system" if system else "office"
    ids: Sequence[str] = tuple(known) if chosen == "all" or system else opened.folder.office.checklists
    if chosen not in (None, "all"):
        ids = (known_checklist(opened.instruments, chosen),)
        if known[ids[0]].per != per:
            raise BadInput.of(
                "--checklist",
                None,
                quoted(ids[0]),
                _("a checklist of the office itself") if per == "office" else _("a checklist of systems"),
                _("name the system with --system") if per == "office" else _("leave --system out"),
            )
    return [id_ for id_ in ids if known[id_].per == per]


def _questions(
    bench: Bench, facts: Sequence[str], quick: bool, unit: str | None, indicator: str | None, only: str | None
) -> list[Question]:
    """Return the questions that were asked for; unknown names are refused all at once."""
    known = bench.desk.facts(bench.system)
    every = questions_.asked(bench.instruments, bench.checklists, known, bench.system)
    if facts:
        wrong = [_unknown("FACT", id_, known) for id_ in dict.fromkeys(facts) if id_ not in known]
        if wrong:
            raise BadInput(wrong)
        return questions_.single(bench.instruments, {id_: known[id_] for id_ in facts}, bench.system)
    owners = _owners(bench, unit)
    problems = [] if unit is None or owners else [_unknown("--unit", unit, _units(bench))]
    indicators = {i.id for id_ in bench.checklists for i in bench.instruments.checklists[id_].indicators}
    if indicator is not None and indicator not in indicators:
        problems.append(_unknown("--indicator", indicator, indicators))
    if problems:
        raise BadInput(problems)
    wanted = [q for q in every if unit is None or q.fact.owner in owners]
    if indicator is not None:
        wanted = [q for q in wanted if indicator in q.indicators(bench.checklists)]
    if only == "gaps":
        return questions_.gaps(wanted, bench.chosen_assessments())
    open_ = [q for q in wanted if bench.computed(q.key) is None]
    if quick or only == "unanswered":
        open_ = bench.open_among(open_)
    return questions_.heaviest_first(open_, bench.chosen_assessments()) if quick else open_


def _unknown(option: str, text: str, known: Collection[str]) -> Problem:
    expected = {"FACT": _("the id of a fact"), "--indicator": _("the id of an indicator")}
    wanted = expected.get(option, _("a unit of office.yaml, or an owner"))
    return Problem(option, None, quoted(text), wanted, nearest(text, known))


def _units(bench: Bench) -> set[str]:
    return {*(unit.id for unit in bench.units), *bench.instruments.units}


def _owners(bench: Bench, unit: str | None) -> set[str]:
    """Return the owners whose work a unit does; an owner's name stands for itself, an unknown one for none."""
    covers = {u.id: set(u.covers) for u in bench.units}
    return covers.get(unit or "", {unit} & set(bench.instruments.units) if unit else set())


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
