"""Numbers that nobody shares, and letters that nothing changes once they are signed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from ratings.documents.letters import draft_letter, letter_is_intact, seal_letter
from ratings.documents.numbering import series_of, with_next_number
from ratings.models import Case, Letter
from ratings.services.notices import letter_serve
from tests.people import make_person
from tests.ratings.building import make_firm

TODAY = date(2026, 4, 21)


@pytest.fixture
def letter(case: Case, fang: User) -> Letter:
    return draft_letter(case=case, kind="prior_notice", by=fang, on=TODAY)


def test_a_signed_letter_is_stored_with_its_digest(letter: Letter, li: User):
    assert not letter_is_intact(letter)
    sealed = seal_letter(letter=letter, by=li, on=TODAY)
    stored = Letter.objects.get(pk=letter.pk)
    assert (stored.state, stored.signed_by, stored.signed_on, len(stored.sha256)) == ("signed", li, TODAY, 64)
    assert letter_is_intact(sealed) and letter_is_intact(stored)


def test_a_file_that_was_touched_or_lost_is_found_out(letter: Letter, li: User):
    sealed = seal_letter(letter=letter, by=li, on=TODAY)
    with sealed.file.storage.open(sealed.file.name, "ab") as stored:
        stored.write(b" ")
    assert not letter_is_intact(Letter.objects.get())
    sealed.file.storage.delete(sealed.file.name)
    assert not letter_is_intact(Letter.objects.get())


def test_a_letter_that_was_touched_is_not_served(letter: Letter, li: User):
    sealed = seal_letter(letter=letter, by=li, on=TODAY)
    with sealed.file.storage.open(sealed.file.name, "ab") as stored:
        stored.write(b" ")
    with pytest.raises(ValidationError, match="is not the one that was signed"):
        letter_serve(letter=sealed, method="post", served_on=TODAY, as_of=TODAY)
    assert Letter.objects.get().served_on is None


def test_only_a_draft_is_signed_and_only_once(letter: Letter, li: User, zhao: User):
    stale = Letter.objects.get(pk=letter.pk)
    seal_letter(letter=letter, by=li, on=TODAY)
    with pytest.raises(ValidationError, match="Only a draft"):
        seal_letter(letter=stale, by=zhao, on=TODAY)
    assert Letter.objects.get().signed_by == li


def test_of_a_signed_letter_only_its_service_is_recorded(letter: Letter, li: User):
    sealed = seal_letter(letter=letter, by=li, on=TODAY)
    sealed.served_on, sealed.served_by = date(2026, 4, 23), Letter.Method.POST
    sealed.save(update_fields=["served_on", "served_by"])
    sealed.content["title"] = "另一标题"
    for change in (
        lambda: sealed.save(),
        lambda: sealed.save(update_fields=["content"]),
        lambda: sealed.save(update_fields=["served_on", "state"]),
        lambda: sealed.delete(),
    ):
        with pytest.raises(ValidationError, match="never changed"):
            change()
    assert Letter.objects.get().served_by == "post"


def test_a_letter_needs_what_it_is_about(case: Case, fang: User):
    for kind in ("decision", "dismissal"):
        with pytest.raises(ValidationError, match="give reasons"):
            draft_letter(case=case, kind=kind, by=fang, on=TODAY, extra={"reasons": " "})
    other = Case.objects.create(
        enterprise=make_firm(2), kind="lower", district="5200", level_in_force="regular", indicated_level="discredited",
        opened_on=TODAY,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="no frozen ground"):
        draft_letter(case=other, kind="prior_notice", by=fang, on=TODAY)
    assert not Letter.objects.exists()


def test_each_customs_kind_and_year_counts_for_itself(letter: Letter, case: Case, fang: User):
    assert letter.number == "黄埔关信告〔2026〕000001号"
    assert draft_letter(case=case, kind="prior_notice", by=fang, on=TODAY).number == "黄埔关信告〔2026〕000002号"
    assert draft_letter(case=case, kind="prior_notice", by=fang, on=date(2027, 1, 4)).number == "黄埔关信告〔2027〕000001号"
    extra = {"reasons": "属实。"}
    assert draft_letter(case=case, kind="decision", by=fang, on=TODAY, extra=extra).number == "黄埔关信决〔2026〕000001号"
    assert series_of("5208", "dismissal", TODAY) == series_of("5200", "dismissal", TODAY) == "黄埔关信终〔2026〕"
    assert series_of("5300", "prior_notice", TODAY) == "深圳关信告〔2026〕"


@pytest.mark.django_db(transaction=True)
def test_letters_drafted_at_once_get_different_numbers():
    fang, firm = make_person("fang"), make_firm()
    case = Case.objects.create(
        enterprise=firm,
        kind="lower",
        district="5200",
        level_in_force="regular",
        indicated_level="discredited",
        opened_on=TODAY,
    )

    def draft(_turn: int) -> str:
        try:
            return with_next_number(
                "黄埔关信告〔2026〕",
                lambda number: Letter.objects.create(
                    case=case, kind="prior_notice", number=number, content={}, drafted_by=fang
                ),
            ).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        numbers = sorted(people.map(draft, range(12)))
    assert numbers == [f"黄埔关信告〔2026〕{n:06d}号" for n in range(1, 13)]
