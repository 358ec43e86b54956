"""The director's page: what is approved is what is shown, and every decision is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from compliance import clock
from compliance.errors import BadInput, ComplianceError, Problem
from compliance.forms import reading
from compliance.language import _
from compliance.model.results import State
from compliance.persian import dates
from compliance.plan import revision
from compliance.report import plan_tables, sentences, tables, words
from compliance.report.charts.gantt import gantt
from compliance.report.screens import revisions
from compliance.schema import quoted
from compliance.usecases import planning, reviewing
from compliance.usecases.reviewing import Decided, Review
from compliance.values import Unreadable
from compliance.web import rendering
from compliance.web.calls import Call, Refused, Reply, page
from compliance.web.drawing import drawn
from compliance.web.site import Seat, Site

Form = Mapping[str, str]
_DOUBTS = ("edited", "returned")  # what is confirmed by a tick, named as `reviewing.doubts` names it


def show(site: Site, call: Call) -> Reply:
    """Show the saved plan to whoever decides, or that there is none."""
    seat = Seat(site, call)
    saved = planning.desk(seat.opened).read()
    review = None if saved is None else reviewing.begin(seat.opened, site.author)
    values = {} if review is None else _values(seat, review)
    return rendering.whole(
        site,
        "review",
        _("Review of the plan"),
        "review",
        **rendering.frame(seat),
        exists=review is not None,
        **values,
    )


def decide(site: Site, call: Call) -> Reply:
    """Record a decision about the plan that was shown; where another stands by now, show it and decide nothing."""
    deed = _DEEDS.get(call.path["deed"])
    if deed is None:
        raise Refused(404)
    seat = Seat(site, call)
    with site.solving:
        review = reviewing.begin(seat.opened, site.author)
        acted = call.form.get("action", "")
        if call.form.get("seen") != reviewing.mark(review.saved):
            text = _(
                "The plan or what was decided about it changed meanwhile. Nothing was recorded; "
                "this is what stands now."
            )
            return _board(seat, review, wrong=[text])
        try:
            done = deed(review, call.form)
        except BadInput as error:
            at, fields = (call.path["deed"], acted), {_field(problem) for problem in error.problems}
            wrong = _asked(error) or rendering.told(error)
            return _board(seat, review, failed=at, fields=fields, typed=call.form, wrong=wrong, acted=acted)
    return _board(seat, review._replace(saved=done.saved), said=_said(done), acted=acted)


def _field(problem: Problem) -> str:
    """Return the field of the form that a problem is about, empty where it is about none."""
    return "day" if problem.file == "--date" else problem.place


def _asked(error: BadInput) -> list[str]:
    """Return what is still to be confirmed; what is so stands beside the confirmation already."""
    mends = (problem.mend for problem in error.problems if problem.place in _DOUBTS)
    return [f"{mend[:1].upper()}{mend[1:]}." for mend in mends]


def _said(done: Decided) -> list[str]:
    """Return what is told of a decision that was recorded."""
    if not done.told:
        return list(done.notes)
    changed = [revisions.sentence(revision.difference(done.before, done.saved.plan))] if done.remade else []
    return [_("Recorded."), *done.notes, *changed]


def _board(seat: Seat, review: Review, **more: Any) -> Reply:
    """Return the board as it stands; what was refused is said at its own form (`failed`), where its texts stay."""
    return page(rendering.piece(seat.site, "swap_review", **{**_values(seat, review), **more}))


def _values(seat: Seat, review: Review) -> dict[str, Any]:
    saved, library, office = review.saved, seat.opened.instruments, seat.opened.folder.office
    plan, checklist = saved.plan, saved.plan.goal.checklist
    notes = [sentences.approval(plan)] if not plan.returned else []
    changed = planning.outdated(seat.opened, plan)
    if changed:
        notes.append(sentences.outdated(changed))
    return {
        "hash": saved.hash,
        "seen": reviewing.mark(saved),
        "plan": plan,
        "approved": plan.approved,
        "returned": plan.returned,
        "sentences": [*sentences.of_plan(plan, library), *notes],
        "before": words.score(plan.before[checklist]),
        "after": words.score(plan.after[checklist]),
        "actions": [
            {
                "id": p.action.id,
                "title": plan_tables.title(p),
                "unit": plan_tables.in_charge(p, plan, library),
                "from": dates.show(p.start),
                "to": dates.show(p.end),
                "state": _(plan_tables.STATE[p.state]),
                "criterion": str(p.action.criterion.text),
                "fixed": p.action.id in plan.decisions.fixed,
                "given": p.action.id in {*plan.decisions.assigned, *plan.decisions.people},
                "free": p.state in (State.PROPOSED, State.RETURNED, State.APPROVED),
                "comments": plan.decisions.comments.get(p.action.id, ()),
            }
            for p in plan.actions
        ],
        "excluded": [
            {"id": id_, "title": str(library.actions[id_].title), "reason": reason}
            for id_, reason in plan.decisions.excluded.items()
            if id_ in library.actions
        ],
        "comments": plan.decisions.comments.get("plan", ()),
        "requests": tables.requests(plan.requests, library),
        "units": [(unit.id, str(unit.name)) for unit in office.units],
        "events": revisions.events(saved.events, library),
        "charts": drawn(gantt(plan, library, office, clock.today())),
        "doubts": _doubts(review),
        "said": [],
        "wrong": [],
        "failed": None,
        "fields": (),
        "typed": {},
        "acted": "",
    }


def _doubts(review: Review) -> list[tuple[str, str, str]]:
    """Return what is to be confirmed before the plan is approved: its field, what is so, and the confirmation."""
    saved, found = review.saved, reviewing.doubts(review)
    said = {
        "edited": (
            _("The plan was edited in its file after the program wrote it."),
            _("I have looked at the plan as it stands now and approve it so"),
        ),
        "returned": (
            sentences.returned(saved.plan, reviewing.returned_by(saved)),
            _("I know that it was returned and approve it all the same"),
        ),
    }
    return [(name, *said[name]) for name in found]


def _approve(review: Review, form: Form) -> Decided:
    letter, written = _text(form, "letter"), form.get("day", "").strip()
    if (letter is None) != (not written):
        alone, both = _("number or date alone"), _("both, or neither")
        raise _wrong("day" if letter else "letter", _("letter"), alone, both, _("write the other one too"))
    day = dates.read(written) if written else None
    if written and day is None:
        expected = _("a Jalali date that exists, such as 1405/06/12")
        raise _wrong("day", _("date"), quoted(written), expected, dates.mend(written))
    unsure = [
        problem._replace(place=name) for name, problem in reviewing.doubts(review).items() if not form.get(name)
    ]
    if unsure:
        raise BadInput(unsure)
    return reviewing.approve(review, review.saved.hash, letter, day)


def _return(review: Review, form: Form) -> Decided:
    return reviewing.give_back(review, _needed(form, "because", _("the reason")))


def _exclude(review: Review, form: Form) -> Decided:
    return reviewing.exclude(review, form.get("action", ""), _needed(form, "because", _("the reason")), undo=False)


def _admit(review: Review, form: Form) -> Decided:
    return reviewing.exclude(review, form.get("action", ""), None, undo=True)


def _fix(review: Review, form: Form) -> Decided:
    written = form.get("day", "").strip()
    day = dates.read(written)
    if day is None:
        expected = _("a Jalali date that exists, such as 1405/06/12")
        raise _wrong("day", _("date"), quoted(written) if written else "—", expected, dates.mend(written))
    return reviewing.fix(review, form.get("action", ""), day, undo=False)


def _free(review: Review, form: Form) -> Decided:
    return reviewing.fix(review, form.get("action", ""), None, undo=True)


def _assign(review: Review, form: Form) -> Decided:
    who = form.get("unit") or _needed(form, "person", _("a unit or a name"))
    return reviewing.assign(review, form.get("action", ""), who, undo=False)


def _unassign(review: Review, form: Form) -> Decided:
    return reviewing.assign(review, form.get("action", ""), None, undo=True)


def _comment(review: Review, form: Form) -> Decided:
    return reviewing.comment(review, _needed(form, "text", _("the remark")), form.get("action") or None)


_DEEDS: dict[str, Callable[[Review, Form], Decided]] = {
    "approve": _approve,
    "return": _return,
    "exclude": _exclude,
    "admit": _admit,
    "fix": _fix,
    "free": _free,
    "assign": _assign,
    "unassign": _unassign,
    "comment": _comment,
}


def _text(form: Form, name: str) -> str | None:
    """Return a text of one line, None for an empty one; BadInput for what no file could hold."""
    text = reading.remark(form.get(name, ""))
    if isinstance(text, Unreadable):
        raise _wrong(name, _("text"), text.seen, text.expected, text.mend)
    return text or None


def _needed(form: Form, name: str, what: str) -> str:
    text = _text(form, name)
    if text is None:
        raise _wrong(name, what, "—", what, _("write it, for the record"))
    return text


def _wrong(field: str, called: str, seen: str, expected: str, mend: str) -> ComplianceError:
    return BadInput([Problem(called, None, seen, expected, mend, field)])
