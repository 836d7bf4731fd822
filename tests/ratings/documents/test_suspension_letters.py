"""The letters of a suspension: the order for a filed case, the one for a risk, and the decision that ends one."""

from pathlib import Path

import pytest

from accounts.models import User
from enterprises.models import CriminalCase
from ratings.documents.letters import render_letter
from ratings.models import Case, Letter
from ratings.services.suspensions import suspension_open
from tests.ratings.building import change_fact
from tests.ratings.casework.suspending import CRIME, INQUIRY, aeo, draft, end, proposed, sign, suspended
from tests.ratings.casework.walking import june, night
from tests.ratings.documents.conftest import NAME
from tests.ratings.documents.golden import assert_as_ever, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SAME_EVERYWHERE = "C-2026-5200-000001"  # a database gives the number of a case as it comes


def shown(letter: Letter) -> bytes:
    """The letter as it would be printed, with the same number of its case on every database."""
    letter.content["case"] = SAME_EVERYWHERE
    return render_letter(letter)


def accused() -> Case:
    firm = {
        "name_zh": NAME,
        "uscc": "91440101MA59ABCD12",
        "legal_representative": "䶮𠮷",
        "address_zh": "广州市黄埔区合成路1号",
    }
    return proposed(aeo(firm=firm, criminal_cases=[CRIME], investigations=[INQUIRY]))


def test_an_order_says_cause_scope_day_and_that_the_level_stays(tmp_path: Path) -> None:
    case = accused()
    letter = draft(case)
    assert letter.number == "黄埔关信暂〔2026〕000001号" and "草稿" in words_of(render_letter(letter))
    letter = sign(case)
    pdf = shown(letter)
    words = words_of(pdf)
    for said in (
        "1．你企业因涉嫌违反与海关管理相关的法律被刑事立案（走私犯罪），立案日期为2026年5月20日，案件编号为CRI-00001-1。",
        "2．你企业因涉嫌违反海关监管规定被立案调查，立案日期为2026年5月25日，案件编号为INV-00001-1。",
        "海关应当暂停适用。海关决定自2026年6月2日起，对你企业暂停适用全部AEO管理措施。",
        "依据：海关总署令第251号第20-21条（沿用）〔待核〕",
        "你企业仍为高级认证企业",
    ):
        assert said in words, said
    assert_as_ever(pdf, "suspension", tmp_path)


def test_a_risk_suspends_the_waiver_alone(fang: User) -> None:
    firm = aeo()
    night(june(1))
    case = suspension_open(by=fang, enterprise=firm, cause="financial_risk", reasons="欠缴税款", as_of=june(1))
    words = words_of(render_letter(draft(case)))
    assert "你企业存在财务风险。" in words and "暂停适用免担保措施" in words
    assert "继续适用高级认证企业的其他管理措施" in words and "应当暂停适用" not in words


def test_the_decision_to_end_names_the_order_and_how_each_cause_ended(tmp_path: Path) -> None:
    order = suspended(accused())
    change_fact(CriminalCase.objects.get(), outcome="withdrawn", effective_on=june(15))
    change_fact(order.enterprise.investigation_set.get(), closed_on=june(16))
    case = end(proposed(order.enterprise, "resumption", june(20)))
    letter = Letter.objects.get(case=case)
    assert letter.number == "黄埔关信暂终〔2026〕000001号"
    pdf = shown(letter)
    words = words_of(pdf)
    assert "（黄埔关信暂〔2026〕000001号）决定，自2026年6月4日起对你企业暂停适用全部AEO管理措施。" in words
    assert "已撤销案件，自2026年6月15日起生效；立案调查（INV-00001-1）已于2026年6月16日结束。" in words
    assert_as_ever(pdf, "resumption", tmp_path)
