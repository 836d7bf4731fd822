"""`python -m benchmarks.printing WHAT …`: what a process of the portal does about certificates, its figures as JSON.

`prepare N` makes certified firms; `plain N`, `printed N` and `signed N` say `warm`, wait for a line, and print so many;
`export FORM` asks for all certificates in one file and makes it, as a worker does.
"""

import csv
import json
import resource
import sys
from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice
from time import perf_counter
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402  (models are read below)
from weasyprint import CSS, HTML  # noqa: E402

from accounts.models import RoleGrant, User  # noqa: E402
from accounts.roles import Role  # noqa: E402
from enterprises.feeds.synthetic.dice import Dice  # noqa: E402
from enterprises.feeds.synthetic.firms import Firms, Part  # noqa: E402
from enterprises.models import Certification, Delivery, Enterprise  # noqa: E402
from ratings.documents.certificates import render  # noqa: E402
from ratings.documents.certificates.authority import signing_authority  # noqa: E402
from ratings.documents.certificates.content import content_of  # noqa: E402
from ratings.documents.certificates.sign import signed_pdf  # noqa: E402
from ratings.services.certificate_exports import export_request, export_run  # noqa: E402

WARMING = 3
DISTRICT = "5200"
"""Everything is of one district: a supervisor exports the certificates of her own."""

Print = Callable[[dict[str, Any]], bytes]


def prepare(number: int) -> None:
    """Advanced certified firms, with made-up names of the usual lengths, and a supervisor of their district."""
    today = timezone.localdate()
    source = Delivery.objects.create(reference="bench", channel="command", state=Delivery.State.LOADED)
    lines = (line for firm, line in Firms(4 * number, today, Dice(1)) if firm.part is Part.TRADING and not firm.broker)
    fixed = {"category": "consignee", "district": DISTRICT, "registered_on": date(2012, 1, 1), "recorded_on": today}
    firms = []
    for line in islice(lines, number):
        code, uscc, name_zh, name_en = next(csv.reader([line]))[:4]
        named = {"customs_code": code, "uscc": uscc, "name_zh": name_zh, "name_en": name_en}
        firms.append(Enterprise(delivery=source, **named, **fixed))
    Enterprise.objects.bulk_create(firms)
    Certification.objects.bulk_create(
        Certification(
            enterprise=firm, delivery=source, certificate_no=f"AEO-{firm.customs_code}", level="advanced_certified",
            granted_on=today - timedelta(days=number_of_days),
        )
        for number_of_days, firm in enumerate(firms, 1)
    )  # fmt: skip
    user = User.objects.create(username="bench", display_name="测量", district=DISTRICT)
    RoleGrant.objects.create(user=user, role=Role.SUPERVISOR, reason="Measuring", approved_at=timezone.now())


def contents(number: int) -> list[dict[str, Any]]:
    """What the first certificates say."""
    rows = Certification.objects.select_related("enterprise").order_by("pk")[:number]
    code = "a" * 26
    return [content_of(row, code=code, on=timezone.localdate(), demonstration=True) for row in rows]


def plainly() -> Print:
    """WeasyPrint as anyone would call it: the page and its style with the face of the distribution."""
    style = render.STYLE.read_text(encoding="utf-8")
    kept = [line for line in style.splitlines() if not line.startswith("@font-face")]
    sheet = CSS(string="\n".join(kept).replace('"Certificate", ', ""))

    def plain(content: dict[str, Any]) -> bytes:
        return HTML(string=render.certificate_page(content)).write_pdf(stylesheets=[sheet])

    return plain


def and_signed() -> Print:
    """As the portal issues it."""
    authority = signing_authority()

    def signed(content: dict[str, Any]) -> bytes:
        return signed_pdf(render.certificate_pdf(content), authority=authority, location="Huangpu Customs")

    return signed


def print_many(way: Callable[[], Print], number: int) -> dict[str, float]:
    """Print some to be warm, wait for the others, and then print all."""
    said, make = contents(number), way()
    for content in said[:WARMING]:
        make(content)
    print("warm", flush=True)
    sys.stdin.readline()
    began = perf_counter()
    size = sum(len(make(content)) for content in said)
    seconds = perf_counter() - began
    return {"seconds": seconds, "bytes": size, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def export(form: str) -> dict[str, float]:
    """The seconds from the request of a supervisor to the file, of a worker that has nothing else to do."""
    by = User.objects.get(username="bench")
    firms = Enterprise.objects.values_list("pk", flat=True)
    began = perf_counter()
    asked = export_request(by=by, firms=firms, form=form, reason="Measuring", on=timezone.localdate())
    made = export_run(export_id=asked.pk, now=timezone.now())
    seconds = perf_counter() - began
    assert made.state == made.State.DONE and made.done == len(firms), made.message
    return {"seconds": seconds, "size": made.size}


WAYS: dict[str, Callable[[], Print]] = {
    "plain": plainly,
    "printed": lambda: render.certificate_pdf,
    "signed": and_signed,
}

what, given = sys.argv[1], sys.argv[2]
if what == "prepare":
    prepare(int(given))
elif what == "export":
    print(json.dumps(export(given)))
else:
    print(json.dumps(print_many(WAYS[what], int(given))))
