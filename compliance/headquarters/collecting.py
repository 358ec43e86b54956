"""Files of the inbox taken in: looked at side by side, decided and recorded one after the other in their order.

A batch is recorded whole or not at all, and a file that was recorded is never looked at twice: a program that was
killed is simply started again, and the record becomes what it would have become anyway.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import CannotAccess
from compliance.filing.package import MOST_BYTES, MOST_DECLARED
from compliance.headquarters import deciding, rounds
from compliance.headquarters.examining import Examined, Examiner, digested
from compliance.headquarters.store import FILE, FILINGS, QUARANTINE, Store
from compliance.headquarters.verdicts import Verdict
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.filing import Reason
from compliance.model.rounds import EvaluationRound

_BATCH = 64
_AHEAD = 3  # batches in hand for each worker
_PART = ".part"


class Setting(NamedTuple):
    """What every process that looks at files has to know."""

    folder: Path
    library: Library
    rounds: Mapping[str, EvaluationRound]
    accept_unsigned: bool


def collect(
    store: Store, library: Library, inboxes: Sequence[Path], who: str, jobs: int, accept_unsigned: bool = False
) -> Iterator[Verdict]:
    """Take in every zip below the inboxes and give a verdict for each, in the order of their paths.

    Raises CannotAccess at once when another program is collecting into the same store.
    """
    with files.held(store.folder / ".collect.lock") as mine:
        if not mine:
            raise CannotAccess(
                str(store.folder),
                _("another program is collecting into this store"),
                _("wait until it has ended, and run again: what it took is not taken twice"),
            )
        _tidy(store.folder)
        setting = Setting(store.folder, library, rounds.read(store.folder), accept_unsigned)
        deciding.know(store, who, library)
        ordered = list(setting.rounds)
        for batch in _looked_at(setting, _zips(inboxes), jobs):
            yield from deciding.decide(store, who, batch, setting.rounds, ordered)


def _zips(inboxes: Iterable[Path]) -> Iterator[Path]:
    """Give every zip below the inboxes, sorted within each folder; links to folders are not followed."""
    for inbox in inboxes:
        if not inbox.is_dir():
            yield inbox
            continue
        for folder, names, found in os.walk(inbox):
            names.sort()
            yield from (Path(folder, name) for name in sorted(found) if name.lower().endswith(".zip"))


def _looked_at(setting: Setting, paths: Iterable[Path], jobs: int) -> Iterator[list[Examined]]:
    """Give what the files are in batches, in order, whichever process looked at them."""
    source = iter(paths)
    batches = iter(lambda: list(islice(source, _BATCH)), [])
    if jobs < 2:
        worker = _Worker(setting)
        try:
            yield from map(worker.look, batches)
        finally:
            worker.close()
        return
    context = get_context("spawn" if os.name == "nt" else "forkserver")
    with ProcessPoolExecutor(jobs, context, _begin, (setting,)) as pool:
        waiting: deque[Future[list[Examined]]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_look, batch))
            if len(waiting) >= jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class _Worker:
    """Looks at files and keeps a copy of each: of filings in their folder, of all others in quarantine."""

    def __init__(self, setting: Setting) -> None:
        self._folder = setting.folder
        self._examiner = Examiner(setting.folder / FILE, setting.library, setting.rounds, setting.accept_unsigned)

    def look(self, paths: Iterable[Path]) -> list[Examined]:
        """Return what each file is."""
        return [self._look(path) for path in paths]

    def close(self) -> None:
        """Let go of the record."""
        self._examiner.close()

    def _look(self, path: Path) -> Examined:
        try:
            stream = open(path, "rb", opener=_plainly)  # noqa: SIM115  closed below; Path.open takes no opener
        except OSError as error:
            return Examined(str(path), "", 0, Reason.NOT_A_ZIP, str(error.strerror))
        with stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                return Examined(str(path), "", 0, Reason.NOT_A_ZIP)
            sha256, size = digested(stream)
            if self._examiner.knows(sha256):
                return Examined(str(path), sha256, size)
            found = self._examiner.examine(path, stream, sha256, size)
            if size <= MOST_BYTES + MOST_DECLARED:
                stream.seek(0)
                _keep(stream.fileno(), place(self._folder, found.reason is None, sha256))
            return found


_worker: list[_Worker] = []


def _begin(setting: Setting) -> None:
    """Make this process ready: nothing it makes lives long, so nothing has to be looked for in circles."""
    import gc

    gc.freeze()
    gc.disable()
    _worker.append(_Worker(setting))


def _look(paths: list[Path]) -> list[Examined]:
    return _worker[0].look(paths)


def _plainly(path: str, flags: int) -> int:
    """Open without waiting for a pipe's other end, and without following a link."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))


def place(folder: Path, good: bool, sha256: str) -> Path:
    """Return where a store keeps a file it was given."""
    return folder / (FILINGS if good else QUARANTINE) / sha256[:2] / f"{sha256}.zip"


def _keep(handle: int, target: Path) -> None:
    """Copy an open file, whole or not at all; the same content is there already when the name is."""
    if target.exists():
        return
    target.parent.mkdir(exist_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}{_PART}")
    with os.fdopen(os.dup(handle), "rb") as source, part.open("wb") as stream:
        shutil.copyfileobj(source, stream, 2**20)
    part.replace(target)


def _tidy(folder: Path) -> None:
    """Delete what a program that was killed left half copied."""
    for kept in (FILINGS, QUARANTINE):
        for part in (folder / kept).glob(f"*/*{_PART}"):
            files.delete(part)


def jobs_of(asked: int | None) -> int:
    """Return how many processes look at files: one a core, unless somebody says otherwise."""
    return asked or os.cpu_count() or 1
