"""What keeps a criterion from holding is said as people ask and answer, never by ids and bare numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest

from compliance import language
from compliance.criteria import judging
from compliance.model.checklist import AnswerKind, Fact, Text
from compliance.model.office import Known, Source, Value
from compliance.report import shortfalls
from tests.small_worlds import BASIS

SECONDS, SHARE = Text("ثانیه", "seconds"), Text("درصد", "per cent")


@pytest.fixture(params=["fa", "en"])
def lang(request: pytest.FixtureRequest) -> Iterator[str]:
    before = language.current()
    language.use(request.param)
    yield request.param
    language.use(before)


def question(answer: AnswerKind, unit: Text | None = None) -> Fact:
    text = Text("چه‌قدر است؟", "How much is it?")
    return Fact("site.speed", text, answer, "it", text, False, "file", BASIS, unit=unit)


def said(fact: Fact, known: Known | None, limits: Mapping[str, Any]) -> str:
    """The sentences of what fails when a fact has these limits."""
    facts = {} if known is None else {fact.id: known}
    verdict = judging.judge_schema({"required": [fact.id], "properties": {fact.id: limits}}, facts)
    assert not verdict.holds
    return " | ".join(shortfalls.sentence(f, facts, {fact.id: fact}) for f in verdict.failing)


def declared(amount: Any, counted: Any = None, total: Any = None) -> Known:
    numbers = [None if n is None else Fraction(n) for n in (amount, counted, total)]
    return Known(Value(*numbers), Source.DECLARED)


NO = declared(0)
CASES = {
    "yes or no": (
        question(AnswerKind.YES_NO), NO, {"minimum": 1},
        "چه‌قدر است؟ خیر (انتظار: بله)", "How much is it? no (expected: yes)",
    ),
    "yes or no the other way": (
        question(AnswerKind.YES_NO), declared(1), {"maximum": 0},
        "چه‌قدر است؟ بله (انتظار: خیر)", "How much is it? yes (expected: no)",
    ),
    "a level": (
        question(AnswerKind.LEVEL), declared(1), {"minimum": 3},
        "چه‌قدر است؟ سطح ۱ (انتظار: دست‌کم سطح ۳)", "How much is it? level 1 (expected: at least level 3)",
    ),
    "one of some levels": (
        question(AnswerKind.LEVEL), declared(1), {"enum": [2, 4]},
        "چه‌قدر است؟ سطح ۱ (انتظار: یکی از سطح ۲، سطح ۴)",
        "How much is it? level 1 (expected: one of level 2, level 4)",
    ),
    "counts": (
        question(AnswerKind.COUNTS), declared("400/7", 12, 21), {"minimum": 95},
        "چه‌قدر است؟ ۵۷٫۱٪ (۱۲ از ۲۱) (انتظار: دست‌کم ۹۵٪)",
        "How much is it? 57.1% (12 of 21) (expected: at least 95%)",
    ),
    "counts that look like their limit": (
        question(AnswerKind.COUNTS), declared("9496/100"), {"minimum": 95},
        "چه‌قدر است؟ ۹۴٫۹۶٪ (انتظار: دست‌کم ۹۵٪)", "How much is it? 94.96% (expected: at least 95%)",
    ),
    "a percentage": (
        question(AnswerKind.NUMBER, SHARE), declared(60), {"minimum": 70},
        "چه‌قدر است؟ ۶۰٪ (انتظار: دست‌کم ۷۰٪)", "How much is it? 60% (expected: at least 70%)",
    ),
    "a number with its unit": (
        question(AnswerKind.NUMBER, SECONDS), declared("12/5"), {"exclusiveMaximum": 2},
        "چه‌قدر است؟ ۲٫۴ ثانیه (انتظار: کمتر از ۲ ثانیه)",
        "How much is it? 2.4 seconds (expected: below 2 seconds)",
    ),
    "no answer": (
        question(AnswerKind.LEVEL), None, {"minimum": 3},
        "چه‌قدر است؟ بی‌پاسخ (انتظار: دست‌کم سطح ۳)", "How much is it? unanswered (expected: at least level 3)",
    ),
    "what does not apply": (
        question(AnswerKind.YES_NO), Known(Value(None, not_applicable="—"), Source.DECLARED), {"minimum": 1},
        "چه‌قدر است؟ موضوعیت ندارد: — (انتظار: بله)", "How much is it? does not apply: — (expected: yes)",
    ),
    "more declared than the scan saw": (
        question(AnswerKind.LEVEL),
        Known(Value(Fraction(4)), Source.DECLARED, ((Source.SCANNED, Value(Fraction(2))),)), {"minimum": 3},
        "چه‌قدر است؟ بنا بر پویش تارنما حداکثر سطح ۲، بنا بر اظهار سطح ۴ (انتظار: دست‌کم سطح ۳)",
        "How much is it? at most level 2 by the website scan, level 4 declared (expected: at least level 3)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_limit_reads_as_its_question_is_asked_and_answered(name: str, lang: str) -> None:
    fact, known, limits, *wanted = CASES[name]
    assert said(fact, known, limits) == wanted[lang == "en"].replace("چه‌قدر است؟", str(fact.question))


def test_a_test_that_names_no_question_says_what_it_asks() -> None:
    language.use("en")
    verdict = judging.judge_schema({"anyOf": []}, {})
    (text,) = (shortfalls.sentence(failing, {}, {}) for failing in verdict.failing)
    assert text == "Expected: what the test of the criterion asks"
