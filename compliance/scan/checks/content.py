"""What an office's site has to say: found by the words of a link, a page that answers, and enough of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.persian import dates, numbers, quality
from compliance.persian.letters import ascii_digits
from compliance.scan.checks import Finding, check, failed, judged, passed, person, unmeasured
from compliance.scan.checks.privacy import under
from compliance.scan.http import Answer
from compliance.scan.page import Link, Page, texts
from compliance.scan.site import Site
from compliance.scan.tongues import is_foreign

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\d)0\d{2,3}[-\s]?\d{7,8}(?!\d)|(?<!\d)0\d{2,3}[-\s]?\d{3,4}[-\s]?\d{4}(?!\d)")
_POSTCODE = re.compile(r"(?<!\d)\d{5}[-\s]?\d{5}(?!\d)")
_QUESTION = re.compile(r"[؟?]\s*$")
_REVIEWED = ("به روز رسانی", "بروزرسانی", "به روزرسانی", "بازبینی", "ویرایش")
_SPACES = re.compile(r"[\s\u200c]+")


def plain(text: str) -> str:
    """Return a text as words are compared: Persian letters, one space, no half-spaces, lower case."""
    swapped = text.replace("ي", "ی").replace("ك", "ک").replace("ۀ", "ه").replace("هٔ", "ه")
    return _SPACES.sub(" ", swapped).strip().lower()


def links_to(site: Site, titles: tuple[str, ...]) -> Iterator[Link]:
    """Yield the links whose words name one of the titles, whose order decides; those of the home page first."""
    wanted = [plain(title) for title in titles]
    for title in wanted:
        for link in site.links:
            if title in plain(link.text):
                yield link


def page_of(site: Site, spec: ScanCheck) -> Page | Link | None:
    """Return the page that the titles lead to; a link to another site where there is none, None without any."""
    elsewhere: Link | None = None
    for link in links_to(site, spec.words("titles")):
        page = site.by_url.get(link.url)
        if page is not None:
            return page
        elsewhere = elsewhere or (link if not site.internal(link.url) else None)
    return elsewhere


def missing(site: Site, spec: ScanCheck) -> Finding:
    """Return that there is no such page; where a link leads to one that was not visited, that nothing can be said."""
    links = [link for link in links_to(site, spec.words("titles")) if site.internal(link.url)]
    dead = [link for link in links if site.dead(link.url)]
    if len(dead) < len(links):
        return unmeasured(_("the page was not visited"))
    if dead:
        return failed(_("the page does not answer"), [Spot(site.home, f"{one.text} → {one.url}") for one in dead[:3]])
    return failed(_("no link to such a page"), [Spot(site.home, " / ".join(spec.words("titles")[:3]))])


def body(page: Page) -> str:
    """Return the texts of a page's main part, or of all of it where it has none."""
    node = page.tree.css_first("main, [role=main], article")
    return plain(node.text(separator=" ")) if node is not None else plain(page.words)


def statement(site: Site, spec: ScanCheck) -> Finding:
    """Return whether the page that the titles lead to has enough text, with the words that belong there."""
    page = page_of(site, spec)
    if isinstance(page, Link):
        return person(_("on another site: {url}").format(url=page.url), [Spot(site.home, page.url)])
    if page is None:
        return missing(site, spec)
    text, least = body(page), spec.limit("letters")
    lacking = [word for word in spec.words("words") if not any(plain(one) in text for one in word.split("|"))]
    if len(text) < least or lacking:
        seen = _("{n} characters").format(n=numbers.show(len(text)))
        return failed(seen, [Spot(page.url, _("lacks: {words}").format(words="، ".join(lacking) or seen))])
    return passed(_("{n} characters at {url}").format(n=numbers.show(len(text)), url=page.url))


@check("CNT-01")
def contact(site: Site, spec: ScanCheck) -> Finding:
    """The contact page has an address, a postcode, a phone number and an official e-mail."""
    page = page_of(site, spec)
    if not isinstance(page, Page):
        return missing(site, spec)
    whole = plain(page.words)
    digits = ascii_digits(page.words)
    mails = _MAIL.findall(page.words + " " + " ".join(_mailtos(page)))
    own = site.host.removeprefix("www.")
    found = {
        _("address"): any(plain(word) in whole for word in spec.words("words")),
        _("postcode"): bool(_POSTCODE.search(digits)),
        _("phone"): bool(_PHONE.search(digits)),
        _("official e-mail"): any(mail.lower().endswith(".ir") or mail.lower().endswith(own) for mail in mails),
    }
    lacking = [name for name, there in found.items() if not there]
    if lacking:
        return failed(
            _("lacks: {words}").format(words=_(", ").join(lacking)), [Spot(page.url, _(", ").join(lacking))]
        )
    return passed(page.url)


def _mailtos(page: Page) -> list[str]:
    nodes = page.tree.css("a[href^='mailto:']")
    return [(node.attributes.get("href") or "")[7:] for node in nodes]


@check("CNT-06")
def service_level(site: Site, spec: ScanCheck) -> Finding:
    """The office says what service it promises, and by when."""
    return statement(site, spec)


@check("CNT-07")
def privacy_statement(site: Site, spec: ScanCheck) -> Finding:
    """The office says what it does with visitors' data."""
    return statement(site, spec)


def with_form(site: Site, spec: ScanCheck) -> Finding:
    """Return whether the page that the titles lead to has a form that is sent."""
    page = page_of(site, spec)
    if isinstance(page, Link):
        return person(_("on another site: {url}").format(url=page.url), [Spot(site.home, page.url)])
    if page is None:
        return missing(site, spec)
    forms = [form for form in page.forms if not _is_search(form.fields, form.action)]
    return judged(
        bool(forms), page.url if forms else _("no form on {url}").format(url=page.url), [Spot(page.url, "form")]
    )


def _is_search(fields: tuple[tuple[str, str], ...], action: str) -> bool:
    names = [name for name, kind in fields if kind in ("search", "text", "")]
    return "search" in action or (len(names) == 1 and names[0] in ("q", "s", "search", "query", "keyword"))


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
        return failed(_("no search form"), [Spot(site.home, "form")])
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


@check("CNT-11")
def site_map(site: Site, spec: ScanCheck) -> Finding:
    """A page lists the pages of the site."""
    page = page_of(site, spec)
    if not isinstance(page, Page):
        return missing(site, spec)
    count = len({link.url for link in page.links if site.internal(link.url)})
    return judged(
        count >= spec.limit("links"),
        _("{n} links").format(n=numbers.show(count)),
        [Spot(page.url, numbers.show(count))],
    )


@check("CNT-12")
def questions(site: Site, spec: ScanCheck) -> Finding:
    """Frequent questions are answered, enough of them."""
    page = page_of(site, spec)
    if not isinstance(page, Page):
        return missing(site, spec)
    count = question_count(page)
    return judged(
        count >= spec.limit("questions"),
        _("{n} questions").format(n=numbers.show(count)),
        [Spot(page.url, numbers.show(count))],
        (count, count),
    )


def question_count(page: Page) -> int:
    """Return how many questions a page answers: by its details, its definition list, or its question marks."""
    for selector in ("details > summary", "dl > dt"):
        count = len(page.tree.css(selector))
        if count:
            return count
    headings = texts(page.tree.css("h2, h3, h4, h5, strong, button, li, p"))
    return len({text for one in headings if len(text := one.strip()) < 200 and _QUESTION.search(text)})


@check("CNT-13")
def news(site: Site, spec: ScanCheck) -> Finding:
    """The newest dated news are new."""
    page = page_of(site, spec)
    candidates = [page] if isinstance(page, Page) else []
    newest = max((day for one in (*candidates, site.first) for day in _days(one, site.today)), default=None)
    if newest is None:
        return failed(_("no dated news"), [Spot(candidates[0].url if candidates else site.home, "—")])
    age = (site.today - newest).days
    return judged(
        age <= spec.limit("days"),
        _("{days} days old, of {day}").format(days=numbers.show(age), day=dates.show(newest)),
        [Spot(candidates[0].url if candidates else site.home, dates.show(newest))],
    )


def _days(page: Page, today: date) -> Iterator[date]:
    """Yield the Jalali days that a page names, up to today, but for those that say when it was reviewed."""
    for run in page.runs:
        if not any(word in plain(run.text) for word in _REVIEWED):
            for written in quality.jalali(run.text):
                day = dates.read(written)
                if day is not None and day <= today:
                    yield day


@check("CNT-14")
def managers(site: Site, spec: ScanCheck) -> Finding:
    """The chart and the managers are named."""
    return statement(site, spec)


@check("CNT-15")
def portal(site: Site, spec: ScanCheck) -> Finding:
    """The site leads to the national portal of services."""
    found = [link for link in site.links if under(urlsplit(link.url).hostname or "", spec.words("hosts"))]
    return judged(
        bool(found), found[0].url if found else _("no such link"), [Spot(site.home, spec.words("hosts")[0])]
    )


@check("CNT-16")
def freedom_of_information(site: Site, spec: ScanCheck) -> Finding:
    """The site leads to where information can be asked for by law."""
    found = [link for link in site.links if under(urlsplit(link.url).hostname or "", spec.words("hosts"))]
    named = [link for link in links_to(site, spec.words("titles")) if link.url in site.by_url]
    good = bool(found or named)
    return judged(
        good, (found or named)[0].url if good else _("no such link"), [Spot(site.home, spec.words("hosts")[0])]
    )


@check("CNT-17")
def last_updated(site: Site, spec: ScanCheck) -> Finding:
    """Pages say when they were last reviewed, and that was not long ago."""
    fresh, spots = 0, []
    pages = [page for page in site.pages if not is_foreign(page)]
    for page in pages:
        day = updated(page, spec.words("words"))
        if day is not None and (site.today - day).days <= spec.limit("days"):
            fresh += 1
        else:
            spots.append(Spot(page.url, _("no date") if day is None else dates.show(day)))
    whole = len(pages)
    good = 100 * fresh >= spec.limit("percent") * whole
    return judged(
        good,
        _("{n} of {whole} pages").format(n=numbers.show(fresh), whole=numbers.show(whole)),
        spots,
        (fresh, whole),
    )


def updated(page: Page, words: tuple[str, ...]) -> date | None:
    """Return the day on which a page says that it was last reviewed; None when it does not say."""
    for run in page.runs:
        if any(plain(word) in plain(run.text) for word in words):
            found = [day for written in quality.jalali(run.text) if (day := dates.read(written)) is not None]
            if found:
                return max(found)
    return None


@check("CNT-18")
def domain(site: Site, spec: ScanCheck) -> Finding:
    """The site is on an official domain."""
    return judged(under(site.host, spec.words("domains")), site.host, [Spot(site.home, site.host)])


@check("CNT-19")
def identity(site: Site, spec: ScanCheck) -> Finding:
    """The title names the office, and the header shows its emblem with an alternative text."""
    from compliance.scan.page import flat

    page = site.first
    name = plain(site.name.fa) if site.name is not None else ""
    title = plain(page.title)
    images = page.tree.css("header img[alt], [role=banner] img[alt], header svg[aria-label], header svg title")
    emblem = any(
        flat(node.attributes.get("alt") or node.attributes.get("aria-label") or node.text()) for node in images
    )
    named = bool(title) and (not name or _shares_words(name, title))
    lacking = [
        what for what, there in ((_("name in the title"), named), (_("emblem in the header"), emblem)) if not there
    ]
    return judged(
        not lacking,
        page.title[:80] if not lacking else _("lacks: {words}").format(words=_(", ").join(lacking)),
        [Spot(page.url, what) for what in lacking],
    )


def _shares_words(name: str, title: str) -> bool:
    """Whether a title names an office: most of the words of its name are there."""
    words = [word for word in name.split() if len(word) > 2]
    return sum(word in title for word in words) * 2 > len(words)
