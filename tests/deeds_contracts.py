"""Every decision about the making of a contract over HTTP, each in the setting in which it is taken."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from strawberry.relay import to_base64

from tests import contracts, families, signing
from tests.contracts import Making
from tests.deeds import Deed, of_task

KEY = {"idempotencyKey": "of-a-deed-1"}
TICKS = {"hasReadTerms": True, "consentsToProcessing": True}
REFUSES = {"verdict": "REFUSE", "ground": "GROUP_NOT_FORMED", "reason": "Группа не набрана."}


def at(setting: Callable[[], Making], step: str, who: str, operation: str, **content) -> Callable[[dict], Deed]:
    """A decision at a step of a contract, taken by the family's parent or by the provider's manager."""

    def deed(people) -> Deed:
        made = setting()
        by = made.family.parent if who == "parent" else made.school.manager
        given = {name: value(made) if callable(value) else value for name, value in content.items()}
        return of_task(by, operation, contracts.task_of(made.contract, step), **KEY, **given)

    return deed


def code(step: str, who: str) -> Callable[[Making], str]:
    """The code that was sent for a step."""
    by = {"parent": lambda made: made.family.parent, "manager": lambda made: made.school.manager}[who]
    return lambda made: contracts.code_for(made, by(made), step)


def childs() -> Making:
    """A contract that a child of fifteen has accepted."""
    of = contracts.family(birth_date=families.born(15))
    return contracts.accept(contracts.offered(of=of), contracts.child_account(of))


def request_code(people) -> Deed:
    made = contracts.offered()
    task = contracts.task_of(made.contract, "accept_contract")
    return Deed(made.family.parent, "RequestSigningCode", {"task": to_base64("Task", task.pk)})


def about(made: Making, operation: str, **content) -> Deed:
    """A decision of the provider about an offer."""
    given = {"contract": to_base64("Contract", made.contract.pk), "expectedVersion": made.contract.version}
    return Deed(made.school.manager, operation, {**given, **content})


def print_application(people) -> Deed:
    return about(contracts.offered(), "PrintApplication")


def record_paper(people) -> Deed:
    made = contracts.printed(contracts.offered())
    scan = to_base64("StoredFile", signing.scan(made.school.manager).pk)
    today = timezone.localdate().isoformat()
    return about(made, "RecordPaperAcceptance", scan=scan, signedOn=today, **signing.PAPER, **KEY)


def _today(made: Making) -> str:
    return timezone.localdate().isoformat()


_OFFERS = (contracts.prepared, "offer_contract", "manager", "OfferContract")
_ANSWERS = (contracts.offered, "accept_contract", "parent", "AcceptContract")
_AGREES = (childs, "consent_to_contract", "parent", "ConsentToContract")
_SIGNS = (contracts.accepted, "sign_contract", "manager", "SignContract")
_ORDER = {"orderNumber": "15-з", "orderDate": _today}
DEEDS: dict[str, Callable[[dict], Deed]] = {
    "offerContract: offer": at(*_OFFERS, verdict="OFFER"),
    "offerContract: refuse": at(*_OFFERS, **REFUSES),
    "requestSigningCode": request_code,
    "acceptContract: accept": at(*_ANSWERS, answer="ACCEPT", code=code("accept_contract", "parent"), **TICKS),
    "acceptContract: decline": at(*_ANSWERS, answer="DECLINE", reason="Передумали."),
    "consentToContract: consent": at(*_AGREES, answer="CONSENT", code=code("consent_to_contract", "parent")),
    "consentToContract: decline": at(*_AGREES, answer="DECLINE"),
    "printApplication": print_application,
    "recordPaperAcceptance": record_paper,
    "signContract: sign": at(*_SIGNS, verdict="SIGN", code=code("sign_contract", "manager"), **_ORDER),
    "signContract: refuse": at(*_SIGNS, **REFUSES),
}
