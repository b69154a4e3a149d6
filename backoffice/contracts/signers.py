"""Who accepts a contract for the family. A paper may be signed by a grown-up who has no account: its name is typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

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


def on_paper(contract: Contract, name: str, relation: Relation | None, *, on: date) -> Signer:
    """Whose name stands on a paper. Who is known as the child's representative is that one, with its account if any."""
    if relation is None:
        accounts = (member.user for member in wording.accounts_of(contract.child, on=on))
        return Signer(contract.child.full_name, CHILD, next(accounts, None))
    if known := next(_entitled(_known_as(contract.child, name), on=on), None):
        return Signer(known.full_name, _right_of(known), known.user)
    return Signer(names.tidy(name), str(relation.label), None)


def why_not_on_paper(child: Child, name: str, relation: Relation | None, *, on: date) -> Iterator[Refusal]:
    """Yield why nobody signs a paper so: by a whole name, the child by its own, and nobody whose right has ended."""
    yield from consents.why_not_signer(name, rule=CIVIL_CODE)
    is_child = names.key(name) == names.key(child.full_name)
    if relation is None:
        if not is_child:
            text = "Указано имя не ребёнка, но не сказано, кем подписавший ему приходится."
            remedy = "Укажите, кем подписавший приходится ребёнку, или имя самого ребёнка."
            yield Refusal("SIGNER_INVALID", text, CIVIL_CODE, remedy, ("relation",))
        return
    known = _known_as(child, name)
    if known and not any(_entitled(known, on=on)):
        text = "Этот человек больше не представитель ребёнка: принять за него договор он не может."
        yield Refusal("SIGNER_RIGHT_ENDED", text, CIVIL_CODE, ANOTHER, ("signer",))
    elif is_child and not known:
        text = "Указано имя самого ребёнка: своим представителем он быть не может."
        yield Refusal("SIGNER_INVALID", text, CIVIL_CODE, NAMESAKE, ("relation",))


def _known_as(child: Child, name: str) -> list[Guardianship]:
    """Who is, or was, the child's representative by that name."""
    rows = Guardianship.objects.filter(child=child).select_related("user").order_by("pk")
    return [each for each in rows if names.key(each.full_name) == names.key(name)]


def _entitled(known: list[Guardianship], *, on: date) -> Iterator[Guardianship]:
    """Those who answer for the child on the day of the paper; first who still does."""
    still = sorted(known, key=lambda each: each.valid_to is not None)
    return (each for each in still if each.valid_to is None or on < each.valid_to)


def _right_of(known: Guardianship) -> str:
    return str(Relation(known.relation).label)
