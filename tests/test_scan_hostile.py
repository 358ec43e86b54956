"""The page is an enemy: every scan ends in time, in little memory, reaches nothing private, and says what happened."""

from __future__ import annotations

import time
from typing import Any

import pytest

from compliance import checklist, clock
from compliance.model.scan import State
from compliance.scan import collecting, judging
from compliance.scan.chromium import browser
from compliance.scan.collecting import About, Asked, Collected
from tests.hostile.server import Enemy
from tests.hostile.victim import Victim

HOST = "edare.test"
LIBRARY = checklist.load()
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(browser.find() is None, reason="no Chromium: apt-get install chromium (make test does it as root)"),
]  # fmt: skip


def resolve(host: str) -> list[str]:
    """Return loopback for the enemy's name; no test asks a real resolver."""
    if host in (HOST, "localhost"):
        return ["127.0.0.1"]
    raise OSError(host)


def scan(enemy: Enemy, path: str, **asked: Any) -> tuple[Collected, float]:
    """Return what a scan of one of the enemy's pages brought, and the seconds it took."""
    begun = time.monotonic()
    wanted: dict[str, Any] = {
        "url": enemy.url(path, HOST), "agent": "test", "pages": 3, "delay": 0, "private": True, "minutes": 0.75,
        "resolve": resolve, "resolver": "127.0.0.1#1", "visit_seconds": 8.0, "insecure": enemy.url("/", HOST), **asked,
    }  # fmt: skip
    collected = collecting.collect(Asked(**wanted), About(), LIBRARY, clock.today(), lambda _url: None)
    return collected, time.monotonic() - begun


def states(collected: Collected) -> dict[str, State]:
    """Return the state of every check."""
    results, _counts = judging.judge(collected.site, LIBRARY, LIBRARY.scan)
    return {result.check: result.state for result in results}


@pytest.mark.parametrize("leave", ["", "?leave=6000"])
def test_no_road_leads_to_a_private_machine(leave: str) -> None:
    """Of 150 roads by which a page attacks a private port none gets through, not by TCP and not by UDP."""
    with Victim() as victim, Enemy(victim) as enemy:
        collected, _seconds = scan(enemy, f"/attack{leave}", visit_seconds=20.0, minutes=2.0)
        assert victim.roads() == set()
        assert not victim.touched
        # the page goes to the victim itself in the end: what Chromium shows then is no page of the site
        assert isinstance(collected.site.views, tuple) or collected.site.views == "error page"
        tried = sum(n for (_host, port), n in collected.refused.items() if port not in (80, 443))
        assert tried > 60, collected.refused


SLOW_OR_LARGE = (
    "/drip", "/headers-drip", "/silent", "/endless", "/endless-chunked", "/bomb", "/bomb-nested", "/download",
    "/redirects/1", "/redirect-loop", "/redirect-private", "/redirect-file", "/huge-header", "/bad-chunk", "/bad-length",
    "/many-links", "/trap/1", "/set-cookie-many", "/binary", "/nul",
)  # fmt: skip
SCRIPTS = (
    "/loop",
    "/loop-early",
    "/timers",
    "/memory",
    "/nodes",
    "/deep",
    "/alert",
    "/open",
    "/history",
    "/download-page",
    "/redefine",
)


@pytest.mark.parametrize("path", SLOW_OR_LARGE)
def test_a_slow_or_large_answer_ends_in_time_and_memory(path: str) -> None:
    """The static pass ends before its deadline with little memory, and what could not be read is not a failure."""
    import resource

    with Victim() as victim, Enemy(victim, pause=0.2) as enemy:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        collected, seconds = scan(enemy, path, static=True)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        assert seconds < 60
        assert grown < 150, f"{grown:.0f} MB"
        assert not victim.touched
        if not collected.site.pages:
            assert State.FAIL not in {
                state for id_, state in states(collected).items() if id_ not in judging.WITHOUT_PAGES
            }
        assert not enemy.faults


@pytest.mark.parametrize("path", SCRIPTS)
def test_a_hostile_script_is_killed_at_its_deadline(path: str) -> None:
    """The browser ends with its whole family, stays under its memory, and the scan says why it saw nothing."""
    with Victim() as victim, Enemy(victim) as enemy:
        collected, seconds = scan(enemy, path, memory=900 * 2**20)
        assert seconds < 60
        assert collected.timings.get("memory", 0) < 1400 * 2**20
        assert not victim.touched
        assert collected.site.pages
        if isinstance(collected.site.views, str):
            assert states(collected)["A11Y-01"] is State.NOT_MEASURED
            assert collected.site.views


def test_a_page_that_holds_the_browser_up_costs_no_other_its_visit() -> None:
    """A loop on one page ends its browser; the pages beside and behind it are seen by the next one."""
    with Enemy() as enemy:
        collected, seconds = scan(enemy, "/menu-with-loop", pages=9, visit_seconds=6.0)
        assert seconds < 60
        assert isinstance(collected.site.views, tuple)
        seen = [view.url.partition(f":{enemy.port}")[2] for view in collected.site.views]
        assert seen == ["/menu-with-loop"] * 4 + ["/about", "/contact", "/services"]
        assert [note.partition(": ")[2] for note in collected.notes] == ["late"]


def test_robots_of_a_hundred_megabytes_is_read_as_far_as_needed() -> None:
    with Enemy(robots="huge") as enemy:
        collected, seconds = scan(enemy, "/", static=True)
        assert seconds < 20
        assert collected.site.pages
        assert collected.received < 4 * 2**20


@pytest.mark.parametrize("robots", ["slow", "silent", "html", "error"])
def test_robots_that_cannot_be_read_stop_nothing(robots: str) -> None:
    with Enemy(robots=robots, pause=0.2) as enemy:
        collected, seconds = scan(enemy, "/", static=True, minutes=1.5)
        assert seconds < 60
        assert collected.site.pages


def test_robots_that_forbid_are_kept_to() -> None:
    with Enemy(robots="deny") as enemy:
        collected, _seconds = scan(enemy, "/", static=True)
        assert not collected.site.pages
        assert {seen.target for seen in enemy.seen} <= {"/robots.txt"}


BLOCKS = {
    "waf-403": "firewall", "waf-200": "firewall", "challenge": "challenge", "cloudflare": "challenge", "captcha": "challenge",
    "login": "login", "abroad": "abroad", "abroad-200": "abroad", "filter": "filter",
}  # fmt: skip


@pytest.mark.parametrize("kind", BLOCKS)
def test_what_answers_in_place_of_the_site_is_blocked_and_never_a_failure(kind: str) -> None:
    with Enemy() as enemy:
        collected, _seconds = scan(enemy, f"/block/{kind}", static=True)
        assert collected.site.blocked is not None
        assert {state for id_, state in states(collected).items() if id_ not in judging.WITHOUT_PAGES} == {
            State.BLOCKED
        }


def test_terminal_escapes_reach_no_output() -> None:
    """Nothing a page says moves a cursor, rings a bell, turns the direction round, or begins a formula."""
    with Enemy() as enemy:
        collected, _seconds = scan(enemy, "/escapes")
        results, _counts = judging.judge(collected.site, LIBRARY, LIBRARY.scan)
        for result in results:
            for text in (*result.seen, *(part for place in result.places for part in (place.url, *place.text))):
                assert all(c.isprintable() or c in "\u200c\u200d" for c in text), ascii(text)


def test_a_busy_server_is_given_time_and_then_read() -> None:
    with Enemy(failures=2) as enemy:
        collected, _seconds = scan(enemy, "/status/429", static=True)
        assert collected.site.pages
        assert enemy.counts["/status/429"] >= 3
