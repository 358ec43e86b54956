"""The scanner tells the truth about sites it was not built against: each as a careful person would judge it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest

from compliance.model.scan import State
from compliance.scan.chromium import browser
from compliance.scan.network.http import Answer
from compliance.scan.pages import robots
from compliance.scan.pages.page import Page, lasting
from compliance.scan.pages.turns import SERVICES as SERVICES_CHECK
from compliance.scan.pages.turns import Kind, Turns
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


ROBOTS = {
    "the longest decides": ("Disallow: /\nAllow: /fa", "/fa/x", True),
    "the longest decides, whichever is first": ("Allow: /fa\nDisallow: /fa/private", "/fa/private/x", False),
    "allowing before equals": ("Disallow: /fa\nAllow: /fa", "/fa", True),
    "a star": ("Disallow: /*?p_p_id=", "/fa/search?p_p_id=3", False),
    "a star without its end": ("Disallow: /*?p_p_id=", "/fa/search?q=3", True),
    "an end": ("Disallow: /*.axd$", "/a/b.axd", False),
    "not the end": ("Disallow: /*.axd$", "/a/b.axd?x=1", True),
    "an end of a plain path": ("Disallow: /fa$", "/fa/x", True),
    "all but the home page": ("Disallow: /\nAllow: /$", "/", True),
    "nothing": ("Disallow:", "/x", True),
    "in other letters": ("Disallow: /%D8%AE", "/خبر", False),
    "a comment": ("Disallow: /x # private", "/x", False),
    "a whole address": ("Disallow: https://edare.test/", "/x", True),
}


@pytest.mark.parametrize("rules", ROBOTS)
def test_robots_is_read_as_its_standard_has_it(rules: str) -> None:
    lines, path, allowed = ROBOTS[rules]
    assert robots.read(f"\ufeffUser-agent: *\n{lines}\n", "scan/1").allows(f"http://edare.test{path}") is allowed


def test_robots_has_groups() -> None:
    """Whoever is named keeps to its own groups, all of them; a map belongs to none."""
    text = (
        "User-agent: a\nSitemap: /m\nUser-agent: SCAN\nDisallow: /x\nCrawl-delay: 2\n\nUser-agent: *\nDisallow: /\n"
    )
    found = robots.read(f"{text}User-agent: scan/2\nDisallow: /y", "scan/1")
    assert [found.allows(f"http://edare.test/{name}") for name in "xyz"] == [False, False, True]
    assert found.delay == 2
    assert not robots.read(text, "other/1").allows("http://edare.test/z")
    assert robots.read("Disallow: /", "other/1").allows("http://edare.test/z")


SESSIONS = {
    "http://a.test/x;jsessionid=AB12?y=1": "http://a.test/x?y=1",
    "http://a.test/x?SID=0123456789abcdef01": "http://a.test/x",
    "http://a.test/x?SID=0123456789abcdef01&id=2": "http://a.test/x?id=2",
    "http://a.test/x?id=2&PHPSESSID=0123456789abcdef01": "http://a.test/x?id=2",
    "http://a.test/(S(abcdefghijklmnopqrstuvwx))/d.aspx": "http://a.test/d.aspx",
    "http://a.test/x?sid=12": "http://a.test/x?sid=12",  # a section
    "http://a.test/x?": "http://a.test/x?",
}


@pytest.mark.parametrize("address", SESSIONS)
def test_a_session_is_no_part_of_an_address(address: str) -> None:
    assert lasting(address) == SESSIONS[address]


def page(html: str, url: str = "http://edare.test/") -> Page:
    kind = (("content-type", "text/html; charset=utf-8"),)
    return Page(Answer(url, 200, kind, html.encode(), len(html), None, 0.1))


MOVES = {
    '<meta http-equiv="Refresh" content="0; URL=/fa/">': "http://edare.test/fa/",
    "<meta http-equiv=refresh content='5;/Portal/Home.aspx?tabid=1'>": "http://edare.test/Portal/Home.aspx?tabid=1",
    '<script>window.location.href = "fa/index.php";</script>': "http://edare.test/fa/index.php",
    "<script>location.replace('/fa')</script>": "http://edare.test/fa",
    '<meta http-equiv="refresh" content="300">': None,
    '<meta http-equiv="refresh" content="0;url=/">': None,  # to itself
    f'<meta http-equiv="refresh" content="0;url=/fa"><p>{"متن " * 100}</p>': None,
    '<script>location = "javascript:x()"</script>': None,
}


@pytest.mark.parametrize("html", MOVES)
def test_a_page_that_only_sends_on(html: str) -> None:
    assert page(html).moves_to == MOVES[html]


def test_a_menu_of_one_words_links_leaves_room_for_the_others() -> None:
    """Each check has its first links before any has more, those called most exactly first; a calendar waits."""
    services = "".join(f'<a href="/s{n}">خدمات شهر {n}</a>' for n in range(9))
    days = "".join(f'<a href="/day?d={n}">{n}</a>' for n in range(9))
    html = f'{days}{services}<a href="/c">تماس با ما</a><a href="/list">خدمات</a><a href="/about">درباره</a>'
    turns = Turns({SERVICES_CHECK: ("خدمات",), "CNT-01": ("تماس با ما",)})
    order = [url.removeprefix("http://edare.test") for _turn, url in sorted(turns.of(page(html), page(html).links))]
    assert order[:4] == ["/c", "/list", "/s0", "/s1"]
    assert order.index("/about") < order.index("/day?d=1")
    listed = page('<a href="/detail?id=1">اینجا</a><a href="/about">درباره</a>', "http://edare.test/list")
    assert [turn.kind for turn, _url in turns.of(listed, listed.links)] == [Kind.SERVICE]
    assert not turns.of(listed, listed.links)


def test_routes_that_only_a_script_knows_are_no_evidence() -> None:
    """What an application keeps behind # cannot be walked through: nothing fails for that."""
    menu = "".join(f'<a href="#/{name}">{name}</a>' for name in ("خدمات", "تماس با ما", "اخبار", "حریم خصوصی"))
    shell = page(f"<html><body><nav>{menu}</nav><p>{'متن ' * 200}</p></body></html>")
    assert shell.is_routed
    assert not page('<a href="#a">آ</a><a href="#b">ب</a><a href="#/c">پ</a><a href="/d">ت</a>').is_routed

    def answering(asked: serving.Asking) -> serving.Reply:
        return serving.Reply(shell.text if asked.path == "/" else "", 200 if asked.path == "/" else 404)

    outcome, _asked = serving.scan(Lifelike("routes", answering, {}, {}), _contents())
    assert not scanned.failing(outcome)
