"""What DNS says of a host: IPv6, signatures down from the root, who may issue certificates, who may send mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dns.dnssec
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rdatatype
import dns.resolver
import dns.rrset
from dns.name import Name

from compliance.scan.door import Closed, Door
from compliance.scan.site import Names

_WAIT = 3.0
# The root's keys as IANA publishes them (root-anchors.xml), KSK-2017 and KSK-2024.
ROOT = (
    "20326 8 2 e06d44b80b8f1d39a95c0b0d7c65d08458e880409bbc683457104237c7f8ec8d",
    "38696 8 2 683d2d0acb8c9b712a1948b27f741219298d0a450d612c483af444a4c0fb2b16",
)


class Bogus(Exception):
    """A signature that should hold does not."""


class Asker:
    """Asks one resolver, with signatures wanted; `server` is an address, or address#port."""

    def __init__(self, server: str | None = None) -> None:
        if server is None:
            system = dns.resolver.Resolver()
            self.at, self.port = [str(one) for one in system.nameservers], system.port
        else:
            at, _hash, port = server.partition("#")
            self.at, self.port = [at], int(port or 53)

    def ask(self, name: Name, kind: str) -> dns.message.Message | None:
        """Return the answer to a question; None when nobody answers."""
        query = dns.message.make_query(name, kind, want_dnssec=True, payload=1232)
        query.flags |= dns.flags.CD  # a resolver that validates must not hide what is bogus
        for at in self.at:
            try:
                answer, _tcp = dns.query.udp_with_fallback(query, at, timeout=_WAIT, port=self.port)
            except (dns.exception.DNSException, OSError):
                continue
            return answer
        return None

    def texts(self, name: Name, kind: str) -> tuple[str, ...] | None:
        """Return the records of a kind as text, in order; None when nobody answers."""
        answer = self.ask(name, kind)
        if answer is None:
            return None
        wanted = dns.rdatatype.from_text(kind)
        return tuple(sorted(_shown(record) for rrset in answer.answer if rrset.rdtype == wanted for record in rrset))


def _shown(record: Any) -> str:
    if record.rdtype == dns.rdatatype.TXT:
        return b"".join(record.strings).decode("utf-8", "replace")
    return str(record.to_text())


def look(door: Door, host: str, port: int, server: str | None = None, anchors: tuple[str, ...] = ROOT) -> Names | str:
    """Return what DNS says of a host, or why it says nothing: it is an address, or nobody answers."""
    try:
        name = dns.name.from_text(host)
        asker = Asker(server)
    except (dns.exception.DNSException, ValueError):
        return "no name"
    if host.replace(".", "").isdigit() or ":" in host or host == "localhost":
        return "no name"
    six = asker.texts(name, "AAAA")
    if six is None:
        return "late"
    try:
        signed = _signed(asker, name, anchors)
    except Bogus:
        signed = "bogus"
    above = list(_upwards(name))
    return Names(
        addresses6=six,
        reached6=_reached(door, six, port),
        signed=signed,
        caa=_first(asker, above, "CAA"),
        spf=_spf(asker, above),
        dmarc=_first(asker, [dns.name.from_text("_dmarc", one) for one in above], "TXT"),
    )


def _upwards(name: Name) -> Iterator[Name]:
    """Yield a name and those above it, down to two labels, without a www before it."""
    labels = name.labels[1:] if name.labels[0].lower() == b"www" else name.labels
    for start in range(max(1, len(labels) - 2)):
        yield Name(labels[start:])


def _first(asker: Asker, names: list[Name], kind: str) -> tuple[str, ...] | None:
    """Return the records of the first name that has any."""
    asked = [asker.texts(name, kind) for name in names]
    if all(found is None for found in asked):
        return None
    return next((found for found in asked if found), ())


def _spf(asker: Asker, names: list[Name]) -> tuple[str, ...] | None:
    asked = [asker.texts(name, "TXT") for name in names]
    if all(found is None for found in asked):
        return None
    policies = [tuple(text for text in found or () if text.lower().startswith("v=spf1")) for found in asked]
    return next((found for found in policies if found), ())


def _reached(door: Door, addresses: tuple[str, ...], port: int) -> bool | None:
    """Whether one of the IPv6 addresses answers; None when this machine has no IPv6 to try with."""
    for address in addresses:
        try:
            door.connect(address, port, 5.0).close()
        except Closed:
            return None
        except OSError as error:
            if error.errno in (97, 99, 101, 113, 10047, 10051):  # no IPv6 here, or no way out for it
                return None
            continue
        return True
    return False if addresses else None


def _signed(asker: Asker, name: Name, anchors: tuple[str, ...]) -> str | None:
    """Return secure, insecure, or None when nobody answers; Bogus when a signature does not hold."""
    zone = dns.name.root
    trusted = dns.rrset.from_text_list(zone, 3600, "IN", "DS", list(anchors))
    keys = _keys(asker, zone, trusted)
    if keys is None:
        return None
    for depth in range(2, len(name.labels) + 1):
        below = Name(name.labels[-depth:])
        answer = asker.ask(below, "DS")
        if answer is None:
            return None
        delegation = _rrset(answer, below, dns.rdatatype.DS)
        if delegation is not None:
            _hold(answer, delegation, zone, keys)
            zone = below
            keys = _keys(asker, zone, delegation)
            if keys is None:
                return None
            continue
        cut = asker.ask(below, "SOA")
        if cut is not None and _rrset(cut, below, dns.rdatatype.SOA) is not None:
            return "insecure"  # a zone of its own to which nobody above points with a signature
    answer = asker.ask(name, "A")
    found = None if answer is None else _rrset(answer, name, dns.rdatatype.A)
    if answer is None or found is None:
        return None
    _hold(answer, found, zone, keys)
    return "secure"


def _rrset(answer: dns.message.Message, name: Name, kind: dns.rdatatype.RdataType) -> dns.rrset.RRset | None:
    return next((r for r in answer.answer if r.name == name and r.rdtype == kind), None)


def _keys(asker: Asker, zone: Name, delegation: dns.rrset.RRset) -> dns.rrset.RRset | None:
    """Return a zone's keys, of which one is what the delegation says and signs them all; None without an answer."""
    answer = asker.ask(zone, "DNSKEY")
    if answer is None:
        return None
    keys = _rrset(answer, zone, dns.rdatatype.DNSKEY)
    if keys is None:
        raise Bogus(str(zone))
    for ds in delegation:
        for key in keys:
            try:
                made = dns.dnssec.make_ds(zone, key, ds.digest_type, validating=True)
            except (dns.exception.DNSException, ValueError):
                continue
            if made == ds:
                own = dns.rrset.from_rdata(zone, keys.ttl, key)
                _hold(answer, keys, zone, own)
                return keys
    raise Bogus(str(zone))


def _hold(answer: dns.message.Message, rrset: dns.rrset.RRset, zone: Name, keys: dns.rrset.RRset) -> None:
    """Hold a signature over records; Bogus when it is missing or wrong."""
    signed = dns.rdatatype.RRSIG
    signatures = next(
        (r for r in answer.answer if (r.name, r.rdtype, r.covers) == (rrset.name, signed, rrset.rdtype)), None
    )
    if signatures is None:
        raise Bogus(str(rrset.name))
    try:
        dns.dnssec.validate(rrset, signatures, {zone: keys})
    except (dns.exception.DNSException, ValueError) as error:
        raise Bogus(str(rrset.name)) from error
