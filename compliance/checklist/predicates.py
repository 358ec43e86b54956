"""The test of a criterion as a predicate over answers.

A test is a JSON Schema over `{fact id: amount}`; jsonschema is its judge. Limits and amounts are handed
to it as whole numbers or fractions, never as floats: 200/3 does not reach a minimum of 66.67, and 66.67
does, because the limit is the decimal that was written and not the binary number nearest to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise, product
from math import gcd, isfinite, lcm, prod
from typing import Any, NamedTuple

from compliance.language import _
from compliance.model.checklist import AnswerKind
from compliance.persian import numbers
from compliance.schema import nearest, quoted

Path = tuple[str | int, ...]
Amounts = Mapping[str, Fraction]
Schema = Mapping[str, Any]
MOST = 2000  # so many combinations of answers are tried
_FEW = 100  # between ends this far apart whole numbers are tried one by one

_LIMITS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
_NUMERIC = {*_LIMITS, "const", "enum"}
_LISTS, _SINGLE = {"allOf", "anyOf", "oneOf"}, {"not", "if", "then", "else"}
_ANYWHERE = {"type", "title", "description", "$comment", "$schema", *_LISTS, *_SINGLE}
_OF_FACTS = {"properties", "required", "dependentRequired", "dependentSchemas", "additionalProperties", *_ANYWHERE}
_OF_VALUES = {*_NUMERIC, *_ANYWHERE}
_TYPES = {"object", "number", "integer"}
_GENERIC = Fraction(1_000_003, 2_000_029)  # a share of an interval where no multiple of anything usual lies


def typed(test: Any, keyword: str = "") -> Any:
    """Return a JSON Schema that was read as text with its limits as numbers."""
    if isinstance(test, dict):
        return {key: typed(value, key) for key, value in test.items()}
    if isinstance(test, list):
        return [typed(value, keyword) for value in test]
    if keyword == "additionalProperties" and test in ("true", "false"):
        return test == "true"
    amount = numbers.parse(test) if keyword in _NUMERIC and isinstance(test, str) else None
    return test if amount is None else numbers.plain(amount, 6)


class Flaw(NamedTuple):
    """Why a JSON Schema is no test of answers, and where in it."""

    path: Path
    seen: str
    expected: str
    mend: str


def flaws(schema: Any, of_values: bool = False, path: Path = ()) -> Iterator[Flaw]:
    """Find what cannot be in a test: unknown keywords, limits that are no numbers, references.

    Keywords are those that say something of facts, or below `properties` of numbers; all others would
    be passed over in silence, a misspelt one among them.
    """
    known = _OF_VALUES if of_values else _OF_FACTS
    if not isinstance(schema, dict):
        yield Flaw(path, _seen(schema), _("“key: value” lines"), _("write one key a line"))
        return
    for key, wanted in schema.items():
        here = (*path, key)
        if key not in known:
            yield Flaw(
                here,
                _("the unknown key “{key}”").format(key=key),
                _("a keyword for a limit on a fact") if of_values else _("a keyword for a condition on facts"),
                nearest(key, known),
            )
        elif key in _NUMERIC:
            yield from _numeric_flaws(key, wanted, here)
        elif key in _LISTS:
            if not isinstance(wanted, list) or not wanted:
                yield Flaw(here, _seen(wanted), _("a list for “{key}”").format(key=key), _("write [first, second]"))
                continue
            for position, member in enumerate(wanted):
                yield from flaws(member, of_values, (*here, position))
        elif key in _SINGLE:
            yield from flaws(wanted, of_values, here)
        elif key == "type":
            if not (wanted in _TYPES if isinstance(wanted, str) else _texts(wanted) and set(wanted) <= _TYPES):
                yield Flaw(here, _seen(wanted), "object, number, integer", nearest(_seen(wanted), _TYPES))
        elif not of_values and key in _OF_FACTS - _ANYWHERE:
            yield from _fact_flaws(key, wanted, here)


def _numeric_flaws(key: str, wanted: Any, path: Path) -> Iterator[Flaw]:
    listed = wanted if key == "enum" and isinstance(wanted, list) and wanted else [wanted]
    for member in listed:
        if not _number(member) or (key == "multipleOf" and member <= 0):
            yield Flaw(path, _seen(member), _("a number"), _("write digits only; yes is 1 and no is 0"))
    if key == "enum" and not isinstance(wanted, list):
        yield Flaw(path, _seen(wanted), _("a list for “{key}”").format(key=key), _("write [first, second]"))


def _fact_flaws(key: str, wanted: Any, path: Path) -> Iterator[Flaw]:
    if key == "additionalProperties":
        if not isinstance(wanted, bool):
            yield Flaw(path, _seen(wanted), "true, false", _("delete the line"))
    elif key == "required":
        if not _texts(wanted):
            yield Flaw(path, _seen(wanted), _("a list for “{key}”").format(key=key), _("write [first, second]"))
    elif not isinstance(wanted, dict):
        yield Flaw(path, _seen(wanted), _("“key: value” lines"), _("write one key a line"))
    else:
        for fact, inner in wanted.items():
            if key != "dependentRequired":
                yield from flaws(inner, key == "properties", (*path, fact))
            elif not _texts(inner):
                yield Flaw((*path, fact), _seen(inner), _("a list for “{key}”").format(key=fact), _("write [first]"))


def _number(value: Any) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and isfinite(value))


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(member, str) for member in value)


def _seen(value: Any) -> str:
    return quoted(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))


def named(schema: Schema, path: Path = ()) -> Iterator[tuple[str, Path]]:
    """Return every fact that a test names, with the place, in the order of the text."""
    for key, value in schema.items():
        here = (*path, key)
        if key in ("properties", "dependentSchemas"):
            for fact, inner in value.items():
                yield fact, (*here, fact)
                if key == "dependentSchemas":
                    yield from named(inner, (*here, fact))
        elif key == "required":
            yield from ((fact, (*here, position)) for position, fact in enumerate(value))
        elif key == "dependentRequired":
            for fact, others in value.items():
                yield from ((name, (*here, fact)) for name in (fact, *others))
        elif key in _LISTS:
            for position, member in enumerate(value):
                yield from named(member, (*here, position))
        elif key in _SINGLE:
            yield from named(value, here)


def number(value: int | float) -> int | Fraction:
    """Return a number of JSON as the decimal that is written, exactly."""
    amount = Fraction(str(value))
    return amount.numerator if amount.denominator == 1 else amount


def _exact(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _exact(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_exact(value) for value in schema]
    return number(schema) if _number(schema) else schema


class Domain(NamedTuple):
    """Which amounts an answer can have; None where there is no end."""

    low: Fraction | None = None
    high: Fraction | None = None
    whole: bool = False


ANY = Domain()


def domain(
    kind: AnswerKind, minimum: Fraction | None = None, maximum: Fraction | None = None, whole: bool = False
) -> Domain:
    """Return the amounts that answers of a kind can have; a number is within its own limits.

    Whole numbers between ends far apart are taken as any numbers: what holds for these holds for them.
    """
    if kind is AnswerKind.NUMBER:
        few = minimum is not None and maximum is not None and maximum - minimum <= _FEW
        return Domain(minimum, maximum, whole and few)
    tops = {AnswerKind.YES_NO: 1, AnswerKind.LEVEL: 4, AnswerKind.COUNTS: 100}
    return Domain(Fraction(0), Fraction(tops[kind]), kind is not AnswerKind.COUNTS)


class _Marks(NamedTuple):
    """The numbers a test compares a fact with, and the steps it asks multiples of."""

    edges: frozenset[Fraction] = frozenset()
    steps: frozenset[Fraction] = frozenset()


def _marks(schema: Any) -> _Marks:
    """Gather the numbers in the part of a test that is about one fact."""
    edges: set[Fraction] = set()
    steps: set[Fraction] = set()
    for key, value in schema.items():
        if key == "multipleOf":
            steps.add(Fraction(value))
        elif key == "type" and "integer" in value:
            steps.add(Fraction(1))
        elif key in _NUMERIC:
            edges.update(map(Fraction, value if isinstance(value, list) else [value]))
        for inner in value if key in _LISTS else [value] if key in _SINGLE else []:
            found = _marks(inner)
            edges |= found.edges
            steps |= found.steps
    return _Marks(frozenset(edges), frozenset(steps))


def _properties(schema: Any) -> Iterator[tuple[str, Any]]:
    """Return every part of a test that is about one fact, with that fact."""
    for key, value in schema.items():
        if key == "properties":
            yield from value.items()
        elif key == "dependentSchemas":
            for inner in value.values():
                yield from _properties(inner)
        for inner in value if key in _LISTS else [value] if key in _SINGLE else []:
            yield from _properties(inner)


def _candidates(within: Domain, marks: _Marks) -> tuple[Fraction, ...]:
    """Return amounts such that a test cannot tell any other amount of the domain from one of them.

    Between two neighbouring numbers that a test compares with, it says the same of every amount, save
    for multiples; so the numbers themselves, one amount in each gap, and there some multiples of every
    step and an amount that is none are enough.
    """
    low, high, steps = within.low, within.high, set(marks.steps)
    if within.whole and low is not None and high is not None:
        return tuple(Fraction(whole) for whole in range(int(low), int(high) + 1))
    if len(steps) > 1:
        steps.add(Fraction(lcm(*(s.numerator for s in steps)), gcd(*(s.denominator for s in steps))))
    inside = {e for e in marks.edges if (low is None or e >= low) and (high is None or e <= high)}
    ends = sorted(inside | {end for end in (low, high) if end is not None}) or [Fraction(0)]
    span = 1 + 2 * max(steps, default=Fraction(0))
    around = ([ends[0] - span] if low is None else []) + ends + ([ends[-1] + span] if high is None else [])
    found = set(ends)
    for one, other in pairwise(around):
        found.add(one + (other - one) * (_GENERIC if steps else Fraction(1, 2)))
        found |= {m for step in steps for n in range(1, 4) if one < (m := (one // step + n) * step) < other}
    return tuple(sorted(found))


class Test:
    """A test that can be asked; one that is no test of answers holds for nothing."""

    __test__ = False  # no case for pytest

    def __init__(self, schema: Schema) -> None:
        from jsonschema import Draft202012Validator
        from referencing import Registry

        sound = not any(flaws(schema))
        self.facts: tuple[str, ...] = tuple(dict.fromkeys(fact for fact, _p in named(schema))) if sound else ()
        exact = _exact(schema) if sound else {"not": {}}
        self._marks: dict[str, _Marks] = {}
        for fact, part in _properties(exact):
            before, new = self._marks.get(fact, _Marks()), _marks(part)
            self._marks[fact] = _Marks(before.edges | new.edges, before.steps | new.steps)
        # An empty registry: nothing is ever fetched, whatever a test refers to.
        self._validator: Any = Draft202012Validator(exact, registry=Registry())

    def holds(self, amounts: Amounts) -> bool:
        """Whether the JSON Schema accepts these amounts; absent facts are not in the instance."""
        return bool(self._validator.is_valid(self._instance(amounts)))

    def distance(self, amounts: Amounts) -> int:
        """Return how many conditions these amounts fail; 0 when the test holds."""
        return sum(1 for _error in self._validator.iter_errors(self._instance(amounts)))

    def _instance(self, amounts: Amounts) -> dict[str, int | Fraction]:
        known = ((fact, amounts[fact]) for fact in self.facts if fact in amounts)
        return {fact: amount.numerator if amount.denominator == 1 else amount for fact, amount in known}

    def candidates(self, fact: str, within: Domain = ANY) -> tuple[Fraction, ...]:
        """Return amounts of a fact that stand for all others."""
        return _candidates(within, self._marks.get(fact, _Marks()))

    def settled(self, amounts: Amounts) -> bool:
        """Whether the test holds, whatever the facts that are absent would be answered, or none of them.

        JSON Schema lets a condition on an absent fact pass; here what is not known never decides, so at
        least one fact has to be known. Too many absent facts to try are taken as deciding.
        """
        if not self.holds(amounts) or (self.facts and not any(fact in amounts for fact in self.facts)):
            return False
        absent = [fact for fact in self.facts if fact not in amounts]
        choices = [(None, *self.candidates(fact)) for fact in absent]
        if prod(map(len, choices)) > MOST:
            return False
        return all(self.holds({**amounts, **_answered(absent, answers)}) for answers in product(*choices))


def _answered(facts: list[str], answers: tuple[Fraction | None, ...]) -> dict[str, Fraction]:
    return {fact: amount for fact, amount in zip(facts, answers, strict=True) if amount is not None}


@lru_cache(maxsize=512)
def _kept(text: str) -> Test:
    return Test(json.loads(text))


def of(schema: Schema) -> Test:
    """Return the test of a criterion; made once for each content."""
    return _kept(json.dumps(schema))
