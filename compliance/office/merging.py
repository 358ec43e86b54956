"""Two people's changes brought together: what does not contradict is kept, what does is shown to a person.

Everything is a pure function of three states of one entry or of all of them: what both began with,
and what each of them made of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from compliance.model.office import Evidence
from compliance.model.record import Conflict
from compliance.model.stated import NOTHING, Key, State, Stated


def merge(key: Key, base: Stated, one: Stated, other: Stated) -> Stated | Conflict:
    """Return an entry with the changes of both, or the conflict when they say different things.

    The answer with its day and author is one part, the note another, and each piece of evidence one
    of its own. Where both gave the same answer the first one's day and author stay.
    """
    answer = _part(base, one, other)
    note = _either(base.note, one.note, other.note)
    evidence = _evidence(base.evidence, one.evidence, other.evidence)
    if answer is None or note is _CONFLICT or evidence is None:
        return Conflict(key, base, other, one)
    return answer._replace(note=note, evidence=evidence)


def merge_all(base: State, one: State, other: State) -> tuple[dict[Key, Stated], list[Conflict]]:
    """Return both sides' changes of all entries together, and the conflicts; those keep the other's entry."""
    merged: dict[Key, Stated] = {}
    conflicts = []
    for key in dict.fromkeys((*base, *other, *one)):
        result = merge(key, base.get(key, NOTHING), one.get(key, NOTHING), other.get(key, NOTHING))
        if isinstance(result, Conflict):
            conflicts.append(result)
            result = result.theirs
        merged[key] = result
    return merged, conflicts


def differences(old: State, new: State) -> list[tuple[Key, Stated, Stated]]:
    """Return the entries that differ with what they said before and after, in the order of the new state."""
    keys = dict.fromkeys((*new, *old))
    pairs = ((key, old.get(key, NOTHING), new.get(key, NOTHING)) for key in keys)
    return [(key, before, after) for key, before, after in pairs if before != after]


_CONFLICT = "\0"  # no note can be this: the reader refuses control characters


def _part(base: Stated, one: Stated, other: Stated) -> Stated | None:
    """The answer, its day and author; None when both changed it to different answers."""
    said = [(*side.statement, side.on, side.by) for side in (base, one, other)]
    if said[1] == said[0]:
        return other
    if said[2] == said[0] or one.statement == other.statement:
        return one
    return None


def _either(base: str | None, one: str | None, other: str | None) -> str | None:
    if one == base:
        return other
    return one if other in (base, one) else _CONFLICT


def _evidence(
    base: tuple[Evidence, ...], one: tuple[Evidence, ...], other: tuple[Evidence, ...]
) -> tuple[Evidence, ...] | None:
    """Evidence that neither took away, then what each added; None when both listed one piece differently."""
    if one in (base, other):
        return other
    if other == base:
        return one
    kept = [e for e in base if e in one and e in other]
    added = dict.fromkeys((*(e for e in one if e not in base), *(e for e in other if e not in base)))
    merged = (*kept, *added)
    return None if _twice((e.kind, e.name) for e in merged) else merged


def _twice(names: Iterable[tuple[str, str]]) -> bool:
    listed = list(names)
    return len(set(listed)) != len(listed)
