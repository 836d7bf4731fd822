"""Two people at the same case in the same moment: one wins, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import translation

from accounts.models import User
from ratings.models import Case, Letter
from ratings.services.casework import case_take
from ratings.services.notices import notice_sign
from tests.people import make_person
from tests.ratings.casework.walking import again, found, june, walk

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do the acts in threads of their own, at once; what each said: empty where it was done."""
    together = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        together.wait()
        try:
            with translation.override("en"):
                act()
        except ValidationError as refusal:
            return " ".join(refusal.messages)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(one, acts))


def test_a_notice_is_signed_once(li: User, zhao: User):
    case = walk(found(), "notice_draft")
    said = at_once(*(lambda by=by: notice_sign(by=by, case=case, as_of=june(3)) for by in (li, zhao)))
    assert said[0] == "" and "This was done already" in said[1] and "Sign the notice" in said[1]
    assert case.letters.filter(state=Letter.State.SIGNED).count() == 1 and case.acts.filter(act="notice_sign").count() == 1


def test_a_case_is_taken_by_one(fang: User):
    case, colleague = found(), make_person("li")
    said = at_once(*(lambda by=by: case_take(by=by, case=case, as_of=june(2)) for by in (fang, colleague)))
    assert said[0] == "" and "works this case since 2026-06-02" in said[1]
    assert isinstance(again(case), Case) and case.acts.count() == 1
