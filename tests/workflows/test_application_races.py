"""Applications for one child, and uses of one invitation, at the same moment: one wins, the others hear why."""

import pytest
from strawberry.relay import to_base64

from backoffice.certificates.models import Certificate
from backoffice.people.models import Child, DuplicatePair, Guardianship
from backoffice.units.models import Membership
from tests import applications, factories, families
from tests.applications import SNILS, as_input, child_card, family_decision
from tests.races import race, rounds
from workflows.models import Process

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS = 6


def outcome(answer):
    assert answer.errors == []
    (result,) = answer.data.values()
    return result.get("status") or ",".join(refusal["code"] for refusal in result.get("refusals", [])) or "in"


def apply_at_once(api, decisions) -> list[str]:
    parents = [factories.user("parent") for _ in decisions]
    for parent in parents:
        api(parent, "TaskCounts")
    inputs = [{"idempotencyKey": "k", **as_input(decision)} for decision in decisions]
    answers = race(len(decisions), lambda n: api(parents[n], "ApplyForCertificate", input=inputs[n]))
    return sorted(map(outcome, answers))


@pytest.mark.parametrize("round", rounds(3))
def test_the_same_child_gets_one_certificate(reference, api, round):
    decision = family_decision(child_card(snils=SNILS))
    assert apply_at_once(api, [decision] * RUNNERS) == ["APPLIED"] + ["CERTIFICATE_EXISTS"] * (RUNNERS - 1)
    assert Child.objects.count() == Certificate.objects.count() == Process.objects.count() == 1


@pytest.mark.parametrize("round", rounds(3))
def test_children_that_are_alike_do_not_miss_each_other(reference, api, round):
    decisions = [family_decision(child_card(snils=SNILS)) for _ in range(3)]
    assert apply_at_once(api, decisions) == ["APPLIED"] * 3
    assert DuplicatePair.objects.count() == 3, "each of three with each other"
    assert Process.objects.filter(duplicate__isnull=False).count() == 3


def test_an_invitation_is_used_once(reference, api):
    certificate = applications.decide(applications.by_clerk())
    child, guardianship = certificate.child, Guardianship.objects.get()
    given = {"child": to_base64("Child", child.pk), "expectedVersion": child.version}
    given["guardianship"] = to_base64("Guardianship", guardianship.pk)
    key = api(families.clerk(), "InviteFamily", input=given).data["inviteFamily"]["key"]
    people = [factories.user("parent") for _ in range(RUNNERS)]
    for person in people:
        api(person, "TaskCounts")

    answers = race(RUNNERS, lambda n: api(people[n], "AcceptInvitation", input={"key": key}))

    assert sorted(map(outcome, answers)) == ["INVITATION_INVALID"] * (RUNNERS - 1) + ["in"]
    assert Membership.objects.filter(unit=child.pk).count() == 1


def test_of_two_decisions_on_one_certificate_one_is_taken(reference, api):
    """The later record is issued its certificate while somebody finds it to be the earlier child."""
    earlier = applications.issued(snils=SNILS, municipality="novokuznetsk-city")
    later = applications.apply(decision=family_decision(child_card(snils=SNILS)))
    pair, clerk = applications.pair_of(later), families.clerk()
    api(clerk, "TaskCounts")
    issue = applications.of_task(applications.case_of(later), verdict="ISSUE")
    same = applications.of_task(applications.review_of(pair), verdict="SAME", reason="Сличили.")
    sent = [("IssueCertificate", issue), ("ResolveDuplicate", same)]

    answers = race(2, lambda n: api(clerk, sent[n][0], input=sent[n][1]))

    assert outcome(answers[1]) == "SAME"
    assert outcome(answers[0]) in ("DUPLICATE_UNRESOLVED", "TASK_CLOSED", "CASE_CHANGED")
    later.refresh_from_db()
    assert (later.status, earlier.status) == ("REJECTED", "ACTIVE")
