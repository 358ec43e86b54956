"""The scanner tells the truth about sites it was not built against: each as a careful person would judge it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest

from compliance.model.scan import State
from compliance.scan import browser
from compliance.scan.running import Outcome
from tests import scanned
from tests.lifelike import app, cards, frames, portal, serving, webforms
from tests.lifelike.serving import SERVICES, Lifelike

SITES = (webforms.SITE, portal.SITE, cards.SITE, frames.SITE, app.SITE)
without_browser = pytest.mark.skipif(browser.find() is None, reason="no Chromium: apt-get install chromium")


@cache
def static(name: str) -> tuple[Outcome, list[str]]:
    """A static scan of a site, made once."""
    return serving.scan(next(site for site in SITES if site.name == name))


def differing(site: Lifelike, outcome: Outcome, *, seen: bool) -> dict[str, tuple[str, str, str]]:
    """Return the checks that say something else than a careful person, with what they say."""
    wanted = {**site.expected, **(site.browser if seen else {})}
    found = scanned.results(outcome)
    return {
        check: (state.value, found[check].state.value, found[check].seen.en)
        for check, state in wanted.items()
        if found[check].state is not state
    }


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_static_scan_says_what_a_careful_person_says(site: Lifelike) -> None:
    assert not differing(site, static(site.name)[0], seen=False)


@pytest.mark.heavy
@without_browser
@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_whole_scan_says_what_a_careful_person_says(site: Lifelike) -> None:
    outcome, _asked = serving.scan(site, static=False)
    assert not differing(site, outcome, seen=True)


def asked(name: str, *parts: str) -> int:
    """Return how many pages of a kind were visited."""
    return sum(any(part in url for part in parts) for url in static(name)[0].scan.pages)


def test_neither_menus_nor_calendars_use_the_pages_up() -> None:
    """Of thirty pages those that checks look for come first, and each service, whatever else there is without an end."""
    assert asked("webforms", "Service.aspx") == len(SERVICES)
    assert asked("webforms", "tabid=40", "tabid=41", "tabid=42", "tabid=46") == 4
    assert asked("webforms", "Events.aspx") <= 10
    assert asked("portal", "/cal") <= 20
    assert asked("portal", "/news/") == 3


@pytest.mark.parametrize("name", ["portal", "cards"])
def test_a_session_makes_no_page_a_new_one(name: str) -> None:
    """However often the number of the session changes, each page is visited once, and links find their page."""
    outcome, asked = static(name)
    assert len(set(outcome.scan.pages)) == len(outcome.scan.pages)
    assert not any("jsessionid" in url or "SID=" in url for url in (*outcome.scan.pages, *outcome.scan.left))
    again = {url for url in asked if asked.count(url) > 1}
    assert again <= {"/", "/fa"}  # the home page, asked for over http once more


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
@pytest.mark.parametrize("pages", [1, 2, 4])
def test_nothing_fails_because_it_was_not_visited(site: Lifelike, pages: int) -> None:
    """With fewer pages there is less to be said, and nothing else: no check fails that does not fail at length."""
    at_length = {check for check, state in site.expected.items() if state is State.FAIL}
    outcome, _asked = serving.scan(site, _contents(), pages=pages)
    assert scanned.failing(outcome) <= at_length


def _contents() -> Sequence[str]:
    return [id_ for id_, spec in scanned.instruments().scan.items() if "titles" in spec.limits]
