"""The floors of the house hold: each room imports only rooms of its own floor or below."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "compliance"
FLOORS = (
    {"errors", "model", "persian", "data", "language"},
    {"amend", "clock", "extras", "files", "tree", "schema", "values", "personal"},
    {"checklist", "office", "register"},
    {
        "agreement",
        "assessment",
        "criteria",
        "draw",
        "feedback",
        "filing",
        "league",
        "plan",
        "rollup",
        "sampling",
        "survey",
        "targets",
    },
    {"report", "scan"},
    {"forms", "headquarters"},
    {"usecases"},
    {"web"},
    {"commands"},
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
# The only packages the middle of the house may know.
PURE = {
    "agreement",
    "assessment",
    "draw",
    "feedback",
    "league",
    "model",
    "persian",
    "plan",
    "rollup",
    "sampling",
    "survey",
    "targets",
}
HEAVY = {"yaml", "jinja2", "markdown", "jsonschema", "tabulate", "wcwidth", "filelock", "bidi", "arabic_reshaper"}
HEAVY |= {
    "persiantools",
    "pypdfium2",
    "ortools",
    "docx",
    "docxtpl",
    "lxml",
    "typst",
    "openpyxl",
    "xlsxwriter",
    "starlette",
    "uvicorn",
    "orjson",
    "jsonschema_rs",
    "duckdb",
    "pyarrow",
    "pyspark",
    "anyio",
    "minisign",
    "pyrage",
}


class Import(NamedTuple):
    """A module that a file imports, and whether at its top."""

    path: Path
    name: str
    top: bool

    @property
    def package(self) -> str:
        return self.name.split(".")[0]


@cache
def trees() -> dict[Path, ast.Module]:
    """Every file of the house, parsed."""
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imports() -> tuple[Import, ...]:
    found = []
    for path, tree in trees().items():
        top = {id(node) for node in tree.body}
        for node in ast.walk(tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module == "compliance":
                names = [f"compliance.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            found += [Import(path, name, id(node) in top) for name in names]
    return tuple(found)


def told(broken: Iterable[Import]) -> list[str]:
    return [f"{one.path.relative_to(PACKAGE)}: {one.name}" for one in broken]


def test_every_room_stands_on_a_floor() -> None:
    assert {room(path) for path in trees()} - {"__init__"} - set(FLOOR) == set()


def test_a_room_imports_only_from_its_floor_or_below() -> None:
    def above(one: Import) -> bool:
        parts = one.name.split(".")
        if parts[0] != "compliance" or len(parts) < 2 or room(one.path) == "__init__":
            return False
        return FLOOR[parts[1] if parts[1] in FLOOR else "data"] > FLOOR[room(one.path)]

    assert told(filter(above, imports())) == []
    assert len(imports()) > 5000


def test_only_verbs_and_forms_know_what_a_terminal_shows() -> None:
    """What papers are made of stands below what verbs print, and does not know it."""
    assert not told(
        one
        for one in imports()
        if one.name.startswith("compliance.report.screens")
        and FLOOR.get(room(one.path), 0) <= FLOOR["report"]
        and one.path.parent != PACKAGE / "report" / "screens"
    )


def test_heavy_packages_are_imported_inside_the_function_that_uses_them() -> None:
    assert not told(one for one in imports() if one.top and one.package in HEAVY)


def test_the_middle_is_pure() -> None:
    """Assessment, plan, model and Persian text neither read files nor know the command line."""
    impure = {"click", "os", "io", "subprocess", "shutil"}
    assert not told(one for one in imports() if room(one.path) in PURE and one.package in impure)


def test_no_room_is_crowded() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in trees()}
    assert {path: n for path, n in lengths.items() if n > 400} == {}


def test_a_command_is_thin() -> None:
    """A verb's function is about ten statements; the work is elsewhere."""
    verbs = {
        f"{path.relative_to(PACKAGE)}: {node.name}": sum(isinstance(one, ast.stmt) for one in ast.walk(node))
        - 2  # itself, and its docstring
        for path, tree in trees().items()
        if path.is_relative_to(PACKAGE / "commands")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and any(map(_makes_a_verb, node.decorator_list))
    }
    assert len(verbs) > 60
    assert {verb: n for verb, n in verbs.items() if n > 18} == {}


def _makes_a_verb(decorator: ast.expr) -> bool:
    """Whether it is `@click.command(…)` or `@group.command(…)`."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr == "command"


def test_only_one_place_knows_the_operating_system() -> None:
    """POSIX-only calls stand in files.py alone."""
    for path in trees():
        text = path.read_text("utf-8")
        if path.name not in {"files.py"}:
            assert "os.open(" not in text, path
            assert "fcntl" not in text, path
            assert "os.umask" not in text, path
