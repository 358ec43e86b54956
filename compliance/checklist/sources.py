"""The files of a checklists folder as trees, and the folder's own identity."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from compliance import __version__, data, files, schema, tree
from compliance.errors import BadInput, CannotAccess, Problem
from compliance.language import _

_SINGLE = {
    "units.yaml": "units",
    "provinces.yaml": "provinces",
    "bodies.yaml": "bodies",
    "actions.yaml": "actions",
    "integrity.yaml": "integrity",
    "evidence.yaml": "evidence",
    "audit.yaml": "audit",
    "scan.yaml": "scan",
    "survey.yaml": "survey",
    "published.yaml": "published",
    "rollup.yaml": "rollup",
}
_OVERLAY, _ALONE = "overlay", "checklist"
_FOLDERS = {"facts": "facts", "overlays": _OVERLAY, "calendars": "calendar"}


class Source(NamedTuple):
    """One YAML file: its name in problems, its schema, its tree and the same as plain values."""

    name: str
    schema: str
    tree: tree.Node
    plain: Mapping[str, Any]

    def line(self, *path: str | int) -> int:
        """Return the line of a path of keys and positions."""
        return tree.line_of(self.tree, path)

    def problem(self, path: tuple[str | int, ...], seen: str, expected: str, mend: str) -> Problem:
        """Return a problem at a path of this file."""
        return Problem(self.name, self.line(*path), seen, expected, mend)


def paths(folder: Path) -> list[Path]:
    """Return the YAML files of a checklists folder in a fixed order; links are not followed."""
    if not folder.is_dir():
        raise CannotAccess(str(folder), _("there is no such folder"), _("give the path of a folder with checklists"))
    places = [folder, *(folder / name for name in _FOLDERS)]
    found = [p for place in places if place.is_dir() for p in sorted(place.glob("*.yaml")) if p.is_file()]
    return [p for p in found if not p.is_symlink()]


def overlays(folder: Path | None) -> list[Path]:
    """Return the overlays that lie in a folder by themselves, in a fixed order; links are not followed."""
    found = sorted(folder.glob("*.yaml")) if folder is not None and folder.is_dir() else []
    return [path for path in found if path.is_file() and not path.is_symlink()]


def fingerprint(folder: Path, beside: Iterable[Path] = ()) -> str:
    """Return the SHA-256 over names and contents of every source, the schemas and this program's version.

    `beside` are overlays that lie elsewhere.
    """
    digest = hashlib.sha256(f"{__version__}\n".encode())
    sources = {path.relative_to(folder).as_posix(): path for path in paths(folder)}
    sources |= {f"beside/{path.name}": path for path in beside}
    program = [*(data.shipped("checklists") / "schemas").glob("*.json"), *Path(__file__).parent.glob("*.py")]
    for name, path in [*sources.items(), *sorted((path.name, path) for path in program)]:
        content = files.read_bytes(path)
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def schema_of(path: Path) -> str:
    """Return the name of the schema that a file of a checklists folder must meet."""
    if path.parent.name in _FOLDERS:
        return _FOLDERS[path.parent.name]
    return _SINGLE.get(path.name, _ALONE)


def read(path: Path, name: str) -> tuple[Source | None, list[Problem]]:
    """Read one file and hold it against its schema; None when it is no YAML at all.

    What it is follows from where it lies; an overlay is also known by its own words.
    """
    return _read(path, name, schema_of(path))


def read_overlay(path: Path, name: str) -> tuple[Source | None, list[Problem]]:
    """Read an overlay, wherever it lies, and hold it against its schema; None when it is no YAML at all."""
    return _read(path, name, _OVERLAY)


def _read(path: Path, name: str, kind: str) -> tuple[Source | None, list[Problem]]:
    try:
        node = tree.parse(files.read_text(path), name)
    except BadInput as error:
        return None, list(error.problems)
    if kind == _ALONE and isinstance(node, tree.Table) and _OVERLAY in node.nodes:
        kind = _OVERLAY
    problems = schema.verdict(node, kind, name)
    content = tree.plain(node)
    return (None if problems else Source(name, kind, node, content)), problems


def read_all(folder: Path, beside: Iterable[Path] = ()) -> tuple[list[Source], list[Problem]]:
    """Read every file of the folder, and overlays beside it; those with problems are left out of the sources."""
    found: list[Source] = []
    problems: list[Problem] = []
    readings = [(read, path) for path in paths(folder)] + [(read_overlay, path) for path in beside]
    for reading, path in readings:
        source, wrong = reading(path, str(path))
        problems += wrong
        if source is not None:
            found.append(source)
    return found, problems
