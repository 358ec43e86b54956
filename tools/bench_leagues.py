"""How fast leagues are, against the same questions as SQL written by hand over the same Parquet files."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from click.testing import CliRunner

from compliance import checklist, extras
from compliance.commands.group import cli
from compliance.headquarters import engines, leagues
from compliance.headquarters import store as stores
from compliance.headquarters.engines import Asked
from compliance.headquarters.intake import deciding
from compliance.headquarters.leagues import Question
from compliance.model.checklist import Library

OFFICES = 50_000  # whose items, in two rounds, are about ten million rows
NOW, BEFORE = "1405-2", "1405-1"
_CHECKLIST = "programme"
# The same questions as somebody writes them who knows the round, the moment and the checklist, and asks for no part.
_HELD = "{0}.since <= {seq} and ({0}.ended is null or {0}.ended > {seq})"
_COUNTED = """read_parquet('{folder}/placed.parquet') p join read_parquet('{folder}/total.parquet') t using (filing)
    join read_parquet('{office}') o on o.id = p.office
    where checklist = 'programme' and {p} and {o}"""
_LEAGUE = """
with now as (select *, dense_rank() over (order by score desc nulls last) as place, count(*) over (partition by score)
    as sharing from {now}),
before as (select *, dense_rank() over (order by score desc nulls last) as place from {before})
select n.office, n.system, n.filing, n.name_fa, n.name_en, n.body, n.province, n.grouped, n.score, n.coverage,
    n.maximum, n.version, n.sha256, n.place, n.sharing, b.filing, b.score, b.maximum, b.place
from now n left join before b using (office, system)
order by n.place, n.office, n.system
"""
_INDICATORS = """
with counted as (select filing, round, system, score from {now} union all select filing, round, system, score
    from {before})
select round, indicator, min(place) as first, sum(coalesce(points, 0))
from counted join read_parquet({points}) m using (filing, system)
where m.checklist = 'programme' and score is not null
group by round, indicator order by round, first, indicator
"""
_BEFORE = """
select score, maximum, sha256, count(*) from {before}
group by score, maximum, sha256 order by sha256, maximum, score
"""


def least(work: Callable[[], object], times: int = 5) -> float:
    """Return the least seconds of a few runs."""
    found = float("inf")
    for _run in range(times):
        begin = time.perf_counter()
        work()
        found = min(found, time.perf_counter() - begin)
    return found


def fill(store: stores.Store, offices: int, library: Library) -> None:
    """Put invented totals of two rounds into a store, without filings: what reports and growth are measured with."""
    chance, provinces = Random(1), sorted(library.provinces)
    deciding.know(store, "bench", library)
    instruments = store.ask(
        "select i.n, i.per, i.maximum, count(*) from instrument i join item m on m.instrument = i.n group by i.n"
    )
    run = store.connection.execute
    first = store.one("select coalesce(max(n), 0) from filing")[0]
    run("begin")
    for number in range(offices):
        id_, province = f"filled-{number}", provinces[number % len(provinces)]
        run(
            "insert into office (id, name_fa, name_en, body, province, grouped, since) values (?, ?, ?, ?, ?, '', 1)",
            (id_, f"ادارهٔ فرضی {number}", f"Invented office {number}", f"body-{number % 20}", province),
        )
        for place, round_ in enumerate((BEFORE, NOW)):
            n = first + 2 * number + place + 1
            run(
                "insert into filing (n, sha256, name, size, office, round, status, received, arrived, late, seq) "
                "values (?, ?, '', 0, ?, ?, 'accepted', '', '2026-11-01', 0, 1)",
                (n, f"{n:064x}", id_, round_),
            )
            run("insert into standing values (?, ?, ?, 1, null)", (round_, id_, n))
            run("insert into evidence values (?, ?, ?)", (chance.getrandbits(62), id_, n))
            run("insert into alike values (?, ?, ?, ?)", (chance.getrandbits(62), round_, id_, n))
            for instrument, per, maximum, items in instruments:
                if per != "office":
                    continue
                score = chance.randrange(maximum)
                points = json.dumps([score // items] * items, separators=(",", ":"))
                row = (n, instrument, score, score, score, points)
                run("insert into total values (?, ?, '', '', ?, ?, 9500, ?, ?)", row)
    run("commit")


def filled(path: Path, offices: int) -> Library:
    """Lay down a store with so many invented offices."""
    library = checklist.load(None)
    stores.create(path, "bench")
    with stores.opened(path) as store:
        fill(store, offices, library)
    return library


def reports(folder: Path, offices: int) -> None:
    """Print how the reports' SQL compares with SQL written by hand, and what whole leagues take on each engine."""
    path = folder / "reports"
    library = filled(path, offices)
    with stores.opened(path) as store:
        print(f"{'item rows, both rounds':34} {engines.size(store):10,}")
        begin = time.perf_counter()
        with engines.opened(path, engines.DUCKDB) as engine:
            print(f"{'their columns written':34} {time.perf_counter() - begin:6.1f} s")
            _by_hand(path, engine)
        question = Question(NOW, _CHECKLIST, indicators=True)
        for name in (engines.SQLITE, engines.DUCKDB):
            with engines.opened(path, name) as engine:
                took = least(lambda engine=engine: leagues.make(store, library, engine, question), 1)  # type: ignore[misc]
                print(f"{f'whole league with means, {name}':34} {took:6.2f} s   ({offices:,} offices, two rounds)")


def _by_hand(path: Path, engine: engines.Engine) -> None:
    asked = Asked(NOW, BEFORE, _CHECKLIST, "", "", "", "", 2**30)
    copy = path / stores.PARQUET
    held = {one: _HELD.format(one, seq=asked.seq) for one in ("p", "o")}
    office = copy / "office.parquet"
    places = {
        "now": _COUNTED.format(folder=copy / NOW, office=office, **held),
        "before": _COUNTED.format(folder=copy / BEFORE, office=office, **held),
        "points": [str(copy / round_ / "points.parquet") for round_ in (NOW, BEFORE)],
    }
    connection: Any = extras.package("duckdb", "headquarters").connect(":memory:")
    for report, written in (("league", _LEAGUE), ("indicators", _INDICATORS), ("before", _BEFORE)):
        sql = written.format(**places)
        assert connection.execute(sql).fetchall() == engine.rows(report, asked), report
        theirs = least(lambda sql=sql: connection.execute(sql).fetchall())  # type: ignore[misc]
        ours = least(lambda report=report: engine.rows(report, asked))  # type: ignore[misc]
        print(f"{f'{report}.sql, DuckDB':34} {ours / theirs:6.2f} × SQL by hand, {1000 * ours:.0f} ms   (aim 1.3)")
    connection.close()


def page(folder: Path, offices: int) -> None:
    """Print how long the league of very many offices takes as a page, once the columns are there."""
    path, target = folder / "page", folder / "league.html"
    filled(path, offices)
    with engines.opened(path, engines.DUCKDB):
        pass  # the columns are written here
    asked = ["hq", "league", str(path), "--round", NOW, "--checklist", _CHECKLIST, "--output", str(target)]

    def made() -> None:
        found = CliRunner().invoke(cli, asked, catch_exceptions=False)
        assert found.exit_code == 0, found.output

    print(f"{f'league of {offices:,} offices as HTML':34} {least(made, 2):6.1f} s   (aim 5)")
    print(f"{'':34} {target.stat().st_size / 2**20:6.0f} MB")
