"""Where visitors can ask and answer: complaints, surveys, and the site's own search."""

from __future__ import annotations

from urllib.parse import urlsplit

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.scan.checks import Finding, check, failed, judged, passed, person, unmeasured
from compliance.scan.checks.leads import absent, led, pages_called
from compliance.scan.network.http import Answer
from compliance.scan.pages.forms import Field, Form
from compliance.scan.pages.page import Page
from compliance.scan.pages.words import names, plain
from compliance.scan.site import Site

_OPINIONS = frozenset({"textarea", "select", "radio", "checkbox", "range", "number", "file"})
_VOTES = frozenset({"textarea", "radio", "checkbox", "range"})
_TEXTS = frozenset({"text", "email", "tel", "url", "date"})


def with_form(site: Site, spec: ScanCheck) -> Finding:
    """Return whether a page that the titles lead to has a form that asks for something."""

    def judge(page: Page, _part: str) -> Finding:
        shared = (
            () if page is site.first else (field for form in site.first.forms for field in form.own if field.name)
        )
        framed = [site.by_url.get(url) for url in page.frames if site.internal(url) and not site.dead(url)]
        shown = [page, *(one for one in framed if one is not None)]
        if any(asks(form, frozenset(shared)) for one in shown for form in one.forms):
            return passed(page.url)
        onward = _onward(site, page, spec.words("titles"))
        if onward is not None:
            return person(_("the page leads to another site: {url}").format(url=onward), [Spot(page.url, onward)])
        if None in framed:
            return unmeasured(_("the page was not visited"))
        if any(form.password and form.own for one in shown for form in one.forms):
            return person(_("behind a login: {url}").format(url=page.url), [Spot(page.url, "form")])
        return failed(_("no form on {url}").format(url=page.url), [Spot(page.url, "form")])

    return led(site, spec, judge)


def asks(form: Form, shared: frozenset[Field] = frozenset()) -> bool:
    """Whether a form asks for something: to choose, or to write more than an address for a newsletter.

    Logins and searches do not, nor does what stands in the header or footer, though one form may wrap the whole page.
    Of the fields that the home page shares only those count that somebody votes or writes in.
    """
    if any(field.kind == "password" for field in form.own):
        return False
    kinds = [field.kind for field in form.own if field not in shared or field.kind in _VOTES]
    texts = sum(kind in _TEXTS for kind in kinds)
    return any(kind in _OPINIONS for kind in kinds) or (texts > 1 and "text" in kinds)


def _onward(site: Site, page: Page, titles: tuple[str, ...]) -> str | None:
    """Return another site that a page itself leads to by one of the titles, or shows in a frame."""
    wanted = [plain(title) for title in titles]
    links = (link.url for link in site.own_links(page) if any(names(one, plain(link.text)) for one in wanted))
    return next((url for url in (*links, *page.frames) if urlsplit(url).hostname and not site.internal(url)), None)


@check("CNT-08")
def complaints(site: Site, spec: ScanCheck) -> Finding:
    """Visitors can complain by a form."""
    return with_form(site, spec)


@check("CNT-09")
def survey(site: Site, spec: ScanCheck) -> Finding:
    """Visitors are asked what they think, by a form."""
    return with_form(site, spec)


@check("CNT-10")
def search(site: Site, spec: ScanCheck) -> Finding:
    """A known title is found by the site's own search, with either form of yeh."""
    if not site.searches:
        if any(form.search for page in site.pages for form in page.forms) or pages_called(site, spec.words("titles")):
            return unmeasured(_("the search could not be tried"))
        return absent(site, _("no search form"), [Spot(site.home, "form")])
    nothing, *asked = site.searches
    lost = []
    for one in asked:
        if one.answer is None or nothing.answer is None:
            return unmeasured(_("the search did not answer"))
        # menus name the title on every page: it has to stand there more often than when nothing was found
        found = one.answer.status == 200 and _times(one.words, one.answer) > _times(one.words, nothing.answer)
        lost += [] if found else [one.words]
    words = " / ".join(lost or [one.words for one in asked])
    seen = _("not found: {words}").format(words=words) if lost else words
    return judged(not lost, seen, [Spot(site.home, word) for word in lost])


def _times(words: str, answer: Answer) -> int:
    """Return how many links of a page name some words."""
    return sum(plain(words) in plain(link.text) for link in Page(answer).links)
