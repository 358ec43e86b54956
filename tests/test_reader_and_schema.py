"""The typed readers and the published schemas give the same verdict on structure.

The readers are fast and know lines; the schemas are what others hold their files against. What only
a reader can see (unknown ids, counts above totals, days that do not exist, files) is `meaning`.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import checklist, files, language, schema, tree
from compliance.checklist import calendars
from compliance.errors import BadInput, Problem
from compliance.headquarters import rounds
from compliance.model.checklist import Library
from compliance.office import answers, description, folder
from compliance.persian import dates
from tests.cases import reading

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "checklists" / "schemas"
SCHEMA = {"answers": "answers", "office": "office", "calendar": "closures", "rounds": "rounds"}
KINDS = tuple(SCHEMA)
QUICK = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@cache
def shipped() -> Library:
    return checklist.load(ROOT / "checklists")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office folder that every case of this module is put into in turn."""
    return reading.lay_down(tmp_path_factory.mktemp("bare") / "office")


def read(kind: str, path: Path) -> list[Problem]:
    """Return what the typed reader of a kind of file finds."""
    language.use("en")
    if kind == "answers":
        return answers.read(path, folder.facts_by_subject(shipped())[0], reading.ROUND, path.parent)[1]
    if kind == "office":
        return description.read(path, shipped())[1]
    day = dates.read("1405/09/01")
    assert day is not None
    try:
        if kind == "rounds":
            rounds.read(path.parent)
        else:
            calendars.read(ROOT / "checklists", day, day, path)
    except BadInput as error:
        return list(error.problems)
    return []


def judged(kind: str, path: Path) -> list[Problem]:
    """Return what the published schema says."""
    return schema.verdict(tree.parse(files.read_text(path), str(path)), SCHEMA[kind], str(path))


def readable(path: Path) -> bool:
    """Whether a file is YAML that this program reads at all."""
    try:
        tree.parse(files.read_text(path), str(path))
    except BadInput:
        return False
    return True


def structured(quality: str) -> list[tuple[str, Path]]:
    return [(kind, path) for kind in KINDS for path in reading.files(kind, quality) if readable(path)]


def identify(value: object) -> str:
    return reading.name(value) if isinstance(value, Path) else ""


@pytest.mark.parametrize(("kind", "case"), structured("good"), ids=identify)
def test_both_accept(kind: str, case: Path, office: Path) -> None:
    path = reading.place(case, office)
    assert judged(kind, path) == []
    assert read(kind, path) == []


@pytest.mark.parametrize(("kind", "case"), structured("bad"), ids=identify)
def test_both_refuse_unless_it_is_meaning(kind: str, case: Path, office: Path) -> None:
    path = reading.place(case, office)
    assert read(kind, path)
    if reading.only_meaning(case):
        assert judged(kind, path) == []
    else:
        assert judged(kind, path)


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda p: p.stem)
def test_the_schemas_are_schemas(path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))


# --- files changed at random

WRONG = st.sampled_from(["evidence/cert.png", [], {}, ["evidence/cert.png"], [["it"]], {"extra": "x"}, [{}]])


@cache
def good(kind: str) -> list[Any]:
    """Return the good cases of a kind as plain values."""
    return [tree.plain(tree.parse(files.read_text(p), str(p))) for p in reading.files(kind, "good")]


def places(node: Any) -> list[tuple[Any, Any]]:
    """Return every container with each of its keys or positions."""
    keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    return [(node, key) for key in keys] + [place for key in keys for place in places(node[key])]


def drop(root: Any, draw: Callable[[Any], Any]) -> None:
    found = [(node, key) for node, key in places(root) if isinstance(node, dict)]
    if found:
        node, key = draw(st.sampled_from(found))
        del node[key]


def mistype(root: Any, draw: Callable[[Any], Any]) -> None:
    found = places(root)
    if found:
        node, key = draw(st.sampled_from(found))
        old, new = node[key], draw(WRONG)
        if type(new) is not type(old):
            node[key] = copy.deepcopy(new)


def extend(root: Any, draw: Callable[[Any], Any]) -> None:
    found = [root, *(node[key] for node, key in places(root))]
    node = draw(st.sampled_from([n for n in found if isinstance(n, dict)]))
    node["extra"] = copy.deepcopy(draw(st.sampled_from(["x", [], {}, ["x"]])))


@st.composite
def changed(draw: Callable[[Any], Any], kind: str) -> Any:
    """Return a good file with up to three changes of its structure."""
    root = copy.deepcopy(draw(st.sampled_from(good(kind))))
    for change in draw(st.lists(st.sampled_from([drop, mistype, extend]), min_size=1, max_size=3)):
        change(root, draw)
    return root


@pytest.mark.parametrize("kind", KINDS)
@QUICK
@given(data=st.data())
def test_the_same_verdict_on_changed_files(kind: str, office: Path, data: st.DataObject) -> None:
    root = data.draw(changed(kind))
    path = reading.place(reading.files(kind, "good")[0], office)
    path.write_text(json.dumps(root, ensure_ascii=False), "utf-8")  # YAML with every text in quotes
    refused, against = read(kind, path), judged(kind, path)
    assert bool(refused) == bool(against), (root, refused, against)


# --- texts written at random into the places that have a form

NUMBERS = st.text("0123456789۰۵۹٠٥٩٬٫.,/eExX +%", max_size=18)
WORDS = st.text("yesnoYESNO01۰۱٠١بلهیخريى نآر", max_size=5)
IDS = st.text("abz019-_. آABZ", max_size=8)
ADDRESSES = st.builds(
    str.__add__, st.sampled_from(["http://", "https://", "ftp://", "HTTP://", ""]), st.text("a/. :é", max_size=6)
)
FORMS = {
    "capacity": (NUMBERS, lambda text: {"units": {"it": {"name": "x", "covers": ["it"], "capacity": text}}}),
    "budget": (NUMBERS, lambda text: {"budget": text}),
    "efforts_confirmed": (WORDS, lambda text: {"efforts_confirmed": text}),
    "id": (IDS, lambda text: {"id": text}),
    "unit": (IDS, lambda text: {"units": {text: {"name": "x", "covers": ["it"], "capacity": "1"}}}),
    "site": (ADDRESSES, lambda text: {"site": text}),
    "name": (st.text("  \tا\u200c", max_size=3), lambda text: {"name": text}),
}


@pytest.mark.parametrize("form", FORMS)
@QUICK
@given(data=st.data())
def test_the_same_verdict_on_texts_of_a_form(form: str, office: Path, data: st.DataObject) -> None:
    texts, build = FORMS[form]
    root = {"id": "tiny", "name": "x", "body": "x", "province": "bushehr", **build(data.draw(texts))}
    path = office / "office.yaml"
    path.write_text(json.dumps(root, ensure_ascii=False), "utf-8")
    refused, against = read("office", path), judged("office", path)
    assert bool(refused) == bool(against), (root, refused, against)


@QUICK
@given(text=st.from_regex(r"[01۱][345۴۰]?[0-9۰-۹]{1,3}[-/.][01۰]?[0-9۵]{1,2}[-/][0-3۳]?[0-9]", fullmatch=True))
def test_no_date_is_read_that_the_schema_refuses(office: Path, text: str) -> None:
    path = reading.place(reading.files("answers", "good")[0], office)
    root = {"round": reading.ROUND, "answers": {"website.https": {"value": "yes", "on": text}}}
    path.write_text(json.dumps(root, ensure_ascii=False), "utf-8")
    assert read("answers", path) or not judged("answers", path)
