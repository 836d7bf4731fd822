"""The partners of mutual recognition, and what the official count says of them."""

from mutual_recognition.models.arrangement import Arrangement, CodeFormat, Term, arrangements
from mutual_recognition.models.exchange import (
    Acknowledgement,
    Consent,
    FirmRecord,
    LineRejection,
    Listing,
    Message,
    MessageEvent,
)
from mutual_recognition.models.partner import (
    ECONOMIES,
    OfficialTotal,
    Partner,
    PartnerQuerySet,
    Standing,
)
from mutual_recognition.models.sourced import Confidence, Sourced

__all__ = [
    "ECONOMIES",
    "Acknowledgement",
    "Arrangement",
    "CodeFormat",
    "Confidence",
    "Consent",
    "FirmRecord",
    "LineRejection",
    "Listing",
    "Message",
    "MessageEvent",
    "OfficialTotal",
    "Partner",
    "PartnerQuerySet",
    "Sourced",
    "Standing",
    "Term",
    "arrangements",
]
