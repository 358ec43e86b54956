"""Headers and cookies that keep visitors safe."""

from __future__ import annotations

import re

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.persian import numbers
from compliance.scan.checks import Finding, check, failed, judged, listed, passed
from compliance.scan.page import joined
from compliance.scan.site import Site
from compliance.scan.views import views

_VERSION = re.compile(r"\d+\.\d+|/\d+")


def _header(site: Site, name: str) -> str:
    return (site.first.answer.header(name) or "").strip()


def _directives(policy: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in policy.replace(",", ";").split(";"):
        words = part.split()
        if words:
            found.setdefault(words[0].lower(), [word.lower() for word in words[1:]])
    return found


@check("HDR-01")
def content_security_policy(site: Site, spec: ScanCheck) -> Finding:
    """A policy says where scripts may come from, and inline scripts are not among them."""
    policy = _directives(_header(site, "content-security-policy"))
    scripts = policy.get("script-src", policy.get("default-src"))
    if scripts is None:
        seen = _("no such header") if not policy else _("it says nothing of scripts")
        return failed(seen, [Spot(site.home, "Content-Security-Policy")])
    bound = any(word.startswith(("'nonce-", "'sha256-", "'sha384-", "'sha512-")) for word in scripts)
    loose = {"'unsafe-eval'", "*", "http:"} | (set() if bound else {"'unsafe-inline'"})
    open_ = [word for word in scripts if word in loose]
    return judged(not open_, listed(open_ or scripts), [Spot(site.home, listed(open_))])


@check("HDR-02")
def no_sniffing(site: Site, spec: ScanCheck) -> Finding:
    """Browsers are told not to guess types of content."""
    value = _header(site, "x-content-type-options")
    seen = value[:60] or _("no such header")
    return judged(value.lower() == "nosniff", seen, [Spot(site.home, "X-Content-Type-Options")])


@check("HDR-03")
def no_framing(site: Site, spec: ScanCheck) -> Finding:
    """Other sites cannot show the page in a frame."""
    ancestors = _directives(_header(site, "content-security-policy")).get("frame-ancestors")
    options = _header(site, "x-frame-options").upper()
    good = (ancestors is not None and "*" not in ancestors) or options in ("DENY", "SAMEORIGIN")
    shown = " ".join(ancestors) if ancestors is not None else options
    return judged(good, shown[:60] or _("no such header"), [Spot(site.home, "frame-ancestors, X-Frame-Options")])


@check("HDR-04")
def referrer_policy(site: Site, spec: ScanCheck) -> Finding:
    """Other sites are not told which page a visitor comes from."""
    value = _header(site, "referrer-policy") or (site.first.attribute("meta[name=referrer]", "content") or "")
    # of several policies the last one known holds
    last = value.split(",")[-1].strip().lower()
    seen = value[:60] or _("no such header")
    return judged(last in spec.words("allowed"), seen, [Spot(site.home, "Referrer-Policy")])


@check("HDR-05")
def cookies(site: Site, spec: ScanCheck) -> Finding:
    """Every cookie of the site is Secure, HttpOnly and SameSite."""
    spots, count = [], 0
    for view in views(site):
        for cookie in view.cookies:
            if not site.host.removeprefix("www.").endswith(cookie.domain.strip(".").removeprefix("www.")):
                continue
            count += 1
            kept = {
                "Secure": cookie.secure,
                "HttpOnly": cookie.http_only,
                "SameSite": cookie.same_site in ("Lax", "Strict"),
            }
            missing = [name for name, there in kept.items() if not there]
            if missing:
                spots.append(Spot(view.url, f"{cookie.name}: {', '.join(missing)}"))
    if not count:
        return passed(_("no cookies"))
    return judged(not spots, _("{n} cookies").format(n=numbers.show(count)), spots)


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
        for node in page.tree.css("script[src], link[rel=stylesheet][href]"):
            url = joined(page.base, node.attributes.get("src") or node.attributes.get("href") or "") or ""
            if url.startswith(("http:", "https:")) and not site.internal(url):
                count += 1
                if not node.attributes.get("integrity"):
                    spots.append(Spot(page.url, url[:200]))
    if not count:
        return passed(_("no script or style from another host"))
    return judged(not spots, _("{n} without a fingerprint").format(n=numbers.show(len(spots))), spots)
