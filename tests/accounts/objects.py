"""What the addresses of tests/accounts/access.py name: one maker an object, which gives the value for the address.

Each makes its object once a test, with no more than its model demands.
"""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone

from accounts.models import RoleGrant
from accounts.roles import Role
from enterprises.feeds.places import rejects_folder
from enterprises.models import (
    Certification,
    CriminalCase,
    DecidedRating,
    Delivery,
    Enterprise,
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
from mutual_recognition.exchange.outbox import archived
from mutual_recognition.models import (
    ArrangementChange,
    BuyerNotice,
    CodeCheck,
    Consent,
    Message,
    Partner,
    PartnerFirm,
    PartnerList,
)
from ratings.models import (
    Application,
    BrakeRelease,
    Case,
    CaseFile,
    Certificate,
    CertificateExport,
    FigureAmendment,
    Letter,
    OfficialYear,
    Run,
    ScoreLine,
    WatchFinding,
)
from tests.people import make_person

DAY = date(2026, 4, 1)
FACTS: dict[type[Model], dict[str, Any]] = {
    Certification: {"certificate_no": "C1", "level": "certified", "granted_on": DAY},
    CriminalCase: {"case_no": "K1", "charge": "smuggling", "filed_on": DAY, "outcome": "pending"},
    DecidedRating: {"level": "discredited", "effective_on": DAY},
    Investigation: {"case_no": "I1", "opened_on": DAY},
    Payable: {"document_no": "D1", "kind": "duty", "amount_cny": 1, "due_on": DAY},
    Penalty: {"decision_no": "P1", "decided_on": DAY, "kind": "smuggling_act", "amount_cny": 1},
    Rectification: {"reference": "R1", "started_on": DAY, "due_on": DAY, "outcome": "open"},
    TradeYear: {"year": 2025},
    RecoveredTax: {"document_no": "T1", "decided_on": DAY, "amount_cny": 1},
    InspectedDeclaration: {"declaration_no": "B1", "inspected_on": DAY, "declared_by": "self", "result": "finding"},
    RelatedPerson: {"reference": "N1", "name": "合成", "role": "declarant", "started_on": DAY},
    RelatedFirm: {"reference": "L1", "related_code": "5201960002", "relation": "broker", "started_on": DAY},
}


def _firm() -> Enterprise:
    given = {"name_zh": "测试", "category": "consignee", "district": "5200", "registered_on": DAY, "recorded_on": DAY}
    return Enterprise.objects.get_or_create(customs_code="5201960001", defaults=given)[0]


def fact(model: type[Model]) -> Callable[[], Any]:
    """A maker of a fact of this kind."""
    return lambda: model._default_manager.get_or_create(enterprise=_firm(), **FACTS[model])[0].pk


REJECTED_FILE = "penalties.csv"


def _delivery() -> Any:
    """An upload that waits for its confirmation, with a file of rejected rows."""
    given = {"channel": "upload", "state": "previewed", "brought_by": make_person("fang"), "files": {REJECTED_FILE: {}}}
    delivery = Delivery.objects.get_or_create(reference="D1", defaults=given)[0]
    rejected = rejects_folder(delivery) / REJECTED_FILE
    rejected.parent.mkdir(parents=True, exist_ok=True)
    rejected.touch()
    return delivery.pk


def _waiting_grant() -> Any:
    return RoleGrant.objects.get_or_create(
        user=make_person("chen"),
        role=Role.LEGAL_DESK,
        ended_at=None,
        defaults={"reason": "A test", "requested_by": make_person("admin_b")},
    )[0].pk


def _waiting_amendment() -> Any:
    waiting = {"rulebook": "order-282", "figure": "overdue_duty_months", "state": "proposed"}
    given = {"value": "4", "status": "confirmed", "valid_from": date(2026, 7, 1), "proposed_by": make_person("qian")}
    return FigureAmendment.objects.get_or_create(**waiting, defaults=given)[0].pk


def _waiting_list() -> Any:
    given = {"source": "A test", "reason": "A test", "proposed_by": make_person("qian")}
    return OfficialYear.objects.get_or_create(year=2027, state="proposed", defaults=given)[0].pk


def _held_run() -> Run:
    run = Run.objects.get_or_create(as_of=DAY, mode="full", trigger="command", state="held")[0]
    BrakeRelease.objects.get_or_create(run=run, defaults={"requested_by": make_person("zhao"), "reason": "A test"})
    return run


def _case() -> Any:
    levels = {"level_in_force": "discredited", "indicated_level": "regular"}
    given = levels | {"district": "5200", "step": "restoration_waits", "opened_on": DAY, "opened_by_run": _held_run()}
    return Case.objects.get_or_create(enterprise=_firm(), kind="restoration", state="open", defaults=given)[0].pk


def _adverse_case() -> Case:
    levels = {"level_in_force": "regular", "indicated_level": "discredited"}
    given = levels | {"district": "5200", "opened_on": DAY, "opened_by": make_person("fang")}
    return Case.objects.get_or_create(enterprise=_firm(), kind="lower", state="open", defaults=given)[0]


def _application() -> Any:
    levels = {"level_in_force": "regular", "indicated_level": "certified", "step": "certification_examined"}
    given = levels | {"district": "5200", "opened_on": DAY, "opened_by": make_person("fang")}
    case = Case.objects.get_or_create(enterprise=_firm(), kind="certification", state="open", defaults=given)[0]
    Application.objects.get_or_create(case=case, defaults={"level": "certified", "received_on": DAY})
    ScoreLine.objects.get_or_create(case=case, item="CE-1")
    return case.pk


def _finding() -> Any:
    said = {
        "number": 1,
        "total_cny": "0.00",
        "largest_cny": "0.00",
        "documents": None,
        "trade_cny": None,
        "evidence": ["P1"],
    }
    given = {"found_on": DAY, "run": _held_run(), "said": said}
    return WatchFinding.objects.get_or_create(enterprise=_firm(), item="ACE-30", defaults=given)[0].pk


def _letter() -> Any:
    given = {"kind": "prior_notice", "state": "signed", "drafted_by": make_person("fang"), "content": {}}
    pdf = ContentFile(b"%PDF", name="letter.pdf")
    return Letter.objects.get_or_create(case=_adverse_case(), number="L1", defaults=given | {"file": pdf})[0].pk


def _paper() -> Any:
    given = {"size": 1, "sha256": "0" * 64, "uploaded_by": make_person("fang")}
    paper = ContentFile(b"%PDF", name="a.pdf")
    return CaseFile.objects.get_or_create(case=_adverse_case(), name="a.pdf", defaults=given | {"file": paper})[0].pk


PUBLIC_CODE = "abcdefghijkmnpqrstuvwxyz23"


def _certificate() -> Certificate:
    certification = Certification.objects.get(pk=fact(Certification)())
    firm = {"name_zh": "合成企业", "name_en": "", "customs_code": "1", "uscc": "", "aeo_code": "AEOCN1"}
    content = {
        "number": "C1", "level": certification.level, "granted_on": "2026-06-30", "firm": firm, "demonstration": True,
        "district": {"code": "5200"},
    }  # fmt: skip
    pdf = b"%PDF"
    given = {
        "enterprise": certification.enterprise, "number": "C1", "code": PUBLIC_CODE, "district": "5200",
        "level": certification.level, "content": content, "issued_on": DAY, "issued_by": make_person("li"),
        "file": ContentFile(pdf, name="c.pdf"), "sha256": sha256(pdf).hexdigest(), "size": len(pdf),
    }  # fmt: skip
    return Certificate.objects.get_or_create(certification=certification, defaults=given)[0]


def _export() -> Any:
    given = {"form": "zip", "asked_by": make_person("li"), "asked_on": DAY, "total": 0, "state": "done"}
    file = ContentFile(b"PK", name="a.zip")
    return CertificateExport.objects.get_or_create(district="5200", reason="A test", defaults=given | {"file": file})[0].pk


def _message() -> Any:
    """A message that was sent, with one of its files."""
    partner = OBJECTS["partner"]()
    given = {"kind": "events", "as_of": DAY, "made_at": timezone.now(), "lines": 0, "digest": "0" * 64, "state": "sent"}
    message = Message.objects.get_or_create(partner_id=partner, number=1, defaults=given)[0]
    kept = archived(partner, message.name) / "list.csv"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.touch()
    return message.pk


def _arrangement_change() -> Any:
    """A change of a partner that waits for a second person."""
    given = {"values": {"signed_on": "2019"}, "confidence": "reported", "proposed_by": make_person("tang")}
    place, state = OBJECTS["partner"](), "proposed"
    return ArrangementChange.objects.get_or_create(place=place, subject="signing", state=state, defaults=given)[0].pk


def _consent() -> Any:
    given = {"given_on": DAY, "evidence": "A test"}
    return Consent.objects.get_or_create(enterprise=_firm(), economy="GB", defaults=given)[0].pk


def _buyer_notice() -> Any:
    given = {
        "economy": "SG",
        "content": {},
        "issued_on": DAY,
        "issued_by": make_person("fang"),
        "sha256": sha256(b"PDF").hexdigest(),
    }
    file = ContentFile(b"PDF", name="notice.pdf")
    return BuyerNotice.objects.get_or_create(enterprise=_firm(), number="N1", defaults=given | {"file": file})[0].pk


def _partner_list() -> PartnerList:
    partner = Partner.objects.get_or_create(pk="SG", defaults={"economy": "SG", "region": "asia", "status": "signed"})[0]
    given = {"state": "previewed", "uploaded_at": timezone.now(), "rows": 1, "rejected": 1, "firms_before": 0}
    return PartnerList.objects.get_or_create(partner=partner, as_of=DAY, defaults=given)[0]


def _partner_firm() -> Any:
    listed = _partner_list()
    given = {"name": "Test", "status": "active", "starts_on": DAY, "source": listed}
    return PartnerFirm.objects.get_or_create(partner=listed.partner, number="1", defaults=given)[0].pk


def _code_check() -> Any:
    given = {"made_by": make_person("fang"), "made_at": timezone.now()}
    return CodeCheck.objects.get_or_create(as_of=DAY, defaults=given)[0].pk


OBJECTS: dict[str, Callable[[], Any]] = {
    "account": lambda: make_person("chen").pk,
    "grant": _waiting_grant,
    "firm": lambda: _firm().pk,
    "kind_of_case": lambda: "lower",
    **{model._meta.model_name or "": fact(model) for model in FACTS},
    "delivery": _delivery,
    "rejected_file": lambda: REJECTED_FILE,
    "run": lambda: _held_run().pk,
    "case": _case,
    "adverse_case": lambda: _adverse_case().pk,
    "application": _application,
    "finding": _finding,
    "item": lambda: "CE-1",
    "notice_draft": lambda: "notice_draft",
    "letter": _letter,
    "paper": _paper,
    "certificate": lambda: _certificate().pk,
    "public_code": lambda: _certificate().code,
    "export": _export,
    "partner": lambda: Partner.objects.values_list("pk", flat=True).first() or "SG",
    "changed_field": lambda: "standing",
    "arrangement_change": _arrangement_change,
    "message": _message,
    "message_file": lambda: "list.csv",
    "resend": lambda: "resend",
    "consent": _consent,
    "economy": lambda: "SG",
    "buyer_notice": _buyer_notice,
    "partner_firm": _partner_firm,
    "partner_list": lambda: _partner_list().pk,
    "list_act": lambda: "accept",
    "code_check": _code_check,
    "download_kind": lambda: "csv",
    "rulebook": lambda: "order-282",
    "figure": lambda: "overdue_duty_months",
    "amendment": _waiting_amendment,
    "calendar_year": lambda: 2027,
    "calendar_list": _waiting_list,
    "approve": lambda: "approve",
    "any": lambda: 1,
    "app": lambda: "accounts",
    "elsewhere": lambda: "no/such/page",
}
