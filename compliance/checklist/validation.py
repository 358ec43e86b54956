"""A checklists folder, or one file beside the rest it refers to, held against schemas and rules."""

from __future__ import annotations

from pathlib import Path

from compliance import data
from compliance.checklist import checks, decode, resolve, sources
from compliance.errors import BadInput, CannotAccess, Problem
from compliance.language import _
from compliance.model.checklist import Checklist, Library

_INNER = ("facts", "overlays", "calendars")
# Such a file replaces the shipped one as a whole.
_WHOLE = ("integrity", "evidence", "scan", "survey", "published", "bodies", "rollup", "audit")


def validate(path: Path) -> int:
    """Return how many files were held against schemas and rules; raises BadInput with every problem."""
    found, problems, _own = gather(path)
    if not problems:
        problems = checks.check(found)
    if not problems:
        _plain, problems = resolve.resolve(found)
    if problems:
        raise BadInput(problems)
    return len(found)


def open_side(path: Path) -> tuple[Library, tuple[Checklist, ...]]:
    """Return the library a path belongs to and the checklists it names: one file's, or the whole folder's."""
    found, problems, own = gather(path)
    if not problems:
        problems = checks.check(found)
    if problems:
        raise BadInput(problems)
    plain, problems = resolve.resolve(found)
    if problems:
        raise BadInput(problems)
    library = decode.decoded(plain)
    if own is None:
        return library, tuple(library.checklists.values())
    if own not in library.checklists:
        raise BadInput.of(
            str(path),
            None,
            _("not a checklist"),
            _("a checklist, or a folder of them"),
            _("name a file such as programme.yaml"),
        )
    return library, (library.checklists[own],)


def gather(path: Path) -> tuple[list[sources.Source], list[Problem], str | None]:
    """Return the sources to be judged together, what is wrong with single ones, and the file's checklist id.

    A file inside a checklists folder is judged with that folder; one that stands alone with the
    checklists in force, in place of the one with its id or, for pairs and limits, of its kind.
    """
    if path.is_dir():
        found, problems = sources.read_all(path)
        return found, problems, None
    if not path.is_file():
        raise CannotAccess(str(path), _("there is no such file or folder"), _("check the path"))
    root = path.parent.parent if path.parent.name in _INNER else path.parent
    source, problems = sources.read(path, str(path))
    if source is None:
        return [], problems, None
    own = str(source.plain.get("as", source.plain).get("id", ""))
    if (root / "units.yaml").is_file():
        found, problems = sources.read_all(root)
        return found, problems, own
    others, problems = sources.read_all(data.checklists())
    kept = [s for s in others if s.schema != source.schema or not (s.schema in _WHOLE or s.plain.get("id") == own)]
    return [*kept, source], problems, own
