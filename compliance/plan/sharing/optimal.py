"""The exact solver: what the light one did not prove is put to OR-Tools CP-SAT, with the light choice as a hint.

Where that proves nothing, the light solver tries with all its effort.

One worker, a seed and limits of deterministic time, not of the clock: the same question gives the same answer
everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from compliance.model.sharing import Aim
from compliance.plan.sharing.light import QUICK, Light, sound
from compliance.plan.sharing.solving import Answer
from compliance.plan.sharing.whole import Chosen, Whole
from compliance.plan.solvers.optimal import cp_model
from compliance.plan.whole import bits

LIMIT = 10.0  # deterministic time for one question; a unit is some two seconds on a slow core
_START = 0.2  # of the light solver's effort, for the hint
_LARGEST = 2**53  # CP-SAT says its bounds as floating-point numbers, which are exact up to here


class Optimal:
    """Needs the extra `optimal`."""

    name = "optimal"

    def __init__(self, effort: float = 1.0, brief: bool = False) -> None:
        self.effort, self.brief = effort, brief

    def quick(self) -> Optimal:
        """Return the same solver with less time."""
        return Optimal(self.effort * QUICK, brief=True)

    def solve(self, whole: Whole, aim: Aim, known: Chosen | None = None) -> Answer:
        """Return the best choice with the best bounds."""
        light = Light(self.effort * _START, self.brief).solve(whole, aim, known)
        if _settled(whole, light) or not _holds(whole):
            return light
        model = _Model(whole, aim)
        left = LIMIT * self.effort
        if aim is Aim.CERTIFICATE:
            light, left = model.offices(light, left)
        answer = model.points(light, left)
        if self.brief or _settled(whole, answer):
            return answer
        return _both(answer, Light(self.effort).solve(whole, aim, answer.chosen))


def _both(answer: Answer, light: Answer) -> Answer:
    """Return the choice of the second answer, which is none worse, with the better bounds of both.

    What bounds plans that lift some offices bounds those that lift more.
    """
    lifted = None if answer.lifted is None or light.lifted is None else min(answer.lifted, light.lifted)
    return Answer(light.chosen, min(answer.points, light.points), lifted)


def _settled(whole: Whole, answer: Answer) -> bool:
    """Whether nothing can be better."""
    points = sum(part.fine.points(one) for part, one in zip(whole.parts, answer.chosen, strict=True))
    return points >= answer.points and answer.lifted in (None, whole.lifted(answer.chosen))


def _holds(whole: Whole) -> bool:
    """Whether CP-SAT can say every sum exactly."""
    everything = [part.open for part in whole.parts]
    points = sum(part.fine.points(one) for part, one in zip(whole.parts, everything, strict=True))
    taken = (cap - left for cap, left in zip(whole.caps, whole.room(everything), strict=True))
    return max(points, *whole.caps, *taken, 0) < _LARGEST


class _Model:
    """The choice as a model: a literal for each action, and one for each office that can be lifted."""

    def __init__(self, whole: Whole, aim: Aim) -> None:
        self.whole, self.aim = whole, aim
        self.model = cp_model().CpModel()
        self.actions: list[dict[int, Any]] = []
        self.lifted: dict[int, Any] = {}
        self.gained: list[Any] = []
        taken: list[list[Any]] = [[] for _cap in whole.caps]
        for number, part in enumerate(whole.parts):
            x = {job: self.model.new_bool_var("") for job in bits(part.open)}
            self.actions.append(x)
            for job, literal in x.items():
                for need in bits(part.before[job] & ~(1 << job)):
                    self.model.add_implication(literal, x[need])
                for limit, amount in part.use[job]:
                    taken[limit].append(amount * literal)
            points = self._points(number)
            self.gained += points
            if aim is Aim.CERTIFICATE and part.lifts(part.open):
                self.lifted[number] = self.model.new_bool_var("")
                self.model.add(sum(points) >= part.wanted * self.lifted[number])
        for terms, cap in zip(taken, whole.caps, strict=True):
            if terms:
                self.model.add(sum(terms) <= cap)

    def _points(self, number: int) -> list[Any]:
        """Return what an office's actions bring as terms; of a shared step one of its takers is enough."""
        layer, x = self.whole.parts[number].fine, self.actions[number]
        terms = [layer.own[job] * literal for job, literal in x.items() if layer.own[job]]
        for step, takers in layer.shared:
            some = [x[job] for job in bits(takers) if job in x]
            if some:
                taken = self.model.new_bool_var("")
                self.model.add(sum(some) >= taken)
                terms.append(step * taken)
        return terms

    def offices(self, light: Answer, limit: float) -> tuple[Answer, float]:
        """Return the answer that lifts most offices, and the time that is left; later answers lift as many."""
        assert light.lifted is not None
        found, bound = light.chosen, light.lifted
        if self.whole.lifted(found) < bound:
            chosen, proven, limit = self._solve(sum(self.lifted.values()), found, limit)
            found, bound = self.whole.better(found, chosen, Aim.CERTIFICATE), min(bound, proven)
        if self.lifted:
            self.model.add(sum(self.lifted.values()) >= self.whole.lifted(found))
        return Answer(found, light.points, bound), limit

    def points(self, answer: Answer, limit: float) -> Answer:
        """Return the answer with most points, among those that lift as many offices."""
        chosen, proven, _left = self._solve(sum(self.gained), answer.chosen, limit)
        best = self.whole.better(answer.chosen, chosen, self.aim)
        return Answer(best, min(answer.points, proven), answer.lifted)

    def _solve(self, aim: Any, hint: Chosen, limit: float) -> tuple[Chosen | None, int, float]:
        """Return the choice that is best for an aim (None for none), what nothing exceeds, and the time left."""
        self.model.maximize(aim)
        self._hint(hint)
        solver = cp_model().CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = max(limit, 0.01)
        solver.parameters.linearization_level = 2
        status = solver.status_name(solver.solve(self.model))
        left = limit - solver.response_proto.deterministic_time
        if status not in ("OPTIMAL", "FEASIBLE"):
            return None, _LARGEST, left  # no time even for the hint: nothing is known
        chosen = [sum(1 << job for job, x in some.items() if solver.boolean_value(x)) for some in self.actions]
        return sound(self.whole, chosen), round(solver.best_objective_bound), left

    def _hint(self, chosen: Sequence[int]) -> None:
        self.model.clear_hints()
        for x, one in zip(self.actions, chosen, strict=True):
            for job, literal in x.items():
                self.model.add_hint(literal, bool(one >> job & 1))
        for number, literal in self.lifted.items():
            self.model.add_hint(literal, self.whole.parts[number].lifts(chosen[number]))
