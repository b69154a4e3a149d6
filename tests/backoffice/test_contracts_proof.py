"""The nightly count of contracts: silent while all agrees, told of each thing that does not."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from backoffice.contracts import proof
from backoffice.contracts.models import ContractLine
from backoffice.enrollments.models import Enrollment, PlaceHold
from backoffice.ledger.models import LedgerCheck
from tests import contracts, live_contracts

pytestmark = pytest.mark.django_db
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def made():
    """A contract of three months, in its first."""
    today = timezone.localdate()
    last = live_contracts.months_from(today, 3)
    return live_contracts.live(contracts.school(capacity=1), starts_on=today, ends_on=last)


def later() -> ContractLine:
    return ContractLine.objects.order_by("starts_on").last()


def past_the_database(table: str, **columns) -> None:
    """Write what the triggers of the database refuse."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        said = ", ".join(f"{name} = %s" for name in columns)
        cursor.execute(f"UPDATE {table} SET {said}", [*columns.values()])
        cursor.execute("SET session_replication_role = DEFAULT")


BROKEN = {
    "по плану в резерве": lambda: ContractLine.objects.filter(pk=later().pk).update(status="WRITTEN_OFF"),
    "а по месяцам": lambda: past_the_database("backoffice_contract", family_part=5, price=live_contracts.PART + 5),
    "состояние договора ACTIVE, а обучающегося — WITHDRAWN": lambda: Enrollment.objects.update(
        status="WITHDRAWN", ended_on=timezone.localdate()
    ),
    "последний день": lambda: PlaceHold.objects.update(leaves_on=timezone.localdate()),
    "в состоянии WRITTEN_OFF, хотя не должен": lambda: ContractLine.objects.filter(pk=later().pk).update(
        status="WRITTEN_OFF"
    ),
    "прошёл, а договор не завершён": lambda: past_the_database(
        "backoffice_contract", starts_on=LONG_AGO, ends_on=LONG_AGO
    ),
    "обучают без договора": lambda: past_the_database("backoffice_contract", request_id=0),
}


@pytest.mark.parametrize("words", BROKEN)
def test_whatever_does_not_agree_is_told(made, words):
    assert live_contracts.found() == ""
    BROKEN[words]()
    assert words in live_contracts.found()


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
