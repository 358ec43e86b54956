"""Which filing counts: whatever the order in which filings come, the last one does, and nothing left behind returns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import inbox
from tests.inbox import Inbox

FEW = settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
MANY = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Inbox]:
    with inbox.laid_down(tmp_path / "store", 1) as opened:
        yield Inbox(opened, tmp_path / "inbox")


@cache
def chain(length: int, hours: float = 1) -> list[bytes]:
    """Filings of which each follows the one before it."""
    made: list[bytes] = []
    for number in range(length):
        previous = inbox.sha256(made[-1]) if made else None
        made.append(inbox.filing(0, at=inbox.later(number * hours), previous=previous))
    return made


def test_the_one_that_follows_takes_the_place_and_the_older_one_is_kept(box: Inbox) -> None:
    first, second = chain(2)
    assert box.take(first).status == box.take(second).status == "accepted"
    assert box.standing() == inbox.sha256(second)
    kept = [row[0] for row in box.store.ask("select sha256 from filing where status = 'accepted'")]
    assert kept == [inbox.sha256(first), inbox.sha256(second)]
    assert [row[0] is None for row in box.store.ask("select until from standing order by since")] == [False, True]


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
def test_three_filings_in_any_order(box: Inbox, order: tuple[int, ...]) -> None:
    made = chain(3)
    verdicts = [box.take(made[number]) for number in order]
    assert {verdict.status for verdict in verdicts} <= {"accepted", "flagged"}
    assert box.standing() == inbox.sha256(made[2])
    assert box.sound()


@FEW
@given(data=st.data())
def test_longer_chains_in_any_order(tmp_path_factory: Any, data: st.DataObject) -> None:
    in_any_order(4, tmp_path_factory.mktemp("chain"), data)


@pytest.mark.heavy
@pytest.mark.parametrize("length", [4, 5, 6])
@MANY
@given(data=st.data())
def test_many_longer_chains_in_any_order(length: int, tmp_path_factory: Any, data: st.DataObject) -> None:
    in_any_order(length, tmp_path_factory.mktemp("chain"), data)


def in_any_order(length: int, folder: Path, data: st.DataObject) -> None:
    made, order = chain(length), data.draw(st.permutations(range(length)))
    with inbox.laid_down(folder / "store", 1) as opened:
        box = Inbox(opened, folder / "inbox")
        for place, number in enumerate(order):
            assert box.take(made[number]).status in ("accepted", "flagged")
            assert box.standing() == inbox.sha256(made[max(order[: place + 1])])  # the newest that is here


def test_what_was_left_behind_does_not_return_through_a_gap(box: Inbox) -> None:
    """The second filing was never sent. Once the fourth stands, it comes, and nobody here knows the first and third."""
    made = chain(4)
    assert box.codes(box.take(made[3])) == ["gap"]
    late = box.take(made[1])
    assert (late.status, box.codes(late)) == ("flagged", ["older"])
    assert box.standing() == inbox.sha256(made[3])


def test_a_second_filing_after_the_same_one_is_a_replay(box: Inbox) -> None:
    first, second = chain(2)
    other = inbox.filing(0, at=inbox.later(9), previous=inbox.sha256(first))
    box.take(first)
    box.take(second)
    assert box.take(other).reason == "replay"
    assert box.standing() == inbox.sha256(second)


def test_so_it_is_when_the_one_before_both_never_came(box: Inbox) -> None:
    _first, second = chain(2)
    other = inbox.filing(0, at=inbox.later(9), previous=inbox.sha256(_first))
    box.take(second)
    assert box.take(other).reason == "replay"


def test_a_beginning_anew_is_a_replay(box: Inbox) -> None:
    """A folder that was lost and begun again says so by “file --previous”."""
    box.take(inbox.filing(0))
    again = inbox.filing(0, at=inbox.later(5))
    assert box.take(again).reason == "replay"
    follows = inbox.filing(0, at=inbox.later(6), previous=box.standing())
    assert box.take(follows).status == "accepted"


def test_an_older_one_without_any_gap_is_a_replay(box: Inbox) -> None:
    box.take(inbox.filing(0, at=inbox.later(5)))
    assert box.take(inbox.filing(0)).reason == "replay"


def test_a_replay_lies_in_quarantine_and_not_among_the_filings(box: Inbox) -> None:
    from compliance.headquarters import keeping

    box.take(inbox.filing(0))
    again = inbox.filing(0, at=inbox.later(5))
    box.take(again)
    assert keeping.place(box.store.folder, False, inbox.sha256(again)).read_bytes() == again
    assert not keeping.place(box.store.folder, True, inbox.sha256(again)).exists()


def test_rounds_have_nothing_to_do_with_each_other(box: Inbox) -> None:
    before = inbox.filing(0, "1405-1", at="2026-05-23T08:00:00+03:30", key_name="own")
    assert box.take(before).reason == "revoked-key"  # the key is younger
    box.take(inbox.filing(0))
    foreign = inbox.filing(0, at=inbox.later(5), previous=inbox.sha256(before))
    assert box.codes(box.take(foreign)) == ["gap"]


def test_a_clock_that_was_set_back_does_not_matter_to_the_one_that_follows(box: Inbox) -> None:
    first = inbox.filing(0, at=inbox.later(5))
    second = inbox.filing(0, at=inbox.later(1), previous=inbox.sha256(first))
    box.take(first)
    assert box.take(second).status == "accepted"
    assert box.standing() == inbox.sha256(second)


def test_the_same_bytes_again_repeat_the_first_verdict(box: Inbox) -> None:
    first, second = chain(2)
    one, two = box.take(first), box.take(second)
    again = box.take(first, "another-name.zip")
    assert (again.status, again.reason, again.flags, again.again) == (one.status, one.reason, one.flags, True)
    assert box.standing() == inbox.sha256(second)
    assert not two.again


def test_an_unsealed_filing_never_stands(box: Inbox) -> None:
    """It is taken only where that is asked for, and it takes nobody's place."""
    import io

    from compliance.filing import package, record

    stream = io.BytesIO()
    evidence = {"evidence/report.txt": inbox.evidence(0)}
    package.write_parts(stream, record.written(inbox.declared(0)), None, None, evidence)
    refused = box.take(stream.getvalue())
    assert (refused.reason, refused.detail) == ("bad-signature", "")
    stream = io.BytesIO()
    other = inbox.declared(0)._replace(previous="0" * 64)
    package.write_parts(stream, record.written(other), None, None, evidence)
    assert box.take(stream.getvalue(), by=inbox.terms(accept_unsigned=True)).status == "unsigned"
    assert box.standing() is None
    assert box.take(inbox.filing(0)).status == "accepted"
    assert box.sound()
