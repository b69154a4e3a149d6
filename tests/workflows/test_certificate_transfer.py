"""A certificate goes to another municipality with its child, and its money goes back and comes anew."""

import itertools
from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.certificates.models import Certificate, CertificateMove
from backoffice.errors import Refused
from backoffice.funding.models import Quota
from backoffice.funding.waiting import FundingRequest, QuotaQueueEntry
from backoffice.journal import Entry
from backoffice.ledger.models import CertificateAccount, LedgerEntry
from backoffice.municipalities.models import Municipality
from backoffice.people.models import Child, Residence
from tests import certificates, factories, families
from tests.certificates import HERE, THERE, case_of, promise, request_move, spend, waiting
from tests.families import NOMINAL
from workflows import endings, engine
from workflows.certificate_transfer import CertificateTransfer
from workflows.decisions.certificate_life import MoveVerdict, ReviewMove, WithdrawMove
from workflows.models import Process, Receipt, Task

pytestmark = pytest.mark.django_db
ACCEPT = ReviewMove(verdict=MoveVerdict.ACCEPT)
REFUSE = ReviewMove(verdict=MoveVerdict.REFUSE, grounds=("NOT_RESIDENT",), reason="Регистрации нет.")
TABLES = (Certificate, CertificateMove, Child, Residence, CertificateAccount, LedgerEntry, Quota, FundingRequest)
_keys = itertools.count(1)


def snapshot():
    return [
        list(model.objects.order_by("pk").values())
        for model in (*TABLES, QuotaQueueEntry, Process, Task, Entry, Receipt)
    ]


def refused(act, *args, **content):
    before = snapshot()
    with pytest.raises(Refused) as found:
        act(*args, **content)
    assert snapshot() == before
    return [reason.code for reason in found.value.refusals]


@transaction.atomic
def review(move, decision=ACCEPT, by=None):
    case = case_of(move)
    task = Task.objects.get(process=case, flow_task__endswith=".review_move")
    viewer = factories.viewer(by or families.clerk(THERE))
    about = {"task_id": task.pk, "expected_version": case.version, "key": f"review-{next(_keys)}"}
    engine.complete(CertificateTransfer.review_move, decision=decision, by=viewer, **about)
    move.refresh_from_db()
    return Certificate.objects.get(pk=move.certificate_id)


def given_out(quota):
    quota.refresh_from_db()
    return quota.granted_count, quota.granted_sum


def sees(model, person, row) -> bool:
    return model.objects.visible_to(factories.viewer(person)).filter(pk=row.pk).exists()


def test_a_request_lands_on_the_desk_of_the_municipality_that_the_child_enters():
    certificate = families.certificate()

    move = request_move(certificate)

    assert (move.status, move.leaves.unit.code, move.enters.unit.code) == ("REQUESTED", HERE, THERE)
    task = Task.objects.get(process=case_of(move), finished=None)
    assert (task.holder.code, task.permission) == (THERE, "review_move")
    assert task.subject_line == f"Перевод сертификата {certificate.number}: {certificate.child.initials}"
    assert certificate.child.last_name not in task.subject_line


def test_a_request_that_cannot_be_is_refused_with_every_reason():
    certificate = families.certificate()
    parent = families.guardian(certificate.child)
    ask = lambda **content: refused(certificates.carry_out, "request_move", certificate, parent, **content)  # noqa: E731

    assert ask(enters=HERE, address="") == ["SAME_MUNICIPALITY", "FIELD_REQUIRED"]
    assert ask(enters="moscow", address="Тверская, 1") == ["MUNICIPALITY_UNKNOWN"]
    request_move(certificate, parent)
    assert ask(enters=THERE, address="Дом") == ["MOVE_OPEN"]


@pytest.mark.parametrize("status", ["APPLIED", "ISSUED_INACTIVE", "TERMINATED"])
def test_only_an_active_or_suspended_certificate_moves(status):
    certificate = certificates.in_status(status)
    parent = families.guardian(certificate.child)

    codes = refused(certificates.carry_out, "request_move", certificate, parent, enters=THERE, address="Дом")

    assert codes == ["CERTIFICATE_STATE"]


def test_until_it_accepts_the_new_municipality_knows_no_more_than_the_move():
    certificate = families.certificate()
    old, new = families.clerk(HERE), families.clerk(THERE)

    move = request_move(certificate)

    assert sees(CertificateMove, new, move) and sees(CertificateMove, old, move)
    assert sees(Process, new, case_of(move))
    assert not sees(Child, new, certificate.child) and not sees(Certificate, new, certificate)
    assert sees(Child, old, certificate.child) and sees(Certificate, old, certificate)


def test_after_acceptance_the_child_is_seen_in_the_new_place_alone_and_the_move_in_both():
    child = families.child()
    families.certificate(child, status="REJECTED", number="", issued_on=None, activated_on=None)
    certificate = families.certificate(child)
    old, new = families.clerk(HERE), families.clerk(THERE)
    move = request_move(certificate)

    review(move)

    assert not sees(Child, old, child) and not sees(Certificate, old, certificate)
    assert sees(Child, new, child) and sees(Certificate, new, certificate)
    assert sees(CertificateMove, new, move) and sees(CertificateMove, old, move)
    assert sees(Process, old, case_of(move))


def test_acceptance_changes_issuer_and_residence_and_keeps_the_number():
    certificate = families.certificate()
    number, before = certificate.number, certificate.child.version
    move = request_move(certificate)

    certificate = review(move)

    assert (move.status, case_of(move).status) == ("ACCEPTED", "DONE")
    assert (certificate.number, certificate.status, certificate.issuer.unit.code) == (number, "ACTIVE", THERE)
    child = certificate.child
    assert (child.municipality.unit.code, child.address, child.version) == (THERE, "пр. Новый, 2, кв. 3", before + 1)
    last = child.residences.latest("pk")
    assert (last.municipality.unit.code, last.since, last.case_id) == (
        THERE,
        timezone.localdate(),
        case_of(move).case_id,
    )


def test_money_goes_back_to_the_old_quota_to_the_kopeck_and_comes_from_the_new_one():
    old, new = families.funding_program(), families.funding_program(THERE, nominal=999999)
    account = families.funded(quota=old)
    assert given_out(old) == (1, NOMINAL)

    certificate = review(request_move(account.certificate))

    assert (given_out(old), given_out(new)) == ((0, 0), (1, 999999))
    account.refresh_from_db()
    assert (account.nominal, account.balance) == (0, 0)
    assert certificate.funding_status == "PERSONALISED_FUNDING"
    taken = certificate.accounts.get(period=new.period)
    assert (taken.nominal, taken.balance) == (999999, 999999)


def test_of_money_in_use_the_rest_goes_back():
    old = families.funding_program()
    account = families.funded(quota=old)
    spend(account, 1000)

    review(request_move(account.certificate))

    account.refresh_from_db()
    assert (account.nominal, account.balance, account.written_off, account.expired) == (1000, 0, 1000, 0)
    assert given_out(old) == (1, 1000)


def test_promised_money_keeps_the_certificate_where_it_is():
    account = families.funded()
    move = request_move(account.certificate)
    promise(account, 1)

    assert refused(review, move) == ["MONEY_RESERVED"]


@pytest.mark.parametrize("full", [True, False], ids=["no room", "others wait"])
def test_without_room_in_the_new_place_the_certificate_waits_there(full):
    old, new = families.funding_program(), families.funding_program(THERE, count=0 if full else 1)
    account = families.funded(quota=old)
    if not full:
        waiting(families.certificate(families.child(THERE)))

    certificate = review(request_move(account.certificate))

    assert (given_out(old), given_out(new)) == ((0, 0), (0, 0))
    request = FundingRequest.objects.get(certificate=certificate)
    assert (certificate.funding_status, request.status, request.requested_by) == ("ACCOUNTING", "QUEUED", None)
    assert request.queue_entry.municipality.unit.code == THERE


def test_where_funding_has_not_begun_it_is_of_accounting_and_nothing_else():
    account = families.funded()
    Municipality.objects.filter(unit__code=THERE).update(funding_from=date(2099, 1, 1))

    certificate = review(request_move(account.certificate))

    assert certificate.funding_status == "ACCOUNTING"
    assert not FundingRequest.objects.exists()


def test_who_waited_in_the_old_place_leaves_its_queue():
    certificate = families.certificate()
    place = waiting(certificate).queue_entry

    review(request_move(certificate))

    place.refresh_from_db()
    assert place.status == "REMOVED"
    assert not QuotaQueueEntry.objects.filter(status="WAITING").exists()


def test_a_suspended_certificate_moves_and_stays_suspended():
    certificate = certificates.in_status("SUSPENDED")

    certificate = review(request_move(certificate))

    assert (certificate.status, certificate.issuer.unit.code) == ("SUSPENDED", THERE)


def test_a_certificate_may_move_back_and_be_funded_from_another_category():
    """What is left in an account of the old place does not stand in the way of the next acts."""
    old = families.funding_program()
    certificate = review(request_move(families.funded(quota=old).certificate))
    many = families.funding_program(THERE, category="MANY_CHILDREN")
    families.funded(certificate, many)

    certificate = certificates.carry_out("suspend", certificate, families.clerk(THERE), reason="Лечение.")

    assert (certificate.funding_status, given_out(many)) == ("ACCOUNTING", (0, 0))


def test_a_refusal_needs_grounds_and_leaves_everything_where_it_was():
    certificate = families.certificate()
    move = request_move(certificate)

    assert refused(review, move, ReviewMove(verdict=MoveVerdict.REFUSE)) == ["GROUND_REQUIRED", "REASON_REQUIRED"]
    unknown = ReviewMove(verdict=MoveVerdict.REFUSE, grounds=("NO_SUCH",), reason="Так.")
    assert refused(review, move, unknown) == ["GROUND_UNKNOWN"]
    both = ReviewMove(verdict=MoveVerdict.ACCEPT, grounds=("NOT_RESIDENT",))
    assert refused(review, move, both) == ["GROUNDS_WITHOUT_REFUSAL"]

    certificate = review(move, REFUSE)

    assert (move.status, certificate.issuer.unit.code) == ("REFUSED", HERE)
    assert move.reason.endswith("не подтверждено. Регистрации нет.")
    assert case_of(move).status == "DONE"
    assert not sees(Child, families.clerk(THERE), certificate.child)
    assert request_move(certificate, certificate.child.guardianships.get().user).status == "REQUESTED"


def test_the_family_takes_its_request_back():
    certificate = families.certificate()
    parent = families.guardian(certificate.child)
    move = request_move(certificate, parent)
    about = {"case_id": case_of(move).pk, "expected_version": 1, "decision": WithdrawMove(reason="Остались.")}
    for stranger in (families.clerk(HERE), families.clerk(THERE), families.guardian(families.child())):
        withdrawal = {**about, "by": factories.viewer(stranger)}
        assert refused(engine.withdraw, CertificateTransfer, **withdrawal) == ["NOT_FOUND"]

    engine.withdraw(CertificateTransfer, **about, by=factories.viewer(parent))

    move.refresh_from_db()
    assert (move.status, move.reason, case_of(move).status) == ("WITHDRAWN", "Остались.", "CANCELED")
    assert not Task.objects.filter(finished=None).exists()


def test_only_the_municipality_that_is_entered_decides():
    move = request_move(families.certificate())

    for stranger in (families.clerk(HERE), families.clerk("belovo-city"), families.head(THERE)):
        assert refused(review, move, by=stranger) == ["NOT_FOUND"]


def test_a_case_that_was_opened_behind_an_act_keeps_it_from_ending_the_rest():
    certificate = families.certificate()
    about = endings.about_certificate(certificate.pk)
    held = endings.hold(about)
    request_move(certificate)

    with pytest.raises(Refused, match="TASK_BUSY"):
        endings.end(about, held)

    assert Process.objects.get().status == "NEW"
