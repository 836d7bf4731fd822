"""The partners of mutual recognition, and what the official count says of them."""

from mutual_recognition.models.arrangement import Arrangement, CodeFormat, Term, arrangements
from mutual_recognition.models.arrangement_change import ArrangementChange, FieldBasis, Subject
from mutual_recognition.models.buyer_notice import BuyerNotice
from mutual_recognition.models.code_check import CodeCheck, CodeCheckLine, Finding
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
from mutual_recognition.models.partner_firm import (
    FirmStatus,
    PartnerFirm,
    PartnerList,
    PartnerListChange,
    PartnerListReject,
)
from mutual_recognition.models.sourced import Confidence, Sourced
from mutual_recognition.models.use import PartnerUse

__all__ = [
    "ECONOMIES",
    "Acknowledgement",
    "Arrangement",
    "ArrangementChange",
    "BuyerNotice",
    "CodeCheck",
    "CodeCheckLine",
    "CodeFormat",
    "Confidence",
    "Consent",
    "FieldBasis",
    "Finding",
    "FirmRecord",
    "FirmStatus",
    "LineRejection",
    "Listing",
    "Message",
    "MessageEvent",
    "OfficialTotal",
    "Partner",
    "PartnerFirm",
    "PartnerList",
    "PartnerListChange",
    "PartnerListReject",
    "PartnerQuerySet",
    "PartnerUse",
    "Sourced",
    "Standing",
    "Subject",
    "Term",
    "arrangements",
]
