"""A contract that was made by mistake is taken back: asked for, agreed to, decided (domain 4d-12).

Writes inside the caller's transaction. Locks: the request to take it back, the contract, its certificate, its account,
the places of the group.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backoffice import journal
from backoffice.contracts import spending
from backoffice.contracts.models import Contract, ContractAnnulment
from backoffice.enrollments import pupils
from backoffice.enrollments.models import Enrollment
from backoffice.errors import Refusal
from backoffice.files import attaching
from backoffice.files.models import StoredFile
from backoffice.funding import services as funding
from backoffice.journal import Act

Status = ContractAnnulment.Status
RULE = "Правила ПФДО, ошибочные договоры"
OPEN = (Status.REQUESTED, Status.AGREED)
MISTAKE = "Договор признан ошибочным."


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """The four conditions of taking a contract back; each is a tick of the operator."""

    both_agree: bool
    not_invoiced: bool
    is_serious: bool
    money_needed: bool


UNMET = {
    "both_agree": "Обе стороны должны подтвердить, что договор заключён по ошибке.",
    "not_invoiced": "Договор не должен входить ни в один счёт на оплату.",
    "is_serious": "Причина должна быть серьёзной.",
    "money_needed": "Средства должны быть нужны ребёнку для другого договора.",
}


def lock(contract_id: int) -> Contract:
    """Have a contract to oneself, its certificate after it; read anew."""
    rows = Contract.objects.select_related("request__period", "child", "module__edition", "provider")
    contract = rows.select_for_update(no_key=True, of=("self",)).get(pk=contract_id)
    contract.certificate = funding.lock(contract.certificate_id)
    return contract


def why_not_request(contract: Contract, letter: StoredFile | None) -> Iterator[Refusal]:
    """Yield every reason against asking to take a locked contract back."""
    yield from why_not_live(contract)
    if contract.annulments.filter(status__in=OPEN).exists():
        text = "Этот договор уже просят признать ошибочным."
        yield Refusal("ANNULMENT_OPEN", text, RULE, "Дождитесь решения по поданной просьбе.")
    yield from attaching.why_not_attach(letter, ContractAnnulment._default_manager.all())


def why_not_live(contract: Contract) -> Iterator[Refusal]:
    """Only a contract by which is taught now can be taken back."""
    if contract.status not in Contract.LIVE:
        text = f"Признать ошибочным можно действующий договор, а этот — «{contract.get_status_display().lower()}»."
        yield Refusal("CONTRACT_NOT_LIVE", text, RULE, "Обновите страницу.")


def request(contract: Contract, reason: str, letter: StoredFile, act: Act) -> ContractAnnulment:
    """The provider says that a contract was made by mistake, by a letter signed by its head."""
    asked = ContractAnnulment.objects.create(
        contract=contract, reason=reason, letter=letter, requested_by=act.by, requested_on=act.on
    )
    _note("annulment.requested", asked, act, reason)
    return asked


def answer(asked: ContractAnnulment, words: str, act: Act, *, agrees: bool) -> None:
    """The family agrees that it was a mistake, or does not: then the contract goes on."""
    asked.answer = words
    status, what = (Status.AGREED, "annulment.agreed") if agrees else (Status.DECLINED, "annulment.declined")
    _move(asked, status, act, what, "answer", note=words)


def expire(asked: ContractAnnulment, act: Act) -> None:
    """The family said nothing in time: the contract goes on."""
    _move(asked, Status.EXPIRED, act, "annulment.expired")


def why_not_grant(asked: ContractAnnulment, conditions: Conditions) -> Iterator[Refusal]:
    """Yield every condition that is not met; the contract is locked and still live."""
    for name, text in UNMET.items():
        if not getattr(conditions, name):
            yield Refusal("CONDITION_NOT_MET", text, RULE, "Проверьте условие или откажите.", (name,))
    asked.contract = lock(asked.contract_id)
    yield from why_not_live(asked.contract)


def grant(asked: ContractAnnulment, conditions: Conditions, words: str, act: Act) -> None:
    """The contract never was: every kopeck, the place and the volume of services are free again."""
    contract = asked.contract
    spending.give_back_all(contract, act)
    pupil = Enrollment.objects.get(request=contract.request_id)
    if pupil.status == Enrollment.Status.ACTIVE:
        pupils.undo(pupils.lock(pupil.pk), MISTAKE, act)
    contract.status, contract.version = Contract.Status.ANNULLED, contract.version + 1
    contract.ended_on, contract.reason = act.on, words
    contract.save(update_fields=["status", "version", "ended_on", "reason"])
    for name in UNMET:
        setattr(asked, name, getattr(conditions, name))
    _decide(asked, Status.GRANTED, words, act, "annulment.granted", *UNMET)


def refuse(asked: ContractAnnulment, words: str, act: Act) -> None:
    """The operator leaves the contract as it is, and says why."""
    _decide(asked, Status.REFUSED, words, act, "annulment.refused")


def _decide(asked: ContractAnnulment, status: str, words: str, act: Act, what: str, *columns: str) -> None:
    asked.decision, asked.decided_on = words, act.on
    _move(asked, status, act, what, "decision", "decided_on", *columns, note=words)


def _move(asked: ContractAnnulment, status: str, act: Act, what: str, *columns: str, note: str = "") -> None:
    asked.status, asked.version = status, asked.version + 1
    asked.save(update_fields=["status", "version", *columns])
    _note(what, asked, act, note)


def _note(what: str, asked: ContractAnnulment, act: Act, note: str = "") -> None:
    about = {"provider_id": asked.provider_id, "municipality_id": asked.municipality_id}
    journal.record(what, asked, act, note, **about)
