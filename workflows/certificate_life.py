"""The acts on certificates outside of cases: who may, which version, why not. Inside the caller's transaction.

Locks are taken in one order: open cases, live contracts, certificate, quota, account. So an act that may end cases
takes them first.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from itertools import chain

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.certificates import rules, services
from backoffice.certificates.models import Certificate, CertificateMove
from backoffice.contracts import ending
from backoffice.enrollments import pupils
from backoffice.errors import Refusal, Refused
from backoffice.funding import services as funding
from backoffice.journal import Act
from workflows import desks, endings
from workflows.certificate_transfer import CertificateTransfer
from workflows.engine import CHANGED, NOT_FOUND, first_time
from workflows.models import Receipt

BY_FAMILY = "По заявлению семьи."
ENDED = "Сертификат прекращён."


def activate(*, certificate_id, decision, expected_version: int, by: Viewer) -> Certificate:
    """Activate an issued certificate.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against it
    """
    certificate = _hold(_seen(certificate_id, by, "activate_certificate", desks.municipality), expected_version)
    _refuse(decision.why_not(), services.why_not_move(certificate, rules.ACTIVATE))
    services.activate(certificate, _act(by))
    return certificate


def discard(*, certificate_id, decision, expected_version: int, by: Viewer) -> Certificate:
    """Delete a certificate that was never activated.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against it
    """
    certificate = _hold(_seen(certificate_id, by, "discard_certificate", desks.municipality), expected_version)
    _refuse(decision.why_not(), services.why_not_move(certificate, rules.DISCARD))
    services.discard(certificate, decision.reason, _act(by))
    return certificate


def suspend(*, certificate_id, decision, expected_version: int, by: Viewer, key: str) -> Certificate:
    """Suspend an active certificate; its open requests end, pupils go on. A repeated `key` changes nothing more.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    seen = _seen(certificate_id, by, "suspend_certificate", desks.municipality)
    if not first_time(by.user, key, f"suspend {seen.pk} {decision}"):
        return seen
    requests = endings.requests_by(seen.pk)
    cases = endings.hold(requests)
    certificate = _hold(seen, expected_version)
    _refuse(decision.why_not(), services.why_not_suspend(certificate))
    services.suspend(certificate, decision.reason, _act(by))
    endings.end(requests, cases, "Сертификат приостановлен.")
    return certificate


def resume(*, certificate_id, decision, expected_version: int, by: Viewer, key: str) -> Certificate:
    """Let a suspended certificate work again. A repeated `key` changes nothing more.

    :raises Refused: NOT_FOUND, KEY_REUSED, CASE_CHANGED, or every reason against it
    """
    seen = _seen(certificate_id, by, "resume_certificate", desks.municipality)
    if not first_time(by.user, key, f"resume {seen.pk} {decision}"):
        return seen
    certificate = _hold(seen, expected_version)
    _refuse(decision.why_not(), services.why_not_move(certificate, rules.RESUME))
    services.resume(certificate, decision.reason, _act(by))
    return certificate


def terminate(*, certificate_id, decision, expected_version: int, by: Viewer, key: str) -> Certificate:
    """End a certificate, and the open cases about it, on a ground. A repeated `key` changes nothing more.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    seen = _seen(certificate_id, by, "terminate_certificate", desks.municipality)
    if not first_time(by.user, key, f"terminate {seen.pk} {decision}"):
        return seen
    act = _act(by)
    reasons = [*decision.why_not(), *services.why_not_ground(decision.ground, on=act.on)]
    return _end(seen, expected_version, reasons, decision.ground, decision.reason, act)


def give_up(*, certificate_id, decision, expected_version: int, by: Viewer, key: str) -> Certificate:
    """End a certificate at the wish of its family. A repeated `key` changes nothing more.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    seen = _seen(certificate_id, by, "give_up_certificate", desks.family)
    if not first_time(by.user, key, f"give up {seen.pk} {decision}"):
        return seen
    reason = decision.reason.strip() or BY_FAMILY
    return _end(seen, expected_version, [*decision.why_not()], rules.OWN_REQUEST, reason, _act(by))


def request_move(*, certificate_id, decision, expected_version: int, by: Viewer, key: str) -> CertificateMove:
    """Open the case of a move to another municipality. A repeated `key` gives the move that the first request made.

    :raises Refused: NOT_FOUND, KEY_REUSED, CASE_CHANGED, or every reason against it
    """
    start = CertificateTransfer.start
    seen = _seen(certificate_id, by, start.permission, start.holder)
    if not first_time(by.user, key, f"move {seen.pk} {decision}"):
        return CertificateMove.objects.get(pk__in=Receipt.objects.filter(user=by.user, key=key).values("subject_id"))
    certificate = _hold(seen, expected_version)
    act = Act(by.user, timezone.localdate(), uuid.uuid4())
    _refuse(decision.why_not(), start.why_not(certificate, decision, act))
    move = start.apply(certificate, decision, act)
    start.run(subject=move, act=act)
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=move.pk)
    return move


def _end(seen: Certificate, version: int, reasons: list[Refusal], ground: str, words: str, act: Act) -> Certificate:
    """What rests on the certificate gives its money back first; pupils with a contract stay to the end of the month."""
    cases = endings.hold(endings.about_certificate(seen.pk), contracts_of=[seen.pk])
    contracts, certificate = ending.lock_all(seen.pk), _hold(seen, version)
    _refuse(reasons, services.why_not_terminate(certificate))
    endings.end(endings.about_certificate(seen.pk), cases, ENDED)
    ending.terminate_all(contracts, certificate, ENDED, act, at_once=ground == rules.FALSE_DATA)
    pupils.withdraw_all(certificate, ENDED, act)
    services.terminate(certificate, ground, words, act)
    return certificate


def _seen(certificate_id, by: Viewer, permission: str, holder: Callable) -> Certificate:
    """The certificate, if the viewer may see it and has the permission where it is asked for.

    Of a repeated key too: an answer is a read (decision 0023), so the municipality that a certificate has left gets
    NOT_FOUND where it got the certificate before.

    :raises Refused: NOT_FOUND
    """
    seen = Certificate.objects.visible_to(by).filter(pk=certificate_id).first()
    if seen is None or not by.may(permission, holder(seen)):
        raise Refused(NOT_FOUND)
    return seen


def _hold(seen: Certificate, expected_version: int) -> Certificate:
    """The certificate, ours alone until the end of the act, as it was when the person looked."""
    certificate = funding.lock(seen.pk)
    if certificate.version != expected_version:
        raise Refused(CHANGED)
    return certificate


def _refuse(*reasons: Iterable[Refusal]) -> None:
    if found := [*chain(*reasons)]:
        raise Refused(*found)


def _act(by: Viewer) -> Act:
    return Act(by.user, timezone.localdate())
