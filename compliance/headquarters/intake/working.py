"""Files of the inbox looked at, each as a private copy, in this process or in several side by side."""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO, NamedTuple

from compliance import extras, files, language
from compliance.errors import CannotAccess
from compliance.headquarters import keeping
from compliance.headquarters.intake import arrivals, reading
from compliance.headquarters.intake.examining import Examined, Examiner, Terms
from compliance.headquarters.keeping import Copied
from compliance.headquarters.store import FILE
from compliance.language import _
from compliance.model.filing import Reason

ENCRYPTED = "age"  # the detail of a file that was encrypted for transport and could not be opened
FOLDER = "folder"  # the detail of a folder that is named like a zip
_BATCH = 64
_AHEAD = 3  # batches in hand for each worker


class Setting(NamedTuple):
    """What every process that looks at files has to know; `database` is a copy of the record where it is not read."""

    folder: Path
    terms: Terms
    identity: Path | None
    database: Path | None = None


def check_packages(identity: Path | None) -> None:
    """Say that a package is missing before other processes would; MissingExtra, or CannotAccess for the key file."""
    reading.reader()
    if identity is not None:
        _identity(identity)


def _identity(path: Path) -> object:
    """Return the secret age key in a file; comments stand above it."""
    tool = extras.package("pyrage", "sign")
    lines = [line.strip() for line in files.read_text(path).splitlines()]
    text = next((line for line in lines if line and not line.startswith("#")), "")
    try:
        return tool.x25519.Identity.from_str(text)
    except tool.IdentityError as error:
        raise CannotAccess(
            str(path), _("a file that is no secret age key"), _("name the file that age-keygen wrote")
        ) from error


class Worker:
    """Looks at files and keeps a copy of each: of filings in their folder, of all others in quarantine."""

    def __init__(self, setting: Setting) -> None:
        self._folder = setting.folder
        self._examiner = Examiner(setting.database or setting.folder / FILE, setting.terms)
        self._key = None if setting.identity is None else _identity(setting.identity)

    def close(self) -> None:
        """Let go of the record."""
        self._examiner.close()

    def look(self, paths: Iterable[Path]) -> list[Examined]:
        """Return what each file is."""
        return [self._look(path) for path in paths]

    def look_again(self, name: str, kept: Path, sha256: str) -> Examined:
        """Return what a file in quarantine is by what headquarters knows now."""
        try:
            with files.open_regular(kept) as stream:
                return self._examined(name, keeping.copied(stream, self._folder))
        except OSError as error:
            return Examined(name, sha256, 0, Reason.NOT_A_ZIP, _told(error))

    def _look(self, path: Path) -> Examined:
        name = arrivals.shown(path)
        try:
            with files.open_regular(path, follow=False) as stream:
                size = os.fstat(stream.fileno()).st_size
                if size > keeping.MOST:
                    return Examined(name, "", size, Reason.TOO_LARGE, f"{size}/{keeping.MOST} bytes")
                source = keeping.small(stream)
                return self._known(name, source or stream) or self._examined(
                    name, keeping.copied(source or stream, self._folder), source
                )
        except OSError as error:
            reason = Reason.PATH_ESCAPE if error.errno == errno.ELOOP else Reason.NOT_A_ZIP
            return Examined(name, "", 0, reason, _told(error))

    def _known(self, name: str, stream: BinaryIO) -> Examined | None:
        """Return a file that needs no copy, for it was recorded and is kept whole."""
        sha256 = keeping.digested(stream)
        if not self._examiner.knows(sha256):
            return None
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        return Examined(name, sha256, size) if keeping.is_kept(self._folder, sha256, size) else None

    def _examined(self, name: str, copy: Copied, content: BinaryIO | None = None) -> Examined:
        """Return what a copy is; `content` is the same in memory where it was small."""
        if arrivals.is_encrypted(name):
            opened = self._decrypted(copy)
            if opened is None:  # nothing is recorded: with the key it is looked at as if for the first time
                files.delete(copy.path)
                return Examined(name, "", copy.size, Reason.NOT_A_ZIP, ENCRYPTED)
            copy, content = opened, None
        with content or copy.path.open("rb") as stream:
            found = self._examiner.examine(name, stream, copy.sha256, copy.size)
        keeping.settle(copy, self._folder, found.reason is None)
        return found

    def _decrypted(self, copy: Copied) -> Copied | None:
        """Return the content of an encrypted file; None without the key that opens it."""
        if self._key is None:
            return None
        tool, target = extras.package("pyrage", "sign"), copy.path.with_suffix(".open.part")
        try:
            with copy.path.open("rb") as source, target.open("wb") as stream:
                tool.decrypt_io(source, stream, [self._key])
            with target.open("rb") as stream:
                opened = keeping.copied(stream, self._folder)
        except tool.DecryptError:
            return None
        finally:
            files.delete(target)
        return opened


def _told(error: OSError) -> str:
    """Return what the system said, by its own short name; a folder says that it is one."""
    return FOLDER if error.errno == errno.EISDIR else errno.errorcode.get(error.errno or 0, "")


@contextmanager
def made(setting: Setting) -> Iterator[Worker]:
    """Give a worker in this process."""
    worker = Worker(setting)
    try:
        yield worker
    finally:
        worker.close()


def looked_at(setting: Setting, paths: Iterable[Path], jobs: int) -> Iterator[list[Examined]]:
    """Give what the files are in batches, in order, whichever process looked at them."""
    source = iter(paths)
    first, second = list(islice(source, _BATCH)), list(islice(source, _BATCH))
    if jobs < 2 or not second:  # starting others takes longer than a batch
        with made(setting) as worker:
            yield from map(worker.look, _batches(first, second, source))
        return
    yield from _side_by_side(setting, _batches(first, second, source), jobs)


def _batches(first: list[Path], second: list[Path], rest: Iterator[Path]) -> Iterator[list[Path]]:
    return iter(filter(None, chain((first, second), iter(lambda: list(islice(rest, _BATCH)), []))))


def _side_by_side(setting: Setting, batches: Iterator[list[Path]], jobs: int) -> Iterator[list[Examined]]:
    context = get_context("spawn" if os.name == "nt" else "forkserver")
    pool = ProcessPoolExecutor(jobs, context, _begin, (setting, language.current()))
    waiting: deque[Future[list[Examined]]] = deque()
    try:
        for batch in batches:
            waiting.append(pool.submit(_look, batch))
            if len(waiting) >= jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise CannotAccess(
            str(setting.folder),
            _("a process that looked at files was ended from outside, perhaps for want of memory"),
            _("run again, with --jobs 1 where it happens again: what was taken is not taken twice"),
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_worker: list[Worker] = []
_collect: list[Callable[[], int]] = []


def _begin(setting: Setting, lang: str) -> None:
    """Make this process ready: what it knows already is not looked through for garbage again and again."""
    import gc
    import signal

    language.use(lang)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asked tells the others when to end
    _worker.append(Worker(setting))
    gc.freeze()
    gc.disable()
    _collect.append(gc.collect)


def _look(paths: list[Path]) -> list[Examined]:
    found = _worker[0].look(paths)
    _collect[0]()
    return found
