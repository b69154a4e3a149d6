"""A form says of every field whether it must be given: no answer is refused for want of another field."""

from __future__ import annotations

import dataclasses

import pytest

from graphql_api.fields import camel
from tests.every_answer import ALL, answer_to, decision_of, is_asked
from tests.uploads import folder  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
# What is needed by more than an answer: the field says in words when.
DEPENDS = {
    "resubmitProgram": {"reply"},  # if nothing was changed
    "resubmitProvider": {"reply"},
    "resubmitDossier": {"reply", "dossier"},
    "applyForCertificate": {"guardian"},  # before 14
    "applyForAChild": {"guardian"},
    "draftFundingProgram": {"year"},  # if no days are given
    "recordPaperAcceptance": {"relation"},  # if the child did not sign itself
    "inviteFamily": {"guardianship"},  # before 14
    "applyForEnrollment": {"waits"},  # if no place is free
}


def may_be_left_out(name: str, given: dict) -> list[dataclasses.Field]:
    """The fields that the form shows, and the input has a default for."""
    decision = decision_of(name)
    declared = dataclasses.fields(decision) if decision else ()
    defaults = [each for each in declared if each.default is not dataclasses.MISSING]
    return [each for each in defaults if is_asked(each, decision, given)]


def must_be_given(each: dataclasses.Field, name: str, given: dict) -> bool:
    said = each.metadata
    return said["must"] or answer_to(each, decision_of(name), given) in said["must_for"]


def named(api, deed, *left_out: str) -> set[str]:
    """The fields that a deed is refused for without some of them."""
    given = {field: value for field, value in deed.input.items() if field not in left_out}
    answer = api(deed.by, deed.operation, input=given)
    assert not answer.errors, answer.errors
    (result,) = answer.data.values()
    return {each["path"][0] for each in result.get("refusals", ()) if each.get("path")}


@pytest.mark.parametrize("name", ALL)
def test_what_an_answer_needs_is_said_and_nothing_else(api, people, name):
    deed = ALL[name](people)
    fields = may_be_left_out(name, deed.input)
    needed = {camel(each.name) for each in fields if must_be_given(each, name, deed.input)}
    questions = {camel(each.metadata["question"]) for each in fields}
    free = {camel(each.name) for each in fields} - needed - questions - DEPENDS.get(name.partition(":")[0], set())

    for field in needed:
        assert field in named(api, deed, field), f"{name} is not refused without {field}: say nothing of it"

    refused = named(api, deed, *free) & free
    assert not refused, f"{name} is refused without {refused}: say so by must or must_for"
