"""How many contracts a provider may have in a direction at a time (R6): a rule of the region, set by an act.

Writes inside the caller's transaction. A limit is never edited: a newer one takes its place on its first day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from backoffice import journal
from backoffice.acts import adoption
from backoffice.acts.models import Rule, one_each
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.programs.words import Direction
from backoffice.providers.models import Provider
from backoffice.units.models import Unit

RULE = "Правила ПФДО, п. 3"
LARGEST = 1_000_000


class ContractLimit(Rule):
    """So many contracts of a provider in a direction at most. Its row is the lock of the count; no row, no limit.

    Everybody may read it. A provider's own limit goes before the one for all.
    """

    direction = models.CharField(max_length=20, choices=Direction.choices, help_text="In which direction.")
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="+", help_text="Whose; empty: of every provider."
    )
    limit = models.PositiveIntegerField(
        null=True, help_text="Contracts at a time at most, those asked for among them; empty: no limit any more."
    )
    reason = models.TextField(blank=True, help_text="Why so many, in Russian; empty: as the act says.")

    class Meta:
        constraints = [
            one_each("direction", "provider", name="one_contract_limit_per_direction_provider_and_first_day"),
            models.CheckConstraint(condition=Q(territory=None), name="a_contract_limit_is_the_regions"),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}: {'без предела' if self.limit is None else self.limit}"


def why_not_set(said: Any, by, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against a limit on day `on`; `said` is `SetContractLimit`."""
    yield from adoption.why_not_adopt(said.act, by, on)
    if said.provider is not None and not Provider.objects.filter(pk=said.provider).exists():
        yield Refusal("PROVIDER_UNKNOWN", "Такого поставщика нет.", RULE, "Выберите поставщика.", ("provider",))
    if said.limit is not None and not 0 <= said.limit <= LARGEST:
        text = f"Предел {said.limit}: нужно целое число от 0 до {LARGEST}."
        remedy = "Исправьте предел или оставьте поле пустым: тогда предела нет."
        yield Refusal("LIMIT_OUT_OF_RANGE", text, RULE, remedy, ("limit",))
    if said.valid_from < on:
        text = f"Предел действовал бы с {said.valid_from:%d.%m.%Y}, а этот день прошёл."
        yield Refusal("VALID_FROM_PAST", text, RULE, "Укажите сегодняшний день или более поздний.", ("valid_from",))
    same = {"direction": said.direction, "provider": said.provider, "valid_from": said.valid_from}
    if ContractLimit.objects.filter(**same).exists():
        text = f"Предел с {said.valid_from:%d.%m.%Y} уже установлен, а установленный не изменяют."
        yield Refusal("VALID_FROM_TAKEN", text, RULE, "Укажите другой день.", ("valid_from",))


def set_limit(said: Any, operator: Unit, act: Act) -> ContractLimit:
    """Set a limit by an act of the operator; nobody loses a contract or a place by it."""
    made = ContractLimit.objects.create(
        direction=said.direction,
        provider_id=said.provider,
        limit=said.limit,
        valid_from=said.valid_from,
        basis=adoption.adopt(said.act, None, said.valid_from, act.by, issuer=operator),
        paragraph=adoption.PARAGRAPH,
        reason=said.reason.strip(),
    )
    note = f"{made}, с {made.valid_from:%d.%m.%Y}. {made.reason} {said.act}"
    journal.record("contractlimit.set", made, act, note, provider_id=made.provider_id)
    return made
