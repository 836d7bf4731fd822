"""What a served decision does to the firm: an adverse level, or an AEO certification that ends (Order 251 arts. 24-25)."""

from datetime import date

from accounts.models import User
from accounts.services.record import record
from enterprises.models import Certification, ChangedFirm, DecidedRating
from ratings.assessment.evidence import REVIEW, STANDARD
from ratings.assessment.explain import explain_one
from ratings.casework.deadlines import DEFENCE
from ratings.levels import ADVERSE, AEO, Level
from ratings.models import Case, CaseEvidence, CaseFreeze, Decision, Letter
from ratings.regulation.rulebook import Figure, GroundBasis
from ratings.rulebooks import rulebook_for

BASIS_LENGTH = Decision._meta.get_field("basis").max_length


def level_lower(*, case: Case, letter: Letter, level: Level, effective_on: date, by: User) -> Decision:
    """Put the decided level into effect on the day of service, and queue the firm so that the next night sees it.

    An adverse level is a decided rating; between AEO levels, or down to regular, certifications end and one may be granted.
    """
    adverse = level in ADVERSE
    codes = _grounds(case)
    rating = _rate(case, level, codes, effective_on, by) if adverse else None
    if not adverse:
        _adjust(case, level, effective_on, by)
    ChangedFirm.objects.create(enterprise_id=case.enterprise_id)
    return Decision.objects.create(
        enterprise_id=case.enterprise_id,
        kind=Decision.Kind.ADVERSE if adverse else Decision.Kind.ADJUSTMENT,
        rating=rating,
        decided_on=letter.decided_on,
        case=case,
        decided_by=letter.signed_by,
        basis=_basis(case, codes, "zh")[:BASIS_LENGTH],
        evidence=_evidence(case, letter, level, codes),
    )


def _rate(case: Case, level: Level, codes: list[str], day: date, by: User) -> DecidedRating:
    rating = DecidedRating(enterprise_id=case.enterprise_id, level=level, effective_on=day, grounds=" ".join(codes))
    record(rating, by=by, reason=case.number)
    return rating


def _adjust(case: Case, level: Level, day: date, by: User) -> None:
    """End what certifies more than the level, and what certifies it but no longer stands; grant it where nothing is left.

    Rows that end here belong to the portal from now on: no delivery names them.
    """
    known = Certification.objects.filter(enterprise_id=case.enterprise_id, granted_on__lte=day)
    in_force = [row for row in known.select_for_update() if row.ended_on is None or row.ended_on > day]
    for row in in_force:
        if row.level != level:
            _end(row, case, day, by)
    if level not in AEO or explain_one(case.enterprise, day)["indicated_level"] == level:
        return
    for row in in_force:
        if row.level == level:
            _end(row, case, day, by)
    number = f"{case.number}-{level}"
    granted = Certification(enterprise_id=case.enterprise_id, certificate_no=number, level=level, granted_on=day)
    record(granted, by=by, reason=case.number)


def _end(row: Certification, case: Case, day: date, by: User) -> None:
    row.ended_on, row.delivery = day, None
    record(row, by=by, reason=case.number)


def _told(case: Case) -> list[CaseFreeze]:
    return list(case.freezes.filter(letter__isnull=False).order_by("number"))


def _grounds(case: Case) -> list[str]:
    """The codes of the grounds that the decision rests on, in the order of the law."""
    told = _told(case)
    found = set(CaseEvidence.objects.filter(freeze__in=told).values_list("ground", flat=True)) - {STANDARD, REVIEW}
    return [code for code in rulebook_for(told[-1].as_of).grounds if code in found]


def _basis(case: Case, codes: list[str], language: str) -> str:
    """The articles as the law of the last freeze's day cites them; those of the procedure where no ground is named."""
    rulebook = rulebook_for(_told(case)[-1].as_of)
    cited: list[GroundBasis | Figure] = [rulebook.grounds[code] for code in codes] or [rulebook.figures[DEFENCE]]
    return "；".join(dict.fromkeys(getattr(basis, f"basis_{language}") for basis in cited))


def _evidence(case: Case, letter: Letter, level: Level, codes: list[str]) -> dict[str, object]:
    """The frozen grounds that the decision rests on, each as `explain` printed it, with the letters and the facts."""
    told = _told(case)
    rows = CaseEvidence.objects.filter(freeze__in=told).order_by("freeze__number", "ground", "key")
    return {
        "level": str(level),
        "basis_en": _basis(case, codes, "en").replace("；", "; "),
        "letter": letter.number,
        "letter_sha256": letter.sha256,
        "as_of": told[-1].as_of.isoformat(),
        "grounds": told[-1].grounds,
        "facts": [
            {"freeze": row.freeze.number, "ground": row.ground, "key": row.key} for row in rows.select_related("freeze")
        ],
    }
