"""Files that a site is expected to have, and links that lead somewhere."""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime, time
from typing import NamedTuple

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.persian import numbers
from compliance.scan.checks import Finding, check, failed, judged, passed, share, unmeasured
from compliance.scan.checks.performance import MISSING
from compliance.scan.network.http import BODY, Answer
from compliance.scan.site import BUSY, Site, Unread

ROBOTS, SITEMAP, SECURITY = "robots.txt", "sitemap.xml", "security.txt"
_BEGINS = re.compile(r"<(?:[\w.-]+:)?(?:urlset|sitemapindex)[\s>]")


class _File(NamedTuple):
    """A file as it was asked for: its text, None where there is none; `unknown` says why nobody can tell."""

    text: str | None
    unknown: str = ""
    whole: bool = True


def _file(site: Site, name: str) -> _File:
    answer = site.probes.get(name)
    if isinstance(answer, Unread):
        return _File(None, _("no answer"))
    if answer is not None and answer.status in BUSY:
        return _File(None, _("status {n}").format(n=numbers.digits(answer.status)))
    if answer is None or answer.status != 200:
        return _File(None)
    body, whole = _unpacked(answer.body)
    text = body.decode("utf-8", "replace")
    if "<html" in text[:2000].lower():  # a page in its place
        return _File(None)
    return _File(text, whole=whole and answer.cut is None)


def _unpacked(body: bytes) -> tuple[bytes, bool]:
    """Return a file without the packing it is kept in (sitemap.xml.gz), and whether that is all of it."""
    if not body.startswith(b"\x1f\x8b"):
        return body, True
    unpack = zlib.decompressobj(wbits=31)
    try:
        return unpack.decompress(body, BODY), unpack.eof
    except zlib.error:
        return b"", True


def _is_map(text: str) -> bool:
    """Whether a text is a map of a site, well-formed; one that declares entities is none."""
    from xml.etree import ElementTree

    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return False
    try:
        root = ElementTree.fromstring(text.encode("utf-8"))
    except (ElementTree.ParseError, ValueError, LookupError):  # or a coding nobody knows
        return False
    return root.tag.rpartition("}")[2] in ("urlset", "sitemapindex")


@check("WEB-01")
def robots_and_map(site: Site, spec: ScanCheck) -> Finding:
    """robots.txt and a map of the site are there for search engines."""
    robots, mapped = _file(site, ROBOTS), _file(site, SITEMAP)
    unknown = [file.unknown for file in (robots, mapped) if file.unknown]
    lacking = []
    if not robots.unknown and "user-agent" not in (robots.text or "").lower():
        lacking.append(ROBOTS)
    if mapped.text is not None and not mapped.whole and _BEGINS.search(mapped.text[:2000]):
        unknown.append(_("the map is too large to be read whole"))
    elif not mapped.unknown and not _is_map(mapped.text or ""):
        lacking.append(SITEMAP)
    if lacking:
        return failed(
            _("lacks: {words}").format(words=_(", ").join(lacking)), [Spot(site.home, name) for name in lacking]
        )
    return unmeasured(unknown[0]) if unknown else passed(_("both there"))


@check("WEB-02")
def security(site: Site, spec: ScanCheck) -> Finding:
    """Whoever finds a weakness can say so, to somebody who is still there."""
    file = _file(site, SECURITY)
    if file.unknown:
        return unmeasured(file.unknown)
    if file.text is None:
        return failed(_("no such file"), [Spot(site.home, "/.well-known/security.txt")])
    fields: dict[str, str] = {}
    for line in file.text.removeprefix("\ufeff").splitlines():
        name, colon, value = line.partition(":")
        if colon and value.strip() and not line.startswith("#"):
            fields.setdefault(name.strip().lower(), value.strip())
    if "contact" not in fields or "expires" not in fields:
        return failed(_("lacks: {words}").format(words="Contact / Expires"), [Spot(site.home, "security.txt")])
    try:
        ends = datetime.fromisoformat(fields["expires"].upper().replace("Z", "+00:00"))
    except ValueError:
        return failed(
            _("a date that cannot be read: {date}").format(date=fields["expires"][:40]), [Spot(site.home, "Expires")]
        )
    now = datetime.combine(site.today, time(0), UTC)
    ends = ends if ends.tzinfo else ends.replace(tzinfo=UTC)
    return judged(ends > now, f"Expires: {fields['expires'][:40]}", [Spot(site.home, "Expires")])


def _hides_missing(site: Site) -> bool:
    """Whether the site answers for what is not there as for what is."""
    answer = site.probes.get(MISSING)
    return isinstance(answer, Answer) and answer.status == 200


@check("LNK-01")
def broken(site: Site, spec: ScanCheck) -> Finding:
    """Links inside the site lead to pages that answer."""
    checked = bad = 0
    spots = []
    for page in site.pages:
        for link in page.links:
            answer = site.link_answers.get(link.url)
            if link.url in site.by_url:
                checked += 1
            elif site.dead(link.url):
                checked, bad = checked + 1, bad + 1
                why = numbers.digits(answer.status) if isinstance(answer, Answer) else _("redirects without an end")
                spots.append(Spot(page.url, f"{link.text[:60]} → {link.url} ({why})"))
            elif isinstance(answer, Answer):
                checked += 1
    if not checked:
        return unmeasured(_("no link inside the site was tried"))
    if not bad and _hides_missing(site):
        return unmeasured(_("the site answers for missing pages as if they were there"))
    good = 100 * bad <= spec.limit("percent") * checked
    seen = share(bad, checked)
    if good:
        return passed(seen, (checked - bad, checked))
    return failed(seen, spots, (checked - bad, checked))
