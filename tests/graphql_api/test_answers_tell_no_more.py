"""The answer of an act, and of its repeat, tells what a query would tell the same person at that moment."""

from __future__ import annotations

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.certificates.models import Certificate
from backoffice.people.models import Child
from backoffice.units.models import Membership
from tests import applications, factories, families, funding
from tests import certificates as life
from tests.applications import as_input, family_decision, paper_decision
from tests.conftest import Answer, codes

pytestmark = pytest.mark.django_db
CERTIFICATE = "id number status child { initials version municipality { name } } appliedBy { fullName }"


def asking(name: str, kind: str, fields: str) -> str:
    given = f"{name[0].upper()}{name[1:]}Input"
    answer = f"__typename ... on {kind} {{ {fields} }} ... on Refused {{ refusals {{ code }} }}"
    return f"mutation($input: {given}!) {{ {name}(input: $input) {{ {answer} }} }}"


def told(answer: Answer) -> dict:
    assert not answer.errors, answer.errors
    (found,) = (answer.data or {}).values()
    return found


def moved_away(certificate: Certificate) -> None:
    """The child and its certificate belong to another municipality."""
    there = families.municipality(life.THERE)
    Certificate.objects.filter(pk=certificate.pk).update(issuer=there)
    Child.objects.filter(pk=certificate.child_id).update(municipality=there)


def test_an_organisation_reads_its_application_and_nothing_once_it_is_issued(send):
    manager, unit = applications.manager()
    given = {"unit": to_base64("Unit", unit.pk), "idempotencyKey": "k", **as_input(paper_decision())}
    query = asking("applyForAChild", "Certificate", CERTIFICATE)
    first = told(send(manager, query, input=given))
    assert (first["status"], first["child"]) == ("APPLIED", None)
    assert told(send(manager, query, input=given)) == first
    applications.decide(Certificate.objects.get())
    assert codes(send(manager, query, input=given)) == ["NOT_FOUND"]


def test_a_family_that_has_left_the_cabinet_reads_nothing_by_its_old_key(send):
    parent = factories.user("parent")
    given = {"idempotencyKey": "k", **as_input(family_decision())}
    query = asking("applyForCertificate", "Certificate", CERTIFICATE)
    first = told(send(parent, query, input=given))
    assert first["child"] is None  # as `certificate` has it, until the cabinet opens
    assert first["appliedBy"] == {"fullName": parent.full_name}
    applications.decide(Certificate.objects.get())
    assert told(send(parent, query, input=given))["child"]["initials"]
    Membership.objects.filter(user=parent).update(valid_to=timezone.localdate())
    assert codes(send(parent, query, input=given)) == ["NOT_FOUND"]


def test_who_takes_an_application_back_reads_no_child(send):
    parent = factories.user("parent")
    made = applications.apply(parent)
    given = applications.of_case(applications.case_of(made))
    done = told(send(parent, asking("withdrawCertificate", "Certificate", CERTIFICATE), input=given))
    assert (done["status"], done["child"]) == ("WITHDRAWN", None)


def test_a_clerk_who_issues_reads_the_child(send):
    made = applications.by_clerk()
    fields = f"certificate {{ {CERTIFICATE} }}"
    given = applications.of_task(applications.case_of(made), verdict="ISSUE")
    done = told(send(families.clerk(), asking("issueCertificate", "DecidedCertificate", fields), input=given))
    assert done["certificate"]["child"]["initials"] == made.child.initials


def test_a_request_for_money_is_not_told_again_to_the_municipality_that_the_child_has_left(send):
    families.funding_program()
    asked = funding.Asked()
    query = asking("reviewFunding", "FundingRequest", f"status certificate {{ {CERTIFICATE} }}")
    given = {
        "task": to_base64("Task", asked.task.pk),
        "expectedVersion": asked.case.version,
        "verdict": "REFUSE",
        "grounds": ["CONDITIONS_NOT_MET"],
        "reason": "Нет программы.",
        "idempotencyKey": "k",
    }
    first = told(send(asked.clerk, query, input=given))
    assert first["certificate"]["child"]["initials"] == asked.certificate.child.initials
    moved_away(asked.certificate)
    assert codes(send(asked.clerk, query, input=given)) == ["NOT_FOUND"]


def test_a_place_in_the_queue_is_told_again_without_the_certificate_that_has_left(send):
    families.funding_program(count=0)
    entry, clerk = funding.queued(), families.clerk()
    query = asking("removeFromQueue", "QuotaQueueEntry", f"status certificate {{ {CERTIFICATE} }}")
    given = {"entry": to_base64("QuotaQueueEntry", entry.pk), "reason": "Нет.", "idempotencyKey": "k"}
    assert told(send(clerk, query, input=given))["certificate"]["number"] == entry.certificate.number
    moved_away(entry.certificate)
    assert told(send(clerk, query, input=given)) == {
        "__typename": "QuotaQueueEntry",
        "status": "REMOVED",
        "certificate": None,
    }


def test_an_act_on_a_certificate_is_not_told_again_to_the_municipality_that_it_has_left(send):
    certificate, clerk = families.certificate(), families.clerk()
    query = asking("suspendCertificate", "Certificate", CERTIFICATE)
    given = life.keyed(certificate, reason="Лечение.")
    first = told(send(clerk, query, input=given))
    assert (first["status"], told(send(clerk, query, input=given))) == ("SUSPENDED", first)
    moved_away(certificate)
    assert codes(send(clerk, query, input=given)) == ["NOT_FOUND"]
    assert codes(send(families.clerk(life.THERE), query, input=given)) == ["CASE_CHANGED"]  # a key is its sender's own


def test_a_move_is_told_again_without_the_certificate_that_has_gone_on(send):
    move = life.request_move(families.certificate())
    query = asking("reviewMove", "CertificateMove", f"initials certificate {{ {CERTIFICATE} }}")
    given, clerk = life.review_of(move), families.clerk(life.THERE)
    assert told(send(clerk, query, input=given))["certificate"]["child"]["initials"]
    third = families.municipality("belovo-city")
    Certificate.objects.update(issuer=third)
    Child.objects.update(municipality=third)
    assert told(send(clerk, query, input=given))["certificate"] is None
