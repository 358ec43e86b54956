"""The record and its log: every kind of tampering is found, whatever program wrote into the file."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from compliance.errors import BadInput, CannotAccess
from compliance.headquarters import checking, keyring, log, roster, running, store
from compliance.headquarters.keyring import Letter
from compliance.headquarters.roster import Standing
from compliance.headquarters.running import Opening
from tests import inbox
from tests.conftest import Run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which everything was done once."""
    folder = tmp_path_factory.mktemp("made")
    with inbox.laid_down(folder / "store", 3) as opened:
        running.open_(opened, "test", inbox.ROUND, Opening(inbox.DAY))
        first = inbox.filing(0)
        (folder / "a.zip").write_bytes(first)
        (folder / "b.zip").write_bytes(inbox.filing(0, at=inbox.later(1), previous=inbox.sha256(first)))
        (folder / "c.zip").write_bytes(inbox.filing(1, scores=()))
        (folder / "d.zip").write_bytes(b"no zip")
        inbox.collected(opened, [folder / f"{name}.zip" for name in "abcd"])
        with opened.changing("test") as change:
            roster.regroup(change, opened, [inbox.office(2).filer.id], "small")
            roster.set_status(change, opened, inbox.ROUND, [inbox.office(2).filer.id], Standing.REFUSED, Letter("7"))
            number = keyring.number_of(inbox.enrolment(2))
            keyring.revoke(change, opened, number, inbox.DAY, "lost", Letter("8"))
    return folder / "store"


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "store"))


def found(folder: Path, known: log.Head | None = None) -> list[log.Broken]:
    with store.opened(folder) as opened:
        return checking.check(opened, known)


def head(folder: Path) -> log.Head:
    with store.opened(folder) as opened:
        return log.head(opened.connection)


def tampered(folder: Path, *statements: str) -> None:
    connection = sqlite3.connect(folder / store.FILE)
    for statement in statements:
        assert connection.execute(statement).rowcount != 0, statement
    connection.commit()
    connection.close()


def test_a_record_nobody_touched_is_sound(made: Path) -> None:
    assert found(made) == []
    assert found(made, head(made)) == []


LINES = {
    "a line changed": "update log set who = 'somebody' where seq = 5",
    "a deed changed": "update log set data = replace(data, 'small', 'large') where deed = 'describe'",
    "a line taken out of the middle": "delete from log where seq = 7",
    "a hash changed": "update log set hash = upper(hash) where seq = 3",
    "a line put in": "insert into log values (1000, 'x', 'x', 'office', '{}', 'x')",
    "a moment changed": "update log set at = '2026-01-01T00:00:00+03:30' where seq = 2",
    "all lines taken out": "delete from log",
}
ROWS = {
    "a filing's facts": "update filing set facts = replace(facts, '\"1\"', '\"0\"') where n = 1",
    "a filing's plan or code": "update filing set code = 'x' where n = 1",
    "a filing's time": "update filing set received = 'x' where n = 1",
    "a filing's office": "update filing set office = 'nobody' where n = 2",
    "a verdict": "update filing set status = 'accepted', reason = null where status = 'rejected'",
    "a score": "update total set score = 10000 where filing = 1",
    "points of an item": "update total set points = replace(points, '[', '[1,') where filing = 2",
    "an own score": "update total set own = 1 where filing = 1",
    "a field": "update total set field = 'G2B' where filing = 1",
    "a total taken out": "delete from total where filing = 1 and instrument = (select min(instrument) from total)",
    "a total put in": "insert into total select filing, 99, system, field, 1, 1, 1, 1, points from total limit 1",
    "a total of nothing": "insert into total select 77, instrument, system, field, 1, 1, 1, 1, points from total limit 1",
    "a flag taken out": "delete from flag",
    "a flag put in": "insert into flag values (1, 'late', '{}')",
    "a filing taken out": "delete from filing where n = 1",
    "a filing put in": "insert into filing select 99, 'x', name, size, office, round, status, reason, detail, code, "
    "declared, previous, key, sealed, received, arrived, signoff, late, facts, plan, 999, null from filing limit 1",
    "what stands": "update standing set filing = 1 where until is null",
    "what stood taken out": "delete from standing where until is not null",
    "what stands put in": "insert into standing values ('1405-2', 'nobody', 1, 3, null)",
    "an office's body": "update office set body = 'other' where until is null",
    "an office's group": "update office set grouped = '' where grouped = 'small'",
    "an office taken out": "delete from office where until is not null",
    "a key's line": "update office_key set line = 'x' where n = 1",
    "a key's validity": "update office_key set valid_until = '9998-01-01'",
    "a revocation taken back": "update office_key set revoked_from = null, why = null",
    "a key put in": "insert into office_key select 99, 'x', office, role, line, fingerprint, letter, letter_date, "
    "valid_from, valid_until, null, null, 1, null from office_key limit 1",
    "a status": "update status set status = 'eligible'",
    "a status taken out": "delete from status",
    "a checklist's maximum": "update instrument set maximum = 1 where n = 1",
    "an item's fact": "update item set fact = 'x' where place = 0 and instrument = 1",
    "a hash of evidence": "delete from evidence where filing = 1",
    "a hash of values": "update alike set hash = 1 where filing = 1",
}


@pytest.mark.parametrize("what", [*LINES, *ROWS])
def test_tampering_is_found(copy: Path, what: str) -> None:
    tampered(copy, {**LINES, **ROWS}[what])
    assert found(copy) != [], what


KINDS = {
    "a score that is a word": "update total set score = 'abc' where filing = 1",
    "a coverage that is bytes": "update total set coverage = x'00' where filing = 1",
    "points that are no JSON": "update total set points = 'zz'",
    "a hash of evidence that is bytes": "update evidence set hash = x'00' where rowid = (select min(rowid) from evidence)",
    "a fingerprint that is bytes": "update filing set sha256 = x'00' where n = 1",
    "a number of a line that is a word": "update filing set seq = 'zz' where n = 1",
    "a size that is a word": "update filing set size = 'x' where n = 1",
    "a maximum that is bytes": "update item set maximum = x'00' where place = 0",
    "a maximum that is a word": "update instrument set maximum = 'x'",
    "a filing that is a word": "update standing set filing = 'x'",
    "a day that is none": "update office_key set valid_from = 'x'",
    "a name that is no text": "update office set name_fa = cast(x'ff' as text)",
    "a round that is a number": "update status set round = x'00'",
    "a deed that is bytes": "update log set deed = x'00' where seq = 3",
    "data that are bytes": "update log set data = x'00' where seq = 3",
    "a hash that is bytes": "update log set hash = x'00' where seq = 3",
}


@pytest.mark.parametrize("what", KINDS)
def test_values_of_another_kind_are_found_and_stop_nothing(copy: Path, run: Run, what: str) -> None:
    """SQLite takes a word where a number is meant: the check names the row, and no verb ends in a traceback."""
    tampered(copy, KINDS[what])
    assert found(copy) != []
    result = run("hq", "log", copy, "--check")
    assert result.exit_code == 1, result.output
    for engine in ("sqlite", "duckdb"):
        league = run("hq", "league", copy, "--round", inbox.ROUND, "--engine", engine)
        assert league.exit_code in (0, 3), league.output
        assert league.exit_code == 0 or "hq log --check" in league.stderr or "damaged" in league.stderr
    assert run("hq", "offices", copy).exit_code in (0, 3)
    assert run("hq", "log", copy).exit_code in (0, 3)


def test_a_league_over_an_altered_score_is_refused(copy: Path, run: Run) -> None:
    tampered(copy, "update total set score = 'abc'")
    result = run("hq", "league", copy, "--round", inbox.ROUND)
    assert result.exit_code == 3
    assert "hq log --check" in result.stderr
    assert "score" in result.stderr


def test_a_mistake_of_the_program_stays_one_where_the_record_is_sound(copy: Path) -> None:
    with pytest.raises(TypeError), store.opened(copy):
        raise TypeError


def test_a_kept_file_of_another_content_is_found(copy: Path, run: Run) -> None:
    kept = next(path for path in sorted((copy / store.FILINGS).rglob("*.zip")))
    assert "4" in run("hq", "log", copy, "--check", "--lang", "en").stdout.splitlines()[1]
    raw = bytearray(kept.read_bytes())
    raw[len(raw) // 2] ^= 1
    kept.write_bytes(bytes(raw))
    (wrong,) = found(copy)
    assert (wrong.seen, wrong.expected) == (f"{inbox.sha256(bytes(raw))}.zip", kept.name)
    result = run("hq", "log", copy, "--check")
    assert result.exit_code == 1
    assert kept.name in result.stdout


def test_the_log_says_in_a_sentence_what_every_line_changed(copy: Path) -> None:
    from compliance.headquarters.showing import log as shown

    with store.opened(copy) as opened:
        lines = log.last(opened.connection, 1000)
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    for line in lines:
        assert "{" not in shown.what(line), shown.what(line)
        assert "2026-" not in shown.when(line.at) + shown.what(line)
    assert {line.deed for line in lines} >= {
        "init",
        "office",
        "key",
        "round",
        "filing",
        "describe",
        "status",
        "revoke",
    }


def test_lines_taken_from_the_end_are_found_by_a_head_that_was_noted(copy: Path) -> None:
    """Nothing in a file can tell that its end was cut off together with what it said."""
    noted = head(copy)
    tampered(
        copy,
        "delete from log where seq = (select max(seq) from log)",
        "delete from office_key where revoked_from is not null",
        "update office_key set until = null where until is not null",
    )
    assert found(copy) == []
    assert found(copy, noted) != []


def test_a_whole_chain_made_anew_is_found_by_a_head_that_was_noted(copy: Path) -> None:
    noted = head(copy)
    connection = sqlite3.connect(copy / store.FILE)
    rows = connection.execute("select at, who, deed, data from log order by seq").fetchall()
    connection.execute("delete from log")
    last = log.Head(0, log.FIRST)
    for at, _who, deed, data in rows:
        last = log.append(connection, last, at, "somebody", deed, json.loads(data))
    connection.commit()
    connection.close()
    assert found(copy) == []
    assert found(copy, noted) != []


@pytest.mark.parametrize("how", ["missing", "cut"])
def test_a_filing_whose_file_is_gone_or_cut_is_found_and_collected_again(copy: Path, made: Path, how: str) -> None:
    kept = next(path for path in sorted((copy / store.FILINGS).rglob("*.zip")))
    whole = kept.read_bytes()
    if how == "missing":
        kept.unlink()
    else:
        kept.write_bytes(whole[:100])
    assert [one.expected for one in found(copy)] == [kept.name]
    with store.opened(copy) as opened:
        (verdict,) = inbox.collected(
            opened, [path for path in made.parent.glob("*.zip") if path.read_bytes() == whole]
        )
    assert verdict.again
    assert kept.read_bytes() == whole
    assert found(copy) == []


def test_the_verb_says_where_and_exits_with_one(copy: Path, run: Run) -> None:
    assert run("hq", "log", copy, "--check").exit_code == 0
    tampered(copy, ROWS["a score"])
    result = run("hq", "log", copy, "--check")
    assert result.exit_code == 1
    assert "filing" in result.stdout


def damage(path: Path, how: str) -> None:
    raw = path.read_bytes()
    path.write_bytes(
        {"text": b"no record at all", "half": raw[: len(raw) // 2], "zeros": raw[:200] + bytes(len(raw) - 200)}[how]
    )


@pytest.mark.parametrize("how", ["text", "half", "zeros"])
def test_a_damaged_record_is_named_and_how_it_is_mended(copy: Path, run: Run, how: str) -> None:
    damage(copy / store.FILE, how)
    inbox_ = copy.parent / "inbox"
    inbox_.mkdir()
    (inbox_ / "new.zip").write_bytes(inbox.filing(2))
    result = run("hq", "collect", copy, inbox_)
    assert result.exit_code == 3, result.output
    assert "damaged" in result.stderr
    assert "Traceback" not in result.output


def test_a_folder_that_is_none_and_a_record_of_a_later_program(copy: Path, run: Run, tmp_path: Path) -> None:
    assert "hq init" in run("hq", "offices", tmp_path / "none").stderr
    tampered(copy, "update meta set value = '2' where key = 'format'")
    assert "another version" in run("hq", "offices", copy).stderr


def full(opened: store.Store, _folder: Path) -> None:
    pages = opened.one("pragma page_count")[0]
    opened.connection.execute(f"pragma max_page_count = {pages}")


def read_only(opened: store.Store, _folder: Path) -> None:
    opened.connection.execute("pragma query_only = 1")


def until_refused(opened: store.Store, path: Path) -> None:
    """Collect one file after the other, each with a long line of the log behind it."""
    for number in range(40):
        path.write_bytes(inbox.filing(2, at=inbox.later(number)) + bytes([number]))
        inbox.collected(opened, [path])
        with opened.changing("test") as change:
            change.told("note", {"text": "x" * 100_000})


@pytest.mark.parametrize(("spoil", "says"), [(full, "full"), (read_only, "only be read")])
def test_what_the_disk_refuses_is_said_and_nothing_is_half_recorded(
    copy: Path, spoil: Callable[[store.Store, Path], None], says: str, tmp_path: Path
) -> None:
    with store.opened(copy) as opened:
        before = opened.ask("select count(*), max(hash) from log")
        spoil(opened, copy)
        with pytest.raises(CannotAccess) as refused:
            until_refused(opened, tmp_path / "new.zip")
        assert says in refused.value.reason
        assert not opened.connection.in_transaction
    with store.opened(copy) as opened:
        assert checking.check(opened, None) == []
        assert opened.ask("select count(*), max(hash) from log") >= before


def test_without_its_packages_the_verb_says_how_to_install_them(copy: Path, run: Run, monkeypatch: Any) -> None:
    from compliance.headquarters.intake import reading

    reading.reader.cache_clear()
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    result = run("hq", "collect", copy, copy)
    reading.reader.cache_clear()
    assert result.exit_code == 3
    assert "provincial-compliance[headquarters]" in result.stderr


def test_a_store_is_laid_down_once(tmp_path: Path) -> None:
    store.create(tmp_path / "store", "test")
    with pytest.raises(BadInput):
        store.create(tmp_path / "store", "test")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("x")
    with pytest.raises(BadInput):
        store.create(tmp_path / "other", "test")


def test_a_store_is_not_laid_down_in_a_file(tmp_path: Path, run: Run) -> None:
    (tmp_path / "store").write_text("x")
    result = run("hq", "init", tmp_path / "store")
    assert result.exit_code == 3
    assert "seen: a file;" in result.stderr


def test_nothing_is_known_of_days_before_the_record(copy: Path, run: Run) -> None:
    result = run("hq", "league", copy, "--round", inbox.ROUND, "--as-of", "1390/01/01")
    assert result.exit_code == 3
    assert "--as-of" in result.stderr


def test_advice_where_nothing_is_known_names_nothing(run: Run, tmp_path: Path) -> None:
    store.create(tmp_path / "store", "test")
    for option in ("--round=1405-2", "--group=x"):
        result = run("hq", "league", tmp_path / "store", "--round", "1405-2", option)
        assert result.exit_code == 3
        assert "none is known yet" in result.stderr


def test_a_file_that_is_no_enrolment_is_told_with_what_was_seen_and_expected(run: Run, tmp_path: Path) -> None:
    store.create(tmp_path / "store", "test")
    path = tmp_path / "enrolment.json"
    for text, says in (("no JSON", "no JSON at line 1, column 1"), ('{"format": 2}', "no key office")):
        path.write_text(text)
        result = run("hq", "enrol", tmp_path / "store", path, "--yes")
        assert result.exit_code == 3
        assert says in result.stderr or "expected: 1" in result.stderr


def test_simulate_says_how_many_files_it_wrote(run: Run, tmp_path: Path) -> None:
    said = run("hq", "simulate", tmp_path / "sim", "--offices", 1, "--faults").stdout
    assert "17 faulty files" in said
    assert "and 2 in order" in said
    assert len(list((tmp_path / "sim" / "faults").iterdir())) == 19


def test_an_init_that_was_killed_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "store" / store.FILINGS).mkdir(parents=True)
    (tmp_path / "store" / f"{store.FILE}.new").write_bytes(b"half")
    store.create(tmp_path / "store", "test")
    assert found(tmp_path / "store") == []


@pytest.mark.parametrize(
    "error",
    [BadInput.of("a", 1, "seen", "expected", "mend"), CannotAccess("a", "reason", "mend")],
    ids=["bad input", "cannot access"],
)
def test_what_went_wrong_comes_out_of_another_process_as_it_was(error: Any) -> None:
    import pickle

    again = pickle.loads(pickle.dumps(error))
    assert (type(again), vars(again), str(again)) == (type(error), vars(error), str(error))
