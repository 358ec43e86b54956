"""Who else is told that somebody visits, and where passwords go."""

from __future__ import annotations

from urllib.parse import urlsplit

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.persian import numbers
from compliance.scan.checks import Finding, check, failed, judged, passed
from compliance.scan.site import Site
from compliance.scan.views import Look, Request, views


def under(host: str, domains: tuple[str, ...]) -> bool:
    """Whether a host is one of the domains or below one."""
    return any(host == domain or host.endswith("." + domain) for domain in domains)


def _foreign(site: Site) -> list[tuple[Look, Request, str]]:
    found = []
    for view in views(site):
        for request in view.requests:
            host = urlsplit(request.url).hostname or ""
            if host and not site.internal(request.url):
                found.append((view, request, host))
    return found


@check("PRV-01")
def other_hosts(site: Site, spec: ScanCheck) -> Finding:
    """Pages load nothing from hosts that are not on the list of allowed ones."""
    others = [(view, host) for view, _request, host in _foreign(site) if not under(host, spec.words("allowed"))]
    return judged(
        not others,
        _("{n} other hosts").format(n=numbers.show(len({host for _view, host in others}))),
        [Spot(view.url, host) for view, host in others],
    )


@check("PRV-02")
def trackers(site: Site, spec: ScanCheck) -> Finding:
    """Pages load nothing from foreign trackers, font services and content networks."""
    found = [(view, request) for view, request, host in _foreign(site) if under(host, spec.words("hosts"))]
    return judged(
        not found,
        _("{n} requests").format(n=numbers.show(len(found))),
        [Spot(view.url, request.url[:200]) for view, request in found],
    )


@check("PRV-03")
def foreign_cookies(site: Site, spec: ScanCheck) -> Finding:
    """No other host sets a cookie before the visitor clicks anything."""
    # browsers may keep such cookies from the jar: that they were to be set is what counts
    spots = [
        Spot(view.url, f"{one['name']} ({urlsplit(one['url']).hostname})")
        for view in views(site)
        for one in view.raw("set") or ()
        if one["url"] and not site.internal(one["url"])
    ]
    return judged(not spots, _("{n} cookies").format(n=numbers.show(len(spots))), spots)


@check("PRV-04")
def passwords(site: Site, spec: ScanCheck) -> Finding:
    """Forms that ask for a password are sent over https, to this very site."""
    spots, count = [], 0
    for view in views(site):
        for form in view.raw("passwords") or ():
            count += 1
            action = str(form["action"])
            if not action.startswith("https:") or not site.internal(action) or form["method"] == "get":
                spots.append(Spot(view.url, action[:200]))
    if not count:
        return passed(_("no form asks for a password"))
    if spots:
        return failed(_("{n} forms").format(n=numbers.show(len(spots))), spots)
    return passed(_("{n} forms").format(n=numbers.show(count)))
