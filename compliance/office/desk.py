"""The one way in: every answer from terminal, form or program is entered here, and nowhere else.

answers.yaml is what people see and edit, log.jsonl the record. Under the round's lock the files are
read, what people changed in them since is recorded as a change from the file, the wanted changes are
merged with it, and each file is replaced whole before the record is appended. Killed at any byte, the
files hold either the state before or the one after; a record that is missing then is made up from the
file by the next change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from compliance import clock, files
from compliance.errors import BadInput, CannotAccess, Problem
from compliance.language import _
from compliance.model.checklist import Fact
from compliance.model.record import Author, Change, Conflict, Entry, Seal, Wanted, Where
from compliance.model.stated import NOTHING, Key, State, Stated
from compliance.office import answers, log, snapshot, writing
from compliance.office.log import Log
from compliance.office.merging import differences, merge
from compliance.schema import nearest, quoted

_Wish = tuple[Key, Stated, Stated]
_ANSWERS = "answers.yaml"
_TRIES = 5


class Entered(NamedTuple):
    """What became of wanted changes: entries as they now are, conflicts left to a person.

    `noticed` counts the changes that people had made in the files since, and that were recorded now.
    """

    changed: Mapping[Key, Stated]
    conflicts: tuple[Conflict, ...]
    noticed: int


class _Sheet(NamedTuple):
    """One file of answers as read: its bytes (None when it is not there) and its entries."""

    path: Path
    system: str
    raw: bytes | None
    entries: Mapping[Key, answers.Entry]


class Desk:
    """A round's answers, open for reading and changing.

    `own` are the facts of the office, `of_systems` those of each of the `systems` it entered. Files of
    evidence of more than `largest` bytes are not sealed. `begun` gives the checklists that are kept with
    the first change of the round.
    """

    def __init__(
        self,
        folder: Path,
        own: Mapping[str, Fact],
        of_systems: Mapping[str, Fact],
        systems: Sequence[str],
        largest: int,
        begun: Callable[[], bytes] | None = None,
    ) -> None:
        self.folder, self.own, self.of_systems, self.systems = folder, own, of_systems, systems
        self.largest, self.begun, self.retired = largest, begun, snapshot.facts_of(folder)
        self.log = Log()

    @property
    def log_path(self) -> Path:
        """Where the record lies."""
        return self.folder / log.FILE

    def facts(self, system: str) -> Mapping[str, Fact]:
        """Return the facts that are asked of the office (`system` empty) or of a system."""
        return self.of_systems if system else self.own

    def state(self) -> dict[Key, Stated]:
        """Return what the files say now; raises BadInput with every problem in them."""
        return _state(self._sheets())

    def entries(self) -> dict[Key, answers.Entry]:
        """Return every entry of the files as it is read now."""
        return {key: entry for sheet in self._sheets() for key, entry in sheet.entries.items()}

    def read_log(self) -> Log:
        """Return the record as it is on disk; raises BadInput with the lines at which it is broken."""
        self.log = log.read(self.log_path, self.log)
        return self.log

    def enter(self, wanted: Iterable[Wanted], author: Author) -> Entered:
        """Make wanted changes, durably, and return what became of them.

        A change that meets another answer given meanwhile is not made but returned as a conflict.
        Raises BadInput or CannotAccess with every answer that was there before still there.
        """
        wishes = list(wanted)
        self._are_asked(wish.key for wish in wishes)
        changed: dict[Key, Stated] = {}
        noticed = 0
        with self._locked():
            for _try in range(_TRIES):
                sheets = self._sheets()
                noticed += self._record_noticed(_state(sheets), author)
                changes, conflicts = _merged(wishes, _state(sheets))
                self._keep_checklists()
                if self._write(sheets, changes, author, changed):
                    return Entered(changed, conflicts, noticed)
        raise CannotAccess(
            str(self.folder / _ANSWERS),
            _("another program keeps writing this file"),
            _("close it there, or wait and try again"),
        )

    def notice(self, author: Author) -> None:
        """Record what people changed in the files since the last change."""
        self.enter((), author)

    def seal(self, names: Iterable[str], author: Author) -> None:
        """Record what files of evidence are now, also those recorded before."""
        with self._locked():
            seals = self._seals(names, author.who, author.where, len(self.log.entries))
            self.log = log.append(self.log_path, self.log, seals)

    def _seals(self, names: Iterable[str], who: str, where: Where, number: int) -> list[Seal]:
        """Return seals for files that are there, not too large, and not what was recorded last."""
        seals: list[Seal] = []
        for name in names:
            path = self.folder / name
            if path.is_file() and path.stat().st_size <= self.largest:
                sha256, size = files.digest(path)
                known = self.log.seals.get(name)
                if known and (known.sha256, known.size) == (sha256, size):
                    continue
                seals.append(Seal(number + len(seals) + 1, clock.now(), who, where, name, sha256, size))
        return seals

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with files.lock(self.log_path):
            self.read_log()
            yield

    def _keep_checklists(self) -> None:
        """Keep the checklists the round was begun with, once."""
        kept = self.folder / snapshot.FILE
        if self.begun is not None and not kept.exists():
            files.write(kept, self.begun())

    def _sheets(self) -> list[_Sheet]:
        problems: list[Problem] = []
        sheets = [self._sheet(self.folder / _ANSWERS, "", problems)]
        sheets += [
            self._sheet(self.folder / "systems" / f"{system}.yaml", system, problems) for system in self.systems
        ]
        if problems:
            raise BadInput(problems)
        return sheets

    def _sheet(self, path: Path, system: str, problems: list[Problem]) -> _Sheet:
        if system and not path.exists():
            return _Sheet(path, system, None, {})
        raw = files.read_bytes(path)
        try:
            entries, wrong = self._read(path, system, files.decode(raw, str(path)))
        except BadInput as error:
            entries, wrong = {}, list(error.problems)
        problems += wrong
        return _Sheet(path, system, raw, entries)

    def _read(self, path: Path, system: str, text: str) -> tuple[dict[Key, answers.Entry], list[Problem]]:
        entries, problems = answers.understand(
            text, str(path), self.facts(system), self.folder.name, self.folder, self.retired
        )
        return {Key(system, fact): entry for fact, entry in entries.items()}, problems

    def _are_asked(self, keys: Iterable[Key]) -> None:
        """Refuse what no file of this round could hold."""
        for key in keys:
            if not self._asked(key):
                raise BadInput.of(
                    str(self.folder),
                    None,
                    quoted(f"{key.system}/{key.fact}" if key.system else key.fact),
                    _("a fact that is asked of the office, or of a system it entered"),
                    nearest(key.fact, self.facts(key.system)),
                )

    def _write(
        self, sheets: Sequence[_Sheet], changes: Sequence[_Wish], author: Author, done: dict[Key, Stated]
    ) -> bool:
        """Put changed files in place and record each; False when a person's editor wrote one meanwhile."""
        for sheet in sheets:
            own = [change for change in changes if change[0].system == sheet.system]
            if not own:
                continue
            old = writing.empty(self.folder.name) if sheet.raw is None else sheet.raw.decode("utf-8-sig")
            new = writing.change(old, str(sheet.path), self.facts(sheet.system), own)
            self._certainly(sheet, old, new, own)
            mark = b"\xef\xbb\xbf" if sheet.raw and sheet.raw.startswith(b"\xef\xbb\xbf") else b""
            files.make_folder(sheet.path.parent)
            if not files.replace(sheet.path, mark + new.encode(), sheet.raw):
                return False
            done |= {key: after for key, _before, after in own}
            self._record([(key, before, after, author.who, author.where) for key, before, after in own], author)
        return True

    def _certainly(self, sheet: _Sheet, old: str, new: str, own: Sequence[tuple[Key, Stated, Stated]]) -> None:
        """Read what is about to be written; it has to say what was wanted, and nothing else."""
        read, problems = self._read(sheet.path, sheet.system, new)
        wanted = {key: entry.stated for key, entry in sheet.entries.items()}
        wanted |= {key: after for key, _before, after in own}
        said = {key: entry.stated for key, entry in read.items()}
        if problems or differences(said, wanted):
            raise writing.cannot_change(old, str(sheet.path), own)

    def _record_noticed(self, state: State, author: Author) -> int:
        """Record what people changed in the files since, before anything is put over it; return how many."""
        known = {key: stated for key, stated in self.log.state.items() if self._asked(key)}
        noticed = differences(known, state)
        self._record([(k, old, new, editor(old, new), Where.FILE) for k, old, new in noticed], author)
        return len(noticed)

    def _record(self, made: Sequence[tuple[Key, Stated, Stated, str, Where]], author: Author) -> None:
        """Append changes, and what the files of evidence are that they list for the first time."""
        number, when = len(self.log.entries), clock.now()
        entries: list[Entry] = [
            Change(number + i, when, who, where, key, before, after)
            for i, (key, before, after, who, where) in enumerate(made, 1)
        ]
        listed = {p.name: None for change in made for p in change[2].evidence if p.kind == "file"}
        fresh = [name for name in listed if name not in self.log.seals]
        entries += self._seals(fresh, author.who, author.where, number + len(entries))
        try:
            self.log = log.append(self.log_path, self.log, entries)
        except CannotAccess as error:
            raise CannotAccess(
                error.path,
                error.reason,
                _("the answers are kept; make room or mend the rights, and the next change completes the record"),
            ) from error

    def _asked(self, key: Key) -> bool:
        return key.fact in self.facts(key.system) and (not key.system or key.system in self.systems)


def _state(sheets: Sequence[_Sheet]) -> dict[Key, Stated]:
    return {key: entry.stated for sheet in sheets for key, entry in sheet.entries.items() if entry.stated != NOTHING}


def _merged(wishes: Sequence[Wanted], state: State) -> tuple[list[tuple[Key, Stated, Stated]], tuple[Conflict, ...]]:
    """Return what is to be changed, and what contradicts a change made elsewhere meanwhile."""
    now: dict[Key, Stated] = dict(state)
    conflicts = []
    for key, base, mine in wishes:
        result = merge(key, base, mine, now.get(key, NOTHING))
        if isinstance(result, Conflict):
            conflicts.append(result)
        else:
            now[key] = result
    return differences(state, now), tuple(conflicts)


def editor(before: Stated, after: Stated) -> str:
    """Return who changed an entry by hand: whoever they wrote there anew; nobody knows otherwise."""
    return (after.by or "") if after.by != before.by else ""
