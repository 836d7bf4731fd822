"""The named people of the tests: permission tests read themselves."""

from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role

PASSWORD: Final = "a long sentence of a test 2026"


@dataclass(frozen=True)
class Person:
    """A person to be made: sign-in name, name, customs district (four digits), role."""

    username: str
    display_name: str
    district: str
    role: Role


PEOPLE: Final = {
    person.username: person
    for person in (
        Person("fang", "王芳", "5200", Role.OFFICER),
        Person("li", "李强", "5200", Role.SUPERVISOR),  # the supervisor of fang
        Person("zhao", "赵敏", "5200", Role.SUPERVISOR),  # a second one, where two must agree
        Person("chen", "陈晨", "5300", Role.OFFICER),  # an outsider from another district
        Person("he", "何平", "5200", Role.EXAMINER),
        Person("lin", "林悦", "5200", Role.EXAMINER),
        Person("ma", "马超", "5200", Role.EXAMINER),  # examines nothing that she is not assigned to
        Person("qian", "钱进", "0000", Role.LEGAL_DESK),
        Person("sun", "孙莉", "0000", Role.LEGAL_DESK),
        Person("wu", "吴桐", "0000", Role.RECOGNITION_DESK),
        Person("tang", "唐宁", "0000", Role.RECOGNITION_DESK),  # a second one, where two must agree
        Person("zhou", "周正", "0000", Role.AUDITOR),
        Person("admin_a", "郑安", "0000", Role.ADMINISTRATOR),
        Person("admin_b", "冯博", "0000", Role.ADMINISTRATOR),
    )
}


def make_person(username: str) -> User:
    """The account of a named person, with the role granted and approved; the same account when asked twice."""
    person = PEOPLE[username]
    user = User.objects.filter(username=username).first()
    if user:
        return user
    user = User(username=username, display_name=person.display_name, district=person.district)
    user.set_password(PASSWORD)
    user.save()
    RoleGrant.objects.create(user=user, role=person.role, reason="A test", approved_at=timezone.now())
    return user
