"""How fast country reports and letters of feedback are, and Spark beside DuckDB, against floors of the same run."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import bench_leagues

from compliance import checklist, report
from compliance.assessment import scoring
from compliance.headquarters import country, engines, feedback, holdings, leagues, spark
from compliance.headquarters import store as stores
from compliance.headquarters.engines import Asked
from compliance.headquarters.leagues import Question
from compliance.headquarters.showing import papers
from compliance.headquarters.showing.country import paper as country_paper
from compliance.headquarters.showing.feedback import paper as feedback_paper
from compliance.report.document import Paragraph, Part

DAY = date(2026, 11, 28)
_LETTERS = 50  # of which the time of all is reckoned
_REPORTS = ("league", "indicators", "items", "matrix")


def of_country(path: Path, offices: int) -> None:
    """Print what a report of very many offices takes beside their league, which it has to make anyway."""
    library = checklist.load(None)
    question = Question(bench_leagues.NOW, "programme", indicators=True)
    with stores.opened(path) as store, engines.opened(path, engines.DUCKDB) as engine:
        floor = bench_leagues.least(lambda: leagues.make(store, library, engine, question), 2)
        made = bench_leagues.least(lambda: country.make(store, library, engine, question), 2)
        found = country.make(store, library, engine, question)
    begin = time.perf_counter()
    page = report.write(country_paper.paper(found, library, DAY, country_paper.Registers()), "html")
    took = time.perf_counter() - begin
    print(f"{f'country report, {offices:,} offices':34} {made / floor:6.2f} × the league, {made:.1f} s")
    print(f"{'its page as HTML':34} {took:6.1f} s   ({len(page) / 2**20:.1f} MB)")


def of_feedback(path: Path, round_: str) -> None:
    """Print what letters of feedback take beside judging exactly, and beside any Word file at all."""
    library = checklist.load(None)
    with stores.opened(path) as store, engines.opened(path, engines.SQLITE) as engine:
        held = list(holdings.held(store, library.facts, round_, engine.head.seq))
        judged = bench_leagues.least(
            lambda: [scoring.assess(library.checklists["programme"], one.facts) for one in held], 2
        )
        made = bench_leagues.least(
            lambda: list(feedback.make(store, library, engine, Question(round_, "programme"))), 2
        )
        found = list(feedback.make(store, library, engine, Question(round_, "programme")))
    print(f"{f'feedback for {len(found):,} offices':34} {made / judged:6.2f} × judging them exactly, {made:.1f} s")
    blank = papers.paper((Part("blank", "—", (Paragraph("—"),)),), "—", round_, DAY)
    for format_ in ("md", "docx"):
        floor = bench_leagues.least(lambda: report.write(blank, format_), 5)  # noqa: B023  called at once
        begin = time.perf_counter()
        for one in found[:_LETTERS]:
            report.write(feedback_paper.paper(one, library, DAY), format_)
        each = (time.perf_counter() - begin) / min(len(found), _LETTERS)
        name = f"a letter as {format_}"
        print(f"{name:34} {each / floor:6.1f} × an empty one, {1000 * each:.0f} ms, all in {each * len(found):.0f} s")


def _without_spark() -> bool:
    if find_spec("pyspark") is not None and shutil.which("java") is not None:
        return False
    print("Spark: no PySpark or no Java here, not measured")
    return True


def of_spark_intake(collect: Callable[[], int], two: float) -> None:
    """Print what Spark in this machine takes for an inbox beside two processes; it is started before, once."""
    if _without_spark():
        return
    with spark.session():
        collect()  # its workers load the program once
        begin = time.perf_counter()
        n = collect()
        took = time.perf_counter() - begin
    print(f"{'… with Spark in this machine':34} {took / two:6.2f} × two processes, {took:.1f} s for {n:,} filings")


def of_spark(path: Path) -> None:
    """Print how Spark in this machine compares with DuckDB over the same ten million rows."""
    if _without_spark():
        return
    asked = Asked(bench_leagues.NOW, bench_leagues.BEFORE, "programme", "", "", "", "", 2**30)
    begin = time.perf_counter()
    with engines.opened(path, engines.SPARK) as cluster, engines.opened(path, engines.DUCKDB) as duckdb:
        print(f"{'Spark started':34} {time.perf_counter() - begin:6.1f} s")
        for name in _REPORTS:
            assert cluster.rows(name, asked) == [tuple(row) for row in duckdb.rows(name, asked)], name
            theirs = bench_leagues.least(lambda name=name: duckdb.rows(name, asked), 3)  # type: ignore[misc]
            ours = bench_leagues.least(lambda name=name: cluster.rows(name, asked), 3)  # type: ignore[misc]
            print(f"{f'{name}.sql, Spark here':34} {ours / theirs:6.1f} × DuckDB, {ours:.1f} s")
