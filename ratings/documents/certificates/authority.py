"""Who signs certificates, and whom a verifier trusts: keys and certificates from settings, or a demonstration's own.

A demonstration makes an authority of its own at first use, below DATA_DIR, and says so in its name.
"""

import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.translation import gettext as _

KEY, CHAIN, TRUST = "key.pem", "chain.pem", "authority.pem"
DEMONSTRATION_FOLDER = "demonstration-authority"
DEMONSTRATION_NAME = "演示用认证机构 DEMONSTRATION AUTHORITY"
DEMONSTRATION_SIGNER = "演示用证书签章 DEMONSTRATION CERTIFICATES"
DEMONSTRATION_YEARS = 20


class NoAuthority(Exception):
    """There is nothing that certificates could be signed or verified with; the text says what to do."""


@dataclass(frozen=True)
class Authority:
    """What signs: the private key in PEM, its certificate and those above it in DER, and the trusted ones in DER."""

    key: bytes
    chain: tuple[bytes, ...]
    trust: tuple[bytes, ...]
    demonstration: bool


def signing_authority() -> Authority:
    """The authority of the settings; in a demonstration the one made for it. Raises NoAuthority."""
    if settings.CERTIFICATE_KEY is None and settings.DEMONSTRATION:
        return _read(*_demonstration_files(), True)
    if not (settings.CERTIFICATE_KEY and settings.CERTIFICATE_CHAIN and settings.CERTIFICATE_TRUST):
        raise NoAuthority(
            _("CERTIFICATE_KEY, CERTIFICATE_CHAIN and CERTIFICATE_TRUST must all be set: no certificate can be signed.")
        )
    return _read(
        settings.CERTIFICATE_KEY, settings.CERTIFICATE_CHAIN, settings.CERTIFICATE_TRUST, bool(settings.DEMONSTRATION)
    )


def trusted_certificates() -> tuple[bytes, ...]:
    """The certificates of the authority whose signatures are ours, in DER. Raises NoAuthority."""
    if settings.CERTIFICATE_TRUST is None and settings.DEMONSTRATION:
        return certificates_of(_demonstration_files()[2])
    if settings.CERTIFICATE_TRUST is None:
        raise NoAuthority(_("CERTIFICATE_TRUST names no certificate: nothing can be verified."))
    return certificates_of(settings.CERTIFICATE_TRUST)


def certificates_of(path: Path) -> tuple[bytes, ...]:
    """The certificates in a PEM file, in DER. Raises NoAuthority where it holds none."""
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise NoAuthority(_("%(path)s cannot be read as certificates in PEM.") % {"path": path}) from error
    return tuple(certificate.public_bytes(serialization.Encoding.DER) for certificate in found)


@lru_cache(maxsize=4)
def _read(key: Path, chain: Path, trust: Path, demonstration: bool) -> Authority:
    certificates = certificates_of(chain)
    try:
        pem = key.read_bytes()
        private = serialization.load_pem_private_key(pem, password=None)
    except (OSError, ValueError, TypeError) as error:
        raise NoAuthority(_("%(path)s cannot be read as a private key in PEM.") % {"path": key}) from error
    if private.public_key() != x509.load_der_x509_certificate(certificates[0]).public_key():
        raise NoAuthority(_("The first certificate of %(chain)s is not that of %(key)s.") % {"chain": chain, "key": key})
    return Authority(pem, certificates, certificates_of(trust), demonstration)


def _demonstration_files() -> tuple[Path, Path, Path]:
    """Key, chain and trust of the demonstration; of several processes that make them at once the first one wins."""
    folder = Path(settings.DATA_DIR) / DEMONSTRATION_FOLDER
    if not folder.exists():
        made = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}")
        make_authority(made, name=DEMONSTRATION_NAME, signer=DEMONSTRATION_SIGNER)
        with suppress(OSError):  # another process was quicker
            made.rename(folder)
        if made.exists():
            shutil.rmtree(made)
    return folder / KEY, folder / CHAIN, folder / TRUST


def make_authority(folder: Path, *, name: str, signer: str) -> None:
    """A new authority in a new folder: its certificate, and a key on P-256 with a certificate by it. Its own key is not kept."""
    folder.mkdir(mode=0o700, parents=True)
    root, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    of_root, of_key = _named(name), _named(signer)
    top = _certificate(of_root, of_root, root.public_key(), root, _for_authority)
    one = _certificate(of_key, of_root, key.public_key(), root, _for_signer)
    _write(folder / TRUST, top.public_bytes(serialization.Encoding.PEM))
    _write(folder / CHAIN, one.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write(folder / KEY, private)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    by: ec.EllipticCurvePrivateKey,
    extend: Callable[[x509.CertificateBuilder], x509.CertificateBuilder],
) -> x509.Certificate:
    begins = datetime.now(UTC) - timedelta(minutes=5)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins.replace(year=begins.year + DEMONSTRATION_YEARS, day=min(begins.day, 28)))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    return extend(builder).sign(by, hashes.SHA256())


def _usage(*, signs_documents: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_documents,
        content_commitment=signs_documents,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs_documents,
        crl_sign=not signs_documents,
        encipher_only=False,
        decipher_only=False,
    )


def _for_authority(builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    constraint = x509.BasicConstraints(ca=True, path_length=0)
    return builder.add_extension(constraint, critical=True).add_extension(_usage(signs_documents=False), critical=True)


def _for_signer(builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    constraint = x509.BasicConstraints(ca=False, path_length=None)
    return builder.add_extension(constraint, critical=True).add_extension(_usage(signs_documents=True), critical=True)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
