"""Whether the criterion of an action holds for what is known of an office.

A fact that is unanswered, or does not apply, is not in what the test is asked about, and never verifies
anything: a criterion holds only if it would hold whatever such a fact were answered. Where an action's
fact does not apply the criterion therefore cannot be verified; where the test gives an alternative that
does without it, it can.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from compliance.checklist import predicates
from compliance.checklist.predicates import Schema
from compliance.criteria import limits
from compliance.criteria.limits import Keyword, Limit
from compliance.model.checklist import Criterion
from compliance.model.office import Known, Source


class Failing(NamedTuple):
    """A limit that is not kept: the fact, its value now (None when unanswered or not applicable), the limit.

    `fact` is empty for a part of a test that names none and can never hold.
    """

    fact: str
    value: Fraction | None
    limit: Limit


class Verdict(NamedTuple):
    """What a criterion says of an office; `failing` is empty when it holds."""

    holds: bool
    failing: tuple[Failing, ...] = ()


def judge(criterion: Criterion, facts: Mapping[str, Known]) -> Verdict:
    """Return whether the criterion holds, and every limit that is not kept.

    A test that names no fact, or is none, holds for nothing.
    """
    return judge_schema(criterion.test, facts)


def judge_schema(test: Schema, facts: Mapping[str, Known]) -> Verdict:
    """Return whether a JSON Schema over `{fact id: value}` holds, as `judge` does for a criterion."""
    asked = predicates.of(test).facts
    amounts = {fact: amount for fact in asked if (amount := amount_of(facts, fact)) is not None}
    parts = [limit for limit in limits.of(test) if not predicates.of(limit.schema).settled(amounts)]
    return Verdict(bool(asked) and not parts, tuple(f for limit in parts for f in _failing(limit, amounts)))


def facts_of(criterion: Criterion) -> frozenset[str]:
    """Return the facts that a criterion's test asks about."""
    return frozenset(predicates.of(criterion.test).facts)


def amount_of(facts: Mapping[str, Known], fact: str) -> Fraction | None:
    """Return what a criterion is asked about a fact; None when it is unanswered or does not apply.

    What a scan of the website saw that a fact does not exceed nobody verifies by declaring more, unless the
    office says why it knows better.
    """
    known = facts.get(fact)
    if known is None or known.value.amount is None:
        return None
    if known.source is Source.SCANNED or known.override:
        return known.value.amount
    limits = [value.amount for source, value in known.others if source is Source.SCANNED]
    return min(amount for amount in (known.value.amount, *limits) if amount is not None)


def _failing(limit: Limit, amounts: Mapping[str, Fraction]) -> list[Failing]:
    """Say it of the fact, or of every fact of a part of the schema; an answer that is missing comes first."""
    missing = [fact for fact in limit.facts if fact not in amounts]
    if limit.part is None or not missing:
        return [Failing(fact, amounts.get(fact), limit) for fact in limit.facts or ("",)]
    return [Failing(fact, None, Limit(Keyword.ANSWERED, fact)) for fact in missing]
