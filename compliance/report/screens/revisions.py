"""What changed from one plan to the next, and who decided what when: as tables and as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.results import Plan, PlannedAction
from compliance.model.review import Deed, Event
from compliance.persian import dates, numbers
from compliance.plan import revision
from compliance.plan.revision import Difference
from compliance.report import plan_tables, words
from compliance.report.records import Record, score
from compliance.report.screens.history import WHERE
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Table, make
from compliance.schema import listed

DEED = {
    Deed.SAVED: mark("plan saved"),
    Deed.APPROVED: mark("plan approved"),
    Deed.RETURNED: mark("plan returned"),
    Deed.EXCLUDED: mark("action excluded"),
    Deed.ADMITTED: mark("exclusion taken back"),
    Deed.FIXED: mark("day fixed"),
    Deed.FREED: mark("fixed day taken back"),
    Deed.ASSIGNED: mark("action assigned"),
    Deed.UNASSIGNED: mark("assignment taken back"),
    Deed.COMMENTED: mark("remark"),
    Deed.STARTED: mark("action begun"),
    Deed.DONE: mark("action done"),
    Deed.VERIFIED: mark("criterion verified"),
    Deed.REGRESSED: mark("criterion fails again"),
}


def add(page: Sheet, before: Plan, after: Plan, library: Library) -> None:
    """Add what changed from the plan before: points, work, and every action that came, went or moved."""
    changed = revision.difference(before, after)
    page.say()
    page.say(sentence(changed))
    page.show(table(changed, library), _("What changed from the plan before:"))


def sentence(changed: Difference) -> str:
    """Return how many actions changed, and points, work and end before and after."""
    before, after = changed.before, changed.after
    checklist = after.goal.checklist
    if not changed:
        return _("No action changed from the plan before.")
    return _(
        "Against the plan before: {added} added, {dropped} dropped, {moved} moved; points {was} → {now}, "
        "person-days {days} → {more}, end {end} → {later}."
    ).format(
        added=numbers.show(len(changed.added)),
        dropped=numbers.show(len(changed.dropped)),
        moved=numbers.show(len(changed.moved)),
        was=words.score(before.after.get(checklist)),
        now=words.score(after.after[checklist]),
        days=numbers.show(before.effort),
        more=numbers.show(after.effort),
        end=dates.show(before.finish) if before.finish else "—",
        later=dates.show(after.finish) if after.finish else "—",
    )


def table(changed: Difference, library: Library) -> Table:
    """Every action that was added, dropped or moved."""
    rows = [(_("added"), str(p.action.title), "—", _span(p, changed.after, library)) for p in changed.added]
    rows += [(_("dropped"), str(p.action.title), _span(p, changed.before, library), "—") for p in changed.dropped]
    rows += [
        (
            _("moved"),
            str(m.after.action.title),
            _span(m.before, changed.before, library),
            _span(m.after, changed.after, library),
        )
        for m in changed.moved
    ]
    return make([(_("change"), False), (_("action"), False), (_("before"), False), (_("after"), False)], rows)


def _span(planned: PlannedAction, plan: Plan, library: Library) -> str:
    unit = plan_tables.in_charge(planned, plan, library)
    return _("{begin} to {end}, {unit}").format(
        begin=dates.show(planned.start), end=dates.show(planned.end), unit=unit
    )


def record(changed: Difference) -> Record:
    """Return what changed, as JSON has it."""
    checklist = changed.after.goal.checklist
    return {
        "added": [p.action.id for p in changed.added],
        "dropped": [p.action.id for p in changed.dropped],
        "moved": [
            {"id": m.after.action.id, "before": _dates(m.before), "after": _dates(m.after)} for m in changed.moved
        ],
        "points": {
            "before": score(changed.before.after.get(checklist)),
            "after": score(changed.after.after[checklist]),
        },
        "effort_days": {"before": score(changed.before.effort, 4), "after": score(changed.after.effort, 4)},
    }


def _dates(planned: PlannedAction) -> Record:
    return {"unit": planned.unit, "start": dates.write(planned.start), "end": dates.write(planned.end)}


def events(log: Sequence[Event], library: Library) -> Table:
    """Who did what when with the plan."""
    return make(
        [
            (_("no."), True),
            (_("when"), True),
            (_("who, from where"), False),
            (_("what"), False),
            (_("about"), False),
            (_("plan"), True, True),
        ],
        [
            (
                numbers.show(event.number),
                words.moment(event.when),
                listed(text for text in (event.who, _(WHERE[event.where])) if text),
                _(DEED[event.deed]),
                _about(event, library),
                event.plan,
            )
            for event in log
        ],
    )


def _about(event: Event, library: Library) -> str:
    title = event.action
    if title is not None and title in library.actions:
        title = words.title(library.actions[title].title)
    letter = _("letter {number}").format(number=numbers.digits(event.letter[0])) if event.letter else None
    if event.letter and event.letter[1]:
        letter = _("letter {number} of {date}").format(
            number=numbers.digits(event.letter[0]), date=dates.show(event.letter[1])
        )
    day = dates.show(event.day) if event.day else None
    return _("; ").join(part for part in (title, day, event.text, letter) if part) or "—"


def record_events(log: Sequence[Event]) -> list[Record]:
    """Return the record of a review as JSON has it."""
    return [
        {
            "number": e.number,
            "when": e.when,
            "who": e.who or None,
            "where": e.where.value,
            "did": e.deed.value,
            "plan": e.plan,
            "action": e.action,
            "text": e.text,
            "day": None if e.day is None else dates.write(e.day),
            "letter": None if e.letter is None else {"number": e.letter[0], "date": e.letter[1]},
        }
        for e in log
    ]


def standing(plan: Plan, hash_: str, log: Sequence[Event], changed: Difference) -> Record:
    """Return how a saved plan stands, as `review --json` prints it."""
    approval, decisions = plan.approval, plan.decisions
    return {
        "office": plan.office,
        "round": plan.round,
        "plan": hash_,
        "edited": plan.shown != hash_,
        "approval": None
        if approval is None
        else {"plan": approval.plan, "by": approval.who, "on": dates.write(approval.on), "letter": approval.letter},
        "states": {p.action.id: p.state.value for p in plan.actions},
        "decisions": {
            "excluded": dict(decisions.excluded),
            "fixed": {id_: dates.write(day) for id_, day in decisions.fixed.items()},
            "assigned": dict(decisions.assigned),
            "people": dict(decisions.people),
            "comments": {id_: list(texts) for id_, texts in decisions.comments.items()},
        },
        "changes": record(changed),
        "log": record_events(log),
        "problems": [],
    }
