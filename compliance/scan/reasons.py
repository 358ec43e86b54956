"""Why something was not seen, in words."""

from __future__ import annotations

from compliance.language import _, mark

_REASONS = {
    "late": mark("no answer in time"),
    "refused": mark("nobody answers there"),
    "forbidden": mark("the address is not a public one"),
    "unresolved": mark("the name has no address"),
    "budget": mark("the scan's megabytes were used up"),
    "protocol": mark("what answers is no HTTP"),
    "redirects": mark("redirects without an end"),
    "robots": mark("robots.txt forbids the visit"),
    "static": mark("no browser was wanted"),
    "no browser": mark("no browser"),
    "no TLS": mark("what answers does not speak TLS"),
    "no name": mark("the address has no name to ask for"),
    "too large": mark("the page is too large for a browser"),
    "left": mark("the page went elsewhere while it was looked at"),
    "closed": mark("the browser ended"),
    "flood": mark("the page said too much"),
    "error page": mark("the browser showed an error page of its own"),
    "memory": mark("the page took more memory than allowed"),
    "crashed": mark("the page crashed the browser"),
    "firewall": mark("a firewall answered"),
    "challenge": mark("a challenge page answered"),
    "abroad": mark("a page for visitors from abroad answered"),
    "filter": mark("a filter answered"),
    "login": mark("a login page answered"),
    "script": mark("a script builds the page, and its source does not say what it shows"),
    "status": mark("the site answered with an error"),
}


def reason(name: str) -> str:
    """Return in words why nothing was seen."""
    key = next((key for key in sorted(_REASONS, key=len, reverse=True) if name.startswith(key)), None)
    return _(_REASONS[key]) if key is not None else name
