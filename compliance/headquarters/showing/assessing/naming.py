"""What people and offices are called where a verb needs their ids as well."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from compliance.headquarters.assessing import assessors
from compliance.headquarters.roster import Office
from compliance.headquarters.showing.letters import name_of
from compliance.language import _
from compliance.model.assessing import Assessor
from compliance.model.checklist import Text
from compliance.schema import listed

_NAMED = 8  # in a line


def named(name: str, id_: str) -> str:
    """Return a name with the id that verbs know it by; the id alone where nobody has a name for it."""
    return _("{name} ({id})").format(name=name, id=id_) if name not in ("", id_) else id_


def some(ids: Sequence[str], name: Callable[[str], str]) -> str:
    """Return the first few of many."""
    return listed(map(name, ids[:_NAMED])) + ("…" if len(ids) > _NAMED else "")


class Names(NamedTuple):
    """What ids stand for, in the language in use."""

    offices: Mapping[str, Office]
    people: Mapping[str, Assessor] = MappingProxyType({})
    bodies: Mapping[str, Text] = MappingProxyType({})
    provinces: Mapping[str, Text] = MappingProxyType({})

    def office(self, id_: str) -> str:
        """Return an office by its name and id."""
        return named(name_of(self.offices.get(id_), id_), id_)

    def assessor(self, id_: str) -> str:
        """Return an assessor by name and id."""
        person = self.people.get(id_)
        return id_ if person is None else named(assessors.name_of(person), id_)

    def of(self, to: str, id_: str) -> str:
        """Return an office, a body or a province by name and id."""
        if to == "office":
            return self.office(id_)
        known = (self.bodies if to == "body" else self.provinces).get(id_)
        return named(str(known), id_) if known else id_
