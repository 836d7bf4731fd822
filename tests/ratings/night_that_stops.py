"""A night in a process of its own that stops for good at one of its steps, for a test to kill it there.

`python -m tests.ratings.night_that_stops STEP DAY`; prints a line when it has come to the step.
"""

import sys
import time
from datetime import date

import django

if __name__ == "__main__":
    django.setup()
    from ratings.models import Run
    from ratings.services import night

    wanted, day = sys.argv[1], date.fromisoformat(sys.argv[2])

    def stop_at(run: Run, name: str, done: int = 0, total: int = 0) -> None:
        if name == wanted:
            print("here", flush=True)
            time.sleep(600)

    night.step = stop_at
    night.night_run(as_of=day, trigger=Run.Trigger.SCHEDULE)
