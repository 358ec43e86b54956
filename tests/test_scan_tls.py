"""What a server shows of itself in TLS, and TLS-01 to TLS-05: servers good, bad, old, silent, fickle and broken."""

from __future__ import annotations

import base64
import gc
import hashlib
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from compliance.model.checklist import Library
from compliance.model.scan import Result, State
from compliance.scan import judging
from compliance.scan.checks.transport import HTTP_ROOT
from compliance.scan.network import tls
from compliance.scan.network.door import Door
from compliance.scan.network.http import Answer, Client, Unreachable
from compliance.scan.pages.page import Page
from compliance.scan.site import Certificate, Site, Unread
from tests.hostile.server import Enemy
from tests.sites import server
from tests.sites.pki import Authority

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PASS, FAIL, UNMEASURED = State.PASS, State.FAIL, State.NOT_MEASURED
HOST, TODAY = "sabt.namuneh.gov.ir", date(2026, 11, 28)
V = ssl.TLSVersion
ALL = dict.fromkeys(tls.VERSIONS, False) | {"TLS 1.2": True, "TLS 1.3": True}


@cache
def authority() -> Authority:
    """The tests' own authority."""
    return Authority()


@pytest.fixture
def roots(tmp_path: Path) -> Path:
    """A file with the tests' own root."""
    (tmp_path / "ca.pem").write_text(authority().ca_pem)
    return tmp_path / "ca.pem"


def door(*ports: int, host: str = HOST, ends: float | None = None) -> Door:
    """Return a door that lets through to the host at some ports of loopback."""
    return Door([(host, port) for port in ports], lambda _host: ["127.0.0.1"], ends=ends)


def look(context: ssl.SSLContext, roots: Path | None, host: str = HOST) -> Certificate:
    """Return what the scanner sees of a server."""
    with server.Site(context, host=host) as site:
        seen = tls.look(door(site.port, host=host), host, site.port, roots)
    assert isinstance(seen, Certificate), seen
    assert (seen.host, seen.port) == (host, site.port)
    return seen


def page(url: str, headers: Sequence[tuple[str, str]] = ()) -> Page:
    """Return a short page as it was read."""
    return Page(Answer(url, 200, (("content-type", "text/html"), *headers), b"<p>", 3, None, 0.1))


def judge(
    check: str,
    library: Library,
    certificate: Certificate | str = "static",
    *,
    pages: tuple[Page, ...] | None = None,
    home: str = f"https://{HOST}/",
    probes: Mapping[str, Answer | Unread] | None = None,
    today: date = TODAY,
) -> Result:
    """Return what comes of a check on a site of which little else is known."""
    site = Site(
        home, home, (page(home),) if pages is None else pages, (), (), probes or {}, {}, (), None, certificate,
        "static", "static", None, None, None, (0, 0), today,
    )  # fmt: skip
    (result,), _counts = judging.judge(site, library, [check])
    assert result.seen.fa
    assert result.seen.en
    return result


def shown(leaf: bytes = b"", trusted: str | None = None, **versions: bool | None) -> Certificate:
    """Return a certificate as if a server had shown it; versions such as v1_0."""
    named = {f"TLS {name[1:].replace('_', '.')}": value for name, value in versions.items()}
    return Certificate(HOST, 443, leaf, (), trusted, ALL | named)


def certificate(
    key: object = None,
    *,
    signer: object = None,
    issuer: str = HOST,
    subject: str = HOST,
    begins: datetime | None = None,
    ends: datetime | None = None,
    ca: bool = False,
    algorithm: hashes.HashAlgorithm | None = hashes.SHA256(),  # noqa: B008 - a value without state
) -> x509.Certificate:
    """Return a certificate of any kind, signed by itself unless said otherwise."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    begins = begins or datetime.now(UTC) - timedelta(days=1)
    name, by = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (subject, issuer))
    return (
        x509.CertificateBuilder(by, name, own.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends or begins + timedelta(days=90))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(subject)]), critical=False)
        .sign(signer or own, algorithm)
    )


def der(made: x509.Certificate) -> bytes:
    """Return a certificate's bytes."""
    return made.public_bytes(Encoding.DER)


def context(key: Key, chain: Sequence[x509.Certificate | bytes], folder: Path) -> ssl.SSLContext:
    """Return a server's context with a chain of certificates, or of bytes that pass for them."""
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    shown = [one if isinstance(one, bytes) else der(one) for one in chain]
    (folder / "server.pem").write_text(secret + "".join(map(ssl.DER_cert_to_PEM_cert, shown)))
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.set_ciphers("DEFAULT:@SECLEVEL=0")
    made.load_cert_chain(folder / "server.pem")
    return made


Talk = Callable[[socket.socket, int], None]


@contextmanager
def talking(talk: Talk) -> Iterator[int]:
    """Listen at a port of loopback and let a function talk to each connection, which it gets with its number."""
    ending = threading.Event()
    threads: list[threading.Thread] = []

    def one(client: socket.socket, number: int) -> None:
        with client, suppress(OSError):
            client.settimeout(5)
            talk(client, number)

    def serve() -> None:
        number = 0
        while not ending.is_set():
            with suppress(OSError):
                client, _peer = listener.accept()
                threads.append(threading.Thread(target=one, args=(client, number), daemon=True))
                threads[-1].start()
                number += 1

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        main = threading.Thread(target=serve, daemon=True)
        main.start()
        yield listener.getsockname()[1]
        ending.set()
        main.join(5)
        for thread in threads:
            thread.join(5)


def silence(client: socket.socket, _number: int = 0) -> None:
    """Take what comes until the client goes, and say nothing."""
    while client.recv(4096):
        pass


def close(client: socket.socket, _number: int = 0) -> None:
    """Close at once."""


def reset(client: socket.socket, _number: int = 0) -> None:
    """Break off."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def says(data: bytes, pause: float = 0.0) -> Talk:
    """Say something at once or byte by byte, then nothing more."""

    def talk(client: socket.socket, _number: int) -> None:
        for piece in (data[at : at + 1] for at in range(len(data))) if pause else (data,):
            client.sendall(piece)
            time.sleep(pause)
        silence(client)

    return talk


def once(then: Talk, served: ssl.SSLContext, times: int = 1) -> Talk:
    """Speak TLS with the first connections, and do something else with all after them."""

    def talk(client: socket.socket, number: int) -> None:
        if number >= times:
            then(client, number)
            return
        with served.wrap_socket(client, server_side=True) as connection:
            while connection.recv(4096):
                pass

    return talk


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the scanner wait a third of a second for each handshake."""
    monkeypatch.setattr(tls, "_WAIT", 0.3)


# --- TLS-01: whole, trusted, and for this host


@pytest.mark.parametrize("name", [HOST, "*.namuneh.gov.ir", HOST.upper()])
def test_a_certificate_for_the_host_from_a_trusted_root_is_well(roots: Path, library: Library, name: str) -> None:
    seen = look(authority().context(name), roots)
    assert seen.trusted is None
    assert judge("TLS-01", library, seen).state is PASS


def test_a_certificate_for_an_address_or_a_persian_name_is_well(roots: Path) -> None:
    assert look(authority().context("127.0.0.1"), roots, "127.0.0.1").trusted is None
    assert look(authority().context("xn--mgba3a4f16a.ir"), roots, "ایران.ir").trusted is None


@pytest.mark.parametrize(
    ("said", "options"),
    [
        ("expired", {"days": -1}),
        ("mismatch", {"host": "other.gov.ir"}),
        ("mismatch", {"host": "*.gov.ir"}),
        ("mismatch", {"host": "*.sabt.namuneh.gov.ir"}),
        ("mismatch", {"host": "namuneh.gov.ir"}),
        ("self-signed", {"self_signed": True}),
    ],
    ids=["expired", "another-host", "star-of-the-wrong-level", "star-below", "domain-alone", "self-signed"],
)
def test_a_certificate_that_no_browser_takes_says_why(
    roots: Path, library: Library, said: str, options: Mapping[str, object]
) -> None:
    result = judge("TLS-01", library, look(authority().context(**{"host": HOST, **options}), roots))
    assert result.state is FAIL
    assert said in result.seen.en.lower()


def test_a_root_that_nobody_trusts_is_a_failure(library: Library) -> None:
    """The tests' own root is trusted only by who is given it."""
    assert judge("TLS-01", library, look(authority().context(HOST), None)).state is FAIL


def test_a_certificate_that_does_not_hold_yet_is_a_failure(tmp_path: Path, library: Library) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    early = certificate(key, begins=datetime.now(UTC) + timedelta(days=2))
    (tmp_path / "ca.pem").write_bytes(early.public_bytes(Encoding.PEM))
    seen = look(context(key, [early], tmp_path), tmp_path / "ca.pem")
    assert judge("TLS-01", library, seen).state is FAIL


@pytest.mark.parametrize("whole", [True, False])
def test_a_chain_is_trusted_only_with_its_intermediate(tmp_path: Path, library: Library, whole: bool) -> None:
    """Browsers that fetch the missing one are no excuse: others do not."""
    root, middle, own = (ec.generate_private_key(ec.SECP256R1()) for _key in range(3))
    chain = [
        certificate(own, signer=middle, issuer="middle"),
        certificate(middle, signer=root, issuer="root", subject="middle", ca=True),
    ]
    anchor = certificate(root, issuer="root", subject="root", ca=True)
    (tmp_path / "ca.pem").write_bytes(anchor.public_bytes(Encoding.PEM))
    seen = look(context(own, chain if whole else chain[:1], tmp_path), tmp_path / "ca.pem")
    assert seen.leaf == der(chain[0])
    assert judge("TLS-01", library, seen).state is (PASS if whole else FAIL)


def test_a_server_that_falls_silent_is_not_distrusted(roots: Path, library: Library, hasty: None) -> None:
    """It shows a good certificate once; the second handshake, which is to verify it, gets no answer."""
    with talking(once(silence, authority().context(HOST))) as port:
        assert judge("TLS-01", library, tls.look(door(port), HOST, port, roots)).state is UNMEASURED


@pytest.mark.parametrize("then", [close, reset])
def test_a_server_that_breaks_off_is_not_distrusted(roots: Path, library: Library, then: Talk) -> None:
    """As a firewall does that counts connections."""
    with talking(once(then, authority().context(HOST))) as port:
        assert judge("TLS-01", library, tls.look(door(port), HOST, port, roots)).state is UNMEASURED


@pytest.mark.parametrize("version", [V.TLSv1, V.TLSv1_1])
def test_an_old_version_is_no_fault_of_the_certificate(roots: Path, library: Library, version: V) -> None:
    """TLS-03 says what is wrong; a message that names a Python class says nothing."""
    seen = look(authority().context(HOST, minimum=version, maximum=version), roots)
    assert judge("TLS-01", library, seen).state is PASS


def test_a_dot_at_the_end_of_the_host_changes_nothing(roots: Path) -> None:
    with server.Site(authority().context(HOST), host=HOST) as site:
        seen = tls.look(door(site.port), f"{HOST}.", site.port, roots)
    assert isinstance(seen, Certificate)
    assert seen.trusted is None


# --- TLS-02: days left


@pytest.mark.parametrize(
    ("days", "minutes", "expected"),
    [
        (200, 0, PASS), (30, 0, PASS), (30, 1, PASS), (30, -1, FAIL), (29, 0, FAIL), (0, 0, FAIL), (-1, 0, FAIL), (-400, 0, FAIL),
    ],
)  # fmt: skip
def test_days_left(library: Library, days: int, minutes: int, expected: State) -> None:
    """Counted from noon of the day, whole days only: exactly thirty are enough."""
    ends = datetime(2026, 11, 28, 12, tzinfo=UTC) + timedelta(days=days, minutes=minutes)
    leaf = der(certificate(begins=datetime(2025, 1, 1, tzinfo=UTC), ends=ends))
    result = judge("TLS-02", library, shown(leaf))
    assert result.state is expected
    assert str(days if minutes >= 0 else days - 1) in result.seen.en.replace("−", "-")


def test_days_left_of_a_real_server(roots: Path, library: Library) -> None:
    today = datetime.now(UTC).date()
    for days, expected in ((32, PASS), (28, FAIL), (-3, FAIL)):
        assert judge("TLS-02", library, look(authority().context(HOST, days), roots), today=today).state is expected


def test_a_certificate_for_ever_runs_out_late(library: Library) -> None:
    """RFC 5280, 4.1.2.5: 99991231235959Z is how no end is written."""
    ends = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert judge("TLS-02", library, shown(der(certificate(ends=ends)))).state is PASS


# --- TLS-03: versions

SERVERS = {
    "1.0": (V.TLSv1, V.TLSv1, FAIL),
    "1.1": (V.TLSv1_1, V.TLSv1_1, FAIL),
    "1.2": (V.TLSv1_2, V.TLSv1_2, PASS),
    "1.3": (V.TLSv1_3, V.TLSv1_3, PASS),
    "1.2 to 1.3": (V.TLSv1_2, V.TLSv1_3, PASS),
    "1.1 to 1.2": (V.TLSv1_1, V.TLSv1_2, FAIL),
    "all": (V.TLSv1, V.TLSv1_3, FAIL),
}


@pytest.mark.parametrize(("least", "most", "expected"), SERVERS.values(), ids=SERVERS)
def test_every_version_is_told_apart(roots: Path, library: Library, least: V, most: V, expected: State) -> None:
    key = "rsa2048" if least is V.TLSv1 else "ec"  # old versions with the keys of their time
    seen = look(authority().context(HOST, minimum=least, maximum=most, key=key), roots)
    assert seen.versions == {name: least <= version <= most for name, version in tls.VERSIONS.items()}
    result = judge("TLS-03", library, seen)
    assert result.state is expected
    assert all((name in result.seen.en) is bool(spoken) for name, spoken in seen.versions.items())


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ({"v1_0": None, "v1_1": None}, UNMEASURED),
        ({"v1_0": None, "v1_1": False}, UNMEASURED),
        ({"v1_0": True, "v1_1": None}, FAIL),
        ({"v1_2": None}, PASS),
        ({"v1_3": None}, PASS),
    ],
)
def test_a_version_that_could_not_be_tried(
    library: Library, versions: Mapping[str, bool | None], expected: State
) -> None:
    """What decides is what could be tried; without it nothing can be said."""
    assert judge("TLS-03", library, shown(**versions)).state is expected


@pytest.mark.parametrize(
    "versions", [{"v1_2": None, "v1_3": None}, {"v1_2": False, "v1_3": None}, {"v1_2": None, "v1_3": False}]
)
def test_new_versions_that_could_not_be_tried_are_no_failure(
    library: Library, versions: Mapping[str, bool | None]
) -> None:
    assert judge("TLS-03", library, shown(**versions)).state is UNMEASURED


def test_a_server_that_falls_silent_speaks_no_fewer_versions(roots: Path, library: Library, hasty: None) -> None:
    """It verifies and then says nothing any more: every version is tried in vain."""
    with talking(once(silence, authority().context(HOST), 2)) as port:
        assert judge("TLS-03", library, tls.look(door(port), HOST, port, roots)).state is UNMEASURED


@pytest.mark.parametrize("then", [close, reset])
def test_a_server_that_breaks_off_speaks_no_fewer_versions(roots: Path, library: Library, then: Talk) -> None:
    """The first handshakes have shown a version; that all others are refused is no finding."""
    with talking(once(then, authority().context(HOST), 2)) as port:
        assert judge("TLS-03", library, tls.look(door(port), HOST, port, roots)).state is UNMEASURED


@pytest.mark.parametrize("version", [V.TLSv1, V.TLSv1_1])
def test_the_pages_behind_an_old_version_are_read(version: V) -> None:
    """A check of its own judges that; a page behind it is still worth reading."""
    with (
        server.Site(authority().context(HOST, minimum=version, maximum=version), host=HOST) as site,
        Client(door(site.port), "test") as client,
    ):
        assert client.ask(f"{site.base}/").status == 200


# --- TLS-04: key and signature


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"key": "ec"}, PASS),
        ({"key": "rsa2048"}, PASS),
        ({"key": "rsa2047"}, FAIL),
        ({"key": "rsa1024"}, FAIL),
        ({"key": "ec", "sign": "sha1"}, FAIL),
        ({"key": "rsa2048", "sign": "sha1"}, FAIL),
        ({"key": "rsa1024", "sign": "sha1", "days": -1}, FAIL),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else None,
)
def test_strength_of_a_real_server(
    roots: Path, library: Library, options: Mapping[str, object], expected: State
) -> None:
    """What is too weak for this machine's own library is still looked at."""
    assert judge("TLS-04", library, look(authority().context(HOST, **options), roots)).state is expected


def _keys() -> dict[str, tuple[object, hashes.HashAlgorithm | None, State]]:
    return {
        "P-224": (ec.generate_private_key(ec.SECP224R1()), hashes.SHA256(), FAIL),
        "P-256": (ec.generate_private_key(ec.SECP256R1()), hashes.SHA256(), PASS),
        "P-384": (ec.generate_private_key(ec.SECP384R1()), hashes.SHA512(), PASS),
        "Ed25519": (ed25519.Ed25519PrivateKey.generate(), None, PASS),
    }


@pytest.mark.parametrize("name", ["P-224", "P-256", "P-384", "Ed25519"])
def test_strength_of_other_keys(library: Library, name: str) -> None:
    key, algorithm, expected = _keys()[name]
    assert judge("TLS-04", library, shown(der(certificate(key, algorithm=algorithm)))).state is expected


def test_a_short_dsa_key_is_weak(library: Library) -> None:
    assert judge("TLS-04", library, shown(der(certificate(dsa.generate_private_key(1024))))).state is FAIL


ODD: dict[str, Callable[[bytes], bytes]] = {
    "version 4": lambda body: body.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x03", 1),
    "30 February": lambda body: body[: body.rindex(b"\x17\x0d") + 2] + b"270230120000Z" + body[body.rindex(b"\x17\x0d") + 15 :],
    "unknown signature": lambda body: body.replace(_RSA_SHA256, _NOBODYS),
}  # fmt: skip
_RSA_SHA256, _NOBODYS = bytes.fromhex("06092a864886f70d01010b"), bytes.fromhex("06092a864886f70d010163")


@cache
def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def odd(name: str, folder: Path) -> Certificate:
    """Return what the scanner sees of a certificate that OpenSSL takes as it is, and a stricter reader does not."""
    key = _rsa()
    made = certificate(key)
    body = ODD[name](made.tbs_certificate_bytes)
    assert len(body) == len(made.tbs_certificate_bytes)
    signature = key.sign(body, padding.PKCS1v15(), hashes.SHA256())
    whole = der(made).replace(made.tbs_certificate_bytes, body)[: -len(signature)] + signature
    if name == "unknown signature":
        whole = whole.replace(_RSA_SHA256, _NOBODYS)
    return look(context(key, [whole], folder), None)


@pytest.mark.parametrize(
    ("name", "check"),
    [(n, c) for n in ODD for c in ("TLS-02", "TLS-04") if (n, c) != ("unknown signature", "TLS-02")],
)
def test_what_cannot_be_read_of_a_certificate_is_not_measured(
    tmp_path: Path, library: Library, name: str, check: str
) -> None:
    assert judge(check, library, odd(name, tmp_path)).state in (UNMEASURED, FAIL)


@pytest.mark.parametrize("name", ["version 4", "30 February"])
def test_a_certificate_that_cannot_be_read_has_no_key_to_know_it_by(tmp_path: Path, name: str) -> None:
    """The browser is then started without the exception for it."""
    assert tls.key_of(odd(name, tmp_path).leaf) == ""


def test_the_days_of_a_certificate_are_read_whatever_signed_it(tmp_path: Path, library: Library) -> None:
    today = datetime.now(UTC).date()
    assert judge("TLS-02", library, odd("unknown signature", tmp_path), today=today).state is PASS


# --- TLS-05: from http to https


@contextmanager
def insecure(places: Callable[[Enemy], str]) -> Iterator[tuple[str, Door, server.Site]]:
    """Run a secure site and an insecure address; `places` says where the latter's path leads."""
    with server.Site(authority().context(HOST), host=HOST) as secure, Enemy() as enemy:
        enemy.secure = secure.base  # type: ignore[attr-defined]
        yield enemy.url(places(enemy), HOST), door(secure.port, enemy.port), secure


def leads(*hops: str) -> Callable[[Enemy], str]:
    """Return a path that redirects over further addresses of the insecure host to the last, {s} being the secure site."""

    def path(enemy: Enemy) -> str:
        to = hops[-1].replace("{s}", enemy.secure)  # type: ignore[attr-defined]
        for _hop in hops[:-1]:
            to = enemy.url(f"/redirect-to?{quote(to, safe='')}", HOST)
        return f"/redirect-to?{quote(to, safe='')}"

    return path


def from_http(library: Library, places: Callable[[Enemy], str], home: str | None = None) -> Result:
    """Return what TLS-05 says of an insecure address."""
    with insecure(places) as (url, let, secure), Client(let, "test") as client:
        try:
            answer: Answer | Unread = client.follow(url)
        except Unreachable as error:
            answer = Unread(url, error.reason)
        return judge("TLS-05", library, probes={HTTP_ROOT: answer}, home=home or f"{secure.base}/")


@pytest.mark.parametrize(
    ("hops", "expected"),
    [
        (("{s}/",), PASS),
        (("{s}/contact/",), PASS),
        (("", "{s}/"), PASS),
        (("", "", "{s}/"), FAIL),
        (("/about",), FAIL),
    ],
    ids=["at-once", "to-a-page", "in-two", "in-three", "stays-on-http"],
)
def test_from_http_to_https(library: Library, hops: Sequence[str], expected: State) -> None:
    assert from_http(library, leads(*hops)).state is expected


def test_an_insecure_address_that_shows_the_site_itself_is_a_failure(library: Library) -> None:
    assert from_http(library, lambda _enemy: "/").state is FAIL


def test_leading_to_somebody_else_is_a_failure(library: Library) -> None:
    assert from_http(library, leads("{s}/"), home="https://other.gov.ir/").state is FAIL


def test_an_insecure_address_where_nobody_answers(library: Library) -> None:
    """That is well for a site on https, and no way to https for one on http."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with Client(door(port), "test") as client, pytest.raises(Unreachable) as gone:
        client.follow(f"http://{HOST}:{port}/")
    probes = {HTTP_ROOT: Unread("x", gone.value.reason)}
    assert judge("TLS-05", library, probes=probes).state is PASS
    assert judge("TLS-05", library, probes=probes, home=f"http://{HOST}/").state is FAIL


@pytest.mark.parametrize("reason", ["late", "budget", "unresolved", "forbidden", "protocol"])
def test_an_insecure_address_that_could_not_be_asked_is_no_failure(library: Library, reason: str) -> None:
    assert judge("TLS-05", library, probes={HTTP_ROOT: Unread("x", reason)}).state is UNMEASURED


def test_why_an_insecure_address_was_not_measured_is_said_in_words(library: Library) -> None:
    assert judge("TLS-05", library, probes={HTTP_ROOT: Unread("x", "late")}).seen.fa != "late"


# --- TLS-06: what the enemy writes there


@pytest.mark.parametrize(
    ("age", "expected"), [("31536000", PASS), ("31535999", FAIL), ("", FAIL), ("-1", FAIL), ("1e9", FAIL)]
)
def test_no_hsts_header_is_more_than_it_says(library: Library, age: str, expected: State) -> None:
    pages = (page(f"https://{HOST}/", [("strict-transport-security", f"max-age={age}")]),)
    assert judge("TLS-06", library, pages=pages).state is expected


@pytest.mark.parametrize("age", ["\u00b2", "\u2460", "9" * 5000], ids=["superscript", "circled", "long"])
def test_no_hsts_header_breaks_the_scan(library: Library, age: str) -> None:
    pages = (page(f"https://{HOST}/", [("strict-transport-security", f"max-age={age}")]),)
    assert judge("TLS-06", library, pages=pages).state in (PASS, FAIL)


# --- servers that do not speak TLS, or do not speak


SPEAK_NO_TLS = {
    "http": says(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
    "ssh": says(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "rubbish": says(bytes(range(256)) * 64),
    "alert": says(b"\x15\x03\x01\x00\x02\x02\x28"),
    "huge record": says(b"\x16\x03\x03\xff\xff" + b"\0" * 70_000),
    "closes": close,
}


@pytest.mark.parametrize("talk", SPEAK_NO_TLS.values(), ids=SPEAK_NO_TLS)
def test_a_server_that_speaks_no_tls(library: Library, talk: Talk) -> None:
    """A failure for a site that came over http; otherwise not measured."""
    with talking(talk) as port:
        seen = tls.look(door(port), HOST, port)
    assert seen in ("no TLS", "refused")
    for check in ("TLS-01", "TLS-02", "TLS-03", "TLS-04"):
        assert judge(check, library, seen, home=f"http://{HOST}/").state is FAIL
        assert judge(check, library, seen).state is UNMEASURED
        assert judge(check, library, seen, home=f"http://{HOST}/", pages=()).state is UNMEASURED


def test_a_port_where_nobody_listens_and_one_that_resets_are_refused(library: Library) -> None:
    with talking(reset) as port:
        assert tls.look(door(port), HOST, port) in ("refused", "no TLS")
    assert tls.look(door(port), HOST, port) == "refused"


def test_a_connection_reset_before_its_handshake_is_closed_and_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between connecting and shaking hands a reset may come at any moment; here it always does."""
    with talking(reset) as port:
        made = door(port)
        connect = made.connect

        def late(*asked: Any) -> socket.socket:
            raw = connect(*asked)
            select.select([raw], [], [], 5)  # the reset has come
            return raw

        monkeypatch.setattr(made, "connect", late)
        assert tls.look(made, HOST, port) == "refused"
        gc.collect()  # a connection lost hold of would warn here at the latest, and warnings are errors


SILENT = {
    "silent": silence,
    "drips": says(b"\x16\x03\x03\x40\x00" + b"\2" * 200, 0.05),
    "half a record": says(b"\x16\x03\x03\x40\x00\x02"),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_a_server_that_accepts_and_says_nothing_is_not_measured(library: Library, hasty: None, talk: Talk) -> None:
    """The handshake has one deadline, however slowly it drips; that is a failure of nobody, on http neither."""
    with talking(talk) as port:
        begun = time.monotonic()
        seen = tls.look(door(port), HOST, port)
        assert time.monotonic() - begun < 2
    assert seen == "late"
    for check in ("TLS-01", "TLS-02", "TLS-03", "TLS-04"):
        assert judge(check, library, seen).state is UNMEASURED
        assert judge(check, library, seen, home=f"http://{HOST}/").state is UNMEASURED


def test_the_scans_end_is_the_handshakes_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls, "_WAIT", 1.5)
    with talking(silence) as port:
        begun = time.monotonic()
        tls.look(door(port, ends=begun + 0.2), HOST, port)
        assert time.monotonic() - begun < 1.0


def test_nothing_is_looked_at_after_the_scans_end() -> None:
    with talking(silence) as port:
        assert tls.look(door(port, ends=time.monotonic() - 1), HOST, port) == "late"
        spent = door(port)
        spent.take(spent.budget)
        assert tls.look(spent, HOST, port) == "budget"


def test_a_private_server_is_not_looked_at(library: Library) -> None:
    """Every handshake passes the door."""
    with server.Site(authority().context(HOST), host=HOST) as site:
        shut = Door((), lambda _host: ["127.0.0.1"])
        assert tls.look(shut, HOST, site.port) == "forbidden"
        assert tls.look(shut, "127.0.0.1", site.port) == "forbidden"
        assert tls.look(door(site.port), HOST, site.port + 1 if site.port < 65535 else 1) == "forbidden"
        assert not site.requests
    assert judge("TLS-01", library, "forbidden").state is UNMEASURED


@pytest.mark.parametrize("host", ["", ".", ".a", "a..b", "x" * 64 + ".ir", "a\0b", "\udc80.ir", "[::1"], ids=ascii)
def test_a_host_that_is_no_name_breaks_nothing(host: str) -> None:
    """With the system's own resolver, which is asked for none of these over the network."""
    assert tls.look(Door(), host, 443) in ("unresolved", "forbidden")


def test_a_server_that_knows_no_secure_renegotiation_is_listened_to(hasty: None) -> None:
    """Its hello is answered by waiting for the certificate, which this one never sends; not by an alert."""
    hello = (
        b"\x03\x03" + b"r" * 32 + b"\0" + b"\xc0\x2f" + b"\0"
    )  # TLS 1.2, ECDHE-RSA-AES128-GCM-SHA256, no extensions
    hello = b"\x02" + len(hello).to_bytes(3, "big") + hello
    with talking(says(b"\x16\x03\x03" + len(hello).to_bytes(2, "big") + hello)) as port:
        assert tls.look(door(port), HOST, port) == "late"


def test_a_key_is_known_by_its_fingerprint(roots: Path) -> None:
    """As Chromium's --ignore-certificate-errors-spki-list wants it."""
    seen = look(authority().context(HOST, self_signed=True), roots)
    public = x509.load_der_x509_certificate(seen.leaf).public_key()
    spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert tls.key_of(seen.leaf) == base64.b64encode(hashlib.sha256(spki).digest()).decode()
