"""How everybody who is not in a league stands to the round: by name, in words, and why a filing does not count."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.headquarters.intake.verdicts import Verdict
from compliance.headquarters.showing import refusals
from compliance.language import _, mark
from compliance.model.filing import Reason
from compliance.model.league import Absent, Arrived, League

PARTLY, FULL = "partly", "full"
# How a body stands to a round, by the field of Standings that holds it; what is in the league cooperated.
STATUSES = {
    FULL: mark("full cooperation"),
    PARTLY: mark("partial cooperation"),
    "refused": mark("no cooperation"),
    "asked_out": mark("asked to be left out"),
    "silent": mark("silent"),
    "unaccepted": mark("filing not accepted"),
    "unjudged": mark("filed without this checklist"),
    "undecided": mark("without a consensus yet"),
}
_AWAY = ("refused", "unaccepted", "silent", "unjudged", "asked_out")
_UNSIGNED = "unsigned"


def absent(league: League) -> Iterator[tuple[Absent, str]]:
    """Yield everybody who is not in the league with the key of why."""
    for key in _AWAY:
        found: tuple[Absent, ...] = getattr(league.standings, key)
        if key == "unjudged" and league.section != "mandatory":
            continue  # to enter a system is voluntary
        shown = "undecided" if key == "unjudged" and league.by_consensus else key
        yield from ((one, shown) for one in found)


def said(one: Absent, key: str) -> str:
    """Return how an office stands to the round, with why its filing does not count."""
    came = one.arrived
    if came is None or not came.reason:
        return _("filing without a seal, not ranked") if came and came.status == _UNSIGNED else _(STATUSES[key])
    return _("filing not accepted: {reason}").format(reason=reason(came))


def reason(came: Arrived) -> str:
    """Return why what arrived does not count, as it was said when it was turned away; empty where it is not told."""
    return refusals.sentence(_verdict(came)) if came.reason or came.status == _UNSIGNED else ""


def mend(came: Arrived) -> str:
    """Return what the office does about it."""
    return refusals.mend(_verdict(came))


def _verdict(came: Arrived) -> Verdict:
    """Return the verdict on what arrived; what bears no seal is mended as where it was turned away for that."""
    why = came.reason or Reason.BAD_SIGNATURE.value
    return Verdict("", "", "", "", came.status, why, came.detail if came.reason else "")
