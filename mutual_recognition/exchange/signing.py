"""The detached signature of a message: ECDSA on P-256 with SHA-256, in DER, as `openssl dgst -verify` reads it."""

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.utils.translation import gettext as _

DEMONSTRATION_MARK = "DEMONSTRATION-"
DEMONSTRATION_KEY = "exchange-demonstration-key.pem"


class NoSigningKey(Exception):
    """There is no key that messages could be signed with; the text says what to do."""


@dataclass(frozen=True)
class SigningKey:
    """The portal's private key. `name` is what a partner knows it by: the start of its public half's SHA-256."""

    private: ec.EllipticCurvePrivateKey
    name: str

    def sign(self, content: bytes) -> bytes:
        """The signature of the content, in DER."""
        return self.private.sign(content, ec.ECDSA(SHA256()))

    @property
    def public_pem(self) -> bytes:
        """The public half, to be handed to partners."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )


def verifies(public_pem: bytes, content: bytes, signature: bytes) -> bool:
    """Whether the signature was made over exactly this content by the holder of the key."""
    public = serialization.load_pem_public_key(public_pem)
    assert isinstance(public, ec.EllipticCurvePublicKey)
    try:
        public.verify(signature, content, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def signing_key() -> SigningKey:
    """The key that the settings name; a demonstration makes one of its own. Raises NoSigningKey."""
    path = settings.EXCHANGE_KEY
    if path is None and settings.DEMONSTRATION:
        path = Path(settings.DATA_DIR) / DEMONSTRATION_KEY
        _make_once(path)
    if path is None:
        raise NoSigningKey(_("EXCHANGE_KEY names no key: messages to partners cannot be signed, so none is made."))
    return key_at(path, settings.DEMONSTRATION)


@lru_cache(maxsize=4)
def key_at(path: Path, demonstration: bool = False) -> SigningKey:
    """The key in a file; one of a demonstration says so in its name. Raises NoSigningKey."""
    try:
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise NoSigningKey(_("EXCHANGE_KEY cannot be read as a private key in PEM: %(path)s") % {"path": path}) from error
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp256r1":
        raise NoSigningKey(_("EXCHANGE_KEY is not a key on the curve P-256: %(path)s") % {"path": path})
    public = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return SigningKey(private, (DEMONSTRATION_MARK if demonstration else "") + sha256(public).hexdigest()[:16])


def _make_once(path: Path) -> None:
    """Web server and worker may start at the same moment: the first to link its key into place wins."""
    if not path.exists():
        with suppress(FileExistsError):
            make_key(path)


def make_key(path: Path) -> None:
    """Write a new private key that only its owner reads. Raises FileExistsError where a file is."""
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(pem)
    try:
        os.link(part, path)
    finally:
        part.unlink()
