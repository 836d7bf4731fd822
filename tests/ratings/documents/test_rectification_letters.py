"""The letters of a rectification: the period granted, the refusal, and the result."""

from datetime import date
from pathlib import Path

import pytest

from accounts.models import User
from enterprises.models import Enterprise
from ratings.documents.letters import render_letter
from ratings.models import Letter
from ratings.services import rectification_cases as service
from tests.ratings.casework.rectifying import aeo, applied, ended, granted, running, signed
from tests.ratings.casework.walking import june
from tests.ratings.documents.conftest import NAME
from tests.ratings.documents.golden import assert_as_ever, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SAME_EVERYWHERE = "C-2026-5200-000001"  # a database gives the number of a case as it comes
STANDARDS = ["ACE-1", "ACE-12", "ACE-20"]


def shown(letter: Letter) -> bytes:
    """The letter as it would be printed, with the same number of its case on every database."""
    letter.content["case"] = SAME_EVERYWHERE
    return render_letter(letter)


def named() -> Enterprise:
    return aeo(
        firm={
            "name_zh": NAME,
            "uscc": "91440101MA59ABCD12",
            "legal_representative": "䶮𠮷",
            "address_zh": "广州市黄埔区合成路1号",
        }
    )


def test_a_notice_says_the_period_its_milestones_and_what_it_does_not_protect(tmp_path: Path) -> None:
    letter = granted(applied(aeo(2)))
    assert "草稿" in words_of(render_letter(letter))
    letter = Letter.objects.get(case=signed(named(), standards=STANDARDS))
    pdf = shown(letter)
    words = words_of(pdf)
    for said in (
        "整改期自本通知书送达之日起至2026年12月31日止，届满当日计算在内。",
        "2026年9月1日前：补齐制度",
        "整改期内，你企业保持高级认证企业等级。",
        "不保护认定失信企业的情形",
        "〔待核〕",
    ):
        assert said in words, said
    assert "草稿" not in words
    assert_as_ever(pdf, "rectification_notice", tmp_path)


def test_a_refusal_gives_its_reasons(fang: User, li: User, tmp_path: Path) -> None:
    case = applied(named(), standards=STANDARDS)
    service.rectify_refusal_draft(by=fang, case=case, reasons="未达标涉及关键控制环节，不属于轻微情形。", as_of=june(2))
    letter = service.rectify_refusal_sign(by=li, case=case, as_of=june(3))
    pdf = shown(letter)
    assert "海关决定不予整改期" in words_of(pdf) and "不属于轻微情形" in words_of(pdf)
    assert_as_ever(pdf, "rectification_refusal", tmp_path)


@pytest.mark.parametrize(
    ("outcome", "says"),
    [("passed", "你企业保持高级认证企业等级"), ("failed", "海关将启动等级调整程序"), ("given_up", "企业放弃整改")],
)
def test_a_result_says_what_follows(outcome: str, says: str, tmp_path: Path) -> None:
    case = running(named(), standards=STANDARDS)
    ended(case, outcome, date(2026, 8, 1))
    pdf = shown(Letter.objects.get(case=case, kind=Letter.Kind.RECTIFICATION_RESULT))
    assert says in words_of(pdf) and "整改期自2026年6月4日起至2026年12月31日止" in words_of(pdf)
    if outcome == "failed":
        assert_as_ever(pdf, "rectification_result", tmp_path)
