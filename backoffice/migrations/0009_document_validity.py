"""Correcting minutes that are taken back before both have confirmed them."""

import django.db.models.deletion
from django.db import migrations, models

APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON backoffice_minuteswithdrawal
FOR EACH ROW EXECUTE FUNCTION refuse()
"""
NOT_APPEND_ONLY = "DROP TRIGGER append_only ON backoffice_minuteswithdrawal"
UNCONFIRMED = """
CREATE FUNCTION withdrawn_or_confirmed() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE
    is_correction boolean;
BEGIN
    -- a withdrawal and a confirmation of the same minutes wait for each other here
    SELECT number > 0 INTO is_correction FROM backoffice_minutes WHERE id = NEW.minutes_id FOR NO KEY UPDATE;
    IF TG_TABLE_NAME = 'backoffice_minutesconfirmation' THEN
        PERFORM 1 FROM backoffice_minuteswithdrawal WHERE minutes_id = NEW.minutes_id;
        IF FOUND THEN
            RAISE EXCEPTION 'withdrawn minutes are not confirmed' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF NOT is_correction
        OR (SELECT count(*) FROM backoffice_minutesconfirmation WHERE minutes_id = NEW.minutes_id) >= 2 THEN
        RAISE EXCEPTION 'only a correction that is not confirmed is withdrawn' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER withdrawn_or_confirmed BEFORE INSERT ON backoffice_minuteswithdrawal
FOR EACH ROW EXECUTE FUNCTION withdrawn_or_confirmed();
CREATE TRIGGER withdrawn_or_confirmed BEFORE INSERT ON backoffice_minutesconfirmation
FOR EACH ROW EXECUTE FUNCTION withdrawn_or_confirmed();

DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION withdrawn_or_confirmed() SET search_path = %I, pg_temp', current_schema());
END $$;
"""
NOT_UNCONFIRMED = """
DROP TRIGGER withdrawn_or_confirmed ON backoffice_minutesconfirmation;
DROP TRIGGER withdrawn_or_confirmed ON backoffice_minuteswithdrawal;
DROP FUNCTION withdrawn_or_confirmed();
"""


class Migration(migrations.Migration):
    dependencies = [("backoffice", "0008_agenda_notice")]
    operations = [
        migrations.CreateModel(
            name="MinutesWithdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn_on", models.DateField(help_text="Day they were taken back.")),
                ("reason", models.TextField(help_text="Why, in the secretary's words.")),
                (
                    "minutes",
                    models.OneToOneField(
                        help_text="Which minutes.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="backoffice.minutes",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
        migrations.RunSQL(UNCONFIRMED, NOT_UNCONFIRMED),
    ]
