"""Two records that may be one child: found, and found to be two. Writes inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q

from backoffice import journal
from backoffice.certificates.models import Certificate
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.people.identity import Identity, compare
from backoffice.people.models import Child, DuplicatePair
from backoffice.people.rules import RULE


def alike(identity: Identity) -> list[Child]:
    """Records in force that agree with an identity in name and day of birth, СНИЛС or paper; oldest first."""
    agrees = Q(name_key=identity.name, birth_date=identity.born)
    if identity.snils:
        agrees |= Q(snils=identity.snils)
    if identity.document:
        agrees |= Q(birth_certificate=identity.document)
    return list(Child.objects.filter(agrees, status=Child.Status.ACTIVE).order_by("pk"))


def exact(identity: Identity, among: Iterable[Child]) -> list[Child]:
    """Those of some records that are of the same child beyond doubt."""
    return [child for child in among if compare(identity, Identity.of_child(child)).is_exact]


def suspect(child: Child, among: Iterable[Child]) -> list[DuplicatePair]:
    """Write down with which of some records, `alike` to it, a child may be confused; pairs that are new."""
    identity, made = Identity.of_child(child), []
    for other in among:
        if other.pk == child.pk:
            continue
        earlier, later = sorted((child, other), key=lambda each: each.pk)
        match = compare(identity, Identity.of_child(other)).match
        pair, is_new = DuplicatePair.objects.get_or_create(earlier=earlier, later=later, defaults={"match": match})
        if is_new:
            made.append(pair)
    return made


def are_unresolved(child: Child) -> bool:
    """Whether a child may turn out to be another: the later record, and the earlier once the later was served."""
    served = Q(earlier=child, later__certificates__status__in=Certificate.ISSUED)
    return DuplicatePair.objects.filter(Q(later=child) | served, status=DuplicatePair.Status.OPEN).exists()


MERGED = Refusal(
    "ALREADY_MERGED",
    "Эта запись уже объединена с другой.",
    RULE,
    "Отметьте, что это разные дети: объединять больше нечего.",
    ("verdict",),
)


def why_not_same(later: Child) -> Iterator[Refusal]:
    """Yield what keeps the later record from being merged into the earlier."""
    if later.status != Child.Status.ACTIVE:
        yield MERGED


def differ(pair: DuplicatePair, reason: str, act: Act) -> None:
    """Two children: both records stay as they are."""
    decide(pair, DuplicatePair.Status.DIFFERENT, reason, act)


def decide(pair: DuplicatePair, status: str, reason: str, act: Act) -> None:
    """Write the decision on a locked pair."""
    pair.status, pair.reason, pair.version = status, reason, pair.version + 1
    pair.save(update_fields=["status", "reason", "version"])
    journal.record("duplicate.resolved", pair, act, reason, municipality_id=pair.municipality_id)
