"""The bundle that offices start without installing: complete, checked, set up once, without a network."""

from __future__ import annotations

import ast
import csv
import importlib.util
import io
import os
import re
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
    program = module(unpacked / "setting_up.py")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "own"))
    real = program.tempfile.TemporaryFile

    def refusing(dir: Path) -> object:  # noqa: A002 - the standard library's name
        if dir == unpacked.resolve():
            raise PermissionError(13, "read-only")
        return real(dir=dir)

    monkeypatch.setattr(program.tempfile, "TemporaryFile", refusing)
    assert program.place() == tmp_path / "own" / "provincial-compliance"


@posix
def test_from_a_disc_the_answers_lie_in_the_users_folder_and_it_says_where(unpacked: Path) -> None:
    mount = f"mount --bind {unpacked} {unpacked} && mount -o remount,ro,bind {unpacked}"
    alone = ["unshare", "-rnm", "sh", "-c"]
    if subprocess.run([*alone, mount], capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    done = subprocess.run(
        [*alone, f"{mount} && {unpacked}/start.sh"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment(unpacked),
    )
    own = unpacked.parent / ".local" / "share" / "provincial-compliance"
    assert done.returncode == 0, done.stderr
    assert f"runs in {own / 'offices'} []" in done.stdout
    assert f"answers stay in this folder: {own / 'offices'}\n" in done.stdout
    assert not (unpacked / "offices").exists()


@posix
@pytest.mark.parametrize("sums", [None, "", "not a list of sums\n", b"\xff\xfe\x00"])
def test_without_its_sums_it_says_that_the_bundle_is_not_whole(unpacked: Path, sums: str | bytes | None) -> None:
    path = unpacked / "SHA256SUMS"
    if sums is None:
        path.unlink()
    else:
        path.write_bytes(sums.encode() if isinstance(sums, str) else sums)
    done = start(unpacked)
    assert done.returncode == 1
    assert done.stderr == (
        "این بسته کامل نیست: پروندهٔ SHA256SUMS نیست یا خواندنی نیست؛ بسته را دوباره باز کنید.\n"
        "This bundle is not whole: SHA256SUMS is missing or cannot be read; unpack the bundle again.\n"
    )
    assert not (unpacked / "app").exists()


@posix
def test_without_its_second_part_it_says_that_the_bundle_is_not_whole(unpacked: Path) -> None:
    (unpacked / "setting_up.py").unlink()
    done = start(unpacked)
    assert done.returncode == 1
    assert "این بسته کامل نیست" in done.stderr
    assert "setting_up.py is missing" in done.stderr
    assert "Traceback" not in done.stderr


def old_pythons() -> list[Path]:
    """The Pythons before 3.11 that are installed here, where people and pyenv put them."""
    names = ("python2", "python2.7", *(f"python3.{n}" for n in range(4, 11)))
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = [*(Path(path) for path in map(shutil.which, names) if path), *sorted(kept.glob("*/bin/python"))]
    asks = "import sys; sys.exit(sys.version_info >= (3, 11))"
    return [path for path in found if subprocess.run([path, "-c", asks], capture_output=True).returncode == 0]


def test_an_older_python_says_which_one_is_needed(unpacked: Path) -> None:
    pythons = old_pythons()
    if not pythons:
        pytest.skip("no Python before 3.11 is installed")
    for python in pythons:
        done = subprocess.run(
            [python, unpacked / "start.py"], capture_output=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"}
        )
        assert done.returncode == 1
        said = done.stderr.decode()
        assert said.startswith("پایتون ۳٫۱۱ یا تازه‌تر لازم است"), (python, said)
        assert "\nPython 3.11 or newer is needed; this is " in said, python


def test_what_starts_is_written_so_that_any_python_reads_it(unpacked: Path) -> None:
    content = (unpacked / "start.py").read_bytes()
    assert re.match(rb"# -\*- coding: utf-8 -\*-", content), "Python 2 takes it for ASCII"
    newer = (ast.JoinedStr, ast.AnnAssign, ast.FunctionDef, ast.NamedExpr, ast.Starred, ast.Nonlocal, ast.Await)
    tree = ast.parse(content, feature_version=(3, 4))
    assert not [node for node in ast.walk(tree) if isinstance(node, newer)]
    imported = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    assert imported == ["os", "runpy", "sys"]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


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


@pytest.fixture(scope="module")
def on_windows(tmp_path_factory: pytest.TempPathFactory, wheels: list[Path]) -> dict[str, bytes]:
    """The files of the bundle for Windows; START.cmd cannot be run here: what cmd needs of it is looked at."""
    target = tmp_path_factory.mktemp("windows") / "small-windows.zip"
    bundle.pack(target, WINDOWS, wheels, ["web"])
    with zipfile.ZipFile(target) as archive:
        return {name.removeprefix("small-windows/"): archive.read(name) for name in archive.namelist()}


def test_the_windows_script_names_files_of_the_bundle_and_labels_that_are_there(on_windows: dict[str, bytes]) -> None:
    assert {"start.py", "setting_up.py", "READ-ME.txt"} <= set(on_windows)
    assert "start.sh" not in on_windows
    script = on_windows["START.cmd"].decode()
    labels = re.findall(r"(?m)^:(\w+)\r$", script)
    assert len(labels) == len(set(labels))
    assert set(re.findall(r"\bgoto (\w+)", script)) == set(labels)


def test_the_windows_script_is_utf_8_that_cmd_reads(on_windows: dict[str, bytes]) -> None:
    """Without a mark before it and with the line ends of Windows; what runs is ASCII and stands before the rest."""
    script = on_windows["START.cmd"]
    assert script.startswith(b"@echo off\r\n")
    assert script.count(b"\n") == script.count(b"\r\n") > 10
    assert b"chcp 65001" in script.split(b"\r\n:end\r\n")[0]
    assert script.split(b"\r\n:unreachable\r\n")[0].isascii()
    foreign = [line for line in script.decode().splitlines() if not line.isascii()]
    assert all(re.fullmatch("echo [^|<>&%^!]+", line) for line in foreign)


@pytest.mark.parametrize(
    ("label", "persian", "english"),
    [
        ("unpack", "همهٔ پروندهٔ zip را در پوشه‌ای باز کنید", "Unpack the whole zip into a folder"),
        ("nopython", "پایتون پیدا نشد", "No Python was found"),
        ("unreachable", "این پوشه از اینجا باز نمی‌شود", "This folder cannot be opened from here"),
    ],
)
def test_the_windows_script_says_what_is_wrong_in_both_languages_and_waits(
    on_windows: dict[str, bytes], label: str, persian: str, english: str
) -> None:
    part = re.split(r"\r\n:\w+\r\n", on_windows["START.cmd"].decode().partition(f"\r\n:{label}\r\n")[2])[0]
    assert persian in part
    assert english in part
    assert part.rstrip().endswith("exit /b 3")
    assert "\r\npause\r\n" in part


def test_the_windows_script_uses_only_a_python_that_answers_and_works_on_a_share(
    on_windows: dict[str, bytes],
) -> None:
    """What opens the Microsoft Store is on the path like a Python and only fails; `cd` cannot enter a share."""
    lines = on_windows["START.cmd"].decode().splitlines()
    assert "call py -3 --version >nul 2>nul && goto launcher" in lines
    assert "call python --version >nul 2>nul && goto installed" in lines
    assert not any(line.startswith(("where ", "cd ")) for line in lines)
    assert lines.index('pushd "%~dp0" || goto unreachable') < lines.index('if not exist "start.py" goto unpack')
    ends = [at for at, line in enumerate(lines) if line.startswith("exit /b")]
    assert [lines[at - 1] for at in ends].count("popd") == len(ends) - 1, "only where pushd failed nothing is left"
