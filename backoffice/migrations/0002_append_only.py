"""What was done stays done: the database itself refuses to change or delete these rows, whoever asks."""

from django.db import migrations

TABLES = (
    "entry",
    "providerrefusal",
    "providerregisterentry",
    "providerregisterexit",
    "programregisterentry",
    "programregisterexit",
    "expertopinion",
    "criterionscore",
    "certificationrefusal",
    "normativecost",
)
FUNCTION = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""
TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON backoffice_{table} FOR EACH ROW EXECUTE FUNCTION refuse()
"""


class Migration(migrations.Migration):
    dependencies = [("backoffice", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse()"),
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER append_only ON backoffice_{table}")
            for table in TABLES
        ),
    ]
