"""The firms, the dated facts about them, and the deliveries that brought both."""

from enterprises.models.certification_facts import (
    Coverage,
    InspectedDeclaration,
    RecoveredTax,
    RelatedFirm,
    RelatedPerson,
)
from enterprises.models.delivery import ChangedFirm, Delivery, Reject
from enterprises.models.enterprise import Enterprise
from enterprises.models.facts import (
    Certification,
    CriminalCase,
    DecidedRating,
    Investigation,
    Payable,
    Penalty,
    Rectification,
    TradeYear,
)

__all__ = [
    "Certification",
    "ChangedFirm",
    "Coverage",
    "CriminalCase",
    "DecidedRating",
    "Delivery",
    "Enterprise",
    "InspectedDeclaration",
    "Investigation",
    "Payable",
    "Penalty",
    "RecoveredTax",
    "Rectification",
    "Reject",
    "RelatedFirm",
    "RelatedPerson",
    "TradeYear",
]
