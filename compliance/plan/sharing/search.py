"""The search for the best choice at given prices: made fit, filled up, exchanged, and held against all that is left.

At prices every choice has a best option; any other one loses something against it. A plan comes to the bound less
all that is lost and less what is left over, so only options that lose less than the best known plan are in a better
one. These are few. They are tried in order until none is left, which is a proof, or until so many tries are over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from compliance.plan.sharing.choices import Choice
from compliance.plan.sharing.prices import FINE, Prices

_MOST = 48  # states kept of one choice; of more the search proves nothing
_LITTLE = 1e-12  # of a limit: less than any action takes
_MOVES = 150  # changes that gain most, and that lose most, which are looked at together


class Effort(NamedTuple):
    """How long is searched: so many tries, and so many times begun anew at prices near by."""

    tries: int = 100_000
    shaken: int = 12


class State(NamedTuple):
    """One way to decide a choice to the end: what it loses at the prices, what it brings, takes, and holds."""

    loss: int
    gain: int
    use: tuple[int, ...]
    jobs: int


class Found(NamedTuple):
    """The best choice that was found: what it brings, the actions of each office, and whether none is better."""

    gain: int
    jobs: tuple[int, ...]
    proven: bool


def best(choices: Sequence[Choice], caps: Sequence[int], prices: Prices, parts: int, effort: Effort) -> Found | None:
    """Return the best choice within the limits; None where none was found.

    It begins at the prices themselves and then at some near them, drawn with a fixed seed.
    """
    search, chance = _Search(choices, caps, prices, parts), Random(0)
    first = search.run()
    for _round in range(effort.shaken if any(prices.each) else 0):
        if first is not None and prices.bound <= first.gain * FINE:
            break
        near = tuple(price * chance.randint(90, 110) // 100 for price in prices.each)
        found = _Search(choices, caps, Prices(near, 0), parts).run()
        if found is not None and (first is None or found.gain > first.gain):
            first = found
    return search.proven(first, effort.tries)


class _Search:
    """One search: by choice the states, and which of them is taken; what is left of each limit."""

    def __init__(self, choices: Sequence[Choice], caps: Sequence[int], prices: Prices, parts: int) -> None:
        self.caps, self.prices, self.parts = tuple(caps), prices, parts
        self.whole, self.bound = True, sum(p * cap for p, cap in zip(prices.each, caps, strict=True))
        self.of = [choice[0].part for choice in choices]
        self.states = [self._ranked(choice) for choice in choices]
        self.taken = [0] * len(choices)
        self.room = [cap - sum(some[0].use[n] for some in self.states) for n, cap in enumerate(caps)]

    def run(self) -> Found | None:
        """Return a good choice within the limits, None where none was found."""
        if not self._fitted():
            return None
        self._filled()
        self._exchanged()
        return self._found(self.taken)

    def proven(self, first: Found | None, tries: int) -> Found | None:
        """Return what is better than the best known choice, or that one, and whether nothing can be better."""
        trial = _Trial(self.states, self.caps, self.prices.bound, None if first is None else first.gain, tries)
        found = first if trial.best is None else self._found(trial.best)
        return None if found is None else found._replace(proven=self.whole and trial.left > 0)

    def _found(self, taken: Sequence[int]) -> Found:
        states = [some[n] for some, n in zip(self.states, taken, strict=True)]
        jobs = [0] * self.parts
        for part, state in zip(self.of, states, strict=True):
            jobs[part] |= state.jobs
        return Found(sum(state.gain for state in states), tuple(jobs), False)

    def _ranked(self, choice: Choice) -> list[State]:
        """Return the states of a choice, the best at the prices first; what is worse in every way is left out."""
        found = sorted(self._decided(choice), key=lambda one: (-one[0], one[3]))
        kept: list[tuple[int, int, tuple[int, ...], int]] = []
        for one in found:
            if not any(k[1] >= one[1] and all(a <= b for a, b in zip(k[2], one[2], strict=True)) for k in kept):
                kept.append(one)
        self.whole = self.whole and len(kept) <= _MOST
        self.bound += kept[0][0]
        return [State(kept[0][0] - value, gain, use, jobs) for value, gain, use, jobs in kept[:_MOST]]

    def _decided(self, choice: Choice) -> Iterator[tuple[int, int, tuple[int, ...], int]]:
        """Yield each way to decide a choice: its value at the prices, gain, use and actions."""
        for option in choice:
            use = [0] * len(self.caps)
            for limit, amount in option.use:
                use[limit] += amount
            value = option.gain * FINE - sum(p * u for p, u in zip(self.prices.each, use, strict=True))
            some = [(value, option.gain, tuple(use), option.jobs)]
            for further in option.then:
                more = list(self._decided(further))
                joined = [
                    (v + w, g + h, tuple(a + b for a, b in zip(u, t, strict=True)), j | k)
                    for v, g, u, j in some
                    for w, h, t, k in more
                ]
                joined.sort(key=lambda one: (-one[0], one[3]))
                self.whole = self.whole and len(joined) <= _MOST**2
                some = joined[: _MOST**2]
            yield from some

    def _change(self, choice: int, state: int) -> list[int]:
        """Return what is left of each limit when a choice is decided otherwise."""
        now, then = self.states[choice][self.taken[choice]].use, self.states[choice][state].use
        return [left + a - b for left, a, b in zip(self.room, now, then, strict=True)]

    def _take(self, choice: int, state: int) -> None:
        self.room = self._change(choice, state)
        self.taken[choice] = state

    def _short(self, room: Sequence[int]) -> float:
        """Return by how much limits are exceeded, as shares of them."""
        return sum(-left / max(1, abs(cap)) for left, cap in zip(room, self.caps, strict=True) if left < 0)

    def _fitted(self) -> bool:
        """Decide otherwise, where least is lost for it, until every limit holds; say whether that came about."""
        while (short := self._short(self.room)) > 0:
            offers = []
            for choice, (some, at) in enumerate(zip(self.states, self.taken, strict=True)):
                for state, one in enumerate(some):
                    less = short - self._short(self._change(choice, state)) if state != at else 0
                    if less > _LITTLE:
                        offers.append(((one.loss - some[at].loss) / less, choice, state))
            before = short
            for _loss, choice, state in sorted(offers):
                room = self._change(choice, state)
                if short - self._short(room) > _LITTLE:
                    self.room, self.taken[choice], short = room, state, self._short(room)
                    if not short:
                        break
            if short == before:
                return False
        return True

    def _filled(self) -> None:
        """Decide otherwise, where most is gained by it, as long as there is room."""
        found = True
        while found:
            found = False
            offers = sorted(
                (some[at].gain - one.gain, choice, state)
                for choice, (some, at) in enumerate(zip(self.states, self.taken, strict=True))
                for state, one in enumerate(some)
                if one.gain > some[at].gain and min(self._change(choice, state), default=0) >= 0
            )
            for _less, choice, state in offers:
                more = self.states[choice][state].gain > self.states[choice][self.taken[choice]].gain
                if more and min(room := self._change(choice, state), default=0) >= 0:
                    self.room, self.taken[choice], found = room, state, True

    def _exchanged(self) -> None:
        """Decide two choices otherwise, where that gains, as long as it does."""
        while self._exchange():
            self._filled()

    def _exchange(self) -> bool:
        """Exchange once: the change that gains most with one that makes room for it; say whether there was any."""
        gain = sum(some[n].gain for some, n in zip(self.states, self.taken, strict=True))
        slack = self.bound - gain * FINE
        moves = []
        for choice, (some, at) in enumerate(zip(self.states, self.taken, strict=True)):
            now = some[at]
            for state, one in enumerate(some):
                if one.loss >= slack:
                    break
                if state != at:
                    more = tuple(a - b for a, b in zip(now.use, one.use, strict=True))
                    moves.append((one.gain - now.gain, choice, state, more))
        moves.sort(reverse=True)
        moves = moves[:_MOVES] + moves[max(_MOVES, len(moves) - _MOVES) :]
        for up, choice, state, more in moves:
            room = tuple(left + a for left, a in zip(self.room, more, strict=True))
            for down, other, less, freed in moves:
                if up + down <= 0:
                    break
                if other != choice and all(left + a >= 0 for left, a in zip(room, freed, strict=True)):
                    self._take(choice, state)
                    self._take(other, less)
                    return True
        return False


class _Trial:
    """The tries: states that lose too much are left out, the others taken one after the other, depth first."""

    def __init__(
        self, states: Sequence[Sequence[State]], caps: Sequence[int], bound: int, gain: int | None, tries: int
    ) -> None:
        self.bound, self.gain, self.left = bound, gain, tries
        self.best: list[int] | None = None
        slack = None if gain is None else bound - gain * FINE
        open_ = [
            [one for one in some if slack is None or one.loss < slack] if len(some) > 1 else some for some in states
        ]
        order = sorted(range(len(states)), key=lambda n: (-open_[n][1].loss if len(open_[n]) > 1 else -bound, n))
        self.order, self.states = order, [open_[n] or [states[n][0]] for n in order]
        self.least = [(0,) * len(caps)]
        for some in reversed(self.states):
            most = self.least[-1]
            self.least.append(tuple(rest + min(one.use[n] for one in some) for n, rest in enumerate(most)))
        self.least.reverse()
        self._try(tuple(caps))

    def _try(self, caps: tuple[int, ...]) -> None:
        """Walk the tree without recursion: `at` is the depth, by depth the state taken, what is lost and left."""
        depth = len(self.states)
        taken, lost, gained, room = [-1] * depth, [0] * (depth + 1), [0] * (depth + 1), [caps] * (depth + 1)
        at = 0
        while at >= 0 and self.left > 0:
            if at == depth:
                self._reached(taken, gained[depth])
                at -= 1
                continue
            taken[at] += 1
            if taken[at] >= len(self.states[at]):
                taken[at] = -1
                at -= 1
                continue
            one = self.states[at][taken[at]]
            self.left -= 1
            if self.gain is not None and self.bound - lost[at] - one.loss <= self.gain * FINE:
                taken[at] = -1
                at -= 1
                continue
            rest = tuple(a - b for a, b in zip(room[at], one.use, strict=True))
            if all(a >= b for a, b in zip(rest, self.least[at + 1], strict=True)):
                lost[at + 1], gained[at + 1], room[at + 1] = lost[at] + one.loss, gained[at] + one.gain, rest
                at += 1

    def _reached(self, taken: Sequence[int], gain: int) -> None:
        if self.gain is None or gain > self.gain:
            self.gain = gain
            self.best = [0] * len(taken)
            for n, state in zip(self.order, taken, strict=True):
                self.best[n] = state
