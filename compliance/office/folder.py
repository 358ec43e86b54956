"""The office folder as a whole: which round, and every file of it read at once."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput, CannotAccess, Problem
from compliance.language import _
from compliance.model.checklist import Fact, Library
from compliance.model.office import Answer, Office, Register, Round
from compliance.office import answers, description
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits
from compliance.register import registers
from compliance.schema import listed, nearest, shorten

ROUND = re.compile(r"1[34][0-9]{2}-[0-9]{1,2}")


class Folder(NamedTuple):
    """Everything an office folder holds for one round."""

    path: Path
    office: Office
    round: Round
    register: Register


def read(path: Path, library: Library, round_id: str | None = None) -> Folder:
    """Read an office folder; the newest round unless one is named.

    Raises BadInput with the problems of all its files at once, CannotAccess when a needed file is
    not there.
    """
    if not os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises for a name that cannot be
        raise CannotAccess(
            str(path),
            _("there is no such office folder"),
            _("lay one down with “compliance new {path}”").format(path=path.name),
        )
    office, problems = description.read(path / "office.yaml", library)
    folder = round_folder(path, round_id)
    own, of_systems = facts_by_subject(library)
    declared, wrong = answers.read(folder / "answers.yaml", own, folder.name, folder)
    problems += wrong
    systems: dict[str, Mapping[str, Answer]] = {}
    for system in office.systems if office else ():
        place = folder / "systems" / f"{system.id}.yaml"
        if place.exists():
            systems[system.id], wrong = answers.read(place, of_systems, folder.name, folder)
            problems += wrong
    if office is not None:
        problems += _strangers(folder, {system.id for system in office.systems})
    register, wrong = registers.read(path, library)
    problems += wrong
    if problems or office is None:
        raise BadInput(problems)
    return Folder(path, office, Round(folder.name, folder, declared, systems), register)


def _strangers(folder: Path, systems: set[str]) -> list[Problem]:
    """Return a problem for each file of answers whose system office.yaml does not name."""
    return [
        Problem(
            str(place),
            None,
            _("answers of the system “{id}”").format(id=place.stem),
            _("a system that office.yaml names under systems"),
            nearest(place.stem, systems) if systems else _("name the system in office.yaml, or delete the file"),
        )
        for place in sorted((folder / "systems").glob("*.yaml"))
        if place.stem not in systems
    ]


def round_folder(path: Path, round_id: str | None = None) -> Path:
    """Return the folder of the named round, or of the newest one by number."""
    rounds = path / "rounds"
    try:
        inside = list(rounds.iterdir()) if rounds.is_dir() else []
    except OSError as error:
        raise files.refused(rounds, error) from error
    found = {p.name: p for p in inside if p.is_dir() and ROUND.fullmatch(p.name)}
    if round_id is not None:
        wanted = ascii_digits(round_id)
        if wanted in found:
            return found[wanted]
        raise BadInput.of(
            str(rounds),
            None,
            _("no round {round}").format(round=numbers.digits(shorten(wanted))),
            _("one of: {rounds}").format(
                rounds=listed(numbers.digits(name) for name in sorted(found, key=_number)) or "—"
            ),
            _("name a round that is there"),
        )
    if not found:
        raise BadInput.of(
            str(rounds),
            None,
            _("no round"),
            _("a folder such as rounds/1405-2 with answers.yaml"),
            _("lay the office down with “compliance new”"),
        )
    return found[max(found, key=_number)]


def _number(round_id: str) -> tuple[int, int]:
    year, number = round_id.split("-")
    return int(year), int(number)


def facts_by_subject(library: Library) -> tuple[dict[str, Fact], dict[str, Fact]]:
    """Return the facts of the office and those of an entered system.

    A fact belongs to a system when a checklist that is answered per system judges it.
    """
    of_systems = {i.fact for c in library.checklists.values() if c.per == "system" for i in c.items}
    own = {id_: fact for id_, fact in library.facts.items() if id_ not in of_systems}
    return own, {id_: fact for id_, fact in library.facts.items() if id_ in of_systems}
