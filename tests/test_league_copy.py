"""The Parquet copy of the record: made by round, anew only where something moved, and never half written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compliance import checklist
from compliance.headquarters import analytic, engines, leagues, roster, sql
from compliance.headquarters.leagues import Question
from compliance.headquarters.store import PARQUET, Store
from compliance.model.league import League
from tests import stores
from tests.stores import Filed, Total, Who

parquet: Any = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("duckdb")
ROUNDS = ("1404-1", "1404-2")
OFFICES = tuple(Who(f"o{n}", "registry", "bushehr") for n in range(6))


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda handle: None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of six offices that filed twice."""
    with stores.lay_down(tmp_path / "st'ore", OFFICES) as made:  # a quote in the path harms nothing
        for round_ in ROUNDS:
            for n, office in enumerate(OFFICES):
                stores.take(made, Filed("2025-02-01", round_, office.id, (Total("programme", 1000 * n),)))
        yield made


def written(store: Store) -> dict[str, tuple[int, int]]:
    """Return every file of the copy with what changes when it is written anew."""
    folder = store.folder / PARQUET
    found = sorted(folder.rglob("*.parquet"))
    return {p.relative_to(folder).as_posix(): (p.stat().st_ino, p.stat().st_mtime_ns) for p in found}


def league(store: Store, name: str, round_: str = "1404-2") -> League:
    with engines.opened(store.folder, name) as engine:
        return leagues.make(store, checklist.load(), engine, Question(round_, "programme", indicators=True))


def both(store: Store) -> League:
    """Return the league, which both engines have to give alike."""
    found = league(store, "duckdb")
    assert found == league(store, "sqlite")
    return found


def test_a_round_has_a_folder_and_only_rounds_that_moved_are_written_anew(store: Store) -> None:
    both(store)
    first = written(store)
    assert {name.split("/")[0] for name in first} == {"office.parquet", "_none", *ROUNDS}
    both(store)
    assert written(store) == first
    stores.take(store, Filed("2025-03-01", "1404-2", "o0", (Total("programme", 9000),)))
    assert both(store).places[0].office == "o0"
    second = written(store)
    assert {name.split("/")[0] for name in first if first[name] != second[name]} == {"1404-2"}
    with stores.on("2025-03-02"), store.changing("test") as change:
        roster.regroup(change, store, ["o1"], "large")
    both(store)
    assert {name for name in second if written(store)[name] != second[name]} == {"office.parquet"}


def test_what_does_not_touch_a_round_writes_nothing(store: Store) -> None:
    both(store)
    first = written(store)
    stores.say(store, "2025-03-01", "1404-2", "o1", roster.Standing.PARTLY)
    assert [one.office for one in both(store).standings.partly] == ["o1"]
    assert written(store) == first


def test_a_new_round_leaves_the_others_alone(store: Store) -> None:
    both(store)
    first = written(store)
    stores.take(store, Filed("2025-03-01", "1405-1", "o0", (Total("programme", 9000),)))
    assert league(store, "duckdb", "1405-1") == league(store, "sqlite", "1405-1")
    assert {name: mark for name, mark in written(store).items() if name in first} == first


@pytest.mark.parametrize("killed_at", range(4))
def test_a_copy_that_was_cut_short_is_made_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch, killed_at: int
) -> None:
    """Killed before any of its files is in place: what is there by then does not count, not even for an old record."""
    both(store)
    old = (store.folder / PARQUET / "mark.json").read_text("utf-8")
    stores.take(store, Filed("2025-03-01", "1404-1", "o0", (Total("programme", 9000),)))
    stores.take(store, Filed("2025-03-01", "1404-2", "o0", (Total("programme", 9500),)))
    write, left = analytic._write, iter(range(killed_at))

    def short(*arguments: Any) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        write(*arguments)

    monkeypatch.setattr(analytic, "_write", short)
    with pytest.raises(KeyboardInterrupt):
        league(store, "duckdb")
    monkeypatch.undo()
    kept = json.loads((store.folder / PARQUET / "mark.json").read_text("utf-8"))
    assert "1404-2" not in kept
    assert kept.items() <= json.loads(old).items()
    assert both(store).places[0].score == 9500
    assert not list((store.folder / PARQUET).rglob("*.part"))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"1404-2": 7}', "\x00", "null"])
def test_a_mark_that_was_spoilt_makes_everything_anew(store: Store, text: str) -> None:
    found = both(store)
    (store.folder / PARQUET / "mark.json").write_text(text, "utf-8")
    (store.folder / PARQUET / "1404-2" / "total.parquet").write_bytes(b"spoilt")
    assert both(store) == found


def test_a_record_brought_back_from_a_copy_is_not_taken_for_what_came_after_it(store: Store) -> None:
    """Two different stories can end with the same number of lines: the chain's hash tells them apart."""
    saved = {p: p.read_bytes() for p in store.folder.glob("store.db*")}
    stores.take(store, Filed("2025-03-01", "1404-2", "o0", (Total("programme", 9000),)))
    both(store)
    store.connection.execute("pragma wal_checkpoint(truncate)")
    store.close()
    for path in store.folder.glob("store.db*"):
        path.unlink()
    for path, content in saved.items():
        path.write_bytes(content)
    from compliance.headquarters import store as opening

    with opening.opened(store.folder) as again:
        stores.take(again, Filed("2025-03-01", "1404-2", "o1", (Total("programme", 8000),)))
        assert both(again).places[0].office == "o1"


def test_columns_are_those_of_the_views(store: Store) -> None:
    """The .sql files find the same names in the record and in its copy."""
    both(store)
    with engines.opened(store.folder, "sqlite") as engine:
        connection = engine._connection  # type: ignore[attr-defined]
        for table in analytic.TABLES:
            described = connection.execute(f"select * from temp.{table} limit 0").description
            path = store.folder / PARQUET / ("" if table == "office" else "1404-2") / f"{table}.parquet"
            assert [column[0] for column in described] == parquet.read_schema(path).names


def test_the_reports_avoid_what_engines_read_differently() -> None:
    """Division, casts of decimals, and floating sums differ between SQLite, DuckDB and Spark."""
    for path in sql.FOLDER.glob("*.sql"):
        if path.stem == "schema" or path.stem.startswith("views"):
            continue
        text = "\n".join(line.split("--")[0] for line in path.read_text("utf-8").lower().splitlines())
        for word in (" / ", "cast(", "round(", "avg(", ":now", "json_each", "main.", "ifnull", "||", "::", "limit "):
            assert word not in text, (path.name, word)
