"""What a server shows of itself in TLS: its certificate, who trusts it, and which versions it still speaks."""

from __future__ import annotations

import base64
import hashlib
import socket
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.scan.network.door import Closed, Door
from compliance.scan.network.held import Held
from compliance.scan.site import Certificate

if TYPE_CHECKING:
    from cryptography import x509

_WAIT = 10.0
VERSIONS = {
    "TLS 1.0": ssl.TLSVersion.TLSv1,
    "TLS 1.1": ssl.TLSVersion.TLSv1_1,
    "TLS 1.2": ssl.TLSVersion.TLSv1_2,
    "TLS 1.3": ssl.TLSVersion.TLSv1_3,
}


def look(door: Door, host: str, port: int, roots: Path | None = None) -> Certificate | str:
    """Return what a server shows, or the reason for which it shows nothing; `roots` are further trusted roots."""
    leaf = _leaf(door, host, port)
    if isinstance(leaf, str):
        return leaf
    versions = {name: _speaks(door, host, port, version) for name, version in VERSIONS.items()}
    if not any(versions.values()):  # it spoke just now; that it refuses everything since says nothing
        versions = dict.fromkeys(versions, None)
    return Certificate(host, port, leaf, (), _distrusted(door, host, port, roots), versions)


def _loose() -> ssl.SSLContext:
    """Return a context that talks to anybody: what is wrong is judged later, not refused."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.options |= 0x4  # OP_LEGACY_SERVER_CONNECT: servers without RFC 5746, as browsers do
    return context


def _shake(door: Door, host: str, port: int, context: ssl.SSLContext) -> ssl.SSLSocket:
    raw: socket.socket = door.connect(host, port, _WAIT)
    context.sslsocket_class = Held
    try:
        raw.settimeout(door.left(_WAIT, host))
        return context.wrap_socket(raw, server_hostname=host.rstrip("."))
    except BaseException:
        raw.close()
        raise


def _leaf(door: Door, host: str, port: int) -> bytes | str:
    try:
        with _shake(door, host, port, _loose()) as connection:
            return connection.getpeercert(binary_form=True) or "no certificate"
    except Closed as error:
        return error.reason
    except TimeoutError:
        return "late"
    except ssl.SSLError:
        return "no TLS"
    except OSError:
        return "refused"


def _distrusted(door: Door, host: str, port: int, roots: Path | None) -> str | None:
    """Return why a browser would not trust the certificate, one of UNVERIFIED if that stays open; None when it would.

    A server with whom no handshake comes about by today's standards is asked once more by yesterday's.
    """
    for loose in (False, True):
        context = ssl.create_default_context()
        if loose:
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            context.set_ciphers("ALL:@SECLEVEL=0")
        if roots is not None:
            context.load_verify_locations(roots)
        try:
            with _shake(door, host, port, context):
                return None
        except ssl.SSLCertVerificationError as error:
            return error.verify_message or "not trusted"
        except ssl.SSLError:
            continue
        except Closed as error:
            return error.reason
        except TimeoutError:
            return "late"
        except OSError:
            return "refused"
    return "refused"


def _speaks(door: Door, host: str, port: int, version: ssl.TLSVersion) -> bool | None:
    """Whether a server speaks a version; None when that cannot be told."""
    import warnings

    context = _loose()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the old versions are what is looked for
        try:
            context.minimum_version = context.maximum_version = version
        except ValueError:  # this machine's OpenSSL was built without it
            return None
    try:
        with _shake(door, host, port, context) as connection:
            return connection.version() is not None
    except ssl.SSLError as error:
        return None if "NO_PROTOCOLS_AVAILABLE" in str(error) else False
    except ConnectionError:
        return False
    except (Closed, OSError):
        return None


def key_of(leaf: bytes) -> str:
    """Return the fingerprint by which Chromium knows a certificate's key: Base64 of the SHA-256 of its SPKI.

    Empty for a certificate that cannot be read.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    found = opened(leaf)
    if found is None:
        return ""
    try:
        public = found.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, UnsupportedAlgorithm):
        return ""
    return base64.b64encode(hashlib.sha256(public).digest()).decode("ascii")


def opened(leaf: bytes) -> x509.Certificate | None:
    """Return what is in a certificate; None when it cannot be read."""
    from cryptography import x509

    try:
        found = x509.load_der_x509_certificate(leaf)
        _days, _names = found.not_valid_after_utc, found.subject  # some are only found out when asked
    except (ValueError, x509.InvalidVersion):
        return None
    return found
