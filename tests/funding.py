"""Requests for money, queues and replenishments as tests need them."""

from __future__ import annotations

import itertools
from datetime import date

from django.db import transaction
from django.utils import timezone

from backoffice.accounts.models import User
from backoffice.certificates.models import Certificate
from backoffice.funding import requests, services
from backoffice.funding.models import Quota
from backoffice.funding.waiting import FundingRequest, QuotaQueueEntry
from backoffice.journal import Act
from tests import factories, families
from workflows import engine, funding_acts
from workflows.decisions import funding as decisions
from workflows.funding_status_change import FundingStatusChange
from workflows.models import Process, Task

GRANT = decisions.ReviewFunding(verdict=decisions.FundingVerdict.GRANT)
REFUSE = decisions.ReviewFunding(
    verdict=decisions.FundingVerdict.REFUSE, grounds=("CONDITIONS_NOT_MET",), reason="Нет программы."
)
_keys = itertools.count(1)


def key() -> str:
    """A key that nobody has used."""
    return f"funding-{next(_keys)}"


class Asked:
    """A request for money with the people who decide it."""

    def __init__(self, certificate: Certificate | None = None, category: str = "GENERAL"):
        self.certificate = certificate or families.certificate()
        self.parent: User = families.guardian(self.certificate.child)
        code = self.certificate.issuer.unit.code
        self.clerk: User = families.clerk(code)
        with transaction.atomic():
            self.request: FundingRequest = funding_acts.ask(
                certificate_id=self.certificate.pk,
                decision=decisions.RequestFunding(category=category),
                expected_version=self.certificate.version,
                key=key(),
                by=factories.viewer(self.parent),
            )

    @property
    def task(self) -> Task:
        return Task.objects.get(process__funding_request=self.request, finished=None, flow_task_type="HUMAN")

    @property
    def case(self) -> Process:
        return Process.objects.get(funding_request=self.request)

    def review(self, decision: decisions.ReviewFunding = GRANT) -> Asked:
        with transaction.atomic():
            engine.complete(
                FundingStatusChange.review_funding,
                task_id=self.task.pk,
                decision=decision,
                expected_version=self.case.version,
                by=factories.viewer(self.clerk),
                key=key(),
            )
        self.request.refresh_from_db()
        self.certificate.refresh_from_db()
        return self


@transaction.atomic
def queued(certificate: Certificate | None = None) -> QuotaQueueEntry:
    """A place in the queue, without the case before it."""
    owner = services.lock((certificate or families.certificate()).pk)
    act = Act(None, timezone.localdate())
    services.quota_of(owner.issuer_id, owner.category, on=act.on)
    request = FundingRequest.objects.create(certificate=owner, category=owner.category)
    return services.join_queue(request, act, requests.WAITS)


def more_room(quota: Quota, count: int) -> None:
    """A new version of the program has room for so many more."""
    quota.refresh_from_db()
    Quota.objects.filter(pk=quota.pk).update(
        count_limit=quota.count_limit + count, sum_limit=quota.sum_limit + count * quota.nominal
    )


def this_year() -> int:
    """The calendar year in the region."""
    return timezone.localdate().year


def new_year() -> date:
    """The first day of the next year."""
    return date(this_year() + 1, 1, 1)
