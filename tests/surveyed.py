"""Answers of service users for tests; all of them are invented."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from compliance.checklist import questionnaire
from compliance.model.survey import AnswerSheet, Questionnaire
from compliance.office.survey import columns, responses

ROOT = Path(__file__).parent.parent
SERVICES = ("99100001000", "99100003000", "99100003101")
ASKED = questionnaire.read(ROOT / "checklists" / "survey.yaml")


def sheet(number: int, level: int | None, asked: Questionnaire = ASKED, **more: object) -> AnswerSheet:
    """Return an answer sheet whose question of the score has a level; its id comes from a number."""
    marks = tuple(level if place == asked.place else None for place in range(len(asked.questions)))
    made = AnswerSheet(f"{'pw'[number % 2]}-{number:016x}", "1405/08/12", "", marks)
    return made._replace(**more)  # type: ignore[arg-type]


def sheets(count: int, seed: int = 1) -> list[AnswerSheet]:
    """Return so many invented answer sheets, the same for the same seed."""
    by = random.Random(seed)
    found = []
    for number in range(count):
        marks = tuple(by.choice((1, 2, 3, 4, 4, 5, 5, None)) if place else by.randint(1, 5) for place in range(6))
        causes = tuple(cause.id for cause in ASKED.causes if by.random() < 0.15)
        found.append(sheet(number + 1000 * seed, 1, marks=marks, causes=causes, service=by.choice((*SERVICES, ""))))
    return found


def as_csv(found: Sequence[AnswerSheet]) -> bytes:
    """Return answer sheets as a file that can be brought in."""
    return responses.content(ASKED, found)


def written(path: Path, rows: Sequence[dict[str, str]], separator: str = ",", mark: str = "\ufeff") -> Path:
    """Write rows of cells by the ids of their columns, as a spreadsheet saves them."""
    names = [column.id for column in columns.of(ASKED)]
    lines = [separator.join(names), *(separator.join(row.get(name, "") for name in names) for row in rows)]
    path.write_bytes((mark + "\r\n".join(lines) + "\r\n").encode())
    return path
