"""`review`: the director approves, returns, excludes, fixes, assigns and comments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from compliance import clock
from compliance.commands import console, options
from compliance.commands.group import Group
from compliance.errors import BadInput
from compliance.language import _, mark
from compliance.model.decisions import Approval, Decisions
from compliance.model.record import Author, Where
from compliance.model.results import Goal, Plan, State
from compliance.model.review import Deed
from compliance.persian import dates
from compliance.plan import revision
from compliance.schema import listed, nearest, quoted
from compliance.usecases import planning
from compliance.usecases.opening import Opened, open_office

if TYPE_CHECKING:
    from compliance.office.plan_desk import PlanDesk, Saved, Told

action = click.argument("action", metavar="ACTION")
undo = options.option("--undo", is_flag=True, help=mark("Take the decision back."))
because = options.option(
    "--because", metavar="TEXT", callback=options.written, help=mark("The reason, for the record.")
)


class Reviewed(NamedTuple):
    """A saved plan opened for a decision, with who decides."""

    opened: Opened
    desk: PlanDesk
    saved: Saved
    author: Author
    as_json: bool

    def known(self, id_: str) -> str:
        """Return the id of an action; BadInput with the nearest one otherwise."""
        if id_ not in self.opened.instruments.actions:
            raise BadInput.of(
                "ACTION", None, quoted(id_), _("the id of an action"), nearest(id_, self.opened.instruments.actions)
            )
        return id_

    def check_decided(self, undo: bool, id_: str, decided: Collection[str]) -> None:
        """Refuse to take back what was never decided."""
        if undo and id_ not in decided:
            expected = _("an action that was decided: {actions}").format(actions=listed(decided) or "—")
            raise BadInput.of("--undo", None, quoted(id_), expected, nearest(id_, decided))

    def keep(self, plan: Plan, told: Sequence[Told]) -> None:
        """Write the plan with its record and show what it is now."""
        show(self, self.desk.replace(self.author, plan, told, self.saved), told)

    def decide(self, decisions: Decisions, *told: Told) -> None:
        """Make the plan again with a decision, write it and show what changed; or refuse and change nothing."""
        from compliance.office.plan_desk import Told

        plan = planning.make(self.opened, self._goal(), self.saved.plan, decisions)
        self.keep(plan, [*told, Told(Deed.SAVED)])

    def _goal(self) -> Goal:
        """Return what the plan is made for again: where work was begun, the time that is left from today."""
        goal, begun = revision.undecided(self.saved.plan), revision.is_underway(self.saved.plan)
        begin = max(goal.begin, clock.today()) if begun else goal.begin
        if begin > goal.deadline:
            raise BadInput.of(
                str(self.desk.path),
                None,
                _("a plan whose time ended on {day}").format(day=dates.show(goal.deadline)),
                _("a deadline that is not past"),
                _("make another plan with “plan --save”; it keeps what was decided and begun"),
            )
        return goal._replace(begin=begin)


def _verb(function: Callable[..., None]) -> Callable[..., None]:
    """Let a decision take the office, its round and who decides as the saved plan opened for it."""

    @wraps(function)
    def on_saved_plan(
        office: Path, by: str, round_id: str | None, checklists_folder: Path | None, as_json: bool, **rest: Any
    ) -> None:
        from compliance.office.plan_desk import saved_or_refused

        opened = open_office(office, round_id, checklists_folder)
        desk = planning.desk(opened)
        author = options.author(by, Where.TERMINAL)
        function(Reviewed(opened, desk, saved_or_refused(desk), author, as_json), **rest)

    declared: Callable[..., None] = on_saved_plan
    for declare in (options.of_round, options.by, options.office):
        declared = declare(declared)
    return declared


def show(reviewed: Reviewed, saved: Saved, told: Sequence[Told] = ()) -> None:
    """Print how the plan stands: its hash, what changed, and the record of its review."""
    from compliance.report.screens import revisions, sheets

    before, library = reviewed.saved.plan, reviewed.opened.instruments
    if reviewed.as_json:
        changed = revision.difference(before, saved.plan)
        console.data(revisions.standing(saved.plan, saved.hash, saved.events, changed))
        return
    page = sheets.of_review(library, reviewed.opened.folder.office, saved.plan, saved.hash)
    if told and told[-1].deed is Deed.SAVED:
        revisions.add(page, before, saved.plan, library)
    page.show(revisions.events(saved.events, library), _("Who did what when:"))
    console.show(page)


@click.group(cls=Group, help=mark("Show a saved plan to the director, and record what is decided."))
@options.lang
def command() -> None:
    """Stand before the verbs of a review."""


@command.command("show", help=mark("Show the saved plan's hash and states, and who decided what when."))
@_verb
def show_(reviewed: Reviewed) -> None:
    """Show how the plan stands."""
    show(reviewed, reviewed.saved)


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
    from compliance.office.plan_desk import Told

    if (letter is None) != (day is None):
        raise click.UsageError(_("a decision on paper has a number and a date: --letter NUMBER --date DATE"))
    saved = reviewed.saved
    _check_shown(reviewed, named)
    if day is not None and day > clock.today():
        expected = _("a day that is not in the future")
        raise BadInput.of("--date", None, dates.show(day), expected, _("write the date of the letter"))
    approval = Approval(saved.hash, reviewed.author.who, day or clock.today(), letter)
    given = saved.plan.approval
    if (given is not None or saved.plan.approved) and (letter is None or (given is not None and given.letter)):
        console.note(_("it was approved already; nothing was changed"))
        show(reviewed, saved)
        return
    changed = planning.outdated(reviewed.opened, saved.plan)
    if changed:
        console.note(planning.outdated_note(changed))
    waiting = (State.PROPOSED, State.RETURNED)
    states = {p.action.id: State.APPROVED for p in saved.plan.actions if p.state in waiting}
    plan = revision.with_states(saved.plan, states)._replace(approval=approval)
    told = Told(Deed.APPROVED, letter=(letter, dates.write(day)) if letter and day else None)
    reviewed.keep(plan, [told])


def _check_shown(reviewed: Reviewed, named: str | None) -> None:
    """Refuse to approve anything but what was shown, and a plan that does not keep to its own decisions."""
    saved, path = reviewed.saved, str(reviewed.desk.path)
    if named is not None and named.replace("-", "").lower() != saved.hash:
        mend = _("look at it with “review show”, and approve it by its hash")
        raise BadInput.of("--hash", None, quoted(named), _("the saved plan, {hash}").format(hash=saved.hash), mend)
    if named is None and saved.plan.shown != saved.hash:
        raise BadInput.of(
            path,
            None,
            _("a plan that was changed since it was shown; it is {hash} now").format(hash=saved.hash),
            _("the plan that was shown, {hash}").format(hash=saved.plan.shown or "—"),
            _("look at it with “review show”, and approve it with --hash {hash}").format(hash=saved.hash),
        )
    if named is None and saved.plan.returned:
        raise BadInput.of(
            path,
            None,
            _("a plan that was returned"),
            _("a plan that waits for a decision"),
            _("make another one with “plan --save”, or approve this one all the same with --hash {hash}").format(
                hash=saved.hash
            ),
        )
    if not saved.plan.actions and not saved.plan.requests:
        raise BadInput.of(path, None, _("a plan without actions"), _("something to approve"), _("make another plan"))
    broken = revision.out_of_step(saved.plan)
    if broken:
        raise BadInput.of(
            path,
            None,
            _("a plan that does not keep to its own decisions: {actions}").format(actions=listed(broken)),
            _("a plan made after what was decided"),
            _("make it again with “plan --save”"),
        )


@command.command("return", help=mark("Return the plan; the reason goes into the record."))
@_verb
@because
def return_(reviewed: Reviewed, because: str | None) -> None:
    """Return a plan whole."""
    from compliance.office.plan_desk import Told

    states = {
        p.action.id: State.RETURNED
        for p in reviewed.saved.plan.actions
        if p.state in (State.PROPOSED, State.APPROVED)
    }
    plan = revision.with_states(reviewed.saved.plan, states)._replace(approval=None)
    reviewed.keep(plan, [Told(Deed.RETURNED, text=because)])


@command.command("exclude", help=mark("Leave an action out, and what needs it; the plan is made again at once."))
@_verb
@action
@because
@undo
def exclude(reviewed: Reviewed, action: str, because: str | None, undo: bool) -> None:
    """Exclude an action from every further plan."""
    from compliance.office.plan_desk import Told

    id_, decisions = reviewed.known(action), reviewed.saved.plan.decisions
    reviewed.check_decided(undo, id_, decisions.excluded)
    excluded = {key: reason for key, reason in decisions.excluded.items() if key != id_}
    if not undo:
        excluded[id_] = because or _("no reason given")
    told = Told(Deed.ADMITTED if undo else Deed.EXCLUDED, id_, excluded.get(id_))
    if undo or id_ not in decisions.fixed:
        reviewed.decide(decisions._replace(excluded=excluded), told)
    else:  # what is left out begins on no day
        fixed = {key: day for key, day in decisions.fixed.items() if key != id_}
        reviewed.decide(decisions._replace(excluded=excluded, fixed=fixed), told, Told(Deed.FREED, id_))


@command.command("fix", help=mark("Let an action begin on a date; the plan is made again at once."))
@_verb
@click.argument("action", metavar="ACTION[@DATE]")
@click.argument("day", metavar="[DATE]", required=False, type=options.JalaliDay())
@undo
def fix(reviewed: Reviewed, action: str, day: date | None, undo: bool) -> None:
    """Fix the day on which an action begins in every further plan."""
    from compliance.office.plan_desk import Told

    named, _at, written = action.partition("@")
    on = day or dates.read(written)
    if on is None and not undo:
        raise click.UsageError(_("name the day: ACTION@DATE, such as renew-certificate@1405/10/05"))
    id_, decisions = reviewed.known(named), reviewed.saved.plan.decisions
    reviewed.check_decided(undo, id_, decisions.fixed)
    fixed = {key: fixed_day for key, fixed_day in decisions.fixed.items() if key != id_}
    if on is not None and not undo:
        fixed[id_] = on
    told = Told(Deed.FREED if undo else Deed.FIXED, id_, day=fixed.get(id_))
    if undo or id_ not in decisions.excluded:
        reviewed.decide(decisions._replace(fixed=fixed), told)
    else:  # what begins on a day is not left out
        excluded = {key: reason for key, reason in decisions.excluded.items() if key != id_}
        reviewed.decide(decisions._replace(excluded=excluded, fixed=fixed), told, Told(Deed.ADMITTED, id_))


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
    from compliance.office.plan_desk import Told, given

    if (who is None) != undo:
        raise click.UsageError(_("name the unit or the person, or --undo"))
    id_, decisions = reviewed.known(action), reviewed.saved.plan.decisions
    reviewed.check_decided(undo, id_, {*decisions.assigned, *decisions.people})
    units = {unit.id for unit in reviewed.opened.folder.office.units} | set(reviewed.opened.instruments.units)
    after = decisions.without(id_) if undo else decisions.given_to(id_, who or "", who in units)
    told = Told(Deed.UNASSIGNED, id_) if undo else Told(Deed.ASSIGNED, id_, given(after, id_))
    if after.assigned == decisions.assigned:
        reviewed.keep(reviewed.saved.plan._replace(decisions=after), [told])
    else:
        reviewed.decide(after, told)


@command.command("comment", help=mark("Remark on the plan, or on one action."))
@_verb
@click.argument("text", metavar="TEXT", callback=options.written)
@options.option("--action", metavar="ACTION", help=mark("The action the remark is about. Default: the plan."))
def comment(reviewed: Reviewed, text: str, action: str | None) -> None:
    """Remark on a plan."""
    from compliance.office.plan_desk import Told

    plan, key = reviewed.saved.plan, "plan" if action is None else reviewed.known(action)
    comments = {**plan.decisions.comments, key: (*plan.decisions.comments.get(key, ()), text)}
    decisions = plan.decisions._replace(comments=comments)
    reviewed.keep(plan._replace(decisions=decisions), [Told(Deed.COMMENTED, action, text)])
