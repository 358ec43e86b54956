"""What the verbs of the survey show: files brought in, and the outcome, as a page of the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from compliance.language import _
from compliance.model.stated import Stated
from compliance.model.survey import ENOUGH, Estimate, Outcome, Questionnaire
from compliance.persian import numbers
from compliance.report import survey_tables
from compliance.report.records import text
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Table

Record = dict[str, Any]


def page(asked: Questionnaire, outcome: Outcome, service: Callable[[str], str]) -> Sheet:
    """Return the outcome as it is read in a terminal; one without a figure only says what is missing."""
    sheet = Sheet()
    if outcome.score.mean is None:
        sheet.say(survey_tables.refusal(outcome))
        sheet.say(_("“--few” shows a figure all the same, with these words beside it."))
        return sheet
    sheet.say(survey_tables.score(outcome))
    for said in (survey_tables.period(outcome), *survey_tables.caveats(outcome)):
        if said:
            sheet.say(said)
    sheet.show(survey_tables.spread(asked, outcome), _("How the answers spread"))
    _show(sheet, survey_tables.questions(asked, outcome), _("By question"), outcome.questions)
    _show(sheet, survey_tables.services(outcome, service), _("By service"), outcome.services)
    sheet.show(survey_tables.causes(asked, outcome, most=3), _("The causes of dissatisfaction named most"))
    _show(sheet, survey_tables.channels(outcome), _("By way of answering"), survey_tables.used(outcome))
    return sheet


def _show(sheet: Sheet, table: Table, title: str, estimates: Mapping[Any, Estimate]) -> None:
    """Show a table of estimates, and below it why some are missing."""
    sheet.show(table, title)
    if table.rows and (said := survey_tables.unsaid(estimates.values())):
        sheet.say(said)


def record(asked: Questionnaire, outcome: Outcome, service: Callable[[str], str]) -> Record:
    """Return the outcome as JSON prints it."""
    labels = {cause.id: cause.label for cause in asked.causes}
    return {
        "questionnaire": {"id": asked.id, "version": asked.version, "status": "proposed"},
        "sheets": outcome.sheets,
        **_estimate(outcome.score),
        "enough": ENOUGH,
        "missing": outcome.missing,
        "population": outcome.population,
        "first": outcome.first or None,
        "last": outcome.last or None,
        "spread": [
            {"level": level, "label": text(asked.scale[level - 1]), "n": n, "share": _share(n, outcome.score.n)}
            for level, n in enumerate(outcome.spread, 1)
        ],
        "questions": [{"id": id_, **_estimate(one)} for id_, one in outcome.questions.items()],
        "services": [{"id": id_, "title": service(id_), **_estimate(one)} for id_, one in outcome.services.items()],
        "channels": [{"id": id_.value, **_estimate(one)} for id_, one in outcome.channels.items()],
        "causes": [
            {"id": id_, "label": text(labels[id_]), "n": n, "share": _share(n, outcome.sheets)}
            for id_, n in outcome.causes
        ],
    }


def record_saved(evidence: str | None, theirs: Stated | None) -> Record:
    """Return what became of entering the score: its evidence, or the other answer that stays."""
    return {"entered": theirs is None, "evidence": evidence, "stays": None if theirs is None else stated(theirs)}


def stated(answer: Stated) -> str:
    """Return an answer of a person in one line."""
    return answer.value or answer.not_applicable or "—"


def _estimate(one: Estimate) -> Record:
    return {
        "n": one.n,
        "score": _plain(one.mean),
        "margin": _plain(one.margin) if one.mean is not None else None,
        "low": _plain(one.low),
        "high": _plain(one.high),
        "few": one.n < ENOUGH,
        "reason": _reason(one),
        "population": one.population,
    }


def _reason(one: Estimate) -> str | None:
    """Return why there is no score, or no margin to it."""
    if one.mean is None:
        return "few-answers" if one.n else "no-answers"
    return "one-answer" if one.margin is None else None


def _share(n: int, whole: int) -> int | float:
    return numbers.plain(Fraction(100 * n, whole)) if whole else 0


def _plain(amount: Fraction | None) -> int | float | None:
    return None if amount is None else numbers.plain(amount)
