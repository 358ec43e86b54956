"""Checklists as one file that travels from headquarters to the offices.

A zip with every YAML of the folder and `manifest.json`, which lists their SHA-256. The **seal** is
the SHA-256 of the manifest: printed in the official letter, it ties the paper to the file. The same
folder always gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

from compliance import data, files
from compliance.checklist import sources
from compliance.errors import BadInput
from compliance.language import _
from compliance.persian import numbers
from compliance.schema import quoted

MANIFEST = "manifest.json"
_FORMAT = 1
_MOST_FILES = 500
_MOST_BYTES = 32 * 1024 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)
# What zipfile raises for archives that are damaged, encrypted or made with features it does not know.
_DAMAGED = (zipfile.error, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
_PLACES = {".", "facts", "overlays", "calendars"}


def export(folder: Path, file: Path) -> str:
    """Write the pack of a folder that is valid, and return its seal."""
    from compliance.checklist.cache import compile_folder

    compile_folder(folder)
    contents = {path.relative_to(folder).as_posix(): files.read_bytes(path) for path in sources.paths(folder)}
    manifest = json.dumps(
        {"format": _FORMAT, "files": {name: _sha256(content) for name, content in sorted(contents.items())}},
        indent=1,
        sort_keys=True,
    ).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in [(MANIFEST, manifest), *sorted(contents.items())]:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            pack.writestr(entry, content)
    files.write(file, stream.getvalue())
    return _sha256(manifest)


def install(file: Path, expected: str | None) -> str:
    """Put a pack in force for this user and return its seal; nothing changes unless all of it is right."""
    contents, seal = _read(file)
    hold(file, seal, expected)
    target = data.installed_checklists()
    files.make_folder(target.parent)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as place:
            fresh = Path(place) / "checklists"
            for name, content in contents.items():
                files.make_folder((fresh / name).parent)
                files.write(fresh / name, content)
            from compliance.checklist.cache import compile_folder

            compile_folder(fresh, sources.overlays(data.own_overlays()))
            _swap(fresh, target, Path(place) / "old")
    except OSError as error:
        raise files.refused(target, error) from error
    return seal


def hold(file: Path, seal: str, expected: str | None) -> None:
    """Refuse a file whose seal is not the one of the letter, where that was given."""
    wanted = "".join(c for c in (expected or "").lower() if c in "0123456789abcdef")
    if expected is not None and wanted != seal:
        raise BadInput.of(
            str(file),
            None,
            _("the seal {seal}").format(seal=grouped(seal)),
            _("the seal of the letter"),
            _("ask headquarters for the file again; nothing was installed"),
        )


def _swap(fresh: Path, target: Path, aside: Path) -> None:
    """Put the fresh folder in place of the old one, or leave the old one there."""
    if target.exists():
        target.rename(aside)
    try:
        fresh.rename(target)
    except OSError:
        if aside.exists():
            aside.rename(target)
        raise


def remove() -> None:
    """Remove the installed pack, so that the shipped checklists are in force again.

    BadInput where an overlay that is installed beside it was not written for those: it has to go first.
    """
    from compliance.checklist.cache import compile_folder

    target = data.installed_checklists()
    if beside := sources.overlays(data.own_overlays()):
        compile_folder(data.shipped("checklists"), beside)
    try:
        shutil.rmtree(target)
    except FileNotFoundError:
        return
    except OSError as error:
        raise files.refused(target, error) from error


def grouped(seal: str) -> str:
    """Return a seal in groups of eight, as it is compared by eye."""
    return " ".join(seal[i : i + 8] for i in range(0, len(seal), 8))


def _read(file: Path) -> tuple[dict[str, bytes], str]:
    """Return the contents of a pack after holding every file against the manifest."""
    raw = files.read_bytes(file, _MOST_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as pack:
            entries = pack.infolist()
            if len(entries) > _MOST_FILES or sum(e.file_size for e in entries) > _MOST_BYTES:
                raise BadInput.of(
                    str(file),
                    None,
                    _("a pack that is too large"),
                    _("at most {n} files").format(n=numbers.digits(_MOST_FILES)),
                    _("ask headquarters for the file again"),
                )
            contents = {entry.filename: _content(pack, entry) for entry in entries}
            twice = len(contents) != len(entries)
    except _DAMAGED as error:
        raise BadInput.of(
            str(file),
            None,
            _("a file that is not a pack, or a damaged one"),
            _("a file made by “checklists export”"),
            _("ask headquarters for the file again"),
        ) from error
    manifest = contents.pop(MANIFEST, b"")
    listed = _listed(manifest)
    if twice or listed is None or listed != {name: _sha256(content) for name, content in contents.items()}:
        raise BadInput.of(
            str(file),
            None,
            _("contents that differ from the pack's own list"),
            _("every listed file, unchanged, and no other"),
            _("ask headquarters for the file again"),
        )
    for name in contents:
        path = PurePosixPath(name)
        if path.parent.as_posix() not in _PLACES or path.suffix != ".yaml" or set(name) & {"\\", ":"}:
            raise BadInput.of(
                str(file),
                None,
                quoted(name),
                _("YAML files of a checklists folder only"),
                _("do not install this file; tell headquarters"),
            )
    return contents, _sha256(manifest)


def _content(pack: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read no more than the declared size, whatever the entry unpacks to."""
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile(f"compression {entry.compress_type}")
    with pack.open(entry) as stream:
        return stream.read(entry.file_size)


def _listed(manifest: bytes) -> dict[str, Any] | None:
    try:
        plain = json.loads(manifest)
    except (ValueError, RecursionError):
        return None
    ok = isinstance(plain, dict) and plain.get("format") == _FORMAT and isinstance(plain.get("files"), dict)
    return plain["files"] if ok else None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
