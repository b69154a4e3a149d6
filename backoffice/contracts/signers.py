"""Who accepts a contract for the family. A paper may be signed by a grown-up who has no account: its name is typed."""

from __future__ import annotations

from collections.abc import Iterator

from backoffice.accounts.models import User
from backoffice.contracts import wording
from backoffice.contracts.models import Contract
from backoffice.contracts.rules import CIVIL_CODE
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.people import consents, names
from backoffice.people.models import Child, Guardianship
from backoffice.people.words import Relation
from backoffice.signatures.kinds import Signer

CHILD = "Обучающийся, 14 лет и старше"


def by_account(contract: Contract, account: User) -> Signer:
    """Somebody of the family who is signed in: a representative, else the child itself."""
    found = Guardianship.objects.filter(child=contract.child_id, user=account, valid_to=None).first()
    return Signer(account.full_name, _right_of(found) if found else CHILD, account)


def on_paper(contract: Contract, name: str, relation: Relation | None, act: Act) -> Signer:
    """Whose name stands on a paper. Who is known as the child's representative is that one, with its account if any."""
    if relation is None:
        accounts = (member.user for member in wording.accounts_of(contract.child, on=act.on))
        return Signer(contract.child.full_name, CHILD, next(accounts, None))
    rows = Guardianship.objects.filter(child=contract.child_id, valid_to=None).select_related("user").order_by("pk")
    for known in rows:
        if names.key(known.full_name) == names.key(name):
            return Signer(known.full_name, _right_of(known), known.user)
    return Signer(names.tidy(name), str(relation.label), None)


def why_not_on_paper(child: Child, name: str, relation: Relation | None) -> Iterator[Refusal]:
    """Yield why nobody signs a paper so: by a whole name, and the child by its own."""
    yield from consents.why_not_signer(name, rule=CIVIL_CODE)
    if relation is None and names.key(name) != names.key(child.full_name):
        text = "Указано имя не ребёнка, но не сказано, кем подписавший ему приходится."
        remedy = "Укажите, кем подписавший приходится ребёнку, или имя самого ребёнка."
        yield Refusal("SIGNER_INVALID", text, CIVIL_CODE, remedy, ("relation",))


def _right_of(known: Guardianship) -> str:
    return str(Relation(known.relation).label)
