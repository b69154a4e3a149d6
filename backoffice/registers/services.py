"""Entries into registers and exits from them. Writes inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from backoffice import journal
from backoffice.acts import services as acts
from backoffice.errors import Refusal, unknown_ground
from backoffice.journal import Act
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import Provider
from backoffice.registers.models import (
    ProgramRegisterEntry,
    ProgramRegisterExit,
    ProviderRegisterEntry,
    RegisterKind,
)
from backoffice.registers.numbers import next_number

REPLACED = "REPLACED_BY_NEW_EDITION"
REVOCATION_RULE = "Концепция, п. 2.3–2.4 (ведение реестра)"


def enter_certified(edition: ProgramEdition, act: Act) -> ProgramRegisterEntry:
    """Enter a certified edition (C 2.3, C 2.4)."""
    entry = ProgramRegisterEntry.objects.create(
        kind=RegisterKind.CERTIFIED,
        number=next_number(ProgramRegisterEntry, f"42-СП-{act.on:%Y}-"),
        edition=edition,
        included_on=act.on,
        case_id=act.case_id,
    )
    journal.record("program.registered", edition, act, entry.number, provider_id=edition.provider_id)
    return entry


def certified_entry(edition: ProgramEdition) -> ProgramRegisterEntry:
    """The entry of a certified edition in the register of certified programs."""
    return edition.entries.get(kind=RegisterKind.CERTIFIED)


def _replaced(edition: ProgramEdition) -> QuerySet[ProgramEdition]:
    """The edition that `edition` replaces, if there is one."""
    return edition.program.editions.filter(status=ProgramEdition.Status.CERTIFIED).exclude(pk=edition.pk)


def hold_replaced(edition: ProgramEdition) -> None:
    """Wait for whoever takes out of the register what `edition` replaces; editions come before their provider."""
    [*_replaced(edition).select_for_update(no_key=True).values_list("pk")]


def replace_certified(edition: ProgramEdition, act: Act) -> None:
    """End the entry of the edition that `edition` replaces, if there is one."""
    previous = _replaced(edition).first()
    if previous is None:
        return
    reason = f"Заменена редакцией {edition.number}."
    ProgramRegisterExit.objects.create(
        entry=certified_entry(previous), excluded_on=act.on, ground=REPLACED, reason=reason
    )
    previous.status = ProgramEdition.Status.ARCHIVED
    previous.save(update_fields=["status"])
    journal.record("program.archived", previous, act, reason, provider_id=edition.provider_id)


def why_not_revoke(edition: ProgramEdition, ground: str, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against taking the edition out of the register."""
    if edition.status != ProgramEdition.Status.CERTIFIED:
        yield Refusal("NOT_CERTIFIED", "Программа не состоит в реестре.", REVOCATION_RULE, "Обновите страницу.")
    if ground not in {each.code for each in acts.grounds("ProgramRevocation", on=on)}:
        yield unknown_ground(REVOCATION_RULE, "ground")


def revoke(edition: ProgramEdition, ground: str, reason: str, act: Act) -> None:
    """End the entry of a certified edition on a coded ground, after `why_not_revoke` had no reason."""
    ProgramRegisterExit.objects.create(entry=certified_entry(edition), excluded_on=act.on, ground=ground, reason=reason)
    edition.status = ProgramEdition.Status.REVOKED
    edition.save(update_fields=["status"])
    journal.record("program.revoked", edition, act, f"{ground}: {reason}", provider_id=edition.provider_id)


def enter_provider(provider: Provider, act: Act) -> ProviderRegisterEntry:
    """Enter a provider into the register of providers (L 6)."""
    return ProviderRegisterEntry.objects.create(
        number=next_number(ProviderRegisterEntry, f"42-ПО-{act.on:%Y}-"),
        provider=provider,
        included_on=act.on,
        case_id=act.case_id,
    )
