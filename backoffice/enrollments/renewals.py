"""Who goes on under the entry that follows an expired one: pupils and requests. Inside the caller's transaction.

Whoever calls has locked the certificate; places of entries are the last lock.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet

from backoffice import journal
from backoffice.enrollments import places, requests, waiting_list
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, PlaceHold
from backoffice.journal import Act
from backoffice.registers.budget import BUDGET
from backoffice.registers.models import ProgramRegisterEntry

OVER = "Срок записи программы в реестре истёк."
NO_PLACE = f"{OVER} В новой записи нет места для этой заявки."


def renewals(of: str, *, on: date) -> QuerySet[ProgramRegisterEntry]:
    """What stands on day `on` for the same edition in the same municipality as the entry named `of`, in SQL."""
    same = {name: OuterRef(f"{of}__{name}") for name in ("edition", "municipality")}
    return ProgramRegisterEntry.objects.filter(BUDGET, **same).in_force(on=on)


def renewal_of(entry: ProgramRegisterEntry, *, on: date) -> ProgramRegisterEntry | None:
    """The entry that goes on where this one has ended; None: there is none on day `on`."""
    same = {"edition": entry.edition_id, "municipality": entry.municipality_id}
    return ProgramRegisterEntry.objects.filter(BUDGET, **same).in_force(on=on).exclude(pk=entry.pk).first()


def pupils(*, on: date) -> QuerySet[Enrollment]:
    """Pupils whose place is still counted by an entry that has expired, while its renewal has room."""
    with_room = renewals("entry", on=on).filter(places__taken__lt=F("places__maximum"))
    filled = PlaceHold.objects.filter(status=PlaceHold.Status.FILLED, entry__valid_until__lte=on)
    there = filled.filter(Exists(with_room)).values("request")
    return Enrollment.objects.filter(status=Enrollment.Status.ACTIVE, request__in=there)


def asked(*, on: date) -> QuerySet[EnrollmentRequest]:
    """Open requests of entries that have expired and are renewed."""
    over = EnrollmentRequest.objects.filter(status__in=EnrollmentRequest.OPEN, entry__valid_until__lte=on)
    return over.filter(Exists(renewals("entry", on=on)))


def keep_pupil(enrollment: Enrollment, act: Act) -> bool:
    """A pupil takes a place of the renewal. False: it has none left, and the pupil goes on without it."""
    hold = PlaceHold.objects.select_related("entry").get(request=enrollment.request_id, status=PlaceHold.Status.FILLED)
    renewal = renewal_of(hold.entry, on=act.on) if hold.entry else None
    if renewal is None or not places.change_entry(hold, renewal):
        return False
    about = {"provider_id": enrollment.provider_id, "municipality_id": enrollment.municipality_id}
    journal.record("pupil.renewed", enrollment, act, _way(hold.entry, renewal), **about)
    return True


def keep_request(request: EnrollmentRequest, act: Act, *, on: date) -> bool:
    """A request goes on under the renewal, with the place it holds or its turn. False: no place is left for it there.

    One that holds its place has its volume in the register it asked for, so it goes on in that register alone.
    """
    earlier = request.entry
    renewal = renewal_of(earlier, on=on)
    if renewal is None:
        return False
    hold = PlaceHold.objects.filter(request=request, status=PlaceHold.Status.HELD).first()
    if hold and not (renewal.kind == request.register and places.change_entry(hold, renewal)):
        return False
    request.entry, request.register = renewal, renewal.kind
    way = _way(earlier, renewal)
    if request.status == EnrollmentRequest.Status.WAITING_LIST:
        waiting_list.renewed(request, f"Запись программы в реестре продлена: {way}")
    requests.move(request, request.status, act, "enrollment.renewed", "entry", "register", note=way)
    return True


def _way(earlier: ProgramRegisterEntry | None, renewal: ProgramRegisterEntry) -> str:
    return f"{earlier} → {renewal}"
