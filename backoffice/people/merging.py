"""Two records of one child become one. Writes inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backoffice import journal
from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.certificates import issuing
from backoffice.certificates import services as lives
from backoffice.certificates.models import Certificate
from backoffice.errors import Refusal, Refused
from backoffice.journal import Act
from backoffice.people import ages, cabinets, duplicates
from backoffice.people.models import Child, Consent, DuplicatePair, Guardianship, Residence
from backoffice.units.models import Membership

FAMILY = (Role.GUARDIAN, Role.CHILD)
DUPLICATE = "DUPLICATE"  # the ground
LEFT = "Доступ семьи к более ранней записи не передан: у неё уже есть кабинет другой семьи."
GIVEN = "Доступ семьи передан в кабинет более ранней записи."


def earliest(pair: DuplicatePair) -> Child:
    """The earlier record; if it was merged itself, the one of which it became a part."""
    earlier = pair.earlier
    while earlier.merged_into is not None:
        earlier = earlier.merged_into
    return earlier


@dataclass(frozen=True)
class Fates:
    """What becomes of the certificates of one child: it keeps one for life (C 1.4)."""

    ends: Certificate | None = None
    passes: Certificate | None = None  # to the earlier record


def fates(first: Certificate | None, second: Certificate | None) -> Fates:
    """Of the certificate of the earlier record and of the later one, none of them void.

    The later ends, unless the earlier is a mere application and the later works already: nobody loses a certificate to
    an application. The only one passes to the earlier record.
    """
    if first is None or second is None:
        return Fates(passes=second)
    if first.status == Certificate.Status.APPLIED and second.status in Certificate.ISSUED:
        return Fates(ends=first, passes=second)
    return Fates(ends=second)


def why_not_end(certificate: Certificate) -> Iterator[Refusal]:
    """Yield what keeps a second certificate from its end: what is promised, but to its contracts (C 1.5)."""
    if certificate.status in Certificate.ISSUED:
        yield from lives.why_not_bound(certificate)


def merge(pair: DuplicatePair, fate: Fates, reason: str, act: Act) -> str:
    """One child: the later record becomes a part of the earlier, and nothing is deleted.

    The certificates of `fate` are locked, and nothing speaks against the end of the one that ends. Returns what became
    of the family's access, in Russian; empty if there was none.

    :raises Refused: ALREADY_MERGED
    """
    earlier, later = _both(pair)
    if fate.ends is not None:
        _end(fate.ends, reason, act)
    if fate.passes is not None:
        _pass_on(fate.passes, earlier, later, act)
    note = _let_in(earlier, later, act)
    later.status, later.merged_into, later.version = Child.Status.MERGED, earlier, later.version + 1
    later.save(update_fields=["status", "merged_into", "version"])
    journal.record("child.merged", later, act, note, municipality_id=later.municipality_id)
    duplicates.decide(pair, DuplicatePair.Status.SAME, reason, act)
    return note


def _both(pair: DuplicatePair) -> tuple[Child, Child]:
    """The records, ours alone, in the order of their keys; the earlier is the one into which it was merged itself."""
    pks = (earliest(pair).pk, pair.later_id)
    first, second = Child.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    if second.status != Child.Status.ACTIVE:
        raise Refused(duplicates.MERGED)  # by the decision on another pair, a moment ago
    return first, second


def _end(certificate: Certificate, reason: str, act: Act) -> None:
    if certificate.status == Certificate.Status.APPLIED:
        issuing.reject(certificate, [issuing.EXISTS], reason, act)
    elif certificate.status in Certificate.ISSUED:
        lives.terminate(certificate, DUPLICATE, reason, act)


def _pass_on(certificate: Certificate, earlier: Child, later: Child, act: Act) -> None:
    """Give the only certificate of the child to its earlier record, which takes over home, grown-ups and consents."""
    certificate.child, certificate.version = earlier, certificate.version + 1
    certificate.expires_on = ages.birthday(earlier.birth_date, ages.ENDS_AT)
    certificate.save(update_fields=["child", "expires_on", "version"])
    earlier.municipality, earlier.address, earlier.version = later.municipality, later.address, earlier.version + 1
    earlier.save(update_fields=["municipality", "address", "version"])
    Residence.objects.create(
        child=earlier, municipality=later.municipality, address=later.address, since=act.on, case_id=act.case_id
    )
    Guardianship.objects.filter(child=earlier, user=None, valid_to=None).update(
        valid_to=act.on
    )  # of older applications
    for each in Guardianship.objects.filter(child=later, user=None, valid_to=None).order_by("pk"):
        _copy(each, child=earlier, valid_from=act.on)
    for given in Consent.objects.filter(child=later, revocation=None).order_by("pk"):
        _copy(given, child=earlier)


def _let_in(earlier: Child, later: Child, act: Act) -> str:
    """Open the earlier cabinet to the family of the later record, unless another family is there already."""
    held = Membership.objects.filter(unit=later.pk, role__in=FAMILY, valid_to=None).order_by("pk")
    held_by = [(place.user_id, place.role) for place in held]
    if not held_by:
        return ""
    if Membership.objects.filter(unit=earlier.pk, role=Role.GUARDIAN, valid_to=None).exists():
        return LEFT
    for user_id, role in held_by:
        cabinets.open_to(earlier, Role(role), User.objects.get(pk=user_id), act)
    for each in Guardianship.objects.filter(child=later, user__isnull=False, valid_to=None).order_by("pk"):
        _copy(each, child=earlier, valid_from=act.on)
    return GIVEN


def _copy(row, **changes) -> None:
    """Write the same row once more about another record; the first stays where it is."""
    names = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    values = {name: getattr(row, name) for name in names}
    type(row).objects.create(**{**values, "child_id": changes.pop("child").pk, **changes})
