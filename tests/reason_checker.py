"""The reasons of a plan's JSON held against the facts, by a reader of its own.

Nothing here knows how reasons are found: what an action waits for, which days of a unit are taken and what
would close a gap is read from the library, the office, the facts, the goal and the days of work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from compliance.assessment.scoring import assess
from compliance.model.checklist import Action, Authority, Better
from compliance.model.results import Status
from tests.plan_checker import (
    FINE,
    Case,
    Yard,
    capacity_of,
    closure,
    counted,
    day,
    effort_of,
    exact,
    open_needs,
    raised,
    span,
)

ByDay = Mapping[str, Mapping[date, Fraction]]  # person-days of each action by day
WEIGHED = {
    "not-needed",
    "too-late",
    "too-costly",
    "too-much-work",
    "no-room",
}  # reasons of actions that the office could plan


def verify(plan: dict[str, Any], case: Case, work: ByDay) -> None:
    """Hold every reason that a plan states against the facts."""
    verify_actions(plan, case, work)
    for gap in plan["left_out"]:
        check_gap(gap, plan, case)


def verify_actions(plan: dict[str, Any], case: Case, work: ByDay) -> None:
    """Hold why each action is there and why then, and that every gap is named: for a plan of any size.

    Whether something left out would have fitted is found by trying all orders, which only small worlds allow.
    """
    for action in plan["actions"]:
        check_because(action, plan, case)
        check_when(action, plan, case, work)
    check_gaps(plan, case)


# -- why an action is there, and why then -----------------------------------------------------------------------


def check_because(action: dict[str, Any], plan: dict[str, Any], case: Case) -> None:
    """Begun, fixed, for its points, or for what needs it: the first of these that is so."""
    id_, why, ids = action["id"], action["why"], {a["id"] for a in plan["actions"]}
    followers = {other for other in ids if id_ in open_needs(case, other)}
    assert len(why["needed_by"]) == len(followers)
    assert set(why["needed_by"]) == followers, id_
    if id_ in case.goal.underway:
        true = "begun"
    elif id_ in case.goal.fixed:
        true = "fixed"
    else:
        brings = any(action["gains"].get(part, 0) > 0 for part in counted(case.goal))
        true = "points" if brings else "needed"
        assert brings or followers, f"{id_} is there for nothing"
    assert why["because"] == true, id_


def check_when(action: dict[str, Any], plan: dict[str, Any], case: Case, work: ByDay) -> None:
    """The day follows from a decision, from the first day, from the end of needs, or from a unit's full days."""
    id_, when, after, start = action["id"], action["why"]["when"], action["why"]["after"], day(action["start"])
    ends = {a["id"]: day(a["end"]) for a in plan["actions"]}
    needs = open_needs(case, id_)
    ready = max((ends[need] for need in needs), default=case.goal.begin - timedelta(days=1))
    between = [d for d in span(ready + timedelta(days=1), start - timedelta(days=1)) if case.calendar.works(d)]
    assert len(set(after)) == len(after)
    decided = action["why"]["because"] in ("begun", "fixed")
    assert decided == (when in ("begun", "fixed"))
    if decided:
        assert when == action["why"]["because"]
        assert not after
    elif when == "first-day":
        assert not needs
        assert not after
        assert case.calendar.works(start) or not work.get(id_), (
            f"{id_}: the first working day of the plan is a day off"
        )
        assert not between, f"{id_}: there are working days before"
    elif when == "needs":
        assert needs
        assert set(after) == {need for need in needs if ends[need] == ready}
        assert case.calendar.works(start) or not work.get(id_), (
            f"{id_}: the first working day after its needs is a day off"
        )
        assert not between, f"{id_}: there are working days between"
    else:
        assert when == "unit"
        assert between, f"{id_} begins on its first day"
        unit = action["unit"]
        mates = [a["id"] for a in plan["actions"] if a["unit"] == unit and a["id"] != id_]
        for free in between:
            taken = sum((work[mate].get(free, Fraction(0)) for mate in mates), Fraction(0))
            assert taken == capacity_of(case, unit) / 5, f"{id_}: {unit} has time on {free}"
        busy = {mate for mate in mates if any(work[mate].get(d) for d in between)}
        assert set(after) == busy, f"{id_}: {unit} works on others than {after}"


# -- why a gap is left open -------------------------------------------------------------------------------------


def check_gaps(plan: dict[str, Any], case: Case) -> None:
    """Every gap of the goal's checklist that is open after the plan is named once, largest first, in its points."""
    judged = case.instruments.checklists[case.goal.checklist]
    after = assess(judged, facts_after(plan, case))
    wanted = {
        result.item.id: result.maximum - result.points
        for result in after.items
        if result.status is not Status.NOT_APPLICABLE and result.points < result.maximum
    }
    assert [g["item"] for g in plan["left_out"]] == sorted(wanted, key=lambda item: (-wanted[item], item))
    facts = {item.id: item.fact for item in judged.items}
    for gap in plan["left_out"]:
        assert gap["fact"] == facts[gap["item"]]
        assert abs(exact(gap["points"]) - wanted[gap["item"]]) <= FINE / 2, gap["item"]


def check_gap(gap: dict[str, Any], plan: dict[str, Any], case: Case) -> None:
    """What is said to stand in the way does, and nothing that could be planned is passed over."""
    fact, named, hindrance, library = gap["fact"], gap["action"], gap["hindrance"], case.instruments
    if fact not in case.facts:
        assert (hindrance, named) == ("unanswered", None)
        return
    closing = closers(fact, plan, case)
    office = {id_ for id_ in closing if not hindered(id_, case)}
    assert (named is None) == (hindrance == "no-action")
    if named is None:
        assert not closing, f"{gap['item']}: {sorted(closing)} would raise it further"
        return
    assert named in closing, f"{gap['item']}: {named} does not raise it further"
    assert not office or hindrance in WEIGHED, f"{gap['item']}: {sorted(office)} could be planned"
    assert (gap["effort_days"] is not None) == (hindrance in WEIGHED)
    if hindrance in WEIGHED:
        assert named in office
        ids = {a["id"] for a in plan["actions"]}
        effort = sum((effort_of(case, id_) for id_ in closure(case, named) - ids), Fraction(0))
        assert abs(exact(gap["effort_days"]) - effort) <= FINE / 2
    needs = {id_ for id_ in closure(case, named) - {named} if id_ in gap["names"]}
    TRUE[hindrance](gap, plan, case, library.actions[named], needs)


def _headquarters(gap: dict[str, Any], plan: dict[str, Any], case: Case, named: Action, needs: set[str]) -> None:
    assert named.authority is Authority.HEADQUARTERS
    assert gap["names"] == []
    assert named.id in {r["id"] for r in plan["requests"]}, f"{gap['item']}: there is no letter for {named.id}"


def _needs_headquarters(
    gap: dict[str, Any], plan: dict[str, Any], case: Case, named: Action, needs: set[str]
) -> None:
    assert needs
    assert needs == set(gap["names"])
    assert all(case.instruments.actions[need].authority is Authority.HEADQUARTERS for need in needs)
    assert named.authority is not Authority.HEADQUARTERS


def _excluded(gap: dict[str, Any], plan: dict[str, Any], case: Case, named: Action, needs: set[str]) -> None:
    assert named.id in case.goal.excluded
    assert gap["names"] == []


def _needs_excluded(gap: dict[str, Any], plan: dict[str, Any], case: Case, named: Action, needs: set[str]) -> None:
    assert needs
    assert needs == set(gap["names"])
    assert needs <= case.goal.excluded
    assert named.id not in case.goal.excluded


def _not_needed(gap: dict[str, Any], plan: dict[str, Any], case: Case, named: Action, needs: set[str]) -> None:
    assert plan["reached"]
    assert not plan["objective"].startswith("most points")
    assert plan["score_after"] >= plan["target"]


def _too_late(gap: dict[str, Any], plan: dict[str, Any], case: Case, named: Action, needs: set[str]) -> None:
    assert not plan["objective"].startswith("least")
    assert not fits(case, closure(case, named.id)), f"{gap['item']}: {named.id} alone is in time"


def _too_costly(gap: dict[str, Any], plan: dict[str, Any], case: Case, named: Action, needs: set[str]) -> None:
    costs = (case.instruments.actions[id_].cost for id_ in together(named.id, plan, case))
    assert case.goal.budget is not None
    assert sum(costs) > case.goal.budget, f"{gap['item']}: there is money for {named.id}"


def _too_much_work(gap: dict[str, Any], plan: dict[str, Any], case: Case, named: Action, needs: set[str]) -> None:
    efforts = (effort_of(case, id_) for id_ in together(named.id, plan, case))
    assert case.goal.most_effort is not None
    assert sum(efforts) > case.goal.most_effort, f"{gap['item']}: so much work is allowed with {named.id}"


def _no_room(gap: dict[str, Any], plan: dict[str, Any], case: Case, named: Action, needs: set[str]) -> None:
    assert plan["objective"].startswith("most points")
    assert fits(case, closure(case, named.id)), f"{gap['item']}: {named.id} is too late even alone"
    assert not fits(case, together(named.id, plan, case)), f"{gap['item']}: there is time for {named.id}"


TRUE: dict[str, Callable[[dict[str, Any], dict[str, Any], Case, Action, set[str]], None]] = {
    "headquarters": _headquarters,
    "needs-headquarters": _needs_headquarters,
    "excluded": _excluded,
    "needs-excluded": _needs_excluded,
    "not-needed": _not_needed,
    "too-late": _too_late,
    "too-costly": _too_costly,
    "too-much-work": _too_much_work,
    "no-room": _no_room,
}


# -- what could be done -----------------------------------------------------------------------------------------


def facts_after(plan: dict[str, Any], case: Case) -> dict[str, Any]:
    """The facts once every action of the plan has raised its own."""
    return raised(case.instruments, case.facts, (case.instruments.actions[a["id"]] for a in plan["actions"]))


def closers(fact: str, plan: dict[str, Any], case: Case) -> set[str]:
    """The actions outside the plan that would raise a fact above what it is after the plan."""
    ids = {a["id"] for a in plan["actions"]}
    amount = facts_after(plan, case)[fact].value.amount
    lower = case.instruments.directions.get(fact) is Better.LOWER

    def raises(action: Action) -> bool:
        wanted = action.raises.get(fact)
        return wanted is not None and (wanted < amount if lower else wanted > amount)

    return {id_ for id_, action in case.instruments.actions.items() if id_ not in ids and raises(action)}


def hindered(id_: str, case: Case) -> bool:
    """Whether an action, or what it needs at any remove, is excluded or headquarters' to do."""
    actions = case.instruments.actions
    return any(
        one in case.goal.excluded or actions[one].authority is Authority.HEADQUARTERS for one in closure(case, id_)
    )


def together(id_: str, plan: dict[str, Any], case: Case) -> set[str]:
    """The actions of the plan with one more and what it needs."""
    return {a["id"] for a in plan["actions"]} | closure(case, id_)


def fits(case: Case, ids: Iterable[str]) -> bool:
    """Whether some schedule ends these actions by the deadline, whatever they cost."""
    yard = Yard(case)
    at = {id_: n for n, id_ in enumerate(yard.ids)}
    return yard.in_time(sum(1 << at[id_] for id_ in ids))
