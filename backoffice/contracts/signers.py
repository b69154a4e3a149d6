"""Who accepts a contract for the family. A paper may be signed by a grown-up who has no account: its name is typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from backoffice.accounts.models import User
from backoffice.contracts import wording
from backoffice.contracts.models import Contract
from backoffice.contracts.rules import CIVIL_CODE
from backoffice.errors import Refusal
from backoffice.people import consents, names
from backoffice.people.models import Child, Guardianship
from backoffice.people.words import Relation
from backoffice.signatures.kinds import Signer

CHILD = "Обучающийся, 14 лет и старше"
ANOTHER = "Договор принимает тот, кто отвечает за ребёнка сейчас. Если сведения устарели, обратитесь в муниципалитет."
NAMESAKE = "Укажите имя того, кто подписал. Тёзку ребёнка муниципалитет сначала вносит в сведения как представителя."


def by_account(contract: Contract, account: User) -> Signer:
    """Somebody of the family who is signed in: a representative, else the child itself."""
    found = Guardianship.objects.filter(child=contract.child_id, user=account, valid_to=None).first()
    return Signer(account.full_name, _right_of(found) if found else CHILD, account)


@dataclass
class OnPaper:
    """Whose name stands on a paper of some day: told with a relation to the child, or none for the child itself."""

    child: Child
    name: str
    relation: Relation | None
    on: date

    @cached_property
    def known(self) -> list[Guardianship]:
        """Who is, or was, the child's representative by that name; first who still is."""
        rows = Guardianship.objects.filter(child=self.child).select_related("user").order_by("pk")
        named = [each for each in rows if names.key(each.full_name) == names.key(self.name)]
        return sorted(named, key=lambda each: each.valid_to is not None)

    @property
    def entitled(self) -> Guardianship | None:
        """The representative by that name who answers for the child on the day of the paper."""
        return next((each for each in self.known if each.valid_to is None or self.on < each.valid_to), None)

    @property
    def signer(self) -> Signer:
        """Who is known as the child's representative is that one, with its account if any."""
        if self.relation is None:
            accounts = (member.user for member in wording.accounts_of(self.child, on=self.on))
            return Signer(self.child.full_name, CHILD, next(accounts, None))
        if known := self.entitled:
            return Signer(known.full_name, _right_of(known), known.user)
        return Signer(names.tidy(self.name), str(self.relation.label), None)

    def why_not(self) -> Iterator[Refusal]:
        """Yield why nobody signs so: by a whole name, the child by its own, and nobody whose right has ended."""
        yield from consents.why_not_signer(self.name, rule=CIVIL_CODE)
        is_child = names.key(self.name) == names.key(self.child.full_name)
        if self.relation is None and not is_child:
            text = "Указано имя не ребёнка, но не сказано, кем подписавший ему приходится."
            remedy = "Укажите, кем подписавший приходится ребёнку, или имя самого ребёнка."
            yield Refusal("SIGNER_INVALID", text, CIVIL_CODE, remedy, ("relation",))
        elif self.relation is not None and self.known and not self.entitled:
            text = "Этот человек больше не представитель ребёнка: принять за него договор он не может."
            yield Refusal("SIGNER_RIGHT_ENDED", text, CIVIL_CODE, ANOTHER, ("signer",))
        elif self.relation is not None and is_child and not self.known:
            text = "Указано имя самого ребёнка: своим представителем он быть не может."
            yield Refusal("SIGNER_INVALID", text, CIVIL_CODE, NAMESAKE, ("relation",))


def _right_of(known: Guardianship) -> str:
    return str(Relation(known.relation).label)
