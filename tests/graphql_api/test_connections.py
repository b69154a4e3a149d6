"""Pages by keyset: forward, backward, foreign cursors, limits, a constant number of statements."""

from base64 import urlsafe_b64encode

import orjson
import pytest
import strawberry
import strawberry_django
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from strawberry.schema.config import StrawberryConfig
from strawberry_django.optimizer import DjangoOptimizerExtension

from backoffice.access import Role, Viewer
from backoffice.units import models
from graphql_api.accounts import Unit, User
from graphql_api.connections import KeysetConnection
from graphql_api.context import Context
from graphql_api.fields import SCALARS

KIND = models.Unit.Kind.AUTHORISED_ORGANISATION
pytestmark = pytest.mark.django_db


@strawberry_django.type(models.Membership)
class Seat(strawberry.relay.Node):
    role: str
    unit: Unit
    user: User


@strawberry.type
class Query:
    @strawberry_django.connection(KeysetConnection[Unit])
    def units(self, newest_first: bool = False) -> list[models.Unit]:
        order = ("-valid_from", "-pk") if newest_first else ("valid_from", "pk")
        return models.Unit.objects.filter(kind=KIND).order_by(*order)

    @strawberry_django.connection(KeysetConnection[Seat])
    def seats(self) -> list[models.Membership]:
        return models.Membership.objects.order_by("valid_from", "id")

    @strawberry_django.connection(KeysetConnection[Unit])
    def unordered(self) -> list[models.Unit]:
        return models.Unit.objects.order_by("valid_to", "pk")


schema = strawberry.Schema(
    Query,
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[lambda: DjangoOptimizerExtension(prefetch_custom_queryset=True)],
)
PAGE = """query ($first: Int, $after: String, $last: Int, $before: String, $newest: Boolean = false) {
  units(first: $first, after: $after, last: $last, before: $before, newestFirst: $newest) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { code } }
  }
}"""


@pytest.fixture
def run(member, unit):
    clerk = member(Role.OPERATOR_CLERK, unit(KIND, valid_from="2019-01-01", code="zero"))
    viewer = Viewer(clerk, {Role.OPERATOR_CLERK: [1]})

    def _run(query, **variables):
        context = Context(RequestFactory().post("/"))
        context.viewer = viewer
        return schema.execute_sync(query, variable_values=variables, context_value=context)

    return _run


@pytest.fixture
def seven(unit, run):
    """Seven units after the first one, some of the same day."""
    for number in range(7):
        unit(KIND, code=f"u{number}", valid_from=f"2020-01-0{1 + number // 3}")


def page(run, **variables):
    answer = run(PAGE, **variables)
    assert not answer.errors, answer.errors
    found = answer.data["units"]
    return [edge["node"]["code"] for edge in found["edges"]], found["pageInfo"]


ALL = ["zero", "u0", "u1", "u2", "u3", "u4", "u5", "u6"]


@pytest.mark.parametrize("newest", [False, True])
def test_pages_forward_meet_every_row_once(run, seven, newest):
    met, after, pages = [], None, 0
    while True:
        codes, info = page(run, first=3, after=after, newest=newest)
        met, after, pages = met + codes, info["endCursor"], pages + 1
        assert info["hasPreviousPage"] is (pages > 1)
        if not info["hasNextPage"]:
            break
    assert met == (ALL[::-1] if newest else ALL)
    assert pages == 3


def test_pages_backward_meet_every_row_once(run, seven):
    codes, info = page(run, last=3)
    assert (codes, info["hasPreviousPage"], info["hasNextPage"]) == (ALL[5:], True, False)
    codes, info = page(run, last=3, before=info["startCursor"])
    assert (codes, info["hasPreviousPage"], info["hasNextPage"]) == (ALL[2:5], True, True)
    codes, info = page(run, last=3, before=info["startCursor"])
    assert (codes, info["hasPreviousPage"]) == (ALL[:2], False)


def test_a_page_stays_right_when_rows_go(run, seven):
    _, info = page(run, first=3)
    models.Unit.objects.filter(code__in=["u0", "u1", "u3"]).delete()
    assert page(run, first=3, after=info["endCursor"])[0] == ["u2", "u4", "u5"]


def test_rows_are_compared_as_rows(run, seven):
    _, info = page(run, first=3)
    with CaptureQueriesContext(connection) as queries:
        page(run, first=3, after=info["endCursor"])
    assert '("backoffice_unit"."valid_from", "backoffice_unit"."id") > (' in queries[0]["sql"]
    assert "COUNT" not in queries[0]["sql"] and len(queries) == 1


def own(*values):
    return urlsafe_b64encode(orjson.dumps(values)).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "!!!",
        "я",
        own(),
        own("valid_from,id"),
        own("valid_from,id", "2020-01-01", None),
        own("valid_from,id", "2020-01-01", 5.5),
        own("valid_from,id", "2020-13-41", "5"),
        own("valid_from,id", "2020-01-01", "five"),
        own("valid_from,id", "2020-01-01\0", "5"),
        own("-valid_from,id", "2020-01-01", "5"),
        own("name,id", "2020-01-01", "5"),
        own("valid_from,id", {}, "5"),
        "bnVsbA==",
        "W1tbW1tb" * 2000,
    ],
)
def test_a_foreign_cursor_is_the_clients_mistake(run, seven, cursor):
    (error,) = run(PAGE, after=cursor).errors
    assert error.extensions == {"code": "BAD_USER_INPUT"}
    assert "Курсор" in error.message


def test_a_huge_key_in_a_cursor_finds_nothing_and_breaks_nothing(run, seven):
    assert page(run, after=own("valid_from,id", "2020-01-03", "9" * 40))[0] == []


@pytest.mark.parametrize("size", [{"first": 101}, {"first": -1}, {"last": 101}, {"first": 1, "last": 1}])
def test_the_size_of_a_page_has_limits(run, size):
    (error,) = run(PAGE, **size).errors
    assert error.extensions == {"code": "BAD_USER_INPUT"}


def test_twenty_rows_come_unasked_and_none_for_zero(run, unit):
    for _ in range(25):
        unit(KIND)
    assert len(page(run)[0]) == 20
    assert page(run, first=0)[0] == []


def test_the_count_is_asked_for_once_capped_and_only_if_selected(run, unit, monkeypatch):
    for _ in range(4):
        unit(KIND)
    with CaptureQueriesContext(connection) as queries:
        answer = run("{ units(first: 2) { totalCount totalCountIsExact } }")
    assert answer.data == {"units": {"totalCount": 5, "totalCountIsExact": True}}
    assert len(queries) == 1
    monkeypatch.setattr("graphql_api.connections.LARGEST_COUNT", 3)
    answer = run("{ units(first: 2) { totalCount totalCountIsExact edges { node { code } } } }")
    assert answer.data["units"]["totalCount"] == 3
    assert answer.data["units"]["totalCountIsExact"] is False


def test_an_order_that_a_keyset_cannot_follow_fails_loudly(run):
    (error,) = run("{ unordered { edges { node { code } } } }").errors
    assert isinstance(error.original_error, TypeError)


def test_one_row_and_a_hundred_take_the_same_statements(run, member, unit):
    query = "{ seats(first: 100) { edges { cursor node { role unit { code kindLabel } user { fullName } } } } }"
    counted = []
    for extra in (0, 99):
        for _ in range(extra):
            member(Role.OPERATOR_CLERK, unit(), username=f"p{models.Unit.objects.count()}")
        with CaptureQueriesContext(connection) as queries:
            answer = run(query)
        assert not answer.errors
        counted.append((len(answer.data["seats"]["edges"]), len(queries)))
    assert counted[0][0] == 1 and counted[1][0] == 100
    assert counted[0][1] == counted[1][1] <= 3
