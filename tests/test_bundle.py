"""The bundle that offices start without installing: complete, checked, set up once, without a network."""

from __future__ import annotations

import csv
import importlib.util
import io
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from types import ModuleType

import pip
import pytest

from tests.conftest import ROOT


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = loaded
    spec.loader.exec_module(loaded)
    return loaded


bundle = module(ROOT / "tools" / "bundle.py")
WINDOWS, LINUX = bundle.SYSTEMS
SAYS = "import os, sys\n\n\ndef main():\n    print('runs in', os.getcwd(), sys.argv[1:])\n"


def wheel(folder: Path, name: str, requires: tuple[str, ...] = (), files: dict[str, str] | None = None) -> Path:
    """Write a wheel that pip can install."""
    path = folder / f"{name.replace('-', '_')}-1.0-py3-none-any.whl"
    info = f"{name.replace('-', '_')}-1.0.dist-info"
    lines = [f"Name: {name}", "Version: 1.0", "Provides-Extra: web", "License-Expression: MIT", "Summary: a part"]
    metadata = "\n".join(["Metadata-Version: 2.4", *lines, *(f"Requires-Dist: {r}" for r in requires)]) + "\n\n"
    with zipfile.ZipFile(path, "w") as archive:
        for place, text in (files or {}).items():
            archive.writestr(place, text)
        archive.writestr(f"{info}/METADATA", metadata)
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A small program, what it needs, and the pip of this environment as a wheel."""
    folder = tmp_path_factory.mktemp("wheels")
    program = {"compliance/__init__.py": "", "compliance/commands/__init__.py": "import helper\n" + SAYS}
    made = [
        wheel(folder, "provincial-compliance", ('helper ; extra == "web"',), program),
        wheel(folder, "helper", (), {"helper.py": ""}),
        wheel(folder, "pip"),
    ]
    with zipfile.ZipFile(made[2], "a") as archive:
        own = Path(pip.__file__).parent
        for path in sorted(own.rglob("*")):
            if path.suffix != ".pyc" and path.is_file():
                archive.write(path, f"pip/{path.relative_to(own)}")
    return made


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory, wheels: list[Path]) -> Path:
    target = tmp_path_factory.mktemp("packed") / "small-linux.zip"
    bundle.pack(target, LINUX, wheels, ["web"])
    return target


@pytest.fixture
def unpacked(packed: Path, tmp_path: Path) -> Path:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "small-linux"
    (folder / "start.sh").chmod(0o755)
    return folder


def command(folder: Path, *arguments: str) -> list[str]:
    """How the bundle is started, without a network where this machine allows that."""
    alone = ["unshare", "-rn"] if offline() else []
    return [*alone, str(folder / "start.sh"), *arguments]


def offline() -> bool:
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0


def environment(folder: Path) -> dict[str, str]:
    """A plain environment whose Python is the one that runs the tests."""
    tools = folder.parent / "bin"
    tools.mkdir(exist_ok=True)
    if not (tools / "python3.14").exists():
        (tools / "python3.14").symlink_to(Path(sys.executable).resolve())
    return {"PATH": f"{tools}:/usr/bin:/bin", "HOME": str(folder.parent), "LANG": "C.UTF-8"}


def start(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(folder, *arguments), capture_output=True, text=True, encoding="utf-8", env=environment(folder)
    )


posix = pytest.mark.skipif(os.name != "posix", reason="start.sh is for Linux; START.cmd cannot be run here")


@posix
def test_it_sets_up_beside_its_files_without_a_network_and_opens(unpacked: Path) -> None:
    first = start(unpacked)
    assert first.returncode == 0, first.stderr
    assert f"runs in {unpacked / 'offices'} []" in first.stdout
    shutil.rmtree(unpacked / "wheels")  # set up once, nothing of the bundle is needed for it again
    again = start(unpacked, "check", "x")
    assert again.stdout == f"runs in {unpacked} ['check', 'x']\n", again.stderr
    assert len(list((unpacked / "app").iterdir())) == 1


@posix
def test_a_changed_file_stops_it_and_is_named_in_both_languages(unpacked: Path) -> None:
    changed = next((unpacked / "wheels").glob("helper*"))
    changed.write_bytes(changed.read_bytes() + b"\0")
    done = start(unpacked)
    assert done.returncode == 1
    assert f"wheels/{changed.name}" in done.stderr
    assert "تغییر کرده است" in done.stderr
    assert "were changed" in done.stderr
    assert not any((unpacked / "app").glob("*"))


@posix
def test_what_cannot_be_installed_is_explained_and_leaves_nothing(unpacked: Path) -> None:
    for path in (unpacked / "wheels").glob("helper*"):
        path.unlink()
    lines = [line for line in (unpacked / "SHA256SUMS").read_text().splitlines() if "helper" not in line]
    (unpacked / "SHA256SUMS").write_text("\n".join(lines) + "\n")
    done = start(unpacked)
    assert done.returncode == 1
    assert "3.11 – 3.14" in done.stderr
    assert not any((unpacked / "app").glob("*"))


@posix
def test_a_start_that_was_killed_is_made_up_for_by_the_next(unpacked: Path) -> None:
    process = subprocess.Popen(
        command(unpacked), env=environment(unpacked), start_new_session=True, stdout=subprocess.DEVNULL
    )
    while not any((unpacked / "app").glob("setup-*")) and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    done = start(unpacked)
    assert done.returncode == 0, done.stderr
    assert "runs in" in done.stdout


def test_where_nothing_can_be_written_it_sets_up_in_the_users_folder(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = module(unpacked / "start.py")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "own"))
    real = program.tempfile.TemporaryFile

    def refusing(dir: Path) -> object:  # noqa: A002 - the standard library's name
        if dir == unpacked.resolve():
            raise PermissionError(13, "read-only")
        return real(dir=dir)

    monkeypatch.setattr(program.tempfile, "TemporaryFile", refusing)
    assert program.place() == tmp_path / "own" / "provincial-compliance" / "app"


def test_the_sums_are_those_that_the_standard_tool_checks(unpacked: Path) -> None:
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("sha256sum is not installed")
    done = subprocess.run([tool, "--check", "--quiet", "SHA256SUMS"], cwd=unpacked, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    summed = {line.split("  ", 1)[1] for line in (unpacked / "SHA256SUMS").read_text().splitlines()}
    assert summed == {str(p.relative_to(unpacked)) for p in unpacked.rglob("*") if p.is_file()} - {"SHA256SUMS"}


def test_the_list_of_contents_names_every_file_with_licence_and_sum(unpacked: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((unpacked / "CONTENTS.csv").read_text("utf-8-sig"))))
    files = {str(p.relative_to(unpacked)) for p in unpacked.rglob("*") if p.is_file()}
    assert {row["file"] for row in rows} == files - {"SHA256SUMS", "CONTENTS.csv"}
    for row in rows:
        assert row["licence"]
        assert row["sha256"] == bundle.digest((unpacked / row["file"]).read_bytes())
        assert int(row["bytes"]) == (unpacked / row["file"]).stat().st_size


def test_the_same_wheels_give_the_same_bytes(tmp_path: Path, wheels: list[Path], packed: Path) -> None:
    again = tmp_path / packed.name
    bundle.pack(again, LINUX, wheels, ["web"])
    assert again.read_bytes() == packed.read_bytes()


def test_what_only_the_other_system_needs_is_found_missing(tmp_path: Path) -> None:
    """pip reads markers for the machine it runs on; the bundle is checked for the one it is for."""
    made = [
        wheel(
            tmp_path,
            "provincial-compliance",
            ('colorama>=0.4; sys_platform == "win32"', 'helper[deep]; extra == "web"', 'never; extra == "scan"'),
        ),
        wheel(tmp_path, "helper", ('below>=2; extra == "deep"', 'old; python_version < "3.12"')),
    ]
    assert bundle.missing(WINDOWS, "3.12", made, ["web"]) == {"colorama>=0.4", "below>=2"}
    assert bundle.missing(LINUX, "3.11", made, ["web"]) == {"below>=2", "old"}
    assert bundle.missing(LINUX, "3.12", made, []) == set()


def test_the_windows_script_is_plain_and_names_files_of_the_bundle(tmp_path: Path, wheels: list[Path]) -> None:
    """It cannot be run here: what a Windows console needs of it is looked at."""
    target = tmp_path / "small-windows.zip"
    bundle.pack(target, WINDOWS, wheels, ["web"])
    with zipfile.ZipFile(target) as archive:
        script = archive.read("small-windows/START.cmd")
        names = archive.namelist()
    assert script.isascii()
    assert script.count(b"\n") == script.count(b"\r\n") > 10
    assert "small-windows/start.py" in names
    assert "small-windows/READ-ME.txt" in names
    assert "small-windows/start.sh" not in names
    labels = {line[1:].strip() for line in script.split(b"\r\n") if line.startswith(b":")}
    jumps = {line.split()[-1] for line in script.split(b"\r\n") if b"goto " in line}
    assert jumps == labels == {b"end"}
