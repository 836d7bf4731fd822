"""What comes next for a firm: the days on which time alone changes something, from the row that judged it.

For display only. The night goes by `next_review_on`, which is early at most; the days here are exact.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ratings.assessment.explain import Judgment, as_date
from ratings.regulation.grounds import GROUNDS, Grain
from ratings.regulation.months import add_months
from ratings.regulation.parameters import GroundBasis
from ratings.selectors.facts import fact_link
from ratings.selectors.why import overdue_from


@dataclass(frozen=True)
class Coming:
    """Something that happens on a day if nothing else changes; `ground` is the ground that it is about, if one."""

    day: date
    text: str
    detail: str = ""
    ground: GroundBasis | None = None


STORED = {
    "penalty_comes": gettext_lazy("A penalty already recorded begins to count, or one is revoked"),
    "payable_comes": gettext_lazy("A payment already recorded takes effect"),
    "crime_comes": gettext_lazy("A criminal case already recorded is filed, or its outcome takes effect"),
    "inquiry_comes": gettext_lazy("An investigation already recorded opens or closes"),
    "rectification_closes": gettext_lazy("A rectification closes with the outcome already recorded"),
    "cert_comes": gettext_lazy("A certification or review already recorded takes effect"),
    "cert_ends": gettext_lazy("A certification ends"),
    "review_comes": gettext_lazy("The review of the advanced certification is due (5 years)"),
    "rating_comes": gettext_lazy("A rating already decided takes effect"),
    "cancelled_on": gettext_lazy("The registration is cancelled"),
}
"""Days ahead that the statement returns, and what happens on them."""


def coming_days(judgment: Judgment, as_of: date) -> list[Coming]:
    """What comes after the day, the earliest first."""
    found = [*_stored(judgment), *_rectification(judgment), *_arrears(judgment), *_lookback(judgment)]
    found += [*_restoration(judgment), *_rulebook(judgment)]
    return sorted((coming for coming in found if coming.day > as_of), key=lambda coming: coming.day)


def leaves_lookback(day: date, months: int) -> date:
    """The first day whose lookback of so many months no longer reaches an event of `day`."""
    gone = add_months(day, months)
    while add_months(gone, -months) < day:
        gone += timedelta(days=1)
    return gone


def awaits_undetermined(judgment: Judgment) -> bool:
    """Whether only an undetermined ground holds back a restoration that is due."""
    row, months = judgment.row, judgment.rulebook.value("restoration_months")
    adverse = row["rated"] in ("discredited", "seriously_discredited")
    if not adverse or months is None or row["met"] or not row["undetermined"]:
        return False
    return add_months(as_date(row["rated_on"]), int(months)) <= judgment.rulebook.day


def _stored(judgment: Judgment) -> Iterator[Coming]:
    for name, text in STORED.items():
        day = as_date(judgment.row[name])
        if day is not None:
            yield Coming(day, str(text))


def _rectification(judgment: Judgment) -> Iterator[Coming]:
    protected, comes = as_date(judgment.row["protected_until"]), as_date(judgment.row["rectification_comes"])
    if protected is not None:
        detail = _("Protection lasts through %(day)s") % {"day": protected.isoformat()}
        yield Coming(
            protected + timedelta(days=1), _("The rectification period has run out, unless it was accepted"), detail
        )
    if comes is not None and (protected is None or comes != protected + timedelta(days=1)):
        yield Coming(comes, _("A rectification begins, or its period has run out"))


def _arrears(judgment: Judgment) -> Iterator[Coming]:
    for ground in GROUNDS:
        months = judgment.rulebook.value(ground.term) if ground.term else None
        deadline = as_date(judgment.row[f"{ground.code}_next"]) if ground.grain is Grain.ARREARS else None
        if deadline is not None and months is not None and deadline.year < 9000:
            yield Coming(
                overdue_from(deadline, int(months)),
                _("A payable passes its time limit unless it is paid"),
                _("Deadline %(day)s, and %(months)s months") % {"day": deadline.isoformat(), "months": months},
                judgment.rulebook.grounds[ground.code],
            )


def _lookback(judgment: Judgment) -> Iterator[Coming]:
    """Grounds that are met now fall away when the last of their founding events leaves the lookback."""
    months = judgment.rulebook.value("lookback_months")
    if months is None:
        return
    for ground in GROUNDS:
        links = [
            fact_link(founding.source, judgment.facts[founding.source, founding.fact_id])
            for founding in judgment.founding
            if founding.ground == ground.code
        ]
        days = [link.day for link in links if link.day is not None]
        if ground.grain is Grain.ARREARS or not days:
            continue
        text = _("The last event that founds this ground leaves the lookback")
        detail = _("Event of %(day)s, and %(months)s months") % {"day": max(days).isoformat(), "months": months}
        yield Coming(leaves_lookback(max(days), int(months)), text, detail, judgment.rulebook.grounds[ground.code])


def _restoration(judgment: Judgment) -> Iterator[Coming]:
    row, months = judgment.row, judgment.rulebook.value("restoration_months")
    if row["rated"] in ("discredited", "seriously_discredited") and months is not None:
        rated_on = as_date(row["rated_on"])
        detail = _("Rated on %(day)s, and %(months)s months") % {"day": rated_on.isoformat(), "months": months}
        yield Coming(add_months(rated_on, int(months)), _("Restoration to regular is due, if no ground is met"), detail)


def _rulebook(judgment: Judgment) -> Iterator[Coming]:
    if judgment.rulebook_change is not None:
        yield Coming(judgment.rulebook_change, _("The rulebook or one of its figures changes"))
