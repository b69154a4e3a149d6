"""Fixtures of every test: people with roles, and a client that sends our own documents over HTTP."""

from __future__ import annotations

import gc
import itertools
import uuid
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.plugin import blocking_manager_key

from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.accounts.services import issue_token
from backoffice.units.models import Membership, Unit
from tests import copies, factories, paths
from workflows import desks

GRAPHQL = "/graphql/"


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """The reference data stands in the test database from the beginning."""
    run = getattr(request.config, "workerinput", {}).get("testrunuid") or uuid.uuid4().hex
    with django_db_blocker.unblock(), copies.copied(run):
        yield


@pytest.fixture(scope="session", autouse=True)
def _garbage_is_collected_less_often():
    """The schema and the models are some million objects that live to the end: no need to walk through them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords(django_test_environment):
    """A password is made to be slow to try; the tests try hundreds. What the product does is in test_accounts."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_files_of_the_front_end(django_test_environment):
    """Every test client is a server anew, and each would look through all files of a built front-end."""
    with override_settings(WHITENOISE_ROOT=None):
        yield


@pytest.fixture(autouse=True)
def _unprepared(settings):
    """Statements are counted in many tests, so none is prepared unless a test says so."""
    settings.PREPARED_STATEMENTS = False


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    body: dict[str, Any]
    response: Any

    @property
    def data(self) -> dict[str, Any] | None:
        return self.body.get("data")

    @property
    def errors(self) -> list[dict[str, Any]]:
        return self.body.get("errors", [])

    @property
    def error_codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.errors]


def post(client: Client, query: str, variables: dict | None = None, **headers: str) -> Answer:
    """Send one document with any client."""
    body = orjson.dumps({"query": query, "variables": variables or {}})
    response = client.post(GRAPHQL, body, content_type="application/json", headers=headers)
    answer = Answer(response.status_code, orjson.loads(response.content), response)
    assert [*paths.astray(answer.data)] == [], "the path of a refusal is a field of the input"
    return answer


def document(operation: str) -> str:
    """One of the documents that our clients send."""
    return (settings.ROOT / "operations" / f"{operation}.graphql").read_text(encoding="utf-8")


A_CENTURY = 36_500  # days: a token's end is asked of the database, whose clock no test moves


@pytest.fixture
def send(db):
    """Send any document as a user, or as a stranger: `send(user, "{ me { user { id } } }")`."""
    tokens: dict[int, str] = {}

    def _send(user: User | None, query: str, **variables: Any) -> Answer:
        if user is None:
            return post(Client(), query, variables)
        token = tokens.get(user.pk) or tokens.setdefault(user.pk, issue_token(user.username, days=A_CENTURY))
        return post(Client(), query, variables, Authorization=f"Bearer {token}")

    return _send


@pytest.fixture
def api(send):
    """Send an operation of `operations/`: `api(user, "Me")`; `api(None, …)` is a stranger."""

    def _api(user: User | None, operation: str, **variables: Any) -> Answer:
        return send(user, document(operation), **variables)

    return _api


@pytest.fixture
def unit(db):
    """Make a unit: `unit(Unit.Kind.MUNICIPALITY)`."""
    numbers = itertools.count(1)

    def _unit(kind: str = Unit.Kind.REGIONAL_OPERATOR, **details: Any) -> Unit:
        number = next(numbers)
        plain = {"code": f"unit-{number}", "name": f"Организация {number}", "valid_from": "2020-01-01"}
        if kind == Unit.Kind.REGIONAL_OPERATOR:
            plain["valid_to"] = "2099-01-01"  # only one operator has no end
        return Unit.objects.create(kind=kind, **{**plain, **details})

    return _unit


@pytest.fixture
def member(db):
    """Make a person who holds a role in a unit from today: `member(Role.OPERATOR_CLERK, operator)`."""
    numbers = itertools.count(1)

    def _member(role: Role, unit: Unit, **details: Any) -> User:
        number = next(numbers)
        plain = {"username": f"person{number}", "full_name": f"Человек {number}", "password": "!"}
        user = User.objects.create(**{**plain, **details})
        Membership.objects.create(user=user, role=role, unit=unit, valid_from=timezone.localdate())
        return user

    return _member


def codes(answer: Answer) -> list[str]:
    """Codes of the refusals of an answer's only field."""
    assert not answer.errors, answer.errors
    (result,) = (answer.data or {}).values()
    return [refusal["code"] for refusal in result["refusals"]]


@pytest.fixture
def people(db):
    """Everybody who takes part in a certification, by role, and the provider `owner` whose program it is."""
    factories.demo_figures()
    operator = factories.operator_unit()
    owner = factories.provider()
    return {
        "provider": factories.member(Role.PROVIDER_MANAGER, owner.unit),
        "owner": owner,
        "clerk": factories.member(Role.OPERATOR_CLERK, operator),
        "head": factories.member(Role.OPERATOR_HEAD, operator),
        "experts": [factories.member(Role.QUALITY_EXPERT, operator) for _ in range(3)],
    }


@pytest.fixture
def reference(transactional_db):
    """The reference data for a test that commits."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Whichever test comes after one that commits finds the reference data there and nothing else."""
    result = yield
    marked = item.get_closest_marker("django_db")
    commits = "transactional_db" in item.fixturenames or (marked and marked.kwargs.get("transaction"))
    if commits and nextitem is not None:  # after the last one the database is gone
        with item.config.stash[blocking_manager_key].unblock():
            copies.renew()
        desks.forget()
    return result


def pytest_sessionfinish(session):
    """The first database goes with whoever began the run."""
    if not hasattr(session.config, "workerinput"):
        with session.config.stash[blocking_manager_key].unblock():
            copies.forget()
