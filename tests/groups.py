"""Groups as their provider makes them, by the acts and over HTTP. All of it is made up."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.accounts import viewers
from backoffice.accounts.models import User
from backoffice.groups.card import GroupCard, SlotCard
from backoffice.groups.models import GroupPlaces, StudyGroup
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import Provider
from tests import deeds, factories, registers
from tests.towns import as_input
from workflows import group_acts
from workflows.decisions import groups as decisions

TUESDAY = SlotCard(weekday=2, begins_at="16:00", ends_at="17:30")
_keys = itertools.count(1)
REQUISITES = {"bank_name": "Банк", "bik": "043207612", "settlement_account": "40702810900000000001"}


@dataclass
class Club:
    """A provider with a program, and the group it makes of it."""

    provider: Provider
    manager: User
    edition: ProgramEdition
    price: int | None
    group: StudyGroup = None  # type: ignore[assignment]

    @property
    def places(self) -> GroupPlaces:
        return GroupPlaces.objects.get(pk=self.group.pk)

    @property
    def id(self) -> str:
        return to_base64("StudyGroup", self.group.pk)

    @property
    def by(self):
        return viewers.viewer_of_user(self.manager)

    def card(self, **changes) -> GroupCard:
        """A card that meets every condition; three places."""
        today = timezone.localdate()
        values: dict[str, Any] = {
            "module": self.edition.modules.get(number=1).pk,
            "place": 1,
            "name": "Вторник, младшие",
            "starts_on": today + timedelta(days=3),
            "ends_on": today + timedelta(days=33),
            "capacity": 3,
            "price": self.price,
            "slots": (TUESDAY,),
        }
        return GroupCard(**{**values, **changes})

    def sent(self, **changes) -> dict:
        """The card as a client sends it."""
        card = as_input(self.card(**changes))
        return {**card, "module": to_base64("ProgramModule", card["module"])}

    def about(self, **content) -> dict:
        """The input of an act on the group as it is now."""
        self.group.refresh_from_db()
        return {"group": self.id, "expectedVersion": self.group.version, **content}

    def drafting(self, **changes) -> dict:
        """The input of a draft."""
        owner = to_base64("Provider", self.provider.pk)
        return {"provider": owner, "idempotencyKey": f"group-{next(_keys)}", "card": self.sent(**changes)}

    @transaction.atomic
    def draft(self, **changes) -> Club:
        """The provider drafts the group."""
        decision, key = decisions.DraftGroup(card=self.card(**changes)), f"group-{next(_keys)}"
        self.group = group_acts.draft(provider_id=self.provider.pk, decision=decision, by=self.by, key=key)
        return self

    @transaction.atomic
    def _do(self, act, decision) -> Club:
        self.group.refresh_from_db()
        said = {"decision": decision, "expected_version": self.group.version, "by": self.by}
        self.group = act(group_id=self.group.pk, **said)
        return self

    def save(self, **changes) -> Club:
        """The provider writes the card over it."""
        return self._do(group_acts.save, decisions.SaveGroup(card=self.card(**changes)))

    def open(self, opens_at=None) -> Club:
        """The provider takes requests."""
        return self._do(group_acts.open_enrollment, decisions.OpenGroup(opens_at=opens_at))

    def close(self) -> Club:
        """The provider takes no more requests."""
        return self._do(group_acts.close_enrollment, decisions.CloseGroup())

    def cancel(self, reason: str = "Педагог уволился.") -> Club:
        """The provider gives the group up."""
        return self._do(group_acts.cancel, decisions.CancelGroup(reason=reason))


def budget(**wish) -> Club:
    """A program in a budget register of Kemerovo, whose groups are for one to three children."""
    card = {"modules": (factories.module(min_children=1, max_children=3),)}
    stands = registers.standing(card=card, **wish)
    return Club(stands.provider, stands.manager, stands.edition, price=None)


def certified(people) -> Club:
    """A certified program with a normative cost, of a provider that has told its requisites."""
    owner = people["owner"]
    Provider.objects.filter(pk=owner.pk).update(**REQUISITES)
    edition = deeds.certified(people).edition
    return Club(owner, people["provider"], edition, price=500_000)
