"""The pages of an adverse case: one due act, forms, letters and papers, the desk."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from ratings.models import Case
from ratings.services.casework import case_take
from tests.ratings.building import make_firm
from tests.ratings.casework.walking import BRIBERY, again, found, june, night, walk
from tests.ratings.pages.reading import sign_in, text_of

pytestmark = pytest.mark.django_db
LIST = "/ratings/case/"
DESK = f"{LIST}desk/"


def act(user: User, case: Case, name: str, **data: object) -> object:
    last = case.acts.values_list("pk", flat=True).last() or 0
    return sign_in(user).post(f"{LIST}{case.pk}/act/{name}/", {"seen": last, **data})


def test_the_page_offers_the_act_that_is_due_to_who_may_do_it(fang: User, li: User, zhou: User, chen: User):
    case = found()
    assert "/act/notice_draft/" in page(fang, case) and "/act/notice_sign/" not in page(fang, case)
    for other in (zhou, chen):
        assert "/act/" not in page(other, case)
    walk(case, "notice_draft")
    assert "/act/notice_sign/" in page(li, case) and "/act/notice_sign/" not in page(fang, case)
    assert sign_in(fang).get(f"{LIST}{case.pk}/act/notice_sign/").status_code == 403


def page(user: User, case: Case) -> str:
    return sign_in(user).get(f"{LIST}{case.pk}/").content.decode().split('<main id="content"', 1)[1]


def test_the_whole_way_by_forms(fang: User, li: User):
    case = found()
    assert act(fang, case, "notice_draft", facts="").status_code == 302
    assert act(li, case, "notice_sign").status_code == 302
    today = again(case).notice_signed_on.isoformat()
    bare = act(fang, case, "notice_serve", method="direct", served_on=today)
    assert bare.status_code == 400 and "errorlist" in bare.content.decode()
    proof = SimpleUploadedFile("回执.pdf", b"%PDF")
    assert act(fang, case, "notice_serve", method="direct", served_on=today, proof=proof).status_code == 302
    papers = [SimpleUploadedFile("a.pdf", b"a"), SimpleUploadedFile("b.pdf", b"b")]
    assert act(fang, case, "defence_record", received_on=today, points="one\n\ntwo", papers=papers).status_code == 302
    given = {"accepted_1": "no", "finding_1": "x", "accepted_2": "yes", "finding_2": "y"}
    assert "“two”" in text_of(sign_in(fang), f"{LIST}{case.pk}/act/defence_verify/").replace("&ldquo;", "“")
    assert act(fang, case, "defence_verify", **given).status_code == 302
    assert act(fang, case, "decision_draft", level="discredited", reasons="z").status_code == 302
    assert act(li, case, "decision_sign").status_code == 302
    assert act(fang, case, "decision_serve", method="post", served_on=today).status_code == 302
    assert again(case).state == Case.State.DECIDED
    text = text_of(sign_in(fang), f"{LIST}{case.pk}/")
    assert "not accepted" in text and "Adverse level" in text and "回执.pdf" in text and "/act/" not in page(fang, case)


def test_a_stale_page_is_told_what_came_in_between(fang: User, li: User):
    case = found()
    walk(case, "notice_draft")
    stale = sign_in(li).post(f"{LIST}{case.pk}/act/notice_draft/", {"seen": 0})
    assert stale.status_code == 400 and "Meanwhile 王芳 did" in stale.content.decode()


def test_who_may_not_is_refused_by_the_service_too(chen: User, fang: User):
    case = found()
    refused = act(chen, case, "notice_draft")
    assert refused.status_code == 403 and "another customs district" in refused.content.decode()
    assert not case.acts.exists()


def test_letters_and_papers_are_downloads(fang: User, admin_a: User):
    case = walk(found(), "notice_serve")
    letter, paper = case.letters.get(), case.files.get()
    for url, start in ((f"letters/{letter.pk}/", b"%PDF"), (f"papers/{paper.pk}/", b"%%")):
        response = sign_in(fang).get(f"{LIST}{case.pk}/{url}")
        assert response["X-Content-Type-Options"] == "nosniff" and response["Content-Disposition"].startswith("attachment")
        assert b"".join(response).startswith(start)
        assert sign_in(admin_a).get(f"{LIST}{case.pk}/{url}").status_code == 403
    other = found(2)
    assert sign_in(fang).get(f"{LIST}{other.pk}/letters/{letter.pk}/").status_code == 404
    assert sign_in(fang).get(f"{LIST}{other.pk}/papers/{paper.pk}/").status_code == 404


def test_an_officer_opens_a_case_from_a_form(fang: User, chen: User):
    firm = make_firm(penalties=[{**BRIBERY, "decided_on": date.today()}])
    assert sign_in(chen).get(f"{LIST}open/{firm.pk}/lower/").status_code == 403
    data = {"indicated_level": "discredited", "reasons": "举报"}
    assert sign_in(chen).post(f"{LIST}open/{firm.pk}/lower/", data).status_code == 403
    assert sign_in(fang).post(f"{LIST}open/{firm.pk}/lower/", {**data, "reasons": ""}).status_code == 400
    assert sign_in(fang).post(f"{LIST}open/{firm.pk}/lower/", data).status_code == 302
    assert sign_in(fang).get(f"{LIST}{Case.objects.get().pk}/").status_code == 200


def test_the_desk_tells_each_what_waits(fang: User, li: User, chen: User, zhou: User):
    case = found()
    assert "Cases that nobody works 1" in text_of(sign_in(fang), DESK)
    assert case.number not in text_of(sign_in(chen), DESK)
    assert "work no cases" in text_of(sign_in(zhou), DESK)
    walk(case, "notice_draft")
    assert "Cases that I work 1" in text_of(sign_in(fang), DESK)
    assert "To be signed 1" in text_of(sign_in(li), DESK)
    User.objects.filter(pk=fang.pk).update(is_active=False)
    assert "Cases whose owner's account is inactive 1" in text_of(sign_in(li), DESK)


def test_the_desk_puts_the_nearest_deadline_first_and_overdue_in_red(fang: User):
    first, second = found(1), found(2)
    case_take(by=fang, case=first, as_of=june(2))
    walk(second, "notice_serve")
    html = sign_in(fang).get(DESK).content.decode()
    assert html.index(f"{LIST}{second.pk}/") < html.index(f"{LIST}{first.pk}/")
    assert 'class="danger"' in html and "overdue" in html


def test_the_queries_of_the_desk_do_not_grow_with_the_cases(li: User, django_assert_max_num_queries: DjangoAssertNumQueries):
    for number in range(1, 40):
        make_firm(number, penalties=[BRIBERY])
    night(june(1))
    case = Case.objects.first()
    walk(case, "decision_draft")
    client = sign_in(li)
    client.get("/")
    for url, most in ((DESK, 17), (f"{LIST}{case.pk}/", 28)):
        with django_assert_max_num_queries(most):
            client.get(url)
