"""What the database itself keeps of commissions: what was decided stays, a vote comes in time, one register at a time."""

from django.db import migrations

APPEND_ONLY = (
    "commissioncomposition",
    "commissionseat",
    "conditionverdict",
    "authorityorder",
    "attendance",
    "recusal",
    "vote",
    "minutes",
    "minutesconfirmation",
    "issueddocument",
)
TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON backoffice_{table} FOR EACH ROW EXECUTE FUNCTION refuse()
"""
VOTES = """
CREATE FUNCTION vote_in_time() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE
    closed boolean;
BEGIN
    -- a vote and the close of its item wait for each other here
    SELECT item.outcome <> '' INTO closed FROM backoffice_agendaitem item
    JOIN backoffice_ballot ballot ON ballot.item_id = item.id WHERE ballot.id = NEW.ballot_id FOR SHARE OF item;
    IF closed THEN
        RAISE EXCEPTION 'a closed item takes no votes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER vote_in_time BEFORE INSERT ON backoffice_vote FOR EACH ROW EXECUTE FUNCTION vote_in_time();
"""
NO_VOTES = "DROP TRIGGER vote_in_time ON backoffice_vote; DROP FUNCTION vote_in_time();"
TEMPLATES = """
CREATE TRIGGER documents_were_made_of_it BEFORE UPDATE OF kind, source OR DELETE ON backoffice_documenttemplate
FOR EACH ROW EXECUTE FUNCTION refuse()
"""
REGISTERS = """
CREATE FUNCTION one_budget_register() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE
    of_program bigint;
BEGIN
    IF NEW.kind = 'CERTIFIED' THEN
        RETURN NEW;
    END IF;
    -- two entries of one program wait for each other here
    SELECT program.id INTO of_program FROM backoffice_program program
    JOIN backoffice_programedition edition ON edition.program_id = program.id
    WHERE edition.id = NEW.edition_id FOR NO KEY UPDATE OF program;
    PERFORM 1 FROM backoffice_programregisterentry entry
    JOIN backoffice_programedition edition ON edition.id = entry.edition_id
    LEFT JOIN backoffice_programregisterexit gone ON gone.entry_id = entry.id
    WHERE edition.program_id = of_program AND entry.municipality_id = NEW.municipality_id AND entry.kind <> 'CERTIFIED'
      AND entry.included_on < NEW.valid_until AND least(entry.valid_until, gone.excluded_on) > NEW.included_on;
    IF FOUND THEN
        RAISE EXCEPTION 'a program is in at most one budget register of a municipality at a time'
            USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER one_budget_register BEFORE INSERT ON backoffice_programregisterentry
FOR EACH ROW EXECUTE FUNCTION one_budget_register();
"""
NO_REGISTERS = (
    "DROP TRIGGER one_budget_register ON backoffice_programregisterentry; DROP FUNCTION one_budget_register();"
)


class Migration(migrations.Migration):
    dependencies = [("backoffice", "0005_commissions")]
    operations = [
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER append_only ON backoffice_{table}")
            for table in APPEND_ONLY
        ),
        migrations.RunSQL(TEMPLATES, "DROP TRIGGER documents_were_made_of_it ON backoffice_documenttemplate"),
        migrations.RunSQL(VOTES, NO_VOTES),
        migrations.RunSQL(REGISTERS, NO_REGISTERS),
    ]
