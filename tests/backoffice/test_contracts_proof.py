"""The nightly count of contracts: silent while all agrees, told of each thing that does not."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from backoffice.contracts import proof
from backoffice.contracts.models import ContractLine
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, PlaceHold
from backoffice.ledger.models import LedgerCheck
from tests import contracts, enrollments, live_contracts

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    """A contract of three months, in its first."""
    today = timezone.localdate()
    last = live_contracts.months_from(today, 3)
    return live_contracts.live(contracts.school(capacity=1), starts_on=today, ends_on=last)


def later() -> ContractLine:
    return ContractLine.objects.order_by("starts_on").last()


def one_more_month() -> None:
    last = later()
    day = last.ends_on + timedelta(days=1)
    last.contract.lines.create(starts_on=day, ends_on=day, certificate_part=0, family_part=5)


BROKEN = {
    "по плану в резерве": lambda: ContractLine.objects.filter(pk=later().pk).update(status="WRITTEN_OFF"),
    "а по месяцам": one_more_month,
    "состояние договора ACTIVE, а обучающегося — WITHDRAWN": lambda: Enrollment.objects.update(
        status="WITHDRAWN", ended_on=timezone.localdate()
    ),
    "последний день": lambda: PlaceHold.objects.update(leaves_on=timezone.localdate()),
    "в состоянии WRITTEN_OFF, хотя не должен": lambda: ContractLine.objects.filter(pk=later().pk).update(
        status="WRITTEN_OFF"
    ),
    "обучают без договора": lambda: EnrollmentRequest.objects.filter(
        pk=enrollments.enrolled(enrollments.school()).request_id
    ).update(register="CERTIFIED"),
}


@pytest.mark.parametrize("words", BROKEN)
def test_whatever_does_not_agree_is_told(made, words):
    assert live_contracts.found() == ""
    BROKEN[words]()
    assert words in live_contracts.found()


def test_a_contract_that_nobody_closed_and_months_that_nobody_wrote_off_are_told(made):
    lines = proof.count(on=made.ends_on + timedelta(days=1)).lines
    assert sum("прошёл, а договор не завершён" in line for line in lines) == 1
    assert sum("в состоянии PLANNED, хотя не должен" in line for line in lines) == made.lines.count() - 1


def test_what_the_system_does_agrees(made):
    report = proof.count(on=timezone.localdate())
    assert (report.contracts, report.months, report.findings) == (1, made.lines.count(), 0)
    assert report.text.endswith("Расхождений нет.")


def test_the_check_of_the_ledger_counts_contracts_too(made):
    out = StringIO()
    call_command("check_ledger", stdout=out)
    ContractLine.objects.filter(pk=later().pk).update(status="WRITTEN_OFF")
    with pytest.raises(SystemExit) as ended:
        call_command("check_ledger", stdout=out)
    assert ended.value.code == 1
    assert "Сверка договоров" in out.getvalue() and "Расхождений: 2." in out.getvalue()
    assert [*LedgerCheck.objects.order_by("pk").values_list("findings", flat=True)] == [0, 2]
