"""The one door to the network: what is private stays closed, in whatever spelling and wrapping, and names stay as resolved."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from compliance.scan.network import door as door_module
from compliance.scan.network.door import PORTS, Closed, Door, public, system
from compliance.scan.network.http import Client, Unreachable
from tests.hostile.rebinding import RebindingServer, alternating
from tests.hostile.roads import SPELLINGS
from tests.hostile.server import Enemy
from tests.hostile.victim import Victim

V4, V6 = ipaddress.IPv4Address, ipaddress.IPv6Address
PUBLIC, OTHER = "93.184.216.34", "2001:4860:4860::8888"
HOST = "edare.test"
# What the IANA's registries of special addresses call not globally reachable, and what is no unicast.
PRIVATE4 = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/29",
    "192.0.0.170/31", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
)  # fmt: skip
PRIVATE6 = ("::/96", "100::/64", "2001:2::/48", "2001:10::/28", "2001:db8::/32", "fc00::/7", "fe80::/10", "ff00::/8")


@pytest.fixture(autouse=True, scope="module")
def _at_home() -> Iterator[None]:
    """Let no test of the door leave this machine, whatever the door lets through."""
    connect = socket.socket.connect

    def at_home(self: socket.socket, address: tuple[str, int]) -> None:
        assert ipaddress.ip_address(address[0].partition("%")[0]).is_loopback, address
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", at_home)
        yield


def within(networks: Sequence[str]) -> st.SearchStrategy[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Addresses of some networks, their first and last ones more often than others."""

    def of(text: str) -> st.SearchStrategy[ipaddress.IPv4Address | ipaddress.IPv6Address]:
        network = ipaddress.ip_network(text)
        return st.one_of(
            st.ip_addresses(network=network),
            st.sampled_from([network.network_address, network.broadcast_address]),
        )

    return st.sampled_from(networks).flatmap(of)


def mapped(inner: V4, _noise: int) -> V6:
    """::ffff:a.b.c.d."""
    return V6(0xFFFF << 32 | int(inner))


def sixtofour(inner: V4, noise: int) -> V6:
    """2002:aabb:ccdd::/48."""
    return V6(0x2002 << 112 | int(inner) << 80 | noise & (1 << 80) - 1)


def teredo(inner: V4, noise: int) -> V6:
    """2001:0:server:flags:port:client, the client's address turned round."""
    return V6(0x20010000 << 96 | noise & (1 << 64) - 1 << 32 | int(inner) ^ 0xFFFFFFFF)


def nat64(inner: V4, _noise: int) -> V6:
    """64:ff9b::a.b.c.d."""
    return V6(0x64FF9B << 96 | int(inner))


def compatible(inner: V4, _noise: int) -> V6:
    """::a.b.c.d."""
    return V6(int(inner))


WRAPPINGS: tuple[Callable[[V4, int], V6], ...] = (mapped, sixtofour, teredo, nat64, compatible)


# --- which addresses are public


@given(within(PRIVATE4))
def test_no_private_address_is_public(address: V4) -> None:
    assert not public(address)


@given(within(PRIVATE6))
def test_no_private_ipv6_address_is_public(address: V6) -> None:
    assert not public(address)


@given(within(PRIVATE4), st.sampled_from(WRAPPINGS), st.integers(0, (1 << 80) - 1))
@example(V4("127.0.0.1"), mapped, 0)
@example(V4("169.254.169.254"), sixtofour, 1)
@example(V4("10.10.34.34"), teredo, 0)
def test_no_private_address_is_public_in_any_wrapping(address: V4, wrap: Callable[[V4, int], V6], noise: int) -> None:
    """Mapped, 6to4, Teredo, NAT64, compatible; and mapped again inside those that can hold it."""
    assert not public(wrap(address, noise))


@given(st.ip_addresses(v=4), st.sampled_from((mapped, sixtofour, nat64)), st.integers(0, (1 << 80) - 1))
@example(V4(PUBLIC), mapped, 0)
def test_a_wrapping_makes_no_address_more_public(address: V4, wrap: Callable[[V4, int], V6], noise: int) -> None:
    assert public(wrap(address, noise)) == public(address)


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_private(address: V4 | V6) -> None:
    """But for the wrappings, which are as public as what is in them."""
    inner = isinstance(address, V6) and (address.ipv4_mapped or address.sixtofour or address.teredo)
    if not inner and (address.is_private or address.is_multicast or address.is_loopback or address.is_link_local):
        assert not public(address)


@pytest.mark.parametrize(
    "text", [PUBLIC, OTHER, "8.8.8.8", "5.160.0.1", "2a02:ec80::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_is_public_is_public(text: str) -> None:
    assert public(ipaddress.ip_address(text))


NOT_GLOBAL = (
    "fec0::1", "feff::1",  # site-local, which some networks still route
    "::ffff:0:127.0.0.1", "::ffff:0:10.0.0.1",  # translated (RFC 2765)
    "64:ff9b:1::7f00:1", "64:ff9b:1:ffff::a00:1",  # a network's own NAT64 (RFC 8215)
    "4000::1", "8000::1", "c000::1", "fe00::1",  # nobody's: only 2000::/3 is given out
    "3fff::1", "5f00::1",  # documentation (RFC 9637), segment routing (RFC 9602)
    "192.0.0.8", "192.0.0.100",  # protocol assignments (RFC 6890)
    "2001:0:808:808:0:0:f7f7:f7f7",  # Teredo, through whatever relay there is
)  # fmt: skip


def test_nothing_is_public_that_nobody_routes() -> None:
    assert [text for text in NOT_GLOBAL if public(ipaddress.ip_address(text))] == []


# --- names are resolved once


@pytest.fixture
def knocks(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Write down who is connected to, and let nobody answer: no test leaves this machine."""
    made: list[tuple[str, int]] = []

    def refuse(address: tuple[str, int], *_rest: object, **_more: object) -> socket.socket:
        made.append(address[:2])
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket, "create_connection", refuse)
    return made


def test_a_name_that_changes_its_mind_is_held_to_its_first_answer(knocks: list[tuple[str, int]]) -> None:
    """Public when it was checked: whatever it says later, in whatever spelling, is not asked for."""
    resolver = alternating(PUBLIC)
    door = Door(resolve=resolver)
    for host in (HOST, HOST.upper(), f"{HOST}.", HOST, HOST):
        for port in (80, 443):
            assert door.addresses(host, port) == (V4(PUBLIC),)
            with pytest.raises(ConnectionRefusedError):
                door.connect(host, port, 1)
    assert set(resolver.calls.values()) == {1}
    assert {address for address, _port in knocks} == {PUBLIC}


def test_the_client_is_held_to_the_first_answer_too(knocks: list[tuple[str, int]]) -> None:
    with Victim() as victim, RebindingServer(PUBLIC) as names, Client(Door(resolve=names.resolve), "test") as client:
        for url in (f"http://{HOST}/", f"http://{HOST.upper()}/", f"https://{HOST}./", f"http://{HOST}:8080/"):
            with pytest.raises(Unreachable):
                client.ask(url)
        assert names.alternating.calls[HOST] == 1
        assert not victim.touched
    assert {address for address, _port in knocks} == {PUBLIC}


def test_a_name_that_was_private_first_stays_closed(knocks: list[tuple[str, int]]) -> None:
    door = Door(resolve=alternating("127.0.0.1", PUBLIC))
    for _turn in range(4):
        with pytest.raises(Closed) as closed:
            door.connect(HOST, 80, 1)
        assert closed.value.reason == "forbidden"
    assert not knocks
    assert door.refused == {(HOST, 80): 4}


def test_many_at_once_get_one_answer() -> None:
    """Those who ask while the name is being resolved get what the others get."""
    door = Door([(HOST, 1)], alternating(PUBLIC))
    start = threading.Barrier(24)

    def ask(_number: int) -> tuple[object, ...]:
        start.wait()
        return door.addresses(HOST, 1)

    with ThreadPoolExecutor(24) as pool:
        assert len(set(pool.map(ask, range(24)))) == 1


@pytest.mark.parametrize(
    "found", [OSError(11, "again"), UnicodeError("idna"), ["no address"], ["1.2.3"], [""]], ids=repr
)
def test_a_name_without_an_answer_is_unresolved(found: Exception | list[str], knocks: list[tuple[str, int]]) -> None:
    def resolve(_host: str) -> list[str]:
        if isinstance(found, Exception):
            raise found
        return found

    for door in (Door(resolve=resolve), Door([(HOST, 80)], resolve)):
        with pytest.raises(Closed) as closed:
            door.connect(HOST, 80, 1)
        assert closed.value.reason == "unresolved"
    assert not knocks


def test_a_name_without_addresses_leads_nowhere(knocks: list[tuple[str, int]]) -> None:
    for allowed in ((), ((HOST, 80),)):
        with pytest.raises(Closed):
            Door(allowed, lambda _host: []).connect(HOST, 80, 1)
    assert not knocks


@given(
    st.lists(st.ip_addresses(v=4).filter(public), max_size=4),
    st.one_of(within(PRIVATE4), within(PRIVATE6)).map(str),
    st.integers(0, 4),
)
def test_one_private_address_among_public_ones_closes_the_door(others: list[V4], private: str, place: int) -> None:
    found = [str(one) for one in others]
    found.insert(place, private)
    with pytest.raises(Closed) as closed:
        Door(resolve=lambda _host: found).addresses(HOST, 443)
    assert closed.value.reason == "forbidden"


def test_an_address_with_a_zone_is_as_private_as_without() -> None:
    for text in ("fe80::1%eth0", "::1%lo", "::ffff:127.0.0.1%1"):
        with pytest.raises(Closed):
            Door(resolve=lambda _host, text=text: [text]).addresses(HOST, 80)
        with pytest.raises(Closed):
            Door().addresses(text, 80)
        with pytest.raises(Closed):
            Door().addresses(f"[{text}]", 80)


def test_the_systems_resolver_gives_each_address_once() -> None:
    found = system("127.0.0.1")
    assert found == ["127.0.0.1"]
    assert system("2130706433") == system("127.1") == system("0x7f.1") == ["127.0.0.1"]


# --- ports


@given(st.integers(-1, 70_000))
def test_other_ports_are_not_knocked_at(port: int) -> None:
    """Not even at public addresses; what was refused is counted."""
    door = Door(resolve=lambda _host: [PUBLIC])
    for host, name in ((HOST, HOST), (PUBLIC, PUBLIC), (f"[{OTHER}]", OTHER)):
        if port in PORTS:
            assert door.addresses(host, port)
            continue
        with pytest.raises(Closed) as closed:
            door.addresses(host, port)
        assert closed.value.reason == "forbidden"
        assert door.refused[name, port] == 1


def test_the_ports_of_public_sites_are_four() -> None:
    assert frozenset({80, 443, 8080, 8443}) == PORTS


# --- what was allowed, and nothing else


def refused(door: Door, host: str, port: int) -> bool:
    """Whether the door stays closed."""
    try:
        door.addresses(host, port)
    except Closed:
        return True
    return False


def numeric(host: str) -> list[str]:
    """Return the address behind any spelling, as the system reads it; every other name is loopback here."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return [str(info[4][0]) for info in found]
    except (OSError, UnicodeError):
        return ["127.0.0.1"]


ODD = (
    "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "[::ffff:127.0.0.1]", "[::1]",
    "[::ffff:7f00:1]", "0.0.0.0", "[::]", "localhost", "LOCALHOST.", "127.0.0.2", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    "[::127.0.0.1]", "127.0.0.1.nip.test", "xn--edare-test", f"{HOST}.evil.test", f"evil-{HOST}", "",
)  # fmt: skip


@pytest.mark.parametrize("host", ODD)
def test_what_was_allowed_is_allowed_under_its_name_alone(host: str) -> None:
    """Another spelling of its address, or another name for it, was not allowed."""
    for allowed in (HOST, "127.0.0.1"):
        assert refused(Door([(allowed, 7777)], numeric), host, 7777)


@pytest.mark.parametrize("port", [80, 443, 8080, 7776, 7778, 0, 77770])
def test_what_was_allowed_is_allowed_at_its_port_alone(port: int) -> None:
    door = Door([(HOST, 7777), ("127.0.0.1", 7777)], numeric)
    assert refused(door, HOST, port)
    assert refused(door, "127.0.0.1", port)
    assert not refused(door, HOST, 7777)
    assert not refused(door, "127.0.0.1", 7777)


@given(st.text(min_size=0, max_size=30), st.integers(0, 65535))
def test_no_other_host_is_allowed(host: str, port: int) -> None:
    """Whatever it is called, and wherever it leads."""
    door = Door([(HOST, 7777)], lambda _host: ["10.0.0.1"])
    name = host.strip("[]").rstrip(".").lower()
    assert refused(door, host, port) or (name, port) == (HOST, 7777) or public(ipaddress.ip_address(name))


@pytest.mark.parametrize("asked", [HOST, HOST.upper(), f"{HOST}.", "EDARE.Test."])
@pytest.mark.parametrize("allowed", [HOST, "Edare.TEST"])
def test_capitals_and_a_dot_at_the_end_are_the_same_host(allowed: str, asked: str) -> None:
    assert Door([(allowed, 7777)], numeric).addresses(asked, 7777) == (V4("127.0.0.1"),)


@pytest.mark.parametrize(
    ("allowed", "asked"),
    [
        (f"{HOST}.", HOST),
        ("[::1]", "::1"),
        ("ایران.test", "xn--mgba3a4f16a.test"),
        ("xn--mgba3a4f16a.test", "ایران.test"),
    ],
)
def test_what_was_allowed_is_allowed_in_every_form_of_its_name(allowed: str, asked: str) -> None:
    """A user allows what stands in the address; browser and client ask for it in Punycode and without a last dot."""
    assert not refused(Door([(allowed, 7777)], numeric), asked, 7777)


@pytest.fixture(scope="module")
def scene() -> Iterator[tuple[Victim, Enemy]]:
    """The private machine, and a site that was allowed."""
    with Victim() as victim, Enemy(victim) as enemy:
        yield victim, enemy


def places(victim: Victim, enemy: Enemy) -> list[str]:
    """Return every way to write an address of the victim, and what may be read as one."""
    at, own = f":{victim.port}/hit.html?road=door", f":{enemy.port}"
    hosts = [host for host in (*SPELLINGS, *ODD) if host]
    found = [f"http://{host}{at}" for host in hosts]
    found += [
        f"http://user:pass@127.0.0.1{at}",
        f"http://{HOST}{own}@127.0.0.1{at}",
        f"http://{HOST}%40127.0.0.1{at}",
    ]
    found += [
        f"http://127.0.0.1:{victim.port}\\@{HOST}.evil.test{own}/",
        f"http://{HOST}{at}",
        f"HTTP://127.0.0.1{at}",
    ]
    return [*found, f"https://{HOST}{at}", f"ws://127.0.0.1{at}", f"ftp://127.0.0.1{at}", f"//127.0.0.1{at}"]


def tried(client: Client, urls: Sequence[str], by: Callable[[str], str] = str) -> list[str]:
    """Ask for every address, and return what became of those that were not just closed."""
    open_ = []
    for url in urls:
        try:
            open_.append(f"{url}: {client.follow(by(url)).status}")
        except Unreachable as error:
            open_ += [] if error.reason in ("forbidden", "unresolved", "refused") else [f"{url}: {error.reason}"]
        except TypeError as error:
            open_.append(f"{url}: {error}")
    return open_


@pytest.mark.parametrize("strange", [False, True])
@pytest.mark.parametrize("way", ["at once", "by a redirect"])
def test_no_spelling_of_an_address_reaches_the_victim(way: str, strange: bool) -> None:
    """At once or by a redirect from what was allowed."""
    with Victim() as victim, Enemy(victim) as enemy, Client(Door([(HOST, enemy.port)], numeric), "test") as client:
        urls = [url for url in places(victim, enemy) if url.isascii() is not strange]
        assert len(urls) >= (3 if strange else 40)
        open_ = tried(
            client, urls, lambda url: enemy.url(f"/redirect-to?{quote(url, safe='')}", HOST) if "by" in way else url
        )
        assert not victim.touched
        assert bool(enemy.seen) == ("by" in way)
        assert open_ == []


def test_the_enemys_own_redirect_does_not_reach_the_victim(scene: tuple[Victim, Enemy]) -> None:
    victim, enemy = scene
    with Client(Door([(HOST, enemy.port)], numeric), "test") as client, pytest.raises(Unreachable) as closed:
        client.follow(enemy.url("/redirect-private", HOST))
    assert closed.value.reason == "forbidden"
    assert not victim.touched


def test_what_was_allowed_does_not_open_the_rest_of_its_machine(scene: tuple[Victim, Enemy]) -> None:
    """Neither by name nor by address, though both ports are on it."""
    victim, enemy = scene
    door = Door([("127.0.0.1", enemy.port)], numeric)
    with door.connect("127.0.0.1", enemy.port, 1):
        pass
    for host in ("127.0.0.1", HOST, "127.1", "localhost"):
        with pytest.raises(Closed):
            door.connect(host, victim.port, 1)
    assert not victim.touched


# --- bytes and time


def test_bytes_are_counted_by_many_at_once() -> None:
    door = Door()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _turn: [door.take(3) for _count in range(500)], range(16)))
    assert door.received == 3 * 500 * 16


def test_nothing_is_opened_once_the_bytes_are_used_up(knocks: list[tuple[str, int]]) -> None:
    """Up to the last byte it is; then it is not, and nobody is asked for an address either."""
    resolver = alternating(PUBLIC)
    door = Door(resolve=resolver, budget=100)
    door.take(99)
    with pytest.raises(ConnectionRefusedError):
        door.connect(HOST, 80, 1)
    door.take(1)
    with pytest.raises(Closed) as closed:
        door.connect("other.test", 80, 1)
    assert closed.value.reason == "budget"
    assert len(knocks) == 1
    assert set(resolver.calls) == {HOST}


def test_nothing_is_opened_after_the_end(knocks: list[tuple[str, int]]) -> None:
    resolver = alternating(PUBLIC)
    door = Door(resolve=resolver, ends=time.monotonic() - 0.001)
    with pytest.raises(Closed) as closed:
        door.connect(HOST, 80, 1)
    assert closed.value.reason == "late"
    assert not knocks
    assert not resolver.calls


@settings(deadline=None)
@given(st.floats(0.001, 100), st.floats(0.1, 100))
def test_nobody_waits_longer_than_is_left(timeout: float, left: float) -> None:
    assert Door().left(timeout) == timeout
    assert 0 < Door(ends=time.monotonic() + left).left(timeout) <= min(timeout, left)


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    """The connection is to the very address that was checked."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        door = Door([(HOST, port)], lambda _host: ["127.0.0.2", "127.0.0.1"])
        with door.connect(HOST, port, 2) as made:
            assert made.getpeername() == ("127.0.0.1", port)


def test_who_refuses_is_told_from_what_is_closed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        Door([("127.0.0.1", port)]).connect("127.0.0.1", port, 1)


def test_many_deaf_addresses_share_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def deaf(_address: object, timeout: float, **_more: object) -> socket.socket:
        time.sleep(timeout)
        raise TimeoutError("timed out")

    monkeypatch.setattr(door_module.socket, "create_connection", deaf)
    begun = time.monotonic()
    door = Door(resolve=lambda _host: [f"93.184.216.{n}" for n in range(1, 9)], ends=begun + 0.2)
    with pytest.raises((Closed, TimeoutError)):
        door.connect(HOST, 80, 15)
    assert time.monotonic() - begun < 0.9


def test_a_slow_resolver_does_not_hold_the_scan_up(knocks: list[tuple[str, int]]) -> None:
    def slow(_host: str) -> list[str]:
        time.sleep(1.5)
        return [PUBLIC]

    begun = time.monotonic()
    with pytest.raises(Closed) as closed:
        Door(resolve=slow, ends=begun + 0.2).connect(HOST, 80, 15)
    assert closed.value.reason == "late"
    assert time.monotonic() - begun < 1.0
    assert not knocks
