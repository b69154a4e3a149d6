"""What the database keeps of the ledger, further: no money is put on a certificate out of a period that has ended."""

from django.db import migrations

CLOSED = """
CREATE FUNCTION period_is_open() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF NEW.effective_on > (
        SELECT period.ends_on FROM backoffice_certificateaccount account
        JOIN backoffice_fundingperiod period ON period.id = account.period_id WHERE account.id = NEW.account_id
    ) THEN
        RAISE EXCEPTION 'a period that has ended gives no more money' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER period_is_open AFTER INSERT ON backoffice_ledgerentry
FOR EACH ROW WHEN (NEW.fund < 0) EXECUTE FUNCTION period_is_open();

DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION period_is_open() SET search_path = %I, pg_temp', current_schema());
END $$;
"""
NOT_CLOSED = "DROP TRIGGER period_is_open ON backoffice_ledgerentry; DROP FUNCTION period_is_open();"


class Migration(migrations.Migration):
    dependencies = [("backoffice", "0006_commission_rules")]
    operations = [migrations.RunSQL(CLOSED, NOT_CLOSED)]
