"""Two people at once on one child's data: one consent, one version, no check of a number too many."""

from __future__ import annotations

import pytest
from django.db import transaction

from backoffice.acts.models import Setting
from backoffice.certificates.models import CertificateLookup
from backoffice.errors import Refused
from backoffice.people.models import Child, Consent, SpecialNeeds
from backoffice.people.words import NosologyGroup
from tests import cards, factories, families
from tests.races import race
from workflows import certificate_check, child_acts
from workflows.decisions import people as decisions

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(act) -> str:
    """What became of an act in a transaction of its own."""
    try:
        with transaction.atomic():
            act()
    except Refused as refused:
        return str(refused)
    return "done"


def test_a_consent_is_given_once(reference):
    child = cards.child()
    viewers = [factories.viewer(families.guardian(child)) for _ in range(4)]
    decision = decisions.GiveConsent(purpose="HEALTH")
    outcomes = race(
        4,
        lambda n: outcome(
            lambda: child_acts.give_consent(child_id=child.pk, decision=decision, by=viewers[n], key=f"key {n}")
        ),
    )
    assert sorted(outcomes) == ["CONSENT_ALREADY_GIVEN"] * 3 + ["done"]
    assert Consent.objects.count() == 1


def test_of_two_clerks_the_second_looks_again(reference):
    child = cards.child()
    cards.consent(child)
    viewers = [factories.viewer(families.clerk()) for _ in range(4)]
    groups = list(NosologyGroup)

    def record(n: int) -> str:
        about = {"child_id": child.pk, "expected_version": 1, "by": viewers[n]}
        decision = decisions.RecordSpecialNeeds(group=groups[n])
        return outcome(lambda: child_acts.record_special_needs(decision=decision, **about))

    assert sorted(race(4, record)) == ["CASE_CHANGED"] * 3 + ["done"]
    assert (Child.objects.get(pk=child.pk).version, SpecialNeeds.objects.count()) == (2, 1)


def test_no_check_slips_through_beside_the_last_one(reference):
    Setting.objects.filter(code="LOOKUPS_A_DAY").update(value=3)
    person, number = cards.manager(), families.certificate().number
    viewer, provider_id = factories.viewer(person), person.memberships.get().unit_id

    def check(n: int) -> str:
        try:
            certificate_check.check(provider_id=provider_id, number=number, amount=None, by=viewer)
        except Refused as refused:
            return str(refused)
        return "done"

    assert race(8, check).count("done") <= 3
    assert CertificateLookup.objects.count() == 8
