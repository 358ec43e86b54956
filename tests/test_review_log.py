"""review.jsonl: what was recorded is read as it was; what was changed in it is named with its line."""

from __future__ import annotations

import errno
import hashlib
import json
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import files, schema
from compliance.errors import BadInput, CannotAccess, Problem
from compliance.model.record import Where
from compliance.model.review import Deed, Event
from compliance.office import review_log
from compliance.office.chain import Chain
from compliance.persian import dates

WHEN = "2026-11-24T14:22:16+03:30"
PLAN = "0123456789abcdef"
LINES = 14
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    ['"}\n', "\\", '","hash":"' + "0" * 64, "\r", "\0", "\u2028", "نیم‌فاصله"]
)
DAYS = st.dates(date(1921, 3, 21), date(2121, 3, 20))
MOMENTS = st.builds(
    lambda at, minutes: at.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes))).isoformat(),
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
    st.integers(-12 * 60, 14 * 60),
)
EVENTS = st.builds(
    Event,
    st.just(0),
    MOMENTS,
    TEXTS,
    st.sampled_from(Where),
    st.sampled_from(Deed),
    st.text("0123456789abcdef", min_size=16, max_size=16),
    st.none() | TEXTS,
    st.none() | TEXTS,
    st.none() | DAYS,
    st.none() | st.tuples(TEXTS, st.just("") | DAYS.map(dates.write)),
)


def numbered(events: list[Event]) -> list[Event]:
    return [event._replace(number=n) for n, event in enumerate(events, 1)]


def one_of_each() -> list[Event]:
    """Every deed once, with all that may be said of it in turns."""
    more: list[dict[str, Any]] = [
        {},
        {"letter": ("1405/ح/217", "1405/09/02")},
        {"action": "renew-certificate", "text": "پیمانکار نداریم"},
        {"action": "renew-certificate", "day": date(2026, 12, 26)},
    ]
    return numbered([Event(0, WHEN, "مدیرکل", Where.TERMINAL, d, PLAN, **more[n % 4]) for n, d in enumerate(Deed)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record of thirteen lines."""
    path = tmp_path / "review.jsonl"
    review_log.append(path, Chain(), one_of_each())
    return path


def problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as error:
        review_log.read(path)
    assert all(p.file == str(path) and p.line and p.seen and p.expected and p.mend for p in error.value.problems)
    return error.value.problems


def named(path: Path) -> list[int | None]:
    return [problem.line for problem in problems(path)]


def forged(path: Path, **changed: Any) -> None:
    """Write one line with a right hash; Ellipsis takes a key out."""
    plain = {"number": 1, "when": WHEN, "who": "", "where": "file", "did": "fixed", "plan": PLAN, **changed}
    plain = {key: value for key, value in plain.items() if value is not ...}
    body = json.dumps({**plain, "previous": "0" * 64}, separators=(",", ":")).encode()[:-1]
    path.write_bytes(body + b',"hash":"' + hashlib.sha256(body).hexdigest().encode() + b'"}\n')


# --- there and back


def test_every_deed_is_read_as_it_was_written(path: Path) -> None:
    found = review_log.read(path)
    assert list(found.entries) == one_of_each()
    assert len(found.entries) == LINES == len(Deed)
    assert found.size == path.stat().st_size


@given(st.lists(EVENTS, max_size=8), st.integers(0, 8))
@QUICK
def test_whatever_is_recorded_is_read_back(tmp_path: Path, drawn: list[Event], cut: int) -> None:
    """In one go or in two, and each line as the published schema says."""
    path, events = tmp_path / "any.jsonl", numbered(drawn)
    path.unlink(missing_ok=True)
    first = review_log.append(path, Chain(), events[:cut])
    second = review_log.append(path, first, events[cut:])
    assert review_log.read(path) == second
    assert list(second.entries) == events
    check = jsonschema.Draft202012Validator(schema.published("review"))
    lines = path.read_bytes().split(b"\n") if events else [b""]
    assert lines.pop() == b""
    assert len(lines) == len(events)
    for line in lines:
        assert not [error.message for error in check.iter_errors(json.loads(line))]


def test_a_line_is_written_in_one_way(path: Path) -> None:
    """Who reads the file with other programs finds these keys, and days as Jalali texts."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    head = ["number", "when", "who", "where", "did", "plan"]
    assert list(lines[0]) == [*head, "previous", "hash"]
    assert list(lines[1]) == [*head, "letter", "previous", "hash"]
    assert lines[1]["letter"] == {"number": "1405/ح/217", "date": "1405/09/02"}
    assert list(lines[3]) == [*head, "action", "day", "previous", "hash"]
    assert lines[3]["day"] == "1405/10/05"
    assert lines[0]["previous"] == "0" * 64
    assert [line["previous"] for line in lines[1:]] == [line["hash"] for line in lines[:-1]]


def test_the_schema_names_every_deed_and_every_place() -> None:
    published = schema.published("review")
    assert published["properties"]["did"]["enum"] == [deed.value for deed in Deed]
    assert published["$defs"]["where"]["enum"] == [where.value for where in Where]


def test_no_file_and_an_empty_one_are_an_empty_record(tmp_path: Path) -> None:
    path = tmp_path / "review.jsonl"
    assert review_log.read(path) == Chain()
    assert review_log.append(path, Chain(), ()) == Chain()
    assert not path.exists()
    path.write_bytes(b"")
    assert review_log.read(path) == Chain()


# --- damage


@given(st.data())
@QUICK
def test_a_changed_byte_is_named_with_its_line(path: Path, data: st.DataObject) -> None:
    """All but the end of the last line: without it that line counts as interrupted."""
    review_log.append(path, fresh(path), one_of_each())
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 2))
    changed = bytearray(whole)
    changed[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[at]))
    path.write_bytes(changed)
    assert named(path)[0] == whole[:at].count(b"\n") + 1


def fresh(path: Path) -> Chain[Event]:
    path.unlink(missing_ok=True)
    return Chain()


@pytest.mark.parametrize("line", range(LINES))
def test_a_line_taken_out_swapped_doubled_or_put_in_is_named(path: Path, line: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    if line < LINES - 1:  # the last one taken out leaves a whole chain; only a seal from outside can tell
        path.write_bytes(b"".join(lines[:line] + lines[line + 1 :]))
        assert named(path) == [line + 1]
    for other in range(line + 1, LINES):
        swapped = list(lines)
        swapped[line], swapped[other] = swapped[other], swapped[line]
        path.write_bytes(b"".join(swapped))
        assert named(path)[0] == line + 1
    path.write_bytes(b"".join([*lines[: line + 1], lines[line], *lines[line + 1 :]]))
    assert named(path)[0] == line + 2
    path.write_bytes(b"".join([*lines[:line], b'{"number":1}\n', *lines[line:]]))
    assert named(path)[0] == line + 1


@pytest.mark.parametrize("line", range(LINES - 1))
def test_a_line_written_anew_with_a_right_hash_is_named_by_the_one_below(path: Path, line: int) -> None:
    """A right number and a right hash of its own are not enough: the next line still names the old one."""
    lines, other = path.read_bytes().splitlines(keepends=True), path.with_name("other.jsonl")
    events = one_of_each()[: line + 1]
    review_log.append(other, Chain(), [*events[:-1], events[-1]._replace(who="دیگری")])
    path.write_bytes(other.read_bytes() + b"".join(lines[line + 1 :]))
    assert named(path) == [line + 2]


@given(st.binary(max_size=400))
@QUICK
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bytes.jsonl"
    path.write_bytes(content)
    if b"\n" in content:
        assert named(path)[0] == 1
    else:
        assert review_log.read(path) == Chain()


WRONG: dict[str, list[Any]] = {
    "number": [..., None, "1", 1.0, True, float("inf"), float("nan"), [], 0, 2, -1],
    "when": [..., None, 5, "", "x", "2026-11-24T14:22:16", "2026-11-24T25:22:16+03:30", "2026-02-30T14:22:16+03:30"],
    "who": [..., None, 5, []],
    "where": [..., None, 5, {}, "", "moon", "TERMINAL"],
    "did": [..., None, 5, {}, "", "flew", "Fixed"],
    "plan": [..., None, 5, "", PLAN[1:], PLAN + "0", PLAN.upper(), PLAN[1:] + "\n"],
    "action": [None, 5, []],
    "text": [None, 5, {}],
    "day": [None, 5, [], "", "1405/13/01", "1405/12/31", "1405/9/2", "۱۴۰۵/۰۹/۰۲", "1405-09-02", "2026/11/24"],
    "letter": [
        None, 5, "ab", [], ["a", "b"], {}, {"number": "1"}, {"date": ""}, {"number": 1, "date": ""},
        {"number": "1", "date": None}, {"number": "1", "date": "x"}, {"number": "1", "date": "", "by": ""},
    ],
    "another": [1, None],
}  # fmt: skip


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in WRONG.items() for value in values])
def test_a_right_hash_does_not_make_an_event_of_wrong_fields(path: Path, key: str, value: Any) -> None:
    forged(path, **{key: value})
    assert named(path) == [1]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.sampled_from([*Deed, *Where, WHEN, PLAN]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["number", "date"]) | TEXTS, inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*WRONG]), JSON, min_size=1, max_size=3))
@QUICK
def test_fields_of_any_kind_are_as_the_schema_says_or_damage(path: Path, fields: dict[str, Any]) -> None:
    forged(path, **fields)
    check = jsonschema.Draft202012Validator(schema.published("review"))
    try:
        read = len(review_log.read(path).entries)
    except BadInput:
        assert named(path) == [1]
    else:
        assert read == 1
        assert not list(check.iter_errors(json.loads(path.read_bytes())))


def test_the_way_to_mend_is_that_of_this_file(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"fixed", b"fixes"))
    problem = problems(path)[0]
    assert "review.jsonl" in problem.mend
    assert "log.jsonl" not in problem.mend
    assert "--begin-anew" not in problem.mend


def test_a_damaged_record_put_aside_begins_anew(path: Path) -> None:
    path.write_bytes(b"x\n")
    problems(path)
    path.rename(path.with_suffix(".old"))
    review_log.append(path, review_log.read(path), one_of_each())
    assert list(review_log.read(path).entries) == one_of_each()


# --- interrupted


def test_a_line_cut_anywhere_is_passed_over_and_written_anew(path: Path) -> None:
    whole = path.read_bytes()
    begin = whole[:-1].rfind(b"\n") + 1
    for end in range(begin, len(whole) - 1):
        path.write_bytes(whole[:end])
        found = review_log.read(path)
        assert list(found.entries) == one_of_each()[:-1], end
        review_log.append(path, found, one_of_each()[-1:])
        assert path.read_bytes() == whole


def test_a_line_end_taken_away_by_an_editor_loses_no_line(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    found = review_log.read(path)
    assert list(found.entries) == one_of_each()
    review_log.append(path, found, [one_of_each()[0]._replace(number=LINES + 1)])
    assert len(review_log.read(path).entries) == LINES + 1
    assert path.read_bytes().startswith(whole)


def test_a_disk_that_refuses_leaves_the_record_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, found = path.read_bytes(), review_log.read(path)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CannotAccess):
        review_log.append(path, found, [one_of_each()[0]._replace(number=LINES + 1)])
    assert path.read_bytes() == whole


# --- together

WRITER = """
import sys
from pathlib import Path
from compliance import files
from compliance.model.record import Where
from compliance.model.review import Deed, Event
from compliance.office import review_log

path, who = Path(sys.argv[1]), sys.argv[2]
for n in range(int(sys.argv[3])):
    with files.lock(path.with_name("plan.yaml")):
        log = review_log.read(path)
        event = Event(len(log.entries) + 1, sys.argv[4], who, Where.TERMINAL, Deed.COMMENTED, sys.argv[5], text=str(n))
        review_log.append(path, log, [event])
"""


def test_programs_that_hold_the_lock_lose_no_event_of_each_other(tmp_path: Path) -> None:
    path, each, writers = tmp_path / "review.jsonl", 12, ("a", "b", "c", "d")
    command = [sys.executable, "-c", WRITER, str(path)]
    running = [subprocess.Popen([*command, who, str(each), WHEN, PLAN]) for who in writers]
    assert [program.wait(60) for program in running] == [0] * len(writers)
    with files.lock(path.with_name("plan.yaml")):
        entries = review_log.read(path).entries
    assert [event.number for event in entries] == list(range(1, each * len(writers) + 1))
    for who in writers:
        assert [event.text for event in entries if event.who == who] == [str(n) for n in range(each)]


def test_ten_thousand_events_are_read(tmp_path: Path) -> None:
    path = tmp_path / "review.jsonl"
    events = numbered(one_of_each() * 770)
    review_log.append(path, Chain(), events)
    assert list(review_log.read(path).entries) == events
