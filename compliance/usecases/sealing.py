"""A filing sealed and written: what was asked for is looked at before anything is shown, typed or written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeVar

from compliance import clock, files
from compliance.errors import BadInput, CannotAccess, Problem
from compliance.filing import keys, package, record, seals, transport
from compliance.filing.prepared import Prepared, Written
from compliance.language import _
from compliance.model.filing import Signoff
from compliance.office import filings
from compliance.office.filings import Filed
from compliance.persian import dates
from compliance.usecases import filing, keeping_keys, own_keys, signing_off
from compliance.usecases.keeping_keys import Files
from compliance.usecases.opening import Opened
from compliance.usecases.signing_off import Letter

if TYPE_CHECKING:
    import minisign

FOLDER = "filings"
_PIECE = 2**18
T = TypeVar("T")


class Asked(NamedTuple):
    """What was asked for, as it was typed: where to write, whose keys, how it is signed off, who may decrypt it."""

    output: Path | None = None
    key: Path | None = None
    director: Path | None = None
    letter: Letter | None = None
    encrypt_to: str | None = None


class Ready(NamedTuple):
    """Where a filing will lie and with what it is sealed; `usual` says that the one before it is put aside.

    `doubts` are sentences about what was asked for that people have to read before they agree.
    """

    target: Path
    usual: bool
    key: Path
    director: Path | None
    signoff: Signoff | None
    recipient: Any
    doubts: tuple[str, ...] = ()


def ready(opened: Opened, asked: Asked) -> Ready:
    """Return what is needed to seal; BadInput with everything that is wrong with what was asked for."""
    seals.package()
    described, problems = opened.folder.office, list[Problem]()
    own = asked.key or Files.of(opened.folder.path / keeping_keys.FOLDER, described.id, "office").secret

    def tried(make: Callable[[], T]) -> T | None:
        try:
            return make()
        except BadInput as error:
            problems.extend(error.problems)
            return None

    used = [(path, role) for path, role in ((own, "office"), (asked.director, "director")) if path]
    doubts = [text for path, role in used for text in tried(partial(list[str], _check_key(opened, path, role))) or ()]
    place = tried(lambda: _place(opened, asked.output))
    signoff = (
        Signoff("key") if asked.director else tried(lambda: asked.letter and signing_off.by_letter(asked.letter))
    )
    recipient = tried(lambda: transport.recipient(asked.encrypt_to) if asked.encrypt_to is not None else None)
    if problems or place is None:
        raise BadInput(problems)
    doubts += signing_off.doubts(signoff, opened.round)
    doubts += (text for path, role in used for text in _young(opened, path, role))
    return Ready(
        place, asked.output is None, own, asked.director, signoff, recipient, tuple(text for text in doubts if text)
    )


def _check_key(opened: Opened, path: Path, role: str) -> Iterator[str]:
    """Yield what is to be said of a secret key before it seals, nothing for most.

    BadInput where there is none, and where what lies beside it says already that it is somebody else's.
    """
    if not path.is_file():
        raise BadInput.of(
            str(path),
            None,
            _("no key"),
            _("the secret key of the office, or of its director"),
            _("make one by “keys new”, or name the file where it lies by --key or --director-key"),
        )
    locked, line = keys.locked(path), own_keys.beside(path)
    if line is not None:
        problems = list(own_keys.foreign(opened.folder.office.id, opened.folder.path, path, line, role))
        if problems:
            raise BadInput(problems)
    if not own_keys.is_told(opened.folder.office.id, opened.folder.path, path, role):
        yield _(
            "No enrolment of this office lies in the folder keys or beside {key}: nothing here tells whether "
            "headquarters knows this key."
        ).format(key=path.name)
    if not locked:
        yield _(
            "The key {key} has no password: whoever copies the file can seal as you do. “keys rotate” makes another "
            "one."
        ).format(key=path.name)


def _young(opened: Opened, path: Path, role: str) -> Iterator[str]:
    """Yield that headquarters has to know a key that took another one's place, until something was filed since."""
    made = own_keys.replacing(opened.folder.office.id, opened.folder.path, path, role)
    filed = filings.read(opened.folder.round.folder)
    if made is None or (filed and dates.write(datetime.fromisoformat(filed[-1].time).date()) > made.made):
        return
    old = made.replaces or ""
    yield _(
        "Sealed with the key {number}, which took the place of {old} on {day}: headquarters takes this filing only "
        "once it has enrolled the new key."
    ).format(number=keys.number(made.key), day=dates.show(made.made), old=old.upper())
    folder = opened.folder.path / keeping_keys.FOLDER
    kept = Files.old(folder, made.office.id, role, old).secret
    if kept.exists() and Files.of(folder, made.office.id, role).seal.exists():  # else it was lost
        yield _("Until then file with the old key: {option} {path}").format(option=own_keys.OPTION[role], path=kept)


def _place(opened: Opened, output: Path | None) -> Path:
    """Return where the filing goes; BadInput where it cannot, or would take the place of another file."""
    name = f"{opened.folder.office.id}.{opened.round}.zip"
    if output is None:
        return opened.folder.path / FOLDER / name
    target = output / name if output.is_dir() else output
    if target.suffix.lower() != ".zip":
        raise BadInput.of(
            str(output),
            None,
            _("a file that is no .zip"),
            _("a file that ends in .zip"),
            _("headquarters takes .zip"),
        )
    if not target.parent.is_dir():
        raise BadInput.of(
            str(target.parent), None, _("no folder"), _("a folder that is there"), _("make it, or name another one")
        )
    for path in (target, target.with_name(target.name + transport.SUFFIX)):
        if path.exists():
            raise BadInput.of(
                str(path),
                None,
                _("a file that is there already"),
                _("a place for a new file"),
                _("name another file, or move this one away"),
            )
    return target


def write(
    opened: Opened, prepared: Prepared, to: Ready, key: minisign.SecretKey, director: minisign.SecretKey | None
) -> Written:
    """Seal what was prepared, write it whole or not at all, and keep a line of it in the round."""
    declaration = prepared.declaration._replace(signoff=to.signoff)
    problems = [*filing.unsound(opened, declaration), *_strange_keys(opened, to, key, director)]
    if problems:
        raise BadInput(problems)
    now, content = clock.now(), record.written(declaration)
    about = (declaration.office.id, declaration.round, now)
    seal = seals.made(content, key, seals.comment(*about, "office"))
    second = seals.made(content, director, seals.comment(*about, "director")) if director else None
    if to.usual:
        files.make_folder(to.target.parent)
    with filings.recording(opened.folder.round.folder, prepared.filed) as announce:
        if to.usual:
            files.leftovers(to.target.parent, f".{to.target.stem}.")
        with _writing(to.target) as stream:
            package.write(stream, content, seal, second, prepared.files.values())
            sha256 = _sha256(stream)
            aside = _put_aside(to.target, len(prepared.filed)) if to.usual else None
            encrypted = _encrypt(stream, to) if to.recipient is not None else None
            announce(Filed(now, sha256, prepared.code, to.target.name), to.target)
    return Written(to.target, sha256, prepared.code, encrypted, aside)


def _strange_keys(
    opened: Opened, to: Ready, key: minisign.SecretKey, director: minisign.SecretKey | None
) -> Iterator[Problem]:
    """Yield whose keys were given instead of the office's and its director's: their seals would seal nothing."""
    about = opened.folder.office.id, opened.folder.path
    yield from own_keys.foreign(*about, to.key, own_keys.of(key), "office")
    if director is None or to.director is None:
        return
    strange = list(own_keys.foreign(*about, to.director, own_keys.of(director), "director"))
    yield from strange
    if not strange and seals.key_id(director.get_public_key()) == seals.key_id(key.get_public_key()):
        yield Problem(
            str(to.director),
            None,
            _("the key of the office"),
            _("the director's own key"),
            _("make one by “keys new --role director”, or let the director sign by letter"),
        )


@contextmanager
def _writing(target: Path) -> Iterator[BinaryIO]:
    """Give the file to write; evidence that is no longer what was declared leaves nothing behind."""
    try:
        with files.writing(target) as stream:
            yield stream
    except package.Refused as error:
        raise BadInput.of(
            error.detail,
            None,
            _("a file that was changed while it was packed"),
            _("evidence as it was a moment ago"),
            _("close it in other programs and file again; nothing was written"),
        ) from error


def _sha256(stream: BinaryIO) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _put_aside(target: Path, number: int) -> Path | None:
    """Keep the filing before under a number, with its encrypted copy; return where it lies, None for none."""
    encrypted = target.with_name(target.name + transport.SUFFIX)
    if not target.exists() and not encrypted.exists():
        return None
    free = number
    while (aside := target.with_name(f"{target.stem}.{free}.zip")).exists() and not _same(aside, target):
        free += 1
    if encrypted.exists():
        files.move(encrypted, aside.with_name(aside.name + transport.SUFFIX))
    if target.exists() and not aside.exists():
        files.copy(target, aside)
    return aside


def _same(one: Path, other: Path) -> bool:
    try:
        return files.digest(one) == files.digest(other)
    except CannotAccess:
        return False


def _encrypt(stream: BinaryIO, to: Ready) -> Path:
    target = to.target.with_name(to.target.name + transport.SUFFIX)
    with files.writing(target) as encrypted:
        transport.encrypt(stream, encrypted, to.recipient)
    return target
