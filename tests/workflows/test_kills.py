"""Processes that take places and sign contracts are killed at any moment: nothing is lost, nothing is twice."""

from __future__ import annotations

import pytest
from django.utils import timezone

from backoffice.contracts import proof
from backoffice.contracts.models import Contract
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, PlaceHold
from backoffice.groups.models import GroupPlaces
from backoffice.ledger.models import LedgerEntry
from backoffice.signatures.models import Signature
from tests import contract_signer, contracts, enrollments, families, place_taker, pupils, signing, torment
from workflows.models import Process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def wishes(number: int) -> list[str]:
    """Accepted contracts of one group, each with a scan that its provider has brought."""
    families.funding_program(count=number, nominal=families.NOMINAL)
    school, found = contracts.school(capacity=number, starts_on=timezone.localdate()), []
    for _ in range(number):
        made = contracts.accepted(school)
        task = contracts.task_of(made.contract, "sign_contract")
        version = Process.objects.values_list("version", flat=True).get(pk=task.process_id)
        found.append(f"{task.pk} {school.manager.pk} {signing.scan(school.manager).pk} {version}")
    return found


def state() -> list[int]:
    """How many rows there are of everything that a signature writes."""
    kinds = (LedgerEntry, Signature, Enrollment, PlaceHold)
    return [kind.objects.count() for kind in kinds]


@pytest.mark.parametrize("number", [24, 200])
def test_what_was_signed_is_signed_once_and_a_repeat_changes_nothing(reference, number):
    lines = wishes(number)
    said, blows = torment.torment("tests.contract_signer", lines)
    assert [line.split()[2] for line in said] == ["DONE"] * number, said
    assert (
        Contract.objects.filter(status="ACTIVE").count() == Enrollment.objects.filter(status="ACTIVE").count() == number
    )
    assert PlaceHold.objects.filter(status="FILLED").count() == number
    before = state()
    assert {contract_signer.carry_out(*line.split()) for line in lines} == {"DONE"}
    assert (state(), pupils.found()) == (before, "")
    assert proof.count(on=timezone.localdate()).lines == ()
    print(f"{number} contracts, {blows} blows")


@pytest.mark.parametrize(("number", "capacity"), [(60, 20), (600, 200)])
def test_places_that_were_acknowledged_are_there_and_none_is_given_twice(reference, number, capacity):
    school = enrollments.school(capacity=capacity, places=number)
    asking = [enrollments.family() for _ in range(number)]
    lines = [f"{each.certificate.pk} {each.parent.pk} {school.group.pk}" for each in asking]
    said, blows = torment.torment("tests.place_taker", lines)
    answers = {line.split()[1]: line.split()[2] for line in said}
    assert sorted(answers) == sorted(line.split()[0] for line in lines)
    taken = {answer for answer in answers.values() if answer != "NO_PLACES"}
    assert taken == {str(key) for key in EnrollmentRequest.objects.values_list("pk", flat=True)}
    assert len(taken) == capacity == GroupPlaces.objects.get(pk=school.group.pk).taken
    repeated = {line.split()[0]: place_taker.carry_out(*line.split()) for line in lines}
    assert repeated == answers
    assert (EnrollmentRequest.objects.count(), pupils.found()) == (capacity, "")
    print(f"{number} applications, {blows} blows")
