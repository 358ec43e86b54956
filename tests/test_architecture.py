"""The floors of the house hold: each room imports only rooms of its own floor or below."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

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


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> list[tuple[str, bool]]:
    """Every imported module with whether the import stands at the top of the file."""
    tree = ast.parse(path.read_text("utf-8"))
    top = {id(node) for node in tree.body}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) in top) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "compliance":
                names = [f"compliance.{alias.name}" for alias in node.names]
            found += [(name, id(node) in top) for name in names]
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_from_its_floor_or_below(path: Path) -> None:
    own = room(path)
    if own in {"__init__"}:
        return
    assert own in FLOOR, f"{own} stands on no floor"
    for name, _top in imports(path):
        parts = name.split(".")
        if parts[0] == "compliance" and len(parts) > 1:
            other = parts[1] if parts[1] in FLOOR else "data"
            assert FLOOR[other] <= FLOOR[own], f"{path} reaches up to {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_verbs_and_forms_know_what_a_terminal_shows(path: Path) -> None:
    """What papers are made of stands below what verbs print, and does not know it."""
    if FLOOR.get(room(path), 0) > FLOOR["report"] or path.parent == PACKAGE / "report" / "screens":
        return
    assert not [name for name, _top in imports(path) if name.startswith("compliance.report.screens")], path


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_heavy_packages_are_imported_inside_the_function_that_uses_them(path: Path) -> None:
    for name, top in imports(path):
        assert not (top and name.split(".")[0] in HEAVY), f"{path} imports {name} at its top"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_middle_is_pure(path: Path) -> None:
    """Assessment, plan, model and Persian text neither read files nor know the command line."""
    if room(path) in PURE:
        names = {name for name, _top in imports(path)}
        assert not {n for n in names if n.split(".")[0] in {"click", "os", "io", "subprocess", "shutil"}}, path


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_room_is_crowded(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400, path


def test_a_command_is_thin() -> None:
    """A verb's function is about ten statements; the work is elsewhere."""
    for path in (PACKAGE / "commands").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "command":
                assert len(node.body) <= 18, path


def test_only_one_place_knows_the_operating_system() -> None:
    """POSIX-only calls stand in files.py alone."""
    for path in modules():
        text = path.read_text("utf-8")
        if path.name not in {"files.py"}:
            assert "os.open(" not in text, path
            assert "fcntl" not in text, path
            assert "os.umask" not in text, path
