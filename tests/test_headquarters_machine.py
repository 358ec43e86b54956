"""What machines do to headquarters: killed at any moment, twice at once, interrupted, side by side."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from compliance.errors import CannotAccess
from compliance.headquarters import checking, enrolling, simulating, store
from compliance.headquarters.simulating import Plan
from tests import inbox

TABLES = {
    "office": "select id, name_fa, body, province, grouped from office order by n",
    "office_key": "select id, office, role, line, valid_from, valid_until from office_key order by n",
    "filing": "select n, sha256, name, size, office, round, status, reason, detail, code, declared, previous, key, "
    "sealed, signoff, late, facts, plan, seq, until from filing order by n",
    "standing": "select * from standing order by since, filing",
    "total": "select * from total order by filing, instrument, system",
    "flag": "select * from flag order by rowid",
    "evidence": "select * from evidence order by rowid",
    "alike": "select * from alike order by rowid",
    "instrument": "select * from instrument order by n",
    "item": "select * from item order by instrument, place",
    "log": "select seq, deed from log order by seq",
}
OFFICES = 70


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invented filings with faulty ones among them, and a store with the offices enrolled."""
    folder = tmp_path_factory.mktemp("world")
    plan = Plan(OFFICES, ("1405-1", "1405-2"), 1, 3)
    simulating.write(folder / "sim", plan, jobs=2)
    simulating.faulty(folder / "sim", plan)
    with inbox.laid_down(folder / "store") as opened:
        inbox.enrol(opened, [one.enrolment for one in enrolling.read([folder / "sim"], None)])
    return folder


@pytest.fixture(scope="module")
def whole(world: Path) -> dict[str, Any]:
    """What the record holds after a run that nothing disturbed."""
    folder = Path(shutil.copytree(world / "store", world / "whole"))
    run(folder, world).wait()
    return state(folder)


def command(folder: Path, world: Path, *more: str) -> list[str]:
    program = "from compliance.commands import main; main()"
    return [sys.executable, "-c", program, "hq", "collect", str(folder), str(world / "sim"), "--by", "test", *more]


def run(folder: Path, world: Path, *more: str, **options: Any) -> subprocess.Popen[str]:
    """Begin to collect in another process, which leads a group of its own."""
    return subprocess.Popen(
        command(folder, world, *more),
        cwd=inbox.ROOT,
        stdout=subprocess.PIPE if options.get("heard") else subprocess.DEVNULL,
        stderr=subprocess.PIPE if options.get("heard") else subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(inbox.ROOT), "COMPLIANCE_LANG": "en"},
        start_new_session=True,
    )


def state(folder: Path) -> dict[str, Any]:
    """Everything but moments, and hashes of lines that name moments; with the files beside the record."""
    with store.opened(folder) as opened:
        tables = {name: opened.ask(sql) for name, sql in TABLES.items()}
        assert checking.check(opened, None) == []
    kept = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.zip"))
    return {**tables, "files": kept, "arriving": sorted((folder / "arriving").iterdir())}


def ended(process: subprocess.Popen[str]) -> None:
    """Kill a program with all its processes, at once."""
    with suppress(ProcessLookupError):  # it may have been done already
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_once_and_run_again_the_store_is_the_same(
    world: Path, whole: dict[str, Any], tmp_path: Path, jobs: str
) -> None:
    killed_and_run_again(world, whole, tmp_path, jobs, [batches_recorded(1 if jobs == "1" else 2)])


@pytest.mark.heavy
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("seed", range(25))
def test_killed_at_random_moments_and_run_again_the_store_is_the_same(
    world: Path, whole: dict[str, Any], tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    moments = [after(chance.uniform(0.2, 2.0)) for _time in range(chance.randint(1, 4))]
    killed_and_run_again(world, whole, tmp_path, str(1 + seed % 2), moments)


def after(seconds: float) -> Any:
    """A moment that comes so long after the beginning."""
    return lambda folder, began: time.monotonic() - began > seconds


def batches_recorded(number: int) -> Any:
    """The moment in which so many batches have been recorded."""

    def comes(folder: Path, _began: float) -> bool:
        with store.opened(folder) as opened:
            return bool(opened.one("select count(*) from filing")[0] >= number * 64)

    return comes


def killed_and_run_again(world: Path, whole: dict[str, Any], tmp_path: Path, jobs: str, moments: list[Any]) -> None:
    folder = Path(shutil.copytree(world / "store", tmp_path / "store"))
    for moment in moments:
        process, began = run(folder, world, "--jobs", jobs), time.monotonic()
        while process.poll() is None and not moment(folder, began):
            time.sleep(0.01)
        ended(process)
    assert run(folder, world, "--jobs", jobs).wait() == 1
    assert state(folder) == whole


def test_in_any_number_of_processes_the_store_is_the_same(world: Path, whole: dict[str, Any], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(world / "store", tmp_path / "store"))
    assert run(folder, world, "--jobs", "3").wait() == 1
    assert state(folder) == whole
    assert run(folder, world).wait() == 1  # once more changes nothing
    assert state(folder) == whole


def test_two_at_once_the_second_says_so(world: Path, tmp_path: Path, whole: dict[str, Any]) -> None:
    folder = Path(shutil.copytree(world / "store", tmp_path / "store"))
    from compliance.headquarters.intake import arrivals, collecting
    from compliance.headquarters.intake.collecting import Run

    def paths() -> Iterator[Path]:
        second = run(folder, world, heard=True)
        _out, told = second.communicate()
        assert second.returncode == 3
        assert "another program is collecting into this store" in told
        yield from arrivals.paths([world / "sim"])

    with store.opened(folder) as opened:
        list(collecting.collect(opened, inbox.terms(), paths(), Run("test")))
        assert [row[0] for row in opened.ask("select seq from filing order by n")] == [
            row[18] for row in whole["filing"]
        ]


def test_who_changes_the_record_meanwhile_waits_or_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_WAIT", 0.1)
    with inbox.laid_down(tmp_path / "store", 1) as first, store.opened(tmp_path / "store") as second:
        with first.changing("one") as change:
            change.told("note", {})
            with pytest.raises(CannotAccess, match="another program"), second.changing("two"):
                pass
        with second.changing("two") as change:
            change.told("note", {})
        assert checking.check(first, None) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_interrupted_it_says_that_what_was_taken_stays(world: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(world / "store", tmp_path / "store"))
    process, came = run(folder, world, "--jobs", "2", heard=True), batches_recorded(1)
    while process.poll() is None and not came(folder, 0.0):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _out, told = process.communicate()
    assert process.returncode == 130, told
    assert "what was taken is recorded" in told
    assert "Traceback" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_process_that_is_ended_from_outside_is_explained(world: Path, tmp_path: Path) -> None:
    """Such as by the system, for want of memory."""
    import psutil

    folder = Path(shutil.copytree(world / "store", tmp_path / "store"))
    process, came = run(folder, world, "--jobs", "2", heard=True), batches_recorded(1)
    while process.poll() is None and not came(folder, 0.0):
        time.sleep(0.01)
    for one in psutil.Process(process.pid).children(recursive=True):
        if one.ppid() != process.pid:  # those that look at files are children of the server of forks
            one.kill()
    _out, told = process.communicate()
    assert process.returncode in (1, 3), told  # it may have been done already
    assert "Traceback" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_disk_without_room_for_the_copies_is_said(world: Path, tmp_path: Path) -> None:
    """No file may grow beyond 3 KB: what a full disk does to the first copy."""
    folder = Path(shutil.copytree(world / "store", tmp_path / "store"))
    limited = "import resource, runpy, sys; from compliance.headquarters import keeping\n" + (
        "real = keeping.copied\n"
        "def small(*a):\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, resource.RLIM_INFINITY))\n"
        "    return real(*a)\n"
        "keeping.copied = small\n"
        "from compliance.commands import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, *command(folder, world, "--jobs", "1")[3:]],
        cwd=inbox.ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(inbox.ROOT), "COMPLIANCE_LANG": "en"},
    )
    assert done.returncode == 3, done.stderr
    assert "arriving" in done.stderr
    assert "Traceback" not in done.stderr
    with store.opened(folder) as opened:
        assert opened.one("select count(*) from filing")[0] == 0
