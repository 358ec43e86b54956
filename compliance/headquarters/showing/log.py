"""The log on screens: when, who, and what was changed, in sentences; and what its check found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from compliance.headquarters.keyring import FOREVER
from compliance.headquarters.log import Broken, Line
from compliance.headquarters.roster import Standing
from compliance.headquarters.showing.assessing import log as assessing
from compliance.headquarters.showing.flags import short
from compliance.headquarters.showing.rounds import STANDING
from compliance.headquarters.showing.verdicts import STATUS
from compliance.language import _, mark
from compliance.persian import dates, numbers
from compliance.report import words
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import make
from compliance.schema import quoted, shorten

_NONE = "—"
_ROUNDS = {
    "open": mark("round {round} was opened ({days})"),
    "extend": mark("the close of round {round} was moved ({days})"),
    "close": mark("round {round} was closed ({days})"),
    "by-hand": mark("rounds.yaml was changed by hand: round {round} ({days})"),
}


_RULES = {
    "share": mark("{amount} per cent of each gap"),
    "points": mark("{amount} points each"),
    "effort": mark("{amount} person-days each"),
}


def sheet(lines: Iterable[Line]) -> Sheet:
    """Return lines of the log in the order of the log."""
    page = Sheet()
    rows = [(numbers.show(line.seq), when(line.at), shorten(line.who), what(line)) for line in lines]
    page.show(
        make([(_("line"), True), (_("when"), True), (_("who"), True), (_("what"), False, False, True)], rows),
    )
    return page


def record(lines: Iterable[Line]) -> list[Record]:
    """Return the same for programs, as the log holds it."""
    return [{**line._asdict(), "says": what(line)} for line in lines]


def when(at: str) -> str:
    """Return the moment of a line by the calendar and the clock of this place; what is no moment, as it stands."""
    try:
        return words.moment(datetime.fromisoformat(at).astimezone().isoformat())
    except (TypeError, ValueError):
        return shorten(str(at))


def what(line: Line) -> str:
    """Return what a line says was changed; one that cannot be read, as it stands."""
    tell = _TELL.get(line.deed)
    try:
        said = json.loads(line.data)
        return tell(said) if tell is not None else shorten(f"{line.deed} {line.data}")
    except (AttributeError, KeyError, TypeError, ValueError):
        return shorten(f"{line.deed} {line.data}")


def _office(said: Mapping[str, Any]) -> str:
    text = _("office enrolled: {office} (body {body}, province {province})")
    return text.format(office=said["id"], body=said["body"], province=said["province"])


def _described(said: Mapping[str, Any]) -> str:
    text = _("office described anew: {office} ({name}, body {body}, province {province}, group {group})")
    return text.format(
        office=said["id"],
        name=said["name_fa"],
        body=said["body"],
        province=said["province"],
        group=said["group"] or _NONE,
    ) + _by(said.get("by_letter", {}).get("number", ""))


def _by(letter: str) -> str:
    return _(", letter {number}").format(number=numbers.digits(letter)) if letter else ""


def _key(said: Mapping[str, Any]) -> str:
    text = _("key of {office} enrolled: {number}, from {day} on")
    return text.format(office=said["office"], number=said["id"], day=_day(said["valid_from"])) + _by(said["letter"])


def _key_ends(said: Mapping[str, Any]) -> str:
    text = _("key of {office} replaced: {number}, valid until {day}")
    until = said["valid_until"]
    return text.format(office=said["office"], number=said["id"], day=_NONE if until == FOREVER else _day(until))


def _key_letter(said: Mapping[str, Any]) -> str:
    text = _("key of {office} confirmed: {number}")
    return text.format(office=said["office"], number=said["id"]) + _by(said["letter"])


def _revoked(said: Mapping[str, Any]) -> str:
    text = _("key of {office} revoked: {number}, from {day} on ({why})")
    number = said.get("by_letter", {}).get("number", "")
    day = _day(said["revoked_from"])
    return text.format(office=said["office"], number=said["id"], day=day, why=said["why"]) + _by(number)


def _day(iso: str) -> str:
    return dates.show(date.fromisoformat(iso))


def _status(said: Mapping[str, Any]) -> str:
    text = _("{office} in round {round}: {status}")
    status = _(STANDING[Standing(said["status"])])
    return text.format(office=said["office"], round=numbers.digits(said["round"]), status=status) + _by(
        said["letter"]
    )


def _round(said: Mapping[str, Any]) -> str:
    round_ = said["round"]
    if "actual" not in round_ and "planned" not in round_ and said["deed"] == "by-hand":
        return _("rounds.yaml was changed by hand: round {round}").format(round=numbers.digits(round_["id"]))
    days = round_.get("actual") or round_.get("planned") or {}
    shown = _("{first} to {last}").format(
        first=dates.show(days["open"]) if "open" in days else "…",
        last=dates.show(days["close"]) if "close" in days else "…",
    )
    return _(_ROUNDS[said["deed"]]).format(round=numbers.digits(round_["id"]), days=shown) + _by(said["letter"])


def _reminded(said: Mapping[str, Any]) -> str:
    text = _("reminders for round {round}: {n} offices")
    n = numbers.show(len(said["offices"]))
    return text.format(round=numbers.digits(said["round"]), n=n) + _by(said["follows"])


def _targets(said: Mapping[str, Any]) -> str:
    text = _("targets for round {round}, from {before} by {checklist} {version}: {n} offices, {rule}")
    rule, amount = said["rule"], numbers.show(Fraction(said["rule"]["amount"]))
    return text.format(
        round=numbers.digits(said["for"]),
        before=numbers.digits(said["round"]),
        checklist=said["checklist"],
        version=numbers.digits(said["version"]),
        n=numbers.show(len(said["offices"])),
        rule=_(_RULES[rule["by"]]).format(amount=amount),
    ) + _by(said["letter"])


def _checklist(said: Mapping[str, Any]) -> str:
    return _("checklist in force noted: {checklist} {version}").format(checklist=said["id"], version=said["version"])


def _filing(said: Mapping[str, Any]) -> str:
    """Return what became of a file; one that names no office has only its hash."""
    whose = said["office"] or _("a file without an office")
    text = (
        _("{office}, round {round}, file {sha256}: {outcome}")
        if said["round"]
        else _("{office}, file {sha256}: {outcome}")
    )
    outcome = _(STATUS[said["status"]])
    told = text.format(
        office=whose, round=numbers.digits(said["round"]), sha256=short(said["sha256"]), outcome=outcome
    )
    return f"{told} ({said['reason']})" if said["reason"] else told


def _again(said: Mapping[str, Any]) -> str:
    return _("looked at again: file {sha256}").format(sha256=short(said["sha256"]))


def _root(said: Mapping[str, Any]) -> str:
    text = _("root of round {round} sealed over {n} filings: {root}")
    n = numbers.show(said["size"])
    return text.format(round=numbers.digits(said["round"]), n=n, root=short(said["root"]))


def _audit(said: Mapping[str, Any]) -> str:
    text = _("draw {n} for site visits, round {round}, {checklist}: {k} offices, seed {seed}")
    told = text.format(
        n=numbers.digits(said["n"]),
        round=numbers.digits(said["round"]),
        checklist=said["checklist"],
        k=numbers.show(len(said["drawn"])),
        seed=quoted(said["seed"]),
    )
    return _("{what}, once more: {why}").format(what=told, why=said["again"]) if said["again"] else told


def _audit_found(said: Mapping[str, Any]) -> str:
    text = _("results of the visit to {office} entered, draw {n}: {k} items")
    return text.format(office=said["office"], n=numbers.digits(said["n"]), k=numbers.show(len(said["found"])))


_TELL: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "init": lambda said: _("the store was laid down"),
    "office": _office,
    "describe": _described,
    "key": _key,
    "key-ends": _key_ends,
    "key-letter": _key_letter,
    "revoke": _revoked,
    "status": _status,
    "round": _round,
    "remind": _reminded,
    "checklist": _checklist,
    "targets": _targets,
    "filing": _filing,
    "again": _again,
    "root": _root,
    "audit": _audit,
    "audit-found": _audit_found,
    **assessing.TELL,
}


def broken(one: Broken) -> str:
    """Return what is not as the log says it, in a sentence."""
    if one.expected.endswith(".zip"):
        text = (
            _("line {seq}: the kept file {expected} is missing or cut")
            if one.seen == _NONE
            else _("line {seq}: the kept file {expected} has another content, with the fingerprint {seen}")
        )
    elif one.seq == 0 and one.expected == _NONE:
        text = _("a row that no line of the log wrote so: {seen}")
    elif one.seq == 0:
        text = _("an altered row: {seen}; expected {expected}")
    elif one.seen == _NONE:
        text = _("line {seq}: what it wrote is missing or altered: {expected}")
    else:
        text = _("line {seq}: seen {seen}, expected {expected}")
    return text.format(seq=numbers.show(one.seq), seen=one.seen.removesuffix(".zip"), expected=one.expected)


def found(lines: int, files: int, wrong: Sequence[Broken]) -> list[str]:
    """Return what a check found, in sentences."""
    if wrong:
        return [*map(broken, wrong), _("Not as the log says: {n}").format(n=numbers.show(len(wrong)))]
    return [
        _("Nothing was removed or altered: {n} lines.").format(n=numbers.show(lines)),
        _("Kept files that were read, each with the content that was recorded: {n}").format(n=numbers.show(files)),
    ]
