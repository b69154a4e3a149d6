"""Certified programs: a request that was found possible waits for a contract, and whatever ends it frees its place."""

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.accounts import viewers
from backoffice.acts import calendar
from backoffice.contracts.models import Contract
from backoffice.enrollments.models import PlaceHold
from backoffice.entitlements.models import ServiceVolume
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import Provider
from backoffice.registers.models import ProviderRegisterEntry
from tests import certificates, contracting, contracts, enrollments, factories, families, pupils
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, Story
from workflows import enrollment_sweeps, program_acts, provider_acts
from workflows.decisions.program_acts import RevokeProgram
from workflows.decisions.provider_entry import ExcludeProvider
from workflows.models import Process

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(people):
    return contracting.school(people)


def ended(request, reason: str, status: str = "CANCELLED") -> None:
    """The request is over, its family reads why, and nothing is held."""
    now = enrollments.fresh(request)
    assert (now.status, reason in now.reason) == (status, True), now.reason
    assert (enrollments.steps_of(request), enrollments.case_of(request).status) == ([], "CANCELED")
    assert PlaceHold.objects.get(request=request).status == "FREED"
    contract = Contract.objects.filter(request=request).first()
    if contract is not None:
        how = "EXPIRED" if status == "EXPIRED" else "REFUSED"
        assert (contract.status, reason in contract.reason, contracts.steps_of(contract)) == (how, True, [])
        assert contracts.case_of(contract).status == "CANCELED"
    assert not ServiceVolume.objects.filter(certificate=request.certificate_id, programs_reserved__gt=0).exists()
    assert pupils.found() == ""


def test_what_was_found_possible_waits_for_a_contract_with_its_place(school):
    made = contracting.contracting(school)
    assert (made.request.status, enrollments.steps_of(made.request)) == ("CONTRACTING", ["contracting"])
    contract = Contract.objects.get(request=made.request)
    assert (contract.status, contracts.steps_of(contract)) == ("DRAFT", ["offer_contract"])
    hold = PlaceHold.objects.get(request=made.request)
    ten_working_days = calendar.working_days_after(timezone.localdate(), 10)
    assert (hold.status, hold.held_until) == ("HELD", ten_working_days)
    volume = ServiceVolume.objects.get(certificate=made.family.certificate)
    assert (volume.register, volume.programs_reserved, volume.programs_used) == ("CERTIFIED", 1, 0)
    assert made.request.certificate_part > 0
    assert (school.places.taken, pupils.found()) == (1, "")


def test_taken_back_while_the_contract_is_made_the_place_is_free(school):
    made = contracting.contracting(school)
    enrollments.cancel(made.request, made.family.parent)
    ended(made.request, "Передумали")
    assert school.places.taken == 0
    assert enrollments.apply(made.family, school.group).status == "SENT_TO_PROVIDER"


OVER = {
    "SENT_TO_PROVIDER": "Организация не ответила, пока место хранилось за заявкой.",
    "CONTRACTING": "Договор не заключили, пока место хранилось за заявкой.",
}


@pytest.mark.parametrize("status", OVER)
def test_a_hold_that_runs_out_is_over_and_the_next_in_the_list_is_served(people, status):
    school = contracting.school(people, capacity=1)
    request = enrollments.apply(contracting.family(), school.group)
    waits = enrollments.apply(contracting.family(), school.group, waits=True)
    if status == "CONTRACTING":
        request = enrollments.accept(request, school.manager)
    assert (request.status, waits.status) == (status, "WAITING_LIST")
    assert enrollment_sweeps.sweep(timezone.localdate()) == 0
    PlaceHold.objects.update(held_until=enrollments.day(-1))

    assert enrollment_sweeps.sweep(timezone.localdate()) == 1

    ended(request, OVER[status], "EXPIRED")
    enrollments.run_jobs()
    assert (enrollments.fresh(waits).status, enrollments.steps_of(waits)) == ("OFFERED", ["accept_place"])
    assert (school.places.taken, school.places.waiting, pupils.found()) == (1, 0, "")


def revoke(school, people) -> None:
    """The operator takes the program out of the register."""
    edition = ProgramEdition.objects.get(pk=school.edition.pk)
    decision = RevokeProgram(ground="TAUGHT_OTHERWISE", reason="Проверка показала другое содержание.")
    about = {"edition_id": edition.pk, "expected_version": edition.version}
    program_acts.revoke(decision=decision, by=viewers.viewer_of_user(people["head"]), **about)


def exclude(school, people) -> None:
    """The operator takes the provider out of the register."""
    case_id = Process.objects.filter(edition=school.edition).latest("pk").case_id
    there = {"provider": school.provider, "included_on": factories.SINCE, "case_id": case_id}
    ProviderRegisterEntry.objects.create(number="42-ПО-2019-90001", **there)
    decision = ExcludeProvider(ground="OWN_REQUEST", reason="Закрываемся.")
    about = {"provider_id": school.provider.pk, "expected_version": Provider.objects.get(pk=school.provider.pk).version}
    provider_acts.exclude(decision=decision, by=viewers.viewer_of_user(people["head"]), **about)


def replace(school, people) -> None:
    """A newer edition of the program is certified."""
    edition = ProgramEdition.objects.get(pk=school.edition.pk)
    by = viewers.viewer_of_user(people["provider"])
    newer = program_acts.revise(edition_id=edition.pk, decision=None, expected_version=edition.version, by=by)
    story = Story(people, newer).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    story.score(8).score(8).do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)
    assert ProgramEdition.objects.get(pk=edition.pk).status == "ARCHIVED"


GONE = {
    "Программа исключена из реестра.": revoke,
    "Организация исключена из реестра.": exclude,
    "Программа заменена новой редакцией.": replace,
}


@pytest.mark.parametrize("words", GONE)
def test_requests_end_with_what_they_rest_on_and_pupils_go_on(people, words):
    school = contracting.school(people, capacity=3)
    pupil, sent = contracting.taught(school), enrollments.apply(contracting.family(), school.group)
    asked = contracting.contracting(school)
    contract = asked.request
    offer = contracts.Making(school, asked.family, Contract.objects.get(request=contract))
    contracts.complete(offer.contract, "offer_contract", contracts.OFFER, school.manager)
    assert contracts.standing(offer)[1] > 0
    waits = enrollments.apply(contracting.family(), school.group, waits=True)
    draft = enrollments.draft(contracting.family(), school.group)
    assert pupils.found() == ""

    with transaction.atomic():
        GONE[words](school, people)

    for request in (sent, contract):
        ended(request, words)
    assert contracts.standing(offer) == (families.NOMINAL, 0, 0)
    for request in (waits, draft):  # these held nothing
        now = enrollments.fresh(request)
        assert (now.status, now.reason, enrollments.steps_of(now)) == ("CANCELLED", words, [])
    assert pupils.fresh(pupil).status == "ACTIVE"
    assert (school.places.taken, school.places.waiting, pupils.found()) == (1, 0, "")
    enrollments.run_jobs()
    assert enrollment_sweeps.sweep(timezone.localdate()) == 0


def test_an_offer_ends_with_the_certificate_before_its_money_does():
    """What was reserved goes back to the quota with the rest, so that the next family has it."""
    made = contracts.offered()
    assert contracts.standing(made)[1] > 0

    certificates.carry_out("give_up", made.family.certificate, made.family.parent)

    ended(made.request, "")
    account = made.account
    assert (account.balance, account.reserved, account.written_off, account.nominal) == (0, 0, 0, 0)
    assert contracts.fresh(made.contract).status == "REFUSED"
