"""The partners of mutual recognition, and what the official count says of them."""

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
    Confidence,
    OfficialTotal,
    Partner,
    PartnerQuerySet,
    Sourced,
    Standing,
)

__all__ = [
    "ECONOMIES",
    "Acknowledgement",
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
]
