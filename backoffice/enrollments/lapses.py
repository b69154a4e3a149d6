"""Requests and enrollments that time ends: which ones, and what the family reads. Reads only."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, Exists, F, Q, QuerySet, Value, When

from backoffice.enrollments import leaving, renewals
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, PlaceHold
from backoffice.groups.models import GroupPlaces

Status = EnrollmentRequest.Status
OVER = {
    Status.SENT_TO_PROVIDER: "Организация не ответила, пока место хранилось за заявкой.",
    Status.POSSIBLE: "Организация не зачислила ребёнка, пока место хранилось за заявкой.",
    Status.CONTRACTING: "Договор не заключили, пока место хранилось за заявкой.",
}


def held_too_long(*, on: date) -> QuerySet[EnrollmentRequest]:
    """Requests for which somebody had to act while a place was held, and has not until day `on`."""
    over = PlaceHold.objects.filter(status=PlaceHold.Status.HELD, held_until__lt=on)
    return EnrollmentRequest.objects.filter(status__in=OVER, pk__in=over.values("request"))


def without_contract() -> QuerySet[EnrollmentRequest]:
    """Requests for which a contract is to be made, from before there were contracts."""
    return EnrollmentRequest.objects.filter(status=Status.CONTRACTING, contract=None)


def without_ground(*, on: date) -> QuerySet[EnrollmentRequest]:
    """Open requests that rest on nothing any more, each with `lost`: what is gone, for its family.

    Whoever ends a certificate, a provider or an entry stops its requests in the same act; these were opened at the
    same moment and not seen by it. A group that is over or was cancelled ends those who still wait for it.
    """
    gone = {
        "Сертификат больше не действует.": ~Q(certificate__status="ACTIVE"),
        "Сертификат переведён в другой муниципалитет.": ~Q(certificate__issuer=F("municipality")),
        "Организация не принимает заявки: её работа приостановлена или прекращена.": ~Q(provider__status="ACTIVE"),
        "Программа исключена из реестра.": Q(entry__exit__excluded_on__lte=on),
        renewals.OVER: Q(entry__valid_until__lte=on) & ~Exists(renewals.renewals("entry", on=on)),
        "Группа отменена.": Q(group__status="CANCELLED"),
        "Занятия этой группы закончились.": Q(group__ends_on__lt=on),
    }
    lost = [When(condition, then=Value(words)) for words, condition in gone.items()]
    told = Case(*lost, default=Value(""), output_field=CharField())
    return EnrollmentRequest.objects.filter(status__in=EnrollmentRequest.OPEN).annotate(lost=told).exclude(lost="")


def completed(*, on: date) -> QuerySet[Enrollment]:
    """Pupils whose last lesson was before day `on`; who has a live contract graduates with its end."""
    by_contract = Q(request__contract__status__in=("ACTIVE", "TERMINATING"))
    return Enrollment.objects.filter(~by_contract, status=Enrollment.Status.ACTIVE, ends_on__lt=on)


def unserved() -> QuerySet[GroupPlaces]:
    """Groups for which somebody waits with a place that is free, or passes on at the end of a month.

    Whether the register has one too is asked later.
    """
    return GroupPlaces.objects.filter(Q(taken__lt=F("capacity")) | Exists(leaving.of_row()), waiting__gt=0)
