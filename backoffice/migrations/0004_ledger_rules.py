"""What the database itself keeps of the ledger: entries stay, they alone move an account, nobody else can."""

from django.db import migrations

APPEND_ONLY = (
    "ledgerentry",
    "residence",
    "consent",
    "consentrevocation",
    "childread",
    "certificaterefusal",
    "paymentagreementrefusal",
    "certificatelookup",
    "quotaqueuemove",
    "replenishmentline",
)
TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON backoffice_{table} FOR EACH ROW EXECUTE FUNCTION refuse()
"""
ACCOUNTS = """
CREATE FUNCTION move_money() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
$$ DECLARE
    of_period bigint;
BEGIN
    UPDATE backoffice_certificateaccount SET
        nominal = nominal - NEW.fund, balance = balance + NEW.balance, reserved = reserved + NEW.reserved,
        written_off = written_off + NEW.written_off, expired = expired + NEW.expired
    WHERE id = NEW.account_id RETURNING period_id INTO of_period;
    IF NOT FOUND THEN  -- the foreign key looks at COMMIT only: an empty account could be slipped under the entry
        RAISE EXCEPTION 'an entry moves an account that is there' USING ERRCODE = 'foreign_key_violation';
    END IF;
    IF NEW.kind IN ('RELEASE', 'ADJUST') AND (NEW.balance > 0) <>
            (SELECT NEW.effective_on <= ends_on FROM backoffice_fundingperiod WHERE id = of_period) THEN
        RAISE EXCEPTION 'what comes back is free until the period ends, then it expires'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER move_money AFTER INSERT ON backoffice_ledgerentry FOR EACH ROW EXECUTE FUNCTION move_money();

CREATE FUNCTION keep_account() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_OP = 'INSERT' THEN
        IF (NEW.nominal, NEW.balance, NEW.reserved, NEW.written_off, NEW.expired) IS DISTINCT FROM (0, 0, 0, 0, 0) THEN
            RAISE EXCEPTION 'an account begins empty' USING ERRCODE = 'restrict_violation';
        END IF;
    -- in move_money we are the owner; in a trigger that somebody else has made we are not
    ELSIF pg_trigger_depth() < 2
            OR current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)
            OR (OLD.id, OLD.certificate_id, OLD.period_id) IS DISTINCT FROM
               (NEW.id, NEW.certificate_id, NEW.period_id) THEN
        RAISE EXCEPTION 'an account is moved by entries alone' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keep_account BEFORE INSERT OR UPDATE ON backoffice_certificateaccount
FOR EACH ROW EXECUTE FUNCTION keep_account();

CREATE TRIGGER never_deleted BEFORE DELETE ON backoffice_certificateaccount FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON backoffice_certificateaccount EXECUTE FUNCTION refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON backoffice_ledgerentry EXECUTE FUNCTION refuse();

-- so that a temporary table of the same name is not taken for the real one
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION move_money() SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION keep_account() SET search_path = %I, pg_temp', current_schema());
END $$;
"""
# Workers listen. PostgreSQL delivers the notice at COMMIT, or never.
BELL = """
CREATE FUNCTION ring() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('jobs', ''); RETURN NULL; END $$;

CREATE TRIGGER ring AFTER INSERT ON backoffice_job FOR EACH STATEMENT EXECUTE FUNCTION ring();
"""
NO_BELL = "DROP TRIGGER ring ON backoffice_job; DROP FUNCTION ring();"
NO_ACCOUNTS = """
DROP TRIGGER never_emptied ON backoffice_ledgerentry;
DROP TRIGGER never_emptied ON backoffice_certificateaccount;
DROP TRIGGER never_deleted ON backoffice_certificateaccount;
DROP TRIGGER keep_account ON backoffice_certificateaccount;
DROP TRIGGER move_money ON backoffice_ledgerentry;
DROP FUNCTION keep_account();
DROP FUNCTION move_money();
"""


class Migration(migrations.Migration):
    dependencies = [("backoffice", "0003_certificates_and_ledger")]
    operations = [
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER append_only ON backoffice_{table}")
            for table in APPEND_ONLY
        ),
        migrations.RunSQL(ACCOUNTS, NO_ACCOUNTS),
        migrations.RunSQL(BELL, NO_BELL),
    ]
