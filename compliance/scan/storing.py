"""A scan written into its round: the evidence first, scan.json last, so that it never names what is not there."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from compliance import files
from compliance.office import scan_file
from compliance.scan.running import FOLDER, Outcome

WATCH = "watch.jsonl"
LINES = 20_000  # probes that are kept: ten weeks of one every five minutes


def store(folder: Path, outcome: Outcome) -> Path:
    """Write the evidence below a round's folder and scan.json beside it; return the path of scan.json."""
    place = folder / "evidence" / FOLDER
    files.make_folder(place)
    for name, data in outcome.files.items():
        files.write(place / name, data)
    path = folder / scan_file.FILE
    scan_file.write(path, outcome.scan)
    for old in place.iterdir():  # of an earlier scan; nothing names them any more
        if old.name not in outcome.files and old.is_file():
            with contextlib.suppress(OSError):
                old.unlink()
    return path


def watch(folder: Path, when: str, up: bool, status: int, seconds: float) -> tuple[int, int]:
    """Append one probe to the log of availability, drop the oldest beyond the bound, and return (up, all)."""
    path = folder / WATCH
    with files.lock(path):
        lines = _lines(path)[-(LINES - 1) :]
        probe = {"when": when, "up": up, "status": status, "seconds": round(seconds, 3)}
        lines.append(json.dumps(probe).encode())
        files.write(path, b"\n".join(lines) + b"\n")
    return _counted(lines)


def watched(folder: Path) -> tuple[int, int]:
    """Return how many probes of the log found the site there, and how many there are."""
    return _counted(_lines(folder / WATCH))


def _lines(path: Path) -> list[bytes]:
    return [line for line in files.read_bytes(path).splitlines() if line] if path.exists() else []


def _counted(lines: list[bytes]) -> tuple[int, int]:
    good = whole = 0
    for line in lines:
        # a line that an editor broke, or whose bytes are no text, counts for nothing
        with contextlib.suppress(ValueError, TypeError, KeyError, RecursionError):
            good += json.loads(line.decode("utf-8-sig"))["up"] is True
            whole += 1
    return good, whole
