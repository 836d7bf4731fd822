"""The pages of changes of arrangements: forms, a change with what it alters, who may decide, what waits on the desk."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mutual_recognition.models import ArrangementChange, Partner, Term
from tests.mutual_recognition.test_pages import CHINESE, LIST, TWO_ENGLISH_WORDS, sign_in, text_of

CHANGES = "/mutual_recognition/arrangementchange/"
BEGUN = {"status": "implemented", "implemented_as_known": "2025-03-10"}
GIVEN = {"confidence": "confirmed", "source_zh": "公告2025年第1号", "source_en": "Announcement 2025-1", "reason": "AB-1"}
NEW = {"place": "xa", "name_zh": "某国", "name_en": "Somewhere", "region": "africa", "status": "signed", "signed_on": "2025"}


def form_of(place: str, subject: str) -> str:
    """The address of the form of a field."""
    return f"{CHANGES}propose/{place}/{subject}/"


def proposed(client: Client, place: str, subject: str, **typed: str) -> str:
    """Type a change; the address of its page."""
    response = client.post(form_of(place, subject), GIVEN | typed)
    assert response.status_code == 302, response.context["form"].errors
    return response["Location"]


def test_iceland_is_corrected_by_two_people_from_its_page(wu: User, tang: User) -> None:
    first, second = sign_in(wu, "en"), sign_in(tang, "en")
    assert form_of("IS", "standing") in first.get(f"{LIST}IS/change/").content.decode()
    form = first.get(form_of("IS", "standing")).context["form"]
    assert (form["status"].value(), form["confidence"].value()) == ("implemented", "inferred")
    page = proposed(first, "IS", "standing", **BEGUN)
    said = text_of(first, page)
    assert "In force from – 2025-03-10" in said and "Reliability Inferred Confirmed" in said and "Withdraw" in said
    assert "A change waits" in text_of(first, f"{LIST}IS/change/")
    assert first.post(f"{page}approve/").status_code == 403
    assert "Changes of arrangements that wait for you" in second.get("/").content.decode()
    assert "Changes of arrangements that wait for you" not in first.get("/").content.decode()
    assert second.post(f"{page}approve/")["Location"] == page
    assert "10 March 2025" in text_of(second, f"{LIST}IS/change/")
    assert (
        'class="mark"'
        not in second.get(f"{LIST}IS/change/").content.decode().split('id="terms-title"')[0].split(">Signed on<")[0]
    )


def test_the_last_partner_is_added(wu: User, tang: User) -> None:
    page = sign_in(wu).post(f"{CHANGES}new-partner/", GIVEN | NEW)["Location"]
    assert "某国" in text_of(sign_in(wu), CHANGES)
    sign_in(tang).post(f"{page}approve/")
    assert "已签署 58 个，已实施 52 个" in text_of(sign_in(tang), LIST)
    assert Partner.objects.get(pk="XA").economy == "XA"
    assert sign_in(wu).get(f"{LIST}XA/change/").status_code == 200


def test_measures_are_chosen_and_a_field_of_the_eu_may_be_that_of_all(wu: User, tang: User) -> None:
    client = sign_in(wu, "en")
    form = client.get(form_of("SG", "measures")).context["form"]
    assert form["value"].value() == ["I", "P", "Pr", "R"]
    page = client.post(form_of("SG", "measures"), GIVEN | {"value": ["R", "D"]})["Location"]
    sign_in(tang).post(f"{page}approve/")
    assert Term.objects.get(economy="SG", name="measures").value == "D R"
    assert "whole_economy" in client.get(form_of("FR", "signing")).context["form"].fields
    assert "whole_economy" not in client.get(form_of("SG", "signing")).context["form"].fields


def test_what_is_wrong_stands_beside_its_field(wu: User) -> None:
    client = sign_in(wu, "en")
    response = client.post(form_of("IS", "standing"), GIVEN | {"status": "signed", "implemented_as_known": "2025"})
    assert list(response.context["form"].errors) == ["implemented_as_known"]
    response = client.post(f"{CHANGES}new-partner/", GIVEN | NEW | {"place": "SG", "signed_on": "last year"})
    assert list(response.context["form"].errors) == ["place"]
    assert not ArrangementChange.objects.exists()


@pytest.mark.parametrize("name", ["fang", "qian", "zhou"])
def test_others_read_and_find_no_way_to_change(person, wu: User, name: str) -> None:
    page = proposed(sign_in(wu), "IS", "standing", **BEGUN)
    client = sign_in(person(name))
    assert "propose/" not in client.get(f"{LIST}IS/change/").content.decode()
    assert client.get(page).status_code == 200 and "<form" not in client.get(page).content.decode().split("page-head")[1]
    assert client.get(form_of("IS", "standing")).status_code == 403
    assert client.post(form_of("IS", "standing"), GIVEN | BEGUN).status_code == 403
    assert client.post(f"{page}approve/").status_code == 403
    assert ArrangementChange.objects.get().is_open


@pytest.mark.parametrize("address", ["XX/standing", "IS/partner", "IS/elsewhere", "FR/consent", "EU/standing"])
def test_what_is_no_field_is_not_found(wu: User, address: str) -> None:
    assert sign_in(wu).get(f"{CHANGES}propose/{address}/").status_code == 404


def test_rejecting_needs_a_note_and_a_link_does_nothing(wu: User, tang: User) -> None:
    page, client = proposed(sign_in(wu), "IS", "standing", **BEGUN), sign_in(tang, "en")
    assert client.get(f"{page}approve/").status_code == 405
    assert client.post(f"{page}elsewhere/").status_code == 404
    assert client.post(f"{page}reject/").status_code == 400
    client.post(f"{page}reject/", {"note": "Not found there"})
    assert "Not found there" in text_of(client, page)


@pytest.mark.once
def test_no_page_of_changes_mixes_languages(wu: User, tang: User) -> None:
    client = sign_in(wu)
    pages = [proposed(client, "IS", "standing", **BEGUN), proposed(client, "EU", "consent", value="no")]
    pages.append(client.post(f"{CHANGES}new-partner/", GIVEN | NEW)["Location"])
    pages += [CHANGES, f"{CHANGES}new-partner/", f"{LIST}IS/change/", f"{LIST}FR/change/"]
    pages += [form_of("FR", subject) for subject in ("names", "grouping", "standing", "signing", "announcement")]
    pages += [form_of("EU", name) for name in Term.Name.values]
    for page in pages:
        said = text_of(sign_in(tang), page)
        assert not TWO_ENGLISH_WORDS.search(said), (page, TWO_ENGLISH_WORDS.findall(said))
        said = text_of(sign_in(tang, "en"), page)
        said = said.replace("吴桐", "").replace("某国", "")
        if "propose/" not in page and "new-partner" not in page:
            assert not CHINESE.search(said), (page, CHINESE.findall(said))


@pytest.mark.parametrize("page", [CHANGES, "first", f"{LIST}IS/change/"])
def test_pages_ask_few_questions(wu: User, page: str, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = sign_in(wu)
    subjects = ["signing", "announcement"]
    typed = {"signed_on": "2024", "announcement_zh": "海关总署公告2025年第1号"}
    made = [proposed(client, code, subject, **typed) for code in ("IS", "GB", "MN") for subject in subjects]
    address = made[0] if page == "first" else page
    client.get(address)
    with django_assert_max_num_queries(18):
        client.get(address)
