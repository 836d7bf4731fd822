"""What a merger or division must not do: lose a level since the feed was quick, shed an adverse one, hide what it changed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from enterprises.models import Certification, DecidedRating
from ratings.models import Case, Decision
from ratings.selectors.successions import warnings_of
from ratings.services.successions import succession_approve
from tests.ratings.building import make_firm
from tests.ratings.casework.suspending import CRIME, aeo, proposed, suspend
from tests.ratings.casework.test_successions import CERTIFIED, DAY, DISCREDITED, done, level, recorded
from tests.ratings.casework.walking import BRIBERY, again, june, night
from tests.ratings.pages.reading import firm_page, sign_in, text_of

pytestmark = pytest.mark.django_db
WORSE = [{"level": "seriously_discredited", "effective_on": date(2026, 5, 2), "grounds": ["serious_crime"]}]


def test_a_firm_that_the_feed_cancelled_on_the_day_passes_its_level_on_all_the_same(fang: User, li: User) -> None:
    old, main = make_firm(1, firm={"cancelled_on": DAY}, certifications=CERTIFIED), make_firm(2)
    done(fang, li, old, "division_main", successors=[main], main=main)
    assert level(main) == "advanced_certified"
    assert Certification.objects.get(enterprise=old).ended_on == DAY


def test_a_cancelled_original_takes_nothing_from_the_firm_that_follows(fang: User, li: User) -> None:
    old = make_firm(1, firm={"cancelled_on": june(1)})
    main = make_firm(2, certifications=CERTIFIED)
    done(fang, li, old, "division_main", successors=[main], main=main)
    assert level(main) == "advanced_certified" and Certification.objects.get().ended_on is None


def test_an_adverse_level_of_a_cancelled_original_is_not_shed(fang: User, li: User) -> None:
    old, main = make_firm(1, firm={"cancelled_on": june(8)}, ratings=DISCREDITED), make_firm(2)
    done(fang, li, old, "division_main", successors=[main], main=main)
    assert level(main) == "discredited"


def test_a_milder_adverse_level_does_not_replace_a_worse_one(fang: User, li: User) -> None:
    old, main = make_firm(1, ratings=DISCREDITED), make_firm(2, ratings=WORSE)
    done(fang, li, old, "division_main", successors=[main], main=main)
    assert level(main) == "seriously_discredited" and DecidedRating.objects.filter(enterprise=main).count() == 1


def test_an_adverse_firm_is_not_certified_by_a_division(fang: User, li: User) -> None:
    old, main = make_firm(1, certifications=CERTIFIED), make_firm(2, ratings=DISCREDITED)
    case = done(fang, li, old, "division_main", successors=[main], main=main)
    assert level(main) == "discredited" and not Certification.objects.filter(enterprise=main).exists()
    after = {effect["firm"]: effect["after"] for effect in case.acts.latest("id").details["effects"]}
    assert after[main.customs_code] == "discredited"


def test_what_is_said_of_a_part_with_a_level_of_its_own_is_what_is(fang: User, li: User) -> None:
    old, new = make_firm(1), make_firm(2, certifications=CERTIFIED)
    case = recorded(fang, old, "division_dissolved", successors=[new])
    assert any("a level of its own" in str(warning.text) for warning in warnings_of(case.succession, june(12)))


def test_a_day_of_no_rulebook_or_before_the_firm_is_refused(fang: User) -> None:
    firm = make_firm()
    for day in (date(2021, 10, 31), date(2009, 12, 31)):
        with pytest.raises(ValidationError, match=r"rulebook|registered"):
            recorded(fang, firm, "cancellation", effective_on=day)
    late = make_firm(2, firm={"registered_on": june(11)})
    with pytest.raises(ValidationError, match="was not registered"):
        recorded(fang, late, "cancellation")
    with pytest.raises(ValidationError, match="was certified after"):
        certified = make_firm(3, certifications=[{"level": "certified", "granted_on": june(11)}])
        recorded(fang, certified, "cancellation")


def test_a_suspension_and_another_district_are_warned_of(fang: User) -> None:
    old, main = aeo(criminal_cases=[CRIME]), make_firm(2, firm={"district": "5300"})
    suspend(proposed(old))
    case = recorded(fang, old, "division_main", successors=[main], main=main)
    said = [str(warning.text) for warning in warnings_of(case.succession, june(12))]
    assert any("measures of 测试企业1号 are suspended" in text for text in said)
    assert any("测试企业2号 belongs to another customs district: a supervisor of the General" in text for text in said)


def test_a_level_of_another_customs_firm_changes_only_by_the_general_administration(
    fang: User, li: User, zhao: User
) -> None:
    old, main = aeo(1), make_firm(2, firm={"district": "5300"})
    case = recorded(fang, old, "division_main", successors=[main], main=main)
    with pytest.raises(PermissionDenied, match="a supervisor of the General Administration decides"):
        succession_approve(by=li, case=case, as_of=june(12))
    assert again(case).state == Case.State.OPEN and not Decision.objects.exists()
    User.objects.filter(pk=zhao.pk).update(district="0000")
    succession_approve(by=User.objects.get(pk=zhao.pk), case=case, as_of=june(12))
    assert again(case).state == Case.State.DECIDED


def test_a_firm_of_another_customs_that_changes_no_level_is_only_told(fang: User, li: User) -> None:
    old, new = make_firm(1), make_firm(2, firm={"district": "5300"})
    case = recorded(fang, old, "absorption", successors=[new])
    assert any("which must be told" in str(warning.text) for warning in warnings_of(case.succession, june(12)))
    assert succession_approve(by=li, case=case, as_of=june(12)).state == Case.State.DECIDED


def test_a_warning_links_to_the_case_that_officers_may_open_and_to_those_that_are(fang: User, li: User) -> None:
    old, new = make_firm(1, ratings=DISCREDITED, penalties=[BRIBERY]), make_firm(2, penalties=[BRIBERY])
    night(june(1))
    there = new.cases.get()
    case = recorded(fang, old, "division_dissolved", successors=[new])
    page = sign_in(fang).get(f"/ratings/case/{case.pk}/").content.decode()
    assert f"/ratings/case/open/{new.pk}/lower/" in page and f"/ratings/case/{there.pk}/" in page


def test_a_decision_freezes_what_was_said_and_which_rows_it_changed(fang: User, li: User) -> None:
    old, main = make_firm(1, certifications=CERTIFIED), make_firm(2)
    case = done(fang, li, old, "division_main", successors=[main], main=main)
    ended, begun = (Decision.objects.get(enterprise=firm).evidence for firm in (old, main))
    assert ended["rows"] == [{"certification": "CER-00001-1", "ended_on": "2026-06-10"}]
    assert begun["rows"] == [{"certification": f"{case.number}-5201900002", "granted_on": "2026-06-10"}]
    assert ended["explained"]["level_in_force"] == "advanced_certified" and ended["level"] == "regular"
    assert begun["level"] == "advanced_certified"
    cases = text_of(sign_in(fang), firm_page(main) + "?tab=cases")
    assert "Levels after a merger or division ★★ Advanced" in cases


def test_the_page_of_an_approved_one_names_the_firms(fang: User, li: User) -> None:
    old, main = make_firm(1, certifications=CERTIFIED), make_firm(2)
    case = done(fang, li, old, "division_main", successors=[main], main=main)
    page = text_of(sign_in(fang), f"/ratings/case/{case.pk}/")
    assert "测试企业1号 5201900001" in page and "测试企业2号 5201900002" in page


def test_the_list_leads_from_an_old_firm_to_its_successor_and_back(fang: User, li: User) -> None:
    old, new = make_firm(1), make_firm(2)
    done(fang, li, old, "absorption", successors=[new])
    for there, sign in ((old, "→ <a"), (new, "← <a")):
        page = sign_in(fang).get(f"/enterprises/enterprise/?q={there.customs_code}")
        other = new if there == old else old
        assert sign in page.content.decode() and f"/enterprises/enterprise/{other.pk}/change/" in page.content.decode()
