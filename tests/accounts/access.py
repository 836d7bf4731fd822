"""Who may open which page of the portal: one line an address. An address that is missing here fails test_access.

To add pages: an entry under their URL name, with who gets in. `args` names an object of OBJECTS (objects.py) for each
part of the address; add a maker there when yours is missing. `posts`: who may act there, when they are fewer than the
readers. `stock("app_model", who, "object")` is the five addresses of a read-only PortalModelAdmin: list, page and
history for `who`, adding and deleting for nobody.
"""

from dataclasses import dataclass, field

from accounts.roles import Role
from tests.accounts.objects import FACTS

OPEN = frozenset({200, 302})
CLOSED = frozenset({403, 404})
POST_ONLY = frozenset({405})

EVERYONE = frozenset(Role)
READERS = EVERYONE - {Role.ADMINISTRATOR}
PEOPLE_READERS = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
SUPERVISORS = frozenset({Role.SUPERVISOR})
EXAMINERS = frozenset({Role.EXAMINER})
LEGAL_DESK = frozenset({Role.LEGAL_DESK})
RECOGNITION_DESK = frozenset({Role.RECOGNITION_DESK})
CODE_CHECKERS = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.RECOGNITION_DESK})
LOADERS = frozenset({Role.OFFICER, Role.SUPERVISOR})
RECOGNITION_DESK = frozenset({Role.RECOGNITION_DESK})
CONSENT_RECORDERS = LOADERS | RECOGNITION_DESK
NOBODY: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Page:
    """Roles that get in (GET answers one of `gives`); all others get 403 or 404. `public`: no sign-in asked.

    `tokenless`: what is posted there changes nothing, so that there is no session to protect with a token.
    """

    who: frozenset[Role]
    args: dict[str, str] = field(default_factory=dict)
    gives: frozenset[int] = OPEN
    public: bool = False
    posts: frozenset[Role] | None = None
    tokenless: bool = False


def stock(name: str, who: frozenset[Role], one: str) -> dict[str, Page]:
    """The addresses that ModelAdmin brings, of a model that nobody edits there."""
    args = {"object_id": one}
    return {
        f"admin:{name}_changelist": Page(who),
        f"admin:{name}_change": Page(who, args),
        f"admin:{name}_history": Page(who, args),
        f"admin:{name}_add": Page(NOBODY),
        f"admin:{name}_delete": Page(NOBODY, args),
    }


ACCOUNT, GRANT = {"pk": "account"}, {"pk": "grant"}

FIGURE = {"rulebook": "rulebook", "figure": "figure"}

ACCESS: dict[str, Page] = {
    # the site
    "set_language": Page(EVERYONE, gives=frozenset({302, 405}), public=True),
    "admin:theme": Page(EVERYONE, gives=POST_ONLY, public=True),
    "admin:components": Page(EVERYONE),
    "admin:index": Page(EVERYONE),
    "admin:login": Page(EVERYONE, public=True),
    "admin:logout": Page(EVERYONE, gives=POST_ONLY),
    "admin:password_change": Page(EVERYONE),
    "admin:password_change_done": Page(EVERYONE),
    "admin:autocomplete": Page(NOBODY),
    "admin:jsi18n": Page(EVERYONE),
    "admin:view_on_site": Page(NOBODY, {"content_type_id": "any", "object_id": "any"}),
    "admin:app_list": Page(EVERYONE, {"app_label": "app"}, gives=frozenset({302, 404})),
    "admin:(the rest)": Page(NOBODY, {"url": "elsewhere"}),
    # people
    "admin:accounts_user_changelist": Page(PEOPLE_READERS),
    "admin:accounts_user_change": Page(PEOPLE_READERS, ACCOUNT),
    "admin:accounts_user_me": Page(EVERYONE),
    "admin:accounts_user_add": Page(ADMINISTRATORS),
    "admin:accounts_user_grant-role": Page(ADMINISTRATORS, ACCOUNT),
    "admin:accounts_user_reset-password": Page(ADMINISTRATORS, ACCOUNT),
    "admin:accounts_user_move": Page(ADMINISTRATORS, ACCOUNT),
    "admin:accounts_user_unlock": Page(ADMINISTRATORS, ACCOUNT),
    "admin:accounts_user_deactivate": Page(ADMINISTRATORS, ACCOUNT),
    "admin:accounts_user_reactivate": Page(ADMINISTRATORS, ACCOUNT),
    "admin:accounts_rolegrant_changelist": Page(PEOPLE_READERS),
    "admin:accounts_rolegrant_approve": Page(ADMINISTRATORS, GRANT),
    "admin:accounts_rolegrant_refuse": Page(ADMINISTRATORS, GRANT),
    "admin:accounts_rolegrant_end": Page(ADMINISTRATORS, GRANT),
    "admin:axes_accesslog_changelist": Page(PEOPLE_READERS),
    "admin:axes_accessfailurelog_changelist": Page(PEOPLE_READERS),
    "admin:axes_accessattempt_changelist": Page(PEOPLE_READERS),
    # firms and their facts
    "admin:enterprises_enterprise_changelist": Page(READERS),
    "admin:enterprises_enterprise_change": Page(READERS, {"pk": "firm"}),
    "admin:enterprises_enterprise_history": Page(READERS, {"pk": "firm"}),
    **{
        f"admin:enterprises_{model._meta.model_name}_change": Page(READERS, {"pk": str(model._meta.model_name)})
        for model in FACTS
    },
    # deliveries
    "admin:enterprises_delivery_changelist": Page(READERS),
    "admin:enterprises_delivery_upload": Page(LOADERS),
    "admin:enterprises_delivery_change": Page(READERS, {"pk": "delivery"}),
    "admin:enterprises_delivery_progress": Page(READERS, {"pk": "delivery"}),
    "admin:enterprises_delivery_confirm": Page(READERS, {"pk": "delivery"}, gives=POST_ONLY, posts=LOADERS),
    "admin:enterprises_delivery_discard": Page(READERS, {"pk": "delivery"}, gives=POST_ONLY, posts=LOADERS),
    "admin:enterprises_delivery_rejects": Page(READERS, {"pk": "delivery", "file": "rejected_file"}),
    # cases and nights
    "admin:ratings_repairoutlook_changelist": Page(READERS),
    "admin:ratings_review_changelist": Page(READERS),
    "admin:ratings_watchfinding_changelist": Page(READERS),
    "admin:ratings_watchfinding_dismiss": Page(LOADERS, {"pk": "finding"}),
    "admin:ratings_case_changelist": Page(READERS),
    "admin:ratings_case_change": Page(READERS, {"pk": "case"}),
    "admin:ratings_desk": Page(READERS),
    "admin:ratings_case_act": Page(LOADERS, {"pk": "adverse_case", "act": "notice_draft"}),
    "admin:ratings_case_letter": Page(READERS, {"pk": "adverse_case", "letter": "letter"}),
    "admin:ratings_case_paper": Page(READERS, {"pk": "adverse_case", "paper": "paper"}),
    "admin:ratings_case_sheet": Page(READERS, {"pk": "application"}),
    "admin:ratings_case_line": Page(READERS, {"pk": "application", "item": "item"}, gives=POST_ONLY, posts=EXAMINERS),
    "admin:ratings_case_line_papers": Page(READERS, {"pk": "application", "item": "item"}, gives=POST_ONLY, posts=EXAMINERS),
    "admin:ratings_case_open": Page(LOADERS, {"firm": "firm", "kind": "kind_of_case"}),
    "admin:ratings_run_changelist": Page(READERS),
    "admin:ratings_run_change": Page(READERS, {"pk": "run"}),
    "admin:ratings_run_progress": Page(READERS, {"pk": "run"}),
    "admin:ratings_run_start": Page(READERS, gives=POST_ONLY, posts=SUPERVISORS),
    "admin:ratings_run_release": Page(READERS, {"pk": "run"}, gives=POST_ONLY, posts=SUPERVISORS),
    "admin:ratings_run_approve": Page(READERS, {"pk": "run"}, gives=POST_ONLY, posts=SUPERVISORS),
    # certificates
    "verify": Page(EVERYONE, public=True, tokenless=True),
    "certificate": Page(EVERYONE, {"code": "public_code"}, public=True, tokenless=True),
    "admin:ratings_certificate_changelist": Page(READERS),
    "admin:ratings_certificate_change": Page(READERS, {"pk": "certificate"}),
    "admin:ratings_certificate_document": Page(READERS, {"pk": "certificate"}),
    "admin:ratings_certificate_issue": Page(READERS, {"certification": "certification"}, gives=POST_ONLY, posts=SUPERVISORS),
    "admin:ratings_certificateexport_changelist": Page(READERS),
    "admin:ratings_certificateexport_new": Page(SUPERVISORS),
    "admin:ratings_certificateexport_change": Page(READERS, {"pk": "export"}),
    "admin:ratings_certificateexport_progress": Page(READERS, {"pk": "export"}),
    "admin:ratings_certificateexport_cancel": Page(READERS, {"pk": "export"}, gives=POST_ONLY, posts=SUPERVISORS),
    "admin:ratings_certificateexport_download": Page(SUPERVISORS, {"pk": "export"}),
    # the rulebook
    "admin:ratings_rulebook": Page(READERS),
    "admin:ratings_figure": Page(READERS, FIGURE),
    "admin:ratings_figure_act": Page(READERS, {"pk": "amendment", "act": "approve"}, gives=POST_ONLY),
    "admin:ratings_figureamendment_changelist": Page(READERS),
    "admin:ratings_figureamendment_change": Page(READERS, {"pk": "amendment"}),
    # the working calendar
    "admin:ratings_officialyear_changelist": Page(READERS),
    "admin:ratings_officialyear_year": Page(READERS, {"year": "calendar_year"}),
    "admin:ratings_officialyear_propose": Page(LEGAL_DESK, {"year": "calendar_year"}),
    "admin:ratings_officialyear_change": Page(READERS, {"pk": "calendar_list"}),
    "admin:ratings_officialyear_act": Page(
        READERS, {"pk": "calendar_list", "act": "approve"}, gives=POST_ONLY, posts=LEGAL_DESK
    ),
    # mutual recognition
    **stock("mutual_recognition_partner", READERS, "partner"),
    "admin:mutual_recognition_arrangementchange_changelist": Page(READERS),
    "admin:mutual_recognition_arrangementchange_new": Page(RECOGNITION_DESK),
    "admin:mutual_recognition_arrangementchange_propose": Page(
        RECOGNITION_DESK, {"place": "partner", "subject": "changed_field"}
    ),
    "admin:mutual_recognition_arrangementchange_change": Page(READERS, {"pk": "arrangement_change"}),
    "admin:mutual_recognition_arrangementchange_act": Page(
        READERS, {"pk": "arrangement_change", "act": "approve"}, gives=POST_ONLY, posts=RECOGNITION_DESK
    ),
    "admin:mutual_recognition_message_changelist": Page(READERS),
    "admin:mutual_recognition_message_partner": Page(READERS, {"code": "partner"}),
    "admin:mutual_recognition_message_change": Page(READERS, {"pk": "message"}),
    "admin:mutual_recognition_message_file": Page(READERS, {"pk": "message", "name": "message_file"}),
    "admin:mutual_recognition_message_act": Page(
        READERS, {"pk": "message", "act": "resend"}, gives=POST_ONLY, posts=RECOGNITION_DESK
    ),
    "admin:mutual_recognition_consent_changelist": Page(READERS),
    "admin:mutual_recognition_consent_give": Page(CONSENT_RECORDERS),
    "admin:mutual_recognition_consent_change": Page(READERS, {"pk": "consent"}),
    "admin:mutual_recognition_partneruse_changelist": Page(READERS),
    "admin:mutual_recognition_partneruse_workbook": Page(READERS),
    # partners' firms
    "admin:mutual_recognition_partnerfirm_changelist": Page(READERS),
    "admin:mutual_recognition_partnerfirm_change": Page(READERS, {"pk": "partner_firm"}),
    "admin:mutual_recognition_partnerlist_changelist": Page(READERS),
    "admin:mutual_recognition_partnerlist_rejects": Page(READERS, {"pk": "partner_list"}),
    "admin:mutual_recognition_partnerlist_upload": Page(RECOGNITION_DESK),
    "admin:mutual_recognition_partnerlist_change": Page(READERS, {"pk": "partner_list"}),
    "admin:mutual_recognition_partnerlist_act": Page(
        READERS, {"pk": "partner_list", "act": "list_act"}, gives=POST_ONLY, posts=RECOGNITION_DESK
    ),
    "admin:mutual_recognition_buyernotice_make": Page(
        READERS, {"firm": "firm", "economy": "economy"}, gives=POST_ONLY, posts=CODE_CHECKERS
    ),
    "admin:mutual_recognition_buyernotice_change": Page(READERS, {"pk": "buyer_notice"}),
    "admin:mutual_recognition_codecheck_changelist": Page(READERS, posts=CODE_CHECKERS),
    "admin:mutual_recognition_codecheck_change": Page(READERS, {"pk": "code_check"}),
    "admin:mutual_recognition_codecheck_download": Page(READERS, {"pk": "code_check", "kind": "download_kind"}),
}
