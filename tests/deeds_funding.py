"""Every decision about the money of certificates over HTTP, each in the setting in which it is taken."""

from __future__ import annotations

from collections.abc import Callable

from strawberry.relay import to_base64

from backoffice.certificates.models import Certificate
from backoffice.funding import replenishment
from backoffice.journal import Act
from tests import families, funding
from tests.deeds import Deed
from tests.factories import SINCE


def _of_certificate(by, operation: str, owner: Certificate, **content) -> Deed:
    owner.refresh_from_db()
    about = {"certificate": to_base64("Certificate", owner.pk), "expectedVersion": owner.version}
    return Deed(by, operation, {**about, "idempotencyKey": funding.key(), **content})


def request_funding(people) -> Deed:
    families.funding_program()
    owner = families.certificate()
    return _of_certificate(families.guardian(owner.child), "RequestFunding", owner, category="GENERAL")


def review_funding(count: int = 3, **content) -> Callable[[dict], Deed]:
    def deed(people) -> Deed:
        families.funding_program(count=count)
        asked = funding.Asked()
        about = {"task": to_base64("Task", asked.task.pk), "expectedVersion": asked.case.version}
        return Deed(asked.clerk, "ReviewFunding", {**about, "idempotencyKey": funding.key(), **content})

    return deed


def _of_request(asked: funding.Asked) -> Deed:
    request = asked.request
    about = {"request": to_base64("FundingRequest", request.pk), "expectedVersion": request.version}
    return Deed(asked.parent, "WithdrawFunding", {**about, "idempotencyKey": funding.key(), "reason": "Передумали."})


def withdraw_request(people) -> Deed:
    families.funding_program()
    return _of_request(funding.Asked())


def withdraw_place(people) -> Deed:
    families.funding_program(count=0)
    return _of_request(funding.Asked().review())


def return_funding(people) -> Deed:
    owner = families.funded(quota=families.funding_program()).certificate
    return _of_certificate(families.guardian(owner.child), "ReturnFunding", owner, reason="Не нужны.")


def remove_from_queue(people) -> Deed:
    families.funding_program(count=0)
    entry = funding.queued()
    about = {"entry": to_base64("QuotaQueueEntry", entry.pk), "idempotencyKey": funding.key()}
    return Deed(families.clerk(), "RemoveFromQueue", {**about, "reason": "Заявление подано дважды."})


def start_replenishment(people) -> Deed:
    families.funded(quota=families.funding_program())
    period = families.funding_program(year=funding.this_year() + 1).period
    about = {"period": to_base64("FundingPeriod", period.pk), "idempotencyKey": funding.key()}
    return Deed(families.head(), "StartReplenishment", about)


def cancel_replenishment(people) -> Deed:
    period = families.funding_program(year=funding.this_year() + 1).period
    head = families.head()
    run = replenishment.start(period, Act(head, SINCE))
    about = {"replenishment": to_base64("Replenishment", run.pk), "reason": "Ошибка в программе."}
    return Deed(head, "CancelReplenishment", about)


REFUSAL = {"verdict": "REFUSE", "grounds": ["CONDITIONS_NOT_MET"], "reason": "Программа изменится."}
DEEDS: dict[str, Callable[[dict], Deed]] = {
    "requestFunding": request_funding,
    "reviewFunding: grant": review_funding(verdict="GRANT"),
    "reviewFunding: queue": review_funding(count=0, verdict="GRANT"),
    "reviewFunding: refuse": review_funding(**REFUSAL),
    "withdrawFunding: request": withdraw_request,
    "withdrawFunding: place": withdraw_place,
    "returnFunding": return_funding,
    "removeFromQueue": remove_from_queue,
    "startReplenishment": start_replenishment,
    "cancelReplenishment": cancel_replenishment,
}
