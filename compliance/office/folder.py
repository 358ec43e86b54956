"""The office folder as a whole: which round, and every file of it read at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput, CannotAccess, Problem
from compliance.language import _, way
from compliance.model.checklist import Fact, Library
from compliance.model.office import Answer, Office, Register, Round
from compliance.office import answers, description, scan_file, snapshot
from compliance.office.answers import ROUND
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits
from compliance.register import registers
from compliance.schema import listed, nearest, shorten

ANSWERS = "answers.yaml"


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
            way(
                _("lay one down with “compliance new {path}”").format(path=path.name),
                _("bring the folder back, or end the work, start the program again and choose another office"),
            ),
        )
    office, problems = description.read(path / "office.yaml", library)
    try:
        folder = round_folder(path, round_id)
    except BadInput as error:
        raise BadInput([*problems, *error.problems]) from error
    own, of_systems = facts_by_subject(library)
    retired = snapshot.facts_of(folder)
    entries, wrong = answers.read(folder / ANSWERS, own, folder.name, folder, retired)
    problems += wrong
    declared = {fact: e.answer for fact, e in entries.items() if e.counts and e.answer}
    proposed = [fact for fact, e in entries.items() if e.stated.proposed]
    systems: dict[str, Mapping[str, Answer]] = {}
    for system in office.systems if office else ():
        place = folder / "systems" / f"{system.id}.yaml"
        if place.exists():
            entries, wrong = answers.read(place, of_systems, folder.name, folder, retired)
            problems += wrong
            systems[system.id] = {fact: e.answer for fact, e in entries.items() if e.counts and e.answer}
            proposed += [f"{system.id}/{fact}" for fact, e in entries.items() if e.stated.proposed]
    if office is not None:
        problems += _strangers(folder, {system.id for system in office.systems})
    try:
        scan = scan_file.read(folder / scan_file.FILE)
    except BadInput as error:
        problems += error.problems
    register, wrong = registers.read(path, library, None if is_newest(path, folder.name) else folder)
    problems += wrong
    if problems or office is None:
        raise BadInput(problems)
    round_ = Round(folder.name, folder, declared, systems, tuple(proposed), scan)
    return Folder(path, office, round_, register)


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


def round_ids(path: Path) -> list[str]:
    """Return the rounds of an office, the oldest first."""
    rounds = path / "rounds"
    try:
        inside = list(rounds.iterdir()) if rounds.is_dir() else []
    except OSError as error:
        raise files.refused(rounds, error) from error
    return sorted((p.name for p in inside if p.is_dir() and ROUND.fullmatch(p.name)), key=number_of)


def round_folder(path: Path, round_id: str | None = None) -> Path:
    """Return the folder of the named round, or of the newest one by number."""
    rounds, found = path / "rounds", round_ids(path)
    if round_id is not None:
        wanted = ascii_digits(round_id)
        if wanted in found:
            return rounds / wanted
        raise BadInput.of(
            str(rounds),
            None,
            _("no round {round}").format(round=numbers.digits(shorten(wanted))),
            _("one of: {rounds}").format(rounds=listed(map(numbers.digits, found)) or "—"),
            _("name a round that is there"),
        )
    if not found:
        raise BadInput.of(
            str(rounds),
            None,
            _("no round"),
            _("a folder such as rounds/1405-2 with answers.yaml"),
            way(
                _("lay the office down with “compliance new”"),
                _("bring the folder back from a copy, or lay a new office down"),
            ),
        )
    return rounds / found[-1]


def number_of(round_id: str) -> tuple[int, int]:
    """Return year and number of a round, which its name is sorted by."""
    year, number = round_id.split("-")
    return int(year), int(number)


def is_newest(path: Path, round_id: str) -> bool:
    """Whether no round of the office comes after this one."""
    return round_ids(path)[-1:] == [round_id]


def facts_by_subject(library: Library) -> tuple[dict[str, Fact], dict[str, Fact]]:
    """Return the facts of the office and those of an entered system, in the order the checklists ask them.

    A fact belongs to a system when a checklist that is answered per system judges it.
    """
    of_systems = {i.fact for c in library.checklists.values() if c.per == "system" for i in c.items}
    asked = dict.fromkeys(i.fact for c in library.checklists.values() for i in c.items)
    order = {id_: library.facts[id_] for id_ in dict.fromkeys((*asked, *library.facts))}
    own = {id_: fact for id_, fact in order.items() if id_ not in of_systems}
    return own, {id_: fact for id_, fact in order.items() if id_ in of_systems}
