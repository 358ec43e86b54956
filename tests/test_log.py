"""log.jsonl: whole or cut at the end it is read; changed anywhere it is named with the line."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import schema
from compliance.errors import BadInput
from compliance.model.office import Evidence
from compliance.model.record import Change, Entry, Seal, Where
from compliance.model.stated import NOTHING, Key, Stated
from compliance.office import log
from compliance.office.log import Log

WHEN = "2026-11-24T14:22:16+03:30"
LETTER = Evidence("letter", "1405/ح/217", "1405/05/02", "حراست", "محرمانه")
TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=12)
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def changes(count: int) -> list[Entry]:
    entries: list[Entry] = []
    for n in range(1, count + 1):
        if n % 5 == 0:
            entries.append(Seal(n, WHEN, "علی", Where.EVIDENCE, f"evidence/{n}.pdf", f"{n:064x}", n))
        else:
            after = Stated(value=str(n), by="علی", on="1405/09/03", evidence=(LETTER,) if n % 3 else ())
            entries.append(Change(n, WHEN, "علی", Where.TERMINAL, Key("", f"fact.n{n % 4}"), NOTHING, after))
    return entries


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log of twelve lines."""
    path = tmp_path / "log.jsonl"
    log.append(path, Log(), changes(12))
    return path


def broken_lines(path: Path) -> list[int | None]:
    with pytest.raises(BadInput) as error:
        log.read(path)
    return [problem.line for problem in error.value.problems]


def test_what_was_written_is_read(path: Path) -> None:
    found = log.read(path)
    assert list(found.entries) == changes(12)
    assert found.size == path.stat().st_size
    again = log.append(path, found, changes(14)[12:])
    assert log.read(path) == again == log.read(path, found)


@given(
    stated=st.builds(
        Stated, value=TEXT, note=TEXT, by=TEXT, proposed=st.none() | st.just("1405-2"), evidence=st.just(())
    ),
    who=TEXT,
)
@QUICK
def test_any_text_comes_back(tmp_path: Path, stated: Stated, who: str) -> None:
    path = tmp_path / "any.jsonl"
    path.unlink(missing_ok=True)
    entry = Change(1, WHEN, who, Where.FILE, Key("سامانه", "a.b"), NOTHING, stated)
    log.append(path, Log(), [entry])
    assert log.read(path).entries == (entry,)


def test_every_line_is_as_the_published_schema_says(path: Path) -> None:
    import jsonschema

    check = jsonschema.Draft202012Validator(schema.published("log"))
    for line in path.read_text("utf-8").splitlines():
        assert not list(check.iter_errors(json.loads(line)))


def test_a_changed_byte_is_named_with_its_line(path: Path) -> None:
    whole, chance = path.read_bytes(), random.Random(1405)
    inner = [i for i in range(len(whole)) if whole[i : i + 1] not in (b"\n", b"\r")]
    last_line = whole[:-1].rfind(b"\n")
    for at in chance.sample(inner, 300):
        changed = bytearray(whole)
        changed[at] ^= 1 << chance.randrange(7)
        if changed[at] in b"\n\r":
            continue
        path.write_bytes(changed)
        line = whole[:at].count(b"\n") + 1
        named = broken_lines(path)
        assert named[0] == line, (at, named)
        assert len(named) <= 2
        assert at > last_line or line < 12


@pytest.mark.parametrize("line", range(12))
def test_a_line_taken_out_doubled_swapped_or_put_in_is_named(path: Path, line: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    if line < 11:  # the last one taken out leaves a whole chain; only a seal from outside can tell
        path.write_bytes(b"".join(lines[:line] + lines[line + 1 :]))
        assert broken_lines(path) == [line + 1]
        path.write_bytes(b"".join([*lines[:line], lines[line + 1], lines[line], *lines[line + 2 :]]))
        assert line + 1 in broken_lines(path)
    path.write_bytes(b"".join([*lines[: line + 1], lines[line], *lines[line + 1 :]]))
    assert broken_lines(path)[0] == line + 2
    path.write_bytes(b"".join([*lines[:line], b'{"number":1}\n', *lines[line:]]))
    assert broken_lines(path)[0] == line + 1


def test_a_chain_made_anew_from_a_changed_line_on_is_found_by_who_read_it_before(path: Path) -> None:
    """A line with a right hash of its own still has to follow the one above it."""
    lines = path.read_bytes().splitlines(keepends=True)
    other = path.with_name("other.jsonl")
    forged = [*changes(5)[:3], changes(5)[3]._replace(who="دیگری")]
    log.append(other, Log(), forged)
    path.write_bytes(b"".join([*lines[:3], other.read_bytes().splitlines(keepends=True)[3], *lines[4:]]))
    assert broken_lines(path) == [5]


def test_a_line_cut_anywhere_is_passed_over_and_written_anew(path: Path) -> None:
    whole = path.read_bytes()
    begin = whole[:-1].rfind(b"\n") + 1
    for end in range(begin, len(whole) - 1):
        path.write_bytes(whole[:end])
        found = log.read(path)
        assert len(found.entries) == 11, end
        log.append(path, found, changes(12)[11:])
        assert path.read_bytes() == whole


def test_a_line_end_taken_away_by_an_editor_loses_no_line(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    found = log.read(path)
    assert len(found.entries) == 12
    log.append(path, found, changes(13)[12:])
    assert len(log.read(path).entries) == 13
    assert path.read_bytes().startswith(whole)


def test_windows_line_ends_and_zeros_behind_the_end_do_no_harm(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"\n", b"\r\n"))
    assert len(log.read(path).entries) == 12
    path.write_bytes(whole + b"\0" * 4096)
    found = log.read(path)
    assert len(found.entries) == 12
    log.append(path, found, changes(13)[12:])
    assert len(log.read(path).entries) == 13


def test_a_log_that_became_shorter_or_went_is_not_taken_for_what_was_read(path: Path) -> None:
    known = log.read(path)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:5]))
    assert len(log.read(path, known).entries) == 5
    path.unlink()
    with pytest.raises(BadInput):
        log.read(path, known)


def test_ten_thousand_changes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    log.append(path, Log(), changes(10_000))
    found = log.read(path)
    assert len(found.entries) == 10_000
    assert found.state[Key("", "fact.n3")].value == "9999"


def test_a_line_of_other_kinds_of_values_is_refused(path: Path) -> None:
    """A right hash does not make an entry of numbers in place of texts."""
    import hashlib

    body = json.dumps({"number": 1, "when": WHEN, "who": "", "where": "file", "fact": "a", "before": None,
                       "after": {"value": 5}, "previous": "0" * 64}, separators=(",", ":")).encode()[:-1]  # fmt: skip
    path.write_bytes(body + b',"hash":"' + hashlib.sha256(body).hexdigest().encode() + b'"}\n')
    assert broken_lines(path) == [1]
