"""Files that a site is expected to have, and links that lead somewhere."""

from __future__ import annotations

from datetime import UTC, datetime, time

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.scan.checks import Finding, check, failed, judged, passed, share, unmeasured
from compliance.scan.http import Answer
from compliance.scan.site import Site, Unread

ROBOTS, SITEMAP, SECURITY = "robots.txt", "sitemap.xml", "security.txt"


def _text(answer: Answer | Unread | None) -> str | None:
    """Return the text of a file that is there; None when it is not, or when a page came in its place."""
    if not isinstance(answer, Answer) or answer.status != 200:
        return None
    text = answer.body.decode("utf-8", "replace")
    return None if "<html" in text[:2000].lower() else text


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
    robots, mapped = _text(site.probes.get(ROBOTS)), _text(site.probes.get(SITEMAP))
    lacking = []
    if robots is None or "user-agent" not in robots.lower():
        lacking.append(ROBOTS)
    if mapped is None or not _is_map(mapped):
        lacking.append(SITEMAP)
    if lacking and any(isinstance(site.probes.get(n), Unread) for n in lacking):
        return unmeasured(_("no answer"))
    return judged(
        not lacking,
        _("lacks: {words}").format(words=_(", ").join(lacking)) if lacking else _("both there"),
        [Spot(site.home, name) for name in lacking],
    )


@check("WEB-02")
def security(site: Site, spec: ScanCheck) -> Finding:
    """Whoever finds a weakness can say so, to somebody who is still there."""
    text = _text(site.probes.get(SECURITY))
    if text is None:
        if isinstance(site.probes.get(SECURITY), Unread):
            return unmeasured(_("no answer"))
        return failed(_("no such file"), [Spot(site.home, "/.well-known/security.txt")])
    fields: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon and not line.startswith("#"):
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
                why = str(answer.status) if isinstance(answer, Answer) else _("redirects without an end")
                spots.append(Spot(page.url, f"{link.text[:60]} → {link.url} ({why})"))
            elif isinstance(answer, Answer):
                checked += 1
    if not checked:
        return unmeasured(_("no link inside the site was tried"))
    good = 100 * bad <= spec.limit("percent") * checked
    seen = share(bad, checked)
    if good:
        return passed(seen, (checked - bad, checked))
    return failed(seen, spots, (checked - bad, checked))
