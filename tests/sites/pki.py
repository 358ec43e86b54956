"""A certificate authority of the tests' own, kept in memory, and servers' TLS contexts good and bad.

Certificates hold from the real day on, whatever day the program's clock is set to: TLS asks no other.
"""

from __future__ import annotations

import ssl
import warnings
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
# sha256WithRSAEncryption and sha1WithRSAEncryption as they stand in a certificate: of one length.
_RSA_SHA256 = bytes.fromhex("06092a864886f70d01010b")
_RSA_SHA1 = bytes.fromhex("06092a864886f70d010105")


class Authority:
    """A new authority, which only who is given `ca_pem` trusts."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(65537, 2048)
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tests of provincial-compliance")])
        builder = _builder(self._name, self._name, self._key, self._key, days=3650)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(certificates=True), critical=True)
        self.ca_pem = _pem(builder.sign(self._key, hashes.SHA256()))

    def context(
        self,
        host: str = "localhost",
        days: int = 90,
        key: str = "ec",
        sign: str = "sha256",
        minimum: ssl.TLSVersion | None = None,
        maximum: ssl.TLSVersion | None = None,
        *,
        self_signed: bool = False,
    ) -> ssl.SSLContext:
        """Return a server's context.

        `days` until it expires, negative when it has; `key` is `ec` or `rsa` with its bits, such as
        `rsa1024`; `sign` is `sha256` or `sha1`, the latter by an RSA key; another `host` makes it one for
        somebody else. TLS versions between `minimum` and `maximum`, the library's own when not said.
        """
        own: Key = (
            ec.generate_private_key(ec.SECP256R1())
            if key == "ec"
            else rsa.generate_private_key(65537, int(key.removeprefix("rsa")))
        )
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        signer: Key = own if self_signed else self._key
        builder = _builder(name, name if self_signed else self._name, own, signer, days)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(certificates=False), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        builder = builder.add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
        certificate = builder.sign(signer, hashes.SHA256())
        if sign == "sha1":
            certificate = _signed_with_sha1(certificate, signer)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")  # or the library would refuse what is weak on purpose
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # old versions are asked for by name
            if maximum is not None:
                context.maximum_version = maximum
            if minimum is not None:
                context.minimum_version = minimum
        with TemporaryDirectory() as folder:  # the only way the library takes a key
            file = Path(folder) / "server.pem"
            secret = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
            file.write_text(secret + _pem(certificate), "ascii")
            context.load_cert_chain(file)
        return context


def _builder(subject: x509.Name, issuer: x509.Name, own: Key, signer: Key, days: int) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    end = now + timedelta(days=days)
    return (
        x509.CertificateBuilder(issuer, subject, own.public_key(), x509.random_serial_number())
        .not_valid_before(min(now, end) - timedelta(days=1))
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        key_cert_sign=certificates,
        crl_sign=certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _names(host: str) -> list[x509.GeneralName]:
    """Return the names a certificate for a host is good for; localhost is 127.0.0.1 too."""
    try:
        return [x509.IPAddress(ip_address(host))]
    except ValueError:
        local: list[x509.GeneralName] = [x509.IPAddress(ip_address("127.0.0.1"))] if host == "localhost" else []
        return [x509.DNSName(host), *local]


def _signed_with_sha1(certificate: x509.Certificate, signer: Key) -> x509.Certificate:
    """Return the certificate signed anew, by hand: the library no longer signs with SHA-1."""
    assert isinstance(signer, rsa.RSAPrivateKey), "SHA-1 is signed by RSA keys only"
    body = certificate.tbs_certificate_bytes.replace(_RSA_SHA256, _RSA_SHA1)
    signature = signer.sign(body, padding.PKCS1v15(), hashes.SHA1())
    whole = certificate.public_bytes(Encoding.DER).replace(_RSA_SHA256, _RSA_SHA1)
    return x509.load_der_x509_certificate(whole[: -len(signature)] + signature)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode("ascii")
