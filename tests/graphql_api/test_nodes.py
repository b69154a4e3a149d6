"""Refetching by global id: the same rights as anywhere else."""

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from tests import factories
from tests.stories import Story
from workflows import engine
from workflows.models import Task

pytestmark = pytest.mark.django_db


def node(api, person, name, key):
    return api(person, "Node", id=to_base64(name, key)).data["node"]


def test_an_object_is_found_by_those_who_may_see_it_and_by_nobody_else(api, people):
    story = Story(people)
    stranger = factories.member(Role.PROVIDER_MANAGER, factories.provider().unit)
    for person in (people["provider"], people["clerk"]):
        assert node(api, person, "ProgramEdition", story.edition.pk)["status"] == "SUBMITTED"
        assert node(api, person, "Case", story.case.pk)["version"] == 1
    for name, key in (("ProgramEdition", story.edition.pk), ("Case", story.case.pk), ("Task", story.case.pk)):
        assert node(api, stranger, name, key) is None
    assert api(None, "Node", id=to_base64("Case", story.case.pk)).error_codes == ["UNAUTHENTICATED"]


def test_what_is_hidden_along_a_key_is_hidden_here_too(api, people):
    story = Story(people)
    task = story.task("check_program")
    engine.claim(task.pk, by=factories.viewer(people["clerk"]))

    assert node(api, people["head"], "Task", task.pk)["owner"]["fullName"] == people["clerk"].full_name
    assert node(api, people["provider"], "Task", task.pk)["owner"] is None
    assert Task.objects.get(pk=task.pk).owner == people["clerk"]


def test_what_is_no_id_is_null(api, people):
    for nonsense in ("nonsense", to_base64("Refusal", 1), to_base64("Query", 1), to_base64("Case", 10**30), ""):
        assert api(people["clerk"], "Node", id=nonsense).data == {"node": None}
