"""One call from an address to a scan with its evidence."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from compliance.language import both
from compliance.model.checklist import Library, Needs, Text
from compliance.model.scan import Result, Scan, State, Stored
from compliance.scan import collecting, judging, reasons, values
from compliance.scan.collecting import About, Asked, Collected
from compliance.scan.site import Certificate, Names, Site

FOLDER = "scan"  # below the round's evidence
_VOLATILE = {"date", "age", "expires", "last-modified", "etag", "set-cookie", "x-request-id", "cf-ray", "x-cache"}
_UNSTEADY = {"timing", "seconds", "bytes"}


class Outcome(NamedTuple):
    """A scan, and its files of evidence by name."""

    scan: Scan
    files: Mapping[str, bytes]


def run(
    asked: Asked,
    about: About,
    library: Library,
    wanted: Iterable[str],
    today: date,
    started: str,
    vantage: str,
    tell: Callable[[str], None],
) -> Outcome:
    """Scan a site by the wanted checks and return what came of it; nothing is written."""
    collected = collecting.collect(asked, about, library, today, tell)
    site = collected.site
    results, counts = judging.judge(site, library, wanted)
    by_id = {result.check: result for result in results}
    stored, proofs = _evidence(site, by_id)
    scan = Scan(
        url=asked.url,
        started=started,
        vantage=vantage,
        agent=asked.agent,
        pages=tuple(page.url for page in site.pages),
        left=site.left,
        results=tuple(result._replace(evidence=_proof(result, library, site, proofs)) for result in results),
        measured=values.measured(site, library, by_id, counts),
        bounds=values.bounds(site, library, by_id),
        evidence=tuple(
            Stored(f"{FOLDER}/{name}", hashlib.sha256(data).hexdigest(), len(data)) for name, data in stored.items()
        ),
        timings={name: Fraction(value).limit_denominator(10**6) for name, value in _timings(collected).items()},
        notes=tuple(map(_note, collected.notes)),
    )
    return Outcome(scan, stored)


def _note(text: str) -> Text:
    """Return what is to be said of the scan itself, behind the address it is about."""
    address, colon, reason = text.rpartition(": ")
    return Text(*both(lambda: judging.clean(address + colon + reasons.reason(reason))))


def _evidence(site: Site, results: Mapping[str, Result]) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the files that prove a scan, and the SHA-256 that stands for each page and part of it."""
    files: dict[str, bytes] = {}
    proofs: dict[str, str] = {}

    def keep(name: str, data: bytes, *about: str) -> None:
        files[name] = data
        proofs.update(dict.fromkeys(about, hashlib.sha256(data).hexdigest()))

    for number, page in enumerate(site.pages, 1):
        keep(f"page-{number:03d}.html", page.answer.body, page.url, *page.answer.hops)
        if page.shown is not None:
            keep(f"page-{number:03d}-shown.html", page.shown.encode("utf-8", "replace"), page.url, *page.answer.hops)
    headers = {page.url: [pair for pair in page.answer.headers if pair[0] not in _VOLATILE] for page in site.pages}
    keep("headers.json", _json(headers), "headers")
    if isinstance(site.certificate, Certificate):
        pem = base64.encodebytes(site.certificate.leaf).decode("ascii")
        keep("certificate.pem", f"-----BEGIN CERTIFICATE-----\n{pem}-----END CERTIFICATE-----\n".encode(), "tls")
    if isinstance(site.names, Names):
        keep("dns.json", _json(site.names._asdict()), "dns")
    if isinstance(site.views, tuple):
        seen = [
            {"url": view.url, **{key: value for key, value in view.seen.items() if key not in _UNSTEADY}}
            for view in site.views
        ]
        keep("browser.json", _json(seen), "browser")
        failing = {p.url for r in results.values() if r.state is State.FAIL for p in r.places}
        pictures = {view.url: view.picture for view in site.views if view.picture and view.url in failing}
        for number, (url, picture) in enumerate(pictures.items(), 1):
            keep(f"picture-{number:03d}.png", picture, f"picture {url}")
    return files, proofs


def _json(plain: object) -> bytes:
    return (json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _proof(result: Result, library: Library, site: Site, proofs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the SHA-256 of what proves a result: the pages it names, certificate, names, or the browser's look."""
    needs = library.scan[result.check].needs
    if result.state not in (State.PASS, State.FAIL, State.NEEDS_PERSON):
        return ()
    if needs is Needs.TLS:
        keys = ["tls"]
    elif needs is Needs.DNS:
        keys = ["dns"]
    else:
        urls = list(dict.fromkeys(place.url for place in result.places)) or [site.home]
        keys = [*urls, *(f"picture {url}" for url in urls)]
        keys += ["browser"] if needs is Needs.BROWSER else []
        keys += ["headers"] if library.scan[result.check].group in ("headers", "transport") else []
    found = tuple(dict.fromkeys(proofs[key] for key in keys if key in proofs))
    return found or tuple(proofs[key] for key in (site.home, "headers") if key in proofs)


def _timings(collected: Collected) -> dict[str, float]:
    site = collected.site
    timings = {"received": float(collected.received), **collected.timings}
    if site.pages:
        timings["first answer"] = site.first.answer.seconds
    for view in site.views if isinstance(site.views, tuple) else ():
        kind = "phone" if view.seen.get("phone") else "desk"
        timings[f"{kind} {view.url} #{len(timings)}"] = float(str(view.seen["seconds"]))
    return timings
