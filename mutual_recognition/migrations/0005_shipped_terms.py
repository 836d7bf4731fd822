"""Loads the shipped terms of the arrangements, with the first line of their history."""

from django.db import migrations
from django.utils import timezone

from mutual_recognition.baseline import read_terms

# The fields that exist at this point: the reader may learn more later.
FIELDS = ("economy", "name", "value", "value_zh", "confidence", "source_zh", "source_en")


def load(apps, schema_editor):
    model = apps.get_model("mutual_recognition", "Term")
    past = apps.get_model("mutual_recognition", "HistoricalTerm")
    now = timezone.now()
    for row in read_terms():
        term = model.objects.create(**{field: row[field] for field in FIELDS})
        past.objects.create(
            **{field.attname: getattr(term, field.attname) for field in model._meta.concrete_fields},
            history_date=now,
            history_type="+",
            history_change_reason="terms.csv",
        )


def unload(apps, schema_editor):
    for name in ("Term", "HistoricalTerm"):
        apps.get_model("mutual_recognition", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("mutual_recognition", "0004_arrangement_terms")]

    operations = [migrations.RunPython(load, unload)]
