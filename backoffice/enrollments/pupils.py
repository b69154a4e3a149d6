"""Pupils: enrolled, moved to another group, withdrawn, graduated. Writes inside the caller's transaction.

Locks are taken in one order: certificate, enrollment, volume of services, places of groups in the order of their keys,
places of the register's entry. Whoever moves or ends an enrollment locks the certificate first, so that a transfer, a
withdrawal, the end of the certificate and the last lesson never meet; the places of a group are shared with requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from backoffice import journal
from backoffice.acts import services as acts
from backoffice.certificates.models import Certificate
from backoffice.enrollments import leaving, places, requests
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, GroupTransfer
from backoffice.entitlements import services as entitlements
from backoffice.errors import Refusal, unknown_ground
from backoffice.funding import services as funding
from backoffice.groups.models import GroupPlaces, StudyGroup
from backoffice.journal import Act

Status = Enrollment.Status
RULE = "Концепция, п. 2.13"
WITHDRAWAL = "PupilWithdrawal"
OPEN_GROUPS = StudyGroup.LIVE


def why_not_enroll(request: EnrollmentRequest, order_date: date | None, *, on: date) -> Iterator[Refusal]:
    """Yield why the order of the provider is not one for this child."""
    if order_date is not None and order_date > on:
        text = "Дата приказа о зачислении не может быть в будущем."
        yield Refusal("ORDER_DATE_INVALID", text, RULE, "Исправьте дату приказа.", ("order_date",))
    found_on = request.assessments.latest("pk").decided_on
    if order_date is not None and order_date < found_on:
        text = f"Приказ о зачислении не может быть издан раньше решения муниципалитета ({found_on:%d.%m.%Y})."
        yield Refusal("ORDER_DATE_INVALID", text, RULE, "Исправьте дату приказа.", ("order_date",))


def enroll(request: EnrollmentRequest, number: str, day: date, act: Act, said: str = "") -> Enrollment:
    """The child is a pupil by an order of its provider; what was held is used."""
    request.certificate = funding.lock(request.certificate_id)
    return enroll_locked(request, number, day, act, said)


def enroll_locked(request: EnrollmentRequest, number: str, day: date, act: Act, said: str = "") -> Enrollment:
    """The same, where the certificate is locked already."""
    requests.use_volume(request)
    places.fill(request)
    made = Enrollment.objects.create(
        request=request,
        certificate_id=request.certificate_id,
        child_id=request.child_id,
        municipality_id=request.municipality_id,
        provider_id=request.provider_id,
        module_id=request.module_id,
        group_id=request.group_id,
        order_number=number.strip(),
        order_date=day,
        starts_on=request.starts_on,
        ends_on=request.ends_on,
    )
    note = journal.words(f"Приказ от {day:%d.%m.%Y} № {number.strip()}", said)
    requests.move(request, EnrollmentRequest.Status.ENROLLED, act, "enrollment.enrolled", note=note)
    return made


def why_not_active(enrollment: Enrollment) -> Iterator[Refusal]:
    """Only a pupil who is taught is moved or withdrawn."""
    if enrollment.status != Status.ACTIVE:
        yield Refusal("ENROLLMENT_OVER", "Обучение по этому зачислению уже закончено.", RULE, "Обновите страницу.")


def why_not_transfer(enrollment: Enrollment, group: StudyGroup | None, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against another group of a locked enrollment: same module, free place, same price.

    It teaches in every month of the contract that is left. Whoever waits for a place of that group goes before.
    """
    yield from why_not_active(enrollment)
    if leaving.is_leaving(enrollment.request_id):
        text = "Договор этого обучающегося расторгается: он учится в своей группе до последнего дня."
        yield Refusal("PUPIL_LEAVES", text, RULE, "Дождитесь этого дня.")
    if group is None or group.module_id != enrollment.module_id or group.pk == enrollment.group_id:
        text = "Перевести можно в другую группу той же части программы."
        yield Refusal("GROUP_NOT_FIT", text, RULE, "Выберите другую группу.", ("group",))
        return
    is_open = group.status in OPEN_GROUPS and group.opens_at is not None and group.opens_at <= timezone.now()
    if not is_open or group.ends_on < max(on, enrollment.starts_on):
        yield Refusal("GROUP_NOT_OPEN", "Эта группа не занимается.", RULE, "Выберите другую группу.", ("group",))
    if group.price != enrollment.group.price:
        text = "Цена групп различается: перевод изменил бы условия обучения."
        yield Refusal("GROUP_NOT_FIT", text, RULE, "Выберите группу с той же ценой.", ("group",))
    yield from _why_not_cover(enrollment.request, group, on=on)
    row = GroupPlaces.objects.get(pk=group.pk)
    if row.taken + row.waiting >= row.capacity:
        text = "В этой группе нет свободных мест."
        yield Refusal("NO_PLACES", text, RULE, "Выберите другую группу или дождитесь места.", ("group",))


def _why_not_cover(request: EnrollmentRequest, group: StudyGroup, *, on: date) -> Iterator[Refusal]:
    """Yield why a group does not teach as long as the contract of a request is paid for."""
    contract = getattr(request, "contract", None)
    if contract is None or contract.status not in contract.LIVE:
        return
    first, last = max(contract.starts_on, on), contract.last_day
    if group.starts_on.replace(day=1) > first or group.ends_on < last:
        text = (
            f"Договор действует по {last:%d.%m.%Y}, а занятия этой группы — с {group.starts_on:%d.%m.%Y}"
            f" по {group.ends_on:%d.%m.%Y}: оплаченные месяцы остались бы без занятий."
        )
        remedy = "Выберите группу, которая занимается весь срок договора."
        yield Refusal("GROUP_NOT_FIT", text, RULE, remedy, ("group",))


def lock(enrollment_id: int) -> Enrollment:
    """Have an enrollment to oneself, its certificate before it; read anew, with its group and its request."""
    certificate_id = Enrollment.objects.values_list("certificate", flat=True).get(pk=enrollment_id)
    certificate = funding.lock(certificate_id)
    rows = Enrollment.objects.select_related("group", "request__period", "request__contract", "child")
    found = rows.select_for_update(no_key=True, of=("self",)).get(pk=enrollment_id)
    found.certificate = certificate
    return found


def transfer(enrollment: Enrollment, group: StudyGroup, reason: str, act: Act) -> GroupTransfer:
    """Move a pupil to a group whose places are locked with those of its own; the enrollment goes on."""
    left = enrollment.group
    places.change_group(enrollment.request, group, act)
    enrollment.group, enrollment.version = group, enrollment.version + 1
    enrollment.ends_on = min(enrollment.request.ends_on, group.ends_on)
    enrollment.save(update_fields=["group", "ends_on", "version"])
    made = GroupTransfer.objects.create(
        enrollment=enrollment,
        left=left,
        entered=group,
        moved_on=act.on,
        reason=reason.strip()[:300],
        case_id=act.case_id,
    )
    _note("pupil.transferred", enrollment, act, f"{left} → {group}. {reason}")
    return made


def why_not_ground(ground: str, *, on: date) -> Iterator[Refusal]:
    """Yield why a provider may not withdraw on that ground on day `on`."""
    if ground not in {each.code for each in acts.grounds(WITHDRAWAL, on=on)}:
        yield unknown_ground(RULE, "ground")


def withdraw(enrollment: Enrollment, reason: str, act: Act, *, last_day: date, ground: str = "") -> None:
    """A pupil leaves: the place goes to whoever waits. Who has had no lesson yet has taken nothing of the volume."""
    if last_day < enrollment.starts_on:
        request = enrollment.request
        entitlements.give_back(enrollment.certificate, request.period, request.register, request.hours)
    enrollment.ground = ground
    _end(enrollment, Status.WITHDRAWN, last_day, reason, act, "pupil.withdrawn")


def undo(enrollment: Enrollment, reason: str, act: Act) -> None:
    """The enrollment was a mistake: no lesson of it counts, so it ends before the first one at the latest."""
    before = enrollment.starts_on - timedelta(days=1)
    withdraw(enrollment, reason, act, last_day=min(act.on, before))


def withdraw_all(certificate: Certificate, reason: str, act: Act) -> None:
    """The lessons end with the locked certificate, today; who has a live contract is taught to its last day."""
    active = Enrollment.objects.filter(certificate=certificate, status=Status.ACTIVE).order_by("request__entry", "pk")
    rows = active.exclude(request__contract__status="TERMINATING")
    rows = rows.select_related("group", "request__period", "child").select_for_update(no_key=True, of=("self",))
    taught = [*rows]
    if not taught:
        return
    places.lock_groups(*(each.group_id for each in taught))
    for each in taught:
        each.certificate = certificate
        withdraw(each, reason, act, last_day=act.on)


def pass_on(certificate: Certificate) -> None:
    """What is asked for and is taught by a locked certificate goes with it to the child who has it now.

    That child had no certificate in force, so it asks for nothing itself. What is over stays where it was.
    """
    mine = {"certificate": certificate}
    taught = Enrollment.objects.filter(**mine, status=Status.ACTIVE)
    goes_on = Q(status__in=EnrollmentRequest.OPEN) | Q(pk__in=taught.values("request"))
    EnrollmentRequest.objects.filter(goes_on, **mine).update(child=certificate.child_id)
    taught.update(child=certificate.child_id)


def complete(enrollment: Enrollment, act: Act) -> None:
    """The last lesson is over."""
    _end(enrollment, Status.COMPLETED, enrollment.ends_on, "", act, "pupil.graduated")


def record_result(enrollment: Enrollment, result: str, act: Act) -> None:
    """Write down what the pupil has reached, for the child's own history."""
    enrollment.result, enrollment.version = result.strip(), enrollment.version + 1
    enrollment.save(update_fields=["result", "version"])
    _note("pupil.result_recorded", enrollment, act, "")


def _end(enrollment: Enrollment, status: str, last_day: date, reason: str, act: Act, what: str) -> None:
    enrollment.status, enrollment.ended_on, enrollment.reason = status, last_day, reason
    enrollment.version += 1
    enrollment.save(update_fields=["status", "ended_on", "ground", "reason", "version"])
    places.free(enrollment.request, act)
    _note(what, enrollment, act, reason)


def _note(what: str, enrollment: Enrollment, act: Act, note: str) -> None:
    about = {"provider_id": enrollment.provider_id, "municipality_id": enrollment.municipality_id}
    journal.record(what, enrollment, act, note, **about)
