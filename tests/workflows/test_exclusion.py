"""What becomes of the programs of a provider that is excluded."""

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.journal import Act
from backoffice.providers import standing
from backoffice.providers.models import Provider
from backoffice.registers.models import ProviderRegisterEntry
from tests import factories
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, Story

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
