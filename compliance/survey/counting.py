"""The outcome of a survey, counted from its answer sheets; their order does not matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from compliance.model.survey import ENOUGH, AnswerSheet, Cause, Channel, Estimate, Outcome, Questionnaire
from compliance.survey.statistics import estimate


def count(
    asked: Questionnaire, sheets: Sequence[AnswerSheet], population: int | None = None, few: bool = False
) -> Outcome:
    """Return what the sheets say; `few` asks for figures that rest on fewer than thirty answers as well.

    `population` is out of how many people those who answered were drawn. How many of them belong to a group is
    not known, so the margin of a group takes its people for many, and is rather too wide than too narrow.
    """
    scored = [sheet.marks[asked.place] for sheet in sheets]
    whole = _estimate(asked, scored, few, population)
    told = whole.mean is not None

    def group(of: Iterable[AnswerSheet]) -> Estimate:
        """Return the score of a group; only where it holds every score is out of how many people known."""
        marks = [sheet.marks[asked.place] for sheet in of]
        answered = len(marks) - marks.count(None)
        return _estimate(asked, marks, few, population if answered == whole.n else None)

    days = sorted(sheet.day for sheet in sheets if sheet.day)
    named = Counter(cause for sheet in sheets for cause in sheet.causes) if told else {}
    return Outcome(
        sheets=len(sheets),
        score=whole,
        spread=tuple(scored.count(level) for level in range(1, len(asked.scale) + 1)) if told else (),
        questions={
            question.id: _estimate(asked, [sheet.marks[place] for sheet in sheets], few, population)
            for place, question in enumerate(asked.questions)
        },
        services=_by_service(sheets, group),
        channels={channel: group(s for s in sheets if s.channel is channel) for channel in Channel},
        causes=tuple((c.id, named[c.id]) for c in _most_named(asked, named)),
        first=days[0] if days else "",
        last=days[-1] if days else "",
        population=population,
    )


def points(asked: Questionnaire, level: int) -> Fraction:
    """Return what a level counts, the lowest 0 and the highest 100."""
    return Fraction(100 * (level - 1), len(asked.scale) - 1)


def _estimate(
    asked: Questionnaire, marks: Iterable[int | None], few: bool, population: int | None = None
) -> Estimate:
    """Return mean and margin of marks, or only their number where it is too small."""
    levels = Counter(mark for mark in marks if mark is not None)
    n = levels.total()
    if n < ENOUGH and not few:
        return Estimate(n)
    return estimate({points(asked, level): times for level, times in levels.items()}, population)


def _by_service(
    sheets: Sequence[AnswerSheet], group: Callable[[Iterable[AnswerSheet]], Estimate]
) -> dict[str, Estimate]:
    """Return an estimate for each service that was named, those with the most answers first."""
    sorted_: dict[str, list[AnswerSheet]] = {}
    for sheet in sheets:
        if sheet.service:
            sorted_.setdefault(sheet.service, []).append(sheet)
    made = {id_: group(own) for id_, own in sorted_.items()}
    return dict(sorted(made.items(), key=lambda pair: (-pair[1].n, pair[0])))


def _most_named(asked: Questionnaire, named: Counter[str] | dict[str, int]) -> list[Cause]:
    """Return the causes that were named, the most named first, and as the questionnaire has them among equals."""
    return sorted((c for c in asked.causes if named.get(c.id)), key=lambda cause: -named[cause.id])
