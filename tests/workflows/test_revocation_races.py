"""A certified program leaves the register once, whoever takes it out: the operator, its provider, a newer edition."""

from __future__ import annotations

import pytest
from django.db import transaction

from backoffice.accounts import viewers
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import Provider
from backoffice.registers import budget, services
from backoffice.registers.models import ProgramRegisterExit
from tests.deeds import certified
from tests.exclusions import excluding, said
from tests.races import in_the_middle, race, rounds
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, Story
from workflows import endings, program_acts
from workflows.decisions.program_acts import RevokeProgram

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference")]
BY_HEAD, WITH_PROVIDER, REPLACED = "TAUGHT_OTHERWISE", "PROVIDER_EXCLUDED", "REPLACED_BY_NEW_EDITION"


def revoking(edition: ProgramEdition, people):
    """The operator takes the program out of the register."""
    decision = RevokeProgram(ground=BY_HEAD, reason="Проверка показала другое содержание.")
    about = {"edition_id": edition.pk, "expected_version": ProgramEdition.objects.get(pk=edition.pk).version}
    by = viewers.viewer_of_user(people["head"])
    return said(lambda: program_acts.revoke(decision=decision, by=by, **about))


def grounds() -> list[str]:
    return [*ProgramRegisterExit.objects.order_by("pk").values_list("ground", flat=True)]


def is_excluded(provider: Provider) -> bool:
    return Provider.objects.get(pk=provider.pk).status == "EXCLUDED"


def test_a_provider_is_excluded_while_its_program_is_revoked(monkeypatch, people):
    edition = certified(people).edition
    excluding_it = excluding(people["owner"])

    assert in_the_middle(monkeypatch, endings, "cancel", revoking(edition, people), excluding_it) == [[], []]

    assert grounds() == [BY_HEAD]
    assert is_excluded(people["owner"])


@pytest.mark.parametrize("point", [(services, "revoke"), (budget, "exclude_all_of")], ids=["before", "after"])
def test_a_program_that_has_left_with_its_provider_is_not_revoked(monkeypatch, people, point):
    edition = certified(people).edition
    excluding_it = excluding(people["owner"])

    found = in_the_middle(monkeypatch, *point, excluding_it, revoking(edition, people))

    assert found == [[], ["NOT_CERTIFIED"]]
    assert grounds() == [WITH_PROVIDER]
    assert is_excluded(people["owner"])


@pytest.mark.parametrize("round", rounds(3))
def test_whoever_comes_first_a_program_leaves_once(people, round):
    edition = certified(people).edition
    deeds = [excluding(people["owner"]), revoking(edition, people)]

    found = race(2, lambda number: deeds[number]())

    assert (found, grounds()) in (([[], []], [BY_HEAD]), ([[], ["NOT_CERTIFIED"]], [WITH_PROVIDER]))
    assert is_excluded(people["owner"])


def replacing(edition: ProgramEdition, people):
    """A newer edition of the program waits for its certification, and is certified."""
    by = viewers.viewer_of_user(people["provider"])
    about = {"edition_id": edition.pk, "expected_version": edition.version}
    with transaction.atomic():
        newer = program_acts.revise(decision=None, by=by, **about)
    story = Story(people, newer).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    story.score(8).score(8).do("classify_program", "clerk", FIRST_CLASS)
    return said(lambda: story.do("certify_program", "clerk", CERTIFY))


def test_an_edition_is_revoked_while_a_newer_one_replaces_it(monkeypatch, people):
    edition = certified(people).edition
    replacing_it = replacing(edition, people)

    assert in_the_middle(monkeypatch, endings, "cancel", revoking(edition, people), replacing_it) == [[], []]

    assert grounds() == [BY_HEAD]


def test_an_edition_that_a_newer_one_replaces_is_not_revoked(monkeypatch, people):
    edition = certified(people).edition
    replacing_it = replacing(edition, people)

    found = in_the_middle(monkeypatch, services, "replace_certified", replacing_it, revoking(edition, people))

    assert found == [[], ["NOT_CERTIFIED"]]
    assert grounds() == [REPLACED]
