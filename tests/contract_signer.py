"""A process that signs contracts until it is killed: `python -m tests.contract_signer`, one for each line it is given.

A line is the key of the task, of the person, of the scan, and the version seen.
"""

from __future__ import annotations

from django.db import transaction

from tests import torment


def carry_out(task: str, user: str, scan: str, version: str) -> str:
    """Sign on paper in one transaction, as a request does; DONE or the codes of the refusal."""
    from backoffice.accounts import viewers
    from backoffice.accounts.models import User
    from backoffice.errors import Refused
    from backoffice.signatures.models import Signature
    from tests import contracts
    from workflows import engine
    from workflows.contract_signing import ContractSigning

    decision = contracts.signature(way=Signature.Kind.PAPER, scan=int(scan), signed_on=contracts.timezone.localdate())
    said = {"task_id": int(task), "decision": decision, "expected_version": int(version), "key": f"sign-{task}"}
    try:
        with transaction.atomic():
            by = viewers.viewer_of_user(User.objects.get(pk=user))
            engine.complete(ContractSigning.sign_contract, **said, by=by)
    except Refused as refused:
        return str(refused)
    return "DONE"


if __name__ == "__main__":
    torment.run(carry_out)
