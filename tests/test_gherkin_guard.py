"""Guards against features that pass without testing anything.

A misspelt keyword before the first step becomes a description, and the scenario then passes with no
step; a name used twice overwrites the scenario that bore it first. Both would be silent.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gherkin.parser import Parser

TESTS = Path(__file__).parent
FEATURES = sorted((TESTS / "features").glob("**/*.feature"))
OUTCOME = "آنگاه"


def feature(path: Path) -> dict[str, Any]:
    """Return the parsed feature of a file."""
    parsed: dict[str, Any] = Parser().parse(path.read_text("utf-8"))["feature"]
    return parsed


def nodes(parent: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    """Yield the scenarios, backgrounds or rules below a feature or rule, at any depth."""
    for child in parent["children"]:
        if kind in child:
            yield child[kind]
        if "rule" in child:
            yield from nodes(child["rule"], kind)


def cases(scenario: dict[str, Any]) -> int:
    """Return how many tests a scenario gives: one, or one for every row of its examples."""
    if not scenario["examples"]:
        return 1
    return sum(len(table["tableBody"]) for table in scenario["examples"])


def described(node: dict[str, Any]) -> list[str]:
    """Return the lines of a node's description that are not blank."""
    return [line.strip() for line in (node.get("description") or "").split("\n") if line.strip()]


def test_there_are_features() -> None:
    """The guards below would hold for an empty folder too."""
    assert len(FEATURES) >= 5


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.stem)
def test_every_scenario_ends_in_an_outcome(path: Path) -> None:
    """Every scenario has «آنگاه» behind something that was given or done, and no outcome comes first."""
    for scenario in nodes(feature(path), "scenario"):
        keywords = [step["keyword"].strip() for step in scenario["steps"]]
        kinds = [step["keywordType"] for step in scenario["steps"]]
        assert OUTCOME in keywords, scenario["name"]
        assert "Action" in kinds[: kinds.index("Outcome")], scenario["name"]
        assert cases(scenario) >= 1, scenario["name"]


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.stem)
def test_nothing_was_read_as_a_description(path: Path) -> None:
    """Scenarios, backgrounds and examples have no description, and no description looks like a keyword line."""
    root = feature(path)
    for kind in ("scenario", "background"):
        for node in nodes(root, kind):
            assert described(node) == [], node["name"]
            for table in node.get("examples", []):
                assert described(table) == [], node["name"]
    for node in (root, *nodes(root, "rule")):
        assert not [line for line in described(node) if line.endswith(":")], node["name"]


def test_names_are_unique_over_all_features() -> None:
    """A name used twice in one file hides a scenario; used in two files it hides which one failed."""
    names = Counter(scenario["name"] for path in FEATURES for scenario in nodes(feature(path), "scenario"))
    assert [name for name, times in names.items() if times > 1] == []
    assert all(name.strip() for name in names)


def test_every_feature_is_persian() -> None:
    """Every file says that it is Persian, and its feature has a name."""
    for path in FEATURES:
        assert feature(path)["language"] == "fa", path.name
        assert feature(path)["name"].strip(), path.name


def test_every_scenario_is_collected() -> None:
    """Pytest collects as many tests as the features hold scenarios and rows of examples."""
    expected = sum(cases(scenario) for path in FEATURES for scenario in nodes(feature(path), "scenario"))
    options = ("--collect-only", "-q", "-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:xdist")
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(TESTS / "test_features.py")],
        cwd=TESTS.parent,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        | {"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert listed.returncode == 0, listed.stdout[-2000:] + listed.stderr[-2000:]
    collected = [line for line in listed.stdout.split("\n") if "test_features.py::" in line]
    assert len(collected) == expected
    assert len(set(collected)) == expected
