"""What the database itself keeps of contracts: signatures stay, and what was offered is what is signed and paid."""

from django.db import migrations

APPEND_ONLY = ("signature", "documentseal")
TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON backoffice_{table} FOR EACH ROW EXECUTE FUNCTION refuse()
"""
TERMS_STAY = """
CREATE FUNCTION contract_terms_stay() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a contract is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.offered_on IS NOT NULL AND
        (NEW.number, NEW.year, NEW.starts_on, NEW.ends_on, NEW.price, NEW.certificate_part, NEW.family_part,
         NEW.offered_on, NEW.request_id, NEW.certificate_id, NEW.provider_id, NEW.module_id)
        IS DISTINCT FROM
        (OLD.number, OLD.year, OLD.starts_on, OLD.ends_on, OLD.price, OLD.certificate_part, OLD.family_part,
         OLD.offered_on, OLD.request_id, OLD.certificate_id, OLD.provider_id, OLD.module_id) THEN
        RAISE EXCEPTION 'the terms of an offered contract stay' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER contract_terms_stay BEFORE UPDATE OR DELETE ON backoffice_contract
FOR EACH ROW EXECUTE FUNCTION contract_terms_stay();

CREATE FUNCTION contract_months_stay() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_OP = 'DELETE' OR (NEW.contract_id, NEW.starts_on, NEW.ends_on, NEW.certificate_part, NEW.family_part,
        NEW.period_id, NEW.agreement_id)
        IS DISTINCT FROM (OLD.contract_id, OLD.starts_on, OLD.ends_on, OLD.certificate_part, OLD.family_part,
        OLD.period_id, OLD.agreement_id) OR OLD.status = 'RELEASED' AND NEW.status <> 'RELEASED' THEN
        RAISE EXCEPTION 'a month of a contract stays as it was agreed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER contract_months_stay BEFORE UPDATE OR DELETE ON backoffice_contractline
FOR EACH ROW EXECUTE FUNCTION contract_months_stay();
"""
NO_TERMS_STAY = """
DROP TRIGGER contract_terms_stay ON backoffice_contract;
DROP TRIGGER contract_months_stay ON backoffice_contractline;
DROP FUNCTION contract_terms_stay();
DROP FUNCTION contract_months_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("backoffice", "0017_contracts")]
    operations = [
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER append_only ON backoffice_{table}")
            for table in APPEND_ONLY
        ),
        migrations.RunSQL(TERMS_STAY, NO_TERMS_STAY),
    ]
