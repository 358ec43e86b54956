"""rounds.yaml written: one round is changed, and what people wrote about the others stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from compliance import files
from compliance.errors import BadInput
from compliance.headquarters import rounds
from compliance.model.rounds import EvaluationRound

_TOP = (
    "# دوره‌های ارزیابی. «hq round open|extend|close» این فایل را می‌نویسد و هر تغییر را ثبت می‌کند.\n"
    "# Rounds of evaluation. “hq round open|extend|close” write this file and log every change.\n"
)


def put(store: Path, after: EvaluationRound) -> None:
    """Write a round in its place, or behind the others, whole or not at all."""
    path = store / rounds.FILE
    text = files.read_text(path) if path.exists() else ""
    held = rounds.parsed(text, str(path)) if text else {}
    files.write_text(path, _spliced(text or _TOP, held, after) or _TOP + _written({**held, after.id: after}.values()))


def _spliced(text: str, held: dict[str, EvaluationRound], after: EvaluationRound) -> str | None:
    """Return the text with one round written anew; None where it is not laid out with a round on lines of its own."""
    lines = text.splitlines(keepends=True)
    starts = [round_.line for round_ in held.values() if round_.line is not None]
    if any(not lines[line - 1].startswith("- ") for line in starts):
        return None
    if after.id in held:
        begin = (held[after.id].line or 1) - 1
        end = min((line - 1 for line in starts if line - 1 > begin), default=len(lines))
        while end > begin + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1  # what stands above the next round belongs to it
    else:
        begin = end = len(lines)
    between = "\n" if begin and not lines[begin - 1].endswith("\n") else ""
    made = "".join([*lines[:begin], between, _written([after]), *lines[end:]])
    return made if _same(made, {**held, after.id: after}) else None


def _same(text: str, wanted: dict[str, EvaluationRound]) -> bool:
    try:
        found = rounds.parsed(text, rounds.FILE)
    except BadInput:
        return False
    return [rounds.plain(one) for one in found.values()] == [rounds.plain(one) for one in wanted.values()]


def _written(several: Any) -> str:
    import yaml

    text: str = yaml.safe_dump([rounds.plain(one) for one in several], allow_unicode=True, sort_keys=False, width=110)
    return text
