"""Signing a certificate: PAdES, invisible, certifying that no change at all is allowed after it."""

from functools import lru_cache
from io import BytesIO

from asn1crypto import keys, pem
from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ratings.documents.certificates.apart import apart
from ratings.documents.certificates.authority import Authority

FIELD = "Authority"
DIGEST = "sha256"


def signed_pdf(pdf: bytes, *, authority: Authority, location: str) -> bytes:
    """The certificate, signed over all its bytes; `location` is the customs, as the signature names it.

    The seal is drawn in the page: a stamp of the signature's own would garble Chinese.
    """
    what = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        location=location,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signer = PdfSigner(what, signer=_signer(authority), new_field_spec=SigFieldSpec(FIELD))
    signed = BytesIO()
    apart(lambda: signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=signed))
    return signed.getvalue()


@lru_cache(maxsize=4)
def _signer(authority: Authority) -> SimpleSigner:
    _kind, _headers, der = pem.unarmor(authority.key)
    chain = [asn1.Certificate.load(certificate) for certificate in authority.chain]
    above = SimpleCertificateStore()
    above.register_multiple(chain[1:])
    return SimpleSigner(
        signing_cert=chain[0],
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=above,
        embed_roots=False,
    )
