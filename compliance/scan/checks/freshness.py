"""How new a site is: its news, and the days on which its pages were last reviewed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.persian import dates, numbers, quality
from compliance.persian.letters import ascii_digits
from compliance.scan.checks import Finding, check, failed, judged, passed, unmeasured
from compliance.scan.checks.leads import Behind, absent, leads, trusted, unreached
from compliance.scan.pages.document import AROUND, Run
from compliance.scan.pages.page import Page
from compliance.scan.pages.tongues import is_foreign
from compliance.scan.pages.words import plain
from compliance.scan.site import Site, unframed

_LABEL = 60  # letters of a label whose date stands in the next cell, and of such a cell
_SHORT = 25  # letters between a word and the day it speaks of
_DIGIT = re.compile(r"\d")
_AHEAD = 1  # days that another time zone may be ahead


@check("CNT-13")
def news(site: Site, spec: ScanCheck) -> Finding:
    """The newest dated news are new."""
    found = [lead for lead in leads(site, spec.words("titles")) if not lead.headline]
    pages = {lead.page.url: lead.page for lead in found if lead.page is not None}
    days = (day for page in (*pages.values(), site.first) for day in _news_days(site, page, spec.words("others")))
    newest = max(days, default=None)
    if newest is not None and (site.today - newest).days <= spec.limit("days"):
        return passed(_age(newest, site.today))
    if not pages and found:
        told = next((lead for lead in found if lead.behind is not Behind.DEAD), found[0])
        if told.behind is not Behind.DEAD:
            return unreached(site, tuple(found), told)
    where = next(iter(pages), site.home)
    if newest is None and not pages:
        return absent(site, _("no dated news"), [Spot(where, "—")])
    if newest is None:
        return trusted(site, pages[where], failed(_("no dated news"), [Spot(where, "—")]))
    return failed(_age(newest, site.today), [Spot(where, dates.show(newest))])


def _age(day: date, today: date) -> str:
    return _("{days} days old, of {day}").format(days=numbers.show((today - day).days), day=dates.show(day))


def _news_days(site: Site, page: Page, others: tuple[str, ...]) -> Iterator[date]:
    """Yield the days that a page names outside its header and footer, up to today.

    Not those that say something else, such as when the page was reviewed, and not the day that the site shows
    at the same place of every page.
    """
    wanted = [plain(word) for word in others]
    for before, run in pairwise((Run("", "", ""), *page.runs)):
        clock = site.today in (found := _days(run.text)) and (run.text, run.where) in site.repeated
        if found and run.region not in AROUND and not clock and not _is_other(before, run, wanted):
            yield from (day for day in found if day <= site.today)


def _is_other(before: Run, run: Run, words: list[str]) -> bool:
    """Whether a text says one of the words shortly before its day, with little else, or before it."""
    said = ascii_digits(plain(run.text))
    digit = _DIGIT.search(said)
    start = said[: digit.start()] if digit is not None and len(said) > _SHORT else said
    near = any(0 <= start.rfind(word) >= len(start) - len(word) - _SHORT for word in words)
    return near or _is_labelled(before, run, words)


def _is_labelled(before: Run, run: Run, words: list[str]) -> bool:
    """Whether a text is little more than a day, behind a label that says one of the words."""
    short = len(run.text) <= _LABEL and len(before.text) <= _LABEL and not _days(before.text)
    return short and any(word in plain(before.text) for word in words)


def _days(text: str) -> list[date]:
    """Return the Jalali days that a text names."""
    return [day for written in dict.fromkeys(quality.jalali(text)) if (day := dates.read(written)) is not None]


@check("CNT-17")
def last_updated(site: Site, spec: ScanCheck) -> Finding:
    """Persian pages say when they were last reviewed, and that was not long ago."""
    asked = [page for page in unframed(site.pages) if not is_foreign(page) and not page.is_shell]
    if not asked and any(page.is_shell for page in site.pages):
        return unmeasured(_("a script builds the page, and its source does not say what it shows"))
    if not asked:
        return unmeasured(_("no page in Persian"))
    fresh, spots = 0, []
    for page in asked:
        day = updated(page, spec.words("words"), site.today)
        if day is not None and (site.today - day).days <= spec.limit("days"):
            fresh += 1
        else:
            spots.append(Spot(page.url, _("no date") if day is None else dates.show(day)))
    whole = len(asked)
    return judged(
        100 * fresh >= spec.limit("percent") * whole,
        _("{n} of {whole} pages").format(n=numbers.show(fresh), whole=numbers.show(whole)),
        spots,
        (fresh, whole),
    )


def updated(page: Page, words: tuple[str, ...], today: date) -> date | None:
    """Return the day up to today on which a page says that it was last reviewed; None when it does not say."""
    wanted = [plain(word) for word in words]
    for before, run in pairwise((Run("", "", ""), *page.runs)):
        found = [day for day in _days(run.text) if (day - today).days <= _AHEAD]
        if found and (any(word in plain(run.text) for word in wanted) or _is_labelled(before, run, wanted)):
            return max(found)
    return None
