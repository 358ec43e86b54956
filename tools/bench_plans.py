"""How long headquarters' plan takes and what it proves: 31 provinces with 60 actions each, `make bench-plans`.

The floor, measured in the same run, is what any plan begins with: the same offices judged by every checklist, and
their actions found. `--small` is a rehearsal with eight provinces.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from compliance.model.sharing import Aim, Proof
from compliance.plan.sharing import making, solvers, whole
from compliance.plan.sharing.solvers import SOLVERS

if TYPE_CHECKING:
    from tests.provinces import Provinces

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the processor's seconds of some work, and what came of it."""
    begin = time.process_time()
    found = work()
    return time.process_time() - begin, found


def main() -> None:
    """Print for both aims and both solvers: the choice by itself, and the plan with all that it is held against."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from tests.provinces import provinces

    n = 8 if "--small" in sys.argv else 31
    provinces(Aim.POINTS, n)  # once, so that the checklists are read
    import ortools.sat.python.cp_model  # noqa: F401 # loaded once, so that no plan below pays for it

    for aim in Aim:
        floor, made = min((timed(lambda aim=aim: provinces(aim, n)) for _run in range(3)), key=lambda one: one[0])  # type: ignore[misc]
        actions = sum(len(site.jobs) for site in made.sites)
        print(f"{aim.value}: {n} provinces, {actions} actions; floor (judged by every checklist): {floor:.2f} s")
        for name in SOLVERS:
            one(made, name, floor)


def one(made: Provinces, name: str, floor: float) -> None:
    """Print what one solver takes and proves."""
    all_ = whole.of(made.sites, made.terms, [amount for _name, amount in made.terms.limits])
    took, answer = timed(lambda: solvers.named(name).solve(all_, made.terms.aim))
    points = Proof(all_.points(answer.chosen), Fraction(answer.points, all_.fine))
    told = f"{float(points.value):.2f} points, {shown(points)}"
    if answer.lifted is not None:
        offices = Proof(Fraction(all_.lifted(answer.chosen)), Fraction(answer.lifted))
        told = f"{int(offices.value)} offices lifted, {shown(offices)}; then {told}"
    print(f"  {name:8} {took:6.1f} s = {took / floor:5.0f} × the floor: {told}")
    took, _plan = timed(lambda: making.make(made.sites, made.terms, solvers.named(name)))
    print(f"  {'':8} {took:6.1f} s = {took / floor:5.0f} × with an equal part and four limits widened   (aim 60 s)")


def shown(proof: Proof) -> str:
    """Return how near a choice is to its bound."""
    return "proven best" if proof.proven else f"within {float(proof.gap):.3f} % (aim 2 %)"


if __name__ == "__main__":
    main()
