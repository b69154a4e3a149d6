"""The view and the doorkeeper: strangers, forged requests, broken bodies, limits, masked mistakes."""

import logging
from datetime import UTC, datetime
from decimal import Decimal

import orjson
import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone
from graphql import GraphQLError, get_introspection_query
from psycopg2.errors import LockNotAvailable

from backoffice import errors
from backoffice.access import Role
from backoffice.accounts import services, viewers
from backoffice.units.models import Unit
from graphql_api.errors import Refused, mutation
from graphql_api.fields import SAFE_INTEGER, SCALARS, Kopecks, key_in
from graphql_api.public import public_types
from graphql_api.schema import schema
from tests.conftest import GRAPHQL, document, post

pytestmark = pytest.mark.django_db
ONE_ERROR = [{"message": "Войдите в систему.", "extensions": {"code": "UNAUTHENTICATED"}}]


@pytest.fixture
def clerk(member, unit):
    return member(Role.OPERATOR_CLERK, unit(), username="clerk")


def test_a_stranger_may_name_the_types_behind_public_fields_only():
    assert "SignInInput" in public_types(schema._schema)
    assert "CheckProgramInput" not in public_types(schema._schema)


@pytest.mark.parametrize(
    "query",
    [
        "{ me { user { id } } }",
        "{ __typename alias: me { nonsense } }",
        "{ guessed }",
        "{ ... on Query { guessed } }",
        "{ ... { ... @include(if: true) { me { user { id } } } } }",
        "{ ...F } fragment F on Query { me { user { id } } }",
        "query A { __typename } query B { me { user { id } } }",
        "{ __typename } fragment Idle on Query { secret }",
        "{ __schema { types { name } } }",
        '{ __type(name: "User") { name } }',
        "mutation { signOut { signedOut } decide { x } }",
        "subscription { journal { id } }",
        "query ($x: GuessedInput) { __typename }",
        "mutation { signOut { ... on Guessed { id } } }",
        "mutation { signOut { ... on Query { secret } } }",
        "{ __typename } fragment F on Guessed { id }",
    ],
)
def test_a_stranger_hears_one_generic_error(send, query):
    body = orjson.dumps({"query": query, "operationName": "A" if "query A" in query else None})
    response = Client().post(GRAPHQL, body, content_type="application/json")
    assert orjson.loads(response.content) == {"errors": ONE_ERROR}


def test_a_stranger_may_ask_for_what_is_public_and_gets_no_suggestions(send):
    assert send(None, "{ __typename }").data == {"__typename": "Query"}
    answer = send(None, "mutation { signOut { signedOff } }")
    assert answer.error_codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert "Did you mean" not in answer.errors[0]["message"]


def test_a_signed_in_client_gets_suggestions_even_after_a_stranger(send, clerk):
    send(None, "mutation { signOut { signedOff } }")
    assert "Did you mean 'signedOut'" in send(clerk, "mutation { signOut { signedOff } }").errors[0]["message"]


def test_introspection_is_for_development_and_for_those_who_may(send, clerk, member, unit, settings):
    head = member(Role.OPERATOR_HEAD, unit())
    query = get_introspection_query()
    assert send(clerk, query).data["__schema"]
    settings.PRODUCTION = True
    assert send(clerk, query).error_codes == ["FORBIDDEN"]
    assert send(clerk, '{ ...F } fragment F on Query { __type(name: "User") { name } }').error_codes == ["FORBIDDEN"]
    assert send(head, query).data["__schema"]
    assert send(None, query).errors == ONE_ERROR


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"null", 400),
        (b"1", 400),
        (b'"text"', 400),
        (b"[]", 400),
        (b'[{"query": "{ __typename }"}]', 400),
        (b" ", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        ('{"query": "{ __typename }"}'.encode("utf-16"), 400),
        (b'{"query": "\xff"}', 400),
        (b"[" * 100_000, 400),
        (b'{"query": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
        (b'{"a": NaN}', 400),
        (b"{}", 400),
        (b'{"query": ""}', 400),
        (b'{"query": 1}', 400),
        (b'{"query": "{ __typename }", "variables": []}', 400),
        (b'{"query": "{ __typename }", "operationName": {}}', 400),
        (b'{"query": "{ __typename }", "operationName": "Other"}', 400),
        (b'{"query": "{ __typename }", "extensions": 1}', 400),
        (b'{"query": "{ \\ud800 }"}', 400),
        (b'{"query": "' + b"x" * 3_000_000 + b'"}', 413),
    ],
)
def test_a_broken_body_is_the_clients_mistake(body, status):
    response = Client(raise_request_exception=True).post(GRAPHQL, body, content_type="application/json")
    assert response.status_code == status
    assert orjson.loads(response.content)["errors"][0]["extensions"]["code"] in ("BAD_USER_INPUT", "LIMIT_EXCEEDED")


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""]
)
def test_only_json_is_taken(kind):
    assert Client().post(GRAPHQL, b'{"query": "{ __typename }"}', content_type=kind).status_code == 415


def test_other_methods_and_get_by_strangers_are_refused():
    assert Client().get(GRAPHQL, {"query": "{ __typename }"}).status_code == 405
    assert Client().put(GRAPHQL).status_code == 405
    assert Client().options(GRAPHQL).status_code == 405


def test_get_is_for_queries_with_a_token(clerk):
    headers = {"Authorization": f"Bearer {services.issue_token('clerk')}"}
    answer = Client().get(GRAPHQL, {"query": "{ me { user { fullName } } }"}, headers=headers)
    assert answer.json()["data"]["me"]["user"]["fullName"] == clerk.full_name
    assert Client().get(GRAPHQL, {"query": document("SignOut")}, headers=headers).status_code == 405
    assert (
        Client().get(GRAPHQL, {"query": "{ me { user { id } } }", "variables": "["}, headers=headers).status_code == 400
    )


def test_graphiql_is_shown_to_browsers_only():
    assert b"graphiql" in Client().get(GRAPHQL, headers={"Accept": "text/html"}).content.lower()
    assert Client().get(GRAPHQL, headers={"Accept": "*/*"}).status_code == 405


def test_the_modern_media_type_has_its_status_codes(clerk):
    modern = {"Accept": "application/graphql-response+json"}
    answer = post(Client(), "{ me { user { id } } }", **modern)
    assert (answer.status, answer.response["Content-Type"]) == (400, "application/graphql-response+json; charset=utf-8")
    assert "data" not in answer.body
    assert post(Client(), "{ __typename }", **modern).status == 200
    assert post(Client(), "{ me { user { id } } }").status == 200


def test_a_foreign_origin_is_refused_and_ones_own_is_not(clerk):
    assert post(Client(), document("SignOut"), Origin="https://evil.example").status == 403
    assert post(Client(), document("SignOut"), Origin="null").status == 403
    assert post(Client(), document("SignOut"), Origin="http://testserver").status == 200
    token = f"Bearer {services.issue_token('clerk')}"
    assert post(Client(), document("Me"), Origin="https://other.example", Authorization=token).data


def test_a_session_needs_the_csrf_token_and_a_bearer_does_not(clerk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    answer = post(client, document("Me"))
    assert (answer.status, answer.error_codes) == (403, ["FORBIDDEN"])
    assert post(client, document("Me"), Authorization=f"Bearer {services.issue_token('clerk')}").data


def test_one_statement_finds_the_viewer_and_a_stranger_costs_none(clerk, django_assert_num_queries):
    token = services.issue_token("clerk")
    with django_assert_num_queries(0):
        post(Client(), "{ __typename }")
    with django_assert_num_queries(2):  # and one that reads what is asked
        post(Client(), "{ __typename me { user { id fullName } } }", Authorization=f"Bearer {token}")
    client = Client()
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    with django_assert_num_queries(2):
        post(client, "{ me { user { id } } }")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ guessed }", "GRAPHQL_VALIDATION_FAILED"),
        ("mutation ($i: SignInInput!) { signIn(input: $i) { __typename } }", "BAD_USER_INPUT"),
        ("query A { __typename } query B { __typename }", "BAD_USER_INPUT"),
        ("{ " + "a: __typename " * 900 + "}", "LIMIT_EXCEEDED"),
        ("{ " + "".join(f"a{n}: __typename " for n in range(40)) + "}", "LIMIT_EXCEEDED"),
        ("{ " + "__typename @include(if: true) " * 60 + "}", "LIMIT_EXCEEDED"),
        ("{ me { user " + "{ a " * 20 + "}" * 20 + " } }", "LIMIT_EXCEEDED"),
        ("mutation { " + "signOut { signedOut } " * 470 + "}", "LIMIT_EXCEEDED"),
        ("{a" * 640 + "}" * 640, "LIMIT_EXCEEDED"),
        ('mutation { signIn(input: {username: "a\\u0000", password: "b"}) { __typename } }', "BAD_USER_INPUT"),
    ],
)
def test_the_clients_mistakes_have_codes(send, clerk, query, code):
    answer = send(clerk, query)
    assert code in answer.error_codes
    assert "INTERNAL_SERVER_ERROR" not in answer.error_codes


def test_a_nul_in_a_variable_is_refused(send):
    answer = send(None, document("SignIn"), input={"username": "a\0b", "password": "x"})
    assert answer.error_codes == ["BAD_USER_INPUT"]


def test_fragments_are_measured_once(send, clerk):
    pairs = "".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }} " for n in range(60))
    answer = send(clerk, "{ ...F0 } " + pairs + "fragment F60 on Query { a: __typename }")
    assert answer.error_codes == ["LIMIT_EXCEEDED"]
    circle = send(clerk, "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }")
    assert set(circle.error_codes) == {"GRAPHQL_VALIDATION_FAILED"}


def test_our_own_mistake_is_a_number_and_the_log_knows_it(send, clerk, monkeypatch, caplog):
    monkeypatch.setattr(viewers, "roles_of", lambda user: 1 / 0)
    with caplog.at_level(logging.ERROR):
        answer = send(clerk, "{ me { memberships { role } } }")
    (error,) = answer.errors
    incident = error["extensions"]["incident"]
    assert error["message"] == f"Внутренняя ошибка. Сообщите номер обращения: {incident}"
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "zero" not in answer.response.content.decode()
    (line,) = [record.getMessage() for record in caplog.records if incident in record.getMessage()]
    assert "ZeroDivisionError" in line and "roles_of" in line and "test_door.py" in line


def test_of_a_row_that_the_database_refuses_the_log_knows_the_constraint_and_not_the_row(
    send, clerk, monkeypatch, caplog
):
    said = "Примерова Мария"

    def fails(user):
        with transaction.atomic():
            Unit.objects.bulk_create([Unit(code=said, valid_from=timezone.localdate()) for _ in range(2)])

    monkeypatch.setattr(viewers, "roles_of", fails)
    with caplog.at_level(logging.DEBUG):
        answer = send(clerk, "{ me { memberships { role } } }")
    assert answer.error_codes == ["INTERNAL_SERVER_ERROR"]
    incident = answer.errors[0]["extensions"]["incident"]
    (line,) = [record.getMessage() for record in caplog.records if incident in record.getMessage()]
    assert "IntegrityError < UniqueViolation(" in line and ", 23505)" in line and "in fails" in line
    errors_told = "\n".join(caplog.handler.format(record) for record in caplog.records if record.levelname == "ERROR")
    assert said not in errors_told and "DETAIL" not in errors_told


def test_a_database_that_does_not_answer_is_503_without_database_words(clerk, monkeypatch):
    def down(token):
        raise OperationalError("connection to server failed")

    monkeypatch.setattr(viewers, "viewer_of_token", down)
    answer = post(Client(), document("Me"), Authorization="Bearer x")
    assert (answer.status, answer.error_codes) == (503, ["INTERNAL_SERVER_ERROR"])
    assert "server failed" not in answer.response.content.decode()


@pytest.mark.parametrize("media_type", ["application/json", "application/graphql-response+json"])
@pytest.mark.parametrize("away", [OperationalError, InterfaceError])
def test_an_outage_in_the_middle_of_an_operation_is_503_and_says_what_to_do(clerk, monkeypatch, media_type, away):
    def down(user):
        raise away("server closed the connection unexpectedly")

    token = services.issue_token(clerk.username)
    monkeypatch.setattr(viewers, "roles_of", down)
    headers = {"Authorization": f"Bearer {token}", "Accept": media_type}
    answer = post(Client(), "{ me { user { fullName } memberships { role } } }", **headers)
    assert (answer.status, answer.error_codes, answer.data) == (503, ["INTERNAL_SERVER_ERROR"], None)
    assert answer.response["Retry-After"] == "2"
    assert answer.response["Content-Type"] == f"{media_type}; charset=utf-8"
    (error,) = answer.errors
    assert error["message"] == (
        "База данных сейчас не отвечает. Повторите запрос через несколько секунд; если в нём был idempotencyKey, "
        f"повторите его с тем же ключом. Сообщите номер обращения: {error['extensions']['incident']}"
    )


def test_the_door_turns_a_refusal_and_a_lock_into_data():
    def refuse():
        raise errors.Refused(errors.Refusal("NO", "Нет.", "§1", path=("a", "b")))

    def wait():
        raise OperationalError from LockNotAvailable()

    def break_down():
        raise OperationalError

    door = {step.__name__: mutation(step).base_resolver.wrapped_func for step in (refuse, wait, break_down)}
    assert all(step.is_door for step in door.values())
    refused = door["refuse"]()
    assert isinstance(refused, Refused)
    assert (refused.refusals[0].code, refused.refusals[0].path) == ("NO", ["a", "b"])
    assert door["wait"]().refusals[0].code == "TASK_BUSY"
    with pytest.raises(OperationalError):
        door["break_down"]()


@pytest.mark.parametrize(
    ("scalar", "good", "expected"),
    [
        (Kopecks, SAFE_INTEGER, SAFE_INTEGER),
        (Decimal, "12.50", Decimal("12.50")),
        (Decimal, 3, Decimal(3)),
        (datetime, "2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    ],
)
def test_scalars_take_what_they_should(scalar, good, expected):
    assert SCALARS[scalar].parse_value(good) == expected


@pytest.mark.parametrize(
    ("scalar", "bad"),
    [(Kopecks, bad) for bad in (SAFE_INTEGER + 1, -SAFE_INTEGER - 1, 1.0, True, "1", None)]
    + [(Decimal, bad) for bad in ("NaN", "Infinity", "-inf", "sNaN", "1e999", "1" * 31, "", True, [], None)]
    + [(datetime, bad) for bad in ("2026-01-02T03:04:05", "0001-01-01T00:00:00Z", "now", 5, None)],
)
def test_scalars_refuse_what_would_hurt_later(scalar, bad):
    with pytest.raises(GraphQLError) as raised:
        SCALARS[scalar].parse_value(bad)
    assert raised.value.extensions == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize(
    "bad", ["", "x", "VXNlcjo=", "VXNlcjot", "VW5pdDox", "VXNlcjoxMjM0NTY3ODkwMTIzNDU2Nzg5MDEy", "\0", "я"]
)
def test_an_id_that_does_not_decode_finds_nothing(bad):
    assert key_in(bad, "User") is None
    assert key_in("VXNlcjox", "User") == 1


def test_health_and_readiness(client, monkeypatch):
    assert client.get("/healthz").content == b"ok"
    assert client.get("/readyz").json() == {"ready": True}


def test_a_statement_that_takes_too_long_is_the_clients_to_make_smaller(send, clerk, monkeypatch):
    def slow(user):
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("SET LOCAL statement_timeout = 50")
            cursor.execute("SELECT pg_sleep(5)")

    monkeypatch.setattr(viewers, "roles_of", slow)
    answer = send(clerk, "{ me { memberships { role } } }")
    assert (answer.status, answer.error_codes) == (200, ["LIMIT_EXCEEDED"])
    assert "слишком долго" in answer.errors[0]["message"]
