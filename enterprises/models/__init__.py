"""The firms, the dated facts about them, and the deliveries that brought both."""

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
    "CriminalCase",
    "DecidedRating",
    "Delivery",
    "Enterprise",
    "Investigation",
    "Payable",
    "Penalty",
    "Rectification",
    "Reject",
    "TradeYear",
]
