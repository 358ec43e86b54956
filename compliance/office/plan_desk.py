"""The one way to change a saved plan: read, changed, written whole, and recorded, under one lock.

plan.yaml is the state and review.jsonl the record of who did what when. A decision or a state that was
edited into the file by hand is recorded as such before anything else is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from compliance import clock, files
from compliance.errors import BadInput
from compliance.language import _, way
from compliance.model.decisions import Decisions
from compliance.model.record import Author, Where
from compliance.model.results import Plan, State
from compliance.model.review import Deed, Event
from compliance.office import plan_approval, review_log, saved_plan
from compliance.office.plan_ground import Ground


class Saved(NamedTuple):
    """A saved plan with its hash and the record of its review, the oldest event first."""

    plan: Plan
    hash: str
    events: tuple[Event, ...]

    @property
    def verified(self) -> set[str]:
        """The actions whose criterion was recorded as true at some time."""
        return {e.action for e in self.events if e.deed is Deed.VERIFIED and e.action}


class Told(NamedTuple):
    """What is to be recorded of a change: the deed, and what it is about."""

    deed: Deed
    action: str | None = None
    text: str | None = None
    day: date | None = None
    letter: tuple[str, str] | None = None


class PlanDesk:
    """The saved plan of one round."""

    def __init__(self, folder: Path, ground: Ground) -> None:
        self.path = folder / saved_plan.FILE
        self._record = folder / review_log.FILE
        self._ground = ground

    def replaced(self) -> Saved | None:
        """Return the plan that another one is to replace, None when the file holds none."""
        return None if saved_plan.is_none(self.path) else self.read()

    def read(self) -> Saved | None:
        """Return the saved plan, None when there is none; BadInput when it or its record is damaged."""
        if not self.path.exists():
            return None
        events = review_log.read(self._record).entries
        plan = saved_plan.read(self.path, self._ground, events)
        return None if plan is None else Saved(plan, saved_plan.fingerprint(plan), events)

    def wish(self, action: str, day: date | None) -> tuple[str, int | None]:
        """Return where it is written that an action begins on a day, or was begun: here, or else as an option."""
        line = saved_plan.line_of_wish(self.path, action, day)
        return ("--fix", None) if line is None else (str(self.path), line)

    def replace(self, author: Author, plan: Plan, told: Sequence[Told], seen: Saved | None) -> Saved:
        """Replace the plan that was seen by another one, record it, and return what stands now.

        BadInput, and nothing is changed, when decisions were made meanwhile that it does not know.
        """
        with files.lock(self.path):
            before = self.replaced()
            if _decided_on(before) != _decided_on(seen):
                raise BadInput.of(
                    str(self.path),
                    None,
                    _("a plan that somebody changed in this moment"),
                    _("the plan that was read"),
                    _("look at it and do it again"),
                )
            log = review_log.read(self._record)
            hash_, text = saved_plan.fingerprint(plan), saved_plan.text(plan)
            events = [*(_by_hand(before) if before else ()), *((t, author, hash_) for t in told)]
            if not log.entries and all(t.deed is Deed.SAVED for t, _author, _hash in events):
                events = []  # the record begins with the first decision; before it there is only a plan
            if before is None or text != files.read_text(self.path):
                files.write_text(self.path, text)
            numbered = _numbered(events, len(log.entries))
            review_log.append(self._record, log, numbered)
            return Saved(plan._replace(shown=hash_), hash_, (*log.entries, *numbered))


def _decided_on(saved: Saved | None) -> object:
    """Return what must not be lost when a plan is replaced: decisions, approval, and what was begun."""
    if saved is None:
        return None
    begun = {p.action.id: p.state for p in saved.plan.actions if p.state is not State.PROPOSED}
    return (saved.plan.decisions, saved.plan.approval, begun) if saved.plan.decisions or begun else None


_Telling = tuple[Told, Author, str]


def _numbered(events: Iterable[_Telling], last: int) -> list[Event]:
    when = clock.now()
    return [
        Event(
            last + n, when, author.who, author.where, told.deed, hash_, told.action, told.text, told.day, told.letter
        )
        for n, (told, author, hash_) in enumerate(events, 1)
    ]


def saved_or_refused(desk: PlanDesk) -> Saved:
    """Return the saved plan; BadInput with the way to make one when there is none."""
    saved = desk.read()
    if saved is None:
        raise BadInput.of(
            str(desk.path),
            None,
            _("no saved plan"),
            _("a plan that was saved"),
            way(_("make one with “plan --save”"), _("make one on the page “Plan” and save it")),
        )
    return saved


def _by_hand(saved: Saved) -> Iterator[_Telling]:
    """Yield what was edited into plan.yaml since the record was last written."""
    known, states = _replayed(saved.events)
    approval = plan_approval.recorded(saved.events)
    approved = None if approval is None else approval.plan
    author = Author("", Where.FILE, clock.today())
    for told in (*_decided(known, saved.plan.decisions), *_states(states, approved, saved.plan)):
        yield told, author, saved.hash


def _replayed(events: Iterable[Event]) -> tuple[Decisions, dict[str, State]]:
    """Return the decisions and the states by action that the record ends with."""
    excluded, fixed = dict[str, str](), dict[str, date]()
    assigned, comments = dict[str, str](), dict[str, tuple[str, ...]]()
    states = dict[str, State]()
    for event in events:
        id_, text = event.action or "plan", event.text or ""
        if event.deed is Deed.EXCLUDED:
            excluded[id_] = text
        elif event.deed is Deed.ADMITTED:
            excluded.pop(id_, None)
        elif event.deed is Deed.FIXED and event.day:
            fixed[id_] = event.day
        elif event.deed is Deed.FREED:
            fixed.pop(id_, None)
        elif event.deed is Deed.ASSIGNED:
            assigned[id_] = text
        elif event.deed is Deed.UNASSIGNED:
            assigned.pop(id_, None)
        elif event.deed is Deed.COMMENTED:
            comments[id_] = (*comments.get(id_, ()), text)
        elif event.deed in (Deed.STARTED, Deed.DONE):
            states[id_] = State.STARTED if event.deed is Deed.STARTED else State.DONE
    return Decisions(excluded, fixed, assigned, {}, comments), states


def _decided(known: Decisions, found: Decisions) -> Iterator[Told]:
    for id_, reason in found.excluded.items():
        if known.excluded.get(id_) != reason:
            yield Told(Deed.EXCLUDED, id_, reason)
    yield from (Told(Deed.ADMITTED, id_) for id_ in known.excluded if id_ not in found.excluded)
    for id_, day in found.fixed.items():
        if known.fixed.get(id_) != day:
            yield Told(Deed.FIXED, id_, day=day)
    yield from (Told(Deed.FREED, id_) for id_ in known.fixed if id_ not in found.fixed)
    for id_, who in _people(found).items():
        if known.assigned.get(id_) != who:
            yield Told(Deed.ASSIGNED, id_, who)
    yield from (Told(Deed.UNASSIGNED, id_) for id_ in known.assigned if id_ not in _people(found))
    for id_, texts in found.comments.items():
        for text in texts[len(known.comments.get(id_, ())) :]:
            yield Told(Deed.COMMENTED, None if id_ == "plan" else id_, text)


def _people(decisions: Decisions) -> Mapping[str, str]:
    """Return who an action was given to, unit and person in one text as the record has it."""
    ids = dict.fromkeys((*decisions.assigned, *decisions.people))
    return {id_: given(decisions, id_) for id_ in ids}


def given(decisions: Decisions, id_: str) -> str:
    """Return who an action was given to: the unit, the person, or both."""
    return " / ".join(text for text in (decisions.assigned.get(id_), decisions.people.get(id_)) if text)


def _states(known: Mapping[str, State], approved: str | None, plan: Plan) -> Iterator[Told]:
    if plan.approval is not None and plan.approval.plan != approved:
        letter = (plan.approval.letter, "") if plan.approval.letter else None
        yield Told(Deed.APPROVED, text=plan.approval.who, day=plan.approval.on, letter=letter)
    elif plan.approval is None and approved is None and any(p.state is State.APPROVED for p in plan.actions):
        yield Told(Deed.APPROVED)
    if any(p.state is State.RETURNED for p in plan.actions) and approved:
        yield Told(Deed.RETURNED)
    for planned in plan.actions:
        if planned.state in (State.STARTED, State.DONE) and known.get(planned.action.id) is not planned.state:
            deed = Deed.STARTED if planned.state is State.STARTED else Deed.DONE
            yield Told(deed, planned.action.id)
