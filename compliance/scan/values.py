"""From results to facts: the documented table of what a scan decides alone, and of what it can only contradict.

| fact | decided by | how |
|---|---|---|
| website.https | TLS-01, TLS-05, CNT-18 | yes when all pass; no when one fails, whatever the others would say |
| website.browser-warnings | TLS-01, TLS-07, PRV-04 | warnings on the first ten pages |
| website.load-time | PRF-01 | LCP in seconds, median of three on a phone's screen |
| website.links | LNK-01 | links that answer of those inside the site |
| website.faq | CNT-12 | questions counted |
| services.page | CNT-04 | approved services of the register with a page of their own |
| services.page-fields | CNT-03 | service pages with all fields |

| fact | not better than | because of |
|---|---|---|
| website.accessibility | level 2 | A11Y-01 fails; level 1 when A11Y-03, A11Y-05 or A11Y-06 fails |
| website.search | level 1 | CNT-10 fails; level 0 when CNT-11 fails too |
| website.statements | two or one of three | CNT-06, CNT-07 fail |

Otherwise a value needs all its checks measured, and every page visited where something has to be absent. A fact
that does not name these checks as its source is left to the office.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from compliance.checklist.scan_checks import DECIDED
from compliance.model.checklist import Library
from compliance.model.scan import Bound, Measured, Result, State
from compliance.scan.checks.performance import middle
from compliance.scan.checks.services import pages_by_id
from compliance.scan.site import Certificate, Site
from compliance.scan.views import views

_TEN = 10
Counts = Mapping[str, tuple[int, int]]


class _Table:
    """The results of a scan as the table reads them."""

    def __init__(self, site: Site, results: Mapping[str, Result], counts: Counts) -> None:
        self.site, self.results, self.counts = site, results, counts

    def states(self, *ids: str) -> list[State]:
        return [self.results[id_].state for id_ in ids if id_ in self.results]

    def failed(self, id_: str) -> bool:
        return self.states(id_) == [State.FAIL]

    def decided(self, *ids: str) -> bool:
        """Whether all these checks were asked, and each passed or failed."""
        found = self.states(*ids)
        return len(found) == len(ids) and all(state in (State.PASS, State.FAIL) for state in found)


def measured(site: Site, library: Library, results: Mapping[str, Result], counts: Counts) -> tuple[Measured, ...]:
    """Return the facts that this scan decides alone, of those the checklists know."""
    table = _Table(site, results, counts)
    found = (value for judge in _DECIDED for value in judge(table))
    return tuple(value for value in found if _answers(library, value))


def bounds(site: Site, library: Library, results: Mapping[str, Result]) -> tuple[Bound, ...]:
    """Return what this scan says of facts it cannot decide: that they are not better than an amount."""
    table = _Table(site, results, {})
    found = (bound for judge in _BOUNDED for bound in judge(table))
    return tuple(bound for bound in found if _answers(library, bound))


def _answers(library: Library, found: Measured | Bound) -> bool:
    """Whether the checklists ask for the fact and let these checks say something of it."""
    fact = library.facts.get(found.fact)
    return fact is not None and set(found.checks) <= set(fact.scan)


def _https(table: _Table) -> Iterator[Measured]:
    ids = DECIDED["website.https"]
    lost = tuple(id_ for id_ in ids if table.failed(id_))  # one is enough, whatever the others would say
    if lost or table.decided(*ids):
        yield Measured("website.https", Fraction(not lost), None, None, lost or ids)


def _warnings(table: _Table) -> Iterator[Measured]:
    ids = DECIDED["website.browser-warnings"]
    first = list(views(table.site))[:_TEN]
    if not table.decided(*ids) or not first:
        return
    site = table.site
    distrusted = isinstance(site.certificate, Certificate) and site.certificate.trusted is not None
    count = len(first) if distrusted or not site.secure else 0
    for view in first:
        count += len(view.insecure) if site.secure else 0
        count += sum(not str(form["action"]).startswith("https:") for form in view.raw("passwords") or ())
    yield Measured("website.browser-warnings", Fraction(count), None, None, ids)


def _load_time(table: _Table) -> Iterator[Measured]:
    milliseconds = middle(table.site, "lcp")
    if table.decided("PRF-01") and milliseconds is not None:
        yield Measured("website.load-time", Fraction(round(milliseconds), 1000), None, None, ("PRF-01",))


def _counted(fact: str, id_: str) -> Callable[[_Table], Iterator[Measured]]:
    """Return the reading of a fact that is the counts of one check."""

    def read(table: _Table) -> Iterator[Measured]:
        good, whole = table.counts.get(id_, (0, 0))
        if table.decided(id_) and whole:
            yield Measured(fact, Fraction(100 * good, whole), Fraction(good), Fraction(whole), (id_,))

    return read


def _questions(table: _Table) -> Iterator[Measured]:
    if table.decided("CNT-12") and "CNT-12" in table.counts:
        yield Measured("website.faq", Fraction(table.counts["CNT-12"][0]), None, None, ("CNT-12",))


def _service_pages(table: _Table) -> Iterator[Measured]:
    services = table.site.services
    if not services or table.site.left or not table.decided("CNT-04"):
        return
    own = pages_by_id(table.site)
    there, whole = sum(id_ in own for id_ in services), len(services)
    yield Measured("services.page", Fraction(100 * there, whole), Fraction(there), Fraction(whole), ("CNT-04",))


def _page_fields(table: _Table) -> Iterator[Measured]:
    if not table.site.left:
        yield from _counted("services.page-fields", "CNT-03")(table)


def _accessibility(table: _Table) -> Iterator[Bound]:
    walking = [id_ for id_ in ("A11Y-03", "A11Y-05", "A11Y-06") if table.failed(id_)]
    if walking:
        yield Bound("website.accessibility", Fraction(1), tuple(walking))
    elif table.failed("A11Y-01"):
        yield Bound("website.accessibility", Fraction(2), ("A11Y-01",))


def _search(table: _Table) -> Iterator[Bound]:
    if table.failed("CNT-10"):
        lost = [id_ for id_ in ("CNT-10", "CNT-11") if table.failed(id_)]
        yield Bound("website.search", Fraction(2 - len(lost)), tuple(lost))


def _statements(table: _Table) -> Iterator[Bound]:
    lost = [id_ for id_ in ("CNT-06", "CNT-07") if table.failed(id_)]
    if lost:
        yield Bound("website.statements", Fraction(100 * (3 - len(lost)), 3), tuple(lost))


_DECIDED: tuple[Callable[[_Table], Iterator[Measured]], ...] = (
    _https,
    _warnings,
    _load_time,
    _counted("website.links", "LNK-01"),
    _questions,
    _service_pages,
    _page_fields,
)
_BOUNDED: tuple[Callable[[_Table], Iterator[Bound]], ...] = (_accessibility, _search, _statements)
