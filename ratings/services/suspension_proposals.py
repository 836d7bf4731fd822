"""What the night proposes of suspensions: an order where a cause came, an end where the causes are gone. It decides neither.

Order 251 arts. 20-21, carried over.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from simple_history.utils import bulk_update_with_history

from ratings.assessment.evidence import key_of, snapshot
from ratings.casework import suspension
from ratings.levels import AEO, Level
from ratings.models import Case, CaseEvidence, CaseFreeze, Run, SuspensionOrder
from ratings.selectors.suspensions import CAUSE, MAY, causes_standing

UNSIGNED = (suspension.Step.PROPOSED, suspension.Step.DECLINING, suspension.Step.DRAFTED)
Cause = tuple[str, models.Model]


def suspensions_propose(*, as_of: date, run: Run) -> int:
    """Open a case for each AEO with a cause that no case of it holds; returns how many were opened.

    A case whose order is not signed yet takes up further causes as another numbered freeze. What officers declined to
    suspend for an investigation does not come back with the same one. The causes of AEO firms alone are read: few.
    """
    found: defaultdict[int, list[Cause]] = defaultdict(list)
    firms: dict[int, tuple[str, str]] = {}
    for source, facts in causes_standing(as_of).items():
        for fact in _of_aeo(facts).exclude(Exists(_held(source, as_of))).order_by("enterprise_id", "id"):
            found[fact.enterprise_id].append((source, fact))
            firms[fact.enterprise_id] = (fact.district, fact.level)
    open_cases = {
        case.enterprise_id: case
        for case in Case.objects.filter(enterprise__in=found, kind=Case.Kind.SUSPENSION, state=Case.State.OPEN)
    }
    new = Case.objects.bulk_create(
        _case(Case.Kind.SUSPENSION, suspension.Step.PROPOSED, firm, *firms[firm], as_of, run)
        for firm in found
        if firm not in open_cases
    )
    further = [case for case in open_cases.values() if case.step in UNSIGNED]
    _freeze([(case, found[case.enterprise_id]) for case in (*new, *further)], as_of, run)
    return len(new)


def resumptions_propose(*, as_of: date, run: Run) -> int:
    """Open a case for each firm with suspensions whose founding facts are all gone, once; returns how many were opened.

    A suspension for a risk alone is ended by officers: no fact says that the risk is gone.
    """
    busy = Case.objects.filter(enterprise=OuterRef("enterprise"), kind=Case.Kind.RESUMPTION, state=Case.State.OPEN)
    waiting = SuspensionOrder.objects.filter(~Exists(busy), to_on__isnull=True, end_case__isnull=True)
    for facts in causes_standing(as_of).values():
        waiting = waiting.exclude(Exists(_founding().filter(_among(facts))))
    orders: defaultdict[int, list[SuspensionOrder]] = defaultdict(list)
    for order in waiting.filter(Exists(_founding())).select_related("enterprise__standing"):
        orders[order.enterprise_id].append(order)
    cases = Case.objects.bulk_create(
        _case(Case.Kind.RESUMPTION, suspension.EndStep.PROPOSED, firm, *_standing_of(rows[0]), as_of, run)
        for firm, rows in orders.items()
    )
    for case in cases:
        for order in orders[case.enterprise_id]:
            order.end_case = case
    ended = [order for rows in orders.values() for order in rows]
    bulk_update_with_history(ended, SuspensionOrder, ["end_case"], default_change_reason=str(run))
    return len(cases)


def _of_aeo(facts: QuerySet) -> QuerySet:
    standing = "enterprise__standing__level_in_force"
    return facts.filter(**{f"{standing}__in": AEO}).annotate(level=F(standing), district=F("enterprise__district"))


def _held(source: str, as_of: date) -> QuerySet[CaseEvidence]:
    """Evidence of a case that is open, whose order stands, or in which officers declined what they may decline."""
    of_case = "freeze__case__"
    stands = Q(**{f"{of_case}suspension_order__to_on__isnull": True, f"{of_case}state": Case.State.DECIDED})
    held = Q(**{f"{of_case}state": Case.State.OPEN}) | stands | Q(**{f"{of_case}suspension_order__to_on__gt": as_of})
    if source == MAY:
        held |= Q(**{f"{of_case}state": Case.State.DISMISSED})
    kind = {f"{of_case}kind": Case.Kind.SUSPENSION, f"{of_case}enterprise": OuterRef("enterprise")}
    return CaseEvidence.objects.filter(held, source=source, fact_id=OuterRef("pk"), **kind)


def _founding() -> QuerySet[CaseEvidence]:
    return CaseEvidence.objects.filter(freeze__case=OuterRef("case"))


def _among(facts: QuerySet) -> Q:
    return Q(source=facts.model._meta.model_name, fact_id__in=facts.values("pk"))


def _standing_of(order: SuspensionOrder) -> tuple[str, str]:
    standing = getattr(order.enterprise, "standing", None)
    return order.enterprise.district, (standing and standing.level_in_force) or Level.REGULAR


def _case(kind: str, step: str, firm: int, district: str, level: str, as_of: date, run: Run) -> Case:
    return Case(
        enterprise_id=firm,
        kind=kind,
        step=step,
        district=district,
        level_in_force=level,
        indicated_level=level,
        opened_on=as_of,
        opened_by_run=run,
    )


def _freeze(found: Iterable[tuple[Case, list[Cause]]], as_of: date, run: Run) -> None:
    """Freeze the causes with each case, under its next number."""
    causes = {case.pk: rows for case, rows in found}
    cases = Case.objects.in_bulk(causes)
    last = dict(CaseFreeze.objects.filter(case__in=causes).values_list("case_id").annotate(last=Max("number")).order_by())
    freezes = CaseFreeze.objects.bulk_create(
        CaseFreeze(
            case=case,
            number=last.get(pk, 0) + 1,
            run=run,
            as_of=as_of,
            indicated_level=case.indicated_level,
            grounds={},
        )
        for pk, case in cases.items()
    )
    CaseEvidence.objects.bulk_create(
        CaseEvidence(
            freeze=freeze, ground=CAUSE, source=source, fact_id=fact.pk, key=key_of(source, fact), snapshot=snapshot(fact)
        )
        for freeze in freezes
        for source, fact in causes[freeze.case_id]
    )
