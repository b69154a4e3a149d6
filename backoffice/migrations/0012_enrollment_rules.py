"""What the database itself keeps of enrollments: what was found stays, and nobody is enrolled without it."""

from django.db import migrations

APPEND_ONLY = ("municipalassessment", "assessmentfinding", "waitinglistmove", "grouptransfer")
TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON backoffice_{table} FOR EACH ROW EXECUTE FUNCTION refuse()
"""
ASSESSED = """
CREATE FUNCTION only_after_assessment() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE
    found text;
BEGIN
    SELECT verdict INTO found FROM backoffice_municipalassessment
    WHERE request_id = NEW.request_id ORDER BY id DESC LIMIT 1;
    IF found IS DISTINCT FROM 'POSSIBLE' THEN
        RAISE EXCEPTION 'nobody is enrolled before it was found possible' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER only_after_assessment BEFORE INSERT ON backoffice_enrollment
FOR EACH ROW EXECUTE FUNCTION only_after_assessment();
"""
NO_ASSESSED = "DROP TRIGGER only_after_assessment ON backoffice_enrollment; DROP FUNCTION only_after_assessment();"


class Migration(migrations.Migration):
    dependencies = [("backoffice", "0011_enrollment")]
    operations = [
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER append_only ON backoffice_{table}")
            for table in APPEND_ONLY
        ),
        migrations.RunSQL(ASSESSED, NO_ASSESSED),
    ]
