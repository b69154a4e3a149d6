"""Statements that are kept: values enter as parameters, and one that comes often is prepared."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.models import Q
from django.db.transaction import TransactionManagementError, atomic
from django.test.utils import CaptureQueriesContext

from backoffice.statements import LONGEST_PREPARED, RUNS_BEFORE, KeptQuery, Param, Statement
from backoffice.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _prepared(settings, monkeypatch):
    settings.PREPARED_STATEMENTS = True
    monkeypatch.setattr("backoffice.statements.PLAN_LIVES", 3600)  # however slow the machine is


CODE = Param("code", lambda request: request.code)
UNITS = Param("units", lambda request: request.units)


def test_the_text_holds_constants_and_no_value_of_a_request():
    some = Unit.objects.filter(Q(kind="MUNICIPALITY", name__contains="%"), code=Param("code", lambda _: "x", "y"))
    statement = Statement.of(some.values_list("pk"))
    assert "'MUNICIPALITY'" in statement.sql and "%(code)s" in statement.sql and "'y'" not in statement.sql
    assert statement.rows(statement.values(None)) == []


def test_every_run_gets_its_own_values_prepared_or_not():
    known = list(Unit.objects.order_by("pk").values_list("code", "pk")[:8])
    statement = Statement.of(Unit.objects.filter(code=CODE, pk__any=UNITS).values_list("pk"))
    with CaptureQueriesContext(connection) as captured:
        for code, key in known:
            found = statement.rows(statement.values(SimpleNamespace(code=code, units=[key, 0])))
            assert found == [(key,)]
            assert statement.rows(statement.values(SimpleNamespace(code=code, units=[]))) == []
    words = [query["sql"].split()[0] for query in captured]
    assert words == ["SELECT"] * RUNS_BEFORE + ["PREPARE"] + ["EXECUTE"] * (16 - RUNS_BEFORE)


def test_a_long_text_is_never_prepared():
    long = Unit.objects.filter(code=CODE).exclude(name="x" * LONGEST_PREPARED)
    statement = Statement.of(long.values_list("code"))
    with CaptureQueriesContext(connection) as captured:
        for _ in range(RUNS_BEFORE + 2):
            assert statement.rows(statement.values(SimpleNamespace(code="kuzbass"))) == [("kuzbass",)]
    assert {query["sql"].split()[0] for query in captured} == {"SELECT"}


def test_a_connection_does_not_keep_statements_without_end(monkeypatch):
    monkeypatch.setattr("backoffice.statements.MOST_KEPT", 2)
    statements = [Statement.of(Unit.objects.filter(code=CODE).values_list("pk")) for _ in range(4)]
    for _ in range(RUNS_BEFORE + 2):
        for statement in statements:
            statement.rows(statement.values(SimpleNamespace(code="kuzbass")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'kept_%'")
        assert cursor.fetchone()[0] <= 2


def test_a_plan_is_not_kept_while_its_table_grows(monkeypatch):
    """A plan for an empty table reads it whole each time, however long it has become."""
    statement = Statement.of(Unit.objects.filter(code=CODE).values_list("pk"))
    asked = statement.values(SimpleNamespace(code="nowhere"))
    for _ in range(RUNS_BEFORE + 1):
        statement.rows(asked)
    monkeypatch.setattr("backoffice.statements.PLAN_LIVES", 0)
    with CaptureQueriesContext(connection) as captured:
        statement.rows(asked)
    assert [query["sql"].split()[0] for query in captured] == ["DEALLOCATE", "PREPARE", "EXECUTE"]


def test_what_the_server_has_forgotten_is_run_all_the_same(transactional_db):
    statement = Statement.of(Unit.objects.filter(code=CODE).values_list("code"))
    asked = SimpleNamespace(code="nowhere")
    for _ in range(RUNS_BEFORE + 1):
        assert statement.rows(statement.values(asked)) == []
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    with CaptureQueriesContext(connection) as captured:
        for _ in range(3):
            assert statement.rows(statement.values(asked)) == []
    words = [query["sql"].split()[0] for query in captured]
    assert words == ["EXECUTE", "SELECT", "DEALLOCATE", "PREPARE", "EXECUTE", "EXECUTE"]


def test_a_table_that_has_changed_is_read_all_the_same(transactional_db):
    statement = Statement.of(Unit.objects.filter(code=CODE).values_list("name"))
    asked = SimpleNamespace(code="nowhere")
    for _ in range(RUNS_BEFORE + 1):
        statement.rows(statement.values(asked))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE backoffice_unit ALTER COLUMN name TYPE text")
        try:
            assert statement.rows(statement.values(asked)) == []
        finally:
            cursor.execute("ALTER TABLE backoffice_unit ALTER COLUMN name TYPE varchar(500)")


def test_a_kept_lock_is_refused_outside_of_a_transaction(transactional_db):
    with atomic():
        locking = KeptQuery(Unit.objects.filter(code=CODE).select_for_update())
        assert locking.objects(SimpleNamespace(code="nowhere")) == []
    with pytest.raises(TransactionManagementError):
        locking.objects(SimpleNamespace(code="nowhere"))
