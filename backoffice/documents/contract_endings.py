"""Where the documents of a contract stand, by its row. Nothing here names anybody."""

from __future__ import annotations

from datetime import date

from backoffice.contracts.models import Contract, ContractAnnulment
from backoffice.documents.endings import Ending, State
from backoffice.documents.models import DocumentKind, IssuedDocument

Status = Contract.Status
NOT_MADE = {
    Status.REFUSED: "Одна из сторон отказалась заключить договор.",
    Status.EXPIRED: "Договор не подписали в срок.",
}
NOT_SIGNED = "Договор заключён или не заключён без этого заявления: его никто не подписал."
LAST_DAY = "Последний день договора: о расторжении уведомили {notice:%d.%m.%Y}."
TERM_OVER = "Последний день договора: срок его действия истёк."
BY_MISTAKE = "Обе стороны и оператор признали, что договор заключён по ошибке. По нему ничего не платят."
NEW_NOTICE = "Выпущено новое уведомление: договор кончается раньше."


def standing_of(document: IssuedDocument, *, is_signed: bool, on: date) -> tuple[State, Ending | None]:
    """The state of a document on a day, and what ended it; `is_signed`: somebody has signed this very file."""
    contract = document.contract
    assert contract, "it is of a contract"
    if document.kind == DocumentKind.TERMINATION:
        ending = _annulled(contract) or _replaced(document)
    elif document.kind == DocumentKind.APPLICATION and not is_signed and contract.status != Status.OFFERED:
        ending = Ending(State.NOT_CONCLUDED, None, NOT_SIGNED)
    else:
        ending = ending_of(contract, on=on)
        waits = contract.status == Status.ACCEPTED and document.kind == DocumentKind.CONTRACT
        if waits or contract.status == Status.OFFERED:
            return State.OFFERED, None
    return (ending.state if ending else State.VALID), ending


def ending_of(contract: Contract, *, on: date) -> Ending | None:
    """What ended a contract, or will on a day that is known; None: it is in force, or not made yet."""
    if contract.status in NOT_MADE:
        return Ending(State.NOT_CONCLUDED, None, NOT_MADE[Status(contract.status)])
    if contract.status == Status.ANNULLED:
        return _annulled(contract)
    if contract.notice_on and contract.ended_on:
        state = State.TERMINATING if contract.ended_on >= on else State.TERMINATED
        return Ending(state, contract.ended_on, LAST_DAY.format(notice=contract.notice_on))
    last = contract.last_day
    is_over = contract.status == Status.CLOSED or (contract.status in Contract.LIVE and last and last < on)
    return Ending(State.COMPLETED, last, TERM_OVER) if is_over else None


def _annulled(contract: Contract) -> Ending | None:
    if contract.status != Status.ANNULLED:
        return None
    granted = ContractAnnulment.objects.filter(contract=contract, status=ContractAnnulment.Status.GRANTED)
    return Ending(State.ANNULLED, granted.values_list("decided_on", flat=True).first(), BY_MISTAKE)


def _replaced(document: IssuedDocument) -> Ending | None:
    """The newest notice is the one that counts."""
    about = {"contract": document.contract_id, "kind": DocumentKind.TERMINATION}
    newest = IssuedDocument.objects.filter(pk__gt=document.pk, **about).order_by("-pk").first()
    return Ending(State.SUPERSEDED, newest.issued_on, NEW_NOTICE, newest) if newest else None
