"""On PostgreSQL, the index that serves parts of the names of partners' firms (trigrams, from enterprises' migration 0002)."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FORWARD = "CREATE INDEX partner_firm_name_parts ON mutual_recognition_partnerfirm USING gin (upper(name) gin_trgm_ops)"
BACKWARD = "DROP INDEX partner_firm_name_parts"


def on_postgresql(statement: str):
    def run(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("mutual_recognition", "0006_partner_firms"),
        ("enterprises", "0002_enterprise_search"),
    ]

    operations = [migrations.RunPython(on_postgresql(FORWARD), on_postgresql(BACKWARD))]
