"""Keys of an office made, shown and replaced: files beside each other, and the enrolment that headquarters needs."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from compliance import clock, files, schema
from compliance.errors import BadInput
from compliance.filing import canonical, keys, seals
from compliance.language import _
from compliance.model.filing import Enrolment, Filer
from compliance.model.office import Office
from compliance.persian import dates
from compliance.schema import quoted

FOLDER = "keys"
SCHEMA = "enrolment"


class Files(NamedTuple):
    """Where the parts of a key lie."""

    secret: Path
    public: Path
    enrolment: Path

    @classmethod
    def of(cls, folder: Path, office: str, role: str) -> Files:
        """Return where they lie in a folder: the office's, or its director's."""
        stem = f"{office}.{role}"
        enrolment = "enrolment.json" if role == "office" else f"enrolment.{role}.json"
        return cls(folder / f"{stem}.key", folder / f"{stem}.pub", folder / enrolment)


def new(office: Office, folder: Path, role: str, password: str) -> Enrolment:
    """Make a key and lay it down; BadInput, with nothing written, where there is one already."""
    place = Files.of(folder, office.id, role)
    if place.secret.exists() or place.public.exists():
        raise BadInput.of(
            str(place.secret),
            None,
            _("a key that is there already"),
            _("no key yet"),
            _("“keys show” shows it; a new one in its place is made by “keys rotate”"),
        )
    return _lay_down(office, place, role, password, None)


def rotate(office: Office, folder: Path, role: str, old_password: str, password: str) -> Enrolment:
    """Replace a key: the old one seals the new enrolment and is kept under the number it had."""
    place = Files.of(folder, office.id, role)
    old = keys.secret(place.secret, old_password)
    number = seals.key_id(old.get_public_key())
    files.make_folder(folder / "old")
    kept = Files.of(folder / "old", f"{office.id}.{number}", role)
    files.copy(place.secret, kept.secret)
    files.copy(place.public, kept.public)
    made = _lay_down(office, place, role, password, number)
    said = seals.comment(office.id, "-", clock.now(), role)
    files.write(Path(f"{place.enrolment}{seals.SUFFIX}"), seals.made(files.read_bytes(place.enrolment), old, said))
    return made


def _lay_down(office: Office, place: Files, role: str, password: str, replaces: str | None) -> Enrolment:
    made = keys.make(password, f"{office.id} ({role})")
    filer = Filer(office.id, office.name.fa, office.name.en, office.body, office.province)
    enrolment = Enrolment(filer, role, made.line, dates.write(clock.today()), replaces)
    files.make_folder(place.secret.parent)
    files.write_secret(place.secret, made.secret)
    files.write(place.public, made.public)
    files.write(place.enrolment, canonical.written(keys.plain(enrolment)) + b"\n")
    return enrolment


def read(path: Path) -> Enrolment:
    """Return an enrolment; BadInput with what is wrong with the file."""
    try:
        made = canonical.read(files.read_bytes(path))
        wrong = next((f"{e.json_path}: {e.message}" for e in schema.validator(SCHEMA).iter_errors(made)), None)
    except canonical.Ambiguous as error:
        wrong = str(error)
    if wrong is None:
        enrolment = keys.enrolment(made)
        keys.public(enrolment.key, str(path))
        if keys.fingerprint(enrolment.key) == made["fingerprint"]:
            return enrolment
        wrong = _("a fingerprint of another key")
    raise BadInput.of(
        str(path), None, quoted(wrong), _("an enrolment made by “keys new”"), _("ask the office for the file again")
    )
