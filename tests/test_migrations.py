"""A database that begins with the migrations that replace others is the one that took each step."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from backoffice.certification.models import Remark
from tests import copies, factories

# Columns in their order, and everything that Django makes or our own statements do; nothing of an extension.
SHAPE = """
WITH tables AS (SELECT oid, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r')
SELECT 'column', relname, attnum || ' ' || attname, format('%s %s %s %s',
    format_type(atttypid, atttypmod), attnotnull, attidentity, pg_get_expr(adbin, adrelid)) AS made_as
FROM tables JOIN pg_attribute ON attrelid = tables.oid AND attnum > 0
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
UNION ALL SELECT 'constraint', relname, conname, pg_get_constraintdef(pg_constraint.oid)
FROM tables JOIN pg_constraint ON conrelid = tables.oid
UNION ALL SELECT 'index', relname, indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM tables JOIN pg_index ON indrelid = tables.oid
UNION ALL SELECT 'trigger', relname, tgname, format('%s %s', tgenabled, pg_get_triggerdef(pg_trigger.oid))
FROM tables JOIN pg_trigger ON tgrelid = tables.oid AND NOT tgisinternal
UNION ALL SELECT 'function', '', oid::regprocedure::text, pg_get_functiondef(oid)
FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (
        SELECT 1 FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e'
    )
UNION ALL SELECT 'extension', '', extname, '' FROM pg_extension
UNION ALL SELECT 'may', '', relname, coalesce(relacl::text, '') FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')
"""
FIRST = [("workflows", "0001_initial")]


def shape() -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(SHAPE)
        return set(cursor.fetchall())


def waiting() -> list:
    """What `migrate` would do."""
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def begin_by_steps() -> None:
    """Take the first steps only: Django goes on by steps in a database that began so."""
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    executor.migrate(FIRST)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_database_comes_to_the_same_by_steps_and_at_once():
    at_once = shape()
    with copies.empty():
        begin_by_steps()
        taken = {str(migration) for migration, _ in waiting()}
        assert {"backoffice.0016_navigator", "workflows.0005_enrollment"} <= taken
        call_command("migrate", verbosity=0)
        by_steps = shape()
        assert waiting() == []
    assert {kind for kind, *_ in at_once} == {
        "column",
        "constraint",
        "index",
        "trigger",
        "function",
        "extension",
        "may",
    }
    assert sorted(at_once ^ by_steps) == []


@pytest.mark.django_db
def test_a_new_database_is_made_at_once():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM django_migrations WHERE name LIKE '%squashed%' ORDER BY name")
        at_once = [name for (name,) in cursor.fetchall()]
    assert at_once == ["0001_squashed_0005_enrollment", "0001_squashed_0016_navigator"]
    assert waiting() == []


@pytest.mark.django_db
def test_remarks_made_before_get_the_labels_of_their_forms_and_show_their_text():
    by, provider = factories.user(), factories.provider()
    edition = factories.edition(provider, by)
    made = {"round": 1, "text": "?", "value_before": "", "made_by": by}
    for field in ("short_name", "modules.2.hours", "places.1", "dossier.places", "gone.1"):
        Remark.objects.create(edition=edition, field=field, **made)
    Remark.objects.create(provider=provider, field="short_name", **made)
    Remark.objects.create(provider=provider, field="inn", label="Как было", **made)

    Remark.objects.filter(field="places.1").update(value_before="places.1.area: URBAN", value_after="")
    Remark.objects.filter(field="inn").update(value_before="77", shown_before="№ 77")

    migration = importlib.import_module("backoffice.migrations.0022_labels_of_remarks")
    migration.give_labels(apps, None)
    migration.show_as_compared(apps, None)

    assert [*Remark.objects.order_by("pk").values_list("label", flat=True)] == [
        "Краткое название",
        "Модули, 2: Часов всего",
        "Места обучения, 1",
        "Заявка: Мест за счёт бюджета",
        "gone.1",
        "Краткое наименование",
        "Как было",
    ]
    shown = Remark.objects.exclude(shown_before="").order_by("pk").values_list("shown_before", "shown_after")
    assert [*shown] == [("places.1.area: URBAN", ""), ("№ 77", None)]
