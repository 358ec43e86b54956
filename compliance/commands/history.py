"""`history`: every change of the answers, the state of any day, and how to bring it back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.errors import BadInput
from compliance.language import _, mark
from compliance.model.record import Change, Where
from compliance.model.stated import Key
from compliance.office import past, restoring
from compliance.office.desk import Desk
from compliance.office.log import state_after
from compliance.office.past import Moment
from compliance.persian import numbers
from compliance.report.screens import history as shown
from compliance.report.screens.terminal import Sheet
from compliance.schema import nearest, quoted
from compliance.usecases.opening import Opened, open_office


@click.command(
    cls=Command,
    help=mark(
        "Show every change of the answers: when, who, from where, before and after.\n\nWith --at the state of a day; "
        "with --restore that state is brought back, itself a recorded change. A record that was tampered with is "
        "named with its line."
    ),
)
@options.office
@click.argument("fact", metavar="[FACT]", required=False)
@options.option(
    "--at",
    "at",
    metavar="DATE",
    help=mark("The state at the end of a day, at a time (“1405/09/03 14:20”), or after a change (its number)."),
)
@options.option("--restore", is_flag=True, help=mark("Bring the state of --at back."))
@options.option("--begin-anew", is_flag=True, help=mark("Keep a damaged record aside and begin another."))
@options.system
@options.by
@options.of_round
@click.pass_context
def command(
    ctx: click.Context,
    office: Path,
    fact: str | None,
    at: str | None,
    restore: bool,
    begin_anew: bool,
    system: str | None,
    by: str,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
) -> None:
    """Run the verb."""
    console.frame({"office": office.name, "round": round_id, "changes": []})
    if restore and at is None:
        raise click.UsageError(_("--restore needs --at with the day to go back to"))
    opened = open_office(office, round_id, checklists_folder)
    desk = opened.desk()
    if begin_anew:
        console.note(
            _("kept aside: {path}").format(path=restoring.begin_anew(desk, options.author(by, Where.RESTORE)))
        )
    keys = _keys(opened, desk, fact, system)
    when = _moment(at) if at is not None else None
    if when is not None and restore:
        _restore(opened, desk, when, keys, by, as_json)
    elif when is not None:
        _show_state(opened, desk, when, keys, as_json)
    else:
        _show_changes(opened, desk, keys, as_json)


def _keys(opened: Opened, desk: Desk, fact: str | None, system: str | None) -> list[Key] | None:
    """Return the entries asked for, None for all; a fact that is asked no more is known from the record."""
    id_ = opened.system(system)
    if fact is None:
        return [Key(id_, f) for f in desk.facts(id_)] if system else None
    recorded = {e.key.fact for e in desk.read_log().entries if isinstance(e, Change)}
    known = {*desk.facts(id_), *recorded}
    if fact not in known:
        raise BadInput.of("FACT", None, quoted(fact), _("the id of a fact"), nearest(fact, known))
    return [Key(id_, fact)]


def _moment(text: str) -> Moment:
    found = past.moment(text)
    if found is None:
        raise BadInput.of(
            "--at",
            None,
            quoted(text),
            _("a day, a day and a time, or the number of a change"),
            _("write 1405/09/03, “1405/09/03 14:20” or 12"),
        )
    return found


def _show_changes(opened: Opened, desk: Desk, keys: Sequence[Key] | None, as_json: bool) -> None:
    changes = past.changes(desk.read_log().entries, keys)
    pending = restoring.pending(desk, keys)
    if as_json:
        record = {
            **_frame(opened),
            "changes": shown.record_changes(changes),
            "pending": shown.record_changes(pending),
        }
        console.data(record)
        return
    page = Sheet()
    page.say(_("Changes recorded: {n}").format(n=numbers.show(len(changes))))
    seals = len(desk.log.seals)
    if keys is None and seals:
        page.say(_("Numbers between them are records of files of evidence: {n}").format(n=numbers.show(seals)))
    page.show(shown.table(changes, opened.instruments))
    page.show(shown.table(pending, opened.instruments), _("Changed in the file, not recorded yet:"))
    console.show(page)


def _show_state(opened: Opened, desk: Desk, at: Moment, keys: Sequence[Key] | None, as_json: bool) -> None:
    entries = past.upto(desk.read_log().entries, at)
    then = {key: stated for key, stated in state_after(entries).items() if keys is None or key in keys}
    if as_json:
        console.data({**_frame(opened), "answers": shown.record_state(then)})
        return
    page = Sheet()
    page.say(_("Answers at that time: {n}").format(n=numbers.show(len(then))))
    page.show(shown.state(then, opened.instruments))
    console.show(page)


def _restore(opened: Opened, desk: Desk, at: Moment, keys: Sequence[Key] | None, by: str, as_json: bool) -> None:
    done = restoring.restore(desk, at, keys, options.author(by, Where.RESTORE))
    for name in done.lost:
        console.note(_("{name} is no longer there; the answer was brought back without it").format(name=name))
    for fact in done.left:
        console.note(
            _("{fact} was left as it is: it is asked in another way now, or was changed meanwhile").format(fact=fact)
        )
    if as_json:
        console.data({**_frame(opened), "changes": shown.record_changes(done.changes)})
        return
    page = Sheet()
    page.say(_("Answers brought back: {n}").format(n=numbers.show(len(done.changes))))
    page.show(shown.table(done.changes, opened.instruments))
    console.show(page)


def _frame(opened: Opened) -> dict[str, Any]:
    return {"office": opened.folder.office.id, "round": opened.folder.round.id, "problems": []}
