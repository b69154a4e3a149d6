"""Trusted documents: with the option on, only `operations/` is answered."""

import hashlib

import orjson
import pytest
from django.test import Client
from graphql import get_introspection_query

from tests.conftest import GRAPHQL, document

pytestmark = pytest.mark.django_db
TEXT = document("Municipalities")
HASH = hashlib.sha256(TEXT.encode()).hexdigest()
HASH_OF_OTHER = hashlib.sha256(document("Roadmap").encode()).hexdigest()


@pytest.fixture
def trusted(settings):
    settings.TRUSTED_DOCUMENTS = True


def ask(**members):
    response = Client().post(GRAPHQL, orjson.dumps(members), content_type="application/json")
    body = orjson.loads(response.content)
    return response.status_code, [error["extensions"]["code"] for error in body.get("errors", [])]


def by_apollo(digest, **members):
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}, **members}


@pytest.mark.parametrize(
    "members",
    [
        {"query": TEXT},
        {"query": TEXT.strip()},
        {"documentId": HASH},
        {"documentId": f"sha256:{HASH}"},
        {"documentId": hashlib.sha256(TEXT.strip().encode()).hexdigest()},
        {"documentId": HASH, "query": TEXT},
        by_apollo(HASH),
        by_apollo(HASH, query=TEXT),
        by_apollo(HASH, variables={"first": 1}, operationName="Municipalities"),
    ],
    ids=str,
)
def test_our_documents_are_answered_by_hash_and_by_text(trusted, members):
    assert ask(**members) == (200, [])


@pytest.mark.parametrize(
    "members",
    [
        {"query": "{ __typename }"},
        {"query": TEXT + " # more"},
        {"query": get_introspection_query()},
        {"documentId": "sha256:" + "0" * 64},
        {"documentId": "x"},
        by_apollo("0" * 64),
        by_apollo(HASH_OF_OTHER[:-1]),
        by_apollo(HASH.encode().hex(), query=None),
        {"extensions": {"persistedQuery": 1}},
        {"extensions": {"persistedQuery": {"sha256Hash": 1}}},
        {},
    ],
    ids=lambda members: str(members)[:60],
)
def test_everything_else_is_refused(trusted, members):
    assert ask(**members) == (403, ["FORBIDDEN"])


def test_a_text_and_the_hash_of_another_are_refused(trusted):
    assert ask(query=TEXT, documentId=HASH_OF_OTHER) == (400, ["BAD_USER_INPUT"])
    assert ask(**by_apollo(HASH, query="{ __typename }")) == (400, ["BAD_USER_INPUT"])


def test_get_takes_a_hash_too(trusted):
    headers = {"Authorization": "Bearer nobody"}
    assert Client().get(GRAPHQL, {"documentId": HASH}, headers=headers).status_code == 200
    assert Client().get(GRAPHQL, {"documentId": "x"}, headers=headers).status_code == 403


def test_it_is_off_by_default():
    assert ask(query="{ __typename }") == (200, [])
    assert ask(**by_apollo(HASH, query="{ __typename }")) == (200, [])


def test_without_the_option_our_documents_are_answered_by_their_hash_too():
    assert ask(documentId=HASH, operationName="Municipalities", variables={"first": 1}) == (200, [])
    assert ask(documentId="0" * 64)[0] == 400
    assert ask(documentId="0" * 64, query=TEXT) == (200, [])


@pytest.mark.parametrize("trusted", [True, False])
def test_who_sends_the_hash_of_an_older_front_end_is_told_to_load_the_page_anew(settings, trusted):
    settings.TRUSTED_DOCUMENTS = trusted
    response = Client().post(GRAPHQL, {"documentId": "0" * 64}, content_type="application/json")

    (error,) = response.json()["errors"]
    assert error["message"].startswith("Система обновилась") and "Обновите страницу" in error["message"]
