"""The plan's page: what other targets, times, people and money would bring, and saving the plan that is liked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from compliance import clock
from compliance.errors import Problem
from compliance.language import _
from compliance.model.results import Goal, Plan
from compliance.office.plan_desk import Saved
from compliance.office.saved_plan import fingerprint
from compliance.persian import dates, numbers
from compliance.plan import revision
from compliance.report import plan_reasons, plan_tables, sentences, tables, words
from compliance.report.charts.gantt import gantt
from compliance.report.screens import revisions
from compliance.schema import quoted
from compliance.usecases import planning, reviewing
from compliance.usecases.opening import Opened, known_checklist
from compliance.web import rendering
from compliance.web.calls import Call, Refused, Reply, page
from compliance.web.drawing import drawn
from compliance.web.site import Seat, Site

WEEKS = (1, 104)
FACTORS = (10, 200)  # nothing at all is refused: then the unit's work is to be left out, which the director decides
_DEFAULT_WEEKS = 26


class Slider(NamedTuple):
    """A unit with its weekly capacity, and what part of it (in per cent) the plan may use."""

    unit: str
    name: str
    capacity: str
    factor: int


class Wish(NamedTuple):
    """What is asked for, as the sliders stand; `target` None asks for every criterion."""

    target: Fraction | None
    weeks: int
    budget: int | None
    factors: Mapping[str, int]


def show(site: Site, call: Call) -> Reply:
    """Show the sliders as the saved plan was asked for, with the plan that follows now."""
    seat = Seat(site, call)
    saved = planning.desk(seat.opened).replaced()
    checklist = _checklist(seat, call.query.get("checklist") or (saved.plan.goal.checklist if saved else ""))
    wish, own = _asked_for(saved, checklist), seat.opened.folder.office.budget
    instrument = seat.opened.instruments.checklists[checklist]
    return rendering.whole(
        site,
        "plan",
        _("Plan"),
        "plan",
        **{**rendering.frame(seat), "checklist": checklist},
        instrument=str(instrument.title),
        maximum=float(instrument.maximum),
        wish=wish,
        target=float(wish.target if wish.target is not None else min(instrument.maximum, Fraction(80))),
        sliders=_sliders(seat.opened, wish),
        budget="" if wish.budget is None else numbers.digits(wish.budget),
        own_budget="" if own is None else numbers.show(own),
        weeks=WEEKS,
        factors=FACTORS,
        saved=saved,
        today=clock.today().isoformat(),
        tab=secrets.token_hex(8),
    )


def _checklist(seat: Seat, named: str) -> str:
    id_ = known_checklist(seat.opened.instruments, named) if named else seat.checklist
    if seat.opened.instruments.checklists[id_].per != "office":
        raise Refused(404)
    return id_


def _asked_for(saved: Saved | None, checklist: str) -> Wish:
    """Return the wish that the saved plan answers, the usual one where there is none."""
    if saved is None or saved.plan.goal.checklist != checklist:
        return Wish(None, _DEFAULT_WEEKS, None, {})
    goal = saved.plan.goal
    weeks = -(-((goal.deadline - max(goal.begin, clock.today())).days + 1) // 7)
    return Wish(goal.target, min(max(weeks, WEEKS[0]), WEEKS[1]), goal.budget, {})


def _sliders(opened: Opened, wish: Wish) -> list[Slider]:
    return [
        Slider(u.id, str(u.name), numbers.show(u.capacity), wish.factors.get(u.id, 100))
        for u in opened.folder.office.units
    ]


def deadline(begin: date, weeks: int) -> date:
    """Return the last day of so many weeks."""
    return begin + timedelta(weeks=weeks, days=-1)


def attempt(site: Site, call: Call) -> Reply:
    """Show the plan that the sliders ask for; a question of a tab that its newer one has overtaken gets no answer."""
    tab = call.form.get("tab", "")[:16]
    mine = site.asked[tab] = site.asked.get(tab, 0) + 1
    with site.solving:
        if mine != site.asked[tab]:
            return Reply(b"", 204)
        seat = Seat(site, call)
        checklist, wish = _read(seat, call.form)
        if isinstance(wish, Problem):
            return _no_budget(wish)
        saved = planning.desk(seat.opened).replaced()
        plan = planning.make(seat.opened, _goal(seat.opened, checklist, wish), saved.plan if saved else None)
    return _result(seat, plan, saved)


def save(site: Site, call: Call) -> Reply:
    """Save the plan that is shown; another one that follows from newer answers is shown before it is saved."""
    with site.solving:
        seat = Seat(site, call)
        checklist, wish = _read(seat, call.form)
        if isinstance(wish, Problem):
            return _no_budget(wish)
        desk = planning.desk(seat.opened)
        saved = desk.replaced()
        plan = planning.make(seat.opened, _goal(seat.opened, checklist, wish), saved.plan if saved else None)
        if call.form.get("seen", "") != _mark(saved) or call.form.get("shown", "") != fingerprint(plan):
            return _result(seat, plan, saved, changed=True)
        kept = planning.keep(desk, plan, site.author, saved)
    return _result(seat, kept.plan, kept, kept=kept)


def _mark(saved: Saved | None) -> str:
    return reviewing.mark(saved) if saved else ""


def _result(seat: Seat, plan: Plan, saved: Saved | None, kept: Saved | None = None, changed: bool = False) -> Reply:
    library, office = seat.opened.instruments, seat.opened.folder.office
    checklist = plan.goal.checklist
    difference = revision.difference(saved.plan, plan) if saved and not kept else None
    text = rendering.piece(
        seat.site,
        "swap_plan",
        plan=plan,
        sentences=sentences.of_plan(plan, library),
        before=words.score(plan.before[checklist]),
        after=words.score(plan.after[checklist]),
        effort=numbers.show(plan.effort),
        cost=numbers.show(plan.cost),
        deadline=dates.show(plan.goal.deadline),
        actions=plan_tables.actions(plan, library),
        requests=tables.requests(plan.requests, library),
        gaps=plan_reasons.of_gaps(plan, library),
        charts=drawn(gantt(plan, library, office, clock.today())),
        compared=revisions.sentence(difference) if difference is not None else "",
        differences=revisions.table(difference, library) if difference else None,
        kept=kept,
        changed=changed,
        approved=bool(saved and saved.plan.approved and not kept),
        seen=_mark(saved),
        shown=fingerprint(plan),
    )
    return page(text)


def _goal(opened: Opened, checklist: str, wish: Wish) -> Goal:
    begin = clock.today()
    goal = planning.default_goal(opened, checklist, begin, wish.target)
    capacity = {
        u.id: u.capacity * wish.factors[u.id] / 100
        for u in opened.folder.office.units
        if wish.factors.get(u.id, 100) != 100
    }
    return goal._replace(
        deadline=deadline(begin, wish.weeks),
        budget=goal.budget if wish.budget is None else wish.budget,
        capacity=capacity,
    )


def _no_budget(problem: Problem) -> Reply:
    """Say beside its field why a budget cannot be read; what is shown below stays, and is marked as older."""
    text = rendering.alone("swap_wrong", wrong=problem)
    return page(text, 422, HX_Retarget="#wrong-budget", HX_Reswap="innerHTML")


def _read(seat: Seat, form: Mapping[str, str]) -> tuple[str, Wish | Problem]:
    """Return what the sliders ask for, or why the budget cannot be read; Refused for what no slider gives."""
    checklist = _checklist(seat, form.get("checklist", ""))
    most = seat.opened.instruments.checklists[checklist].maximum
    target = None if form.get("everything") else _between(form.get("target", ""), Fraction(0), most)
    weeks = _between(form.get("weeks", ""), *map(Fraction, WEEKS))
    units = [u.id for u in seat.opened.folder.office.units]
    factors = {id_: int(_between(form.get(f"factor-{id_}", "100"), *map(Fraction, FACTORS))) for id_ in units}
    budget = _budget(form.get("budget", "").strip())
    if isinstance(budget, Problem):
        return checklist, budget
    return checklist, Wish(target, int(weeks), budget, factors)


def _between(text: str, low: Fraction, high: Fraction) -> Fraction:
    amount = numbers.parse(text)
    if amount is None or not low <= amount <= high:
        raise Refused(400)
    return amount


def _budget(text: str) -> int | Problem | None:
    if not text:
        return None
    amount = numbers.parse(text)
    if amount is None or amount < 0 or amount.denominator != 1:
        from compliance.office.description import money_advice

        expected = _("a whole number of million rials")
        return Problem("", None, quoted(text), expected, money_advice(text))
    return amount.numerator
