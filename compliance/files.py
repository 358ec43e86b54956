"""Reading and writing files so that nothing is lost: whole, locked, or not at all."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from compliance.errors import BadInput, CannotAccess
from compliance.language import _
from compliance.persian import numbers

_TEXT_LIMIT = 32 * 1024 * 1024
_LOCK_SECONDS = 10
_PIECE = 1024 * 1024
# Control characters, separators that some programs count as lines, and overrides of direction.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ufffe\uffff\ud800-\udfff]")


def read_bytes(path: Path, limit: int = _TEXT_LIMIT) -> bytes:
    """Return a regular file's bytes; a folder, a device, or more than `limit` bytes is refused."""
    try:
        with open_regular(path) as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise refused(path, error) from error
    if len(data) > limit:
        raise _too_long(path, limit)
    return data


@contextmanager
def reading(path: Path, limit: int) -> Iterator[BinaryIO]:
    """Give a regular file to be read piece by piece; one of more than `limit` bytes is refused."""
    try:
        with open_regular(path) as stream:
            if os.fstat(stream.fileno()).st_size > limit:
                raise _too_long(path, limit)
            yield stream
    except OSError as error:
        raise refused(path, error) from error


def _too_long(path: Path, limit: int) -> BadInput:
    return BadInput.of(
        str(path),
        None,
        _("more than {size} MB").format(size=numbers.digits(limit // 2**20)),
        _("a text file that people edit"),
        _("check that this is the right file"),
    )


def open_regular(path: Path, follow: bool = True) -> BinaryIO:
    """Open a regular file; OSError otherwise: EISDIR for a folder, ENODEV for a device, ELOOP for a link."""
    if not follow and path.is_symlink():  # where the system cannot refuse it while opening
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    more = getattr(os, "O_NONBLOCK", 0) | (0 if follow else getattr(os, "O_NOFOLLOW", 0))  # never waits for a pipe
    stream = open(path, "rb", opener=lambda name, flags: os.open(name, flags | more))  # noqa: SIM115
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV), str(path))
    return stream


def read_text(path: Path) -> str:
    """Return a UTF-8 file's text, with or without a byte order mark, with LF line ends."""
    return decode(read_bytes(path), str(path))


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8; other encodings and control characters are refused with the line of the first."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput.of(
            name,
            data[: error.start].count(b"\n") + 1,
            _("a byte that is not UTF-8 (0x{byte:02X}); the file may be in Windows-1256").format(
                byte=data[error.start]
            ),
            _("text in UTF-8"),
            _("save the file again as “UTF-8” (in Excel: “CSV UTF-8”)"),
        ) from error
    if "\0" in text:
        raise BadInput.of(
            name,
            text[: text.index("\0")].count("\n") + 1,
            _("a zero byte: this is not a text file"),
            _("text in UTF-8"),
            _("save the file again as “UTF-8” (in Excel: “CSV UTF-8”)"),
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := CONTROL.search(text):
        raise BadInput.of(
            name,
            text[: found.start()].count("\n") + 1,
            _("a control character (U+{code:04X})").format(code=ord(found[0])),
            _("plain text"),
            _("delete the character"),
        )
    return text


def write(path: Path, data: bytes) -> None:
    """Write the whole file or leave what was there: a sibling is written, synced, and put in place.

    Raises CannotAccess when the disk refuses, with the old file untouched and no sibling left.
    """
    with writing(path) as stream:
        stream.write(data)


def write_secret(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    with writing(path, secret=True) as stream:
        stream.write(data)


def replace(path: Path, data: bytes, seen: bytes | None) -> bool:
    """Write the whole file as `write` does, but only while it still holds `seen` (None: is not there).

    Returns whether it did. Programs that take the lock never meet; this is for people's editors.
    """
    try:
        with writing(path) as stream:
            stream.write(data)
            if (read_bytes(path) if path.exists() else None) != seen:
                raise _Changed
    except _Changed:
        return False
    return True


class _Changed(Exception):
    """The file is not what was read."""


@contextmanager
def writing(path: Path, secret: bool = False) -> Iterator[BinaryIO]:
    """Give a file to write and read back that takes the place of `path` when the block ends well, and goes when not.

    Only its owner may read a `secret` one, which is what a temporary file begins with.
    """
    import tempfile

    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if not secret:
            _keep_mode(path, Path(temporary))
        Path(temporary).replace(path)
        temporary = None
        _sync_folder(path.parent)
    except OSError as error:
        raise refused(path, error) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def append(path: Path, data: bytes, size: int) -> None:
    """Put bytes behind the first `size` bytes of a file and have them on the disk before returning.

    What stood behind them (the rest of a line whose writing was interrupted) goes. When the disk
    refuses, the file is cut back to `size` bytes and CannotAccess raised.
    """
    try:
        fresh = not path.exists()
        with path.open("ab", buffering=0) as stream:
            try:
                stream.truncate(size)
                rest = memoryview(data)
                while rest:
                    rest = rest[stream.write(rest) :]
                os.fsync(stream.fileno())
            except OSError:
                stream.truncate(size)
                raise
        if fresh:
            _sync_folder(path.parent)
    except OSError as error:
        raise refused(path, error) from error


def copy(source: Path, target: Path, limit: int | None = None) -> tuple[str, int]:
    """Copy a regular file in pieces, whole or not at all; return the SHA-256 and the bytes that arrived.

    More than `limit` bytes are refused.
    """
    with writing(target) as stream:
        return _pour(source, stream.write, limit)


def move(path: Path, target: Path) -> None:
    """Give a file another name in its folder, durably; what had that name goes."""
    try:
        path.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise refused(target, error) from error


def delete(path: Path) -> None:
    """Delete a file; one that is not there is fine."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise refused(path, error) from error


def digest(path: Path, limit: int | None = None) -> tuple[str, int]:
    """Return the SHA-256 of a regular file and its size, read in pieces."""
    return _pour(path, lambda _piece: None, limit)


def _pour(source: Path, into: Callable[[bytes], object], limit: int | None) -> tuple[str, int]:
    import hashlib

    sha256, size = hashlib.sha256(), 0
    try:
        with open_regular(source) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if limit is not None and size > limit:
                    raise _too_large(source, limit)
                sha256.update(piece)
                into(piece)
    except OSError as error:
        raise refused(source, error) from error
    return sha256.hexdigest(), size


def _too_large(path: Path, limit: int) -> BadInput:
    return BadInput.of(
        str(path),
        None,
        _("more than {size} MB").format(size=numbers.digits(limit // 2**20)),
        _("a file of at most {size} MB").format(size=numbers.digits(limit // 2**20)),
        _("attach the pages that matter, or a smaller scan; headquarters can change the limit"),
    )


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with LF line ends, whole or not at all."""
    write(path, text.encode("utf-8"))


def make_folder(path: Path) -> None:
    """Make a folder and those above it; one that is there already is fine."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refused(path, error) from error


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the file for one program: others wait up to ten seconds and then say so."""
    from filelock import FileLock, Timeout

    guard = path.with_name(f".{path.name}.lock")
    try:
        with FileLock(guard, timeout=_LOCK_SECONDS):
            yield
    except Timeout as error:
        raise CannotAccess(
            str(path), _("another program is writing this file"), _("close it there, or wait and try again")
        ) from error
    except OSError as error:
        raise refused(path, error) from error


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold a name for one program as long as it runs; gives False at once where another one has it."""
    from filelock import FileLock, Timeout

    guard = FileLock(path, thread_local=False)  # whichever thread ends it
    try:
        guard.acquire(blocking=False)
    except Timeout:
        yield False
        return
    except OSError as error:
        raise refused(path, error) from error
    try:
        yield True
    finally:
        guard.release()


def leftovers(folder: Path, prefix: str) -> None:
    """Delete the files whose names begin so: what a program that was killed left behind."""
    for path in sorted(folder.glob(f"{prefix}*")):
        delete(path)


class Arrival:
    """A file that comes in pieces under a name that nothing reads; it goes when the block ends, however it does.

    More than `limit` bytes are refused as soon as they are there.
    """

    def __init__(self, folder: Path, prefix: str, limit: int) -> None:
        self._folder, self._prefix, self._limit = folder, prefix, limit
        self.size = 0

    def __enter__(self) -> Arrival:
        """Begin an empty file."""
        import tempfile

        try:
            handle, name = tempfile.mkstemp(prefix=self._prefix, dir=self._folder)
        except OSError as error:
            raise refused(self._folder, error) from error
        self.path, self._stream = Path(name), os.fdopen(handle, "wb")
        return self

    def add(self, piece: bytes) -> None:
        """Put a piece behind the others."""
        self.size += len(piece)
        if self.size > self._limit:
            raise _too_large(self.path, self._limit)
        try:
            self._stream.write(piece)
        except OSError as error:
            raise refused(self.path, error) from error

    def complete(self) -> Path:
        """Return the path of the whole file."""
        try:
            self._stream.close()
        except OSError as error:
            raise refused(self.path, error) from error
        return self.path

    def __exit__(self, *error: object) -> None:
        """Delete the file."""
        with suppress(OSError):
            self._stream.close()
        delete(self.path)


def _keep_mode(old: Path, new: Path) -> None:
    """Give the new file the rights of the old one, or those a new file usually gets."""
    if old.exists():
        new.chmod(stat.S_IMODE(old.stat().st_mode))
    elif os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        new.chmod(0o666 & ~mask)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; only POSIX can open a folder for that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def refused(path: Path, error: OSError) -> CannotAccess:
    """Return what the disk said about a path, in the reader's language."""
    reason, mend = {
        errno.ENOENT: (
            _("there is no such file or folder"),
            _("check the path, or whether it was moved meanwhile"),
        ),
        errno.EACCES: (_("no permission"), _("ask for the right to this file or folder, or name another one")),
        errno.EPERM: (_("no permission"), _("ask for the right to this file or folder, or name another one")),
        errno.EROFS: (_("this place can only be read"), _("choose a folder that can be written")),
        errno.ENOSPC: (_("the disk is full"), _("make room and try again; the file is as it was before")),
        errno.EDQUOT: (_("the disk is full"), _("make room and try again; the file is as it was before")),
        errno.EEXIST: (_("this is a file"), _("give the path of a folder")),
        errno.EISDIR: (_("this is a folder"), _("give the path of a file")),
        errno.ENODEV: (_("this is not a file"), _("give the path of a file")),
        errno.ENOTDIR: (_("a part of the path is a file"), _("check the path")),
        errno.ELOOP: (_("links that lead round in a circle"), _("check the path")),
        errno.ENAMETOOLONG: (_("the name is too long"), _("use a shorter name")),
    }.get(error.errno or 0, (error.strerror or str(error), _("check the path and the disk")))
    return CannotAccess(str(path), reason, mend)
