"""The order of names, and on PostgreSQL the indexes that serve parts of names.

Chinese names: a GIN index over pairs of neighbouring characters, because trigrams do nothing for words of two characters.
English names: trigrams (pg_trgm, a trusted extension: the owner of the database may create it).
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FORWARD = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """
    CREATE FUNCTION enterprise_bigrams(name text) RETURNS text[]
    IMMUTABLE PARALLEL SAFE STRICT LANGUAGE plpgsql AS $$
    DECLARE
      letters text := upper(name);
      pairs text[] := '{}';
    BEGIN
      FOR place IN 1 .. length(letters) - 1 LOOP
        pairs := pairs || substr(letters, place, 2);
      END LOOP;
      RETURN pairs;
    END $$
    """,
    "CREATE INDEX enterprise_name_zh_pairs ON enterprises_enterprise USING gin (enterprise_bigrams(name_zh))",
    "CREATE INDEX enterprise_name_en_parts ON enterprises_enterprise USING gin (upper(name_en) gin_trgm_ops)",
]
BACKWARD = [
    "DROP INDEX enterprise_name_en_parts",
    "DROP INDEX enterprise_name_zh_pairs",
    "DROP FUNCTION enterprise_bigrams(text)",
]


def on_postgresql(statements: list[str]):
    def run(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0001_initial")]

    operations = [
        migrations.AddIndex("enterprise", models.Index(fields=["name_zh"], name="enterprise_name")),
        migrations.RunPython(on_postgresql(FORWARD), on_postgresql(BACKWARD)),
    ]
