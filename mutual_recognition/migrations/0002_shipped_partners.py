"""Loads the shipped partners and the official count, with the first line of their history."""

from django.db import migrations
from django.utils import timezone

from mutual_recognition.baseline import read_official_totals, read_partners

# The fields that exist at this point: the reader may learn more later.
SOURCED = ("confidence", "source_zh", "source_en")
PARTNER = (
    "iso2", "name_zh", "name_en", "economy", "region", "signed_on", "signed_first", "signed_last",
    "implemented_on", "announcement_zh", "announcement_en", "status", *SOURCED,
)
TOTAL = ("month", "signed", "implemented", "economies", *SOURCED)


def load(apps, schema_editor):
    _load(apps, "Partner", PARTNER, read_partners(), "partners.csv")
    _load(apps, "OfficialTotal", TOTAL, read_official_totals(), "official_totals.csv")


def _load(apps, name, fields, rows, file_name):
    model = apps.get_model("mutual_recognition", name)
    past = apps.get_model("mutual_recognition", f"Historical{name}")
    now = timezone.now()
    for row in rows:
        instance = model.objects.create(**{field: row[field] for field in fields})
        past.objects.create(
            **{field.attname: getattr(instance, field.attname) for field in model._meta.concrete_fields},
            history_date=now,
            history_type="+",
            history_change_reason=file_name,
        )


def unload(apps, schema_editor):
    for name in ("Partner", "OfficialTotal"):
        apps.get_model("mutual_recognition", name).objects.all().delete()
        apps.get_model("mutual_recognition", f"Historical{name}").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("mutual_recognition", "0001_partners")]

    operations = [migrations.RunPython(load, unload)]
