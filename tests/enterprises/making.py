"""Makes firms and facts for the tests of this app."""

from datetime import date
from typing import Any

from django.utils import timezone

from enterprises.models import Delivery, Enterprise
from ratings.models import Run, Standing

DAY = date(2026, 1, 5)


def firm(code: str, name_zh: str = "黄埔测试有限公司", **fields: Any) -> Enterprise:
    """A firm of district 5200 unless told otherwise."""
    plain = {"category": "consignee", "district": "5200", "registered_on": date(2015, 6, 1), "recorded_on": DAY}
    return Enterprise.objects.create(customs_code=code, name_zh=name_zh, **(plain | fields))


def firms(count: int, **fields: Any) -> list[Enterprise]:
    """Many firms with codes in order; all of one name and one day of registration, so every order has ties."""
    plain = {
        "name_zh": "同名有限公司",
        "category": "consignee",
        "district": "5200",
        "registered_on": DAY,
        "recorded_on": DAY,
    }
    made = [Enterprise(customs_code=f"44190{number:05d}", **(plain | fields)) for number in range(count)]
    return Enterprise.objects.bulk_create(made)


def standing(of: Enterprise, level: str | None, indicated: str | None = None, **fields: Any) -> Standing:
    """What a night said of a firm."""
    run = Run.objects.first() or Run.objects.create(as_of=DAY, trigger="command", state="done")
    return Standing.objects.create(
        enterprise=of, level_in_force=level, indicated_level=indicated or level, run=run, **fields
    )


def delivery(reference: str, **fields: Any) -> Delivery:
    """A delivery that was loaded now."""
    plain = {"channel": "command", "state": "loaded", "loaded_at": timezone.now()}
    return Delivery.objects.create(reference=reference, **(plain | fields))
