"""What a visit takes along: for each drawn item of an office what it declared, and the evidence it listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from compliance.errors import BadInput, Problem
from compliance.headquarters import roster
from compliance.headquarters.auditing import entering, looking
from compliance.headquarters.auditing.looking import Standing
from compliance.headquarters.roster import Office
from compliance.headquarters.store import Store
from compliance.model.audit import Draw, DrawnItem, Unit
from compliance.model.checklist import Fact, Item, Library
from compliance.model.filing import Entry


class Look(NamedTuple):
    """An item to be looked at: what it asks, and what was declared, None where nothing was."""

    drawn: DrawnItem
    item: Item
    fact: Fact
    entry: Entry | None


class Visit(NamedTuple):
    """An office to be visited, and what to look at there."""

    office: Office
    unit: Unit
    looks: tuple[Look, ...]


def visits(store: Store, library: Library, draw: Draw) -> list[Visit]:
    """Return every visit of a draw; BadInput with every kept filing that is not what was recorded."""
    problems: list[Problem] = []
    made = []
    checklist = entering.checklist_of(library, draw)
    items = {item.id: item for item in checklist.items}
    named = offices(store, draw)
    for unit, standing in _standing(store, draw):
        try:
            declared = looking.declaration(store, library, standing)
        except BadInput as error:
            problems += error.problems
            continue
        entries = {entry.fact: entry for entry in declared.values if not entry.system}
        looks = (Look(one, items[one.id], library.facts[items[one.id].fact], None) for one in unit.items)
        looked = tuple(look._replace(entry=entries.get(look.fact.id)) for look in looks)
        made.append(Visit(named[unit.office], unit, looked))
    if problems:
        raise BadInput(problems)
    return made


def _standing(store: Store, draw: Draw) -> Iterator[tuple[Unit, Standing]]:
    for unit in draw.drawn:
        size, declared = store.one("select size, declared from filing where n = ?", unit.filing)
        yield unit, Standing(unit.office, unit.filing, unit.sha256, size, declared, 0, ())


def offices(store: Store, draw: Draw) -> dict[str, Office]:
    """Return the offices of a draw as they were enrolled when it was drawn."""
    rows = store.ask(
        "select o.id, o.name_fa, o.name_en, o.body, o.province, o.grouped from audit_office a "
        "join office o on o.id = a.office and o.since <= ? and (o.until is null or o.until > ?) where a.audit = ?",
        draw.upto,
        draw.upto,
        draw.n,
    )
    return {row[0]: roster.Office(*row) for row in rows}
