"""How fast headquarters is, as ratios against a floor measured in the same run: `make bench-headquarters`.

The floor of intake is what cannot be left out for a filing: read, SHA-256, parse, one Ed25519 verification and the
schema, on one core. The floor of a report is the same question as hand-written SQL over the same Parquet files.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from compliance import checklist, extras
from compliance.filing import keys, package, seals
from compliance.headquarters import collecting, engines, enrolling, leagues, reading, roster, simulating
from compliance.headquarters import store as stores
from compliance.headquarters.leagues import Question
from compliance.headquarters.roster import Letter

MANY = 50_000  # offices whose items are about ten million rows


def timed(work: Callable[[], object], times: int = 3) -> float:
    """Return the least seconds of a few runs."""
    least = float("inf")
    for _run in range(times):
        begin = time.perf_counter()
        work()
        least = min(least, time.perf_counter() - begin)
    return least


def store_of(folder: Path, source: Path) -> Path:
    """Lay down a store with the offices of a simulation enrolled."""
    shutil.rmtree(folder, ignore_errors=True)
    stores.create(folder, "bench")
    with stores.opened(folder) as store, store.changing("bench") as change:
        roster.enrol(change, store, enrolling.read([source], None), Letter(), None, None, "")
    return folder


def collected(folder: Path, source: Path, jobs: int) -> int:
    """Collect everything and return how many files were accepted."""
    with stores.opened(folder) as store:
        found = collecting.collect(store, checklist.load(None), [source / simulating.FILINGS], "bench", jobs)
        return sum(verdict.status == "accepted" for verdict in found)


def floor(paths: list[Path], public: Any) -> Callable[[], None]:
    """Return what cannot be left out, for every file."""
    reader = reading.reader()

    def work() -> None:
        for path in paths:
            raw = path.read_bytes()
            hashlib.sha256(raw).hexdigest()
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                content = archive.read(package.DECLARATION)
                seal = archive.read(package.SEAL)
            made = reader.parse(content)
            assert reader.wrong(made) is None
            seals.check(content, seals.read(seal), public[made["office"]["id"]])

    return work


def intake(folder: Path, offices: int) -> None:
    """Print how intake compares with its floor, on one core and on two."""
    source = folder / "sim"
    simulating.write(source, simulating.Plan(offices, simulating.rounds_of(1), 0, 1), jobs=os.cpu_count() or 1)
    paths = sorted(source.glob("filings/*/*.zip"))
    found = enrolling.read([source], None)
    public = {one.office.id: keys.public(one.key, one.office.id) for one in found}
    least = timed(floor(paths, public))
    print(f"{'floor, a filing':28} {1e6 * least / len(paths):8.0f} µs   ({len(paths)} filings, one core)")
    took = {}
    for jobs in (1, 2):
        ratios = []
        for _run in range(3):
            store = store_of(folder / "store", source)
            begin = time.perf_counter()
            assert collected(store, source, jobs) == len(paths)
            ratios.append(time.perf_counter() - begin)
        took[jobs] = min(ratios)
    share = least / took[1]
    print(
        f"{'collect, one core':28} {100 * share:8.0f} % of the floor (aim 30, scores of all checklists computed anew)"
    )
    print(f"{'collect, two cores':28} {took[1] / took[2]:8.2f} × one core   (aim 1.7)")


def memory(folder: Path, sizes: tuple[int, ...]) -> None:
    """Print the most memory that collecting takes for few and for many filings, and the time of each."""
    for size in sizes:
        source = folder / f"sim-{size}"
        simulating.write(source, simulating.Plan(size, simulating.rounds_of(1), 0, 2), jobs=os.cpu_count() or 1)
        store = store_of(folder / f"store-{size}", source)
        code = (
            "import sys,resource,time\nfrom pathlib import Path\nfrom tools import bench_headquarters as b\n"
            "begin=time.perf_counter()\nn=b.collected(Path(sys.argv[1]),Path(sys.argv[2]),1)\n"
            "took=time.perf_counter()-begin\n"
            "print(n,took,resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        told = subprocess.run([sys.executable, "-c", code, store, source], capture_output=True, text=True, check=True)
        n, took, most = told.stdout.split()
        print(
            f"{f'collect {n} filings':28} {float(took) / int(n) * 1e6:8.0f} µs each   {int(most) / 1024:6.0f} MB at most"
        )
        shutil.rmtree(source)


def fill(store: stores.Store, offices: int) -> None:
    """Put invented totals of two rounds into a store without filings: what reports are measured with."""
    chance, library = Random(1), checklist.load(None)
    from compliance.headquarters import deciding

    deciding.know(store, "bench", library)
    rows = store.ask(
        "select i.n, i.id, i.maximum, count(*) from instrument i join item m on m.instrument = i.n group by i.n"
    )
    connection = store.connection
    connection.execute("begin")
    provinces = sorted(library.provinces)
    for number in range(offices):
        id_ = f"office-{number}"
        connection.execute(
            "insert into office (id, name_fa, name_en, body, province, grouped, since) values (?, ?, ?, 'body', ?, '', 1)",
            (id_, id_, id_, provinces[number % len(provinces)]),
        )
        for place, round_ in enumerate(("1405-1", "1405-2")):
            n = 2 * number + place + 1
            connection.execute(
                "insert into filing (n, sha256, name, size, office, round, status, received, late, seq) "
                "values (?, ?, '', 0, ?, ?, 'accepted', '', 0, 1)",
                (n, f"{n:064x}", id_, round_),
            )
            connection.execute("insert into standing values (?, ?, ?, 1, null)", (round_, id_, n))
            for instrument, name, maximum, items in rows:
                if name == "award-system" or (place == 0 and name != "programme"):
                    continue
                score = chance.randrange(maximum)
                points = json.dumps([score // items] * items, separators=(",", ":"))
                connection.execute(
                    "insert into total values (?, ?, '', '', ?, ?, 9500, ?, ?)",
                    (n, instrument, score, score, score, points),
                )
    connection.execute("commit")


_HAND = """
select o.id, o.name_fa, o.name_en, o.body, o.province, t.score, t.coverage,
    dense_rank() over (order by t.score desc) as place
from read_parquet('{placed}') p
join read_parquet('{total}') t on t.filing = p.filing and t.checklist = 'programme'
join read_parquet('{office}') o on o.id = p.office
where p.round = '1405-2' and p.ended is null
order by place, o.id
"""


def reports(folder: Path, offices: int) -> None:
    """Print how leagues compare with hand-written SQL, and how long one of very many offices takes."""
    path = folder / "reports"
    stores.create(path, "bench")
    library = checklist.load(None)
    with stores.opened(path) as store:
        fill(store, offices)
        print(f"{'item rows':28} {engines.size(store):8,}")
        begin = time.perf_counter()
        with engines.opened(path, engines.DUCKDB):
            pass
        print(f"{'Parquet copy':28} {time.perf_counter() - begin:8.1f} s")
        question = Question("1405-2", "programme")
        for name in engines.ENGINES:
            with engines.opened(path, name) as engine:
                took = timed(lambda engine=engine: leagues.make(store, library, engine, question))  # type: ignore[misc]
                print(f"{f'league, {name}':28} {took:8.2f} s   (ranks, spread, bands, change of {offices:,} offices)")
        duckdb = extras.package("duckdb", "headquarters")
        _against_hand(path, duckdb)


def _against_hand(path: Path, duckdb: Any) -> None:
    """Compare the report's own SQL with a question written by hand for nothing but this."""
    asked = engines.Asked("1405-2", "", "programme", "", "", "", "", 2**30)
    files = {p.stem: p.as_posix() for p in (path / "parquet").rglob("*.parquet")}
    with engines.opened(path, engines.DUCKDB) as engine:
        ours = timed(lambda: engine.rows("league", asked), 5)
    connection = duckdb.connect(":memory:")
    theirs = timed(lambda: connection.execute(_HAND.format(**files)).fetchall(), 5)
    connection.close()
    print(f"{'league.sql, DuckDB':28} {ours / theirs:8.2f} × hand-written SQL   (aim 1.3)")


def main() -> None:
    """Run all of it in a folder that goes away."""
    small = "--small" in sys.argv
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(Path(__file__).parent.parent):
        folder = Path(place)
        intake(folder, 300 if small else 2000)
        memory(folder, (200, 1000) if small else (1000, 10_000))
        reports(folder, 2000 if small else MANY)
    print(f"{'this process':28} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB at most")


if __name__ == "__main__":
    main()
