"""What letters say and look like, on the way of a case from its prior notice to its end."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from ratings.documents.letters import draft_letter, render_letter, seal_letter
from ratings.models import Case, CaseFreeze, Defence, Letter, Run
from ratings.services.night import night_run
from tests.ratings.building import add_facts, make_firm
from tests.ratings.documents.golden import assert_as_ever, pages_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SAME_EVERYWHERE = "C-2026-5200-000001"  # a database gives the number of a case as it comes
POINTS = [
    {"stated": "第0012号处罚决定已经提起行政复议。", "accepted": False, "finding": "复议期间处罚决定不停止执行。"},
    {"stated": "税款已于2026年4月27日缴清。", "accepted": True, "finding": "经核，缴款属实，不影响其他情形的认定。"},
]


def draft(case: Case, kind: str, by: User, on: date, **extra: Any) -> Letter:
    letter = draft_letter(case=case, kind=kind, by=by, on=on, extra=extra)
    letter.content["case"] = SAME_EVERYWHERE
    letter.save()
    return letter


def served_notice(case: Case, by: User, signer: User, kind: str = "prior_notice", day: int = 21) -> Letter:
    """A notice signed and served, as the case's services leave it."""
    letter = seal_letter(letter=draft(case, kind, by, date(2026, 4, day)), by=signer, on=date(2026, 4, day + 1))
    case.freezes.filter(letter__isnull=True).update(letter=letter)
    case.notice_signed_on = case.notice_signed_on or letter.signed_on
    case.save()
    letter.served_on, letter.served_by = date(2026, 4, day + 2), Letter.Method.DIRECT
    letter.save(update_fields=["served_on", "served_by"])
    return letter


def heard(case: Case, letter: Letter, by: User, points: list) -> None:
    received, verified = (date(2026, 4, 28), date(2026, 4, 30)) if points else (None, None)
    Defence.objects.create(
        case=case, letter=letter, received_on=received, recorded_by=by, points=points, verified_by=by, verified_on=verified
    )


def test_a_prior_notice_is_a_draft_until_it_is_signed(case: Case, fang: User, li: User, tmp_path: Path):
    letter = draft(case, "prior_notice", fang, date(2026, 4, 21))
    assert letter.number == "黄埔关信告〔2026〕000001号"
    pdf = render_letter(letter)
    assert pdf == render_letter(Letter.objects.get(pk=letter.pk))
    assert_as_ever(pdf, "prior-notice-draft", tmp_path)
    sealed = seal_letter(letter=letter, by=li, on=date(2026, 4, 22))
    final = sealed.file.read()
    assert final == render_letter(Letter.objects.get(pk=letter.pk))
    assert "草稿" in words_of(pdf) and "演示用章" not in words_of(pdf)
    assert "草稿" not in words_of(final) and "演示用章" in words_of(final)
    (tmp_path / "final").mkdir()
    assert_as_ever(final, "prior-notice", tmp_path / "final")


def test_a_serious_notice_says_facts_grounds_basis_rights_measures_and_the_end(case: Case, fang: User, li: User):
    words = words_of(served_notice(case, fang, li).file.read())
    for said in (
        "合成㙟䶮𠮷（广州）国际贸易有限公司",
        "海关拟认定你企业为严重失信企业。",
        "违反海关监管规定被海关行政处罚1次，处罚金额累计1,260,000.50元；2025年度相关单证总数900份。",
        "超过1/1000〔待核〕",
        "依据：海关总署令第251号第22条第3项（沿用）〔待核〕",
        "收到本告知书之日起5个工作日〔待核〕内",
        "依据：海关总署令第251号第24-25条（沿用）〔待核〕",
        "查验率不低于80%〔待核〕",
        "连续24个月〔待核〕未再发生失信情形的，海关恢复为常规企业",
        "合成数据",
    ):
        assert said in words, said


def test_a_supplementary_notice_tells_only_what_is_new(case: Case, fang: User, li: User, tmp_path: Path):
    served_notice(case, fang, li)
    bribery = {
        "kind": "bribery",
        "decided_on": date(2026, 4, 24),
        "amount_cny": 50_000,
        "decision_no": "埔关缉字〔2026〕0099号",
    }
    add_facts(case.enterprise, penalties=[bribery])
    night_run(as_of=date(2026, 4, 25), trigger=Run.Trigger.COMMAND)
    letter = seal_letter(letter=draft(case, "supplementary_notice", fang, date(2026, 4, 26)), by=li, on=date(2026, 4, 27))
    pdf = letter.file.read()
    assert [ground["code"] for ground in letter.content["grounds"]] == ["bribery"]
    assert letter.number == "黄埔关信补告〔2026〕000001号"
    assert_as_ever(pdf, "supplementary-notice", tmp_path)


def test_a_decision_answers_each_point_of_the_defence(case: Case, fang: User, li: User, tmp_path: Path):
    heard(case, served_notice(case, fang, li), fang, POINTS)
    reasons = "事实清楚，证据确凿。\n陈述中成立的部分已予采纳，不影响认定。"
    letter = draft(case, "decision", fang, date(2026, 5, 6), level="seriously_discredited", reasons=reasons)
    pdf = seal_letter(letter=letter, by=li, on=date(2026, 5, 8)).file.read()
    assert "本决定自送达之日起生效。" in words_of(pdf)
    assert_as_ever(pdf, "decision", tmp_path)


def test_a_milder_decision_says_that_it_departs_from_the_notice(case: Case, fang: User, li: User):
    heard(case, served_notice(case, fang, li), fang, [])
    letter = draft(case, "decision", fang, date(2026, 5, 6), level="discredited", reasons="从轻。")
    words = words_of(render_letter(letter))
    assert "原告知拟将你企业信用等级定为严重失信企业，经审查予以变更。海关决定认定你企业为失信企业" in words
    assert "你企业在规定期限内未提出陈述、申辩。" in words


def test_a_dropped_case_leaves_the_level_as_it_is(case: Case, fang: User, li: User, tmp_path: Path):
    heard(case, served_notice(case, fang, li), fang, POINTS[:1])
    letter = draft(case, "dismissal", fang, date(2026, 5, 6), reasons="处罚决定已被撤销。")
    pdf = seal_letter(letter=letter, by=li, on=date(2026, 5, 8)).file.read()
    assert "你企业信用等级不变，仍为常规企业。" in words_of(pdf)
    assert_as_ever(pdf, "dismissal", tmp_path)


def test_frozen_words_stay_though_firm_and_facts_change(case: Case, fang: User):
    letter = draft(case, "prior_notice", fang, date(2026, 4, 21))
    before = render_letter(letter)
    case.enterprise.penalty_set.update(amount_cny=1, revoked_on=date(2026, 4, 22))
    type(case.enterprise).objects.update(name_zh="另一名称")
    assert render_letter(Letter.objects.get(pk=letter.pk)) == before


def test_a_failed_rectification_adjusts_an_aeo_level(fang: User):
    make_firm(
        certifications=[{"level": "advanced_certified", "granted_on": date(2024, 1, 1)}],
        rectifications=[
            {"started_on": date(2026, 1, 5), "due_on": date(2026, 6, 5), "outcome": "failed", "closed_on": date(2026, 4, 17)}
        ],
    )
    night_run(as_of=date(2026, 4, 20), trigger=Run.Trigger.COMMAND)
    words = words_of(render_letter(draft(Case.objects.get(), "prior_notice", fang, date(2026, 4, 21))))
    assert "海关拟将你企业信用等级调整为常规企业。" in words
    assert "2026年4月17日结束" in words and "合成数据" not in words


def test_a_long_list_of_evidence_runs_over_pages_under_its_heading(fang: User, tmp_path: Path):
    numbers = [f"埔关缉违字〔2026〕{n:04d}号" for n in range(1, 91)]
    penalty = {"kind": "supervision_violation", "decided_on": date(2026, 4, 2), "amount_cny": 60_000}
    make_firm(
        penalties=[penalty | {"decision_no": number} for number in numbers], trade_years=[{"year": 2025, "documents": 9}]
    )
    night_run(as_of=date(2026, 4, 20), trigger=Run.Trigger.COMMAND)
    pdf = render_letter(draft(Case.objects.get(), "prior_notice", fang, date(2026, 4, 21)))
    words, pages = words_of(pdf), len(pages_of(pdf, tmp_path))
    assert pages > 3
    assert all(number in words for number in numbers)
    assert words.count("序号文书编号事由日期金额（元）") == pages - 1
    assert f"第{pages}页共{pages}页" in words


def test_what_people_wrote_is_text_and_never_markup(case: Case, fang: User):
    type(case.enterprise).objects.update(name_zh='<img src="file:///etc/passwd"><b>甲</b>{{ letter }}公司')
    letter = draft(Case.objects.get(), "prior_notice", fang, date(2026, 4, 21), facts="<h1>事实</h1>&amp;")
    words = words_of(render_letter(letter))
    assert '<imgsrc="file:///etc/passwd"><b>甲</b>{{letter}}公司' in words
    assert "<h1>事实</h1>&amp;" in words


@pytest.mark.parametrize("length", [4, 30, 60])
def test_a_name_of_any_length_stands_whole(case: Case, fang: User, length: int, tmp_path: Path):
    letter = draft(case, "prior_notice", fang, date(2026, 4, 21))
    name = ("黄埔㙟䶮𠮷国际供应链管理" * 6)[:length]
    letter.content["firm"]["name"] = name
    pdf = render_letter(letter)
    words, pages = words_of(pdf), len(pages_of(pdf, tmp_path))
    assert f"{name}：" in words
    assert words.count(f"共{pages}页") == pages


def test_freezes_that_a_notice_told_found_the_decision(case: Case, fang: User, li: User):
    served_notice(case, fang, li)
    told = [ground["code"] for ground in Letter.objects.get().content["grounds"]]
    letter = draft(case, "decision", fang, date(2026, 5, 6), reasons="属实。")
    assert [ground["code"] for ground in letter.content["grounds"]] == told
    CaseFreeze.objects.update(letter=None)
    assert draft(case, "decision", fang, date(2026, 5, 7), reasons="属实。").content["grounds"] == []
