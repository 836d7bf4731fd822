"""Issuing certificates: render, sign, store once; and whether a file, or a number with a name, is one of ours."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action
from enterprises.models import Certification
from ratings.documents.certificates.authority import NoAuthority, signing_authority, trusted_certificates
from ratings.documents.certificates.content import content_of
from ratings.documents.certificates.fonts import NoFont
from ratings.documents.certificates.render import certificate_pdf
from ratings.documents.certificates.sign import signed_pdf
from ratings.documents.certificates.verify import Finding, Verdict, verify
from ratings.models import Certificate, CertificateStatus
from ratings.models.certificates import CODE_LENGTH
from ratings.selectors.certificates import status_on

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # nothing that is mistaken for another when typed from paper
NOT_IN_FORCE = "not_in_force"
"""The code of the refusal that is about the certification, and not about what there is to sign with."""


def certificate_issue(*, by: User, firm_certification: Certification, on: date) -> Certificate:
    """The signed certificate of a certification; the one there is already, where it was issued before.

    The certification may have come by a feed or been granted in the portal. Raises PermissionDenied for anyone but a
    supervisor of the firm's district, ValidationError where the certification is not in force on the day, or where there
    is nothing to sign or print with.
    """
    if not by.may(Action.ISSUE_CERTIFICATE, firm_certification.enterprise.district):
        raise PermissionDenied(_("Only a supervisor of the firm's customs district may issue its certificate."))
    there = Certificate.objects.filter(certification=firm_certification).first()
    if there is not None:
        return there
    if status_on(firm_certification, on) == CertificateStatus.WITHDRAWN:
        raise ValidationError(
            _("%(number)s is not in force on this day, or the firm is at another level: no certificate can be issued.")
            % {"number": firm_certification.certificate_no},
            code=NOT_IN_FORCE,
        )
    return _issue(by, firm_certification, on)


def _issue(by: User, certification: Certification, on: date) -> Certificate:
    code = "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
    try:
        authority = signing_authority()
        content = content_of(certification, code=code, on=on, demonstration=authority.demonstration)
        location = f"{content['district']['zh']} {content['district']['en']}"
        pdf = signed_pdf(certificate_pdf(content), authority=authority, location=location)
    except (NoAuthority, NoFont) as missing:
        raise ValidationError(str(missing)) from missing
    certificate = Certificate(
        certification=certification,
        enterprise=certification.enterprise,
        number=certification.certificate_no,
        code=code,
        district=certification.enterprise.district,
        level=certification.level,
        content=content,
        issued_on=on,
        issued_by=by,
        sha256=hashlib.sha256(pdf).hexdigest(),
        size=len(pdf),
    )
    certificate.file.save(f"certificate-{code}.pdf", ContentFile(pdf), save=False)
    try:
        with transaction.atomic():
            certificate.save()
    except IntegrityError:  # another person, or another worker, was quicker: theirs is the certificate
        certificate.file.storage.delete(str(certificate.file.name))
        return Certificate.objects.get(certification=certification)
    return certificate


@dataclass(frozen=True)
class Checked:
    """What an uploaded file is: what the file itself shows, and the certificate of the register that it is.

    `mismatch`: signed by us, but the register has no certificate with this number, name and code together.
    """

    finding: Finding
    certificate: Certificate | None = None
    mismatch: bool = False


def certificate_check(*, pdf: bytes) -> Checked:
    """Whether an uploaded file is a certificate of ours, unchanged. Raises NoAuthority where nothing says whom to trust."""
    finding = verify(pdf, trusted_certificates())
    if finding.verdict != Verdict.UNCHANGED:
        return Checked(finding)
    rows = Certificate.objects.select_related("certification__enterprise")
    certificate = rows.filter(sha256=hashlib.sha256(pdf).hexdigest()).first()
    if certificate is None or not _same(finding, certificate):
        return Checked(finding, mismatch=True)
    return Checked(finding, certificate)


def _same(finding: Finding, certificate: Certificate) -> bool:
    """Whether the file says what the register says of the certificate: number, firm, level, address."""
    said = certificate.content
    return all(finding.facts.get(name) == said[name] for name in ("number", "level", "firm", "address"))


def certificate_find(*, number: str, name: str) -> Certificate | None:
    """The certificate with this number and this name of the firm, in either language; None where they do not belong together.

    Whether the number or the name was wrong is not told: numbers could be tried one after another otherwise.
    """
    found = Certificate.objects.select_related("certification__enterprise").filter(number=number.strip()).first()
    if found is None or _plain(name) not in {_plain(found.content["firm"][key]) for key in ("name_zh", "name_en")} - {""}:
        return None
    return found


def _plain(name: str) -> str:
    """A name without blanks and case, its brackets in one form."""
    return "".join(name.split()).casefold().replace("(", "（").replace(")", "）")
