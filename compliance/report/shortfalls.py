"""What keeps a success criterion from holding, as people read it: the question, its answer, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from compliance.checklist import predicates
from compliance.criteria import wording
from compliance.criteria.judging import Failing
from compliance.criteria.limits import Keyword, Limit
from compliance.language import _
from compliance.model.checklist import AnswerKind, Fact
from compliance.model.office import Known
from compliance.report import words

_EXACT, _APART = 12, 6  # decimals of a limit, and of a value that would look the same as its limit


def sentence(failing: Failing, facts: Mapping[str, Known], questions: Mapping[str, Fact]) -> str:
    """Return a limit that is not kept: the question with its answer, and the answer that is expected."""
    fact = questions.get(failing.fact)
    if fact is None:
        return _("Expected: {wanted}").format(wanted=wording.words(failing.limit))
    return _("{question} {seen} (expected: {wanted})").format(
        question=fact.question, seen=seen(failing, fact, facts.get(failing.fact)), wanted=wanted(failing.limit, fact)
    )


def seen(failing: Failing, fact: Fact, known: Known | None) -> str:
    """Return the answer as it stands; a measurement that is below the declaration stands beside it."""
    if known is None:
        return _("unanswered")
    if failing.value is None:
        return _("does not apply: {reason}").format(reason=known.value.not_applicable or "—")
    places = _places(failing, fact)
    if known.value.amount in (None, failing.value):
        return words.value(fact, known.value, places)
    return _("at most {n} by the website scan, {said} declared").format(
        n=words.amount(fact, failing.value, places), said=words.amount(fact, known.value.amount)
    )


def wanted(limit: Limit, fact: Fact) -> str:
    """Return what a limit asks of a fact: yes, at least level 3, at most 2٫5 seconds."""
    only = _only_answer(limit, fact)
    if only is not None:
        return words.amount(fact, only)
    return wording.words(limit, lambda amount: words.amount(fact, amount, _EXACT))


def _only_answer(limit: Limit, fact: Fact) -> Fraction | None:
    """Return the one answer to a yes-no question that keeps a limit."""
    if fact.answer is not AnswerKind.YES_NO or limit.keyword in (Keyword.ANSWERED, Keyword.TEST):
        return None
    test = predicates.of(limit.schema)
    kept = [answer for answer in (Fraction(0), Fraction(1)) if test.holds({fact.id: answer})]
    return kept[0] if len(kept) == 1 else None


def _places(failing: Failing, fact: Fact) -> int | None:
    """Return how many decimals tell a value from its limit, None where the usual ones do."""
    shown = words.amount(fact, failing.value)
    return _APART if any(words.amount(fact, amount) == shown for amount in failing.limit.amounts) else None
