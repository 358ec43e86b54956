"""What assessors do is bound by the log: every table, every file of minutes, and stores that knew nothing of it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.headquarters import checking, log
from compliance.headquarters import store as stores
from compliance.headquarters.assessing import assessors, record
from compliance.headquarters.assessing.sessions import Told
from compliance.headquarters.showing import log as shown
from compliance.model.assessing import Stage, Tie, TieKind
from tests import assessing, inbox
from tests.conftest import Run

SAID = {"ahmadi": {"committee.meetings": ("2", "مستند نبود")}}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which everything was done, some of it twice."""
    folder = tmp_path_factory.mktemp("made")
    with assessing.decided_all(folder, SAID) as store:
        office = assessing.office()
        (folder / "minutes.PDF").write_bytes(b"signed")
        assessing.move(store, Stage.DEFENCE, office, why="نشست دوم")
        assessing.hear(store, office, Told(inbox.DAY, "سالن", ("ahmadi", "نوری"), "", folder / "minutes.PDF"))
        assessing.note(store, "sadeghi", Tie(TieKind.RELATION, "office", office, "خویشاوند"), letter="1405/3")
        assessing.note(store, "sadeghi", letter="1405/4")
        with store.changing("test") as change:
            assessors.retire(store, change, "sadeghi", "بازنشستگی")
    return folder / "store"


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "store"))


def found(folder: Path) -> list[log.Broken]:
    with stores.opened(folder) as store:
        return checking.check(store, None)


def tampered(folder: Path, *statements: str) -> None:
    connection = sqlite3.connect(folder / stores.FILE)
    for statement in statements:
        assert connection.execute(statement).rowcount != 0, statement
    connection.commit()
    connection.close()


def test_a_record_nobody_touched_is_sound(made: Path) -> None:
    assert found(made) == []


ROWS = {
    "an assessor's body": "update assessor set body = 'registry' where until is null",
    "an assessor's ties": "update assessor set ties = '[]' where ties <> '[]'",
    "an assessor taken out": "delete from assessor where id = 'karimi'",
    "an end taken back": "update assessor set until = null where letter = '1405/4'",
    "an assessor put in": "insert into assessor select 99, 'x', name_fa, name_en, '', '', '', '', '[]', '', 3, null "
    "from assessor limit 1",
    "who is assigned": "update assignment set assessor = 'sadeghi' where n = 1",
    "how they were chosen": "update assignment set how = 'named'",
    "the seed": "update assignment set seed = 'x'",
    "an assignment taken out": "delete from assignment where n = 2",
    "an assignment put in": "insert into assignment select 99, round, office, checklist, 'x', how, seed, since, null "
    "from assignment limit 1",
    "a stage": "update stage set stage = 'published' where until is null",
    "which filing is assessed": "update stage set filing = 'x'",
    "a reason to go back": "update stage set why = 'x' where why <> ''",
    "a stage taken out": "delete from stage where until is not null",
    "when a stage began": "update stage set since = since - 1",
    "a value an assessor established": "update judgement set said = replace(said, '\"2\"', '\"4\"') "
    "where said like '%\"2\"%'",
    "a reason of an assessor": "update judgement set said = replace(said, 'مستند نبود', 'x') where said like '%مستند نبود%'",
    "an assessor's score": "update judgement set score = 10000",
    "an assessor's points": "update judgement set points = '[]'",
    "an assessor's coverage": "update judgement set coverage = 10000",
    "whose values they are": "update judgement set assessor = 'x' where n = 1",
    "the filing they are of": "update judgement set filing = 'x' where n = 1",
    "values taken out": "delete from judgement where n = 1",
    "values put in": "insert into judgement select 99, round, office, checklist, system, 'x', filing, instrument, said, "
    "score, high, coverage, points, since, null from judgement limit 1",
    "a value of the panel": "update consensus set said = replace(said, '\"1\"', '\"0\"') where n = 1",
    "the consensus": "update consensus set score = 100000 where n = 1",
    "a consensus taken out": "delete from consensus where n = 1",
    "a consensus put in": "insert into consensus select 99, round, 'x', checklist, system, filing, instrument, said, "
    "score, high, coverage, points, since, null from consensus limit 1",
    "the day of a session": "update defence set day = '2026-01-01' where n = 1",
    "the panel": "update defence set panel = '[]' where n = 1",
    "the minutes": "update defence set minutes = 'x' where minutes <> ''",
    "the fingerprint of minutes": "update defence set file = '' where file <> ''",
    "a session taken out": "delete from defence where file <> ''",
}
KINDS = {
    "a score that is a word": "update consensus set score = 'x'",
    "values that are bytes": "update judgement set said = x'00'",
    "a panel that is no JSON": "update defence set panel = 'x'",
    "a stage that is bytes": "update stage set stage = x'00'",
    "a stage that is none": "update stage set stage = 'x' where until is null",
    "ties that are no JSON": "update assessor set ties = 'zz'",
    "a tie of no kind": 'update assessor set ties = \'[["x","office","y",""]]\' where until is null',
}


@pytest.mark.parametrize("what", [*ROWS, *KINDS])
def test_tampering_is_found(copy: Path, what: str) -> None:
    tampered(copy, {**ROWS, **KINDS}[what])
    assert found(copy) != [], what


@pytest.mark.parametrize("what", KINDS)
def test_no_verb_ends_in_a_traceback(copy: Path, run: Run, what: str) -> None:
    tampered(copy, KINDS[what])
    assert run("hq", "log", copy, "--check").exit_code == 1
    for verb in ("show", "stages", "agreement"):
        result = run("hq", "assess", verb, copy, "--round", inbox.ROUND)
        assert result.exit_code in (0, 3), result.output
        assert result.exit_code == 0 or "hq log --check" in result.stderr
    assert run("hq", "assess", "assessors", copy).exit_code in (0, 3)


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_minutes_that_are_gone_or_changed_are_found(copy: Path, run: Run, how: str) -> None:
    (path,) = (copy / stores.MINUTES).rglob("*.pdf")
    assert path.stem == inbox.sha256(b"signed")
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(b"sign3d")
    (wrong,) = found(copy)
    assert path.name in wrong.expected
    result = run("hq", "log", copy, "--check")
    assert result.exit_code == 1
    assert path.name in result.stdout


def test_the_log_says_every_deed_in_a_sentence(made: Path) -> None:
    with stores.opened(made) as store:
        lines = log.last(store.connection, 1000)
    assert {line.deed for line in lines} >= {*record.DEEDS, "assessor-ends"}
    for line in lines:
        told = shown.what(line)
        assert "{" not in told
        assert "[" not in told
        assert '":' not in told, told


def test_nothing_is_ever_overwritten(made: Path) -> None:
    """What held before is still there, with the line that ended it."""
    with stores.opened(made) as store:
        rows = store.ask("select letter, until from assessor where id = 'sadeghi' order by n")
        assert [letter for letter, _until in rows] == ["1405/3", "1405/4"]
        assert None not in [until for _letter, until in rows]
        stages_ = store.ask("select stage, until from stage where office = ? order by n", assessing.office())
        assert [stage for stage, _until in stages_] == ["evidence-check", "defence", "consensus", "defence"]
        assert [until for _stage, until in stages_][:-1] == [
            row[0] for row in store.ask("select since from stage where office = ? order by n", assessing.office())
        ][1:]


@pytest.fixture
def older(tmp_path: Path) -> Iterator[stores.Store]:
    """A store as it was laid down before anybody was assessed."""
    folder = tmp_path / "older"
    with inbox.laid_down(folder, 1) as store:
        for table in record.TABLES:
            store.connection.execute(f"drop table {table}")
    with stores.opened(folder) as store:
        yield store


def test_a_store_of_an_older_build_is_read_as_one_without_assessors(older: stores.Store, run: Run) -> None:
    assert not older.has("consensus")
    assert assessors.assessors(older) == {}
    assert checking.check(older, None) == []
    days = "planned: {open: 1405/05/01, close: 1405/06/31}"
    (older.folder / "rounds.yaml").write_text(f"- {{id: {inbox.ROUND}, {days}}}\n", "utf-8")
    for verb in ("show", "stages", "agreement"):
        result = run("hq", "assess", verb, older.folder, "--round", inbox.ROUND)
        assert result.exit_code == 0, result.output
    assert run("hq", "assess", "assessors", older.folder).exit_code == 0
    assert not older.has("consensus")


@pytest.mark.parametrize("verb", ["show", "stages", "agreement"])
def test_a_round_that_nobody_declared_and_nobody_filed_in_is_none(older: stores.Store, run: Run, verb: str) -> None:
    """A mistyped round must not pass for one in which there is nothing to do."""
    result = run("hq", "assess", verb, older.folder, "--round", "1405-9")
    assert result.exit_code == 3
    assert "a round that is declared or has filings" in result.stderr


def test_its_tables_are_laid_down_when_something_is_written(older: stores.Store) -> None:
    assessing.note(older, "ahmadi")
    assert older.has("consensus")
    assert list(assessors.assessors(older)) == ["ahmadi"]
    assert checking.check(older, None) == []


def test_a_change_that_fails_lays_nothing_down(older: stores.Store) -> None:
    with pytest.raises(ZeroDivisionError), older.changing("test"):
        raise ZeroDivisionError
    assert not older.has("consensus")


def test_tables_that_were_dropped_are_found(copy: Path) -> None:
    """Whoever takes the tables out takes out what the log says was written there."""
    with stores.opened(copy) as store:
        for table in record.TABLES:
            store.connection.execute(f"drop table {table}")
    assert {one.expected.split()[0] for one in found(copy)} == set(record.TABLES)


def test_a_store_that_can_only_be_read_is_read(made: Path, tmp_path: Path, run: Run) -> None:
    """As on a medium that nobody can write: an older store has no tables there, and gets none."""
    with stores.opened(made) as store:
        store.connection.execute("pragma query_only = 1")
        assert assessing.read(store).consensus
        assert checking.check(store, None) == []


def test_the_same_again_writes_nothing(made: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made, tmp_path / "again"))
    with stores.opened(folder) as store:
        before = store.one("select max(seq) from log")
        assessing.note(store, "ahmadi")
        assert store.one("select max(seq) from log") == before
