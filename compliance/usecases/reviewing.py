"""What a director decides about a saved plan, the same from the terminal and from the page."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from compliance import clock
from compliance.errors import BadInput, Problem
from compliance.language import _, way
from compliance.model.decisions import Approval, Decisions
from compliance.model.record import Author
from compliance.model.results import Goal, Plan, State
from compliance.model.review import Deed, Event
from compliance.office.plan_desk import PlanDesk, Saved, Told, given, saved_or_refused
from compliance.persian import dates
from compliance.plan import revision, wishes
from compliance.report import sentences
from compliance.schema import listed, nearest, quoted
from compliance.usecases import planning
from compliance.usecases.opening import Opened


class Decided(NamedTuple):
    """What became of a decision: the plan before, what stands now, what was recorded, and what is to be said."""

    before: Plan
    saved: Saved
    told: tuple[Told, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def remade(self) -> bool:
        """Whether the plan was made again."""
        return bool(self.told) and self.told[-1].deed is Deed.SAVED


class Review(NamedTuple):
    """A saved plan opened for decisions, with who decides."""

    opened: Opened
    desk: PlanDesk
    saved: Saved
    author: Author

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

    def keep(self, plan: Plan, told: Sequence[Told], notes: Sequence[str] = ()) -> Decided:
        """Write the plan with its record; BadInput when somebody decided meanwhile."""
        saved = self.desk.replace(self.author, plan, told, self.saved)
        return Decided(self.saved.plan, saved, tuple(told), tuple(notes))

    def decide(self, decisions: Decisions, *told: Told) -> Decided:
        """Make the plan again with a decision and write it; or refuse and change nothing."""
        plan = planning.make(self.opened, self._goal(), self.saved.plan, decisions)
        return self.keep(plan, [*told, Told(Deed.SAVED)])

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
                way(
                    _("make another plan with “plan --save”; it keeps what was decided and begun"),
                    _("make another one on the page “Plan” and save it; it keeps what was decided and begun"),
                ),
            )
        return goal._replace(begin=begin)


def mark(saved: Saved) -> str:
    """Return a short mark that changes with the plan, what was decided about it, and what was recorded."""
    standing = (saved.hash, saved.plan.decisions, saved.plan.approval, [p.state for p in saved.plan.actions])
    return hashlib.sha256(repr((standing, len(saved.events))).encode()).hexdigest()[:16]


def begin(opened: Opened, author: Author) -> Review:
    """Open the saved plan for decisions; BadInput when there is none."""
    desk = planning.desk(opened)
    return Review(opened, desk, saved_or_refused(desk), author)


def approve(review: Review, named: str | None, letter: str | None, day: date | None) -> Decided:
    """Approve a plan whole, as it was shown; `letter` and `day` are those of a decision on paper."""
    saved = review.saved
    _check_shown(review, named)
    if day is not None and day > clock.today():
        expected = _("a day that is not in the future")
        raise BadInput.of("--date", None, dates.show(day), expected, _("write the date of the letter"))
    given_before = saved.plan.approval
    if (given_before is not None or saved.plan.approved) and (
        letter is None or (given_before is not None and given_before.letter)
    ):
        return Decided(saved.plan, saved, notes=(_("it was approved already; nothing was changed"),))
    waiting = (State.PROPOSED, State.RETURNED)
    states = {p.action.id: State.APPROVED for p in saved.plan.actions if p.state in waiting}
    approval = Approval(saved.hash, review.author.who, day or clock.today(), letter)
    plan = revision.with_states(saved.plan, states)._replace(approval=approval)
    told = Told(Deed.APPROVED, letter=(letter, dates.write(day)) if letter and day else None)
    return review.keep(plan, [told], changed_since(review))


def changed_since(review: Review) -> list[str]:
    """Return what the plan was made from that is no longer so, as a sentence; none where nothing changed."""
    changed = planning.outdated(review.opened, review.saved.plan)
    return [planning.outdated_note(changed)] if changed else []


def returned_by(saved: Saved) -> Event | None:
    """Return who returned the plan when and why; None where that was only written into plan.yaml."""
    return next((event for event in reversed(saved.events) if event.deed is Deed.RETURNED), None)


def doubts(review: Review) -> dict[str, Problem]:
    """Return what has to be confirmed before a plan is approved: it was edited in its file, or returned.

    Naming the plan by its hash confirms both; the page asks about each.
    """
    saved, path, found = review.saved, str(review.desk.path), dict[str, Problem]()
    if saved.plan.shown != saved.hash:
        found["edited"] = Problem(
            path,
            None,
            _("a plan that was changed since it was shown; it is {hash} now").format(hash=saved.hash),
            _("the plan that was shown, {hash}").format(hash=saved.plan.shown or "—"),
            way(
                _("look at it with “review show”, and approve it with --hash {hash}").format(hash=saved.hash),
                _("look at it here, and tick above the button that it is approved as it stands now"),
            ),
        )
    if saved.plan.returned:
        found["returned"] = Problem(
            path,
            None,
            sentences.returned(saved.plan, returned_by(saved)),
            _("a plan that waits for a decision"),
            way(
                _("make another one with “plan --save”, or approve this one all the same with --hash {hash}").format(
                    hash=saved.hash
                ),
                _("make another one on the page “Plan”, or tick above the button that it is approved all the same"),
            ),
        )
    return found


def _check_shown(review: Review, named: str | None) -> None:
    """Refuse to approve anything but what was shown, and a plan that does not keep to its own decisions."""
    saved, path = review.saved, str(review.desk.path)
    if named is not None and named.replace("-", "").lower() != saved.hash:
        mend = way(_("look at it with “review show”, and approve it by its hash"), _("load the page again"))
        raise BadInput.of("--hash", None, quoted(named), _("the saved plan, {hash}").format(hash=saved.hash), mend)
    if named is None and (found := doubts(review)):
        raise BadInput(found.values())
    if not saved.plan.actions and not saved.plan.requests:
        raise BadInput.of(path, None, _("a plan without actions"), _("something to approve"), _("make another plan"))
    broken = revision.out_of_step(saved.plan)
    if broken:
        raise BadInput.of(
            path,
            None,
            _("a plan that does not keep to its own decisions: {actions}").format(
                actions=listed(wishes.named(id_, review.opened.instruments) for id_ in broken)
            ),
            _("a plan made after what was decided"),
            way(_("make it again with “plan --save”"), _("make it again on the page “Plan” and save it")),
        )


def give_back(review: Review, because: str | None) -> Decided:
    """Return a plan whole."""
    states = {
        p.action.id: State.RETURNED for p in review.saved.plan.actions if p.state in (State.PROPOSED, State.APPROVED)
    }
    plan = revision.with_states(review.saved.plan, states)._replace(approval=None)
    return review.keep(plan, [Told(Deed.RETURNED, text=because)])


def exclude(review: Review, action: str, because: str | None, undo: bool) -> Decided:
    """Exclude an action from every further plan, or take that back; the plan is made again."""
    id_, decisions = review.known(action), review.saved.plan.decisions
    review.check_decided(undo, id_, decisions.excluded)
    excluded = {key: reason for key, reason in decisions.excluded.items() if key != id_}
    if not undo:
        excluded[id_] = because or _("no reason given")
    told = Told(Deed.ADMITTED if undo else Deed.EXCLUDED, id_, excluded.get(id_))
    if undo or id_ not in decisions.fixed:
        return review.decide(decisions._replace(excluded=excluded), told)
    fixed = {key: day for key, day in decisions.fixed.items() if key != id_}  # what is left out begins on no day
    return review.decide(decisions._replace(excluded=excluded, fixed=fixed), told, Told(Deed.FREED, id_))


def fix(review: Review, action: str, on: date | None, undo: bool) -> Decided:
    """Fix the day on which an action begins in every further plan, or take that back; the plan is made again."""
    id_, decisions = review.known(action), review.saved.plan.decisions
    review.check_decided(undo, id_, decisions.fixed)
    fixed = {key: fixed_day for key, fixed_day in decisions.fixed.items() if key != id_}
    if on is not None and not undo:
        fixed[id_] = on
    told = Told(Deed.FREED if undo else Deed.FIXED, id_, day=fixed.get(id_))
    if undo or id_ not in decisions.excluded:
        return review.decide(decisions._replace(fixed=fixed), told)
    # what begins on a day is not left out
    excluded = {key: reason for key, reason in decisions.excluded.items() if key != id_}
    return review.decide(decisions._replace(excluded=excluded, fixed=fixed), told, Told(Deed.ADMITTED, id_))


def assign(review: Review, action: str, who: str | None, undo: bool) -> Decided:
    """Give an action to a unit (the plan is made again) or a person, or to nobody."""
    id_, decisions = review.known(action), review.saved.plan.decisions
    review.check_decided(undo, id_, {*decisions.assigned, *decisions.people})
    units = {unit.id for unit in review.opened.folder.office.units} | set(review.opened.instruments.units)
    after = decisions.without(id_) if undo else decisions.given_to(id_, who or "", who in units)
    told = Told(Deed.UNASSIGNED, id_) if undo else Told(Deed.ASSIGNED, id_, given(after, id_))
    if after.assigned == decisions.assigned:
        return review.keep(review.saved.plan._replace(decisions=after), [told])
    return review.decide(after, told)


def comment(review: Review, text: str, action: str | None) -> Decided:
    """Remark on the plan, or on one action."""
    plan, key = review.saved.plan, "plan" if action is None else review.known(action)
    comments = {**plan.decisions.comments, key: (*plan.decisions.comments.get(key, ()), text)}
    decisions = plan.decisions._replace(comments=comments)
    return review.keep(plan._replace(decisions=decisions), [Told(Deed.COMMENTED, action, text)])
