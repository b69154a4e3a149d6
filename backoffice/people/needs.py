"""Special needs of a child: sealed on the way in, opened for one reader at a time. Inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from backoffice import journal
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.people import sealing
from backoffice.people.models import Child, Consent, ConsentText, SpecialNeeds
from backoffice.people.words import NosologyGroup

BATCH = 500
RULE = "152-ФЗ, ст. 10"


def why_not_record(child: Child) -> Iterator[Refusal]:
    """Yield what speaks against keeping health data of a child: nobody has consented."""
    if not _has_consent(child.pk):
        text = "Нет действующего согласия на обработку сведений об ограниченных возможностях здоровья."
        remedy = "Попросите семью дать согласие в личном кабинете или внесите согласие, подписанное на бумаге."
        yield Refusal("CONSENT_REQUIRED", text, RULE, remedy)


def record(child: Child, group: NosologyGroup, act: Act) -> None:
    """Keep the group of needs of a locked child. The journal knows that, never what."""
    sealed = sealing.seal(NosologyGroup(group).value, child.pk)
    SpecialNeeds.objects.update_or_create(child=child, defaults={"sealed": sealed, "recorded_by": act.by})
    child.version += 1
    child.save(update_fields=["version"])
    journal.record("needs.recorded", child, act, municipality_id=child.municipality_id)


def group_of(child: Child) -> tuple[NosologyGroup, SpecialNeeds] | None:
    """What is kept of a child's needs and its row; None: nothing, or nobody consents any more.

    Whoever calls has written the read down: `workflows.child_reading.open_health`.

    :raises sealing.Unreadable: when no key opens it
    """
    row = SpecialNeeds.objects.filter(child=child.pk).exclude(sealed="").first()
    if row is None or not _has_consent(child.pk):
        return None
    value = sealing.unseal(row.sealed, child.pk)
    if value not in NosologyGroup.values:  # an error of Python's own would name the value in the log
        raise sealing.Unreadable(f"child {child.pk}")
    return NosologyGroup(value), row


def empty(child: Child, act: Act) -> None:
    """Forget what is kept of a child's needs. The category of its certificate is not touched: a clerk decides of it."""
    if SpecialNeeds.objects.filter(child=child.pk).exclude(sealed="").update(sealed=""):
        journal.record("needs.emptied", child, act, municipality_id=child.municipality_id)


def reseal() -> int:
    """Encrypt with the first key whatever is not, batch by batch, each in a transaction; tell how many rows it was."""
    last, changed = 0, 0
    while True:
        with transaction.atomic():
            kept = SpecialNeeds.objects.select_for_update(no_key=True).exclude(sealed="")
            batch = list(kept.filter(pk__gt=last).order_by("pk")[:BATCH])
            for row in batch:
                if (sealed := sealing.reseal(row.sealed)) is not None:
                    changed += SpecialNeeds.objects.filter(pk=row.pk).update(sealed=sealed)
        if not batch:
            return changed
        last = batch[-1].pk


def _has_consent(child_id: int) -> bool:
    given = Consent.objects.filter(child=child_id, revocation=None)
    return given.filter(text__purpose=ConsentText.Purpose.HEALTH).exists()
