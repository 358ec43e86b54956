"""Every name in a plan.yaml is one that exists: checklists, items, facts, actions and units."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from compliance import tree
from compliance.language import _
from compliance.office.plan_ground import Ground
from compliance.schema import Fields, nearest, quoted


def check(top: Fields, ground: Ground, edited: bool) -> None:
    """Note every name that is not known, with its line and the nearest one that is.

    The units of what the plan was made of are held only against a plan that was edited: an office may do
    without a unit later, and a signed plan stays what it is.
    """
    names = _Names(top, ground)
    names.check()
    if edited:
        names.check_units()


class _Names:
    def __init__(self, top: Fields, ground: Ground) -> None:
        self.top, self.instruments, self.units = top, ground.instruments, ground.known_units
        library = ground.instruments
        self.items = {item.id for checklist in library.checklists.values() for item in checklist.items}

    def check(self) -> None:
        top = self.top
        self._checklists(top, "weights", "before", "after")
        self._value(top, "then", self.instruments.checklists, _("the id of a checklist"))
        self._keys(top, self.instruments.actions, "fixed", "assigned")
        self._members(top, self.instruments.actions, "excluded", "already_met")
        self._members(top, self.instruments.facts, "answer_first")
        for node in _tables(top, "actions"):
            fields = Fields(node, top.name, top.problems)
            self._checklists(fields, "gains")
            why = _below(fields, "why")
            if why is not None:
                self._members(why, self.instruments.actions, "needed_by", "after")
        for node in _tables(top, "requests"):
            fields = Fields(node, top.name, top.problems)
            self._checklists(fields, "gains")
            self._members(fields, self.instruments.actions, "unlocks")
        for node in _tables(top, "left_out"):
            fields = Fields(node, top.name, top.problems)
            self._value(fields, "item", self.items, _("the id of an item"))
            self._value(fields, "fact", self.instruments.facts, _("the id of a fact"))
            self._value(fields, "action", self.instruments.actions, _("the id of an action"))
        decisions = _below(top, "decisions")
        if decisions is not None:
            self._keys(decisions, self.instruments.actions, "excluded", "fixed", "assigned", "people")
            self._keys(decisions, {*self.instruments.actions, "plan"}, "comments")
            self._units(decisions, "assigned")

    def check_units(self) -> None:
        """Note every unknown unit of what was computed."""
        top, unit = self.top, _("a unit of the office or of the checklists")
        self._keys(top, self.units, "capacity", expected=unit)
        self._units(top, "assigned")
        for node in _tables(top, "actions"):
            self._value(Fields(node, top.name, top.problems), "unit", self.units, unit)

    def _units(self, fields: Fields, key: str) -> None:
        inner, expected = _below(fields, key), _("a unit of the office or of the checklists")
        for id_ in inner.nodes if inner else ():
            assert inner is not None
            self._value(inner, id_, self.units, expected)

    def _checklists(self, fields: Fields, *keys: str) -> None:
        self._keys(fields, self.instruments.checklists, *keys, expected=_("the id of a checklist"))

    def _keys(self, fields: Fields, known: Collection[str], *keys: str, expected: str = "") -> None:
        for inner in filter(None, (_below(fields, key) for key in keys)):
            for name, line in inner.lines.items():
                self._known(inner, line, name, known, expected or _("the id of an action"))

    def _members(self, fields: Fields, known: Collection[str], *keys: str) -> None:
        expected = _("the id of a fact") if known is self.instruments.facts else _("the id of an action")
        for key in keys:
            for node in fields.sequence(key):
                if isinstance(node, tree.Scalar):
                    self._known(fields, node.line, node.text, known, expected)
                else:
                    fields.problem(node.line, _("a list or a mapping"), expected, _("write [first, second]"))

    def _value(self, fields: Fields, key: str, known: Collection[str], expected: str) -> None:
        node = fields.nodes.get(key)
        if isinstance(node, tree.Scalar) and node.text not in {"", "null"}:
            self._known(fields, node.line, node.text, known, expected)

    def _known(self, fields: Fields, line: int, name: str, known: Collection[str], expected: str) -> None:
        if name not in known:
            fields.problem(line, quoted(name), expected, nearest(name, known))


def _tables(fields: Fields, key: str) -> Iterable[tree.Node]:
    node = fields.nodes.get(key)
    return (one for one in node.nodes if isinstance(one, tree.Table)) if isinstance(node, tree.Sequence) else ()


def _below(fields: Fields, key: str) -> Fields | None:
    """Return the mapping below a key where there is one; what else stands there, the reader refuses."""
    node = fields.nodes.get(key)
    return Fields(node, fields.name, fields.problems) if isinstance(node, tree.Table) else None
