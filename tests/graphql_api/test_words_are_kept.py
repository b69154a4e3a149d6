"""Whatever a form asks for in words is kept, with every answer: no field is filled for nobody."""

from __future__ import annotations

import dataclasses
import typing
from collections import Counter
from enum import Enum

import pytest
from django.apps import apps
from django.db import connection

from graphql_api.fields import camel
from graphql_api.inputs import DECISIONS
from tests.every_answer import ALL, decision_of, is_asked
from tests.uploads import folder  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
WORDS = "Слова, каких больше нигде нет"
ELSEWHERE = {"recordRoadmapDuty"}  # its own test reads the note
OF_KINDS = {"declareConflict", "setContractLimit"}  # what is chosen first there is no answer


def words_of(decision, given: dict) -> list[str]:
    """The input fields of a decision that ask for words beside the answers that are given."""
    return [camel(each.name) for each in prose_of(decision) if is_asked(each, decision, given)]


def prose_of(decision) -> list[dataclasses.Field]:
    """The fields of a decision that take any words."""
    hints = typing.get_type_hints(decision)
    texts = [each for each in dataclasses.fields(decision) if hints[each.name] is str and each.metadata["prose"]]
    return [each for each in texts if not (each.metadata["grounds_of"] or each.metadata["code_of"])]


def is_kept(words: str) -> bool:
    tables = [model._meta.db_table for model in apps.get_app_config("backoffice").get_models()]
    found = " UNION ALL ".join(f"SELECT 1 FROM {table} AS kept WHERE kept::text LIKE %s" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({found})", [f"%{words}%"] * len(tables))
        return cursor.fetchone()[0]


def asks_for_words(name: str) -> bool:
    decision = decision_of(name)
    return bool(decision) and bool(prose_of(decision))


def answers_of(decision) -> int:
    """How many answers the first question of a decision has."""
    first = typing.get_type_hints(decision)[dataclasses.fields(decision)[0].name]
    return len(first) if isinstance(first, type) and issubclass(first, Enum) else 1


def test_every_decision_that_asks_for_words_is_tried_with_every_answer():
    tried = Counter(name.partition(":")[0] for name in ALL)
    asked = {name: answers_of(decision) for name, decision in DECISIONS.items() if asks_for_words(name)}
    assert len(asked) > 50
    untried = {name for name, answers in asked.items() if tried[name] < (1 if name in OF_KINDS else answers)}
    assert untried == ELSEWHERE


@pytest.mark.parametrize("name", filter(asks_for_words, ALL))
def test_what_is_written_is_kept(api, people, name):
    deed = ALL[name](people)
    fields = words_of(decision_of(name), deed.input)
    words = {field: f"{WORDS}: {field}." for field in fields}

    answer = api(deed.by, deed.operation, input={**deed.input, **words})

    assert not answer.errors, answer.errors
    assert "remedy" not in str(answer.data), answer.data
    assert [field for field, text in words.items() if not is_kept(text)] == []
