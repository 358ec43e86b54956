"""Plans held against the rules by a reader of their JSON, and against brute force with a scheduler of its own.

Nothing here knows the planner's code: what it reads are the JSON, the library, the office, the facts
and the goal, and scores come from assessing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import ceil, floor, lcm
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from persiantools.jdatetime import JalaliDate

from compliance.assessment.scoring import assess
from compliance.model.calendar import Calendar
from compliance.model.checklist import Action, AnswerKind, Authority, Better, Library
from compliance.model.office import Known, Office, Source, Value
from compliance.model.results import Goal, Spend, State
from tests.conftest import ROOT

HALF_CENT, FINE = Fraction(1, 200), Fraction(1, 10000)  # what two and four decimals may be off by


class Case(NamedTuple):
    """Everything a plan is made from."""

    instruments: Library
    office: Office
    facts: Mapping[str, Known]
    goal: Goal
    calendar: Calendar


# -- numbers and days -----------------------------------------------------------------------------------------


def exact(number: float) -> Fraction:
    return Fraction(str(number))


def rounded(score: Fraction | None) -> float | None:
    return None if score is None else float(Fraction(int(score * 100 + Fraction(1, 2)), 100))


def day(text: str) -> date:
    year, month, day_ = (int(part) for part in text.split("/"))
    return JalaliDate(year, month, day_).to_gregorian()


def span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def week_span(week: str) -> tuple[date, date]:
    """The days of 1405-W41, from the rule: Saturday first, W01 holds 1 Farvardin."""
    year, number = int(week[:4]), int(week[6:])
    new_year = JalaliDate(year, 1, 1).to_gregorian()
    saturday = new_year - timedelta(days=(new_year.weekday() - 5) % 7) + timedelta(weeks=number - 1)
    return saturday, saturday + timedelta(days=6)


# -- facts and what raising them brings -------------------------------------------------------------------------


def applies(facts: Mapping[str, Known], fact: str) -> bool:
    return fact not in facts or facts[fact].value.amount is not None


def meets(library: Library, facts: Mapping[str, Known], fact: str, wanted: Fraction) -> bool:
    amount = facts[fact].value.amount if fact in facts else None
    if amount is None:
        return False
    return amount <= wanted if library.directions.get(fact) is Better.LOWER else amount >= wanted


def raised(library: Library, facts: Mapping[str, Known], actions: Iterable[Action]) -> dict[str, Known]:
    """The facts after actions: each is the better of its value and what is wanted; not-applicable ones stay."""
    after = dict(facts)
    for action in actions:
        for fact, wanted in action.raises.items():
            if applies(after, fact) and not meets(library, after, fact, wanted):
                after[fact] = Known(Value(wanted), Source.DECLARED)
    return after


def scores(library: Library, facts: Mapping[str, Known]) -> dict[str, Fraction | None]:
    return {c.id: assess(c, facts).score for c in library.checklists.values() if c.per == "office"}


def weighed(goal: Goal, points: Mapping[str, Fraction | None]) -> Fraction:
    return sum(((points[part] or Fraction(0)) * weight for part, weight in goal.parts.items()), Fraction(0))


def effort_of(case: Case, id_: str) -> Fraction:
    """An action's person-days: what is left when it was begun, else fixed and for each missing count."""
    if id_ in case.goal.underway:
        return case.goal.underway[id_].left
    action, units = case.instruments.actions[id_], Fraction(0)
    for fact, target in action.raises.items():
        known = case.facts.get(fact)
        if case.instruments.facts[fact].answer is AnswerKind.COUNTS and known and known.value.total:
            units += max(Fraction(0), Fraction(ceil(target * known.value.total / 100)) - (known.value.counted or 0))
    return action.fixed + action.per_unit * units


def wait_of(case: Case, id_: str) -> int:
    begun = case.goal.underway.get(id_)
    if begun is not None and not begun.left:
        return max(0, (begun.end - case.goal.begin).days)
    return case.instruments.actions[id_].wait_days


def unit_of(case: Case, id_: str) -> str:
    owner = case.instruments.actions[id_].owner
    covering = next((unit.id for unit in case.office.units if owner in unit.covers), owner)
    return case.goal.assigned.get(id_, covering)


def capacity_of(case: Case, unit: str) -> Fraction:
    """Person-days a week: the goal's, the office's, or the assumed two."""
    stated = next((u for u in case.office.units if u.id == unit), None)
    for name in (unit, *(stated.covers if stated else ())):
        if name in case.goal.capacity:
            return case.goal.capacity[name]
    return stated.capacity if stated else Fraction(2)


def is_open(case: Case, id_: str) -> bool:
    """Whether something the action raises applies and falls short."""
    raises = case.instruments.actions[id_].raises
    return any(applies(case.facts, f) and not meets(case.instruments, case.facts, f, w) for f, w in raises.items())


def open_needs(case: Case, id_: str) -> tuple[str, ...]:
    """What has to end before the action begins; what was begun had its needs."""
    if id_ in case.goal.underway:
        return ()
    needs = case.instruments.actions[id_].needs
    return tuple(need for need in needs if is_open(case, need) and not is_over(case, need))


def is_over(case: Case, id_: str) -> bool:
    """Whether the work on an action is done, so that nothing waits for it any more."""
    return id_ in case.goal.underway and case.goal.underway[id_].state is State.DONE


def closure(case: Case, id_: str) -> set[str]:
    """An action with everything it needs, at any remove."""
    found, waiting = set[str](), [id_]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += open_needs(case, one)
    return found


def plannable(case: Case, id_: str) -> bool:
    """Whether the office can do an action, with all it needs, and nobody excluded any of it."""
    actions, goal = case.instruments.actions, case.goal
    return is_open(case, id_) and all(
        actions[one].authority is not Authority.HEADQUARTERS and one not in goal.excluded
        for one in closure(case, id_)
    )


def held(case: Case) -> set[str]:
    """What is in every plan: begun, or fixed on a day."""
    ids = (*case.goal.underway, *case.goal.fixed)
    return {id_ for id_ in ids if id_ in case.instruments.actions and plannable(case, id_)}


def counted(goal: Goal) -> set[str]:
    """The checklists whose points decide: the goal's own, those weighed with it, and the one that decides next."""
    return {goal.checklist, *goal.weights, *([goal.then] if goal.then else [])}


def roots(case: Case) -> set[str]:
    """The actions worth planning: an answered fact falls short, and raising it brings points that count."""
    now = scores(case.instruments, case.facts)
    found = set(case.goal.underway) & held(case)
    for id_, action in case.instruments.actions.items():
        for fact, wanted in action.raises.items():
            if id_ not in found and fact in case.facts and not meets(case.instruments, case.facts, fact, wanted):
                then = raised(case.instruments, case.facts, [action._replace(raises={fact: wanted})])
                more = scores(case.instruments, then)
                brings = any((more[part] or 0) > (now[part] or 0) for part in counted(case.goal))
                if brings and plannable(case, id_):
                    found.add(id_)
    return found


def offered(case: Case) -> list[str]:
    """Every action that can be in a plan: what is worth it, what is held, and what those need."""
    found = set[str]()
    for id_ in roots(case) | held(case):
        found |= closure(case, id_)
    return sorted(found)


# -- the reader of the JSON -----------------------------------------------------------------------------------


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads((ROOT / "checklists" / "schemas" / "plan-output.schema.json").read_text("utf-8"))
    return Draft202012Validator(schema)


def verify(plan: dict[str, Any], case: Case) -> None:
    """Hold a plan's JSON against every rule."""
    _validator().validate(plan)
    assert (day(plan["from"]), day(plan["by"])) == (case.goal.begin, case.goal.deadline)
    check_choice(plan, case)
    check_dates(plan, case)
    check_capacity(plan, case)
    check_gains(plan, case)
    check_proof(plan, case)


def check_choice(plan: dict[str, Any], case: Case) -> None:
    """What is in the plan may be, what has to be is, and sums and limits are kept."""
    goal, library = case.goal, case.instruments
    ids = {a["id"] for a in plan["actions"]}
    assert len(ids) == len(plan["actions"])
    assert all(plannable(case, id_) for id_ in ids)
    assert held(case) <= ids
    assert not ids & goal.excluded
    now = scores(library, case.facts)
    for id_ in ids - held(case):
        alone = scores(library, raised(library, case.facts, [library.actions[id_]]))
        brings = any((alone[c] or 0) > (now[c] or 0) for c in alone)
        assert brings or any(id_ in open_needs(case, other) for other in ids), f"{id_} is for nothing"
    for action in plan["actions"]:
        assert action["authority"] == library.actions[action["id"]].authority != "headquarters"
        assert action["cost"] == library.actions[action["id"]].cost
        assert action["needs"] == list(library.actions[action["id"]].needs)
    cost = sum(a["cost"] for a in plan["actions"])
    effort = sum((effort_of(case, id_) for id_ in ids), Fraction(0))
    assert plan["cost"] == cost
    assert abs(exact(plan["effort_days"]) - effort) <= FINE / 2
    assert plan["budget"] == goal.budget
    assert goal.budget is None or cost <= goal.budget
    assert goal.most_effort is None or effort <= goal.most_effort
    for request in plan["requests"]:
        assert library.actions[request["id"]].authority is Authority.HEADQUARTERS
        assert request["id"] not in ids
    assert not any(is_open(case, id_) for id_ in plan["already_met"])


def check_dates(plan: dict[str, Any], case: Case) -> None:
    """Days within the plan, work and wait within the days, needs before what needs them, the order of actions."""
    begin, by = case.goal.begin, case.goal.deadline
    ends = {a["id"]: day(a["end"]) for a in plan["actions"]}
    assert plan["finish"] == max((a["end"] for a in plan["actions"]), default=None)
    for action in plan["actions"]:
        id_, start, end = action["id"], day(action["start"]), day(action["end"])
        assert start <= end <= by
        assert action["unit"] == unit_of(case, id_)
        begun = case.goal.underway.get(id_)
        assert begin <= start if begun is None else start == begun.start
        if begun is not None and is_over(case, id_):
            assert end == begun.end < begin
            assert not action["work"]
            continue
        assert abs(exact(action["effort_days"]) - effort_of(case, id_)) <= FINE / 2
        assert abs(sum(exact(w["days"]) for w in action["work"]) - effort_of(case, id_)) <= FINE
        last_work = end - timedelta(days=wait_of(case, id_))
        assert start <= last_work
        if action["work"]:
            spans = [week_span(work["week"]) for work in action["work"]]
            assert spans == sorted(set(spans))
            assert spans[-1][0] <= last_work <= spans[-1][1]
            if begun is None:
                assert spans[0][0] <= start <= spans[0][1]
                assert case.calendar.works(start), f"{id_} begins on a day off"
            else:
                assert spans[0][1] >= begin
            assert case.calendar.works(last_work), f"{id_}'s work ends on a day off"
        elif begun is None:
            assert start == last_work
        for need in open_needs(case, id_):
            assert ends[need] < start, f"{id_} begins before {need} has ended"
        for need in set(action["needs"]) - set(open_needs(case, id_)):
            assert need in plan["already_met"] or id_ in case.goal.underway or is_over(case, need)
        if id_ in case.goal.fixed and id_ not in case.goal.underway:
            assert start == case.goal.fixed[id_]
    order = [(ends[a["id"]], a["id"]) for a in plan["actions"]]
    assert order == sorted(order)


def check_capacity(plan: dict[str, Any], case: Case) -> None:
    """Some spread of each week's work over its days keeps every unit within its daily share, and off days free.

    Where each piece may lie on some days in a row, it is enough that any days in a row have room for
    what has to lie within them.
    """
    pieces: dict[tuple[str, str], list[tuple[date, date, Fraction]]] = defaultdict(list)
    for action in plan["actions"]:
        start = max(case.goal.begin, day(action["start"]))
        last = day(action["end"]) - timedelta(days=wait_of(case, action["id"]))
        for work in action["work"]:
            assert work["unit"] == action["unit"]
            assert work["days"] > 0
            first, end = week_span(work["week"])
            pieces[work["week"], work["unit"]].append((max(first, start), min(end, last), exact(work["days"])))
    for (week, unit), some in pieces.items():
        daily = capacity_of(case, unit) / 5
        days = span(*week_span(week))
        for at, first in enumerate(days):
            for last in days[at:]:
                work = sum(amount for begin, end, amount in some if first <= begin and end <= last)
                room = daily * sum(case.calendar.works(d) for d in span(first, last))
                assert work <= room + FINE * len(some) / 100, (week, unit, first, last)


def check_gains(plan: dict[str, Any], case: Case) -> None:
    """Gains are what each action adds in order, in every checklist, and sum to the difference."""
    library, facts = case.instruments, dict(case.facts)
    before = was = scores(library, facts)
    for action in plan["actions"]:
        facts = raised(library, facts, [library.actions[action["id"]]])
        now = scores(library, facts)
        for id_ in was:
            gain = (now[id_] or 0) - (was[id_] or 0)
            assert abs(exact(action["gains"].get(id_, 0)) - gain) <= FINE / 2, (action["id"], id_)
        was = now
    own = case.goal.checklist
    assert plan["score_before"] == rounded(before[own])
    assert plan["score_after"] == rounded(was[own])
    assert plan["scores"] == {id_: {"before": rounded(before[id_]), "after": rounded(was[id_])} for id_ in was}
    left = sum((exact(gap["points"]) for gap in plan["left_out"]), Fraction(0))
    whole = case.instruments.checklists[own].maximum if was[own] is not None else Fraction(0)
    assert abs((was[own] or 0) + left - whole) <= FINE * (1 + len(plan["left_out"])) / 2, "gaps left out"


def value_of(plan: dict[str, Any], case: Case) -> Fraction:
    """What was reached, in the unit of the objective, exactly."""
    ids = [a["id"] for a in plan["actions"]]
    objective = plan["objective"]
    if objective.startswith("least effort"):
        return sum((effort_of(case, id_) for id_ in ids), Fraction(0))
    if objective.startswith("least cost"):
        return Fraction(sum(case.instruments.actions[id_].cost for id_ in ids))
    if objective.startswith("earliest"):
        return Fraction(max(1, (day(plan["finish"]) - case.goal.begin).days + 1) if ids else 0)
    facts = raised(case.instruments, case.facts, (case.instruments.actions[id_] for id_ in ids))
    return weighed(case.goal, scores(case.instruments, facts))


def check_proof(plan: dict[str, Any], case: Case) -> None:
    """The bound is on its side, the gap is the distance to it, and what is said of the target is so."""
    goal, value, bound = case.goal, value_of(plan, case), exact(plan["bound"])
    most = plan["objective"].startswith("most points")
    ids = {a["id"] for a in plan["actions"]}
    facts = raised(case.instruments, case.facts, (case.instruments.actions[id_] for id_ in ids))
    after = scores(case.instruments, facts)[goal.checklist] or Fraction(0)
    assert value <= bound if most else bound <= value
    base = bound if most else value
    gap = 100 * abs(value - bound) / base if base else Fraction(0 if value == bound else 100)
    assert abs(exact(plan["gap"]) - gap) <= HALF_CENT + 100 * FINE / (base or 1)
    side = ceil if most else floor
    assert plan["proven"] or value != bound
    if plan["proven"]:
        assert bound == side(value / FINE) * FINE
        assert plan["gap"] == 0
    if goal.target is None:
        assert most
        assert plan["reached"] == (roots(case) <= ids)
    else:
        assert plan["reached"] == (after >= goal.target)
        assert most != plan["reached"]
    names = {Spend.EFFORT: "least effort", Spend.COST: "least cost", Spend.TIME: "earliest date"}
    assert most or plan["objective"].startswith(names[goal.spend])


# -- a scheduler of its own -------------------------------------------------------------------------------------


class Yard:
    """The actions on offer as numbers, and whether some of them can be done in time.

    Amounts are whole quanta. In some best schedule the actions end in an order; placing them in that
    order, each on the first days with room after its needs, ends none of them later. So all orders are
    tried, and an order is left as soon as an action that could be next no longer fits.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.ids = offered(case)
        at = {id_: n for n, id_ in enumerate(self.ids)}
        efforts = [effort_of(case, id_) for id_ in self.ids]
        units = sorted({unit_of(case, id_) for id_ in self.ids})
        daily = [capacity_of(case, unit) / 5 for unit in units]
        every = [capacity_of(case, unit.id) / 5 for unit in case.office.units]
        quantum = lcm(*(amount.denominator for amount in (*efforts, *daily, *every)))
        self.effort = [int(effort * quantum) for effort in efforts]
        self.daily = [int(amount * quantum) for amount in daily]
        self.unit = [units.index(unit_of(case, id_)) for id_ in self.ids]
        self.wait = [wait_of(case, id_) for id_ in self.ids]
        self.needs = [[at[need] for need in open_needs(case, id_)] for id_ in self.ids]
        self.closed = [sum(1 << at[one] for one in closure(case, id_)) for id_ in self.ids]
        self.cost = [case.instruments.actions[id_].cost for id_ in self.ids]
        begin = case.goal.begin
        fixed = {id_: (day_ - begin).days for id_, day_ in case.goal.fixed.items() if id_ not in case.goal.underway}
        self.on = [fixed.get(id_) for id_ in self.ids]
        self.must = 0
        for id_ in held(case):
            self.must |= self.closed[at[id_]]
        self.last = (case.goal.deadline - begin).days
        self.works = [case.calendar.works(d) for d in span(begin, case.goal.deadline)]
        self.quantum = Fraction(1, quantum)
        self._known: dict[tuple[int, int], bool] = {}

    def allowed(self, chosen: int) -> bool:
        """Whether a set holds all it needs and all that is held, within budget and effort."""
        goal = self.case.goal
        if self.must & ~chosen or any(chosen >> n & 1 and c & ~chosen for n, c in enumerate(self.closed)):
            return False
        cost = sum(cost for n, cost in enumerate(self.cost) if chosen >> n & 1)
        if goal.budget is not None and cost > goal.budget:
            return False
        return goal.most_effort is None or self.effort_days(chosen) <= goal.most_effort

    def sets(self) -> Iterator[int]:
        """Every set that is allowed."""
        return (chosen for chosen in range(1 << len(self.ids)) if self.allowed(chosen))

    def actions(self, chosen: int) -> list[Action]:
        return [self.case.instruments.actions[id_] for n, id_ in enumerate(self.ids) if chosen >> n & 1]

    def effort_days(self, chosen: int) -> Fraction:
        return self.quantum * sum(effort for n, effort in enumerate(self.effort) if chosen >> n & 1)

    def in_time(self, chosen: int, last: int | None = None) -> bool:
        """Whether all of a set can have ended by a day."""
        last = self.last if last is None else last
        for (known, by), fits in self._known.items():  # less work by a later day is no harder
            if fits and not chosen & ~known and by <= last:
                return True
            if not fits and not known & ~chosen and by >= last and not self.must & ~known:
                return False
        room = [[daily * works for works in self.works[: last + 1]] for daily in self.daily]
        fits = self._hold(chosen, room) and self._go_on(chosen, room, {}, last, set())
        self._known[chosen, last] = fits
        return fits

    def _hold(self, chosen: int, room: list[list[int]]) -> bool:
        """Keep a quantum for each action with a day of its own."""
        for n, on in enumerate(self.on):
            if chosen >> n & 1 and on is not None and self.effort[n]:
                if on < 0 or on >= len(room[0]) or not room[self.unit[n]][on]:
                    return False
                room[self.unit[n]][on] -= 1
        return True

    def _go_on(self, left: int, room: list[list[int]], ends: dict[int, int], last: int, dead: set[Any]) -> bool:
        if not left:
            return True
        state = (left, tuple(sorted(ends.items())), tuple(map(tuple, room)))
        if state in dead:
            return False
        ready = [n for n in range(len(self.ids)) if left >> n & 1 and all(need in ends for need in self.needs[n])]
        placed = [(self._place(n, room, ends, last), n) for n in ready]
        if all(found is not None for found, _n in placed):  # what does not fit now never will
            for (end, row), n in sorted((found, n) for found, n in placed if found is not None):
                then = [row if unit == self.unit[n] else old for unit, old in enumerate(room)]
                if self._go_on(left & ~(1 << n), then, {**ends, n: end}, last, dead):
                    return True
        dead.add(state)
        return False

    def _place(
        self, n: int, room: Sequence[list[int]], ends: Mapping[int, int], last: int
    ) -> tuple[int, list[int]] | None:
        """The end of an action placed next, and the room its unit has then; None when it ends too late."""
        first, left, row = (
            max((ends[need] + 1 for need in self.needs[n]), default=0),
            self.effort[n],
            room[self.unit[n]],
        )
        on = self.on[n]
        if on is not None:
            if first > on:
                return None
            first = on
        if not left:
            return (first + self.wait[n], row) if first + self.wait[n] <= last else None
        row = list(row)
        if on is not None:
            row[on] += 1
        for at in range(first, len(row)):
            piece = min(row[at], left)
            row[at] -= piece
            left -= piece
            if not left:
                return (at + self.wait[n], row) if at + self.wait[n] <= last else None
        return None


# -- brute force ------------------------------------------------------------------------------------------------


class Best(NamedTuple):
    """The best there is: what decides, in order (less is better); None when nothing is allowed."""

    rank: tuple[Fraction, ...] | None

    @property
    def value(self) -> Fraction | None:
        return None if self.rank is None else abs(self.rank[0])


def _points(yard: Yard) -> Iterator[tuple[int, Fraction, Fraction, Fraction]]:
    """Each allowed set with its weighted score, its score in the checklist that decides next, and in the first."""
    case = yard.case
    for chosen in yard.sets():
        after = scores(case.instruments, raised(case.instruments, case.facts, yard.actions(chosen)))
        then = (after[case.goal.then] or Fraction(0)) if case.goal.then else Fraction(0)
        yield chosen, weighed(case.goal, after), then, after[case.goal.checklist] or Fraction(0)


def best_points(case: Case) -> Best:
    """Most (weighted) points by the deadline, then most in the checklist that decides next."""
    yard = Yard(case)
    ranked = sorted((-points, -then, chosen) for chosen, points, then, _own in _points(yard))
    return next((Best((a, b)) for a, b, chosen in ranked if yard.in_time(chosen)), Best(None))


def best_spend(case: Case) -> Best:
    """Least effort or cost to the target by the deadline, then most in the checklist that decides next."""
    yard = Yard(case)
    assert case.goal.target is not None
    ranked = []
    for chosen, _weighed, then, own in _points(yard):
        if own >= case.goal.target:
            cost = Fraction(sum(action.cost for action in yard.actions(chosen)))
            spent = cost if case.goal.spend is Spend.COST else yard.effort_days(chosen)
            ranked.append((spent, -then, chosen))
    return next((Best((a, b)) for a, b, chosen in sorted(ranked) if yard.in_time(chosen)), Best(None))


def earliest(case: Case) -> Best:
    """The fewest days in which the target can be reached, then most in the checklist that decides next."""
    yard = Yard(case)
    assert case.goal.target is not None
    enough = sorted((-then, chosen) for chosen, _weighed, then, own in _points(yard) if own >= case.goal.target)
    nothing = next((then for then, chosen in enough if not chosen), None)
    if nothing is not None:
        return Best((Fraction(0), nothing))
    for last in range(yard.last + 1):
        for then, chosen in enough:
            if yard.in_time(chosen, last):
                return Best((Fraction(last + 1), then))
    return Best(None)
