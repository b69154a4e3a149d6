"""The path of a child: all programs it was taught, and the requests that came to nothing (L 13)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from backoffice.enrollments.models import Enrollment, EnrollmentRequest
from backoffice.people.models import Child

Status = EnrollmentRequest.Status
CAME_TO_NOTHING = (Status.PROVIDER_REFUSED, Status.REFUSED, Status.EXPIRED, Status.CANCELLED)
HEADINGS = (
    "Что было",
    "Программа",
    "Часть программы",
    "Организация",
    "Реестр",
    "Часов",
    "Начало",
    "Конец по плану",
    "Закончено",
    "Состояние",
    "Результат",
    "Причина",
)


def programs_of(child: Child) -> QuerySet[Enrollment]:
    """What the child was or is taught, the latest first."""
    rows = Enrollment.objects.filter(child=child.pk).select_related("request", "module__edition", "provider", "group")
    return rows.order_by("-starts_on", "-pk")


def attempts_of(child: Child) -> QuerySet[EnrollmentRequest]:
    """Requests that were sent and came to nothing, the latest first. A draft is the family's alone and no attempt."""
    rows = EnrollmentRequest.objects.filter(child=child.pk, status__in=CAME_TO_NOTHING, sent_on__isnull=False)
    return rows.select_related("module__edition", "provider", "group").order_by("-starts_on", "-pk")


def lines(child: Child) -> Iterator[list]:
    """The same as rows of a table under `HEADINGS`, for the family to take away."""
    for each in programs_of(child):
        said = [each.ended_on, each.get_status_display(), each.result, each.reason]
        yield ["Обучение", *_program(each, each.request), each.starts_on, each.ends_on, *said]
    for request in attempts_of(child):
        said = [None, request.get_status_display(), "", request.reason]
        yield ["Заявка", *_program(request, request), request.starts_on, request.ends_on, *said]


def _program(row: Enrollment | EnrollmentRequest, request: EnrollmentRequest) -> list:
    module = row.module
    return [module.edition.name, module.name, row.provider.short_name, request.get_register_display(), request.hours]
