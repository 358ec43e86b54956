"""The tables of targets: those of one office, what headquarters promises, and all offices side by side."""

from __future__ import annotations

from fractions import Fraction

from compliance.headquarters.showing.targets import records as told
from compliance.headquarters.targets.targeting import Made
from compliance.language import _
from compliance.model.checklist import Checklist, Fact, Library
from compliance.model.targets import Assignment, Outlook, Target
from compliance.persian import numbers
from compliance.persian.letters import sort_key
from compliance.report import words
from compliance.report.tables import Table, make


def targets(one: Assignment, checklist: Checklist, library: Library) -> Table:
    """Return a row a target: what, now, target, points, the way to it, and its work."""
    items = {item.id: item for item in checklist.items}
    efforts = {way.action.id: way.effort for way in one.ways}
    return make(
        [
            (_("item"), True),
            (_("what has to be reached"), False, False, True),
            (_("now"), False),
            (_("target"), False),
            (_("points"), True),
            (_("way"), False, False, True),
            (_("person-days"), True),
        ],
        [
            (
                target.item,
                _asked(target, library.facts[target.fact]),
                words.amount(library.facts[target.fact], target.now.amount),
                words.target(library.facts[target.fact], items[target.item]._replace(target=target.wanted)),
                numbers.show(target.points, least=2),
                _way(target),
                numbers.show(efforts.get(target.action.id, Fraction(0))),
            )
            for target in one.targets
        ],
    )


def _asked(target: Target, fact: Fact) -> str:
    """Return what is asked, of counts with how many there are and how many there have to be."""
    question, count, total = str(fact.question), target.now.counted, target.now.total
    if count is None or not total:
        return question
    counted = _("(now {count} of {total}, wanted {wanted})").format(
        count=numbers.show(count), total=numbers.show(total), wanted=numbers.show(-(-target.wanted * total // 100))
    )
    return f"{question} {counted}"


def _way(target: Target) -> str:
    title = str(target.action.title)
    if target.action.authority.value == "joint":
        return _("{action} (with headquarters)").format(action=title)
    return title


def needed(one: Assignment) -> Table:
    """Return the actions that have to be done first and bring no target themselves."""
    aimed = {target.action.id for target in one.targets}
    return make(
        [(_("has to be done first"), False), (_("person-days"), True)],
        [(str(way.action.title), numbers.show(way.effort)) for way in one.ways if way.action.id not in aimed],
    )


def promised(one: Assignment, library: Library) -> Table:
    """Return a row an item that headquarters has to act for: what it does, and the points that hang on it."""
    return make(
        [
            (_("item"), True),
            (_("what hangs on it"), False, False, True),
            (_("points"), True),
            (_("what headquarters does"), False, False, True),
        ],
        [
            (
                held.item,
                question(library.facts[held.fact]),
                numbers.show(held.points, least=2),
                _(", ").join(str(library.actions[id_].title) for id_ in held.by),
            )
            for held in one.promised
        ],
    )


def question(fact: Fact) -> str:
    """Return what a fact asks."""
    return str(fact.question)


def offices(made: Made) -> Table:
    """Return a row an office: where it begins, what is asked, what that takes, and what hangs on others."""
    return make(
        [
            (_("office"), False),
            (_("score now"), True),
            (_("target score"), True),
            (_("points asked"), True),
            (_("targets"), True),
            (_("person-days"), True),
            (_("short of the rule"), True, True),
        ],
        [
            (
                told.name(made.offices[one.office]),
                told.points(one.before),
                told.points(one.target),
                told.points(one.gain),
                numbers.show(len(one.targets)),
                numbers.show(one.effort),
                told.points(one.short) if one.short else "—",
            )
            for one in sorted(made.assignments, key=lambda one: _order(one, told.name(made.offices[one.office])))
        ],
    )


def _order(one: Assignment, name: str) -> tuple[object, ...]:
    return one.before is None, one.before or Fraction(0), sort_key(name), one.office


def quarters(outlook: Outlook) -> Table:
    """Return a row a quarter of the offices by where they begin: what is asked of them, and for what work."""
    return make(
        [
            (_("offices by their score now"), False),
            (_("n"), True),
            (_("points asked, mean"), True),
            (_("of the gap to the full score"), True),
            (_("person-days, mean"), True),
        ],
        [
            (
                _("{low} to {high}").format(low=told.points(quarter.low), high=told.points(quarter.high)),
                numbers.show(quarter.offices),
                numbers.show(quarter.gain),
                numbers.per_cent(quarter.share),
                numbers.show(quarter.effort),
            )
            for quarter in outlook.quarters
        ],
    )
