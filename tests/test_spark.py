"""Real Spark: every report gives the same cells on all three engines, and an inbox the same verdicts."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from compliance.headquarters import analytic, engines, spark, sql
from compliance.headquarters.engines import Asked, Told
from compliance.headquarters.store import Store
from tests import inbox, stores

pytest.importorskip("pyspark")
pytest.importorskip("duckdb")
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java here: apt-get install openjdk-17-jre-headless"),
]

Run = Callable[..., Result]
REPORTS = sorted(
    path.stem
    for path in sql.FOLDER.glob("*.sql")
    if path.stem not in engines.LAID_DOWN and "create " not in path.read_text("utf-8").lower()
)


@pytest.fixture(scope="module", autouse=True)
def session() -> Iterator[Any]:
    """One Spark for all tests: it takes some seconds to start."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of PySpark's own, about sockets and versions
        with spark.session() as running:
            yield running


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _everything_asked(store: Store) -> Iterator[tuple[Asked, list[Told]]]:
    rounds = [row[0] for row in store.ask("select distinct round from standing order by round")]
    (last,) = store.one("select coalesce(max(seq), 0) from log")
    round_, before = rounds[-1], rounds[-2] if len(rounds) > 1 else ""
    filings = {
        which: dict(store.ask("select office, filing from standing where round = ? and until is null", which))
        for which in (round_, before)
    }
    told = [Told(o, "", n, filings[before].get(o, 0)) for o, n in list(filings[round_].items())[:7]]
    yield Asked(round_, before, "programme", "", "", "", "", last), told
    yield Asked(round_, before, "programme", "", "fars", "taxes", "", last // 2), []
    yield Asked(round_, before, "award-system", "G2C", "", "", "", last), told


def _same(store: Store, folder: Path) -> int:
    """Hold every cell of every report on the three engines against each other; return how many there were."""
    cells = 0
    with (
        engines.opened(folder, engines.SQLITE) as one,
        engines.opened(folder, engines.DUCKDB) as two,
        engines.opened(folder, engines.SPARK) as three,
    ):
        for asked, told in _everything_asked(store):
            for report in REPORTS:
                rows = [[tuple(row) for row in engine.rows(report, asked, told)] for engine in (one, two, three)]
                assert rows[0] == rows[1], (report, asked)
                assert rows[0] == rows[2], (report, asked)
                cells += sum(map(len, rows[0]))
    return cells


def test_there_are_reports() -> None:
    assert {"league", "before", "indicators", "causes", "cells", "items", "matrix", "funnel"} <= set(REPORTS)


def test_every_cell_of_a_random_store_is_the_same(tmp_path: Path) -> None:
    world = stores.world(tmp_path / "store", 5)
    with world.store as store:
        assert _same(store, tmp_path / "store") > 100


def test_every_cell_of_filed_answers_is_the_same_and_so_are_the_papers(tmp_path: Path, run: Run) -> None:
    folder = inbox.simulated(tmp_path, offices=40, rounds=2, seed=5)
    from compliance.headquarters import store as opening

    with opening.opened(folder) as store:
        assert _same(store, folder) > 20_000
    for verb in (("league", "--indicators", "--by", "body"), ("report",)):
        said = [
            run("hq", verb[0], folder, "--round", "1405-2", *verb[1:], "--engine", engine, "--json").stdout
            for engine in engines.ENGINES
        ]
        assert said[0] == said[1] == said[2]
        assert json.loads(said[0])["n"] == 40


def test_an_inbox_gets_the_same_verdicts_and_record(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In several waves of several tasks, in the order of the files."""
    monkeypatch.setattr(spark, "_BATCH", 7)
    monkeypatch.setattr(spark, "_TASKS", 2)
    made = tmp_path / "made"
    run("hq", "simulate", made, "--offices", 90, "--rounds", 1, "--seed", 4, "--faults")
    told = {}
    for engine in ("local", "spark"):
        folder = tmp_path / engine
        run("hq", "init", folder)
        run("hq", "enrol", folder, made, "--yes")
        result = run("hq", "collect", folder, made, "--engine", engine, "--jobs", 1, "--json")
        assert result.exit_code == 1, result.output
        record = json.loads(result.stdout)
        with stores_of(folder) as store:
            rows = store.ask("select sha256, office, round, status, reason, facts from filing order by n")
            totals = store.ask("select * from total order by filing, instrument, system")
        told[engine] = (record, rows, totals)
        assert not [path for path in folder.iterdir() if path.name.endswith(".spark")]
        assert run("hq", "log", folder, "--check").exit_code == 0
    assert told["local"] == told["spark"]
    assert told["local"][0]["accepted"] >= 90
    assert told["local"][0]["rejected"] > 10


def stores_of(folder: Path) -> Store:
    from compliance.headquarters import store as opening

    return opening.opened(folder)


def test_the_copy_holds_every_answer(tmp_path: Path) -> None:
    """Rows of `answers` are those of the filings, whichever engine reads them."""
    folder = inbox.simulated(tmp_path, offices=6, rounds=1, seed=9)
    with stores_of(folder) as store:
        wanted = sum(len(json.loads(facts)) for (facts,) in store.ask("select facts from filing"))
    copy = analytic.refreshed(folder)
    with spark.session() as running:
        paths = [str(path) for path in copy.paths("answers", ["1405-2"])]
        assert running.read.parquet(*paths).count() == wanted
