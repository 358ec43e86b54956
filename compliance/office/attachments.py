"""Evidence into a round and out of it: files are copied in and kept once, letters are listed by number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput
from compliance.files import CONTROL
from compliance.language import _, way
from compliance.model.office import Evidence
from compliance.model.record import Author, Wanted
from compliance.model.stated import NOTHING, Key, Stated
from compliance.office.desk import Desk
from compliance.office.evidence import FOLDER
from compliance.persian import dates
from compliance.persian.letters import fold
from compliance.schema import nearest, quoted

# Signs that some file system or the reader of evidence refuses, and marks that make a name look like another.
_FORBIDDEN = re.compile('[\\\\/:*?"<>|\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST = 120  # bytes of a name, so that sibling and suffix fit into the 255 a file system takes
_MARGIN = 16


class Attached(NamedTuple):
    """A piece of evidence as it is listed now; `reused` says that the same file was there already."""

    piece: Evidence
    reused: bool


def attach(desk: Desk, key: Key, source: Path, date: str | None, author: Author, name: str | None = None) -> Attached:
    """Copy a file into the round's evidence, unless it is there already, and list it for a fact.

    `name` is what it is called there when that is not the source's own name; it may be anything. Raises BadInput
    for a file above the limit or without a byte, CannotAccess when it cannot be read or copied.
    """
    kept, reused = bring_in(desk, source, name)
    piece = Evidence("file", kept, date)
    _list(desk, key, lambda listed: (*(e for e in listed if not same(e, piece)), piece), author)
    desk.seal([kept], author)
    return Attached(piece, reused)


def attach_letter(desk: Desk, key: Key, letter: Evidence, author: Author) -> Attached:
    """List a letter, which stays where it is, for a fact."""
    before = desk.state().get(key, NOTHING)
    _list(desk, key, lambda listed: (*(e for e in listed if not same(e, letter)), letter), author)
    return Attached(letter, any(same(e, letter) for e in before.evidence))


def remove(desk: Desk, key: Key, name: str, author: Author, delete: bool = False) -> bool:
    """Take a piece of evidence from a fact; the file stays unless `delete` is asked and nothing else lists it.

    Returns whether the file is still there.
    """
    piece = find(desk, key, name)
    _list(desk, key, lambda listed: tuple(e for e in listed if e != piece), author)
    path = desk.folder / piece.name
    if piece.kind == "file" and delete and not users(desk, piece.name):
        files.delete(path)
    return piece.kind == "file" and path.exists()


def replace(desk: Desk, key: Key, name: str, source: Path, date: str | None, author: Author) -> Attached:
    """Put another file in the place of a piece of evidence; the old one stays in the folder."""
    piece = find(desk, key, name)
    new, reused = bring_in(desk, source)
    fresh = Evidence("file", new, date)
    _list(desk, key, lambda listed: tuple(fresh if e == piece else e for e in listed if e != fresh), author)
    desk.seal([new], author)
    return Attached(fresh, reused)


def find(desk: Desk, key: Key, name: str) -> Evidence:
    """Return the piece of evidence a fact lists under a name or number; BadInput with the nearest otherwise."""
    listed = desk.state().get(key, NOTHING).evidence
    wanted = {name, f"{FOLDER}/{name}"}
    for piece in listed:
        if piece.name in wanted or (piece.kind == "letter" and fold(piece.name) == fold(name)):
            return piece
    named = _("no evidence {name} for {fact}").format(name=quoted(name), fact=key.fact)
    raise BadInput.of(
        str(desk.folder / "answers.yaml"),
        None,
        named if name else _("no evidence for {fact}").format(fact=key.fact),
        _("evidence that this fact lists"),
        nearest(name, (piece.name for piece in listed)) if listed else _("this fact lists none"),
    )


def users(desk: Desk, name: str) -> list[Key]:
    """Return the facts that list a file."""
    return [key for key, stated in desk.state().items() if any(e.name == name for e in stated.evidence)]


def letter(number: str, date: str | None, held_by: str | None, classification: str | None) -> Evidence:
    """Return a letter as evidence; BadInput for texts that no file of answers could hold."""
    texts = {"--letter": number, "--held-by": held_by, "--class": classification}
    for option, text in texts.items():
        if text is not None and (CONTROL.search(text) or not text.strip()):
            raise BadInput.of(option, None, quoted(text), _("plain text"), _("type it again"))
    return Evidence("letter", number.strip(), date, held_by, classification)


def day(text: str | None, option: str, today: date) -> str | None:
    """Return a Jalali date as files hold it; BadInput for a day that does not exist or has not come yet."""
    written = dates.normal(text) if text else None
    found = dates.read(written) if written else None
    if text and found and found > today:
        raise BadInput.of(
            option,
            None,
            quoted(text),
            _("a day until today, {today}").format(today=dates.show(today)),
            _("write the date that stands on the document"),
        )
    if text and written is None:
        raise BadInput.of(
            option,
            None,
            quoted(text),
            _("a Jalali date that exists, such as 1405/06/12"),
            dates.mend(text),
        )
    return written


def same(one: Evidence, other: Evidence) -> bool:
    """Whether two pieces are one: the same file, or the same letter in whatever digits and letters."""
    if one.kind == other.kind == "letter":
        return fold(one.name) == fold(other.name)
    return (one.kind, one.name) == (other.kind, other.name)


def _list(
    desk: Desk, key: Key, change: Callable[[tuple[Evidence, ...]], tuple[Evidence, ...]], author: Author
) -> None:
    """Change what a fact lists; a change made meanwhile to its answer is kept."""
    base = desk.state().get(key, NOTHING)
    mine: Stated = base._replace(evidence=change(base.evidence))
    if mine != base:
        entered = desk.enter([Wanted(key, base, mine)], author)
        if entered.conflicts:
            raise BadInput.of(
                str(desk.folder / "answers.yaml"),
                None,
                _("the evidence of {fact} was changed elsewhere meanwhile").format(fact=key.fact),
                _("the evidence as it was when this began"),
                way(
                    _("look at “evidence list” and run again; nothing was changed"),
                    _("load the page again and look; nothing was changed"),
                ),
            )


def present(desk: Desk, source: Path) -> str | None:
    """Return the name of the file in the round's evidence that has the bytes of another one, None without any."""
    folder = desk.folder / FOLDER
    sha256, size = files.digest(source, desk.largest)
    there = _there(folder, sha256, size) if folder.is_dir() else None
    return None if there is None else f"{FOLDER}/{there.name}"


def bring_in(desk: Desk, source: Path, name: str | None = None) -> tuple[str, bool]:
    """Return the name of a file in the round's evidence, copied there unless the same bytes are there.

    `name` is what it is to be called, its own name where none is given. The second tells whether they were
    there already.
    """
    folder = desk.folder / FOLDER
    files.make_folder(folder)
    inside = _inside(folder, source)
    if inside is not None:
        _something(str(source), files.digest(source, desk.largest)[1])
        return inside, True
    with files.lock(folder):
        called = _name(source.name if name is None else name)
        arrived = folder / f".{called}.arriving"
        try:
            sha256, size = files.copy(source, arrived, desk.largest)
            _something(str(source) if name is None else name, size)
            there = _there(folder, sha256, size)
            if there is not None:
                return f"{FOLDER}/{there.name}", True
            target = _free(folder, called)
            files.move(arrived, target)
            return f"{FOLDER}/{target.name}", False
        finally:
            files.delete(arrived)


def _something(named: str, size: int) -> None:
    """Refuse a file without a byte: it proves nothing, and whoever chose it meant another one."""
    if not size:
        raise BadInput.of(
            named,
            None,
            _("an empty file: 0 bytes"),
            _("a file with something in it"),
            _("open the document, save it again, and attach that file"),
        )


def _inside(folder: Path, source: Path) -> str | None:
    """Return the name of a file that lies in the evidence folder already, None for any other."""
    path, home = source.resolve(), folder.resolve()
    if source.is_symlink() or not path.is_relative_to(home) or path == home:
        return None
    parts = path.relative_to(home).parts
    return "/".join((FOLDER, *parts)) if all(part == _name(part) for part in parts) else None


def _there(folder: Path, sha256: str, size: int) -> Path | None:
    """Return the file of the folder with these bytes."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink() or not path.is_file() or path.stat().st_size != size:
            continue
        if files.digest(path)[0] == sha256:
            return path
    return None


def _name(name: str) -> str:
    """Return a file's name so that every file system and the reader of evidence take it."""
    clean = CONTROL.sub("", " ".join(unicodedata.normalize("NFC", name).split()))
    clean = _FORBIDDEN.sub("-", clean).strip(". ") or "evidence"
    if _RESERVED.fullmatch(clean):
        clean = f"evidence-{clean}"
    stem, dot, suffix = clean.rpartition(".")
    if not dot or len(suffix.encode()) > _MARGIN:
        stem, dot, suffix = clean, "", ""
    room = _LONGEST - len((dot + suffix).encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + suffix


def _free(folder: Path, name: str) -> Path:
    """Return a path that no file has yet, with a number behind the name where it is taken."""
    stem, dot, suffix = name.rpartition(".")
    stem, ending = (stem, dot + suffix) if stem else (name, "")
    path, number = folder / name, 1
    while path.exists() or path.is_symlink():
        number += 1
        path = folder / f"{stem}-{number}{ending}"
    return path
