"""The browser's pipe: answers find who asked, events find their visit, and a page that says too much harms itself."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from compliance.scan.chromium import devtools
from compliance.scan.chromium.devtools import Gone, Refused, Wire

Say = Callable[[dict[str, Any]], None]


@contextmanager
def browser(answer: Callable[[dict[str, Any], Say], None]) -> Iterator[tuple[Wire, Say, Callable[[], None]]]:
    """A wire to something that answers as a browser would; also how it speaks by itself, and how it ends."""
    reads, browser_writes = os.pipe()
    browser_reads, writes = os.pipe()
    ended = threading.Event()

    def end() -> None:
        if not ended.is_set():
            ended.set()
            os.close(browser_writes)

    def say(message: dict[str, Any]) -> None:
        raw = json.dumps(message).encode() + b"\0"
        with contextlib.suppress(OSError):  # nobody listens any more
            while raw:
                raw = raw[os.write(browser_writes, raw) :]

    def serve() -> None:
        heard = b""
        while data := os.read(browser_reads, 1 << 16):
            heard += data
            while b"\0" in heard:
                one, _nul, heard = heard.partition(b"\0")
                answer(json.loads(one), say)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    wire = Wire(reads, writes)
    try:
        yield wire, say, end
    finally:
        end()
        wire.close()
        thread.join(5)
        os.close(browser_reads)


def echo(message: dict[str, Any], say: Say) -> None:
    say({"id": message["id"], "result": {"method": message["method"], "session": message.get("sessionId")}})


def test_an_answer_finds_who_asked_whatever_the_order() -> None:
    waiting: list[dict[str, Any]] = []

    def hold(message: dict[str, Any], say: Say) -> None:
        waiting.append(message)
        if len(waiting) == 8:
            for one in reversed(waiting):
                say({"id": one["id"], "result": {"n": one["params"]["n"]}})

    with browser(hold) as (wire, _say, _end), ThreadPoolExecutor(8) as many:
        assert list(many.map(lambda n: wire.call("X.y", n=n)["n"], range(8))) == list(range(8))


def test_events_find_their_visit_and_the_browsers_own_find_every_one() -> None:
    with browser(echo) as (wire, say, _end):
        for session in ("a", "b"):
            wire.follow(session)
        say({"method": "P.one", "sessionId": "a"})
        say({"method": "P.two", "sessionId": "b"})
        say({"method": "P.nobody", "sessionId": "c"})
        say({"method": "Target.all"})
        ends = time.monotonic() + 5
        assert [wire.event("a", ends)["method"] for _n in range(2)] == ["P.one", "Target.all"]  # type: ignore[index]
        assert [wire.event("b", ends)["method"] for _n in range(2)] == ["P.two", "Target.all"]  # type: ignore[index]
        assert wire.event("a", time.monotonic() + 0.05) is None


def test_a_visit_that_left_hears_nothing_more() -> None:
    with browser(echo) as (wire, say, _end):
        wire.follow("a")
        say({"method": "P.old", "sessionId": "a"})
        wire.call("X.y")
        wire.leave("a")
        wire.follow("a")
        assert wire.event("a", time.monotonic() + 0.05) is None


def test_a_page_that_says_too_much_floods_itself_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devtools, "_UNREAD", 1000)
    with browser(echo) as (wire, say, _end):
        wire.follow("loud")
        wire.follow("quiet")
        for _n in range(20):
            say({"method": "P.x", "sessionId": "loud", "params": {"text": "x" * 100}})
        say({"method": "P.done", "sessionId": "quiet"})
        ends = time.monotonic() + 5
        assert wire.event("quiet", ends)["method"] == "P.done"  # type: ignore[index]
        with pytest.raises(Gone, match="flood"):
            wire.event("loud", ends)
        assert wire.call("X.y", "quiet")["session"] == "quiet"


def test_a_message_without_an_end_ends_the_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devtools, "_MOST", 10_000)
    with (
        browser(lambda message, say: say({"id": message["id"], "result": {"text": "x" * 3_000_000}})) as (
            wire,
            *_rest,
        ),
        pytest.raises(Gone, match="flood"),
    ):
        wire.call("X.y")


def test_no_is_no_and_silence_is_late() -> None:
    def moody(message: dict[str, Any], say: Say) -> None:
        if message["method"] == "X.no":
            say({"id": message["id"], "error": {"message": "not now"}})

    with browser(moody) as (wire, _say, _end):
        with pytest.raises(Refused, match=r"X\.no: not now"):
            wire.call("X.no")
        begun = time.monotonic()
        with pytest.raises(Gone, match="late"):
            wire.call("X.silent", seconds=0.2)
        assert time.monotonic() - begun < 2


def test_the_end_of_the_browser_wakes_everybody() -> None:
    with browser(lambda _message, _say: None) as (wire, _say, end), ThreadPoolExecutor(2) as both:
        wire.follow("a")
        asked = both.submit(wire.call, "X.y", None, 30.0)
        listened = both.submit(wire.event, "a", time.monotonic() + 30)
        time.sleep(0.1)
        end()
        for one in (asked, listened):
            with pytest.raises(Gone, match="closed"):
                one.result(5)


def test_an_answer_that_comes_too_late_is_nobodys() -> None:
    def slow(message: dict[str, Any], say: Say) -> None:
        if message["method"] == "X.next":
            say({"id": message["id"] - 1, "result": {"of": "slow"}})
            say({"id": message["id"], "result": {"of": "next"}})

    with browser(slow) as (wire, _say, _end):
        with pytest.raises(Gone, match="late"):
            wire.call("X.slow", seconds=0.1)
        assert wire.call("X.next") == {"of": "next"}
