"""Whether a secret key is the one it was named as: held against the office's enrolments and its older keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from compliance import files
from compliance.errors import Problem
from compliance.filing import enrolments, keys, seals
from compliance.language import _, mark
from compliance.model.filing import Enrolment
from compliance.usecases.keeping_keys import FOLDER, OLD, Files

if TYPE_CHECKING:
    import minisign

_WANTED = {"office": mark("the secret key of the office"), "director": mark("the secret key of the director")}
OPTION = {"office": "--key", "director": "--director-key"}


def of(key: minisign.SecretKey) -> str:
    """Return the public line of a secret key that is open."""
    line: bytes = key.get_public_key().to_base64()
    return line.decode()


def beside(path: Path) -> str | None:
    """Return the public line that lies beside a secret key, as “keys new” lays it; None where there is none."""
    public = path.with_suffix(".pub")
    if not public.is_file():
        return None
    line: bytes = keys.public(files.read_text(public), str(public)).to_base64()
    return line.decode()


def foreign(office: str, folder: Path, path: Path, line: str, role: str) -> Iterator[Problem]:
    """Yield why the key with this public line does not seal for this office in this role.

    `folder` is the office's; the enrolment may lie there, or beside the key. Headquarters would turn away what such
    a key seals.
    """
    owners = _owners(office, folder, path)
    if (office, role) in owners.get(line, ()):
        return
    number = keys.number(line)
    whose = next(iter(owners.get(line, ())), None)
    if whose is None and not any((office, role) in of_line for of_line in owners.values()):
        return  # nobody can tell
    if whose is None:
        seen = _("the key {number}, which no enrolment of this office names").format(number=number)
    elif whose[0] != office:
        seen = _("the key {number} of another office: {office}").format(number=number, office=whose[0])
    elif whose[1] == "office":
        seen = _("the key of the office")
    else:
        seen = _("the key of the director")
    place = Files.of(folder / FOLDER, office, role)
    yield Problem(
        str(path),
        None,
        seen,
        _(_WANTED[role]),
        _(
            "name the right one by {option}, such as {key}; {enrolment} of it has to lie beside it or in the folder "
            "keys, and “keys new --role {role}” makes both where there is none yet"
        ).format(option=OPTION[role], key=place.secret.name, enrolment=place.enrolment.name, role=role),
    )


def is_told(office: str, folder: Path, path: Path, role: str) -> bool:
    """Whether anything here says which key the office has in a role, so that another one is noticed."""
    return any((office, role) in of_line for of_line in _owners(office, folder, path).values())


def replacing(office: str, folder: Path, path: Path, role: str) -> Enrolment | None:
    """Return the enrolment of the key in its place, where this is it and it took the place of another key."""
    place = Files.of(folder / FOLDER, office, role)
    if not place.enrolment.is_file() or not path.exists() or path.resolve() != place.secret.resolve():
        return None
    made = enrolments.read(place.enrolment)
    return made if made.replaces else None


def _owners(office: str, folder: Path, path: Path) -> dict[str, set[tuple[str, str]]]:
    """Return whose each public key is, by its line: what enrolments say, and the keys that were replaced."""
    found: dict[str, set[tuple[str, str]]] = {}
    beside = path.resolve().parent
    for place in {folder / FOLDER, beside, beside.parent if beside.name == OLD else beside}:
        for role in seals.ROLES:
            enrolment = Files.of(place, office, role).enrolment
            if enrolment.is_file():
                made = enrolments.read(enrolment)
                found.setdefault(made.key, set()).add((made.office.id, made.role))
            for public in (place / OLD).glob(f"{office}.*.{role}.pub"):
                line = keys.public(files.read_text(public), str(public)).to_base64().decode()
                found.setdefault(line, set()).add((office, role))
    return found
