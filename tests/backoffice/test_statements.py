"""Statements that are kept: values enter as parameters, and one that comes often is prepared."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from backoffice.statements import RUNS_BEFORE, Param, Statement
from backoffice.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _prepared(settings):
    settings.PREPARED_STATEMENTS = True


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


def test_a_connection_does_not_keep_statements_without_end(monkeypatch):
    monkeypatch.setattr("backoffice.statements.MOST_KEPT", 2)
    statements = [Statement.of(Unit.objects.filter(code=CODE).values_list("pk")) for _ in range(4)]
    for _ in range(RUNS_BEFORE + 2):
        for statement in statements:
            statement.rows(statement.values(SimpleNamespace(code="kuzbass")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'kept_%'")
        assert cursor.fetchone()[0] <= 2
