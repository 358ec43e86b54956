"""The exact solver: OR-Tools CP-SAT chooses, what it chose is placed in time, and what cannot be is ruled out.

The choice is a knapsack with needs; of time it knows, for each unit and each span of days, that the work
that has to be done within it is no more than the room there is. That relaxes the calendar, so its optimum
is a bound. Mostly a placing in order fits the choice; otherwise a second model, with work day by day,
decides whether any placing does, and names actions that cannot all be done in time. They are ruled out
together, and the choice is made again.

One worker, a seed and limits of deterministic time, not of the clock: the same question gives the same
answer on every machine.
"""

from __future__ import annotations

import signal
import threading
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import Any

from compliance.model.results import Spend
from compliance.plan import bounds, schedule
from compliance.plan.schedule import Slots
from compliance.plan.solvers import Answer, Choice, Question
from compliance.plan.solvers.light import Light, lightened, placed
from compliance.plan.whole import Whole, bits

LIMIT = 4.5  # deterministic time for one question; a unit is some two seconds on a slow core
_PLACING = 1.0  # of it at most for whether one choice can be placed
_TIES = 1.0  # of it at most for each thing that decides among equally good choices
_LIMB = 2**40  # larger points are held in several numbers of this size
_FEW = 40  # rounds of the light search for a first choice
_ROUGH = 0.1  # where any choice will do: how far from the least work, as what is little is placed easily
_TRIES = 240  # orders tried before that is asked

_Terms = list[tuple[int, Any]]


class Optimal:
    """Needs the extra `optimal`."""

    name = "optimal"

    def __init__(self, limit: float = LIMIT) -> None:
        self.limit = limit

    def solve(self, question: Question) -> Answer:
        """Return the best choice with the best bound; the light solver begins, and helps where nothing is proven."""
        light = Light(_FEW if question.spend else 0).solve(question)
        if (question.wanted is not None and light.bound is None) or _settled(question, light):
            return light
        search = _Search(question, light, self.limit)
        answer = search.run()
        if search.proven or question.spend is None:
            return answer
        return _better(question, answer, Light().solve(question))


def cp_model() -> Any:
    """Import CP-SAT; an interrupt waits meanwhile, for within its start it would come out as a failed import."""
    waiting = list[int]()
    own = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, lambda number, _frame: waiting.append(number)) if own else None
    try:
        from ortools.sat.python import cp_model
    finally:
        if own:
            signal.signal(signal.SIGINT, before or signal.SIG_DFL)
    if waiting:
        raise KeyboardInterrupt
    return cp_model


def _settled(question: Question, answer: Answer) -> bool:
    """Whether nothing can be better in the first thing that decides, and no second checklist decides."""
    if answer.choice is None:
        return False
    if question.spend is None:
        return True
    if len(question.whole.layers) > 1:
        return False
    first = question.rank(answer.choice.chosen)[0]
    return answer.bound is not None and abs(first) == answer.bound


def _better(question: Question, answer: Answer, light: Answer) -> Answer:
    """Return the better choice of two answers with the better bound."""
    choices = [choice for choice in (answer.choice, light.choice) if choice is not None]
    best = min(choices, key=lambda choice: question.rank(choice.chosen), default=None)
    if answer.bound is None or light.bound is None:
        return Answer(best, None)
    tight = min if question.wanted is None else max
    return Answer(best, tight(answer.bound, light.bound))


class _Search:
    """One question: what is ruled out so far, the best choice and the best bound."""

    def __init__(self, question: Question, light: Answer, limit: float) -> None:
        self.question, self.whole = question, question.whole
        self.best, self.bound, self.left = light.choice, light.bound, limit
        self.possible = bounds.possible(self.whole)
        self.ruled_out: list[list[int]] = []
        self.proving, self.proven = True, False

    def run(self) -> Answer:
        """Choose, place, and rule out until the best choice is placed or the time is over."""
        if self.whole.must & ~self.possible:
            self.proven = True
            return Answer(None, None)
        if not self.possible:
            self.proven = True
            return Answer(self.best, self.bound)
        while self.left > 0:
            chosen, optimal = self._choose()
            if chosen is None:
                self.proven = optimal and self.proving
                if self.proven and self.best is None:
                    return Answer(None, None)
                break
            choice = placed(self.whole, chosen, _TRIES) or self._placed(chosen)
            if choice is None and not self.proving:
                choice, optimal = lightened(self.whole, chosen), False
            if choice is not None and self._enough(choice):
                self._take(choice)
                self.proven = optimal
                if optimal or not self.proving:
                    break
        return Answer(self.best, self.bound)

    def _enough(self, choice: Choice) -> bool:
        wanted = self.question.wanted
        return wanted is None or self.whole.layers[0].points(choice.chosen) >= wanted

    def _take(self, choice: Choice) -> None:
        if self.best is None or self.question.rank(choice.chosen) < self.question.rank(self.best.chosen):
            self.best = choice

    def _choose(self) -> tuple[int | None, bool]:
        """Return the best choice that is not ruled out (None when there is none), and whether it is proven."""
        model, x = self._model()
        chosen: int | None = None
        first, then = self._aims(model, x)
        proven = 0  # what the aims solved so far say of the first thing that decides
        for stage, aim in enumerate((*first, *then)):
            model.minimize(aim)
            self._hint(model, x, chosen)
            status, solver = self._solve(model, self.left if stage < len(first) else min(self.left, _TIES))
            if status == "INFEASIBLE":
                return (None, True) if stage == 0 else (chosen, True)
            if status not in ("OPTIMAL", "FEASIBLE"):
                return chosen, False
            if stage < len(first):
                proven = proven * _LIMB + round(solver.best_objective_bound)
                below = _LIMB ** (len(first) - 1 - stage)  # what the limbs that are still open can add at most
                if self.proving:
                    self._tighten(proven * below - (below - 1))
            chosen = sum(1 << task for task, literal in x.items() if solver.boolean_value(literal))
            if status != "OPTIMAL":
                return chosen, stage >= len(first) and self.proving
            model.add(aim <= round(solver.objective_value))
        return chosen, self.proving

    def _tighten(self, limit: int) -> None:
        """Keep the bound of a proof; the model minimises what is spent, or points with the sign turned."""
        if self.question.wanted is None:
            self.bound = -limit if self.bound is None else min(self.bound, -limit)
        elif self.question.spend is not Spend.TIME:
            self.bound = limit if self.bound is None else max(self.bound, limit)

    def _solve(self, model: Any, limit: float) -> tuple[str, Any]:
        solver = cp_model().CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = max(limit, 0.01)
        solver.parameters.linearization_level = 2  # knapsacks: proves in 0.5 s what took 9 s with eight workers
        if self.question.spend is None:
            solver.parameters.relative_gap_limit = _ROUGH
        status: str = solver.status_name(solver.solve(model))
        self.left -= solver.response_proto.deterministic_time
        return status, solver

    def _model(self) -> tuple[Any, dict[int, Any]]:
        """Return the model of the choice: one literal for each possible task."""
        whole, model = self.whole, cp_model().CpModel()
        x = {task: model.new_bool_var(whole.ids[task]) for task in bits(self.possible)}
        for task, literal in x.items():
            for need in whole.needs[task]:
                model.add_implication(literal, x[need])
            if whole.must >> task & 1:
                model.add(literal == 1)
        if whole.budget is not None:
            model.add(sum(whole.cost[t] * literal for t, literal in x.items()) <= whole.budget)
        if whole.most_effort is not None:
            model.add(sum(whole.effort[t] * literal for t, literal in x.items()) <= whole.most_effort)
        if self.question.wanted is not None:
            model.add(_limbs(model, self._points(model, x, 0), self.question.wanted)[0] >= 0)
        for group in self.ruled_out:
            model.add_bool_or([~x[task] for task in group])
        _add_spans(whole, model, x)
        return model, x

    def _points(self, model: Any, x: dict[int, Any], number: int) -> _Terms:
        """Return the points of a layer as terms: a weight and the literal that earns it."""
        layer = self.whole.layers[number]
        terms = [(layer.own[task], literal) for task, literal in x.items() if layer.own[task]]
        for step, takers in layer.shared:
            some = [literal for task, literal in x.items() if takers >> task & 1]
            if some:
                taken = model.new_bool_var("")
                model.add(sum(some) >= taken)
                terms.append((step, taken))
        return terms

    def _aims(self, model: Any, x: dict[int, Any]) -> tuple[list[Any], list[Any]]:
        """Return what is minimised, one after the other: the first thing that decides, and what follows.

        The order is that of `Question.rank`.
        """
        whole, wanted, spend = self.whole, self.question.wanted, self.question.spend
        points = [[-limb for limb in _limbs(model, self._points(model, x, n))] for n in range(len(whole.layers))]
        effort = sum(whole.effort[t] * literal for t, literal in x.items())
        cost = sum(whole.cost[t] * literal for t, literal in x.items())
        second = [limb for layer in points[1:] for limb in layer]
        if wanted is None:
            return points[0], [*second, effort, cost]
        if spend is Spend.COST:
            return [cost], [*second, effort, *points[0]]
        if spend is None:
            return [effort], []
        if spend is Spend.TIME and second:
            return second, [effort, cost, *points[0]]
        return [effort], [*second, cost, *points[0]]

    def _hint(self, model: Any, x: dict[int, Any], chosen: int | None) -> None:
        model.clear_hints()
        hint = chosen if chosen is not None else self.best.chosen if self.best else None
        if hint is not None:
            for task, literal in x.items():
                model.add_hint(literal, bool(hint >> task & 1))

    def _placed(self, chosen: int) -> Choice | None:
        """Place a choice exactly; one that cannot be placed is ruled out by the actions that do not go together."""
        model, x, work = _day_by_day(self.whole, chosen)
        status, solver = self._solve(model, min(self.left, _PLACING))
        slots = _slots(self.whole, solver, work) if status in ("OPTIMAL", "FEASIBLE") else None
        if slots is not None:
            return Choice(chosen, slots)
        if status == "INFEASIBLE":
            core = set(solver.sufficient_assumptions_for_infeasibility())
            group = [task for task, literal in x.items() if literal.index in core]
        else:
            group, self.proving = [], False
        self.ruled_out.append(group or list(bits(chosen & ~self.whole.must)))
        return None


def _limbs(model: Any, terms: _Terms, wanted: int = 0) -> list[Any]:
    """Return a sum of large weights, less what is wanted, in limbs that the solver can hold, the highest first.

    The sum is the limbs' number in base `_LIMB` once each is as large as can be, the highest first; it
    is not negative exactly when the highest can be made so.
    """
    count, carry, limbs = 1, 0, []
    while sum(weight for weight, _literal in terms) + wanted >= _LIMB**count << 10:
        count += 1
    for place in range(count - 1):
        amounts = [(weight // _LIMB**place % _LIMB, literal) for weight, literal in terms]
        whole = sum(amount * literal for amount, literal in amounts) + carry - wanted // _LIMB**place % _LIMB
        carry = model.new_int_var(-2, len(terms) + 2, "")
        model.add(_LIMB * carry <= whole)
        limbs.append(whole - _LIMB * carry)
    top = sum((weight // _LIMB ** (count - 1)) * literal for weight, literal in terms)
    return [top + carry - wanted // _LIMB ** (count - 1), *reversed(limbs)]


def _add_spans(whole: Whole, model: Any, x: dict[int, Any]) -> None:
    """Hold, for each unit and span of days, the work that has to lie in it within the room there is."""
    release = {task: _release(whole, task) for task in x}
    deadlines = _deadlines(whole, x)
    for unit, daily in enumerate(whole.daily):
        own = [task for task in x if whole.unit[task] == unit and whole.effort[task]]
        begins = sorted({0, *(release[task] for task in own)})
        ends = sorted({due for task in own for due, _causes in deadlines[task]})
        for begin in begins:
            inside = [task for task in own if release[task] >= begin]
            for end in ends:
                room = daily * max(0, bisect_right(whole.days, end) - bisect_left(whole.days, begin))
                terms, most = [], 0
                for task in inside:
                    causes = [cause for due, some in deadlines[task] if due <= end for cause in some]
                    if causes:
                        terms.append((whole.effort[task], causes, task))
                        most += whole.effort[task]
                if most > room:
                    model.add(sum(effort * _any(model, x, causes, task) for effort, causes, task in terms) <= room)


def _any(model: Any, x: dict[int, Any], causes: list[int], task: int) -> Any:
    """Return a literal that is true when one of the causes is chosen; each of them needs the task."""
    if task in causes:
        return x[task]
    if len(causes) == 1:
        return x[causes[0]]
    some = model.new_bool_var("")
    for cause in causes:
        model.add_implication(x[cause], some)
    return some


def _release(whole: Whole, task: int) -> int:
    """Return the first day on which a task's work can begin, from what it needs."""
    if whole.on[task] is not None:
        return whole.on[task] or 0
    ends = [schedule.end_from(whole, need, _release(whole, need)) + 1 for need in whole.needs[task]]
    return max(ends, default=0)


def _deadlines(whole: Whole, x: dict[int, Any]) -> dict[int, list[tuple[int, list[int]]]]:
    """Return for each task the days by which its work has to end, each with the choices that ask for it."""
    found: dict[int, dict[int, list[int]]] = {task: {} for task in x}
    for cause in x:
        due, late = schedule.latest_ends(whole, whole.before[cause])
        for task, day in due.items() if not late else ():
            found[task].setdefault(day, []).append(cause)
    return {task: sorted(by_day.items()) for task, by_day in found.items()}


_Work = dict[int, list[tuple[int, Any]]]  # by task: what is done of it on each day


def _day_by_day(whole: Whole, chosen: int) -> tuple[Any, dict[int, Any], _Work]:
    """Return the model of placing a choice: a literal for each task, all of them assumed, and its work by day.

    A task without work takes a moment of some day, and nobody's time.
    """
    model = cp_model().CpModel()
    x = {task: model.new_bool_var(whole.ids[task]) for task in bits(chosen)}
    # Only what holds for a task whatever else is chosen: the reason for a conflict must be among the literals.
    due = {task: whole.last - whole.wait[task] for task in x}
    work: _Work = {}
    by_day: dict[tuple[int, int], list[Any]] = {}
    for task, literal in x.items():
        effort, daily = whole.effort[task], whole.daily[whole.unit[task]]
        span = range(_release(whole, task), due[task] + 1)
        days = [day for day in whole.days if day in span] if effort else list(span)
        work[task] = [(day, model.new_int_var(0, min(daily, effort) if effort else 1, "")) for day in days]
        model.add(sum(amount for _day, amount in work[task]) == max(1, effort) * literal)
        if whole.on[task] is not None:
            model.add(sum(amount for day, amount in work[task] if day == whole.on[task]) >= literal)
        for day, amount in work[task] if effort else ():
            by_day.setdefault((whole.unit[task], day), []).append(amount)
    for (unit, _day), amounts in by_day.items():
        if len(amounts) > 1:
            model.add(sum(amounts) <= whole.daily[unit])
    for task in x:
        for need in whole.needs[task]:
            _add_need(model, work[need], whole.wait[need], work[task])
    model.add_assumptions(list(x.values()))
    return model, x, work


def _add_need(model: Any, need: list[tuple[int, Any]], wait: int, work: list[tuple[int, Any]]) -> None:
    """Let work begin only when what it needs has ended, its wait included."""
    over = [model.new_bool_var("") for _day in work]  # what is needed has ended before that day
    days = [day for day, _amount in work]
    for earlier, later in pairwise(over):
        model.add_implication(earlier, later)
    for literal, (_day, amount) in zip(over, work, strict=True):
        model.add(amount == 0).only_enforce_if(~literal)
    for day, amount in need:
        at = bisect_right(days, day + wait) - 1
        if at >= 0:
            model.add(amount == 0).only_enforce_if(over[at])


def _slots(whole: Whole, solver: Any, work: _Work) -> Slots | None:
    """Return the slots of a placing, done anew in the order in which work ends in it, which ends nothing later."""
    ends = {task: max(day for day, amount in days if solver.value(amount)) for task, days in work.items()}
    order = sorted(ends, key=lambda task: (ends[task], whole.before[task].bit_count(), task))
    slots, late = schedule.place(whole, order, sum(1 << task for task in ends if whole.on[task] is not None))
    return slots if late is None else None
