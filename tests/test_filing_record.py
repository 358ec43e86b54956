"""The declaration as JSON: one spelling for each content, every value exactly, and no second reading."""

from __future__ import annotations

import json
import tracemalloc
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import schema
from compliance.assessment import recomputing
from compliance.files import CONTROL
from compliance.filing import canonical, record, seals, verifying
from compliance.filing.package import Refused
from compliance.model.checklist import AnswerKind, Empty, Library
from compliance.model.filing import (
    Declaration,
    Entered,
    Entry,
    Filer,
    Instrument,
    Proof,
    Reason,
    SelfScore,
    Signoff,
    hundredths,
)
from compliance.model.office import Source, Value
from compliance.usecases import filing
from compliance.usecases.opening import open_office
from compliance.values import of_counts
from tests import filed
from tests.conftest import ROOT
from tests.filed import looked, zipped

ids = st.text("abz09", min_size=1, max_size=8).map("{0}.{0}-1".format)
hexes = st.binary(min_size=32, max_size=32).map(bytes.hex)
days = st.builds("{}/{:02}/{:02}".format, st.integers(1300, 1499), st.integers(1, 12), st.integers(1, 29))
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\u2028\u2029\u202d\u202e"),
    min_size=1,
    max_size=50,
)
amounts = st.fractions(max_denominator=10**6).filter(lambda f: abs(f.numerator) < 10**18)
counts = st.fractions(min_value=0, max_denominator=10**6).filter(lambda f: f.numerator < 10**18)
values = st.one_of(
    amounts.map(Value),
    st.builds(lambda why: Value(None, not_applicable=why), texts),
    st.builds(lambda n, total: Value(100 * n / total, n, total), counts, counts.filter(bool)),
)
proofs = st.one_of(
    st.builds(
        lambda name, sha256, size, day: Proof("file", f"evidence/{name}", sha256, size, day),
        texts, hexes, st.integers(1, 2**31), st.none() | days,
    ),
    st.builds(
        lambda number, day, holder, kind: Proof("letter", number, None, None, day, holder, kind),
        texts, st.none() | days, st.none() | texts, st.none() | texts,
    ),
)  # fmt: skip
filers = st.builds(Filer, ids, texts, texts, ids, ids)
scores = st.none() | st.integers(0, 10**6)
plans = st.none() | st.fixed_dictionaries(
    {
        "checklist": ids,
        "target": st.none() | amounts.map(record.decimal),
        "approved": st.none() | st.fixed_dictionaries({"by": texts, "on": days, "letter": st.none() | texts}),
        "actions": st.lists(
            st.fixed_dictionaries({"id": ids, "start": days, "end": days, "state": st.just("approved")}), max_size=3
        ),
        "requests": st.lists(ids, max_size=3),
    }
)
signoffs = st.none() | st.just(Signoff("key")) | st.builds(lambda *of: Signoff("letter", *of), texts, days, hexes)


@st.composite
def declarations(draw: st.DrawFn) -> Declaration:
    systems = draw(st.lists(st.builds(Entered, ids, texts, st.sampled_from(["G2G", "G2C", "G2B"])), max_size=3))
    whose = st.sampled_from(["", *(system.id for system in systems)])
    return Declaration(
        draw(filers),
        draw(st.builds("{}-{}".format, st.integers(1300, 1499), st.integers(1, 99))),
        tuple(draw(st.lists(st.builds(Instrument, ids, texts, hexes), min_size=1))),
        tuple(systems),
        tuple(
            draw(
                st.lists(
                    st.builds(
                        Entry,
                        ids,
                        values,
                        st.sampled_from(Source),
                        whose,
                        st.none() | values,
                        st.none() | texts,
                        st.lists(proofs, max_size=2).map(tuple),
                    ),
                    max_size=4,
                )
            )
        ),
        tuple(draw(st.lists(st.builds(SelfScore, ids, scores, st.integers(0, 10000), whose), max_size=3))),
        draw(plans),
        draw(signoffs),
        draw(st.none() | hexes),
    )


@settings(max_examples=50)
@given(declarations())
def test_what_is_written_is_read_as_it_was_and_is_as_published(made: Declaration) -> None:
    raw = record.written(made)
    plain = canonical.read(raw)
    assert schema.first_wrong(plain, "declaration") is None
    assert record.read(plain, {}) == made
    assert canonical.written(plain) == raw


@settings(max_examples=30)
@given(declarations(), st.randoms(use_true_random=True))
def test_the_same_content_gives_the_same_bytes_however_it_was_spelled(made: Declaration, random: Any) -> None:
    def shuffled(part: Any) -> Any:
        if isinstance(part, dict):
            keys = list(part)
            random.shuffle(keys)
            return {key: shuffled(part[key]) for key in keys}
        return [shuffled(one) for one in part] if isinstance(part, list) else part

    spelled = json.dumps(
        shuffled(record.plain(made)), ensure_ascii=random.random() < 0.5, indent=random.choice([None, 3])
    )
    assert canonical.written(canonical.read(spelled.encode())) == record.written(made)


@settings(max_examples=30)
@given(declarations(), signoffs)
def test_the_code_is_of_the_content_and_of_neither_signature_nor_the_filing_before(
    made: Declaration, signoff: Signoff | None
) -> None:
    assert record.code(made._replace(signoff=signoff)) == record.code(made)
    assert record.code(made._replace(previous="0" * 64)) == record.code(made._replace(previous=None))
    assert record.code(made._replace(round=made.round + "x")) != record.code(made)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Fraction(1), "1"), (Fraction(0), "0"), (Fraction("38.95"), "38.95"), (Fraction(-5, 2), "-2.5"),
        (Fraction(22, 7), "22/7"), (Fraction(-1, 3), "-1/3"), (Fraction(1, 2**10), "0.0009765625"),
    ],
)  # fmt: skip
def test_amounts_are_decimals_where_there_is_one(amount: Fraction, text: str) -> None:
    assert record.decimal(amount) == text


def test_a_total_of_nothing_is_read_as_the_fact_says(library: Library) -> None:
    facts = [fact for fact in library.facts.values() if fact.answer is AnswerKind.COUNTS]
    assert {fact.empty for fact in facts} >= {Empty.UNMET, Empty.NOT_APPLICABLE}
    for fact in facts:
        wanted = of_counts(fact, Fraction(0), Fraction(0))
        assert record.value_of({"count": "0", "total": "0"}, fact) == wanted
    assert record.value_of({"count": "0", "total": "0"}, None).amount is None


@given(st.fractions(min_value=0, max_value=1000))
def test_hundredths_are_rounded_once_and_half_up(amount: Fraction) -> None:
    made = hundredths(amount)
    assert amount * 100 - Fraction(1, 2) < made <= amount * 100 + Fraction(1, 2)


DEEP = 10_000


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        (b"", "line 1"),
        (b"{", "line 1"),
        (b'{"a":1,"a":2}', "the key 'a' twice"),
        (b'{"a":{"b":1,"c":2,"b":1}}', "the key 'b' twice"),
        (b'{"a":1,"\\u0061":2}', "the key 'a' twice"),
        (b'{"a":NaN}', "the number NaN"),
        (b'{"a":-Infinity}', "the number -Infinity"),
        (b'{"a":1.5}', "the number 1.5"),
        (b'{"a":1e400}', "the number 1e400"),
        (b'{"a":' + b"9" * 100_000 + b"}", "the number 99999"),
        (b'{"a":-1234567890123456789}', "the number -1234567890123456789"),
        (b'{"a":"\xff"}', "not UTF-8 at byte 6"),
        (b'{"a":"\xed\xa0\x80"}', "not UTF-8"),
        (b'\xef\xbb\xbf{"a":1}', "line 1"),
        ('{"a":1}'.encode("utf-16"), "not UTF-8"),
        (b'{"a":"\\ud800"}', "the sign U+D800"),
        (b'{"a":"\\u0000"}', "the sign U+0000"),
        (b'{"a":"\\u001b[2J"}', "the sign U+001B"),
        ('{"a":"\u202egnp"}'.encode(), "the sign U+202E"),
        (b'{"\\u2028":1}', "the sign U+2028"),
        (b'{"a":"\x00"}', "line 1"),
        (b"[" * DEEP + b"]" * DEEP, "nested too deep"),
        (b'{"a":' * DEEP + b"1" + b"}" * DEEP, "nested too deep"),
        (b"[" * 8_000_000, "nested too deep"),
        (b'{"a":1}{"a":1}', "line 1"),
    ],
    ids=str,
)
def test_json_that_has_no_certain_reading(raw: bytes, seen: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(canonical.Ambiguous, match=seen.replace("+", r"\+")):
            canonical.read(raw)
        assert tracemalloc.get_traced_memory()[1] < 6 * len(raw) + 2**20
    finally:
        tracemalloc.stop()


def filing_of(made: Any) -> bytes:
    """A filing with any plain data for a declaration, well sealed."""
    content = made if isinstance(made, bytes) else json.dumps(made).encode()
    return zipped({"declaration.json": content, "declaration.json.minisig": filed.sealed(content), **filed.EVIDENCE})


def plain() -> Any:
    return json.loads(record.written(filed.declaration()))


def refusal(made: Any) -> Reason:
    with pytest.raises(Refused) as error:
        looked(filing_of(made))
    return error.value.reason


def test_sealed_json_with_two_readings_is_turned_away() -> None:
    content = record.written(filed.declaration())
    assert refusal(content[:-1] + b',"round":"1405-2"}') is Reason.BAD_JSON
    assert refusal(content.replace(b'"bytes":13', b'"bytes":13.0')) is Reason.BAD_JSON
    assert refusal(b"[" * DEEP + b"]" * DEEP) is Reason.BAD_JSON


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("office.id", "bushehr-sample\n"), ("office.id", "Bushehr"), ("office.id", "../x"), ("office.id", ""),
        ("office.body", "sample\t"), ("office.name.fa", ""), ("round", "1405-2\n"), ("round", "a/b"), ("round", 14052),
        ("format", 2), ("format", True), ("more", 1), ("checklists", []), ("checklists.0.sha256", "0" * 63 + "\n"),
        ("values.0.value", "1\n"), ("values.0.value", "1,5"), ("values.0.value", "۱"), ("values.0.value", "1/0"),
        ("values.0.value", 1), ("values.0.value", "9" * 61), ("values.0.count", "1"), ("values.0.not_applicable", "x"),
        ("values.0.source", "guessed"), ("values.0.evidence.0.bytes", 0), ("values.0.evidence.0.sha256", "x"),
        ("values.0.evidence.0.number", "1"), ("values.0.evidence.0.kind", "link"), ("self.0.score", "-1"),
        ("self.0.score", "1.005"), ("self.0.score", 1), ("previous", "none"), ("signoff", {"kind": "letter"}),
        ("signoff", {"kind": "key", "number": "1"}), ("plan", {}), ("values", {}), ("values.0", [[[]]]),
        ("values.0.system", "no-such-system"), ("self.0.system", "no-such-system"),
        ("values.0.fact", [*[["x"] * 5] * 5]),
    ],
)  # fmt: skip
def test_a_sealed_declaration_of_another_form_is_turned_away(path: str, value: object) -> None:
    made = plain()
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    part = made
    for step in way:
        part = part[step]
    part[last] = value
    assert refusal(made) is Reason.SCHEMA


def test_a_declaration_nested_to_the_limit_of_the_parser_is_turned_away() -> None:
    for depth in (100, 500, 900, 950, 980):
        text = json.dumps(plain())[:-1] + ', "more": ' + "[" * depth + "]" * depth + "}"
        assert refusal(text.encode()) in (Reason.SCHEMA, Reason.BAD_JSON)


@pytest.mark.parametrize("part", ["values", "self", "checklists"])
def test_what_is_said_twice_is_turned_away(part: str) -> None:
    made = plain()
    made[part] = made[part] * 2
    assert verifying.doubled(made)
    assert refusal(made) is Reason.SCHEMA


def test_a_system_entered_twice_is_turned_away() -> None:
    made = plain() | {"systems": [{"id": "a", "title": "الف", "field": "G2G"}] * 2}
    assert refusal(made) is Reason.SCHEMA


@pytest.mark.heavy
def test_a_declaration_of_eight_megabytes_is_judged() -> None:
    made = plain()
    made["values"] = [
        {"fact": f"fact-{n}", "value": "1", "source": "declared", "override": "x" * 330} for n in range(20000)
    ]
    content = canonical.written(made)
    assert 7.5 < len(content) / 2**20 < 8
    raw = zipped({"declaration.json": content, "declaration.json.minisig": filed.sealed(content)})
    assert looked(raw).round == filed.ROUND
    assert refusal(content[:-1]) is Reason.BAD_JSON
    made["values"][-1]["value"] = "-"
    assert refusal(made) is Reason.SCHEMA


def test_every_text_of_an_office_can_be_read_again() -> None:
    """What files of an office can hold is what a declaration can hold: one rule for control signs."""
    for code in range(0x250):
        sign = chr(code)
        raw = canonical.written({"a": f"x{sign}x"})
        if CONTROL.search(sign):
            with pytest.raises(canonical.Ambiguous):
                canonical.read(raw)
        else:
            assert canonical.read(raw) == {"a": f"x{sign}x"}


def test_seals_of_another_office_round_role_or_key_are_turned_away() -> None:
    content = record.written(filed.declaration())
    for seal in (
        filed.sealed(content, office="other"),
        filed.sealed(content, round_="1405-1"),
        filed.sealed(content, role="director"),
        filed.sealed(content, whose="other"),
        filed.sealed(content + b" "),
        seals.made(content, filed.pair().secret_key, f"office={filed.OFFICE} round={filed.ROUND}"),
        *(
            seals.made(content, filed.pair().secret_key, seals.comment(filed.OFFICE, filed.ROUND, time, "office"))
            for time in ("today", "2026-11-28T10:00:00", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00")
        ),
        bytes(filed.pair().secret_key.sign(content, prehash=False)),
        b"",
        b"\n\n\n",
        b"untrusted comment: x\rRUQ=\rtrusted comment: y\rRUQ=",
        b"x" * 5000,
    ):
        with pytest.raises(Refused) as error:
            looked(zipped({**filed.parts(), "declaration.json.minisig": seal}))
        assert error.value.reason in (Reason.BAD_SIGNATURE, Reason.TOO_LARGE)
        assert (error.value.reason is Reason.TOO_LARGE) == (len(seal) > 4096)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_seal_or_broken(raw: bytes) -> None:
    with pytest.raises(seals.Broken):
        seals.read(raw)


@given(st.integers(0, 320), st.integers(1, 255))
def test_a_seal_changed_in_any_sealed_byte_is_broken(at: int, by: int) -> None:
    content = record.written(filed.declaration())
    seal = filed.sealed(content)
    begin = seal.index(b"\n") + 1  # the first line is nobody's word
    at = begin + at % (len(seal) - begin - 1)
    changed = seal[:at] + bytes([seal[at] ^ by]) + seal[at + 1 :]
    with pytest.raises(seals.Broken):
        seals.check(content, seals.read(changed), filed.pair().public_key)


@cache
def _example() -> Any:
    return record.plain(filing.prepare(open_office(ROOT / "examples" / "bushehr-civil-registry")).declaration)


@settings(max_examples=40)
@given(
    st.integers(0, 10**6),
    st.sampled_from(
        [
            {"value": "-99999999999999999999"}, {"value": "99"}, {"value": "22/7"}, {"value": "0"},
            {"count": "7", "total": "0"}, {"count": "0", "total": "0"}, {"count": "9", "total": "1/3"},
            {"not_applicable": "x"}, {"value": "1", "fact": "nobody.knows"}, {"value": "1", "system": "electronic-archive"},
        ]
    ),
)  # fmt: skip
def test_whatever_value_is_declared_the_scores_are_computed_anew(library: Library, at: int, value: Any) -> None:
    made = json.loads(json.dumps(_example()))
    entry = made["values"][at % len(made["values"])]
    kept = {key: entry[key] for key in ("fact", "source", "system") if key in entry}
    made["values"][at % len(made["values"])] = kept | value
    assert schema.first_wrong(made, "declaration") is None
    again = recomputing.differing(record.read(made, library.facts), library)
    assert {score.checklist for score in again} <= {one["id"] for one in made["checklists"]}
