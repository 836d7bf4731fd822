"""Whether a file is a certificate of the authority, unchanged since it was signed; from the file and the trust alone."""

import hashlib
import json
import re
import struct
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from typing import Any

from asn1crypto import cms
from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from ratings.documents.certificates.apart import apart
from ratings.documents.certificates.render import FACTS_NAME

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
SEQUENCE, SET, TAGGED_0 = 0x30, 0x31, 0xA0
VERSION_1 = b"\x02\x01\x01"
HEX = re.compile(rb"<((?:[0-9A-F]{2})+)>")  # as pyHanko writes it: in small letters it would be other bytes
BROKEN = (
    PdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError,
    EOFError, OSError, NotImplementedError, zlib.error, struct.error,
)  # fmt: skip
"""What readers of PDF and CMS raise for a file that is not what it says: anything may stand in an uploaded one."""


class Verdict(StrEnum):
    """What a file is found to be."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    NOT_OURS = "not_ours"


class Why(StrEnum):
    """What the verdict rests on."""

    INTACT = "intact"
    ALTERED = "altered"  # bytes that the signature covers, or the signature itself
    APPENDED = "appended"  # something follows what was signed
    NO_PDF = "no_pdf"
    UNSIGNED = "unsigned"
    FOREIGN = "foreign"  # signed, and not by this authority


@dataclass(frozen=True)
class Finding:
    """The verdict, and for an unchanged file what it says (number, firm, …), who signed it and when by their own clock."""

    verdict: Verdict
    why: Why
    facts: dict[str, Any] = field(default_factory=dict)
    signer: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True)
class Signature:
    """The signature as it lies in the file, found without trusting the file's structure."""

    place: tuple[int, int]  # of <…> in the file, as the byte range leaves it out
    covers_end: int
    hexadecimal: bytes
    signer: asn1.Certificate | None

    @property
    def is_plain(self) -> bool:
        """Whether it is written in the one way in which the portal writes one, with nothing but zeros behind it."""
        raw = bytes.fromhex(self.hexadecimal.decode())
        try:
            content = cms.ContentInfo.load(raw)
            length = len(content.dump())
            return not raw[length:].strip(b"\0") and _written_anew(content["content"]) == raw[:length]
        except BROKEN:
            return False


def _written_anew(signed: cms.SignedData) -> bytes:
    """The signature as it must be written (RFC 5652): what no digest covers has one value only."""
    (signer,) = signed["signer_infos"]
    (digest,) = signed["digest_algorithms"]
    told = (signer["sid"], digest, signer["signed_attrs"], signer["signature_algorithm"], signer["signature"])
    signed_by = _der(SEQUENCE, VERSION_1, *(part.dump() for part in told))
    certificates = (choice.chosen.dump() for choice in signed["certificates"])
    content = _der(
        SEQUENCE,
        VERSION_1,
        _der(SET, signer["digest_algorithm"].dump()),
        _der(SEQUENCE, cms.ContentType("data").dump()),
        _der(TAGGED_0, *certificates),
        _der(SET, signed_by),
    )
    return _der(SEQUENCE, cms.ContentType("signed_data").dump(), _der(TAGGED_0, content))


def _der(tag: int, *parts: bytes) -> bytes:
    """The parts in one value of DER."""
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


def verify(pdf: bytes, trust: tuple[bytes, ...]) -> Finding:
    """What a file is, for who trusts these certificates (in DER) alone. Needs no network and no database."""
    if not pdf.startswith(b"%PDF-"):
        return Finding(Verdict.NOT_OURS, Why.NO_PDF)
    found = _signatures(pdf)
    if not found:
        return Finding(Verdict.NOT_OURS, Why.UNSIGNED)
    roots = [asn1.Certificate.load(certificate) for certificate in trust]
    ours = [signature for signature in found if signature.signer and _is_issued_by(signature.signer, roots)]
    if not ours:
        return Finding(Verdict.NOT_OURS, Why.FOREIGN)
    signature = ours[0]
    if signature.covers_end != len(pdf) or len(found) > 1:
        return Finding(Verdict.CHANGED, Why.APPENDED)
    if not _covers_all(signature, pdf) or not signature.is_plain or not _digest_holds(signature, pdf):
        return Finding(Verdict.CHANGED, Why.ALTERED)
    return _validated(pdf, roots)


def _signatures(pdf: bytes) -> list[Signature]:
    """Every signature, by its byte range: a damaged file may have lost the structure that leads to it."""
    found = []
    for match in BYTE_RANGE.finditer(pdf):
        start, first, second, rest = (int(number) for number in match.groups())
        place = HEX.fullmatch(pdf[first:second])
        if start == 0 and first < second and place:
            found.append(Signature((first, second), second + rest, place[1], _signer_of(place[1])))
    return found


def _covers_all(signature: Signature, pdf: bytes) -> bool:
    """Whether the byte range leaves out the signature alone, and the file has one byte range."""
    first, second = signature.place
    return pdf[first : first + 1] == b"<" and pdf[second - 1 : second] == b">" and pdf.count(b"/ByteRange") == 1


def _digest_holds(signature: Signature, pdf: bytes) -> bool:
    """Whether the signature is over these bytes. Asked before a reader of PDF sees them: a changed file is read no further."""
    first, second = signature.place
    digest = hashlib.sha256(pdf[:first] + pdf[second:]).digest()
    try:
        (signer,) = cms.ContentInfo.load(bytes.fromhex(signature.hexadecimal.decode()))["content"]["signer_infos"]
        (told,) = [one["values"][0].native for one in signer["signed_attrs"] if one["type"].native == "message_digest"]
    except BROKEN:
        return False
    return bool(told == digest)


def _signer_of(hexadecimal: bytes) -> asn1.Certificate | None:
    """The certificate of who signed, as the signature names it; None where it cannot be read."""
    try:
        signed = cms.ContentInfo.load(bytes.fromhex(hexadecimal.decode()))["content"]
        wanted = signed["signer_infos"][0]["sid"].chosen
        for choice in signed["certificates"]:
            certificate = choice.chosen
            if certificate.issuer == wanted["issuer"] and certificate.serial_number == wanted["serial_number"].native:
                return certificate
    except BROKEN:
        return None
    return None


def _is_issued_by(certificate: asn1.Certificate, roots: list[asn1.Certificate]) -> bool:
    """Whether it names one of the trusted ones as its issuer, by name and key; its signature is checked afterwards."""
    try:
        issuer, key = certificate.issuer, certificate.authority_key_identifier
        return any(issuer == root.subject and key == root.key_identifier for root in roots)
    except BROKEN:  # read only now, and damaged
        return False


def _validated(pdf: bytes, roots: list[asn1.Certificate]) -> Finding:
    """The full check of the one signature: digest, signature, path to the trusted one, coverage, and no later change.

    The path is checked for the moment at which the authority says it signed: its own certificate may expire before the
    certificates that it signed do.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf))
        (embedded,) = reader.embedded_signatures
        moment = embedded.self_reported_timestamp or datetime.now(UTC)
        context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment, best_signature_time=moment)
        status = apart(lambda: validate_pdf_signature(embedded, signer_validation_context=context))
        intact = status.bottom_line and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        unmodified = status.modification_level == ModificationLevel.NONE
        if not status.trusted and status.intact and status.valid:
            return Finding(Verdict.NOT_OURS, Why.FOREIGN)
        if not intact or not unmodified:
            return Finding(Verdict.CHANGED, Why.ALTERED)
        return Finding(Verdict.UNCHANGED, Why.INTACT, _facts(reader), _common_name(embedded), moment)
    except (*BROKEN, PathError, ValidationError):
        return Finding(Verdict.CHANGED, Why.ALTERED)


def _facts(reader: PdfFileReader) -> dict[str, Any]:
    """What the signed file says, from the data attached to it; empty where it carries none."""
    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        files = {str(names[place]): names[place + 1] for place in range(0, len(names), 2)}
        for one in files.values():
            if str(one.get("/UF", one.get("/F", ""))) == FACTS_NAME:
                facts = json.loads(one["/EF"]["/F"].data)
                return facts if isinstance(facts, dict) else {}
    except BROKEN:
        return {}
    return {}


def _common_name(embedded: EmbeddedPdfSignature) -> str:
    return str(embedded.signer_cert.subject.native.get("common_name", ""))


__all__ = ["Finding", "Verdict", "Why", "verify"]
