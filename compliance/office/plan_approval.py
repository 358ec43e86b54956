"""What is approved: a plan whole, in the state that was shown, and by whom the record says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from compliance.language import _, way
from compliance.model.decisions import Approval
from compliance.model.record import Where
from compliance.model.results import Plan, State
from compliance.model.review import Deed, Event
from compliance.persian import dates
from compliance.schema import Fields, quoted


def recorded(events: Iterable[Event]) -> Approval | None:
    """Return the approval that the record of review ends with, None when the plan is not approved."""
    approval = None
    for event in events:
        if event.deed is Deed.APPROVED:
            who = (event.text or "") if event.where is Where.FILE else event.who
            number, written = event.letter or (None, "")
            on = event.day or dates.read(written) or datetime.fromisoformat(event.when).date()
            approval = Approval(event.plan, who, on, number)
        elif event.deed in (Deed.SAVED, Deed.RETURNED):
            approval = None
    return approval


def check(plan: Plan, own: str, top: Fields, events: Iterable[Event]) -> None:
    """Hold that a plan is approved whole, in the state that was shown, and by whom the record says."""
    places = top.sequence("actions")
    known = recorded(events)
    if plan.approval is not None and known is not None and known.plan == plan.approval.plan:
        _check_signature(plan.approval, known, Fields(top.nodes["approval"], top.name, top.problems))
    approved = [p for p in plan.actions if p.state is State.APPROVED]
    if plan.approval is None and approved and not (plan.approved and plan.shown == own):
        at = next(n for n, p in zip(places, plan.actions, strict=True) if p.state is State.APPROVED)
        top.problem(
            Fields(at, top.name, []).nodes["state"].line,
            _("an approved action in a plan that is not approved"),
            _("a plan approved whole, as it was shown: {hash}").format(hash=plan.shown or own),
            way(
                _("approve it with “review approve”; or write “approved” for every action and change nothing else"),
                _("write “proposed” there and approve it on the page “Review”"),
            ),
        )
    if plan.approval is not None and plan.approval.plan != own:
        top.problem(
            top.nodes["approval"].line,
            _("the approval of plan {hash}").format(hash=plan.approval.plan),
            _("the plan that stands here, {hash}").format(hash=own),
            _("it was changed after its approval: bring it back, or take the approval out and have it approved anew"),
        )
    waiting = [p for p in plan.actions if p.state in (State.PROPOSED, State.RETURNED)]
    if plan.approval is not None and waiting:
        at = next(n for n, p in zip(places, plan.actions, strict=True) if p is waiting[0])
        top.problem(
            Fields(at, top.name, []).lines.get("state", at.line),
            _("an action that is not approved in an approved plan"),
            _("a plan that is approved whole"),
            _("write “approved” for every action that waits, or take the approval out"),
        )


def _check_signature(written: Approval, known: Approval, fields: Fields) -> None:
    """Hold that nobody signs in another's name, on another day, or by another letter."""
    pairs = (
        ("by", written.who, known.who),
        ("on", dates.write(written.on), dates.write(known.on)),
        ("letter", written.letter or "—", known.letter or "—"),
    )
    for key, seen, expected in pairs:
        if seen != expected:
            fields.problem(
                fields.lines.get(key, fields.line),
                quoted(seen),
                _("{recorded}, as the record of review has it").format(recorded=quoted(expected)),
                way(
                    _(
                        "bring it back; a letter that came later is added by "
                        "“review approve --letter NUMBER --date DATE”"
                    ),
                    _("bring it back as the record has it"),
                ),
            )
