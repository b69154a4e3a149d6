"""Every operation about the money of certificates over HTTP: done, refused, not seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.certificates.models import Certificate, CertificateRefusal
from backoffice.files.models import StoredFile
from backoffice.funding import queue, quotas, services
from backoffice.funding.models import MunicipalFundingProgram, Quota, Replenishment
from backoffice.funding.waiting import FundingRequest, QuotaQueueEntry, QuotaQueueMove
from backoffice.jobs.models import Job
from backoffice.journal import Act, Entry
from backoffice.ledger import services as ledger
from backoffice.ledger.models import LedgerEntry
from backoffice.municipalities.models import Municipality
from tests import deeds_funding, factories, families, funding
from tests.conftest import codes
from workflows import funding_jobs, funding_sweeps, jobs
from workflows.models import Process, Receipt, Task

pytestmark = pytest.mark.django_db
DEEDS = deeds_funding.DEEDS
STATE = (
    FundingRequest,
    QuotaQueueEntry,
    QuotaQueueMove,
    Quota,
    Replenishment,
    LedgerEntry,
    Certificate,
    Entry,
    Process,
)
STATUS = {
    "requestFunding": "SUBMITTED",
    "reviewFunding: grant": "GRANTED",
    "reviewFunding: queue": "QUEUED",
    "reviewFunding: refuse": "REFUSED",
    "withdrawFunding: request": "WITHDRAWN",
    "withdrawFunding: place": "WITHDRAWN",
    "returnFunding": "ACCOUNTING",
    "removeFromQueue": "REMOVED",
    "startReplenishment": "RUNNING",
    "cancelReplenishment": "CANCELLED",
}


def state():
    """What a refused act leaves untouched."""
    return [list(model.objects.order_by("pk").values()) for model in (*STATE, Task, Receipt, Job)]


def result(answer):
    assert not answer.errors, answer.errors
    (found,) = answer.data.values()
    return found


@pytest.fixture(params=DEEDS)
def name(request):
    return request.param


def test_who_may_decides_and_a_repeat_changes_nothing(api, name):
    deed = DEEDS[name]({})

    found = result(api(deed.by, deed.operation, input=deed.input))

    assert found.get("status", found.get("fundingStatus")) == STATUS[name], found
    assert quotas.quota_drift() == []
    if "idempotencyKey" in deed.input:
        before = state()
        again = result(api(deed.by, deed.operation, input=deed.input))
        assert (again["id"], state()) == (found["id"], before)


def test_nobody_else_may_and_nothing_changes(api, name):
    deed = DEEDS[name]({})
    others = [
        factories.user("newcomer"),
        families.clerk("novokuznetsk-city"),
        families.head("novokuznetsk-city"),
        families.guardian(families.child()),
        factories.member(Role.OPERATOR_HEAD, factories.operator_unit()),
    ]
    before = state()
    for person in others:
        assert codes(api(person, deed.operation, input=deed.input)) == ["NOT_FOUND"]
    assert api(None, deed.operation, input=deed.input).error_codes == ["UNAUTHENTICATED"]
    assert state() == before


def test_a_stale_version_is_refused(api, name):
    deed = DEEDS[name]({})
    if "expectedVersion" not in deed.input:
        return
    stale = {**deed.input, "expectedVersion": deed.input["expectedVersion"] - 1}
    before = state()
    assert codes(api(deed.by, deed.operation, input=stale)) == ["CASE_CHANGED"]
    assert state() == before


def asked_for(api, owner, category="GENERAL", **rest):
    """The codes with which a request of the family is refused, nothing having changed."""
    given = {"certificate": to_base64("Certificate", owner.pk), "expectedVersion": owner.version}
    given |= {"idempotencyKey": funding.key(), "category": category, **rest}
    parent = families.guardian(owner.child)
    before = state()
    found = codes(api(parent, "RequestFunding", input=given))
    assert state() == before
    return found


def test_a_request_is_refused_for_all_reasons_at_once(api):
    soon = timezone.localdate() + timedelta(days=1)
    Municipality.objects.filter(pk=families.municipality().pk).update(funding_from=soon)
    holder = families.child(birth_date=families.born(3))
    owner = families.certificate(holder, status="SUSPENDED", suspended_on=timezone.localdate())
    FundingRequest.objects.create(certificate=owner, category=owner.category)
    assert asked_for(api, owner, category="MANY_CHILDREN") == [
        "CERTIFICATE_NOT_ACTIVE",
        "FUNDING_NOT_STARTED",
        "AGE_OUT_OF_RANGE",
        "REQUEST_OPEN",
        "NO_FUNDING_PROGRAM",
        "DOCUMENT_REQUIRED",
    ]


def test_a_category_must_exist_be_funded_and_have_its_paper(api):
    quota = families.funding_program()
    assert asked_for(api, families.certificate(), category="NONE") == ["CATEGORY_UNKNOWN"]
    assert asked_for(api, families.certificate(), category="MANY_CHILDREN") == [
        "CATEGORY_NOT_FUNDED",
        "DOCUMENT_REQUIRED",
    ]
    funded = families.funded(quota=quota).certificate
    assert asked_for(api, funded) == ["ALREADY_FUNDED"]
    missing = to_base64("StoredFile", 10**9)
    assert asked_for(api, families.certificate(), file=missing) == ["FILE_NOT_FOUND"]


def test_the_rules_hold_on_the_day_of_the_review_too(api):
    families.funding_program()
    asked = funding.Asked()
    given = {"task": to_base64("Task", asked.task.pk), "expectedVersion": asked.case.version}
    given |= {"idempotencyKey": funding.key(), "verdict": "GRANT"}
    Certificate.objects.filter(pk=asked.certificate.pk).update(status="SUSPENDED", suspended_on=timezone.localdate())
    MunicipalFundingProgram.objects.update(status="WITHDRAWN")
    before = state()
    assert codes(api(asked.clerk, "ReviewFunding", input=given)) == ["CERTIFICATE_NOT_ACTIVE", "NO_FUNDING_PROGRAM"]
    assert state() == before


def test_a_refusal_rests_on_grounds_and_is_kept(api):
    families.funding_program()
    asked = funding.Asked()
    given = {"task": to_base64("Task", asked.task.pk), "expectedVersion": asked.case.version}
    given |= {"idempotencyKey": funding.key(), "verdict": "REFUSE"}
    before = state()
    assert codes(api(asked.clerk, "ReviewFunding", input=given)) == ["GROUND_REQUIRED", "REASON_REQUIRED"]
    unknown = {**given, "grounds": ["NONE"], "reason": "Так."}
    assert codes(api(asked.clerk, "ReviewFunding", input=unknown)) == ["GROUND_UNKNOWN"]
    granted = {**given, "verdict": "GRANT", "grounds": ["CONDITIONS_NOT_MET"]}
    assert codes(api(asked.clerk, "ReviewFunding", input=granted)) == ["GROUNDS_WITHOUT_REFUSAL"]
    assert state() == before

    asked.review(funding.REFUSE)

    refusal = CertificateRefusal.objects.get()
    assert (refusal.ground.code, refusal.case_id) == ("CONDITIONS_NOT_MET", asked.case.case_id)
    read = result(api(asked.parent, "FundingRequest", id=to_base64("FundingRequest", asked.request.pk)))
    assert (read["status"], read["reason"]) == ("REFUSED", "Нет программы.")


def test_used_money_and_none_cannot_be_given_back(api):
    quota = families.funding_program()
    account = families.funded(quota=quota)
    ground = ledger.Ground(quotas.basis_of(quota.period), "п. 1", account.certificate)
    ledger.reserve(account, 100, Act(None, timezone.localdate()), ground, key="r")
    for owner, expected in ((account.certificate, "MONEY_USED"), (families.certificate(), "NOT_FUNDED")):
        given = {"certificate": to_base64("Certificate", owner.pk), "idempotencyKey": funding.key()}
        given["expectedVersion"] = owner.version
        parent = families.guardian(owner.child)
        before = state()
        assert codes(api(parent, "ReturnFunding", input=given)) == [expected]
        assert state() == before


def test_a_request_that_is_decided_is_not_withdrawn(api):
    families.funding_program()
    asked = funding.Asked().review()
    about = {"request": to_base64("FundingRequest", asked.request.pk), "expectedVersion": asked.request.version}
    before = state()
    answer = api(asked.parent, "WithdrawFunding", input={**about, "idempotencyKey": "k"})
    assert codes(answer) == ["REQUEST_CLOSED"]
    assert state() == before


def test_a_place_is_removed_for_a_reason_and_not_twice(api):
    deed = deeds_funding.remove_from_queue({})
    silent = {**deed.input, "reason": " ", "idempotencyKey": funding.key()}
    assert codes(api(deed.by, deed.operation, input=silent)) == ["REASON_REQUIRED"]
    result(api(deed.by, deed.operation, input=deed.input))
    again = {**deed.input, "idempotencyKey": funding.key()}
    assert codes(api(deed.by, "RemoveFromQueue", input=again)) == ["REQUEST_CLOSED"]


def test_a_withdrawn_request_closes_its_case(api):
    deed = deeds_funding.withdraw_request({})
    result(api(deed.by, deed.operation, input=deed.input))
    case = Process.objects.get()
    assert (case.status, Task.objects.filter(finished=None).count()) == ("CANCELED", 0)


def test_the_family_reads_its_place_and_why_it_moved(api):
    quota = families.funding_program(count=0)
    first, second, third = (funding.Asked().review() for _ in range(3))
    services.leave_queue(
        services.lock(first.certificate.pk),
        QuotaQueueEntry.Status.REMOVED,
        Act(None, timezone.localdate()),
        "Тайна семьи",
    )
    funding.more_room(quota, 1)
    while not funding_jobs.serve_queue(quota.pk):
        pass

    read = result(api(third.parent, "FundingRequest", id=to_base64("FundingRequest", third.request.pk)))

    assert read["queueEntry"]["position"] == 1
    moves = [edge["node"] for edge in read["queueEntry"]["moves"]["edges"]]
    assert [move["what"] for move in moves] == ["REMOVED", "SERVED"]
    assert "Тайна" not in str(moves)
    other = result(api(second.parent, "FundingRequest", id=to_base64("FundingRequest", third.request.pk)))
    assert other is None
    (edge,) = result(api(third.clerk, "QuotaQueue", category="GENERAL"))["edges"]
    assert edge["node"]["position"] == 1
    assert result(api(families.clerk("novokuznetsk-city"), "QuotaQueue"))["edges"] == []
    requests = result(api(first.parent, "FundingRequests"))["edges"]
    assert [each["node"]["reason"] for each in requests] == ["Тайна семьи"]


def test_certificate_and_case_tell_of_the_request(send):
    families.funding_program(count=0)
    asked = funding.Asked().review()
    query = """query ($id: ID!, $case: ID!) {
      certificate(id: $id) { id queueEntry { id position joinedAt } }
      case(id: $case) { fundingRequest { id status } } }"""
    ids = {"id": to_base64("Certificate", asked.certificate.pk), "case": to_base64("Case", asked.case.pk)}
    for person in (asked.parent, asked.clerk):
        answer = send(person, query, **ids)
        assert answer.data["certificate"]["queueEntry"]["position"] == 1
        assert answer.data["case"]["fundingRequest"]["status"] == "QUEUED"
        assert answer.response.headers["X-Executor"] == "compiled"


def test_quotas_are_open_to_everybody(api):
    quota = families.funding_program(count=2)
    families.funded(quota=quota)
    for _ in range(2):
        funding.queued()
    (edge,) = result(api(None, "Quotas", municipality=to_base64("Municipality", families.municipality().pk)))["edges"]
    node = edge["node"]
    assert (node["categoryCode"], node["grantedCount"], node["leftCount"], node["waitingCount"]) == ("GENERAL", 1, 1, 2)
    assert (node["grantedSum"], node["leftSum"]) == (families.NOMINAL, families.NOMINAL)


def test_the_paper_is_for_the_family_and_the_municipality_not_for_the_operator(api):
    families.funding_program(category="MANY_CHILDREN")
    owner = families.certificate()
    parent = families.guardian(owner.child)
    file = _file(parent)
    given = {"certificate": to_base64("Certificate", owner.pk), "expectedVersion": owner.version}
    given |= {"idempotencyKey": "k", "category": "MANY_CHILDREN", "file": to_base64("StoredFile", file.pk)}
    made = result(api(parent, "RequestFunding", input=given))
    for person, seen in ((parent, True), (families.clerk(), True), (_operator(), False)):
        read = result(api(person, "FundingRequest", id=made["id"]))
        assert bool(read["document"]) is seen, person


def _operator():
    return factories.member(Role.OPERATOR_CLERK, factories.operator_unit())


def _file(person):
    return StoredFile.objects.create(
        storage_name="f", name="справка.pdf", media_type="application/pdf", size=3, sha256="0" * 64, uploaded_by=person
    )


def test_a_replenishment_is_foretold_begun_once_done_and_read(api):
    account = families.funded(quota=families.funding_program())
    new = families.funding_program(year=funding.this_year() + 1)
    head, period = families.head(), to_base64("FundingPeriod", new.period_id)

    (told,) = result(api(head, "ReplenishmentPreview", period=period))
    assert (told["funded"], told["granted"], told["queued"], told["sum"]) == (1, 1, 0, families.NOMINAL)
    assert result(api(families.clerk(), "ReplenishmentPreview", period=period)) is None
    begun = result(api(head, "StartReplenishment", input={"period": period, "idempotencyKey": "a"}))
    assert (begun["total"], begun["done"], begun["left"]) == (1, 0, 1)
    before = state()
    twice = api(head, "StartReplenishment", input={"period": period, "idempotencyKey": "b"})
    assert codes(twice) == ["REPLENISHMENT_RUNNING"]
    assert state() == before
    job = Job.objects.get(kind="REPLENISH")
    while not jobs.HANDLERS[job.kind](job.subject_id):
        pass
    (edge,) = result(api(head, "Replenishments", period=period))["edges"]
    node = edge["node"]
    assert [node[each] for each in ("status", "total", "done", "left", "granted", "queued", "sum")] == [
        *("DONE", 1, 1, 0, 1, 0, families.NOMINAL)
    ]
    assert node["lines"]["edges"][0]["node"]["certificate"]["number"] == account.certificate.number
    assert result(api(families.head("novokuznetsk-city"), "Replenishments"))["edges"] == []
    ended = {"replenishment": node["id"], "reason": "Поздно."}
    assert codes(api(head, "CancelReplenishment", input=ended)) == ["REPLENISHMENT_OVER"]


def test_a_period_that_is_over_or_has_no_program_is_not_replenished(api):
    past = families.period(year=funding.this_year() - 1)
    given = {"period": to_base64("FundingPeriod", past.pk), "idempotencyKey": "a"}
    head = families.head()
    before = state()
    assert codes(api(head, "StartReplenishment", input=given)) == ["PERIOD_ENDED", "NO_FUNDING_PROGRAM"]
    assert state() == before


def test_the_sweep_asks_for_service_once_where_there_is_room():
    quota = families.funding_program(count=1)
    funding.queued()
    for _ in range(2):
        funding_sweeps.sweep()
    assert Job.objects.filter(kind="SERVE_QUEUE", subject_id=quota.pk).count() == 1
    while not funding_jobs.serve_queue(quota.pk):
        pass
    assert queue.waiting_for(quota).count() == 0
