"""scan.json: what a scan of the website found, in both languages, as a round keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from compliance import files
from compliance.errors import BadInput
from compliance.language import _
from compliance.model.checklist import Text
from compliance.model.scan import Bound, Measured, Place, Result, Scan, State, Stored

FILE = "scan.json"
FORMAT = 1


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
    return {
        "id": result.check,
        "state": result.state.value,
        "seen": result.seen._asdict(),
        "found": result.found,
        "places": [{"url": place.url, "text": place.text._asdict()} for place in result.places],
        "evidence": list(result.evidence),
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
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise BadInput.of(
            str(path),
            getattr(error, "lineno", None),
            _("a file that no scan wrote"),
            _("scan.json as “compliance scan” writes it"),
            _("scan again, or delete the file"),
        ) from error


def _scan(plain: Mapping[str, Any]) -> Scan:
    if plain["format"] != FORMAT:
        raise ValueError("another format")
    timings = dict(plain["timings"])
    return Scan(
        url=str(plain["url"]),
        started=str(timings.pop("started")),
        vantage=str(plain["vantage"]),
        agent=str(plain["agent"]),
        pages=tuple(map(str, plain["pages"])),
        left=tuple(map(str, plain["left"])),
        results=tuple(_result(one) for one in plain["checks"]),
        measured=tuple(_measured(one) for one in plain["values"]),
        bounds=tuple(Bound(str(b["fact"]), Fraction(b["at_most"]), tuple(b["checks"])) for b in plain["bounds"]),
        evidence=tuple(Stored(str(e["name"]), str(e["sha256"]), int(e["bytes"])) for e in plain["evidence"]),
        timings={str(name): Fraction(str(value)) for name, value in timings.items()},
        notes=tuple(Text(str(note["fa"]), str(note["en"])) for note in plain["notes"]),
    )


def _text(plain: Mapping[str, Any]) -> Text:
    return Text(str(plain["fa"]), str(plain["en"]))


def _result(plain: Mapping[str, Any]) -> Result:
    return Result(
        str(plain["id"]),
        State(plain["state"]),
        _text(plain["seen"]),
        tuple(Place(str(place["url"]), _text(place["text"])) for place in plain["places"]),
        int(plain["found"]),
        tuple(map(str, plain["evidence"])),
    )


def _measured(plain: Mapping[str, Any]) -> Measured:
    count, total = (Fraction(plain[key]) if key in plain else None for key in ("count", "total"))
    return Measured(str(plain["fact"]), Fraction(plain["value"]), count, total, tuple(plain["checks"]))
