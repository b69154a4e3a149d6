"""What becomes of a certificate and its money, from the engine's side: real rows, no HTTP."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backoffice.acts.models import Setting
from backoffice.certificates.models import Certificate, CertificateMove
from backoffice.errors import Refused
from backoffice.funding.models import Quota
from backoffice.funding.waiting import FundingRequest, QuotaQueueEntry
from backoffice.jobs.models import Job
from backoffice.journal import Entry
from backoffice.ledger.models import CertificateAccount, LedgerEntry
from backoffice.municipalities.models import Municipality
from tests import certificates, factories, families
from tests.certificates import Status, carry_out, promise, spend, waiting
from tests.families import NOMINAL
from workflows import certificate_life
from workflows.decisions.certificate_life import SuspendCertificate
from workflows.models import Process, Receipt, Task

pytestmark = pytest.mark.django_db
WHY = {"reason": "Причина."}
DEATH = {"ground": "DEATH", **WHY}
ACTS = {  # act: what it says; from which states; to which
    "activate": ({}, {Status.ISSUED_INACTIVE}, Status.ACTIVE),
    "discard": (WHY, {Status.ISSUED_INACTIVE}, Status.DELETED),
    "suspend": (WHY, {Status.ACTIVE}, Status.SUSPENDED),
    "resume": (WHY, {Status.SUSPENDED}, Status.ACTIVE),
    "terminate": (DEATH, {Status.ISSUED_INACTIVE, Status.ACTIVE, Status.SUSPENDED}, Status.TERMINATED),
    "give_up": ({}, {Status.ISSUED_INACTIVE, Status.ACTIVE, Status.SUSPENDED}, Status.TERMINATED),
}
TABLES = (Certificate, CertificateMove, CertificateAccount, LedgerEntry, Quota, FundingRequest, QuotaQueueEntry)


def snapshot():
    return [list(model.objects.order_by("pk").values()) for model in (*TABLES, Process, Task, Entry, Receipt, Job)]


def refusals(*args, **content):
    """Codes of the reasons against an act that changes nothing."""
    before = snapshot()
    with pytest.raises(Refused) as refused:
        carry_out(*args, **content)
    assert snapshot() == before
    return [reason.code for reason in refused.value.refusals]


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def parts(account):
    """Balance, reserved, written off, expired; they make the nominal."""
    account.refresh_from_db()
    found = (account.balance, account.reserved, account.written_off, account.expired)
    assert sum(found) == account.nominal
    return found


def given_out(quota):
    quota.refresh_from_db()
    return quota.granted_count, quota.granted_sum


def somebody(name, certificate):
    return families.guardian(certificate.child) if name == "give_up" else families.clerk()


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_done_from_its_states_and_refused_from_all_others(name, status):
    content, sources, target = ACTS[name]
    certificate = certificates.in_status(status)
    person = somebody(name, certificate)
    if status not in sources:
        assert refusals(name, certificate, person, **content) == ["CERTIFICATE_STATE"]
        return

    carry_out(name, certificate, person, **content)

    certificate.refresh_from_db()
    assert (certificate.status, certificate.version) == (target, 2)
    assert (certificate.suspended_on is not None) == (target == Status.SUSPENDED)
    last = Entry.objects.latest("pk")
    assert (last.subject_type, last.subject_id, last.by) == ("certificate", certificate.pk, person)


def test_only_an_active_certificate_has_money():
    certificate = families.funded().certificate
    for status in ("SUSPENDED", "TERMINATED", "ISSUED_INACTIVE"):
        suspended_on = timezone.localdate() if status == "SUSPENDED" else None
        with pytest.raises(IntegrityError, match="only_active_certificates_are_funded"), transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(status=status, suspended_on=suspended_on)


def test_suspension_gives_unused_money_back_and_remembers_it():
    quota = families.funding_program()
    account = families.funded()
    assert given_out(quota) == (1, NOMINAL)

    certificate = carry_out("suspend", account.certificate, families.clerk(), **WHY)

    assert (certificate.status, certificate.funding_status) == ("SUSPENDED", "ACCOUNTING")
    assert (certificate.was_funded, certificate.suspended_on) == (True, timezone.localdate())
    assert (parts(account), given_out(quota)) == ((0, 0, 0, 0), (0, 0))
    assert Job.objects.filter(kind="SERVE_QUEUE", subject_id=quota.pk).exists()


def test_suspension_takes_the_place_in_the_queue_and_the_open_request():
    first, second = families.certificate(), families.certificate()
    place = waiting(first).queue_entry
    request = FundingRequest.objects.create(certificate=second, category=second.category)

    for certificate in (first, second):
        carry_out("suspend", certificate, families.clerk(), **WHY)

    assert fresh(place).status == "REMOVED"
    assert fresh(request).status == "WITHDRAWN"
    assert not fresh(first).was_funded


@pytest.mark.parametrize("name", ["suspend", "terminate", "give_up"])
def test_promised_money_keeps_a_certificate_as_it_is(name):
    account = families.funded()
    promise(account, 500050)
    person = somebody(name, account.certificate)

    assert refusals(name, account.certificate, person, **ACTS[name][0]) == ["MONEY_RESERVED"]


def test_every_reason_is_told_at_once():
    account = families.funded()
    promise(account, 1)

    codes = refusals("terminate", account.certificate, families.clerk(), ground="AGE_18", reason="")

    assert codes == ["REASON_REQUIRED", "GROUND_IS_AUTOMATIC", "MONEY_RESERVED"]
    assert refusals("terminate", account.certificate, families.clerk(), ground="NO", reason="Так.") == [
        "GROUND_UNKNOWN",
        "MONEY_RESERVED",
    ]


@pytest.mark.parametrize("name", ["terminate", "give_up"])
def test_the_end_frees_unused_money_for_the_next_in_the_queue(name):
    quota = families.funding_program()
    account = families.funded()

    carry_out(name, account.certificate, somebody(name, account.certificate), **ACTS[name][0])

    certificate = fresh(account.certificate)
    ground = "OWN_REQUEST" if name == "give_up" else "DEATH"
    assert (certificate.status, certificate.end_ground) == ("TERMINATED", ground)
    assert (certificate.ended_on, bool(certificate.end_reason)) == (timezone.localdate(), True)
    assert (parts(account), given_out(quota)) == ((0, 0, 0, 0), (0, 0))


@pytest.mark.parametrize("name", ["suspend", "terminate"])
def test_what_is_left_of_money_in_use_goes_back(name):
    quota = families.funding_program()
    account = families.funded()
    spend(account, 160900)

    carry_out(name, account.certificate, families.clerk(), **ACTS[name][0])

    assert parts(account) == (0, 0, 160900, 0)
    assert given_out(quota) == (1, 160900)  # what was used stays used
    kinds = LedgerEntry.objects.filter(account=account).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["GRANT", "RESERVE", "WRITE_OFF", "NOMINAL_CHANGE"]


def test_the_end_closes_the_queue_the_request_the_move_and_its_case():
    certificate = families.certificate()
    place = waiting(certificate).queue_entry
    parent = families.guardian(certificate.child)
    move = certificates.request_move(certificate, parent)

    carry_out("give_up", certificate, parent)

    assert (fresh(place).status, fresh(place.request).status) == ("REMOVED", "REMOVED")
    assert fresh(move).status == "WITHDRAWN"
    case = Process.objects.get(move=move)
    assert (case.status, case.version) == ("CANCELED", 2)
    assert not Task.objects.filter(process=case, finished=None).exists()
    assert Task.objects.filter(process=case, status="CANCELED").count() == 1


def test_a_certificate_that_was_given_up_is_never_issued_again():
    certificate = families.certificate()
    carry_out("give_up", certificate, families.guardian(certificate.child))

    with pytest.raises(IntegrityError, match="one_certificate_per_child_for_life"):
        families.certificate(certificate.child)


def suspended(**changes):
    """A certificate whose money a suspension took, and its quota."""
    quota = families.funding_program(**changes)
    certificate = carry_out("suspend", families.funded().certificate, families.clerk(), **WHY)
    return certificate, quota


def last_year(certificate):
    Certificate.objects.filter(pk=certificate.pk).update(suspended_on=date(timezone.localdate().year - 1, 12, 1))


def test_money_does_not_come_back_within_the_period_of_the_suspension():
    certificate, quota = suspended()

    certificate = carry_out("resume", certificate, families.clerk())

    assert (certificate.status, certificate.funding_status) == ("ACTIVE", "ACCOUNTING")
    assert given_out(quota) == (0, 0)
    assert not FundingRequest.objects.exists()


def test_money_comes_back_in_a_later_period():
    certificate, quota = suspended()
    last_year(certificate)

    certificate = carry_out("resume", certificate, families.clerk())

    assert (certificate.status, certificate.funding_status) == ("ACTIVE", "PERSONALISED_FUNDING")
    assert certificate.accounts.get().balance == NOMINAL
    assert given_out(quota) == (1, NOMINAL)


def at_once():
    Setting.objects.filter(code="RESUME_FUNDING_NEXT_PERIOD").update(value=0)


def test_money_comes_back_at_once_where_the_rules_say_so():
    at_once()
    certificate, quota = suspended()

    certificate = carry_out("resume", certificate, families.clerk())

    assert certificate.funding_status == "PERSONALISED_FUNDING"
    assert given_out(quota) == (1, NOMINAL)


def test_a_period_never_pays_twice_for_a_certificate():
    at_once()
    quota = families.funding_program()
    account = families.funded()
    spend(account, 100)
    certificate = carry_out("suspend", account.certificate, families.clerk(), **WHY)

    certificate = carry_out("resume", certificate, families.clerk())

    assert certificate.funding_status == "ACCOUNTING"
    assert (parts(account), given_out(quota)) == ((0, 0, 100, 0), (1, 100))


@pytest.mark.parametrize("taken", ["the last place of the quota", "a place in the queue"])
def test_whoever_resumes_without_room_waits_in_the_queue(taken):
    certificate, quota = suspended(count=1)
    last_year(certificate)
    if taken == "a place in the queue":
        waiting(families.certificate())
    else:
        families.funded(quota=quota)

    certificate = carry_out("resume", certificate, families.clerk())

    assert (certificate.status, certificate.funding_status) == ("ACTIVE", "ACCOUNTING")
    request = FundingRequest.objects.get(certificate=certificate)
    assert (request.status, request.requested_by) == ("QUEUED", None)
    assert request.queue_entry.status == "WAITING"


def test_where_funding_has_not_begun_a_resumed_certificate_is_of_accounting():
    certificate, quota = suspended()
    last_year(certificate)
    Municipality.objects.filter(pk=certificate.issuer_id).update(funding_from=date(2099, 1, 1))

    certificate = carry_out("resume", certificate, families.clerk())

    assert certificate.funding_status == "ACCOUNTING"
    assert (given_out(quota), FundingRequest.objects.count()) == ((0, 0), 0)


def test_a_repeated_key_changes_nothing_more():
    account = families.funded()
    person = families.clerk()
    carry_out("suspend", account.certificate, person, **WHY)
    key = Receipt.objects.get().key
    before = snapshot()

    again = {"certificate_id": account.certificate_id, "expected_version": 2, "key": key}
    viewer = factories.viewer(person)
    found = certificate_life.suspend(decision=SuspendCertificate(**WHY), by=viewer, **again)

    assert (found.status, snapshot()) == ("SUSPENDED", before)
    with pytest.raises(Refused, match="KEY_REUSED"):
        certificate_life.suspend(decision=SuspendCertificate(reason="Другая."), by=viewer, **again)
