"""Use by partner and month: what is added up, averaged by consignments, drawn, and taken away."""

import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mutual_recognition.admin.use import UseFilters
from mutual_recognition.models import CodeCheck, CodeCheckLine, Message, PartnerFirm, PartnerList
from mutual_recognition.selectors.use import by_month, by_partner, months_between, use_of
from mutual_recognition.use_chart import Series, bar_chart
from tests.enterprises.feeds.conftest import Deliveries
from tests.mutual_recognition.test_pages import sign_in, text_of
from tests.mutual_recognition.use.conftest import use_row

PAGE = "/mutual_recognition/partneruse/"
TODAY = date(2026, 11, 20)
SHANGHAI = ZoneInfo("Asia/Shanghai")
MONTHS = months_between("2026-08", "2026-10")


@pytest.fixture
def delivered(deliveries: Deliveries) -> None:
    """A month of Singapore in both directions, one of which has no hours, and a month of two partners."""
    deliveries.load(
        mr_usage=[
            use_row(),
            use_row(direction="export", consignments_with="10", consignments_without="90", release_hours_with=""),
            use_row(month="2026-10", inspected_with="", inspected_without=""),
            use_row(month="2026-10", partner="HK", consignments_with="400", consignments_without="600"),
            use_row(month="2026-07", partner="HK"),
        ]
    )


def test_months_are_counted_over_years() -> None:
    assert months_between("2025-11", "2026-02") == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_directions_are_added_and_averages_weigh_what_is_known(delivered: None) -> None:
    figures = use_of(MONTHS, partner="SG", direction="", today=TODAY)["SG", "2026-09"]
    assert (figures.consignments_with, figures.consignments_without, figures.share) == (50, 250, Decimal("16.67"))
    assert (figures.rate_with, figures.rate_without) == (Decimal("4.00"), Decimal("6.40"))
    assert (figures.release_with, figures.release_without) == (Decimal("6.5"), Decimal("26.3"))
    exports = use_of(MONTHS, partner="SG", direction="export", today=TODAY)["SG", "2026-09"]
    assert (exports.consignments_with, exports.release_with) == (10, None)
    october = use_of(MONTHS, partner="SG", direction="", today=TODAY)["SG", "2026-10"]
    assert (october.rate_with, october.share) == (None, Decimal("20.00"))


def test_by_month_and_by_partner_are_the_same_sum(delivered: None) -> None:
    use = use_of(MONTHS, partner="", direction="", today=TODAY)
    monthly, partners = by_month(use, MONTHS), by_partner(use, MONTHS)
    assert [(month, figures.consignments_with) for month, figures in monthly] == [
        ("2026-08", 0),
        ("2026-09", 50),
        ("2026-10", 440),
    ]
    assert not monthly[0][1].delivered
    assert [(partner.pk, figures.consignments_with) for partner, figures in partners] == [("HK", 400), ("SG", 90)]


def test_codes_are_counted_in_the_month_of_their_check_in_shanghai(fang: User) -> None:
    for moment, lines in ((datetime(2026, 8, 31, 23, 59), 1), (datetime(2026, 9, 1, 0, 1), 2)):
        check = CodeCheck.objects.create(made_by=fang, made_at=moment.replace(tzinfo=SHANGHAI), as_of=TODAY)
        for line in range(lines):
            CodeCheckLine.objects.create(check_of=check, line=line, code="SG1", partner="SG", finding="no")
    use = use_of(MONTHS, partner="", direction="", today=TODAY)
    assert {month: figures.codes for (_partner, month), figures in use.items()} == {"2026-08": 1, "2026-09": 2}


def test_firms_are_those_recognised_at_the_end_of_a_month(db: None) -> None:
    listed = PartnerList.objects.create(
        partner_id="SG",
        as_of=date(2026, 8, 15),
        state="accepted",
        uploaded_at=datetime.now(SHANGHAI),
        rows=4,
        firms_before=0,
    )
    given = {"partner_id": "SG", "name": "A", "source": listed, "starts_on": date(2026, 8, 15)}
    PartnerFirm.objects.create(number="1", status="active", **given)
    PartnerFirm.objects.create(number="2", status="active", valid_to=date(2026, 9, 15), **given)
    PartnerFirm.objects.create(number="3", status="suspended", **given)
    PartnerFirm.objects.create(number="4", status="active", ends_on=date(2026, 10, 31), **given)
    months = months_between("2026-07", "2026-12")
    use = use_of(months, partner="SG", direction="", today=TODAY)
    theirs = {month: figures.theirs for (_partner, month), figures in use.items()}
    assert theirs == {"2026-08": 3, "2026-09": 2, "2026-10": 1, "2026-11": 1}


def test_our_firms_are_those_of_the_full_list_sent(db: None) -> None:
    given = {"as_of": TODAY, "made_at": datetime.now(SHANGHAI), "digest": "0" * 64}
    Message.objects.create(partner_id="SG", number=1, kind="full", month="2026-09", lines=7, **given)
    Message.objects.create(partner_id="SG", number=2, kind="events", lines=3, **given)
    assert use_of(MONTHS, partner="SG", direction="", today=TODAY)["SG", "2026-09"].ours == 7


@pytest.mark.parametrize(
    ("asked", "first", "last", "errors"),
    [
        ("", "2025-12", "2026-11", []),
        ("first=2026-03", "2026-03", "2026-11", []),
        ("first=2020-01", "2020-01", "2020-12", []),
        ("last=2025-06", "2024-07", "2025-06", []),
        ("first=2026-05&last=2026-04", "2026-05", "2026-11", ["last"]),
        ("first=2020-01&last=2026-04", "2025-05", "2026-04", ["first"]),
        ("first=May&partner=XX&direction=up", "2025-12", "2026-11", ["direction", "first", "partner"]),
    ],
)
def test_the_months_shown(db: None, asked: str, first: str, last: str, errors: list[str]) -> None:
    filters = UseFilters(QueryDict(asked))
    filters.is_valid()
    months = filters.months(TODAY)
    assert (months[0], months[-1]) == (first, last)
    assert sorted(filters.errors) == errors


def test_bars_stand_on_the_ground_and_below_the_top() -> None:
    series = [Series("a", "with", [10, None, 0]), Series("b", "without", [30, Decimal("7.5"), 0])]
    for stacked, bars in ((True, 3), (False, 3)):
        chart = bar_chart("c", "Title", "Words", ["2026-01", "2026-02", "2026-03"], series, stacked=stacked)
        assert len(chart.bars) == bars
        assert [line.says for line in chart.grid] == ["0", "10", "20", "30", "40"]
        for bar in chart.bars:
            assert float(bar.y) >= 0 and float(bar.y) + float(bar.height) <= chart.ground + 0.1
    assert [month.says for month in chart.months] == ["2026-01", "2026-02", "2026-03"]
    assert not bar_chart("c", "Title", "Words", [], []).bars


def test_the_page_shows_table_and_charts_that_say_what_they_are(delivered: None, fang: User) -> None:
    client = sign_in(fang, "en")
    page = client.get(PAGE).content.decode()
    assert page.count('class="chart"') == 3 and page.count("<desc") == 3
    assert not re.search(r"\sstyle=", page)
    said = text_of(client, f"{PAGE}?first=2026-09&last=2026-10")
    assert "2026-09 – 0 50 250 16.67" in said and "Hong Kong, China HK" in said
    one = text_of(client, f"{PAGE}?partner=SG&first=2026-09&last=2026-10")
    assert "Singapore · By month" in one and "Hong Kong" not in one.split("By month")[1]


def test_an_empty_page_says_what_will_be_there(fang: User) -> None:
    assert "No figures yet" in text_of(sign_in(fang, "en"), PAGE)
    assert "尚无数据" in text_of(sign_in(fang), PAGE)


def test_the_workbook_holds_numbers_and_what_they_are(delivered: None, fang: User) -> None:
    response = sign_in(fang, "en").get(f"{PAGE}workbook/?first=2026-09&last=2026-10")
    assert response["Content-Disposition"] == 'attachment; filename="mutual-recognition-all-2026-09-2026-10.xlsx"'
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        words = book.read("xl/sharedStrings.xml").decode()
    rows = sheet.findall(".//{*}row")
    assert len(rows) == 4
    numbers = [cell.findtext("{*}v") for cell in rows[3].findall("{*}c") if cell.get("t") != "s"]
    assert numbers[:4] == ["0", "40", "160", "20"]
    assert "Singapore" in words and "Consignments with benefit" in words and "2026-09 – 2026-10" in words


def test_the_page_asks_as_few_questions_for_many_months_as_for_few(
    delivered: None, fang: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(fang)
    for address in (PAGE, f"{PAGE}?first=2024-01&last=2026-10", f"{PAGE}?partner=SG"):
        client.get(address)
        with django_assert_max_num_queries(19):
            client.get(address)
