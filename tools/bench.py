"""Ratios of what people wait for, each against a floor measured in the same run.

Whole processes are run in turn with their floor, many times; the median of the pairs' ratios is
printed. Byte code is compiled first, as an installed wheel has it.
"""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
OFFICE = str(ROOT / "examples" / "bushehr-civil-registry")
FLOOR = [sys.executable, "-c", "import click"]
PROGRAM = [sys.executable, str(ROOT / "cli.py")]


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Return the wall time of one whole process."""
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, check=False)
    return time.perf_counter() - begin


def ratio(command: list[str], environment: dict[str, str], pairs: int = 21) -> tuple[float, float]:
    """Return the median ratio to the floor, and the median in milliseconds."""
    seconds(command, environment)
    runs = [(seconds(FLOOR, environment), seconds(command, environment)) for _ in range(pairs)]
    return statistics.median(b / a for a, b in runs), 1000 * statistics.median(b for _a, b in runs)


def milliseconds(function: Callable[[], object], times: int = 200) -> float:
    """Return the median time of one call within the process."""
    runs = []
    for _ in range(times):
        begin = time.perf_counter()
        function()
        runs.append(time.perf_counter() - begin)
    return 1000 * statistics.median(runs)


def whole_processes(environment: dict[str, str]) -> None:
    """Print the ratios of daily verbs to `import click`."""
    for name, arguments, aim in (
        ("compliance --help", ["--help"], "1.3"),
        ("check, table", ["check", OFFICE], "3"),
        ("check, JSON", ["check", OFFICE, "--json"], "3"),
        ("plan to 75", ["plan", OFFICE, "--target", "75"], "-"),
    ):
        times, median = ratio([*PROGRAM, *arguments], environment)
        print(f"{name:22} {times:5.2f} × import click   (aim {aim})   {median:6.0f} ms")


def within_the_process() -> None:
    """Print what assessing and loading take."""
    from compliance import checklist, data
    from compliance.assessment.scoring import assess
    from compliance.checklist import cache
    from compliance.commands.opening import open_office

    opened = open_office(Path(OFFICE))
    four = [c for c in opened.instruments.checklists.values() if c.per == "office"]
    bare = milliseconds(lambda: [sum(i.points for i in c.items) for c in four])
    took = milliseconds(lambda: [assess(c, opened.facts) for c in four])
    print(
        f"{'assess, 4 checklists':22} {took / bare:5.2f} × adding up the items' points   (aim 1 ms)   {took:6.2f} ms"
    )
    compiled = milliseconds(lambda: cache.compile_folder(data.checklists()), times=3)
    loaded = milliseconds(checklist.load, times=30)
    gain = f"{compiled / loaded:5.1f} × faster than compiling them ({compiled:.0f} ms)"
    print(f"{'load checklists':22} {gain}   {loaded:6.1f} ms")


def main() -> None:
    """Print every ratio."""
    compileall.compile_dir(ROOT / "compliance", quiet=1)
    with tempfile.TemporaryDirectory() as cache_home:
        environment = {**os.environ, "XDG_CACHE_HOME": cache_home, "COMPLIANCE_LANG": "fa"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["XDG_CACHE_HOME"] = cache_home
        whole_processes(environment)
        within_the_process()


if __name__ == "__main__":
    main()
