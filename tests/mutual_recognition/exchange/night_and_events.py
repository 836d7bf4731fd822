"""A night and what follows it, in a process of its own: `python -m tests.mutual_recognition.exchange.night_and_events DAY`."""

import sys
from datetime import date

import django

if __name__ == "__main__":
    django.setup()
    from django.utils import timezone

    from mutual_recognition.services.exchange import events_tell, messages_send
    from ratings.models import Run
    from ratings.services.night import night_run

    day = date.fromisoformat(sys.argv[1])
    night_run(as_of=day, trigger=Run.Trigger.SCHEDULE)
    events_tell(as_of=day, now=timezone.now())
    messages_send(now=timezone.now())
