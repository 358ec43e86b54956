"""scan.json: what a scan of the website found, in both languages, as a round keeps it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from compliance import files
from compliance.errors import BadInput
from compliance.language import _
from compliance.model.checklist import Text
from compliance.model.scan import Asked, Bound, Measured, Place, Result, Scan, State, Stored

FILE = "scan.json"
FORMAT = 1
T = TypeVar("T")


def text(scan: Scan) -> str:
    """Return a scan as scan.json holds it: what differs from one visit to the next stands under `timings`."""
    plain = {
        "format": FORMAT,
        "url": scan.url,
        "vantage": scan.vantage,
        "agent": scan.agent,
        "pages": list(scan.pages),
        "left": list(scan.left),
        "checks": [_plain_result(result) for result in scan.results],
        "values": [_plain_measured(value) for value in scan.measured],
        "bounds": [{"fact": b.fact, "at_most": str(b.most), "checks": list(b.checks)} for b in scan.bounds],
        "evidence": [{"name": e.name, "sha256": e.sha256, "bytes": e.size} for e in scan.evidence],
        "notes": [note._asdict() for note in scan.notes],
        "timings": {
            "started": scan.started,
            **{name: float(round(value, 3)) for name, value in sorted(scan.timings.items())},
        },
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def _plain_result(result: Result) -> dict[str, Any]:
    asked = result.asked
    return {
        "id": result.check,
        "state": result.state.value,
        "seen": result.seen._asdict(),
        "found": result.found,
        "places": [{"url": place.url, "text": place.text._asdict()} for place in result.places],
        "evidence": list(result.evidence),
        **(
            {}
            if asked is None
            else {
                "threshold": asked.threshold._asdict(),
                "standard": asked.standard._asdict(),
                "fix": asked.fix._asdict(),
            }
        ),
    }


def _plain_measured(value: Measured) -> dict[str, Any]:
    counts = {}
    if value.total is not None:
        counts = {"count": str(value.counted or Fraction(0)), "total": str(value.total)}
    return {"fact": value.fact, "value": str(value.amount), **counts, "checks": list(value.checks)}


def write(path: Path, scan: Scan) -> None:
    """Write scan.json whole, or leave what was there."""
    with files.lock(path):
        files.write_text(path, text(scan))


def read(path: Path) -> Scan | None:
    """Return the scan of a round, None when there was none; BadInput for what this program did not write."""
    if not path.exists():
        return None
    try:
        plain = json.loads(files.read_text(path))
        return _scan(plain)
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        raise BadInput.of(
            str(path),
            getattr(error, "lineno", None),
            _("a file that no scan wrote"),
            _("scan.json as “compliance scan” writes it"),
            _("scan again, or delete the file"),
        ) from error


# What follows takes what the published schema takes, and nothing else: scan.json may come from anywhere.

_AMOUNT = re.compile(r"-?[0-9]{1,400}(?:/[0-9]{1,400})?")


def _scan(plain: object) -> Scan:
    whole = _parts(plain, "format url vantage agent pages left checks values bounds evidence notes timings")
    if whole["format"] != FORMAT or isinstance(whole["format"], bool):
        raise ValueError("another format")
    timings = dict(_mapping(whole["timings"]))
    return Scan(
        url=_words(whole["url"]),
        started=_words(timings.pop("started")),
        vantage=_words(whole["vantage"]),
        agent=_words(whole["agent"]),
        pages=_each(whole["pages"], _words),
        left=_each(whole["left"], _words),
        results=_each(whole["checks"], _result),
        measured=_each(whole["values"], _measured),
        bounds=_each(whole["bounds"], _bound),
        evidence=_each(whole["evidence"], _stored),
        timings={_words(name): _seconds(value) for name, value in timings.items()},
        notes=_each(whole["notes"], _text),
    )


def _mapping(plain: object) -> dict[str, Any]:
    if not isinstance(plain, dict):
        raise TypeError("not an object")
    return plain


def _parts(plain: object, needed: str, more: str = "") -> dict[str, Any]:
    """Return an object that has these parts, may have some more, and has no others."""
    found = _mapping(plain)
    names = set(needed.split())
    if not names <= set(found) <= names | set(more.split()):
        raise KeyError("parts")
    return found


def _each(plain: object, read_one: Callable[[object], T]) -> tuple[T, ...]:
    if not isinstance(plain, list):
        raise TypeError("not a list")
    return tuple(map(read_one, plain))


def _words(plain: object) -> str:
    """Return a text; one that was made to command a screen, by escapes of JSON, is none of ours."""
    if not isinstance(plain, str) or files.CONTROL.search(plain):
        raise TypeError("not a text")
    return plain


def _number(plain: object) -> int:
    if isinstance(plain, bool) or not isinstance(plain, int | float) or plain != int(plain) or plain < 0:
        raise ValueError("not a whole number of 0 or more")
    return int(plain)


def _seconds(plain: object) -> Fraction:
    if isinstance(plain, bool) or not isinstance(plain, int | float):
        raise TypeError("not a number")
    return Fraction(str(plain))


def _amount(plain: object) -> Fraction:
    """Return an exact amount, written as whole number or fraction and never with an exponent."""
    if not isinstance(plain, str) or not _AMOUNT.fullmatch(plain):
        raise ValueError("not an amount")
    return Fraction(plain)


def _text(plain: object) -> Text:
    found = _parts(plain, "fa en")
    return Text(_words(found["fa"]), _words(found["en"]))


def _place(plain: object) -> Place:
    found = _parts(plain, "url text")
    return Place(_words(found["url"]), _text(found["text"]))


def _result(plain: object) -> Result:
    found = _parts(plain, "id state seen found places evidence", "threshold standard fix")
    asked = {"threshold", "standard", "fix"} & set(found)
    if asked and len(asked) < 3:
        raise KeyError("asked")
    return Result(
        _words(found["id"]),
        State(_words(found["state"])),
        _text(found["seen"]),
        _each(found["places"], _place),
        _number(found["found"]),
        _each(found["evidence"], _words),
        Asked(_text(found["threshold"]), _text(found["standard"]), _text(found["fix"])) if asked else None,
    )


def _measured(plain: object) -> Measured:
    found = _parts(plain, "fact value checks", "count total")
    count, total = (_amount(found[key]) if key in found else None for key in ("count", "total"))
    return Measured(_words(found["fact"]), _amount(found["value"]), count, total, _each(found["checks"], _words))


def _bound(plain: object) -> Bound:
    found = _parts(plain, "fact at_most checks")
    return Bound(_words(found["fact"]), _amount(found["at_most"]), _each(found["checks"], _words))


def _stored(plain: object) -> Stored:
    found = _parts(plain, "name sha256 bytes")
    return Stored(_words(found["name"]), _words(found["sha256"]), _number(found["bytes"]))
