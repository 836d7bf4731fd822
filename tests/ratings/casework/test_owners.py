"""Who works a case: taken, handed over, never lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from ratings.services.casework import case_hand_over, case_take
from ratings.services.notices import notice_draft
from tests.ratings.casework.walking import again, found, june, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(fang: User) -> User:
    """A second officer of district 5200."""
    from accounts.models import RoleGrant

    user = User.objects.create(username="he", display_name="何平", district="5200")
    RoleGrant.objects.create(user=user, role="officer", reason="A test", approved_at=fang.date_joined)
    return user


def test_a_case_is_taken_once(fang: User, colleague: User):
    case = found()
    case_take(by=fang, case=case, as_of=june(2))
    with pytest.raises(ValidationError, match="王芳 works this case since 2026-06-02"):
        case_take(by=colleague, case=case, as_of=june(2))
    assert again(case).owner == fang and case.acts.get().to_step == "found"


def test_the_first_act_takes_a_case_and_others_are_told_whose_it_is(fang: User, colleague: User, li: User):
    case = walk(found(), "notice_draft")
    assert case.owner == fang
    with pytest.raises(PermissionDenied, match="王芳 works this case"):
        notice_draft(by=colleague, case=case, as_of=june(2))
    notice_draft(by=li, case=case, as_of=june(2))


def test_a_case_is_handed_over_with_a_note(fang: User, colleague: User, li: User, chen: User, zhou: User):
    case = found()
    case_take(by=fang, case=case, as_of=june(2))
    with pytest.raises(PermissionDenied, match="Only who works the case"):
        case_hand_over(by=colleague, case=case, to=colleague, note="a", as_of=june(2))
    for to in (chen, zhou):
        with pytest.raises(ValidationError, match="does not work cases of this customs district"):
            case_hand_over(by=fang, case=case, to=to, note="a", as_of=june(2))
    with pytest.raises(ValidationError, match="must know"):
        case_hand_over(by=fang, case=case, to=colleague, note=" ", as_of=june(2))
    with pytest.raises(ValidationError, match="works this case already"):
        case_hand_over(by=li, case=case, to=fang, note="a", as_of=june(2))
    case_hand_over(by=fang, case=case, to=colleague, note="休假", as_of=june(2))
    assert again(case).owner == colleague
    assert case.acts.last().details == {"from": "王芳", "to": "何平"} and case.acts.last().note == "休假"


def test_a_case_of_an_inactive_account_can_be_taken(fang: User, colleague: User):
    case = found()
    case_take(by=fang, case=case, as_of=june(2))
    User.objects.filter(pk=fang.pk).update(is_active=False)
    case_take(by=colleague, case=case, as_of=june(3))
    assert again(case).owner == colleague
