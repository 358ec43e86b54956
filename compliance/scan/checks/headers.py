"""Headers and cookies that keep visitors safe."""

from __future__ import annotations

import re

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.persian import numbers
from compliance.scan.checks import Finding, check, failed, judged, listed, passed
from compliance.scan.checks.privacy import under
from compliance.scan.pages import policies
from compliance.scan.pages.page import joined
from compliance.scan.site import Site
from compliance.scan.views import views

_VERSION = re.compile(r"\d+\.\d+|[/ ]\d+")
_FINGERPRINT = re.compile(r"\bsha(?:256|384|512)-\w")


def _header(site: Site, name: str) -> str:
    return (site.first.answer.header(name) or "").strip()


def _policies(site: Site) -> tuple[policies.Policy, ...]:
    return policies.content_policies(site.first.answer.all_of("content-security-policy"))


@check("HDR-01")
def content_security_policy(site: Site, spec: ScanCheck) -> Finding:
    """A policy says where scripts may come from: not from anywhere, not inline, and not from texts."""
    found = _policies(site)
    governing = [policy for policy in found if policies.script_sources(policy) is not None]
    if not governing:
        seen = _("no such header") if not found else _("it says nothing of scripts")
        return failed(seen, [Spot(site.home, "Content-Security-Policy")])
    strictest = min(governing, key=lambda policy: len(policies.loose_scripts(policy)))
    loose = sorted(frozenset.intersection(*map(policies.loose_scripts, governing)))
    seen = listed(loose or policies.script_sources(strictest) or ("'none'",))
    return judged(not loose, seen, [Spot(site.home, seen)])


@check("HDR-02")
def no_sniffing(site: Site, spec: ScanCheck) -> Finding:
    """Browsers are told not to guess types of content."""
    value = _header(site, "x-content-type-options")
    good = value.partition(",")[0].strip().lower() == "nosniff"  # of several the first holds
    return judged(good, value[:60] or _("no such header"), [Spot(site.home, "X-Content-Type-Options")])


@check("HDR-03")
def no_framing(site: Site, spec: ScanCheck) -> Finding:
    """Other sites cannot show the page in a frame."""
    ancestors = [policy["frame-ancestors"] for policy in _policies(site) if "frame-ancestors" in policy]
    options = site.first.answer.all_of("x-frame-options")
    closed = [sources for sources in ancestors if not policies.anybody(sources)]
    # where a policy speaks of frames, browsers do not read the older header
    good = bool(closed) if ancestors else policies.framed_by_none(options)
    shown = " ".join((closed or ancestors)[0]) or "'none'" if ancestors else ", ".join(options)
    return judged(good, shown[:60] or _("no such header"), [Spot(site.home, "frame-ancestors, X-Frame-Options")])


@check("HDR-04")
def referrer_policy(site: Site, spec: ScanCheck) -> Finding:
    """Other sites are not told which page a visitor comes from."""
    headers = site.first.answer.all_of("referrer-policy")
    nodes = site.first.tree.css("meta[name=referrer i]")
    metas = [content for node in nodes if (content := node.attributes.get("content"))]
    holds = policies.referrer(headers, metas)
    seen = holds or ", ".join([*headers, *metas])[:60] or _("no such header")
    return judged(holds in spec.words("allowed"), seen, [Spot(site.home, "Referrer-Policy")])


@check("HDR-05")
def cookies(site: Site, spec: ScanCheck) -> Finding:
    """Every cookie of the site is Secure, HttpOnly and SameSite."""
    own = site.host.removeprefix("www.")
    spots, found = [], set()
    for view in views(site):
        for cookie in view.cookies:
            domain = cookie.domain.strip(".").removeprefix("www.")
            if not under(own, (domain,)):
                continue
            found.add((cookie.name, domain))
            kept = {
                "Secure": cookie.secure,
                "HttpOnly": cookie.http_only,
                "SameSite": cookie.same_site in ("Lax", "Strict"),
            }
            missing = [name for name, there in kept.items() if not there]
            if missing:
                spots.append(Spot(view.url, f"{cookie.name}: {', '.join(missing)}"))
    if not found:
        return passed(_("no cookies"))
    return judged(not spots, _("{n} cookies").format(n=numbers.show(len(found))), spots)


@check("HDR-06")
def no_version(site: Site, spec: ScanCheck) -> Finding:
    """The server does not tell which release of which program it is."""
    told = [
        f"{name}: {value}"
        for name in ("server", "x-powered-by", "x-aspnet-version", "x-aspnetmvc-version", "x-generator")
        for value in site.first.answer.all_of(name)
        if _VERSION.search(value) or name.startswith("x-aspnet")
    ]
    return judged(not told, listed(told) or _("no version told"), [Spot(site.home, t[:120]) for t in told])


@check("HDR-07")
def fingerprints(site: Site, spec: ScanCheck) -> Finding:
    """Scripts and styles from other hosts carry their fingerprint."""
    spots, count = [], 0
    for page in site.pages:
        for node in page.tree.css("script[src], link[rel~=stylesheet i][href]"):
            url = joined(page.base, node.attributes.get("src") or node.attributes.get("href") or "") or ""
            if url.startswith(("http:", "https:")) and not site.internal(url):
                count += 1
                if not _FINGERPRINT.search(node.attributes.get("integrity") or ""):
                    spots.append(Spot(page.url, url[:200]))
    if not count:
        return passed(_("no script or style from another host"))
    return judged(not spots, _("{n} without a fingerprint").format(n=numbers.show(len(spots))), spots)
