"""Where the links lead that are called like something: what is behind them, and what a check says of that.

Link words alone never decide: what they lead to is judged, or it is said why it was not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot, State
from compliance.persian import numbers
from compliance.scan.checks import Finding, failed, person, unmeasured
from compliance.scan.network.http import Answer
from compliance.scan.pages import words
from compliance.scan.pages.document import AROUND
from compliance.scan.pages.page import Link, Page
from compliance.scan.site import Site

_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|odt|zip|rar)$", re.IGNORECASE)
_MOST = 20  # pages and parts that are judged for one check


class Behind(IntEnum):
    """What is behind a link, the one to be told of first."""

    FILE = 0
    PAGE = 1
    ELSEWHERE = 2
    UNSEEN = 3
    DEAD = 4


class Lead(NamedTuple):
    """A link that is called so, or a headline that says so, and what is behind it."""

    headline: bool
    title: int
    behind: Behind
    link: Link
    page: Page | None


def leads(site: Site, titles: tuple[str, ...]) -> tuple[Lead, ...]:
    """Return the links whose words name one of the titles: headlines last, then by the order of the titles."""
    wanted = [words.plain(title) for title in titles]
    office = words.plain(site.name.fa) if site.name is not None else ""
    found = []
    for link in _links(site):
        text = words.plain(link.text)
        title = next((n for n, one in enumerate(wanted) if words.names(one, text)), None)
        if title is not None:
            behind, page = _behind(site, link)
            headline = link.region not in AROUND and words.is_headline((*wanted, office), text)
            found.append(Lead(headline, title, behind, link, page))
    return tuple(sorted(found, key=lambda lead: lead[:3]))


def pages_called(site: Site, titles: tuple[str, ...]) -> tuple[Page, ...]:
    """Return the pages that links called so lead to, each once; headlines do not count."""
    found = (lead.page for lead in leads(site, titles) if lead.page is not None and not lead.headline)
    return tuple({page.url: page for page in found}.values())


def led(site: Site, spec: ScanCheck, judge: Callable[[Page, str], Finding], *, elsewhere: bool = True) -> Finding:
    """Return what a check says of the pages that its titles lead to: the best of it.

    `judge` is told a page and the name of the part that is meant, if one is. What only a headline names, a person
    has to look at; other sites may count for nothing.
    """
    found = tuple(
        lead for lead in leads(site, spec.words("titles")) if elsewhere or lead.behind is not Behind.ELSEWHERE
    )
    findings = _findings(found, judge)
    for lead, finding in findings:
        if finding.state is State.PASS and lead.headline:
            return person(_("named by a headline alone: {url}").format(url=lead.link.url), _spots(site, [lead]))
        if finding.state is State.PASS:
            return finding
    hopeful = next((finding for lead, finding in findings if finding.state is State.NEEDS_PERSON), None)
    if hopeful is not None:
        return hopeful
    told = next((lead for lead in found if lead.behind is not Behind.DEAD), found[0] if found else None)
    if told is None:
        return absent(site, _("no link to such a page"), [Spot(site.home, " / ".join(spec.words("titles")[:3]))])
    if told.page is not None:
        lead, best = max(findings, key=lambda one: (one[1].counts or (0, 0))[0])
        return best if lead.page is None else trusted(site, lead.page, best)
    return unreached(site, found, told)


def absent(site: Site, seen: str, spots: Iterable[Spot]) -> Finding:
    """Return that something is nowhere, unless it may be where nobody looked: on another page, or in a script."""
    if site.promising:
        return unmeasured(
            _("pages that may lead there were not visited: {n}").format(n=numbers.show(len(site.promising)))
        )
    return trusted(site, site.first, failed(seen, spots))


def trusted(site: Site, page: Page, finding: Finding) -> Finding:
    """Return a finding, unless it is that a page lacks something whose source does not say what it shows."""
    if finding.state is State.FAIL and site.built(page):
        return unmeasured(_("a script builds the page, and its source does not say what it shows"))
    return finding


def unreached(site: Site, found: tuple[Lead, ...], told: Lead) -> Finding:
    """Return what there is instead of a page of the site that was visited."""
    match told.behind:
        case Behind.ELSEWHERE:
            return person(_("on another site: {url}").format(url=told.link.url), _spots(site, [told]))
        case Behind.FILE:
            return person(_("published as a file: {url}").format(url=told.link.url), _spots(site, [told]))
        case Behind.UNSEEN:
            return unmeasured(_("the page was not visited"))
    return failed(_("the page does not answer"), _spots(site, [lead for lead in found if lead.behind is told.behind]))


def _findings(found: tuple[Lead, ...], judge: Callable[[Page, str], Finding]) -> list[tuple[Lead, Finding]]:
    """Return what a check says of each page, or part of one, once."""
    meant = [(lead, lead.page) for lead in found if lead.page is not None]
    once = {(page.url, lead.link.part): (lead, page) for lead, page in reversed(meant)}
    return [(lead, judge(page, lead.link.part)) for lead, page in list(reversed(once.values()))[:_MOST]]


def _spots(site: Site, found: list[Lead]) -> list[Spot]:
    return [Spot(site.home, f"{lead.link.text} → {lead.link.url}") for lead in found[:3]]


def _links(site: Site) -> Iterator[Link]:
    """Yield the links of all pages, those to parts of a page too, those of the home page first."""
    yield from site.links
    inner = (link for page in site.pages for link in page.inner)
    yield from {(link.url, link.text, link.part): link for link in inner}.values()


def _behind(site: Site, link: Link) -> tuple[Behind, Page | None]:
    page = site.by_url.get(link.url)
    if page is not None:
        return Behind.PAGE, page
    if not site.internal(link.url):
        return Behind.ELSEWHERE, None
    if site.dead(link.url):
        return Behind.DEAD, None
    return (Behind.FILE if _is_file(site, link.url) else Behind.UNSEEN), None


def _is_file(site: Site, url: str) -> bool:
    """Whether an address gave something that is no page; one that was not tried is judged by its name."""
    answer = site.link_answers.get(url)
    if isinstance(answer, Answer) and answer.status == 200:
        return "html" not in (answer.header("content-type") or "html").lower()
    return not isinstance(answer, Answer) and is_document(url)


def is_document(url: str) -> bool:
    """Whether an address is that of a document by its name."""
    return _DOCUMENT.search(urlsplit(url).path) is not None
