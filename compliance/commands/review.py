"""`review`: the director approves, returns, excludes, fixes, assigns and comments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import click

from compliance.commands import console, options
from compliance.commands.group import Group
from compliance.language import _, mark
from compliance.model.record import Where
from compliance.persian import dates
from compliance.plan import revision
from compliance.usecases import reviewing
from compliance.usecases.opening import open_office
from compliance.usecases.reviewing import Decided, Review

action = click.argument("action", metavar="ACTION")
undo = options.option("--undo", is_flag=True, help=mark("Take the decision back."))
because = options.option(
    "--because", metavar="TEXT", callback=options.written, help=mark("The reason, for the record.")
)


class Reviewed(NamedTuple):
    """A review, and how what becomes of it is printed."""

    review: Review
    as_json: bool

    def show(self, decided: Decided) -> None:
        """Print how the plan stands: its hash, what changed, and the record of its review."""
        from compliance.report.screens import revisions, sheets

        for note in decided.notes:
            console.note(note)
        saved, opened = decided.saved, self.review.opened
        if self.as_json:
            changed = revision.difference(decided.before, saved.plan)
            console.data(revisions.standing(saved.plan, saved.hash, saved.events, changed))
            return
        library = opened.instruments
        page = sheets.of_review(library, opened.folder.office, saved.plan, saved.hash)
        if decided.remade:
            revisions.add(page, decided.before, saved.plan, library)
        page.show(revisions.events(saved.events, library), _("Who did what when:"))
        console.show(page)


def _verb(function: Callable[..., None]) -> Callable[..., None]:
    """Let a decision take the office, its round and who decides as the saved plan opened for it."""

    @wraps(function)
    def on_saved_plan(
        office: Path, by: str, round_id: str | None, checklists_folder: Path | None, as_json: bool, **rest: Any
    ) -> None:
        opened = open_office(office, round_id, checklists_folder)
        review = reviewing.begin(opened, options.author(by, Where.TERMINAL))
        function(Reviewed(review, as_json), **rest)

    declared: Callable[..., None] = on_saved_plan
    for declare in (options.of_round, options.by, options.office):
        declared = declare(declared)
    return declared


@click.group(cls=Group, help=mark("Show a saved plan to the director, and record what is decided."))
@options.lang
def command() -> None:
    """Stand before the verbs of a review."""


@command.command("show", help=mark("Show the saved plan's hash and states, and who decided what when."))
@_verb
def show_(reviewed: Reviewed) -> None:
    """Show how the plan stands."""
    saved = reviewed.review.saved
    reviewed.show(Decided(saved.plan, saved))


@command.command(
    "approve",
    help=mark(
        "Approve the plan, whole and as it was shown.\n\nA plan that was changed since it was last saved, or was "
        "returned, has to be named by its hash. With --letter and --date for a decision on paper."
    ),
)
@_verb
@options.option("--hash", "named", metavar="HASH", help=mark("The hash of the plan that was shown."))
@options.option(
    "--letter", metavar="NUMBER", callback=options.written, help=mark("The number of the letter that approves it.")
)
@options.option("--date", "day", type=options.JalaliDay(), metavar="DATE", help=mark("The date of that letter."))
def approve(reviewed: Reviewed, named: str | None, letter: str | None, day: date | None) -> None:
    """Approve a plan whole."""
    if (letter is None) != (day is None):
        raise click.UsageError(_("a decision on paper has a number and a date: --letter NUMBER --date DATE"))
    reviewed.show(reviewing.approve(reviewed.review, named, letter, day))


@command.command("return", help=mark("Return the plan; the reason goes into the record."))
@_verb
@because
def return_(reviewed: Reviewed, because: str | None) -> None:
    """Return a plan whole."""
    reviewed.show(reviewing.give_back(reviewed.review, because))


@command.command("exclude", help=mark("Leave an action out, and what needs it; the plan is made again at once."))
@_verb
@action
@because
@undo
def exclude(reviewed: Reviewed, action: str, because: str | None, undo: bool) -> None:
    """Exclude an action from every further plan."""
    reviewed.show(reviewing.exclude(reviewed.review, action, because, undo))


@command.command("fix", help=mark("Let an action begin on a date; the plan is made again at once."))
@_verb
@click.argument("action", metavar="ACTION[@DATE]")
@click.argument("day", metavar="[DATE]", required=False, type=options.JalaliDay())
@undo
def fix(reviewed: Reviewed, action: str, day: date | None, undo: bool) -> None:
    """Fix the day on which an action begins in every further plan."""
    named, _at, written = action.partition("@")
    on = day or dates.read(written)
    if on is None and not undo:
        raise click.UsageError(_("name the day: ACTION@DATE, such as renew-certificate@1405/10/05"))
    reviewed.show(reviewing.fix(reviewed.review, named, on, undo))


@command.command(
    "assign",
    help=mark("Give an action to another unit (the plan is made again at once), or to a person who answers for it."),
)
@_verb
@action
@click.argument("who", metavar="[UNIT|NAME]", required=False, callback=options.written)
@undo
def assign(reviewed: Reviewed, action: str, who: str | None, undo: bool) -> None:
    """Assign an action to a unit or a person."""
    if (who is None) != undo:
        raise click.UsageError(_("name the unit or the person, or --undo"))
    reviewed.show(reviewing.assign(reviewed.review, action, who, undo))


@command.command("comment", help=mark("Remark on the plan, or on one action."))
@_verb
@click.argument("text", metavar="TEXT", callback=options.written)
@options.option("--action", metavar="ACTION", help=mark("The action the remark is about. Default: the plan."))
def comment(reviewed: Reviewed, text: str, action: str | None) -> None:
    """Remark on a plan."""
    reviewed.show(reviewing.comment(reviewed.review, text, action))
