"""The score sheet: filled by the portal where the feeds tell, graded by the examiners, each item on its own."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action
from accounts.services.record import record
from ratings.assessment.evidence import facts_of, key_of
from ratings.casework.examination import EXAMINED
from ratings.certification.grades import GRADES, Grade
from ratings.certification.judging import Judged, judge_firm
from ratings.certification.ratios import Indicator, financial_items
from ratings.certification.standards import all_standards
from ratings.models import Case, Examination, FinancialStatement, ScoreLine
from ratings.rulebooks import rulebook_for
from ratings.selectors.applications import examination_of, program_of, standards_of
from ratings.services.case_steps import case_step

STATEMENT_FIELDS = (
    "total_assets",
    "total_assets_before",
    "total_liabilities",
    "current_assets",
    "current_liabilities",
    "cash",
    "trading_assets",
    "operating_cash_flow",
    "revenue",
    "cost_of_sales",
    "operating_profit",
    "total_profit",
    "interest_expense",
    "net_profit",
)
"""The figures of a statement, in yuan."""


def sheet_judge(*, examination: Examination, as_of: date, by: User) -> int:
    """Put what the facts of the day say into the sheet's lines; what an examiner found stays. Returns how many lines changed.

    Lines of items that the sheet does not hold yet are made.
    """
    case = examination.case
    have = {line.item: line for line in case.score_lines.select_for_update()}
    judged = judge_firm(program_of(examination), rulebook_for(as_of), as_of, case.enterprise_id)
    changed = 0
    for standard in standards_of(examination):
        line = have.get(standard.code) or ScoreLine(case=case, item=standard.code)
        found = judged.get(standard.code)
        said, grade = (judged_said(found), found.grade or "") if found else (line.portal_said, line.portal_grade)
        if line.pk and (line.portal_said, line.portal_grade) == (said, grade):
            continue
        line.portal_said, line.portal_grade, line.judged_for = said, grade, as_of if found else line.judged_for
        record(line, by=by, reason=case.number)
        changed += 1
    return changed


def evidence_tokens(found: Judged) -> str:
    """The facts that an item counts, as `facts_of` takes them."""
    return " ".join(f"{found.automatic.name}:{each.source}:{each.fact_id}" for each in found.evidence)


def judged_said(found: Judged, facts: Mapping[tuple[str, int], Model] | None = None) -> dict[str, Any]:
    """What the portal says of an item by the facts; `facts` are the rows of its evidence, looked up where not given."""
    facts = facts_of([evidence_tokens(found)]) if facts is None else facts
    return {
        "number": found.number,
        "total_cny": f"{found.total_cny:.2f}",
        "largest_cny": f"{found.largest_cny:.2f}",
        "documents": found.documents,
        "trade_cny": None if found.trade_cny is None else f"{found.trade_cny:.2f}",
        **(_said_of_feed(found) if found.automatic.feed else {}),
        "partial": found.automatic.partial,
        "undetermined": found.fails is None and found.automatic.fails is not None,
        "evidence": sorted(key_of(each.source, facts[each.source, each.fact_id]) for each in found.evidence),
    }


def _said_of_feed(found: Judged) -> dict[str, Any]:
    """What an item of an optional feed says besides; `covered` is empty where no delivery says that all is there."""
    facts, covered = found.automatic.facts, found.covered
    said: dict[str, Any] = {"covered": [covered.first.isoformat(), covered.last.isoformat()] if covered else []}
    if facts.inspections:
        said |= {"inspected": found.number, "findings": found.findings, "high": found.high}
    if facts.recovered_above:
        said |= {"large": found.large, "tax_cny": None if found.tax_cny is None else f"{found.tax_cny:.2f}"}
    if facts.relations:
        said |= {"unrated": found.unrated}
    return said


def sheet_fill(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Case:
    """Judge the items with a source anew, by the facts of the day. Raises PermissionDenied or ValidationError."""
    with case_step(by=by, case=case, act="sheet_fill", as_of=as_of, seen=seen) as step:
        _require_examiner(by, step.case)
        step.details = {"changed": sheet_judge(examination=examination_of(step.case), as_of=as_of, by=by)}
    return step.case


@transaction.atomic
def line_grade(
    *,
    by: User,
    case: Case,
    item: str,
    grade: str,
    reason: str = "",
    note: str = "",
    version: int,
) -> ScoreLine:
    """Grade one item, as one of the case's examiners; an empty grade opens it again.

    `version` is the one that the examiner had before them: another one's work is never overwritten. Raises PermissionDenied
    or ValidationError: a grade that the item does not know, no reason where it differs from what the facts say.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    _require_examiner(by, case)
    if case.step not in EXAMINED:
        raise ValidationError(_("The sheet is not being examined now."))
    line = ScoreLine.objects.select_for_update().filter(case=case, item=item).first()
    if line is None:
        raise ValidationError(_("The sheet has no item %(item)s.") % {"item": item})
    if line.version != version:
        when = date_format(timezone.localtime(line.graded_at), "Y-m-d H:i") if line.graded_at else ""
        message = _("Meanwhile %(who)s graded this item (%(when)s): look at it again.")
        raise ValidationError(message % {"who": line.examiner, "when": when})
    _require_grade(line, grade, reason.strip())
    line.grade, line.reason, line.note = grade, reason.strip(), note.strip()
    line.examiner, line.graded_at, line.version = by, timezone.now(), line.version + 1
    record(line, by=by, reason=case.number)
    return line


def _require_grade(line: ScoreLine, grade: str, reason: str) -> None:
    known = GRADES[all_standards()[line.item].scoring]
    if grade and grade not in known:
        names = "、".join(str(Grade(each).label) for each in known)
        raise ValidationError({"grade": _("This item knows the grades %(grades)s.") % {"grades": names}})
    if grade and line.portal_grade and grade != line.portal_grade and not reason:
        raise ValidationError({"reason": _("The facts say otherwise: give the reason.")})


def line_papers_add(*, by: User, case: Case, item: str, papers: Iterable[File], as_of: date) -> ScoreLine:
    """Attach evidence to an item. Raises PermissionDenied or ValidationError."""
    papers = list(papers)
    with case_step(by=by, case=case, act="evidence_add", as_of=as_of, papers=papers) as step:
        _require_examiner(by, step.case)
        line = step.case.score_lines.filter(item=item).first()
        if line is None:
            raise ValidationError(_("The sheet has no item %(item)s.") % {"item": item})
        step.details = {"item": item}
    line.files.add(*step.case.files.filter(act=step.case.acts.latest("id")))
    return line


def statement_record(
    *, by: User, case: Case, year: int, figures: Mapping[str, Decimal], as_of: date, seen: int | None = None
) -> FinancialStatement:
    """Record the figures of an audited statement, in yuan, and compute the financial items from them.

    A statement of the same year is replaced; history keeps it. Raises PermissionDenied or ValidationError.
    """
    with case_step(by=by, case=case, act="statement_record", as_of=as_of, seen=seen) as step:
        _require_examiner(by, step.case)
        if not as_of.year - 3 <= year <= as_of.year:
            raise ValidationError({"year": _("A statement of this year or of one of the three before.")})
        if missing := [name for name in STATEMENT_FIELDS if figures.get(name) is None]:
            raise ValidationError({name: _("This figure is needed.") for name in missing})
        statement = FinancialStatement.objects.filter(case=step.case, year=year).first() or FinancialStatement(
            case=step.case, year=year
        )
        for name in STATEMENT_FIELDS:
            setattr(statement, name, figures[name])
        record(statement, by=by, reason=step.case.number)
        step.details = {"year": year, "items": _fill_financial(step.case, statement, by, as_of)}
    return statement


def _fill_financial(case: Case, statement: FinancialStatement, by: User, as_of: date) -> dict[str, str]:
    manufacturing = case.enterprise.production == case.enterprise.Production.MANUFACTURING
    found = financial_items(program_of(examination_of(case)), statement, manufacturing)
    for code, (grade, indicators) in found.items():
        line = ScoreLine.objects.select_for_update().get(case=case, item=code)
        line.portal_grade, line.judged_for = grade, as_of
        line.portal_said = {"year": statement.year, "indicators": [_indicator(each) for each in indicators]}
        record(line, by=by, reason=case.number)
    return {code: str(grade) for code, (grade, _indicators) in found.items()}


def _indicator(each: Indicator) -> dict[str, Any]:
    return {
        "label": str(each.label),
        "part": str(each.part),
        "whole": None if each.whole is None else str(each.whole),
        "limit": str(each.limit),
        "unit": each.unit,
        "holds": each.holds,
    }


def _require_examiner(by: User, case: Case) -> None:
    if not by.may(Action.EXAMINE, case.district):
        raise PermissionDenied(_("Only a qualified examiner grades the items."))
    if not case.examiners.filter(person=by, ended_on__isnull=True).exists():
        raise PermissionDenied(_("You are not an examiner of this case."))
