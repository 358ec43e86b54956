"""`new-round`: the next round, with the answers of the last one as proposals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from compliance import checklist, clock, files
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.errors import BadInput
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.record import Where
from compliance.office import description, folder, next_round, rounds, snapshot
from compliance.office.answers import ROUND
from compliance.office.desk import Desk
from compliance.office.rounds import Carried, Choice, Fate, Mark, Wishes
from compliance.persian import dates, numbers
from compliance.persian.letters import ascii_digits
from compliance.report.screens import rounds as shown
from compliance.report.screens.terminal import Sheet
from compliance.schema import nearest, quoted


@click.command(
    cls=Command,
    help=mark(
        "Begin the next round: every answer is carried over as a proposal that has to be confirmed.\n\nFacts that "
        "are new, changed in meaning, re-weighted or asked no more in the checklists in force are marked, and "
        "evidence that has grown too old is listed. Answers to changed questions are asked again unless you "
        "choose otherwise."
    ),
)
@options.office
@click.argument("named", metavar="[ROUND]", required=False)
@options.option("--from", "old", metavar="ROUND", help=mark("The round to carry over. Default: the newest."))
@options.option("--round", "new", metavar="ROUND", help=mark("The new round. Default: the next half year."))
@options.option(
    "--changed",
    type=click.Choice([choice.value for choice in Choice]),
    default=Choice.ASK.value,
    help=mark("Answers to changed questions: keep, rescale to the new scale, or ask again. Default: ask."),
)
@options.option("--keep", multiple=True, metavar="FACT", help=mark("Keep the answer of one changed fact."))
@options.option("--rescale", multiple=True, metavar="FACT", help=mark("Rescale the answer of one changed fact."))
@options.option("--ask", multiple=True, metavar="FACT", help=mark("Ask one changed fact again."))
@options.by
@options.checklists
@options.as_json
@options.visual
@options.lang
def command(
    office: Path,
    named: str | None,
    old: str | None,
    new: str | None,
    by: str,
    checklists_folder: Path | None,
    as_json: bool,
    **choices: Any,
) -> None:
    """Run the verb."""
    console.frame({"office": office.name, "facts": []})
    if named is not None and new is not None:
        raise click.UsageError(_("name the new round once"))
    library = checklist.load(checklists_folder)
    place = folder.round_folder(office, old)
    round_id = _new_id(office, place.name, new or named)
    begun = snapshot.read(place) or checklist.load()
    desk, wishes = _desk(office, place, begun, library), _wishes(library, **choices)
    desk.notice(options.author(by, Where.FILE))
    kept = (place / snapshot.FILE).exists()
    carried = rounds.prepare(desk, begun, library, wishes, clock.today())
    compiled, author = checklist.compiled(checklists_folder), options.author(by, Where.NEW_ROUND)
    if not kept:
        files.write(place / snapshot.FILE, snapshot.content(checklist.compiled()))
    next_round.lay_down(desk, office, round_id, carried, library, compiled, author)
    _tell(office, place.name, round_id, carried, (library, begun), as_json, kept)


def _new_id(office: Path, old: str, named: str | None) -> str:
    """Return the new round; BadInput for one that is there, or that does not come after the old one."""
    round_id = ascii_digits(named) if named else rounds.following(old, dates.round_of(clock.today()))
    is_round = ROUND.fullmatch(round_id) is not None
    if is_round and (office / "rounds" / round_id).exists():
        raise BadInput.of(
            str(office / "rounds" / round_id),
            None,
            _("a round that is there already"),
            _("a new round"),
            _("go on with it, or name another one with --round; nothing was changed"),
        )
    if not is_round or folder.number_of(round_id) <= folder.number_of(old):
        raise BadInput.of(
            "--round",
            None,
            quoted(round_id),
            _("a round after {round}").format(round=numbers.digits(old)),
            _("write year and half year, such as {round}").format(round=rounds.following(old, old)),
        )
    return round_id


def _desk(office: Path, place: Path, begun: Library, library: Library) -> Desk:
    """Return the old round, read by the questions it was asked."""
    described, problems = description.read(office / "office.yaml", library)
    if described is None:
        raise BadInput(problems)
    subjects = [folder.facts_by_subject(each) for each in (library, begun)]
    own, of_systems = ({**new, **old} for new, old in zip(*subjects, strict=True))
    systems = [system.id for system in described.systems]
    return Desk(place, own, of_systems, systems, library.evidence.maximum_mb * 2**20)


def _wishes(library: Library, changed: str, keep: Any, rescale: Any, ask: Any) -> Wishes:
    """Return the reader's choices; a fact that is not known, or named twice, is refused."""
    named = {Choice.KEEP: keep, Choice.RESCALE: rescale, Choice.ASK: ask}
    pairs = [(fact, choice) for choice, facts in named.items() for fact in facts]
    known = [fact for fact, _choice in pairs]
    wrong = [
        (quoted(fact), _("the id of a fact, each once"), nearest(fact, library.facts))
        for fact in dict.fromkeys(known)
        if fact not in library.facts or known.count(fact) > 1
    ]
    if wrong:
        raise BadInput.all_of("--keep / --rescale / --ask", wrong)
    return Wishes(Choice(changed), dict(pairs))


def _tell(
    office: Path,
    old: str,
    new: str,
    carried: list[Carried],
    libraries: tuple[Library, Library],
    as_json: bool,
    kept: bool,
) -> None:
    """Say what was carried over and what has to be looked at."""
    if not kept:
        console.note(
            _("round {round} kept no copy of its checklists; it was compared with those in force").format(
                round=numbers.digits(old)
            )
        )
    if as_json:
        console.data(
            {"office": office.name, "round": new, "from": old, "facts": shown.record(carried), "problems": []}
        )
        return
    page = Sheet()
    page.say(_("laid down: {path}").format(path=office / "rounds" / new))
    page.say(
        _("Proposals to be confirmed: {n}; to be asked again: {again}; new: {new}; asked no more: {dropped}.").format(
            n=numbers.show(sum(c.fate is Fate.PROPOSED for c in carried)),
            again=numbers.show(sum(c.fate is Fate.ASKED and Mark.NEW not in c.marks for c in carried)),
            new=numbers.show(sum(Mark.NEW in c.marks for c in carried)),
            dropped=numbers.show(sum(Mark.DROPPED in c.marks for c in carried)),
        )
    )
    page.show(shown.marked(carried, libraries), _("What the checklists ask differently:"))
    page.show(shown.aged(carried), _("Evidence that has grown too old:"))
    page.say("")
    page.say(_("confirm or answer anew: compliance answer {path}").format(path=office))
    console.show(page)
