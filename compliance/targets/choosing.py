"""The least work that brings so many points, or the most points that so much work brings: every choice looked at.

Work is counted in whole quanta and points in whole parts, rounded down, so that a choice never brings less than it
says. Choices that take more work and bring no more points are dropped on the way, and nothing else is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

FINE = 10**9  # parts of a point
_FIRST = 8  # person-days that are tried first; then twice as many, and so on


class Option(NamedTuple):
    """One way to take an action: its work in quanta and what it brings in parts of a point.

    One that is `whole` is what other actions may need.
    """

    work: int
    gain: int
    whole: bool


class Choice(NamedTuple):
    """An action that can be taken in one of several ways, or left; `needs` have to be taken whole before it."""

    options: tuple[Option, ...]
    needs: tuple[str, ...]


class Found(NamedTuple):
    """A choice of options by action, with its work and what it brings."""

    work: int
    gain: int
    picks: Mapping[str, int]


_Picks = tuple[tuple[str, int], "_Picks"] | tuple[()]
_State = tuple[int, _Picks]  # what it brings, and by which options
_Best = dict[int, _State]  # by work


def least(choices: Mapping[str, Choice], gain: int, quantum: int) -> Found:
    """Return the choice with least work that brings at least so much; everything that brings most where none does.

    `quantum` are the quanta of a person-day.
    """
    total = sum(max(option.work for option in choice.options) for choice in choices.values())
    most = min(total, _FIRST * quantum)
    while True:
        found = _frontier(choices, most)
        enough = next((work for work in sorted(found) if found[work][0] >= gain), None)
        if enough is not None or most >= total:
            return _found(found, max(found) if enough is None else enough)
        most = min(total, 2 * most)


def most(choices: Mapping[str, Choice], work: int) -> Found:
    """Return the choice that brings most for at most so much work, with least work among such."""
    found = _frontier(choices, work)
    return _found(found, max(found))


def _found(best: _Best, work: int) -> Found:
    gain, left = best[work]
    picks = {}
    while left:
        (id_, option), left = left
        picks[id_] = option
    return Found(work, gain, picks)


def _frontier(choices: Mapping[str, Choice], most: int) -> _Best:
    """Return what can be brought at most with each amount of work that is worth its while, up to a limit."""
    best: _Best = {0: (0, ())}
    for group in _groups(choices):
        best = _joined(best, _of_group(group, choices, most), most)
    return best


def _joined(one: _Best, other: _Best, most: int) -> _Best:
    found: _Best = {}
    for work, (gain, picks) in one.items():
        for more, (further, its) in other.items():
            if work + more <= most:
                _keep(found, work + more, gain + further, picks, its)
    return _pruned(found)


def _keep(found: _Best, work: int, gain: int, picks: _Picks, its: _Picks) -> None:
    known = found.get(work)
    if known is None or gain > known[0]:
        while its:
            picks, its = (its[0], picks), its[1]
        found[work] = gain, picks


def _pruned(found: _Best) -> _Best:
    """Return what brings more than anything with less work."""
    kept: _Best = {}
    highest = -1
    for work in sorted(found):
        if found[work][0] > highest:
            highest = found[work][0]
            kept[work] = found[work]
    return kept


def _of_group(group: Sequence[str], choices: Mapping[str, Choice], most: int) -> _Best:
    """Return the same of actions that need each other, in an order in which needs come first.

    What was taken whole is kept apart as long as something behind it may need it.
    """
    states: dict[frozenset[str], _Best] = {frozenset(): {0: (0, ())}}
    for at, id_ in enumerate(group):
        choice, later = choices[id_], {need for after in group[at + 1 :] for need in choices[after].needs}
        grown: dict[frozenset[str], _Best] = {}
        for done, best in states.items():
            _grow(grown, done & later, best)
            if done.issuperset(choice.needs):
                for number, option in enumerate(choice.options):
                    mark = {id_} if option.whole else set[str]()
                    _grow(grown, (done | mark) & later, _taken(best, (id_, number), option, most))
        states = {done: _pruned(best) for done, best in grown.items()}
    whole: _Best = {}
    for best in states.values():
        _add(whole, best)
    return _pruned(whole)


def _taken(best: _Best, pick: tuple[str, int], option: Option, most: int) -> _Best:
    return {
        work + option.work: (gain + option.gain, (pick, picks))
        for work, (gain, picks) in best.items()
        if work + option.work <= most
    }


def _grow(grown: dict[frozenset[str], _Best], done: frozenset[str], best: _Best) -> None:
    _add(grown.setdefault(done, {}), best)


def _add(found: _Best, more: _Best) -> None:
    for work, state in more.items():
        if work not in found or state[0] > found[work][0]:
            found[work] = state


def _groups(choices: Mapping[str, Choice]) -> list[list[str]]:
    """Return the actions in groups that do not need each other, needs first in each."""
    linked: dict[str, set[str]] = {id_: {id_} for id_ in choices}
    for id_, choice in choices.items():
        for need in choice.needs:
            together = linked[id_] | linked[need]
            for one in together:
                linked[one] = together
    groups: dict[int, list[str]] = {}
    for id_ in _ordered(choices, choices):
        groups.setdefault(id(linked[id_]), []).append(id_)
    return list(groups.values())


def _ordered(ids: Iterable[str], choices: Mapping[str, Choice]) -> list[str]:
    order: dict[str, None] = {}

    def visit(id_: str) -> None:
        if id_ not in order:
            for need in choices[id_].needs:
                visit(need)
            order[id_] = None

    for id_ in ids:
        visit(id_)
    return list(order)
