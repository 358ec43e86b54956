"""What makes a criterion none: a test that no answer fails, that none meets, or that nothing in it can decide.

The form of a test is looked at where it is written (`form`), its meaning on the resolved contents
(`meaning`), where the limits that follow from targets and overlays are known.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, NamedTuple

from compliance.checklist import predicates
from compliance.checklist.limits import possible
from compliance.checklist.predicates import Amounts, Domain, Path, Schema, Test
from compliance.checklist.sources import Source
from compliance.errors import Problem
from compliance.language import _
from compliance.model.checklist import AnswerKind, Better
from compliance.persian import numbers
from compliance.schema import nearest, quoted

Plain = dict[str, Any]
_TEST: Path = ("criterion", "test")


def form(source: Source, path: Path, action: Plain, facts: Mapping[str, Any]) -> Iterator[Problem]:
    """Find what cannot be in the test of an action: unknown keywords and facts, limits that are no numbers."""
    test = action.get("criterion", {}).get("test")
    if test is None:
        return
    schema = predicates.typed(test)
    found = list(predicates.flaws(schema))
    for flaw in found:
        yield source.problem((*path, *_TEST, *flaw.path), flaw.seen, flaw.expected, flaw.mend)
    told: set[str] = set()
    for fact, place in predicates.named(schema) if not found else ():
        if fact not in facts and fact not in told:
            told.add(fact)
            yield source.problem((*path, *_TEST, *place), quoted(fact), _("the id of a fact"), nearest(fact, facts))


class _Criterion(NamedTuple):
    """The test of one action with the place it follows from, and what its facts can be answered."""

    source: Source
    path: Path
    written: bool
    schema: Schema
    domains: Mapping[str, Domain]

    def place(self, fact: str | None = None) -> Path:
        """Return the path of the limit on a fact, or of the whole test."""
        if fact is not None and fact not in self.schema.get("properties", {}):
            fact = None
        start = (*self.path, *_TEST) if self.written else (*self.path, "raises")
        return start if fact is None else (*start, "properties", fact) if self.written else (*start, fact)

    def problem(self, fact: str | None, seen: str, expected: str, mend: str) -> Problem:
        """Return a problem at the limit on a fact, or at the whole test."""
        return self.source.problem(self.place(fact), seen, expected, mend)


def meaning(sources: list[Source], plain: Plain) -> list[Problem]:
    """Return the criteria that cannot fail, cannot hold, have idle limits, or hold unanswered."""
    resolved = {action["id"]: action for action in plain["actions"]}
    items = [i for c in plain["checklists"] for indicator in c["indicators"] for i in indicator["items"]]
    better = {item["fact"]: Better(item["better"]) for item in items}
    domains = {id_: _domain(fact) for id_, fact in plain["facts"].items()}
    problems: list[Problem] = []
    for source in (s for s in sources if s.schema == "actions"):
        for position, action in enumerate(source.plain["actions"]):
            path, known = ("actions", position), resolved[action["id"]]
            test = known["criterion"]["test"]
            # Without either it waits for a target that no checklist or overlay has set: nothing to judge yet.
            if test is not None or known["raises"]:
                schema = test or _generated(known, better)
                problems += _judge(_Criterion(source, path, test is not None, schema, domains))
            if test is not None:
                raised = _Criterion(source, path, False, _generated(known, better), domains)
                problems += _raising_nothing(raised, known["raises"])
    return problems


def _raising_nothing(raised: _Criterion, values: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the facts that an action raises to a value that no answer falls short of."""
    for fact, limits in raised.schema["properties"].items():
        if not try_out({"required": [fact], "properties": {fact: limits}}, raised.domains).can_fail:
            yield raised.problem(
                fact,
                _("{fact} raised to {value}, which every answer meets").format(fact=fact, value=values[fact]),
                _("a value that some answer falls short of: an action raises something"),
                _("write a higher value, or “target”; {answers}").format(answers=_answers(raised, fact)),
            )


def _generated(action: Plain, better: dict[str, Better]) -> Schema:
    from compliance.checklist.decode import generated_test

    return generated_test({fact: Fraction(value) for fact, value in action["raises"].items()}, better)


def _domain(fact: Plain) -> Domain:
    return predicates.domain(AnswerKind(fact["answer"]), *possible(fact))


def _judge(criterion: _Criterion) -> Iterator[Problem]:
    """Judge the limit on each fact by itself; where all of them mean something, the test as a whole."""
    properties = criterion.schema.get("properties", {})
    found = False
    for fact, limits in properties.items():
        own = try_out({"required": [fact], "properties": {fact: limits}}, criterion.domains)
        if not own.can_fail or not own.can_hold:
            found = True
            yield _one_sided(criterion, fact, own)
    if not found and not _only_limits(criterion.schema):
        yield from _whole(criterion, try_out(criterion.schema, criterion.domains))


def _only_limits(schema: Schema) -> bool:
    """Whether a test only sets limits on facts it requires, so that what holds for each holds for all."""
    required = schema.get("required", [])
    plain = schema.keys() <= {"type", "required", "properties"} and schema.get("type", "object") == "object"
    return plain and bool(required) and set(required) == set(schema.get("properties", {}))


def _one_sided(criterion: _Criterion, fact: str | None, trial: Trial) -> Problem:
    if not trial.can_fail:
        seen = _("a test that every answer meets") if fact is None else _("a limit on {fact} that every answer meets")
        return criterion.problem(
            fact,
            seen.format(fact=fact),
            _("a test that some answer fails: one that cannot fail proves nothing"),
            _("set a limit that can be missed; {answers}").format(answers=_answers(criterion, fact)),
        )
    seen = _("a test that no answer meets") if fact is None else _("a limit on {fact} that no answer meets")
    return criterion.problem(
        fact,
        seen.format(fact=fact),
        _("a test that some answer meets"),
        _("set limits that can be met; {answers}").format(answers=_answers(criterion, fact)),
    )


def _answers(criterion: _Criterion, fact: str | None) -> str:
    """Return in words what can be answered."""
    facts = [fact] if fact is not None else list(predicates.of(criterion.schema).facts)
    parts = []
    for id_ in facts:
        low, high, whole = criterion.domains[id_]
        if whole:
            said = _("{fact} is a whole number from {low} to {high}")
        elif low is None:
            said = _("{fact} is any number") if high is None else _("{fact} is a number of at most {high}")
        else:
            limited = high is not None
            said = (
                _("{fact} is a number from {low} to {high}") if limited else _("{fact} is a number of at least {low}")
            )
        parts.append(said.format(fact=id_, low=_shown(low), high=_shown(high)))
    return _("; ").join(parts) or _("name a fact under “properties”")


def _shown(end: Fraction | None) -> str:
    return "" if end is None else numbers.show(end)


def _whole(criterion: _Criterion, trial: Trial) -> Iterator[Problem]:
    if not trial.can_fail or not trial.can_hold:
        yield _one_sided(criterion, None, trial)
        return
    for fact in trial.idle:
        yield criterion.problem(
            fact,
            _("a test that says the same whatever {fact} is").format(fact=fact),
            _("a limit on every fact that the test names"),
            _("give {fact} a limit that can be missed, or take it out of the test").format(fact=fact),
        )
    for fact in trial.unasked:
        yield criterion.problem(
            fact,
            _("a test that can hold while {fact} is not answered").format(fact=fact),
            f"required: [{fact}]",
            _("add {fact} to “required”; what is not known proves nothing").format(fact=fact),
        )


class Trial(NamedTuple):
    """What came of trying a test: whether it fails and holds, and facts that do not matter or are not asked for."""

    can_fail: bool
    can_hold: bool
    idle: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()


def try_out(schema: Schema, domains: Mapping[str, Domain]) -> Trial:
    """Try a test on answers that stand for all others.

    Where the combinations are too many, a search for answers that meet and that fail it takes their
    place: what it finds is certain, and a test for which it finds none is refused.
    """
    test = predicates.of(schema)
    if not test.facts:
        return Trial(can_fail=False, can_hold=True)
    choices = {fact: test.candidates(fact, domains[fact]) for fact in test.facts}
    complete = prod(map(len, choices.values())) <= predicates.MOST
    tried: dict[tuple[Fraction, ...], bool] = {}
    for amounts in product(*choices.values()) if complete else _searched(test, choices):
        tried[amounts] = test.holds(dict(zip(test.facts, amounts, strict=True)))
    verdicts = set(tried.values())
    groups = {fact: _without(position, tried) for position, fact in enumerate(test.facts)}
    return Trial(
        can_fail=False in verdicts,
        can_hold=True in verdicts,
        idle=tuple(f for f, group in groups.items() if complete and all(len(v) == 1 for v in group.values())),
        unasked=tuple(f for f, group in groups.items() if _holds_without(test, f, group)),
    )


_Group = dict[tuple[Fraction, ...], set[bool]]


def _without(position: int, tried: Mapping[tuple[Fraction, ...], bool]) -> _Group:
    """Put verdicts together that differ in the answer to one fact only."""
    group: _Group = {}
    for amounts, verdict in tried.items():
        group.setdefault(amounts[:position] + amounts[position + 1 :], set()).add(verdict)
    return group


def _holds_without(test: Test, fact: str, group: _Group) -> bool:
    """Whether the test holds without an answer where some answer would fail it."""
    others = [other for other in test.facts if other != fact]
    failing = (amounts for amounts, verdicts in group.items() if False in verdicts)
    return any(test.holds(dict(zip(others, amounts, strict=True))) for amounts in failing)


def _searched(test: Test, choices: Mapping[str, tuple[Fraction, ...]]) -> Iterable[tuple[Fraction, ...]]:
    """Climb towards answers that meet and that fail a test, and vary what was found."""
    dice = random.Random(0)  # the same verdict on every machine
    starts = [{f: c[0] for f, c in choices.items()}, {f: c[-1] for f, c in choices.items()}]
    starts += [{f: dice.choice(c) for f, c in choices.items()} for _n in range(6)]
    for start in starts:
        for sign in (1, -1):
            best = _climbed(test, choices, start, sign)
            yield tuple(best.values())
            for fact, candidates in choices.items():
                yield from (tuple({**best, fact: amount}.values()) for amount in candidates)


def _climbed(test: Test, choices: Mapping[str, tuple[Fraction, ...]], start: Amounts, sign: int) -> Amounts:
    """Change one answer at a time as long as fewer (or with -1, more) conditions fail."""
    best = dict(start)
    for _n in range(3):
        for fact, candidates in choices.items():
            best[fact] = min(candidates, key=lambda amount: sign * test.distance({**best, fact: amount}))
    return best
