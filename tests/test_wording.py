"""Sums and labels say what is so, and sentences are right for one thing as for many."""

from __future__ import annotations

from fractions import Fraction

import pytest

from compliance import language
from compliance.persian import numbers
from compliance.report import sentences, tables
from compliance.report.charts import bars
from compliance.report.content import Report
from compliance.report.parts import compose
from tests import documents


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return documents.report("planned", tmp_path_factory.mktemp("office"), "en")


@pytest.fixture(autouse=True)
def _english() -> None:
    language.use("en")


def test_requests_are_added_before_they_are_rounded(report: Report) -> None:
    """The rounded rows come to 3.18, the truth is 3.19; the table says so itself, as the sentences do."""
    assert report.plan is not None
    wanted = report.plan.requests
    rows = [r.gains.get("programme", Fraction(0)) for r in wanted]
    assert sum(numbers.half_up(row) for row in rows) == Fraction("3.18")
    *_each, last = tables.requests(wanted, report.instruments).rows
    assert last[0] == "together (added first, then rounded)"
    assert "programme: 3.19" in last[1]
    said = str(compose(report, ["brief"]).parts)
    assert "3.19 points depend on them" in said
    assert len(tables.requests(wanted[:1], report.instruments).rows) == 1
    assert tables.requests((), report.instruments).rows == ()


def test_the_line_at_the_end_of_the_bars_is_the_ceiling(report: Report) -> None:
    drawing = bars.of_indicators(report.main).draw(720, True)
    said = [label.text for label in drawing.labels]
    assert "ceiling" in said
    assert "target" not in said


def test_sentences_are_right_for_one(report: Report) -> None:
    assert report.plan is not None
    one = report.plan._replace(
        actions=report.plan.actions[:1],
        answer_first=("x",),
        caveats=report.plan.caveats._replace(uncounted_actions=("a",)),
    )
    said = " ".join([sentences.size(one), *sentences.caveats(one, report.instruments)])
    assert "Actions: 1;" in said
    assert "Unanswered questions: 1;" in said
    assert "Actions whose counts are missing: 1;" in said
    for wrong in ("1 actions", "1 questions", "1 items"):
        assert wrong not in said
