"""Sentences of validators and readers, taken apart: none is left in English."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from compliance import language
from compliance.filing import canonical, misread

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "minLength": 2, "maxLength": 3},
        "either": {"type": ["string", "null"]},
        "word": {"enum": ["x", "y"]},
        "many": {"enum": list("abcdefgh")},
        "form": {"pattern": "^[a-z]+$"},
        "amount": {"type": "integer", "minimum": 0, "maximum": 3},
        "listed": {"type": "array", "minItems": 1, "maxItems": 2},
        "one": {"const": 1},
    },
    "required": ["text"],
    "additionalProperties": False,
}
WRONG: list[tuple[Any, str, str]] = [
    ({"text": 1}, "1", "متن"),
    ({"text": "x"}, "x", ""),
    ({"text": "xxxx"}, "xxxx", ""),
    ({"text": "xx", "either": 1}, "1", "متن"),
    ({"text": "xx", "word": "z"}, "z", "x، y"),
    ({"text": "xx", "many": "z"}, "z", "a، b"),
    ({"text": "xx", "form": "A"}, "A", "[a-z]+"),
    ({"text": "xx", "amount": -1}, "-1", "حداقل ۰"),
    ({"text": "xx", "amount": 4}, "4", "حداکثر ۳"),
    ({"text": "xx", "listed": []}, "", ""),
    ({"text": "xx", "listed": [1, 2, 3]}, "", ""),
    ({"text": "xx", "one": 2}, "مقداری دیگر", "1"),
    ({}, "text", "text"),
    ({"text": "xx", "extra": 1, "more": 1}, "extra، more", "کلیدواژه"),
    ([], "[]", "جدول"),
]
ENGLISH = ("is not", "required", "expected", "allowed", "than", "should", "too ")


@pytest.fixture(autouse=True)
def _persian() -> None:
    language.use("fa")


def said(made: Any, by: str) -> str:
    """What a validator says, as details hold it."""
    if by == "jsonschema":
        error = next(iter(jsonschema.Draft202012Validator(SCHEMA).iter_errors(made)))
        return f"{error.json_path}: {error.message}"
    validator = pytest.importorskip("jsonschema_rs").Draft202012Validator(SCHEMA)
    fast = next(iter(validator.iter_errors(made)))
    return f"${''.join(f'.{step}' for step in fast.instance_path)}: {fast.message}"


@pytest.mark.parametrize("by", ["jsonschema", "jsonschema_rs"])
@pytest.mark.parametrize(("made", "seen", "expected"), WRONG)
def test_a_schema_speaks_persian(made: Any, seen: str, expected: str, by: str) -> None:
    shown = misread.shown(said(made, by))
    assert all(shown)
    assert seen in shown[0]
    assert expected in shown[1]
    assert not [word for word in ENGLISH for part in shown if word in part], shown


@pytest.mark.parametrize(
    "raw",
    [b"{", b"\xff", b"[" * 100_000, b'{"a":1,"a":2}', b'{"a":1.5}', b'{"a":NaN}', b'["\\u0000"]', b"1" * 40],
)
def test_json_that_cannot_be_read_is_told_in_persian(raw: bytes) -> None:
    with pytest.raises(canonical.Ambiguous) as refused:
        canonical.read(raw)
    told = misread.of_json(str(refused.value))
    assert any("\u0600" <= sign <= "\u06ff" for sign in told), told


def test_what_is_not_known_keeps_its_place_alone() -> None:
    assert misread.of_schema("$.a[1]: something quite new is wrong here") == ("a[1]", "", "")
    assert misread.shown("values: website.https twice") == ("website.https دو بار در values", "website.https یک بار")
