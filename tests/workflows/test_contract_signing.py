"""The making of a contract, step by step: what is refused, what each end gives back, who has to agree."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.acts.models import Setting
from backoffice.contracts import offering
from backoffice.contracts.models import Contract, ContractLine
from backoffice.documents.models import IssuedDocument
from backoffice.enrollments import lapses
from backoffice.enrollments.models import Enrollment, PlaceHold
from backoffice.entitlements.models import ServiceVolume
from backoffice.errors import Refused
from backoffice.funding.models import DirectionCap, MunicipalFundingProgram
from backoffice.ledger.models import LedgerEntry
from backoffice.payments.models import PaymentAgreement
from backoffice.people import ages
from backoffice.signatures import codes as signing_codes
from backoffice.signatures.models import Signature
from tests import contracts, enrollments, families, pupils, signing
from tests.contracts import Making
from workflows import engine, enrollment_sweeps
from workflows.decisions import contracts as decisions
from workflows.enrollment_approval import EnrollmentApproval
from workflows.models import Task

pytestmark = pytest.mark.django_db
REFUSE_OFFER = decisions.OfferContract(
    verdict=decisions.OfferVerdict.REFUSE, ground="GROUP_NOT_FORMED", reason="Группа не набрана."
)
DECLINE = decisions.AcceptContract(answer=decisions.OfferAnswer.DECLINE, reason="Передумали")
NO_CONSENT = decisions.ConsentToContract(answer=decisions.ConsentAnswer.DECLINE)
REFUSE_SIGNING = contracts.signature(
    verdict=decisions.SigningVerdict.REFUSE, ground="DID_NOT_COME", reason="Документов нет."
)


def refused(call) -> list[str]:
    """Codes of what speaks against; nothing was written."""
    with pytest.raises(Refused) as no, transaction.atomic():
        call()
    return [reason.code for reason in no.value.refusals]


def offer(made: Making, **content):
    decision = decisions.OfferContract(verdict=decisions.OfferVerdict.OFFER, **content)
    return partial(contracts.complete, made.contract, "offer_contract", decision, made.school.manager)


def nothing_reserved(made: Making) -> None:
    """As if there had been no contract: to the kopeck, and nobody is enrolled."""
    contract = contracts.fresh(made.contract)
    assert contracts.standing(made) == (families.NOMINAL, 0, 0)
    assert not Enrollment.objects.filter(request=contract.request_id).exists()
    assert PlaceHold.objects.get(request=contract.request_id).status == "FREED"
    assert not ServiceVolume.objects.filter(certificate=contract.certificate_id, programs_reserved__gt=0).exists()
    assert set(contract.lines.values_list("status", flat=True)) <= {"RELEASED"}
    assert contracts.steps_of(contract) == enrollments.steps_of(made.request) == []
    assert (made.school.places.taken, pupils.found()) == (0, "")


def child_of_fifteen() -> enrollments.Family:
    return contracts.family(birth_date=families.born(15))


def waits_for(step: str) -> Making:
    """A contract that stands at a step."""
    if step == "consent_to_contract":
        of = child_of_fifteen()
        made = contracts.offered(of=of)
        return contracts.accept(made, contracts.child_account(of))
    before = {"offer_contract": contracts.prepared, "accept_contract": contracts.offered}
    return before.get(step, contracts.accepted)()


STEPS = ("offer_contract", "accept_contract", "consent_to_contract", "sign_contract")


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_runs_out_gives_everything_back(step):
    made = waits_for(step)
    reserved = contracts.standing(made)[1]
    assert bool(reserved) == (step != "offer_contract")
    task = contracts.task_of(made.contract, step)
    Task.objects.filter(pk=task.pk).update(due_at=timezone.now())

    with transaction.atomic():
        assert engine.expire(task.pk)

    contract, request = contracts.fresh(made.contract), enrollments.fresh(made.request)
    assert (contract.status, request.status, contract.reason) == ("EXPIRED", "EXPIRED", request.reason)
    assert contracts.case_of(contract).status == enrollments.case_of(request).status == "DONE"
    nothing_reserved(made)


ANSWERS = {
    "offer_contract": (REFUSE_OFFER, "PROVIDER_REFUSED"),
    "accept_contract": (DECLINE, "CANCELLED"),
    "consent_to_contract": (NO_CONSENT, "CANCELLED"),
    "sign_contract": (REFUSE_SIGNING, "PROVIDER_REFUSED"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_no_at_a_step_gives_everything_back(step):
    made, (decision, status) = waits_for(step), ANSWERS[step]
    by = made.school.manager if status == "PROVIDER_REFUSED" else made.family.parent

    contract = contracts.complete(made.contract, step, decision, by)

    assert (contract.status, enrollments.fresh(made.request).status) == ("REFUSED", status)
    assert contracts.case_of(contract).status == enrollments.case_of(made.request).status == "DONE"
    assert contract.reason == enrollments.fresh(made.request).reason != ""
    nothing_reserved(made)


@pytest.mark.parametrize("step", STEPS)
def test_a_request_that_is_taken_back_ends_its_contract(step):
    made = waits_for(step)

    enrollments.cancel(made.request, made.family.parent)

    assert contracts.fresh(made.contract).status == "REFUSED"
    assert contracts.case_of(made.contract).status == "CANCELED"
    nothing_reserved(made)


def test_a_hold_that_runs_out_ends_an_offer_too():
    made = contracts.offered()
    kept = PlaceHold.objects.get(request=made.request).held_until
    assert kept == timezone.localdate() + timedelta(days=10)  # as long as the family may accept
    PlaceHold.objects.update(held_until=enrollments.day(-1))

    assert enrollment_sweeps.sweep(timezone.localdate()) == 1

    assert contracts.fresh(made.contract).status == "EXPIRED"
    nothing_reserved(made)


def test_a_refused_offer_changes_nothing_and_says_all_reasons():
    made = contracts.prepared()
    before = LedgerEntry.objects.count(), PlaceHold.objects.get(request=made.request).held_until
    PaymentAgreement.objects.update(status="ARCHIVED")
    program = MunicipalFundingProgram.objects.get(status="IN_FORCE")
    DirectionCap.objects.create(program=program, direction=made.school.edition.direction, amount=1)
    long = "7" * 41
    first = made.school.group.ends_on + timedelta(days=1)

    said = refused(offer(made, number=long, starts_on=first))
    assert {"START_DAY_INVALID", "CONTRACT_NUMBER_INVALID"} <= {*said}
    said = refused(offer(made))
    assert {"NO_PAYMENT_AGREEMENT", "DIRECTION_CAP_REACHED"} == {*said}

    assert (LedgerEntry.objects.count(), PlaceHold.objects.get(request=made.request).held_until) == before
    assert (contracts.fresh(made.contract).status, ContractLine.objects.count()) == ("DRAFT", 0)
    assert not IssuedDocument.objects.exists()


def test_numbers_are_the_providers_own_for_the_year():
    school = contracts.school()
    first = contracts.offered(school, number="15")
    second = contracts.offered(school)
    assert (first.contract.number, second.contract.number) == ("15", "16")
    third = contracts.prepared(school)
    assert refused(offer(third, number="15")) == ["CONTRACT_NUMBER_TAKEN"]
    assert contracts.offered(number="15").contract.number == "15"  # of another provider


def test_a_contract_is_not_backdated_but_soon_after_its_period_has_begun(monkeypatch):
    today = timezone.localdate()
    at_new_year = today.replace(month=2, day=20)
    span = {"starts_on": today.replace(month=1, day=1), "ends_on": today.replace(month=12, day=20)}
    for on, first, said in (
        (at_new_year, span["starts_on"], []),
        (at_new_year + timedelta(days=1), span["starts_on"], ["BACKDATING_NOT_ALLOWED"]),
        (at_new_year + timedelta(days=1), at_new_year + timedelta(days=1), []),
    ):
        contracts.at_noon(monkeypatch, on)
        made = contracts.prepared(contracts.school(**span))
        given = offer(made, starts_on=first)
        if said:
            assert refused(given) == said
        else:
            assert given().starts_on == first


def test_what_a_person_found_possible_is_not_judged_by_the_rules_again_but_by_the_money():
    enrollments.assessed_by_people()
    school, family = contracts.school(), contracts.family()
    request = enrollments.accept(enrollments.apply(family, school.group), school.manager)
    decision = enrollments.decisions.AssessEnrollment(verdict=enrollments.decisions.AssessmentVerdict.POSSIBLE)
    request = enrollments.complete(request, "assess_enrollment", decision, school.clerk)
    made = Making(school, family, Contract.objects.get(request=request))
    family.certificate.child.birth_date = ages.birthday(family.certificate.child.birth_date, 30)
    family.certificate.child.save()
    enrollments.UseOrder.objects.update(valid_from=timezone.localdate() + timedelta(days=100))

    contract = offer(made)()

    assert contract.status == "OFFERED"


def test_money_is_reserved_at_the_acceptance_where_the_setting_says_so():
    Setting.objects.filter(code="RESERVE_AT_ACCEPTANCE").update(value=1)
    made = contracts.offered()
    assert contracts.standing(made) == (families.NOMINAL, 0, 0)

    contracts.accept(made, made.family.parent)

    part = made.contract.certificate_part
    assert contracts.standing(made) == (families.NOMINAL - part, part, 0)


def test_reserved_only_at_the_acceptance_it_asks_the_cap_again():
    Setting.objects.filter(code="RESERVE_AT_ACCEPTANCE").update(value=1)
    made = contracts.offered()
    program = MunicipalFundingProgram.objects.get(status="IN_FORCE")
    DirectionCap.objects.create(program=program, direction=made.school.edition.direction, amount=1)
    contracts.tried_code_for(made, made.family.parent, "accept_contract")
    with pytest.raises(Refused) as no:
        contracts.accept(made, made.family.parent)
    assert [each.code for each in no.value.refusals] == ["DIRECTION_CAP_REACHED"]
    assert contracts.standing(made) == (families.NOMINAL, 0, 0)
    assert contracts.fresh(made.contract).status == "OFFERED"


def test_every_entry_names_the_direction_and_the_contract():
    made = contracts.offered()
    (entry,) = LedgerEntry.objects.filter(kind="RESERVE")
    assert (entry.subject_type, entry.subject_id) == ("contract", made.contract.pk)
    assert (entry.direction, entry.reserved) == (made.school.edition.direction, made.contract.certificate_part)
    assert entry.key == f"contract:{made.contract.pk}:reserve:{entry.account.period_id}"


# Who accepts


def test_a_child_of_fourteen_accepts_and_a_representative_agrees():
    of = child_of_fifteen()
    made, child = contracts.offered(of=of), contracts.child_account(of)
    contracts.accept(made, child)
    assert (made.contract.status, contracts.steps_of(made.contract)) == ("ACCEPTED", ["consent_to_contract"])
    with pytest.raises(Refused) as no:  # what only a representative may do
        contracts.accept(made, child, "consent_to_contract")
    assert [each.code for each in no.value.refusals] == ["NOT_FOUND"]

    contracts.accept(made, of.parent, "consent_to_contract")

    assert contracts.steps_of(made.contract) == ["sign_contract"]
    contracts.sign(made)
    signed = Signature.objects.filter(document__contract=made.contract).order_by("pk")
    assert [(each.party, each.document.kind, each.signer) for each in signed] == [
        ("CUSTOMER", "CONTRACT", child),
        ("CUSTOMER", "APPLICATION", child),
        ("REPRESENTATIVE", "CONTRACT", of.parent),
        ("REPRESENTATIVE", "APPLICATION", of.parent),
        ("PROVIDER", "CONTRACT", made.school.manager),
    ]
    assert made.contract.status == "ACTIVE"


def test_a_child_under_fourteen_does_not_accept():
    made = contracts.offered()
    child = contracts.child_account(made.family)
    with pytest.raises(Refused) as no:
        contracts.accept(made, child)
    assert [each.code for each in no.value.refusals] == ["SIGNER_TOO_YOUNG"]


def test_a_code_signs_the_very_files_that_were_shown():
    made = contracts.offered()
    parent = made.family.parent
    code = contracts.code_for(made, parent, "accept_contract")
    shown = IssuedDocument.objects.get(contract=made.contract, kind="APPLICATION")
    type(shown.file).objects.filter(pk=shown.file_id).update(sha256="0" * 64)
    signing_codes.try_it(parent, code)
    decision = decisions.AcceptContract(answer=decisions.OfferAnswer.ACCEPT, code=code, **contracts.TICKS)
    accept = partial(contracts.complete, made.contract, "accept_contract", decision, parent)
    assert refused(accept) == ["SIGNING_CODE_OF_OTHERS"]
    assert (Signature.objects.count(), contracts.fresh(made.contract).status) == (0, "OFFERED")


def test_ticks_are_asked_for():
    made = contracts.offered()
    decision = decisions.AcceptContract(answer=decisions.OfferAnswer.ACCEPT, way=decisions.SigningWay.PAPER)
    said = refused(partial(contracts.complete, made.contract, "accept_contract", decision, made.family.parent))
    assert said[:2] == ["CONFIRMATION_REQUIRED"] * 2 and "SCAN_REQUIRED" in said


def test_a_family_signs_on_paper_with_a_scan():
    made = contracts.offered()
    parent = made.family.parent
    on_paper = {"way": decisions.SigningWay.PAPER, "scan": signing.scan(parent).pk, "signed_on": timezone.localdate()}
    decision = decisions.AcceptContract(answer=decisions.OfferAnswer.ACCEPT, **on_paper, **contracts.TICKS)
    contract = contracts.complete(made.contract, "accept_contract", decision, parent)
    assert (contract.status, contract.accepted_on) == ("ACCEPTED", timezone.localdate())
    assert {each.kind for each in Signature.objects.all()} == {"PAPER"}


def test_the_provider_signs_only_what_can_still_be_paid():
    made = contracts.accepted()
    PaymentAgreement.objects.update(status="ARCHIVED")
    with pytest.raises(Refused) as no:
        contracts.sign(made)
    assert [each.code for each in no.value.refusals] == ["NO_PAYMENT_AGREEMENT"]
    assert not Enrollment.objects.exists()


# Cases from before there were contracts


def test_a_case_that_waited_before_there_were_contracts_goes_on(monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(offering, "prepare", lambda request, act: None)
        before.setattr(EnrollmentApproval.contracting, "items", lambda process: [])
        school, family = contracts.school(), contracts.family()
        request = enrollments.accept(enrollments.apply(family, school.group), school.manager)
    waiting = enrollments.task_of(request, "contracting")
    Task.objects.filter(pk=waiting.pk).update(flow_task_type="WAIT")
    assert ([*lapses.without_contract()], Contract.objects.count()) == ([request], 0)

    enrollment_sweeps.sweep(timezone.localdate())
    enrollment_sweeps.sweep(timezone.localdate())

    made = Making(school, family, Contract.objects.get(request=request))
    assert contracts.steps_of(made.contract) == ["offer_contract"]
    contracts.active_from(made)
    assert (enrollments.case_of(request).status, enrollments.fresh(request).status) == ("DONE", "ENROLLED")
    assert Task.objects.get(pk=waiting.pk).status == "DONE"
