"""Keys of an office made, shown and replaced: files beside each other, and the enrolment that headquarters needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from compliance import clock, files
from compliance.errors import BadInput
from compliance.filing import canonical, enrolments, keys, seals
from compliance.language import _
from compliance.model.filing import Enrolment, Filer
from compliance.model.office import Office
from compliance.persian import dates

if TYPE_CHECKING:
    import minisign

FOLDER = "keys"
OLD = "old"  # below it, the keys that were replaced


class Files(NamedTuple):
    """Where the parts of a key lie."""

    secret: Path
    public: Path
    enrolment: Path

    @classmethod
    def old(cls, folder: Path, office: str, role: str, number: str) -> Files:
        """Return where a key that was replaced is kept, under its own number."""
        return cls.of(folder / OLD, f"{office}.{number}", role)

    @property
    def seal(self) -> Path:
        """Where the old key's seal of the enrolment lies."""
        return self.enrolment.with_name(self.enrolment.name + seals.SUFFIX)

    @property
    def form(self) -> Path:
        """Where the form for the official letter lies."""
        return self.enrolment.with_suffix(".html")

    @classmethod
    def of(cls, folder: Path, office: str, role: str) -> Files:
        """Return where they lie in a folder: the office's, or its director's."""
        stem = f"{office}.{role}"
        enrolment = "enrolment.json" if role == "office" else f"enrolment.{role}.json"
        return cls(folder / f"{stem}.key", folder / f"{stem}.pub", folder / enrolment)


def new(office: Office, folder: Path, role: str, password: str) -> Enrolment:
    """Make a key and lay it down; BadInput, with nothing written, where there is one already."""
    place = Files.of(folder, office.id, role)
    check_none(place)
    files.make_folder(folder)
    with files.lock(place.secret):
        check_none(place)
        return _lay_down(office, place, role, password, None, None)


def check_none(place: Files) -> None:
    """Do nothing where there is no key yet; BadInput otherwise."""
    for path in place:
        if path.exists():
            raise BadInput.of(
                str(path),
                None,
                _("a key that is there already"),
                _("no key yet"),
                _("“keys show” shows it; a new one in its place is made by “keys rotate”"),
            )


def rotate(office: Office, folder: Path, role: str, old: minisign.SecretKey | None, password: str) -> Enrolment:
    """Replace a key: the old one seals the new enrolment and is kept under the number it had.

    Without the old one opened, because it or its password is lost, nothing seals the new enrolment.
    """
    number = seals.key_id(old.get_public_key() if old else keys.public(shown(office, folder, role).key, role))
    place, kept = Files.of(folder, office.id, role), Files.old(folder, office.id, role, number)
    files.make_folder(kept.secret.parent)
    with files.lock(place.secret):
        _settle(place)
        for source, target in ((place.secret, kept.secret), (place.public, kept.public)):
            if source.exists():
                files.write_secret(target, files.read_bytes(source))
        return _lay_down(office, place, role, password, number, old)


def _lay_down(
    office: Office, place: Files, role: str, password: str, replaces: str | None, old: minisign.SecretKey | None
) -> Enrolment:
    """Write a new key so that at every moment a whole one is in its place, the old one or the new one.

    All parts are written beside their places first, the secret one before the others; moving it is what counts.
    """
    made = keys.make(password, f"{office.id} ({role})")
    filer = Filer(office.id, office.name.fa, office.name.en, office.body, office.province)
    enrolment = Enrolment(filer, role, made.line, dates.write(clock.today()), replaces)
    content = canonical.written(keys.plain(enrolment)) + b"\n"
    files.write_secret(_next(place.secret), made.secret)
    files.write(_next(place.public), made.public)
    files.write(_next(place.enrolment), content)
    if old is not None:
        seal = seals.made(content, old, seals.comment(office.id, "-", clock.now(), role))
        files.write(_next(place.seal), seal)
    files.move(_next(place.secret), place.secret)
    _settle(place)
    return enrolment


def _settle(place: Files) -> None:
    """End what a program that was killed began: nothing counts before the secret key was moved, everything after."""
    others = (place.public, place.enrolment, place.seal)
    counts = not _next(place.secret).exists()
    if counts and _next(place.enrolment).exists():
        files.delete(place.form)  # of the enrolment before, as its seal
        files.delete(place.seal)
    for path in others:
        if counts and _next(path).exists():
            files.move(_next(path), path)
        files.delete(_next(path))
    files.delete(_next(place.secret))


def _next(path: Path) -> Path:
    return path.with_name(f"{path.name}.next")


def shown(office: Office, folder: Path, role: str) -> Enrolment:
    """Return the enrolment of a key; BadInput where there is none."""
    place = Files.of(folder, office.id, role)
    if place.secret.parent.is_dir():
        _settle(place)
    if not place.enrolment.exists():
        raise BadInput.of(
            str(place.enrolment), None, _("no key"), _("a key made by “keys new”"), _("make one by “keys new”")
        )
    return enrolments.read(place.enrolment)
