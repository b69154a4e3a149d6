"""The nightly count of places: silent while all agrees, told of each thing that does not."""

from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from backoffice.access import Role
from backoffice.enrollments import nightly, proof
from backoffice.enrollments.checks import PlacesCheck
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, PlaceHold
from backoffice.enrollments.waiting import WaitingListEntry
from backoffice.entitlements.models import ServiceVolume
from backoffice.groups.models import GroupPlaces
from backoffice.registers.models import EntryPlaces
from backoffice.units.models import Unit
from tests import enrollments, factories, families, pupils
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    """A pupil, a request that holds the last place, and one who waits."""
    school = enrollments.school(capacity=2)
    enrollments.enrolled(school)
    enrollments.apply(enrollments.family(), school.group)
    enrollments.apply(enrollments.family(), school.group, waits=True)
    return school


def test_what_the_system_does_agrees(school):
    report = proof.count(on=timezone.localdate())
    assert (report.groups, report.holds, report.findings) == (1, 2, 0)
    assert report.text.endswith("групп 1, занятых мест 2. Расхождений нет.")


def _requests(those: str, **columns) -> None:
    EnrollmentRequest.objects.filter(status=those).update(**columns)


def _holds(**columns) -> None:
    PlaceHold.objects.filter(status="HELD").update(**columns)


def _graduate() -> None:
    Enrollment.objects.update(status="COMPLETED", ended_on=timezone.localdate())


BROKEN = {
    "занятых мест записано 1": lambda: GroupPlaces.objects.update(taken=1),
    "в листе ожидания записано 0, а ждут — 1": lambda: GroupPlaces.objects.update(waiting=0),
    "последний номер листа ожидания 3, а выдано 1, до номера 1": lambda: GroupPlaces.objects.update(last_ticket=3),
    "занятых мест записано 7, а по заявкам": lambda: EntryPlaces.objects.update(taken=7),
    "а ребёнок обучается в группе № —": _graduate,
    "открыта заявка в группу № —": lambda: _requests("SENT_TO_PROVIDER", status="REFUSED"),
    "место хранится в группе № —": lambda: _holds(status="FREED", freed_at=timezone.now()),
    "в листе ожидания WAITING, а состояние заявки —": lambda: _requests("WAITING_LIST", status="EXPIRED"),
    "в состоянии WAITING, а в журнале листа JOINED": lambda: WaitingListEntry.objects.update(rank=0),
    "программ в резерве 5": lambda: ServiceVolume.objects.filter(programs_reserved=1).update(programs_reserved=5),
    "часов 0 и 1, а по заявкам": lambda: ServiceVolume.objects.filter(programs_used=1).update(hours_used=1),
}


@pytest.mark.parametrize("words", BROKEN)
def test_whatever_does_not_agree_is_told(school, words):
    BROKEN[words]()
    assert words in pupils.found()


def test_the_command_prints_the_report_and_ends_with_one_if_there_are_findings(school):
    out = StringIO()
    call_command("check_places", stdout=out)
    GroupPlaces.objects.update(waiting=0)
    with pytest.raises(SystemExit) as ended:
        call_command("check_places", stdout=out)
    assert ended.value.code == 1
    assert "Расхождений нет." in out.getvalue() and "Расхождений: 1." in out.getvalue()
    assert [*PlacesCheck.objects.order_by("pk").values_list("findings", flat=True)] == [0, 1]


def test_a_worker_checks_once_a_day_and_not_in_the_evening_before(db):
    region = ZoneInfo(timezone.get_current_timezone_name())
    night = datetime(2026, 5, 12, 2, 59, tzinfo=region)
    assert nightly.check_if_due(night) is None
    assert nightly.check_if_due(night + timedelta(minutes=1)) is not None
    assert nightly.check_if_due(night + timedelta(hours=9)) is None
    assert nightly.check_if_due(night + timedelta(days=1, hours=9)) is not None


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_checks(reference):
    noon = datetime(2026, 5, 12, 12, tzinfo=ZoneInfo("UTC"))
    assert sum(done is not None for done in race(4, lambda n: nightly.check_if_due(noon))) == 1


def test_the_checks_are_for_those_who_audit_and_the_head_of_the_operator(api):
    call_command("check_places", stdout=StringIO())
    operator, region = factories.operator_unit(), Unit.objects.get(code="kuzbass")
    seeing = [factories.member(Role.OPERATOR_HEAD, operator), factories.member(Role.AUDITOR, region)]
    blind = [factories.member(Role.OPERATOR_CLERK, operator), families.head(), families.guardian(families.child())]
    for who in seeing + blind:
        answer = api(who, "PlacesChecks")
        assert answer.errors == []
        assert answer.data["placesChecks"]["totalCount"] == (who in seeing), who
    assert api(None, "PlacesChecks").errors
