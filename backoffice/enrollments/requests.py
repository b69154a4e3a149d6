"""A request for a place, from the provider's answer to its end. Writes inside the caller's transaction.

Whoever calls has locked the case, if there is one already, then the request and its certificate; volume and places
come after them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from backoffice import journal
from backoffice.acts import services as acts
from backoffice.certificates.models import Certificate
from backoffice.contracts import unmade
from backoffice.enrollments import places, waiting_list
from backoffice.enrollments.models import Enrollment, EnrollmentRequest
from backoffice.entitlements import services as entitlements
from backoffice.errors import Refusal, unknown_ground
from backoffice.funding import services as funding
from backoffice.journal import Act
from backoffice.registers.models import RegisterKind

Status = EnrollmentRequest.Status
PROCESS = "EnrollmentApproval"
RULE = "Концепция, п. 2.13–2.15"


def remove_from_list(request: EnrollmentRequest, reason: str, act: Act) -> None:
    """The turn of a request has come too late: it ends, and its family reads why."""
    end(request, Status.EXPIRED, act, "enrollment.removed", reason)


def accept_place(request: EnrollmentRequest, act: Act) -> None:
    """The family takes the place that came free: the request goes to the provider like any other."""
    waiting_list.served(request)
    places.keep_until(request, last_day_of_hold(request, act.on))
    move(request, Status.SENT_TO_PROVIDER, act, "enrollment.requested")


def decline_place(request: EnrollmentRequest, reason: str, act: Act) -> None:
    """The family, or its silence, gives the place up: it goes to the next in the list."""
    waiting_list.lapsed(request, reason)
    end(request, Status.EXPIRED, act, "enrollment.lapsed", reason)


def accept(request: EnrollmentRequest, act: Act, said: str = "") -> None:
    """The provider takes the child: the municipality that issued the certificate is asked at once (C 2.14)."""
    _note("enrollment.accepted", request, act, said)


def why_not_refuse(ground: str, *, on: date) -> Iterator[Refusal]:
    """Yield why nobody may refuse on that ground on day `on`."""
    if ground not in {each.code for each in acts.grounds(PROCESS, on=on)}:
        yield unknown_ground(RULE, "ground")


def refuse_by_provider(request: EnrollmentRequest, ground: str, reason: str, act: Act) -> None:
    """The provider does not take the child, whatever the municipality says (domain 3.4-4)."""
    request.ground = ground
    end(request, Status.PROVIDER_REFUSED, act, "enrollment.refused_by_provider", reason, "ground")


def found_possible(request: EnrollmentRequest, reason: str, act: Act) -> None:
    """The provider may enroll: it has so many days, or the place goes to others. No refusal stands any longer."""
    places.keep_until(request, last_day_of_hold(request, act.on))
    request.reason = ""
    move(request, Status.POSSIBLE, act, "enrollment.possible", "reason", note=reason)


def found_manual(request: EnrollmentRequest, act: Act) -> None:
    """A person of the municipality is to look; its silence does not cost the family the place."""
    places.keep_until(request, None)
    move(request, Status.MANUAL, act, "enrollment.to_be_assessed")


def found_not_possible(request: EnrollmentRequest, reason: str, act: Act) -> None:
    """The municipality says no; the family may appeal, and keeps the place until that is decided."""
    places.keep_until(request, None)
    request.reason = reason
    move(request, Status.NOT_POSSIBLE, act, "enrollment.not_possible", "reason", note=reason)


def file_appeal(request: EnrollmentRequest, text: str, act: Act) -> None:
    """The family asks the head of the municipality to look again."""
    request.appeal = text
    move(request, Status.APPEALED, act, "enrollment.appealed", "appeal", note=text)


def reject_appeal(request: EnrollmentRequest, reason: str, act: Act) -> None:
    """The head leaves the refusal as it is, and says why: the family reads that from now on."""
    request.reason = reason
    _note("enrollment.appeal_rejected", request, act, reason)


def settle_refusal(request: EnrollmentRequest, act: Act) -> None:
    """The refusal of the municipality stands for good."""
    end(request, Status.REFUSED, act, "enrollment.refused", request.reason)


def use_volume(request: EnrollmentRequest) -> None:
    """The lessons that were held of the volume of the locked certificate have begun."""
    entitlements.use(request.certificate, request.period, request.register, request.hours)


def begin_contracting(request: EnrollmentRequest, act: Act) -> None:
    """Certified programs are taught by a contract (C 2.9); the place is kept as for any request found possible."""
    move(request, Status.CONTRACTING, act, "enrollment.contracting")


def keep_place(request: EnrollmentRequest, until: date) -> None:
    """The contract goes on: its place is kept until the last day of the step that follows."""
    places.keep_until(request, until)


def is_certified(request: EnrollmentRequest) -> bool:
    """Whether a contract follows, because money may be paid."""
    return request.register == RegisterKind.CERTIFIED


def why_not_cancel(request: EnrollmentRequest) -> Iterator[Refusal]:
    """Yield what speaks against taking the request back."""
    if request.status not in EnrollmentRequest.OPEN:
        yield Refusal("REQUEST_CLOSED", "Эта заявка уже завершена.", RULE, "Обновите страницу.")


def cancel(request: EnrollmentRequest, reason: str, act: Act) -> None:
    """The family takes the request back."""
    end(request, Status.CANCELLED, act, "enrollment.cancelled", reason)


def stop(request: EnrollmentRequest, reason: str, act: Act) -> None:
    """What the request rests on is gone: the certificate, the provider, the entry. Its family reads why."""
    end(request, Status.CANCELLED, act, "enrollment.stopped", reason)


def expire(request: EnrollmentRequest, act: Act, reason: str = "Срок истёк.") -> None:
    """Its time is over: the draft was not sent, or nobody answered while the place was held."""
    end(request, Status.EXPIRED, act, "enrollment.expired", reason)


def lock_all(requests: Collection[EnrollmentRequest]) -> None:
    """Lock what the end of several requests changes, each kind in the order of keys: certificates, then groups."""
    keys = {request.certificate_id for request in requests}
    rows = Certificate.objects.filter(pk__in=keys).order_by("pk")
    [*rows.select_for_update(no_key=True).values_list("pk")]
    taught = Enrollment.objects.filter(certificate__in=keys, status=Enrollment.Status.ACTIVE)
    groups = {request.group_id for request in requests} | {*taught.values_list("group", flat=True)}
    places.lock_groups(*groups)


def end(request: EnrollmentRequest, status: str, act: Act, what: str, reason: str, *columns: str) -> None:
    """Give back whatever the request has: its turn in the waiting list, its contract's money, volume, place."""
    request.certificate = funding.lock(request.certificate_id)
    waiting_list.leave(request, removed=act.by is None)
    if request.status == Status.CONTRACTING:
        said = {"ground": request.ground, "reason": reason}
        unmade.end(request.pk, request.certificate, act, is_late=status == Status.EXPIRED, **said)
    if places.free(request, act):
        entitlements.let_go(request.certificate, request.period, request.register, request.hours)
    request.reason = reason
    move(request, status, act, what, "reason", *columns, note=reason)


def move(request: EnrollmentRequest, status: str, act: Act, what: str, *columns: str, note: str = "") -> None:
    """Write a new request, or change the state of a locked one; its version rises."""
    request.status = status
    if request.pk is None:
        request.save(force_insert=True)
    else:
        request.version += 1
        request.save(update_fields=["status", "version", *columns])
    _note(what, request, act, note)


def last_day_of_hold(request: EnrollmentRequest, on: date) -> date:
    """How long a place is held while somebody has to act: so many working days (a setting of the Rules)."""
    return acts.working_days_of("PLACE_HOLD_DAYS", on=on, territory=request.municipality_id)


def _note(what: str, request: EnrollmentRequest, act: Act, note: str = "") -> None:
    about = {"provider_id": request.provider_id, "municipality_id": request.municipality_id}
    journal.record(what, request, act, note, **about)
