"""Persian as Persian is written: language, direction, letters, digits, dates, half-spaces, fonts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.persian import numbers, quality
from compliance.scan.checks import Finding, check, failed, judged, listed, passed, share
from compliance.scan.pages.page import Page, Run
from compliance.scan.pages.tongues import is_foreign, persian_runs, tongue
from compliance.scan.site import Site
from compliance.scan.views import Look, views


def persian(site: Site) -> Iterator[tuple[Page, Run]]:
    """Yield the texts of all pages that are in Persian."""
    for page in site.pages:
        for run in persian_runs(page):
            yield page, run


def _shares(site: Site, look: Callable[[str], quality.Share]) -> tuple[int, int, list[Spot]]:
    good = bad = 0
    spots = []
    for page, run in persian(site):
        found = look(run.text)
        good, bad = good + found.good, bad + found.bad
        spots += [Spot(page.url, f"{word} ({run.where})") for word in found.words]
    return good, bad, spots


def _words(site: Site, look: Callable[[str], tuple[str, ...]]) -> list[Spot]:
    return [Spot(page.url, f"{word} ({run.where})") for page, run in persian(site) for word in look(run.text)]


@check("FA-01")
def language(site: Site, spec: ScanCheck) -> Finding:
    """Every page says that it is in Persian."""
    wrong = [
        Spot(view.url, f'lang="{view.raw("lang") or ""}"')
        for view in views(site)
        if tongue(str(view.raw("lang") or "")) != "fa" and not _foreign(site, view)
    ]
    return judged(not wrong, wrong[0].text if wrong else 'lang="fa"', wrong)


def _foreign(site: Site, view: Look) -> bool:
    """Whether a page is another language's version."""
    page = site.by_url.get(view.url)
    return page is not None and is_foreign(page, str(view.raw("lang") or ""))


@check("FA-02")
def direction(site: Site, spec: ScanCheck) -> Finding:
    """Persian pages run from right to left."""
    wrong = [
        Spot(view.url, str(view.raw("bodyDir") or "—"))
        for view in views(site)
        if view.raw("bodyDir") != "rtl" and not _foreign(site, view)
    ]
    return judged(not wrong, wrong[0].text if wrong else "rtl", wrong)


@check("FA-03")
def encoding(site: Site, spec: ScanCheck) -> Finding:
    """Pages say that they are UTF-8, and are."""
    spots = []
    for page in site.pages:
        header, meta = page.declared
        declared = {name for name in (header, meta) if name}
        if not declared:
            spots.append(Spot(page.url, _("nothing declared")))
        elif declared - {"utf-8", "utf8"}:
            spots.append(Spot(page.url, listed(sorted(declared))))
        elif page.answer.cut is None:
            try:
                page.answer.body.decode("utf-8")
            except UnicodeDecodeError as error:
                spots.append(Spot(page.url, _("byte {n} is no UTF-8").format(n=numbers.show(error.start))))
    return judged(not spots, spots[0].text if spots else "UTF-8", spots)


@check("FA-04")
def letters(site: Site, spec: ScanCheck) -> Finding:
    """Yeh and kaf are the Persian letters, not the Arabic ones."""
    good, bad, spots = _shares(site, quality.letters)
    return judged(100 * bad <= spec.limit("percent") * (good + bad), share(bad, good + bad), spots)


@check("FA-05")
def digits(site: Site, spec: ScanCheck) -> Finding:
    """Digits in texts are Persian."""
    good, bad, spots = _shares(site, quality.digits)
    enough = 100 * good >= spec.limit("percent") * (good + bad)
    return judged(enough, _("{share} not Persian").format(share=share(bad, good + bad)), spots)


@check("FA-06")
def dates(site: Site, spec: ScanCheck) -> Finding:
    """Dates are in the Jalali calendar."""
    spots = _words(site, quality.gregorian)
    return judged(not spots, _("{n} Gregorian dates").format(n=numbers.show(len(spots))), spots)


@check("FA-07")
def forms(site: Site, spec: ScanCheck) -> Finding:
    """Letters are letters: no presentation forms, no signs of broken characters."""
    spots = _words(site, quality.forms)
    return judged(not spots, _("{n} words").format(n=numbers.show(len(spots))), spots)


@check("FA-08")
def half_spaces(site: Site, spec: ScanCheck) -> Finding:
    """می and ها are joined to their word by a half-space."""
    good, bad, spots = _shares(site, quality.half_spaces)
    enough = 100 * good >= spec.limit("percent") * (good + bad)
    return judged(enough, _("{share} with a space").format(share=share(bad, good + bad)), spots)


@check("FA-09")
def fonts(site: Site, spec: ScanCheck) -> Finding:
    """The text has a font that the site itself serves, and its letters are not pulled apart."""
    spots = []
    for view in views(site):
        if _foreign(site, view):
            continue
        found = view.raw("fonts") or {}
        loaded = {face["family"].lower() for face in found.get("faces", ()) if face["status"] == "loaded"}
        first = str(found.get("family", "")).split(",")[0].strip().strip("\"'")
        if first.lower() not in loaded:
            spots.append(Spot(view.url, _("font not loaded: {font}").format(font=first or "—")))
        spots += [
            Spot(view.url, request.url[:200])
            for request in view.requests
            if request.kind == "Font" and not site.internal(request.url) and urlsplit(request.url).scheme != "data"
        ]
        spots += [
            Spot(view.url, _("letters pulled apart: {where}").format(where=one)) for one in found.get("spaced", ())
        ]
    return judged(not spots, spots[0].text if spots else _("own font"), spots)


@check("FA-10")
def latin(site: Site, spec: ScanCheck) -> Finding:
    """Longer Latin texts say which language they are in."""
    most = int(spec.limit("words"))
    spots = _words(site, lambda text: quality.latin(text, most))
    if spots:
        return failed(_("{n} texts").format(n=numbers.show(len(spots))), spots)
    return passed(_("none without lang"))
