"""The desk under everything that can happen to a round: other writers, editors, full disks, kills at any line or byte.

Kills are real ones: the change is made in a process of its own that ends, without any clean-up, at the
line of the program or the byte of the file that the test names.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import checklist, files, language, tree
from compliance.errors import BadInput, CannotAccess, ComplianceError
from compliance.model.checklist import AnswerKind, Fact, Library
from compliance.model.office import Evidence
from compliance.model.record import Author, Change, Seal, Wanted, Where
from compliance.model.stated import NOTHING, Key, State, Stated
from compliance.office import blank, folder, log, restoring, snapshot, writing
from compliance.office.desk import Desk, Entered
from compliance.office.past import Moment

ROUND = "1405-2"
TODAY = date(2026, 11, 24)
SARA, ALI = Author("سارا", Where.TERMINAL, TODAY), Author("علی", Where.TERMINAL, TODAY)
RESTORE = SARA._replace(where=Where.RESTORE)
SYSTEM = "archive"
EMPTY = writing.empty(ROUND)
SETTINGS = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are forked and killed")


# --- a round to work on


class Place:
    """A round's folder with two facts of each kind of answer and two of a system."""

    def __init__(self, office: Path, library: Library, text: str = EMPTY) -> None:
        self.instruments, self.folder = library, office / "rounds" / ROUND
        self.own, self.of_systems = folder.facts_by_subject(library)
        self.clean(text)

    def clean(self, text: str = EMPTY) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "evidence").mkdir(parents=True)
        for name in "ab":
            (self.folder / "evidence" / f"{name}.txt").write_text(name, "utf-8")
        self.answers.write_bytes(text.encode())

    @property
    def answers(self) -> Path:
        return self.folder / "answers.yaml"

    @property
    def system(self) -> Path:
        return self.folder / "systems" / f"{SYSTEM}.yaml"

    @property
    def log(self) -> Path:
        return self.folder / log.FILE

    def desk(self) -> Desk:
        return Desk(self.folder, self.own, self.of_systems, [SYSTEM], 2**20)

    @property
    def keys(self) -> list[Key]:
        kinds = [[f.id for f in self.own.values() if f.answer is kind][:2] for kind in AnswerKind]
        own = [Key("", fact) for fact in itertools.chain(*kinds)]
        return own + [Key(SYSTEM, fact) for fact in list(self.of_systems)[:2]]

    def fact(self, key: Key) -> Fact:
        return (self.of_systems if key.system else self.own)[key.fact]

    def texts(self) -> tuple[bytes, bytes]:
        return self.answers.read_bytes(), self.system.read_bytes() if self.system.exists() else b""

    def agree(self) -> State:
        """The record replayed says what the files say, and both can be read."""
        state = self.desk().state()
        assert log.read(self.log).state == state
        for path in (self.answers, self.system):
            assert not path.exists() or tree.parse(path.read_text("utf-8"), "x")
        return state


@pytest.fixture
def place(tmp_path: Path, library: Library) -> Place:
    return Place(tmp_path, library)


def said(kind: AnswerKind, number: int) -> Stated:
    """Return an answer of a kind, another one for each number up to 4."""
    return {
        AnswerKind.YES_NO: Stated(value="yes" if number % 2 else "no"),
        AnswerKind.LEVEL: Stated(value=str(number % 5)),
        AnswerKind.COUNTS: Stated(counted=str(number), total="9"),
        AnswerKind.NUMBER: Stated(value=str(number)),
    }[kind]


EXTRAS = [
    {},
    {"by": "علی", "on": "1405/09/03"},
    {"note": "a: b # c"},
    {"evidence": (Evidence("file", "evidence/a.txt"),)},
    {"evidence": (Evidence("letter", "1405/ح/1", "1405/01/02", "دبیرخانه"), Evidence("file", "evidence/b.txt"))},
    {"override": "دلیل"},
]


def answer(place: Place, key: Key, number: int, extra: int) -> Stated:
    """Return what somebody says of a fact; number 5 does not apply, 6 says nothing at all."""
    if number == 6:
        return NOTHING
    stated = Stated(not_applicable="سقف: نیست") if number == 5 else said(place.fact(key).answer, number)
    return stated._replace(**EXTRAS[extra])


def put(desk: Desk, key: Key, mine: Stated, author: Author = SARA) -> Entered:
    """Enter an answer over what stands there now."""
    return desk.enter([Wanted(key, desk.state().get(key, NOTHING), mine)], author)


SAID = st.tuples(st.integers(0, 9), st.integers(1, 6), st.integers(0, len(EXTRAS) - 1))


# --- the same answers, the same bytes


@given(
    st.dictionaries(st.integers(0, 9), st.tuples(st.integers(1, 5), st.integers(0, 5)), max_size=4),
    st.randoms(),
    st.booleans(),
)
@SETTINGS
def test_the_same_answers_entered_in_any_order_are_the_same_bytes(
    tmp_path: Path, library: Library, drawn: dict[int, tuple[int, int]], chance: random.Random, laid_down: bool
) -> None:
    """One by one, in another order, or all at once; from an empty file and from that of `new`."""
    place = Place(tmp_path, library)
    wanted = [Wanted(key, NOTHING, answer(place, key, *drawn[i])) for i, key in enumerate(place.keys) if i in drawn]
    shuffled = wanted.copy()
    chance.shuffle(shuffled)
    seen = set()
    for groups in ([wanted], [[wish] for wish in wanted], [[wish] for wish in shuffled], [shuffled]):
        place.clean(blank.answers(ROUND, library) if laid_down else EMPTY)
        for wishes in groups:
            assert not place.desk().enter(wishes, SARA).conflicts
        seen.add(place.texts())
        assert place.agree() == {wish.key: wish.mine for wish in wanted}
    assert len(seen) == 1


@pytest.mark.parametrize("kind", [AnswerKind.NUMBER, AnswerKind.COUNTS], ids=str)
@pytest.mark.parametrize("then", [Stated(not_applicable="why"), Stated(value="85")], ids=["n/a", "percentage"])
def test_the_same_answer_given_by_another_way_is_the_same_bytes(place: Place, kind: AnswerKind, then: Stated) -> None:
    if kind is AnswerKind.NUMBER:
        then = Stated(not_applicable="why", note=then.value)
    key = next(key for key in place.keys if place.fact(key).answer is kind)
    seen = set()
    for before in (None, said(kind, 3)):
        place.clean(blank.answers(ROUND, place.instruments))
        if before:
            put(place.desk(), key, before)
        put(place.desk(), key, then)
        seen.add(place.texts())
    assert len(seen) == 1


def test_restoring_not_applicable_brings_the_bytes_back(place: Place) -> None:
    place.clean(blank.answers(ROUND, place.instruments))
    desk, key = place.desk(), Key("", "office.area")
    put(desk, key, Stated(not_applicable="why"))
    before = place.texts()
    put(desk, key, Stated(value="5"))
    restoring.restore(desk, Moment(number=1), None, RESTORE)
    assert place.texts() == before


# --- histories at random


class History:
    """What hypothesis does to a round, and what has to be there after each step."""

    def __init__(self, place: Place) -> None:
        self.place, self.desks = place, (place.desk(), place.desk())
        self.seen: list[State] = [{}, {}]
        self.truth: dict[Key, Stated] = {}

    def look(self, who: int) -> None:
        self.seen[who] = self.desks[who].state()

    def enter(self, who: int, drawn: Sequence[tuple[int, int, int]]) -> None:
        """Enter answers over what was seen when this writer looked last."""
        wishes = {}
        for i, number, extra in drawn:
            key = self.place.keys[i]
            wishes[key] = Wanted(key, self.seen[who].get(key, NOTHING), answer(self.place, key, number, extra))
        before = dict(self.truth)
        done = self.desks[who].enter(list(wishes.values()), (SARA, ALI)[who])
        conflicts = {conflict.key: conflict for conflict in done.conflicts}
        for key, wish in wishes.items():
            there = before.get(key, NOTHING)
            if key in conflicts:
                assert (conflicts[key].theirs, conflicts[key].mine) == (there, wish.mine)
                assert key not in done.changed, "a conflict is never written"
                assert there not in (wish.base, wish.mine), "nothing was changed elsewhere"
                continue
            now = done.changed.get(key, there)
            kept(wish, there, now)
            self.truth[key] = now
        assert set(done.changed) <= set(wishes)
        self.truth = {key: stated for key, stated in self.truth.items() if stated != NOTHING}

    def edit(self, drawn: Sequence[tuple[int, int, int]]) -> None:
        """Change the files as people do, in another spelling, in an order of their own."""
        for i, number, extra in drawn:
            key = self.place.keys[i]
            stated = answer(self.place, key, number, extra)
            self.truth.pop(key, None)
            if stated != NOTHING:
                self.truth[key] = stated
        for system, path in (("", self.place.answers), (SYSTEM, self.place.system)):
            lines = ["# by hand\nround: ۱۴۰۵-۲\nanswers:\n"]
            for key, stated in self.truth.items():
                if key.system == system:
                    plain = log.plain(stated) or {}
                    plain["evidence"] = [
                        p.get("file") if set(p) == {"file"} else p for p in plain.get("evidence", [])
                    ]
                    lines.append(f"  {key.fact}: {json.dumps(plain, ensure_ascii=False)}  # {key.fact}\n")
            path.parent.mkdir(exist_ok=True)
            path.write_text("".join(lines), "utf-8")

    def restore(self, who: int, number: int) -> None:
        """Bring a state back, twice: the second time changes nothing."""
        desk = self.desks[who]
        desk.notice(SARA)
        count = len(desk.log.entries)
        first = next((e.number for e in desk.log.entries if isinstance(e, Change)), None)
        if first is None:
            return
        at = first + number % (count - first + 1)
        expected = log.state_after(e for e in desk.log.entries if e.number <= at)
        restoring.restore(desk, Moment(number=at), None, RESTORE)
        assert desk.state() == expected
        once = self.place.texts(), self.place.log.read_bytes()
        assert restoring.restore(desk, Moment(number=at), None, RESTORE).changes == ()
        assert (self.place.texts(), self.place.log.read_bytes()) == once
        self.truth = dict(expected)

    def check(self) -> None:
        assert self.place.desk().state() == self.truth
        for desk in self.desks:
            assert desk.state() == self.truth


def kept(wish: Wanted, there: Stated, now: Stated) -> None:
    """What was taken holds the wish, and of what was there all that the wish does not change."""
    answers = [(*side.statement, side.on, side.by) for side in (wish.base, wish.mine, there, now)]
    base, mine, theirs, result = answers
    if mine != base:
        assert result[:6] == mine[:6]
        assert theirs in (base, result) or theirs[:6] == mine[:6], "another answer was overwritten"
    else:
        assert result == theirs
    assert now.note == (wish.mine.note if wish.mine.note != wish.base.note else there.note)
    base_set, mine_set, their_set = set(wish.base.evidence), set(wish.mine.evidence), set(there.evidence)
    if wish.mine.evidence != wish.base.evidence:
        assert set(now.evidence) == (base_set & mine_set & their_set) | (mine_set - base_set) | (their_set - base_set)


ACTION = st.one_of(
    st.tuples(st.just("enter"), st.integers(0, 1), st.lists(SAID, min_size=1, max_size=3)),
    st.tuples(st.just("enter"), st.integers(0, 1), st.lists(SAID, min_size=1, max_size=3)),
    st.tuples(st.just("look"), st.integers(0, 1)),
    st.tuples(st.just("edit"), st.lists(SAID, max_size=3)),
    st.tuples(st.just("restore"), st.integers(0, 1), st.integers(0, 30)),
)


@given(st.lists(ACTION, max_size=14), st.booleans())
@SETTINGS
def test_two_writers_an_editor_and_restoring_in_any_order_lose_nothing(
    tmp_path: Path, library: Library, actions: list[Any], laid_down: bool
) -> None:
    place = Place(tmp_path, library, blank.answers(ROUND, library) if laid_down else EMPTY)
    history = History(place)
    for name, *arguments in actions:
        getattr(history, name)(*arguments)
        history.check()
        if name in ("enter", "restore"):
            assert place.agree() == history.truth
    history.desks[0].notice(SARA)
    assert place.agree() == history.truth


@given(
    st.lists(st.lists(SAID, min_size=1, max_size=3), min_size=1, max_size=6), st.lists(st.integers(0, 99), max_size=3)
)
@settings(SETTINGS, max_examples=15)
def test_any_earlier_state_comes_back_and_goes_again_to_the_same_bytes(
    tmp_path: Path, library: Library, steps: list[list[tuple[int, int, int]]], back: list[int]
) -> None:
    """From the file of `new`, without answers that do not apply (their bytes have a test of their own)."""
    place = Place(tmp_path, library, blank.answers(ROUND, library))
    desk = place.desk()
    for i, key in enumerate(place.keys):  # so that every entry of the system stands in its file
        if key.system:
            put(desk, key, answer(place, key, 1 + i % 4, 0))
    seen = []
    for step in steps:
        for i, number, extra in step:
            put(desk, place.keys[i], answer(place, place.keys[i], 1 if number == 5 else number, extra))
        seen.append((len(desk.log.entries), desk.state(), place.texts()))
    for choice in (*back, len(seen) - 1):
        number, state, texts = seen[choice % len(seen)]
        restoring.restore(desk, Moment(number=number), None, RESTORE)
        assert desk.state() == state == place.agree()
        assert place.texts() == texts
    assert all(e.where is Where.RESTORE for e in desk.log.entries[seen[-1][0] :])


# --- people's editors


@pytest.mark.parametrize("at", range(3))
def test_an_editor_that_saves_between_reading_and_writing_loses_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Up to the third try; its change is recorded as from the file, ours as ours."""
    desk, key = place.desk(), Key("", "office.area")
    put(desk, key, Stated(value="1"))
    whole, calls = files.replace, itertools.count()

    def late(path: Path, data: bytes, seen: bytes | None) -> bool:
        if (turn := next(calls)) <= at:
            path.write_text(f"{EMPTY}  office.area: {{value: {turn + 5}}} # mine\n", "utf-8")
        return whole(path, data, seen)

    monkeypatch.setattr(files, "replace", late)
    other = next(k for k in place.keys if not k.system and k != key)
    done = put(desk, other, answer(place, other, 1, 0))
    assert (done.noticed, done.conflicts, set(done.changed)) == (at + 1, (), {other})
    assert place.agree()[key].value == str(at + 5)
    assert "# mine" in place.answers.read_text("utf-8")
    changes = [(e.key, e.where) for e in desk.log.entries if isinstance(e, Change)][1:]
    assert changes == [(key, Where.FILE)] * (at + 1) + [(other, Where.TERMINAL)]


def test_an_editor_that_saves_the_same_fact_in_between_is_a_conflict(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, key = place.desk(), Key("", "office.area")
    put(desk, key, Stated(value="1"))
    whole = files.replace

    def late(path: Path, data: bytes, seen: bytes | None) -> bool:
        path.write_text(f"{EMPTY}  office.area: {{value: 7}}\n", "utf-8")
        return whole(path, data, seen)

    monkeypatch.setattr(files, "replace", late)
    done = desk.enter([Wanted(key, Stated(value="1"), Stated(value="2"))], SARA)
    assert [(c.base.value, c.theirs.value, c.mine.value) for c in done.conflicts] == [("1", "7", "2")]
    assert (done.changed, done.noticed) == ({}, 1)
    assert place.agree()[key].value == "7"


def test_an_editor_that_never_rests_is_named_and_nothing_is_lost(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, calls = files.replace, itertools.count()

    def late(path: Path, data: bytes, seen: bytes | None) -> bool:
        path.write_text(f"{EMPTY}# {next(calls)}\n", "utf-8")
        return whole(path, data, seen)

    monkeypatch.setattr(files, "replace", late)
    with pytest.raises(CannotAccess, match="keeps writing"):
        put(place.desk(), Key("", "office.area"), Stated(value="1"))
    assert place.answers.read_text("utf-8").startswith(f"{EMPTY}# ")
    assert place.agree() == {}
    assert not list(place.folder.rglob("*.part"))


def test_a_change_of_two_files_of_which_an_editor_saves_the_second_is_recorded_as_ours(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, of_system = Key("", "office.area"), place.keys[-1]
    desk = place.desk()
    put(desk, of_system, Stated(value="1"))
    whole, calls = files.replace, itertools.count()

    def late(path: Path, data: bytes, seen: bytes | None) -> bool:
        if next(calls) == 1:
            path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
        return whole(path, data, seen)

    monkeypatch.setattr(files, "replace", late)
    wishes = [Wanted(own, NOTHING, Stated(value="5")), Wanted(of_system, Stated(value="1"), Stated(value="2"))]
    done = desk.enter(wishes, SARA)
    assert place.agree() == {own: Stated(value="5"), of_system: Stated(value="2")}
    assert [(e.where, e.who) for e in desk.log.entries[1:] if isinstance(e, Change)] == [(Where.TERMINAL, "سارا")] * 2
    assert (set(done.changed), done.noticed) == ({own, of_system}, 0)


# --- texts that cannot be changed in place, texts that cannot be written


@pytest.mark.parametrize(
    "text",
    [
        "{round: 1405-2, answers: {}}\n",
        "{round: 1405-2, answers: }\n",
        "round: 1405-2\nanswers:\n  ? office.area\n  : {value: 1}\n",
        'round: 1405-2\nanswers:\n  ? "office.area"\n  :\n    ? value\n    : 1\n',
        "? round\n: 1405-2\n? answers\n: office.area: {value: 1}\n",
    ],
)
def test_a_text_that_cannot_be_changed_in_place_is_refused_and_untouched(place: Place, text: str) -> None:
    """Or it is changed rightly; never anything between."""
    place.clean(text)
    state = place.desk().state()
    for key in (Key("", "office.area"), place.keys[0]):
        new = answer(place, key, 4, 1)
        before = place.texts()
        try:
            put(place.desk(), key, new)
            assert place.desk().state() == {**state, key: new}
            state[key] = new
        except BadInput as error:
            assert [p.file for p in error.problems] == [str(place.answers)]  # noqa: PT017  either way is right
            assert place.texts() == before
            assert not place.log.exists() or place.agree() == state


def test_files_with_line_ends_of_windows_a_mark_and_strange_spelling_keep_them(place: Place) -> None:
    text = (
        "\ufeff# head\r\nround: ۱۴۰۵-۲   # round\r\n\r\nanswers:\r\n     office.area:\r\n       value: '۴٫۵'  # m²\r\n"
        "       note: >-\r\n         two\r\n         lines\r\n# tail"
    )
    place.clean(text)
    desk, key = place.desk(), Key("", "office.area")
    put(desk, key, desk.state()[key]._replace(by="علی"))
    assert place.answers.read_bytes().decode() == text.replace("       note", "       by: علی\r\n       note")
    put(desk, key, desk.state()[key]._replace(by=None))
    assert place.answers.read_bytes().decode() == text
    place.agree()


def test_line_ends_of_old_macs_are_changed_rightly_or_refused(place: Place) -> None:
    text = "round: 1405-2\ranswers:\r  # c\r  office.area: {value: 1}\r"
    for key, new in (
        (Key("", "office.area"), Stated(value="2")),
        (place.keys[0], answer(place, place.keys[0], 1, 1)),
    ):
        place.clean(text)
        with suppress(BadInput):
            put(place.desk(), key, new)
            assert place.agree()[key] == new
            assert b"# c" in place.answers.read_bytes()
            continue
        assert place.answers.read_bytes().decode() == text


def test_an_answer_for_a_system_that_is_not_entered_is_not_confirmed(place: Place) -> None:
    ghost = Key("ghost", place.keys[-1].fact)
    with suppress(ComplianceError, KeyError, ValueError):
        done = place.desk().enter([Wanted(ghost, NOTHING, Stated(value="2"))], SARA)
        assert ghost not in done.changed
    assert ghost not in log.read(place.log).state


# --- facts that are asked no more


def test_facts_that_were_asked_when_the_round_began_and_are_no_more_are_never_touched(place: Place) -> None:
    text = f"{EMPTY}  # kept\n  old.fact: {{value: ۳, note: 'as it was'}}   # mine\n  office.area: {{value: 1}}\n"
    place.clean(text)
    gone = place.own["office.area"]._replace(id="old.fact")
    old = Desk(place.folder, {**place.own, "old.fact": gone}, place.of_systems, [SYSTEM], 2**20)
    put(old, Key("", "old.fact"), Stated(value="4", note="as it was"))
    changed = place.answers.read_text("utf-8")
    compiled = checklist.compiled(None)
    kept = {**compiled["facts"]["office.area"], "id": "old.fact"}
    wider = {**compiled, "facts": {**compiled["facts"], "old.fact": kept}}
    (place.folder / snapshot.FILE).write_bytes(snapshot.content(wider))
    desk = place.desk()
    assert set(desk.state()) == {Key("", "office.area")}
    put(desk, Key("", "office.area"), Stated(value="2"))
    restoring.restore(desk, Moment(number=2), None, RESTORE)
    put(desk, Key("", "office.area"), Stated(value="2"))
    assert place.answers.read_text("utf-8") == changed.replace("office.area: {value: 1}", "office.area: {value: 2}")
    assert log.read(place.log).state[Key("", "old.fact")].value == "4", "what was recorded of it stays"


# --- disks


def test_a_folder_that_is_not_there_is_said_so(place: Place) -> None:
    shutil.rmtree(place.folder)
    with pytest.raises(CannotAccess, match="no such file"):
        put(place.desk(), Key("", "office.area"), Stated(value="1"))


def test_answers_that_are_gone_are_never_made_anew(place: Place) -> None:
    """A file somebody moved away is not taken for one without answers."""
    desk = place.desk()
    put(desk, Key("", "office.area"), Stated(value="1"))
    record = place.log.read_bytes()
    place.answers.rename(place.folder / "elsewhere.yaml")
    with pytest.raises(CannotAccess, match=r"answers\.yaml"):
        desk.enter([Wanted(Key("", "office.area"), Stated(value="1"), Stated(value="2"))], SARA)
    assert not place.answers.exists()
    assert place.log.read_bytes() == record


@contextmanager
def mounted(at: Path, *options: str) -> Iterator[None]:
    if subprocess.run(["mount", *options, str(at)], capture_output=True, check=False).returncode:
        pytest.skip("mounting needs root")
    try:
        yield
    finally:
        subprocess.run(["umount", str(at)], check=True)


def test_a_disk_that_can_only_be_read_is_said_so(place: Place) -> None:
    put(place.desk(), Key("", "office.area"), Stated(value="1"))
    before = place.texts(), place.log.read_bytes()
    with mounted(place.folder, "--bind", str(place.folder)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(place.folder)], check=True)
        with pytest.raises(CannotAccess, match="can only be read"):
            put(place.desk(), Key("", "office.area"), Stated(value="2"))
        assert place.desk().state()[Key("", "office.area")].value == "1"
    assert (place.texts(), place.log.read_bytes()) == before


def test_a_record_that_can_only_be_read_loses_no_answer(place: Place) -> None:
    """A mount over the record alone, so that it holds for root, too."""
    desk, key = place.desk(), Key("", "office.area")
    put(desk, key, Stated(value="1"))
    record = place.log.read_bytes()
    with mounted(place.log, "--bind", str(place.log)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(place.log)], check=True)
        with pytest.raises(CannotAccess) as error:
            put(desk, key, Stated(value="2"))
        assert "kept" in error.value.mend
        assert place.log.read_bytes() == record
        assert place.desk().state()[key].value == "2"
    put(place.desk(), place.keys[0], answer(place, place.keys[0], 1, 0))
    assert place.agree()[key].value == "2"


def test_a_disk_that_fills_up_loses_no_confirmed_answer_and_goes_on_when_there_is_room(
    tmp_path: Path, library: Library
) -> None:
    """A small disk is filled by answering until it refuses, with more or less room left each time."""
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "-t", "tmpfs", "-o", "size=192k", "tmpfs"):
        place = Place(disk, library)
        desk, key = place.desk(), Key("", "office.area")
        refused = 0
        for turn in range(6):
            filler = disk / "filler"
            with filler.open("wb", buffering=0) as stream, suppress(OSError):
                while True:
                    stream.write(b"x" * 4096)
            os.truncate(filler, max(0, filler.stat().st_size - 4096 * turn))
            for number in range(10, 80):
                confirmed = desk.state().get(key, NOTHING)
                failed = None
                try:
                    put(desk, key, Stated(value=str(number), note="x" * 400))
                except CannotAccess as error:
                    failed = error
                now = place.desk().state().get(key, NOTHING)
                if failed is None:
                    assert now.value == str(number)
                    continue
                refused += 1
                assert failed.reason == "the disk is full"
                assert now == confirmed or (now.value == str(number) and "kept" in failed.mend)
                break
            assert not list(place.folder.rglob("*.part"))
            filler.unlink()
            put(desk, place.keys[0], answer(place, place.keys[0], turn % 4, 0))
            place.agree()
        assert refused == 6


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """Let every write stop at this byte of its file, as on a disk that is full there."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)


def test_a_write_that_stops_at_any_byte_leaves_the_state_before_or_after(place: Place) -> None:
    """The answers are short and the record is long, so the limit falls into each of the two files."""
    key, long = Key("", "office.area"), place.keys[0]
    outcomes = set()
    place.clean(EMPTY + "# " + "x" * 500 + "\n")
    put(place.desk(), key, Stated(value="1"))
    texts, record = place.texts(), place.log.read_bytes()
    for limit in [*range(0, len(record) + 700, 23), *range(len(record), len(record) + 40)]:
        place.answers.write_bytes(texts[0])
        place.log.write_bytes(record)
        desk = place.desk()
        try:
            with no_file_longer_than(limit):
                desk.enter([Wanted(key, Stated(value="1"), Stated(value="2"))], SARA)
            outcome = "done"
        except CannotAccess as error:
            outcome = "kept" if "kept" in error.mend else "refused"
        outcomes.add(outcome)
        now = place.desk().state()[key].value
        assert now == ("1" if outcome == "refused" else "2")
        assert place.log.read_bytes().startswith(record)
        assert not list(place.folder.rglob("*.part"))
        put(desk, long, answer(place, long, 1, 0))
        assert place.agree()[key].value == now
        put(desk, long, NOTHING)
    assert outcomes == {"done", "kept", "refused"}


def test_a_record_whose_writing_stops_half_way_is_cut_back(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"x" * 100)
    with pytest.raises(CannotAccess), no_file_longer_than(150):
        files.append(path, b"y" * 100, 100)
    assert path.read_bytes() == b"x" * 100


# --- kills


def test_a_record_torn_at_any_byte_is_mended_by_the_next_change(place: Place) -> None:
    """Killed between answers and record, or at any byte of the record: the answer stays and is recorded."""
    key = Key("", "office.area")
    put(place.desk(), key, Stated(value="1"))
    record = place.log.read_bytes()
    put(place.desk(), key, Stated(value="2", by="سارا"))
    whole, texts = place.log.read_bytes(), place.texts()
    for end in range(len(record), len(whole) + 1):
        place.log.write_bytes(whole[:end])
        place.answers.write_bytes(texts[0])
        if end % 5 == 0 or end >= len(whole) - 2 or end <= len(record) + 2:
            desk = place.desk()
            done = put(desk, place.keys[0], answer(place, place.keys[0], 1, 0))
            assert done.noticed == (end < len(whole) - 1)
            assert place.agree()[key] == Stated(value="2", by="سارا")
            recorded = [e for e in desk.log.entries if isinstance(e, Change) and e.key == key]
            assert [e.after.value for e in recorded] == ["1", "2"]
            assert recorded[-1].who == "سارا"


def in_a_process(work: Callable[[], None]) -> int:
    """Run something in a process of its own and return its exit code; nothing of it is cleaned up."""
    child = os.fork()
    if child == 0:
        code = 7
        try:
            work()
            code = 0
        except ComplianceError:
            code = 3
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


ROOMS = tuple(str(Path(files.__file__).parent / name) for name in ("files.py", "office/desk.py", "office/log.py"))


def killed_at(line: int, work: Callable[[], object]) -> bool:
    """Kill the program at this line of those it runs in the rooms that write; return whether it came to its end."""

    def child() -> None:
        left = line

        def trace(frame: FrameType, event: str, _argument: object) -> Any:
            nonlocal left
            if frame.f_code.co_filename not in ROOMS:
                return None
            if event == "line":
                left -= 1
                if left <= 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        sys.settrace(trace)
        work()
        sys.settrace(None)

    return in_a_process(child) == 0


def lines_of(work: Callable[[], object]) -> int:
    """Return how many lines a piece of work runs in the rooms that write."""
    count = 0

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        if frame.f_code.co_filename not in ROOMS:
            return None
        count += event == "line"
        return trace

    old = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(old)
    return count


def prepared(place: Place) -> tuple[list[Wanted], State, State]:
    """Lay a round down, change it by hand, and return wishes for both files with the states before and after."""
    place.clean()
    own, of_system = Key("", "office.area"), place.keys[-1]
    put(place.desk(), own, Stated(value="1"))
    put(place.desk(), of_system, Stated(value="1"))
    by_hand = place.answers.read_text("utf-8").replace("value: 1", "value: 8, by: علی")
    place.answers.write_text(by_hand, "utf-8")
    before = place.desk().state()
    mine = before[own]._replace(value="2", evidence=(Evidence("file", "evidence/a.txt"),))
    wishes = [Wanted(own, before[own], mine), Wanted(of_system, Stated(value="1"), Stated(value="3"))]
    return wishes, before, {**before, own: mine, of_system: Stated(value="3")}


def killed_everywhere(place: Place, step: int) -> int:
    wishes, _before, _after = prepared(place)
    total = lines_of(lambda: place.desk().enter(wishes, SARA))
    for line in range(1, total + 2, step):
        wishes, before, after = prepared(place)
        record = place.log.read_bytes()
        done = killed_at(line, lambda: place.desk().enter(wishes, SARA))  # noqa: B023  called at once
        assert done == (line > total)
        state = place.desk().state()
        assert all(state[key] in (before[key], after[key]) for key in before), line
        assert set(state) == set(before)
        assert state == after or not done
        assert place.log.read_bytes().startswith(record), "what was recorded stays"
        third = place.keys[0]
        put(place.desk(), third, answer(place, third, 1, 0))
        now = place.agree()
        assert {key: stated for key, stated in now.items() if key != third} == state
    return total


def test_killed_at_the_lines_of_a_change_the_files_hold_what_was_before_or_after(place: Place) -> None:
    """A change of both files, with evidence and over a change by hand; every fifteenth line of the program."""
    assert killed_everywhere(place, 15) > 200


@pytest.mark.heavy
def test_killed_at_every_line_of_a_change_the_files_hold_what_was_before_or_after(place: Place) -> None:
    assert killed_everywhere(place, 1) > 200


@pytest.mark.parametrize("how", ["killed", "full"])
def test_what_people_wrote_by_hand_is_in_the_record_whatever_happens(
    place: Place, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    wishes, _before, _after = prepared(place)
    failure = Interrupted() if how == "killed" else files.refused(place.log, OSError(28, ""))
    with monkeypatch.context() as patch:
        patch.setattr(files, "append", lambda *_arguments: (_ for _ in ()).throw(failure))
        with pytest.raises((Interrupted, CannotAccess)):
            place.desk().enter(wishes, SARA)
    put(place.desk(), place.keys[0], answer(place, place.keys[0], 1, 0))
    place.agree()
    entries = log.read(place.log).entries
    assert any(isinstance(e, Change) and e.after.value == "8" and e.where is Where.FILE for e in entries)


class Interrupted(BaseException):
    """Ctrl-C, as it comes at any line."""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # between open() and its with
def test_interrupted_at_the_lines_of_a_change_nothing_is_left_lying(place: Place) -> None:
    """Unlike a kill this runs what cleans up: no sibling is left, and the same desk goes on."""
    wishes, _before, _after = prepared(place)
    total = lines_of(lambda: place.desk().enter(wishes, SARA))
    for line in range(1, total + 1, 17):
        wishes, before, after = prepared(place)
        desk, left = place.desk(), [line]

        def trace(frame: FrameType, event: str, _argument: object, left: list[int] = left) -> Any:
            if frame.f_code.co_filename not in ROOMS:
                return None
            if event == "line":
                left[0] -= 1
                if left[0] == 0:
                    raise Interrupted
            return trace

        old = sys.gettrace()
        sys.settrace(trace)
        try:
            with pytest.raises(Interrupted):
                desk.enter(wishes, SARA)
        finally:
            sys.settrace(old)
        assert not list(place.folder.rglob("*.part"))
        state = place.desk().state()
        assert all(state[key] in (before[key], after[key]) for key in before), line
        put(desk, place.keys[0], answer(place, place.keys[0], 1, 0))
        place.agree()


# --- writers killed at random


def write_for_ever(place: Place, name: str, seed: int, out: int) -> None:
    """Enter random answers, some of two files at once, and say each that is confirmed."""
    desk, chance, turn = place.desk(), random.Random(seed), 0
    while True:
        turn += 1
        keys = chance.sample(place.keys, chance.choice([1, 1, 2]))
        state = desk.state()
        wishes = []
        for key in keys:
            mine = answer(place, key, chance.randint(1, 4), chance.randrange(len(EXTRAS)))
            wishes.append(Wanted(key, state.get(key, NOTHING), mine._replace(by=f"{name}-{turn}", on="1405/09/03")))
        done = desk.enter(wishes, SARA._replace(who=name))
        lines = [
            f"{key.system}|{key.fact}|{name}-{turn}\n" for key, s in done.changed.items() if s.by == f"{name}-{turn}"
        ]
        os.write(out, "".join(lines).encode())


class Writer:
    """A process of its own that writes until it is killed."""

    def __init__(self, place: Place, name: str, seed: int) -> None:
        self.out, end = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(self.out)
                write_for_ever(place, name, seed, end)
            except BaseException as error:  # noqa: BLE001  whatever it is, the test has to see it
                os.write(end, f"failed: {error!r}\n".encode())
            finally:
                os._exit(1)
        os.close(end)

    def kill(self) -> list[tuple[Key, str]]:
        """Kill it and return what it confirmed: whose fact, and its mark."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        with os.fdopen(self.out, "rb") as stream:
            lines = stream.read().decode().splitlines(keepends=True)
        assert not [line for line in lines if line.startswith("failed")], lines[-1]
        whole = [line.strip().split("|") for line in lines if line.endswith("\n")]
        return [(Key(system, fact), by) for system, fact, by in whole]


def killed_at_random(place: Place, count: int, seed: int, longest: float) -> tuple[int, int]:
    """Kill two writers again and again; return how many answers were confirmed and how many kills tore something."""
    chance, confirmed_in_all, torn = random.Random(seed), 0, 0
    for turn in range(count):
        if turn % 40 == 0:
            place.clean(blank.answers(ROUND, place.instruments) if turn % 80 else EMPTY)
        writers = [Writer(place, f"{name}{turn}", chance.randrange(10**9)) for name in "ab"]
        first = chance.randrange(2)
        time.sleep(0.01 + chance.random() * longest)
        confirmed = writers[first].kill()
        time.sleep(chance.random() * longest / 4)
        confirmed += writers[1 - first].kill()
        confirmed_in_all += len(confirmed)
        for path in (place.answers, place.system):
            assert not path.exists() or tree.parse(path.read_text("utf-8"), str(path))
        found = log.read(place.log)  # whole, but for a line that was being written
        torn += found.size != (place.log.stat().st_size if place.log.exists() else 0)
        state, recorded = place.desk().state(), [e for e in found.entries if isinstance(e, Change)]
        marks = {(e.key, e.after.by): e.number for e in recorded}
        for key, by in confirmed:
            assert (key, by) in marks, "a confirmed answer is not in the record"
            later = {e.after for e in recorded if e.key == key and e.number >= marks[key, by]}
            pending = state.get(key, NOTHING)
            assert pending in later or (key, pending.by) not in marks, "a confirmed answer was overwritten by nobody"
        missing = [key for key in state if state[key] != found.state.get(key, NOTHING)]
        assert len(missing) <= 4, "more than two changes were on the way"
        torn += bool(missing)
        put(place.desk(), place.keys[0], answer(place, place.keys[0], turn % 4, 0)._replace(by=f"c{turn}"))
        after = place.agree()
        assert {k: s for k, s in after.items() if k != place.keys[0]} == {
            k: s for k, s in state.items() if k != place.keys[0]
        }
        assert any(e.by == f"c{turn}" for e in after.values())
    return confirmed_in_all, torn


def test_two_writers_killed_at_random_lose_no_confirmed_answer(place: Place) -> None:
    confirmed, _torn = killed_at_random(place, 25, 1, 0.06)
    assert confirmed > 25


@pytest.mark.heavy
@pytest.mark.parametrize("part", range(4))
def test_two_writers_killed_hundreds_of_times_lose_no_confirmed_answer(place: Place, part: int) -> None:
    confirmed, torn = killed_at_random(place, 120, 100 + part, 0.25)
    assert confirmed > 300
    assert torn > 0, "the kills did not meet any change on its way"


def test_the_language_of_messages_is_english_here() -> None:
    """Messages are compared in English above."""
    language.use("en")
    assert str(files.refused(Path("x"), OSError(28, ""))).endswith("the disk is full")
    assert str(files.refused(Path("x"), OSError(17, ""))).endswith("this is a file")


def test_evidence_is_sealed_once_and_again_when_it_changed(place: Place) -> None:
    desk, key = place.desk(), Key("", "office.area")
    listed = (Evidence("file", "evidence/a.txt"),)
    put(desk, key, Stated(value="1", evidence=listed))
    put(desk, key, Stated(value="2", evidence=listed))
    seals = [e for e in desk.log.entries if isinstance(e, Seal)]
    assert [(s.file, s.size) for s in seals] == [("evidence/a.txt", 1)]
    (place.folder / "evidence" / "a.txt").write_text("changed", "utf-8")
    put(desk, key, Stated(value="3", evidence=listed))
    desk.seal(["evidence/a.txt"], SARA)
    assert [s.size for s in desk.log.entries if isinstance(s, Seal)] == [1, 7]
    place.agree()


# --- restoring among others


def test_restoring_that_meets_another_change_says_so(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, key = place.desk(), Key("", "office.area")
    for number in (1, 2):
        put(desk, key, Stated(value=str(number)))
    whole = Desk.state

    def late(self: Desk) -> dict[Key, Stated]:
        state = whole(self)
        monkeypatch.undo()
        put(place.desk(), key, Stated(value="9"), ALI)
        return state

    monkeypatch.setattr(Desk, "state", late)
    try:
        done = restoring.restore(desk, Moment(number=1), None, RESTORE)
    except ComplianceError:
        return
    assert place.agree()[key].value == "9"
    assert done.left == (key.fact,)


def test_restoring_an_answer_the_question_no_longer_takes_leaves_out_that_one_and_says_why(place: Place) -> None:
    changed, other = Key("", "office.area"), place.keys[0]
    desk = place.desk()
    put(desk, changed, Stated(value="12"))
    put(desk, other, answer(place, other, 1, 0))
    put(desk, other, answer(place, other, 2, 0))
    put(desk, changed, NOTHING)
    place.own[changed.fact] = place.own[changed.fact]._replace(answer=AnswerKind.LEVEL)
    restoring.restore(place.desk(), Moment(number=2), None, RESTORE)
    assert place.desk().state() == {other: answer(place, other, 1, 0)}


@pytest.mark.parametrize("written", ["{value: ۹ از ۱۰, note: n}", "\n    value: 9 out of 10   # چنین\n    note: n"])
@pytest.mark.parametrize(
    ("after", "left"),
    [
        (Stated(counted="9", total="10", note="other"), "value"),
        (Stated(counted="9", total="12", note="n"), "count"),
        (Stated(value="90", note="n"), "value"),
        (Stated(not_applicable="why", note="n"), "not_applicable"),
        (NOTHING, ""),
    ],
    ids=["remark", "total", "percentage", "n/a", "nothing"],
)
def test_both_counts_in_one_text_stay_until_another_answer_is_given(
    place: Place, written: str, after: Stated, left: str
) -> None:
    key = Key("", "website.links")
    place.clean(f"round: {ROUND}\nanswers:\n  website.https: {{value: yes}}\n  {key.fact}: {written}\n")
    desk = place.desk()
    base = desk.state()[key]
    assert (base.counted, base.total, base.note) == ("9", "10", "n")
    entered = put(desk, key, after)
    assert not entered.conflicts
    assert place.agree().get(key, NOTHING) == after
    read = tree.plain(tree.parse(place.answers.read_text("utf-8"), "x"))["answers"][key.fact]
    assert not left or left in read
    assert ("value" in read) == (left == "value")
