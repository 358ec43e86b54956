"""The test of a criterion taken apart into limits that can be said in a sentence, and put together again.

The parts of a JSON Schema hold together, so the test holds when all of its limits do. What no sentence
says (`anyOf`, `not`, multiples …) stays a limit that carries its own part of the schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.checklist import predicates
from compliance.checklist.predicates import Schema


class Keyword(StrEnum):
    """What a limit asks, named as JSON Schema does; TEST is everything else."""

    AT_LEAST = "minimum"
    AT_MOST = "maximum"
    ABOVE = "exclusiveMinimum"
    BELOW = "exclusiveMaximum"
    EQUALS = "const"
    ONE_OF = "enum"
    ANSWERED = "required"
    TEST = "test"


class Limit(NamedTuple):
    """One condition: on one fact with its amounts, or as a part of a JSON Schema over several."""

    keyword: Keyword
    fact: str = ""
    amounts: tuple[Fraction, ...] = ()
    part: Mapping[str, Any] | None = None

    @property
    def schema(self) -> Schema:
        """The JSON Schema that says the same."""
        if self.part is not None:
            return self.part
        written = [_written(amount) for amount in self.amounts]
        if self.keyword is Keyword.ANSWERED:
            return {"required": [self.fact]}
        wanted = written if self.keyword is Keyword.ONE_OF else written[0]
        return {"required": [self.fact], "properties": {self.fact: {self.keyword.value: wanted}}}

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it is about."""
        return predicates.of(self.schema).facts if self.part is not None else (self.fact,)


_SAID = {k.value: k for k in Keyword if k not in (Keyword.ANSWERED, Keyword.TEST)}
_NOTES = {"title", "description", "$comment", "$schema", "additionalProperties"}
_BOUND = ("if", "then", "else")  # these mean something together only
_DECIMALS = 12


def _written(amount: Fraction) -> int | float:
    return amount.numerator if amount.denominator == 1 else float(amount)


def exact(amount: Fraction) -> bool:
    """Whether a JSON number can hold the amount as it is."""
    return predicates.number(_written(amount)) == amount


def of(test: Schema) -> tuple[Limit, ...]:
    """Return the limits of a test, in the order it is written in; what is no test is one limit as a whole.

    A fact that is only named has to be answered.
    """
    if any(predicates.flaws(dict(test))):
        return (Limit(Keyword.TEST, part=test),)
    return tuple(limit for limit in _limits(test) if limit.facts or not predicates.of(limit.schema).holds({}))


def _limits(test: Schema) -> Iterator[Limit]:
    required = list(test.get("required", ()))
    properties = test.get("properties", {})
    for fact in dict.fromkeys([*properties, *required]):
        yield from _of_fact(fact, properties.get(fact, {}), fact in required)
    for key, wanted in test.items():
        if key == "allOf":
            for member in wanted:
                yield from _limits(member)
        elif key in _BOUND:
            if key == "if":
                yield Limit(Keyword.TEST, part={k: test[k] for k in _BOUND if k in test})
        elif key not in {"required", "properties", *_NOTES} and (key, wanted) != ("type", "object"):
            yield Limit(Keyword.TEST, part={key: wanted})


def _of_fact(fact: str, limits: Schema, required: bool) -> Iterator[Limit]:
    rest = {}
    said = False
    for key, wanted in limits.items():
        amounts = _amounts(wanted) if key in _SAID else None
        if amounts:
            said = True
            yield Limit(_SAID[key], fact, amounts)
        elif key not in _NOTES and (key, wanted) != ("type", "number"):
            rest[key] = wanted
    if rest:
        part: dict[str, Any] = {"required": [fact]} if required else {}
        yield Limit(Keyword.TEST, part={**part, "properties": {fact: rest}})
    elif not said:
        yield Limit(Keyword.ANSWERED, fact)


def _amounts(wanted: Any) -> tuple[Fraction, ...]:
    """Return the numbers of a limit; none when they are too long for a sentence."""
    amounts = tuple(Fraction(predicates.number(n)) for n in (wanted if isinstance(wanted, list) else [wanted]))
    short = all(abs(a) < 10**_DECIMALS and (a * 10**_DECIMALS).denominator == 1 for a in amounts)
    return amounts if short else ()
