"""What DNS says of a host: IPv6, signatures down from the root, who may issue certificates, who may send mail."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import dns.dnssec
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset
from dns.name import Name

from compliance.scan.network.door import Closed, Door
from compliance.scan.site import Names

_WAIT = 3.0
_SHARED = {b"ac", b"co", b"gov", b"id", b"net", b"org", b"sch"}  # .ir: below these everybody has a name
# The root's keys as IANA publishes them (root-anchors.xml), KSK-2017 and KSK-2024.
ROOT = (
    "20326 8 2 e06d44b80b8f1d39a95c0b0d7c65d08458e880409bbc683457104237c7f8ec8d",
    "38696 8 2 683d2d0acb8c9b712a1948b27f741219298d0a450d612c483af444a4c0fb2b16",
)


class Bogus(Exception):
    """A signature that should hold does not."""


class Asker:
    """Asks one resolver, with signatures wanted, until it `ends`; `server` is an address, or address#port."""

    def __init__(self, server: str | None = None, ends: float | None = None) -> None:
        self.ends = ends
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
            wait = _WAIT if self.ends is None else min(_WAIT, self.ends - time.monotonic())
            if wait <= 0:
                return None
            try:
                answer, _tcp = dns.query.udp_with_fallback(
                    query, at, timeout=wait, port=self.port, ignore_unexpected=True, ignore_errors=True
                )
            except (dns.exception.DNSException, OSError):
                continue
            if answer.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
                return answer  # any other says something of the resolver, and nothing of the name
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
        asker = Asker(server, door.ends)
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
    dmarc = _first(asker, [dns.name.from_text("_dmarc", one) for one in above], "TXT", _is_dmarc)
    spf = _first(asker, [one for one in above if not _suffix(one)], "TXT", _is_spf)
    return Names(
        addresses6=six,
        reached6=_reached(door, six, port),
        signed=signed,
        caa=_found(_first(asker, above, "CAA")),
        spf=_found(spf),
        dmarc=_found(dmarc),
        inherited=dmarc is not None and dmarc[0] > 0,
    )


def _upwards(name: Name) -> Iterator[Name]:
    """Yield a name and those above it, down to two labels, without a www before it."""
    labels = name.labels[1:] if name.labels[0].lower() == b"www" else name.labels
    for start in range(max(1, len(labels) - 2)):
        yield Name(labels[start:])


def _first(
    asker: Asker, names: list[Name], kind: str, wanted: Callable[[str], bool] = bool
) -> tuple[int, tuple[str, ...]] | None:
    """Return the wanted records of the first name that has any, and how far up it is; None when one is silent."""
    for height, name in enumerate(names):
        found = asker.texts(name, kind)
        if found is None:
            return None
        kept = tuple(text for text in found if wanted(text))
        if kept:
            return height, kept
    return 0, ()


def _found(first: tuple[int, tuple[str, ...]] | None) -> tuple[str, ...] | None:
    return None if first is None else first[1]


def _is_spf(text: str) -> bool:
    return text.lower().split(" ", 1)[0] == "v=spf1"


def _is_dmarc(text: str) -> bool:
    return text.lower().startswith("v=dmarc1")


def _suffix(name: Name) -> bool:
    """Whether a name is one below which offices have theirs, such as gov.ir."""
    return len(name.labels) == 3 and name.labels[0].lower() in _SHARED and name.labels[1].lower() == b"ir"


def _reached(door: Door, addresses: tuple[str, ...], port: int) -> bool | None:
    """Whether one of the IPv6 addresses answers; None when that could not be tried, or nobody answered in time."""
    unknown = False
    for address in addresses:
        try:
            door.connect(address, port, 5.0).close()
        except (Closed, TimeoutError):
            unknown = True
        except OSError as error:
            if error.errno in (97, 99, 101, 113, 10047, 10051):  # no IPv6 here, or no way out for it
                unknown = True
        else:
            return True
    return None if unknown or not addresses else False


def _signed(asker: Asker, name: Name, anchors: tuple[str, ...], aliases: int = 8) -> str | None:
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
        if cut is None:
            return None
        if _rrset(cut, below, dns.rdatatype.SOA) is not None:
            return "insecure"  # a zone of its own to which nobody above points with a signature
    for kind in ("A", "AAAA"):
        answer = asker.ask(name, kind)
        if answer is None:
            return None
        for wanted in (dns.rdatatype.from_text(kind), dns.rdatatype.CNAME):
            found = _rrset(answer, name, wanted)
            if found is None:
                continue
            _hold(answer, found, zone, keys)
            if wanted != dns.rdatatype.CNAME:
                return "secure"
            return _signed(asker, found[0].target, anchors, aliases - 1) if aliases else None
    return None


def _rrset(answer: dns.message.Message, name: Name, kind: dns.rdatatype.RdataType) -> dns.rrset.RRset | None:
    return next((r for r in answer.answer if r.name == name and r.rdtype == kind), None)


def _keys(asker: Asker, zone: Name, delegation: dns.rrset.RRset) -> dns.rrset.RRset | None:
    """Return a zone's keys, of which one is what the delegation says and signs them all; None without an answer."""
    answer = asker.ask(zone, "DNSKEY")
    if answer is None:
        return None
    keys = _rrset(answer, zone, dns.rdatatype.DNSKEY)
    if zone == dns.name.root and (keys is None or not any(r.rdtype == dns.rdatatype.RRSIG for r in answer.answer)):
        return None  # the root is signed: a resolver that leaves that out says nothing of anybody
    if keys is None:
        raise Bogus(str(zone))
    for ds in delegation:
        for key in keys:
            try:
                made = dns.dnssec.make_ds(zone, key, ds.digest_type, validating=True)
            except (dns.exception.DNSException, ValueError):
                continue
            if made == ds:
                try:
                    _hold(answer, keys, zone, dns.rrset.from_rdata(zone, keys.ttl, key))
                except Bogus:
                    continue  # it waits for a rollover, or is over; one of them has to sign
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
