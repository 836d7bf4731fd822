"""A firm's page and the pages of its facts: what is known on a day, where it came from, how it changed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from enterprises.models import (
    Certification,
    CriminalCase,
    DecidedRating,
    Enterprise,
    InspectedDeclaration,
    Investigation,
    Payable,
    Penalty,
    RecoveredTax,
    Rectification,
    RelatedFirm,
    RelatedPerson,
    TradeYear,
)
from enterprises.selectors.facts import facts_count, facts_page
from enterprises.selectors.history import history_of
from enterprises.selectors.timeline import timeline_page
from tests.enterprises.making import delivery, firm, firms

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


def address(of: Enterprise, **query: str) -> str:
    return reverse("admin:enterprises_enterprise_change", args=[of.pk])


@pytest.fixture
def subject() -> Enterprise:
    return firm("4419630412", "东江精密电子有限公司（合成）", delivery=delivery("first"))


def penalty(of: Enterprise, number: str, day: date, **fields) -> Penalty:
    plain = {"kind": "supervision_violation", "amount_cny": Decimal("1234567.80")}
    return Penalty.objects.create(enterprise=of, decision_no=number, decided_on=day, **(plain | fields))


@pytest.fixture
def one_of_each(subject: Enterprise) -> list:
    day = date(2026, 3, 1)
    return [
        penalty(subject, "P-1", day),
        CriminalCase.objects.create(enterprise=subject, case_no="C-1", charge="bribery", filed_on=day, outcome="pending"),
        Payable.objects.create(enterprise=subject, document_no="D-1", kind="duty", amount_cny=5, due_on=day),
        Investigation.objects.create(enterprise=subject, case_no="I-1", opened_on=day),
        Certification.objects.create(enterprise=subject, certificate_no="Z-1", level="certified", granted_on=day),
        Rectification.objects.create(
            enterprise=subject, reference="R-1", started_on=day, due_on=date(2026, 9, 1), outcome="open"
        ),
        DecidedRating.objects.create(enterprise=subject, level="discredited", effective_on=day, grounds="obstruction"),
        TradeYear.objects.create(enterprise=subject, year=2025, documents=1200),
        RecoveredTax.objects.create(enterprise=subject, document_no="T-1", decided_on=day, amount_cny=7),
        InspectedDeclaration.objects.create(
            enterprise=subject, declaration_no="B-1", inspected_on=day, declared_by="self", result="finding"
        ),
        RelatedPerson.objects.create(enterprise=subject, reference="N-1", name="张三", role="declarant", started_on=day),
        RelatedFirm.objects.create(
            enterprise=subject, reference="L-1", related_code="5201960002", relation="broker", started_on=day
        ),
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("tab", ["", "facts", "cases", "ratings", "years", "timeline", "history", "nonsense"])
def test_every_tab_shows_with_facts_and_with_none(
    tab: str, language: str, one_of_each: list, subject: Enterprise, chen: User, client: Client
) -> None:
    client.force_login(chen)  # an outsider sees every firm
    bare = firms(1)[0]
    for of in (subject, bare):
        for on in ("", "2026-03-31"):
            page = client.get(address(of), {"tab": tab, "on": on}, headers={"accept-language": language})
            assert page.status_code == 200 and of.customs_code in page.content.decode()


def test_head(subject: Enterprise, fang: User, client: Client) -> None:
    client.force_login(fang)
    page = client.get(address(subject)).content.decode()
    for shown in (f'data-copy="{subject.customs_code}"', "tag-note"):
        assert shown in page
    assert "AEOCN" not in page, "a firm that is not certified has no AEO code"


def test_a_certified_firm_shows_its_aeo_code(subject: Enterprise, fang: User, client: Client) -> None:
    plain = {"certificate_no": "Z-1", "level": "certified", "granted_on": date(2026, 4, 2)}
    Certification.objects.create(enterprise=subject, **plain)
    client.force_login(fang)
    assert 'data-copy="AEOCN4419630412"' in client.get(address(subject), {"on": "2026-04-02"}).content.decode()
    assert "AEOCN" not in client.get(address(subject), {"on": "2026-04-01"}).content.decode()


def test_a_fact_after_the_day_is_not_known_on_it(subject: Enterprise) -> None:
    penalty(subject, "P-1", date(2026, 3, 1))
    penalty(subject, "P-2", date(2026, 6, 1))
    Payable.objects.create(enterprise=subject, document_no="D-1", kind="duty", amount_cny=5, due_on=date(2027, 1, 1))
    assert [row.number for row in facts_page(subject, date(2026, 3, 31)).rows] == ["D-1", "P-1"], "a deadline is a plan"
    assert facts_count(subject, TODAY) == 3


@pytest.mark.parametrize("on", ["2999-01-01", "2026-02-30", "nonsense", "31.3.2026"])
def test_a_day_that_is_none_is_told(on: str, subject: Enterprise, fang: User, client: Client) -> None:
    client.force_login(fang)
    page = client.get(address(subject), {"on": on})
    assert page.status_code == 200 and [str(message) for message in page.context["messages"]]


def test_facts_come_in_pages_by_a_fixed_number_of_queries(subject: Enterprise, fang: User, client: Client) -> None:
    client.force_login(fang)

    def count() -> int:
        client.get(address(subject))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(subject))
        return len(queries)

    penalty(subject, "P-0", date(2026, 3, 1))
    one = count()
    Penalty.objects.bulk_create(
        Penalty(enterprise=subject, decision_no=f"P-{n}", decided_on=date(2026, 3, 1), kind="bribery", amount_cny=n)
        for n in range(1, 120)
    )
    assert count() == one
    pages = [facts_page(subject, TODAY, number=number) for number in (1, 2, 3, 4)]
    assert [len(page.rows) for page in pages] == [50, 50, 20, 0]
    assert len({row.number for page in pages for row in page.rows}) == 120
    assert pages[0].next == 2 and pages[2].next is None and pages[2].previous == 2


def test_kinds_of_facts(one_of_each: list, subject: Enterprise) -> None:
    assert len(facts_page(subject, TODAY).rows) == 11
    assert [row.number for row in facts_page(subject, TODAY, "payable").rows] == ["D-1"]


def test_facts_of_the_optional_feeds_say_what_they_are_of(one_of_each: list, subject: Enterprise) -> None:
    rows = {row.number: row for row in facts_page(subject, TODAY).rows}
    assert rows["N-1"].remarks == ["张三"] and rows["L-1"].remarks == ["5201960002"]
    assert rows["T-1"].amount == 7 and rows["B-1"].remarks


def test_a_late_fact_says_how_late_it_came(subject: Enterprise) -> None:
    today = timezone.localdate()
    later = delivery("second")
    penalty(subject, "late", today - timedelta(days=19), delivery=later)
    penalty(subject, "in time", today - timedelta(days=7), delivery=later)
    penalty(subject, "came with the firm", today - timedelta(days=90), delivery=subject.delivery)
    assert {row.number: row.late_days for row in facts_page(subject, today).rows} == {
        "late": 19,
        "in time": 0,
        "came with the firm": 0,
    }


def test_each_fact_has_a_page_of_its_own(one_of_each: list, fang: User, admin_a: User, client: Client) -> None:
    for fact in one_of_each:
        url = reverse(f"admin:enterprises_{fact._meta.model_name}_change", args=[fact.pk])
        client.force_login(fang)
        assert client.get(url).status_code == 200
        assert client.post(url, {"amount_cny": 1}).status_code in (200, 403, 405)
        assert client.get(url.replace("change", "delete")).status_code == 404
        client.force_login(admin_a)
        assert client.get(url).status_code == 403
    assert Penalty.objects.get().amount_cny == Decimal("1234567.80")


def test_grounds_of_a_decided_rating_are_named(one_of_each: list, fang: User, client: Client) -> None:
    rating = DecidedRating.objects.get()
    rating.grounds = "smuggling_act bribery"
    rating.save()
    client.force_login(fang)
    shown = client.get(reverse("admin:enterprises_decidedrating_change", args=[rating.pk])).content.decode()
    assert "走私行为 · 行贿" in shown
    assert "smuggling_act" not in shown


def test_history_tells_from_and_to_between_versions(subject: Enterprise, fang: User) -> None:
    first, second = delivery("first-of-fact"), delivery("second-of-fact", reason="a correction")
    fact = penalty(subject, "P-1", date(2026, 3, 1), delivery=first)
    Penalty.history.all().delete()
    for sign, source, amount in (("+", first, "1000.00"), ("~", second, "2500000.50")):
        Penalty.history.model.objects.create(
            **{
                "id": fact.pk,
                "decision_no": "P-1",
                "enterprise_id": subject.pk,
                "decided_on": fact.decided_on,
                "kind": fact.kind,
                "amount_cny": Decimal(amount),
                "delivery_id": source.pk,
                "history_date": timezone.now(),
                "history_type": sign,
                "history_change_reason": f"delivery:{source.reference}",
            }
        )
    changed, made = history_of(fact)
    assert [(change.old, change.new) for change in changed.changes] == [("1,000.00", "2,500,000.50")]
    assert second.reference in changed.who and changed.why == "a correction"
    assert first.reference in made.who and not made.changes


def test_history_of_a_row_that_nothing_changed_is_told_from_the_row(subject: Enterprise) -> None:
    Enterprise.history.all().delete()
    (line,) = history_of(subject)
    assert "first" in line.who


def test_history_of_what_a_person_changed(subject: Enterprise, fang: User) -> None:
    subject.name_zh = "新名有限公司"
    subject._history_user, subject._change_reason = fang, "renamed"
    subject.save()
    line = history_of(subject)[0]
    assert line.why == "renamed" and str(fang) in line.who
    assert [(change.old, change.new) for change in line.changes] == [("东江精密电子有限公司（合成）", "新名有限公司")]


def test_timeline_has_all_kinds_and_can_be_narrowed(one_of_each: list, subject: Enterprise) -> None:
    day = timezone.localdate()
    events, more = timeline_page(subject, day)
    assert {"fact", "change"} <= {event.kind for event in events} and not more
    moments = [event.when if type(event.when) is date else timezone.localdate(event.when) for event in events]
    assert moments == sorted(moments, reverse=True)
    narrowed, _more = timeline_page(subject, day, "change")
    assert {event.kind for event in narrowed} == {"change"}


def test_timeline_comes_in_pages(subject: Enterprise) -> None:
    for number in range(55):
        penalty(subject, f"P-{number}", date(2026, 3, 1))
    first, more = timeline_page(subject, TODAY, "fact", 1)
    second, end = timeline_page(subject, TODAY, "fact", 2)
    assert (len(first), more, len(second), end) == (50, True, 5, False)
    assert not {event.key for event in first} & {event.key for event in second}


def test_a_name_is_text_on_every_page(fang: User, client: Client) -> None:
    nasty = firm("4401000001", "<script>alert(1)</script>", name_en="<b>x</b>", uscc='"><i>')
    fact = penalty(nasty, "<img src=x onerror=alert(1)>", date(2026, 3, 1))
    client.force_login(fang)
    fact_page = reverse("admin:enterprises_penalty_change", args=[fact.pk])
    for url in (address(nasty), address(nasty) + "?tab=timeline", address(nasty) + "?tab=history", fact_page):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page and "<b>x</b>" not in page


def test_an_administrator_of_accounts_sees_no_firm(subject: Enterprise, admin_a: User, client: Client) -> None:
    client.force_login(admin_a)
    assert client.get(address(subject)).status_code == 403
    assert client.get(reverse("admin:enterprises_enterprise_history", args=[subject.pk])).status_code == 403


def test_a_firm_that_is_not_there(fang: User, client: Client) -> None:
    client.force_login(fang)
    assert client.get("/enterprises/enterprise/999999/change/").status_code == 404
    assert client.get("/enterprises/enterprise/99999999999999999999999/change/").status_code == 404


def test_timeline_tells_changes_of_facts(subject: Enterprise) -> None:
    fact = penalty(subject, "P-1", date(2026, 3, 1), amount_cny=Decimal("5.00"))
    fact.amount_cny = Decimal("7.00")
    fact.save()
    events, _more = timeline_page(subject, timezone.localdate(), "change")
    assert "5.00 → 7.00" in next(event.text for event in events if "P-1" in event.title)
