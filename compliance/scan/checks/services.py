"""The services an office publishes, held against its own register."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits
from compliance.scan.checks import Finding, check, failed, judged, passed, person, unmeasured
from compliance.scan.checks.leads import absent, led, trusted
from compliance.scan.network.http import Answer
from compliance.scan.pages.document import Element
from compliance.scan.pages.page import Link, Page
from compliance.scan.pages.words import names, plain
from compliance.scan.site import BUSY, Site

_HEADS = re.compile("h[1-6]|dt|th|strong|b|legend|summary|label|a|button")
_HEAD_MOST = 60  # letters of what heads a part; a cell that says more says the thing itself
_LABEL_MOST = 30  # letters of a label that only its place makes one
_PARTS = 3  # heads of a page that has parts
_ID = re.compile(r"(?<!\d)([1-9]\d{7}-?\d{3})(?!\d)")  # a number that begins with 0 is a phone's


def ids(text: str) -> list[str]:
    """Return the service IDs in a text: eleven digits, in any script, the last three perhaps behind a hyphen."""
    return [found.replace("-", "") for found in _ID.findall(ascii_digits(text))]


def pages_by_id(site: Site, fields: tuple[str, ...] = ()) -> Mapping[str, Page]:
    """Return the page of each service.

    Of the pages that are about that one service alone it is the one with the most of the fields, if any are given,
    then one whose address has the ID, then one that has parts, then the longest: news about a service may be longer
    than its page, and have no parts.
    """
    found: dict[str, tuple[tuple[int, bool, bool, int], Page]] = {}
    for page in site.pages:
        in_address = set(ids(page.url))
        own = in_address or set(ids(site.body(page)))
        if len(own) == 1:
            id_ = own.pop()
            parts = heads(site, page)
            there = len(fields) - len(_lacking(parts, fields))
            rank = (there, bool(in_address), len(parts.labels) >= _PARTS, len(site.body(page)))
            if id_ not in found or rank > found[id_][0]:
                found[id_] = (rank, page)
    return {id_: page for id_, (_rank, page) in found.items()}


def undecided(site: Site, pages: Mapping[str, Page]) -> set[str]:
    """Return the services whose own page may be one that was not visited.

    Such a page is named by the ID in its address or link; and what was seen may be no page of a service at all where
    it has no parts.
    """
    left = set(site.left)
    if not left:
        return set()
    named = {id_ for url in left for id_ in ids(url)}
    named |= {id_ for link in site.links if link.url in left for id_ in ids(link.text)}
    return {id_ for id_, page in pages.items() if id_ in named or len(heads(site, page).labels) < _PARTS}


def _lacking(parts: Heads, fields: tuple[str, ...]) -> list[str]:
    """Return the fields that none of the heads of a page names."""
    whole = " | ".join(parts.labels)
    return [
        field
        for field in fields
        if not any(names(word, whole) or word in parts.lines for word in map(plain, field.split("|")))
    ]


class Heads(NamedTuple):
    """What may head the parts of a page: its headings and labels, and its short lines, which have to be it alone."""

    labels: tuple[str, ...]
    lines: frozenset[str]


def heads(site: Site, page: Page) -> Heads:
    """Return what heads the parts of what a page says itself: headings, labels, cells, and words before a colon."""
    document = page.document
    shared = site.shared(page)
    own = [one for one in document.elements if one.region is page.region]
    cells = _label_cells(own)
    labels = [document.words(one, _HEAD_MOST + 1) for one in own if _HEADS.fullmatch(one.tag)]
    labels = [text for text in labels if len(text) <= _HEAD_MOST] + [document.line(one, _LABEL_MOST) for one in cells]
    labels = [text for text in labels if text not in shared]
    runs = [run.text for run in site.own_runs(page)]
    labels += [before for text in runs if len(before := text.partition(":")[0]) <= _LABEL_MOST and before != text]
    lines = frozenset(plain(text.rstrip(": ")) for text in runs if len(text) <= _LABEL_MOST)
    return Heads(tuple(dict.fromkeys(text for one in labels if (text := plain(one)))), lines)


def _label_cells(elements: list[Element]) -> list[Element]:
    """Return the cells that say what the next one holds: every other one of rows of two, four and so on."""
    rows: dict[int, list[Element]] = {}
    for element in elements:
        if element.tag == "td":
            rows.setdefault(element.parent, []).append(element)
    return [cell for cells in rows.values() if len(cells) % 2 == 0 for cell in cells[::2]]


def published(site: Site) -> dict[str, str]:
    """Return the IDs that stand anywhere on the site, with the first page each stands on."""
    found: dict[str, str] = {}
    for page in site.pages:
        for id_ in ids(page.words):
            found.setdefault(id_, page.url)
    return found


@check("CNT-02")
def service_list(site: Site, spec: ScanCheck) -> Finding:
    """A page lists the services with their IDs."""
    least = min(2, len(site.services)) if site.services else 2

    def judge(page: Page, _part: str) -> Finding:
        count = len(set(ids(page.words)))
        seen = _("{n} IDs on {url}").format(n=numbers.show(count), url=page.url)
        return judged(count >= least, seen, [Spot(page.url, seen)])

    return led(site, spec, judge, elsewhere=False)


@check("CNT-03")
def fields(site: Site, spec: ScanCheck) -> Finding:
    """The page of every service has all the fields that are asked for."""
    wanted = spec.words("names")
    pages = pages_by_id(site, wanted)
    together = _together(site, wanted) if not pages else None
    if together is not None:
        seen = _("the services are described together on one page: {url}").format(url=together.url)
        return person(seen, [Spot(together.url, "—")])
    if not pages and site.left:
        return unmeasured(_("the page was not visited"))
    if not pages:
        return absent(site, _("no page of a service was found"), [Spot(site.home, "—")])
    complete, spots, unsure = 0, [], undecided(site, pages)
    for id_, page in sorted(pages.items()):
        lacking = _lacking(heads(site, page), wanted)
        if len(wanted) - len(lacking) >= spec.limit("fields"):
            complete += 1
        elif id_ not in unsure:
            spots.append(Spot(page.url, f"{id_}: {'، '.join(name.split('|')[0] for name in lacking)}"))
    whole = complete + len(spots)
    if not whole:
        return unmeasured(_("the page was not visited"))
    seen = _("{n} of {whole} pages").format(n=numbers.show(complete), whole=numbers.show(whole))
    return judged(not spots, seen, spots, (complete, whole))


def _together(site: Site, wanted: tuple[str, ...]) -> Page | None:
    """Return a page that has the IDs of several services, and most of the fields."""
    several = (page for page in site.pages if len(set(ids(site.body(page)))) > 1)
    return next((page for page in several if 2 * len(_lacking(heads(site, page), wanted)) < len(wanted)), None)


@check("CNT-04")
def coverage(site: Site, spec: ScanCheck) -> Finding:
    """Every approved service of the office's register is on the site with its ID."""
    if site.services is None:
        return unmeasured(_("there is no register of services to hold the site against"))
    if not site.services:
        return unmeasured(_("the register has no approved service"))
    there = published(site)
    lacking = [id_ for id_ in site.services if id_ not in there]
    if lacking and site.left:
        seen = _("{n} services were not seen, and {pages} pages were not visited").format(
            n=numbers.show(len(lacking)), pages=numbers.show(len(site.left))
        )
        return unmeasured(seen)
    whole = len(site.services)
    count = whole - len(lacking)
    good = 100 * count >= spec.limit("percent") * whole
    seen = _("{n} of {whole} services").format(n=numbers.show(count), whole=numbers.show(whole))
    spots = [Spot(site.home, id_) for id_ in lacking]
    return trusted(site, site.first, judged(good, seen, spots, (count, whole)))


@check("CNT-05")
def start_links(site: Site, spec: ScanCheck) -> Finding:
    """The page of every electronic service has a link that starts it, and that answers."""
    pages = pages_by_id(site)
    wanted = [id_ for id_ in site.electronic if id_ in pages] if site.electronic is not None else sorted(pages)
    if not wanted:
        return unmeasured(_("no page of an electronic service was found"))
    spots, elsewhere, untried, unsure = [], 0, 0, undecided(site, pages)
    for id_ in wanted:
        links = _starts(site, pages[id_], spec.words("titles"))
        if id_ in unsure and not any(_answers(site, link.url) for link in links):
            untried += 1
        elif not links:
            spots.append(Spot(pages[id_].url, _("{id}: no start link").format(id=id_)))
        elif any(_answers(site, link.url) for link in links):
            continue
        elif any(not site.internal(link.url) for link in links):
            elsewhere += 1
        elif all(_answers(site, link.url) is False for link in links):
            spots.append(Spot(pages[id_].url, _("{id}: {url} does not answer").format(id=id_, url=links[0].url)))
        else:
            untried += 1
    if spots:
        return failed(_("{n} services").format(n=numbers.show(len(spots))), spots)
    if untried:
        return unmeasured(_("the start links of {n} services could not be tried").format(n=numbers.show(untried)))
    seen = _("{n} services").format(n=numbers.show(len(wanted)))
    if elsewhere:
        seen = _("{n} services, {m} of them on other sites that were not visited").format(
            n=numbers.show(len(wanted)), m=numbers.show(elsewhere)
        )
    return passed(seen)


def _starts(site: Site, page: Page, titles: tuple[str, ...]) -> list[Link]:
    """Return the links of what a page says itself that are called like a start."""
    wanted = [plain(title) for title in titles]
    return [link for link in site.own_links(page) if any(names(one, plain(link.text)) for one in wanted)]


def _answers(site: Site, url: str) -> bool | None:
    """Whether an address of the site answers, if only with a login; None when it was not tried, or was late."""
    if url in site.by_url:
        return True
    answer = site.link_answers.get(url)
    if isinstance(answer, Answer):
        return answer.status < 400 or answer.status in BUSY
    return False if site.dead(url) else None
