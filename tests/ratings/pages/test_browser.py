"""A night's page in a real browser: the steps move on by themselves, and the page shows the end."""

from datetime import date

from django.core.cache import cache

from accounts.models import User
from ratings.models import Run
from ratings.services.night import progress_key
from tests.portal import Portal


def test_the_page_of_a_running_night_follows_it_to_its_end(live_portal: Portal, li: User):
    run = Run.objects.create(as_of=date(2026, 6, 1), state=Run.State.RUNNING, trigger=Run.Trigger.SCHEDULE)
    cache.set(progress_key(run.pk), {"step": "writing", "number": 4, "done": 30, "total": 60})
    live_portal.signed_in(li)
    live_portal.in_english()
    page = live_portal.open(f"/ratings/run/{run.pk}/")
    page.get_by_text("30 / 60").wait_for()
    cache.set(progress_key(run.pk), {"step": "writing", "number": 4, "done": 45, "total": 60})
    page.get_by_text("45 / 60").wait_for()
    Run.objects.update(state=Run.State.DONE)
    page.get_by_text("This night opened no case.").wait_for()
