"""What could go wrong with contracts: money, privacy, signatures, prolongation, places that pass on."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.accounts import viewers
from backoffice.acts.models import Setting
from backoffice.contracts import ending
from backoffice.contracts.models import Contract, ContractAnnulment
from backoffice.enrollments.models import EnrollmentRequest, PlaceHold
from backoffice.errors import Refused
from backoffice.funding import quotas
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.models import CertificateAccount, LedgerEntry
from backoffice.people import consents
from backoffice.people.models import ConsentText
from backoffice.people.words import Relation
from backoffice.signatures.models import Signature
from tests import contracts, enrollments, factories, families, live_contracts, payers, signing
from tests.deeds_annulments import agreed, next_group
from tests.deeds_contract_endings import about
from workflows import contract_signing_acts, contract_sweeps, engine
from workflows.decisions import annulments as annulment_decisions
from workflows.decisions import contracts as decisions
from workflows.decisions import enrollments as asked_decisions
from workflows.erroneous_contract import ErroneousContract
from workflows.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GIVE_UP = asked_decisions.AcceptPlace(answer=asked_decisions.PlaceAnswer.GIVE_UP)
TAKE = asked_decisions.AcceptPlace(answer=asked_decisions.PlaceAnswer.TAKE)
SECRET = "Петенька Тайный"
CASE = """query($id: ID!) { contract(id: $id) { id reason childInitials child { id } request { id }
  documents { kind } case { id tasks { subjectLine owner { id } completedAt: finished }
  history(first: 50) { edges { node { what note by { id } } } } tracker { stepTitle } } } }"""


def read(send, person, contract) -> str:
    answer = send(person, CASE, id=to_base64("Contract", contract.pk))
    assert not answer.errors, answer.errors
    return json.dumps(answer.data, ensure_ascii=False)


def accountant(contract):
    return payers.accountant(contract.lines.exclude(agreement=None).first().agreement.payer)


# Privacy


def test_payer_reads_no_initials_on_steps(send, reference):
    made = contracts.active()
    told = read(send, accountant(made.contract), made.contract)
    assert made.family.certificate.child.initials not in told, told


def test_payer_reads_no_words_of_the_family(send, reference):
    made = contracts.offered()
    decline = decisions.AcceptContract(answer=decisions.OfferAnswer.DECLINE, reason=SECRET)
    contracts.complete(made.contract, "accept_contract", decline, made.family.parent)
    told = read(send, accountant(made.contract), made.contract)
    assert SECRET not in told, told


def test_payer_reads_no_initials_in_an_expiry(send, reference):
    made = contracts.offered()
    task = contracts.task_of(made.contract, "accept_contract")
    Task.objects.filter(pk=task.pk).update(due_at=timezone.now())
    with transaction.atomic():
        assert engine.expire(task.pk)
    told = read(send, accountant(made.contract), made.contract)
    assert made.family.certificate.child.initials not in told, told


def test_payer_cannot_ask_by_child(send, reference):
    made = contracts.active()
    query = "query($c: ID) { contracts(first: 5, child: $c) { edges { node { id } } } }"
    answer = send(accountant(made.contract), query, c=to_base64("Child", made.contract.child_id))
    assert answer.errors or answer.data["contracts"]["edges"] == []


def test_other_municipality_and_school_see_nothing(send, reference):
    made = contracts.active()
    other = contracts.school().manager
    clerk = families.clerk("novokuznetsk-city")
    task = Task.objects.filter(process__contract=made.contract, flow_task_type="HUMAN").first()
    query = "query($id: ID!, $t: ID!) { contract(id: $id) { id } task(id: $t) { subjectLine } }"
    for person in (other, clerk):
        ids = {"id": to_base64("Contract", made.contract.pk), "t": to_base64("Task", task.pk)}
        assert send(person, query, **ids).data == {"contract": None, "task": None}


def test_the_operator_reads_no_application(send, reference):
    made = contracts.active()
    unit = factories.operator_unit()
    for role in (Role.OPERATOR_CLERK, Role.OPERATOR_HEAD):
        told = read(send, factories.member(role, unit), made.contract)
        assert "APPLICATION" not in told, (role, told)


# Signing


def test_paper_of_a_prolonged_contract_is_signed_by_the_family(reference):
    """The provider made the request, so it is not the one who `asked`."""
    of = contracts.family(birth_date=families.born(15))
    made = contracts.active(of=of)
    following = _prolonged(made)
    _paper(following)
    signed = Signature.objects.filter(document__contract=following.contract, party="CUSTOMER").first()
    assert (signed.signer, signed.name, signed.authority) == (None, "Петрова Анна Ивановна", "Родитель")


def test_paper_of_a_prolonged_contract_of_a_young_child(reference):
    made = contracts.active()
    following = _prolonged(made)
    _paper(following)
    assert contracts.fresh(following.contract).status == "ACCEPTED"


def _prolonged(made):
    from workflows import prolongation_acts
    from workflows.decisions.prolongation import ProlongContract

    group = next_group(made)
    with transaction.atomic():
        prolongation_acts.prolong(
            contract_id=made.contract.pk,
            decision=ProlongContract(group=group.pk),
            expected_version=contracts.fresh(made.contract).version,
            by=viewers.viewer_of_user(made.school.manager),
            key=contracts.key(),
        )
    following = contracts.Making(made.school, made.family, Contract.objects.get(request__group=group))
    return contracts.decided(following, "offer_contract", made.school.manager, contracts.OFFER)


def _paper(made):
    contracts.printed(made)
    content = {"scan": signing.scan(made.school.manager).pk, "signed_on": timezone.localdate()}
    content |= {"signer": "Петрова Анна Ивановна", "relation": Relation.PARENT}
    with transaction.atomic():
        return contract_signing_acts.record_paper(
            contract_id=made.contract.pk,
            decision=decisions.RecordPaperAcceptance(**content, **contracts.TICKS),
            expected_version=contracts.fresh(made.contract).version,
            by=viewers.viewer_of_user(made.school.manager),
            key=contracts.key(),
        )


def test_a_code_for_one_contract_signs_no_other(reference):
    first = contracts.offered()
    second = contracts.offered(contracts.school(price=100000, hour=18), first.family)
    code = contracts.code_for(first, first.family.parent, "accept_contract")
    from backoffice.signatures import codes

    codes.try_it(first.family.parent, code)
    decision = decisions.AcceptContract(answer=decisions.OfferAnswer.ACCEPT, code=code, **contracts.TICKS)
    with pytest.raises(Refused) as no, transaction.atomic():
        contracts.complete(second.contract, "accept_contract", decision, first.family.parent)
    assert [each.code for each in no.value.refusals] == ["SIGNING_CODE_OF_OTHERS"]


@pytest.mark.parametrize("step", ["accept_contract", "sign_contract"])
def test_a_contract_that_is_over_is_not_entered(monkeypatch, reference, step):
    today = timezone.localdate()
    school = contracts.school(starts_on=today, ends_on=today + timedelta(days=1))
    made = contracts.offered(school) if step == "accept_contract" else contracts.accepted(school)
    contracts.at_noon(monkeypatch, today + timedelta(days=2))
    with pytest.raises(Refused) as no:
        contracts.accept(made, made.family.parent) if step == "accept_contract" else contracts.sign(made)
    assert [each.code for each in no.value.refusals] == ["CONTRACT_OVER"]
    assert contracts.standing(made)[2] == 0


# Money


def test_accept_when_the_balance_is_gone(reference):
    Setting.objects.filter(code="RESERVE_AT_ACCEPTANCE").update(value=1)
    of = contracts.family(nominal=800000)
    school, other = contracts.school(), contracts.school(hour=18)
    first, second = contracts.offered(school, of), contracts.offered(other, of)
    assert first.contract.certificate_part + second.contract.certificate_part > 800000, "set-up"
    contracts.accept(first, of.parent)
    before = contracts.standing(second), LedgerEntry.objects.count(), Signature.objects.count()
    with pytest.raises(Refused) as no, transaction.atomic():
        contracts.accept(second, of.parent)
    assert [each.code for each in no.value.refusals] == ["BALANCE_SHORT"]
    assert (contracts.standing(second), LedgerEntry.objects.count(), Signature.objects.count()) == before
    assert contracts.fresh(second.contract).status == "OFFERED"
    assert live_contracts.found() == ""


def over_new_year(nominal_next: int | None = None, price: int = 400000):
    today = timezone.localdate()
    of = contracts.family()
    following = families.period(year=today.year + 1)
    options = {} if nominal_next is None else {"nominal": nominal_next}
    quota = families.funding_program(year=today.year + 1, count=20, **options)
    with transaction.atomic():
        account = ledger.account_of(of.certificate, following)
        quotas.take(quota, account, quota.nominal, Act(None, today), key="test:next-year")
    at = contracts.school(price=price, starts_on=today, ends_on=date(today.year + 1, 2, 28))
    payers.agreement(of=at.provider, by=payers.payer(), year=today.year + 1)
    return contracts.active(at, of), following


def accounts(made):
    rows = CertificateAccount.objects.filter(certificate=made.family.certificate).order_by("period__starts_on")
    return [
        (row.nominal - row.balance - row.reserved - row.written_off - row.expired, row.reserved, row.written_off)
        for row in rows
    ]


@pytest.mark.parametrize("nominal_next", [None, 50000])
def test_across_new_year_each_month_from_its_own_period(reference, nominal_next):
    made, following = over_new_year(nominal_next)
    contract = made.contract
    lines = [*contract.lines.select_related("period").order_by("starts_on")]
    assert sum(line.certificate_part for line in lines) == contract.certificate_part
    assert sum(line.family_part for line in lines) == contract.family_part
    for line in lines:
        if line.certificate_part:
            assert line.period.starts_on <= line.starts_on <= line.period.ends_on
            assert line.agreement.year == line.starts_on.year
    later = sum(line.certificate_part for line in lines if line.period_id == following.pk)
    assert later > 0
    assert later <= (nominal_next or later)
    assert accounts(made)[1] == (0, later, 0)
    year = timezone.localdate().year
    for day in (date(year, 12, 1), date(year + 1, 1, 1)):
        contract_sweeps.sweep(day)
        contract_sweeps.sweep(day)
    spent = [line.certificate_part for line in lines if line.starts_on <= date(year + 1, 1, 1)]
    assert sum(each[2] for each in accounts(made)) == sum(spent)
    assert live_contracts.found(date(year + 1, 1, 1)) == ""
    live_contracts.notice(contract, date(year + 1, 1, 31))
    assert accounts(made)[1][1] == 0
    assert live_contracts.found(date(year + 1, 1, 31)) == ""
    contract_sweeps.sweep(date(year + 1, 2, 1))
    assert (contracts.fresh(contract).status, live_contracts.found(date(year + 1, 2, 1))) == ("CLOSED", "")


def test_ended_on_the_last_day_of_the_year(reference):
    made, _ = over_new_year()
    year = timezone.localdate().year
    contract_sweeps.sweep(date(year, 12, 1))
    live_contracts.notice(made.contract, date(year, 12, 31))
    now = contracts.fresh(made.contract)
    assert (now.status, now.ended_on) == ("TERMINATING", date(year, 12, 31))
    assert accounts(made)[1] == (0, 0, 0)
    assert live_contracts.found(date(year, 12, 31)) == ""
    contract_sweeps.sweep(date(year + 1, 1, 1))
    assert (contracts.fresh(made.contract).status, accounts(made)[1]) == ("CLOSED", (0, 0, 0))
    assert live_contracts.found(date(year + 1, 1, 1)) == ""


def grant(asked: ContractAnnulment, head):
    ticks = {"both_agree": True, "not_invoiced": True, "is_serious": True, "money_needed": True}
    decision = annulment_decisions.DecideAnnulment(
        verdict=annulment_decisions.AnnulmentVerdict.GRANT, reason="Да.", **ticks
    )
    task = Task.objects.select_related("process").get(process__annulment=asked, finished=None)
    with transaction.atomic():
        engine.complete(
            ErroneousContract.decide_annulment,
            task_id=task.pk,
            decision=decision,
            expected_version=task.process.version,
            by=viewers.viewer_of_user(head),
            key=contracts.key(),
        )


@pytest.fixture
def head(reference):
    return factories.member(Role.OPERATOR_HEAD, factories.operator_unit())


def leaving_with_follower(waiters: int = 1):
    today = timezone.localdate()
    at = contracts.school(capacity=1, starts_on=today, ends_on=live_contracts.months_from(today, 4))
    made = contracts.active(at)
    waits = [enrollments.apply(contracts.family(), at.group, waits=True) for _ in range(waiters)]
    live_contracts.terminate(made.contract, made.family.parent)
    enrollments.run_jobs()
    return made, waits


def parent_of(request):
    return request.child.guardianships.get(valid_to=None).user


@pytest.mark.parametrize("follower", ["keeps", "gives_up_before", "gives_up_after", "enrolled"])
def test_annulled_while_terminating_with_the_place_handed_over(head, follower):
    made, (waits,) = leaving_with_follower()
    nominal = sum(contracts.standing(made))
    asked = agreed(made)
    if follower == "gives_up_before":
        enrollments.complete(waits, "accept_place", GIVE_UP, parent_of(waits))
    if follower == "enrolled":
        waits = enrollments.complete(waits, "accept_place", TAKE, parent_of(waits))
        waits = enrollments.accept(waits, made.school.manager)
        other = contracts.Making(
            made.school, enrollments.Family(parent_of(waits), waits.certificate), Contract.objects.get(request=waits)
        )
        contracts.active_from(other)
        assert live_contracts.found() == ""
    grant(asked, head)
    assert contracts.standing(made) == (nominal, 0, 0)
    assert live_contracts.found() == ""
    if follower == "gives_up_after":
        enrollments.complete(waits, "accept_place", GIVE_UP, parent_of(waits))
    assert live_contracts.found() == ""
    assert made.school.places.taken == (1 if follower in ("keeps", "enrolled") else 0)
    later = ending.last_day_of_month(timezone.localdate()) + timedelta(days=1)
    contract_sweeps.sweep(later)
    assert live_contracts.found(later) == ""


def test_annulment_open_while_the_contract_closes(head):
    made, _ = leaving_with_follower()
    asked = agreed(made)
    contract_sweeps.sweep(ending.last_day_of_month(timezone.localdate()) + timedelta(days=1))
    with pytest.raises(Refused) as no:
        grant(asked, head)
    assert [each.code for each in no.value.refusals] == ["CONTRACT_NOT_LIVE"]
    assert live_contracts.found() == ""


@pytest.mark.parametrize("how", ["terminated", "annulled"])
def test_a_follower_that_ends_before_it_begins_gives_the_place_back(head, how):
    made, (waits,) = leaving_with_follower()
    waits = enrollments.complete(waits, "accept_place", TAKE, parent_of(waits))
    waits = enrollments.accept(waits, made.school.manager)
    family = enrollments.Family(parent_of(waits), waits.certificate)
    other = contracts.Making(made.school, family, Contract.objects.get(request=waits))
    contracts.active_from(other)
    nominal = sum(contracts.standing(other))
    if how == "terminated":
        live_contracts.terminate(other.contract, family.parent)
    else:
        grant(agreed(other), head)
    assert contracts.standing(other) == (nominal, 0, 0)
    assert PlaceHold.objects.get(request=made.request.pk).status == "FILLED"
    assert (made.school.places.taken, live_contracts.found()) == (1, "")
    later = ending.last_day_of_month(timezone.localdate()) + timedelta(days=1)
    contract_sweeps.sweep(later)
    assert (made.school.places.taken, live_contracts.found(later)) == (0, "")


def test_two_leavers_and_two_waiters(reference):
    today = timezone.localdate()
    at = contracts.school(capacity=2, starts_on=today, ends_on=live_contracts.months_from(today, 4))
    one, two = contracts.active(at), contracts.active(at)
    waits = [enrollments.apply(contracts.family(), at.group, waits=True) for _ in range(2)]
    for made in (one, two):
        live_contracts.terminate(made.contract, made.family.parent)
    enrollments.run_jobs()
    enrollments.run_jobs()
    assert {enrollments.fresh(each).status for each in waits} == {"OFFERED"}
    assert (at.places.taken, live_contracts.found()) == (2, "")
    enrollments.cancel(enrollments.fresh(waits[0]), parent_of(waits[0]))
    assert (at.places.taken, live_contracts.found()) == (2, "")
    contract_sweeps.sweep(ending.last_day_of_month(today) + timedelta(days=1))
    assert (at.places.taken, live_contracts.found()) == (1, "")
    enrollments.complete(waits[1], "accept_place", GIVE_UP, parent_of(waits[1]))
    assert (at.places.taken, live_contracts.found()) == (0, "")


# Prolongation


def test_prolonged_twice_and_while_the_family_has_applied(api, reference):
    made = contracts.active()
    group = next_group(made)
    enrollments.apply(made.family, group)
    content = about(made.contract, group=to_base64("StudyGroup", group.pk))
    answer = api(made.school.manager, "ProlongContract", input=content)
    assert not answer.errors, answer.errors
    assert "refusals" in answer.data["prolongContract"], answer.data
    assert EnrollmentRequest.objects.filter(group=group).count() == 1


def test_prolonged_twice(api, reference):
    made = contracts.active()
    group = next_group(made)
    for _times in range(2):
        content = about(made.contract, group=to_base64("StudyGroup", group.pk))
        answer = api(made.school.manager, "ProlongContract", input=content)
        assert not answer.errors, answer.errors
    assert "refusals" in answer.data["prolongContract"]
    assert EnrollmentRequest.objects.filter(group=group).count() == 1
    assert live_contracts.found() == ""


def test_the_consent_is_kept_again_with_the_acceptance(reference):
    made = contracts.offered()
    child = made.family.certificate.child
    consents.revoke(child, ConsentText.Purpose.ENROLLMENT, signing.act(made.family.parent))
    assert not consents.live(child.pk, ConsentText.Purpose.ENROLLMENT).exists()
    contracts.accept(made, made.family.parent)
    assert consents.live(child.pk, ConsentText.Purpose.ENROLLMENT).exists()


def test_words_about_a_contract_are_not_the_operators(api, reference):
    made = contracts.offered()
    decline = decisions.AcceptContract(answer=decisions.OfferAnswer.DECLINE, reason="Ребёнок заболел.")
    contracts.complete(made.contract, "accept_contract", decline, made.family.parent)
    case = to_base64("Case", contracts.case_of(made.contract).pk)

    def words(person) -> str:
        return str(api(person, "Case", id=case).data["case"]["history"])

    assert "Ребёнок заболел" in words(made.school.manager)
    clerk = factories.member(Role.OPERATOR_CLERK, factories.operator_unit())
    assert "contract.refused" in words(clerk) and "Ребёнок заболел" not in words(clerk)
