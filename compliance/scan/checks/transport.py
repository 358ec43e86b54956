"""Certificates, versions of TLS, and whether everything comes over them."""

from __future__ import annotations

from datetime import UTC, datetime, time

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.persian import numbers
from compliance.scan.checks import Finding, check, failed, judged, listed, passed, unmeasured
from compliance.scan.network.http import Answer
from compliance.scan.network.tls import opened
from compliance.scan.reasons import reason
from compliance.scan.site import UNVERIFIED, Certificate, Site
from compliance.scan.views import views

HTTP_ROOT = "http root"


def _certificate(site: Site) -> Certificate:
    assert isinstance(site.certificate, Certificate)
    return site.certificate


@check("TLS-01")
def chain(site: Site, spec: ScanCheck) -> Finding:
    """The chain leads to a trusted root, whole, and the host is among the certificate's names."""
    certificate = _certificate(site)
    if certificate.trusted in UNVERIFIED:
        return unmeasured(reason(str(certificate.trusted)))
    if certificate.trusted is None:
        return passed(_("the chain is trusted and {host} is among its names").format(host=certificate.host))
    return failed(str(certificate.trusted), [Spot(site.home, certificate.trusted)])


@check("TLS-02")
def days_left(site: Site, spec: ScanCheck) -> Finding:
    """So many days are left before the certificate runs out."""
    leaf = opened(_certificate(site).leaf)
    if leaf is None:
        return unmeasured(_("the certificate cannot be read"))
    noon = datetime.combine(site.today, time(12), UTC)
    left = (leaf.not_valid_after_utc - noon).days
    return judged(left >= spec.limit("days"), _("{days} days left").format(days=numbers.show(left)))


@check("TLS-03")
def versions(site: Site, spec: ScanCheck) -> Finding:
    """TLS 1.0 and 1.1 are refused, and 1.2 or 1.3 is spoken."""
    spoken = _certificate(site).versions
    old = [name for name in ("TLS 1.0", "TLS 1.1") if spoken.get(name)]
    new = [name for name in ("TLS 1.2", "TLS 1.3") if spoken.get(name)]
    unknown = [name for name in ("TLS 1.0", "TLS 1.1") if spoken.get(name) is None]
    if not old and not new:
        unknown = [name for name in ("TLS 1.2", "TLS 1.3") if spoken.get(name) is None]
    if old or not (new or unknown):
        return failed(_("speaks {versions}").format(versions=listed([*old, *new]) or "—"))
    if unknown:
        return unmeasured(_("{versions} cannot be tried on this machine").format(versions=listed(unknown)))
    return passed(_("speaks {versions}").format(versions=listed(new)))


@check("TLS-04")
def strength(site: Site, spec: ScanCheck) -> Finding:
    """The key is long enough and the signature strong enough."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

    leaf = opened(_certificate(site).leaf)
    try:
        key, algorithm = (None, None) if leaf is None else (leaf.public_key(), leaf.signature_hash_algorithm)
    except (ValueError, UnsupportedAlgorithm):
        key, algorithm = None, None
    if key is None:
        return unmeasured(_("the certificate cannot be read"))
    if isinstance(key, rsa.RSAPublicKey):
        name, bits, least = "RSA", key.key_size, spec.limit("rsa")
    elif isinstance(key, ec.EllipticCurvePublicKey):
        name, bits, least = "EC", key.key_size, spec.limit("ec")
    elif isinstance(key, dsa.DSAPublicKey):
        name, bits, least = "DSA", key.key_size, spec.limit("rsa")
    else:
        name, bits, least = type(key).__name__.removesuffix("PublicKey"), 256, spec.limit("ec")
    weak = algorithm is not None and algorithm.name in ("md5", "sha1")
    return judged(
        bits >= least and not weak,
        _("{key} of {bits} bits, signed with {hash}").format(
            key=name, bits=numbers.show(bits), hash=(algorithm.name if algorithm else "—").upper()
        ),
    )


@check("TLS-05")
def redirect(site: Site, spec: ScanCheck) -> Finding:
    """The insecure address leads to the secure one in a few redirects."""
    answer = site.probes[HTTP_ROOT]
    if not isinstance(answer, Answer):
        if answer.reason == "refused":
            return judged(site.secure, _("nothing answers on the insecure address"))
        return unmeasured(reason(answer.reason))
    hops = len(answer.hops)
    good = answer.url.startswith("https://") and site.internal(answer.url) and hops <= spec.limit("hops")
    return judged(
        good,
        _("ends at {url} after {hops} redirects").format(url=answer.url, hops=numbers.show(hops)),
        [Spot(answer.hops[0] if hops else answer.url, answer.url)],
    )


@check("TLS-06")
def hsts(site: Site, spec: ScanCheck) -> Finding:
    """Browsers are told to come over https only, for long enough."""
    value = next(iter(site.first.answer.all_of("strict-transport-security")), "")  # browsers read the first alone
    parts = [part.partition("=") for part in value.split(";")]
    ages = [age.strip().strip('"') for name, _equals, age in parts if name.strip().lower() == "max-age"]
    age = int(ages[0][:18]) if ages and ages[0].isascii() and ages[0].isdecimal() else 0
    good = site.secure and age >= spec.limit("seconds")
    return judged(good, value[:80] or _("no such header"), [Spot(site.home, value[:80] or "—")])


@check("TLS-07")
def mixed(site: Site, spec: ScanCheck) -> Finding:
    """No secure page asks for anything over http."""
    if not site.secure:
        return failed(_("the site itself comes over http"), [Spot(site.home, "http")])
    asked = [Spot(view.url, url) for view in views(site) for url in view.insecure]
    spots = list(dict.fromkeys(asked))
    return judged(not spots, _("{n} insecure requests").format(n=numbers.show(len(spots))), spots)
