"""The filters of the list of firms, on django-filter; higher apps register theirs in enterprises/panels.py."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from enterprises.districts import district_choices
from enterprises.models import Enterprise
from enterprises.panels import firm_list
from enterprises.querysets import EnterpriseQuerySet

ANY = _("Any")


class FirmFilters(FilterSet):
    """The firm's own filters."""

    district = ChoiceFilter(label=_("Customs district"), choices=district_choices, method="in_district", empty_label=ANY)
    category = ChoiceFilter(label=_("Category"), choices=Enterprise.Category.choices, empty_label=ANY)
    production = ChoiceFilter(label=_("Production"), choices=Enterprise.Production.choices, empty_label=ANY)
    registration = ChoiceFilter(
        label=_("Registration"),
        choices=[("registered", _("Registered")), ("cancelled", _("Cancelled"))],
        method="by_registration",
        empty_label=ANY,
    )

    class Meta:
        model = Enterprise
        fields: list[str] = []

    def in_district(self, firms: EnterpriseQuerySet, name: str, value: str) -> EnterpriseQuerySet:
        return firms.of_district(value)

    def by_registration(self, firms: EnterpriseQuerySet, name: str, value: str) -> EnterpriseQuerySet:
        today = timezone.localdate()
        return firms.registered_on_day(today) if value == "registered" else firms.cancelled_by(today)


def firm_filters(data: Any) -> FilterSet:
    """All filters of the list, with what the address asks for."""
    return type("AllFirmFilters", (FirmFilters,), dict(firm_list.filters))(data, queryset=Enterprise.objects.all())
