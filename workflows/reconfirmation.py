"""What days do to entries of budget registers: their time ends; where asked for, the commission looks again before."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from backoffice import journal
from backoffice.acts import services as acts
from backoffice.commissions import filing
from backoffice.commissions.dossiers import ConditionVerdict, Dossier
from backoffice.commissions.models import Commission, CommissionOrder
from backoffice.enrollments import renewals
from backoffice.journal import Act, Entry
from backoffice.programs.services import card_of
from backoffice.registers import budget
from backoffice.registers.models import ProgramRegisterEntry
from workflows import catalog, endings, incidents, municipal_assignment

log = logging.getLogger(__name__)
BATCH = 100
GIVEN_UP = (Dossier.Status.WITHDRAWN, Dossier.Status.LAPSED)  # by the institution
COPIED = ("commission_id", "edition_id", "need", "priorities", "in_arts", "in_sport")


def sweep(on: date) -> int:
    """Do what is due on a day, a batch of each kind; return how many entries and assignments were touched."""
    return expire(on) + renew(on, _start_of_reviews()) + municipal_assignment.close_over(on)


def expire(on: date) -> int:
    """End the dossiers of entries whose time is over."""
    over = budget.expired(on=on).order_by("pk").values_list("pk", flat=True)[:BATCH]
    return _each(over, lambda entry: _expire(entry, Act(None, on)))


def _expire(entry: ProgramRegisterEntry, act: Act) -> bool:
    """End the dossier of an entry, and the requests that were not decided while it stood, unless it is renewed.

    Those go on one by one: `enrollment_sweeps`.
    """
    held = endings.hold(endings.requests_for_places(entry=entry.pk))
    budget.hold(entry)
    if not budget.expired(on=act.on).filter(pk=entry.pk).exists():
        return False  # another worker was first
    budget.expire(entry, act)
    if renewals.renewal_of(entry, on=act.on) is None:
        endings.cancel(held, renewals.OVER)
    return True


def renew(on: date, start) -> int:
    """Open the reviews that renew entries near their end, where the order in force asks for it.

    `start` is the step that opens the case of a dossier; None: no process reviews dossiers.
    """
    if start is None:
        return 0
    return sum(_each(_near_the_end(town, on), lambda entry: _renew(entry, start, on)) for town in _asking(on))


def _start_of_reviews():
    """The step that opens the case of a dossier: the flow itself knows what follows."""
    return next((node for node in catalog.starts() if node.subject == "dossier"), None)


def _asking(on: date) -> list[int]:
    """Municipalities whose order in force wants every entry looked at again."""
    if not CommissionOrder.objects.filter(asks_reconfirmation=True, valid_from__lte=on).exists():
        return []
    towns = Commission.objects.order_by("municipality").values_list("municipality", flat=True)
    ruling = ((town, CommissionOrder.objects.in_force(on=on, territory=town).first()) for town in towns)
    return [town for town, order in ruling if order is not None and order.asks_reconfirmation]


def _due(town: int, on: date) -> QuerySet[ProgramRegisterEntry]:
    """Entries of a municipality near their end that nobody has asked to renew, and whose program nobody reviews.

    A renewal that the institution filed before that time and then gave up does not count; one given up later does. What
    the system opened itself always counts: `RECONFIRMATION_DAYS` may have been longer then.
    """
    ahead = timedelta(days=int(acts.setting("RECONFIRMATION_DAYS", on=on, territory=town)))
    given_up = Q(status__in=GIVEN_UP, submitted_on__lt=OuterRef("valid_until") - ahead)
    opened = Entry.objects.filter(what="dossier.renewed", subject_type="dossier", subject_id=OuterRef("pk"))
    renewals = Dossier.objects.filter(~given_up | Exists(opened), renews=OuterRef("pk"))
    reviews = Dossier.objects.filter(edition=OuterRef("edition"), status__in=Dossier.OPEN)
    near = budget.standing(on=on).filter(municipality=town, valid_until__lte=on + ahead)
    return near.filter(~Exists(renewals), ~Exists(reviews), included_on__lte=on)


def _near_the_end(town: int, on: date) -> QuerySet:
    return _due(town, on).order_by("pk").values_list("pk", flat=True)[:BATCH]


def _renew(entry: ProgramRegisterEntry, start, on: date) -> bool:
    """Open the review of one entry: its register and places, with the words of the dossier that led to it.

    A condition that fails stops nothing: the commission sees which one.
    """
    budget.hold(entry)
    earlier = budget.dossiers_of(entry).filter(status=Dossier.Status.IN_REGISTER).first()
    if earlier is None or not _due(entry.municipality_id or 0, on).filter(pk=entry.pk).exists():
        return False
    words = {name: getattr(earlier, name) for name in COPIED}
    asked = {"register": entry.kind, "places": entry.max_funded_pupils}
    dossier = Dossier.objects.create(**words, **asked, renews=entry, submitted_on=on)
    found = filing.judged(dossier.municipality_id, dossier.register, card_of(dossier.edition), on)
    ConditionVerdict.objects.bulk_create(
        ConditionVerdict(dossier=dossier, round=0, **verdict._asdict()) for verdict in found
    )
    act = Act(None, on, uuid.uuid4())
    about = {"provider_id": dossier.provider_id, "municipality_id": entry.municipality_id}
    journal.record("dossier.renewed", dossier, act, entry.number, **about)
    open_review(dossier, act, start)
    return True


def open_review(dossier: Dossier, act: Act, start) -> None:
    """Open the case of a dossier that the system filed: it stands before the secretary like any other."""
    start.run(subject=dossier, act=act)


def _each(keys: Iterable[int], do: Callable[[ProgramRegisterEntry], bool]) -> int:
    """Do something to each entry in a transaction of its own; one failure stays loud and stops no other."""
    done = 0
    for key in keys:
        try:
            with transaction.atomic():
                rows = ProgramRegisterEntry.objects.select_related("edition__program__provider")
                done += do(rows.get(pk=key))
        except Exception as error:
            log.error("Entry %s cannot be swept: %s", key, incidents.told(error))
    return done
