"""What was found, as a letter says it: each frozen ground with its basis, its figures, its limits and its evidence."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ratings.assessment.evidence import KEY_FIELDS, REVIEW, STANDARD
from ratings.documents.wording import choice_name, day_in_words, mark, yuan
from ratings.models import Case, CaseEvidence, CaseFreeze
from ratings.regulation.grounds import BY_CODE, Grain, Ground
from ratings.regulation.parameters import Rulebook
from ratings.rulebooks import rulebook_for

Words = dict[str, Any]


def findings_of(case: Case, freezes: Sequence[CaseFreeze]) -> list[Words]:
    """The grounds that the freezes found, in the order of the law: the figures of the latest, the evidence of all.

    A ground whose facts found nothing any more in the latest freeze is left out, and so are such facts.
    """
    if not freezes:
        return []
    latest = max(freezes, key=lambda freeze: freeze.number)
    rulebook = rulebook_for(latest.as_of)
    rows = list(CaseEvidence.objects.filter(freeze__in=freezes).order_by("freeze__number", "key"))
    found = []
    for code in rulebook.grounds:
        frozen = latest.grounds.get(code)
        if not frozen or frozen["verdict"] != "met":
            continue
        evidence = [row for row in rows if row.ground == code and row.key in frozen["evidence"]]
        if evidence:
            found.append(_ground(BY_CODE[code], frozen, rulebook, case.enterprise.category, latest.as_of, evidence))
    of_standards = {STANDARD: _failed_standard, REVIEW: _failed_review}
    for code, in_words in of_standards.items():
        if failed := [row for row in rows if row.ground == code]:
            found.append(in_words(failed))
    return found


def is_serious(findings: Iterable[Words]) -> bool:
    """Whether one of the grounds is a serious one, under either order."""
    return any(ground["serious"] for ground in findings)


def _ground(
    ground: Ground, frozen: Mapping[str, Any], rulebook: Rulebook, category: str, as_of: date, evidence: list[CaseEvidence]
) -> Words:
    basis = rulebook.grounds[ground.code]
    return {
        "code": ground.code,
        "title": basis.title_zh,
        "basis": basis.basis_zh,
        "wording": basis.wording_zh,
        "mark": mark(frozen["status"]),
        "serious": basis.serious,
        "found": _FOUND[ground.grain](frozen["figures"], as_of),
        "limits": _limits(ground, frozen["limits"], rulebook, category),
        "evidence": _evidence(evidence),
    }


def _failed_standard(rows: list[CaseEvidence]) -> Words:
    return {
        "code": STANDARD,
        "title": "整改未通过或者逾期未完成",
        "basis": "",
        "wording": "容错整改期届满未通过或者未完成整改的，不再符合相应等级的认证标准。",
        "mark": mark("reported"),
        "serious": False,
        "found": f"整改未通过或者逾期未完成{len(_latest(rows))}次。",
        "limits": [],
        "evidence": _evidence(rows),
    }


def _failed_review(rows: list[CaseEvidence]) -> Words:
    return {
        "code": REVIEW,
        "title": "复核未通过",
        "basis": "",
        "wording": "复核未通过且未经整改通过的，不再符合相应等级的认证标准。",
        "mark": mark("reported"),
        "serious": False,
        "found": "海关依据认证标准对你企业进行复核，你企业未通过复核，且未经整改通过。",
        "limits": [],
        "evidence": _evidence(rows),
    }


# --- Figures ------------------------------------------------------------------


def _events(figures: Mapping[str, Any], as_of: date) -> str:
    text = f"截至{day_in_words(as_of)}，计入{figures['count']}次，最近一次为{day_in_words(figures['latest_on'])}"
    if "largest_cny" in figures:
        text += f"，其中最高一次处罚金额{yuan(figures['largest_cny'])}元"
    return f"{text}。"


def _window(figures: Mapping[str, Any], as_of: date) -> str:
    end = figures["window_end"]
    text = f"在截至{day_in_words(end)}的连续12个月内，违反海关监管规定被海关行政处罚{figures['count']}次，"
    text += f"处罚金额累计{yuan(figures['total_cny'])}元；"
    year = int(end[:4]) - 1
    documents = figures["documents"]
    return text + (f"{year}年度相关单证总数{documents:,}份。" if documents else f"{year}年度相关单证总数无法计算。")


def _arrears(figures: Mapping[str, Any], as_of: date) -> str:
    text = f"截至{day_in_words(as_of)}，逾期未缴{figures['count']}笔，合计{yuan(figures['total_cny'])}元，"
    return f"{text}其中最早的缴纳期限为{day_in_words(figures['earliest_deadline'])}。"


_FOUND = {Grain.EVENT: _events, Grain.WINDOW: _window, Grain.ARREARS: _arrears}


def _limits(ground: Ground, printed: Mapping[str, Any], rulebook: Rulebook, category: str) -> list[Words]:
    """The limits as they were printed when the case was frozen, each with 待核 where it is not confirmed."""
    role = "broker" if category == "broker" else "consignee"
    places = {
        "rate": f"penalty_rate_{role}",
        "total_cny": f"penalty_total_{role}_cny" if ground.grain is Grain.WINDOW else "overdue_fine_total_cny",
        "amount_cny": "solid_waste_amount_cny",
        "months": ground.term,
    }
    return [
        {"label": figure.label_zh, "value": _limit(name, value), "mark": mark(figure.status)}
        for name, value in printed.items()
        if name in places and value is not None
        for figure in [rulebook.figures[places[name]]]
    ]


def _limit(name: str, value: str | int) -> str:
    if name == "months":
        return f"{value}个月"
    return str(value) if name == "rate" else f"{Decimal(value):,}元"


# --- Evidence -----------------------------------------------------------------


def _latest(rows: Iterable[CaseEvidence]) -> list[CaseEvidence]:
    """One row a fact: as it was frozen last."""
    return list({(row.source, row.fact_id): row for row in rows}.values())


def _evidence(rows: Iterable[CaseEvidence]) -> list[Words]:
    lines = [_WORDS_OF[row.source](row.snapshot) | {"number": row.key} for row in _latest(rows)]
    return sorted(lines, key=lambda line: (line["sort"], line["number"]))


def _line(matter: str, day: str | None, what: str, amount: str | None) -> Words:
    return {"matter": matter, "day": day_in_words(day), "day_of": what, "amount": yuan(amount), "sort": day or ""}


def _penalty(then: Mapping[str, Any]) -> Words:
    matter = choice_name(KEY_FIELDS["penalty"][0], "kind", then["kind"])
    return _line(matter, then["decided_on"], "决定", then["amount_cny"])


def _crime(then: Mapping[str, Any]) -> Words:
    matter = choice_name(KEY_FIELDS["criminalcase"][0], "charge", then["charge"])
    return _line(matter, then["effective_on"], "生效", None)


def _payable(then: Mapping[str, Any]) -> Words:
    matter = choice_name(KEY_FIELDS["payable"][0], "kind", then["kind"])
    return _line(matter, then["deferred_to"] or then["due_on"], "期满", then["amount_cny"])


def _rectification(then: Mapping[str, Any]) -> Words:
    if then["outcome"] == "failed" and then["closed_on"]:
        return _line("整改未通过", then["closed_on"], "结束", None)
    return _line("整改逾期未完成", then["due_on"], "期满", None)


def _review(then: Mapping[str, Any]) -> Words:
    return _line("复核未通过", then["effective_on"], "送达", None)


_WORDS_OF = {
    "penalty": _penalty,
    "criminalcase": _crime,
    "payable": _payable,
    "rectification": _rectification,
    REVIEW: _review,
}
