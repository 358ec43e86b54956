"""What an office's site has to say: found by the words of a link, a page that answers, and enough of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits
from compliance.scan.checks import Finding, check, failed, judged, passed, person
from compliance.scan.checks.leads import absent, is_document, led, pages_called
from compliance.scan.checks.privacy import under
from compliance.scan.pages.page import Page
from compliance.scan.pages.words import names, plain
from compliance.scan.site import Site

_MAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@((?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63})")
_AT = re.compile(r" ?[\[({] ?(?:at|@|ات) ?[\])}] ?", re.IGNORECASE)
_DOT = re.compile(r" ?[\[({] ?(?:dot|\.|نقطه) ?[\])}] ?", re.IGNORECASE)
_BETWEEN = r"[ ().\-\u2010-\u2015]{0,3}"
_PHONE = re.compile(
    rf"(?<![\dA-Za-z])(?<!\d-)(?:\+98|0098|0)(?:{_BETWEEN}\d){{9,10}}(?!\d)"
    rf"|(?<!\d)\d{{3,4}}{_BETWEEN}\d{{4}} ?[-\u2010-\u2015] ?0\d{{2,3}}(?!\d)"  # the code behind
)
_POSTCODE = re.compile(r"(?<!\d)[1-9]\d{4} ?[-\u2010-\u2015]? ?\d{5}(?!\d)")
_NUMBER = re.compile(r"^[\W\d_]+")  # what stands before the words of a question
_QUESTION_MOST = 200  # letters of a question


def statement(site: Site, spec: ScanCheck) -> Finding:
    """Return whether a page that the titles lead to has enough text, with the words that belong there."""

    def judge(page: Page, part: str) -> Finding:
        text, least = site.body(page, part), spec.limit("letters")
        lacking = [word for word in spec.words("words") if not any(plain(one) in text for one in word.split("|"))]
        seen = _("{n} characters").format(n=numbers.show(len(text)))
        if len(text) < least or lacking:
            file = next((link.url for link in site.own_links(page) if is_document(link.url)), None)
            if file is not None and len(text) < least:
                return person(_("published as a file: {url}").format(url=file), [Spot(page.url, file)])
            return failed(seen, [Spot(page.url, _("lacks: {words}").format(words="، ".join(lacking) or seen))])
        return passed(_("{n} characters at {url}").format(n=numbers.show(len(text)), url=page.url))

    return led(site, spec, judge)


@check("CNT-01")
def contact(site: Site, spec: ScanCheck) -> Finding:
    """The contact page has an address, a postcode, a phone number and an official e-mail."""

    def judge(page: Page, _part: str) -> Finding:
        digits = "\n".join(ascii_digits(run.text) for run in page.runs)  # no number goes over two cells
        found = {
            _("address"): _has_address(page, spec),
            _("postcode"): bool(_POSTCODE.search(digits)),
            _("phone"): bool(_PHONE.search(digits)),
            _("official e-mail"): any(
                under(host, ("ir", site.host.removeprefix("www."))) for host in _mail_hosts(page)
            ),
        }
        lacking = _(", ").join(name for name, there in found.items() if not there)
        if lacking:
            return failed(_("lacks: {words}").format(words=lacking), [Spot(page.url, lacking)])
        return passed(page.url)

    return led(site, spec, judge)


def _has_address(page: Page, spec: ScanCheck) -> bool:
    """Whether a page gives an address that is not one of a mailbox or of a site."""
    others = "|".join(re.escape(plain(word)) for word in spec.words("others"))
    wanted = "|".join(re.escape(plain(word)) for word in spec.words("words"))
    return re.search(rf"(?:{wanted})(?! (?:{others}))", plain(page.words)) is not None


def _mail_hosts(page: Page) -> Iterator[str]:
    """Yield the hosts of the e-mail addresses of a page, in its texts and behind its links."""
    hrefs = (node.attributes.get("href") or "" for node in page.tree.css("a[href^='mailto:' i]"))
    for text in (*(run.text for run in page.runs), *(unquote(href[7:]) for href in hrefs)):
        for match in _MAIL.finditer(_DOT.sub(".", _AT.sub("@", text))):
            yield match[1].lower()


@check("CNT-06")
def service_level(site: Site, spec: ScanCheck) -> Finding:
    """The office says what service it promises, and by when."""
    return statement(site, spec)


@check("CNT-07")
def privacy_statement(site: Site, spec: ScanCheck) -> Finding:
    """The office says what it does with visitors' data."""
    return statement(site, spec)


@check("CNT-11")
def site_map(site: Site, spec: ScanCheck) -> Finding:
    """A page lists the pages of the site."""

    def judge(page: Page, _part: str) -> Finding:
        count = len({link.url for link in site.own_links(page) if site.internal(link.url)})
        seen = _("{n} links").format(n=numbers.show(count))
        return judged(count >= spec.limit("links"), seen, [Spot(page.url, seen)])

    return led(site, spec, judge)


@check("CNT-12")
def questions(site: Site, spec: ScanCheck) -> Finding:
    """Frequent questions are answered, enough of them."""

    def judge(page: Page, _part: str) -> Finding:
        count = question_count(site, page)
        seen = _("{n} questions").format(n=numbers.show(count))
        return judged(count >= spec.limit("questions"), seen, [Spot(page.url, seen)], (count, count))

    return led(site, spec, judge)


def question_count(site: Site, page: Page) -> int:
    """Return how many questions a page itself answers: what opens, what is defined, or what ends in their mark."""
    document = page.document
    own = [one for one in document.elements if one.region is page.region]
    shared = site.shared(page) | {""}
    by_tag = [{document.words(one, _QUESTION_MOST) for one in own if one.tag == tag} for tag in ("summary", "dt")]
    lines = {document.line(one, _QUESTION_MOST) for one in own}
    lines |= {run.text for run in site.own_runs(page) if len(run.text) <= _QUESTION_MOST}
    marked = {_NUMBER.sub("", line) for line in lines - shared if line[-1] in "؟?"}
    return max(len(texts - shared) for texts in (*by_tag, marked))


@check("CNT-14")
def managers(site: Site, spec: ScanCheck) -> Finding:
    """The chart and the managers are named."""
    return statement(site, spec)


@check("CNT-15")
def portal(site: Site, spec: ScanCheck) -> Finding:
    """The site leads to the national portal of services."""
    return _linked(site, spec, _to_hosts(site, spec))


@check("CNT-16")
def freedom_of_information(site: Site, spec: ScanCheck) -> Finding:
    """The site leads to where information can be asked for by law."""
    found = [*_to_hosts(site, spec), *(page.url for page in pages_called(site, spec.words("titles")))]
    return _linked(site, spec, found)


def _linked(site: Site, spec: ScanCheck, found: list[str]) -> Finding:
    if not found:
        return absent(site, _("no such link"), [Spot(site.home, spec.words("hosts")[0])])
    return passed(found[0])


def _to_hosts(site: Site, spec: ScanCheck) -> list[str]:
    """Return where the links lead that lead to the hosts of a check."""
    return [link.url for link in site.links if under(urlsplit(link.url).hostname or "", spec.words("hosts"))]


@check("CNT-18")
def domain(site: Site, spec: ScanCheck) -> Finding:
    """The site is on an official domain."""
    return judged(under(site.host, spec.words("domains")), site.host, [Spot(site.home, site.host)])


@check("CNT-19")
def identity(site: Site, spec: ScanCheck) -> Finding:
    """The title names the office, and the header shows its emblem with an alternative text."""
    page = site.first
    name = plain(site.name.fa) if site.name is not None else ""
    title = plain(page.title)
    named = bool(title) and (not name or _shares_words(name, title))
    emblem = any(picture.header for picture in page.document.pictures) or not page.pictured.isdisjoint(
        (site.home, site.url)
    )
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
    return sum(names(word, title) for word in words) * 2 > len(words)
