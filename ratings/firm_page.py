"""What ratings add to the page of a firm: its level and why, what comes next, its cases, and what nights and officers did."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import zip_longest
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.models import Enterprise, Rectification
from enterprises.panels import Rendered, Tab, TimelineEvent, TimelineSource, firm_page
from ratings.admin.case_kinds.registry import openings_for
from ratings.assessment.evidence import STANDARD
from ratings.assessment.explain import Judgment, as_date, judge_one
from ratings.levels import AEO
from ratings.models import Case, Decision, Outcome
from ratings.regulation.parameters import NoRulebook, all_rulebooks
from ratings.selectors.cases import cases_open_on
from ratings.selectors.coming import awaits_undetermined, coming_days
from ratings.selectors.facts import fact_link
from ratings.selectors.said import ground_differences, lines, said_on
from ratings.selectors.successions import relations_of
from ratings.selectors.why import failed_rectifications, ground_lines
from ratings.templatetags.levels import decision_basis
from ratings.templatetags.rulebook import said as in_words

CASES_SHOWN = 50


def judgment_of(request: HttpRequest, firm: Enterprise, as_of: date) -> Judgment | None:
    """The firm judged for the day, once a request however many panels ask; None for a day before the first rulebook."""
    judged: dict = request.__dict__.setdefault("firm_judgments", {})
    if (firm.pk, as_of) not in judged:
        try:
            judged[firm.pk, as_of] = judge_one(firm, as_of)
        except NoRulebook:
            judged[firm.pk, as_of] = None
    return judged[firm.pk, as_of]


def badges_panel(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered | None:
    """The level in force and its tags, beside the firm's name."""
    judgment = judgment_of(request, firm, as_of)
    return judgment and Rendered("ratings/why_badges.html", _answer(judgment))


def aeo_code_panel(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered | None:
    """The code for foreign buyers, which a firm has while it is certified."""
    judgment = judgment_of(request, firm, as_of)
    if judgment is None or judgment.said["level_in_force"] not in AEO:
        return None
    return Rendered("ratings/aeo_code.html", {"code": firm.aeo_code})


def why_panel(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered:
    """Why the firm has its level on the day; for a past day also what was said then."""
    judgment, today = judgment_of(request, firm, as_of), timezone.localdate()
    if judgment is None:
        return Rendered("ratings/why.html", {"first": all_rulebooks()[0], "as_of": as_of})
    shown, folded = ground_lines(judgment, as_of)
    context = _answer(judgment) | {
        "as_of": as_of,
        "firm": firm,
        "rulebook": judgment.rulebook,
        "since": as_date(judgment.row["in_force_since"]) or firm.registered_on,
        "shown": shown,
        "folded": folded,
        "failed": failed_rectifications(judgment),
        "protecting": _protecting(firm, judgment, as_of),
        "is_past": as_of < today,
    }
    if as_of < today:
        told = said_on(firm, as_of)
        context |= {"told": told, "told_lines": lines(told, judgment), "told_grounds": ground_differences(told, judgment)}
    return Rendered("ratings/why.html", context)


def next_panel(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered | None:
    """What is due next, with exact days."""
    judgment = judgment_of(request, firm, as_of)
    if judgment is None:
        return None
    context = _answer(judgment) | {
        "as_of": as_of,
        "coming": coming_days(judgment, as_of),
        "cases": list(cases_open_on(as_of).filter(enterprise=firm).order_by("id")),
        "review": as_date(judgment.said["next_review_on"]),
        "restorable": bool(judgment.row["restorable"]),
        "held_back": awaits_undetermined(judgment),
    }
    return Rendered("ratings/next.html", context)


def _answer(judgment: Judgment) -> dict[str, Any]:
    said = judgment.said
    return {
        "said": said,
        "protected_until": as_date(said["protected_until"]),
        "lower": bool(judgment.row["lower"]),
        "is_aeo": said["level_in_force"] in AEO,
        "review_due": "review_due" in said["watch"],
        "judged": said["level_in_force"] is not None,
    }


def _protecting(firm: Enterprise, judgment: Judgment, as_of: date) -> list:
    """The rectifications that protect the firm until the day that is told."""
    until = as_date(judgment.said["protected_until"])
    if until is None:
        return []
    running = Rectification.objects.filter(enterprise=firm, started_on__lte=as_of, due_on=until)
    return [fact_link("rectification", rectification) for rectification in running]


def relations_panel(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered | None:
    """The firms that it follows or is followed by after a merger or division."""
    relations = list(relations_of(firm, as_of))
    return Rendered("ratings/relations.html", {"relations": relations}) if relations else None


def actions_panel(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered | None:
    """The cases that the reader may open for the firm; only on the page of today."""
    judgment = judgment_of(request, firm, as_of)
    if judgment is None or as_of != timezone.localdate():
        return None
    openings = openings_for(request.user, firm, judgment.said)
    return Rendered("ratings/firm_actions.html", {"openings": openings, "firm": firm}) if openings else None


def cases_tab(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered:
    """The firm's cases and decisions."""
    cases = Case.objects.filter(enterprise=firm).order_by("-id")[:CASES_SHOWN]
    decisions = Decision.objects.filter(enterprise=firm).select_related("rating", "run", "case", "decided_by")
    return Rendered("ratings/case_tab.html", {"cases": cases, "decisions": decisions[:CASES_SHOWN]})


def cases_count(firm: Enterprise) -> int:
    """How many cases the firm has or had."""
    return Case.objects.filter(enterprise=firm).count()


def counts_toward(request: HttpRequest, firm: Enterprise, as_of: date) -> Mapping[tuple[str, int], list[Any]]:
    """By kind and id of a fact, the titles of the grounds that it founds."""
    found: dict[tuple[str, int], list[Any]] = {}
    judgment = judgment_of(request, firm, as_of)
    for founding in judgment.founding if judgment else ():
        place = (founding.source, founding.fact_id)
        title = _("AEO standard") if founding.ground == STANDARD else _title(judgment, founding.ground)
        found.setdefault(place, []).append(title)
    return found


def _title(judgment: Judgment, ground: str) -> str:
    return in_words(judgment.rulebook.grounds[ground], "title")


def _until(rows: Any, field: str, until: date | None) -> Any:
    return rows.filter(**{f"{field}__lte": until}) if until else rows


def decision_events(firm: Enterprise, until: date | None, limit: int) -> Iterable[TimelineEvent]:
    """Decisions that changed the level."""
    rows = _until(Decision.objects.filter(enterprise=firm), "decided_on", until).select_related("decided_by", "run")
    for row in rows.order_by("-decided_on", "-id")[:limit]:
        url = reverse("admin:ratings_run_change", args=[row.run_id]) if row.run_id else ""
        who = row.decided_by or _("Night %(run)s") % {"run": row.run}
        yield TimelineEvent(
            row.decided_on, "decision", row.get_kind_display(), f"decision-{row.pk:012d}", decision_basis(row), who, url
        )


def case_events(firm: Enterprise, until: date | None, limit: int) -> Iterable[TimelineEvent]:
    """Cases as they were opened."""
    rows = _until(Case.objects.filter(enterprise=firm), "opened_on", until).select_related("opened_by_run", "opened_by")
    for row in rows.order_by("-opened_on", "-id")[:limit]:
        title = _("Case %(number)s opened") % {"number": row.number}
        text = row.get_kind_display()
        if row.level_in_force != row.indicated_level:
            text = f"{row.get_level_in_force_display()} → {row.get_indicated_level_display()}"
        who = row.opened_by or _("Night %(run)s") % {"run": row.opened_by_run}
        url = reverse("admin:ratings_case_change", args=[row.pk])
        yield TimelineEvent(row.opened_on, "run", title, f"case-{row.pk:012d}", text, who, url)


def outcome_events(firm: Enterprise, until: date | None, limit: int) -> Iterable[TimelineEvent]:
    """Outcomes that changed, from what to what."""
    rows = _until(Outcome.objects.filter(enterprise=firm), "as_of", until).select_related("run")
    found = list(rows.order_by("-as_of", "-id")[: limit + 1])
    for row, before in zip_longest(found, found[1:]):
        url = reverse("admin:ratings_run_change", args=[row.run_id])
        title = _("Night: what is said of the firm changed")
        who = _("Night %(run)s") % {"run": row.run}
        yield TimelineEvent(row.as_of, "run", title, f"outcome-{row.pk:012d}", _changes(row, before), who, url)


def _changes(row: Outcome, before: Outcome | None) -> str:
    """What changed from one outcome to the next, in words."""
    regular, nothing = _("Regular Enterprise"), "–"
    pairs = [
        (_("Level in force"), before.get_level_in_force_display() if before else regular, row.get_level_in_force_display()),
        (
            _("Indicated level"),
            before.get_indicated_level_display() if before else regular,
            row.get_indicated_level_display(),
        ),
        (_("Protected until"), before and before.protected_until, row.protected_until),
        (_("Suspension"), before and before.get_suspension_display(), row.get_suspension_display()),
    ]
    told = [f"{name}: {then or nothing} → {now or nothing}" for name, then, now in pairs if (then or None) != (now or None)]
    return " · ".join(told) or _("other evidence or grounds")


def register() -> None:
    """Fill the firm's page; called once from the app's `ready`."""
    firm_page.register_panel("badges", badges_panel)
    firm_page.register_panel("codes", aeo_code_panel)
    firm_page.register_panel("actions", actions_panel)
    firm_page.register_panel("codes", relations_panel)
    firm_page.register_panel("why", why_panel)
    firm_page.register_panel("next", next_panel)
    firm_page.register_tab(Tab("cases", gettext_lazy("Cases"), cases_tab, cases_count))
    firm_page.register_counts_toward(counts_toward)
    firm_page.register_timeline_source(TimelineSource("decisions", "decision", decision_events))
    firm_page.register_timeline_source(TimelineSource("cases", "run", case_events))
    firm_page.register_timeline_source(TimelineSource("outcomes", "run", outcome_events))
