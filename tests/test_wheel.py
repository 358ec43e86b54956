"""The wheel holds exactly what it should and works from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def expected() -> set[str]:
    """The tracked files that belong into the wheel, where they belong."""
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split("\n")
    files = set()
    for name in filter(None, tracked):
        top = name.split("/")[0]
        if top == "compliance" and not name.endswith((".po", ".pot")):
            files.add(name)
        elif top in {"checklists", "templates", "examples"}:
            files.add(f"compliance/{name}")
    return {name for name in files if (ROOT / name.removeprefix("compliance/")).exists() or (ROOT / name).exists()}


def test_the_wheel_holds_these_files_and_no_others(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {n for n in archive.namelist() if ".dist-info/" not in n}
        info = {n.split("/", 1)[1] for n in archive.namelist() if ".dist-info/" in n}
    assert names == expected()
    assert {"licenses/LICENSE", "licenses/NOTICE", "licenses/templates/fonts/OFL.txt"} <= info
    assert not {n.split("/")[0] for n in names} - {"compliance"}


def test_the_installed_program_works_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(target), "COMPLIANCE_LANG": "fa"}
    command = [sys.executable, "-c", "from compliance.commands import main; main()", "demo", "out"]
    done = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert (elsewhere / "out" / "report.html").stat().st_size > 100_000
    assert "ثبت احوال" in done.stdout
