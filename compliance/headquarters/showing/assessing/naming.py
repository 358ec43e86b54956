"""What people and offices are called where a verb needs their ids as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from compliance.language import _
from compliance.schema import listed

_NAMED = 8  # in a line


def named(name: str, id_: str) -> str:
    """Return a name with the id that verbs know it by; the id alone where nobody has a name for it."""
    return _("{name} ({id})").format(name=name, id=id_) if name not in ("", id_) else id_


def some(ids: Sequence[str], name: Callable[[str], str]) -> str:
    """Return the first few of many with their names and ids."""
    return listed(named(name(id_), id_) for id_ in ids[:_NAMED]) + ("…" if len(ids) > _NAMED else "")
