"""What the letters of a suspension say: the order, and the decision that ends it (Order 251 arts. 20-21, carried over)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ratings.assessment.evidence import KEY_FIELDS
from ratings.documents.wording import choice_name, cited, day_in_words, level_name
from ratings.models import Case, CaseEvidence, Letter, SuspensionOrder
from ratings.regulation.parameters import Rulebook
from ratings.rulebooks import rulebook_for
from ratings.selectors.suspensions import CAUSE, MAY, MUST, causes_of, must_suspend

Words = dict[str, Any]

RISKS = {
    SuspensionOrder.Risk.FINANCIAL_RISK.value: "存在财务风险",
    SuspensionOrder.Risk.HIDING_ASSETS.value: "存在隐匿财产迹象",
}
SCOPES = {
    SuspensionOrder.Scope.ALL.value: "全部AEO管理措施",
    SuspensionOrder.Scope.GUARANTEE.value: "免担保措施",
}


def suspension_content(case: Case, on: date, extra: Mapping[str, Any]) -> Words:
    """What an order says: `reasons`, `scope` and `risk` of a SuspensionOrder, `from_on` (ISO); causes come from the case.

    Raises ValidationError without reasons.
    """
    causes = causes_of(case, on)
    return {
        "title": "暂停适用管理措施决定书",
        "causes": _causes(causes),
        "risk": RISKS.get(str(extra.get("risk", "")), ""),
        "must": must_suspend(causes),
        "reasons": _reasons(extra),
        "scope": SCOPES[str(extra["scope"])],
        "whole": extra["scope"] == SuspensionOrder.Scope.ALL,
        "from_on": day_in_words(str(extra["from_on"])),
        "basis": _basis(rulebook_for(on)),
        "level": level_name(case.level_in_force),
    }


def resumption_content(case: Case, on: date, extra: Mapping[str, Any]) -> Words:
    """What the decision to end says: each order that ends with its causes as they are now, and the reasons."""
    orders = case.ended_suspensions.select_related("case").order_by("from_on", "id")
    return {
        "title": "恢复适用管理措施决定书",
        "orders": [_order(order) for order in orders],
        "reasons": _reasons(extra),
        "basis": _basis(rulebook_for(on)),
        "level": level_name(case.level_in_force),
    }


def _order(order: SuspensionOrder) -> Words:
    letter = order.case.signed_letter(Letter.Kind.SUSPENSION)
    causes = list(order.causes())
    gone = [_gone(source, fact) for source in (MUST, MAY) for fact in _facts(source, causes)]
    return {
        "number": letter.number,
        "title": letter.content["title"],
        "from_on": day_in_words(order.from_on),
        "scope": SCOPES[order.scope],
        "gone": [*gone, *([f"“{RISKS[order.risk]}”的情形已经消除"] if order.risk else [])],
    }


def _facts(source: str, causes: Iterable[CaseEvidence]) -> Iterable[Any]:
    ids = {cause.fact_id for cause in causes if cause.source == source}
    return KEY_FIELDS[source][0]._default_manager.filter(pk__in=ids).order_by("pk")


def _gone(source: str, fact: Any) -> str:
    """How a cause ended, as the fact says today; one without an end was corrected since, and stands no more."""
    if source == MAY:
        ended = f"已于{day_in_words(fact.closed_on)}结束" if fact.closed_on else "的记录已更正，不再成立"
        return f"立案调查（{fact.case_no}）{ended}"
    outcome = {"acquitted": "宣告无罪", "withdrawn": "撤销案件", "convicted": "作出有罪判决"}.get(fact.outcome)
    if outcome is None:
        return f"刑事案件（{fact.case_no}）的记录已更正，不再成立"
    return f"刑事案件（{fact.case_no}）已{outcome}，自{day_in_words(fact.effective_on)}起生效"


def _causes(causes: Iterable[CaseEvidence]) -> list[Words]:
    return [_cause(row.source, row.snapshot) | {"number": row.key} for row in causes]


def _cause(source: str, then: Mapping[str, Any]) -> Words:
    if source == MAY:
        return {"matter": "因涉嫌违反海关监管规定被立案调查", "day": day_in_words(then["opened_on"])}
    charge = choice_name(KEY_FIELDS[MUST][0], "charge", then["charge"])
    return {"matter": f"因涉嫌违反与海关管理相关的法律被刑事立案（{charge}）", "day": day_in_words(then["filed_on"])}


def _basis(rulebook: Rulebook) -> str:
    return cited(rulebook.provision(CAUSE))


def _reasons(extra: Mapping[str, Any]) -> str:
    reasons = str(extra.get("reasons", "")).strip()
    if not reasons:
        raise ValidationError(_("An order of suspension and a decision to end one give reasons."))
    return reasons
