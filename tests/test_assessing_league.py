"""The league by consensus: the same rules over what panels established, once it is settled."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from compliance import schema
from compliance.headquarters import store as stores
from compliance.headquarters.assessing import record, standings
from compliance.headquarters.store import Store
from compliance.model.assessing import Stage
from tests import assessing, inbox
from tests.conftest import Run
from tests.inbox import ROUND

SAID = {
    "ahmadi": {"committee.meetings": ("1", "یک صورت‌جلسه")},
    "karimi": {"committee.meetings": ("1", "یک صورت‌جلسه")},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("league")
    assessing.decided_all(folder, SAID).close()
    return folder / "store"


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    with stores.opened(Path(shutil.copytree(made, tmp_path / "store"))) as opened:
        yield opened


def league(run: Run, store: Store, *more: Any) -> Any:
    arguments = ("--round", ROUND, "--checklist", "award", "--scores", "consensus", "--json", *more)
    result = run("hq", "league", store.folder, *arguments)
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert not list(Draft202012Validator(schema.published("league-output")).iter_errors(printed))
    return printed


def test_who_is_at_the_consensus_still_is_listed_without_a_score(store: Store, run: Run) -> None:
    found = league(run, store)
    assert (found["scores"], found["rows"], found["n"]) == ("consensus", [], 0)
    assert sorted(found["unjudged"]) == sorted(assessing.office(n) for n in range(2))
    shown = run(
        "hq", "league", store.folder, "--round", ROUND, "--checklist", "award", "--scores", "consensus"
    ).stdout
    assert "without a consensus yet" in shown
    assert "With a settled consensus: 0 of 2 (0%)." in shown
    assert "Participation" not in shown  # both have filed
    assert "filed without this checklist" not in shown


def test_a_settled_consensus_is_ranked_by_itself(store: Store, run: Run) -> None:
    assessing.move(store, Stage.FEEDBACK)
    found = league(run, store)
    ranked = standings.standings(assessing.read(store))
    told = [(row.one.office.id, row.rank, row.consensus.score) for row in ranked.rows if row.consensus]
    assert [(row["office"], row["rank"], round(row["score"] * 100)) for row in found["rows"]] == told
    own = json.loads(run("hq", "league", store.folder, "--round", ROUND, "--checklist", "award", "--json").stdout)
    assert own["scores"] == "self"
    assert [row["score"] for row in own["rows"]] != [row["score"] for row in found["rows"]]
    assert any("consensus of the panels" in note for note in found["notes"])
    assert not any("consensus" in note for note in own["notes"])


def test_it_stays_through_publication_and_goes_with_a_step_back(store: Store, run: Run) -> None:
    first, other = (assessing.office(n) for n in range(2))
    assessing.move(store, Stage.FEEDBACK)
    before = league(run, store)["rows"]
    assessing.move(store, Stage.PUBLISHED, first)
    assert league(run, store)["rows"] == before
    assessing.move(store, Stage.CONSENSUS, other, why="اشتباه در ثبت")
    after = league(run, store)
    assert [row["office"] for row in after["rows"]] == [first]
    assert after["unjudged"] == [other]
    assessing.move(store, Stage.FEEDBACK, other)
    assert league(run, store)["rows"] == before


def test_what_is_open_again_is_marked_and_left_out_of_ranks_and_mean(store: Store, run: Run) -> None:
    """What `show` says of mean, number and ranks is what the league says."""
    first, other = (assessing.office(n) for n in range(2))
    assessing.move(store, Stage.FEEDBACK)
    assessing.move(store, Stage.CONSENSUS, other, why="اشتباه در ثبت")
    said = json.loads(run("hq", "assess", "show", store.folder, "--round", ROUND, "--json").stdout)
    assert not list(Draft202012Validator(schema.published("hq-assess-show-output")).iter_errors(said))
    of = league(run, store)
    assert (said["n"], said["mean"]) == (of["n"], of["mean"]) == (1, None)
    rows = {row["office"]: row for row in said["rows"]}
    assert (rows[first]["rank"], rows[first]["settled"]) == (1, True)
    assert (rows[other]["rank"], rows[other]["settled"], rows[other]["certificate"]) == (None, False, None)
    assert rows[other]["consensus"]["score"] > 0
    shown = run("hq", "assess", "show", store.folder, "--round", ROUND, lang="fa").stdout
    assert "(هنوز قطعی نشده)" in shown
    assert inbox.office(1).filer.name_fa in shown.split("قطعی نشده و از این رو")[1]
    alone = run("hq", "assess", "show", store.folder, other, "--round", ROUND, lang="fa").stdout
    assert "هنوز قطعی نشده" in alone


def test_the_mean_over_five_is_that_of_the_league(store: Store, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compliance.league.FEWEST", 1)
    assessing.move(store, Stage.FEEDBACK)
    assessing.move(store, Stage.CONSENSUS, assessing.office(1), why="اشتباه در ثبت")
    said = json.loads(run("hq", "assess", "show", store.folder, "--round", ROUND, "--json").stdout)
    of = league(run, store)
    assert said["n"] == of["n"] == 1
    assert said["mean"] == of["mean"] == said["rows"][0]["consensus"]["score"]
    shown = run("hq", "assess", "show", store.folder, "--round", ROUND, lang="fa").stdout
    assert "(شمار: ۱)" in shown
    assert "n =" not in shown


def test_the_copy_of_columns_holds_none(store: Store, run: Run) -> None:
    of = ("--round", ROUND, "--checklist", "award", "--scores", "consensus")
    assert run("hq", "league", store.folder, *of, "--engine", "duckdb").exit_code == 2
    assert run("hq", "league", store.folder, *of, "--engine", "sqlite").exit_code == 0


def test_the_feedback_of_its_stage_tells_what_the_panel_established(store: Store, run: Run, tmp_path: Path) -> None:
    """Values and points of every item are the panel's, and the letter says so; the office's own stay as they are."""
    office = assessing.office()
    of = ("hq", "feedback", store.folder, office, "--round", ROUND, "--checklist", "award")
    assert run(*of, "--scores", "consensus").exit_code == 3  # nothing is settled yet
    assessing.move(store, Stage.FEEDBACK)
    board = assessing.read(store)
    (panel,) = [one for one in board.consensus.values() if one.case.office == office]
    letter = tmp_path / "letter.md"
    result = run(*of, "--scores", "consensus", "--json", "--output", letter)
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert not list(Draft202012Validator(schema.published("feedback-output")).iter_errors(found))
    assert (found["scores"], round(100 * found["score"])) == ("consensus", panel.points.score)
    points = dict(zip((item.id for item in board.of.checklist.items), panel.points.items, strict=True))
    assert {one["id"]: one["points"] and round(100 * one["points"]) for one in found["items"]} == points
    said = panel.said(board.facts)["committee.meetings"]
    assert said.value.amount == 1
    text = letter.read_text("utf-8")
    assert "the panel settled the assessment of your office" in text
    assert "sealed and filed" not in text
    own = json.loads(run(*of, "--json").stdout)
    assert own["scores"] == "self"
    assert own["score"] != found["score"]
    assert run(*of, "--scores", "consensus", "--engine", "duckdb").exit_code == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx", "html"])
def test_every_file_of_it_says_by_what_it_ranks(store: Store, run: Run, tmp_path: Path, kind: str) -> None:
    assessing.move(store, Stage.FEEDBACK)
    path = tmp_path / f"league.{kind}"
    of = ("--round", ROUND, "--checklist", "award", "--scores", "consensus", "--output", path)
    assert run("hq", "league", store.folder, *of).exit_code == 0
    if kind == "html":
        assert "by consensus" in path.read_text("utf-8")
    assert path.stat().st_size > 100


def test_in_a_store_of_an_older_build_nobody_has_one(tmp_path: Path, run: Run) -> None:
    with assessing.laid_down(tmp_path, 1) as store:
        for table in record.TABLES:
            store.connection.execute(f"drop table {table}")
        found = league(run, store)
        assert (found["rows"], found["unjudged"]) == ([], [assessing.office()])


def test_entered_systems_are_ranked_in_their_field(tmp_path: Path, run: Run) -> None:
    number = next(n for n in range(20) if inbox.office(n).systems)
    field = inbox.office(number).systems[0].field
    with assessing.laid_down(tmp_path, number + 1, ["ahmadi"]) as store:
        office, of = assessing.office(number), {"checklist": "award-system"}
        assessing.drawn(store, 1, **of)
        assessing.move(store, Stage.EVIDENCE, office, **of)
        paths = assessing.sheets(store, tmp_path / "sheets", **of)
        assessing.enter(store, [assessing.filled(path) for path in paths])
        assessing.move(store, Stage.DEFENCE, office, **of)
        run(
            "hq", "assess", "defence", store.folder, office, "--round", ROUND, "--checklist", "award-system",
            "--panel", "ahmadi", "--text", "گفته شد",
        )  # fmt: skip
        assessing.move(store, Stage.CONSENSUS, office, **of)
        panel = assessing.sheets(store, tmp_path / "panel", of_panel=True, **of)
        assessing.enter(store, [assessing.decided(path) for path in panel], of_panel=True)
        assessing.move(store, Stage.FEEDBACK, office, **of)
        found = league(run, store, "--section", field.lower())
        assert [(row["office"], row["system"]) for row in found["rows"]] == [
            (office, inbox.office(number).systems[0].id)
        ]
        others = [name for name in ("g2g", "g2c", "g2b") if name != field.lower()]
        assert league(run, store, "--section", others[0])["rows"] == []
