"""What was counted, provably: sealed roots, proofs that offices check offline, and a record nobody alters unseen."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from compliance import schema
from compliance.commands.group import cli
from compliance.headquarters import checking, log
from compliance.headquarters import store as stores
from compliance.headquarters.store import Store

pytest.importorskip("minisign")
pytest.importorskip("orjson")
ROUND = "1405-2"
Run = Callable[..., Result]


def call(*arguments: object, code: int = 0) -> Result:
    found = CliRunner().invoke(cli, [*map(str, arguments), "--lang", "en"], catch_exceptions=False)
    assert found.exit_code == code, found.output
    return found


@pytest.fixture(scope="module")
def laid_down(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of seven offices that filed twice, with keys, statuses, a regrouped office and a sealed root."""
    base = tmp_path_factory.mktemp("hq")
    store = base / "store"
    (base / "password").write_text("a long password\n", "utf-8")
    call("hq", "simulate", base / "sim", "--offices", "7", "--rounds", "2", "--seed", "3")
    call("hq", "init", store)
    call("hq", "enrol", store, base / "sim", "--yes")
    for round_ in ("1405-1", ROUND):
        call("hq", "round", "open", store, round_, "--from", "1403/01/01")
    offices = ids(store)
    call("hq", "describe", store, offices[5], "--name", "another name")  # its filings are flagged
    call("hq", "collect", store, base / "sim" / "filings", "--jobs", "1")
    call("hq", "group", store, "large", offices[0], offices[1])
    call("hq", "status", store, "partly", offices[2], "--round", ROUND, "--letter", "1405/7")
    key = sqlite3.connect(store / "store.db").execute("select id from office_key where n = 7").fetchone()[0]
    call("hq", "revoke", store, key, "--why", "lost", "--from", "1405/09/01")
    call("hq", "key", store, "--password-file", base / "password")
    call("hq", "seal", store, "--round", ROUND, "--key", store / "keys" / "headquarters.key",
         "--password-file", base / "password")  # fmt: skip
    return base


def ids(store: Path) -> list[str]:
    connection = sqlite3.connect(store / "store.db")
    try:
        return [row[0] for row in connection.execute("select id from office where until is null order by id")]
    finally:
        connection.close()


OF_WHICH = ("office", "round", "sha256")  # a proof with others is the proof of another filing


class Counted:
    """A filing with its proof, the root and the key, as an office holds them."""

    def __init__(self, base: Path, folder: Path) -> None:
        self.store = base / "store"
        self.office = ids(self.store)[3]
        self.others = base / "sim" / "filings" / ROUND
        self.filing = Path(shutil.copy(self.others / f"{self.office}.{ROUND}.zip", folder))
        self.proof, self.key = folder / "proof.json", self.store / "keys" / "headquarters.pub"
        call("hq", "prove", self.store, self.office, "--round", ROUND, "--output", self.proof)
        (root,) = (p for p in (self.store / "roots").glob(f"{ROUND}.*.json") if not p.name.endswith(".leaves.json"))
        self.root = Path(shutil.copy(root, folder / "root.json"))
        shutil.copy(f"{root}.minisig", f"{self.root}.minisig")

    def check(self, *more: object) -> tuple[str, str | None]:
        """Return outcome and detail of the check whether it was counted."""
        options = more or ("--root", self.root, "--hq-key", self.key)
        found = CliRunner().invoke(
            cli,
            [str(one) for one in ("verify", self.filing, "--proof", self.proof, *options, "--json", "--lang", "en")],
        )
        made = json.loads(found.stdout)
        assert not made["problems"], made["problems"]
        assert Draft202012Validator(schema.published("verify-output")).is_valid(made)
        (one,) = [c for c in made["checks"] if c["subject"] == "counted"]
        return one["outcome"], one["detail"]

    def write(self, path: Path, made: dict[str, Any]) -> None:
        """Write a JSON file."""
        path.write_text(json.dumps(made), "utf-8")


@pytest.fixture
def counted(laid_down: Path, tmp_path: Path) -> Counted:
    return Counted(laid_down, tmp_path)


def test_an_office_sees_offline_that_its_filing_was_counted(counted: Counted) -> None:
    assert counted.check()[0] == "good"
    assert counted.check("--root", counted.root)[0] == "not-checked"
    options = ("--proof", counted.proof, "--root", counted.root, "--hq-key", counted.key)
    shown = CliRunner().invoke(cli, [str(one) for one in ("verify", counted.filing, *options, "--lang", "en")])
    assert "counted by headquarters" in shown.output
    assert "in the root that headquarters sealed at" in shown.output


def test_files_are_as_their_published_schemas_say(counted: Counted) -> None:
    for path, name in ((counted.proof, "proof"), (counted.root, "root")):
        made = json.loads(path.read_text("utf-8"))
        assert Draft202012Validator(schema.published(name)).is_valid(made)
        assert not Draft202012Validator(schema.published(name)).is_valid({**made, "more": 1})


def test_what_programs_get_is_as_the_published_schemas_say(laid_down: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(laid_down / "store", tmp_path / "store"))
    key = ("--key", store / "keys" / "headquarters.key", "--password-file", laid_down / "password")
    for name, arguments, code in (
        ("seal-output", ("hq", "seal", store, "--round", ROUND, *key), 0),
        ("log-check-output", ("hq", "log", store, "--check"), 0),
        ("log-check-output", ("hq", "log", store, "--check", "--head", f"1:{'0' * 64}"), 1),
    ):
        made = json.loads(call(*arguments, "--json", code=code).stdout)
        validator = Draft202012Validator(schema.published(name))
        assert not [e.message for e in validator.iter_errors(made)]
        assert not validator.is_valid({**made, "more": 1})


def test_the_root_names_no_office(counted: Counted) -> None:
    """It is published: which offices are in it stays in the leaves at headquarters."""
    text = counted.root.read_text("utf-8")
    assert not [office for office in ids(counted.store) if office in text]


def test_every_changed_proof_is_found(counted: Counted) -> None:
    good = json.loads(counted.proof.read_text("utf-8"))
    turned = [format(int(one[0], 16) ^ 1, "x") + one[1:] for one in good["path"]]
    changes: dict[str, list[Any]] = {
        "office": ["another"],
        "round": ["1405-1"],
        "sha256": ["0" * 64],
        "place": [good["place"] ^ 1, good["size"], good["size"] + 5],
        "size": [good["size"] + 1, good["size"] * 2],
        "root": ["0" * 64],
        "path": [[], good["path"][:-1], [*good["path"], "0" * 64], good["path"][::-1]]
        + [[*good["path"][:n], one, *good["path"][n + 1 :]] for n, one in enumerate(turned)],
    }
    assert set(changes) == set(good) - {"format"}
    for name, values in changes.items():
        for value in values:
            counted.write(counted.proof, {**good, name: value})
            expected = ("cannot-tell",) if name in OF_WHICH else ("bad", "cannot-tell")
            assert counted.check()[0] in expected, (name, value)
    counted.write(counted.proof, good)
    assert counted.check()[0] == "good"


def test_every_changed_root_is_found(counted: Counted) -> None:
    first = counted.root.read_bytes()
    good = json.loads(first)
    changes = {
        "round": "1405-1",
        "root": "0" * 64,
        "size": good["size"] + 1,
        "time": "2027-01-01T00:00:00+03:30",
        "log": {**good["log"], "hash": "0" * 64},
    }
    assert set(changes) == set(good) - {"format"}
    for name, value in changes.items():
        counted.write(counted.root, {**good, name: value})
        assert counted.check()[0] == ("bad" if name in ("time", "log") else "cannot-tell"), name
    counted.root.write_bytes(first)
    assert counted.check()[0] == "good"
    seal = Path(f"{counted.root}.minisig")
    lines = seal.read_text("utf-8").split("\n")
    for n in range(1, 4):
        other = lines[n][:40] + ("C" if lines[n][40] == "B" else "B") + lines[n][41:]
        seal.write_text("\n".join([*lines[:n], other, *lines[n + 1 :]]))
        assert counted.check()[0] in ("bad", "cannot-tell"), lines[n]


def test_a_root_of_another_key_or_round_is_found(counted: Counted, laid_down: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    call("hq", "key", counted.store, "--into", other, "--password-file", laid_down / "password")
    assert counted.check("--root", counted.root, "--hq-key", other / "headquarters.pub") == ("cannot-tell", "seal")
    sealed = json.loads(call(
        "hq", "seal", counted.store, "--round", "1405-1", "--key", counted.store / "keys" / "headquarters.key",
        "--password-file", laid_down / "password", "--json",
    ).stdout)  # fmt: skip
    assert counted.check("--root", sealed["file"], "--hq-key", counted.key) == ("cannot-tell", "root")


def test_a_filing_that_was_changed_is_not_the_one_that_was_counted(counted: Counted) -> None:
    other = ids(counted.store)[4]
    counted.filing.write_bytes((counted.others / f"{other}.{ROUND}.zip").read_bytes())
    assert counted.check() == ("cannot-tell", "file")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"format": 1}', '{"format": 2}', '{"a": 1, "a": 2}', "[" * 10000, "NaN", "\x00"],
)
def test_a_file_that_is_no_proof_is_said_to_be_none(counted: Counted, text: str) -> None:
    for path in (counted.proof, counted.root):
        good = path.read_text("utf-8")
        path.write_text(text, "utf-8")
        options = ("--proof", counted.proof, "--root", counted.root, "--hq-key", counted.key)
        found = CliRunner().invoke(cli, [str(one) for one in ("verify", counted.filing, *options, "--lang", "en")])
        assert found.exit_code == 3, found.output
        assert "Traceback" not in found.output
        path.write_text(good, "utf-8")


def test_leaves_that_were_altered_prove_nothing(counted: Counted, tmp_path: Path) -> None:
    store = Path(shutil.copytree(counted.store, tmp_path / "store"))
    (leaves,) = (store / "roots").glob(f"{ROUND}.*.leaves.json")
    made = json.loads(leaves.read_text("utf-8"))
    for changed in (made[1:], [[made[0][0], "0" * 64], *made[1:]], made[::-1], {}, [1]):
        leaves.write_text(json.dumps(changed), "utf-8")
        assert "leaves" in call("hq", "prove", store, counted.office, "--round", ROUND, code=3).stderr


def test_a_round_with_a_point_is_not_taken_for_another(counted: Counted, laid_down: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(counted.store, tmp_path / "store"))
    for path in list((store / "roots").iterdir()):
        path.rename(path.with_name(path.name.replace(ROUND, "1405-2.1")))
    assert "seal it first" in call("hq", "prove", store, counted.office, "--round", ROUND, code=3).stderr


def test_a_round_that_is_none_is_not_sealed(counted: Counted, laid_down: Path) -> None:
    key = ("--key", counted.store / "keys" / "headquarters.key", "--password-file", laid_down / "password")
    assert "1406-1" in call("hq", "seal", counted.store, "--round", "1406-1", *key, code=3).stderr


def test_a_key_is_made_once(counted: Counted, laid_down: Path) -> None:
    before = counted.key.read_bytes()
    call("hq", "key", counted.store, "--password-file", laid_down / "password", code=3)
    assert counted.key.read_bytes() == before


# The number that a table gives its rows and that nothing refers to.
LOOSE = {"office": {"n"}, "office_key": {"n"}}
BOUND = (
    "log", "office", "office_key", "status", "filing", "standing", "total", "flag", "evidence", "alike", "instrument", "item"
)  # fmt: skip


@pytest.fixture(scope="module")
def columns(laid_down: Path) -> list[tuple[str, str]]:
    with stores.opened(laid_down / "store") as store:
        return [
            (table, row[1])
            for table in BOUND
            for row in store.ask(f"pragma table_info({table})")
            if row[1] not in LOOSE.get(table, ())
        ]


def test_an_honest_record_is_as_its_log_says(laid_down: Path) -> None:
    with stores.opened(laid_down / "store") as store:
        assert checking.check(store, log.head(store.connection)) == []
    assert "Nothing was removed or altered" in call("hq", "log", laid_down / "store", "--check").stdout


def test_every_altered_column_and_every_row_taken_out_is_found(
    laid_down: Path, tmp_path: Path, columns: list[tuple[str, str]]
) -> None:
    assert len(columns) > 45
    path = Path(shutil.copytree(laid_down / "store", tmp_path / "store"))
    with stores.opened(path) as store:
        for table, column in columns:
            for row in (0, 1):
                _altered(
                    store,
                    f"update {table} set {column} = {_other(store, table, column, row)} {_one(store, table, row)}",
                )
        for table in BOUND:
            for row in (0, 1):
                _altered(store, f"delete from {table} {_one(store, table, row)}")


def _one(store: Store, table: str, row: int) -> str:
    """Return a condition that one row meets."""
    names = [one[1] for one in store.ask(f"pragma table_info({table})") if one[5]] or ["rowid"]
    rows = store.ask(f"select {', '.join(names)} from {table} order by {', '.join(names)}")
    values = rows[min(row, len(rows) - 1)]
    return "where " + " and ".join(f"{name} = {value!r}" for name, value in zip(names, values, strict=True))


def _other(store: Store, table: str, column: str, row: int) -> str:
    (value,) = store.one(f"select {column} from {table} {_one(store, table, row)}")
    if column == "points":
        return "'[1]'"
    if isinstance(value, int):
        return str(value + 100000)
    return "7" if value is None else "'other'"


def _altered(store: Store, sql: str) -> None:
    store.connection.execute("begin")
    try:
        assert store.connection.execute(sql).rowcount == 1, sql
        assert checking.check(store, None), sql
    finally:
        store.connection.rollback()


def test_a_filing_put_in_its_place_by_hand_is_found(laid_down: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(laid_down / "store", tmp_path / "store"))
    with stores.opened(path) as store:
        for sql in (
            "insert into standing select round, office, filing, since, null from standing limit 1",
            "insert into office select null, 'ghost', 'a', 'b', body, province, '', 3, null from office limit 1",
            "insert into office_key select 99, 'feedfeedfeedfeed', office, role, line, fingerprint, letter, letter_date,"
            " valid_from, valid_until, null, null, 3, null from office_key limit 1",
            "update standing set filing = (select filing from standing order by filing desc limit 1) where rowid = 1",
        ):
            _altered(store, sql)


def test_a_log_that_was_written_anew_is_found_by_the_head_that_was_sealed(laid_down: Path, tmp_path: Path) -> None:
    """Whoever has the record can chain all of it anew; what was sealed or printed before tells."""
    path = Path(shutil.copytree(laid_down / "store", tmp_path / "store"))
    (root,) = (p for p in (path / "roots").glob(f"{ROUND}.*.json") if not p.name.endswith(".leaves.json"))
    sealed = json.loads(root.read_text("utf-8"))["log"]
    head = f"{sealed['seq']}:{sealed['hash']}"
    call("hq", "log", path, "--check", "--head", head)
    with stores.opened(path) as store:
        lines = list(log.lines(store.connection))
        store.connection.execute("delete from log")
        last = log.Head(0, log.FIRST)
        for line in lines:
            data = json.loads(line.data)
            who = "nobody" if line.seq == 2 else line.who
            last = log.append(store.connection, last, line.at, who, line.deed, data)
        assert checking.check(store, None) == []
    assert "expected " + sealed["hash"] in call("hq", "log", path, "--check", "--head", head, code=1).stdout


@pytest.mark.parametrize(
    "data", ["", "[]", "null", "{", '{"id": []}', '{"office": {"a": 1}, "sha256": [1], "key": []}']
)
def test_a_forged_line_is_found_and_harms_nothing(laid_down: Path, tmp_path: Path, data: str) -> None:
    path = Path(shutil.copytree(laid_down / "store", tmp_path / "store"))
    with stores.opened(path) as store:
        for deed in ("office", "key", "status", "filing", "checklist", "group", "revoke", "round", "root"):
            store.connection.execute("begin")
            store.connection.execute("update log set data = ?, deed = ? where seq = 4", (data, deed))
            assert checking.check(store, None)
            store.connection.rollback()
