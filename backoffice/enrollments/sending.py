"""How a request comes to its place: drafted, sent, offered one from the waiting list. Inside the caller's transaction.

Whoever calls has locked the case, if there is one already, then the request and its certificate; volume and places
come after them. What the act needs to know is asked before the places are locked: others wait for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Value

from backoffice import journal, money
from backoffice.certificates.models import Certificate
from backoffice.enrollments import consents, limits, places, waiting_list
from backoffice.enrollments.models import EnrollmentRequest, PlaceHold
from backoffice.enrollments.places import Places
from backoffice.enrollments.plans import Plan, plan
from backoffice.enrollments.request_rules import NO_PLACES, why_not_days, why_not_possible, why_not_request
from backoffice.enrollments.requests import RULE, is_certified, last_day_of_hold, move
from backoffice.enrollments.waiting import WaitingListEntry
from backoffice.entitlements import services as entitlements
from backoffice.entitlements.models import UseOrder
from backoffice.errors import Refusal, Refused
from backoffice.funding import services as funding
from backoffice.groups.models import StudyGroup
from backoffice.journal import Act

Status = EnrollmentRequest.Status
# What speaks against everybody who waits alike, and passes: nobody loses his turn by it.
PASSING = frozenset({"CONTRACT_LIMIT_REACHED", "NO_PAYMENT_AGREEMENT", "DIRECTION_CAP_REACHED"})
# What a plan says of a request.
PLANNED = (
    *("entry", "register", "period", "hours", "starts_on", "ends_on"),
    *("certificate_part", "family_part", "needs_attention"),
)


def why_not_ask(plan: Plan, *, waits: bool) -> Iterator[Refusal]:
    """Yield every reason against a planned request; without a place one may still wait for it."""
    for refusal in why_not_request(plan.facts):
        if not (waits and refusal.code == NO_PLACES):
            yield refusal


def draft(certificate: Certificate, plan: Plan, act: Act) -> EnrollmentRequest:
    """Keep what the family has chosen; it holds no place until it is sent."""
    request = _new(certificate, plan, act)
    move(request, Status.DRAFT, act, "enrollment.drafted")
    return request


def ask(certificate: Certificate, plan: Plan, act: Act, *, waits: bool) -> EnrollmentRequest:
    """Send a request that nothing speaks against; it holds a place from now on, or waits for one.

    :raises Refused: NO_PLACES, when the last one was taken meanwhile
    """
    request = _new(certificate, plan, act)
    _send(request, plan, act, waits=waits)
    return request


def ask_for_pupil(certificate: Certificate, plan: Plan, act: Act) -> EnrollmentRequest:
    """Send a request that the provider makes for its own pupil; the family agrees when it accepts the contract.

    It is assessed in the same act, by the same plan.

    :raises Refused: NO_PLACES
    """
    request = _new(certificate, plan, act)
    request.plan = plan
    _send(request, plan, act, waits=False, by_family=False)
    return request


def _new(certificate: Certificate, plan: Plan, act: Act) -> EnrollmentRequest:
    """A request as it is planned, not written yet."""
    return EnrollmentRequest(
        certificate=certificate,
        child=certificate.child,
        municipality=certificate.issuer,
        group=plan.group,
        module=plan.group.module,
        provider_id=plan.group.provider_id,
        asked_by=act.by,
        **_columns(certificate, plan),
    )


def _send(request: EnrollmentRequest, plan: Plan, act: Act, *, waits: bool, by_family: bool = True) -> None:
    """Hold the volume and a place for a request, or let it wait, as its family agreed; its consents come with it.

    :raises Refused: NO_PLACES, CONTRACT_LIMIT_REACHED, VOLUME_EXCEEDED, GROUP_CHANGED
    """
    request.sent_on = act.on
    until = last_day_of_hold(request, act.on)
    with journal.at_once():
        if by_family:
            consents.give_for_enrollment(request, act)
        free = places.lock(request.group_id, request.entry)
        if free.left_for_newcomers(_promised(request)) > 0:
            move(request, Status.SENT_TO_PROVIDER, act, "enrollment.requested", "sent_on", *PLANNED)
            _take(request, free, act, until=until, order=plan.means.order)
        elif waits:
            move(request, Status.WAITING_LIST, act, "enrollment.queued", "sent_on", *PLANNED)
            waiting_list.join(request, free, act)
        else:
            raise Refused(no_places())


def _promised(request: EnrollmentRequest) -> int:
    """How many places of its entry belong to those who wait. The places of the group are locked: nobody changes it now.

    :raises Refused: GROUP_CHANGED, when it is no longer what the family has seen
    """
    seen = {name: getattr(request.group, name) for name in StudyGroup.AGREED}
    unchanged = StudyGroup.objects.filter(pk=request.group_id, **seen)
    promised = unchanged.values_list(places.promised(Value(request.entry_id)), flat=True).first()
    if promised is None:
        text = "Пока подавалась заявка, организация изменила группу: закрыла набор или исправила условия."
        raise Refused(Refusal("GROUP_CHANGED", text, RULE, "Обновите страницу и проверьте условия."))
    return promised


def _take(
    request: EnrollmentRequest,
    free: Places,
    act: Act,
    *,
    until: date | None,
    order: UseOrder | None = None,
    after: PlaceHold | None = None,
) -> None:
    """Hold a place, and with it the lessons of the certificate's volume and one of the provider's contracts.

    `after` is the hold of a pupil who leaves: the place is taken over from it.
    """
    if is_certified(request):
        limits.keep(request, on=act.on)
    held = (request.certificate, request.period, request.register, request.hours)
    entitlements.hold(*held, on=act.on, order=order)
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
    today = request.plan = _plan_of(request, on)
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
    _follow(request, request.plan)
    _send(request, request.plan, act, waits=waits)


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
    _follow(request, today)
    request.save(update_fields=PLANNED)


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


def _follow(request: EnrollmentRequest, plan: Plan) -> None:
    """Let a request be as it is planned; whoever calls writes it."""
    for name, value in _columns(request.certificate, plan).items():
        setattr(request, name, value)


def why_not_offer(request: EnrollmentRequest, *, on: date) -> Iterator[Refusal]:
    """Yield why a free place is no longer for the one who waited for it: all but the intake is asked again."""
    seen = _plan_of(request, on)
    yield from why_not_possible(seen.facts)
    yield from why_not_days(seen.facts)


def _columns(certificate: Certificate, plan: Plan) -> dict[str, Any]:
    """What a plan says of a request: `PLANNED`."""
    assert plan.entry is not None  # the rules have asked
    return {
        "entry": plan.entry,
        "register": plan.register,
        "period": plan.period or funding.open_period(certificate.issuer_id, plan.starts_on),
        "hours": plan.hours,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "certificate_part": plan.certificate_part,
        "family_part": plan.family_part,
        "needs_attention": bool(plan.facts.clashes),
    }
