"""The navigator: words of groups, kept by triggers and found along indexes, and the way between two points."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

# Texts alone, of no table: written so that they give the same under any LC_CTYPE.
TEXTS = """
CREATE FUNCTION search_text(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(lower(translate(said,
        'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯё', 'абвгдеежзийклмнопрстуфхцчшщъыьэюяе'
    )), '[^0-9a-zа-ԯ]+', ' ', 'g')
$$;

CREATE FUNCTION search_letters(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(regexp_replace(lower(translate(said,
        'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯё', 'абвгдеежзийклмнопрстуфхцчшщъыьэюяе'
    )), '[^0-9a-zа-ԯ]+', ' ', 'g'), 'абвгдежзийклмнопрстуфхцчшщъыьэюя', 'abcdefghijklmnopqrstuvwxyz012345')
$$;
"""
NO_TEXTS = "DROP FUNCTION search_letters(text); DROP FUNCTION search_text(text);"
DISTANCE = """
CREATE FUNCTION kilometres_between(lat1 float8, lon1 float8, lat2 float8, lon2 float8) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 2 * 6371 * asin(sqrt(least(1,
        power(sin(radians(lat2 - lat1) / 2), 2)
        + cos(radians(lat1)) * cos(radians(lat2)) * power(sin(radians(lon2 - lon1) / 2), 2)
    )))
$$;
"""
NO_DISTANCE = "DROP FUNCTION kilometres_between(float8, float8, float8, float8);"
# A group that is made keeps its edition and provider from being renamed until it is there; who renames comes after it.
WORDS = """
CREATE FUNCTION write_words_of_groups(which bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO backoffice_groupwords (group_id, stems, letters)
    SELECT found.id, to_tsvector('russian', search_text(found.said)), search_letters(found.said) FROM (
        SELECT g.id, concat_ws(' ',
            edition.name, edition.short_name, edition.activities, edition.annotation,
            provider.full_name, provider.short_name
        ) AS said
        FROM backoffice_studygroup g
        JOIN backoffice_programmodule module ON module.id = g.module_id
        JOIN backoffice_programedition edition ON edition.id = module.edition_id
        JOIN backoffice_provider provider ON provider.unit_id = g.provider_id
        WHERE g.id = ANY (which) ORDER BY g.id
    ) AS found
    ON CONFLICT (group_id) DO UPDATE SET stems = EXCLUDED.stems, letters = EXCLUDED.letters
$$;

CREATE FUNCTION words_of_a_group() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM 1 FROM backoffice_programedition edition WHERE edition.id = (
        SELECT edition_id FROM backoffice_programmodule WHERE id = NEW.module_id
    ) FOR SHARE;
    PERFORM 1 FROM backoffice_provider WHERE unit_id = NEW.provider_id FOR SHARE;
    PERFORM write_words_of_groups(ARRAY[NEW.id]);
    RETURN NULL;
END $$;

CREATE FUNCTION words_of_an_edition() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM write_words_of_groups(ARRAY(
        SELECT g.id FROM backoffice_studygroup g
        JOIN backoffice_programmodule module ON module.id = g.module_id WHERE module.edition_id = NEW.id
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION words_of_a_provider() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM write_words_of_groups(ARRAY(SELECT id FROM backoffice_studygroup WHERE provider_id = NEW.unit_id));
    RETURN NULL;
END $$;

CREATE TRIGGER words_of_a_new_group AFTER INSERT ON backoffice_studygroup
FOR EACH ROW EXECUTE FUNCTION words_of_a_group();
CREATE TRIGGER words_of_a_group AFTER UPDATE OF module_id, provider_id ON backoffice_studygroup
FOR EACH ROW WHEN ((OLD.module_id, OLD.provider_id) IS DISTINCT FROM (NEW.module_id, NEW.provider_id))
EXECUTE FUNCTION words_of_a_group();
CREATE TRIGGER words_of_an_edition AFTER UPDATE OF name, short_name, activities, annotation
ON backoffice_programedition FOR EACH ROW
WHEN ((OLD.name, OLD.short_name, OLD.activities, OLD.annotation)
    IS DISTINCT FROM (NEW.name, NEW.short_name, NEW.activities, NEW.annotation))
EXECUTE FUNCTION words_of_an_edition();
CREATE TRIGGER words_of_a_provider AFTER UPDATE OF full_name, short_name ON backoffice_provider FOR EACH ROW
WHEN ((OLD.full_name, OLD.short_name) IS DISTINCT FROM (NEW.full_name, NEW.short_name))
EXECUTE FUNCTION words_of_a_provider();

DO $$ DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'write_words_of_groups(bigint[])', 'words_of_a_group()', 'words_of_an_edition()', 'words_of_a_provider()'
    ] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', name, current_schema());
    END LOOP;
END $$;

SELECT write_words_of_groups(ARRAY(SELECT id FROM backoffice_studygroup));
"""
NO_WORDS = """
DROP TRIGGER words_of_a_provider ON backoffice_provider;
DROP TRIGGER words_of_an_edition ON backoffice_programedition;
DROP TRIGGER words_of_a_group ON backoffice_studygroup;
DROP TRIGGER words_of_a_new_group ON backoffice_studygroup;
DROP FUNCTION words_of_a_provider();
DROP FUNCTION words_of_an_edition();
DROP FUNCTION words_of_a_group();
DROP FUNCTION write_words_of_groups(bigint[]);
"""
PARTS = [
    ("CARD", "карточка ребёнка"),
    ("HEALTH", "сведения об ограниченных возможностях здоровья"),
    ("COMPARISON", "сличение с похожей записью"),
    ("EXPORT", "выгрузка реестра"),
    ("DOCUMENT", "документ к заявлению"),
    ("REQUEST", "сведения к заявке на обучение"),
    ("TRAJECTORY", "образовательная траектория"),
]


class Migration(migrations.Migration):
    dependencies = [("backoffice", "0015_places_proof")]
    operations = [
        TrigramExtension(),
        migrations.RunSQL(TEXTS, NO_TEXTS),
        migrations.RunSQL(DISTANCE, NO_DISTANCE),
        migrations.CreateModel(
            name="GroupWords",
            fields=[
                (
                    "group",
                    models.OneToOneField(
                        help_text="Of which group.",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="backoffice.studygroup",
                    ),
                ),
                ("stems", django.contrib.postgres.search.SearchVectorField(help_text="Stems of all words.")),
                (
                    "letters",
                    models.TextField(help_text="The words in Latin letters and digits, one for each Cyrillic letter."),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="childread",
            name="part",
            field=models.CharField(choices=PARTS, help_text="Which part.", max_length=12),
        ),
        migrations.AddIndex(
            model_name="studygroup",
            index=models.Index(
                condition=models.Q(("status", "OPEN")),
                fields=["latitude", "longitude"],
                name="open_groups_on_the_map",
            ),
        ),
        migrations.AddIndex(
            model_name="groupwords",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["stems"], name="stems_of_groups"),
        ),
        migrations.AddIndex(
            model_name="groupwords",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["letters"], name="letters_of_groups", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.RunSQL(WORDS, NO_WORDS),
    ]
