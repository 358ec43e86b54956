"""How the site does on a phone, how fast it is, and whether it is there."""

from __future__ import annotations

from fractions import Fraction
from statistics import median

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.persian import numbers
from compliance.scan.checks import Finding, check, judged, listed, unmeasured
from compliance.scan.checks.accessibility import overflow
from compliance.scan.network.http import Answer
from compliance.scan.site import BUSY, Site
from compliance.scan.views import phones, views

MISSING, ASSETS = "missing page", "file "
_KEPT = ("cache-control", "etag", "last-modified", "expires")
_CODINGS = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress", "dcb", "dcz"})
_PACKED = 1024  # bytes below which packing brings nothing


@check("MOB-01")
def viewport(site: Site, spec: ScanCheck) -> Finding:
    """Pages fit themselves to the width of the screen."""
    wrong = [
        Spot(view.url, listed([str(one) for one in view.raw("viewport") or ()]) or "—")
        for view in views(site)
        if not any("width=device-width" in str(one).replace(" ", "").lower() for one in view.raw("viewport") or ())
    ]
    return judged(not wrong, wrong[0].text if wrong else "width=device-width", wrong)


@check("MOB-02")
def no_overflow(site: Site, spec: ScanCheck) -> Finding:
    """Nothing sticks out on a phone."""
    return overflow(site, int(spec.limit("width")))


def middle(site: Site, name: str) -> float | None:
    """Return the median of a timing over the visits on a phone; None with fewer than three."""
    found = [value for view in phones(site) if (value := view.timing(name)) is not None]
    return median(found) if len(found) >= 3 else None


@check("PRF-01")
def largest_paint(site: Site, spec: ScanCheck) -> Finding:
    """The largest part of the home page is there soon."""
    value = middle(site, "lcp")
    if value is None:
        return unmeasured(_("fewer than three measurements"))
    seconds = Fraction(round(value), 1000)
    return judged(
        seconds <= spec.limit("seconds"), _("{n} s").format(n=numbers.show(seconds, 3)), [Spot(site.home, "LCP")]
    )


@check("PRF-02")
def layout_shift(site: Site, spec: ScanCheck) -> Finding:
    """The home page does not jump while it loads."""
    value = middle(site, "cls")
    if value is None:
        return unmeasured(_("fewer than three measurements"))
    score = Fraction(round(value * 1000), 1000)
    return judged(score <= spec.limit("score"), numbers.show(score, 3), [Spot(site.home, "CLS")])


@check("PRF-03")
def weight(site: Site, spec: ScanCheck) -> Finding:
    """No page is too heavy."""
    heavy = [(view.url, int(view.raw("bytes") or 0)) for view in views(site)]
    largest = max((size for _url, size in heavy), default=0)
    most = spec.limit("megabytes") * 2**20
    return judged(
        largest <= most,
        _("{n} MB at most").format(n=numbers.show(Fraction(largest, 2**20))),
        [Spot(url, _("{n} MB").format(n=numbers.show(Fraction(size, 2**20)))) for url, size in heavy if size > most],
    )


@check("PRF-04")
def packing(site: Site, spec: ScanCheck) -> Finding:
    """Pages come packed, and files say how long they may be kept."""
    spots = [
        Spot(page.url, _("not packed"))
        for page in site.pages
        if not _is_packed(page.answer) and len(page.answer.body) > _PACKED
    ]
    files = [answer for name, answer in sorted(site.probes.items()) if name.startswith(ASSETS)]
    spots += [
        Spot(file.url, _("nothing said of keeping"))
        for file in files
        if isinstance(file, Answer) and file.status == 200 and not any(map(file.header, _KEPT))
    ]
    return judged(not spots, _("{n} faults").format(n=numbers.show(len(spots))), spots)


def _is_packed(answer: Answer) -> bool:
    """Whether a body came packed: `identity`, or the name of a character set, is no packing."""
    said = (answer.header("content-encoding") or "").lower().split(",")
    return any(coding.strip() in _CODINGS for coding in said)


@check("PRF-05")
def errors(site: Site, spec: ScanCheck) -> Finding:
    """Pages run without an error."""
    spots = [
        Spot(view.url, f"{one.text} ({one.url})" if one.url != view.url else one.text)
        for view in views(site)
        for one in view.said
        if one.source in ("exception", "console", "javascript", "security")
        and "mixed content" not in one.text.lower()
    ]
    return judged(not spots, _("{n} errors").format(n=numbers.show(len(spots))), spots)


@check("AVL-01")
def availability(site: Site, spec: ScanCheck) -> Finding:
    """Over time the site is there: said by the log of `scan --watch`."""
    up, whole = site.watched
    if whole < spec.limit("probes"):
        return unmeasured(_("{n} probes in the log; “scan --watch” adds to it").format(n=numbers.show(whole)))
    part = Fraction(100 * up, whole)
    seen = _("{percent} of {n} probes").format(percent=numbers.per_cent(part, 2), n=numbers.show(whole))
    return judged(part >= spec.limit("percent"), seen, [Spot(site.home, seen)], (up, whole))


@check("AVL-02")
def not_found(site: Site, spec: ScanCheck) -> Finding:
    """A page that is not there is said not to be there."""
    answer = site.probes.get(MISSING)
    if not isinstance(answer, Answer):
        return unmeasured(_("no answer"))
    seen = _("status {n}").format(n=numbers.digits(answer.status))
    if answer.status in BUSY:
        return unmeasured(seen)
    return judged(answer.status in (404, 410), seen, [Spot(answer.url, seen)])
