"""A contract that is not made: its money is free. Inside the caller's transaction.

Whoever ends a request that stands in CONTRACTING ends its contract with it, so nothing stays reserved for nobody.
"""

from __future__ import annotations

from backoffice import journal
from backoffice.certificates.models import Certificate
from backoffice.contracts import spending
from backoffice.contracts.models import Contract
from backoffice.journal import Act

Status = Contract.Status


def end(request_id: int, certificate: Certificate, act: Act, *, is_late: bool, ground: str, reason: str) -> None:
    """End the contract of a request that is not signed yet: late, or refused. The certificate is locked."""
    rows = Contract.objects.filter(request=request_id, status__in=Contract.NOT_YET).select_related("module__edition")
    contract = rows.select_for_update(no_key=True, of=("self",)).first()
    if contract is None:
        return
    contract.certificate = certificate
    spending.release_all(contract, act)
    contract.status = Status.EXPIRED if is_late else Status.REFUSED
    contract.ground, contract.reason, contract.version = ground, reason, contract.version + 1
    contract.save(update_fields=["status", "ground", "reason", "version"])
    note(f"contract.{contract.status.lower()}", contract, act, reason)


def note(what: str, contract: Contract, act: Act, text: str = "") -> None:
    """Write down what happened to a contract."""
    about = {"provider_id": contract.provider_id, "municipality_id": contract.municipality_id}
    journal.record(what, contract, act, text, **about)
