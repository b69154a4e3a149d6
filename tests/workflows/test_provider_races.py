"""Applications and register acts at the same moment: one wins, the others hear why, nothing fails."""

import pytest
from strawberry.relay import to_base64

from backoffice.journal import Entry
from backoffice.providers.models import Provider
from tests import factories
from tests.applicants import ACCEPT, Application, as_input, card
from tests.races import race, rounds

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(answer):
    assert answer.errors == []
    (result,) = answer.data.values()
    return result.get("status") or ",".join(refusal["code"] for refusal in result["refusals"])


def about(application, **rest):
    provider = Provider.objects.get(pk=application.provider.pk)
    return {"provider": to_base64("Provider", provider.pk), "expectedVersion": provider.version, **rest}


@pytest.mark.parametrize("round", rounds(5))
def test_of_eight_applications_with_the_same_numbers_one_is_submitted(reference, api, round):
    applications = [Application() for _ in range(8)]
    inputs = [about(application) for application in applications]
    for application in applications:
        api(application.applicant, "TaskCounts")

    answers = race(8, lambda n: api(applications[n].applicant, "SubmitProvider", input=inputs[n]))

    assert sorted(map(outcome, answers)) == ["PROVIDER_DUPLICATE"] * 7 + ["SUBMITTED"]
    assert Entry.objects.filter(what="provider.submitted").count() == 1


@pytest.mark.parametrize("round", rounds(5))
def test_eight_times_the_same_suspension_is_one(reference, api, round):
    application = Application().submit().review(ACCEPT)
    given = about(application, reason="Проверка.")
    api(application.head, "TaskCounts")

    answers = race(8, lambda n: api(application.head, "SuspendProvider", input=given))

    assert sorted(map(outcome, answers)) == ["CASE_CHANGED"] * 7 + ["SUSPENDED"]
    assert Entry.objects.filter(what="provider.suspended").count() == 1


def test_the_same_draft_eight_times_is_one(reference, api):
    person = factories.user()
    given = {"idempotencyKey": "k", "card": as_input(card(short_name="Одна"))}
    api(person, "TaskCounts")

    answers = race(8, lambda n: api(person, "DraftProvider", input=given))

    assert [outcome(answer) for answer in answers] == ["DRAFT"] * 8
    assert Provider.objects.filter(short_name="Одна").count() == 1
