"""Each check of a website: what passes, what fails, and what only looks wrong or only looks right.

The sites are made in memory: pages as a server would send them, and visits as a browser would bring them. What
offices really do is here on purpose: phones and dates written in many ways, pages in tables, accordions, menus
with the same words on every page, forms that wrap the whole page.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import checklist, language
from compliance.model.checklist import Library, Needs, Text
from compliance.model.scan import Result, State
from compliance.persian import dates
from compliance.persian.letters import persian_digits
from compliance.scan import judging
from compliance.scan.checks.performance import ASSETS, MISSING
from compliance.scan.checks.standards import ROBOTS, SECURITY, SITEMAP
from compliance.scan.checks.transport import HTTP_ROOT
from compliance.scan.network.http import Answer
from compliance.scan.pages.page import Page
from compliance.scan.pages.words import names, plain
from compliance.scan.site import Search, Site, Unread, View
from tests.conftest import ROOT
from tests.test_persian_quality import within

# Each is a defect of the scanner or its thresholds; whoever mends one takes its line out.
DEFECTS = {}
HOST = "www.nemuneh.gov.ir"
HOME, PLAIN = f"https://{HOST}/", f"http://{HOST}/"
DAY = date(2026, 11, 28)  # 7 Azar 1405
NAME = Text("ادارهٔ کل نمونهٔ استان بوشهر", "Sample office of Bushehr")
ZWNJ = "\u200c"
BY_OTHER_TESTS = ("TLS-01", "TLS-02", "TLS-03", "TLS-04", "DNS-")  # certificates and names have tests of their own
GOOD, BAD, UNSEEN, PERSON, BLOCKED = (
    State.PASS,
    State.FAIL,
    State.NOT_MEASURED,
    State.NEEDS_PERSON,
    State.BLOCKED,
)
Headers = Mapping[str, str] | Sequence[tuple[str, str]]


@cache
def library() -> Library:
    """The shipped checklists."""
    return checklist.load(ROOT / "checklists")


# -- what a server sends


def answer(url: str, body: bytes | str = b"", status: int = 200, headers: Headers = (), **parts: Any) -> Answer:
    """What a server said, its headers' names in lower case as the client keeps them."""
    data = body.encode() if isinstance(body, str) else body
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    whole = {"wire": len(data), "cut": None, "seconds": 0.1, **parts}
    return Answer(url, status, tuple((name.lower(), value) for name, value in pairs), data, **whole)


def page(
    body: str = "",
    url: str = HOME,
    headers: Headers = (),
    *,
    head: str = "",
    title: str = NAME.fa,
    lang: str = ' lang="fa"',
    kind: str = "text/html; charset=utf-8",
    **parts: Any,
) -> Page:
    """A page of an office: only what a case is about differs from a good one."""
    named = f"<title>{title}</title>" if title else ""
    html = f'<!DOCTYPE html><html{lang} dir="rtl"><head><meta charset="utf-8">{named}{head}</head><body>{body}</body></html>'
    pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
    return Page(answer(url, html, 200, [("Content-Type", kind), *pairs], **parts))


def raw(source: bytes | str, kind: str = "text/html; charset=utf-8", url: str = HOME, **parts: Any) -> Page:
    """A page whose source is exactly this."""
    return Page(answer(url, source, 200, {"Content-Type": kind}, **parts))


def site(*pages: Page, views: tuple[View, ...] | str = "static", **parts: Any) -> Site:
    """A site of these pages, the first its home page."""
    pages = pages or (page(),)
    whole = {
        "url": pages[0].url, "home": pages[0].url, "unread": (), "left": (), "probes": {}, "links": {}, "searches": (),
        "blocked": None, "certificate": "static", "names": "static", "name": NAME, "services": None,
        "electronic": None, "watched": (0, 0), "today": DAY, **parts,
    }  # fmt: skip
    return Site(pages=pages, views=views, **whole)


def main(html: str) -> str:
    """A main part."""
    return f"<main>{html}</main>"


def leads(words: str, there: str | Page, menu: str = "", href: str = "/there/", **parts: Any) -> Site:
    """A site whose home page leads by these words to a second page."""
    second = page(menu + main(there), f"{HOME}there/") if isinstance(there, str) else there
    return site(page(f'{menu}<footer><a href="{href}">{words}</a></footer>'), second, **parts)


# -- what a browser brings


def view(url: str = HOME, **seen: Any) -> View:
    """A visit as visit.js and visit.py make it; only what a case is about differs from a good one."""
    plain = {
        "url": url, "title": NAME.fa, "lang": "fa", "dir": "rtl", "bodyDir": "rtl", "letters": 900, "nodes": 90,
        "viewport": ["width=device-width, initial-scale=1"],
        "timing": {"ttfb": 90.0, "fcp": 500.0, "lcp": 900.0, "cls": 0.01},
        "overflow": {"scroll": 1280, "client": 1280, "elements": []},
        "structure": {"headings": [{"level": 1, "text": "x"}], "main": 1, "navigation": 1, "skip": True},
        "fonts": {"family": "Vazirmatn, sans-serif", "faces": [{"family": "Vazirmatn", "status": "loaded"}], "spaced": []},
        "passwords": [], "status": 200, "axe": [{"violations": [], "incomplete": []}],
        "widths": {"360": wide(360), "320": wide(320)}, "cookies": [], "requests": [request(url, "Document")],
        "set": [], "said": [], "bytes": 90_000, "popups": 0, "phone": False, "seconds": 1.0, **seen,
    }  # fmt: skip
    return View(url, plain)


def wide(width: int, scroll: int | None = None, *elements: str) -> dict[str, Any]:
    """What sticks out at a width."""
    return {"scroll": width if scroll is None else scroll, "client": width, "elements": list(elements)}


def request(url: str, kind: str = "Script", status: int = 200, failed: str = "") -> dict[str, Any]:
    """One thing a page asked for."""
    return {"url": url, "kind": kind, "status": status, "failed": failed}


def said(text: str, source: str = "console", url: str = HOME) -> dict[str, str]:
    """One error of a page."""
    return {"source": source, "text": text, "url": url}


def cookie(name: str = "sid", domain: str = HOST, **parts: Any) -> dict[str, Any]:
    """One cookie, as safe as can be."""
    return {"name": name, "domain": domain, "secure": True, "httpOnly": True, "sameSite": "Lax", **parts}


def sets(url: str, name: str = "sid") -> dict[str, str]:
    """A cookie that an answer wanted to set."""
    return {"url": url, "name": name}


def rule(id_: str, impact: str | None = "serious", count: int = 1, target: str = "main > img") -> dict[str, Any]:
    """One rule of axe with the elements it found."""
    return {
        "id": id_,
        "impact": impact,
        "help": {"fa": f"شرح {id_}", "en": f"help of {id_}"},
        "count": count,
        "nodes": [{"target": target, "html": ""}],
    }


def axe(*violations: dict[str, Any], incomplete: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """What axe says of one frame."""
    return {"violations": list(violations), "incomplete": list(incomplete)}


def seen(*views: View, pages: Sequence[Page] = (), **parts: Any) -> Site:
    """A site whose pages a browser visited."""
    return site(*(pages or (page(),)), views=views, **parts)


def looked(**parts: Any) -> Site:
    """A site of one page, and what a visit of it brought."""
    return seen(view(**parts))


def timed(name: str, *values: float | None) -> Site:
    """A home page visited on a phone, with these timings."""
    phones = [view(timing={name: value}, phone=True) for value in values]
    return seen(view(), *phones)


# -- the table


class Case(NamedTuple):
    """A site, and what a check has to say of it: its state, and words in what was seen or in a place."""

    check: str
    kind: str
    name: str
    site: Site
    state: State
    words: str
    defect: str


class Made(NamedTuple):
    """A case before it is known whose it is."""

    kind: str
    name: str
    site: Site
    state: State
    words: str
    defect: str


def passes(name: str, built: Site, words: str = "", defect: str = "") -> Made:
    """A site that is as it should be."""
    return Made("pass", name, built, GOOD, words, defect)


def fails(name: str, built: Site, words: str = "", defect: str = "") -> Made:
    """A site that is not."""
    return Made("fail", name, built, BAD, words, defect)


def edge(name: str, built: Site, state: State, words: str = "", defect: str = "") -> Made:
    """A site at the threshold, or one that does something right or wrong in an unusual way."""
    return Made("edge", name, built, state, words, defect)


def of(check: str, *made: Made) -> list[Case]:
    """Cases of one check."""
    return [Case(check, *one) for one in made]


def shown(days: int) -> str:
    """A day so long ago, as pages write it."""
    return persian_digits(dates.write(DAY - timedelta(days)))


def redirected(*hops: str, to: str = HOME) -> Site:
    """A site whose insecure address leads over these addresses to one."""
    return site(probes={HTTP_ROOT: answer(to, hops=hops)})


def unanswered(reason: str, home: str = HOME) -> Site:
    """A site whose insecure address did not answer."""
    return site(page(url=home), probes={HTTP_ROOT: Unread(PLAIN, reason)})


def sends(*headers: tuple[str, str], body: str = "", url: str = HOME, head: str = "") -> Site:
    """A site whose home page comes with these headers."""
    return site(page(body, url, headers, head=head))


HSTS = "Strict-Transport-Security"
TRANSPORT = [
    *of(
        "TLS-05",
        passes("one redirect", redirected(PLAIN), "after 1"),
        fails("no redirect", redirected(to=PLAIN), "ends at http://"),
        fails("to another host", redirected(PLAIN, to="https://example.ir/"), "https://example.ir/"),
        fails("three redirects", redirected(PLAIN, "http://nemuneh.gov.ir/", "http://nemuneh.gov.ir/a"), "after 3"),
        edge("exactly two redirects", redirected("http://nemuneh.gov.ir/", PLAIN), GOOD, "after 2"),
        edge("to the name without www", redirected(PLAIN, to="https://nemuneh.gov.ir/"), GOOD),
        edge("nothing on port 80", unanswered("refused"), GOOD, "nothing answers"),
        edge("late is no failure", unanswered("late"), UNSEEN),
        edge("late is said in words", unanswered("late"), UNSEEN, "no answer in time"),
    ),
    *of(
        "TLS-06",
        passes("two years", sends((HSTS, "max-age=63072000; includeSubDomains; preload")), "max-age=63072000"),
        fails("none", site(), "no such header"),
        fails("an hour", sends((HSTS, "max-age=3600")), "max-age=3600"),
        fails("switched off", sends((HSTS, "max-age=0"))),
        fails("over http it says nothing", sends((HSTS, "max-age=63072000"), url=PLAIN)),
        fails("without a number", sends((HSTS, "includeSubDomains"))),
        edge("exactly a year", sends((HSTS, "max-age=31536000")), GOOD),
        edge("a second less", sends((HSTS, "max-age=31535999")), BAD),
        edge("in quotes and capitals", sends(("STRICT-TRANSPORT-SECURITY", 'includeSubDomains ; Max-Age = "31536000"')), GOOD),
        edge("sent twice", sends((HSTS, "max-age=31536000"), (HSTS, "max-age=31536000")), GOOD, "", "headers"),
        edge("the first of two holds", sends((HSTS, "max-age=0"), (HSTS, "max-age=31536000")), BAD, "max-age=0"),
        edge("two in one header are none", sends((HSTS, "max-age=31536000, max-age=31536000")), BAD),
        edge("another name that ends so", sends((HSTS, "x-max-age=31536000")), BAD),
        edge("a digit that is none", sends((HSTS, "max-age=²")), BAD, "", "crash-age"),
        edge("very many digits", sends((HSTS, "max-age=" + "9" * 5000)), GOOD, "", "crash-age"),
    ),
    *of(
        "TLS-07",
        passes("all over https", looked(requests=[request(HOME, "Document"), request(f"{HOME}a.js")]), "0 insecure"),
        fails("a picture over http", looked(requests=[request(f"{PLAIN}a.png", "Image")]), "a.png"),
        fails("a site over http", seen(view(PLAIN), pages=[page(url=PLAIN)]), "comes over http"),
        fails("on the second page", seen(view(), view(f"{HOME}b/", requests=[request(f"{PLAIN}b.css", "Stylesheet")])), "b.css"),
        edge("only links lead to http", seen(view(), pages=[page('<a href="http://old.ir/">کهنه</a>')]), GOOD),
        edge("the page itself came by http", looked(requests=[request(PLAIN, "Document"), request(HOME, "Document")]), GOOD),
        edge("a frame that was blocked", looked(said=[said("Mixed Content: requested an insecure frame", "security", f"{PLAIN}f")]), BAD, "/f"),
    ),
]  # fmt: skip

CSP, XFO = "Content-Security-Policy", "X-Frame-Options"
NOSNIFF, REFERRER = "X-Content-Type-Options", "Referrer-Policy"
CDN = "https://cdn.example.com/x"
HEADERS = [
    *of(
        "HDR-01",
        passes("own scripts only", sends((CSP, "default-src 'self'; img-src *")), "'self'"),
        passes("scripts of their own", sends((CSP, "default-src *; script-src 'self' https://cdn.example.ir")), "cdn.example.ir"),
        fails("none", site(), "no such header"),
        fails("inline scripts", sends((CSP, "script-src 'self' 'unsafe-inline'")), "'unsafe-inline'"),
        fails("eval", sends((CSP, "default-src 'self' 'unsafe-eval'")), "'unsafe-eval'"),
        fails("from anywhere", sends((CSP, "script-src *"))),
        fails("nothing of scripts", sends((CSP, "frame-ancestors 'self'; upgrade-insecure-requests")), "nothing of scripts"),
        fails("only a report", sends((f"{CSP}-Report-Only", "default-src 'self'")), "no such header"),
        edge("inline for styles only", sends((CSP, "default-src 'self'; style-src 'self' 'unsafe-inline'")), GOOD),
        edge("a nonce makes inline harmless", sends((CSP, "SCRIPT-SRC 'nonce-r4nd0m' 'strict-dynamic' https: 'unsafe-inline'")), GOOD),
        edge("a fingerprint too", sends((CSP, "script-src 'sha256-abc=' 'unsafe-inline'")), GOOD),
        edge("no scripts at all", sends((CSP, "default-src 'none'")), GOOD),
        edge("wasm is no eval", sends((CSP, "script-src 'self' 'wasm-unsafe-eval'")), GOOD),
        edge("the first of a name holds", sends((CSP, "script-src 'self'; script-src *")), GOOD),
        edge("loose and strict together are strict", sends((CSP, "script-src * 'unsafe-inline'"), (CSP, "script-src 'self'")), GOOD, "", "policies"),
        edge("each for itself", sends((CSP, "default-src 'self'"), (CSP, "script-src 'unsafe-inline'")), GOOD, "", "policies"),
        edge("old browsers are told http:", sends((CSP, "script-src 'nonce-r4nd0m' 'strict-dynamic' http: https: 'unsafe-inline'")), GOOD, "", "strict"),
        edge("anybody with https", sends((CSP, "script-src 'self' https:")), BAD, "*"),
        edge("anybody in other words", sends((CSP, "script-src 'self' https://*:443/")), BAD, "*"),
        edge("anybody in two policies", sends((CSP, "script-src *"), (CSP, "script-src http: https:")), BAD, "*"),
        edge("texts that are addresses", sends((CSP, "script-src 'self' data:")), BAD, "data:"),
        edge("a comma apart", sends((CSP, "default-src *, script-src 'self'; object-src 'none'")), GOOD, "'self'"),
        edge("loose for handlers", sends((CSP, "script-src 'self'; script-src-attr 'unsafe-inline'")), BAD, "'unsafe-inline'"),
        edge("of elements alone", sends((CSP, "script-src-elem 'self'")), BAD, "'unsafe-inline'"),
        edge("no source is none", sends((CSP, "script-src ; style-src *")), GOOD, "'none'"),
        edge("dynamic without a nonce", sends((CSP, "script-src 'strict-dynamic' 'unsafe-inline' *")), GOOD),
        edge("loose for elements", sends((CSP, "script-src 'self'; script-src-elem 'self' 'unsafe-inline'")), BAD, "", "elements"),
    ),
    *of(
        "HDR-02",
        passes("there", sends((NOSNIFF, "nosniff")), "nosniff"),
        fails("none", site(), "no such header"),
        fails("something else", sends((NOSNIFF, "sniff")), "sniff"),
        edge("capitals and spaces", sends(("X-CONTENT-TYPE-OPTIONS", " NoSniff ")), GOOD),
        edge("sent twice", sends((NOSNIFF, "nosniff"), (NOSNIFF, "nosniff")), GOOD, "", "headers"),
        edge("the first of two holds", sends((NOSNIFF, "none"), (NOSNIFF, "nosniff")), BAD, "none, nosniff"),
    ),
    *of(
        "HDR-03",
        passes("frame-ancestors", sends((CSP, "frame-ancestors 'self'")), "'self'"),
        passes("the older header", sends((XFO, "SAMEORIGIN")), "SAMEORIGIN"),
        fails("none", site(), "no such header"),
        fails("by anybody", sends((CSP, "frame-ancestors *"))),
        fails("a way nobody knows any more", sends((XFO, "ALLOW-FROM https://example.ir")), "ALLOW-FROM"),
        edge("small letters", sends(("x-frame-options", "deny")), GOOD),
        edge("some other hosts", sends((CSP, "default-src 'self'; frame-ancestors 'self' https://my.gov.ir")), GOOD, "my.gov.ir"),
        edge("in the second policy", sends((CSP, "default-src 'self'"), (CSP, "frame-ancestors 'none'")), GOOD, "'none'"),
        edge("sent twice", sends((XFO, "SAMEORIGIN"), (XFO, "SAMEORIGIN")), GOOD, "", "headers"),
        edge("two that contradict each other", sends((XFO, "SAMEORIGIN"), (XFO, "DENY")), GOOD, "SAMEORIGIN, DENY"),
        edge("everybody by name", sends((XFO, "ALLOWALL")), BAD, "ALLOWALL"),
        edge("no ancestor is none", sends((CSP, "frame-ancestors")), GOOD, "'none'"),
        edge("any host", sends((CSP, "frame-ancestors 'self' https://*")), BAD, "https://*"),
        edge("the policy wins over the older header", sends((CSP, "frame-ancestors *"), (XFO, "DENY")), BAD, "", "frames"),
        edge("by anybody with https", sends((CSP, "frame-ancestors https:")), BAD, "", "frames"),
        edge("loose and strict together are strict", sends((CSP, "frame-ancestors *"), (CSP, "frame-ancestors 'self'")), GOOD, "", "policies"),
    ),
    *of(
        "HDR-04",
        passes("strict", sends((REFERRER, "strict-origin-when-cross-origin")), "strict-origin"),
        fails("none", site(), "no such header"),
        fails("everything", sends((REFERRER, "unsafe-url")), "unsafe-url"),
        fails("the last holds", sends((REFERRER, "no-referrer, unsafe-url"))),
        edge("capitals", sends(("REFERRER-POLICY", "Same-Origin")), GOOD),
        edge("in the page", sends(head='<meta name="referrer" content="no-referrer">'), GOOD, "no-referrer"),
        edge("one for older browsers first", sends((REFERRER, "no-referrer, strict-origin-when-cross-origin")), GOOD),
        edge("the word of the page comes last", sends((REFERRER, "no-referrer"), head='<meta name="Referrer" content="unsafe-url">'), BAD, "unsafe-url"),
        edge("in the page, nothing known", sends((REFERRER, "no-referrer"), head='<meta name="referrer" content="made-up">'), GOOD, "no-referrer"),
        edge("only a word nobody knows", sends((REFERRER, "made-up")), BAD, "made-up"),
        edge("sent twice", sends((REFERRER, "unsafe-url"), (REFERRER, "same-origin")), GOOD, "same-origin"),
        edge("the last one known holds", sends((REFERRER, "strict-origin-when-cross-origin, made-up")), GOOD, "", "referrer"),
    ),
    *of(
        "HDR-05",
        passes("no cookies", looked(), "no cookies"),
        passes("safe", looked(cookies=[cookie(), cookie("b", f".{HOST}", sameSite="Strict")]), "2 cookies"),
        fails("for scripts too", looked(cookies=[cookie(httpOnly=False)]), "sid: HttpOnly"),
        fails("nothing said", looked(cookies=[cookie("ASP.NET_SessionId", secure=False, httpOnly=False, sameSite="")]), "Secure, HttpOnly, SameSite"),
        edge("sent everywhere", looked(cookies=[cookie(sameSite="None")]), BAD, "SameSite"),
        edge("of the name without www", looked(cookies=[cookie(domain=".nemuneh.gov.ir", secure=False)]), BAD, "Secure"),
        edge("one cookie on two pages", seen(view(cookies=[cookie()]), view(f"{HOME}b/", cookies=[cookie()])), GOOD, "1 cookies"),
        edge("of another host", looked(cookies=[cookie(domain=".example.com", secure=False)]), GOOD, "no cookies"),
        edge("of a host that ends alike", looked(cookies=[cookie(domain="uneh.gov.ir", secure=False)]), GOOD, "no cookies", "cookie-hosts"),
    ),
    *of(
        "HDR-06",
        passes("a name alone", sends(("Server", "nginx")), "no version"),
        passes("nothing", site()),
        fails("server", sends(("Server", "Apache/2.4.41 (Ubuntu)")), "Apache/2.4.41"),
        fails("language", sends(("Server", "nginx"), ("X-Powered-By", "PHP/7.4.3")), "PHP/7.4.3"),
        fails("two of a name", sends(("X-Powered-By", "ASP.NET"), ("X-Powered-By", "PHP/8.1")), "PHP/8.1"),
        edge("a system without a number", sends(("Server", "Apache (Debian)"), ("X-Powered-By", "ASP.NET")), GOOD),
        edge("a header that is a version", sends(("X-ASPNET-VERSION", "4.0.30319")), BAD, "4.0.30319"),
        edge("a whole number", sends(("Server", "Microsoft-IIS/10")), BAD),
        edge("a number in a name", sends(("Server", "Web3")), GOOD),
        edge("a number behind a name", sends(("X-Generator", "Drupal 10 (https://www.drupal.org)")), BAD, "Drupal 10"),
    ),
    *of(
        "HDR-07",
        passes("own scripts", sends(body='<script src="/a.js"></script><link rel=stylesheet href="b.css">'), "no script"),
        passes("with one", sends(body=f'<script src="{CDN}.js" integrity="sha384-x" crossorigin></script>'), "0 without"),
        fails("a script", sends(body=f'<script src="{CDN}.js"></script>'), "cdn.example.com"),
        fails("a style", sends(head=f'<link rel="stylesheet" href="{CDN}.css">'), "x.css"),
        fails("on the second page", site(page(), page(f'<script src="{CDN}.js"></script>', f"{HOME}b/")), "x.js"),
        edge("with one that is none", sends(body=f'<script src="{CDN}.js" integrity="" crossorigin></script><script src="{CDN}2.js" integrity="md5-x"></script>'), BAD, "2 without"),
        edge("without a scheme", sends(body='<script src="//cdn.example.com/x.js"></script>'), BAD, "https://cdn.example.com/x.js"),
        edge("by the base of the page", sends(head='<base href="//cdn.example.com/">', body='<script src="x.js"></script>'), BAD, "x.js"),
        edge("own host without www", sends(body='<script src="https://nemuneh.gov.ir/a.js"></script>'), GOOD),
        edge("inline and as data", sends(body='<script>1</script><script src="data:text/javascript,1"></script>'), GOOD),
        edge("an icon is no style", sends(head=f'<link rel="icon" href="{CDN}.ico"><link rel="preload" href="{CDN}.js">'), GOOD),
        edge("capitals", sends(head=f'<LINK REL="StyleSheet" HREF="{CDN}.css">'), BAD),
        edge("a style to choose", sends(head=f'<link rel="alternate StyleSheet" href="{CDN}.css">'), BAD),
        edge("a style that is preloaded", sends(head=f'<link rel="preload stylesheet" href="{CDN}.css">'), BAD, "", "sri"),
        edge("an address that cannot be split", sends(body='<script src="http://[x/a.js"></script>'), GOOD, "", "crash-address"),
    ),
]  # fmt: skip

GOOGLE = "https://www.google-analytics.com/g/collect"
PRIVACY = [
    *of(
        "PRV-01",
        passes("own files", looked(requests=[request(HOME, "Document"), request(f"{HOME}a.js")]), "0 other"),
        passes("within the country", looked(requests=[request("https://cdn.example.ir/a.js")]), "0 other"),
        fails("fonts from abroad", looked(requests=[request("https://fonts.googleapis.com/css", "Stylesheet")]), "fonts.googleapis.com"),
        fails("two hosts", looked(requests=[request("https://a.com/1"), request("https://b.com/2"), request("https://a.com/3")]), "2 other"),
        edge("a name that only ends alike", looked(requests=[request("https://notir/a"), request("https://x.gov.ir.example.com/a")]), BAD, "2 other"),
        edge("capitals, port, no www", looked(requests=[request("https://CDN.EXAMPLE.IR:8443/a"), request("https://nemuneh.gov.ir/a")]), GOOD),
        edge("data and blobs are no hosts", looked(requests=[request("blob:https://x.com/1"), request("about:blank")]), GOOD),
    ),
    *of(
        "PRV-02",
        passes("own files", looked(requests=[request(f"{HOME}matomo.js")]), "0 requests"),
        fails("statistics", looked(requests=[request(GOOGLE, "Ping")]), "google-analytics.com"),
        fails("on the second page", seen(view(), view(f"{HOME}b/", requests=[request(GOOGLE)])), "1 requests"),
        edge("a filter stopped it", looked(requests=[request(GOOGLE, status=0, failed="TIMED_OUT")]), BAD),
        edge("a name that only ends alike", looked(requests=[request("https://notgoogle.com/a"), request("https://google.com.ir/")]), GOOD),
        edge("below a host that is listed", looked(requests=[request("https://cdn.jsdelivr.net/npm/a.js")]), BAD, "cdn.jsdelivr.net"),
    ),
    *of(
        "PRV-03",
        passes("own cookies", looked(set=[sets(HOME), sets("https://nemuneh.gov.ir/a.js")]), "0 cookies"),
        fails("of a tracker", looked(set=[sets(GOOGLE, "_ga")]), "_ga (www.google-analytics.com)"),
        fails("on the second page", seen(view(), view(f"{HOME}b/", set=[sets(GOOGLE)])), f"{HOME}b/"),
        edge("none at all", looked(), GOOD),
        edge("of a host that ends alike", looked(set=[sets("https://uneh.gov.ir/")]), BAD, "uneh.gov.ir"),
        edge("nobody knows of whom", looked(set=[sets("")]), GOOD),
    ),
    *of(
        "PRV-04",
        passes("no login", looked(), "no form"),
        passes("to itself", looked(passwords=[{"action": f"{HOME}login", "method": "post"}]), "1 forms"),
        fails("over http", looked(passwords=[{"action": f"{PLAIN}login", "method": "post"}]), "http://"),
        fails("to somebody else", looked(passwords=[{"action": "https://sso.example.ir/", "method": "post"}]), "sso.example.ir"),
        edge("in the address", looked(passwords=[{"action": f"{HOME}login", "method": "get"}]), BAD),
        edge("without www", looked(passwords=[{"action": "https://nemuneh.gov.ir/login", "method": "post"}]), GOOD),
        edge("one of two", looked(passwords=[{"action": HOME, "method": "post"}, {"action": PLAIN, "method": "post"}]), BAD, "1 forms"),
    ),
]  # fmt: skip


def structured(levels: Sequence[int] = (1, 2, 3, 2), main: int = 1, skip: bool = True) -> Site:
    """A page with headings of these levels."""
    headings = [{"level": level, "text": "سرتیتر"} for level in levels]
    return looked(structure={"headings": headings, "main": main, "navigation": 1, "skip": skip})


def step(where: str = "nav > a", **parts: Any) -> dict[str, Any]:
    """One step of the walk by keyboard, as it should be."""
    return {"where": where, "text": "خدمات", "shown": True, "covered": False, "inside": True, "stuck": False, **parts}


def scaled(*contents: str) -> Site:
    """A page with these viewports."""
    return looked(viewport=list(contents))


WIDTH = "width=device-width, initial-scale=1"
ACCESSIBILITY = [
    *of(
        "A11Y-01",
        passes("nothing", looked(), "no automatically detectable failure"),
        fails("serious", looked(axe=[axe(rule("image-alt", "critical"), rule("link-name", count=30))]), "2 kinds in 31 elements"),
        fails("in a frame", looked(axe=[axe(), axe(rule("label"))]), "help of label — main > img"),
        edge("only moderate", looked(axe=[axe(rule("region", "moderate"), rule("tabindex", None))]), GOOD),
        edge("size is another check's", looked(axe=[axe(rule("target-size"))]), GOOD),
        edge("a frame that could not be looked at", looked(axe=[axe(), None]), GOOD),
        edge("axe did not run", looked(axe=None), UNSEEN, "could not run"),
        edge("axe ran nowhere", looked(axe=[None]), UNSEEN, "could not run", "no-axe"),
        edge("axe ran in a frame alone", looked(axe=[None, axe()]), UNSEEN, "could not run"),
        edge("axe ran in a frame alone and found something", looked(axe=[None, axe(rule("label"))]), BAD, "help of label"),
        edge("axe ran in one page of two", seen(view(), view(f"{HOME}b/", axe=[None])), GOOD, "did not run on 1 pages"),
    ),
    *of(
        "A11Y-02",
        passes("large enough", looked(), "no automatically detectable failure"),
        fails("too small", looked(axe=[axe(rule("target-size", count=7))]), "7 elements"),
        edge("perhaps too small", looked(axe=[axe(incomplete=[rule("target-size")])]), GOOD),
        edge("axe did not run", looked(axe=None), UNSEEN, "", "no-axe"),
    ),
    *of(
        "A11Y-03",
        passes("free", scaled(WIDTH), "not blocked"),
        fails("fixed", scaled("width=device-width, user-scalable=no"), "user-scalable=no"),
        fails("hardly", scaled(f"{WIDTH}, maximum-scale=1.0"), "maximum-scale=1.0"),
        fails("in the second of two", scaled(WIDTH, "user-scalable = 0"), "user-scalable = 0"),
        edge("exactly twice", scaled("maximum-scale=2"), GOOD),
        edge("a little less", scaled("maximum-scale=1.99"), BAD),
        edge("five times, said to be free", scaled("WIDTH=DEVICE-WIDTH; MAXIMUM-SCALE=5; USER-SCALABLE=YES"), GOOD),
        edge("no viewport", scaled(), GOOD),
        edge("a number nobody can read", scaled("maximum-scale=1.0.0"), BAD, "", "crash-scale"),
        edge("only points", scaled("maximum-scale=..."), BAD),
    ),
    *of(
        "A11Y-04",
        passes("in order", structured()),
        fails("no h1", structured((2, 3)), "0 h1"),
        fails("two h1", structured((1, 1)), "2 h1"),
        fails("a level left out", structured((1, 2, 4)), "h4 after h2"),
        fails("no main", structured(main=0), "no main"),
        fails("no skip link", structured(skip=False), "no skip link"),
        edge("the first comes second", structured((2, 1, 2)), BAD, "h2 before h1"),
        edge("back by several levels", structured((1, 2, 3, 4, 2)), GOOD),
        edge("two mains", structured(main=2), GOOD),
        edge("no headings at all", structured(()), BAD, "1 faults"),
        edge("one page of two", seen(view(), view(f"{HOME}b/", structure={})), BAD, f"{HOME}b/"),
    ),
    *of(
        "A11Y-05",
        passes("seen and free", looked(keyboard=[step(), step("nav > a#b")]), "0 of 2"),
        fails("not seen", looked(keyboard=[step(shown=False)]), "focus not seen: nav > a خدمات"),
        fails("covered", looked(keyboard=[step(covered=True)]), "covered: nav > a"),
        fails("stuck", looked(keyboard=[step(), step("div#trap", stuck=True)]), "stuck at div#trap"),
        edge("many steps, one fault", looked(keyboard=[step()] * 39 + [step("footer > a", shown=False)]), BAD, "1 of 40"),
        edge("outside the screen", looked(keyboard=[step(inside=False)]), GOOD),
        edge("no walk", looked(), UNSEEN, "did not begin"),
        edge("a walk that reached nothing", looked(keyboard=[]), UNSEEN, "reached nothing", "no-walk"),
    ),
    *of(
        "A11Y-06",
        passes("fits", looked(widths={"320": wide(320), "360": wide(360, 900, "table")}), "0 elements"),
        fails("a table sticks out", looked(widths={"320": wide(320, 900, "main > table (900 px)")}), "main > table (900 px)"),
        fails("nobody knows what", looked(widths={"320": wide(320, 900)}), "900 px"),
        edge("one pixel", looked(widths={"320": wide(320, 321)}), GOOD),
        edge("two pixels", looked(widths={"320": wide(320, 322)}), BAD, "322 px"),
        edge("not looked at", looked(widths={"320": None}), UNSEEN, "this width"),
    ),
    *of(
        "A11Y-07",
        passes("nothing", looked(), "nothing to look at"),
        Made("fail", "two places", looked(axe=[axe(incomplete=[rule("color-contrast", count=2)])]), PERSON, "2 elements", ""),
        edge("violations are another check's", looked(axe=[axe(rule("image-alt"))]), GOOD),
        edge("axe did not run", looked(axe=[]), UNSEEN, "could not run"),
        edge("in a frame", looked(axe=[None, axe(incomplete=[rule("color-contrast", None)])]), PERSON, "help of color-contrast"),
    ),
]  # fmt: skip


def says(words: str, letters: int) -> str:
    """A text with these words in it, exactly so long."""
    return f"{words} {'ا' * (letters - len(words) - 1)}"


# A menu as so many sites have it: no landmark, and text enough for a statement.
DIVS = f'<div id="menu"><ul>{"<li>حریم اطلاعات خدمت زمان معاون دسترس معلول</li>" * 12}</ul></div>'

# The words of the link, words in the text, and how many characters: for statements, all alike.
STATEMENTS = {
    "A11Y-08": ("بیانیهٔ دسترس‌پذیری", "دسترس معلول", 300),
    "CNT-06": ("توافق‌نامهٔ سطح خدمت", "خدمت زمان", 300),
    "CNT-07": ("حریم خصوصی", "حریم اطلاعات", 300),
    "CNT-14": ("ساختار سازمانی", "معاون", 100),
}


def statements(check: str, link: str, words: str, letters: int) -> list[Case]:
    """The cases that all statements share."""
    enough = says(words, letters)
    arabic = link.replace("ی", "ي").replace("ک", "ك")
    pdf = f"{HOME}there.pdf"
    return of(
        check,
        passes("long enough", leads(link, enough + "ا"), f"{letters + 1} characters at {HOME}there/"),
        fails("no link", site(page('<a href="/x/">اخبار</a>')), "no link to such a page"),
        fails("too short", leads(link, words), "lacks: "),
        fails("without the words", leads(link, "ا" * 999), words.split()[-1]),
        fails("a page that is gone", site(page(f'<a href="/gone/">{link}</a>'), links={f"{HOME}gone/": answer(f"{HOME}gone/", status=404)}), "does not answer"),
        edge("exactly so long", leads(link, enough), GOOD),
        edge("one letter less", leads(link, enough[:-1]), BAD, f"{letters - 1} characters"),
        edge("empty", leads(link, ""), BAD, "0 characters"),
        edge("only a picture", leads(link, '<img src="/statement.jpg" alt="">'), BAD, "0 characters"),
        edge("link in Arabic letters", leads(f" {arabic} اداره", enough), GOOD),
        edge("link with spaces and breaks", leads(link.replace(ZWNJ, " ").replace(" ", " <br>\n "), enough), GOOD),
        edge("link by its label", leads(f'<svg></svg></a><a href="/there/" aria-label="{link}">', enough), GOOD),
        edge("link by its picture", leads(f'<img src="a.png" alt="{link}">', enough), GOOD),
        edge("link to a part of the page", leads(link, enough, href="/there/#top"), GOOD),
        edge("link that is redirected", leads(link, page(main(enough), f"{HOME}fa/9", hops=(f"{HOME}there/",))), GOOD),
        edge("text in Arabic letters", leads(link, enough.replace("ی", "ي").replace("ک", "ك")), GOOD),
        edge("no main part", leads(link, page(f"<div>{enough}</div>", f"{HOME}there/")), GOOD),
        edge("on another site", site(page(f'<a href="https://example.ir/s">{link}</a>')), PERSON, "https://example.ir/s"),
        edge("own page before another site", site(page(f'<a href="https://example.ir/s">{link}</a><a href="/there/">{link}</a>'), page(main(enough), f"{HOME}there/")), GOOD),
        edge("a page that was not visited", site(page(f'<a href="/there/">{link}</a>'), left=(f"{HOME}there/",)), UNSEEN, "not visited"),
        edge("a page that was late", site(page(f'<a href="/there/">{link}</a>'), unread=(Unread(f"{HOME}there/", "late"),)), UNSEEN),
        edge("a page behind a login", site(page(f'<a href="/there/">{link}</a>'), links={f"{HOME}there/": answer(f"{HOME}there/", status=403)}), UNSEEN),
        edge("a file", site(page(f'<a href="/there.pdf">{link}</a>'), links={pdf: answer(pdf, headers={"Content-Type": "application/pdf"})}), PERSON, "", "documents"),
        edge("reached by two addresses", site(page(f'<a href="/there/">x</a><a href="/there">{link}</a>'), page(main(enough), f"{HOME}there/"), links={f"{HOME}there": answer(f"{HOME}there/", hops=(f"{HOME}there",))}), GOOD, "", "twice"),
        edge("a headline with the words", site(page(f'<a href="/n/">کارگاه آشنایی با {link} برگزار شد</a><a href="/there/">{link}</a>'), page(main(words), f"{HOME}n/"), page(main(enough), f"{HOME}there/")), GOOD, "", "headline"),
        edge("a script is no text", leads(link, f"<p>{words}</p><script>{'x();' * 99}</script><style>{'a{}' * 99}</style>"), BAD, "", "script-text"),
        edge("an article on the way", leads(link, page(f"<aside><article>خبر</article></aside><div>{enough}</div>", f"{HOME}there/")), GOOD, "", "teaser"),
        edge("a menu without a landmark", leads(link, page(f"{DIVS}<div id=text>{words}</div>", f"{HOME}there/"), menu=DIVS), BAD),
        edge("only a headline", site(page(f'<a href="/n/">کارگاه آشنایی با {link} برگزار شد</a>'), page(main(enough), f"{HOME}n/")), PERSON, f"{HOME}n/"),
        edge("a long name in the menu", site(page(f'<nav><a href="/n/">{link} و راه‌های دیگر همکاری با مردم استان</a></nav>'), page(main(enough), f"{HOME}n/")), GOOD),
        edge("a file beside a short page", site(page(f'<a href="/there/">{link}</a>'), page(main(f'{words} <a href="/there.pdf">{link}</a>'), f"{HOME}there/")), PERSON, pdf),
        edge("a part of a page", site(page(f'<a href="#s">{link}</a><p>{says(words, 900)}</p><div id="s">{enough}</div>')), GOOD),
        edge("a part with too little", site(page(f'<a href="#s">{link}</a><p>{says(words, 900)}</p><div id="s"><h2>{words}</h2></div>')), BAD, "characters"),
        edge("a heading of a page", site(page(f'<a href="#s">{link}</a><section><h2 id="s">{words}</h2><p>{enough}</p></section>')), GOOD),
    )  # fmt: skip


CONTENT_STATEMENTS = [case for check, parts in STATEMENTS.items() for case in statements(check, *parts)]
CONTENT_STATEMENTS += [
    *of(
        "CNT-06",
        edge("a link called SLA", leads("SLA", says("خدمت زمان", 300)), GOOD),
        edge(
            "Translate is no SLA",
            site(page('<a href="/en/">Translate</a>'), page(main(says("خدمت زمان", 300)), f"{HOME}en/")),
            BAD,
            "no link",
            "sla",
        ),
    ),
]

FA = "متن فارسی برای آزمون"
QURAN = '<p lang="ar">إِنَّ اللَّهَ يَأْمُرُ بِالْعَدْلِ وَالْإِحْسَانِ كَذَلِكَ 1 2 3</p>'
ENGLISH = "This office serves 120 people. Updated 12 May 2024, see 2024/05/12 for more about its services."


def texts(html: str, **parts: Any) -> Site:
    """A site of one page with these texts."""
    return site(page(html, title="", **parts))


def english(**parts: Any) -> View:
    """A visit of a page in English."""
    plain = {"lang": "en", "dir": "ltr", "bodyDir": "ltr", "title": "Sample office"}
    font = {"family": "Arial, sans-serif", "faces": [], "spaced": []}
    return view(f"{HOME}en/", **{**plain, "fonts": font, **parts})


ENGLISH_PAGE = page(f"<h1>About us</h1><p>{ENGLISH}</p>", f"{HOME}en/", title="Sample office", lang=' lang="en"')
# As so many sites are: a template from abroad, a Persian text in it.
WRONGLY_ENGLISH = page(f"<p>{FA * 9} كه مي شود 1403 و 2024/05/12 ﻻ</p>", lang=' lang="en-US"')

# As it was typed for years: no letter in it that Arabic has not.
TYPED_IN_ARABIC = page(
    "<p>به اطلاع همشهريان مي رساند ثبت نام دوره هاي آموزشي اداره كل از امروز آغاز شد.</p>",
    title="",
    lang=' lang="en-US"',
)


KURDISH = page(
    "<p>ئەم فەرمانگەیە لە ڕۆژانی کارکردن کراوەیە، پەیوەندی بکەن.</p>", f"{HOME}ku/", title="", lang=' lang="ckb"'
)
IN_ARABIC = page(
    "<p>ترحب بكم الدائرة العامة في محافظة بوشهر، ويمكنكم الاتصال بنا في أوقات الدوام الرسمي من السبت إلى الأربعاء. "
    "كما يمكن تقديم الطلبات في مدينتي چابهار وبندر عباس عن طريق مكاتب الخدمات الحكومية الإلكترونية.</p>",
    f"{HOME}ar/",
    title="",
    lang=' lang="ar"',
)


def fonts(family: str = "Vazirmatn", *loaded: str, spaced: Sequence[str] = (), **parts: Any) -> Site:
    """A page whose text wants this family, with these fonts loaded."""
    faces = [{"family": name, "status": "loaded"} for name in loaded] + [{"family": "Bold", "status": "unloaded"}]
    return looked(fonts={"family": family, "faces": faces, "spaced": list(spaced)}, **parts)


LANGUAGE = [
    *of(
        "FA-01",
        passes("Persian", looked(), 'lang="fa"'),
        fails("nothing said", looked(lang=""), 'lang=""'),
        fails("a language that is none", looked(lang="persian"), 'lang="persian"'),
        edge("with the country", looked(lang="FA-ir"), GOOD),
        edge("an English version", seen(view(), english(), pages=[page(), ENGLISH_PAGE]), GOOD),
        edge("Persian that calls itself English", seen(view(lang="en-US", letters=200), pages=[WRONGLY_ENGLISH]), BAD, 'lang="en-US"'),
        edge("with the country as programs write it", looked(lang="fa_IR"), BAD, 'lang="fa_IR"'),
        edge("a Kurdish version", seen(view(), view(f"{HOME}ku/", lang="ckb"), pages=[page(), KURDISH]), GOOD),
        edge("an Arabic version", seen(view(), view(f"{HOME}ar/", lang="ar"), pages=[page(), IN_ARABIC]), GOOD),
        edge("Persian that calls itself Arabic", seen(view(lang="ar"), pages=[page(f"<p>{FA} گزارش و پیگیری</p>", lang=' lang="ar"')]), BAD, 'lang="ar"'),
        edge("nothing to read, called English", seen(view(lang="en"), pages=[raw('<html lang="en">')]), BAD, 'lang="en"'),
        edge("Arabic keys, called English", seen(view(lang="en-US", letters=200), pages=[TYPED_IN_ARABIC]), BAD, 'lang="en-US"', "english"),
    ),
    *of(
        "FA-02",
        passes("right to left", looked(), "rtl"),
        fails("left to right", looked(bodyDir="ltr"), "ltr"),
        fails("on the second page", seen(view(), view(f"{HOME}b/", bodyDir="ltr")), f"{HOME}b/"),
        edge("by the body alone", looked(dir="ltr", bodyDir="rtl"), GOOD),
        edge("an English version", seen(view(), english(), pages=[page(), ENGLISH_PAGE]), GOOD),
        edge("no body", looked(bodyDir=""), BAD),
        edge("no body, in words", looked(bodyDir=""), BAD, "—", "no-words"),
        edge("Persian that calls itself English", seen(view(lang="en", bodyDir="ltr", letters=200), pages=[WRONGLY_ENGLISH]), BAD, "ltr"),
    ),
    *of(
        "FA-03",
        passes("declared twice", site(), "UTF-8"),
        fails("another one", site(raw("<p>سلام".encode("cp1256"), "text/html; charset=windows-1256")), "windows-1256"),
        fails("nothing declared", site(raw(f"<p>{FA}", "text/html")), "nothing declared"),
        fails("not what it says", site(raw(f"<p>{FA} ".encode() + b"\xff")), "byte 41 is no UTF-8"),
        fails("the page says otherwise", site(raw('<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">')), "windows-1256"),
        edge("by the header alone", site(raw(f"<p>{FA}", 'Text/HTML; Charset="UTF-8"')), GOOD),
        edge("by the page alone", site(raw(f"<META CHARSET=utf-8><p>{FA}", "text/html")), GOOD),
        edge("without the hyphen", site(raw(FA, "text/html;charset=utf8")), GOOD),
        edge("cut in the middle of a letter", site(raw(FA.encode()[:-1], cut="size")), GOOD),
        edge("empty", site(raw("")), GOOD),
        edge("by a byte order mark", site(raw(f"\ufeff<p>{FA}", "text/html")), GOOD, "", "bom"),
        edge("in a comment", site(raw(f"<!-- <meta charset=windows-1256> --><p>{FA}")), GOOD, "", "bom"),
        edge("a codec for names", site(raw(f"<p>{FA}", "text/html; charset=idna")), BAD, "idna"),
    ),
    *of(
        "FA-04",
        passes("Persian letters", texts(f"<p>{FA}</p>"), "0% (0 of"),
        fails("Arabic letters", texts("<p>كتاب يكي</p>"), "كتاب (body > p)"),
        edge("exactly half a per cent", texts("<p>" + "ی" * 199 + " ي</p>"), GOOD, "0.5% (1 of 200)"),
        edge("a little more", texts("<p>" + "ی" * 198 + " ي</p>"), BAD, "(1 of 199)"),
        edge("the Quran", texts(f"<p>{FA}</p>{QURAN}"), GOOD, "0% (0 of"),
        edge("a page in Arabic", texts("<p>كلية الحقوق ي</p>", lang=' lang="ar-IQ"'), GOOD, "(0 of 0)"),
        edge("code and scripts", texts("<pre>ي</pre><script>'ي'</script><svg><title>ي</title></svg><!-- ي -->"), GOOD, "(0 of 0)"),
        edge("an Arabic and a Kurdish version", site(page(title=""), IN_ARABIC, KURDISH), GOOD, "(0 of 0)"),
        edge("a part that calls itself English", texts("<div lang=en><p>كتاب يكي</p><p>12</p></div>"), BAD, "كتاب"),
        edge("in the title", site(page("", title="تماس با ما | ادارة كل")), BAD, "كل (head > title)"),
        edge("an empty page", site(raw("")), GOOD, "0% (0 of 0)"),
        edge("Persian that calls itself English", site(WRONGLY_ENGLISH), BAD, "مي", "english"),
    ),
    *of(
        "FA-05",
        passes("Persian digits", texts("<p>۱۴۰۵/۰۸/۲۵ و ۱٬۲۵۰٬۰۰۰ ریال</p>"), "0% (0 of 15)"),
        fails("prices", texts("<p>هزینه: 1,000,000 ریال</p>"), "1,000,000 (body > p)"),
        fails("prices in cells of their own", texts("<table><tr><td>هزینه<td>1,000,000</table>"), "1,000,000"),
        fails("in a part that calls itself English", texts("<div lang=en><p>هزینه به ریال</p><p>1,000</p></div>"), "1,000"),
        fails("phones", texts("<p>تلفن: 077-33330000</p>"), "077-33330000"),
        fails("Arabic digits", texts("<p>٣ نفر</p>"), "٣"),
        edge("exactly 95 per cent", texts("<p>" + "۱" * 19 + " 1 نفر</p>"), GOOD, "5% (1 of 20)"),
        edge("a little less", texts("<p>" + "۱" * 18 + " 1 نفر</p>"), BAD, "(1 of 19)"),
        edge("addresses and codes", texts("<p>info12@x.ir و https://x.ir/12 و A4 و IPv6 برای همه</p>"), GOOD, "(0 of 0)"),
        edge("numbers in English", texts(f'<p>{FA} <span lang="en">page 12 of 99</span> پایان</p>'), GOOD, "(0 of 0)"),
        edge("names with numbers", texts("<p>گواهی ISO 9001 و Windows 10 را بگیرید</p>"), GOOD, "", "standard"),
        edge("a line in English without lang", texts("<p>© 2024-2026 Sample Ltd.</p><p>Release 1.0.0</p>"), GOOD, "", "latin-run"),
        edge("Persian that calls itself English", site(WRONGLY_ENGLISH), BAD, "1403", "english"),
    ),
    *of(
        "FA-06",
        passes("Jalali", texts("<p>۲۵ آبان ۱۴۰۵، 1405-08-25</p>"), "0 Gregorian"),
        fails("Gregorian", texts("<p>انتشار: 2024/05/12</p>"), "2024/05/12 (body > p)"),
        fails("in words", texts("<p>۱۲ مه ۲۰۲۴</p><p>May 12, 2024</p>"), "2 Gregorian"),
        edge("both", texts("<p>۲۳ اردیبهشت ۱۴۰۳ (12 May 2024)</p>"), GOOD),
        edge("the Jalali one in another paragraph", texts("<p>2024/05/12</p><p>۱۴۰۳/۰۲/۲۳</p>"), BAD),
        edge("versions, years, postcodes", texts("<p>نسخهٔ ۲.۵.۱ در سال ۲۰۲۴ به کد ۷۵۱۴۶-۰۰۰۰۱</p>"), GOOD),
        edge("an English version", site(page(), ENGLISH_PAGE), GOOD),
        edge("only in attributes", texts('<time datetime="2024-05-12">دیروز</time>'), GOOD),
        edge("the number of a letter", texts("<p>نامهٔ شمارهٔ ۱۲/۳۴/۲۰۴۵</p>"), GOOD, "", "no-day"),
        edge("with ezafe", texts("<p>۱۲ فوریهٔ ۲۰۲۴</p>"), BAD, "", "ezafe"),
        edge("both, with a half-space", texts("<p>۲۵ آبان‌ماه ۱۴۰۵ برابر با 2026/11/16</p>"), GOOD, "", "month"),
        edge("Persian that calls itself English", site(WRONGLY_ENGLISH), BAD, "2024/05/12", "english"),
    ),
    *of(
        "FA-07",
        passes("ordinary letters", texts(f"<p>{FA}</p>"), "0 words"),
        fails("from a PDF", texts("<p>ﺳﻼم بر شما</p>"), "ﺳﻼم (body > p)"),
        fails("broken", texts("<p>سلا\ufffdم</p>"), "سلا"),
        fails("zero bytes", site(raw(f"<p>{FA}\x00</p>")), "1 words"),
        edge("rial, basmala, brackets of the Quran", texts("<p>۵ ﷼ ﷽ ﴿قل﴾</p>"), GOOD),
        edge("respect", texts("<p>حضرت محمد ﷺ</p>"), GOOD, "", "honorific"),
        edge("Persian that calls itself English", site(WRONGLY_ENGLISH), BAD, "ﻻ", "english"),
    ),
    *of(
        "FA-08",
        passes("half-spaces", texts("<p>می‌شود و صفحه‌ها</p>"), "0% (0 of 2)"),
        fails("spaces", texts("<p>می شود و صفحه ها</p>"), "می شود (body > p)"),
        edge("exactly 80 per cent", texts("<p>" + "می‌شود " * 4 + "می شود</p>"), GOOD, "20% (1 of 5)"),
        edge("a little less", texts("<p>" + "می‌شود " * 3 + "می شود</p>"), BAD, "(1 of 4)"),
        edge("words that only look alike", texts("<p>اسلامی ایران، تنها هاشمی، کتابها</p>"), GOOD, "(0 of 0)"),
        edge("across elements", texts("<p><b>می</b> شود، می<b>‌شود</b></p>"), BAD, "(1 of 2)"),
        edge("Persian that calls itself English", site(page("<p>می شود و صفحه ها</p>", lang=' lang="en"')), BAD, "", "english"),
    ),
    *of(
        "FA-09",
        passes("own font", fonts("Vazirmatn, Tahoma", "Vazirmatn"), "own font"),
        fails("a font of the system", fonts("Tahoma, Arial"), "font not loaded: Tahoma"),
        fails("from another host", fonts("Vazirmatn", "Vazirmatn", requests=[request("https://fonts.gstatic.com/v.woff2", "Font")]), "fonts.gstatic.com"),
        fails("pulled apart", fonts("Vazirmatn", "Vazirmatn", spaced=["main > p (2px)"]), "main > p (2px)"),
        edge("quotes and capitals", fonts('"IRANSansX" , serif', "iransansx"), GOOD),
        edge("from the name without www", fonts("V", "V", requests=[request("https://nemuneh.gov.ir/v.woff2", "Font")]), GOOD),
        edge("no family", fonts(""), BAD, "font not loaded: —"),
        edge("an English version", seen(view(), english(), pages=[page(), ENGLISH_PAGE]), GOOD),
    ),
    *of(
        "FA-10",
        passes("names", texts(f"<p>{FA} SSO و OAuth 2.0 و API</p>"), "none without lang"),
        fails("a sentence", texts("<p>The office is open from eight to two.</p>"), "The office is open"),
        edge("exactly six words", texts("<p>one two three four five six</p>"), BAD, "1 texts"),
        edge("five words", texts("<p>one two three four five</p>"), GOOD),
        edge("with its language", texts('<p lang="en">The office is open from eight to two.</p>'), GOOD),
        edge("from the element above", texts('<div lang="en-GB"><p>one two <b>three</b> four five six</p></div>'), GOOD),
        edge("code", texts("<pre>one two three four five six</pre>"), GOOD),
        edge("an address", texts("<p>https://www.nemuneh.gov.ir/fa/services/list/new</p>"), GOOD, "", "address"),
    ),
]  # fmt: skip


def contact(
    phone: str = "تلفن: ۰۷۷-۳۳۳۳۰۰۰۰",
    mail: str = "رایانامه: info@nemuneh.gov.ir",
    code: str = "کدپستی: ۷۵۱۴۶۰۰۰۰۱",
    where: str = "نشانی: بوشهر، خیابان نمونه",
    around: str = "<p>{}</p>",
    words: str = "تماس با ما",
) -> Site:
    """A site with a contact page."""
    return leads(words, "".join(around.format(part) for part in (where, code, phone, mail) if part))


CONTACT = of(
    "CNT-01",
    passes("complete", contact(), f"{HOME}there/"),
    fails("no page", site(), "no link to such a page"),
    fails("no phone", contact(phone=""), "lacks: phone"),
    fails("no postcode", contact(code="کدپستی: ۷۵۱۴۶"), "lacks: postcode"),
    fails("a private e-mail", contact(mail="nemuneh.office@gmail.com"), "official e-mail"),
    fails("no address", contact(where="بوشهر، خیابان نمونه"), "lacks: address"),
    fails("an e-mail that is a picture", contact(mail='<img src="mail.png" alt="">'), "official e-mail"),
    fails("a short number is no phone", contact(phone="تلفن: ۱۵۳۰"), "phone"),
    fails("empty", leads("تماس با ما", ""), "address, postcode, phone, official e-mail"),
    *(
        edge(f"phone {phone}", contact(phone=phone), GOOD)
        for phone in ("077 3333 0000", "۰۷۷۳۳۳۳۰۰۰۰", "۰۷۷-۳۳۳۳۰۰۰۰ الی ۴", "077-33330000-5", "۰۷۷-۳۳۳-۳۰۰۰", "0917 123 4567")
    ),
    *(
        edge(f"phone {phone}", contact(phone=phone), GOOD, "", "phones")
        for phone in ("(۰۷۷) ۳۳۳۳۰۰۰۰", "۳۳۳۳۰۰۰۰-۰۷۷", "۰۷۷ - ۳۳۳۳۰۰۰۰", "۰۷۷–۳۳۳۳۰۰۰۰", "+98 77 3333 0000", "+987733330000")
    ),
    edge("postcode with a hyphen", contact(code="کد پستی ۷۵۱۴۶-۰۰۰۰۱"), GOOD),
    edge("a code with its own zero", contact(phone="+98 (0)77 3333 0000"), GOOD),
    edge("half a postcode and a number", contact(code="کد پستی ۷۵۱۴۶-۰۰۰۰۱ ۳۳۳۳۳۳", phone=""), BAD, "lacks: phone"),
    edge("a phone is no postcode", contact(code="دورنگار: ۰۷۷۳۳۳۳۰۰۰"), BAD, "lacks: postcode"),
    edge("a bank account is no phone", contact(phone="شبا: IR060170000000000123456789"), BAD, "lacks: phone"),
    edge("against robots, dots too", contact(mail="info [at] nemuneh [dot] gov [dot] ir"), GOOD),
    edge("a private one with a word behind", contact(mail="<b>office@gmail.com</b><b>ایران.ir</b>"), BAD, "official e-mail"),
    edge("an address of a mailbox", contact(where="نشانی رایانامه: دفتر"), BAD, "lacks: address"),
    edge("the second page called so", site(page('<a href="/c/">تماس با ما</a><a href="/there/">راه‌های ارتباطی</a>'), page(main("فرم پیام"), f"{HOME}c/"), contact().pages[1]), GOOD),
    edge("everything in a table", contact(around="<table><tr><td>{}</td></tr></table>"), GOOD),
    edge("all in one line", contact(around="{} "), GOOD),
    edge("an address called آدرس", contact(where="آدرس: بوشهر"), GOOD),
    edge("link in Arabic letters", contact(words="ارتباط با اداره / راه‌هاي ارتباطي"), GOOD),
    edge("a link that writes", contact(mail='<a href="mailto:info@nemuneh.gov.ir?subject=x">نامه</a>'), GOOD),
    edge("of the site's own host", contact(mail="INFO@NEMUNEH.GOV.IR."), GOOD),
    edge("against robots", contact(mail="info[at]nemuneh.gov.ir"), GOOD, "", "mails"),
    edge("against robots, in words", contact(mail="info (at) nemuneh.gov.ir"), GOOD, "", "mails"),
    edge("a word right behind", contact(mail="<span>info@nemuneh.gov.ir</span><span>نشانی رایانامه</span>"), GOOD, "", "mails"),
    edge("a part of the home page", site(page('<a href="/#contact">تماس با ما</a><p id=contact>نشانی: بوشهر ۷۵۱۴۶۰۰۰۰۱ ۰۷۷-۳۳۳۳۰۰۰۰ a@b.ir</p>')), GOOD),
    edge("a part of this page", site(page('<a href="#contact">تماس با ما</a><p id=contact>نشانی: بوشهر ۷۵۱۴۶۰۰۰۰۱ ۰۷۷-۳۳۳۳۰۰۰۰ a@b.ir</p>')), GOOD, "", "anchors"),
    edge("not visited", site(page('<a href="/c/">تماس با ما</a>'), left=(f"{HOME}c/",)), UNSEEN, "not visited"),
    edge("on another site", site(page('<a href="https://x.gov.ir/c">تماس با ما</a>')), PERSON, "https://x.gov.ir/c", "other-site"),
    edge("two numbers in two cells", contact(code="<table><tr><td>۱۲۳۴۵<td>۶۷۸۹۰</table>"), BAD, "lacks: postcode", "cells"),
)  # fmt: skip

ID, OTHER = "10011001100", "10011001101"
FIELDS = (
    "شرح خدمت",
    "واحد مسئول",
    "مراحل",
    "مدارک",
    "هزینه",
    "زمان",
    "قوانین",
    "فرم",
    "پرسش‌های پرتکرار",
    "نحوهٔ دریافت",
)
FAQ, MENU = (
    FIELDS[8],
    '<header><nav><a href="/faq/">پرسش‌های پرتکرار</a><a href="/enter/">ورود به سامانه</a></nav></header>',
)


def service(
    fields: Sequence[str] = FIELDS, form: str = "<h2>{}</h2><p>…</p>", id_: str = ID, rest: str = "", menu: str = ""
) -> Page:
    """The page of a service with these fields."""
    html = "".join(form.format(field) for field in fields)
    return page(menu + main(f"<p>شناسه: {persian_digits(id_)}</p>{html}{rest}"), f"{HOME}services/{id_}/")


def listed(*ids: str, words: str = "فهرست خدمات", form: str = "<li>{}</li>", **parts: Any) -> Site:
    """A site with a list of services."""
    return leads(words, "".join(form.format(id_) for id_ in ids), **parts)


def started(link: str, reached: Answer | Unread | None = None, menu: str = "", **parts: Any) -> Site:
    """A service whose page has this link to start it, and what the link gave."""
    url = f"{HOME}start/"
    return site(page(), service(rest=link, menu=menu), links={} if reached is None else {url: reached}, **parts)


START = '<a href="/start/">شروع خدمت</a>'
SERVICES = [
    *of(
        "CNT-02",
        passes("two services", listed(ID, OTHER), "2 IDs"),
        fails("no list", site(), "no link"),
        fails("without IDs", listed("صدور پروانه", "تمدید پروانه"), "0 IDs"),
        edge("exactly one", listed(ID), BAD, "1 IDs"),
        edge("the same one twice", listed(ID, persian_digits(ID)), BAD, "1 IDs"),
        edge("Persian digits with a hyphen", listed("۱۰۰۱۱۰۰۱-۱۰۰", "۱۰۰۱۱۰۰۱-۱۰۱"), GOOD, "2 IDs"),
        edge("in a table, link in Arabic letters", listed(ID, OTHER, words="ميز خدمت", form="<table><tr><td>{}</td><td>x</td></tr></table>"), GOOD),
        edge("the best of several pages", site(page('<a href="/a/">فهرست خدمات</a><a href="/b/">خدمات</a>'), page(main("هیچ"), f"{HOME}a/"), page(main(f"{ID} {OTHER}"), f"{HOME}b/")), GOOD, f"{HOME}b/"),
        edge("longer numbers are none", listed("100110011001", "6037991234567890"), BAD, "0 IDs"),
        edge("not visited", site(page('<a href="/a/">فهرست خدمات</a>'), left=(f"{HOME}a/",)), UNSEEN),
        edge("the national portal is no list", site(page('<a href="https://my.gov.ir/">پنجرهٔ ملی خدمات دولت هوشمند</a>')), BAD, "no link"),
        edge("phones are no services", listed("۰۷۷۳۳۳۳۰۰۰۰", "09171234567"), BAD, "0 IDs", "ids"),
        edge("on another site", site(page('<a href="https://x.gov.ir/s">فهرست خدمات</a>')), BAD, "no link"),
        edge("one of two services", listed(ID, services=(ID, OTHER)), BAD, "1 IDs"),
        edge("all services of an office that has one", listed(ID, services=(ID,)), GOOD, "", "one-service"),
    ),
    *of(
        "CNT-03",
        passes("all ten", site(page(), service()), "1 of 1 pages"),
        fails("no service", site(), "no page of a service"),
        fails("one lacks", site(page(), service(FIELDS[:-1])), f"{ID}: راه دریافت"),
        fails("one page of two", site(page(), service(), service(FIELDS[1:], id_=OTHER)), "1 of 2 pages"),
        edge("exactly ten, in other words", site(page(), service(("معرفي خدمت", "متولي", "گردش كار", "مدارک لازم", "تعرفه", "مدت انجام", "مقررات", "کاربرگ", "سؤالات متداول", "شیوه دریافت"))), GOOD),
        edge("as definitions", site(page(), service(form="<dl><dt>{}</dt><dd>…</dd></dl>")), GOOD),
        edge("as heads of rows", site(page(), service(form="<table><tr><th>{}:</th><td>…</td></tr></table>")), GOOD),
        edge("bold words", site(page(), service(form="<p><strong>{}: </strong>…</p>")), GOOD),
        edge("words in the text are no heads", site(page(), service(form="<p>{} …</p>")), BAD),
        edge("not visited", site(page(), left=(f"{HOME}x",)), UNSEEN),
        edge("a page about two services is neither's", site(page(), page(main(f"{ID} و {OTHER}"), f"{HOME}list/")), BAD, "no page of a service"),
        edge("the longer page of two", site(page(), page(main(f"خبر {ID}"), f"{HOME}news/"), service()), GOOD),
        edge("as cells", site(page(), service(form="<table><tr><td>{}:</td><td>…</td></tr></table>")), GOOD, "", "labels"),
        edge("as an accordion", site(page(), service(form="<button>{}</button><div>…</div>")), GOOD, "", "labels"),
        edge("as cells in pairs", site(page(), service(form="<table><tr><td>{}</td><td>…</td><td>x</td><td>y</td></tr></table>")), GOOD),
        edge("in a menu without a landmark", site(page(f'<ul id="m"><li>{FAQ}</ul>'), page(service([f for f in FIELDS if f != FAQ], menu=f'<ul id="m"><li>{FAQ}</ul>').text.replace("main>", "div>"), f"{HOME}services/{ID}/", title="")), BAD, FAQ),
        edge("what a cell holds is no head", site(page(), service([f for f in FIELDS if f != "مدارک"], "<table><tr><td>{}</td><td>پس از تکمیل مدارک</td></tr></table>")), BAD, "مدارک"),
        edge("before a colon", site(page(), service(form="<p>{}: …</p>")), GOOD),
        edge("as lines of their own", site(page(), service(form="<div><div>{}</div><div>…</div></div>")), GOOD),
        edge("a long page with its ID in the address", site(page(), service(), page(main(f"<h2>الف</h2><h2>ب</h2><h2>پ</h2>{'ا ' * 999}"), f"{HOME}news/{ID}/")), GOOD),
        edge("a field in the menu only", site(page(), service([f for f in FIELDS if f != FAQ], menu=MENU)), BAD, FAQ),
        edge("a word that only begins alike", site(page(), service([f.replace("فرم", "فرمانداری") for f in FIELDS])), BAD, "فرم", "begins"),
        edge("a word with its plural", site(page(), service([f.replace("فرم", "فرم‌های لازم") for f in FIELDS])), GOOD),
        edge("a phone is no service", site(page(), page(main("تلفن: ۰۷۷۳۳۳۳۰۰۰۰"), f"{HOME}contact/"), service()), GOOD, "1 of 1", "ids"),
        edge("a long news about it", site(page(), service(), page(main(f"خدمت {ID} برخط شد. {'ا ' * 999}"), f"{HOME}news/7/")), GOOD, "", "news-page"),
    ),
    *of(
        "CNT-04",
        passes("all", listed(ID, OTHER, services=(ID, OTHER)), "2 of 2"),
        fails("one lacks", listed(ID, services=(ID, OTHER)), OTHER),
        edge("exactly all, as pages write them", listed("۱۰۰۱۱۰۰۱-۱۰۰", services=(ID,)), GOOD, "1 of 1"),
        edge("not all pages visited", listed(ID, services=(ID, OTHER), left=(f"{HOME}x",)), UNSEEN, "1 services were not seen"),
        edge("all seen, not all pages visited", listed(ID, services=(ID,), left=(f"{HOME}x",)), GOOD),
        edge("no register", listed(ID), UNSEEN, "no register"),
        edge("nothing approved", listed(ID, services=()), UNSEEN, "no approved service"),
    ),
    *of(
        "CNT-05",
        passes("it answers", started(START, answer(f"{HOME}start/")), "1 services"),
        fails("no link", started(""), f"{ID}: no start link"),
        fails("it is gone", started(START, answer(f"{HOME}start/", status=404)), "/start/ does not answer"),
        fails("it fails", started(START, answer(f"{HOME}start/", status=500)), "does not answer"),
        edge("one of two links answers", started(f'<a href="/old/">ثبت درخواست</a>{START}', answer(f"{HOME}start/")), GOOD),
        edge("link in Arabic letters", started('<a href="/start/">ورود به سامانه‌ي درخواست برخط</a>', answer(f"{HOME}start/")), GOOD),
        edge("on the national portal", started('<a href="https://my.gov.ir/s/1">دریافت خدمت</a>'), GOOD, "1 of them on other sites"),
        edge("a page of the site", site(page('<a href="/start/">x</a>'), service(rest=START), page("", f"{HOME}start/")), GOOD),
        edge("late is no failure", started(START + '<a href="https://my.gov.ir/">شروع</a>', Unread(f"{HOME}start/", "late")), GOOD),
        edge("no electronic service", started("", electronic=()), UNSEEN),
        edge("not an electronic one", started("", electronic=(OTHER,)), UNSEEN),
        edge("only the electronic ones", started(START, answer(f"{HOME}start/"), electronic=(ID, OTHER)), GOOD, "1 services"),
        edge("behind a login", started(START, answer(f"{HOME}start/", status=401)), GOOD, "", "start"),
        edge("never tried", started(START), UNSEEN, "", "start"),
        edge("late", started(START, Unread(f"{HOME}start/", "late")), UNSEEN),
        edge("busy", started(START, answer(f"{HOME}start/", status=503)), GOOD),
        edge("only in the menu", started("", answer(f"{HOME}start/"), menu=MENU.replace("/enter/", "/start/")), BAD, "no start link", "menu"),
    ),
]  # fmt: skip

ASKS = '<form method="post" action="/send/"><input type="text" name="name"><textarea name="text"></textarea></form>'
VOTES = '<form method="post" action="/vote/"><input type="radio" name="v" value="1"><input type="radio" name="v" value="2"></form>'
SEARCH = '<form role="search" action="/find/"><input type="search" name="q"></form>'
NEWSLETTER = '<form method="post" action="/news/"><input type="email" name="email"><button>عضویت</button></form>'
LANGUAGES = '<form method="post"><select name="lang"><option>فارسی<option>English</select></form>'
ASPNET = (
    '<form method="post" action="./default.aspx" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="x">'
    '<input type="text" name="ctl00$txtSearch">{}</form>'
)


def asked(check: str, link: str, form: str) -> list[Case]:
    """The cases that both pages with a form share."""
    return of(
        check,
        passes("a form", leads(link, form), f"{HOME}there/"),
        fails("no page", site(), "no link"),
        fails("no form", leads(link, "<p>با تلفن اداره تماس بگیرید.</p>"), "no form on"),
        fails("only a search", leads(link, "<p>…</p>", menu=SEARCH), "no form on"),
        edge("a search and a form", leads(link, form, menu=SEARCH), GOOD),
        edge("a search by its name", leads(link, '<form><input type="text" name="q"></form>'), BAD, "no form on"),
        edge("link in Arabic letters", leads(link.replace("ی", "ي").replace("ک", "ك"), form), GOOD),
        edge("outside the main part", leads(link, page(form, f"{HOME}there/")), GOOD),
        edge("fields that belong to it from afar", leads(link, form.replace("</form>", "<p>…</p></form>")), GOOD),
        edge("on another site", site(page(f'<a href="https://survey.example.ir/1">{link}</a>')), PERSON, "survey.example.ir"),
        edge("not visited", site(page(f'<a href="/s/">{link}</a>'), left=(f"{HOME}s/",)), UNSEEN),
        edge("a search without a type", leads(link, "<p>…</p>", menu='<form action="/find/"><input name="q"></form>'), BAD, "no form on", "input"),
        edge("a search by its kind", leads(link, "<p>…</p>", menu=SEARCH.replace('"q"', '"word"')), BAD, "no form on", "forms"),
        edge("only a newsletter", leads(link, "<p>…</p>", menu=NEWSLETTER), BAD, "no form on", "forms"),
        edge("a form around the whole page", leads(link, page(ASPNET.format("<p>…</p>"), f"{HOME}there/")), BAD, "no form on", "forms"),
        edge("a form around everything", leads(link, page(ASPNET.format(form[form.index(">") + 1 :]), f"{HOME}there/")), GOOD),
        edge("a login", leads(link, "<p>…</p>", menu='<form method="post"><input name="u" type="text"><input name="p" type="password"></form>'), BAD, "no form on", "forms"),
        edge("a headline with the words", site(page(f'<a href="/n/">گزارش {link} سال گذشته منتشر شد</a><a href="/there/">{link}</a>'), page("…", f"{HOME}n/"), page(form, f"{HOME}there/")), GOOD, "", "headline"),
        edge("in a frame", leads(link, '<iframe src="https://survey.example.ir/1"></iframe>'), PERSON, "survey.example.ir", "elsewhere"),
        edge("a login in its place", leads(link, '<form method="post"><input name="u"><input name="p" type="password"></form>'), PERSON, "behind a login"),
        edge("only a code to follow it up", leads(link, '<form method="post"><input name="code"><button>پیگیری</button></form>'), BAD, "no form on"),
        edge("a form that a table broke", leads(link, f"<table>{form.replace('>', '><tr><td>', 1)}</table>"), GOOD),
        edge("fields that a script sends", leads(link, form[form.index(">") + 1 :].replace("</form>", "")), GOOD),
        edge("fields from afar", leads(link, page(f'<form id="f"></form><main>{form[form.index(">") + 1 :].replace("</form>", "").replace("<input", "<input form=f")}</main>', f"{HOME}there/")), GOOD),
        edge("a choice of languages on every page", leads(link, page(f"{LANGUAGES}<p>…</p>", f"{HOME}there/"), menu=LANGUAGES), BAD, "no form on"),
        edge("the second page called so", site(page(f'<a href="/a/">{link}</a><a href="/there/">{link}</a>'), page(main("…"), f"{HOME}a/"), page(main(form), f"{HOME}there/")), GOOD),
    )  # fmt: skip


def found(*links: str, menu: str = "", status: int = 200, first: Sequence[str] | None = None) -> Site:
    """A site whose search finds nothing, these titles, and for the Persian form of yeh those in `first`."""
    there = [
        "".join(f'<li><a href="/{i}/">{t}</a></li>' for i, t in enumerate(some))
        for some in ((), first or links, links)
    ]
    answers = [
        page(menu + main(f"<ul>{items}</ul>"), f"{HOME}search?q=1").answer._replace(status=status) for items in there
    ]
    words = ("ژغژغ", "ثبت شکایت", "ثبت شكايت")
    return site(page(menu), searches=tuple(Search(w, a) for w, a in zip(words, answers, strict=True)))


COMPLAINTS_MENU = '<header><nav><a href="/complaints/">ثبت شکایت</a></nav></header>'
FORMS = [
    *asked("CNT-08", "ثبت شکایت", ASKS),
    *of(
        "CNT-08",
        edge("a page that leads to the system", leads("شکایات", '<a href="https://samad.example.ir/">سامانهٔ شکایات</a>'), PERSON, "samad", "elsewhere"),
    ),
    *of(
        "CNT-08",
        edge("inspection of work is no complaint", site(page('<a href="https://samad.example.ir/">ثبت شکایت</a><a href="/there/">بازرسی کار</a>'), page(main("…"), f"{HOME}there/")), PERSON, "samad", "order"),
    ),
    *asked("CNT-09", "نظرسنجی", VOTES),
    *of("CNT-09", edge("with a half-space", leads("نظر‌سنجي كاربران", VOTES), GOOD)),
    *of(
        "CNT-10",
        passes("both forms", found("ثبت شکایت", "دیگر"), "ثبت شکایت / ثبت شكايت"),
        fails("no search", site(), "no search form"),
        fails("nothing for the Arabic form", found("دیگر", first=["ثبت شکایت"]), "not found: ثبت شكايت"),
        fails("nothing at all", found("دیگر"), "ثبت شکایت / ثبت شكايت"),
        fails("an error", found("ثبت شکایت", status=500), "not found"),
        edge("titles in Arabic letters, and bold words", found("<b>ثبت</b> <mark>شكايت</mark> از اداره"), GOOD),
        edge("no answer", site(searches=tuple(Search(words, None) for words in ("ژغژغ", "ثبت شکایت", "ثبت شكايت"))), UNSEEN, "did not answer"),
        edge("the menu is no result", found("دیگر", menu=COMPLAINTS_MENU), BAD, "not found"),
        edge("the menu and a result", found("ثبت شکایت", menu=COMPLAINTS_MENU), GOOD),
        edge("a search that could not be tried", site(page('<form method="post" action="/find/"><input type="search" name="q"></form>')), UNSEEN, "", "search-form"),
        edge("a search on a page of its own", leads("جستجو", "…"), UNSEEN, "could not be tried"),
        edge("a search that says so itself", site(page('<form method="post"><input name="w" placeholder="جست‌وجو…"></form>')), UNSEEN),
        edge("research is no search", site(page('<form method="post"><input name="research"></form>')), BAD, "no search form"),
    ),
]  # fmt: skip


def mapped(count: int, menu: str = "") -> Site:
    """A map of the site with so many links."""
    return leads("نقشهٔ سایت", "".join(f'<a href="/{i}/">صفحه</a>' for i in range(count)), menu)


def faq(html: str, menu: str = "") -> Site:
    """A page of frequent questions."""
    return leads("پرسش‌های متداول", html, menu)


def repeated(form: str, count: int = 10) -> str:
    """Questions in one form, each its own."""
    return "".join(form.replace("{}", f"چگونه شمارهٔ {persian_digits(str(i))} را دریافت کنم؟") for i in range(count))


LINKS = f'<div id="menu">{"".join(f"<a href=/m{i}/>x</a>" for i in range(9))}</div>'
QUESTIONS = f'<ul id="menu">{repeated("<li><a href=/x>{}</a>", 12)}</ul>'
FOOT_LIST = "<footer><dl><dt>نشانی</dt><dd>…</dd><dt>تلفن</dt><dd>…</dd></dl></footer>"
LISTS = [
    *of(
        "CNT-11",
        passes("six links", mapped(6), "6 links"),
        fails("no map", site(), "no link"),
        fails("one link", mapped(1), "1 links"),
        edge("exactly five", mapped(5), GOOD),
        edge("four", mapped(4), BAD, "4 links"),
        edge("the same link often, and others' sites", leads("نقشه سايت", '<a href="/a/">x</a><a href="/a/#b">y</a>' * 9 + '<a href="https://my.gov.ir">z</a>'), BAD, "1 links"),
        edge("in another main page", leads("نقشهٔ تارنما", "".join(f'<a href="https://nemuneh.gov.ir/{i}">x</a>' for i in range(5))), GOOD),
        edge("on another site", site(page('<a href="https://x.gov.ir/m">نقشه سایت</a>')), PERSON, "https://x.gov.ir/m", "other-site"),
        edge("empty, with a menu", mapped(0, "<nav>" + "".join(f'<a href="/m{i}/">x</a>' for i in range(9)) + "</nav>"), BAD, "0 links", "menu"),
        edge("a menu without a landmark", leads("نقشهٔ سایت", page(f"{LINKS}<p>…</p>", f"{HOME}there/"), menu=LINKS), BAD, "0 links"),
    ),
    *of(
        "CNT-12",
        passes("details", faq(repeated("<details><summary>{}</summary>پاسخ</details>", 12)), "12 questions"),
        fails("no page", site(), "no link"),
        fails("three", faq(repeated("<details><summary>{}</summary>پاسخ</details>", 3)), "3 questions"),
        edge("exactly ten", faq(repeated("<details><summary>{}</summary>پاسخ</details>")), GOOD),
        edge("nine", faq(repeated("<h3>{}</h3><p>پاسخ</p>", 9)), BAD, "9 questions"),
        edge("an accordion", faq(repeated("<div class=item><button aria-expanded=false>{}</button><div hidden>پاسخ</div></div>")), GOOD, "10 questions"),
        edge("headings", faq(repeated("<h3>{}</h3><p>پاسخ.</p>")), GOOD),
        edge("definitions", faq("<dl>" + repeated("<dt>{}</dt><dd>پاسخ</dd>") + "</dl>"), GOOD),
        edge("bold and Latin marks", faq(repeated("<p><strong>{} </strong><br>پاسخ</p>").replace("؟", "?")), GOOD),
        edge("the same question often", faq("<h3>چرا؟</h3>" * 12), BAD, "1 questions"),
        edge("an empty page", faq(""), BAD, "0 questions"),
        edge("numbers before them", faq("<ol>" + repeated("<li>- ۱) <a href=#>{}</a></li>", 9) + "</ol>"), BAD, "9 questions"),
        edge("in the menu of every page", faq("…", f"<nav>{repeated('<a href=/x>{}</a>', 12)}</nav>"), BAD, "0 questions"),
        edge("the larger of two pages", site(page('<a href="/a/">پرسش‌های متداول</a><a href="/b/">سوالات متداول</a>'), page(main("<p>چرا؟</p>"), f"{HOME}a/"), page(main(repeated("<p>{}</p>", 8)), f"{HOME}b/")), BAD, "8 questions"),
        edge("in a menu without a landmark", leads("پرسش‌های متداول", page(QUESTIONS, f"{HOME}there/"), QUESTIONS), BAD, "0 questions"),
        edge("in cells and lines", faq("<table><tr><td>" + repeated("{}<br>پاسخ<br>") + "</table>"), GOOD, "10 questions"),
        edge("on another site", site(page('<a href="https://faq.x.gov.ir/">سوالات متداول</a>')), PERSON, "https://faq.x.gov.ir/", "other-site"),
        edge("definitions in groups", faq("<dl>" + repeated("<div><dt>{}</dt><dd>پاسخ</dd></div>") + "</dl>"), GOOD, "", "questions"),
        edge("an accordion, and a list in the footer", faq(repeated("<button>{}</button><div>پاسخ</div>"), FOOT_LIST), GOOD, "", "questions"),
        edge("an accordion, and a menu that opens", faq(repeated("<button>{}</button><div>پاسخ</div>"), "<details><summary>فهرست</summary></details>"), GOOD, "", "questions"),
    ),
]  # fmt: skip


def news(*lines: str, menu: str = "", home: str = "", words: str = "اخبار") -> Site:
    """A page of news with these lines."""
    there = page(menu + main("".join(f"<li>{line}</li>" for line in lines)), f"{HOME}news/")
    return site(page(f'{menu}{home}<a href="/news/">{words}</a>'), there)


def reviewed(line: str, form: str = "<footer><p>{}</p></footer>", **parts: Any) -> Site:
    """A site of one page that says when it was reviewed."""
    return texts(main("…") + form.format(line), **parts)


def pages(fresh: int, whole: int) -> Site:
    """A site with so many pages that were reviewed today."""
    lines = [f"<p>آخرین به‌روزرسانی: {shown(0)}</p>" if i < fresh else "" for i in range(whole)]
    return site(*(page(line, f"{HOME}{i}/") for i, line in enumerate(lines)))


TODAY = f"<header><span>امروز {shown(0)}</span></header>"
DATES = [
    *of(
        "CNT-13",
        passes("of this week", news(f"خبر {shown(3)}", f"خبر {shown(90)}"), "3 days old"),
        fails("old", news(f"خبر {shown(40)}"), "40 days old"),
        fails("no dates", news("خبر"), "no dated news"),
        fails("no news", site(), "no dated news"),
        edge("exactly thirty days", news(f"خبر {shown(30)}"), GOOD, "30 days old"),
        edge("a day more", news(f"خبر {shown(31)}"), BAD),
        *(edge(f"written {day}", news(f"خبر تازه {day}"), GOOD, "12 days old") for day in ("۲۵ آبان ۱۴۰۵", "1405-08-25", "دوشنبه ۲۵ آبان ماه ۱۴۰۵")),
        *(edge(f"written {day}", news(f"خبر تازه {day}"), GOOD, "12 days old", "month") for day in ("۲۵ آبان‌ماه ۱۴۰۵", "۲۵/۰۸/۱۴۰۵")),
        edge("on the home page alone", site(page(f"<p>خبر {shown(2)}</p>")), GOOD),
        edge("what is to come is no news", news(f"همایش {shown(-9)}"), BAD, "no dated news"),
        edge("the day of the review is no news", news(f"خبر {shown(40)}", f"آخرین به‌روزرسانی {shown(0)}"), BAD, "40 days"),
        edge("nor is that of the last change", news(f"خبر {shown(40)}", f"آخرین تغییر {shown(0)}"), BAD, "40 days", "today"),
        edge("nor is that in the cell beside", news(f"خبر {shown(40)}", menu=f"<dl><dt>آخرین به‌روزرسانی</dt><dd>{shown(0)}</dd></dl>"), BAD, "40 days", "today"),
        edge("nor is today in the header", news(f"خبر {shown(40)}", menu=TODAY), BAD, "40 days", "today"),
        edge("nor is a clock without a header", news(f"خبر {shown(40)}", menu=f'<div id="clock">شنبه {shown(0)}</div>'), BAD, "40 days"),
        edge("news of what was today", news(f"نشست امروز شورای اداری استان با حضور استاندار برگزار شد {shown(2)}"), GOOD, "2 days"),
        edge("news of an edition", news(f"ویرایش تازهٔ کتاب راهنمای خدمات اداره منتشر شد {shown(2)}"), GOOD, "2 days"),
        edge("a review in a sentence", news(f"خبر {shown(40)}", f"آخرین به‌روزرسانی سایت در تاریخ شنبه {shown(0)} انجام شده است"), BAD, "40 days"),
        edge("news of today", news(f"خبر {shown(0)}", f"خبر {shown(40)}"), GOOD, "0 days"),
        edge("in the header of an article", news(f"<article><header><h2>خبر</h2><time>{shown(3)}</time></header></article>"), GOOD, "3 days"),
        edge("not visited", site(page(f'<p>خبر {shown(60)}</p><a href="/news/">اخبار</a>'), left=(f"{HOME}news/",)), UNSEEN, "not visited"),
        edge("on another site", site(page('<a href="https://x.gov.ir/n">اخبار</a>')), PERSON, "https://x.gov.ir/n"),
        edge("months with Arabic yeh", news("خبر ۵ شهريور ۱۴۰۵", f"خبر {shown(400)}"), BAD, "93 days", "month"),
    ),
    *of(
        "CNT-17",
        passes("all pages", pages(3, 3), "3 of 3"),
        fails("none", pages(0, 3), "0 of 3"),
        fails("long ago", reviewed(f"آخرین به‌روزرسانی: {shown(400)}"), dates.write(DAY - timedelta(400))),
        edge("exactly nine of ten", pages(9, 10), GOOD, "9 of 10"),
        edge("eight of nine", pages(8, 9), BAD),
        edge("exactly ninety days", reviewed(f"آخرین به‌روزرسانی: {shown(90)}"), GOOD),
        edge("a day more", reviewed(f"آخرین به‌روزرسانی: {shown(91)}"), BAD),
        *(edge(f"called {words}", reviewed(f"{words} {shown(9)}"), GOOD) for words in ("تاريخ به روز رساني", "بروزرسانی", "آخرین ویرایش", "آخرین تغییرات")),
        *(edge(f"called {words}", reviewed(f"{words} {shown(9)}"), GOOD, "", "updated") for words in ("آخرین بروز رسانی:", "آخرین بروز‌رسانی:")),
        edge("in words", reviewed("آخرین به‌روزرسانی: دوشنبه <b>۲۵ آبان</b> ۱۴۰۵"), GOOD),
        edge("another day is no review", reviewed(f"انتشار: {shown(0)}"), BAD, "no date"),
        edge("a day to come is no review", reviewed(f"آخرین به‌روزرسانی: {shown(-30)}"), BAD, "no date"),
        edge("a site in English", site(ENGLISH_PAGE), UNSEEN, "no page in Persian"),
        edge("in the cell beside", reviewed(shown(9), "<table><tr><td>آخرین به‌روزرسانی</td><td>{}</td></tr></table>"), GOOD, "", "updated"),
        edge("as a definition", reviewed(shown(9), "<dl><dt>آخرین به‌روزرسانی</dt><dd>{}</dd></dl>"), GOOD, "", "updated"),
        edge("an English version", site(page(f"<p>آخرین به‌روزرسانی {shown(0)}</p>"), ENGLISH_PAGE), GOOD),
    ),
]  # fmt: skip


def portal(html: str, host: str = "") -> Site:
    """A home page with these links."""
    return site(page(html, host or HOME))


EMBLEM = '<header><img src="/e.svg" alt="نشان ادارهٔ کل"></header>'


def titled(title: str, header: str = EMBLEM, name: Text | None = NAME) -> Site:
    """A home page with a title and a header."""
    return site(page(header, title=title), name=name)


IDENTITY = [
    *of(
        "CNT-15",
        passes("there", portal('<a href="https://my.gov.ir">پنجرهٔ ملی</a>'), "https://my.gov.ir"),
        fails("none", site(), "no such link"),
        fails("a name that only ends alike", portal('<a href="https://notmy.gov.ir/">x</a>'), "no such link"),
        edge("below it, as a picture with a port", portal('<a href="HTTPS://SSO.MY.GOV.IR:443/login#a"><img src="a.png" alt=""></a>'), GOOD),
        edge("in a map of areas", portal('<map><area href="//mardom.ir/"></map>'), GOOD),
        edge("only in the text", portal("<p>my.gov.ir</p>"), BAD),
        edge("on another page", site(page(), page('<a href="https://my.gov.ir/">x</a>', f"{HOME}b/")), GOOD),
    ),
    *of(
        "CNT-16",
        passes("there", portal('<a href="https://foia.iran.gov.ir/">x</a>'), "foia.iran.gov.ir"),
        fails("none", site(), "no such link"),
        fails("the law's name in a text", portal("<p>انتشار و دسترسی آزاد به اطلاعات</p>")),
        edge("a page of its own", leads("انتشار و دسترسي آزاد به اطلاعات", "…"), GOOD, f"{HOME}there/"),
        edge("a page that is gone", site(page('<a href="/gone/">دسترسی آزاد به اطلاعات</a>')), BAD),
        edge("the older host", portal('<a href="http://www.foia.ir">x</a>'), GOOD),
    ),
    *of(
        "CNT-18",
        passes("gov.ir", site(), HOST),
        passes("ir", portal("", "https://nemuneh.ir/")),
        fails("com", portal("", "https://nemuneh.com/"), "nemuneh.com"),
        fails("a name that only looks alike", portal("", "https://nemuneh.gov.ir.example.com/")),
        edge("a number", portal("", "https://185.1.2.3/"), BAD),
        edge("capitals and a port", portal("", "https://Nemuneh.GOV.IR:8443/"), GOOD),
        edge("a name without a dot", portal("", "https://nemunehir/"), BAD),
        edge("even when blocked", site(blocked="firewall"), GOOD),
    ),
    *of(
        "CNT-19",
        passes("both", titled(f"خانه | {NAME.fa}"), NAME.fa),
        fails("no name", titled("خانه"), "name in the title"),
        fails("no emblem", titled(NAME.fa, "<header></header>"), "emblem in the header"),
        fails("an emblem without words", titled(NAME.fa, '<header><img src="e.svg" alt=" "></header>'), "emblem"),
        fails("no title", titled(""), "name in the title"),
        edge("most of the words", titled("اداره كل نمونه بوشهر"), GOOD),
        edge("half of the words", titled("ادارهٔ نمونه"), BAD, "name in the title"),
        edge("no office is known", titled("خانه", name=None), GOOD, "خانه"),
        edge("as a drawing", titled(NAME.fa, '<div role="banner"><img src=x></div><header><svg><title>نشان</title></svg></header>'), GOOD),
        edge("by its label", titled(NAME.fa, '<header><a href="/"><svg aria-label="نشان اداره"></svg></a></header>'), GOOD),
        edge("in a div called header", titled(NAME.fa, '<div id="header"><img src="e.svg" alt="نشان اداره"></div>'), GOOD, "", "identity"),
        edge("a picture by its role", titled(NAME.fa, '<header><span role="img" aria-label="نشان اداره"></span></header>'), GOOD, "", "identity"),
        edge("only in the footer", titled(NAME.fa, '<header></header><footer><img class="logo" src="e.svg" alt="نشان اداره"></footer>'), BAD, "emblem"),
        edge("a picture of an article", titled(NAME.fa, '<main><article><header><img src="n.jpg" alt="گزارش"></header></article></main>'), BAD, "emblem"),
        edge("in a link to the home page", titled(NAME.fa, '<div><a href="/"><img src="e.svg" alt="نشان اداره"> خانه</a></div>'), GOOD),
        edge("by its name for programmers", titled(NAME.fa, '<div class="row"><a class="navbar-brand" href="/"><img src="e.svg" alt="نشان اداره"></a></div>'), GOOD),
    ),
]  # fmt: skip


def packed(*pages: Page, files: Mapping[str, Headers] | None = None, status: int = 200) -> Site:
    """A site with these pages and the answers for its files."""
    probes = {
        f"{ASSETS}{HOME}{name}": answer(HOME + name, status=status, headers=h) for name, h in (files or {}).items()
    }
    return site(*pages, probes=probes)


GZIP, LONG = {"Content-Encoding": "gzip"}, "ا" * 2000


def missing(reached: Answer | Unread | None) -> Site:
    """A site, and what it says of a page that is not there."""
    return site(probes={} if reached is None else {MISSING: reached})


PHONE = [
    *of(
        "MOB-01",
        passes("there", looked(), "width=device-width"),
        fails("none", scaled()),
        fails("a fixed width", scaled("width=1024"), "width=1024"),
        edge("spaces and capitals", scaled("Width = Device-Width"), GOOD),
        edge("one of two", scaled("width=1024", WIDTH), GOOD),
        edge("one page of two", seen(view(), view(f"{HOME}b/", viewport=[])), BAD, f"{HOME}b/"),
    ),
    *of(
        "MOB-02",
        passes("fits", looked(widths={"360": wide(360), "320": wide(320, 999, "x")}), "0 elements"),
        fails("a picture sticks out", looked(widths={"360": wide(360, 700, "img (700 px)")}), "img (700 px)"),
        edge("one pixel", looked(widths={"360": wide(360, 361)}), GOOD),
        edge("two pixels", looked(widths={"360": wide(360, 362)}), BAD),
        edge("not looked at", looked(widths={}), UNSEEN),
    ),
    *of(
        "PRF-01",
        passes("quick", timed("lcp", 900, 1000, 5000), "1 s"),
        fails("slow", timed("lcp", 900, 3000, 5000), "3 s"),
        edge("exactly two and a half", timed("lcp", 2500, 2500, 9000), GOOD, "2.5 s"),
        edge("a millisecond more", timed("lcp", 2501, 2501, 900), BAD, "2.501 s"),
        edge("two visits are too few", timed("lcp", 900, 900, None), UNSEEN, "fewer than three"),
        edge("a desk's screen does not count", seen(*[view(timing={"lcp": 900.0})] * 3), UNSEEN),
    ),
    *of(
        "PRF-02",
        passes("still", timed("cls", 0, 0, 0.5), "0"),
        fails("it jumps", timed("cls", 0.3, 0.2, 0), "0.2"),
        edge("exactly a tenth", timed("cls", 0.1, 0.1, 0.1), GOOD, "0.1"),
        edge("a little more", timed("cls", 0.101, 0.101, 0), BAD, "0.101"),
        edge("two visits are too few", timed("cls", 0, 0), UNSEEN),
    ),
    *of(
        "PRF-03",
        passes("light", looked(bytes=2**20), "1 MB"),
        fails("heavy", looked(bytes=5 * 2**20), "MB"),
        edge("exactly two megabytes", looked(bytes=2 * 2**20), GOOD, "2 MB"),
        edge("a byte more", looked(bytes=2 * 2**20 + 1), BAD),
        edge("one page of two", seen(view(), view(f"{HOME}b/", bytes=9 * 2**20)), BAD, f"{HOME}b/"),
    ),
    *of(
        "PRF-04",
        passes("packed and kept", packed(page(LONG, headers=GZIP), files={"a.js": {"Cache-Control": "max-age=60"}}), "0 faults"),
        fails("not packed", packed(page(LONG)), "not packed"),
        fails("not kept", packed(page(LONG, headers=GZIP), files={"a.js": {}}), f"{HOME}a.js"),
        edge("too small to pack", packed(raw("x" * 1024)), GOOD),
        edge("a byte more", packed(raw("x" * 1025)), BAD),
        edge("an ETag is enough", packed(raw("x"), files={"a.js": {"ETAG": '"1"'}}), GOOD),
        edge("a file that is gone is another check's", packed(raw("x"), files={"a.js": {}}, status=404), GOOD),
        edge("a file that did not answer", site(raw("x"), probes={f"{ASSETS}{HOME}a.js": Unread(f"{HOME}a.js", "late")}), GOOD),
        edge("identity is not packed", packed(page(LONG, headers={"Content-Encoding": "identity"})), BAD, "not packed", "identity-coding"),
        edge("a character set is not packed", packed(page(LONG, headers={"Content-Encoding": "UTF-8"})), BAD, "not packed"),
        edge("packed twice", packed(page(LONG, headers={"Content-Encoding": "identity, BR"})), GOOD),
    ),
    *of(
        "PRF-05",
        passes("silent", looked(), "0 errors"),
        fails("thrown", looked(said=[said("TypeError: x is undefined", "exception", f"{HOME}a.js")]), f"TypeError: x is undefined ({HOME}a.js)"),
        fails("on the console", looked(said=[said("oh no")]), "oh no"),
        edge("a file that is gone", looked(said=[said("404 (Not Found)", "network")]), GOOD),
        edge("insecure content is another check's", looked(said=[said("Mixed Content: x", "security")]), GOOD),
        edge("the policy stopped a script", looked(said=[said("Refused to load the script", "security")]), BAD),
    ),
    *of(
        "AVL-01",
        passes("always there", site(watched=(300, 300)), "100% of 300"),
        fails("often away", site(watched=(80, 100)), "80% of 100"),
        edge("exactly 99.5 per cent", site(watched=(199, 200)), GOOD, "99.5% of 200"),
        edge("a little less", site(watched=(198, 199)), BAD),
        edge("exactly twenty probes", site(watched=(20, 20)), GOOD),
        edge("nineteen probes", site(watched=(19, 19)), UNSEEN, "19 probes"),
        edge("even when blocked", site(watched=(30, 30), blocked="firewall"), GOOD),
    ),
    *of(
        "AVL-02",
        passes("404", missing(answer(f"{HOME}no", status=404)), "status 404"),
        fails("200", missing(answer(HOME)), "status 200"),
        fails("led to the home page", missing(answer(HOME, hops=(f"{HOME}no",))), "status 200"),
        edge("gone for ever", missing(answer(f"{HOME}no", status=410)), GOOD),
        edge("an error of the server", missing(answer(f"{HOME}no", status=500)), BAD, "status 500"),
        edge("late is no failure", missing(Unread(f"{HOME}no", "late")), UNSEEN, "no answer"),
        edge("busy is none either", missing(answer(f"{HOME}no", status=503)), UNSEEN, "status 503", "busy"),
        edge("nor is closed", missing(answer(f"{HOME}no", status=403)), UNSEEN, "status 403"),
        edge("not asked", missing(None), UNSEEN),
    ),
]  # fmt: skip

ALLOW, URLSET = "User-agent: *\nAllow: /", '<?xml version="1.0"?><urlset><url><loc>x</loc></url></urlset>'
SAFE = "Contact: mailto:info@nemuneh.gov.ir\nExpires: {}\n"


def files(robots: Any = ALLOW, mapped: Any = URLSET) -> Site:
    """A site with these two files."""
    both = {ROBOTS: robots, SITEMAP: mapped}
    return site(
        probes={name: answer(HOME + name, one) if isinstance(one, str) else one for name, one in both.items()}
    )


def security(text: str, status: int = 200) -> Site:
    """A site with this security.txt."""
    return site(probes={SECURITY: answer(f"{HOME}.well-known/security.txt", text, status)})


def linked(good: int, dead: int, status: int = 404) -> Site:
    """A home page with so many links, and what they gave."""
    urls = [f"{HOME}{i}/" for i in range(good + dead)]
    links = {url: answer(url, status=200 if i < good else status) for i, url in enumerate(urls)}
    return site(page("".join(f'<a href="{url}">پیوند</a>' for url in urls)), links=links)


STANDARDS = [
    *of(
        "WEB-01",
        passes("both", files(), "both there"),
        fails("neither", files(answer(f"{HOME}r", status=404), answer(f"{HOME}s", status=404)), "lacks: robots.txt, sitemap.xml"),
        fails("a page in their place", files("<!DOCTYPE html><HTML>User-agent", "<html><urlset>"), "robots.txt, sitemap.xml"),
        fails("empty", files("", ""), "robots.txt, sitemap.xml"),
        edge("an index, small letters, a mark in front", files("\ufeffuser-agent: x", "<sitemapindex></sitemapindex>"), GOOD),
        edge("late is no failure", files(mapped=Unread(f"{HOME}sitemap.xml", "late")), UNSEEN, "no answer"),
        edge("not well-formed", files(mapped="<urlset><url><loc>x</loc>"), BAD, "sitemap.xml"),
        edge("with its namespace and a mark in front", files(mapped='\ufeff<?xml version="1.0"?><s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"/>'), GOOD),
        edge("late, but the other is certainly not there", files(answer(f"{HOME}r", status=404), Unread(f"{HOME}s", "late")), BAD, "lacks: robots.txt"),
        edge("busy", files(mapped=answer(f"{HOME}sitemap.xml", status=503)), UNSEEN, "status 503"),
        edge("kept packed", files(mapped=answer(f"{HOME}sitemap.xml.gz", gzip.compress(URLSET.encode()))), GOOD),
        edge("packed, and cut", files(mapped=answer(f"{HOME}sitemap.xml.gz", gzip.compress(URLSET.encode())[:-9], cut="size")), UNSEEN, "too large"),
        edge("packed, and broken", files(mapped=answer(f"{HOME}sitemap.xml.gz", b"\x1f\x8b\x08broken")), BAD, "sitemap.xml"),
        edge("packed very small", files(mapped=answer(f"{HOME}sitemap.xml.gz", gzip.compress(b"<urlset>" + b" " * 2**24))), UNSEEN, "too large"),
        edge("a large page in its place", files(mapped=answer(f"{HOME}sitemap.xml", "<!doctype html><html>", cut="size")), BAD, "sitemap.xml"),
        edge("a large file of something else", files(mapped=answer(f"{HOME}sitemap.xml", "PK", cut="size")), BAD, "sitemap.xml"),
        edge("too large to be read whole", files(mapped=answer(f"{HOME}sitemap.xml", "<urlset><url>", cut="size")), UNSEEN, "", "large-map"),
        edge("in a coding nobody knows", files(mapped='<?xml version="1.0" encoding="foo"?><urlset/>'), BAD, "sitemap.xml", "crash-map"),
    ),
    *of(
        "WEB-02",
        passes("valid", security(SAFE.format("2027-06-01T00:00:00Z")), "2027-06-01"),
        fails("none", security("", 404), "no such file"),
        fails("past", security(SAFE.format("2020-01-01T00:00:00z")), "2020-01-01"),
        fails("no end", security("Contact: mailto:a@b.ir"), "Contact / Expires"),
        fails("a page in its place", security("<html>Contact: x\nExpires: 2030-01-01T00:00:00Z"), "no such file"),
        edge("signed, with comments and capitals", security("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n# Expires: 2020-01-01T00:00:00Z\nCONTACT: https://x.ir/c\nEXPIRES: 2027-01-01T00:00:00+03:30\n"), GOOD),
        edge("ends today", security(SAFE.format("2026-11-28T00:00:00Z")), BAD),
        edge("ends tomorrow", security(SAFE.format("2026-11-29T00:00:00Z")), GOOD),
        edge("busy", security("", 503), UNSEEN, "status 503"),
        edge("a mark in front", security("\ufeff" + SAFE.format("2027-06-01T00:00:00Z")), GOOD),
        edge("the second of two to turn to", security("Contact:\n" + SAFE.format("2027-06-01T00:00:00Z")), GOOD),
        edge("nobody to turn to", security("Contact:\nExpires: 2027-06-01T00:00:00Z"), BAD, "Contact", "contact"),
        edge("a date nobody can read", security(SAFE.format("Thu, 31 Dec 2027 18:37:07 -0800")), BAD, "cannot be read"),
        edge("the first and the last day", security(SAFE.format("9999-12-31T23:59:59-23:59")), GOOD),
        edge("before the first day", security(SAFE.format("0001-01-01T00:00:00+23:59")), BAD),
        edge("late is no failure", site(probes={SECURITY: Unread(HOME, "late")}), UNSEEN),
    ),
    *of(
        "LNK-01",
        passes("all answer", linked(3, 0), "0% (0 of 3)"),
        fails("one of three", linked(2, 1), "پیوند → https://www.nemuneh.gov.ir/2/ (404)"),
        edge("exactly one per cent", linked(99, 1), GOOD, "1% (1 of 100)"),
        edge("a little more", linked(98, 1), BAD, "(1 of 99)"),
        edge("an error of the server", linked(0, 1, 500), BAD, "(500)"),
        *(edge(f"{status} is there", linked(0, 1, status), GOOD, "(0 of 1)") for status in (401, 403, 429, 503)),
        edge("fragments, mails and scripts", site(page('<a href="#a">x</a><a href="mailto:a@b.ir">x</a><a href="javascript:void(0)">x</a><a href="tel:077">x</a>')), UNSEEN, "no link"),
        edge("other sites", site(page('<a href="https://example.ir/">x</a>')), UNSEEN),
        edge("late is no failure", site(page('<a href="/a/">x</a>'), links={f"{HOME}a/": Unread(f"{HOME}a/", "late")}), UNSEEN),
        edge("by the base of the page", site(page('<a href="b/">x</a>', head='<base href="/a/">'), links={f"{HOME}a/b/": answer(f"{HOME}a/b/", status=404)}), BAD, "/a/b/"),
        edge("to itself", site(page('<a href="/">خانه</a>')), GOOD, "(0 of 1)"),
    ),
]  # fmt: skip

CASES = [
    *(*TRANSPORT, *HEADERS, *PRIVACY, *ACCESSIBILITY, *CONTENT_STATEMENTS, *LANGUAGE, *CONTACT, *SERVICES, *FORMS),
    *(*LISTS, *DATES, *IDENTITY, *PHONE, *STANDARDS),
]
ALL = [id_ for id_ in library().scan if not id_.startswith(BY_OTHER_TESTS)]


def judge(built: Site, check: str) -> Result:
    """What a check says of a site, through all that stands before a check."""
    (result,), _counts = judging.judge(built, library(), [check])
    return result


def cases() -> list[Any]:
    """The table, with those marked that show a defect."""
    found = []
    for case in CASES:
        marks = [pytest.mark.xfail(strict=True, reason=DEFECTS[case.defect])] if case.defect in DEFECTS else []
        found.append(pytest.param(case, marks=marks, id=f"{case.check}-{case.kind}-{case.name}".replace(" ", "_")))
    return found


@pytest.mark.parametrize("case", cases())
def test_a_check_says_what_it_has_to(case: Case) -> None:
    """Each check comes to its state for each of these sites, and says what it saw."""
    result = judge(case.site, case.check)
    told = "\n".join([result.seen.en, *(f"{place.url} {place.text.en}" for place in result.places)])
    assert result.state is case.state, told
    assert case.words in told


def shows(name: str) -> list[Any]:
    """The mark of a test that shows a defect, until it is mended."""
    return [pytest.mark.xfail(strict=True, reason=DEFECTS[name])] if name in DEFECTS else []


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.defect not in DEFECTS], ids=lambda c: f"{c.check}-{c.kind}-{c.name}"
)
def test_every_result_can_be_shown(case: Case) -> None:
    """Results have words in both languages, places as they are promised, and nothing that a screen obeys."""
    result = judge(case.site, case.check)
    assert result.seen.en
    assert len(result.places) <= min(20, result.found)
    assert result.state in (BAD, PERSON) or not result.places
    for text in (result.seen, *(place.text for place in result.places)):
        assert len(text.fa) <= 300
        assert text.fa == text.en or any("\u0600" <= c <= "\u06ff" for c in text.fa)
        assert all(c.isprintable() or c == ZWNJ for c in text.fa + text.en)


@pytest.mark.parametrize(
    ("check", "name"),
    [
        ("AVL-01", "often away"),
        ("PRF-03", "heavy"),
        ("A11Y-06", "nobody knows what"),
        ("MOB-02", "a picture sticks out"),
        ("AVL-02", "200"),
        ("LNK-01", "an error of the server"),
        ("CNT-11", "one link"),
        ("CNT-12", "three"),
        ("CNT-13", "old"),
        ("CNT-17", "long ago"),
    ],
)
def test_numbers_of_places_are_persian_in_persian(check: str, name: str) -> None:
    """What the program counts is shown in the digits of its reader, in places as in what was seen."""
    result = judge(next(case.site for case in CASES if (case.check, case.name) == (check, name)), check)
    assert result.places
    for text in (result.seen, *(place.text for place in result.places)):
        assert not any(c in "0123456789" for c in text.fa.replace(f"{HOME}0/", "").replace(HOME, ""))


@pytest.mark.parametrize("check", ALL)
def test_no_check_is_forgotten(check: str) -> None:
    """Every check of the checklists has sites that pass, that fail, and that are neither plainly."""
    kinds = {case.kind: case.state for case in CASES if case.check == check and case.defect not in DEFECTS}
    assert set(kinds) == {"pass", "fail", "edge"}
    assert kinds["pass"] is GOOD
    assert kinds["fail"] is (PERSON if check == "A11Y-07" else BAD)


def test_the_table_names_checks_that_there_are() -> None:
    """No case is of a check that the checklists do not know, and names are used once."""
    assert {case.check for case in CASES} == set(ALL)
    assert len({case[:3] for case in CASES}) == len(CASES)
    assert len(ALL) == 63


# -- what stands in the way of every check


def persian_words(text: Text) -> bool:
    """Whether a text says in Persian what it says in English."""
    return any("\u0600" <= c <= "\u06ff" for c in text.fa) and text.fa != text.en


@pytest.mark.parametrize("check", ALL)
def test_what_could_not_be_seen_is_not_judged(check: str) -> None:
    """A firewall, a site that was late, and a browser that is not there: each is said, and nothing fails."""
    blocked = judge(site(blocked="challenge"), check)
    dead = judge(
        Site(
            HOME,
            HOME,
            (),
            (Unread(HOME, "late"),),
            (),
            {},
            {},
            (),
            None,
            "late",
            "late",
            "late",
            NAME,
            None,
            None,
            (0, 0),
            DAY,
        ),
        check,
    )
    static = judge(site(probes={HTTP_ROOT: answer(HOME)}), check)
    if check in judging.WITHOUT_PAGES:
        assert BLOCKED not in (blocked.state, dead.state)
        return
    assert blocked.state is BLOCKED
    assert blocked.seen.en == "a challenge page answered"
    assert dead.state is UNSEEN
    assert dead.seen.en == "no answer in time"
    assert persian_words(blocked.seen)
    assert persian_words(dead.seen)
    if library().scan[check].needs is Needs.BROWSER:
        assert static.state is UNSEEN
        assert persian_words(static.seen)


def test_why_the_insecure_address_was_not_seen_is_said_in_persian() -> None:
    """What stood in the way of one address is said in the reader's language."""
    assert judge(unanswered("late"), "TLS-05").state is UNSEEN


def test_no_heading_is_called_h0() -> None:
    """What stands before the first heading is no heading."""
    result = judge(structured((2, 3)), "A11Y-04")
    assert result.state is BAD
    assert not [place for place in result.places if "h0" in place.text.en]


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_judging_leaves_the_language_as_it_was(lang: str) -> None:
    """Checks are asked in both languages, and the reader's is in use afterwards, even when a check stops."""
    language.use(lang)
    judge(site(), "FA-04")
    assert language.current() == lang
    with pytest.raises(KeyError):
        judge(site(), "TLS-05")  # no probe was made
    assert language.current() == lang


PERSIAN_CHECKS = [id_ for id_, spec in library().scan.items() if spec.group == "persian"]


@pytest.mark.parametrize("check", PERSIAN_CHECKS)
def test_a_page_in_another_language_is_not_judged_as_persian(check: str) -> None:
    """The English version of a site, and verses in Arabic, are right as they are."""
    persian = page(f"<p>{FA}</p>{QURAN}<q lang=en>Not one or two but more than six words in 2026.</q>")
    font = {"family": "Vazirmatn", "faces": [{"family": "Vazirmatn", "status": "loaded"}], "spaced": []}
    assert judge(seen(view(fonts=font), english(), pages=[persian, ENGLISH_PAGE]), check).state is GOOD


# -- pages that nobody would write


MANY = "".join(
    f'<a href="/there/">{spec.words("titles")[0]}</a>' for spec in library().scan.values() if "titles" in spec.limits
)
ODD: dict[str, tuple[Page, str]] = {
    "nothing": (raw(""), ""),
    "spaces": (raw(" \n\t "), ""),
    "pictures only": (raw("<img src=a.png><img alt=''><img>"), ""),
    "an empty head": (raw("<html><head></head></html>"), ""),
    "plain text": (raw("سلام", "text/plain; charset=utf-8"), ""),
    "no kind": (raw("<p>سلام", ""), ""),
    "frames": (raw("<frameset><frame src=a><noframes>متن</noframes></frameset>"), ""),
    "a frame": (raw(f"{MANY}<iframe src='https://example.ir/'>متن</iframe><object data=x></object>"), ""),
    "zero bytes": (raw(b"\0<p>\0a\0</p>"), ""),
    "never closed": (raw(f"{MANY}<div><p><b><table><tr><td><form><a href=x><select><option>" + "<ul><li>" * 50), ""),
    "a quote never closed": (raw(f'{MANY}<a href="x>متن'), ""),
    "a comment never closed": (raw(f"{MANY}<!-- متن"), ""),
    "plaintext": (raw(f"{MANY}<plaintext><p>متن"), ""),
    "in a table": (raw(f"<table><tr><td>{MANY}<table><tr><td>متن</table></table>"), ""),
    "deep": (raw(f"{MANY}{'<div>' * 4000}متن"), ""),
    "all bytes": (raw(bytes(range(256)) * 9), ""),
    "half a letter": (raw("متن".encode()[:-1]), ""),
    "sixteen bits": (raw(f"<p>{MANY}".encode("utf-16"), "text/html; charset=utf-16"), ""),
    "a coding that there is not": (raw(MANY, "text/html; charset=klingon-8"), ""),
    "a coding of nothing": (raw(MANY, "text/html; charset=\"\""), ""),
    "bad ports": (raw(f"{MANY}<a href='//x.ir:99999999/'>a</a><a href='http://x.ir:b/'>b</a><a href='//@/'>c</a><a href='//[::1]/'>"), ""),
    "bad links": (raw(f"{MANY}<a href='http://[x/'>a</a><a href='//[/'>b</a><area href=http://]>"), ""),
    "long": (raw(f"{MANY}<p id={'i' * 9999} class={'c' * 9999}>{'متن ' * 9999}</p><a href=/{'x' * 9999}>{'y' * 9999}</a>"), ""),
    "a form without fields": (raw(f"{MANY}<form></form><form method=dialog><input></form><form action=#>"), ""),
    "a bad base": (raw(f"<base href='http://[x/'>{MANY}"), ""),
    "a bad base and a form": (raw(f"<base href='http://[x/'><form></form>{MANY}"), "crash-address"),
    "a bad form": (raw(f"{MANY}<form action='http://[x/'><input name=q></form>"), "crash-address"),
    "a bad script": (raw(f"{MANY}<script src='http://[x/'></script>"), "crash-address"),
    "a codec for names": (raw(MANY, "text/html; charset=idna"), "crash-charset"),
    "a codec that only fails": (raw(MANY, "text/html; charset=undefined"), "crash-charset"),
    "halves of letters": (raw(f"<p>+2AA-{MANY}", "text/html; charset=utf-7"), "crash-charset"),
    "another codec for names": (raw(f"<p>{FA}-{MANY}", "text/html; charset=punycode"), "crash-charset"),
}  # fmt: skip


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=shows(d), id=n.replace(" ", "_")) for n, (_p, d) in ODD.items()]
)
def test_no_page_stops_a_scan(name: str) -> None:
    """Whatever a server sends as its home page, or as any other, every check comes to a result."""
    odd = ODD[name][0]
    other = Page(odd.answer._replace(url=f"{HOME}there/"))
    probes: dict[str, Any] = {HTTP_ROOT: answer(HOME, hops=(PLAIN,)), MISSING: odd.answer, ROBOTS: odd.answer}
    probes |= {SITEMAP: odd.answer, SECURITY: odd.answer, f"{ASSETS}{HOME}a.js": odd.answer}
    for pages_ in ([odd], [page(MANY), other]):
        built = seen(
            view(),
            view(pages_[-1].url),
            pages=pages_,
            probes=probes,
            services=(ID,),
            searches=(Search("ی", odd.answer),) * 3,
        )
        results, _counts = judging.judge(built, library(), ALL)
        assert [result.check for result in results] == ALL


@pytest.mark.parametrize("part", sorted(view().seen))
@pytest.mark.parametrize("value", ["lacking", None])
def test_no_visit_stops_a_scan(part: str, value: str | None) -> None:
    """A visit that brought less than it should is judged all the same."""
    brought = dict(view().seen)
    brought.pop(part)
    if value is None:
        brought[part] = None
    built = seen(View(HOME, brought), View(HOME, brought | {"phone": True}))
    for check in ALL:
        if library().scan[check].needs is Needs.BROWSER:
            assert judge(built, check).seen is not None


PIECES = (
    *(
        "<p>",
        "</p>",
        "<div id=a>",
        "</div>",
        "<main>",
        "</main>",
        "<table><tr><td>",
        "</table>",
        "<br>",
        "<b>",
        "</b>",
    ),
    *(
        "<a href='/there/'>",
        "<a href='#x'>",
        "</a>",
        "<dl><dt>",
        "</dl>",
        "<details><summary>",
        "<form action=/x>",
        "</form>",
    ),
    *(
        "<input name=q>",
        "<input type=password>",
        "<textarea>",
        "<script>",
        "</script>",
        "<base href=/b/>",
        "<header>",
        "<svg><title>",
    ),
    *(
        "<p lang=en>",
        "<p lang=ar>",
        "<html lang=en>",
        "<meta charset=utf-8>",
        "<meta name=referrer content=x>",
        "<!--",
        "-->",
    ),
    *(
        "تماس با ما",
        "نظرسنجی",
        "آخرین به‌روزرسانی ۱۴۰۵/۰۹/۰۱",
        ID,
        "2024/05/12",
        "مي شود",
        "؟",
        "info@x.ir",
        "077-33330000",
        "\0",
        "&#0;&amp;",
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.text(max_size=60))
def test_no_soup_of_tags_stops_a_scan(soup: str, header: str) -> None:
    """Whatever pieces of a page come in whatever order, with whatever headers, every check comes to a result."""
    named = (
        "content-security-policy",
        "x-frame-options",
        "referrer-policy",
        "server",
        "x-content-type-options",
        "content-encoding",
    )
    home = page(MANY + soup, headers=[(name, header) for name in named])
    built = site(home, page(soup, f"{HOME}there/"), probes={HTTP_ROOT: answer(HOME, hops=(PLAIN,))}, services=(ID,))
    results, _counts = judging.judge(built, library(), ALL)
    for result in results:
        assert all(c.isprintable() or c in "\u200c\u200d" for c in result.seen.fa + result.seen.en)
        assert len(result.places) <= 20


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>یک<b>دو</b> <i>سه</i></p>", ["یکدو سه"]),
        ("یک<br>دو<p>سه<p>چهار", ["یک", "دو", "سه", "چهار"]),
        ("<table><tr><td>۱<td>۲<tr><th>۳</table>", ["۱", "۲", "۳"]),
        ("<p>a<script>x</script>b<style>y</style><code>z</code><!-- c -->d</p>", ["abd"]),
        ("<p>متن <span lang=en>word</span> متن</p>", ["متن", "word", "متن"]),
        ("<select><option>یک<option>دو</select>", ["یک", "دو"]),
        ("  \n ", []),
        pytest.param("<div>یک<p>دو</p>سه</div>", ["یک", "دو", "سه"], marks=shows("blocks")),
        pytest.param("<h3>شمارهٔ ۱</h3>۲ نفر", ["شمارهٔ ۱", "۲ نفر"], marks=shows("blocks")),
        pytest.param("<ul><li>یک</li></ul>دو", ["یک", "دو"], marks=shows("blocks")),
        ("<p>یک<iframe src=/x>دو</iframe></p>", ["یک"]),
    ],
)
def test_texts_that_stand_together(html: str, expected: list[str]) -> None:
    """A text goes as far as a visitor sees it in one line: inline elements join, blocks part."""
    assert [run.text for run in raw(html).runs] == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="b?c=1#d">x</a>', f"{HOME}a/b?c=1"),
        ('<base href="/z/"><a href="b">x</a>', f"{HOME}z/b"),
        ('<a href=" //example.ir ">x</a>', "https://example.ir"),
        ('<a href="../../../b">x</a>', f"{HOME}b"),
        ('<a href="?p=2">x</a>', f"{HOME}a/?p=2"),
        ('<a href="\n/b\t">x</a>', f"{HOME}b"),
        pytest.param('<base href="http://[x/"><a href="b">x</a>', f"{HOME}a/b", marks=shows("crash-address")),
    ],
)
def test_links_lead_where_a_browser_would_go(html: str, expected: str) -> None:
    """Addresses are read with their base, and without the part behind #."""
    assert [link.url for link in raw(html, url=f"{HOME}a/").links] == [expected]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ('<input name=q type="Search">', "search"),
        ("<textarea name=q></textarea>", "textarea"),
        ("<select name=q></select>", "select"),
        pytest.param("<input name=q>", "text", marks=shows("input")),
    ],
)
def test_fields_of_a_form(html: str, kind: str) -> None:
    """A field is of the kind a browser makes of it: without a type it is a text."""
    (form,) = raw(f"<form>{html}</form>").forms
    assert form.fields == (("q", kind),)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<nav>ن</nav><main><aside>م</aside><header>م</header></main><aside>ک</aside>", "nmmk"),
        ("<header>ب<nav>ب</nav></header><div role=navigation>ن</div><footer>ف</footer><p>-</p>", "bbnf-"),
        ("<article><header>-</header>-<footer>-</footer></article><div role=main>م</div>", "---m"),
    ],
)
def test_landmarks(html: str, expected: str) -> None:
    """Texts know the landmark they stand in; the main part is one with all it holds, an article's header is its own."""
    names = {"n": "navigation", "m": "main", "k": "complementary", "b": "banner", "f": "contentinfo", "-": ""}
    assert [run.region for run in page(html, title="").runs] == [names[letter] for letter in expected]


def test_what_a_search_sends_along() -> None:
    """Hidden fields go with the words, and a search is known by its field, its form or what it says."""
    (form,) = raw('<form role="search"><input type=hidden name=option value=x><input name=w></form>').forms
    assert (form.search, form.query, form.hidden) == (True, "w", (("option", "x"),))


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("فرم", "فرم‌های درخواست", True),
        ("فرم", "فرمهای درخواست", True),
        ("فرم", "فرمانداری", False),
        ("زمان", "سازمان", False),
        ("SLA", "Translate", False),
        ("سوالات متداول", "سؤالات  متداول", True),
        ("فرایند", "فرآيند انجام", True),
        ("هزینه", "هزینهٔ خدمت", True),
    ],
)
def test_words_are_found_whole(words: str, text: str, expected: bool) -> None:
    """Words are found whichever way they were typed, with the endings of a plural, and not inside other words."""
    assert names(plain(words), plain(text)) is expected


NAMES = " ".join(f"a{i}" for i in range(20_000))
SLOW = [
    ("CNT-01", "long word", f'<a href="/">تماس با ما</a><p>{"a" * 60_000}</p>', ""),
    ("CNT-03", "nested", f"<p>{ID}</p><p>" + "<b>x" * 40_000, ""),
    ("CNT-12", "nested", '<a href="/">پرسش‌های متداول</a><p>' + "<strong>x" * 40_000, ""),
    ("CNT-15", "nested", "<a href=/x>x<table><td>" * 15_000, ""),
    ("CNT-03", "nested, empty", f"<p>{ID}</p><p>" + "<b>" * 40_000, "slow-empty"),
    ("CNT-15", "nested, empty", "<a href=/x><table><td>" * 15_000, "slow-empty"),
    ("FA-04", "attributes above a text", f"<body {NAMES}>" + "<br>x" * 4000, ""),
    ("FA-04", "attributes above many", f"<body {NAMES}>" + "<p>x" * 4000, "attributes"),
    ("CNT-12", "cells", f'<a href="/">پرسش‌های متداول</a><table><tr>{"<td>چرا؟" * 30_000}', ""),
    ("CNT-08", "fields", '<a href="/">ثبت شکایت</a><form>' + "<input name=q>" * 30_000, ""),
    ("CNT-07", "many of a name", '<a href="#s">حریم خصوصی</a>' * 9000 + "<p id=s>متن", ""),
    ("CNT-07", "many parts", "".join(f'<div id=s{i}><a href="#s{i}">حریم خصوصی' for i in range(9000)), ""),
    ("CNT-01", "many mails", f'<a href="/">تماس با ما</a><p>{"a@b.c.d.e" * 9000}</p>', ""),
    ("CNT-01", "many digits", f'<a href="/">تماس با ما</a><p>{"0-(1) " * 30_000}</p>', ""),
    ("FA-10", "long text", f"<p>{'one, ' * 200_000}</p>", ""),
    ("CNT-11", "many links", '<a href="/">نقشهٔ سایت</a>' + "<a href=/x>x</a>" * 20_000, ""),
    ("LNK-01", "many links", "<a href=/x>x</a>" * 20_000, ""),
    ("CNT-17", "many dates", "<p>به‌روزرسانی " + "۱۴۰۵/۰۱/۰۱ " * 50_000, ""),
]


@pytest.mark.parametrize(
    ("check", "html"), [pytest.param(c, h, marks=shows(d), id=f"{c}-{n}".replace(" ", "_")) for c, n, h, d in SLOW]
)
def test_no_malice_keeps_a_check_busy(check: str, html: str) -> None:
    """A page that was made to keep a check busy does so for two seconds at most, in both languages."""
    with within(2.0):
        judge(site(raw(html)), check)
