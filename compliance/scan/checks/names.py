"""What DNS says: addresses, signatures, who may issue certificates, who may send mail."""

from __future__ import annotations

from compliance.language import _
from compliance.model.checklist import ScanCheck
from compliance.model.scan import Spot
from compliance.scan.checks import Finding, check, failed, judged, listed, passed, unmeasured
from compliance.scan.site import Names, Site


def _names(site: Site) -> Names:
    assert isinstance(site.names, Names)
    return site.names


@check("DNS-01")
def six(site: Site, spec: ScanCheck) -> Finding:
    """The host has an IPv6 address, and it answers."""
    names = _names(site)
    if names.addresses6 is None:
        return unmeasured(_("nobody answers"))
    if not names.addresses6:
        return failed(_("no AAAA record"), [Spot(site.home, site.host)])
    if names.reached6 is None:
        return unmeasured(_("{addresses}; not tried from here").format(addresses=listed(names.addresses6)))
    return judged(names.reached6, listed(names.addresses6), [Spot(site.home, listed(names.addresses6))])


@check("DNS-02")
def signatures(site: Site, spec: ScanCheck) -> Finding:
    """The chain of signatures from the root down to the host holds."""
    signed = _names(site).signed
    if signed is None:
        return unmeasured(_("nobody answers"))
    return judged(signed == "secure", signed, [Spot(site.home, signed)])


@check("DNS-03")
def issuers(site: Site, spec: ScanCheck) -> Finding:
    """The domain says who may issue certificates for it."""
    records = _names(site).caa
    if records is None:
        return unmeasured(_("nobody answers"))
    good = any(record.lower().split()[1:2] in (["issue"], ["issuewild"]) for record in records)
    return judged(good, listed(records) or _("no CAA record"), [Spot(site.home, site.host)])


@check("DNS-04")
def mail(site: Site, spec: ScanCheck) -> Finding:
    """Nobody can send mail in the domain's name."""
    names = _names(site)
    if names.spf is None or names.dmarc is None:
        return unmeasured(_("nobody answers"))
    spots = []
    if len(names.spf) != 1:
        spots.append(Spot(site.host, _("{n} SPF records").format(n=len(names.spf))))
    elif not _strict(names.spf[0]):
        spots.append(Spot(site.host, names.spf[0][:200]))
    policies = [text for text in names.dmarc if text.lower().startswith("v=dmarc1")]
    tags = {}
    if len(policies) == 1:  # receivers read none where there are several
        parts = [part.lower().partition("=") for part in policies[0].split(";")]
        tags = {name.strip(): value.strip() for name, _equals, value in parts}
    policy = tags.get("sp", tags.get("p")) if names.inherited else tags.get("p")
    if policy not in ("quarantine", "reject"):
        spots.append(Spot(f"_dmarc.{site.host}", listed(policies)[:200] or _("no DMARC record")))
    if spots:
        return failed(listed([spot.text for spot in spots]), spots)
    return passed(listed([*names.spf, *policies]))


def _strict(policy: str) -> bool:
    """Whether an SPF policy ends by refusing everybody else; one that redirects says that elsewhere."""
    terms = policy.lower().split()[1:]
    ends = [term for term in terms if term.lstrip("+-~?") == "all"]
    return ends[0] in ("-all", "~all") if ends else any(term.startswith("redirect=") for term in terms)
