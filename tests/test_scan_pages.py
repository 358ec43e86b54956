"""Every check that needs a browser on real pages: those that are right, those that are wrong, and those between."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from compliance.model.checklist import Needs
from compliance.model.scan import Result, State
from compliance.scan.chromium import browser
from tests import scanned
from tests.sites.corner import File, Leaf, corner

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(browser.find() is None, reason="no Chromium: apt-get install chromium (make test does it as root)"),
]  # fmt: skip

DOT = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
# A picture with something in it: Chromium does not count nearly empty ones as the largest part of a page.
PICTURE = b"".join(
    (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 500">',
        *(
            b'<rect x="%d" y="%d" width="9" height="9" fill="#%06x"/>' % (n % 90 * 10, n // 90 * 10, n * 3701)
            for n in range(4500)
        ),
        b"</svg>",
    )
)
SVG, CSS = "image/svg+xml", "text/css"
COOKIE = ("Set-Cookie", "visitor=a1b2c3; Path=/; Secure; HttpOnly; SameSite=None")
PASSWORD = '<p><label>گذرواژه <input type="password" name="p" autocomplete="current-password"></label></p>'


def form(attributes: str, inner: str = PASSWORD) -> str:
    return f"<form {attributes}>{inner}<button>ورود</button></form>"


def named(*checks: str) -> frozenset[str]:
    return frozenset(checks)


class Trial(NamedTuple):
    """A site of small pages, the files they ask for, and whether its search takes ي and ی for different letters."""

    leaves: tuple[Leaf, ...]
    files: Mapping[str, File]
    literal: bool = False


GUIDE = Leaf("guide")  # its title is what the search looks for

RIGHT = Trial(
    (
        Leaf("home", body='<p><img src="/dot.svg" alt="نقطه" width="100" height="100"></p>'),
        GUIDE,
        Leaf("secure-picture", body='<p><img src="https://{host}/dot.svg" alt="نقطه" width="50" height="50"></p>'.replace("{host}", f"{scanned.HOST}:{{port}}")),
        Leaf("safe-cookie", headers=(("Set-Cookie", "a=1; Path=/; Secure; HttpOnly; SameSite=Lax"),)),
        Leaf("login", body=form('action="/enter" method="post"')),
        Leaf("headings", body="<h2>بخش</h2><h3>زیربخش</h3><h2>بخش دیگر</h2>"),
        Leaf("buttons", body='<p><button type="button">یکم</button> <button type="button">دوم</button></p>'),
        Leaf("script", body="<p id='x'>پیش</p><script>document.getElementById('x').textContent = 'پس';</script>"),
        Leaf("narrow-table", body="<table><tr><th scope='row'>نام</th><td>۱</td></tr></table>"),
    ),
    {"/dot.svg": File(SVG, DOT)},
)  # fmt: skip

WRONG = Trial(
    (
        Leaf(
            "home", named("A11Y-05", "PRF-01", "PRF-02", "CNT-10"),
            head="<style>:focus { outline: none }</style>",
            body=(
                '<div id="late"></div><p><img src="/slow.svg" alt="نقشه" width="900" height="500"></p>'
                "<script>addEventListener('load', () => setTimeout(() => {"
                "document.getElementById('late').style.height = '600px'; }, 200));</script>"
            ),
        ),
        GUIDE,
        Leaf("http-script", named("TLS-07"), head=f'<script src="http://{scanned.HOST}:{{port}}/other.js"></script>'),
        Leaf("http-frame", named("TLS-07"), body=f'<iframe title="قاب" src="http://{scanned.HOST}:{{port}}/frame"></iframe>'),
        Leaf("bare-cookie", named("HDR-05"), headers=(("Set-Cookie", "a=1; Path=/leaf/bare-cookie/"),)),
        Leaf("script-cookie", named("HDR-05"), body="<script>document.cookie = 'b=2; Secure; SameSite=Lax';</script>"),
        Leaf("abroad", named("PRV-01"), body='<p><img src="https://pictures.example.com/a.png" alt="نگاره"></p>'),
        Leaf("google-font", named("PRV-01", "PRV-02"), head='<link rel="stylesheet" href="https://fonts.googleapis.com/css2?family=V">'),
        Leaf("foreign-cookie", named("PRV-01", "PRV-03"), body='<p><img src="https://127.0.0.1:{port}/cookie.svg" alt="" width="24" height="24"></p>'),
        Leaf("http-login", named("PRV-04"), body=form(f'action="http://{scanned.HOST}/enter" method="post"')),
        Leaf("get-login", named("PRV-04"), body=form('action="/enter" method="get"')),
        Leaf("sent-elsewhere", named("PRV-04"), body=form('action="https://sso.example.com/enter" method="post"')),
        Leaf("no-alt", named("A11Y-01"), body='<p><img src="/dot.svg" width="50" height="50"></p>'),
        Leaf("no-alt-in-frame", named("A11Y-01"), body='<iframe title="قاب" srcdoc="&lt;img src=/dot.svg width=50 height=50&gt;"></iframe>'),
        Leaf("pale", named("A11Y-01"), body='<p style="color: #bbb">متن کم‌رنگی که خوانده نمی‌شود</p>'),
        Leaf("tiny", named("A11Y-02"), body='<p style="line-height: 1; font-size: 8px; display: flex; gap: 1px">'
             + "".join(f'<a style="min-block-size: 0; padding: 0; inline-size: 10px; block-size: 10px" href="#a{n}">{n}</a>' for n in "۱۲۳۴۵") + "</p>"),
        Leaf("no-zoom", named("A11Y-03"), viewport='<meta name="viewport" content="width=device-width, user-scalable=no">'),
        Leaf("no-h1", named("A11Y-04"), heading="<h2>صفحه</h2>"),
        Leaf("no-skip", named("A11Y-04"), skip=""),
        Leaf("wide-340", named("A11Y-06"), body='<div style="inline-size: 335px; block-size: 20px; margin: 0">پهن</div>'),
        Leaf("wide-500", named("A11Y-06", "MOB-02"), body='<div style="inline-size: 500px; block-size: 20px">پهن‌تر</div>'),
        Leaf("on-picture", named("A11Y-07"), body='<p style="background-image: url(/dot.svg); color: #333">متن روی نگاره</p>'),
        Leaf("no-lang", named("A11Y-01", "FA-01"), root='dir="rtl"'),
        Leaf("from-left", named("FA-02"), root='lang="fa"'),
        Leaf("arial", named("FA-09"), head="<style>body { font-family: Arial, sans-serif }</style>"),
        Leaf("apart", named("FA-09"), body='<p style="letter-spacing: 2px">حروف از هم جدا</p>'),
        Leaf("no-viewport", named("MOB-01"), viewport=""),
        Leaf("heavy", named("PRF-03"), head='<link rel="stylesheet" href="/heavy.css">'),
        Leaf("thrown", named("PRF-05"), body="<script>missing.call();</script>"),
        Leaf("told", named("PRF-05"), body="<script>console.error('چیزی نشد');</script>"),
    ),
    {
        "/dot.svg": File(SVG, DOT),
        "/slow.svg": File(SVG, PICTURE, delay=3.2),
        "/cookie.svg": File(SVG, DOT, (COOKIE,)),
        "/heavy.css": File(CSS, b"/*" + os.urandom(1_150_000).hex().encode() + b"*/"),
    },
)  # fmt: skip

BETWEEN = Trial(
    (
        Leaf("home", named("CNT-10"), head="<style>:focus { outline: none; background: #ffd500 }</style>"),
        GUIDE,
        # browsers ask for an insecure picture over https by themselves
        Leaf("http-picture", body=f'<p><img src="http://{scanned.HOST}:{{port}}/dot.svg" alt="نقطه"></p>'),
        Leaf("frame-gone", body='<iframe title="قاب" src="https://films.nemuneh.ir/1"></iframe>'),
        Leaf("frame-inside", body='<iframe title="قاب" srcdoc="&lt;p&gt;متنی در قاب&lt;/p&gt;"></iframe><iframe title="تهی" hidden></iframe>'),
        Leaf("http-links", body=f'<p><a href="http://{scanned.HOST}/a">پیوندی که هنوز ناامن است</a></p>'),
        Leaf("host-cookie", headers=(("Set-Cookie", "__Host-a=1; Path=/; Secure; HttpOnly; SameSite=Strict"),)),
        Leaf("iranian", body='<p><img src="https://aks.nemuneh.ir/a.png" alt="نگاره"></p>'),
        Leaf("lookalike", body='<p><img src="https://google.com.nemuneh.ir/a.png" alt="نگاره"></p>'),
        Leaf("inline-data", body='<p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" alt="نقطه"></p>'),
        Leaf("links-abroad", body='<p><a href="https://www.youtube.com/x">ویدئوی آموزشی در یوتیوب</a></p>'),
        Leaf("no-cookie-abroad", named("PRV-01"), body='<p><img src="https://127.0.0.1:{port}/dot.svg" alt="" width="24" height="24"></p>'),
        Leaf("login-here", body=form('method="post"')),
        Leaf("search-elsewhere", body=form('action="https://search.example.com/" method="get"', "<label>واژه <input name='w'></label>")),
        Leaf("decoration", body='<p><img src="/dot.svg" alt="" width="50" height="50"></p>'),
        Leaf("in-a-sentence", body='<p>در این جمله <a href="#a" style="font-size: 12px; line-height: 1">یک</a> پیوند کوچک است که میان واژه‌ها آمده.</p>'),
        Leaf("zoom-to-five", viewport='<meta name="viewport" content="width=device-width, maximum-scale=5, user-scalable=yes">'),
        Leaf("skip-second", skip='<a href="/">خانه</a> <a class="skip" href="#main">پرش به محتوا</a>'),
        Leaf("scrolls-itself", body='<div style="overflow-x: auto" tabindex="0" role="region" aria-label="جدول"><table style="inline-size: 900px"><tr><td>پهن</td></tr></table></div>'),
        Leaf("region", root='lang="fa-IR" dir="rtl"'),
        Leaf("english", root='lang="en" dir="ltr"', skip='<a href="#main">Skip to content</a>', heading="<h1>About us</h1>", search="",
             body="<p>" + "This page tells visitors from abroad about the office and its services. " * 30 + "</p>"),
        Leaf("body-turned", root='lang="fa"', start='dir="rtl"'),
        Leaf("style-turned", root='lang="fa"', head="<style>body { direction: rtl }</style>"),
        Leaf("latin-apart", body='<p lang="en" dir="ltr" style="letter-spacing: 2px">LATIN ONLY</p>'),
        Leaf("viewport-spelt", viewport='<META NAME="Viewport" CONTENT="initial-scale=1, WIDTH = device-width">'),
        Leaf("nearly-heavy", head='<link rel="stylesheet" href="/nearly.css">'),
        Leaf("warned", body="<script>console.warn('بهتر است'); console.log('خوب');</script>"),
        Leaf("picture-gone", body='<p><img src="/gone.png" alt="نگاره" width="50" height="50"></p>'),
    ),
    {"/dot.svg": File(SVG, DOT), "/nearly.css": File(CSS, b"/*" + os.urandom(850_000).hex().encode() + b"*/")},
    literal=True,
)  # fmt: skip

WITHOUT_SEARCH = WRONG._replace(leaves=tuple(leaf._replace(search="") for leaf in WRONG.leaves))
TRIALS = {"right": RIGHT, "wrong": WITHOUT_SEARCH, "between": BETWEEN}
LISTS = {"A11Y-07"}  # what it finds is for a person, and no failure


def checks() -> list[str]:
    """The checks that look at a browser, and the search, which is judged by what its home page offers."""
    return [id_ for id_, spec in scanned.instruments().scan.items() if spec.needs is Needs.BROWSER or id_ == "CNT-10"]


def scan(trial: Trial) -> dict[str, Result]:
    """The results of a scan of a trial's pages, every one of them looked at."""
    with scanned.served(kind=corner(trial.leaves, trial.files, trial.literal)) as run:
        outcome = run(checks(), pages=60, minutes=6, megabytes=120)
    assert not outcome.scan.left
    assert not outcome.scan.notes
    assert {urlsplit(url).path for url in outcome.scan.pages} == {leaf.path for leaf in trial.leaves}
    return scanned.results(outcome)


@pytest.mark.parametrize("name", TRIALS)
def test_each_check_names_the_pages_that_are_wrong_and_no_others(name: str) -> None:
    """State by state and page by page: no alarm on good pages, none of the bad ones passed over."""
    trial = TRIALS[name]
    found = scan(trial)
    wrong = []
    for id_ in checks():
        expected = {leaf.path for leaf in trial.leaves if id_ in leaf.checks}
        bad = State.NEEDS_PERSON if id_ in LISTS else State.FAIL
        result = found[id_]
        seen = {urlsplit(place.url).path for place in result.places}
        if result.state is not (bad if expected else State.PASS) or (expected and seen != expected):
            wrong.append((id_, result.state.value, result.seen.en, sorted(seen ^ expected), [p.text.en for p in result.places][:4]))  # fmt: skip
    assert not wrong, "\n".join(map(str, wrong))


def test_every_browser_check_has_a_right_a_wrong_and_a_page_between() -> None:
    """Each check fails somewhere among the wrong pages, and all of them are asked of the right ones."""
    assert {id_ for leaf in WRONG.leaves for id_ in leaf.checks} == set(checks())
    assert not any(leaf.checks for leaf in RIGHT.leaves)
