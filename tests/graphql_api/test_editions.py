"""Drafts that are given up, and from which edition the next one begins."""

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.programs.card import PlaceCard
from backoffice.programs.models import ProgramEdition
from backoffice.programs.words import Area
from backoffice.units.models import Unit
from tests import factories
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, Story

pytestmark = pytest.mark.django_db


def on(edition):
    edition.refresh_from_db()
    return {"edition": to_base64("ProgramEdition", edition.pk), "expectedVersion": edition.version}


def codes(answer, name):
    return {refusal["code"] for refusal in answer.data[name]["refusals"]}


def certify(story):
    story.do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(8).score(8)
    return story.do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)


def test_a_draft_is_given_up_by_its_provider_and_by_nobody_else(api, people):
    edition = factories.edition(people["owner"], people["provider"])
    stranger = factories.member(Role.PROVIDER_MANAGER, factories.provider().unit)
    for person in (stranger, people["clerk"], people["head"], factories.user()):
        assert codes(api(person, "DiscardProgram", input=on(edition)), "discardProgram") == {"NOT_FOUND"}
    assert api(None, "DiscardProgram", input=on(edition)).error_codes == ["UNAUTHENTICATED"]
    assert ProgramEdition.objects.get(pk=edition.pk).status == "DRAFT"

    answer = api(people["provider"], "DiscardProgram", input=on(edition))

    assert answer.data["discardProgram"]["status"] == "WITHDRAWN"
    again = api(people["provider"], "DiscardProgram", input=on(edition))
    assert codes(again, "discardProgram") == {"EDITION_LOCKED"}


def test_a_discarded_draft_makes_room_for_another_revision(api, people):
    edition = certify(Story(people)).edition
    copy = api(people["provider"], "ReviseProgram", input=on(edition)).data["reviseProgram"]
    assert codes(api(people["provider"], "ReviseProgram", input=on(edition)), "reviseProgram") == {"EDITION_IN_WORK"}

    api(people["provider"], "DiscardProgram", input={"edition": copy["id"], "expectedVersion": copy["version"]})

    assert api(people["provider"], "ReviseProgram", input=on(edition)).data["reviseProgram"]["status"] == "DRAFT"


def test_the_next_edition_begins_from_the_certified_one_not_from_an_older_one(api, people):
    first = certify(Story(people)).edition
    api(people["provider"], "ReviseProgram", input=on(first))
    second = first.program.editions.get(number=2)
    certify(Story(people, edition=second))
    first.refresh_from_db()
    assert first.status == "ARCHIVED"

    assert codes(api(people["provider"], "ReviseProgram", input=on(first)), "reviseProgram") == {"EDITION_OUTDATED"}
    assert first.program.editions.count() == 2


def test_the_municipality_of_teaching_follows_the_case_and_its_neighbour_does_not(api, people):
    place = PlaceCard(municipality="yurga-city", area=Area.URBAN, address="ул. Лесная, 3")
    story = Story(people, edition=factories.edition(people["owner"], people["provider"], places=(place,)))
    case = to_base64("Case", story.case.pk)
    clerks = {
        code: factories.member(Role.MUNICIPAL_CLERK, Unit.objects.get(code=code))
        for code in ("kemerovo-city", "yurga-city", "yurga-district")
    }

    seen = {code: api(clerk, "Case", id=case).data["case"] is not None for code, clerk in clerks.items()}

    assert seen == {"kemerovo-city": True, "yurga-city": True, "yurga-district": False}
