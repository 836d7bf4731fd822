"""`python -m benchmarks.inside WHAT DAY ROUNDS`: what is measured within a process of the portal, printed as JSON."""

import json
import sys
from datetime import date

import django

django.setup()

from benchmarks import desk, explaining, floor, objects, pages, telling, watch  # noqa: E402  (they read models)

what, day, rounds = sys.argv[1], sys.argv[2], 3 * int(sys.argv[3])  # what is short is tried more often
if what == "floor":
    print(json.dumps(floor.measure(rounds)))
elif what == "explaining":
    print(json.dumps(explaining.measure(date.fromisoformat(day), rounds)))
elif what == "pages":
    print(json.dumps(pages.measure(rounds)))
elif what == "desk":
    print(json.dumps(desk.measure(date.fromisoformat(day), rounds)))
elif what == "exchange":
    print(json.dumps(telling.measure(date.fromisoformat(day), int(sys.argv[3]))))
elif what == "watch":
    print(json.dumps(watch.measure(date.fromisoformat(day), rounds)))
elif what == "objects":
    print(json.dumps(objects.measure(date.fromisoformat(day))))
