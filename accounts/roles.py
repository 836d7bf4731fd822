"""Roles and what each may do: the one table that pages, services and tests read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

WHOLE_COUNTRY = "0000"  # the General Administration: no district limits it


class Role(models.TextChoices):
    """The roles of the portal."""

    OFFICER = "officer", _("Credit officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    LEGAL_DESK = "legal_desk", _("Legal desk")
    RECOGNITION_DESK = "recognition_desk", _("Mutual-recognition desk")
    EXAMINER = "examiner", _("Qualified examiner")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


SIGNING_ROLES = frozenset({Role.SUPERVISOR, Role.LEGAL_DESK, Role.RECOGNITION_DESK, Role.EXAMINER})
"""Roles whose holders sign, or answer for a finding as qualified: giving one needs a second administrator."""

FOUR_EYES_ROLES = SIGNING_ROLES | {Role.ADMINISTRATOR}
"""Roles that wait for a second administrator. Administrator is among them: one who could make another alone could
be her own second person for every signing role."""


class Action(models.TextChoices):
    """What a person can do in the portal, apart from reading."""

    VIEW = "view", _("Read firms, facts, ratings, cases, rulebooks, runs and partners")
    VIEW_ACCOUNTS = "view_accounts", _("Read accounts and role grants")
    LOAD_DELIVERY = "load_delivery", _("Load a delivery")
    START_NIGHT = "start_night", _("Start a night by hand")
    RELEASE_BRAKE = "release_brake", _("Release a night that the brake holds")
    CONFIRM_RESTORATION = "confirm_restoration", _("Confirm a restoration that waits")
    WORK_CASE = "work_case", _("Work a case: draft, serve, record")
    EXAMINE = "examine", _("Examine an application: grade the items of its score sheet")
    SIGN_LETTER = "sign_letter", _("Sign a letter of a case that another person drafted")
    ISSUE_CERTIFICATE = "issue_certificate", _("Issue and export certificates")
    AMEND_FIGURE = "amend_figure", _("Propose or approve a figure of the rulebook")
    ENTER_CALENDAR = "enter_calendar", _("Propose or approve the official working days of a year")
    EXCHANGE_LISTS = "exchange_lists", _("Send messages to partners again, and deal with rejected ones")
    CHANGE_ARRANGEMENT = "change_arrangement", _("Propose or approve a change of an arrangement of mutual recognition")
    LOAD_PARTNER_LIST = "load_partner_list", _("Load a partner's list of its firms, or release one that is held")
    CHECK_CODE = "check_code", _("Check codes of partners' firms")
    RECORD_CONSENT = "record_consent", _("Record a firm's consent to the exchange of its data")
    ISSUE_BUYER_NOTICE = "issue_buyer_notice", _("Make a notice of the code for a firm's foreign buyers")
    MANAGE_ACCOUNTS = "manage_accounts", _("Manage accounts and role grants")


ALLOWED: dict[Action, frozenset[Role]] = {
    Action.VIEW: frozenset(
        {Role.OFFICER, Role.SUPERVISOR, Role.LEGAL_DESK, Role.RECOGNITION_DESK, Role.EXAMINER, Role.AUDITOR}
    ),
    Action.VIEW_ACCOUNTS: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    Action.LOAD_DELIVERY: frozenset({Role.OFFICER, Role.SUPERVISOR}),
    Action.START_NIGHT: frozenset({Role.SUPERVISOR}),
    Action.RELEASE_BRAKE: frozenset({Role.SUPERVISOR}),
    Action.CONFIRM_RESTORATION: frozenset({Role.SUPERVISOR}),
    Action.WORK_CASE: frozenset({Role.OFFICER, Role.SUPERVISOR}),
    Action.EXAMINE: frozenset({Role.EXAMINER}),
    Action.SIGN_LETTER: frozenset({Role.SUPERVISOR}),
    Action.ISSUE_CERTIFICATE: frozenset({Role.SUPERVISOR}),
    Action.AMEND_FIGURE: frozenset({Role.LEGAL_DESK}),
    Action.ENTER_CALENDAR: frozenset({Role.LEGAL_DESK}),
    Action.EXCHANGE_LISTS: frozenset({Role.RECOGNITION_DESK}),
    Action.CHANGE_ARRANGEMENT: frozenset({Role.RECOGNITION_DESK}),
    Action.LOAD_PARTNER_LIST: frozenset({Role.RECOGNITION_DESK}),
    Action.CHECK_CODE: frozenset({Role.OFFICER, Role.SUPERVISOR, Role.RECOGNITION_DESK}),
    Action.RECORD_CONSENT: frozenset({Role.OFFICER, Role.SUPERVISOR, Role.RECOGNITION_DESK}),
    Action.ISSUE_BUYER_NOTICE: frozenset({Role.OFFICER, Role.SUPERVISOR, Role.RECOGNITION_DESK}),
    Action.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
}
"""Which roles may do which action. Acting on a firm is further limited to the actor's district."""


def same_district(of_person: str, of_firm: str) -> bool:
    """Whether a person of one customs district acts for a firm of another: the first two digits decide."""
    return of_person == WHOLE_COUNTRY or of_person[:2] == of_firm[:2]
