"""A page for each fact: every field, where it came from, and its history. Evidence links here."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern

from enterprises.admin.enterprise import ReadOnlyPages
from enterprises.models import (
    Certification,
    CriminalCase,
    DecidedRating,
    InspectedDeclaration,
    Investigation,
    Payable,
    Penalty,
    RecoveredTax,
    Rectification,
    RelatedFirm,
    RelatedPerson,
    TradeYear,
)
from enterprises.selectors.history import fields_of, history_of


@admin.register(
    Certification,
    CriminalCase,
    DecidedRating,
    InspectedDeclaration,
    Investigation,
    Payable,
    Penalty,
    RecoveredTax,
    Rectification,
    RelatedFirm,
    RelatedPerson,
    TradeYear,
)
class FactAdmin(ReadOnlyPages):
    """A fact's own page; facts are listed on their firm's page."""

    def get_urls(self) -> list[URLPattern]:
        return [self.page("<int:pk>/change/", self.fact_view, "change")]

    def fact_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every field of the fact, its source and its history."""
        self.require_view(request)
        fact = get_object_or_404(self.model._default_manager.select_related("enterprise", "delivery"), pk=pk)
        context = {
            "title": f"{self.opts.verbose_name} {fact}",
            "fact": fact,
            "firm": fact.enterprise,
            "fields": fields_of(fact),
            "lines": history_of(fact),
        }
        return self.show(request, "enterprises/fact.html", context)
