"""The services an office publishes, held against its own register."""

from __future__ import annotations

import re
from collections.abc import Mapping

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits
from compliance.scan.checks import Finding, check, failed, judged, passed, unmeasured
from compliance.scan.checks.content import body, links_to, missing, plain
from compliance.scan.http import Answer
from compliance.scan.page import Page, texts
from compliance.scan.site import Site, Unread

_HEADS = "h1, h2, h3, h4, h5, h6, dt, th, strong, b, legend, summary, label, a"
_ID = re.compile(r"(?<!\d)(\d{11}|\d{8}(?:-?\d{3}))(?!\d)")


def ids(text: str) -> list[str]:
    """Return the service IDs in a text: eleven digits, in any script, the last three perhaps behind a hyphen."""
    return [found.replace("-", "") for found in _ID.findall(ascii_digits(text))]


def pages_by_id(site: Site) -> Mapping[str, Page]:
    """Return the page of each service: of those that are about that one service alone, the one that says most."""
    found: dict[str, Page] = {}
    for page in site.pages:
        own = set(ids(page.url)) or set(ids(body(page)))
        if len(own) == 1:
            id_ = own.pop()
            if id_ not in found or len(body(page)) > len(body(found[id_])):
                found[id_] = page
    return found


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
    best: tuple[int, Page] | None = None
    for link in links_to(site, spec.words("titles")):
        page = site.by_url.get(link.url)
        if page is not None:
            count = len(set(ids(page.words)))
            if best is None or count > best[0]:
                best = (count, page)
    if best is None:
        return missing(site, spec)
    count, page = best
    if count < 2:
        return failed(_("{n} IDs on {url}").format(n=numbers.show(count), url=page.url), [Spot(page.url, "—")])
    return passed(_("{n} IDs on {url}").format(n=numbers.show(count), url=page.url))


@check("CNT-03")
def fields(site: Site, spec: ScanCheck) -> Finding:
    """The page of every service has all the fields that are asked for."""
    pages = pages_by_id(site)
    if not pages and site.left:
        return unmeasured(_("the page was not visited"))
    if not pages:
        return failed(_("no page of a service was found"), [Spot(site.home, "—")])
    complete, spots = 0, []
    for id_, page in sorted(pages.items()):
        heads = _heads(page)
        lacking = [
            name for name in spec.words("names") if not any(_begins(plain(one), heads) for one in name.split("|"))
        ]
        if len(spec.words("names")) - len(lacking) >= spec.limit("fields"):
            complete += 1
        else:
            spots.append(Spot(page.url, f"{id_}: {'، '.join(name.split('|')[0] for name in lacking)}"))
    whole = len(pages)
    seen = _("{n} of {whole} pages").format(n=numbers.show(complete), whole=numbers.show(whole))
    return judged(not spots, seen, spots, (complete, whole))


def _heads(page: Page) -> str:
    """Return the words that stand before parts of a page's main part, or of all of it where it has none."""
    main = page.tree.css_first("main, [role=main], article")
    return plain(" ".join(texts((main or page.tree).css(_HEADS))))


def _begins(words: str, text: str) -> bool:
    """Whether words stand in a text at the beginning of a word: زمان is not in سازمان."""
    return re.search(rf"(?<!\w){re.escape(words)}", text) is not None


@check("CNT-04")
def coverage(site: Site, spec: ScanCheck) -> Finding:
    """Every approved service of the office's register is on the site with its ID."""
    if site.services is None:
        return unmeasured(_("there is no register of services to hold the site against"))
    if not site.services:
        return unmeasured(_("the register has no approved service"))
    there = published(site)
    absent = [id_ for id_ in site.services if id_ not in there]
    if absent and site.left:
        seen = _("{n} services were not seen, and {pages} pages were not visited").format(
            n=numbers.show(len(absent)), pages=numbers.show(len(site.left))
        )
        return unmeasured(seen)
    whole = len(site.services)
    count = whole - len(absent)
    good = 100 * count >= spec.limit("percent") * whole
    seen = _("{n} of {whole} services").format(n=numbers.show(count), whole=numbers.show(whole))
    return judged(good, seen, [Spot(site.home, id_) for id_ in absent], (count, whole))


@check("CNT-05")
def start_links(site: Site, spec: ScanCheck) -> Finding:
    """The page of every electronic service has a link that starts it, and that answers."""
    pages = pages_by_id(site)
    wanted = [id_ for id_ in site.electronic if id_ in pages] if site.electronic is not None else sorted(pages)
    if not wanted:
        return unmeasured(_("no page of an electronic service was found"))
    spots, elsewhere = [], 0
    for id_ in wanted:
        page = pages[id_]
        titles = [plain(title) for title in spec.words("titles")]
        links = [link for link in page.links if any(title in plain(link.text) for title in titles)]
        if not links:
            spots.append(Spot(page.url, _("{id}: no start link").format(id=id_)))
            continue
        answers = [site.link_answers.get(link.url) or site.by_url.get(link.url) for link in links]
        if any(isinstance(one, Page) or (isinstance(one, Answer) and one.status < 400) for one in answers):
            continue
        if all(not site.internal(link.url) for link in links):
            elsewhere += 1
        elif any(isinstance(one, Answer) or (isinstance(one, Unread) and one.reason == "status") for one in answers):
            spots.append(Spot(page.url, _("{id}: {url} does not answer").format(id=id_, url=links[0].url)))
    if spots:
        return failed(_("{n} services").format(n=numbers.show(len(spots))), spots)
    seen = _("{n} services").format(n=numbers.show(len(wanted)))
    if elsewhere:
        seen = _("{n} services, {m} of them on other sites that were not visited").format(
            n=numbers.show(len(wanted)), m=numbers.show(elsewhere)
        )
    return passed(seen)
