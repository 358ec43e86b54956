"""Answers that contradict each other, with the places where they stand, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.office import Office, Source
from compliance.model.results import Contradiction, Side
from compliance.office.folder import Folder
from compliance.persian import numbers
from compliance.register import registers
from compliance.report import words
from compliance.report.tables import Table, make


class Place(NamedTuple):
    """The file an answer stands in, and its line where it has one of its own."""

    file: Path
    line: int | None


def place(found: Contradiction, side: Side, folder: Folder) -> Place:
    """Return where an answer stands: in the answers, in the service register, or in the scan."""
    round_, fact = folder.round, side.quantity.fact
    if side.known.source is Source.REGISTERED:
        return Place(registers.place(folder.path, "services.csv", round_.folder), None)
    if side.known.source is Source.SCANNED:
        return Place(round_.folder / "scan.json", None)
    if found.system is None:
        return Place(round_.folder / "answers.yaml", round_.answers[fact].line)
    return Place(round_.folder / "systems" / f"{found.system}.yaml", round_.systems[found.system][fact].line)


def tables(contradictions: Iterable[Contradiction], library: Library, folder: Folder) -> list[tuple[str, Table]]:
    """Return what is contradictory in one sentence, above a table with one row an answer."""
    return [(sentence(found, folder.office), _table(found, library, folder)) for found in contradictions]


def sentence(found: Contradiction, office: Office) -> str:
    """Return what contradicts each other; in the answers of a system it begins with the system's title."""
    titles = [f"{system.title} — " for system in office.systems if system.id == found.system]
    return "".join(titles) + str(found.pair.says)


def _table(found: Contradiction, library: Library, folder: Folder) -> Table:
    rows = []
    for side in found.sides:
        fact, at = library.facts[side.quantity.fact], place(found, side, folder)
        file = at.file.relative_to(folder.path).as_posix()
        stands = file if at.line is None else f"{file}:{at.line}"
        rows.append((str(fact.question), words.value(fact, side.known.value), stands))
    return make([(_("question"), False), (_("answer"), False), (_("place"), True)], rows)


def records(contradictions: Iterable[Contradiction], folder: Folder) -> list[dict[str, Any]]:
    """Return the contradictions as `check --json` prints them; `system` is there only for those of a system."""
    return [
        {
            "id": found.pair.id,
            "says": {"fa": found.pair.says.fa, "en": found.pair.says.en},
            **({} if found.system is None else {"system": found.system}),
            "answers": [_answer(side, place(found, side, folder)) for side in found.sides],
        }
        for found in contradictions
    ]


def _answer(side: Side, at: Place) -> dict[str, Any]:
    value = side.known.value
    return {
        "fact": side.quantity.fact,
        "part": side.quantity.part.value,
        "value": _plain(value.amount),
        "count": _plain(value.counted),
        "total": _plain(value.total),
        "source": side.known.source.value,
        "file": str(at.file),
        "line": at.line,
    }


def _plain(amount: Fraction | None) -> int | float | None:
    return None if amount is None else numbers.plain(amount)
