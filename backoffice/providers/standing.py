"""What the operator does with a provider that stands in the register: suspend, resume, exclude.

Writes inside the caller's transaction, after `why_not_…` had no reason; the provider's row is locked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from backoffice.acts import services as acts
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.programs.models import ProgramEdition
from backoffice.providers import rules
from backoffice.providers.models import Provider
from backoffice.providers.services import move
from backoffice.registers import budget
from backoffice.registers import services as registers
from backoffice.registers.models import ProgramRegisterEntry, ProviderRegisterExit

Status = Provider.Status
PROCESS = "ProviderExclusion"
PROVIDER_EXCLUDED = "PROVIDER_EXCLUDED"
PROVIDER_IS_GONE = "Поставщик исключён из реестра поставщиков."


def why_not_suspend(provider: Provider) -> Iterator[Refusal]:
    """Only a provider that works can be suspended."""
    if provider.status != Status.ACTIVE:
        text = f"Приостановить можно действующего поставщика. Сейчас: {provider.get_status_display().lower()}."
        yield Refusal("PROVIDER_NOT_ACTIVE", text, rules.REGISTER, "Обновите страницу.")


def why_not_save_requisites(provider: Provider) -> Iterator[Refusal]:
    """Before it is in the register a provider's requisites are a part of its card."""
    if provider.status not in Provider.PUBLIC:
        text = f"Реквизиты отдельно от карточки меняет поставщик из реестра: {provider.get_status_display().lower()}."
        yield Refusal("PROVIDER_LOCKED", text, rules.REGISTER, "Укажите реквизиты в карточке заявки.")


def save_requisites(provider: Provider, requisites: dict[str, str], act: Act) -> None:
    """Write the bank requisites of a provider in the register."""
    move(provider, provider.status, act, "provider.requisites_saved", **requisites)


def suspend(provider: Provider, reason: str, act: Act) -> None:
    """Stop new work with the provider; its entry stays, and so do the contracts it has (domain 4a-1)."""
    move(provider, Status.SUSPENDED, act, "provider.suspended", reason)


def why_not_resume(provider: Provider) -> Iterator[Refusal]:
    """Only a suspended provider can be resumed."""
    if provider.status != Status.SUSPENDED:
        text = f"Возобновить можно приостановленного поставщика. Сейчас: {provider.get_status_display().lower()}."
        yield Refusal("PROVIDER_NOT_SUSPENDED", text, rules.REGISTER, "Обновите страницу.")


def resume(provider: Provider, reason: str, act: Act) -> None:
    """Let the provider work again."""
    move(provider, Status.ACTIVE, act, "provider.resumed", reason)


def why_not_exclude(provider: Provider, ground: str, *, on: date) -> Iterator[Refusal]:
    """Only a provider that stands in the register leaves it, and on a ground in force."""
    if provider.status not in Provider.PUBLIC:
        text = f"В реестре этого поставщика нет. Сейчас: {provider.get_status_display().lower()}."
        yield Refusal("PROVIDER_NOT_IN_REGISTER", text, rules.REGISTER, "Обновите страницу.")
    known = {row.code for row in acts.grounds(PROCESS, on=on)}
    yield from rules.why_not_ground(ground, known=known, path=("ground",))


def exclude(provider: Provider, ground: str, reason: str, act: Act) -> list[ProgramRegisterEntry]:
    """End the entry and those of its programs; from this day the cooling-off is counted. Applying again is new.

    Returns the entries of budget registers that ended: assignments may rest on them.
    """
    entry = provider.entries.get(exit=None)
    ProviderRegisterExit.objects.create(entry=entry, excluded_on=act.on, ground=ground, reason=reason)
    for edition in ProgramEdition.objects.filter(program__provider=provider, status=ProgramEdition.Status.CERTIFIED):
        registers.revoke(edition, PROVIDER_EXCLUDED, PROVIDER_IS_GONE, act)
    ended = budget.exclude_all_of(provider.pk, PROVIDER_IS_GONE, act)
    move(provider, Status.EXCLUDED, act, "provider.excluded", reason, excluded_on=act.on)
    return ended
