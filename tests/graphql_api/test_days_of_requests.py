"""A process lives for months: the day that a statement speaks of is that of its request, never that of the import."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.certificates.models import Certificate
from backoffice.statements import Param
from graphql_api.schema import schema
from tests import families, funding

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("executor", ["ordinary", "compiled"])
def test_whoever_comes_of_age_is_no_longer_awaited_by_a_replenishment(api, settings, monkeypatch, executor):
    settings.COMPILED_READS = executor == "compiled"
    families.funded(quota=families.funding_program())
    new = families.funding_program(year=funding.this_year() + 1)
    head, period = families.head(), to_base64("FundingPeriod", new.period_id)
    api(head, "StartReplenishment", input={"period": period, "idempotencyKey": "a"})
    of_age = new.period.starts_on + timedelta(days=9)
    Certificate.objects.update(expires_on=of_age)

    def told() -> list[int]:
        (edge,) = api(head, "Replenishments", period=period).data["replenishments"]["edges"]
        return [edge["node"][name] for name in ("total", "done", "left")]

    assert told() == [1, 0, 1]
    monkeypatch.setattr(timezone, "localdate", lambda *_: of_age)
    assert told() == [0, 0, 0]


def moments(model, annotations: dict) -> list:
    """The parameters of requests that stand in expressions which were made at the import."""
    made = {name: each for name, each in annotations.items() if not callable(each)}
    _, params = model._base_manager.annotate(**made).query.sql_with_params()
    return [each.name for each in params if isinstance(each, Param)]


def test_no_field_keeps_the_day_on_which_the_schema_was_made():
    types = [each.extensions.get("strawberry-definition") for each in schema._schema.type_map.values()]
    found = {}
    for definition in filter(None, types):
        django = getattr(getattr(definition, "origin", None), "__strawberry_django_definition__", None)
        for field in definition.fields if django else ():
            annotations = getattr(getattr(field, "store", None), "annotate", None) or {}
            if kept := moments(django.model, annotations):
                found[f"{definition.name}.{field.name}"] = kept
    assert found == {}
