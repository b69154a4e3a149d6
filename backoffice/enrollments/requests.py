"""A request for a place, from the family's wish to its end. Writes inside the caller's transaction.

Whoever calls has locked the case, if there is one already, then the request and its certificate; volume and places
come after them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from backoffice import journal, money
from backoffice.acts import calendar
from backoffice.acts import services as acts
from backoffice.certificates.models import Certificate
from backoffice.contracts import unmade
from backoffice.enrollments import consents, limits, places, waiting_list
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, PlaceHold
from backoffice.enrollments.places import Places
from backoffice.enrollments.plans import Plan, plan
from backoffice.enrollments.request_rules import NO_PLACES, why_not_days, why_not_possible, why_not_request
from backoffice.enrollments.waiting import WaitingListEntry
from backoffice.entitlements import services as entitlements
from backoffice.errors import Refusal, Refused
from backoffice.funding import services as funding
from backoffice.groups.models import StudyGroup
from backoffice.journal import Act
from backoffice.registers.models import RegisterKind

Status = EnrollmentRequest.Status
PROCESS = "EnrollmentApproval"
RULE = "Концепция, п. 2.13–2.15"
# What speaks against everybody who waits alike, and passes: nobody loses his turn by it.
PASSING = frozenset({"CONTRACT_LIMIT_REACHED", "NO_PAYMENT_AGREEMENT", "DIRECTION_CAP_REACHED"})


def why_not_ask(plan: Plan, *, waits: bool) -> Iterator[Refusal]:
    """Yield every reason against a planned request; without a place one may still wait for it."""
    for refusal in why_not_request(plan.facts):
        if not (waits and refusal.code == NO_PLACES):
            yield refusal


def draft(certificate: Certificate, plan: Plan, act: Act) -> EnrollmentRequest:
    """Keep what the family has chosen; it holds no place until it is sent."""
    request = _made(certificate, plan, Status.DRAFT, act)
    _note("enrollment.drafted", request, act)
    return request


def ask(certificate: Certificate, plan: Plan, act: Act, *, waits: bool) -> EnrollmentRequest:
    """Send a request that nothing speaks against; it holds a place from now on, or waits for one.

    :raises Refused: NO_PLACES, when the last one was taken meanwhile
    """
    request = _made(certificate, plan, Status.SENT_TO_PROVIDER, act)
    consents.give_for_enrollment(request, act)
    send(request, act, waits=waits)
    return request


def ask_for_pupil(certificate: Certificate, plan: Plan, act: Act) -> EnrollmentRequest:
    """Send a request that the provider makes for its own pupil; the family agrees when it accepts the contract.

    :raises Refused: NO_PLACES
    """
    request = _made(certificate, plan, Status.SENT_TO_PROVIDER, act)
    send(request, act, waits=False)
    return request


def send(request: EnrollmentRequest, act: Act, *, waits: bool) -> None:
    """Hold the volume and a place for a request, or let it wait, as its family agreed.

    :raises Refused: NO_PLACES, CONTRACT_LIMIT_REACHED, VOLUME_EXCEEDED, GROUP_CHANGED
    """
    request.sent_on = act.on
    free = places.lock(request.group_id, request.entry)
    if reasons := [*why_group_changed(request)]:
        raise Refused(*reasons)
    if free.left_for_newcomers > 0:
        _take(request, free, act, until=_last_day_of_hold(request, act.on))
        move(request, Status.SENT_TO_PROVIDER, act, "enrollment.requested", "sent_on")
    elif waits:
        waiting_list.join(request, free, act)
        move(request, Status.WAITING_LIST, act, "enrollment.queued", "sent_on")
    else:
        raise Refused(no_places())


def why_group_changed(request: EnrollmentRequest) -> Iterator[Refusal]:
    """Yield why the group is no longer what the family has seen. Its places are locked: nobody changes it now."""
    seen = {name: getattr(request.group, name) for name in StudyGroup.AGREED}
    if not StudyGroup.objects.filter(pk=request.group_id, **seen).exists():
        text = "Пока подавалась заявка, организация изменила группу: закрыла набор или исправила условия."
        yield Refusal("GROUP_CHANGED", text, RULE, "Обновите страницу и проверьте условия.")


def _take(
    request: EnrollmentRequest, free: Places, act: Act, *, until: date | None, after: PlaceHold | None = None
) -> None:
    """Hold a place, and with it the lessons of the certificate's volume and one of the provider's contracts.

    `after` is the hold of a pupil who leaves: the place is taken over from it.
    """
    if is_certified(request):
        limits.keep(request, on=act.on)
    entitlements.hold(request.certificate, request.period, request.register, request.hours, on=act.on)
    if after is None:
        places.hold(request, free, until=until, act=act)
    else:
        places.hand_over(after, request, until=until, act=act)


def offer_place(
    request: EnrollmentRequest, entry: WaitingListEntry, free: Places, act: Act, *, after: PlaceHold | None = None
) -> None:
    """A place that came free is held for the first who waits, until its family answers or is silent too long.

    One that comes free later is taken over from the pupil who leaves: the request begins `after` that.
    :raises Refused: CONTRACT_LIMIT_REACHED, VOLUME_EXCEEDED
    """
    _take(request, free, act, until=None, after=after)  # the step of the family runs out by itself
    waiting_list.offered(entry, free, after)
    move(request, Status.OFFERED, act, "enrollment.place_offered")


def why_not_send(request: EnrollmentRequest, *, waits: bool, on: date) -> Iterator[Refusal]:
    """Yield every reason against sending a draft today: all is asked anew, and what the family pays has not risen."""
    request.certificate = funding.lock(request.certificate_id)
    today = _plan_of(request, on)
    yield from why_not_ask(today, waits=waits)
    if today.family_part > request.family_part:
        text = (
            f"Условия изменились: теперь часть семьи — {money.text(today.family_part)},"
            f" а в черновике — {money.text(request.family_part)}."
        )
        yield Refusal("TERMS_CHANGED", text, RULE, "Отзовите черновик и подайте заявку на новых условиях.")


def send_draft(request: EnrollmentRequest, act: Act, *, waits: bool) -> None:
    """Send a draft by the plan of today, against which `why_not_send` had no reason.

    :raises Refused: NO_PLACES, VOLUME_EXCEEDED
    """
    plan_again(request, on=act.on)
    consents.give_for_enrollment(request, act)
    send(request, act, waits=waits)


def _plan_of(request: EnrollmentRequest, on: date) -> Plan:
    """The plan of a request that is not sent yet, or waits: its first lesson is not before today and its group's."""
    first = max(request.starts_on, request.group.starts_on, on)
    return plan(request.certificate, request.group, on=on, starts_on=first, without=request)


def no_places() -> Refusal:
    """The refusal of somebody who came too late and does not want to wait."""
    text, remedy = "Свободных мест нет.", "Встаньте в лист ожидания или выберите другую группу."
    return Refusal("NO_PLACES", text, "Концепция, п. 2.5.1, 2.13", remedy)


def plan_again(request: EnrollmentRequest, *, on: date, earliest: date | None = None) -> None:
    """Bring a request that has waited to its plan of today: entry, days, sums. Before its places are locked.

    It begins not before its own first day, and not before the `earliest`. Where nothing can be planned any more it
    stays as it was; `why_not_offer` says why.
    """
    request.starts_on = max(request.starts_on, earliest or request.starts_on)
    today = _plan_of(request, on)
    if today.entry is None or today.ends_on < today.starts_on:
        return
    columns = _columns(request.certificate, today)
    for name, value in columns.items():
        setattr(request, name, value)
    request.save(update_fields=columns)


def why_not_offer(request: EnrollmentRequest, *, on: date) -> Iterator[Refusal]:
    """Yield why a free place is no longer for the one who waited for it: all but the intake is asked again."""
    seen = _plan_of(request, on)
    yield from why_not_possible(seen.facts)
    yield from why_not_days(seen.facts)


def remove_from_list(request: EnrollmentRequest, reason: str, act: Act) -> None:
    """The turn of a request has come too late: it ends, and its family reads why."""
    end(request, Status.EXPIRED, act, "enrollment.removed", reason)


def accept_place(request: EnrollmentRequest, act: Act) -> None:
    """The family takes the place that came free: the request goes to the provider like any other."""
    waiting_list.served(request)
    places.keep_until(request, _last_day_of_hold(request, act.on))
    move(request, Status.SENT_TO_PROVIDER, act, "enrollment.requested")


def decline_place(request: EnrollmentRequest, reason: str, act: Act) -> None:
    """The family, or its silence, gives the place up: it goes to the next in the list."""
    waiting_list.lapsed(request, reason)
    end(request, Status.EXPIRED, act, "enrollment.lapsed", reason)


def accept(request: EnrollmentRequest, act: Act) -> None:
    """The provider takes the child: the municipality that issued the certificate is asked (C 2.14).

    Its silence does not cost the family the place.
    """
    places.keep_until(request, None)
    _note("enrollment.accepted", request, act)


def why_not_refuse(ground: str, *, on: date) -> Iterator[Refusal]:
    """Yield why nobody may refuse on that ground on day `on`."""
    if ground not in {each.code for each in acts.grounds(PROCESS, on=on)}:
        text = f"Основания «{ground}» нет в действующем перечне."
        yield Refusal("GROUND_UNKNOWN", text, RULE, "Выберите основание из перечня.", ("ground",))


def refuse_by_provider(request: EnrollmentRequest, ground: str, reason: str, act: Act) -> None:
    """The provider does not take the child, whatever the municipality says (domain 3.4-4)."""
    request.ground = ground
    end(request, Status.PROVIDER_REFUSED, act, "enrollment.refused_by_provider", reason, "ground")


def found_possible(request: EnrollmentRequest, reason: str, act: Act) -> None:
    """The provider may enroll: it has so many days, or the place goes to others. No refusal stands any longer."""
    places.keep_until(request, _last_day_of_hold(request, act.on))
    request.reason = ""
    move(request, Status.POSSIBLE, act, "enrollment.possible", "reason", note=reason)


def found_manual(request: EnrollmentRequest, act: Act) -> None:
    """A person of the municipality is to look."""
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
    """The lessons that were held of the certificate's volume have begun."""
    request.certificate = funding.lock(request.certificate_id)
    entitlements.use(request.certificate, request.period, request.register, request.hours)


def begin_contracting(request: EnrollmentRequest, act: Act) -> None:
    """Certified programs are taught by a contract; the place is kept so long (C 2.9)."""
    places.keep_until(request, _last_day_of_hold(request, act.on))
    move(request, Status.CONTRACTING, act, "enrollment.contracting")


def keep_place(request: EnrollmentRequest, until: date) -> None:
    """The contract goes on: its place is kept until the last day of the step that follows."""
    places.keep_until(request, until)


def settle_terms(request: EnrollmentRequest, plan: Plan, until: date, act: Act) -> None:
    """The days and sums of a contract that is offered are the request's; its volume moves with its first lesson.

    :raises Refused: VOLUME_EXCEEDED
    """
    columns = _columns(request.certificate, plan)
    held, columns["version"] = request.period, request.version + 1
    for name, value in columns.items():
        setattr(request, name, value)
    if held != request.period:
        entitlements.let_go(request.certificate, held, request.register, request.hours)
        entitlements.hold(request.certificate, request.period, request.register, request.hours, on=act.on)
    request.save(update_fields=columns)
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
    """Change the state of a locked request; its version rises."""
    request.status, request.version = status, request.version + 1
    request.save(update_fields=["status", "version", *columns])
    _note(what, request, act, note)


def _made(certificate: Certificate, plan: Plan, status: str, act: Act) -> EnrollmentRequest:
    request = EnrollmentRequest(
        certificate=certificate,
        child=certificate.child,
        municipality=certificate.issuer,
        group=plan.group,
        module=plan.group.module,
        provider_id=plan.group.provider_id,
        status=status,
        asked_by=act.by,
        **_columns(certificate, plan),
    )
    request.save(force_insert=True)
    return request


def _columns(certificate: Certificate, plan: Plan) -> dict[str, Any]:
    """What a plan says of a request."""
    assert plan.entry is not None  # the rules have asked
    return {
        "entry": plan.entry,
        "register": plan.register,
        "period": plan.period or funding.period_for(certificate.issuer_id, plan.starts_on),
        "hours": plan.hours,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "certificate_part": plan.certificate_part,
        "family_part": plan.family_part,
        "needs_attention": bool(plan.facts.clashes),
    }


def _last_day_of_hold(request: EnrollmentRequest, on: date) -> date:
    """How long a place is held while somebody has to act: so many working days (a setting of the Rules)."""
    days = acts.setting("PLACE_HOLD_DAYS", on=on, territory=request.municipality_id)
    return calendar.add_days(on, int(days), working=True)


def _note(what: str, request: EnrollmentRequest, act: Act, note: str = "") -> None:
    about = {"provider_id": request.provider_id, "municipality_id": request.municipality_id}
    journal.record(what, request, act, note, **about)
