"""The victim notices every touch, and the name servers change their mind as they should."""

from __future__ import annotations

import socket
import struct
import time
import urllib.request

from tests.hostile import rebinding
from tests.hostile.victim import Victim, datagram_road


def settled(test: object, seconds: float = 2.0) -> bool:
    """Whether it comes true in time."""
    assert callable(test)
    until = time.monotonic() + seconds
    while not test() and time.monotonic() < until:
        time.sleep(0.01)
    return bool(test())


def test_the_victim_writes_down_every_touch() -> None:
    with Victim() as victim:
        assert not victim.touched
        assert victim.roads() == set()
        at = ("127.0.0.1", victim.port)
        with socket.create_connection(at):
            assert settled(lambda: victim.silent == 1)
            assert victim.touched
        with urllib.request.urlopen(victim.url("a road", "js")) as answer:
            assert answer.headers["Content-Type"] == "text/javascript"
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert victim.requests == ["GET /hit.js?road=a%20road HTTP/1.1"]
        with socket.create_connection(at) as client:
            client.sendall(b"GET /hit.html?road=ws HTTP/1.1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in client.recv(4096)
        stun = b"\x00\x01\x00\x00\x21\x12\xa4\x42" + bytes(12)
        for spoken in (b"\x16\x03\x01\x02\x00", stun, b"\x00\x14" + stun, b"\x00\xff"):
            with socket.create_connection(at) as client:
                client.sendall(spoken)
        with socket.create_connection(("127.0.0.1", victim.quiet)):
            pass
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.sendto(stun, at)
        if victim.ipv6:
            urllib.request.urlopen(victim.url("six", host="[::1]")).close()
        wants = {
            "a road",
            "ws",
            "tls",
            "webrtc-turn-tcp",
            "webrtc-candidate-tcp",
            "other",
            "preconnect",
            "webrtc-stun",
        }
        assert settled(lambda: victim.roads() == wants | ({"six"} if victim.ipv6 else set())), victim.roads()
        assert len(victim.datagrams) == 1
    assert datagram_road(b"\x00\x03\x00\x00\x21\x12\xa4\x42" + bytes(12)) == "webrtc-turn"
    assert datagram_road(stun[:3] + b"\x08" + stun[4:] + b"\x00\x06\x00\x03a:b\0") == "webrtc-candidate"
    assert datagram_road(b"\xc3\x00\x00\x00\x01") == "webtransport"
    assert datagram_road(b"") == "udp"


def test_names_change_their_mind() -> None:
    resolve = rebinding.alternating("203.0.113.7")
    assert [resolve("a.ir"), resolve("A.ir."), resolve("b.ir"), resolve("a.ir")] == [
        ["203.0.113.7"],
        ["127.0.0.1"],
        ["203.0.113.7"],
        ["203.0.113.7"],
    ]
    assert resolve.calls == {"a.ir": 3, "b.ir": 1}


def test_the_name_server_changes_its_mind_too() -> None:
    with rebinding.RebindingServer("203.0.113.7") as server:
        assert [server.resolve("office.ir") for _ in range(3)] == [["203.0.113.7"], ["127.0.0.1"], ["203.0.113.7"]]
        assert server.resolve("other.ir") == ["203.0.113.7"]
        assert server.queries == [("office.ir", 1)] * 3 + [("other.ir", 1)]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(2)
            for rubbish in (b"", b"x", b"\x00\x01\x01\x00\x00\x01" + bytes(6) + b"\xff\xff", bytes(12)):
                client.sendto(rubbish, (server.host, server.port))
            question = b"\x00\x07\x01\x00\x00\x01" + bytes(6) + b"\x01a\x02ir\x00\x00\x01\x00\x01"
            client.sendto(question, (server.host, server.port))
            while (reply := client.recv(512))[:2] != b"\x00\x07":
                assert reply[3] & 15 == rebinding.FORMAT_ERROR
        assert reply[3] & 15 == 0
        ttl, length = struct.unpack(">IH", reply[-10:-4])
        assert (ttl, length, reply[-4:]) == (0, 4, bytes([203, 0, 113, 7]))
    with rebinding.RebindingServer("2001:db8::7", "::1") as server:
        assert [server.resolve("six.ir") for _ in range(2)] == [["2001:db8::7"], ["::1"]]
