"""Make one zip for Windows and one for Linux that offices start without installing anything: `make bundle`.

Each holds all wheels for several versions of Python, what starts them (tools/bundle/), SHA256SUMS, and a list of
contents for an office's security. Wheels come from pip's own index and are checked to be complete: every requirement
of every wheel, as it holds on the other system, is met by another one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import NamedTuple

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parent.parent
PARTS = ROOT / "tools" / "bundle"
OUT = ROOT / "dist"
EXTRAS = ("documents", "sign", "web")  # those of them that pyproject.toml has
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LARGEST = 150 * 2**20
_EPOCH = (2026, 1, 1, 0, 0, 0)  # the same content gives the same bytes


class System(NamedTuple):
    """A system that wheels are resolved for: pip's names of it, and what markers in requirements ask."""

    name: str
    platforms: tuple[str, ...]
    marks: dict[str, str]
    starts: str


SYSTEMS = (
    System(
        "windows",
        ("win_amd64",),
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
        "START.cmd",
    ),
    System(
        "linux",
        ("manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64"),
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
        "start.sh",
    ),
)


class Wheel(NamedTuple):
    """A wheel with what its metadata says."""

    path: Path
    metadata: Message

    @property
    def name(self) -> str:
        """Its distribution's name as requirements are compared."""
        return canonicalize_name(self.metadata["Name"])


def main() -> None:
    """Build the program's wheel, resolve everything for each system, and write both zips with their sums."""
    OUT.mkdir(exist_ok=True)
    own = built()
    wheel = read(own)
    known = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    extras = [extra for extra in EXTRAS if extra in known]
    sums = []
    for system in SYSTEMS:
        folder = ROOT / "build" / "bundle" / system.name
        folder.mkdir(parents=True, exist_ok=True)
        wheels = resolved(system, own, extras, folder)
        target = OUT / f"{wheel.name}-{wheel.metadata['Version']}-{system.name}.zip"
        pack(target, system, [*wheels, own], extras)
        size = target.stat().st_size
        if size > LARGEST:
            sys.exit(f"{target.name} has {size / 2**20:.1f} MB, more than {LARGEST / 2**20:.0f}")
        sums.append(f"{digest(target.read_bytes())}  {target.name}\n")
        print(f"{target.relative_to(ROOT)}: {size / 2**20:.1f} MB, {len(wheels) + 1} wheels")
    (OUT / "SHA256SUMS").write_text("".join(sums), "utf-8")


def built() -> Path:
    """Build the wheel of the program and return it."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(OUT), str(ROOT)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return max(OUT.glob("*.whl"), key=lambda path: path.stat().st_mtime)


def resolved(system: System, own: Path, extras: list[str], folder: Path) -> list[Path]:
    """Return every wheel that the program with its extras needs on a system, for each version of Python."""
    found: dict[str, Path] = {}
    for python in PYTHONS:
        fetched = folder / python
        fetched.mkdir(exist_ok=True)
        asked = {str(r) for r in needs(read(own), environment(system, python), set(extras))} | {"pip"}
        while asked:
            fetch(sorted(asked), system, python, fetched)
            asked = missing(system, python, [own, *fetched.glob("*.whl")], extras)
        found |= {path.name: path for path in fetched.glob("*.whl")}
    return [found[name] for name in sorted(found)]


def fetch(requirements: list[str], system: System, python: str, folder: Path) -> None:
    """Let pip bring wheels for another system."""
    platforms = [word for platform in system.platforms for word in ("--platform", platform)]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--only-binary=:all:", "--implementation", "cp", "--python-version", python, *platforms]
    subprocess.run([*command, "--dest", str(folder), *requirements], check=True)


def missing(system: System, python: str, paths: Iterable[Path], extras: list[str]) -> set[str]:
    """Return the requirements that no wheel meets; pip reads markers for the machine that it runs on."""
    wheels = {wheel.name: wheel for wheel in map(read, paths)}
    own = wheels["provincial-compliance"]
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(own, frozenset(extras))]
    wanting = set()
    while waiting:
        wheel, asked = waiting.pop()
        if (wheel.name, asked) in seen:
            continue
        seen.add((wheel.name, asked))
        for requirement in needs(wheel, environment(system, python), set(asked)):
            name = canonicalize_name(requirement.name)
            if name not in wheels:
                wanting.add(f"{requirement.name}{requirement.specifier}")
            else:
                waiting.append((wheels[name], frozenset(requirement.extras)))
    return wanting


def needs(wheel: Wheel, where: dict[str, str], extras: set[str]) -> Iterator[Requirement]:
    """Yield what a wheel requires in an environment with some of its extras."""
    for text in wheel.metadata.get_all("Requires-Dist", []):
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate(where | {"extra": extra}) for extra in extras or {""}):
            requirement.marker = None
            yield requirement


def environment(system: System, python: str) -> dict[str, str]:
    """Return what markers see on a system with a version of Python."""
    here = {key: str(value) for key, value in default_environment().items()}
    return here | system.marks | {"python_version": python, "python_full_version": f"{python}.0"}


def read(path: Path) -> Wheel:
    """Return a wheel with its metadata."""
    with zipfile.ZipFile(path) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return Wheel(path, HeaderParser().parsestr(archive.read(name).decode()))


def pack(target: Path, system: System, wheels: list[Path], extras: list[str]) -> None:
    """Write a bundle: its files in one folder, with their sums and the list of contents."""
    files = {f"wheels/{path.name}": path.read_bytes() for path in wheels}
    for name in ("start.py", "setting_up.py", system.starts):
        files[name] = (PARTS / name).read_bytes()
    files["READ-ME.txt"] = lines_of(PARTS / "READ-ME.txt", "\r\n", "utf-8-sig")
    if system.starts.endswith(".cmd"):
        files[system.starts] = lines_of(PARTS / system.starts, "\r\n", "utf-8")
    files["extras.txt"] = ",".join(extras).encode()
    files["pythons.txt"] = f"{PYTHONS[0]} – {PYTHONS[-1]}".encode()
    files["CONTENTS.csv"] = contents(files, wheels)
    files["SHA256SUMS"] = "".join(f"{digest(files[name])}  {name}\n" for name in sorted(files)).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{target.stem}/{name}", _EPOCH)
            entry.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
            stored = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compress_type=stored)


def lines_of(path: Path, end: str, encoding: str) -> bytes:
    """Return a text with the line ends and the encoding that Windows reads."""
    return path.read_text("utf-8").replace("\n", end).encode(encoding)


def contents(files: dict[str, bytes], wheels: list[Path]) -> bytes:
    """Return the list of contents as CSV that Excel opens: what each file is, its licence, size and SHA-256."""
    known = {f"wheels/{wheel.path.name}": wheel for wheel in map(read, wheels)}
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(
        ("file", "component", "version", "licence", "what it is", "address", "for Python", "bytes", "sha256")
    )
    for name in sorted(files):
        wheel = known.get(name)
        about = (
            of_wheel(wheel) if wheel else ("provincial-compliance", "", "Apache-2.0", "starts the program", "", "")
        )
        table.writerow((name, *about, len(files[name]), digest(files[name])))
    return text.getvalue().encode("utf-8-sig")


def of_wheel(wheel: Wheel) -> tuple[str, str, str, str, str, str]:
    """Return name, version, licence, summary, address and versions of Python of a component."""
    data = wheel.metadata
    classified = [c.rsplit(" :: ", 1)[-1] for c in data.get_all("Classifier", []) if c.startswith("License ::")]
    licence = data.get("License-Expression") or "; ".join(classified) or (data.get("License") or "").split("\n")[0]
    pages = [line.split(",", 1)[1].strip() for line in data.get_all("Project-URL", []) if "," in line]
    tags = sorted({tag.interpreter for tag in parse_wheel_filename(wheel.path.name)[3]})
    address = data.get("Home-page") or (pages[0] if pages else "")
    return data["Name"], data["Version"], licence, data.get("Summary") or "", address, " ".join(tags)


def digest(content: bytes) -> str:
    """Return the SHA-256 of a content."""
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main()
