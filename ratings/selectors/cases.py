"""Cases as desks look for them: by district, number, firm."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import ALLOWED, WHOLE_COUNTRY, Action
from ratings.models import Case

LONGEST_KEY = 18  # digits that a key can have


def of_district(district: str) -> Q:
    """Cases that a person of the district works: the first two digits decide, the General Administration works all."""
    return Q() if district == WHOLE_COUNTRY else Q(district__startswith=district[:2])


def workers_of(case: Case) -> QuerySet[User]:
    """Who may work the case: active people of its customs, or of the General Administration, in a role that works cases."""
    grants = Q(role_grants__role__in=ALLOWED[Action.WORK_CASE], role_grants__approved_at__isnull=False)
    here = Q(district__startswith=case.district[:2]) | Q(district=WHOLE_COUNTRY)
    people = User.objects.filter(grants & Q(role_grants__ended_at__isnull=True), here, is_active=True)
    return people.exclude(pk=case.owner_id or 0).distinct().order_by("display_name", "pk")


def cases_open_on(day: date) -> QuerySet[Case]:
    """Cases that were open on a day."""
    return Case.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day), opened_on__lte=day)


def search_cases(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Cases by their number (C-2026-5200-000081, or its last part), or by their firm's customs code, USCC or Chinese name."""
    text = text.strip()
    parts = text.upper().split("-")
    last = parts[-1]
    is_key = last.isascii() and last.isdigit() and len(last) <= LONGEST_KEY
    if parts[0] == "C" and len(parts) == 4 and is_key and all(part.isascii() and part.isdigit() for part in parts[1:]):
        year, district = int(parts[1]), parts[2]
        return cases.filter(pk=int(last), district=district, opened_on__year=year) if year < 10000 else cases.none()
    firm = Q(enterprise__customs_code=text) | Q(enterprise__uscc=text) | Q(enterprise__name_zh__contains=text)
    return cases.filter(firm | Q(pk=int(text))) if is_key and text == last else cases.filter(firm)
