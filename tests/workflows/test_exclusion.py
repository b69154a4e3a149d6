"""What becomes of the programs of a provider that is excluded."""

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.accounts import viewers
from backoffice.commissions.meetings import AgendaItem
from backoffice.journal import Act, Entry
from backoffice.providers import standing
from backoffice.providers.models import Provider
from backoffice.registers.models import ProviderRegisterEntry
from tests import factories
from tests.dossiers import Review
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, Story
from workflows import provider_acts
from workflows.decisions.provider_entry import ExcludeProvider

pytestmark = pytest.mark.django_db


def test_exclusion_ends_the_entries_of_the_providers_programs(people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(8).score(8)
    story.do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)
    provider = Provider.objects.get(pk=people["owner"].pk)
    ProviderRegisterEntry.objects.create(
        number="42-ПО-2019-90001", provider=provider, included_on=factories.SINCE, case_id=story.case.case_id
    )

    with transaction.atomic():
        standing.exclude(provider, "OWN_REQUEST", "Закрываемся.", Act(people["head"], timezone.localdate()))

    story.edition.refresh_from_db()
    assert story.edition.status == "REVOKED"
    assert story.edition.entries.get().exit.ground == "PROVIDER_EXCLUDED"


def exclude(review: Review, head) -> None:
    """The operator takes the provider of a dossier out of the register of providers."""
    ProviderRegisterEntry.objects.create(
        number="42-ПО-2019-90001",
        provider=review.provider,
        included_on=factories.SINCE,
        case_id=review.case.case_id,
    )
    provider = Provider.objects.get(pk=review.provider.pk)
    decision = ExcludeProvider(ground="OWN_REQUEST", reason="Закрываемся.")
    given = {"provider_id": provider.pk, "decision": decision, "expected_version": provider.version}
    with transaction.atomic():
        provider_acts.exclude(**given, by=viewers.viewer_of_user(head))
    review.dossier.refresh_from_db()
    review.edition.refresh_from_db()


@pytest.mark.parametrize(
    "bring, outcome",
    [
        (lambda review: review.file(), []),
        (lambda review: review.file().send_back(), []),
        (lambda review: review.file().check().put(), ["TAKEN_OFF"]),
        (lambda review: review.file().check().put().meet("POSTPONED"), ["POSTPONED"]),
        (lambda review: review.recommend(), ["RECOMMENDED"]),
        (lambda review: review.file().check().put().meet("REJECTED").appeal(), ["REJECTED"]),
    ],
    ids=["filed", "returned", "on agenda", "postponed", "recommended", "appealed"],
)
def test_the_dossiers_of_an_excluded_provider_are_withdrawn_by_the_system(people, bring, outcome):
    review = Review()
    bring(review)
    exclude(review, people["head"])
    assert (review.dossier.status, review.edition.status, review.case.status) == ("WITHDRAWN", "DRAFT", "CANCELED")
    assert review.steps == []
    assert [item.outcome for item in AgendaItem.objects.all()] == outcome
    told = Entry.objects.get(what="dossier.withdrawn")
    assert (told.by, told.note) == (None, "Поставщик исключён из реестра поставщиков.")
    assert told.case_id == review.case.case_id


def test_a_dossier_at_a_meeting_goes_on_and_its_recommendation_can_be_taken_back(people):
    review = Review().file().check().put()
    type(review.dossier).objects.update(status="AT_MEETING")
    exclude(review, people["head"])
    assert (review.dossier.status, review.steps) == ("AT_MEETING", ["at_meeting"])
    review.meet("RECOMMENDED", "SIGNIFICANT", 5).withdraw()
    assert (review.dossier.status, review.case.status) == ("WITHDRAWN", "CANCELED")
