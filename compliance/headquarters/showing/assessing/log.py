"""What assessors, panels and stages changed, in sentences of the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from compliance.headquarters.assessing.words import STAGES
from compliance.headquarters.showing.flags import short
from compliance.language import _, current
from compliance.model.assessing import Stage
from compliance.persian import dates, numbers

_NONE = "—"


def _where(said: Mapping[str, Any]) -> str:
    text = _("{office}, round {round}, checklist {checklist}")
    return text.format(office=said["office"], round=numbers.digits(said["round"]), checklist=said["checklist"])


def _assessor(said: Mapping[str, Any]) -> str:
    text = _("assessor described: {name} ({id}), from {organisation}; body {body}, province {province}; ties: {n}")
    return text.format(
        name=said["name_fa"] if current() == "fa" else said["name_en"],
        id=said["id"],
        organisation=said["organisation"] or _NONE,
        body=said["body"] or _NONE,
        province=said["province"] or _NONE,
        n=numbers.show(len(said["ties"])),
    ) + _by(said["letter"])


def _by(letter: str) -> str:
    return _(", letter {number}").format(number=numbers.digits(letter)) if letter else ""


def _retired(said: Mapping[str, Any]) -> str:
    return _("{id} assesses no more: {why}").format(id=said["id"], why=said["why"])


def _assigned(said: Mapping[str, Any]) -> str:
    if said["how"] == "drawn":
        text = _("{where}: {assessor} drawn as assessor with the seed “{seed}”")
    else:
        text = _("{where}: {assessor} named as assessor")
    return text.format(where=_where(said), assessor=said["assessor"], seed=said["seed"])


def _released(said: Mapping[str, Any]) -> str:
    text = _("{where}: {assessor} released: {why}")
    return text.format(where=_where(said), assessor=said["assessor"], why=said["why"])


def _stage(said: Mapping[str, Any]) -> str:
    told = _("{where}: now at “{stage}”").format(where=_where(said), stage=_(STAGES[Stage(said["stage"])]))
    return _("{told} ({why})").format(told=told, why=said["why"]) if said["why"] else told


def _judged(said: Mapping[str, Any]) -> str:
    text = _("{where}{system}: {assessor} established {n} values, {score} points")
    return _scored(text, said, assessor=said["assessor"])


def _decided(said: Mapping[str, Any]) -> str:
    return _scored(_("{where}{system}: consensus on {n} values, {score} points"), said)


def _scored(text: str, said: Mapping[str, Any], **more: str) -> str:
    system = _(", system {system}").format(system=said["system"]) if said["system"] else ""
    score = _NONE if said["score"] is None else numbers.show(Fraction(said["score"], 100))
    told = text.format(where=_where(said), system=system, n=numbers.show(len(said["said"])), score=score, **more)
    gone = said.get("withdrawn")  # only where something was
    if not gone:
        return told
    why = _("; ").join(_("{fact}: {reason}").format(fact=fact, reason=reason) for fact, reason in gone)
    return _("{told}; taken back: {n} ({why})").format(told=told, n=numbers.show(len(gone)), why=why)


def _defence(said: Mapping[str, Any]) -> str:
    text = _("{where}: defence session of {day} with a panel of {n}; minutes: {minutes}")
    minutes = short(said["file"]) if said["file"] else _("as text") if said["minutes"] else _NONE
    day = dates.show(date.fromisoformat(said["day"]))
    return text.format(where=_where(said), day=day, n=numbers.show(len(said["panel"])), minutes=minutes)


TELL: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "assessor": _assessor,
    "assessor-ends": _retired,
    "assign": _assigned,
    "release": _released,
    "stage": _stage,
    "judge": _judged,
    "defence": _defence,
    "consensus": _decided,
}
