"""Defence sessions: when and where an office was heard, who sat on the panel, and the minutes by their hash."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput, Problem
from compliance.headquarters.assessing import assessors, record, words
from compliance.headquarters.assessing.cases import Asked, Assessed, cases
from compliance.headquarters.store import MINUTES, Store
from compliance.language import _
from compliance.model.assessing import Case, Stage
from compliance.persian import dates
from compliance.schema import listed

MOST_BYTES = 64 * 2**20  # of minutes
_OPEN = (Stage.DEFENCE, Stage.VISIT)
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")


class Session(NamedTuple):
    """A defence session, held or planned; `panel` are names, or ids of assessors.

    `file` is the SHA-256 of its minutes as a file of `size` bytes called `name`, empty for none.
    """

    case: Case
    day: date
    place: str
    panel: tuple[str, ...]
    minutes: str = ""
    file: str = ""
    name: str = ""
    size: int = 0

    @property
    def held(self) -> bool:
        """Whether there are minutes of it; a session of a day to come has none."""
        return bool(self.minutes or self.file)


def sessions(store: Store, of: Asked) -> dict[str, list[Session]]:
    """Return the sessions of a round by office, in the order of their days."""
    found: dict[str, list[Session]] = {}
    for office, day, place, panel, *minutes in record.ask(
        store,
        "select office, day, place, panel, minutes, file, name, size from defence "
        "where round = ? and checklist = ? and until is null order by office, day",
        of.round,
        of.checklist.id,
    ):
        case = Case(of.round, office, of.checklist.id)
        found.setdefault(office, []).append(
            Session(case, date.fromisoformat(day), place, tuple(json.loads(panel)), *minutes)
        )
    return found


class Told(NamedTuple):
    """What is said of a session; `path` are its minutes as a file."""

    day: date
    place: str
    panel: tuple[str, ...]
    minutes: str = ""
    path: Path | None = None


def note(store: Store, who: str, of: Asked, office: str, told: Told, today: date) -> Session:
    """Record a session; one of the same day takes the place of what was said of it. BadInput for what cannot be."""
    with store.changing(who) as change:
        one = cases(store, of, [office])[office]
        wrong = list(_wrong(store, one, told, today))
        if wrong:
            raise BadInput(wrong)
        session = _kept(store, Session(one.case, told.day, told.place, told.panel, told.minutes), told.path)
        said = {**session._asdict(), "day": session.day.isoformat(), "panel": list(session.panel)}
        del said["case"]
        record.put(change, "defence", **one.case._asdict(), **said)
    return session


def _kept(store: Store, session: Session, path: Path | None) -> Session:
    """Return a session with its minutes, whose file lies in the store before the record tells of it."""
    if path is None:
        return session
    sha256, size = files.digest(path, MOST_BYTES)
    name = files.CONTROL.sub("\ufffd", path.name.encode("utf-8", "replace").decode())
    target = place(store.folder, sha256, name)
    files.make_folder(target.parent)
    files.copy(path, target, MOST_BYTES)
    return session._replace(file=sha256, name=name, size=size)


def _wrong(store: Store, one: Assessed, told: Told, today: date) -> Iterator[Problem]:
    if one.stage not in _OPEN:
        yield Problem(
            one.office.id,
            None,
            _("an office at the stage {stage}").format(stage=words.stage(one.stage)),
            _("an office at {stages}").format(stages=listed(map(words.stage, _OPEN))),
            _("bring it there first: hq assess move STORE defence {office}").format(office=one.office.id),
        )
    if told.day > today and (told.minutes or told.path):
        expected = _("a day until {day}").format(day=dates.write(today))
        yield Problem(
            "--on",
            None,
            _("minutes of {day}, which is to come").format(day=dates.write(told.day)),
            expected,
            _("a session that is planned has no minutes yet"),
        )
    people = assessors.everybody(store)
    for id_ in told.panel:
        ties = assessors.conflicts(people[id_], one.office) if id_ in people else ()
        if ties:
            seen = _("{assessor} must not judge it: {why}").format(assessor=id_, why=words.because(ties))
            expected = _("a panel without a conflict of interest")
            yield Problem("--panel", None, seen, expected, _("leave them out of the panel"))


def place(store: Path, sha256: str, name: str) -> Path:
    """Return where a store keeps minutes."""
    suffix = Path(name).suffix.lower()
    kept = suffix if _SUFFIX.fullmatch(suffix) else ""
    return store / MINUTES / sha256[:2] / f"{sha256}{kept}"


def kept(store: Store) -> Sequence[tuple[int, str, Path]]:
    """Return every file of minutes that was ever recorded: the line that told of it, its SHA-256, where it lies."""
    rows = record.ask(store, "select since, file, name from defence where file <> '' order by since")
    return [(seq, sha256, place(store.folder, sha256, name)) for seq, sha256, name in rows]
