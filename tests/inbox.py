"""Invented offices whose filings tests shape at will, and a store that takes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from compliance import checklist
from compliance.filing import canonical, keys, record
from compliance.headquarters import checking, enrolling, simulating, store
from compliance.headquarters.intake import arrivals, collecting
from compliance.headquarters.intake.collecting import Run
from compliance.headquarters.intake.examining import Terms
from compliance.headquarters.intake.verdicts import Verdict
from compliance.headquarters.keyring import Letter
from compliance.headquarters.simulating import Invented, Plan
from compliance.headquarters.store import Store
from compliance.model.checklist import Library
from compliance.model.filing import Declaration, Enrolment

ROOT = Path(__file__).parent.parent
ROUND = "1405-2"
DAY = date(2026, 11, 28)  # as the tests' clock
MADE = "1405/07/01"
LETTER = Letter("1405/217", "1405/07/05")
TIME = "2026-10-23T08:00:00+03:30"


@cache
def shipped() -> Library:
    """The shipped checklists."""
    return checklist.load(ROOT / "checklists")


@cache
def office(number: int) -> Invented:
    """An invented office."""
    return list(simulating.offices(Plan(number + 1, (ROUND,), 0, 1), shipped()))[number]


@cache
def key(number: int, name: str = "own") -> Any:
    """A key of an invented office."""
    return keys.invented(hashlib.sha256(f"test {number} {name}".encode()).digest())


def enrolment(number: int, name: str = "own", role: str = "office", **more: Any) -> Enrolment:
    """The enrolment of a key."""
    line = key(number, name).public_key.to_base64().decode()
    return Enrolment(office(number).filer, role, line, more.pop("made", MADE), **more)


def write_enrolment(folder: Path, made: Enrolment, name: str = "enrolment") -> Path:
    """An enrolment's file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_bytes(canonical.written(keys.plain(made)) + b"\n")
    return path


@cache
def declared(number: int, round_: str = ROUND, place: int = 0, quality: float | None = None) -> Declaration:
    """What an invented office declares, with the evidence of `evidence`."""
    who = office(number) if quality is None else office(number)._replace(quality=quality)
    return simulating.declaration(who, round_, place, shipped(), 1, evidence(number, round_))


def evidence(number: int, round_: str = ROUND) -> bytes:
    """The content of the one file of evidence."""
    return f"{number} {round_}: evidence\n".encode()


def filing(
    number: int,
    round_: str = ROUND,
    at: str = TIME,
    key_name: str = "own",
    of: Declaration | None = None,
    **changed: Any,
) -> bytes:
    """A sealed filing of an invented office, with some of its declaration changed."""
    made = (of or declared(number, round_))._replace(**changed)
    return simulating.zipped(made, evidence(number, round_), key(number, key_name).secret_key, at)


def later(hours: float) -> str:
    """A moment so many hours after the usual one."""
    from datetime import datetime

    return (datetime.fromisoformat(TIME) + timedelta(hours=hours)).isoformat(timespec="seconds")


def sha256(content: bytes) -> str:
    """The hash by which the next filing names this one."""
    return hashlib.sha256(content).hexdigest()


def laid_down(folder: Path, offices: int = 0) -> Store:
    """An open store with so many offices enrolled; whoever asks for it closes it."""
    store.create(folder, "test")
    opened = store.opened(folder)
    if offices:
        enrol(opened, [enrolment(number) for number in range(offices)])
    return opened


def enrol(opened: Store, made: Sequence[Enrolment], letter: Letter = LETTER) -> None:
    """Enrol keys by a letter."""
    found = [enrolling.Found(Path("enrolment.json"), one, None) for one in made]
    with opened.changing("test") as change:
        enrolling.take(change, opened, enrolling.consider(opened, found), letter, None, None, "")


def terms(arrived: date = DAY, accept_unsigned: bool = False, of: Library | None = None) -> Terms:
    """By what filings are taken."""
    return Terms(of or shipped(), {}, arrived, accept_unsigned)


def collected(opened: Store, paths: Iterable[Path], by: Terms | None = None, jobs: int = 1) -> list[Verdict]:
    """What becomes of files and of all below folders."""
    return list(collecting.collect(opened, by or terms(), arrivals.paths(paths), Run("test", jobs)))


class Inbox(NamedTuple):
    """A store, and a folder into which filings are laid one after the other."""

    store: Store
    folder: Path

    def take(self, content: bytes, name: str = "filing.zip", by: Terms | None = None) -> Verdict:
        """Lay down a file, and say what becomes of it."""
        self.folder.mkdir(exist_ok=True)
        path = self.folder / name
        path.write_bytes(content)
        (verdict,) = collected(self.store, [path], by)
        return verdict

    def standing(self, number: int = 0, round_: str = ROUND) -> str | None:
        """The SHA-256 of the filing that stands for an office."""
        row = self.store.one(
            "select f.sha256 from standing s join filing f on f.n = s.filing "
            "where s.office = ? and s.round = ? and s.until is null",
            office(number).filer.id,
            round_,
        )
        return None if row is None else str(row[0])

    def codes(self, verdict: Verdict) -> list[str]:
        """The codes of what is conspicuous in a filing."""
        return [flag.code for flag in verdict.flags]

    def sound(self) -> bool:
        """Whether the record is what its log says."""
        return checking.check(self.store, None) == []


def plain(made: Declaration) -> dict[str, Any]:
    """A declaration as plain data."""
    return record.plain(made)


def simulated(folder: Path, offices: int, rounds: int, seed: int) -> Path:
    """Return a store of invented offices that was filled by the verbs themselves."""
    from click.testing import CliRunner

    from compliance.commands.group import cli

    store, made = folder / "store", folder / "simulated"
    for words in (
        ("simulate", made, "--offices", offices, "--rounds", rounds, "--seed", seed),
        ("init", store),
        ("enrol", store, made, "--yes"),
        ("collect", store, made / "filings", "--jobs", 1),
    ):
        result = CliRunner().invoke(cli, ["hq", *map(str, words), "--lang", "en"])
        assert result.exit_code == 0, result.output
    return store
