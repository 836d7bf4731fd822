"""A firm's consent to the exchange of its data: recorded, and withdrawn."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action
from accounts.services.record import record, require_reason
from enterprises.models import Enterprise
from mutual_recognition.exchange.eligibility import consent_economies, partners_told
from mutual_recognition.models import Consent


def consent_give(
    *, by: User, enterprise: Enterprise, economy: str, given_on: date, evidence: str, reason: str, as_of: date
) -> Consent:
    """Record that a firm consents to the exchange of its data with an economy.

    Raises PermissionDenied for a person of another district; ValidationError for an economy that needs no consent, a day
    that has not come, missing evidence, and a consent that is in force already or was withdrawn only after that day.
    """
    _require(by, enterprise)
    if economy not in consent_economies(partners_told(as_of)):
        raise ValidationError({"economy": _("This economy needs no consent, or no list is sent to it.")})
    if given_on > as_of:
        raise ValidationError({"given_on": _("A consent cannot be given on a day that has not come.")})
    if not evidence.strip():
        raise ValidationError({"evidence": _("Say where the firm's signed consent is kept.")})
    earlier = Consent.objects.filter(enterprise=enterprise, economy=economy)
    if earlier.filter(withdrawn_on__gt=given_on).exists():
        raise ValidationError({"given_on": _("An earlier consent was still in force on that day.")})
    consent = Consent(enterprise=enterprise, economy=economy, given_on=given_on, evidence=evidence.strip())
    try:
        with transaction.atomic():
            record(consent, by=by, reason=require_reason(reason))
    except IntegrityError as error:
        raise ValidationError(_("The firm's consent for this economy is in force already.")) from error
    return consent


def consent_withdraw(*, by: User, consent: Consent, withdrawn_on: date, reason: str, as_of: date) -> Consent:
    """Record that a firm withdrew its consent: the partner is told that the firm is on the list no more, and nothing else.

    Raises PermissionDenied for a person of another district; ValidationError when it is withdrawn already, for a day before
    it was given, and for one that has not come.
    """
    _require(by, consent.enterprise)
    with transaction.atomic():
        consent = Consent.objects.select_for_update().get(pk=consent.pk)
        if consent.withdrawn_on:
            raise ValidationError(_("This consent is withdrawn already."))
        if withdrawn_on < consent.given_on:
            raise ValidationError({"withdrawn_on": _("A consent is not withdrawn before it was given.")})
        if withdrawn_on > as_of:
            raise ValidationError({"withdrawn_on": _("A consent cannot be withdrawn on a day that has not come.")})
        consent.withdrawn_on = withdrawn_on
        record(consent, by=by, reason=require_reason(reason))
    return consent


def _require(by: User, enterprise: Enterprise) -> None:
    if not by.may(Action.RECORD_CONSENT, enterprise.district):
        raise PermissionDenied(
            _("Only an officer of the firm's district or the mutual-recognition desk records its consent.")
        )
