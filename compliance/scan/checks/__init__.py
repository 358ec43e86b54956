"""The checks: one function each, told what was seen of a site and its own thresholds, saying what came of it.

A check is added by writing one function below and its entry in `checklists/scan.yaml`. The first sentence of
its docstring says what it means. Checks speak the language in use; `judging` asks them once in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot, State
from compliance.persian import numbers
from compliance.scan.site import Site

MOST = 20  # places that are kept of one result


class Finding(NamedTuple):
    """What a check says: its state, what was seen, where, and how many places there were.

    `counts` are the good and all of what was counted, for checks that a fact's counts follow from.
    """

    state: State
    seen: str
    spots: tuple[Spot, ...] = ()
    found: int = 0
    counts: tuple[int, int] | None = None


Judge = Callable[[Site, ScanCheck], Finding]
CHECKS: dict[str, Judge] = {}


def check(id_: str) -> Callable[[Judge], Judge]:
    """Enter a function into the table of checks under an id of the checklists."""

    def enter(judge: Judge) -> Judge:
        assert id_ not in CHECKS, f"{id_} is there twice"
        CHECKS[id_] = judge
        return judge

    return enter


def passed(seen: str, counts: tuple[int, int] | None = None) -> Finding:
    """Return that all is well, with what was seen."""
    return Finding(State.PASS, seen, counts=counts)


def failed(seen: str, spots: Iterable[Spot] = (), counts: tuple[int, int] | None = None) -> Finding:
    """Return that something is wrong, with what was seen and where."""
    places = tuple(dict.fromkeys(spots))
    return Finding(State.FAIL, seen, places[:MOST], len(places), counts)


def unmeasured(seen: str) -> Finding:
    """Return that nothing can be said, and why."""
    return Finding(State.NOT_MEASURED, seen)


def person(seen: str, spots: Iterable[Spot] = ()) -> Finding:
    """Return that somebody has to look, and where."""
    places = tuple(dict.fromkeys(spots))
    return Finding(State.NEEDS_PERSON, seen, places[:MOST], len(places))


def judged(good: bool, seen: str, spots: Iterable[Spot] = (), counts: tuple[int, int] | None = None) -> Finding:
    """Return well or wrong, with what was seen either way."""
    return passed(seen, counts) if good else failed(seen, spots, counts)


def share(bad: int, whole: int) -> str:
    """Return how much of a whole is wrong, in per cent with the numbers."""
    return _("{percent} ({bad} of {whole})").format(
        percent=numbers.per_cent(Fraction(100 * bad, whole) if whole else 0),
        bad=numbers.show(bad),
        whole=numbers.show(whole),
    )


def listed(words: Sequence[str], most: int = 5) -> str:
    """Return the first few words, one after the other."""
    return _(", ").join(words[:most]) + ("…" if len(words) > most else "")
