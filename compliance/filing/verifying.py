"""Whether a file is a whole filing, step by step: what anyone can tell of it without knowing the office."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, NamedTuple

from compliance import schema
from compliance.filing import canonical, package, record, seals
from compliance.filing.package import Refused
from compliance.filing.seals import Seal
from compliance.model.filing import Proof, Reason

SCHEMA = "declaration"
_PARTS = (("checklists", "id"), ("systems", "id"), ("values", "fact"), ("self", "checklist"))


class Reader(NamedTuple):
    """How bytes become plain data (Ambiguous when they do not for certain), and what is wrong with the data."""

    parse: Callable[[bytes], Any]
    wrong: Callable[[Any], str | None]


class Seen(NamedTuple):
    """A filing whose declaration could be read: nothing of it is proved yet."""

    raw: bytes
    made: Mapping[str, Any]
    seal: Seal | None
    director: Seal | None
    opened: package.Opened

    @property
    def office(self) -> str:
        """The office it says it is of."""
        return str(self.made["office"]["id"])

    @property
    def round(self) -> str:
        """The round it says it is of."""
        return str(self.made["round"])

    def proofs(self) -> Iterator[Proof]:
        """Every piece of evidence it lists."""
        for entry in self.made["values"]:
            for piece in entry.get("evidence", ()):
                yield record.proof_of(piece)


def plain_reader() -> Reader:
    """Return the reader that needs no further package: slow for thousands, right for one."""
    return Reader(canonical.read, lambda made: schema.first_wrong(made, SCHEMA))


def doubled(made: Mapping[str, Any]) -> str | None:
    """Return what a declaration of the published form says twice, or of a system that it does not enter."""
    systems = {"", *(one["id"] for one in made.get("systems", ()))}
    for part, name in _PARTS:
        entries = made.get(part, ())
        keys = {(one[name], one.get("system", "")) for one in entries}
        if len(keys) != len(entries):
            twice = canonical.twice([(one[name], one.get("system", "")) for one in entries])
            return f"{part}: {' '.join(twice or ()).strip()} twice"
        if foreign := {system for _id, system in keys} - systems:
            return f"{part}: no system {min(foreign)}"
    return None


@contextmanager
def seen(stream: BinaryIO, reader: Reader) -> Iterator[Seen]:
    """Open a filing up to its seals, which are read and not held against a key yet; Refused for anything else."""
    with package.opened(stream) as opened:
        try:
            made = reader.parse(opened.declaration)
        except canonical.Ambiguous as error:
            raise Refused(Reason.BAD_JSON, str(error)) from error
        wrong = reader.wrong(made) or doubled(made)
        if wrong is not None:
            raise Refused(Reason.SCHEMA, wrong)
        found = Seen(opened.declaration, made, _seal(opened.seal), _seal(opened.director), opened)
        for seal, role in ((found.seal, "office"), (found.director, "director")):
            _check_comment(found, seal, role)
        yield found


def _seal(raw: bytes | None) -> Seal | None:
    if raw is None:
        return None
    try:
        return seals.read(raw)
    except seals.Broken as error:
        raise Refused(Reason.BAD_SIGNATURE, str(error)) from error


def _check_comment(found: Seen, seal: Seal | None, role: str) -> None:
    """Refuse a seal that was made for another office, round or role and put beside this declaration."""
    if seal is None:
        return
    said = seal.said
    if (said.office, said.round, said.role) != (found.office, found.round, role):
        raise Refused(Reason.BAD_SIGNATURE, f"office={said.office} round={said.round} role={said.role}")


def check_seal(found: Seen, seal: Seal, public: Any) -> None:
    """Do nothing when this key sealed this declaration; Refused otherwise."""
    try:
        seals.check(found.raw, seal, public)
    except seals.Broken as error:
        raise Refused(Reason.BAD_SIGNATURE, str(error)) from error
