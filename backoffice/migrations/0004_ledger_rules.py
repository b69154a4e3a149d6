"""What the database itself keeps of the ledger: entries stay, they alone move an account, nobody else can."""

from django.db import migrations

APPEND_ONLY = (
    "ledgerentry",
    "residence",
    "consent",
    "consentrevocation",
    "childread",
    "certificaterefusal",
    "certificatelookup",
    "quotaqueuemove",
    "replenishmentline",
)
TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON backoffice_{table} FOR EACH ROW EXECUTE FUNCTION refuse()
"""
ACCOUNTS = """
CREATE FUNCTION move_money() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    UPDATE backoffice_certificateaccount SET
        nominal = nominal - NEW.fund, balance = balance + NEW.balance, reserved = reserved + NEW.reserved,
        written_off = written_off + NEW.written_off, expired = expired + NEW.expired
    WHERE id = NEW.account_id;
    RETURN NULL;
END $$;

CREATE TRIGGER move_money AFTER INSERT ON backoffice_ledgerentry FOR EACH ROW EXECUTE FUNCTION move_money();

CREATE FUNCTION keep_account() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_OP = 'INSERT' THEN
        IF (NEW.nominal, NEW.balance, NEW.reserved, NEW.written_off, NEW.expired) <> (0, 0, 0, 0, 0) THEN
            RAISE EXCEPTION 'an account begins empty' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF pg_trigger_depth() < 2 OR (OLD.id, OLD.certificate_id, OLD.period_id)
            <> (NEW.id, NEW.certificate_id, NEW.period_id) THEN
        RAISE EXCEPTION 'an account is moved by entries alone' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keep_account BEFORE INSERT OR UPDATE ON backoffice_certificateaccount
FOR EACH ROW EXECUTE FUNCTION keep_account();

CREATE TRIGGER never_deleted BEFORE DELETE ON backoffice_certificateaccount FOR EACH ROW EXECUTE FUNCTION refuse();
"""
NO_ACCOUNTS = """
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
    ]
