"""Decisions on the way of a child to its certificate, each in the setting in which it is taken."""

from __future__ import annotations

from collections.abc import Callable

from strawberry.relay import to_base64

from backoffice.people.models import Guardianship
from tests import applications, factories, families
from tests.applications import SNILS, as_input, child_card, family_decision, paper_decision
from tests.deeds import Deed, of_case, of_task


def apply_for_certificate(people) -> Deed:
    given = {"idempotencyKey": "deed", **as_input(family_decision())}
    return Deed(factories.user("parent"), "ApplyForCertificate", given)


def apply_for_a_child(people) -> Deed:
    unit = families.municipality().unit
    given = {"unit": to_base64("Unit", unit.pk), "idempotencyKey": "deed", **as_input(paper_decision())}
    return Deed(families.clerk(), "ApplyForAChild", given)


def apply_through_an_organisation(people) -> Deed:
    manager, unit = applications.manager()
    given = {"unit": to_base64("Unit", unit.pk), "idempotencyKey": "deed", **as_input(paper_decision())}
    return Deed(manager, "ApplyForAChild", given)


def issue_certificate(**content):
    def deed(people) -> Deed:
        case = applications.case_of(applications.apply())
        return of_task(families.clerk(), "IssueCertificate", applications.task_of(case), **content)

    return deed


def issue_inactive(people) -> Deed:
    case = applications.case_of(applications.by_clerk())
    return of_task(families.clerk(), "IssueCertificate", applications.task_of(case), verdict="ISSUE")


def withdraw_certificate(people) -> Deed:
    certificate = applications.apply()
    case = applications.case_of(certificate)
    return of_case(certificate.applied_by, "WithdrawCertificate", case, reason="Передумали.")


def invite_family(people) -> Deed:
    child = applications.decide(applications.by_clerk()).child
    named = to_base64("Guardianship", Guardianship.objects.get(child=child).pk)
    about = {"child": to_base64("Child", child.pk), "expectedVersion": child.version, "guardianship": named}
    return Deed(families.clerk(), "InviteFamily", about)


def resolve_duplicate(verdict: str):
    def deed(people) -> Deed:
        applications.apply(decision=family_decision(child_card(snils=SNILS, municipality="novokuznetsk-city")))
        later = applications.apply(decision=family_decision(child_card(snils=SNILS)))
        task = applications.task_of(applications.review_of(applications.pair_of(later)))
        return of_task(families.clerk(), "ResolveDuplicate", task, verdict=verdict, reason="Сличили свидетельства.")

    return deed


# acceptInvitation is not among them: whoever has the key may come, whatever the role.
DEEDS: dict[str, Callable[[dict], Deed]] = {
    "applyForCertificate": apply_for_certificate,
    "applyForAChild: municipality": apply_for_a_child,
    "applyForAChild: organisation": apply_through_an_organisation,
    "issueCertificate: issue": issue_certificate(verdict="ISSUE"),
    "issueCertificate: inactive": issue_inactive,
    "issueCertificate: reject": issue_certificate(verdict="REJECT", grounds=["NOT_RESIDENT"], reason="Живёт не здесь."),
    "withdrawCertificate": withdraw_certificate,
    "inviteFamily": invite_family,
    "resolveDuplicate: same": resolve_duplicate("SAME"),
    "resolveDuplicate: different": resolve_duplicate("DIFFERENT"),
}
