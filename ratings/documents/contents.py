"""What each kind of letter says, built from the frozen facts of its case. Everything is words, ready to be printed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from ratings.documents import rectification
from ratings.documents.certification import certification_decision
from ratings.documents.consequences import consequences_of, defence_term, procedure_of
from ratings.documents.findings import findings_of, is_serious
from ratings.documents.objection import objection_reply
from ratings.documents.repair_letter import repair_decision
from ratings.documents.review import review_result
from ratings.documents.suspension_letters import resumption_content, suspension_content
from ratings.documents.wording import SERVED, customs_name, day_in_words, level_name
from ratings.levels import ADVERSE, Level
from ratings.models import Case, Defence, Letter
from ratings.rulebooks import rulebook_for

Content = dict[str, Any]
NOTICES = (Letter.Kind.PRIOR_NOTICE, Letter.Kind.SUPPLEMENTARY_NOTICE)


def content_of(*, case: Case, kind: str, by: User, on: date, extra: Mapping[str, Any]) -> Content:
    """What the letter says. Raises ValidationError where the case or the rulebook lacks what such a letter needs."""
    try:
        return _heading(case, by, on) | _CONTENTS[Letter.Kind(kind)](case, on, extra)
    except LookupError as missing:
        message = _("The rulebook of the day holds no value for: %(figure)s. The legal desk must enter it first.")
        raise ValidationError(message % {"figure": missing}) from missing


def _heading(case: Case, by: User, on: date) -> Content:
    firm = case.enterprise
    return {
        "district": customs_name(case.district),
        "firm": {
            "name": firm.name_zh,
            "customs_code": firm.customs_code,
            "uscc": firm.uscc,
            "address": firm.address_zh,
            "representative": firm.legal_representative,
            "synthetic": firm.is_synthetic,
        },
        "case": case.number,
        "contact": str(by),
        "drafted_on": on.isoformat(),
        "law": _law(on),
        "level_in_force": level_name(case.level_in_force),
    }


def _law(on: date) -> str:
    return f"《中华人民共和国海关注册登记和备案企业信用管理办法》（{rulebook_for(on).title_zh}）"


def _prior_notice(case: Case, on: date, extra: Mapping[str, Any]) -> Content:
    content = _notice(case, on, extra)
    return content | {"title": f"{_matter(content['level_code'])}告知书"}


def _supplementary_notice(case: Case, on: date, extra: Mapping[str, Any]) -> Content:
    content = _notice(case, on, extra)
    return content | {"title": f"{_matter(content['level_code'])}补充告知书", "heard": _heard(case)}


def _notice(case: Case, on: date, extra: Mapping[str, Any]) -> Content:
    """A notice tells what no signed notice told yet."""
    freezes = [freeze for freeze in case.freezes.all() if freeze.letter_id is None]
    grounds = findings_of(case, freezes)
    facts = str(extra.get("facts", "")).strip()
    if not grounds and not facts:
        raise ValidationError(_("The case holds no frozen ground that this notice could state."))
    level = max(freezes, key=lambda freeze: freeze.number).indicated_level if freezes else case.indicated_level
    rulebook = rulebook_for(on)
    serious = level == Level.SERIOUSLY_DISCREDITED or is_serious(grounds)
    return {
        "level_code": level,
        "level": level_name(level),
        "act": _act(level, grounds),
        "facts": facts,
        "grounds": grounds,
        "defence": defence_term(rulebook),
        "procedure": procedure_of(rulebook),
        "consequences": consequences_of(level, serious, [ground["code"] for ground in grounds], rulebook)
        if serious
        else None,
    }


def _decision(case: Case, on: date, extra: Mapping[str, Any]) -> Content:
    """A decision judges only what the firm was told of."""
    level = str(extra.get("level") or case.indicated_level)
    grounds = findings_of(case, [freeze for freeze in case.freezes.all() if freeze.letter_id is not None])
    rulebook = rulebook_for(on)
    codes = [ground["code"] for ground in grounds]
    notices = _signed_notices(case)
    told = notices[-1].content["level_code"] if notices else case.indicated_level
    return {
        "title": f"{_matter(level)}决定书",
        "level_code": level,
        "level": level_name(level),
        "act": _act(level, grounds),
        "changed": level != told,
        "told": level_name(told),
        "grounds": grounds,
        "reasons": _reasons(extra),
        "heard": _heard(case),
        "defences": _defences(case),
        "procedure": procedure_of(rulebook),
        "consequences": consequences_of(level, is_serious(grounds), codes, rulebook),
    }


def _dismissal(case: Case, on: date, extra: Mapping[str, Any]) -> Content:
    return {
        "title": f"终止{_matter(case.indicated_level)}程序告知书",
        "level_code": case.level_in_force,
        "indicated": level_name(case.indicated_level),
        "reasons": _reasons(extra),
        "heard": _heard(case),
        "defences": _defences(case),
        "procedure": procedure_of(rulebook_for(on)),
    }


_CONTENTS: dict[str, Callable[[Case, date, Mapping[str, Any]], Content]] = {
    Letter.Kind.PRIOR_NOTICE: _prior_notice,
    Letter.Kind.SUPPLEMENTARY_NOTICE: _supplementary_notice,
    Letter.Kind.DECISION: _decision,
    Letter.Kind.DISMISSAL: _dismissal,
    Letter.Kind.RECTIFICATION_NOTICE: rectification.notice,
    Letter.Kind.RECTIFICATION_REFUSAL: rectification.refusal,
    Letter.Kind.RECTIFICATION_RESULT: rectification.result,
    Letter.Kind.CERTIFICATION: certification_decision,
    Letter.Kind.REVIEW_RESULT: review_result,
    Letter.Kind.OBJECTION_REPLY: objection_reply,
    Letter.Kind.SUSPENSION: suspension_content,
    Letter.Kind.RESUMPTION: resumption_content,
    Letter.Kind.REPAIR_DECISION: repair_decision,
}


def _matter(level: str) -> str:
    return f"认定{level_name(level)}" if level in ADVERSE else "调整企业信用等级"


def _act(level: str, grounds: list[Content]) -> str:
    """What customs means to do, or does, as it follows 拟 or 决定."""
    if level not in ADVERSE:
        return f"将你企业信用等级调整为{level_name(level)}"
    listed = level == Level.DISCREDITED and is_serious(grounds)  # Order 251, where that was a list beside the level
    return f"认定你企业为{level_name(level)}" + ("，并列入严重失信主体名单" if listed else "")


def _reasons(extra: Mapping[str, Any]) -> str:
    reasons = str(extra.get("reasons", "")).strip()
    if not reasons:
        raise ValidationError(_("A decision and a notice that a case is dropped give reasons."))
    return reasons


def _signed_notices(case: Case) -> list[Letter]:
    return list(case.letters.filter(kind__in=NOTICES, state=Letter.State.SIGNED).order_by("id"))


def _heard(case: Case) -> str:
    """How the firm was heard before: each signed notice, and when and how it was served."""
    notices = []
    for letter in _signed_notices(case):
        done = f"{day_in_words(letter.signed_on)}作出"
        if letter.served_on:
            done = f"{day_in_words(letter.served_on)}{SERVED.get(letter.served_by, '送达')}"
        notices.append(f"《{letter.content['title']}》（{letter.number}）于{done}")
    return f"{'；'.join(notices)}。" if notices else ""


def _defences(case: Case) -> list[Content]:
    """Each defence, or its absence, with what customs found on each point."""
    return [
        {
            "notice": defence.letter.number,
            "received_on": day_in_words(defence.received_on),
            "verified": defence.verified_on is not None,
            "points": defence.points,
        }
        for defence in Defence.objects.filter(case=case, letter__state=Letter.State.SIGNED)
        .select_related("letter")
        .order_by("id")
    ]
