"""Leagues over random stores: both engines give the same bytes, and what the simplest reckoning gives."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import checklist, language
from compliance import league as rules
from compliance.errors import BadInput
from compliance.headquarters import engines, leagues, roster, sql
from compliance.headquarters.engines import Asked
from compliance.headquarters.leagues import Question
from compliance.headquarters.showing.leagues import files as league_files
from compliance.headquarters.showing.leagues import records as shown
from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.model.checklist import Library
from compliance.model.league import League
from compliance.persian import numbers
from tests import stores
from tests.stores import World

pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")
BOTH = (engines.SQLITE, engines.DUCKDB)


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda handle: None)


@cache
def instruments() -> Library:
    return checklist.load()


@pytest.fixture
def library() -> Library:
    return instruments()


def made(world: World, library: Library, name: str, question: Question) -> tuple[League, str]:
    """Return a league and everything that is shown of it as one text."""
    with engines.opened(world.store.folder, name) as engine:
        found = leagues.make(world.store, library, engine, question)
        told = [*rules.movers(found.places, 10), *found.places[:3]]
        causes = leagues.causes(engine, found, told)
    text = json.dumps(shown.record(found, causes), ensure_ascii=False)
    for lang in ("fa", "en"):
        language.use(lang)
        text += league_tables.sheet(found, library, causes, 50).render("plain", 130)
    return found, text + league_files.write(found, library, ".csv").decode()


def questions(world: World, seed: int) -> list[Question]:
    rounds = sorted({filed.round for filed in world.filings})
    days = [None, *(date.fromisoformat(day) for day in world.days[::3])]
    found = [Question(round_, "programme", indicators=True, as_of=day) for round_ in rounds for day in days]
    last = rounds[-1:]
    found += [Question(r, "award", section, as_of=days[-1]) for r in last for section in ("g2g", "g2c", "g2b")]
    found += [Question(r, "programme", province="fars", body="taxes") for r in last]
    found += [Question(r, "programme", group="large", named=seed % 2 == 0, indicators=True) for r in last]
    found += [Question(r, "programme", province="fars", named=False, indicators=True, by="body") for r in last]
    found += [Question(r, "programme", named=seed % 3 == 0, by="province") for r in last]
    there = {part for office in world.offices for part in (office.province, office.body, office.group, "")}
    return [question for question in found if {question.province, question.body, question.group} <= there]


@pytest.mark.parametrize("seeds", [5, pytest.param(150, marks=pytest.mark.heavy)])
def test_both_engines_give_the_same_bytes_on_random_stores(library: Library, seeds: int) -> None:
    for seed in range(seeds):
        with TemporaryDirectory() as folder:
            world = stores.world(Path(folder) / "store", seed)
            with world.store:
                for question in questions(world, seed):
                    one, other = (_bytes(world, library, name, question) for name in BOTH)
                    assert one == other, (seed, question)


def _bytes(world: World, library: Library, name: str, question: Question) -> str:
    try:
        return made(world, library, name, question)[1]
    except BadInput as error:
        return repr(error.problems)


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(1000, 10**6))
def test_places_and_statistics_are_those_of_the_simplest_reckoning(seed: int) -> None:
    with TemporaryDirectory() as folder:
        world = stores.world(Path(folder) / "store", seed)
        with world.store:
            for question in questions(world, 0):
                _check(world, question)


def _check(world: World, question: Question) -> None:
    day = question.as_of.isoformat() if question.as_of else "9999"
    rounds = sorted({f.round for f in world.filings if f.day <= day})
    if question.round not in rounds:
        with pytest.raises(BadInput):
            made(world, instruments(), engines.SQLITE, question)
        return
    found = made(world, instruments(), engines.SQLITE, question)[0]
    place = rounds.index(question.round)
    before = rounds[place - 1] if place else ""
    assert found.before == before
    offices = {
        o.id
        for o in world.offices
        if question.province in ("", o.province) and question.body in ("", o.body) and question.group in ("", o.group)
    }
    field = leagues.SECTIONS[question.section]
    told = stores.league(world.filings, (question.round, before), found.checklist, field, offices, day)
    if question.named:
        seen = [stores.Told(p.office, p.system, p.score, p.rank, p.shared, p.before, p.moved) for p in found.places]
        assert seen == told
    scores = [one.score for one in told if one.score is not None]
    assert found.scored == len(scores)
    if len(scores) < 5:
        assert found.spread is None
        assert found.bands is None
        assert found.change is None
    elif question.named:
        spread = found.spread
        assert spread is not None
        assert spread.mean == Fraction(sum(scores), 100 * len(scores))
        assert [spread.low, spread.median, spread.high] == stores.quartiles(scores)
        assert found.bands is not None
        assert [b.n for b in found.bands] == [
            sum(10 * b <= s / 100 < 10 * b + 10 or (b == 9 and s == 10000) for s in scores) for b in range(10)
        ]


def test_a_filing_that_comes_later_changes_nothing_of_what_an_earlier_day_says(
    tmp_path: Path, library: Library
) -> None:
    world = stores.world(tmp_path / "store", 5)
    with world.store as store:
        question = Question("1404-2", "programme", as_of=date.fromisoformat(world.days[3]), indicators=True)
        first = {name: made(world, library, name, question)[1] for name in BOTH}
        stores.take(
            store, stores.Filed("2025-09-01", "1404-2", world.offices[0].id, (stores.Total("programme", 10000),))
        )
        with stores.on("2025-09-02"), store.changing("test") as change:
            roster.regroup(change, store, [world.offices[0].id], "another")
        for name in BOTH:
            assert made(world, library, name, question)[1] == first[name]
        now = made(world, library, "sqlite", question._replace(as_of=None))[0]
        assert now.places[0].score == 10000


def test_an_engine_is_one_moment_whatever_is_written_meanwhile(tmp_path: Path, library: Library) -> None:
    world = stores.world(tmp_path / "store", 5)
    question = Question("1404-2", "programme")
    with world.store as store:
        for name in BOTH:
            with engines.opened(store.folder, name) as engine:
                before = leagues.make(store, library, engine, question)
                filed = stores.Filed("2025-09-01", "1404-2", world.offices[1].id, (stores.Total("programme", 9999),))
                stores.take(store, filed)
                assert leagues.make(store, library, engine, question) == before


def test_the_engine_is_chosen_by_size() -> None:
    assert engines.chosen(None, engines.MANY - 1) == engines.Choice("sqlite")
    assert engines.chosen(None, engines.MANY) == engines.Choice("duckdb")
    assert engines.chosen("sqlite", 10**9) == engines.Choice("sqlite")
    assert engines.chosen("duckdb", 0) == engines.Choice("duckdb")


def test_without_duckdb_the_record_answers_and_says_what_would_be_faster(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, run: Callable[..., Result]
) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    choice = engines.chosen(None, engines.MANY)
    assert choice == engines.Choice("sqlite", missing=True)
    assert "pip install 'provincial-compliance[headquarters]'" in shown.engine(*choice)
    world = stores.world(tmp_path / "store", 5)
    world.store.close()
    monkeypatch.setitem(sys.modules, "duckdb", None)
    made = run("hq", "league", world.store.folder, "--round", "1404-2", "--engine", "duckdb")
    assert made.exit_code != 0
    assert "headquarters" in made.stderr


def test_scores_are_exact_and_rounded_once() -> None:
    assert numbers.ascii_number(rules.mean([1, 1, 2])) == "0.01"
    assert numbers.ascii_number(rules.mean([1, 2])) == "0.02"  # 0.015: half up


@pytest.mark.parametrize(
    "report", ["indicators", "items", "criteria", "leaders", "matrix", "provinces", "answered", "lifts", "funnel"]
)
def test_sqlite_reads_of_the_record_only_what_belongs_to_those_who_are_asked_about(
    tmp_path: Path, report: str
) -> None:
    """Without sizes its planner once read all points of the record for each office: 1,000 offices took a minute."""
    world = stores.world(tmp_path / "store", 3)
    with world.store, engines.opened(world.store.folder, engines.SQLITE) as engine:
        engine.rows(report, Asked("1405-1", "", "programme", "", "", "", "", engine.head.seq))
        connection = engine._connection  # type: ignore[attr-defined]
        plan = [row[3] for row in connection.execute(f"explain query plan\n{sql.text(report)}")]
    scanned = {line.split()[1] for line in plan if line.startswith("SCAN")}
    assert not scanned & {"t", "i", "m", "standing"}, plan
