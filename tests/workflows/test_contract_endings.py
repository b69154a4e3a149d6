"""What becomes of a contract in force: months begin, it is ended by notice or by its term, its place passes on."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.accounts import viewers
from backoffice.certificates.models import Certificate
from backoffice.contracts import ending, spending
from backoffice.contracts.ending import Side
from backoffice.contracts.models import Contract
from backoffice.enrollments import leaving, limits, places
from backoffice.enrollments.models import EnrollmentRequest, PlaceHold
from backoffice.enrollments.waiting import WaitingListMove
from backoffice.entitlements.models import ServiceVolume
from backoffice.errors import Refused
from backoffice.journal import Act
from backoffice.ledger.models import LedgerEntry
from tests import certificates, eligible, enrollments, families, pupils
from tests import contracts as making
from tests import live_contracts as contracts
from workflows import birthdays, contract_sweeps, engine, enrollment_sweeps
from workflows.certificate_transfer import CertificateTransfer
from workflows.decisions import enrollments as decisions
from workflows.decisions.certificate_life import MoveVerdict, ReviewMove
from workflows.models import Task

pytestmark = pytest.mark.django_db
YEAR = 2024  # of the vectors
FIRST, LAST = date(YEAR, 9, 1), date(YEAR, 12, 31)
GIVE_UP = decisions.AcceptPlace(answer=decisions.PlaceAnswer.GIVE_UP)
TAKE = decisions.AcceptPlace(answer=decisions.PlaceAnswer.TAKE)


@pytest.fixture
def school(db):
    return making.school(capacity=1)


@pytest.fixture
def autumn(school):
    """A contract of vector CT-2 on its first day: 9 000 of 11 609 roubles for four months."""
    return contracts.live(school, starts_on=FIRST, ends_on=LAST, on=FIRST)


def codes(refused) -> list[str]:
    return [each.code for each in refused.value.refusals]


# Months and notices


def test_the_vector_of_a_contract_that_is_ended_by_notice(autumn):
    assert contracts.parts(autumn) == (260900, 678687, 221313)
    assert contract_sweeps.sweep(date(YEAR, 9, 30)) == 0
    assert (contract_sweeps.sweep(date(YEAR, 10, 1)), contract_sweeps.sweep(date(YEAR, 10, 1))) == (1, 0)
    assert contracts.parts(autumn) == (260900, 452458, 447542)

    contracts.notice(autumn, date(YEAR, 10, 14))

    now = contracts.fresh(autumn)
    assert (now.status, now.notice_on, now.ended_on) == ("TERMINATING", date(YEAR, 10, 14), date(YEAR, 10, 31))
    assert contracts.lines(autumn) == ["WRITTEN_OFF", "WRITTEN_OFF", "RELEASED", "RELEASED"]
    assert contracts.parts(autumn) == (713358, 0, 447542)
    assert contracts.pupil_of(autumn).status == "ACTIVE"
    assert contracts.found(date(YEAR, 10, 31)) == ""
    number = f"договор № {autumn.number}"
    assert contracts.notes(autumn)[-2:] == [f"{number}, октябрь 2024", f"{number}, ноябрь 2024 – декабрь 2024"]

    assert contract_sweeps.sweep(date(YEAR, 10, 31)) == 0
    assert (contract_sweeps.sweep(date(YEAR, 11, 1)), contract_sweeps.sweep(date(YEAR, 11, 1))) == (1, 0)
    pupil = contracts.pupil_of(autumn)
    assert (contracts.fresh(autumn).status, pupil.status, pupil.ended_on) == ("CLOSED", "WITHDRAWN", date(YEAR, 10, 31))
    assert contracts.parts(autumn) == (713358, 0, 447542)
    assert contracts.found(date(YEAR, 11, 1)) == ""


def test_a_contract_whose_term_is_over_is_closed_and_its_pupil_has_graduated(autumn, school):
    for month in (10, 11, 12):
        assert contract_sweeps.sweep(date(YEAR, month, 1)) == 1
    assert contracts.parts(autumn) == (260900, 0, 900000)
    assert (contract_sweeps.sweep(LAST), enrollment_sweeps.sweep(date(YEAR + 1, 1, 1))) == (0, 0)  # by its contract
    assert contract_sweeps.sweep(date(YEAR + 1, 1, 1)) == 1
    now, pupil = contracts.fresh(autumn), contracts.pupil_of(autumn)
    assert (now.status, now.ended_on, now.ended_by) == ("CLOSED", LAST, "")
    assert (pupil.status, pupil.ended_on, school.places.taken) == ("COMPLETED", LAST, 0)
    assert contracts.found(date(YEAR + 1, 1, 1)) == ""


def test_a_worker_that_slept_for_months_writes_off_each_month_once_and_closes(autumn):
    assert contract_sweeps.sweep(date(YEAR + 1, 2, 3)) == 2
    assert (contracts.lines(autumn), contracts.parts(autumn)) == (["WRITTEN_OFF"] * 4, (260900, 0, 900000))
    assert (contracts.fresh(autumn).status, contracts.pupil_of(autumn).status) == ("CLOSED", "COMPLETED")
    assert LedgerEntry.objects.filter(subject_type="contract", kind="WRITE_OFF").count() == 4


# Day of the notice, last day of the contract, states of its months. Lessons from 16 September to 31 May.
NOTICES = {
    date(2023, 9, 1): (date(2023, 9, 30), 1),  # before the first lesson, in its month: September is taught
    date(2023, 9, 30): (date(2023, 9, 30), 1),
    date(2023, 10, 1): (date(2023, 10, 31), 2),
    date(2023, 12, 31): (date(2023, 12, 31), 4),
    date(2024, 1, 1): (date(2024, 1, 31), 5),
    date(2024, 2, 1): (date(2024, 2, 29), 6),
    date(2024, 2, 29): (date(2024, 2, 29), 6),
    date(2024, 4, 30): (date(2024, 4, 30), 8),
    date(2024, 5, 20): (date(2024, 5, 31), 9),
}


@pytest.mark.parametrize("day", NOTICES, ids=str)
def test_a_notice_takes_effect_on_the_last_day_of_its_month(school, day):
    on = date(2023, 8, 20)
    made = contracts.live(school, starts_on=date(2023, 9, 16), ends_on=date(2024, 5, 31), kopecks=1800001, on=on)
    # Day by day as the worker does; what begins later in the month of the notice is written off when it begins.
    for month in sorted({line.starts_on for line in made.lines.all()}):
        if month <= day:
            contract_sweeps.sweep(month)

    contracts.notice(made, day)
    ended_on, months = NOTICES[day]
    assert contracts.fresh(made).ended_on == ended_on
    assert contracts.found(day) == ""
    contract_sweeps.sweep(ended_on)
    contract_sweeps.sweep(ended_on + timedelta(days=1))

    assert contracts.lines(made) == ["WRITTEN_OFF"] * months + ["RELEASED"] * (9 - months)
    paid = sum(line.certificate_part for line in made.lines.filter(status="WRITTEN_OFF"))
    assert contracts.parts(made)[1:] == (0, paid)
    assert (contracts.fresh(made).status, contracts.pupil_of(made).ended_on) == ("CLOSED", ended_on)
    assert contracts.pupil_of(made).status == ("COMPLETED" if months == 9 else "WITHDRAWN")
    assert contracts.found(ended_on + timedelta(days=1)) == ""


@pytest.mark.parametrize("day, ends", [(date(2023, 2, 1), 28), (date(2024, 2, 28), 29), (date(2100, 2, 28), 28)])
def test_february_ends_when_it_ends(day, ends):
    assert ending.last_day_of_month(day) == day.replace(day=ends)


def test_a_contract_that_begins_later_ends_at_once(school):
    on = date(2024, 8, 20)
    made = contracts.live(school, starts_on=FIRST, ends_on=LAST, on=on)
    volume = ServiceVolume.objects.get(certificate=made.certificate)
    assert volume.programs_used == 1
    contracts.notice(made, on)
    now, pupil = contracts.fresh(made), contracts.pupil_of(made)
    assert (now.status, now.ended_on, contracts.lines(made)) == ("CLOSED", on, ["RELEASED"] * 4)
    assert (pupil.status, pupil.ended_on, school.places.taken) == ("WITHDRAWN", on, 0)
    volume.refresh_from_db()
    assert (volume.programs_used, contracts.parts(made)) == (0, (1160900, 0, 0))
    assert contracts.found(on) == ""


def test_what_comes_back_of_a_year_that_is_over_expires(school):
    made = contracts.live(school, starts_on=date(2023, 12, 1), ends_on=date(2024, 1, 31), on=date(2023, 12, 1))
    locked = ending.lock(made.pk)
    with transaction.atomic():
        assert spending.give_back_all(locked, Act(None, date(2024, 1, 1))) == 900000
    kinds = LedgerEntry.objects.filter(subject_type="contract", subject_id=made.pk).order_by("pk")
    of_2023, of_2024 = made.lines.order_by("starts_on")
    assert [*kinds.values_list("kind", "balance", "expired")][-2:] == [
        ("RELEASE", of_2024.certificate_part, 0),
        ("ADJUST", 0, of_2023.certificate_part),
    ]
    assert (contracts.lines(made), contracts.parts(made)[1:]) == (["RELEASED"] * 2, (0, 0))


def test_a_repeat_under_the_lock_moves_nothing(autumn):
    on = date(YEAR, 10, 14)
    contracts.notice(autumn, on)
    before = contracts.parts(autumn), LedgerEntry.objects.count()
    with transaction.atomic():
        locked = ending.lock(autumn.pk)
        assert spending.write_off_begun(locked, Act(None, on)) == spending.release_all(locked, Act(None, on)) == 0
    assert (contracts.parts(autumn), LedgerEntry.objects.count()) == before
    assert [each.code for each in ending.why_not_terminate(locked, Side.FAMILY, "", on=on)] == ["CONTRACT_ENDING"]


# The place


def ending_today(school, months: int = 3):
    """A contract that runs now for some months, and is ended by notice today."""
    today = timezone.localdate()
    made = contracts.live(school, starts_on=today, ends_on=contracts.months_from(today, months), on=today)
    return made, ending.last_day_of_month(today)


def waiting(school) -> EnrollmentRequest:
    """A family with money in the list of the group."""
    made = enrollments.apply(making.family(), school.group, waits=True)
    assert made.status == "WAITING_LIST"
    return made


def parent_of(request):
    return request.child.guardianships.get(valid_to=None).user


def test_the_place_is_offered_from_the_first_of_the_next_month(school):
    made, last = ending_today(school)
    request, second = waiting(school), waiting(school)
    contracts.terminate(made, contracts.parent_of(made))
    enrollments.run_jobs()

    now = enrollments.fresh(request)
    assert (now.status, now.starts_on) == ("OFFERED", last + timedelta(days=1))
    assert enrollments.fresh(second).status == "WAITING_LIST"
    old, new = PlaceHold.objects.get(request=made.request_id), PlaceHold.objects.get(request=request)
    assert (old.status, old.leaves_on, new.status, new.follows) == ("FREED", last, "HELD", old)
    assert (school.places.taken, school.places.waiting, contracts.found()) == (1, 1, "")
    told = WaitingListMove.objects.filter(what="OFFERED").get()
    assert told.reason == f"Место освободится {last + timedelta(days=1):%d.%m.%Y}"
    assert enrollment_sweeps.sweep(timezone.localdate()) == 0

    enrollments.complete(request, "accept_place", TAKE, parent_of(request))
    contract_sweeps.sweep(last + timedelta(days=1))
    assert (contracts.pupil_of(made).status, school.places.taken, pupils.found()) == ("WITHDRAWN", 1, "")


def test_who_leaves_and_who_follows_are_one_contract_within_the_limit(school):
    made, last = ending_today(school)
    request, second = waiting(school), waiting(school)
    eligible.limited(school.edition.direction, 1, school.provider)
    contracts.terminate(made, contracts.parent_of(made))

    enrollments.run_jobs()

    assert enrollments.fresh(request).status == "OFFERED"  # the limit of one is not two
    asked = ((school.provider.pk, school.edition.direction), last)
    after = (asked[0], last + timedelta(days=1))
    on = timezone.localdate()
    assert {*limits.of_days([asked, after], on=on).values()} == {(1, 1)}  # the follower alone
    enrollments.complete(request, "accept_place", GIVE_UP, parent_of(request))
    assert limits.of_days([asked, after], on=on) == {
        asked: (1, 1),
        after: (1, 0),
    }  # until the last day, the leaving one
    enrollments.run_jobs()
    assert enrollments.fresh(second).status == "OFFERED"


def test_the_limit_is_full_again_when_the_place_was_taken_over(school):
    made, last = ending_today(school)
    request, second = waiting(school), waiting(school)
    eligible.limited(school.edition.direction, 1, school.provider)
    other = eligible.group(school.edition, price=eligible.PRICE)
    contracts.terminate(made, contracts.parent_of(made))
    enrollments.run_jobs()
    with pytest.raises(Refused) as refused:
        enrollments.apply(making.family(), other, starts_on=last + timedelta(days=1))
    assert codes(refused) == ["CONTRACT_LIMIT_REACHED"]
    assert [enrollments.fresh(each).status for each in (request, second)] == ["OFFERED", "WAITING_LIST"]


def test_declined_the_place_is_the_leaving_pupils_again_and_the_next_is_asked(school):
    made, last = ending_today(school)
    first, second = waiting(school), waiting(school)
    contracts.terminate(made, contracts.parent_of(made))
    enrollments.run_jobs()
    enrollments.complete(first, "accept_place", GIVE_UP, parent_of(first))

    old = PlaceHold.objects.get(request=made.request_id)
    assert (old.status, school.places.taken, contracts.found()) == ("FILLED", 1, "")
    enrollments.run_jobs()
    assert enrollments.fresh(second).status == "OFFERED"
    assert (PlaceHold.objects.get(request=second).follows, contracts.found()) == (old, "")
    enrollments.complete(second, "accept_place", GIVE_UP, parent_of(second))
    enrollments.run_jobs()
    assert (school.places.taken, contracts.found()) == (1, "")
    contract_sweeps.sweep(last + timedelta(days=1))
    assert (school.places.taken, pupils.found()) == (0, "")


def test_who_declines_after_the_pupil_has_left_frees_the_place(school):
    made, last = ending_today(school)
    request = waiting(school)
    contracts.terminate(made, contracts.parent_of(made))
    enrollments.run_jobs()
    contract_sweeps.sweep(last + timedelta(days=1))
    assert (school.places.taken, pupils.found()) == (1, "")
    enrollments.complete(request, "accept_place", GIVE_UP, parent_of(request))
    assert (school.places.taken, pupils.found()) == (0, "")


def test_a_group_that_ends_with_the_month_has_no_place_to_offer(school):
    made, _ = ending_today(school, months=1)
    type(school.group).objects.update(ends_on=made.ends_on)
    request = waiting(school)
    contracts.terminate(made, contracts.parent_of(made))
    enrollments.run_jobs()
    assert leaving.next_in(school.group.pk) is None
    assert (enrollments.fresh(request).status, contracts.found()) == ("WAITING_LIST", "")


def test_a_sweep_finds_a_place_that_passes_on_for_which_nobody_asked(school):
    made, last = ending_today(school)
    contracts.terminate(made, contracts.parent_of(made))
    enrollments.run_jobs()
    request = waiting(school)
    enrollment_sweeps.sweep(timezone.localdate())
    enrollments.run_jobs()
    assert (enrollments.fresh(request).status, enrollments.fresh(request).starts_on) == (
        "OFFERED",
        last + timedelta(days=1),
    )
    assert contracts.found() == ""


def test_who_leaves_is_not_moved_to_another_group(school):
    made, _ = ending_today(school)
    other = eligible.group(school.edition, price=eligible.PRICE)
    contracts.terminate(made, contracts.parent_of(made))
    with pytest.raises(Refused) as refused:
        pupils.transfer(contracts.pupil_of(made), other, school.manager)
    assert codes(refused) == ["PUPIL_LEAVES"]


def test_a_pupil_is_moved_only_to_a_group_that_teaches_as_long_as_the_contract_is_paid(school):
    today = timezone.localdate()
    last = contracts.months_from(today, 3)
    made = contracts.live(school, starts_on=today, ends_on=last, on=today)
    next_month = ending.last_day_of_month(today) + timedelta(days=1)
    for span in (
        {"starts_on": today, "ends_on": last - timedelta(days=1)},
        {"starts_on": next_month, "ends_on": last},
    ):
        with pytest.raises(Refused) as refused:
            pupils.transfer(
                contracts.pupil_of(made), eligible.group(school.edition, price=eligible.PRICE, **span), school.manager
            )
        assert codes(refused) == ["GROUP_NOT_FIT"]
        assert f"{last:%d.%m.%Y}" in refused.value.refusals[0].message
    fits = eligible.group(school.edition, price=eligible.PRICE, starts_on=next_month - timedelta(days=1), ends_on=last)
    assert pupils.transfer(contracts.pupil_of(made), fits, school.manager).ends_on == last
    assert contracts.found() == ""


def test_a_follower_who_changes_the_group_gives_the_place_back(school):
    made, _ = ending_today(school)
    request = waiting(school)
    contracts.terminate(made, contracts.parent_of(made))
    enrollments.run_jobs()
    other = eligible.group(school.edition, price=eligible.PRICE)
    with transaction.atomic():  # as if enrolled already
        PlaceHold.objects.filter(request=request).update(status="FILLED")
        places.lock_groups(school.group.pk, other.pk)
        places.change_group(request, other, Act(None, timezone.localdate()))
    assert PlaceHold.objects.get(request=made.request_id).status == "FILLED"
    assert school.places.taken == 1


# Two records of one child


@pytest.mark.parametrize(
    ("status", "goes_on"),
    [
        *(("DRAFT", True), ("OFFERED", True), ("ACCEPTED", True), ("ACTIVE", True), ("TERMINATING", True)),
        *(("CLOSED", False), ("REFUSED", False), ("EXPIRED", False), ("ANNULLED", False)),
    ],
)
def test_what_is_in_force_goes_with_the_certificate_and_what_is_over_stays(status, goes_on):
    contract, today = making.accepted().contract, timezone.localdate()
    Contract.objects.filter(pk=contract.pk).update(status=status, signed_on=today, ended_on=today)
    earlier = families.child()
    Certificate.objects.filter(pk=contract.certificate_id).update(child=earlier.pk)

    ending.pass_on(Certificate.objects.get(pk=contract.certificate_id))

    now = contracts.fresh(contract)
    assert (now.child_id == earlier.pk, now.version - contract.version) == (goes_on, int(goes_on))


# Who ends it


@pytest.mark.parametrize("do", ["leave", "withdraw"])
def test_a_pupil_who_leaves_ends_the_contract_too(school, do):
    made, last = ending_today(school)
    pupil = contracts.pupil_of(made)
    if do == "leave":
        pupils.leave(pupil, contracts.parent_of(made))
    else:
        with pytest.raises(Refused) as refused:
            pupils.withdraw(pupil, school.manager)  # a ground of pupils without a contract
        assert codes(refused) == ["GROUND_UNKNOWN"]
        pupils.withdraw(pupil, school.manager, ground="ARREARS")
    now = contracts.fresh(made)
    by = ("FAMILY", "") if do == "leave" else ("PROVIDER", "ARREARS")
    assert (now.status, now.ended_on, now.ended_by, now.ground) == ("TERMINATING", last, *by)
    assert (contracts.pupil_of(made).status, contracts.found()) == ("ACTIVE", "")
    with pytest.raises(Refused) as refused:
        pupils.leave(contracts.pupil_of(made), contracts.parent_of(made))
    assert codes(refused) == ["CONTRACT_ENDING"]
    contract_sweeps.sweep(last + timedelta(days=1))
    assert (contracts.pupil_of(made).status, contracts.pupil_of(made).ended_on) == ("WITHDRAWN", last)


# The certificate ends


def grown_up(made) -> None:
    Certificate.objects.filter(pk=made.certificate_id).update(expires_on=timezone.localdate())
    assert birthdays.sweep(timezone.now()) == 1


def given_up(made) -> None:
    certificate = Certificate.objects.get(pk=made.certificate_id)
    certificates.carry_out("give_up", certificate, contracts.parent_of(made))


def moved(made) -> None:
    move = certificates.request_move(Certificate.objects.get(pk=made.certificate_id), contracts.parent_of(made))
    task = Task.objects.get(process__move=move, flow_task__endswith=".review_move")
    about = {"task_id": task.pk, "expected_version": task.process.version, "key": enrollments.key()}
    by = viewers.viewer_of_user(families.clerk(certificates.THERE))
    decision = ReviewMove(verdict=MoveVerdict.ACCEPT)
    with transaction.atomic():
        engine.complete(CertificateTransfer.review_move, decision=decision, by=by, **about)


def false(made) -> None:
    certificate = Certificate.objects.get(pk=made.certificate_id)
    content = {"ground": "FALSE_DATA", "reason": "Справка подделана."}
    certificates.carry_out("terminate", certificate, families.clerk(), **content)


@pytest.mark.parametrize("end", [grown_up, given_up, moved, false], ids=lambda end: end.__name__)
def test_contracts_end_with_their_certificate_and_give_back_before_it(school, end):
    days = {"ends_on": contracts.months_from(timezone.localdate(), 4)}
    made = making.active(making.school(capacity=1, price=300000, **days))
    offered = making.offered(making.school(price=300000, hour=18, **days), made.family)
    made = made.contract

    end(made)

    now, last = contracts.fresh(made), ending.last_day_of_month(timezone.localdate())
    at_once = end is false
    expected = ("CLOSED", timezone.localdate()) if at_once else ("TERMINATING", min(last, made.ends_on))
    assert (now.status, now.ended_on, now.ended_by) == (*expected, "SYSTEM")
    assert contracts.pupil_of(made).status == ("WITHDRAWN" if at_once else "ACTIVE")
    assert contracts.fresh(offered.contract).status == "REFUSED"
    balance, reserved, spent = contracts.parts(made)
    assert (balance, reserved) == (0, 0)  # back in the quota
    assert spent == made.lines.earliest("starts_on").certificate_part
    assert contracts.found() == ""
    contract_sweeps.sweep(last + timedelta(days=1))
    assert contracts.pupil_of(made).status in ("WITHDRAWN", "COMPLETED")
    assert contracts.found(last + timedelta(days=1)) == ""
