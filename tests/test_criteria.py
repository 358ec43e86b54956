"""Success criteria as a specification: judged exactly, written as Gherkin, run, and able to fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from gherkin.parser import Parser
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import checklist, errors, language
from compliance.checklist import criteria_checks, predicates
from compliance.checklist.decode import generated_test
from compliance.commands import console
from compliance.criteria import feature, judging, limits, running, wording
from compliance.criteria.limits import Keyword
from compliance.criteria.wording import Background
from compliance.model.checklist import AnswerKind, Criterion, Library, Text
from compliance.model.office import Known, Office
from compliance.usecases.opening import open_office
from tests.conftest import EXAMPLE, ROOT
from tests.planned import END, fact, known, plan_of, with_test

Run = Callable[..., Result]
OTHERS = Text("", "")


def holds(test: Mapping[str, Any], **amounts: Any) -> bool:
    return judging.judge(Criterion(OTHERS, test), known(**amounts)).holds


@cache
def shipped() -> Library:
    return checklist.load(ROOT / "checklists")


@cache
def example_office() -> Office:
    return open_office(EXAMPLE, checklists=ROOT / "checklists").folder.office


@pytest.fixture
def example() -> Office:
    return example_office()


def write(library: Library, office: Office, *actions: Any) -> str:
    return feature.feature(plan_of(actions, office), library, office)


def outcomes(text: str, library: Library, facts: Mapping[str, Known]) -> tuple[running.Outcome, ...]:
    return running.run(text, "plan.feature", library, lambda _about, _line: facts)


def limit_on(id_: str, **keywords: Any) -> dict[str, Any]:
    return {"type": "object", "required": [id_], "properties": {id_: keywords}}


# Judging


@pytest.mark.parametrize(
    ("keywords", "amount", "verdict"),
    [
        ({"minimum": 66.67}, Fraction(200, 3), False),
        ({"minimum": 66.67}, Fraction("66.67"), True),
        ({"maximum": 66.66}, Fraction(200, 3), False),
        ({"maximum": 0.3}, Fraction(1, 10) + Fraction(2, 10), True),
        ({"minimum": 0.3}, Fraction(1, 10) + Fraction(2, 10), True),
        ({"exclusiveMinimum": 0.1}, Fraction(1, 10), False),
        ({"const": 33.3}, Fraction("33.3"), True),
        ({"const": 33.33}, Fraction(100, 3), False),
        ({"enum": [1, 2.5]}, Fraction(5, 2), True),
        ({"multipleOf": 0.1}, Fraction(3, 10), True),
        ({"multipleOf": 0.1}, Fraction(1, 3), False),
        ({"type": "integer", "minimum": 1}, Fraction(4, 2), True),
        ({"type": "integer", "minimum": 1}, Fraction(5, 2), False),
        ({"minimum": 95}, Fraction(94999999999999999999, 10**18), False),
    ],
)
def test_numbers_are_compared_exactly(keywords: dict[str, Any], amount: Fraction, verdict: bool) -> None:
    assert holds(limit_on("a.b", **keywords), a__b=amount) is verdict


def test_what_fails_is_named_with_its_value_and_its_limit() -> None:
    test = {"required": ["a.b", "a.c"], "properties": {"a.b": {"minimum": 2}, "a.c": {"maximum": 5, "minimum": 1}}}
    verdict = judging.judge(Criterion(OTHERS, test), known(a__b=1, a__c=6))
    found = [(f.fact, f.value, f.limit.keyword, f.limit.amounts) for f in verdict.failing]
    assert found == [("a.b", 1, Keyword.AT_LEAST, (2,)), ("a.c", 6, Keyword.AT_MOST, (5,))]
    assert [wording.words(f.limit) for f in verdict.failing] == ["at least 2", "at most 5"]
    assert judging.judge(Criterion(OTHERS, test), known(a__b=2, a__c=5)) == judging.Verdict(True)


@pytest.mark.parametrize("amounts", [{}, {"a__b": None}])
@pytest.mark.parametrize(
    "test",
    [
        limit_on("a.b", minimum=1),
        {"properties": {"a.b": {"minimum": 1}}},
        {"required": ["a.b"]},
        {"not": {"required": ["a.b"], "properties": {"a.b": {"maximum": 3}}}},
        {"if": {"properties": {"a.b": {"minimum": 3}}, "required": ["a.b"]}, "then": {"required": ["a.c"]}},
        {"dependentRequired": {"a.b": ["a.c"]}},
        {
            "anyOf": [
                {"properties": {"a.b": {"minimum": 1}}},
                {"properties": {"a.b": {"maximum": 4}}, "required": ["a.b"]},
            ]
        },
    ],
)
def test_what_is_not_known_verifies_nothing(test: dict[str, Any], amounts: dict[str, Any]) -> None:
    verdict = judging.judge(Criterion(OTHERS, test), known(**amounts))
    assert not verdict.holds
    assert all(f.value is None for f in verdict.failing)
    assert "a.b" in {f.fact for f in verdict.failing}


def test_an_alternative_does_without_the_other_fact() -> None:
    test = {"anyOf": [limit_on("a.b", minimum=1), limit_on("a.c", minimum=3)]}
    assert holds(test, a__b=1)
    assert holds(test, a__b=1, a__c=None)
    assert not holds(test, a__b=0)
    assert holds(test, a__b=0, a__c=3)


@pytest.mark.parametrize(
    "test", [{}, {"type": "object"}, {"properties": {}}, {"$ref": "https://example.ir/x"}, {"required": "a.b"}]
)
def test_what_is_no_test_verifies_nothing_and_fetches_nothing(test: dict[str, Any]) -> None:
    assert not holds(test, a__b=1)


def test_facts_that_the_test_does_not_name_are_not_looked_at() -> None:
    assert holds({**limit_on("a.b", minimum=1), "additionalProperties": False}, a__b=1, a__c=7)


# Criteria that can fail


def test_every_shipped_criterion_can_fail_and_can_hold(library: Library) -> None:
    domains = {f.id: predicates.domain(f.answer, f.minimum, f.maximum) for f in library.facts.values()}
    waiting = []
    for action in library.actions.values():
        if not action.raises:
            waiting.append(action.id)
            continue
        trial = criteria_checks.try_out(action.criterion.test, domains)
        assert trial == criteria_checks.Trial(can_fail=True, can_hold=True), action.id
    assert waiting == ["replan-rooms"]


def test_the_tests_agree_with_what_the_actions_raise(library: Library) -> None:
    for action in library.actions.values():
        test = action.criterion.test
        lower = {f for f, better in library.directions.items() if better.value == "lower"}
        if test == generated_test(dict(action.raises), dict(library.directions)) and action.raises:
            asked = predicates.of(test)
            assert asked.holds(action.raises), action.id
            for id_, value in action.raises.items():
                worse = value + Fraction(1, 1000) * (1 if id_ in lower else -1)
                assert not asked.holds({**action.raises, id_: worse}), action.id
        for id_, value in action.raises.items():
            part = {**test, "required": [id_], "properties": {id_: test["properties"][id_]}}
            assert predicates.of(part).holds({id_: value}), action.id


FACTS = {
    "website.https": AnswerKind.YES_NO,
    "website.search": AnswerKind.LEVEL,
    "website.links": AnswerKind.COUNTS,
    "website.load-time": AnswerKind.NUMBER,
}
_amount = st.one_of(st.integers(-2, 101), st.sampled_from([0.5, 1.5, 66.67, 2.25, 99.99, 33.3]))
_leaf = st.one_of(
    st.dictionaries(
        st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "const"]),
        _amount,
        min_size=1,
        max_size=2,
    ),
    st.lists(_amount, min_size=1, max_size=3).map(lambda values: {"enum": values}),
    st.sampled_from([{"multipleOf": 2}, {"multipleOf": 0.5}, {"type": "integer"}, {}]),
)
_of_value = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: {"anyOf": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=3,
)


@st.composite
def _plain_test(draw: st.DrawFn) -> dict[str, Any]:
    properties = draw(st.dictionaries(st.sampled_from(sorted(FACTS)), _of_value, max_size=3))
    required = draw(st.lists(st.sampled_from(sorted(FACTS)), unique=True, max_size=2))
    return {"type": "object", "properties": properties, "required": required}


_test = st.recursive(
    _plain_test(),
    lambda inner: st.one_of(
        st.builds(
            lambda keyword, parts: {keyword: parts},
            st.sampled_from(["allOf", "anyOf", "oneOf"]),
            st.lists(inner, min_size=1, max_size=2),
        ),
        st.builds(lambda one, other: {**one, "anyOf": [other]}, inner, inner),
        inner.map(lambda part: {"not": part}),
        st.builds(lambda a, b, c: {"if": a, "then": b, "else": c}, inner, inner, inner),
    ),
    max_leaves=3,
)
_value = st.one_of(
    st.none(),
    st.integers(-2, 101).map(Fraction),
    st.fractions(min_value=-2, max_value=101, max_denominator=12),
    st.sampled_from(["66.67", "99.99", "33.3", "2.25"]).map(Fraction),
)


@given(_test, st.dictionaries(st.sampled_from(sorted(FACTS)), _value))
@settings(max_examples=200, deadline=None)
def test_a_verdict_agrees_with_json_schema_when_all_is_known(test: dict[str, Any], values: dict[str, Any]) -> None:
    """A hand-written reading of the schema is the judge of the judge."""
    facts = {id_: fact(values.get(id_, 1) or 0) for id_ in FACTS}
    amounts = {id_: f.value.amount for id_, f in facts.items()}
    named = {id_ for id_, _place in predicates.named(test)}
    verdict = judging.judge(Criterion(OTHERS, test), facts)
    assert verdict.holds == (bool(named) and accepts(test, amounts))
    assert verdict.holds == (not verdict.failing) or not named


def accepts(schema: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Read a JSON Schema over facts, without jsonschema."""
    checks = [
        all(fact in facts for fact in schema.get("required", ())),
        all(value_accepts(part, facts[id_]) for id_, part in schema.get("properties", {}).items() if id_ in facts),
        all(accepts(part, facts) for part in schema.get("allOf", ())),
        "anyOf" not in schema or any(accepts(part, facts) for part in schema["anyOf"]),
        "oneOf" not in schema or sum(accepts(part, facts) for part in schema["oneOf"]) == 1,
        "not" not in schema or not accepts(schema["not"], facts),
        "if" not in schema or accepts(schema["then" if accepts(schema["if"], facts) else "else"], facts),
    ]
    return all(checks)


def value_accepts(schema: Mapping[str, Any], amount: Fraction) -> bool:
    """Read the part of a JSON Schema that is about one number."""
    number = {key: Fraction(str(value)) for key, value in schema.items() if isinstance(value, int | float)}
    checks = [
        amount >= number.get("minimum", amount),
        amount <= number.get("maximum", amount),
        "exclusiveMinimum" not in number or amount > number["exclusiveMinimum"],
        "exclusiveMaximum" not in number or amount < number["exclusiveMaximum"],
        amount == number.get("const", amount),
        "enum" not in schema or amount in {Fraction(str(value)) for value in schema["enum"]},
        "multipleOf" not in number or (amount / number["multipleOf"]).denominator == 1,
        schema.get("type") != "integer" or amount.denominator == 1,
        "anyOf" not in schema or any(value_accepts(part, amount) for part in schema["anyOf"]),
        "not" not in schema or not value_accepts(schema["not"], amount),
    ]
    return all(checks)


@given(_test, st.data())
@settings(max_examples=60, deadline=None)
def test_no_answer_contradicts_what_is_said_of_a_test(test: dict[str, Any], data: st.DataObject) -> None:
    """Where a test is said never to fail, or never to hold, no answers do otherwise."""
    domains = {id_: predicates.domain(kind) for id_, kind in FACTS.items()}
    trial = criteria_checks.try_out(test, domains)
    answers = {
        AnswerKind.YES_NO: st.integers(0, 1),
        AnswerKind.LEVEL: st.integers(0, 4),
        AnswerKind.COUNTS: st.fractions(0, 100, max_denominator=20),
        AnswerKind.NUMBER: st.fractions(-500, 500, max_denominator=20),
    }
    amounts = {id_: Fraction(data.draw(answers[kind])) for id_, kind in FACTS.items()}
    verdict = predicates.of(test).holds(amounts)
    if predicates.of(test).facts:
        assert trial.can_hold or not verdict
        assert trial.can_fail or verdict


def test_a_test_with_too_many_combinations_is_searched() -> None:
    ids = [f"a.f{n}" for n in range(9)]
    domains = dict.fromkeys(ids, predicates.domain(AnswerKind.COUNTS))
    every = {"required": ids, "properties": {id_: {"minimum": 90, "maximum": 95} for id_ in ids}}
    assert criteria_checks.try_out(every, domains) == criteria_checks.Trial(True, True)
    any_ = {"required": ids, "anyOf": [{"properties": {id_: {"minimum": 90}}} for id_ in ids]}
    assert criteria_checks.try_out(any_, domains) == criteria_checks.Trial(True, True)
    never = {"allOf": [every, {"properties": {ids[4]: {"maximum": 80}}}]}
    assert not criteria_checks.try_out(never, domains).can_hold
    always = {"required": ids, "anyOf": [{"properties": {id_: {"minimum": 0}}} for id_ in ids]}
    assert not criteria_checks.try_out(always, domains).can_fail


def test_a_pack_with_a_criterion_that_cannot_fail_is_not_installed(run: Run, tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(ROOT / "checklists", tmp_path / "checklists"))
    path = folder / "actions.yaml"
    before = path.read_text("utf-8")
    path.write_text(before.replace("website.https: {minimum: 1}", "website.https: {minimum: 0}"), "utf-8")
    line = before[: before.index("website.https: {minimum: 1}")].count("\n") + 1
    for verb in (("validate", folder), ("export", tmp_path / "pack.zip", "--checklists", folder)):
        result = run("checklists", *verb)
        assert result.exit_code == 3
        assert f"actions.yaml:{line}: seen: a limit on website.https that every answer meets" in result.stderr


# The feature


@given(
    st.lists(st.tuples(_test, st.text(max_size=40)), min_size=1, max_size=4),
    st.dictionaries(st.sampled_from(sorted(FACTS)), _value),
)
@settings(max_examples=150, deadline=None)
def test_a_feature_says_what_the_criteria_say(
    tests: list[tuple[dict[str, Any], str]], values: dict[str, Any]
) -> None:
    """Any actions, written as a feature and run from its text alone, get the verdicts of their criteria."""
    library, example = shipped(), example_office()
    ids = [a.id for a in library.actions.values() if a.authority.value == "office"]
    actions = [
        with_test(library, test, id_, title)
        for id_, (test, title) in zip(ids, tests, strict=False)
        if predicates.of(test).facts
    ]
    facts = {id_: fact(amount) for id_, amount in values.items()}
    text = write(library, example, *actions)
    assert Parser().parse(text)["feature"]["language"] == "fa"
    if not actions:
        with pytest.raises(errors.BadInput):
            outcomes(text, library, facts)
        return
    found = outcomes(text, library, facts)
    assert [o.action for o in found] == [a.id for a in actions]
    assert len({o.title for o in found}) == len(found)
    for outcome, action in zip(found, actions, strict=True):
        assert outcome.passed == judging.judge(action.criterion, facts).holds, text


@given(_test)
@settings(max_examples=200, deadline=None)
def test_a_sentence_means_the_limit_it_was_written_from(test: dict[str, Any]) -> None:
    for limit in limits.of(test):
        sentence, part = wording.write_limit(limit)
        assert "\n" not in sentence
        if limit.facts:
            assert wording.limit(sentence, part) == limit
            assert wording.limit(f"  {sentence.replace(' ', '  ')} ", part) == limit


HOSTILE = [
    "خط اول\nآنگاه قلم «website.https» دست‌کم ۰ است",
    "سناریو: دیگری",
    '``` """ | # @برچسب <fact>',
    "\u2028سطر\u2029\x85\x1bرنگ\x00",
    "\u202eوارونه\u202c",
    "   ",
    "# language: en",
    "\\",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_or_name_breaks_a_feature(library: Library, example: Office, title: str) -> None:
    test = limit_on("website.https", minimum=1)
    action = with_test(library, test, title=title)
    office = example._replace(
        name=Text(title, title), units=tuple(u._replace(name=Text(title, title)) for u in example.units)
    )
    facts = {**library.facts, "website.https": library.facts["website.https"]._replace(question=Text(title, title))}
    text = write(library._replace(facts=facts), office, action, with_test(library, test, "run-isms", title))
    assert all(c.isprintable() or c in "\n\u200c\u200d" for c in text)
    found = outcomes(text, library, known(website__https=0))
    assert [(o.action, o.passed) for o in found] == [("renew-certificate", False), ("run-isms", False)]
    assert len({o.title for o in found}) == 2


def test_a_feature_reads_as_people_write(library: Library, example: Office) -> None:
    text = write(library, example, library.actions["renew-certificate"], library.actions["speed-up-home-page"])
    for line in (
        "ویژگی: برنامهٔ عملیاتی ادارهٔ کل ثبت احوال استان بوشهر، دورهٔ ۱۴۰۵-۲",
        "    با فرض دورهٔ «۱۴۰۵-۲» ادارهٔ «bushehr-civil-registry»",
        "  @renew-certificate",
        "    با فرض «معاونت فناوری اطلاعات و آمار جمعیتی» این کار را از ۱۴۰۵/۱۰/۰۴ تا ۱۴۰۵/۱۰/۰۹ انجام می‌دهد",
        "    هنگامی که کار انجام شده است و تازه‌ترین پاسخ‌های دوره خوانده می‌شود",
        "    آنگاه قلم «website.https» دست‌کم ۱ است",
        "    و قلم «website.browser-warnings» حداکثر ۰ است",
        "    آنگاه قلم «website.load-time» حداکثر ۲٫۵ است",
    ):
        assert line in text.split("\n")
    language.use("fa")
    assert write(library, example, library.actions["renew-certificate"]) in text.split("\n  @speed")[0] + "\n"


def test_an_action_without_a_test_is_named_and_not_run(library: Library, example: Office) -> None:
    text = write(library, example, library.actions["replan-rooms"])
    assert "  # اقدام «replan-rooms» معیار آزمون‌پذیری ندارد." in text
    with pytest.raises(errors.BadInput):
        outcomes(text, library, {})


def test_the_example_office_gets_the_verdicts_of_its_facts(library: Library) -> None:
    opened = open_office(EXAMPLE, checklists=ROOT / "checklists")
    actions = [a for a in library.actions.values() if a.raises]
    found = outcomes(write(library, opened.folder.office, *actions), library, opened.facts)
    assert [o.passed for o in found] == [judging.judge(a.criterion, opened.facts).holds for a in actions]
    assert 0 < sum(o.passed for o in found) < len(found)


# Running


@pytest.fixture
def text(library: Library, example: Office) -> str:
    return write(library, example, library.actions["renew-certificate"], library.actions["improve-site-search"])


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_step_that_fails_says_where_and_what(library: Library, text: str) -> None:
    facts = known(website__https=1, website__browser_warnings=2)
    first, second = outcomes(text, library, facts)
    assert [(m.line, m.seen, m.expected) for m in first.missed] == [
        (line_of(text, "و قلم «website.browser-warnings»"), "website.browser-warnings: 2", "at most 0")
    ]
    assert [(m.seen, m.expected) for m in second.missed] == [("website.search: unanswered", "at least 3")]
    facts = known(website__https=1, website__browser_warnings=0, website__search=None)
    first, second = outcomes(text, library, facts)
    assert first.passed
    assert second.missed[0].seen == "website.search: does not apply: ندارد"
    assert second.line == line_of(text, "سناریو: راه‌اندازی جست‌وجوی متنی")


def test_a_value_that_looks_like_its_limit_is_told_from_it(library: Library, example: Office) -> None:
    text = write(library, example, with_test(library, limit_on("website.links", minimum=66.67)))
    (outcome,) = outcomes(text, library, known(website__links=Fraction(200, 3)))
    assert (outcome.missed[0].seen, outcome.missed[0].expected) == ("website.links: 66.666667", "at least 66.67")


def test_the_background_says_whose_facts_are_read(library: Library, text: str) -> None:
    asked = []

    def facts_by(about: Background, line: int) -> Mapping[str, Known]:
        asked.append((about.office, about.round, text.splitlines()[line - 1].count(about.office)))
        return known(website__https=1, website__browser_warnings=0, website__search=4)

    assert all(o.passed for o in running.run(text, "x", library, facts_by))
    assert asked == [("bushehr-civil-registry", "1405-2", 1)]


def test_hand_written_gherkin_is_understood(library: Library) -> None:
    text = """\
# language: fa
قابلیت: نوشتهٔ یک نفر
  شرح آزاد.

  قانون: تارنما
    پیش زمینه:
      با فرض دورهٔ «1405-2» ادارهٔ «x»

    @improve-site-search
    الگوی سناریو: جست‌وجو <حد>
      وقتی که کار انجام شده است و تازه‌ترین پاسخ‌های دوره خوانده می‌شود
      سپس قلم «website.search» دست‌کم <حد> است
      اما قلم «website.search» کمتر از 4٫5 است
      * قلم «website.https» یکی از ۰، 1 است

      نمونه ها:
        | حد |
        | ۲  |
        | 4  |
"""
    found = outcomes(text, library, known(website__search=3, website__https=1))
    assert [(o.title, o.passed, o.action) for o in found] == [
        ("جست‌وجو ۲", True, "improve-site-search"),
        ("جست‌وجو 4", False, "improve-site-search"),
    ]


BAD = {
    "empty": (lambda t: "", "a feature with scenarios", None),
    "no scenario": (lambda t: t[: t.index("  @renew")], "a feature with scenarios", None),
    "no language": (lambda t: t.replace("# language: fa\n", ""), "begin the file with “# language: fa”", "ویژگی:"),
    "other language": (lambda t: t.replace("language: fa", "language: xx"), "begin the file", "# language"),
    "not Gherkin": (lambda t: "a: 1\nb: 2\n", "a line of Gherkin", "a: 1"),
    "keyword": (lambda t: t.replace("آنگاه", "آنگا"), "a line of Gherkin", "آنگا قلم"),
    "step": (lambda t: t.replace("دست‌کم ۱", "حداقل ۱"), "a step this program knows", "حداقل"),
    "number": (lambda t: t.replace("دست‌کم ۱", "دست‌کم یک"), "a step this program knows", "یک است"),
    "limit given": (lambda t: t.replace("آنگاه قلم", "با فرض قلم"), "a step this program knows", "با فرض قلم"),
    "no such day": (lambda t: t.replace("۱۴۰۵/۱۰/۰۴", "۱۴۰۵/۱۳/۰۴"), "a step this program knows", "۱۳/۰۴"),
    "fact": (lambda t: t.replace("website.https»", "website.htps»"), "write “website.https”?", "htps»"),
    "no outcome": (lambda t: t.split("    #")[0] + "\n", "a scenario that tests nothing", "سناریو:"),
    "no step": (lambda t: t.split("    با فرض «")[0], "a scenario that tests nothing", "سناریو:"),
    "description": (
        lambda t: t.split("    با فرض «")[0] + "    آنگا قلم «website.https» دست‌کم ۱ است\n    با فرض x\n",
        "which is no step but a description",
        "سناریو:",
    ),
    "no round": (lambda t: t.replace("  زمینه:\n", "").replace("    با فرض دورهٔ «۱۴۰۵-۲» ادارهٔ «bushehr-civil-registry»\n", ""), "names no office and round", "سناریو:"),
    "table": (lambda t: t.replace("دست‌کم ۱ است", "دست‌کم ۱ است\n      | a |"), "a table or text below", "دست‌کم ۱"),
    "no test": (lambda t: t.replace("قلم «website.https» دست‌کم ۱ است", "پاسخ‌ها با این آزمون سازگار است"), "a JSON Schema over facts", "پاسخ‌ها با این"),
    "empty test": (
        lambda t: t.replace("قلم «website.https» دست‌کم ۱ است", 'پاسخ‌ها با این آزمون سازگار است\n      ```\n      {"$ref": "https://a.ir"}\n      ```'),
        "a JSON Schema over facts",
        "پاسخ‌ها با این",
    ),
    "endless test": (
        lambda t: t.replace("قلم «website.https» دست‌کم ۱ است", "پاسخ‌ها با این آزمون سازگار است\n      ```\n" + '{"not":' * 900 + "{}" + "}" * 900 + "\n      ```"),
        "a JSON Schema over facts",
        "پاسخ‌ها با این",
    ),
    "huge numbers": (
        lambda t: t.replace("قلم «website.https» دست‌کم ۱ است", "پاسخ‌ها با این آزمون سازگار است\n      ```\n" + '{"properties": {"website.https": {"minimum": 1e999}}}' + "\n      ```"),
        "a JSON Schema over facts",
        "پاسخ‌ها با این",
    ),
    "empty outline": (
        lambda t: t.replace("سناریو:", "الگوی سناریو:").replace("حداکثر ۰ است", "حداکثر ۰ است\n\n    نمونه ها:\n      | x |"),
        "a scenario that tests nothing",
        "الگوی سناریو: ت",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_features_are_refused_with_line_and_mend(library: Library, text: str, name: str) -> None:
    spoil, said, where = BAD[name]
    spoilt = spoil(text)
    with pytest.raises(errors.BadInput) as error:
        outcomes(spoilt, library, {})
    problems = error.value.problems
    assert {p.file for p in problems} == {"plan.feature"}
    assert all(p.line and p.seen and p.expected and p.mend for p in problems)
    lines = {p.line for p in problems if said in f"{p.seen} / {p.expected} / {p.mend}"}
    assert lines, problems
    assert where is None or line_of(spoilt, where) in lines


def test_a_missing_parser_is_named_with_its_command(
    library: Library, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "gherkin.parser", None)
    with pytest.raises(errors.MissingExtra) as error:
        outcomes(text, library, {})
    console.explain(error.value)
    assert 'pip install "provincial-compliance[criteria]"' in capsys.readouterr().err


def test_the_room_reads_and_writes_nothing_but_in_the_steps() -> None:
    for path in (ROOT / "compliance" / "criteria").glob("*.py"):
        if path.name not in {"standing.py", "steps.py"}:
            text = path.read_text("utf-8")
            assert not [n for n in ("import os", "pathlib", "open(", "import click", "files") if n in text], path


# With pytest itself


def pytest_on(place: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COMPLIANCE_"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "--strict-markers", "-p", "no:cacheprovider", *options],
        cwd=place,
        env=clean | {"PYTHONUTF8": "1"} | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_an_office_runs_its_feature_with_pytest(office: Path, library: Library, tmp_path: Path, text: str) -> None:
    """Plain pytest: unmet criteria fail with what was seen; after the answers were raised they pass."""
    (office / "rounds" / "1405-2" / "plan.feature").write_text(text, "utf-8")
    place = tmp_path / "checks"
    place.mkdir()
    steps = "from compliance.criteria.steps import *\nfrom pytest_bdd import scenarios\n"
    path = office / "rounds" / "1405-2" / "plan.feature"
    (place / "test_plan.py").write_text(f"{steps}\nscenarios({str(path)!r})\n", "utf-8")
    result = pytest_on(place)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "2 failed" in result.stdout
    assert "website.browser-warnings: ۲" in result.stdout
    assert "دست‌کم ۳" in result.stdout
    answers = office / "rounds" / "1405-2" / "answers.yaml"
    content = raised(answers, {"website.browser-warnings": "0", "website.search": "3"})
    answers.write_text(content, "utf-8")
    assert pytest_on(place).returncode == 0
    one = pytest_on(place, "-m", "renew-certificate")
    assert one.returncode == 0
    assert "1 passed, 1 deselected" in one.stdout
    other = pytest_on(place, COMPLIANCE_OFFICE=str(tmp_path / "nowhere"))
    assert other.returncode == 1
    assert "nowhere" in other.stdout


def raised(answers: Path, values: dict[str, str]) -> str:
    """Return a file of answers with other values in place of these facts' own."""
    from tests.steps.scene import plain_yaml

    plain = plain_yaml(answers)
    for id_, value in values.items():
        plain["answers"][id_] = {"value": value}
    return json.dumps(plain, ensure_ascii=False)


def test_the_steps_can_stand_in_a_conftest_with_another_office(office: Path, tmp_path: Path, text: str) -> None:
    place = tmp_path / "checks"
    place.mkdir()
    (place / "plan.feature").write_text(text, "utf-8")
    (place / "conftest.py").write_text(
        "from pathlib import Path\n\nimport pytest\n\nfrom compliance.criteria.steps import *\n\n\n"
        f"@pytest.fixture\ndef office_folder():\n    return Path({str(office)!r})\n",
        "utf-8",
    )
    (place / "test_plan.py").write_text('from pytest_bdd import scenarios\n\nscenarios("plan.feature")\n', "utf-8")
    result = pytest_on(place)
    assert "2 failed" in result.stdout, result.stdout + result.stderr
    assert "website.browser-warnings: ۲" in result.stdout
    (office / "office.yaml").write_text(
        (office / "office.yaml").read_text("utf-8").replace("bushehr-civil-registry", "other", 1), "utf-8"
    )
    assert "other" in pytest_on(place).stdout


def test_dates_are_those_of_the_plan() -> None:
    assert wording.is_work(wording.write_work("الف", END, END))
    assert all(wording.is_limit(wording.write_limit(limit)[0]) for limit in _each())


def _each() -> list[limits.Limit]:
    amounts = {Keyword.ONE_OF: (Fraction(1), Fraction("-2.5")), Keyword.ANSWERED: ()}
    return [limits.Limit(k, "a.b", amounts.get(k, (Fraction(1, 4),))) for k in Keyword if k is not Keyword.TEST]


def test_every_pair_of_limits_is_told_apart() -> None:
    sentences = [wording.write_limit(limit)[0] for limit in _each()]
    for one, other in product(range(len(sentences)), repeat=2):
        assert (wording.limit(sentences[one]) == _each()[other]) == (one == other)
