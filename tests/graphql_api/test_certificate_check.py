"""A provider checks a number over HTTP: what it learns, what it never learns, how often it may ask."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.acts.models import Setting
from backoffice.certificates import lookups
from backoffice.certificates.models import Certificate, CertificateLookup
from backoffice.ledger import services as ledger
from backoffice.people.models import ChildRead
from tests import cards, factories, families
from tests.cards import PLAIN
from tests.conftest import codes
from tests.families import NOMINAL

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(db):
    return cards.manager()


def of(person) -> str:
    return to_base64("Provider", person.memberships.get(role=Role.PROVIDER_MANAGER).unit_id)


@pytest.fixture
def check(api):
    def _check(person, number, **rest):
        return api(person, "CertificateCheck", **{"provider": of(person), "number": number, **rest})

    return _check


def test_the_exact_number_tells_state_and_kind_and_nothing_else(check, manager):
    certificate = Certificate.objects.get(child=cards.child())
    answer = check(manager, f" {certificate.number} ", amount=100)
    assert answer.data["certificateCheck"] == {
        "number": certificate.number,
        "status": "ACTIVE",
        "statusLabel": "Действует",
        "fundingStatus": "ACCOUNTING",
        "fundingStatusLabel": "Сертификат учёта",
        "isEnough": None,
    }
    told = json.dumps(answer.body, ensure_ascii=False)
    assert not [word for word in (*PLAIN, "Кемерово", certificate.child.initials) if word in told]
    (row,) = CertificateLookup.objects.all()
    assert (row.by, row.number, to_base64("Provider", row.provider_id)) == (manager, certificate.number, of(manager))
    assert not ChildRead.objects.exists()


def test_money_is_compared_not_told(check, manager):
    account = families.funded()
    number = account.certificate.number
    found = {
        amount: check(manager, number, amount=amount).data["certificateCheck"]["isEnough"]
        for amount in (1, NOMINAL, NOMINAL + 1, None)
    }
    assert found == {1: True, NOMINAL: True, NOMINAL + 1: False, None: None}
    assert str(NOMINAL) not in json.dumps(check(manager, number, amount=1).body)


def test_money_of_another_period_does_not_count(check, manager):
    last_year = families.funding_program(year=timezone.localdate().year - 1)
    certificate = families.certificate(funding_status="PERSONALISED_FUNDING", funded_on=factories.SINCE)
    with transaction.atomic():
        ledger.account_of(certificate, last_year.period)
    assert check(manager, certificate.number, amount=1).data["certificateCheck"]["isEnough"] is None


@pytest.mark.parametrize("number", ("", "42990", "9" * 30, "429900000_1", "%"))
def test_anything_but_the_exact_number_is_not_found(check, manager, number):
    families.certificate(number="42990000001")
    assert codes(check(manager, number)) == ["CERTIFICATE_NOT_FOUND"]
    assert CertificateLookup.objects.get().number == number[:20]


@pytest.mark.parametrize("status", ("SUSPENDED", "TERMINATED", "ISSUED_INACTIVE"))
def test_what_was_issued_is_told_with_its_state(check, manager, status):
    on = {"suspended_on": factories.SINCE} if status == "SUSPENDED" else {}
    certificate = families.certificate(status=status, **on)
    assert check(manager, certificate.number).data["certificateCheck"]["status"] == status


def test_what_was_deleted_or_is_only_applied_for_is_not_found(check, manager):
    deleted = families.certificate(status="DELETED")
    families.certificate(status="APPLIED", number="")
    answers = [check(manager, deleted.number), check(manager, ""), check(manager, "11111111111")]
    assert [codes(answer) for answer in answers] == [["CERTIFICATE_NOT_FOUND"]] * 3
    assert answers[0].data == answers[2].data


def test_a_person_asks_so_often_a_day_whatever_the_answers(check, manager):
    Setting.objects.filter(code="LOOKUPS_A_DAY").update(value=2)
    number, colleague = families.certificate().number, cards.manager()
    assert codes(check(manager, "1")) == ["CERTIFICATE_NOT_FOUND"]
    assert check(manager, number).data["certificateCheck"]["status"] == "ACTIVE"
    for count in (3, 4):
        assert codes(check(manager, number)) == ["LOOKUPS_EXHAUSTED"]
        assert CertificateLookup.objects.filter(by=manager).count() == count
    assert check(colleague, number).data["certificateCheck"]["status"] == "ACTIVE"


def test_each_name_in_one_operation_counts(send, manager):
    Setting.objects.filter(code="LOOKUPS_A_DAY").update(value=2)
    fields = " ".join(f'a{n}: certificateCheck(provider: $p, number: "{n}") {{ __typename }}' for n in range(4))
    assert not send(manager, f"query ($p: ID!) {{ {fields} }}", p=of(manager)).errors
    assert CertificateLookup.objects.count() == 4


def test_tomorrow_is_a_new_day(manager):
    Setting.objects.filter(code="LOOKUPS_A_DAY").update(value=1)
    unit_id = manager.memberships.get().unit_id
    asked = [lookups.count(manager, unit_id, "1") for _ in range(2)][-1]
    today = timezone.localdate()
    assert [each.code for each in lookups.why_not_check(asked, on=today)] == ["LOOKUPS_EXHAUSTED"]
    assert not [*lookups.why_not_check(asked, on=today + timedelta(days=1))]


@pytest.mark.parametrize(
    "who", ("guardian", "itself", "clerk", "head", "auditor", "operator", "officer", "accountant", "admin", "provider")
)
def test_others_and_other_providers_learn_nothing(api, manager, who):
    holder = cards.child()
    number = Certificate.objects.get(child=holder).number
    person = cards.everybody(holder)[who]
    for provider in (of(manager), "?"):
        assert codes(api(person, "CertificateCheck", provider=provider, number=number)) == ["NOT_FOUND"]
    assert not CertificateLookup.objects.exists()


def test_a_stranger_is_not_heard(api, manager):
    assert api(None, "CertificateCheck", provider=of(manager), number="1").error_codes == ["UNAUTHENTICATED"]


def test_checks_cannot_be_changed_or_cut(check, manager):
    check(manager, "1")
    for statement in (
        "UPDATE backoffice_certificatelookup SET number = ''",
        "DELETE FROM backoffice_certificatelookup",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
