"""Two records of one child become one. Writes inside the caller's transaction."""

from __future__ import annotations

from backoffice import journal
from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.certificates import issuing as certificates
from backoffice.certificates.models import Certificate
from backoffice.errors import Refused
from backoffice.journal import Act
from backoffice.people import ages, cabinets, duplicates
from backoffice.people.models import Child, Consent, DuplicatePair, Guardianship, Residence
from backoffice.units.models import Membership

FAMILY = (Role.GUARDIAN, Role.CHILD)
LEFT = "Доступ семьи к более ранней записи не передан: у неё уже есть кабинет другой семьи."
GIVEN = "Доступ семьи передан в кабинет более ранней записи."


def merge(pair: DuplicatePair, certificate: Certificate | None, reason: str, act: Act) -> str:
    """One child: the later record becomes a part of the earlier, and nothing is deleted.

    `certificate` is the locked certificate of the later record, if it has one: a second one ends; the only one passes
    to the earlier record. Returns what became of the family's access, in Russian; empty if there was none.

    :raises Refused: ALREADY_MERGED
    """
    earlier, later = _both(pair)
    if certificate is not None:
        if Certificate.objects.filter(child=earlier).exclude(status__in=Certificate.VOID).exists():
            _end(certificate, reason, act)
        else:
            _pass_on(certificate, earlier, later, act)
    note = _let_in(earlier, later, act)
    later.status, later.merged_into, later.version = Child.Status.MERGED, earlier, later.version + 1
    later.save(update_fields=["status", "merged_into", "version"])
    journal.record("child.merged", later, act, note, municipality_id=later.municipality_id)
    duplicates.decide(pair, DuplicatePair.Status.SAME, reason, act)
    return note


def _both(pair: DuplicatePair) -> tuple[Child, Child]:
    """The records, ours alone, in the order of their keys; the earlier is the one into which it was merged itself."""
    earlier = pair.earlier
    while earlier.merged_into is not None:
        earlier = earlier.merged_into
    rows = Child.objects.select_for_update(no_key=True).filter(pk__in=(earlier.pk, pair.later_id)).order_by("pk")
    first, second = rows
    if second.status != Child.Status.ACTIVE:
        raise Refused(duplicates.MERGED)  # by the decision on another pair, a moment ago
    return first, second


def _end(certificate: Certificate, reason: str, act: Act) -> None:
    if certificate.status == Certificate.Status.APPLIED:
        certificates.reject(certificate, [certificates.EXISTS], reason, act)
    elif certificate.status in Certificate.ISSUED:
        certificates.end_as_duplicate(certificate, reason, act)


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
