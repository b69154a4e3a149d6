"""The acts on payment agreements that no step asks for: the request, the archive. Inside the caller's transaction."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.errors import Refused
from backoffice.journal import Act
from backoffice.payments import services
from backoffice.payments.models import AuthorisedOrganisation, PaymentAgreement
from backoffice.providers.models import Provider
from workflows.engine import CHANGED, NOT_FOUND, first_time
from workflows.models import Receipt
from workflows.payment_agreement import PaymentAgreementSigning


def request(*, decision, by: Viewer, key: str) -> PaymentAgreement:
    """Ask for an agreement and open its case; a repeated `key` gives the one that the first request made.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against it
    """
    start = PaymentAgreementSigning.start
    provider = Provider.objects.visible_to(by).filter(pk=decision.provider).first()
    payer = AuthorisedOrganisation.objects.select_related("unit").filter(pk=decision.payer).first()
    if provider is None or payer is None or not by.may(start.permission, start.holder(provider)):
        raise Refused(NOT_FOUND)
    if not first_time(by.user, key, f"request agreement {decision}"):
        made: Any = Receipt.objects.get(user=by.user, key=key).subject_id
        return PaymentAgreement.objects.get(pk=made)
    act = Act(by.user, timezone.localdate(), uuid.uuid4())
    if reasons := [*decision.why_not(), *start.why_not((provider, payer), decision, act)]:
        raise Refused(*reasons)
    agreement = start.apply((provider, payer), decision, act)
    start.run(subject=agreement, act=act)
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=agreement.pk)
    return agreement


def archive(*, agreement_id, decision, expected_version: int, by: Viewer) -> PaymentAgreement:
    """End an agreement in force.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against it
    """
    seen = PaymentAgreement.objects.select_related("payer").visible_to(by)
    agreement = seen.filter(pk=agreement_id).first()
    if agreement is None or not by.may("archive_agreement", agreement.payer.unit_id):
        raise Refused(NOT_FOUND)
    services.hold(agreement)
    if agreement.version != expected_version:
        raise Refused(CHANGED)
    if reasons := [*decision.why_not(), *services.why_not_archive(agreement)]:
        raise Refused(*reasons)
    services.archive(agreement, decision.reason, Act(by.user, timezone.localdate()))
    return agreement
