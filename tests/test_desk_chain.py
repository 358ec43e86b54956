"""log.jsonl, every line and byte of it: what was changed is named with its line, what was cut is passed over."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import schema
from compliance.errors import BadInput, Problem
from compliance.model.office import Evidence
from compliance.model.record import Change, Entry, Seal, Where
from compliance.model.stated import NOTHING, Key, Stated
from compliance.office import log
from compliance.office.log import Log

WHEN = "2026-11-24T14:22:16+03:30"
LINES = 12
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
WORD = TEXT.filter(bool)
SETTINGS = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
DAY = st.none() | st.just("1405/01/02")
PIECE = st.tuples(WORD, DAY).map(lambda of: Evidence("file", *of)) | st.tuples(
    WORD, DAY, st.none() | WORD, st.none() | WORD
).map(lambda of: Evidence("letter", *of))
STATED = st.builds(
    Stated,
    **dict.fromkeys(("value", "counted", "total", "not_applicable", "override", "by", "note"), st.none() | WORD),
    evidence=st.lists(PIECE, max_size=3).map(tuple),
    on=st.none() | st.just("1405/06/12"),
    proposed=st.none() | st.just("1405-2"),
)
WHO = st.tuples(TEXT, st.sampled_from(Where))
CHANGE = st.tuples(WHO, st.builds(Key, TEXT, WORD), STATED, STATED)
SEAL = st.tuples(WHO, WORD, st.text("0123456789abcdef", min_size=64, max_size=64), st.integers(0, 2**60))


def numbered(drawn: list[tuple[object, ...]]) -> list[Entry]:
    found: list[Entry] = []
    for n, ((who, where), *rest) in enumerate(drawn, 1):  # type: ignore[misc]
        kind = Change if isinstance(rest[0], Key) else Seal
        found.append(kind(n, WHEN, who, where, *rest))
    return found


def twelve() -> list[Entry]:
    entries: list[Entry] = []
    for n in range(1, LINES + 1):
        if n % 4 == 0:
            entries.append(Seal(n, WHEN, "علی", Where.EVIDENCE, f"evidence/{n}.pdf", f"{n:064x}", n))
        else:
            after = Stated(value=str(n), by="سارا", note='"\\,"hash":"', evidence=(Evidence("letter", "1/ح/2"),))
            key = Key("sys" if n % 2 else "", f"fact.n{n % 3}")
            entries.append(Change(n, WHEN, "", Where.TERMINAL, key, NOTHING, after))
    return entries


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "log.jsonl"
    log.append(path, Log(), twelve())
    return path


def named(path: Path, known: Log | None = None) -> list[int | None]:
    """Return the lines at which a log is said to be broken, none when it is read."""
    found: tuple[Problem, ...] = ()
    try:
        log.read(path, known)
    except BadInput as error:
        found = error.problems
    assert all(p.file == str(path) and p.seen and p.mend for p in found)
    return [p.line for p in found]


# --- there and back


@given(st.lists(CHANGE | SEAL, max_size=8), st.integers(0, 8))
@SETTINGS
def test_whatever_is_appended_is_read_back(tmp_path: Path, drawn: list[tuple[object, ...]], cut: int) -> None:
    """In one go or in two, read as a whole or behind what is known, each line as its schema says."""
    path, entries = tmp_path / "log.jsonl", numbered(drawn)
    path.unlink(missing_ok=True)
    first = log.append(path, Log(), entries[:cut])
    second = log.append(path, first, entries[cut:])
    assert log.read(path) == second == log.read(path, first) == log.read(path, second)
    assert list(second.entries) == entries
    lines = path.read_bytes().split(b"\n") if path.exists() else [b""]
    assert lines.pop() == b""
    validator = jsonschema.Draft202012Validator(schema.published("log"))
    for line in lines:
        record = json.loads(line)
        record["system"] = record.get("system") or "x"  # an empty one is left out
        if "file" in record:
            del record["system"]
        assert not [error.message for error in validator.iter_errors(record)]


@given(st.lists(CHANGE, max_size=12))
@SETTINGS
def test_the_state_is_what_was_said_last(drawn: list[tuple[object, ...]]) -> None:
    expected = {}
    for entry in numbered(drawn):
        assert isinstance(entry, Change)
        expected.pop(entry.key, None)
        if entry.after != NOTHING:
            expected[entry.key] = entry.after
    assert log.state_after(numbered(drawn)) == expected


def test_ten_thousand_lines_are_read(tmp_path: Path) -> None:
    entries = [entry._replace(number=n) for n, entry in enumerate(twelve() * 834, 1)]
    written = log.append(tmp_path / "log.jsonl", Log(), entries)
    assert log.read(tmp_path / "log.jsonl") == written
    assert len(written.entries) > 10_000


# --- damage


@pytest.mark.parametrize("line", range(1, LINES + 1))
def test_a_changed_byte_is_named_with_its_line_wherever_it_stands(path: Path, line: int) -> None:
    """Sampled over the bytes of each line, and each byte of the places that bear the chain."""
    whole, chance = path.read_bytes(), random.Random(line)
    begin = sum(len(text) for text in whole.splitlines(keepends=True)[: line - 1])
    length = len(whole.splitlines()[line - 1])
    places = {*chance.sample(range(length), 40), *range(12), *range(length - 80, length)}
    for at in sorted(places):
        changed = bytearray(whole)
        changed[begin + at] ^= chance.choice([1, 2, 4, 8, 32, 128])
        if changed[begin + at] in b"\r\n":
            continue
        path.write_bytes(changed)
        said = named(path)
        assert said[:1] == [line], at
        assert set(said) <= {line, line + 1}, "only the line and the one that names its hash"


@pytest.mark.parametrize("line", range(1, LINES))
def test_a_changed_line_end_is_named(path: Path, line: int) -> None:
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join(lines[:line]) + b" " + b"\n".join(lines[line:]) + b"\n")
    assert named(path)[0] == line
    path.write_bytes(b"\n".join([*lines[:line], lines[line][:50], lines[line][50:], *lines[line + 1 :]]) + b"\n")
    assert named(path)[0] == line + 1


@pytest.mark.parametrize("line", range(LINES))
@pytest.mark.parametrize(
    ("change", "off"),
    [
        (lambda lines, i: lines[:i] + lines[i + 1 :], 1),
        (lambda lines, i: [*lines[: i + 1], lines[i], *lines[i + 1 :]], 2),
        (lambda lines, i: lines[:i] + lines[i + 1 : i + 2] + lines[i : i + 1] + lines[i + 2 :], 1),
        (lambda lines, i: [*lines[:i], lines[(i + 5) % LINES], *lines[i:]], 1),
        (lambda lines, i: [*lines[:i], b"", *lines[i:]], 1),
        (lambda lines, i: [*lines[:i], b"{}", *lines[i:]], 1),
        (lambda lines, i: [*lines[:i], lines[i].replace(b",", b", ", 1), *lines[i + 1 :]], 1),
    ],
    ids=["taken out", "doubled", "swapped", "copied from elsewhere", "blank", "put in", "written differently"],
)
def test_a_line_is_named(path: Path, line: int, change: Callable[[list[bytes], int], list[bytes]], off: int) -> None:
    lines = path.read_bytes().splitlines()
    changed = change(lines, line)
    if changed == lines[: len(changed)]:
        return  # a whole chain that ends earlier: only a seal from outside can tell
    path.write_bytes(b"\n".join(changed) + b"\n")
    assert named(path)[0] == line + off


def forged(raw: bytes, previous: str) -> bytes:
    """Return a line with another value and a right hash of its own, behind another one."""
    plain = {**json.loads(raw), "who": "دیگری", "previous": previous}
    del plain["hash"]
    body = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()[:-1]
    return body + b',"hash":"' + hashlib.sha256(body).hexdigest().encode() + b'"}'


@pytest.mark.parametrize("line", range(LINES - 1))
def test_a_line_made_anew_with_a_right_hash_is_named_by_the_one_behind_it(path: Path, line: int) -> None:
    lines = path.read_bytes().splitlines()
    lines[line] = forged(lines[line], json.loads(lines[line])["previous"])
    path.write_bytes(b"\n".join(lines) + b"\n")
    assert named(path) == [line + 2]


def test_every_place_of_damage_is_named_not_only_the_first(path: Path) -> None:
    lines = path.read_bytes().splitlines()
    for line in (1, 5, 9):
        lines[line] = lines[line].replace(b'"when":"2026', b'"when":"2025')
    path.write_bytes(b"\n".join(lines) + b"\n")
    assert named(path) == [2, 6, 10]


@pytest.mark.parametrize("field", ["number", "when", "who", "where", "fact", "before", "after", "previous"])
@pytest.mark.parametrize("value", [None, 5, [], {}, "x", [[]], {"value": 1}, {"evidence": [1]}, {"evidence": "x"}])
def test_a_right_hash_over_nonsense_is_a_named_line_or_read_but_never_an_error(
    tmp_path: Path, field: str, value: object
) -> None:
    path, plain = tmp_path / "log.jsonl", json.loads(log_line())
    del plain["hash"]
    body = json.dumps({**plain, field: value}).encode()[:-1]
    path.write_bytes(body + b',"hash":"' + hashlib.sha256(body).hexdigest().encode() + b'"}\n')
    if named(path) == []:
        assert field in ("when", "who", "fact") or (field in ("before", "after") and not value)


def log_line() -> bytes:
    body = json.dumps(
        {"number": 1, "when": WHEN, "who": "", "where": "file", "fact": "a", "before": None, "after": None,
         "previous": "0" * 64}
    ).encode()[:-1]  # fmt: skip
    return body + b',"hash":"' + hashlib.sha256(body).hexdigest().encode() + b'"}'


# --- what was cut


def test_a_log_cut_at_any_byte_is_read_up_to_its_last_whole_line(path: Path) -> None:
    """At every byte of the last three lines; what is written next continues the chain."""
    whole, entries = path.read_bytes(), twelve()
    starts = [0]
    for line in whole.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for end in range(starts[-4], len(whole)):
        path.write_bytes(whole[:end])
        found = log.read(path)
        count = sum(start <= end for start in starts[1:]) + (end + 1 in starts)
        assert list(found.entries) == entries[:count], end
        if count < LINES and (end % 97 == 0 or end + 2 in starts or end + 1 in starts or end in starts):
            after = log.append(path, found, entries[count : count + 1])
            assert log.read(path) == after
            assert path.read_bytes() == whole[: starts[count + 1]]


@pytest.mark.parametrize(
    "rest", [b"\0" * 4096, b"\0", b"{", b'{"number":13,', b"\xff\xfe", b"x" * 10_000, b"\r", b" "]
)
def test_rests_behind_the_end_are_passed_over_and_written_over(path: Path, rest: bytes) -> None:
    whole, entries = path.read_bytes(), twelve()
    path.write_bytes(whole + rest)
    found = log.read(path)
    assert list(found.entries) == entries
    log.append(path, found, [entries[0]._replace(number=13)])
    assert len(log.read(path).entries) == 13
    assert path.read_bytes().startswith(whole)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_an_editor_that_takes_the_last_line_end_away_takes_no_line_away(path: Path, end: bytes) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", end)[: -len(end)])
    found = log.read(path)
    assert list(found.entries) == twelve()
    after = log.append(path, found, [twelve()[0]._replace(number=13)])
    assert log.read(path) == after
    assert len(after.entries) == 13


def test_windows_line_ends_change_nothing(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    found = log.read(path)
    assert list(found.entries) == twelve()
    assert log.read(path, found) == found
    assert log.read(path) == log.append(path, found, ())


def test_an_empty_log_is_one_without_entries(path: Path) -> None:
    path.write_bytes(b"")
    assert log.read(path) == Log()


# --- what another program did meanwhile


@pytest.mark.parametrize("how", ["put back", "put back by another program"])
def test_a_line_end_that_was_missing_and_came_back_is_no_damage(path: Path, how: str) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    known = log.read(path)
    if how == "put back":
        path.write_bytes(whole)
    else:
        log.append(path, log.read(path), [twelve()[0]._replace(number=13)])
    assert named(path) == []
    assert named(path, known) == []


def test_a_record_begun_anew_by_another_program_is_read_anew(path: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.jsonl"
    known = log.append(short, Log(), twelve()[:2])
    short.unlink()
    entries = [entry._replace(who="anew") for entry in twelve()]
    log.append(short, Log(), entries)
    assert named(short) == []
    assert named(short, known) == []
    assert list(log.read(short, known).entries) == entries
