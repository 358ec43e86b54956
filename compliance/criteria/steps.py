"""The sentences of a plan's feature as steps of pytest-bdd, for the programmers of an office.

    from compliance.criteria.steps import *
    from pytest_bdd import scenarios

    scenarios("plan.feature")

The office is the folder that COMPLIANCE_OFFICE names, else the nearest one with an office.yaml above
the feature, the test file or the current folder; a fixture `office_folder` of your own overrides it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, utils, when
from pytest_bdd.scenario import scenario_wrapper_template_registry

from compliance.criteria import judging, running, standing, wording
from compliance.criteria.standing import Standing
from compliance.errors import ComplianceError
from compliance.language import _
from compliance.schema import nearest, quoted

VARIABLE = "COMPLIANCE_OFFICE"


class _Sentence(parsers.StepParser):
    """Recognises steps by the table of sentences; a step has its whole text as `sentence`."""

    def __init__(self, name: str, means: Callable[[str], object]) -> None:
        super().__init__(name)
        self.means = means

    def is_matching(self, name: str) -> bool:
        """Whether the step means something here."""
        return bool(self.means(name))

    def parse_arguments(self, name: str) -> dict[str, Any]:
        """Return the text of the step."""
        return {"sentence": name}


@pytest.fixture
def office_folder(request: pytest.FixtureRequest) -> Path:
    """The folder of the office whose answers are read; define a fixture of this name to choose another."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    for place in _places(request):
        for folder in (place, *place.parents):
            if (folder / "office.yaml").is_file():
                return folder
    pytest.fail(
        _("no folder with an office.yaml above the feature, the test or here; set {name}").format(name=VARIABLE),
        pytrace=False,
    )


def _places(request: pytest.FixtureRequest) -> Iterator[Path]:
    """Where to look from: the feature's file, the test's, the current folder."""
    template = scenario_wrapper_template_registry.get(request.function)
    if template is not None:
        yield Path(template.feature.filename).resolve()
    yield request.path.resolve()
    yield Path.cwd()


@given(_Sentence("round and office", wording.background), target_fixture="office_standing")
def read_office(sentence: str, office_folder: Path) -> Standing:
    """Read what is known of the office in the round."""
    named = wording.background(sentence)
    assert named is not None
    try:
        return standing.read(office_folder, named.office, named.round)
    except ComplianceError as error:
        pytest.fail(str(error), pytrace=False)


@given(_Sentence("who and when", wording.is_work))
def who_and_when(sentence: str) -> None:
    """Say who works from when to when; people read it, nothing is tested."""


@when(_Sentence("done", wording.is_done))
def answers_are_read(office_standing: Standing) -> None:
    """Say that the newest answers count; they were read by the background."""


@then(_Sentence("limit", wording.is_limit))
def limit_holds(sentence: str, office_standing: Standing, docstring: str | None = None) -> None:
    """Fail with what was seen and what was expected when a limit is not kept."""
    limit = wording.limit(sentence, docstring)
    if limit is None:
        pytest.fail(_("no test below the step that can be read"), pytrace=False)
    for fact in limit.facts:
        if fact not in office_standing.instruments.facts:
            advice = nearest(fact, office_standing.instruments.facts)
            pytest.fail(_("no fact {fact}: {advice}").format(fact=quoted(fact), advice=advice), pytrace=False)
    verdict = judging.judge_schema(limit.schema, office_standing.facts)
    if not verdict.holds:
        seen, expected = running.explain(verdict.failing, office_standing.facts)
        said = _("{step}: seen: {seen}; expected: {expected}").format(step=sentence, seen=seen, expected=expected)
        pytest.fail(said, pytrace=False)


def pytest_bdd_apply_tag(tag: str) -> None:
    """Make the id of an action a known marker, so that pytest neither warns of it nor refuses it."""
    for config in utils.CONFIG_STACK[-1:]:
        config.addinivalue_line("markers", f"{tag}: an action of the plan")


class _Tags:
    """The hook for a test file that imports these steps; a conftest.py that does has it among its names."""

    pytest_bdd_apply_tag = staticmethod(pytest_bdd_apply_tag)


for _config in utils.CONFIG_STACK[-1:]:
    _config.pluginmanager.register(_Tags(), "compliance-criteria-tags")

# pytest-bdd keeps its steps under generated names, which an import of everything has to bring along.
__all__ = ["office_folder", "pytest_bdd_apply_tag", *(name for name in globals() if name.startswith("pytestbdd_"))]
