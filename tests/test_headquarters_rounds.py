"""rounds.yaml: read by people's eyes, written without touching what they wrote; rounds opened, extended and closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from compliance import language
from compliance.errors import BadInput
from compliance.headquarters import checking, rounds, running
from compliance.headquarters.running import Opening
from compliance.headquarters.store import Store
from compliance.persian import dates
from tests import inbox
from tests.cases import reading

GOOD = reading.CASES / "rounds" / "good" / "whole.yaml"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Store]:
    with inbox.laid_down(tmp_path / "store", 2) as made:
        yield made


def day(text: str) -> date:
    found = dates.read(text)
    assert found is not None
    return found


def file(opened: Store) -> Path:
    return opened.folder / rounds.FILE


@pytest.mark.parametrize("case", reading.files("rounds", "bad"), ids=reading.name)
def test_everything_wrong_is_said_at_once(case: Path, opened: Store) -> None:
    language.use("en")
    file(opened).write_bytes(case.read_bytes())
    with pytest.raises(BadInput) as refused:
        rounds.read(opened.folder)
    reading.compare(case, list(refused.value.problems))


def test_a_file_is_read_as_it_is_meant(opened: Store) -> None:
    file(opened).write_bytes(GOOD.read_bytes())
    first, second = rounds.read(opened.folder).values()
    assert (first.planned.open, first.actual.open, first.actual.close) == tuple(
        map(day, ("1405/04/01", "1405/04/05", "1405/05/10"))
    )
    assert (first.title.en, first.panel, first.checklists) == (
        "First round of 1405",
        "half-year",
        (("programme", "1"),),
    )
    assert first.eligible == ("bushehr-civil-registry", "fars-roads")
    assert second.eligible is None


def test_opening_a_planned_round_leaves_all_else_in_the_file(opened: Store) -> None:
    before = "# ours\n- {id: 1404-2, title: پیشین}  # said by the board\n\n# the next one\n- id: 1405-2\n"
    before += "  planned: {open: 1405/07/01, close: 1405/08/30}\n# the last one\n- id: 1406-1\n"
    file(opened).write_text(before, "utf-8")
    after = running.open_(opened, "test", "1405-2", Opening(day("1405/07/05")))
    assert after.actual == (day("1405/07/05"), day("1405/08/30"))
    text = file(opened).read_text("utf-8")
    assert text.startswith(
        "# ours\n- {id: 1404-2, title: پیشین}  # said by the board\n\n# the next one\n- id: 1405-2\n"
    )
    assert text.endswith("# the last one\n- id: 1406-1\n")
    assert list(rounds.read(opened.folder)) == ["1404-2", "1405-2", "1406-1"]


@pytest.mark.parametrize("text", ["[{id: 1404-2}, {id: 1405-2}]\n", "- id: 1404-2\n- id: 1405-2"])
def test_however_the_file_is_laid_out_the_rounds_are_right(opened: Store, text: str) -> None:
    file(opened).write_text(text, "utf-8")
    running.open_(opened, "test", "1405-2", Opening(inbox.DAY, inbox.DAY, "دوره", "award", (), (("programme", "1"),)))
    found = rounds.read(opened.folder)
    assert list(found) == (["1404-2", "1405-2"] if "1404" in text else ["1405-2"])
    assert found["1405-2"].actual == (inbox.DAY, inbox.DAY)
    assert (found["1405-2"].panel, found["1405-2"].eligible) == ("award", ())


@pytest.mark.parametrize("text", ["", "# ours\n"])
def test_a_file_that_was_emptied_is_no_file_without_rounds(opened: Store, text: str) -> None:
    """It would take every limit away: any round would be taken."""
    file(opened).write_text(text, "utf-8")
    with pytest.raises(BadInput):
        inbox.collected(opened, [opened.folder])


def test_each_change_is_logged_with_its_letter(opened: Store) -> None:
    close = inbox.DAY
    running.open_(opened, "test", "1405-2", Opening(close - timedelta(days=9), close))
    running.extend(opened, "test", "1405-2", close + timedelta(days=3), "1405/300")
    running.close(opened, "test", "1405-2", close + timedelta(days=1))
    deeds = [row[0] for row in opened.ask("select data from log where deed = 'round' order by seq")]
    assert ['"open"' in deeds[0], '"1405/300"' in deeds[1], '"close"' in deeds[2]] == [True] * 3
    assert rounds.read(opened.folder)["1405-2"].planned.close == close
    assert checking.check(opened, None) == []


@pytest.mark.parametrize(
    "wrong",
    [
        lambda s: running.open_(s, "t", "../1405", Opening(inbox.DAY)),
        lambda s: running.open_(s, "t", "1405-2", Opening(inbox.DAY)),
        lambda s: running.open_(s, "t", "1406-1", Opening(inbox.DAY, inbox.DAY - timedelta(days=1))),
        lambda s: running.extend(s, "t", "1405-2", inbox.DAY - timedelta(days=30), ""),
        lambda s: running.extend(s, "t", "1405-3", inbox.DAY, ""),
        lambda s: running.close(s, "t", "1405-2", inbox.DAY - timedelta(days=30)),
        lambda s: running.close(s, "t", "1406-2", inbox.DAY),
        lambda s: running.missing(s, "1404-1"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_logged(opened: Store, wrong: object) -> None:
    running.open_(opened, "test", "1405-2", Opening(inbox.DAY))
    before = file(opened).read_bytes(), opened.ask("select max(seq) from log")
    assert callable(wrong)
    with pytest.raises(BadInput):
        wrong(opened)
    assert (file(opened).read_bytes(), opened.ask("select max(seq) from log")) == before


def test_a_round_taken_out_by_hand_is_logged_once(opened: Store) -> None:
    running.open_(opened, "test", "1405-2", Opening(inbox.DAY))
    file(opened).unlink()
    for _time in range(2):
        running.noted(opened, "somebody")
    rows = opened.ask("select who, data from log where deed = 'round' and data like '%by-hand%'")
    assert [(who, '{"id":"1405-2"}' in data) for who, data in rows] == [("somebody", True)]


def test_a_running_round_needs_its_checklists_here(opened: Store) -> None:
    said = Opening(inbox.DAY, None, None, None, None, (("programme", "99"), ("nothing", "1")))
    running.open_(opened, "test", "1405-2", said)
    with pytest.raises(BadInput) as refused:
        inbox.collected(opened, [opened.folder])
    assert len(refused.value.problems) == 2


def test_rounds_are_in_order_by_their_numbers() -> None:
    ids = ["1405-10", "1405-2", "1404-2", "award-3", "1405-2b"]
    assert sorted(ids, key=rounds.natural) == ["award-3", "1404-2", "1405-2", "1405-2b", "1405-10"]
