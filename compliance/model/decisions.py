"""What the director decided about a plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

_NONE: Mapping[str, Any] = MappingProxyType({})


class Decisions(NamedTuple):
    """What every further plan keeps to, by action.

    `excluded` has the reasons, `fixed` the days of beginning, `assigned` the units and `people` the
    persons who answer for it, `comments` what was remarked, the oldest first.
    """

    excluded: Mapping[str, str] = _NONE
    fixed: Mapping[str, date] = _NONE
    assigned: Mapping[str, str] = _NONE
    people: Mapping[str, str] = _NONE
    comments: Mapping[str, tuple[str, ...]] = _NONE

    def given_to(self, action: str, who: str, unit: bool) -> Decisions:
        """Return the decisions with an action given to a unit, or to a person."""
        if unit:
            return self._replace(assigned={**self.assigned, action: who})
        return self._replace(people={**self.people, action: who})

    def without(self, action: str) -> Decisions:
        """Return the decisions with an action given to nobody."""
        left = ({id_: who for id_, who in given.items() if id_ != action} for given in (self.assigned, self.people))
        return self._replace(assigned=next(left), people=next(left))

    def __bool__(self) -> bool:
        """Whether anything was decided."""
        return any(self[:])


UNDECIDED = Decisions()


class Approval(NamedTuple):
    """Which plan was approved, named by its hash, by whom, when, and by which letter if on paper."""

    plan: str
    who: str
    on: date
    letter: str | None = None
