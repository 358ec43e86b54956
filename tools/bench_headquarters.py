"""How fast headquarters is, as ratios against floors measured in the same run: `make bench-headquarters`.

The floor of intake is what cannot be left out for a filing on one core: read, SHA-256, parse, the schema, one Ed25519
verification. Reports are measured in bench_leagues.py. `--small` is a rehearsal, `--whole` takes 100,000 filings in.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import bench_country
import bench_leagues

from compliance import checklist
from compliance.filing import keys, package, seals
from compliance.headquarters import enrolling, simulating
from compliance.headquarters import store as stores
from compliance.headquarters.intake import arrivals, collecting, reading
from compliance.headquarters.intake.collecting import Run
from compliance.headquarters.intake.examining import Examiner, Terms
from compliance.headquarters.keyring import Letter
from compliance.headquarters.simulating import FILINGS, Plan

ARRIVED = date(2026, 11, 28)
# What exec leaves in ru_maxrss is the memory of the process before it, so the kernel's own mark of this one is read.
_ALONE = """
import re, resource, sys, time
from pathlib import Path
sys.path[:0] = [".", "tools"]
import bench_headquarters as bench
begin = time.perf_counter()
n = bench.collected(Path(sys.argv[1]), Path(sys.argv[2]), 1)
status = Path("/proc/self/status")
found = re.search(r"VmHWM:\\s*(\\d+)", status.read_text()) if status.exists() else None
print(n, time.perf_counter() - begin, found[1] if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def simulated(folder: Path, offices: int, seed: int) -> Path:
    """Write so many sealed filings of invented offices, and return their folder."""
    simulating.write(folder, Plan(offices, simulating.rounds_of(1), 0, seed), jobs=os.cpu_count() or 1)
    return folder


def store_of(place: Path, source: Path) -> Path:
    """Lay down a new store in a folder of its own, with the offices of a simulation enrolled.

    Nothing is deleted before the end: for half a minute ext4 looks past every file number that became free, which
    makes each new file cost up to half a millisecond. What was written before is on the disk: nobody pays for it.
    """
    folder = Path(tempfile.mkdtemp(dir=place)) / "store"
    stores.create(folder, "bench")
    with stores.opened(folder) as store:
        enrolled(store, source)
    if hasattr(os, "sync"):
        os.sync()
    return folder


def enrolled(store: stores.Store, source: Path) -> None:
    """Enrol the offices of a simulation."""
    considered = enrolling.consider(store, enrolling.read([source / simulating.ENROLMENT], None))
    with store.changing("bench") as change:
        enrolling.take(change, store, considered, Letter(), None, None, "")


def collected(folder: Path, source: Path, jobs: int, spark: bool = False) -> int:
    """Collect everything and return how many files were taken in."""
    terms = Terms(checklist.load(None), {}, ARRIVED)
    with stores.opened(folder) as store:
        run = Run("bench", jobs, spark=spark)
        found = collecting.collect(store, terms, arrivals.paths([source / FILINGS]), run)
        return sum(verdict.status in ("accepted", "flagged") for verdict in found)


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def floor(paths: list[Path], public: dict[str, Any]) -> None:
    """Do what cannot be left out, for every file."""
    reader = reading.reader()
    for path in paths:
        raw = path.read_bytes()
        hashlib.sha256(raw).hexdigest()
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            content, seal = archive.read(package.DECLARATION), archive.read(package.SEAL)
        made = reader.parse(content)
        assert reader.wrong(made) is None
        seals.check(content, seals.read(seal), public[made["office"]["id"]])


def intake(folder: Path, offices: int) -> None:
    """Print how intake compares with its floor: without and with the scores computed anew, on one core and on two."""
    source = simulated(folder / "sim", offices, 1)
    paths = sorted((source / FILINGS).glob("*/*.zip"))
    read = (one.enrolment for one in enrolling.read([source / simulating.ENROLMENT], None))
    public = {one.office.id: keys.public(one.key, one.office.id) for one in read}
    least = min(seconds(lambda: floor(paths, public)) for _run in range(3))
    print(f"{'floor, a filing':34} {1e6 * least / len(paths):6.0f} µs   ({len(paths)} filings, one core)")

    def best(jobs: int) -> float:
        def once() -> float:
            store = store_of(folder, source)
            return seconds(lambda: collected(store, source, jobs))

        return min(once() for _run in range(3))

    with patch.object(Examiner, "_judged", lambda *_given: ([], [])):
        stored = best(1)
    alone, two = best(1), best(2)
    print(f"{'collect with storing, one core':34} {100 * least / stored:6.0f} % of the floor   (aim 50)")
    print(f"{'… and all checklists judged anew':34} {100 * least / alone:6.0f} % of the floor   (aim 30)")
    print(f"{'… on two cores':34} {alone / two:6.2f} × one core   (aim 1.7)")
    bench_country.of_spark_intake(lambda: collected(store_of(folder, source), source, 1, spark=True), two)


def sizes(folder: Path, many: tuple[int, ...]) -> None:
    """Print time and memory of collecting few and many filings, each in a process of its own."""
    for size in many:
        source = simulated(folder / f"sim{size}", size, 2)
        store = store_of(folder, source)
        told = subprocess.run(
            [sys.executable, "-c", _ALONE, store, source], capture_output=True, text=True, check=True
        )
        n, took, most = told.stdout.split()
        each, memory = float(took) / int(n) * 1e6, int(most) / 1024
        print(f"{f'collect {int(n):,} filings':34} {each:6.0f} µs each, {memory:.0f} MB at most")


def growth(folder: Path, few: int, many: int, offices: int) -> None:
    """Print what a filing costs in a store that holds many against one that holds few."""
    source, took = simulated(folder / "grown", offices, 3), {}
    for size in (few, many):
        path = store_of(folder, source)
        with stores.opened(path) as store:
            bench_leagues.fill(store, size, checklist.load(None))
        took[size] = seconds(lambda path=path: collected(path, source, 1))  # type: ignore[misc]
    grown = took[many] / took[few]
    print(f"{f'a filing more, {few:,} to {many:,} stored':34} {grown:6.2f} × the time   (aim 1)")


def told(folder: Path, offices: int) -> None:
    """Print what letters of feedback to real filings take."""
    source = simulated(folder / "told", offices, 4)
    path = store_of(folder, source)
    collected(path, source, os.cpu_count() or 1)
    bench_country.of_feedback(path, simulating.rounds_of(1)[0])


def main() -> None:
    """Run all of it in a folder that goes away."""
    small, whole = "--small" in sys.argv, "--whole" in sys.argv
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(Path(__file__).parent.parent):
        folder = Path(place)
        intake(folder, 300 if small else 2000)
        sizes(folder, (200, 1000) if small else (1000, 100_000) if whole else (1000, 10_000))
        growth(folder, *((100, 1000, 200) if small else (1000, 100_000, 1000)))
        offices = 2000 if small else bench_leagues.OFFICES
        bench_leagues.reports(folder, offices)
        bench_country.of_country(folder / "reports", offices)
        bench_country.of_spark(folder / "reports")
        told(folder, 60 if small else 1000)
        bench_leagues.page(folder, 2000 if small else 100_000)


if __name__ == "__main__":
    main()
