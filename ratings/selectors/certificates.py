"""Where certificates stand on a day, and which certifications a firm or a district could have one of."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, CharField, Exists, F, Max, OuterRef, Q, QuerySet, Value, When

from accounts.roles import WHOLE_COUNTRY
from enterprises.models import Certification, Enterprise
from ratings.assessment.explain import judge_one
from ratings.levels import AEO, Suspension
from ratings.models import Certificate, CertificateStatus, Run, SuspensionOrder
from ratings.regulation.parameters import NoRulebook

EFFECTIVE_ORDER = ("enterprise__customs_code", "granted_on", "pk")


def status_on(certification: Certification, on: date) -> CertificateStatus:
    """Where the certificate of a certification stands on a day, by what the judge says of its firm for that day.

    Withdrawn: the certification ended, the firm is cancelled, or its level in force is another one. Suspended: an order
    suspends all AEO measures, or they must be suspended (Order 251 arts. 20-21, carried over).
    """
    if not in_force_on(certification, on):
        return CertificateStatus.WITHDRAWN
    try:
        said = judge_one(certification.enterprise, on).said
    except NoRulebook:
        return CertificateStatus.WITHDRAWN
    return status_from(certification, on, said["level_in_force"], said["suspension"] or "")


def status_from(certification: Certification, on: date, level_in_force: str | None, suspension: str) -> CertificateStatus:
    """Where the certificate of a certification stands on a day, given what the judge says of its firm."""
    if not in_force_on(certification, on) or level_in_force not in AEO or level_in_force != certification.level:
        return CertificateStatus.WITHDRAWN
    orders = SuspensionOrder.objects.in_force(on).filter(
        enterprise_id=certification.enterprise_id, scope=SuspensionOrder.Scope.ALL
    )
    suspended = suspension == Suspension.MUST or orders.exists()
    return CertificateStatus.SUSPENDED if suspended else CertificateStatus.VALID


def with_status(certificates: QuerySet[Certificate], on: date) -> QuerySet[Certificate]:
    """The certificates, each with where it `stands` by what the last night said of its firm, for lists; `status_from` in SQL.

    A certification granted since that night is taken as it is.
    """
    night = Run.objects.filter(state=Run.State.DONE).aggregate(last=Max("as_of"))["last"] or date.min
    counts = Q(certification__granted_on__lte=on) & (
        Q(certification__ended_on__isnull=True) | Q(certification__ended_on__gt=on)
    )
    lives = Q(enterprise__cancelled_on__isnull=True) | Q(enterprise__cancelled_on__gt=on)
    said = Q(enterprise__standing__level_in_force=F("level")) | Q(certification__granted_on__gte=night)
    orders = SuspensionOrder.objects.in_force(on).filter(scope=SuspensionOrder.Scope.ALL, enterprise=OuterRef("enterprise"))
    suspended = Q(enterprise__standing__suspension=Suspension.MUST) | Exists(orders)
    return certificates.annotate(
        stands=Case(
            When(counts & lives & said & suspended, then=Value(CertificateStatus.SUSPENDED.value)),
            When(counts & lives & said, then=Value(CertificateStatus.VALID.value)),
            default=Value(CertificateStatus.WITHDRAWN.value),
            output_field=CharField(),
        )
    )


def standing(certificates: QuerySet[Certificate], status: str | None) -> QuerySet[Certificate]:
    """Of certificates that have their status, those of one."""
    return certificates.filter(Q(("stands", status)))


def in_force_on(certification: Certification, on: date) -> bool:
    """Whether the certification itself counts on a day: granted, not ended, of a firm that is not cancelled."""
    cancelled_on = certification.enterprise.cancelled_on
    return (
        certification.granted_on <= on
        and (certification.ended_on is None or certification.ended_on > on)
        and (cancelled_on is None or cancelled_on > on)
    )


def certifications_in_force(on: date) -> QuerySet[Certification]:
    """Certifications that count on a day, in the order of their firms' codes."""
    counts = Q(granted_on__lte=on) & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    firm_lives = Q(enterprise__cancelled_on__isnull=True) | Q(enterprise__cancelled_on__gt=on)
    return Certification.objects.filter(counts, firm_lives).select_related("enterprise").order_by(*EFFECTIVE_ORDER)


def best_of_each_firm(certifications: Iterable[Certification]) -> list[Certification]:
    """Of each firm the one certification that a certificate is of: the highest level, and of that the latest."""
    best: dict[int, Certification] = {}
    for one in certifications:
        kept = best.get(one.enterprise_id)
        if kept is None or _rank(one) > _rank(kept):
            best[one.enterprise_id] = one
    return list(best.values())


def _rank(certification: Certification) -> tuple[int, date, int]:
    return -list(AEO).index(certification.level), certification.granted_on, certification.pk  # type: ignore[arg-type]


def certifications_of_firms(firms: Iterable[int], on: date) -> list[Certification]:
    """The certification of each of these firms that a certificate is of; firms without one are left out."""
    return best_of_each_firm(certifications_in_force(on).filter(enterprise_id__in=list(firms)))


def certifications_of_district(district: str, on: date) -> list[Certification]:
    """The same of all firms of a customs district, subordinate offices included."""
    rows = certifications_in_force(on)
    if district != WHOLE_COUNTRY:
        rows = rows.filter(enterprise__district__startswith=district[:2])
    return best_of_each_firm(rows.iterator(chunk_size=2000))


def certificates_of(firm: Enterprise) -> QuerySet[Certificate]:
    """A firm's certificates, the newest first."""
    return Certificate.objects.filter(enterprise=firm).select_related("certification__enterprise", "issued_by")
