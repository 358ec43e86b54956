"""Every check asked about a site, once in each language; what stands in the way of a check is said in its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import partial

from compliance import language
from compliance.checklist import scan_words
from compliance.language import _
from compliance.model.checklist import Library, Needs, ScanCheck, Text
from compliance.model.scan import Asked, Place, Result, State
from compliance.scan.checks import CHECKS, Finding, unmeasured
from compliance.scan.reasons import reason
from compliance.scan.site import Names, Site

# What is judged without the site's own pages.
WITHOUT_PAGES = {"TLS-01", "TLS-02", "TLS-03", "TLS-04", "DNS-01", "DNS-02", "DNS-03", "DNS-04", "CNT-18", "AVL-01"}
_AS_SENT = {"FA-03"}  # what may be seen of a page whose source says nothing
_JOINERS, _LONGEST = "\u200c\u200d", 300
_OVERRIDES = "\u202d\u202e"  # they turn letters round, so that a text reads as another one


def load() -> None:
    """Let every check enter itself into the table."""
    from compliance.scan.checks import (  # noqa: F401  # importing them enters them
        accessibility,
        asking,
        content,
        freshness,
        headers,
        names,
        performance,
        persian,
        privacy,
        services,
        standards,
        transport,
    )


Counts = Mapping[str, tuple[int, int]]


def judge(site: Site, library: Library, wanted: Iterable[str]) -> tuple[tuple[Result, ...], Counts]:
    """Return what came of each wanted check, and the counts that some of them brought."""
    load()
    results, counts = [], {}
    for id_ in wanted:
        found = {}
        before = language.current()
        try:
            for code in language.LANGUAGES:
                language.use(code)
                found[code] = _ask(site, library.scan[id_])
        finally:
            language.use(before)
        fa, en = found["fa"], found["en"]
        places = tuple(
            Place(clean(a.url), Text(clean(a.text), clean(b.text))) for a, b in zip(fa.spots, en.spots, strict=True)
        )
        seen = Text(clean(fa.seen), clean(en.seen))
        results.append(Result(id_, fa.state, seen, places, fa.found, asked=_asked(library.scan[id_])))
        if fa.counts is not None:
            counts[id_] = fa.counts
    return tuple(results), counts


def _asked(spec: ScanCheck) -> Asked:
    threshold, fix = (Text(*language.both(partial(words, spec))) for words in (scan_words.threshold, scan_words.mend))
    return Asked(threshold, spec.standard, fix)


def clean(text: str) -> str:
    """Return words of a page so that they can be shown anywhere: no controls, no signs nobody sees, not long.

    Marks of direction, soft hyphens and their like go, as common as they are in Persian texts; controls and
    overrides of direction show as broken letters.
    """
    kept = (c for c in text if c in _JOINERS or c in _OVERRIDES or unicodedata.category(c) != "Cf")
    words = " ".join("".join(kept).split())
    shown = "".join(c if c.isprintable() or c in _JOINERS else "\ufffd" for c in words)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1].rstrip() + "…"


def _ask(site: Site, spec: ScanCheck) -> Finding:
    hindrance = _hindrance(site, spec)
    return hindrance or CHECKS[spec.id](site, spec)


def _hindrance(site: Site, spec: ScanCheck) -> Finding | None:
    """Return why a check cannot be asked: nothing was seen, something else answered, no browser, no name."""
    if spec.needs is Needs.TLS and isinstance(site.certificate, str):
        return _no_certificate(site)
    if spec.needs is Needs.DNS and not isinstance(site.names, Names):
        return unmeasured(reason(site.names))
    if spec.id in WITHOUT_PAGES:
        return None
    if site.blocked is not None:
        return Finding(State.BLOCKED, reason(site.blocked))
    if not site.pages:
        return unmeasured(reason(site.unread[0].reason if site.unread else "late"))
    if spec.needs is Needs.BROWSER and isinstance(site.views, str):
        return unmeasured(reason(site.views))
    if spec.needs is Needs.HTTP and _reads(spec) and site.first.is_shell:
        return unmeasured(reason("script"))
    return None


def _reads(spec: ScanCheck) -> bool:
    """Whether a check reads what pages say, as opposed to how they are sent."""
    return (spec.group in ("content", "persian", "links") and spec.id not in _AS_SENT) or "titles" in spec.limits


def _no_certificate(site: Site) -> Finding:
    assert isinstance(site.certificate, str)
    if site.certificate in ("refused", "no TLS") and site.pages and not site.secure:
        return Finding(State.FAIL, _("the site does not speak TLS"))
    return unmeasured(reason(site.certificate))
