"""The ways to choose across offices; adding one adds a file and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from compliance.plan.sharing.solving import Solver


def _light(effort: float) -> Solver:
    from compliance.plan.sharing.light import Light

    return Light(effort)


def _optimal(effort: float) -> Solver:
    from compliance.plan.sharing.optimal import Optimal

    return Optimal(effort)


SOLVERS: Mapping[str, Callable[[float], Solver]] = {"light": _light, "optimal": _optimal}


def named(name: str | None, effort: float = 1.0) -> Solver:
    """Return the solver of a name, or the best one that is installed, with so many times the usual effort."""
    from importlib.util import find_spec

    return SOLVERS[name or ("optimal" if find_spec("ortools") else "light")](effort)
