"""What running a feature found, scenario by scenario."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.criteria.running import Outcome
from compliance.language import _
from compliance.persian import numbers
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import make


def of_outcomes(outcomes: Sequence[Outcome]) -> Sheet:
    """Return every scenario with whether it passed, and for each step that failed its line, seen and expected."""
    page = Sheet()
    passed = sum(outcome.passed for outcome in outcomes)
    page.say(
        _("Criteria that hold: {passed} of {all}.").format(
            passed=numbers.show(passed), all=numbers.show(len(outcomes))
        )
    )
    page.show(
        make(
            [(_("line"), True), (_("scenario"), False), (_("result"), False), (_("what is missing"), False, True)],
            [
                (
                    numbers.show(outcome.line),
                    outcome.title,
                    _("holds") if outcome.passed else _("does not hold"),
                    _("; ").join(
                        _("line {line}: {seen}, expected {wanted}").format(
                            line=numbers.show(m.line), seen=m.seen, wanted=m.expected
                        )
                        for m in outcome.missed
                    )
                    or "—",
                )
                for outcome in outcomes
            ],
        )
    )
    return page


def record(office: str, round_id: str, outcomes: Sequence[Outcome]) -> Record:
    """Return what `track --feature --json` prints."""
    return {
        "office": office,
        "round": round_id,
        "passed": sum(outcome.passed for outcome in outcomes),
        "scenarios": [
            {
                "action": outcome.action,
                "title": outcome.title,
                "line": outcome.line,
                "passed": outcome.passed,
                "missed": [
                    {"line": m.line, "step": m.step, "seen": m.seen, "expected": m.expected} for m in outcome.missed
                ],
            }
            for outcome in outcomes
        ],
        "problems": [],
    }
