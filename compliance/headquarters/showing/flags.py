"""What is conspicuous in a filing, in sentences, and what its office does about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from compliance import language
from compliance.headquarters.intake.verdicts import Flag
from compliance.language import _, mark
from compliance.persian import dates, numbers
from compliance.schema import listed, shorten

_HASH = 64  # hex digits of a SHA-256


class Words(NamedTuple):
    """A flag's sentence, what the office does about it, and what was seen, for headquarters and for the office.

    Other offices are named to headquarters alone.
    """

    says: str
    mend: str
    seen: Callable[[Mapping[str, Any]], str]
    of_others: bool = False


def short(sha256: str) -> str:
    """Return the beginning of a hash, as much as tells it from others."""
    return f"{sha256[:16]}…" if len(sha256) == _HASH else shorten(sha256)


def _points(amount: int | None) -> str:
    return "—" if amount is None else numbers.show(Fraction(amount, 100))


def _of(seen: Mapping[str, Any]) -> str:
    """Return a checklist's id, and the entered system where it is one's."""
    return f"{seen['checklist']} {seen['system']}".strip()


def _own(seen: Mapping[str, Any]) -> str:
    return _("{checklist}: {own} declared, {computed} computed").format(
        checklist=_of(seen), own=_points(seen["own"]), computed=_points(seen["computed"])
    )


def _away(seen: Mapping[str, Any]) -> str:
    share = numbers.per_cent(Fraction(seen["share"], 100))
    return _("{checklist}: {share} of the weight").format(checklist=_of(seen), share=share)


def _contradiction(seen: Mapping[str, Any]) -> str:
    says = seen["says"]["fa" if language.current() == "fa" else "en"]
    system = f"{seen['system']}: " if seen["system"] else ""
    return f"{system}{says} ({listed(seen['facts'])})"


def _jump(seen: Mapping[str, Any]) -> str:
    return _("{checklist}: from {before} in round {round} to {now}").format(
        checklist=_of(seen),
        before=_points(seen["before"]),
        round=numbers.digits(seen["round"]),
        now=_points(seen["now"]),
    )


def _reused(seen: Mapping[str, Any]) -> str:
    return f"{listed(map(shorten, seen['files']))} ({listed(seen['offices'])})"


def _fields(seen: Mapping[str, Any]) -> str:
    return listed(_(FIELDS[name]) for name in seen["fields"])


FIELDS = {
    "name_fa": mark("Persian name"),
    "name_en": mark("English name"),
    "body": mark("body"),
    "province": mark("province"),
}
WORDS = {
    "older": Words(
        mark("A later filing of this office counts already; this one is kept and changes nothing."),
        mark("Nothing has to be done."),
        lambda seen: "",
    ),
    "self-score": Words(
        mark("The office's own score is not what its answers come to."),
        mark("Nothing has to be sent again; the computed score counts. Bring the program up to date."),
        _own,
    ),
    "not-applicable": Words(
        mark("Much of the weight was taken out as not applicable."),
        mark("Look through the reasons; write to headquarters where the duties of the office explain it."),
        _away,
    ),
    "contradiction": Words(
        mark("Answers contradict each other."),
        mark("Look at “check”, answer anew what is wrong, and file again."),
        _contradiction,
    ),
    "late": Words(
        mark("It came after the round was closed."),
        mark("Nothing has to be sent again; headquarters decides whether it counts."),
        lambda seen: _("closed on {day}").format(day=dates.show(seen["close"])),
    ),
    "gap": Words(
        mark("The filing it says went before it has not arrived."),
        mark("Send that one as well, if it is still there."),
        lambda seen: short(seen["previous"]),
    ),
    "described": Words(
        mark("The office calls itself otherwise than it is enrolled."),
        mark("Where name, body or province have changed, send the official letter on it; else mend office.yaml."),
        _fields,
    ),
    "ahead": Words(
        mark("The seal bears a day after the one on which the file came in."),
        mark("Set the clock of the computer right."),
        lambda seen: _("sealed on {day}").format(day=dates.show(seen["sealed"])),
    ),
    "identical": Words(
        mark("Its values are the same as those of other offices."),
        mark("Answer for the own office; headquarters will ask."),
        lambda seen: listed(seen["offices"]),
        of_others=True,
    ),
    "evidence-reused": Words(
        mark("Evidence is the same as that of other offices."),
        mark("Attach the own document; a common circular may stay."),
        _reused,
        of_others=True,
    ),
    "jump": Words(
        mark("A score rose by more than a quarter of its maximum since the last round."),
        mark("Have the evidence of what rose ready; headquarters may look on the ground."),
        _jump,
    ),
}


class Told(NamedTuple):
    """Flags of one kind together: the sentence, and what the office does about it."""

    code: str
    sentence: str
    mend: str


def told(flags: Iterable[Flag], to_office: bool = False) -> list[Told]:
    """Return what is conspicuous, each kind once with all that was seen; the office is not told of other offices."""
    kinds: dict[str, list[str]] = {}
    for flag in flags:
        words = WORDS[flag.code]
        hidden = to_office and words.of_others
        seen = listed(map(shorten, flag.seen.get("files", ()))) if hidden else words.seen(flag.seen)
        kinds.setdefault(flag.code, []).extend([seen] if seen else [])
    return [Told(code, _joined(_(WORDS[code].says), seen), _(WORDS[code].mend)) for code, seen in kinds.items()]


def _joined(says: str, seen: Sequence[str]) -> str:
    if not seen:
        return says
    return _("{sentence} Seen: {detail}").format(sentence=says, detail=_("; ").join(dict.fromkeys(seen)))
