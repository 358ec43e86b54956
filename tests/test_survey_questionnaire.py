"""The questionnaire's typed reader and its published schema give the same verdict on structure."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import schema, tree
from compliance.checklist import questionnaire
from compliance.errors import BadInput
from compliance.persian import quality
from tests.conftest import ROOT, Run

SHIPPED = ROOT / "checklists" / "survey.yaml"
PLAIN: dict[str, Any] = yaml.load(SHIPPED.read_text("utf-8"), Loader=yaml.BaseLoader)
PLAIN["services"] = ["99100001000", "99100002000"]
TEXT = {"fa": "متن", "en": "text"}


def verdicts(plain: Any) -> tuple[bool, bool]:
    """Return whether the reader and the schema take such a file."""
    node = tree.parse(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False), "survey.yaml")
    return not questionnaire.understand(node, "survey.yaml")[1], not schema.verdict(node, "survey", "survey.yaml")


def changed(path: tuple[str | int, ...], value: Any) -> Any:
    """Return the shipped questionnaire with another value at a place; None takes it away."""
    plain = copy.deepcopy(PLAIN)
    place = plain
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return plain


def places(plain: Any = PLAIN, before: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return every place of the questionnaire."""
    inner = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    return [spot for key, value in inner for spot in ((*before, key), *places(value, (*before, key)))]


def test_both_take_the_shipped_one() -> None:
    assert verdicts(PLAIN) == (True, True)
    asked = questionnaire.read(SHIPPED)
    assert (asked.score, asked.place, len(asked.scale)) == ("overall", 0, 5)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("status",), "official"),
        (("basis", "kind"), "source"),
        (("version",), "0"),
        (("version",), "1.0"),
        (("id",), "Service Users"),
        (("score",), "OVERALL"),
        (("scale",), [TEXT]),
        (("scale",), [dict(TEXT) for _level in range(12)]),
        (("scale",), []),
        (("questions",), []),
        (("questions", 0, "text", "fa"), "آ" * 301),
        (("questions", 0, "weight"), "2"),
        (("causes", "list"), []),
        (("services",), ["1"]),
        (("services",), ["۹۹۱۰۰۰۰۱۰۰۰"]),
        (("services",), [["99100001000"]]),
        (("comment",), "متن"),
        (("decree",), TEXT),
    ],
)
def test_both_refuse(path: tuple[str | int, ...], value: Any) -> None:
    assert verdicts(changed(path, value)) == (False, False)


@pytest.mark.parametrize("path", [p for p in places() if isinstance(p[-1], str) and p[0] != "services"])
def test_both_want_everything_but_services(path: tuple[str | int, ...]) -> None:
    assert verdicts(changed(path, None)) == (False, False)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("score",), "nowhere"),
        (("questions", 1, "id"), "overall"),
        (("questions", 1, "id"), "comment"),
        (("causes", "list", 1, "id"), "waiting"),
        (("services", 1), "99100001000"),
    ],
)
def test_only_the_reader_sees_what_a_schema_cannot(path: tuple[str | int, ...], value: Any) -> None:
    assert verdicts(changed(path, value)) == (False, True)


@settings(max_examples=150, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(places()), st.sampled_from(["متن", "", " ", "1", [], {}, ["x"], TEXT, [TEXT], [{}], {"x": "y"}])
)
def test_whatever_is_changed_both_say_the_same_of_its_structure(path: tuple[str | int, ...], value: Any) -> None:
    reader, published = verdicts(changed(path, value))
    assert reader == published or (published and not reader and path[-1] in ("id", "score"))


def test_a_broken_one_fails_the_validation_of_a_folder(tmp_path: Path, run: Run) -> None:
    folder = Path(shutil.copytree(ROOT / "checklists", tmp_path / "checklists"))
    own = folder / "survey.yaml"
    own.write_text(own.read_text("utf-8").replace("score: overall", "score: nowhere"), "utf-8")
    result = run("checklists", "validate", folder)
    assert result.exit_code == 3
    line = own.read_text("utf-8").splitlines().index("score: nowhere") + 1
    assert f"{own}:{line}: seen: “nowhere”" in result.stderr
    assert run("checklists", "validate", own).exit_code == 3


def test_a_folder_without_one_leaves_the_shipped_one(tmp_path: Path) -> None:
    assert questionnaire.shipped(tmp_path) == questionnaire.read(SHIPPED)


def test_a_problem_is_named_with_its_line(tmp_path: Path) -> None:
    own = tmp_path / "survey.yaml"
    own.write_text(SHIPPED.read_text("utf-8").replace("label: {fa: زمان, en: time}", "label: {fa: زمان}"), "utf-8")
    with pytest.raises(BadInput) as refused:
        questionnaire.read(own)
    assert [p.line for p in refused.value.problems] == [
        own.read_text("utf-8").splitlines().index("    label: {fa: زمان}") + 1
    ]


def test_its_persian_is_written_with_persian_letters_and_digits() -> None:
    texts = [line.partition("fa: ")[2] for line in SHIPPED.read_text("utf-8").splitlines() if "fa: " in line]
    assert len(texts) > 20
    assert not [text for text in texts if quality.letters(text).bad or quality.digits(text).bad]
