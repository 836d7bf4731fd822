"""The notice that tells a firm the code for its buyers: what it says, when there is none, who makes it, what it looks like."""

import hashlib
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import User
from enterprises.models import Enterprise
from mutual_recognition.buyer_notice.render import notice_pdf
from mutual_recognition.models import BuyerNotice, Consent, Partner, Term
from mutual_recognition.services.buyer_notices import buyer_notice_issue
from ratings.documents.stored import stored_bytes
from tests.mutual_recognition.exchange.telling import CERTIFIED, DAY, NEXT, make_aeo, resume, suspend
from tests.ratings.documents.golden import assert_as_ever
from tests.ratings.pages.reading import firm_page, sign_in, text_of

GOLDEN = Path(__file__).parent / "golden"
FIRM = {
    "name_zh": "合成㙟䶮𠮷（广州）国际贸易有限公司",
    "name_en": "Synthetic Yan & Ji (Guangzhou) International Trading Co., Ltd.",
    "address_zh": "广州市黄埔区合成路1号",
    "address_en": "1 Hecheng Road, Huangpu District, Guangzhou",
    "uscc": "91440101MA59ABCD12",
}


@pytest.fixture
def firm(db: None) -> Enterprise:
    """An advanced certified firm with all its names and addresses."""
    return make_aeo(1, **FIRM)


def issue(by: User, firm: Enterprise, economy: str = "SG", on: date = DAY) -> BuyerNotice:
    return buyer_notice_issue(by=by, enterprise=firm, economy=economy, as_of=on)


def consent(firm: Enterprise, economy: str = "EU") -> None:
    Consent.objects.create(enterprise=firm, economy=economy, given_on=date(2026, 5, 4), evidence="卷宗")


def words(notice: BuyerNotice) -> str:
    """What the notice says, one cell after the other, without blanks."""
    command = ["pdftotext", "-raw", "-", "-"]
    said = subprocess.run(command, input=stored_bytes(notice), capture_output=True, check=True).stdout.decode()
    return "".join(said.split())


def test_a_notice_says_code_day_levels_and_what_must_match_in_both_languages(fang: User, firm: Enterprise, tmp_path: Path):
    notice = issue(fang, firm, "HK")
    pdf, said = stored_bytes(notice), words(notice)
    for text in (
        "黄埔关互认告〔2026〕000001号", "黄埔海关", "HuangpuCustoms", f"AEOCN{firm.customs_code}", "中国香港", "HongKong,China",
        FIRM["name_zh"], FIRM["address_zh"], FIRM["address_en"], "高级认证企业：承认〔待核〕（贵企业）", "认证企业：尚不明确",
        "AdvancedCertifiedEnterprise:recognised[tobeverified](yourlevel)", "CertifiedEnterprise:notknown",
        "2014年5月18日起", "since18May2014", "2026年6月30日", "30June2026", "合成数据SYNTHETICDATA",
    ):  # fmt: skip
        assert text.replace(" ", "") in said, text
    assert_as_ever(pdf, "buyer-notice-hk", tmp_path, GOLDEN)


def test_of_the_union_a_firm_of_an_unknown_level_is_told_that_it_is_unknown(fang: User, tmp_path: Path):
    firm = make_aeo(1, CERTIFIED, **FIRM)
    consent(firm)
    notice = issue(fang, firm, "EU")
    said = words(notice)
    assert f"CN{firm.customs_code}" in said and f"AEOCN{firm.customs_code}" not in said
    assert "该互认安排是否承认认证企业，目前尚不明确。" in said and "reportedfromtheEU'sowntext" in said
    assert "Consenttotheexchangeofdatasince4May2026" in said
    assert all(partner.name_en.replace(" ", "") in said for partner in Partner.objects.filter(economy="EU"))
    assert_as_ever(stored_bytes(notice), "buyer-notice-eu-certified", tmp_path, GOLDEN)


def test_the_same_content_gives_the_same_bytes_and_the_file_is_that_of_its_digest(fang: User, firm: Enterprise):
    notice = issue(fang, firm)
    pdf = notice_pdf(notice.content, notice.number)
    assert hashlib.sha256(pdf).hexdigest() == notice.sha256
    assert stored_bytes(notice) == pdf
    Path(notice.file.path).write_bytes(pdf + b" ")
    with pytest.raises(ValidationError, match="was changed"):
        stored_bytes(notice)


def test_brazil_is_told_the_identification_number_and_a_partner_without_a_day_that_it_is_not_known(
    fang: User, firm: Enterprise
):
    assert "名称和贸易商识别号（TIN）〔待核〕" in words(issue(fang, firm, "BR"))
    consent(firm, "GB")
    assert "已生效，生效日期不详" in words(issue(fang, firm, "GB"))


def test_two_clicks_make_one_notice_and_another_day_or_name_another_one(fang: User, firm: Enterprise):
    first = issue(fang, firm)
    assert issue(fang, firm) == first
    assert issue(fang, firm, "HK").number == "黄埔关互认告〔2026〕000002号"
    firm.name_en = "Other"
    firm.save()
    assert issue(fang, firm) != first
    assert issue(fang, firm, on=NEXT).issued_on == NEXT
    assert BuyerNotice.objects.count() == 4


def test_a_notice_is_never_changed(fang: User, firm: Enterprise):
    notice = issue(fang, firm)
    for act in (notice.save, notice.delete):
        with pytest.raises(ValidationError, match="never changed"):
            act()


def _suspended(firm: Enterprise) -> None:
    suspend(firm)


def _refusing(firm: Enterprise) -> None:
    Term.objects.filter(economy="SG", name="advanced").update(value="no", confidence="confirmed")


def _nameless(firm: Enterprise) -> None:
    Enterprise.objects.filter(pk=firm.pk).update(name_en="")


@pytest.mark.parametrize(
    ("economy", "before", "said"),
    [
        ("SG", _suspended, "AEO measures are suspended"),
        ("SG", _refusing, "does not recognise firms of this level"),
        ("TH", _nameless, "English name is missing"),
        ("EU", lambda firm: None, "No consent of the firm"),
        ("PH", lambda firm: None, "not in force"),
        ("RU", lambda firm: None, "form of the code is not known"),
        ("XX", lambda firm: None, "no arrangement"),
    ],
)  # fmt: skip
def test_where_the_code_brings_nothing_there_is_no_notice(
    fang: User, firm: Enterprise, economy: str, before: Callable[[Enterprise], None], said: str
):
    before(firm)
    with pytest.raises(ValidationError, match=said):
        issue(fang, firm, economy)
    assert not BuyerNotice.objects.exists()


def test_a_suspension_of_the_waiver_alone_and_one_that_ended_leave_the_notice(fang: User, firm: Enterprise):
    suspend(firm, "guarantee")
    assert issue(fang, firm)
    other = make_aeo(2, **FIRM)
    suspend(other)
    resume(other, NEXT)
    with pytest.raises(ValidationError, match="suspended"):
        issue(fang, other)
    assert issue(fang, other, on=NEXT)


def test_a_firm_that_is_no_aeo_has_none(fang: User, firm: Enterprise):
    firm.certification_set.update(ended_on=DAY)
    with pytest.raises(ValidationError, match="Only a firm that is an AEO"):
        issue(fang, firm)


@pytest.mark.parametrize("name", ["chen", "he", "qian", "zhou", "admin_a"])
def test_who_may_not(firm: Enterprise, person: Callable[[str], User], name: str):
    with pytest.raises(PermissionDenied):
        issue(person(name), firm)


@pytest.mark.parametrize("name", ["fang", "li", "wu"])
def test_who_may(firm: Enterprise, person: Callable[[str], User], name: str):
    assert issue(person(name), firm).issued_by == person(name)


def test_it_is_made_from_the_firms_page_and_kept_there_with_who_made_it(fang: User, zhou: User, firm: Enterprise):
    client, tab = sign_in(fang), f"{firm_page(firm)}?tab=buyer_codes"
    address = f"/mutual_recognition/buyernotice/make/{firm.pk}/SG/"
    assert address in client.get(tab).content.decode()
    assert client.post(address).status_code == 302
    notice = BuyerNotice.objects.get()
    assert (notice.issued_by, notice.issued_on) == (fang, timezone.localdate())
    assert notice.number in text_of(client, tab) and "王芳" in text_of(client, tab)
    assert notice.number in text_of(client, f"{firm_page(firm)}?tab=timeline")
    reader = sign_in(zhou)
    assert "Make the notice" not in text_of(reader, tab)
    response = reader.get(notice.get_absolute_url())
    assert response["Content-Type"] == "application/pdf" and response.content == stored_bytes(notice)
    refused = client.post(f"/mutual_recognition/buyernotice/make/{firm.pk}/EU/")
    assert refused.status_code == 400 and "No consent of the firm" in refused.content.decode()
    assert reader.post(address).status_code == 403


def test_the_tab_tells_the_consent_of_partners_that_need_it(fang: User, zhou: User, firm: Enterprise):
    client, tab = sign_in(fang), f"{firm_page(firm)}?tab=buyer_codes"
    page = client.get(tab).content.decode()
    assert f"/mutual_recognition/consent/give/?firm={firm.customs_code}&amp;economy=EU" in page
    assert text_of(client, tab).count("No consent on file") == 2  # the European Union and the United Kingdom
    assert "Record the consent" not in text_of(sign_in(zhou), tab)
    consent(firm)
    given = Consent.objects.get()
    assert f"/mutual_recognition/consent/{given.pk}/" in client.get(tab).content.decode()
    assert "Consent of the firm since 4 May 2026" in text_of(client, tab)
    given.withdrawn_on = timezone.localdate() - timedelta(days=1)
    given.save()
    assert text_of(client, tab).count("No consent on file") == 2


def test_queries_of_the_tab_do_not_grow_with_notices(fang: User, firm: Enterprise, django_assert_max_num_queries):
    for economy in ("SG", "HK", "BR", "TH", "EC", "UY"):
        issue(fang, firm, economy)
    client = sign_in(fang)
    client.get(f"{firm_page(firm)}?tab=buyer_codes")
    with django_assert_max_num_queries(46):
        client.get(f"{firm_page(firm)}?tab=buyer_codes")
