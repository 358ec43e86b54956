"""Geometry of the charts; the macros in templates/charts draw it."""

from __future__ import annotations

from fractions import Fraction
from math import cos, pi, sin
from typing import NamedTuple

from compliance.model.results import Assessment

SIZE = 320  # width and height of the radar in its own units
_RADIUS = 112
_LABEL = 132


class Spoke(NamedTuple):
    """One indicator on the radar: the end of its axis, its value's point, the place of its label."""

    id: str
    title: str
    share: Fraction | None
    axis: tuple[float, float]
    point: tuple[float, float]
    label: tuple[float, float]


def radar(assessment: Assessment, after: Assessment | None = None) -> tuple[list[Spoke], list[Spoke]]:
    """Return the spokes of the present state, and of the state after the plan (empty without one)."""
    return _spokes(assessment), _spokes(after) if after else []


def _spokes(assessment: Assessment) -> list[Spoke]:
    count = len(assessment.indicators)
    spokes = []
    for position, result in enumerate(assessment.indicators):
        angle = -pi / 2 + 2 * pi * position / count
        share = None if result.score is None else result.score / result.maximum
        spokes.append(
            Spoke(
                id=result.indicator.id,
                title=str(result.indicator.title),
                share=share,
                axis=_at(angle, _RADIUS),
                point=_at(angle, _RADIUS * float(share or 0)),
                label=_at(angle, _LABEL),
            )
        )
    return spokes


def rings(count: int) -> list[str]:
    """Return the polygons of 25, 50, 75 and 100 per cent for so many spokes."""
    return [
        polygon([_at(-pi / 2 + 2 * pi * i / count, _RADIUS * part) for i in range(count)])
        for part in (0.25, 0.5, 0.75, 1)
    ]


def polygon(points: list[tuple[float, float]]) -> str:
    """Return points as an SVG polygon takes them."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _at(angle: float, radius: float) -> tuple[float, float]:
    return round(SIZE / 2 + radius * cos(angle), 1), round(SIZE / 2 + radius * sin(angle), 1)
