"""Acts on one certificate at the same moment: one wins, the others hear why, nothing is done twice."""

import pytest

from backoffice.certificates.models import Certificate, CertificateMove
from backoffice.funding.models import Quota
from backoffice.journal import Entry
from backoffice.ledger.models import CertificateAccount, LedgerEntry
from tests import certificates, families
from tests.races import race, rounds

pytestmark = pytest.mark.django_db(transaction=True)
LOST = {"CASE_CHANGED", "CERTIFICATE_STATE", "TASK_CLOSED", "TASK_BUSY", "NOT_FOUND"}


def outcome(answer):
    assert answer.errors == []
    (result,) = answer.data.values()
    return result.get("status") or ",".join(refusal["code"] for refusal in result["refusals"])


def sound():
    """Whatever won: accounts add up, and the quotas know what stands on the accounts."""
    for quota in Quota.objects.all():
        accounts = CertificateAccount.objects.filter(period=quota.period)
        assert quota.granted_sum == sum(account.nominal for account in accounts)
        assert quota.granted_count == sum(account.nominal > 0 for account in accounts)


@pytest.mark.parametrize("round", rounds(5))
def test_of_a_suspension_and_a_termination_one_is_done(reference, api, round):
    account = families.funded()
    clerks = families.clerk(), families.clerk()
    inputs = [
        ("SuspendCertificate", certificates.keyed(account.certificate, reason="Лечение.")),
        ("TerminateCertificate", certificates.keyed(account.certificate, ground="DEATH", reason="Свидетельство.")),
    ]
    for clerk in clerks:
        api(clerk, "TaskCounts")

    answers = race(2, lambda n: api(clerks[n], inputs[n][0], input=inputs[n][1]))

    outcomes = {*map(outcome, answers)}
    (won,) = outcomes & {"SUSPENDED", "TERMINATED"}
    (lost,) = outcomes - {won}
    assert lost in ("CASE_CHANGED", "CERTIFICATE_STATE")
    certificate = Certificate.objects.get()
    assert (certificate.status, certificate.funding_status) == (won, "ACCOUNTING")
    assert Entry.objects.filter(what="certificate.defunded").count() == 1
    assert LedgerEntry.objects.count() == 2
    sound()


@pytest.mark.parametrize("round", rounds(5))
def test_of_an_acceptance_and_a_termination_one_is_done(reference, api, round):
    families.funding_program(certificates.THERE)
    account = families.funded()
    move = certificates.request_move(account.certificate)
    old, new = families.clerk(), families.clerk(certificates.THERE)
    inputs = [
        (old, "TerminateCertificate", certificates.keyed(account.certificate, ground="DEATH", reason="Акт.")),
        (new, "ReviewMove", certificates.review_of(move)),
    ]
    for clerk in (old, new):
        api(clerk, "TaskCounts")

    answers = race(2, lambda n: api(inputs[n][0], inputs[n][1], input=inputs[n][2]))

    outcomes = {*map(outcome, answers)}
    won = outcomes & {"TERMINATED", "ACCEPTED"}
    assert len(won) == 1 and outcomes - won <= LOST
    ends = {("TERMINATED", "WITHDRAWN"), ("ACTIVE", "ACCEPTED")}
    assert (Certificate.objects.get().status, CertificateMove.objects.get().status) in ends
    sound()


@pytest.mark.parametrize("round", rounds(3))
def test_the_same_request_to_move_eight_times_is_one(reference, api, round):
    certificate = families.certificate()
    parent = families.guardian(certificate.child)
    given = certificates.keyed(certificate, enters=certificates.THERE, address="пр. Новый, 2")
    api(parent, "TaskCounts")

    answers = race(8, lambda n: api(parent, "RequestMove", input=given))

    assert [outcome(answer) for answer in answers] == ["REQUESTED"] * 8
    assert CertificateMove.objects.count() == 1
