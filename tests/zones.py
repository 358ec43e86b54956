"""A resolver on loopback that knows a signed tree of zones made in memory, and can lie, fail, and keep silent.

The tree is ".", "ir.", "gov.ir." and "namuneh.gov.ir.", each signed by its own key, with the DS of each in the zone
above. A zone's `flaw` says what is wrong with it; `Resolver` answers as one that has looked everything up already.
"""

from __future__ import annotations

import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import NamedTuple

import dns.dnssec
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.rrset
import dns.zone
from cryptography.hazmat.primitives.asymmetric import ec
from dns.name import Name
from dns.rdatatype import RdataType

OFFICE = "namuneh.gov.ir"
HOST = f"sabt.{OFFICE}"
ADDRESS = f"{HOST}. A 127.0.0.1"
DAY = 86_400
_TTL = 300
_SIGNED = RdataType.RRSIG
Key = tuple[ec.EllipticCurvePrivateKey, dns.rdata.Rdata]


class Made(NamedTuple):
    """A zone to be made: its records, one a line, with absolute names, and what is wrong with it.

    `flaw` is unsigned (no keys, no DS), undelegated (signed, no DS), unsigned with DS, expired, early (not yet good),
    wrong key (signed by a key that it does not publish), key above (signed by the zone above), changed (after it was signed), stripped (without
    signatures but for its keys), wrong DS, DS of SHA-1, DS of SHA-384, two DS (the first of a key that is gone).
    """

    origin: str
    records: str = ""
    flaw: str = ""


class Zone(NamedTuple):
    """A zone as it is served, and the DS records that the zone above has of it."""

    origin: Name
    served: dns.zone.Zone
    ds: tuple[str, ...]


class Tree:
    """Zones from the root down; `anchors` are the DS of the root's key, in the form that the scan takes."""

    def __init__(self, made: Sequence[Made]) -> None:
        self.zones: list[Zone] = []
        keys = {dns.name.from_text(one.origin): key() for one in made}
        above = {origin: _above(origin, keys) for origin in keys}
        for one in sorted(made, key=lambda m: -len(dns.name.from_text(m.origin))):  # those above hold the DS of these
            origin = dns.name.from_text(one.origin)
            below = [zone for zone in self.zones if above[zone.origin] == origin]
            self.zones.append(_zone(one, origin, below, keys[origin], above[origin], keys[above[origin]]))
        self.anchors: tuple[str, ...] = self.zones[-1].ds

    def zone(self, name: Name, kind: RdataType) -> Zone:
        """Return the zone that answers a question: the deepest one, or the one above it for a DS."""
        found = [zone for zone in self.zones if name.is_subdomain(zone.origin)]
        if kind == RdataType.DS and found[0].origin == name and len(found) > 1:
            return found[1]
        return found[0]


def tree(records: str = ADDRESS, flaw: str = "", gov: str = "", root: str = "", more: Sequence[Made] = ()) -> Tree:
    """Return the office's tree; `records` and `flaw` are namuneh.gov.ir's, `gov` the records above, `root` its flaw."""
    return Tree([Made(".", "", root), Made("ir."), Made("gov.ir.", gov), Made(f"{OFFICE}.", records, flaw), *more])


def _above(origin: Name, origins: Iterable[Name]) -> Name:
    """Return the origin of the zone above; the root is above itself."""
    above = [one for one in origins if one != origin and origin.is_subdomain(one)]
    return max(above, key=len, default=origin)


def key() -> Key:
    """Return a new key and its DNSKEY."""
    secret = ec.generate_private_key(ec.SECP256R1())
    return secret, dns.dnssec.make_dnskey(secret.public_key(), dns.dnssec.Algorithm.ECDSAP256SHA256, flags=257)


def _zone(made: Made, origin: Name, below: Sequence[Zone], own: Key, above: Name, key_above: Key) -> Zone:
    lines = [f"{made.origin} {_TTL} IN SOA ns.{OFFICE}. post.{OFFICE}. 1 7200 3600 86400 300"]
    lines += [f"{made.origin} {_TTL} IN NS ns.{OFFICE}."]
    for zone in below:
        lines += [f"{zone.origin} {_TTL} IN NS ns.{OFFICE}.", *(f"{zone.origin} {_TTL} IN DS {ds}" for ds in zone.ds)]
    for line in made.records.strip().splitlines():
        name, kind, data = line.split(None, 2)
        lines.append(f"{name} {_TTL} IN {kind} {data}")
    zone = dns.zone.from_text("\n".join(lines) + "\n", origin, relativize=False, check_origin=False)
    other = key()
    if made.flaw == "unsigned":
        return Zone(origin, zone, ())
    if made.flaw != "unsigned with DS":
        if made.flaw == "rollover":
            zone.find_rdataset(origin, RdataType.DNSKEY, create=True).add(other[1], _TTL)
        start = {"expired": -20 * DAY, "early": 10 * DAY}.get(made.flaw, -DAY) + int(time.time())
        dns.dnssec.sign_zone(zone, keys=[own], inception=start, lifetime=10 * DAY)
    if made.flaw == "key above":
        _spoil(zone, made.flaw, above, key_above)
    elif made.flaw in ("changed", "stripped", "wrong key"):
        _spoil(zone, made.flaw, origin, other)
    kind = {"DS of SHA-1": "SHA1", "DS of SHA-384": "SHA384"}.get(made.flaw, "SHA256")
    ds = [dns.dnssec.make_ds(origin, own[1], kind, validating=True).to_text()]
    if made.flaw == "undelegated":
        ds = []
    elif made.flaw == "wrong DS":
        ds = [dns.dnssec.make_ds(origin, other[1], kind).to_text()]
    elif made.flaw in ("two DS", "rollover"):
        ds = [dns.dnssec.make_ds(origin, other[1], kind).to_text(), *ds]
    return Zone(origin, zone, tuple(ds))


def _spoil(zone: dns.zone.Zone, flaw: str, signer: Name, by: Key) -> None:
    """Change addresses, take signatures away, or put others in their place; the keys stay as they are signed."""
    for name, node in zone.nodes.items():
        for dataset in list(node.rdatasets):
            if flaw == "changed" and dataset.rdtype == RdataType.A:
                node.replace_rdataset(dns.rdataset.from_text("IN", "A", dataset.ttl, "127.0.0.2"))
            elif dataset.rdtype == _SIGNED and dataset.covers != RdataType.DNSKEY and flaw != "changed":
                node.delete_rdataset(dataset.rdclass, dataset.rdtype, dataset.covers)
                if "key" in flaw:
                    signed = node.get_rdataset(dns.rdataclass.IN, dataset.covers)
                    one = dns.dnssec.sign((name, signed), by[0], signer, by[1], lifetime=DAY)
                    node.replace_rdataset(dns.rdataset.from_rdata(dataset.ttl, one))


class Asked(NamedTuple):
    """A question as it came."""

    name: str
    kind: str
    tcp: bool


class Resolver:
    """Answers on UDP and TCP of 127.0.0.1: `with Resolver(tree()) as one: names.look(door, HOST, 443, one.at, …)`.

    What it does wrong can be set at any time: `silent` says of a question whether it stays without an answer;
    `codes` gives an error in place of an answer, by kind or for "*"; `answers` does something with the wire of each
    answer before it goes out; `truncated` sends every answer over TCP; `plain` knows nothing of DNSSEC and leaves
    signatures out; `mangled` is the number that is added to the answers' id; before each answer goes a `decoy` of
    another id.
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.silent: Callable[[Asked], bool] = lambda _asked: False
        self.codes: dict[str, dns.rcode.Rcode] = {}
        self.answers: Callable[[bytes], bytes] = bytes
        self.truncated = self.plain = self.decoy = False
        self.mangled = 0
        self.asked: list[Asked] = []
        self._ear, self._end = socket.socketpair()
        self._tcp, self._udp = _pair()
        self.port: int = self._tcp.getsockname()[1]
        self.at = f"127.0.0.1#{self.port}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Resolver:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.close()
        self._thread.join(5)
        for one in (self._ear, self._tcp, self._udp):
            one.close()

    def _serve(self) -> None:
        while True:
            ready, _w, _x = select.select([self._ear, self._udp, self._tcp], [], [])
            if self._ear in ready:
                return
            with suppress(OSError, struct.error):  # clients that have gone
                self._packet() if self._udp in ready else self._stream()

    def _packet(self) -> None:
        data, peer = self._udp.recvfrom(65535)
        reply = self._reply(data, tcp=False)
        if reply is not None and self.decoy:
            self._udp.sendto(bytes([reply[0] ^ 1]) + reply[1:], peer)
        if reply is not None:
            self._udp.sendto(reply, peer)

    def _stream(self) -> None:
        client, _peer = self._tcp.accept()
        with client:
            client.settimeout(2)
            (length,) = struct.unpack(">H", client.recv(2, socket.MSG_WAITALL))
            reply = self._reply(client.recv(length, socket.MSG_WAITALL), tcp=True)
            if reply is None:
                client.recv(1)  # until the client has waited long enough
            else:
                client.sendall(struct.pack(">H", len(reply)) + reply)

    def _reply(self, data: bytes, tcp: bool) -> bytes | None:
        try:
            query = dns.message.from_wire(data)
        except dns.exception.DNSException:
            return None
        question = query.question[0]
        asked = Asked(question.name.to_text(omit_final_dot=True).lower(), question.rdtype.name, tcp)
        self.asked.append(asked)
        if self.silent(asked):
            return None
        reply = dns.message.make_response(query, recursion_available=True)
        code = self.codes.get(asked.kind, self.codes.get("*"))
        if code is not None:
            reply.set_rcode(code)
        elif self.truncated and not tcp:
            reply.flags |= dns.flags.TC
        else:
            self._fill(reply, question.name, question.rdtype, query.ednsflags & dns.flags.DO and not self.plain)
        reply.id = (reply.id + self.mangled) % 65536
        most = 65535 if tcp else max(512, query.payload)
        return self.answers(reply.to_wire(max_size=most, prefer_truncation=True))

    def _fill(self, reply: dns.message.Message, name: Name, kind: RdataType, signatures: object) -> None:
        """Put in what the zones say, behind aliases too."""
        for _alias in range(8):
            zone = self.tree.zone(name, kind)
            node, known = _node(zone, name)
            found = None if node is None else node.get_rdataset(dns.rdataclass.IN, kind)
            alias = None if node is None or found else node.get_rdataset(dns.rdataclass.IN, RdataType.CNAME)
            if node is None or not (found or alias):
                reply.set_rcode(dns.rcode.NOERROR if known else dns.rcode.NXDOMAIN)
                _put(reply.authority, zone.origin, zone.served.nodes[zone.origin], RdataType.SOA, signatures)
                return
            _put(reply.answer, name, node, kind if found else RdataType.CNAME, signatures)
            if found:
                return
            name = alias[0].target


def _node(zone: Zone, name: Name) -> tuple[dns.zone.Node | None, bool]:
    """Return what is at a name, by a wildcard too, and whether there is such a name at all (RFC 4592)."""
    nodes = zone.served.nodes
    if name in nodes or any(one.is_subdomain(name) for one in nodes):
        return nodes.get(name), True
    nearest = name.parent()
    while not any(one.is_subdomain(nearest) for one in nodes):
        nearest = nearest.parent()
    wild = nodes.get(Name((b"*", *nearest.labels)))
    return wild, wild is not None


def _put(
    section: list[dns.rrset.RRset], name: Name, node: dns.zone.Node, kind: RdataType, signatures: object
) -> None:
    dataset = node.get_rdataset(dns.rdataclass.IN, kind)
    signed = node.get_rdataset(dns.rdataclass.IN, _SIGNED, kind)
    for one in (dataset, signed if signatures else None):
        if one is not None:
            rrset = dns.rrset.RRset(name, one.rdclass, one.rdtype, one.covers)
            rrset.update(one)
            section.append(rrset)


def _pair() -> tuple[socket.socket, socket.socket]:
    """Return sockets for TCP and UDP on the same free port."""
    for _try in range(50):
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            tcp.bind(("127.0.0.1", 0))
            udp.bind(tcp.getsockname())
        except OSError:
            tcp.close()
            udp.close()
            continue
        tcp.listen(16)
        return tcp, udp
    raise OSError("no port is free for both")
