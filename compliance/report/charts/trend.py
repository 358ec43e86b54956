"""The score over the rounds; the line breaks where two rounds cannot be compared."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from compliance.language import _
from compliance.persian import numbers
from compliance.report import words
from compliance.report.charts.lines import Level, LineChart, Mark, Series
from compliance.schema import listed


class Point(NamedTuple):
    """A round with its score, None where there is none; `comparable` says whether with the round before it."""

    round: str
    score: Fraction | None
    comparable: bool = True


def trend(title: str, rounds: Sequence[Point], maximum: Fraction, target: Fraction | None = None) -> LineChart:
    """Return the score over the rounds on an axis from 0 to the maximum, with a line at the target."""
    missing = [n for n, point in enumerate(rounds) if point.score is None]
    breaks = [n for n, point in enumerate(rounds) if n and not point.comparable]
    scored = tuple((Fraction(n), point.score) for n, point in enumerate(rounds) if point.score is not None)
    marks = tuple(Mark(_("another checklist"), Fraction(2 * n - 1, 2)) for n in breaks)
    levels = [Level(_("maximum"), maximum)] if target != maximum else []
    if target is not None:
        levels.append(Level(_("target"), target))
    return LineChart(
        title=title,
        description=_describe(rounds, maximum, target),
        x_title=_("round"),
        y_title=_("points"),
        series=(
            Series(
                _("score of the round"),
                scored,
                dots=True,
                breaks=tuple(Fraction(n) for n in (*breaks, *(n + 1 for n in missing))),
                valued=True,
            ),
        ),
        ticks=tuple((Fraction(n), numbers.digits(point.round)) for n, point in enumerate(rounds)),
        levels=tuple(levels),
        marks=marks,
        floor=Fraction(0),
    )


def _describe(rounds: Sequence[Point], maximum: Fraction, target: Fraction | None) -> str:
    """Return every score, the target, and which rounds cannot be compared."""
    if not rounds:
        return _("There is nothing to draw yet.")
    each = listed(f"{numbers.digits(point.round)}: {words.score(point.score)}" for point in rounds)
    said = [_("Points of {maximum} by round: {each}.").format(maximum=words.score(maximum), each=each)]
    if target is not None:
        said.append(_("Target {target}.").format(target=words.score(target)))
    said += [
        _("Rounds {before} and {after} were judged by different checklists and cannot be compared directly.").format(
            before=numbers.digits(before.round), after=numbers.digits(after.round)
        )
        for before, after in pairwise(rounds)
        if not after.comparable
    ]
    return " ".join(said)
