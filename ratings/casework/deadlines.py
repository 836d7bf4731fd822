"""The deadline of a step: figures of the rulebook in force, in working days or days (Order 251 arts. 24-25, carried over)."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ratings.casework.workdays import WorkingDay, add_working_days
from ratings.regulation.months import add_months
from ratings.rulebooks import rulebook_for

DEFENCE = "defence_working_days"
VERIFICATION = "verification_days"
OBJECTION = "objection_days"
RECTIFICATION = "rectification_max_months"
CERTIFICATION, EXTENSION, BAR = "certification_days", "certification_extension_days", "application_bar_months"
REPAIR_DECISION = "repair_decision_days"


def defence_ends(received_on: date) -> WorkingDay:
    """The last day for the defence of a firm that received the notice on the day; the day of receipt does not count."""
    return add_working_days(received_on, figure_of(DEFENCE, received_on))


def verification_ends(received_on: date) -> date:
    """The last day for verifying a defence that was received on the day."""
    return received_on + timedelta(days=figure_of(VERIFICATION, received_on))


def objection_ends(received_on: date) -> date:
    """The last day for answering an objection (Order 251 art. 12, carried over)."""
    return received_on + timedelta(days=figure_of(OBJECTION, received_on))


def certification_ends(received_on: date, stopped: int, extended: bool) -> date:
    """The last day for deciding an application; `stopped` days are not counted (Order 282 arts. 18-25, reported)."""
    days = figure_of(CERTIFICATION, received_on) + (figure_of(EXTENSION, received_on) if extended else 0)
    return received_on + timedelta(days=days + stopped)


def repair_decision_ends(received_on: date) -> date:
    """The last day for deciding an application for repair that was received on the day (Order 251 arts. 26-29, carried over)."""
    return received_on + timedelta(days=figure_of(REPAIR_DECISION, received_on))


def rectification_limit(started_on: date) -> date:
    """The latest last day of a rectification period that starts on the day, which itself does not count."""
    return add_months(started_on, figure_of(RECTIFICATION, started_on))


def figure_of(code: str, day: date) -> int:
    """The figure of the rulebook of the day. Raises ValidationError where nobody knows it: no default looks like law."""
    figure = rulebook_for(day).figures.get(code)
    if figure is None or figure.value is None:
        raise ValidationError(
            _("The rulebook of the day holds no value for: %(figure)s. The legal desk must enter it first.")
            % {"figure": code}
        )
    return int(figure.value)
