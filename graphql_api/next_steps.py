"""What happens next with a request for a place: one Russian sentence with who acts and until when, in SQL."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Case, Exists, F, Func, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, Concat

from backoffice.enrollments.models import EnrollmentRequest, PlaceHold
from graphql_api.expressions import Written
from workflows.models import Task

Status = EnrollmentRequest.Status
# What stands before and after the last day of the open step.
OPEN_STEPS = {
    Status.DRAFT: ("Семья отправляет заявку до ", ", потом черновик исчезнет: место он не закрепляет."),
    Status.OFFERED: ("Место свободно: семья принимает его до ", ", иначе его предложат следующему."),
    Status.SENT_TO_PROVIDER: ("Организация отвечает на заявку до ", "; место закреплено."),
    Status.MANUAL: ("Муниципалитет решает, возможно ли зачисление, до ", "; место закреплено."),
    Status.NOT_POSSIBLE: ("Муниципалитет отказал. Семья может обжаловать отказ до ", ", потом он вступит в силу."),
    Status.APPEALED: ("Руководитель муниципалитета рассматривает жалобу до ", "; место закреплено."),
    Status.POSSIBLE: ("Зачисление возможно: организация издаёт приказ до ", "."),
}


class LastDay(Func):
    """The day that ends with a moment, in the time of the region."""

    output_field = TextField()

    def __init__(self, column: str):
        zone = settings.TIME_ZONE
        template = f"to_char((%(expressions)s - interval '1 second') AT TIME ZONE '{zone}', 'DD.MM.YYYY')"
        super().__init__(F(column), template=template)


def next_step() -> Case:
    """The sentence over the row of a request; empty when nothing comes any more."""
    due = _text(_steps().values_list(LastDay("due_at"))[:1])
    kept = PlaceHold.objects.filter(request=OuterRef("pk"), status=PlaceHold.Status.HELD)
    until = _text(kept.values_list(Written("held_until"))[:1])
    waits = "Место предложат, когда оно освободится, по порядку листа ожидания. Пока ничего делать не нужно."
    signs = Concat(_words("Организация и семья заключают договор; место закреплено до "), until, _words("."))
    begins = Concat(_words("Ребёнок зачислен: первое занятие "), Written("starts_on"), _words("."))
    steps = [
        When(status=status, then=Concat(_words(before), due, _words(after)))
        for status, (before, after) in OPEN_STEPS.items()
    ]
    comes_free = _words("Место освободится "), Written("starts_on"), _words(": семья принимает его до "), due
    later = Concat(*comes_free, _words(OPEN_STEPS[Status.OFFERED][1]))
    return Case(
        When(Exists(kept.filter(follows__isnull=False)), status=Status.OFFERED, then=later),
        *steps,
        When(status=Status.WAITING_LIST, then=_words(waits)),
        When(status=Status.CONTRACTING, then=signs),
        When(status=Status.ENROLLED, then=begins),
        default=_words(""),
        output_field=TextField(),
    )


def _steps():
    """The open step of a person in the case of a request."""
    open_steps = Task.objects.filter(process__enrollment_request=OuterRef("pk"), finished=None)
    return open_steps.filter(due_at__isnull=False).order_by("pk")


def _text(rows) -> Coalesce:
    return Coalesce(Subquery(rows, output_field=TextField()), _words(""))


def _words(text: str) -> Value:
    return Value(text, output_field=TextField())
