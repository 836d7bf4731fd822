"""Evidence frozen with a case when an officer opens it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models

from ratings.assessment.evidence import key_of, snapshot
from ratings.models import Case, CaseEvidence, CaseFreeze


def freeze_make(
    *, case: Case, found: Iterable[tuple[str, str, models.Model]], as_of: date, grounds: Mapping[str, Any] | None = None
) -> CaseFreeze:
    """The first freeze of a case: each fact, as (what it founds, its kind, the row), kept as it is now."""
    freeze = CaseFreeze.objects.create(
        case=case, number=1, as_of=as_of, indicated_level=case.indicated_level, grounds=grounds or {}
    )
    CaseEvidence.objects.bulk_create(
        CaseEvidence(
            freeze=freeze, ground=ground, source=source, fact_id=fact.pk, key=key_of(source, fact), snapshot=snapshot(fact)
        )
        for ground, source, fact in found
    )
    return freeze
